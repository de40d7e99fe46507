//! Numbered values in a sled tree, cut into pieces.
//!
//! sled keeps a page that grows beyond a quarter of a segment (128 KiB) in a file of its own and never syncs that
//! file, so that a power cut would lose it. A page holds at most 17 entries before it splits: with pieces of 4 KiB
//! it stays below 80 KiB, whatever the size of a value.

use bytes::{Bytes, BytesMut};
use sled::{IVec, Tree};

use super::durable::Changes;

/// The most bytes under one key.
const PIECE_BYTES: usize = 4 * 1024;

/// A key: one byte that names the kind, the number and the piece, both big-endian.
const KEY_BYTES: usize = 1 + 8 + 4;

/// The values of one kind, by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Kind(pub(super) u8);

impl Kind {
    /// Puts a value in. An empty value is one empty piece. The first piece comes last: without it, a cut has torn the
    /// value, see [`Self::torn`].
    pub(super) fn insert(self, changes: &mut Changes, number: u64, value: &[u8]) {
        let pieces = value.chunks(PIECE_BYTES);
        let empty = value.is_empty().then_some(&[][..]);
        let pieces: Vec<_> = (0..).zip(pieces.chain(empty)).collect();
        for (piece, bytes) in pieces.into_iter().rev() {
            changes.insert(&self.key(number, piece), bytes);
        }
    }

    /// What a cut has left of the last value, if that is not all: its keys are taken out.
    pub(super) fn torn(self, tree: &Tree) -> sled::Result<Option<Changes>> {
        let Some(last) = self.last(tree)? else {
            return Ok(None);
        };
        if tree.contains_key(self.key(last, 0))? {
            return Ok(None);
        }
        let mut changes = Changes::default();
        self.remove_from(tree, &mut changes, last)?;
        Ok(Some(changes))
    }

    /// Takes every value from a number on out.
    pub(super) fn remove_from(
        self,
        tree: &Tree,
        changes: &mut Changes,
        from: u64,
    ) -> sled::Result<()> {
        for key in tree
            .range(self.key(from, 0)..=self.key(u64::MAX, u32::MAX))
            .keys()
        {
            changes.remove(key?);
        }
        Ok(())
    }

    /// Takes the first keys of the values up to a number out, at most `limit`; answers how many there were.
    /// The last value may lose only some of its pieces.
    pub(super) fn remove_first(
        self,
        tree: &Tree,
        changes: &mut Changes,
        upto: u64,
        limit: usize,
    ) -> sled::Result<usize> {
        let mut taken = 0;
        let range = self.key(0, 0)..=self.key(upto, u32::MAX);
        for key in tree.range(range).keys().take(limit) {
            changes.remove(key?);
            taken += 1;
        }
        Ok(taken)
    }

    /// The values of a range of numbers, in order.
    pub(super) fn range(self, tree: &Tree, from: u64, to: u64) -> Values {
        Values {
            pieces: tree.range(self.key(from, 0)..=self.key(to, u32::MAX)),
            next: None,
        }
    }

    /// The lowest number.
    pub(super) fn first(self, tree: &Tree) -> sled::Result<Option<u64>> {
        let mut keys = tree.range(self.key(0, 0)..=self.key(u64::MAX, u32::MAX));
        let entry = keys.next().transpose()?;
        Ok(entry.map(|(key, _)| number_of(&key)))
    }

    /// The highest number.
    pub(super) fn last(self, tree: &Tree) -> sled::Result<Option<u64>> {
        let mut keys = tree.range(self.key(0, 0)..=self.key(u64::MAX, u32::MAX));
        let entry = keys.next_back().transpose()?;
        Ok(entry.map(|(key, _)| number_of(&key)))
    }

    fn key(self, number: u64, piece: u32) -> [u8; KEY_BYTES] {
        let mut key = [0; KEY_BYTES];
        key[0] = self.0;
        key[1..9].copy_from_slice(&number.to_be_bytes());
        key[9..].copy_from_slice(&piece.to_be_bytes());
        key
    }
}

/// Joins pieces to values while it walks.
pub(super) struct Values {
    pieces: sled::Iter,
    next: Option<(IVec, IVec)>,
}

impl Iterator for Values {
    type Item = sled::Result<(u64, Bytes)>;

    fn next(&mut self) -> Option<Self::Item> {
        let (key, first) = match self.next.take() {
            Some(entry) => entry,
            None => match self.pieces.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(Err(error)),
            },
        };
        let number = number_of(&key);
        if first.len() < PIECE_BYTES {
            return Some(Ok((number, Bytes::copy_from_slice(&first))));
        }
        Some(self.join(number, &first).map(|value| (number, value)))
    }
}

impl Values {
    fn join(&mut self, number: u64, first: &[u8]) -> sled::Result<Bytes> {
        let mut value = BytesMut::from(first);
        for entry in self.pieces.by_ref() {
            let (key, bytes) = entry?;
            if number_of(&key) != number {
                self.next = Some((key, bytes));
                break;
            }
            value.extend_from_slice(&bytes);
        }
        Ok(value.freeze())
    }
}

fn number_of(key: &[u8]) -> u64 {
    let bytes = key[1..9].try_into().expect("a key has 13 bytes");
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Kind = Kind(b'x');

    fn tree() -> sled::Db {
        let config = sled::Config::new().temporary(true);
        config.open().expect("a temporary database")
    }

    fn apply(tree: &sled::Db, changes: Changes) {
        for (key, value) in changes.into_iter() {
            match value {
                Some(value) => tree.insert(key, value).expect("inserted"),
                None => tree.remove(key).expect("removed"),
            };
        }
    }

    #[test]
    fn values_of_every_size_come_back_whole_and_in_order() {
        let tree = tree();
        let sizes = [0, 1, 4095, 4096, 4097, 8192, 100_000];
        let mut changes = Changes::default();
        for (number, size) in (10..).zip(sizes) {
            KIND.insert(&mut changes, number, &vec![b'v'; size]);
        }
        Kind(b'y').insert(&mut changes, 12, b"another kind");
        apply(&tree, changes);

        let found: Vec<_> = KIND
            .range(&tree, 0, u64::MAX)
            .map(|entry| entry.map(|(number, value)| (number, value.len())))
            .collect::<sled::Result<_>>()
            .expect("readable");
        let expected: Vec<_> = (10..).zip(sizes).collect();
        assert_eq!(found, expected);
        assert_eq!(KIND.first(&tree), Ok(Some(10)));
        assert_eq!(KIND.last(&tree), Ok(Some(16)));
    }

    #[test]
    fn the_first_keys_go_up_to_a_limit_and_the_last_values_go_whole() {
        let tree = tree();
        let mut changes = Changes::default();
        for number in 0..10 {
            KIND.insert(&mut changes, number, b"value");
        }
        apply(&tree, changes);

        let mut changes = Changes::default();
        assert_eq!(KIND.remove_first(&tree, &mut changes, 5, 3), Ok(3));
        assert_eq!(KIND.remove_from(&tree, &mut changes, 8), Ok(()));
        apply(&tree, changes);
        let left: Vec<u64> = KIND
            .range(&tree, 0, u64::MAX)
            .map(|entry| entry.expect("readable").0)
            .collect();
        assert_eq!(left, [3, 4, 5, 6, 7]);
    }

    #[test]
    fn a_cut_between_two_pieces_leaves_the_values_before() {
        for kept in 0..=3 {
            let tree = tree();
            let mut changes = Changes::default();
            KIND.insert(&mut changes, 1, b"whole");
            KIND.insert(&mut changes, 2, &[b'v'; 3 * PIECE_BYTES]);
            changes.truncate(1 + kept);
            apply(&tree, changes);

            if let Some(changes) = KIND.torn(&tree).expect("readable") {
                apply(&tree, changes);
            }
            let values = KIND.range(&tree, 0, u64::MAX);
            let found: Vec<_> = values.map(|value| value.expect("readable").0).collect();
            let expected = if kept == 3 { &[1, 2][..] } else { &[1] };
            assert_eq!(found, expected, "{kept} pieces");
            assert!(KIND.torn(&tree).expect("readable").is_none());
        }
    }
}
