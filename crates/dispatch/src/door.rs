use std::sync::Arc;

use tandem_model::{InboundTrunk, TrunkId};

use crate::Outcome;
use crate::PinInput;
use crate::candidate::{Candidate, Digests, Found, Probe};
use crate::key::{Key, Numbers};
use crate::rule_set::{FEW, RuleSet};
use crate::sources::Sources;
use crate::terms::{Caller, kept_out};
use crate::trie::Keyed;

/// A trunk with more doors does not have its rules at each.
const FEW_DOORS: usize = 4;

/// A trunk, ready to judge sources.
pub(crate) struct Admission {
    pub(crate) trunk: Arc<InboundTrunk>,
    pub(crate) key: Key,
    sources: Sources,
    /// Whether the rules are at its doors: it has few of these.
    pub(crate) shows_rules: bool,
}

/// A trunk under one pair of numbers.
///
/// What nearly every match needs of the trunk and its rules lies in one piece, which the trie leads to without another:
/// with a million rules time is misses of the processor's cache.
#[derive(Clone)]
#[repr(align(64))]
pub(crate) struct Door {
    key: Key,
    admission: Arc<Admission>,
    /// The trunk's rules, if they are few and the trunk's doors are, too.
    rules: Option<Arc<[Candidate]>>,
    /// A bit for each of the rules: whether it takes some callers or sources only.
    restricted: u16,
    /// Whether it admits some sources only.
    asks_source: bool,
    /// Whether it admits some callers only, by pattern.
    asks_caller: bool,
    /// Whether it asks for credentials.
    asks_proof: bool,
    /// Of the rules, in their order.
    probes: [Probe; FEW],
}

impl Keyed for Door {
    fn key(&self) -> Key {
        self.key
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
            shows_rules: doors <= FEW_DOORS,
        }
    }
}

impl Door {
    /// A door to a trunk, which has these rules, under the key of its numbers.
    pub(crate) fn new(key: Key, admission: &Arc<Admission>, rules: Option<&RuleSet>) -> Self {
        let rules = match rules {
            Some(RuleSet::Few(few)) if admission.shows_rules => Some(few),
            Some(RuleSet::Few(_) | RuleSet::Many(_)) | None => None,
        };
        let spec = &admission.trunk.spec;
        let mut door = Self {
            key,
            admission: Arc::clone(admission),
            rules: rules.cloned(),
            restricted: 0,
            asks_source: !spec.allowed_addresses.is_empty(),
            asks_caller: spec
                .terms
                .as_ref()
                .is_some_and(|terms| !terms.allowed_callers.is_empty()),
            asks_proof: spec.auth.password.is_some(),
            probes: [Probe::default(); FEW],
        };
        for (at, rule) in rules.into_iter().flat_map(|few| few.iter()).enumerate() {
            door.probes[at] = Probe::new(rule);
            door.restricted |= u16::from(rule.is_restricted) << at;
        }
        door
    }

    pub(crate) fn trunk(&self) -> &Arc<InboundTrunk> {
        &self.admission.trunk
    }

    pub(crate) fn trunk_key(&self) -> Key {
        self.admission.key
    }

    /// Whether the trunk's rules are here.
    pub(crate) fn has_rules(&self) -> bool {
        self.rules.is_some()
    }

    /// The best of the rules that are here for a call with these numbers.
    pub(crate) fn best(&self, call: Numbers, pin: PinInput) -> Option<Found<'_>> {
        let rules = self.rules.as_ref()?;
        let digests = Digests::new(call);
        let mut probes = self.probes[..rules.len()].iter().enumerate();
        let fits = |probe: &Probe| probe.admits(&digests) && probe.fits(pin);
        let (at, probe) = probes.find(|(_, probe)| fits(probe))?;
        Some(Found {
            rule: &rules[at].rule,
            has_pin: probe.has_pin(),
            is_restricted: self.restricted & 1 << at != 0,
        })
    }

    /// Why it keeps a caller out; nothing, if it admits him.
    pub(crate) fn keeps_out(&self, caller: Caller<'_>) -> Option<Outcome> {
        if self.asks_source && !self.admission.sources.admit(caller.source) {
            return Some(Outcome::SourceNotAllowed);
        }
        if !self.asks_caller {
            // The trunk is a miss of the processor's cache.
            return None;
        }
        let terms = self.trunk().spec.terms.as_ref()?;
        kept_out(caller, &[], &terms.allowed_callers)
    }

    pub(crate) fn needs_proof(&self, authenticated: Option<&TrunkId>) -> bool {
        self.asks_proof && authenticated != Some(&self.trunk().id)
    }
}
