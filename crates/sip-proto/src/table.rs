use std::collections::HashMap;
use std::hash::Hash;

use ahash::RandomState;

/// Places that a table takes at the start and keeps: the transactions of 100 calls a second, each of which stays for half
/// a minute. Below that no message waits for a table to grow, and none leaves memory of a size of its own behind.
const KEPT: usize = 7168;
/// A table with fewer entries than this share of its places gives places back.
const SPARSE: usize = 8;

/// A hash map that gives memory back after a storm, as transactions come by the thousand and go half a minute later.
pub(crate) struct Table<K, V>(HashMap<K, V, RandomState>);

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(HashMap::with_capacity_and_hasher(
            KEPT,
            RandomState::default(),
        ))
    }
}

impl<K: Eq + Hash, V> Table<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn contains_key(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.0.get(key)
    }

    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        self.0.get_mut(key)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        self.0.insert(key, value);
    }

    pub(crate) fn remove(&mut self, key: &K) -> Option<V> {
        let removed = self.0.remove(key);
        let (len, capacity) = (self.0.len(), self.0.capacity());
        if capacity > KEPT && len < capacity / SPARSE {
            self.0.shrink_to((2 * len).max(KEPT));
        }
        removed
    }
}

#[cfg(test)]
impl<K, V> Table<K, V> {
    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.keys()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Entries that fit before it grows.
    fn capacity(&self) -> usize {
        self.0.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_gives_places_back_and_loses_nothing() {
        let mut table = Table::default();
        for key in 0..100_000_u64 {
            table.insert(key, key);
        }
        assert!(table.capacity() >= 100_000);
        for key in 10..100_000 {
            assert_eq!(table.remove(&key), Some(key));
        }
        assert!(table.capacity() <= KEPT, "{}", table.capacity());
        assert_eq!(table.len(), 10);
        assert!((0..10).all(|key| table.get(&key) == Some(&key)));
    }
}
