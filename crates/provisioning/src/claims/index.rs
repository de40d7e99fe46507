use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use imbl::OrdSet;
use tandem_model::{DispatchRule, InboundTrunk};

use super::{Claim, Scope};

/// An object that claims calls.
pub(crate) trait Claimant {
    /// Its id, unique among its kind.
    fn id(&self) -> &str;
    /// The calls it claims.
    fn scope(&self) -> Scope<'_>;
}

/// Who claims which calls: 16 bytes a claim, in a persistent set, so that a clone shares it.
///
/// It holds a hash of each claim in place of the claim; whoever is found under a hash is asked for the claim itself.
pub(crate) struct ClaimIndex<T> {
    entries: OrdSet<Entry<T>>,
}

/// Ordered by hash, then by owner; an entry without owner comes before all owners of its hash.
struct Entry<T> {
    hash: u64,
    owner: Option<Arc<T>>,
}

impl<T: Claimant> ClaimIndex<T> {
    /// Enters the claims of a new object.
    pub(crate) fn insert(&mut self, object: &Arc<T>) {
        object.scope().find(|claim| -> Option<()> {
            self.entries.insert(Entry::new(claim.hash, object));
            None
        });
    }

    /// Takes the claims of an object out.
    pub(crate) fn remove(&mut self, object: &Arc<T>) {
        object.scope().find(|claim| -> Option<()> {
            self.entries.remove(&Entry::new(claim.hash, object));
            None
        });
    }

    /// Who else than `own_id` already has this claim of `scope`.
    pub(crate) fn owner_of(
        &self,
        scope: &Scope<'_>,
        claim: Claim<'_>,
        own_id: Option<&str>,
    ) -> Option<&Arc<T>> {
        let first = Entry {
            hash: claim.hash,
            owner: None,
        };
        self.entries
            .range(first..)
            .take_while(|entry| entry.hash == claim.hash)
            .filter_map(|entry| entry.owner.as_ref())
            .find(|owner| Some(owner.id()) != own_id && owner.scope().shares(scope, claim))
    }
}

impl<T> Entry<T> {
    fn new(hash: u64, owner: &Arc<T>) -> Self {
        Self {
            hash,
            owner: Some(Arc::clone(owner)),
        }
    }
}

impl Claimant for InboundTrunk {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn scope(&self) -> Scope<'_> {
        Scope::of_trunk(&self.spec)
    }
}

impl Claimant for DispatchRule {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn scope(&self) -> Scope<'_> {
        Scope::of_rule(&self.spec)
    }
}

impl<T: Claimant> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        let owners = || {
            let mine = self.owner.as_ref().map(|owner| owner.id());
            mine.cmp(&other.owner.as_ref().map(|owner| owner.id()))
        };
        self.hash.cmp(&other.hash).then_with(owners)
    }
}

impl<T: Claimant> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Claimant> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T: Claimant> Eq for Entry<T> {}

impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        Self {
            hash: self.hash,
            owner: self.owner.clone(),
        }
    }
}

impl<T> Clone for ClaimIndex<T> {
    fn clone(&self) -> Self {
        Self {
            entries: self.entries.clone(),
        }
    }
}

impl<T: Claimant> Default for ClaimIndex<T> {
    fn default() -> Self {
        Self {
            entries: OrdSet::default(),
        }
    }
}

impl<T: Claimant> fmt::Debug for ClaimIndex<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} claims]", self.entries.len())
    }
}

#[cfg(test)]
mod tests {
    use tandem_model::{InboundTrunkSpec, PhoneNumber, Stamps, TrunkId};

    use super::*;

    fn trunk(id: &str, number: &str) -> Arc<InboundTrunk> {
        Arc::new(InboundTrunk {
            id: TrunkId::try_new(id).expect("an id"),
            stamps: Stamps::default(),
            spec: InboundTrunkSpec {
                numbers: vec![PhoneNumber::new(number)],
                ..InboundTrunkSpec::default()
            },
        })
    }

    #[test]
    fn different_claims_of_one_hash_are_told_apart() {
        let (one, two, three) = (trunk("a", "+1"), trunk("b", "+2"), trunk("c", "+3"));
        let mut index = ClaimIndex::default();
        for trunk in [&one, &two] {
            index.entries.insert(Entry::new(7, trunk));
        }
        let owner = |of: &Arc<InboundTrunk>, own_id| {
            let scope = of.scope();
            let found = scope.find(|mut claim| {
                claim.hash = 7;
                index.owner_of(&scope, claim, own_id)
            });
            found.map(|owner| owner.id.as_str())
        };
        assert_eq!(owner(&one, None), Some("a"));
        assert_eq!(owner(&two, None), Some("b"));
        assert_eq!(owner(&two, Some("b")), None);
        assert_eq!(owner(&three, None), None);
    }
}
