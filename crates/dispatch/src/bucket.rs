use std::cmp::Ordering;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use tandem_model::{DispatchRule, PinTag, RuleKind};

use crate::PinInput;

/// The rules that one key leads to. No two of them have the same PIN: the catalog sees to that.
#[derive(Clone)]
pub(crate) enum Bucket {
    /// What nearly every key has.
    One(Arc<DispatchRule>),
    /// A conference bridge: many PINs.
    Many(Arc<Many>),
}

#[derive(Clone)]
pub(crate) struct Many {
    ranked: OrdSet<Ranked>,
    by_pin: OrdMap<Option<PinTag>, Arc<DispatchRule>>,
}

/// A rule in its order among rules of one key (reference §6.2): PIN rules before open ones, direct before
/// individual before callee, then the room's name, then the id.
#[derive(Clone)]
pub(crate) struct Ranked(pub(crate) Arc<DispatchRule>);

/// What the order compares.
pub(crate) fn rank_key(rule: &DispatchRule) -> (bool, u8, &str, &str) {
    let (kind, room) = match &rule.spec.kind {
        RuleKind::Direct { room_name } => (0, room_name.as_str()),
        RuleKind::Individual { room_prefix, .. } => (1, &**room_prefix),
        RuleKind::Callee { room_prefix, .. } => (2, &**room_prefix),
    };
    (rule.spec.pin.is_none(), kind, room, rule.id.as_str())
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        rank_key(&self.0) == rank_key(&other.0)
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
        rank_key(&self.0).cmp(&rank_key(&other.0))
    }
}

fn pin_of(rule: &DispatchRule) -> Option<PinTag> {
    rule.spec.pin.as_ref().map(|pin| pin.tag)
}

impl Bucket {
    /// The bucket with this rule, too.
    pub(crate) fn with(bucket: Option<Self>, rule: &Arc<DispatchRule>) -> Self {
        match bucket {
            None => Self::One(Arc::clone(rule)),
            Some(Self::One(one)) if one.id == rule.id => Self::One(Arc::clone(rule)),
            Some(Self::One(one)) => {
                let mut many = Many {
                    ranked: OrdSet::new(),
                    by_pin: OrdMap::new(),
                };
                many.insert(&one);
                many.insert(rule);
                Self::Many(Arc::new(many))
            }
            Some(Self::Many(mut many)) => {
                Arc::make_mut(&mut many).insert(rule);
                Self::Many(many)
            }
        }
    }

    /// The bucket without this rule.
    pub(crate) fn without(bucket: Option<Self>, rule: &Arc<DispatchRule>) -> Option<Self> {
        match bucket? {
            Self::One(one) => (one.id != rule.id).then_some(Self::One(one)),
            Self::Many(mut many) => {
                let rest = Arc::make_mut(&mut many);
                rest.ranked.remove(&Ranked(Arc::clone(rule)));
                if rest
                    .by_pin
                    .get(&pin_of(rule))
                    .is_some_and(|other| other.id == rule.id)
                {
                    rest.by_pin.remove(&pin_of(rule));
                }
                match (rest.ranked.len(), rest.ranked.get_min()) {
                    (1, Some(last)) => Some(Self::One(Arc::clone(&last.0))),
                    (0, _) => None,
                    _ => Some(Self::Many(many)),
                }
            }
        }
    }

    /// The best rule for this state of the PIN dialogue.
    pub(crate) fn best(&self, pin: PinInput) -> Option<&Arc<DispatchRule>> {
        let wanted = match pin {
            PinInput::NotAsked => None,
            PinInput::Skipped => Some(None),
            PinInput::Entered(tag) => Some(Some(tag)),
        };
        match (self, wanted) {
            (Self::One(rule), None) => Some(rule),
            (Self::One(rule), Some(wanted)) => (pin_of(rule) == wanted).then_some(rule),
            (Self::Many(many), None) => many.ranked.get_min().map(|ranked| &ranked.0),
            (Self::Many(many), Some(wanted)) => many.by_pin.get(&wanted),
        }
    }

    /// All rules, best first.
    pub(crate) fn rules(&self) -> Box<dyn Iterator<Item = &Arc<DispatchRule>> + '_> {
        match self {
            Self::One(rule) => Box::new(std::iter::once(rule)),
            Self::Many(many) => Box::new(many.ranked.iter().map(|ranked| &ranked.0)),
        }
    }
}

impl Many {
    fn insert(&mut self, rule: &Arc<DispatchRule>) {
        self.ranked.insert(Ranked(Arc::clone(rule)));
        self.by_pin.insert(pin_of(rule), Arc::clone(rule));
    }
}
