use std::sync::Arc;

/// Children of a branch.
const FAN: usize = 64;
/// Bits of the hash that pick a child.
const BITS: u32 = 6;
/// Branches above a leaf: 262,144 leaves, four entries each at a million.
const DEPTH: u32 = 3;

/// 128 bits of a keyed hash: two keys that meet do not happen, so that none is compared in full.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Key(pub(crate) u64, pub(crate) u64);

/// A persistent map from hashes: a clone shares everything, and a change copies one path.
///
/// A look-up is four dependent loads whatever the size, half of what a general persistent map takes at a million.
#[derive(Clone)]
pub(crate) struct Trie<T> {
    root: Option<Arc<Node<T>>>,
    count: usize,
}

enum Node<T> {
    Branch(Box<[Option<Arc<Node<T>>>; FAN]>),
    Leaf(Box<[(Key, T)]>),
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
        let mut node = self.root.as_deref()?;
        let mut bits = key.0;
        loop {
            match node {
                Node::Branch(children) => {
                    node = children[child(bits)].as_deref()?;
                    bits >>= BITS;
                }
                Node::Leaf(entries) => {
                    return entries
                        .iter()
                        .find(|(other, _)| *other == key)
                        .map(|(_, value)| value);
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
        self.root = placed(self.root.take(), key, key.0, DEPTH, new);
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

fn child(bits: u64) -> usize {
    usize::try_from(bits % FAN as u64).expect("a remainder below 64 fits")
}

/// The node with one entry set or taken out; copies it only where others share it.
fn placed<T: Clone>(
    node: Option<Arc<Node<T>>>,
    key: Key,
    bits: u64,
    depth: u32,
    value: Option<T>,
) -> Option<Arc<Node<T>>> {
    if depth == 0 {
        return leaf(node.as_deref(), key, value);
    }
    let mut node = node.unwrap_or_else(|| Arc::new(Node::Branch(Box::new([const { None }; FAN]))));
    if let Node::Branch(children) = Arc::make_mut(&mut node) {
        let slot = &mut children[child(bits)];
        *slot = placed(slot.take(), key, bits >> BITS, depth - 1, value);
        if slot.is_none() && children.iter().all(Option::is_none) {
            return None;
        }
    }
    Some(node)
}

fn leaf<T: Clone>(node: Option<&Node<T>>, key: Key, value: Option<T>) -> Option<Arc<Node<T>>> {
    let entries: &[(Key, T)] = match node {
        Some(Node::Leaf(entries)) => entries,
        Some(Node::Branch(_)) | None => &[],
    };
    let kept = entries.iter().filter(|(other, _)| *other != key).cloned();
    let entries: Box<[(Key, T)]> = kept.chain(value.map(|value| (key, value))).collect();
    (!entries.is_empty()).then(|| Arc::new(Node::Leaf(entries)))
}

impl<T: Clone> Clone for Node<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Branch(children) => Self::Branch(children.clone()),
            Self::Leaf(entries) => Self::Leaf(entries.clone()),
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
            let key = Key(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), number);
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
                let key = Key(number.wrapping_mul(0x9e37_79b9_7f4a_7c15), number);
                assert_eq!(trie.get(key), map.get(&number));
            }
        }
    }
}
