//! The one thread that writes the log: it takes what waits, writes it as one batch and syncs once.

use std::io;
use std::sync::Arc;

use openraft::storage::IOFlushed;
use sled::Batch;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::{mpsc, oneshot};

use super::log::{COMMITTED_KEY, ENTRIES, PURGED_KEY, Shared, VOTE_KEY};
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
    /// Durable with whatever is synced next: losing it costs a restart some replay.
    SaveCommitted(Option<LogId>),
    TruncateFrom {
        index: u64,
        done: Done,
    },
    /// Durable with whatever is synced next: losing it brings back entries that nobody reads.
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
}

impl Writer {
    pub(super) fn new(
        shared: Arc<Shared>,
        ops: mpsc::Receiver<Op>,
        purge_upto: Option<u64>,
    ) -> Self {
        Self {
            shared,
            ops,
            purge_upto,
        }
    }

    /// Writes until the log is dropped. After an I/O error nothing more is written or acknowledged: what the disk
    /// holds is unknown, and only opening it again tells.
    pub(super) fn run(mut self) {
        while let Some(ops) = self.next_ops() {
            let written = self.write(&ops);
            if let Err(error) = &written {
                tracing::error!(%error, "the log cannot be written; the node must stop");
            }
            let failed = written.is_err();
            for op in ops {
                self.answer(op, &written);
            }
            if failed {
                return;
            }
        }
        if let Err(error) = self.shared.durable.sync() {
            tracing::error!(%error, "the log's last sync failed");
        }
    }

    /// Waits for work, deleting purged entries meanwhile, and takes what waits up to a bound.
    fn next_ops(&mut self) -> Option<Vec<Op>> {
        let mut ops = vec![self.next_op()?];
        let mut entries = ops[0].entries();
        while entries < MAX_ENTRIES_A_SYNC {
            let Ok(op) = self.ops.try_recv() else {
                break;
            };
            entries += op.entries();
            ops.push(op);
        }
        Some(ops)
    }

    fn next_op(&mut self) -> Option<Op> {
        while self.purge_upto.is_some() {
            match self.ops.try_recv() {
                Ok(op) => return Some(op),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => self.delete_some(),
            }
        }
        self.ops.blocking_recv()
    }

    fn write(&mut self, ops: &[Op]) -> io::Result<()> {
        let mut batch = Batch::default();
        let mut must_sync = false;
        for op in ops {
            must_sync |= !matches!(op, Op::SaveCommitted(_) | Op::Purge { .. });
            batch = self.stage(op, batch)?;
        }
        self.shared.durable.apply(batch)?;
        if must_sync {
            self.shared.durable.sync()?;
        }
        if self.purge_upto.is_some() {
            self.delete_some();
        }
        Ok(())
    }

    fn stage(&mut self, op: &Op, mut batch: Batch) -> io::Result<Batch> {
        match op {
            Op::Append { entries, .. } => {
                for entry in entries {
                    let bytes = entry::encode_entry(entry);
                    ENTRIES.insert(&mut batch, entry.log_id.index, &bytes);
                }
            }
            Op::SaveVote { vote, .. } => batch.insert(VOTE_KEY, entry::encode_vote(vote)),
            Op::SaveCommitted(Some(id)) => batch.insert(COMMITTED_KEY, entry::encode_log_id(id)),
            Op::SaveCommitted(None) => batch.remove(COMMITTED_KEY),
            Op::TruncateFrom { index, .. } => {
                // What the batch appended before must be in the tree to be found and removed.
                self.shared.durable.apply(std::mem::take(&mut batch))?;
                let tree = self.shared.durable.tree();
                ENTRIES.remove_from(tree, &mut batch, *index)?;
            }
            Op::Purge { upto, .. } => {
                batch.insert(PURGED_KEY, entry::encode_log_id(upto));
                self.purge_upto = Some(upto.index);
            }
        }
        Ok(batch)
    }

    /// Deletes a chunk of purged entries, so that a large purge never keeps an append waiting.
    fn delete_some(&mut self) {
        let Some(upto) = self.purge_upto else {
            return;
        };
        let mut batch = Batch::default();
        let tree = self.shared.durable.tree();
        let deleted = ENTRIES
            .remove_first(tree, &mut batch, upto, PURGE_CHUNK_KEYS)
            .map_err(io::Error::from)
            .and_then(|taken| self.shared.durable.apply(batch).map(|()| taken));
        match deleted {
            Ok(PURGE_CHUNK_KEYS) => {}
            Ok(_) => self.purge_upto = None,
            // The error comes back with the next append, which stops the node.
            Err(error) => {
                tracing::error!(%error, "purged entries cannot be deleted");
                self.purge_upto = None;
            }
        }
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
            Op::SaveCommitted(_) => {}
        }
    }
}

impl Op {
    fn entries(&self) -> usize {
        match self {
            Self::Append { entries, .. } => entries.len(),
            Self::SaveVote { .. }
            | Self::SaveCommitted(_)
            | Self::TruncateFrom { .. }
            | Self::Purge { .. } => 1,
        }
    }
}

fn copy(result: &io::Result<()>) -> io::Result<()> {
    match result {
        Ok(()) => Ok(()),
        Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
    }
}
