//! What the log keeps when it is cut at either end and opened again.

use std::path::Path;
use std::sync::Arc;

use openraft::entry::RaftEntry;
use openraft::storage::{RaftLogReader, RaftLogStorage, RaftLogStorageExt};
use tandem_model::{EventId, InboundTrunk, InboundTrunkSpec, Stamps, Timestamp, TrunkId};
use tandem_provisioning::{Actor, Envelope, Event};
use tempfile::tempdir;
use tokio::sync::mpsc;

use super::Log;
use crate::types::{Entry, Group, Record, Vote, log_id};

struct Opened {
    log: Log,
    closed: mpsc::Receiver<std::convert::Infallible>,
}

impl Opened {
    fn new(dir: &Path) -> Self {
        let (open, closed) = mpsc::channel(1);
        let (log, _writer) = Log::open(dir, open, None).expect("opens");
        Self { log, closed }
    }

    async fn close(mut self) {
        drop(self.log);
        self.closed.recv().await;
    }

    async fn append(&mut self, entries: Vec<Entry>) {
        self.log.blocking_append(entries).await.expect("appended");
    }

    async fn indexes(&mut self) -> Vec<(u64, u64)> {
        let mut reader = self.log.get_log_reader().await;
        let entries = reader.try_get_log_entries(..).await.expect("readable");
        let ids = entries
            .iter()
            .map(|entry| (entry.log_id.leader_id.term, entry.log_id.index));
        ids.collect()
    }
}

fn blanks(term: u64, indexes: std::ops::Range<u64>) -> Vec<Entry> {
    indexes
        .map(|index| Entry::new_blank(log_id(term, index)))
        .collect()
}

#[tokio::test]
async fn what_was_truncated_stays_away_and_what_followed_stays() {
    let dir = tempdir().expect("a directory");
    let mut opened = Opened::new(dir.path());
    opened.append(blanks(1, 0..10)).await;
    opened
        .log
        .truncate_after(Some(log_id(1, 6)))
        .await
        .expect("truncated");
    opened.append(blanks(2, 7..9)).await;
    opened
        .log
        .save_vote(&Vote::new_committed(2, 1))
        .await
        .expect("saved");
    let expected: Vec<_> = (0..7)
        .map(|index| (1, index))
        .chain([(2, 7), (2, 8)])
        .collect();
    for _ in 0..2 {
        assert_eq!(opened.indexes().await, expected);
        let state = opened.log.get_log_state().await.expect("readable");
        assert_eq!(state.last_log_id, Some(log_id(2, 8)));
        opened.close().await;
        opened = Opened::new(dir.path());
    }
    assert!(opened.log.has_voted());
    let vote = opened.log.get_log_reader().await.read_vote().await;
    assert_eq!(vote.expect("readable"), Some(Vote::new_committed(2, 1)));
}

#[tokio::test]
async fn purged_entries_are_gone_at_once_and_from_the_disk_soon() {
    let dir = tempdir().expect("a directory");
    let mut opened = Opened::new(dir.path());
    opened.append(blanks(1, 0..5_000)).await;
    opened.log.purge(log_id(1, 4_899)).await.expect("purged");
    let expected: Vec<_> = (4_900..5_000).map(|index| (1, index)).collect();
    assert_eq!(opened.indexes().await, expected);
    while opened.log.first_on_disk() != Some(4_900) {
        tokio::task::yield_now().await;
    }
    opened.close().await;

    let mut opened = Opened::new(dir.path());
    assert_eq!(opened.indexes().await, expected);
    let state = opened.log.get_log_state().await.expect("readable");
    assert_eq!(state.last_purged_log_id, Some(log_id(1, 4_899)));
    opened.log.purge(log_id(1, 4_999)).await.expect("purged");
    opened.close().await;

    let mut opened = Opened::new(dir.path());
    assert!(opened.indexes().await.is_empty());
    let state = opened.log.get_log_state().await.expect("readable");
    assert_eq!(state.last_log_id, Some(log_id(1, 4_999)));
}

#[tokio::test]
async fn entries_far_larger_than_a_page_come_back_whole() {
    let dir = tempdir().expect("a directory");
    let mut opened = Opened::new(dir.path());
    let entries: Vec<_> = [1, 300_000, 5_000_000, 4_000]
        .into_iter()
        .zip(0..)
        .map(large)
        .collect();
    opened.append(entries.clone()).await;
    opened.close().await;

    let mut reader = Opened::new(dir.path()).log.get_log_reader().await;
    let found = reader.try_get_log_entries(0..9).await.expect("readable");
    assert_eq!(found.len(), entries.len());
    for (found, written) in found.iter().zip(&entries) {
        assert_eq!(envelope(found), envelope(written));
    }
}

#[tokio::test]
async fn a_message_to_a_follower_has_a_bounded_size() {
    let dir = tempdir().expect("a directory");
    let mut opened = Opened::new(dir.path());
    let entries: Vec<_> = [3_000_000, 3_000_000, 10]
        .into_iter()
        .chain([1; 97])
        .zip(0..)
        .map(large)
        .collect();
    opened.append(entries).await;
    let mut reader = opened.log.get_log_reader().await;
    for (start, expected) in [(0, 2), (1, 63), (2, 62), (60, 4), (64, 0)] {
        let found = reader.limited_get_log_entries(start, 64).await;
        let indexes = found.expect("readable").into_iter();
        let indexes: Vec<u64> = indexes.map(|entry| entry.log_id.index).collect();
        assert!(indexes.into_iter().eq(start..start + expected), "{start}");
    }
}

#[tokio::test]
async fn a_group_comes_back_from_the_disk_whole() {
    let dir = tempdir().expect("a directory");
    let mut opened = Opened::new(dir.path());
    let records = |entry: &Entry| match &entry.payload {
        openraft::EntryPayload::Normal(group) => group.records().to_vec(),
        openraft::EntryPayload::Blank | openraft::EntryPayload::Membership(_) => Vec::new(),
    };
    let group: Vec<_> = (1..=3)
        .flat_map(|n| records(&large((n * 3_000, 1))))
        .collect();
    let bytes: Vec<_> = group.iter().map(|record| record.bytes.clone()).collect();
    let entry = Entry {
        log_id: log_id(1, 1),
        payload: openraft::EntryPayload::Normal(Group::new(group)),
    };
    opened.append(vec![entry]).await;
    opened.close().await;

    let mut opened = Opened::new(dir.path());
    let mut reader = opened.log.get_log_reader().await;
    let found = reader.try_get_log_entries(1..2).await.expect("readable");
    let found: Vec<_> = records(&found[0])
        .into_iter()
        .map(|record| record.bytes)
        .collect();
    assert_eq!(found, bytes);
}

fn large((bytes, index): (usize, u64)) -> Entry {
    let trunk = InboundTrunk {
        id: TrunkId::from_random(1),
        stamps: Stamps::default(),
        spec: InboundTrunkSpec {
            metadata: "m".repeat(bytes).into(),
            ..InboundTrunkSpec::default()
        },
    };
    let record = Record::new(Envelope {
        event_id: EventId::from_random(1),
        actor: Actor("test".into()),
        recorded_at: Timestamp::default(),
        comment: "".into(),
        expected_revision: None,
        events: vec![Event::InboundTrunkCreated(Arc::new(trunk))],
    });
    Entry {
        log_id: log_id(1, index),
        payload: openraft::EntryPayload::Normal(Group::new(vec![record])),
    }
}

fn envelope(entry: &Entry) -> &Envelope {
    let openraft::EntryPayload::Normal(group) = &entry.payload else {
        panic!("an envelope");
    };
    &group.records()[0].envelope
}
