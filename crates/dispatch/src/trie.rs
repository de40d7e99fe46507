use std::sync::Arc;

use crate::key::Key;

/// Children of a branch. A change counts a reference to each child of what it copies, and with many entries each of
/// them is a miss of the processor's cache: branches are narrow. The upper ones stay in the cache.
const FAN: usize = 16;
/// Bits of the hash that pick a child.
const BITS: u32 = FAN.ilog2();
/// Entries of a leaf; with one more it becomes a branch.
const LEAF: usize = 32;
/// Branches at most above a leaf: all bits of a path.
const DEEPEST: u32 = u64::BITS / BITS;

/// A persistent map from hashes: a clone shares everything, and a change copies one path.
#[derive(Clone)]
pub(crate) struct Trie<T> {
    root: Option<Node<T>>,
    count: usize,
}

enum Node<T> {
    Branch(Arc<[Option<Self>; FAN]>),
    Leaf(Arc<[(Key, T)]>),
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self {
            root: None,
            count: 0,
        }
    }
}

impl<T: Clone> Trie<T> {
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        let mut node = self.root.as_ref()?;
        let mut path = key.path();
        loop {
            match node {
                Node::Branch(children) => {
                    node = children[child(path)].as_ref()?;
                    path >>= BITS;
                }
                Node::Leaf(entries) => {
                    let found = entries.iter().find(|(other, _)| *other == key);
                    return found.map(|(_, value)| value);
                }
            }
        }
    }

    /// Replaces a value by what `change` makes of it; `None` is absent, before and after.
    pub(crate) fn alter(&mut self, key: Key, change: impl FnOnce(Option<T>) -> Option<T>) {
        let old = self.get(key).cloned();
        let had = old.is_some();
        let new = change(old);
        match (had, new.is_some()) {
            (false, false) => return,
            (false, true) => self.count += 1,
            (true, false) => self.count -= 1,
            (true, true) => {}
        }
        self.root = placed(self.root.take(), key, 0, new);
    }

    pub(crate) fn insert(&mut self, key: Key, value: T) {
        self.alter(key, |_| Some(value));
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        let old = self.get(key).cloned();
        self.alter(key, |_| None);
        old
    }
}

fn child(path: u64) -> usize {
    usize::try_from(path % FAN as u64).expect("a remainder below the fan fits")
}

/// The node at this depth with one entry set or taken out; copies it only where others share it.
fn placed<T: Clone>(
    node: Option<Node<T>>,
    key: Key,
    depth: u32,
    value: Option<T>,
) -> Option<Node<T>> {
    let leaf = match node {
        Some(Node::Branch(mut children)) => {
            let slots = Arc::make_mut(&mut children);
            let slot = &mut slots[child(key.path() >> (depth * BITS))];
            *slot = placed(slot.take(), key, depth + 1, value);
            let is_empty = slots.iter().all(Option::is_none);
            return (!is_empty).then_some(Node::Branch(children));
        }
        Some(Node::Leaf(entries)) => Some(entries),
        None => None,
    };
    let old = leaf.as_deref().unwrap_or_default();
    let kept = old.iter().filter(|(other, _)| *other != key).cloned();
    let entries: Vec<_> = kept.chain(value.map(|value| (key, value))).collect();
    if entries.len() > LEAF && depth < DEEPEST {
        return Some(split(entries, depth));
    }
    (!entries.is_empty()).then(|| Node::Leaf(entries.into()))
}

fn split<T: Clone>(entries: Vec<(Key, T)>, depth: u32) -> Node<T> {
    let mut children = [const { None }; FAN];
    for (key, value) in entries {
        let slot = &mut children[child(key.path() >> (depth * BITS))];
        *slot = placed(slot.take(), key, depth + 1, Some(value));
    }
    Node::Branch(Arc::new(children))
}

impl<T> Clone for Node<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Branch(children) => Self::Branch(Arc::clone(children)),
            Self::Leaf(entries) => Self::Leaf(Arc::clone(entries)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn it_is_a_map_and_clones_do_not_change() {
        let mut trie = Trie::default();
        let mut map = HashMap::new();
        let mut state = 1_u64;
        let mut before = None;
        for step in 0..20_000_u32 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let number = (state >> 40) % 3000;
            let key = key(number);
            if state.is_multiple_of(3) {
                assert_eq!(trie.remove(key), map.remove(&number));
            } else {
                trie.insert(key, step);
                map.insert(number, step);
            }
            assert_eq!(trie.len(), map.len());
            if step == 10_000 {
                before = Some((trie.clone(), map.clone()));
            }
        }
        for (trie, map) in [before.expect("taken on the way"), (trie, map)] {
            for number in 0..3000_u64 {
                assert_eq!(trie.get(key(number)), map.get(&number));
            }
        }
    }

    fn key(number: u64) -> Key {
        Key(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), number)
    }

    #[test]
    fn keys_with_one_path_stay_apart() {
        let mut trie = Trie::default();
        for second in 0..100 {
            trie.insert(Key(7, second), second);
        }
        assert!((0..100).all(|second| trie.get(Key(7, second)) == Some(&second)));
        for second in 0..100 {
            assert_eq!(trie.remove(Key(7, second)), Some(second));
        }
        assert!(trie.root.is_none());
    }
}
