//! The one thread that writes the log: it takes what waits, writes it as one batch and syncs once.

use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use openraft::storage::IOFlushed;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, oneshot};

use super::durable::Changes;
use super::log::{COMMITTED_KEY, ENTRIES, PURGED_KEY, Shared, VOTE_KEY};
use super::pace::Pace;
use super::{MAX_ENTRIES_A_SYNC, PURGE_CHUNK_KEYS, entry};
use crate::types::{Entry, LogId, TypeConfig, Vote};

/// What the log asks of its writer.
pub(super) enum Op {
    Append {
        entries: Vec<Entry>,
        flushed: IOFlushed<TypeConfig>,
    },
    SaveVote {
        vote: Vote,
        done: Done,
    },
    TruncateFrom {
        index: u64,
        done: Done,
    },
    Purge {
        upto: LogId,
        done: Done,
    },
}

pub(super) type Done = oneshot::Sender<io::Result<()>>;

pub(super) struct Writer {
    shared: Arc<Shared>,
    ops: mpsc::Receiver<Op>,
    /// Entries up to this index wait to be deleted.
    purge_upto: Option<u64>,
    /// What the disk says is committed.
    committed: Option<LogId>,
}

impl Writer {
    pub(super) fn new(
        shared: Arc<Shared>,
        ops: mpsc::Receiver<Op>,
        purge_upto: Option<u64>,
    ) -> Self {
        let committed = shared.tail().committed;
        Self {
            shared,
            ops,
            purge_upto,
            committed,
        }
    }

    /// Writes until the log is dropped. After an I/O error nothing more is written or acknowledged: what the disk
    /// holds is unknown, and only opening it again tells.
    pub(super) fn run(mut self) {
        if let Err(error) = self.write_all() {
            self.fail(error);
        }
    }

    /// As [`Self::run`], on a task and at the pace of a simulated disk.
    pub(super) async fn run_paced(mut self, pace: Arc<dyn Pace>) {
        if let Err(error) = self.write_paced(&*pace).await {
            self.fail_paced(error).await;
        }
    }

    fn fail(mut self, error: io::Error) {
        tracing::error!(%error, "the log cannot be written; the node must stop");
        // What has come meanwhile must not wait for ever.
        let failed = Err(error);
        self.ops.close();
        while let Some(op) = self.ops.blocking_recv() {
            self.answer(op, &failed);
        }
    }

    async fn fail_paced(mut self, error: io::Error) {
        let failed = Err(error);
        self.ops.close();
        while let Some(op) = self.ops.recv().await {
            self.answer(op, &failed);
        }
    }

    async fn write_paced(&mut self, pace: &dyn Pace) -> io::Result<()> {
        while let Some(first) = self.ops.recv().await {
            let ops = self.and_waiting(first);
            let mut written = pace.begin().await;
            if written.is_ok() {
                written = unwinding(|| self.write(&ops));
            }
            if written.is_ok() {
                written = pace.end().await;
            }
            for op in ops {
                self.answer(op, &written);
            }
            written?;
            self.write_journal();
        }
        Ok(())
    }

    fn write_all(&mut self) -> io::Result<()> {
        while let Some(ops) = self.next_ops()? {
            let written = unwinding(|| self.write(&ops));
            for op in ops {
                self.answer(op, &written);
            }
            written?;
            self.write_journal();
        }
        let mut changes = Changes::default();
        self.stage_committed(&mut changes);
        self.shared.durable.apply(changes)?;
        self.shared.durable.sync()
    }

    /// Waits for work, deleting purged entries meanwhile, and takes what waits up to a bound.
    fn next_ops(&mut self) -> io::Result<Option<Vec<Op>>> {
        let first = self.next_op()?;
        Ok(first.map(|first| self.and_waiting(first)))
    }

    fn and_waiting(&mut self, first: Op) -> Vec<Op> {
        let mut ops = vec![first];
        let mut entries = ops[0].entries();
        while entries < MAX_ENTRIES_A_SYNC {
            let Ok(op) = self.ops.try_recv() else {
                break;
            };
            entries += op.entries();
            ops.push(op);
        }
        ops
    }

    fn next_op(&mut self) -> io::Result<Option<Op>> {
        while self.purge_upto.is_some() {
            match self.ops.try_recv() {
                Ok(op) => return Ok(Some(op)),
                Err(TryRecvError::Disconnected) => return Ok(None),
                Err(TryRecvError::Empty) => unwinding(|| self.delete_some())?,
            }
        }
        Ok(self.ops.blocking_recv())
    }

    fn write(&mut self, ops: &[Op]) -> io::Result<()> {
        let mut changes = Changes::default();
        let mut is_whole = false;
        for op in ops {
            is_whole |= matches!(op, Op::TruncateFrom { .. } | Op::Purge { .. });
            changes = self.stage(op, changes)?;
        }
        self.stage_committed(&mut changes);
        if is_whole {
            self.shared.durable.apply(changes)?;
        } else {
            // Nothing of it is acknowledged before all of it is durable: the first part alone is no harm.
            self.shared.durable.apply_in_order(changes)?;
        }
        self.shared.durable.sync()?;
        self.delete_some()
    }

    /// Writes the journal, when nobody waits for it.
    fn write_journal(&self) {
        let journal = self.shared.journal.get();
        if let Some(Err(error)) = journal.map(|journal| journal.write()) {
            // The next append says it as well, and stops the node.
            tracing::error!(%error, "the journal cannot be written");
        }
    }

    /// What is committed is written with the next append: losing it costs a restart some replay.
    fn stage_committed(&mut self, changes: &mut Changes) {
        let committed = self.shared.tail().committed;
        if committed == self.committed {
            return;
        }
        self.committed = committed;
        match committed {
            Some(id) => changes.insert(COMMITTED_KEY, entry::encode_log_id(&id)),
            None => changes.remove(COMMITTED_KEY),
        }
    }

    fn stage(&mut self, op: &Op, mut changes: Changes) -> io::Result<Changes> {
        match op {
            Op::Append { entries, .. } => {
                for entry in entries {
                    let bytes = entry::encode_entry(entry);
                    ENTRIES.insert(&mut changes, entry.log_id.index, &bytes);
                }
            }
            Op::SaveVote { vote, .. } => changes.insert(VOTE_KEY, entry::encode_vote(vote)),
            Op::TruncateFrom { index, .. } => {
                // What was appended before must be in the tree to be found and removed.
                self.shared.durable.apply(std::mem::take(&mut changes))?;
                let tree = self.shared.durable.tree();
                ENTRIES.remove_from(tree, &mut changes, *index)?;
            }
            Op::Purge { upto, .. } => {
                changes.insert(PURGED_KEY, entry::encode_log_id(upto));
                self.purge_upto = Some(upto.index);
            }
        }
        Ok(changes)
    }

    /// Deletes a chunk of purged entries, so that a large purge never keeps an append waiting.
    fn delete_some(&mut self) -> io::Result<()> {
        let Some(upto) = self.purge_upto else {
            return Ok(());
        };
        let mut changes = Changes::default();
        let tree = self.shared.durable.tree();
        let deleted = ENTRIES.remove_first(tree, &mut changes, upto, PURGE_CHUNK_KEYS)?;
        self.shared.durable.apply(changes)?;
        if deleted < PURGE_CHUNK_KEYS {
            self.purge_upto = None;
        }
        self.shared.durable.sync()
    }

    fn answer(&self, op: Op, written: &io::Result<()>) {
        match op {
            Op::Append { entries, flushed } => {
                if let (Ok(()), Some(last)) = (written, entries.last()) {
                    self.shared.tail().written(last.log_id.index);
                }
                flushed.io_completed(copy(written));
            }
            Op::SaveVote { done, .. } | Op::TruncateFrom { done, .. } | Op::Purge { done, .. } => {
                // Whoever asked has gone when the node stops; the disk is right all the same.
                let _ = done.send(copy(written));
            }
        }
    }
}

impl Op {
    fn entries(&self) -> usize {
        match self {
            Self::Append { entries, .. } => entries.len(),
            Self::SaveVote { .. } | Self::TruncateFrom { .. } | Self::Purge { .. } => 1,
        }
    }
}

/// sled panics at some I/O errors. The writer goes on to answer what waits and then stops, so that nothing is used
/// that a panic may have left half done.
fn unwinding(work: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let panicked = |_| Err(io::Error::other("the log's database has panicked"));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(panicked)
}

fn copy(result: &io::Result<()>) -> io::Result<()> {
    match result {
        Ok(()) => Ok(()),
        Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
    }
}
