//! Follows the catalog: which outbound trunks this gateway looks after, and where their providers are.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use tandem_control_plane::ControlPlane;
use tandem_dispatch::placement::{GatewayView, may_serve, registrar_of};
use tandem_model::{OutboundTrunk, Revision, TrunkId};
use tandem_provisioning::Catalog;
use tandem_sip_io::{Found, LookupError, Mailbox, Resolver};
use tandem_sip_proto::Flow;
use tandem_sip_proto::locate::Destination;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::Mail;
use crate::binding::{registrar_at, registration};
use crate::next_hop::destination;
use crate::upkeep::{TrunkPlan, is_same};

/// How often the catalog and the other gateways are looked at.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// How long what the DNS said is believed; records that live shorter are looked up by each call anyway.
const BELIEVED_FOR: Duration = Duration::from_secs(60);
/// The same where it said nothing.
const FAULTY_FOR: Duration = Duration::from_secs(5);
/// Look-ups at a time.
const LOOKUPS_AT_ONCE: usize = 16;
/// Trunks that are looked after; those behind it by their id are not.
const MOST_TRUNKS: usize = 4096;

/// Owns the task that follows the catalog.
pub struct TrunkKeeper {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl TrunkKeeper {
    /// Starts the task; what it finds goes to the gateway behind the mailbox.
    #[must_use]
    pub fn start(plane: ControlPlane, resolver: Resolver, mailbox: Mailbox<Mail>) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let keeping = Keeping {
            plane,
            resolver,
            mailbox,
            seen: None,
            wanted: Vec::new(),
            places: BTreeMap::new(),
            told: Vec::new(),
        };
        let task = tokio::spawn(async move {
            tokio::select! {
                () = keeping.run() => {}
                _ = stopped.wait_for(|stopped| *stopped) => {}
            }
        });
        Self { stop, task }
    }

    /// Ends the task and waits for it.
    pub async fn shutdown(self) {
        self.stop.send_replace(true);
        if self.task.await.is_err() {
            tracing::error!("the task that looks after trunks panicked");
        }
    }
}

struct Keeping {
    plane: ControlPlane,
    resolver: Resolver,
    mailbox: Mailbox<Mail>,
    /// The revision that `wanted` is of.
    seen: Option<Revision>,
    /// The trunks that somebody looks after.
    wanted: Vec<Arc<OutboundTrunk>>,
    places: BTreeMap<(TrunkId, Place), Looked>,
    /// What the gateway knows.
    told: Vec<TrunkPlan>,
}

/// What of a trunk is looked up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Trunk,
    Registrar,
}

struct Looked {
    destination: Destination,
    found: Found,
    at: Instant,
}

/// What this gateway does for a trunk.
struct Part {
    trunk: Arc<OutboundTrunk>,
    asks: bool,
    registers: bool,
}

impl Keeping {
    async fn run(mut self) {
        let mut looks = tokio::time::interval(LOOKS_EVERY);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let catalog = self.plane.catalog();
            self.see(&catalog);
            if self.wanted.is_empty() && self.told.is_empty() {
                continue;
            }
            let gateways = self.plane.gateways();
            let own = self.plane.node_id();
            let part = |trunk| part(&catalog, trunk, &gateways, own);
            let parts: Vec<Part> = self.wanted.iter().cloned().map(part).collect();
            self.look_up(&parts).await;
            self.tell(&parts);
        }
    }

    fn see(&mut self, catalog: &Catalog) {
        if self.seen.replace(catalog.revision()) == Some(catalog.revision()) {
            return;
        }
        let is_kept = |trunk: &&Arc<OutboundTrunk>| {
            let terms = trunk.spec.terms.as_ref();
            terms.is_some_and(|terms| {
                terms.health_interval.is_some() || terms.registration.is_some()
            })
        };
        let kept = catalog.outbound_trunks().filter(is_kept);
        self.wanted = kept.take(MOST_TRUNKS + 1).cloned().collect();
        if self.wanted.len() > MOST_TRUNKS {
            tracing::warn!(
                MOST_TRUNKS,
                "more trunks are to be looked after than may be"
            );
            self.wanted.truncate(MOST_TRUNKS);
        }
    }

    /// Looks up what is not known, or not any more.
    async fn look_up(&mut self, parts: &[Part]) {
        let mut needed = BTreeMap::new();
        for part in parts {
            let id = &part.trunk.id;
            if part.asks {
                needed.insert((id.clone(), Place::Trunk), destination(&part.trunk.spec));
            }
            let registrar = registrar_at(&part.trunk.spec).filter(|_| part.registers);
            if let Some(registrar) = registrar {
                needed.insert((id.clone(), Place::Registrar), registrar);
            }
        }
        self.places.retain(|key, _| needed.contains_key(key));
        let is_stale = |key: &(TrunkId, Place), destination: &Destination| {
            let known = self.places.get(key);
            known.is_none_or(|known| known.destination != *destination || known.is_old())
        };
        needed.retain(|key, destination| is_stale(key, destination));
        let resolver = &self.resolver;
        let found = futures::stream::iter(needed).map(|(key, destination)| async move {
            let (reply, found) = oneshot::channel();
            resolver.look_up(destination.clone(), |targets| {
                // The task may have ended.
                let _ = reply.send(targets);
            });
            let found = found.await.unwrap_or(Err(LookupError::Busy));
            let at = Instant::now();
            let looked = Looked {
                destination,
                found,
                at,
            };
            (key, looked)
        });
        let found: Vec<_> = found.buffer_unordered(LOOKUPS_AT_ONCE).collect().await;
        self.places.extend(found);
    }

    /// Tells the gateway what has changed.
    fn tell(&mut self, parts: &[Part]) {
        let found = |part: &Part, place| {
            let looked = self.places.get(&(part.trunk.id.clone(), place));
            looked.map(|looked| looked.found.clone())
        };
        let plan = |part: &Part| TrunkPlan {
            trunk: Arc::clone(&part.trunk),
            targets: found(part, Place::Trunk),
            registrars: found(part, Place::Registrar),
        };
        let is_any = |part: &&Part| part.asks || part.registers;
        let plans: Vec<TrunkPlan> = parts.iter().filter(is_any).map(plan).collect();
        let is_known = plans.len() == self.told.len()
            && plans
                .iter()
                .zip(&self.told)
                .all(|(one, other)| one.is(other));
        if !is_known && self.mailbox.post(Mail::Trunks(plans.clone())).is_ok() {
            self.told = plans;
        }
    }
}

impl Looked {
    fn is_old(&self) -> bool {
        let lasts = match &self.found {
            Ok(_) => BELIEVED_FOR,
            Err(_) => FAULTY_FOR,
        };
        self.at.elapsed() >= lasts
    }
}

impl TrunkPlan {
    /// Whether two plans ask for the same. Targets of one rank come in another order each time.
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.trunk, &other.trunk)
            && are_same(self.targets.as_ref(), other.targets.as_ref())
            && are_same(self.registrars.as_ref(), other.registrars.as_ref())
    }
}

fn are_same(one: Option<&Found>, other: Option<&Found>) -> bool {
    let has = |flows: &[Flow], flow: &Flow| flows.iter().any(|one| is_same(one, flow));
    match (one, other) {
        (Some(Ok(one)), Some(Ok(other))) => {
            one.len() == other.len() && one.iter().all(|flow| has(other, flow))
        }
        (one, other) => one == other,
    }
}

fn part(catalog: &Catalog, trunk: Arc<OutboundTrunk>, gateways: &[GatewayView], own: u64) -> Part {
    let spec = &trunk.spec;
    let country = spec.destination_country;
    let has_interval = spec
        .terms
        .as_ref()
        .is_some_and(|terms| terms.health_interval.is_some());
    let here = gateways.iter().find(|gateway| gateway.node == own);
    let asks = has_interval && here.is_some_and(|here| may_serve(catalog, country, here));
    let registers = registration(spec).is_some()
        && registrar_of(catalog, country, trunk.id.as_str(), gateways) == Some(own);
    Part {
        trunk,
        asks,
        registers,
    }
}
