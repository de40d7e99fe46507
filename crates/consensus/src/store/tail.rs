//! The end of the log in memory: what is not on disk yet, and what was written last, as it is applied next.

use std::collections::BTreeMap;

use openraft::EntryPayload;

use crate::types::{Entry, LogId, Vote};

/// Written entries that stay in memory; as many as are appended between two applications.
const WRITTEN_ENTRIES_KEPT: usize = 4_096;

/// Bytes of envelopes that stay in memory, whatever the number of entries.
const WRITTEN_BYTES_KEPT: usize = 8 << 20;

/// What readers of the log must see at once.
#[derive(Default)]
pub(super) struct Tail {
    /// The newest entries, without a hole, by index.
    entries: BTreeMap<u64, Entry>,
    /// The envelopes' bytes of `entries`.
    bytes: usize,
    /// Entries below this index are on disk.
    unwritten_from: u64,
    pub(super) purged: Option<LogId>,
    pub(super) last: Option<LogId>,
    pub(super) vote: Option<Vote>,
    pub(super) committed: Option<LogId>,
}

impl Tail {
    pub(super) fn new(
        purged: Option<LogId>,
        last: Option<LogId>,
        vote: Option<Vote>,
        committed: Option<LogId>,
    ) -> Self {
        Self {
            entries: BTreeMap::new(),
            bytes: 0,
            unwritten_from: last.map_or(0, |last| last.index + 1),
            purged,
            last,
            vote,
            committed,
        }
    }

    pub(super) fn append(&mut self, entries: &[Entry]) {
        let Some(last) = entries.last() else {
            return;
        };
        self.last = Some(last.log_id);
        for entry in entries {
            self.bytes += size(entry);
            let replaced = self.entries.insert(entry.log_id.index, entry.clone());
            self.bytes -= replaced.as_ref().map_or(0, size);
        }
    }

    /// Everything up to this index is on disk.
    pub(super) fn written(&mut self, index: u64) {
        self.unwritten_from = self.unwritten_from.max(index + 1);
        while self.entries.len() > WRITTEN_ENTRIES_KEPT || self.bytes > WRITTEN_BYTES_KEPT {
            let Some(first) = self.entries.first_entry() else {
                break;
            };
            if *first.key() >= self.unwritten_from {
                break;
            }
            self.bytes -= size(&first.remove());
        }
    }

    pub(super) fn truncate(&mut self, from: u64, last: Option<LogId>) {
        let removed = self.entries.split_off(&from);
        self.bytes -= removed.values().map(size).sum::<usize>();
        self.unwritten_from = self.unwritten_from.min(from);
        self.last = self.last.min(last).max(self.purged);
    }

    pub(super) fn purge(&mut self, upto: LogId) {
        self.entries = self.entries.split_off(&(upto.index + 1));
        self.bytes = self.entries.values().map(size).sum();
        self.purged = Some(upto);
        self.last = self.last.max(self.purged);
    }

    /// The first index that the log can hold.
    pub(super) fn first_index(&self) -> u64 {
        self.purged.map_or(0, |purged| purged.index + 1)
    }

    /// The entries of `from..=to` that are in memory, and the index before which the disk must be asked.
    pub(super) fn range(&self, from: u64, to: u64) -> (u64, Vec<Entry>) {
        let boundary = self.entries.keys().next().copied();
        let boundary = boundary.unwrap_or(u64::MAX).min(to.saturating_add(1));
        let start = from.max(boundary);
        if start > to {
            return (boundary, Vec::new());
        }
        let found = self.entries.range(start..=to);
        (boundary, found.map(|(_, entry)| entry.clone()).collect())
    }
}

/// The bytes of an entry's envelopes.
pub(super) fn size(entry: &Entry) -> usize {
    match &entry.payload {
        EntryPayload::Normal(group) => group.bytes(),
        EntryPayload::Blank | EntryPayload::Membership(_) => 0,
    }
}
