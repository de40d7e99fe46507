use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use tandem_model::{
    DispatchRuleSpec, InboundTrunkSpec, PhoneNumber, PinTag, RuleDirection, TrunkId,
};

/// The calls that an object claims: every combination of one value of each list. `None` is the wildcard, which
/// only meets the wildcard.
pub(crate) struct Scope<'a> {
    pin: Option<PinTag>,
    trunks: Vec<Option<&'a TrunkId>>,
    callers: Vec<Option<Cow<'a, str>>>,
    called: Vec<Option<Cow<'a, str>>>,
}

/// One combination, by reference into its [`Scope`].
#[derive(Clone, Copy)]
pub(crate) struct Claim<'a> {
    /// Of the four values; equal for equal claims of any two objects.
    pub(crate) hash: u64,
    trunk: Option<&'a TrunkId>,
    /// In the spelling that numbers compare in.
    pub(crate) caller: Option<&'a str>,
    called: Option<&'a str>,
}

impl<'a> Scope<'a> {
    /// The most claims of one object: each is a place in the index of every node.
    pub(crate) const MAX_CLAIMS: usize = 100_000;

    /// What a trunk claims: its called numbers from its callers (reference §3.2).
    pub(crate) fn of_trunk(spec: &'a InboundTrunkSpec) -> Self {
        Self {
            pin: None,
            trunks: vec![None],
            callers: numbers(&spec.allowed_numbers),
            called: match &spec.terms {
                Some(terms) if terms.is_idle => Vec::new(),
                _ => numbers(&spec.numbers),
            },
        }
    }

    /// What a rule claims: its PIN on its trunks, callers and called numbers (reference §3.3).
    pub(crate) fn of_rule(spec: &'a DispatchRuleSpec) -> Self {
        Self {
            pin: spec.pin.as_ref().map(|pin| pin.tag),
            trunks: or_wildcard(spec.scope.trunk_ids.iter()),
            callers: numbers(&spec.scope.inbound_numbers),
            called: match &spec.terms {
                Some(terms) if terms.is_idle || terms.direction == RuleDirection::Outbound => {
                    Vec::new()
                }
                _ => numbers(&spec.scope.numbers),
            },
        }
    }

    /// How many claims there are.
    pub(crate) fn count(&self) -> usize {
        self.trunks
            .len()
            .saturating_mul(self.callers.len())
            .saturating_mul(self.called.len())
    }

    /// Hands every claim to `visit` until it returns something. Each value is hashed once, so that a claim costs a
    /// few words of hashing whatever the texts' length.
    pub(crate) fn find<T>(&self, mut visit: impl FnMut(Claim<'_>) -> Option<T>) -> Option<T> {
        let pin = hash_of(&self.pin);
        let callers: Vec<u64> = self.callers.iter().map(hash_of).collect();
        let called: Vec<u64> = self.called.iter().map(hash_of).collect();
        for trunk in &self.trunks {
            let trunk_hash = hash_of(trunk);
            for (caller, caller_hash) in self.callers.iter().zip(&callers) {
                for (called, called_hash) in self.called.iter().zip(&called) {
                    let found = visit(Claim {
                        hash: hash_of(&(pin, trunk_hash, *caller_hash, *called_hash)),
                        trunk: *trunk,
                        caller: caller.as_deref(),
                        called: called.as_deref(),
                    });
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// Whether this scope, too, has a claim of a scope with the given PIN.
    pub(crate) fn shares(&self, other: &Scope<'_>, claim: Claim<'_>) -> bool {
        self.pin == other.pin
            && self.trunks.contains(&claim.trunk)
            && self
                .callers
                .iter()
                .any(|mine| mine.as_deref() == claim.caller)
            && self
                .called
                .iter()
                .any(|mine| mine.as_deref() == claim.called)
    }
}

/// Numbers in the spelling that they compare in, each once.
fn numbers(numbers: &[PhoneNumber]) -> Vec<Option<Cow<'_, str>>> {
    let mut numbers = or_wildcard(numbers.iter().map(PhoneNumber::normalized));
    if numbers.len() > 1 {
        numbers.sort_unstable();
        numbers.dedup();
    }
    numbers
}

fn or_wildcard<T>(values: impl ExactSizeIterator<Item = T>) -> Vec<Option<T>> {
    if values.len() == 0 {
        return vec![None];
    }
    values.map(Some).collect()
}

/// Keyless: equal on every node and in every run; a collision costs a comparison, never an answer.
fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
