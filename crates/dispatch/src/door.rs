use std::sync::Arc;

use tandem_model::{InboundTrunk, TrunkId};
use triomphe::ThinArc;

use crate::Outcome;
use crate::PinInput;
use crate::candidate::{Candidate, Digests, Found, Probe};
use crate::key::{Key, Numbers};
use crate::rule_set::RuleSet;
use crate::sources::Sources;
use crate::terms::{Caller, kept_out};

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
/// What nearly every match needs of the trunk and its rules lies in one small piece, behind a pointer of one word: with a
/// million rules time is misses of the processor's cache.
#[derive(Clone)]
pub(crate) struct Door(ThinArc<Threshold, Probe>);

/// What is before the probes of a door's rules.
struct Threshold {
    admission: Arc<Admission>,
    /// The trunk's rules, if they are few and the trunk's doors are, too.
    rules: Option<Arc<[Candidate]>>,
    /// Whether it admits some sources only.
    asks_source: bool,
    /// Whether it admits some callers only, by pattern.
    asks_caller: bool,
    /// Whether it asks for credentials.
    asks_proof: bool,
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
    /// A door to a trunk, which has these rules.
    pub(crate) fn new(admission: &Arc<Admission>, rules: Option<&RuleSet>) -> Self {
        let few = match rules {
            Some(RuleSet::Few(few)) if admission.shows_rules => Some(few),
            Some(RuleSet::Few(_) | RuleSet::Many(_)) | None => None,
        };
        let spec = &admission.trunk.spec;
        let threshold = Threshold {
            admission: Arc::clone(admission),
            rules: few.cloned(),
            asks_source: !spec.allowed_addresses.is_empty(),
            asks_caller: spec
                .terms
                .as_ref()
                .is_some_and(|terms| !terms.allowed_callers.is_empty()),
            asks_proof: spec.auth.password.is_some(),
        };
        let probes = few.map_or(&[][..], |few| few).iter().map(Probe::new);
        Self(ThinArc::from_header_and_iter(threshold, probes))
    }

    fn threshold(&self) -> &Threshold {
        &self.0.header.header
    }

    pub(crate) fn trunk(&self) -> &Arc<InboundTrunk> {
        &self.threshold().admission.trunk
    }

    pub(crate) fn trunk_key(&self) -> Key {
        self.threshold().admission.key
    }

    /// Whether the trunk's rules are here.
    pub(crate) fn has_rules(&self) -> bool {
        self.threshold().rules.is_some()
    }

    /// The best of the rules that are here for a call with these numbers.
    pub(crate) fn best(&self, call: Numbers, pin: PinInput) -> Option<Found<'_>> {
        let rules = self.threshold().rules.as_ref()?;
        let digests = Digests::new(call);
        let mut probes = self.0.slice.iter().zip(&**rules);
        let fits = |(probe, candidate): &(&Probe, &Candidate)| {
            let may = probe.admits(&digests) && probe.may_fit(pin);
            may && (!matches!(pin, PinInput::Entered(_)) || candidate.fits(pin))
        };
        let (probe, candidate) = probes.find(fits)?;
        Some(Found {
            rule: &candidate.rule,
            has_pin: probe.has_pin(),
            is_restricted: probe.is_restricted(),
        })
    }

    /// Why it keeps a caller out; nothing, if it admits him.
    pub(crate) fn keeps_out(&self, caller: Caller<'_>) -> Option<Outcome> {
        let threshold = self.threshold();
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

    pub(crate) fn needs_proof(&self, authenticated: Option<&TrunkId>) -> bool {
        self.threshold().asks_proof && authenticated != Some(&self.trunk().id)
    }
}
