//! How the targets of outbound trunks are, and their registrations, as this node sees them.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tandem_model::{Timestamp, TrunkId};

/// What this node knows of a trunk that it looks after.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TrunkState {
    /// Why its address could not be found; nothing if it was, or was not looked for.
    pub fault: Option<Box<str>>,
    /// Its targets, where it is asked whether they are there; the preferred first.
    pub targets: Vec<TargetState>,
    /// Its registration; nothing where this node makes none.
    pub registration: Option<RegistrationState>,
}

/// What this node knows of a target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetState {
    /// `UDP`, `TCP` or `TLS`.
    pub transport: &'static str,
    /// Where it is.
    pub address: SocketAddr,
    /// How it is.
    pub health: TargetHealth,
    /// The last final status; none where it did not answer.
    pub status: Option<u16>,
    /// From the last question to its answer.
    pub round_trip: Option<Duration>,
}

/// How a target is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TargetHealth {
    /// It was not asked yet.
    Unknown,
    /// It answered, with whatever but 503.
    Up,
    /// It did not answer, or with 503.
    Down,
}

/// What this node knows of a registration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegistrationState {
    /// The registrar's host, with a port if one is written.
    pub registrar: Box<str>,
    /// How far it is.
    pub stage: RegistrationStage,
    /// The last final status; none where nobody answered.
    pub status: Option<u16>,
    /// Until when the registrar has it.
    pub expires_at: Option<Timestamp>,
    /// Failures since it was granted last.
    pub failures: u32,
}

/// How far a registration is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RegistrationStage {
    /// It was never granted, and did not fail yet.
    Trying,
    /// The registrar has it.
    Registered,
    /// The registrar does not have it; it is tried again.
    Failed,
    /// It is being taken back.
    Removing,
}

impl TargetHealth {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Up, Self::Down];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

impl RegistrationStage {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Trying, Self::Registered, Self::Failed, Self::Removing];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trying => "trying",
            Self::Registered => "registered",
            Self::Failed => "failed",
            Self::Removing => "removing",
        }
    }
}

/// The trunks that this node looks after; the gateway writes, all others read. Cloning it makes another handle.
#[derive(Clone, Default)]
pub struct TrunkStates {
    inner: Arc<Mutex<BTreeMap<TrunkId, TrunkState>>>,
}

impl TrunkStates {
    /// What is known of a trunk from now on; nothing, when it is looked after no more.
    pub fn set(&self, trunk: &TrunkId, state: Option<TrunkState>) {
        let mut states = self.lock();
        match state {
            Some(state) => drop(states.insert(trunk.clone(), state)),
            None => drop(states.remove(trunk)),
        }
    }

    /// What is known, by ascending id.
    #[must_use]
    pub fn list(&self) -> Vec<(TrunkId, TrunkState)> {
        let states = self.lock();
        let all = states.iter();
        all.map(|(id, state)| (id.clone(), state.clone())).collect()
    }

    /// How many targets are so.
    #[must_use]
    pub fn targets(&self, health: TargetHealth) -> usize {
        let states = self.lock();
        let targets = states.values().flat_map(|state| &state.targets);
        targets.filter(|target| target.health == health).count()
    }

    /// How many registrations are so far.
    #[must_use]
    pub fn registrations(&self, stage: RegistrationStage) -> usize {
        let states = self.lock();
        let all = states
            .values()
            .filter_map(|state| state.registration.as_ref());
        all.filter(|one| one.stage == stage).count()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<TrunkId, TrunkState>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
