//! Which objects name a number.

use std::hash::{DefaultHasher, Hash, Hasher};

use imbl::OrdSet;
use tandem_model::PhoneNumber;

/// Which objects name a number, by a hash of its spelling: whoever looks asks each object for the number itself, so
/// that two numbers that meet cost a comparison.
#[derive(Clone, Debug)]
pub(crate) struct NumberIndex<I: Ord> {
    /// A number without object comes before all with one.
    entries: OrdSet<(u64, Option<I>)>,
}

impl<I: Ord + Clone> NumberIndex<I> {
    /// Enters the numbers of an object, or takes them out.
    pub(crate) fn change(&mut self, id: &I, numbers: &[PhoneNumber], is_added: bool) {
        for number in numbers {
            let entry = (hash(number), Some(id.clone()));
            if is_added {
                self.entries.insert(entry);
            } else {
                self.entries.remove(&entry);
            }
        }
    }

    /// The objects that may name a number, by ascending id.
    pub(crate) fn candidates(&self, number: &PhoneNumber) -> impl Iterator<Item = &I> {
        let hash = hash(number);
        self.entries
            .range((hash, None)..)
            .take_while(move |(other, _)| *other == hash)
            .filter_map(|(_, id)| id.as_ref())
    }
}

impl<I: Ord + Clone> Default for NumberIndex<I> {
    fn default() -> Self {
        Self {
            entries: OrdSet::new(),
        }
    }
}

/// Whether a list has a number, in whatever spelling.
pub(crate) fn names(numbers: &[PhoneNumber], wanted: &PhoneNumber) -> bool {
    let wanted = wanted.normalized();
    numbers.iter().any(|number| number.normalized() == wanted)
}

/// Keyless: equal in every run.
fn hash(number: &PhoneNumber) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.normalized().hash(&mut hasher);
    hasher.finish()
}
