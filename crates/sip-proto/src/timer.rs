use std::collections::BTreeSet;
use std::hash::Hash;
use std::time::Instant;

/// Deadlines by key, at most one a key. A cancelled deadline leaves nothing behind.
pub struct Deadlines<K> {
    by_time: BTreeSet<(Instant, K)>,
}

impl<K: Ord + Copy + Hash> Default for Deadlines<K> {
    fn default() -> Self {
        Self {
            by_time: BTreeSet::new(),
        }
    }
}

impl<K: Ord + Copy + Hash> Deadlines<K> {
    /// Moves a key's deadline; `old` is where it stood.
    pub fn set(&mut self, key: K, old: Option<Instant>, new: Option<Instant>) {
        if old == new {
            return;
        }
        if let Some(old) = old {
            self.by_time.remove(&(old, key));
        }
        if let Some(new) = new {
            self.by_time.insert((new, key));
        }
    }

    /// The earliest deadline.
    #[must_use]
    pub fn earliest(&self) -> Option<Instant> {
        self.by_time.first().map(|(at, _)| *at)
    }

    /// Takes a key that is due.
    pub fn pop_due(&mut self, now: Instant) -> Option<(Instant, K)> {
        let first = *self.by_time.first()?;
        (first.0 <= now).then(|| {
            self.by_time.remove(&first);
            first
        })
    }
}
