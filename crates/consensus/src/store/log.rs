//! The Raft log and the vote, behind openraft's storage traits.

use std::fmt::Debug;
use std::io;
use std::ops::{Bound, RangeBounds};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use openraft::OptionalSend;
use openraft::storage::{IOFlushed, LogState, RaftLogReader, RaftLogStorage};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task;

use super::durable::{Durable, OpenGuard};
use super::pace::Pace;
use super::pieces::Kind;
use super::tail::{Tail, size};
use super::writer::{Done, Op, Writer};
use super::{Identity, Journal};
use super::{LOG_CACHE_BYTES, WRITER_QUEUE, entry};
use crate::machine::blocking;
use crate::types::{Entry, LogId, TypeConfig, Vote};

pub(super) const ENTRIES: Kind = Kind(b'e');
pub(super) const VOTE_KEY: &[u8] = b"vote";
pub(super) const PURGED_KEY: &[u8] = b"purged";
pub(super) const COMMITTED_KEY: &[u8] = b"committed";

/// Bytes of envelopes in one message to a follower: the envelope that reaches it is the last.
const MESSAGE_BYTES: usize = 4 << 20;

/// Entries that are read at a time for a message, as their sizes are not known before.
const ENTRIES_A_STEP: u64 = 32;

/// What the log's handles and its writer share.
pub(super) struct Shared {
    pub(super) durable: Durable,
    tail: Mutex<Tail>,
    /// What is written beside the log.
    pub(super) journal: OnceLock<Arc<Journal>>,
}

impl Shared {
    pub(super) fn tail(&self) -> MutexGuard<'_, Tail> {
        // A panic elsewhere leaves the tail whole: each of its methods is a single step.
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The Raft log of this node.
pub(crate) struct Log {
    shared: Arc<Shared>,
    ops: mpsc::Sender<Op>,
    /// To be written with the first vote: from then on this node must not come back with an empty log.
    unmarked: Option<Identity>,
    /// Tells its receivers when it is gone.
    held: watch::Sender<()>,
}

/// Reads the log beside its writer.
#[derive(Clone)]
pub(crate) struct LogReader {
    shared: Arc<Shared>,
}

/// The log's writer, while it runs.
pub(crate) enum Running {
    Thread(JoinHandle<()>),
    Task(task::JoinHandle<()>),
}

impl Running {
    /// Waits for its end; whether it ended without a panic.
    pub(crate) async fn join(self) -> bool {
        match self {
            Self::Thread(thread) => {
                let joined = task::spawn_blocking(move || thread.join()).await;
                matches!(joined, Ok(Ok(())))
            }
            Self::Task(task) => task.await.is_ok(),
        }
    }
}

impl Log {
    /// Opens or makes the log in `dir` and starts its writer, which ends when the log is dropped.
    ///
    /// The writer is a task, at the given pace, or a thread.
    pub(crate) fn open(
        dir: &Path,
        open: OpenGuard,
        pace: Option<Arc<dyn Pace>>,
    ) -> io::Result<(Self, Running)> {
        let durable = Durable::open(dir, LOG_CACHE_BYTES, open)?;
        if let Some(torn) = ENTRIES.torn(durable.tree())? {
            durable.apply(torn)?;
            durable.sync()?;
        }
        let tail = read_tail(&durable)?;
        let first = ENTRIES.first(durable.tree())?;
        let purge_upto = tail.purged.map(|purged| purged.index);
        let purge_upto = purge_upto.filter(|upto| first.is_some_and(|first| first <= *upto));
        let shared = Arc::new(Shared {
            durable,
            tail: Mutex::new(tail),
            journal: OnceLock::new(),
        });
        let (sender, receiver) = mpsc::channel(WRITER_QUEUE);
        let writer = Writer::new(Arc::clone(&shared), receiver, purge_upto);
        let running = match pace {
            Some(pace) => Running::Task(tokio::spawn(writer.run_paced(pace))),
            None => {
                let thread = thread::Builder::new().name("log-writer".to_owned());
                Running::Thread(thread.spawn(move || writer.run())?)
            }
        };
        let log = Self {
            shared,
            ops: sender,
            unmarked: None,
            held: watch::Sender::new(()),
        };
        Ok((log, running))
    }

    /// Closes when the log is dropped: Raft, which holds it, has ended.
    pub(crate) fn held(&self) -> watch::Receiver<()> {
        self.held.subscribe()
    }

    /// The log, whose writer writes the journal as well, whenever it has synced.
    pub(crate) fn writing(self, journal: &Arc<Journal>) -> Self {
        self.shared.journal.get_or_init(|| Arc::clone(journal));
        self
    }

    /// The log, with the mark that the node leaves when it becomes part of a cluster.
    pub(crate) fn marked_by(mut self, identity: Identity) -> io::Result<Self> {
        if identity.is_written()? {
            return Ok(self);
        }
        if self.has_voted() {
            identity.write()?;
        } else {
            self.unmarked = Some(identity);
        }
        Ok(self)
    }

    /// Whether this node ever voted: it is then part of a cluster.
    pub(crate) fn has_voted(&self) -> bool {
        self.shared.tail().vote.is_some()
    }

    /// The first index that the disk still holds.
    #[cfg(test)]
    pub(super) fn first_on_disk(&self) -> Option<u64> {
        ENTRIES.first(self.shared.durable.tree()).expect("readable")
    }

    async fn ask(&self, op: impl FnOnce(Done) -> Op) -> io::Result<()> {
        let (done, answer) = oneshot::channel();
        self.send(op(done)).await?;
        answer.await.map_err(|_| stopped())?
    }

    async fn send(&self, op: Op) -> io::Result<()> {
        self.ops.send(op).await.map_err(|_| stopped())
    }
}

fn read_tail(durable: &Durable) -> io::Result<Tail> {
    let tree = durable.tree();
    let value = |key| -> io::Result<Option<Bytes>> {
        let value = tree.get(key)?;
        Ok(value.map(|value| Bytes::copy_from_slice(&value)))
    };
    let vote = value(VOTE_KEY)?.map(entry::decode_vote).transpose()?;
    let purged = value(PURGED_KEY)?.map(entry::decode_log_id).transpose()?;
    let committed = value(COMMITTED_KEY)?
        .map(entry::decode_log_id)
        .transpose()?;
    let last = match ENTRIES.last(tree)? {
        Some(index) => read(durable, index, index)?.pop(),
        None => None,
    };
    let last = last.map(|entry| entry.log_id).max(purged);
    Ok(Tail::new(purged, last, vote, committed))
}

fn read(durable: &Durable, from: u64, to: u64) -> io::Result<Vec<Entry>> {
    let values = ENTRIES.range(durable.tree(), from, to);
    values.map(|value| entry::decode_entry(value?.1)).collect()
}

impl RaftLogReader<TypeConfig> for LogReader {
    async fn try_get_log_entries<R>(&mut self, range: R) -> io::Result<Vec<Entry>>
    where
        R: RangeBounds<u64> + Clone + Debug + OptionalSend,
    {
        let from = match range.start_bound() {
            Bound::Included(index) => *index,
            Bound::Excluded(index) => index + 1,
            Bound::Unbounded => 0,
        };
        let to = match range.end_bound() {
            Bound::Included(index) => Some(*index),
            Bound::Excluded(index) => index.checked_sub(1),
            Bound::Unbounded => Some(u64::MAX),
        };
        let Some(to) = to else {
            return Ok(Vec::new());
        };
        let (from, boundary, newest) = {
            let tail = self.shared.tail();
            let from = from.max(tail.first_index());
            let (boundary, newest) = tail.range(from, to);
            (from, boundary, newest)
        };
        if from >= boundary {
            return Ok(newest);
        }
        let mut entries = read(&self.shared.durable, from, boundary - 1)?;
        entries.extend(newest);
        Ok(entries)
    }

    async fn limited_get_log_entries(&mut self, start: u64, end: u64) -> io::Result<Vec<Entry>> {
        let mut found: Vec<Entry> = Vec::new();
        let mut bytes = 0;
        let mut next = start;
        while next < end && bytes < MESSAGE_BYTES {
            let step = next..end.min(next + ENTRIES_A_STEP);
            next = step.end;
            for entry in self.try_get_log_entries(step).await? {
                if bytes >= MESSAGE_BYTES {
                    break;
                }
                bytes += size(&entry);
                found.push(entry);
            }
        }
        Ok(found)
    }

    async fn read_vote(&mut self) -> io::Result<Option<Vote>> {
        Ok(self.shared.tail().vote)
    }
}

impl RaftLogStorage<TypeConfig> for Log {
    type LogReader = LogReader;

    async fn get_log_state(&mut self) -> io::Result<LogState<TypeConfig>> {
        let tail = self.shared.tail();
        Ok(LogState {
            last_purged_log_id: tail.purged,
            last_log_id: tail.last,
        })
    }

    async fn get_log_reader(&mut self) -> LogReader {
        LogReader {
            shared: Arc::clone(&self.shared),
        }
    }

    async fn save_vote(&mut self, vote: &Vote) -> io::Result<()> {
        let vote = *vote;
        self.ask(|done| Op::SaveVote { vote, done }).await?;
        self.shared.tail().vote = Some(vote);
        if let Some(identity) = self.unmarked.take() {
            // Nobody hears of the vote before.
            blocking(move || identity.write()).await?;
        }
        Ok(())
    }

    async fn save_committed(&mut self, committed: Option<LogId>) -> io::Result<()> {
        // The writer looks when it writes: it is not woken for this.
        self.shared.tail().committed = committed;
        Ok(())
    }

    async fn read_committed(&mut self) -> io::Result<Option<LogId>> {
        Ok(self.shared.tail().committed)
    }

    async fn append<I>(&mut self, entries: I, flushed: IOFlushed<TypeConfig>) -> io::Result<()>
    where
        I: IntoIterator<Item = Entry> + OptionalSend,
        I::IntoIter: OptionalSend,
    {
        let entries: Vec<Entry> = entries.into_iter().collect();
        self.shared.tail().append(&entries);
        self.send(Op::Append { entries, flushed }).await
    }

    async fn truncate_after(&mut self, last: Option<LogId>) -> io::Result<()> {
        let index = last.map_or(0, |last| last.index + 1);
        self.ask(|done| Op::TruncateFrom { index, done }).await?;
        self.shared.tail().truncate(index, last);
        Ok(())
    }

    async fn purge(&mut self, upto: LogId) -> io::Result<()> {
        self.shared.tail().purge(upto);
        self.ask(|done| Op::Purge { upto, done }).await
    }
}

fn stopped() -> io::Error {
    io::Error::other("the log's writer has stopped")
}
