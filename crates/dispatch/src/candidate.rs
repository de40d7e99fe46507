use std::cmp::{Ordering, Reverse};
use std::num::NonZeroU64;
use std::sync::Arc;

use tandem_model::{DispatchRule, PinTag, RuleKind};

use crate::PinInput;
use crate::key::{Numbers, Shape};

/// A rule under one pair of numbers that it names, with what a match looks at: another look elsewhere is a miss of the
/// processor's cache.
#[derive(Clone)]
pub(crate) struct Candidate {
    pub(crate) numbers: Numbers,
    /// Half of the PIN's tag. It is keyed, so 64 bits of it are as good as those of a number: two that meet do not happen.
    pin: Option<NonZeroU64>,
    /// Whether the rule takes some callers or sources only.
    pub(crate) is_restricted: bool,
    pub(crate) rule: Arc<DispatchRule>,
}

impl Candidate {
    pub(crate) fn new(numbers: Numbers, rule: &Arc<DispatchRule>) -> Self {
        Self {
            numbers,
            pin: rule.spec.pin.as_ref().map(|pin| half(pin.tag)),
            is_restricted: rule
                .spec
                .terms
                .as_ref()
                .is_some_and(|terms| terms.is_restricted()),
            rule: Arc::clone(rule),
        }
    }

    /// The PIN that opens it.
    pub(crate) fn pin(&self) -> Option<PinTag> {
        self.rule.spec.pin.as_ref().map(|pin| pin.tag)
    }

    /// Whether it stays at this point of the PIN dialogue.
    pub(crate) fn fits(&self, pin: PinInput) -> bool {
        fits(self.pin, pin)
    }

    /// Whether it is this rule under this pair of numbers.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.numbers == other.numbers && self.rule.id == other.rule.id
    }

    /// The order of reference §6.2: the fewer numbers are left open the better, then PIN rules before open ones, direct
    /// before individual before callee, then the room's name, then the id; before these the rules' own priority.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        let key = |one: &Self| (one.numbers.shape().open_numbers(), one.pin.is_none());
        key(self)
            .cmp(&key(other))
            .then_with(|| rank(&self.rule).cmp(&rank(&other.rule)))
    }
}

/// What a search found.
#[derive(Clone, Copy)]
pub(crate) struct Found<'m> {
    pub(crate) candidate: &'m Candidate,
    /// Whether a PIN opens it.
    pub(crate) has_pin: bool,
    /// Whether it takes some callers or sources only.
    pub(crate) is_restricted: bool,
}

impl<'m> Found<'m> {
    pub(crate) fn new(candidate: &'m Candidate) -> Self {
        Self {
            candidate,
            has_pin: candidate.pin.is_some(),
            is_restricted: candidate.is_restricted,
        }
    }

    pub(crate) fn rule(self) -> &'m Arc<DispatchRule> {
        &self.candidate.rule
    }
}

/// What tells whether a candidate is the one, in less than half of its room.
#[derive(Clone, Copy, Default)]
pub(crate) struct Probe {
    digest: u64,
    pin: Option<NonZeroU64>,
}

impl Probe {
    pub(crate) fn new(candidate: &Candidate) -> Self {
        Self {
            digest: candidate.numbers.digest(),
            pin: candidate.pin,
        }
    }

    /// Whether a PIN opens its candidate.
    pub(crate) fn has_pin(&self) -> bool {
        self.pin.is_some()
    }

    /// Whether its candidate admits a call with these digests.
    pub(crate) fn admits(&self, call: &Digests) -> bool {
        call.0.contains(&self.digest)
    }

    /// Whether its candidate stays at this point of the PIN dialogue.
    pub(crate) fn fits(&self, pin: PinInput) -> bool {
        fits(self.pin, pin)
    }
}

/// What the numbers of a rule may be that admits a call.
pub(crate) struct Digests([u64; 4]);

impl Digests {
    pub(crate) fn new(call: Numbers) -> Self {
        Self(Shape::ALL.map(|shape| call.key(shape).0))
    }
}

/// Whether what a PIN opens, or anyone, stays at this point of the PIN dialogue.
fn fits(wanted: Option<NonZeroU64>, pin: PinInput) -> bool {
    match pin {
        PinInput::NotAsked => true,
        PinInput::Skipped => wanted.is_none(),
        PinInput::Entered(tag) => wanted == Some(half(tag)),
    }
}

/// Half of a tag, which is never zero.
fn half(tag: PinTag) -> NonZeroU64 {
    let [.., a, b, c, d, e, f, g, h] = tag.0;
    NonZeroU64::new(u64::from_le_bytes([a, b, c, d, e, f, g, h])).unwrap_or(NonZeroU64::MIN)
}

fn rank(rule: &DispatchRule) -> (Reverse<u16>, u8, &str, &str) {
    let (kind, room) = match &rule.spec.kind {
        RuleKind::Direct { room_name } => (0, room_name.as_str()),
        RuleKind::Individual { room_prefix, .. } => (1, &**room_prefix),
        RuleKind::Callee { room_prefix, .. } => (2, &**room_prefix),
        RuleKind::Random { room_prefix } => (3, &**room_prefix),
    };
    let priority = rule.spec.terms.as_ref().map_or(0, |terms| terms.priority);
    (Reverse(priority), kind, room, rule.id.as_str())
}

/// Candidates compare by their order, so that sets keep them so.
#[derive(Clone)]
pub(crate) struct Ranked(pub(crate) Candidate);

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.order(&other.0)
    }
}
