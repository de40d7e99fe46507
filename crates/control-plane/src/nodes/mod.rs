//! How the nodes of the cluster are: what each says of itself once a second.

mod from_wire;
mod service;
mod to_wire;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::future::join_all;
use tandem_consensus::{Member, NodeId};
use tandem_dispatch::placement::{GatewayState, GatewayView, Here, Load};
use tandem_model::{CountryCode, Region, Revision};
use tandem_wire::internal as wire;
use tandem_wire::internal::nodes_client::NodesClient;
use tokio::time::timeout;

use crate::ControlPlane;

pub use service::NodesService;

/// How long a node is believed after it was heard of; then it gets no calls.
pub const UNHEARD_FOR: Duration = Duration::from_secs(3);
/// How long a node may take to say how it is.
const PULSE_PATIENCE: Duration = Duration::from_millis(700);

/// What a node is, by its configuration.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct NodeFacts {
    /// Where it is.
    pub region: Option<Region>,
    /// The countries that it serves; empty serves all that the table maps to its region.
    pub countries: Vec<CountryCode>,
    /// Whether it takes calls at all.
    pub is_gateway: bool,
    /// The most calls that it may have.
    pub most_calls: u32,
}

/// What a node says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pulse {
    /// What it is.
    pub facts: NodeFacts,
    /// What it has to do.
    pub load: Load,
    /// It has caught up with the log and takes calls.
    pub is_ready: bool,
    /// It is being stopped.
    pub is_draining: bool,
    /// The revision that it has applied.
    pub revision: Revision,
    /// How long ago it heard of a leader; absent when it never has.
    pub staleness: Option<Duration>,
}

/// What this node knows of itself and of the others. Cloning it makes another handle.
#[derive(Clone, Default)]
pub struct Nodes {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    own: Mutex<NodeFacts>,
    cpu_permille: AtomicU32,
    is_ready: AtomicBool,
    is_draining: AtomicBool,
    /// Members only, and the last word of each.
    heard: Mutex<HashMap<NodeId, Heard>>,
}

#[derive(Clone)]
struct Heard {
    pulse: Pulse,
    at: Instant,
}

impl Nodes {
    /// Says what this node is.
    pub fn introduce(&self, own: NodeFacts) {
        *lock(&self.inner.own) = own;
    }

    /// This node takes calls from now on.
    pub fn set_ready(&self) {
        self.inner.is_ready.store(true, Ordering::Relaxed);
    }

    /// This node is being stopped: the others send no more calls.
    pub fn drain(&self) {
        self.inner.is_draining.store(true, Ordering::Relaxed);
    }

    /// The processor time that this node uses, in thousandths of what its machine has.
    pub fn set_cpu(&self, permille: u32) {
        self.inner.cpu_permille.store(permille, Ordering::Relaxed);
    }

    /// Takes in what a member says of itself.
    fn hear(&self, node: NodeId, pulse: Pulse, at: Instant) {
        lock(&self.inner.heard).insert(node, Heard { pulse, at });
    }

    /// Forgets who is no member any more.
    fn keep_only(&self, is_member: impl Fn(NodeId) -> bool) {
        lock(&self.inner.heard).retain(|node, _| is_member(*node));
    }

    fn heard(&self, node: NodeId) -> Option<Heard> {
        lock(&self.inner.heard).get(&node).cloned()
    }
}

impl ControlPlane {
    /// What this node says of itself.
    #[must_use]
    pub fn pulse(&self) -> Pulse {
        let own = &self.nodes().inner;
        let facts = lock(&own.own).clone();
        let load = Load {
            calls: u32::try_from(self.calls().live()).unwrap_or(u32::MAX),
            most_calls: facts.most_calls,
            cpu_permille: own.cpu_permille.load(Ordering::Relaxed),
        };
        Pulse {
            facts,
            load,
            is_ready: own.is_ready.load(Ordering::Relaxed),
            is_draining: own.is_draining.load(Ordering::Relaxed),
            revision: self.revision(),
            staleness: self.staleness(),
        }
    }

    /// The last word of a node, and how long ago that was; nothing of one that was never heard of.
    #[must_use]
    pub fn pulse_of(&self, node: NodeId) -> Option<(Pulse, Duration)> {
        if node == self.node_id() {
            return Some((self.pulse(), Duration::ZERO));
        }
        let heard = self.nodes().heard(node)?;
        Some((heard.pulse, heard.at.elapsed()))
    }

    /// The node that decides, as placement must know it.
    #[must_use]
    pub fn here(&self) -> Here {
        Here {
            node: self.node_id(),
            region: lock(&self.nodes().inner.own).region.clone(),
        }
    }

    /// All gateways of the cluster, as this node sees them; of one that is of no cluster, itself.
    #[must_use]
    pub fn gateways(&self) -> Vec<GatewayView> {
        let members = self.status().members;
        let others = members.iter().filter(|(id, _)| **id != self.node_id());
        let others = others.filter_map(|(id, status)| self.gateway(*id, Some(&status.member)));
        let own = self.gateway(self.node_id(), None);
        own.into_iter().chain(others).collect()
    }

    fn gateway(&self, node: NodeId, member: Option<&Member>) -> Option<GatewayView> {
        let Some((pulse, since)) = self.pulse_of(node) else {
            let member = member.filter(|member| member.roles.gateway)?;
            return Some(GatewayView {
                node,
                region: Region::try_new(&member.region).ok(),
                countries: Vec::new(),
                state: GatewayState::Away,
            });
        };
        pulse.facts.is_gateway.then(|| GatewayView {
            node,
            state: pulse.state(since),
            region: pulse.facts.region,
            countries: pulse.facts.countries,
        })
    }

    /// Asks all other members how they are, and remembers it: to be called once a second. Tells who answers and is
    /// not being stopped.
    pub async fn hear_of_members(&self) -> Vec<(NodeId, Member, bool)> {
        let members = self.status().members;
        self.nodes().keep_only(|node| members.contains_key(&node));
        let asked = members.into_iter().map(|(id, status)| async move {
            let takes_work = if id == self.node_id() {
                !self.pulse().is_draining
            } else {
                self.hear_of(id, &status.member.address).await
            };
            (id, status.member, takes_work)
        });
        join_all(asked).await
    }

    async fn hear_of(&self, node: NodeId, address: &str) -> bool {
        let asked = async {
            let channel = self.channel(address).ok()?;
            let request = self.to_node(wire::PulseRequest {
                from: self.node_id(),
            });
            let answer = NodesClient::new(channel).pulse(request).await;
            from_wire::pulse(&answer.ok()?.into_inner())
        };
        let Ok(Some(pulse)) = timeout(PULSE_PATIENCE, asked).await else {
            return false;
        };
        let takes_work = !pulse.is_draining;
        self.nodes().hear(node, pulse, Instant::now());
        takes_work
    }
}

impl Pulse {
    /// Whether the node takes calls, this long after it said so.
    #[must_use]
    pub fn state(&self, since: Duration) -> GatewayState {
        match self {
            _ if since >= UNHEARD_FOR => GatewayState::Away,
            Self {
                is_draining: true, ..
            } => GatewayState::Draining,
            Self {
                is_ready: false, ..
            } => GatewayState::Starting,
            Self { load, .. } => GatewayState::Ready(*load),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pulse() -> Pulse {
        Pulse {
            facts: NodeFacts::default(),
            load: Load {
                calls: 1,
                most_calls: 2,
                cpu_permille: 3,
            },
            is_ready: true,
            is_draining: false,
            revision: Revision(1),
            staleness: None,
        }
    }

    #[test]
    fn a_node_is_believed_for_a_while() {
        let just_before = UNHEARD_FOR - Duration::from_millis(1);
        let draining = Pulse {
            is_draining: true,
            ..pulse()
        };
        let starting = Pulse {
            is_ready: false,
            ..pulse()
        };
        for (pulse, state) in [
            (pulse(), GatewayState::Ready(pulse().load)),
            (draining, GatewayState::Draining),
            (starting, GatewayState::Starting),
        ] {
            assert_eq!(pulse.state(just_before), state);
            assert_eq!(pulse.state(UNHEARD_FOR), GatewayState::Away);
        }
    }

    #[test]
    fn a_node_that_is_no_member_any_more_is_forgotten() {
        let nodes = Nodes::default();
        for node in [1, 2] {
            nodes.hear(node, pulse(), Instant::now());
        }
        nodes.keep_only(|node| node == 2);
        assert!(nodes.heard(1).is_none() && nodes.heard(2).is_some());
    }
}
