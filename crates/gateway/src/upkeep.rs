//! What is kept up with the providers of outbound trunks: who of them is there, and registrations.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ahash::RandomState;
use tandem_control_plane::trunks::{
    RegistrationStage, RegistrationState as Registered, TargetHealth, TargetState, TrunkState,
    TrunkStates,
};
use tandem_control_plane::{Vault, now as wall_clock};
use tandem_model::{OutboundTrunk, Timestamp, TrunkId};
use tandem_sip_io::Found;
use tandem_sip_proto::{
    ClientTx, Deadlines, Endpoint, Flow, Health, Message, Probe, Registrant, RegistrationState,
};
use tandem_telemetry::instruments;

use crate::binding::{binding, probe_uri};
use crate::next_hop::MAX_TARGETS;

/// The marks of these requests have this bit; those of calls do not.
const MARK: u64 = 1 << 63;
/// Questions that wait for their answers at a time.
const MOST_OPEN: usize = 64;
/// How long one waits that finds too many open.
const POSTPONED: Duration = Duration::from_millis(100);

/// What is to be kept up with one trunk.
#[derive(Clone, Debug)]
pub struct TrunkPlan {
    /// The trunk.
    pub(crate) trunk: Arc<OutboundTrunk>,
    /// Its targets are asked, and these are they.
    pub(crate) targets: Option<Found>,
    /// This gateway registers it, with these.
    pub(crate) registrars: Option<Found>,
}

/// All that is kept up.
pub(crate) struct Upkeep {
    trunks: BTreeMap<TrunkId, Kept>,
    /// By the mark of its requests.
    tasks: HashMap<u64, Task, RandomState>,
    deadlines: Deadlines<u64>,
    marks: u64,
    open: usize,
    states: TrunkStates,
    is_draining: bool,
}

/// One trunk.
#[derive(Default)]
struct Kept {
    fault: Option<Box<str>>,
    registrar: Box<str>,
    /// The marks of its probes, the preferred target first.
    probes: Vec<u64>,
    registrant: Option<u64>,
    /// The plan has no such trunk any more: its registration is being taken back.
    is_leaving: bool,
}

struct Task {
    trunk: TrunkId,
    deadline: Option<Instant>,
    work: Work,
}

enum Work {
    Ask(Box<Probe>),
    Register(Box<Registrant>),
}

impl Work {
    fn poll_timeout(&self) -> Option<Instant> {
        match self {
            Self::Ask(probe) => Some(probe.poll_timeout()),
            Self::Register(registrant) => registrant.poll_timeout(),
        }
    }
}

impl Upkeep {
    pub(crate) fn new(states: TrunkStates) -> Self {
        Self {
            trunks: BTreeMap::new(),
            tasks: HashMap::default(),
            deadlines: Deadlines::default(),
            marks: 0,
            open: 0,
            states,
            is_draining: false,
        }
    }

    /// Whether a request is one of these.
    pub(crate) fn owns(owner: u64) -> bool {
        owner & MARK != 0
    }

    /// Does from now on as these plans say, and nothing for other trunks.
    pub(crate) fn follow(
        &mut self,
        plans: Vec<TrunkPlan>,
        vault: &Vault,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        if self.is_draining {
            return;
        }
        let planned: BTreeSet<&TrunkId> = plans.iter().map(|plan| &plan.trunk.id).collect();
        let gone = self.trunks.keys().filter(|id| !planned.contains(id));
        let gone: Vec<TrunkId> = gone.cloned().collect();
        for id in gone {
            self.leave(&id, endpoint, now);
        }
        for plan in plans {
            self.follow_one(&plan, vault, endpoint, now);
        }
    }

    /// Takes all registrations back, asks nobody any more, and follows no plan.
    pub(crate) fn drain(&mut self, endpoint: &mut Endpoint, now: Instant) {
        self.is_draining = true;
        let all: Vec<TrunkId> = self.trunks.keys().cloned().collect();
        for id in all {
            self.leave(&id, endpoint, now);
        }
    }

    /// Puts those of a trunk's targets that are known to be down behind the others.
    pub(crate) fn prefer_up(&self, trunk: Option<&TrunkId>, targets: &mut [Flow]) {
        let Some(kept) = trunk.and_then(|id| self.trunks.get(id)) else {
            return;
        };
        targets.sort_by_key(|flow| {
            let probe = kept.probes.iter().filter_map(|mark| self.probe(*mark));
            let mut probe = probe.filter(|probe| is_same(probe.target(), flow));
            probe.any(|probe| probe.health() == Health::Down)
        });
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.deadlines.earliest()
    }

    pub(crate) fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        while let Some((_, mark)) = self.deadlines.pop_due(now) {
            if let Some(task) = self.tasks.get_mut(&mark) {
                task.deadline = None;
            }
            let is_full = self.open >= MOST_OPEN;
            self.with(mark, now, |work| match work {
                Work::Ask(probe) if is_full && probe.is_due(now) => probe.postpone(now + POSTPONED),
                Work::Ask(probe) => probe.handle_timeout(endpoint, now),
                Work::Register(registrant) => registrant.handle_timeout(endpoint, now),
            });
        }
    }

    pub(crate) fn handle_response(
        &mut self,
        (owner, tx): (u64, ClientTx),
        message: &Message,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        self.with(owner, now, |work| match work {
            Work::Ask(probe) => probe.handle_response(tx, message, now),
            Work::Register(registrant) => registrant.handle_response(tx, message, endpoint, now),
        });
    }

    pub(crate) fn handle_failure(
        &mut self,
        (owner, tx): (u64, ClientTx),
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        self.with(owner, now, |work| match work {
            Work::Ask(probe) => probe.handle_failure(tx, now),
            Work::Register(registrant) => registrant.handle_failure(tx, endpoint, now),
        });
    }

    fn follow_one(
        &mut self,
        plan: &TrunkPlan,
        vault: &Vault,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let id = &plan.trunk.id;
        let kept = self.trunks.entry(id.clone()).or_default();
        kept.is_leaving = false;
        let faults = [&plan.targets, &plan.registrars].into_iter().flatten();
        let fault = faults.filter_map(|found| found.as_ref().err()).next();
        kept.fault = fault.map(|error| error.to_string().into());
        self.ask(plan, endpoint, now);
        self.register(plan, vault, endpoint, now);
        self.show(id, now);
    }

    /// Asks these targets: probes of others end, those that are there go on.
    fn ask(&mut self, plan: &TrunkPlan, endpoint: &mut Endpoint, now: Instant) {
        let spec = &plan.trunk.spec;
        let interval = spec.terms.as_ref().and_then(|terms| terms.health_interval);
        let targets = plan.targets.iter().flatten().flatten();
        let targets = targets.take(MAX_TARGETS).zip(interval.into_iter().cycle());
        let old = self.trunks.get_mut(&plan.trunk.id);
        let mut old = old.map_or_else(Vec::new, |kept| std::mem::take(&mut kept.probes));
        let mut probes = Vec::new();
        for (target, interval) in targets {
            let is_its = |mark: &u64| {
                let probe = self.probe(*mark);
                probe.is_some_and(|probe| {
                    is_same(probe.target(), target) && probe.interval() == interval
                })
            };
            if let Some(at) = old.iter().position(is_its) {
                probes.push(old.remove(at));
                continue;
            }
            let mark = self.mark();
            let names = (mark, call_id(), rand::random());
            let probe = Probe::new(*target, probe_uri(spec), interval, names, now);
            self.insert(mark, &plan.trunk.id, Work::Ask(Box::new(probe)));
            probes.push(mark);
        }
        for mark in old {
            self.end_probe(mark, endpoint, now);
        }
        if let Some(kept) = self.trunks.get_mut(&plan.trunk.id) {
            kept.probes = probes;
        }
    }

    fn register(&mut self, plan: &TrunkPlan, vault: &Vault, endpoint: &mut Endpoint, now: Instant) {
        let id = &plan.trunk.id;
        let wanted = plan
            .registrars
            .as_ref()
            .map(|_| binding(&plan.trunk.spec, vault));
        let wanted = wanted.flatten();
        let kept = self.trunks.get(id).and_then(|kept| kept.registrant);
        let is_wanted = match kept.and_then(|mark| self.registrant(mark)) {
            Some(registrant) => wanted.as_ref() == Some(registrant.binding()),
            None => false,
        };
        if !is_wanted && let Some(mark) = kept {
            self.with(mark, now, |work| work.take_back(endpoint, now));
            // Its last answer belongs to nobody's state any more.
            self.forget_registrant(id);
        }
        let Some(binding) = wanted else { return };
        let mark = match kept.filter(|_| is_wanted) {
            Some(mark) => mark,
            None => {
                let mark = self.mark();
                let registrar = binding.registrar.trim_start_matches("sip:").into();
                let registrant = Registrant::new(binding, mark, call_id(), rand::random());
                self.insert(mark, id, Work::Register(Box::new(registrant)));
                if let Some(kept) = self.trunks.get_mut(id) {
                    kept.registrant = Some(mark);
                    kept.registrar = registrar;
                }
                mark
            }
        };
        let targets = plan.registrars.iter().flatten().flatten();
        let targets: Vec<Flow> = targets.take(MAX_TARGETS).copied().collect();
        if !targets.is_empty() {
            self.with(mark, now, |work| {
                if let Work::Register(registrant) = work {
                    registrant.set_targets(targets, now);
                }
            });
        }
    }

    /// A trunk is looked after no more, but for the end of its registration.
    fn leave(&mut self, id: &TrunkId, endpoint: &mut Endpoint, now: Instant) {
        let Some(kept) = self.trunks.get_mut(id) else {
            return;
        };
        kept.is_leaving = true;
        let probes = std::mem::take(&mut kept.probes);
        let registrant = kept.registrant;
        for mark in probes {
            self.end_probe(mark, endpoint, now);
        }
        match registrant {
            Some(mark) => self.with(mark, now, |work| work.take_back(endpoint, now)),
            None => self.show(id, now),
        }
    }

    fn forget_registrant(&mut self, id: &TrunkId) {
        if let Some(kept) = self.trunks.get_mut(id) {
            kept.registrant = None;
        }
    }

    fn end_probe(&mut self, mark: u64, endpoint: &mut Endpoint, now: Instant) {
        if let Some(mut task) = self.tasks.remove(&mark) {
            self.deadlines.set(mark, task.deadline, None);
            if let Work::Ask(probe) = &mut task.work {
                self.open -= usize::from(probe.is_open());
                probe.stop(endpoint, now);
            }
        }
    }

    fn insert(&mut self, mark: u64, trunk: &TrunkId, work: Work) {
        let deadline = work.poll_timeout();
        self.deadlines.set(mark, None, deadline);
        let trunk = trunk.clone();
        let task = Task {
            trunk,
            deadline,
            work,
        };
        self.tasks.insert(mark, task);
    }

    /// Lets a task do something; then its timer is set, and what is known of its trunk is shown.
    fn with(&mut self, mark: u64, now: Instant, does: impl FnOnce(&mut Work)) {
        let Some(task) = self.tasks.get_mut(&mark) else {
            return;
        };
        let was_open = matches!(&task.work, Work::Ask(probe) if probe.is_open());
        does(&mut task.work);
        let is_open = matches!(&task.work, Work::Ask(probe) if probe.is_open());
        self.open = self.open + usize::from(is_open) - usize::from(was_open);
        if let Work::Ask(probe) = &task.work
            && was_open
            && !is_open
        {
            instruments::trunk_asked(outcome(probe));
        }
        let next = task.work.poll_timeout();
        self.deadlines
            .set(mark, std::mem::replace(&mut task.deadline, next), next);
        let trunk = task.trunk.clone();
        let is_over = matches!(&task.work, Work::Register(registrant)
            if registrant.state(now) == RegistrationState::Removed);
        if is_over {
            self.tasks.remove(&mark);
        }
        // Asking changes nothing that is shown.
        if !is_open {
            self.show(&trunk, now);
        }
    }

    /// Writes down what is known of a trunk; forgets one that has nothing left to do.
    fn show(&mut self, id: &TrunkId, now: Instant) {
        let Some(kept) = self.trunks.get(id) else {
            return;
        };
        let registrant = kept.registrant.and_then(|mark| self.registrant(mark));
        if kept.is_leaving && registrant.is_none() {
            self.trunks.remove(id);
            return self.states.set(id, None);
        }
        let targets = kept.probes.iter().filter_map(|mark| self.probe(*mark));
        let state = TrunkState {
            fault: kept.fault.clone(),
            targets: targets.map(target_state).collect(),
            registration: registrant.map(|one| registered(one, &kept.registrar, now)),
        };
        self.states.set(id, Some(state));
    }

    fn mark(&mut self) -> u64 {
        self.marks += 1;
        MARK | self.marks
    }

    fn probe(&self, mark: u64) -> Option<&Probe> {
        match &self.tasks.get(&mark)?.work {
            Work::Ask(probe) => Some(probe),
            Work::Register(_) => None,
        }
    }

    fn registrant(&self, mark: u64) -> Option<&Registrant> {
        match &self.tasks.get(&mark)?.work {
            Work::Register(registrant) => Some(registrant),
            Work::Ask(_) => None,
        }
    }
}

impl Work {
    fn take_back(&mut self, endpoint: &mut Endpoint, now: Instant) {
        if let Self::Register(registrant) = self {
            registrant.remove(endpoint, now);
        }
    }
}

/// Whether two flows lead to one target, whichever connection they have.
pub(crate) fn is_same(one: &Flow, other: &Flow) -> bool {
    (one.transport, one.peer, one.name) == (other.transport, other.peer, other.name)
}

fn call_id() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// The word for how a question ended.
fn outcome(probe: &Probe) -> &'static str {
    match (probe.health(), probe.status()) {
        (Health::Up, _) => "up",
        (Health::Down | Health::Unknown, Some(_)) => "unavailable",
        (Health::Down | Health::Unknown, None) => "silent",
    }
}

fn target_state(probe: &Probe) -> TargetState {
    TargetState {
        transport: probe.target().transport.as_str(),
        address: probe.target().peer,
        health: match probe.health() {
            Health::Unknown => TargetHealth::Unknown,
            Health::Up => TargetHealth::Up,
            Health::Down => TargetHealth::Down,
        },
        status: probe.status(),
        round_trip: probe.round_trip(),
    }
}

fn registered(registrant: &Registrant, registrar: &str, now: Instant) -> Registered {
    let left = registrant
        .until()
        .map(|until| until.saturating_duration_since(now));
    let at = |left: Duration| Timestamp {
        unix_nanos: wall_clock()
            .unix_nanos
            .saturating_add(u64::try_from(left.as_nanos()).unwrap_or(u64::MAX)),
    };
    Registered {
        registrar: registrar.into(),
        stage: match registrant.state(now) {
            RegistrationState::Trying => RegistrationStage::Trying,
            RegistrationState::Registered => RegistrationStage::Registered,
            RegistrationState::Failed => RegistrationStage::Failed,
            RegistrationState::Removing | RegistrationState::Removed => RegistrationStage::Removing,
        },
        status: registrant.status(),
        expires_at: left.map(at),
        failures: registrant.failures(),
    }
}
