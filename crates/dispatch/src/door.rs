use std::sync::Arc;

use tandem_model::{InboundTrunk, TrunkId};

use crate::Outcome;
use crate::PinInput;
use crate::candidate::{Candidate, Digests, Found, Probe};
use crate::key::{Key, Numbers};
use crate::rule_set::{FEW, Few, together};
use crate::sources::Sources;
use crate::terms::{Caller, kept_out};
use crate::trie::Keyed;

/// A trunk with more doors does not have those of its rules at each that name no called number.
const FEW_DOORS: usize = 4;

/// A trunk, ready to judge sources.
pub(crate) struct Admission {
    pub(crate) trunk: Arc<InboundTrunk>,
    pub(crate) key: Key,
    sources: Sources,
    pub(crate) has_few_doors: bool,
}

/// What a match needs of a trunk under one pair of numbers.
#[derive(Clone)]
pub(crate) struct Threshold {
    key: Key,
    admission: Arc<Admission>,
    /// The rules that are here, in their order: the first that fits is the best.
    rules: Few,
    /// A bit for each of them: whether it takes some callers or sources only.
    restricted: u16,
    /// Whether all that name the called number are among them.
    has_those_of_number: bool,
    /// Whether all that name none are among them.
    has_those_of_trunk: bool,
    /// Whether it admits some sources only.
    asks_source: bool,
    /// Whether it admits some callers only, by pattern.
    asks_caller: bool,
    /// Whether it asks for credentials.
    asks_proof: bool,
}

/// A trunk under one pair of numbers, with what tells its rules apart.
///
/// What nearly every match needs of the trunk and its rules lies in one piece, which the trie leads to without another:
/// with a million rules time is misses of the processor's cache.
#[derive(Clone)]
#[repr(align(64))]
pub(crate) struct Door<const PROBES: usize> {
    threshold: Threshold,
    /// Of the rules, in their order.
    probes: [Probe; PROBES],
}

/// A door of any size.
#[derive(Clone, Copy)]
pub(crate) struct Entrance<'m> {
    threshold: &'m Threshold,
    probes: &'m [Probe],
}

impl<const PROBES: usize> Keyed for Door<PROBES> {
    fn key(&self) -> Key {
        self.threshold.key
    }
}

impl Keyed for Arc<Admission> {
    fn key(&self) -> Key {
        self.key
    }
}

impl Admission {
    /// Of a trunk, which has this key.
    pub(crate) fn new(trunk: &Arc<InboundTrunk>, key: Key) -> Self {
        let spec = &trunk.spec;
        let doors = spec.numbers.len().max(1) * spec.allowed_numbers.len().max(1);
        Self {
            trunk: Arc::clone(trunk),
            key,
            sources: Sources::new(&spec.allowed_addresses),
            has_few_doors: doors <= FEW_DOORS,
        }
    }
}

impl Threshold {
    /// Of a door under the key of its numbers. The rules are those that name its called number and those that name none,
    /// where these belong at the door, as far as they find room.
    pub(crate) fn new(
        key: Key,
        admission: &Arc<Admission>,
        of_number: Option<Few>,
        of_trunk: Option<Few>,
    ) -> Self {
        let count = |few: &Option<Few>| few.as_ref().map_or(0, |few| few.len());
        let find_room = count(&of_number) + count(&of_trunk) <= FEW;
        let of_trunk = of_trunk.filter(|_| find_room);
        let (has_those_of_number, has_those_of_trunk) = (of_number.is_some(), of_trunk.is_some());
        let rules = together(of_number.unwrap_or_default(), of_trunk.unwrap_or_default());
        let bit = |(at, rule): (usize, &Candidate)| u16::from(rule.is_restricted) << at;
        let spec = &admission.trunk.spec;
        let terms = spec.terms.as_ref();
        Self {
            key,
            admission: Arc::clone(admission),
            restricted: rules.iter().enumerate().map(bit).sum(),
            rules,
            has_those_of_number,
            has_those_of_trunk,
            asks_source: !spec.allowed_addresses.is_empty(),
            asks_caller: terms.is_some_and(|terms| !terms.allowed_callers.is_empty()),
            asks_proof: spec.auth.password.is_some(),
        }
    }

    pub(crate) fn key(&self) -> Key {
        self.key
    }

    /// The rules that are here.
    pub(crate) fn rules(&self) -> &[Candidate] {
        &self.rules
    }
}

impl<const PROBES: usize> Door<PROBES> {
    /// A door with this threshold, which has no more rules than probes.
    pub(crate) fn new(threshold: Threshold) -> Self {
        let mut probes = [Probe::default(); PROBES];
        for (probe, rule) in probes.iter_mut().zip(threshold.rules()) {
            *probe = Probe::new(rule);
        }
        Self { threshold, probes }
    }

    pub(crate) fn entrance(&self) -> Entrance<'_> {
        Entrance {
            threshold: &self.threshold,
            probes: &self.probes,
        }
    }
}

impl<'m> Entrance<'m> {
    pub(crate) fn trunk(self) -> &'m Arc<InboundTrunk> {
        &self.threshold.admission.trunk
    }

    pub(crate) fn trunk_key(self) -> Key {
        self.threshold.admission.key
    }

    /// Whether all rules of the trunk that name the called number are here.
    pub(crate) fn has_those_of_number(self) -> bool {
        self.threshold.has_those_of_number
    }

    /// Whether all rules of the trunk that name no called number are here.
    pub(crate) fn has_those_of_trunk(self) -> bool {
        self.threshold.has_those_of_trunk
    }

    /// The best of the rules that are here for a call with these numbers.
    pub(crate) fn best(self, call: Numbers, pin: PinInput) -> Option<Found<'m>> {
        let rules = self.threshold.rules();
        let digests = Digests::new(call);
        let mut probes = self.probes.iter().zip(rules).enumerate();
        let fits = |probe: &Probe| probe.admits(&digests) && probe.fits(pin);
        let (at, (probe, candidate)) = probes.find(|(_, (probe, _))| fits(probe))?;
        Some(Found {
            candidate,
            has_pin: probe.has_pin(),
            is_restricted: self.threshold.restricted & 1 << at != 0,
        })
    }

    /// Why it keeps a caller out; nothing, if it admits him.
    pub(crate) fn keeps_out(self, caller: Caller<'_>) -> Option<Outcome> {
        let threshold = self.threshold;
        if threshold.asks_source && !threshold.admission.sources.admit(caller.source) {
            return Some(Outcome::SourceNotAllowed);
        }
        if !threshold.asks_caller {
            // The trunk is a miss of the processor's cache.
            return None;
        }
        let terms = self.trunk().spec.terms.as_ref()?;
        kept_out(caller, &[], &terms.allowed_callers)
    }

    pub(crate) fn needs_proof(self, authenticated: Option<&TrunkId>) -> bool {
        self.threshold.asks_proof && authenticated != Some(&self.trunk().id)
    }
}
