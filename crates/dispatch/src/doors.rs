use crate::door::{Door, Entrance, Threshold};
use crate::key::Key;
use crate::rule_set::FEW;
use crate::trie::Trie;

/// Rules of a narrow door: most doors of trunks that have a rule for each of their numbers.
const FEWEST: usize = 1;

/// The doors of all trunks. Those with few rules take little room: with many of them that is time, too.
#[derive(Clone, Default)]
pub(crate) struct Doors {
    narrow: Trie<Door<FEWEST>>,
    wide: Trie<Door<FEW>>,
}

impl Doors {
    pub(crate) fn get(&self, key: Key) -> Option<Entrance<'_>> {
        let wide = self.wide.get(key).map(Door::entrance);
        wide.or_else(|| self.narrow.get(key).map(Door::entrance))
    }

    /// Puts a door in, in the place of the one with its key.
    pub(crate) fn put(&mut self, threshold: Threshold) {
        let key = threshold.key();
        if threshold.rules().len() <= FEWEST {
            self.wide.remove(key);
            self.narrow.insert(Door::new(threshold));
        } else {
            self.narrow.remove(key);
            self.wide.insert(Door::new(threshold));
        }
    }

    pub(crate) fn remove(&mut self, key: Key) {
        self.wide.remove(key);
        self.narrow.remove(key);
    }
}

/// A narrow door is one line of the processor's cache.
const _: () = assert!(size_of::<Door<FEWEST>>() == 64);
