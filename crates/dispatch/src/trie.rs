use std::sync::Arc;

use crate::key::Key;

/// Children of a branch. A change counts a reference to each child of what it copies, and with many entries each of
/// them is a miss of the processor's cache: branches are narrow. They stay in the cache.
const FAN: usize = 16;
/// Bits of the hash that pick a child.
const BITS: u32 = FAN.ilog2();
/// Values of a leaf; with one more it becomes a branch.
const LEAF: usize = 32;
/// Branches at most above a leaf: all bits of a path.
const DEEPEST: u32 = u64::BITS / BITS;

/// What a trie holds.
pub(crate) trait Keyed: Clone {
    /// What it is found by; it never changes.
    fn key(&self) -> Key;
}

/// A persistent set of values, found by their keys: a clone shares everything, and a change copies one path.
#[derive(Clone)]
pub(crate) struct Trie<T> {
    root: Option<Node<T>>,
    count: usize,
}

#[derive(Clone)]
enum Node<T> {
    Branch(Arc<[Option<Self>; FAN]>),
    Leaf(Leaf<T>),
}

/// Values side by side. Which of them it is can be told without them: the tags lie in the branch, and so in the
/// processor's cache.
#[derive(Clone)]
struct Leaf<T> {
    /// Of the first values, in their order. Those beyond have none: there are so many only where all bits of their
    /// paths are the same.
    tags: [u8; LEAF],
    values: Arc<[T]>,
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self {
            root: None,
            count: 0,
        }
    }
}

impl<T: Keyed> Trie<T> {
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
                Node::Leaf(leaf) => return Some(&leaf.values[leaf.position(key)?]),
            }
        }
    }

    /// Replaces a value by what `change` makes of it, which has the same key; `None` is absent, before and after.
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

    /// Puts a value in, in the place of the one with its key.
    pub(crate) fn insert(&mut self, value: T) {
        self.alter(value.key(), |_| Some(value));
    }

    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        let old = self.get(key).cloned();
        self.alter(key, |_| None);
        old
    }
}

impl<T: Keyed> Leaf<T> {
    fn new(values: Vec<T>) -> Self {
        let mut tags = [0; LEAF];
        for (tag, value) in tags.iter_mut().zip(&values) {
            *tag = value.key().tag();
        }
        Self {
            tags,
            values: values.into(),
        }
    }

    fn position(&self, key: Key) -> Option<usize> {
        let tag = key.tag();
        // All tags, and no branch that depends on which one it is.
        let of = |(at, other): (usize, &u8)| u32::from(*other == tag) << at;
        let mut tagged: u32 = self.tags.iter().enumerate().map(of).sum();
        while tagged != 0 {
            let at = tagged.trailing_zeros() as usize;
            if self.values.get(at)?.key() == key {
                return Some(at);
            }
            tagged &= tagged - 1;
        }
        (LEAF..self.values.len()).find(|at| self.values[*at].key() == key)
    }
}

fn child(path: u64) -> usize {
    usize::try_from(path % FAN as u64).expect("a remainder below the fan fits")
}

/// The node at this depth with one value set or taken out; copies it only where others share it.
fn placed<T: Keyed>(
    node: Option<Node<T>>,
    key: Key,
    depth: u32,
    value: Option<T>,
) -> Option<Node<T>> {
    let values = match node {
        Some(Node::Branch(mut children)) => {
            let slots = Arc::make_mut(&mut children);
            let slot = &mut slots[child(key.path() >> (depth * BITS))];
            *slot = placed(slot.take(), key, depth + 1, value);
            let is_empty = slots.iter().all(Option::is_none);
            return (!is_empty).then_some(Node::Branch(children));
        }
        Some(Node::Leaf(mut leaf)) => match (leaf.position(key), value) {
            (Some(at), Some(value)) => {
                Arc::make_mut(&mut leaf.values)[at] = value;
                return Some(Node::Leaf(leaf));
            }
            (Some(at), None) => {
                let (before, after) = (&leaf.values[..at], &leaf.values[at + 1..]);
                [before, after].concat()
            }
            (None, value) => leaf.values.iter().cloned().chain(value).collect(),
        },
        None => value.into_iter().collect(),
    };
    if values.len() > LEAF && depth < DEEPEST {
        return Some(split(values, depth));
    }
    (!values.is_empty()).then(|| Node::Leaf(Leaf::new(values)))
}

fn split<T: Keyed>(values: Vec<T>, depth: u32) -> Node<T> {
    let mut children = [const { None }; FAN];
    for value in values {
        let key = value.key();
        let slot = &mut children[child(key.path() >> (depth * BITS))];
        *slot = placed(slot.take(), key, depth + 1, Some(value));
    }
    Node::Branch(Arc::new(children))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    type Pair = (Key, u32);

    impl Keyed for Pair {
        fn key(&self) -> Key {
            self.0
        }
    }

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
                let removed = trie.remove(key).map(|pair: Pair| pair.1);
                assert_eq!(removed, map.remove(&number));
            } else {
                trie.insert((key, step));
                map.insert(number, step);
            }
            assert_eq!(trie.len(), map.len());
            if step == 10_000 {
                before = Some((trie.clone(), map.clone()));
            }
        }
        for (trie, map) in [before.expect("taken on the way"), (trie, map)] {
            for number in 0..3000_u64 {
                let found = trie.get(key(number)).map(|pair| &pair.1);
                assert_eq!(found, map.get(&number));
            }
        }
    }

    fn key(number: u64) -> Key {
        Key(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), number)
    }

    #[test]
    fn keys_with_one_path_stay_apart() {
        let mut trie = Trie::default();
        let key = |second: u32| Key(7, second.into());
        for second in 0..100 {
            trie.insert((key(second), second));
        }
        assert!((0..100).all(|second| trie.get(key(second)) == Some(&(key(second), second))));
        for second in 0..100 {
            assert_eq!(trie.remove(key(second)), Some((key(second), second)));
        }
        assert!(trie.root.is_none());
    }
}
