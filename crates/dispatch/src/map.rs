use crate::key::Key;
use crate::trie::{Keyed, Trie};

/// A persistent map from keys to values that do not know theirs.
#[derive(Clone)]
pub(crate) struct Map<V>(Trie<Entry<V>>);

#[derive(Clone)]
struct Entry<V> {
    key: Key,
    value: V,
}

impl<V: Clone> Keyed for Entry<V> {
    fn key(&self) -> Key {
        self.key
    }
}

impl<V> Default for Map<V> {
    fn default() -> Self {
        Self(Trie::default())
    }
}

impl<V: Clone> Map<V> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, key: Key) -> Option<&V> {
        self.0.get(key).map(|entry| &entry.value)
    }

    /// Replaces a value by what `change` makes of it; `None` is absent, before and after.
    pub(crate) fn alter(&mut self, key: Key, change: impl FnOnce(Option<V>) -> Option<V>) {
        self.0.alter(key, |entry| {
            let value = change(entry.map(|entry| entry.value));
            value.map(|value| Entry { key, value })
        });
    }
}
