//! The handle to the replicated log, and its owner.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use openraft::async_runtime::watch::WatchReceiver;
use openraft::{BasicNode, Config, ReadPolicy, SnapshotPolicy};
use tandem_model::Revision;
use tandem_provisioning::{Catalog, Envelope};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::codec;
use crate::decider::{Decider, Raft, SUBMISSION_QUEUE};
use crate::machine::{Machine, Observer, Published, SNAPSHOT_AFTER_ENTRIES};
use crate::network::NoPeers;
use crate::snapshot::SnapshotDir;
use crate::store::{Identity, Journal, Log, MAX_ENTRIES_A_SYNC, OpenGuard};
use crate::submit::{NotApplied, Proposal, Recorded, SubmitError, Unknown, proposal};
use crate::types::NodeId;

/// How long a start may take from the open log to a node that leads; replay of the log is before it.
const LEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a shutdown waits for the last handle to be dropped.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// Entries that the log keeps behind a snapshot, for peers that are a little behind.
const ENTRIES_KEPT_BEHIND_SNAPSHOT: u64 = 1_000;

/// Where a node keeps its log, and who it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsensusConfig {
    /// A directory of its own; made when it is not there.
    pub dir: PathBuf,
    /// This node, for ever.
    pub node_id: NodeId,
}

/// Why the log did not open. The node must not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The disk failed, or what it holds is broken or of another release. A broken snapshot or log has no remedy
    /// on this node: restore a backup, or join the cluster as a new node.
    #[error("{what} cannot be opened: {source}")]
    Disk {
        /// The part.
        what: &'static str,
        /// What the system or the decoder said.
        source: io::Error,
    },
    /// The node was part of a cluster, and its log is gone. It may have voted and acknowledged what it no longer
    /// knows: restore the directory, or join as a new node with another id.
    #[error(
        "node {node} has been part of a cluster, but its log is empty: restore it, or join as a new node"
    )]
    LostLog {
        /// The node.
        node: NodeId,
    },
    /// The directory belongs to another node.
    #[error("the directory belongs to node {found}, not to node {expected}")]
    OtherNode {
        /// In the directory.
        found: NodeId,
        /// In the configuration.
        expected: NodeId,
    },
    /// Raft could not start.
    #[error("raft cannot start: {0}")]
    Raft(String),
}

/// Why the journal could not be read.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk failed.
    #[error("the journal cannot be read: {0}")]
    Disk(#[from] io::Error),
    /// An envelope is not what this release knows.
    #[error("revision {revision} of the journal: {source}")]
    Decode {
        /// The envelope.
        revision: Revision,
        /// What is wrong.
        source: codec::DecodeError,
    },
}

/// The replicated log. Cloning it makes another handle.
#[derive(Clone)]
pub struct Consensus {
    submissions: mpsc::Sender<Box<dyn Proposal>>,
    published: Arc<Published>,
    journal: Arc<Journal>,
}

type Started = (
    Consensus,
    Raft,
    mpsc::Receiver<Box<dyn Proposal>>,
    thread::JoinHandle<()>,
);

/// Owns the log's tasks and threads.
#[must_use = "dropping it leaves the log open: call shutdown"]
pub struct ConsensusOwner {
    raft: Raft,
    published: Arc<Published>,
    decider: JoinHandle<()>,
    writer: thread::JoinHandle<()>,
    /// Ends when both databases are closed.
    closed: mpsc::Receiver<Infallible>,
}

impl Consensus {
    /// Opens the log, brings the catalog to what is committed, and takes the lead of a cluster of one.
    ///
    /// The observer hears of the catalog before this returns.
    ///
    /// # Errors
    /// [`OpenError`]; the node must not start.
    pub async fn open(
        config: ConsensusConfig,
        observer: Arc<dyn Observer>,
    ) -> Result<(Self, ConsensusOwner), OpenError> {
        let (open, mut closed) = mpsc::channel(1);
        let started = match Self::start(config, observer, open).await {
            Ok(started) => started,
            Err(error) => {
                // Another try must find the files free.
                wait_closed(&mut closed).await;
                return Err(error);
            }
        };
        let (consensus, raft, receiver, writer) = started;
        let decider = Decider::new(raft.clone(), receiver, Arc::clone(&consensus.published));
        let owner = ConsensusOwner {
            raft,
            published: Arc::clone(&consensus.published),
            decider: tokio::spawn(decider.run()),
            writer,
            closed,
        };
        Ok((consensus, owner))
    }

    async fn start(
        config: ConsensusConfig,
        observer: Arc<dyn Observer>,
        open: OpenGuard,
    ) -> Result<Started, OpenError> {
        let identity = Identity::of(&config.dir);
        let (log, writer) = open_log(&config, &identity, open.clone())?;
        let journal = Journal::open(&config.dir.join("journal"), open);
        let journal = Arc::new(journal.map_err(disk("the journal"))?);
        let snapshots = SnapshotDir::open(config.dir.join("snapshot"));
        let snapshots = snapshots.map_err(disk("the snapshot"))?;
        let published = Arc::new(Published::new());
        let machine = Machine::new(
            snapshots,
            Arc::clone(&journal),
            Arc::clone(&published),
            Arc::clone(&observer),
        );
        let raft = Raft::build(config.node_id, raft_config()?, NoPeers, log, machine);
        let raft = raft.await.map_err(raft_error)?;
        whole(&journal, published.catalog.load().revision())?;
        observer.installed(&published.catalog.load());
        published.live.store(true, Ordering::Release);
        raft.run();
        if let Err(error) = join_cluster(&raft, config.node_id, &identity).await {
            // It failed already; how it ends adds nothing.
            let _ = raft.shutdown().await;
            return Err(error);
        }
        let (submissions, receiver) = mpsc::channel(SUBMISSION_QUEUE);
        let consensus = Self {
            submissions,
            published,
            journal,
        };
        Ok((consensus, raft, receiver, writer))
    }

    /// Decides, records and applies.
    ///
    /// `decide` sees the catalog as it is once everything submitted before is applied, and runs on the decider's
    /// task. An envelope without events is not recorded.
    ///
    /// # Errors
    /// [`SubmitError`] tells a refusal, what was not applied, and what may have been.
    pub async fn submit<F, R>(&self, decide: F) -> Result<Recorded, SubmitError<R>>
    where
        F: FnOnce(&Catalog) -> Result<Envelope, R> + Send + 'static,
        R: fmt::Debug + fmt::Display + Send + 'static,
    {
        let (proposal, answer) = proposal(decide);
        let sent = self.submissions.send(proposal).await;
        sent.map_err(|_| SubmitError::NotApplied(NotApplied::Stopped))?;
        let stopped = |_| Err(SubmitError::Unknown(Unknown::Stopped));
        answer.await.unwrap_or_else(stopped)
    }

    /// The catalog at the last applied revision.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        self.published.catalog.load_full()
    }

    /// At most `limit` recorded envelopes from a revision on, in order. It reads the disk.
    ///
    /// # Errors
    /// [`JournalError`] when the disk fails or holds what this release does not know.
    pub fn journal(
        &self,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<(Revision, Envelope)>, JournalError> {
        let envelopes = self.journal.read(from, limit)?.into_iter();
        let envelopes = envelopes.map(|(revision, bytes)| match codec::decode(bytes) {
            Ok(envelope) => Ok((revision, envelope)),
            Err(source) => Err(JournalError::Decode { revision, source }),
        });
        envelopes.collect()
    }
}

impl ConsensusOwner {
    /// Resolves when the log has stopped by itself, with the cause: the node must stop then.
    pub async fn stopped(&self) -> String {
        let mut metrics = self.raft.metrics();
        loop {
            if let Err(cause) = &metrics.borrow_and_update().running_state {
                return cause.to_string();
            }
            if metrics.changed().await.is_err() {
                return "raft has stopped".to_owned();
            }
        }
    }

    /// Writes a snapshot now, in place of waiting for enough entries.
    pub async fn snapshot(&self) {
        self.published
            .snapshot_wanted
            .store(true, Ordering::Release);
        // A log that has stopped writes none, and says why elsewhere.
        let _ = self.raft.trigger().snapshot().await;
    }

    /// Stops deciding and closes the log: when this returns, another process may open it. Drop the other handles
    /// before; what they submit fails as stopped.
    pub async fn shutdown(self) {
        let Self {
            raft,
            decider,
            writer,
            mut closed,
            ..
        } = self;
        if let Err(error) = raft.shutdown().await {
            tracing::error!(%error, "raft did not stop cleanly");
        }
        decider.abort();
        // It either ended or was told to; there is nothing to learn from it.
        let _ = decider.await;
        drop(raft);
        let joined = tokio::task::spawn_blocking(move || writer.join()).await;
        if !matches!(joined, Ok(Ok(()))) {
            tracing::error!("the log's writer did not stop cleanly");
        }
        wait_closed(&mut closed).await;
    }
}

fn open_log(
    config: &ConsensusConfig,
    identity: &Identity,
    open: OpenGuard,
) -> Result<(Log, thread::JoinHandle<()>), OpenError> {
    std::fs::create_dir_all(&config.dir).map_err(disk("the directory"))?;
    let known = identity.read().map_err(disk("the identity"))?;
    let expected = config.node_id;
    if let Some(found) = known.filter(|found| *found != expected) {
        return Err(OpenError::OtherNode { found, expected });
    }
    let dir = config.dir.join("log");
    let lost = OpenError::LostLog { node: expected };
    if known.is_some() && !dir.join("db").exists() {
        return Err(lost);
    }
    let (log, writer) = Log::open(&dir, open).map_err(disk("the log"))?;
    if known.is_some() && !log.has_voted() {
        return Err(lost);
    }
    Ok((log, writer))
}

/// The log may have forgotten what the journal has not: then history is lost.
fn whole(journal: &Journal, revision: Revision) -> Result<(), OpenError> {
    let last = journal.last();
    if last >= revision {
        return Ok(());
    }
    let text = format!("it ends at revision {last}, the catalog is at {revision}");
    let source = io::Error::new(io::ErrorKind::InvalidData, text);
    Err(disk("the journal")(source))
}

fn raft_config() -> Result<Arc<Config>, OpenError> {
    let config = Config {
        cluster_name: "tandem".to_owned(),
        heartbeat_interval: 50,
        election_timeout_min: 150,
        election_timeout_max: 300,
        max_append_entries: Some(MAX_ENTRIES_A_SYNC as u64),
        snapshot_policy: SnapshotPolicy::LogsSinceLast(SNAPSHOT_AFTER_ENTRIES),
        max_in_snapshot_log_to_keep: ENTRIES_KEPT_BEHIND_SNAPSHOT,
        purge_batch_size: ENTRIES_KEPT_BEHIND_SNAPSHOT,
        replication_lag_threshold: 2 * SNAPSHOT_AFTER_ENTRIES,
        enable_pre_vote: Some(true),
        enable_leader_restore: Some(false),
        ..Config::default()
    };
    config.validate().map(Arc::new).map_err(raft_error)
}

async fn wait_closed(closed: &mut mpsc::Receiver<Infallible>) {
    if timeout(CLOSE_TIMEOUT, closed.recv()).await.is_err() {
        tracing::warn!("a handle keeps the log open");
    }
}

/// Takes the lead, and leaves the mark that this node is part of a cluster from now on.
async fn join_cluster(raft: &Raft, node_id: NodeId, identity: &Identity) -> Result<(), OpenError> {
    lead(raft, node_id).await?;
    if identity.read().map_err(disk("the identity"))?.is_none() {
        identity.write(node_id).map_err(disk("the identity"))?;
    }
    Ok(())
}

/// Makes a cluster of one at the first start, and waits until this node leads it and has applied the whole log.
async fn lead(raft: &Raft, node_id: NodeId) -> Result<(), OpenError> {
    if raft.is_initialized().await.map_err(raft_error)? {
        raft.trigger().elect(false).await.map_err(raft_error)?;
    } else {
        let members = BTreeMap::from([(node_id, BasicNode::default())]);
        raft.initialize(members).await.map_err(raft_error)?;
    }
    let wait = raft.wait(Some(LEAD_TIMEOUT));
    let led = wait.current_leader(node_id, "the only voter leads").await;
    led.map_err(raft_error)?;
    let read = raft.ensure_linearizable(ReadPolicy::ReadIndex).await;
    read.map(|_| ()).map_err(raft_error)
}

fn disk(what: &'static str) -> impl FnOnce(io::Error) -> OpenError {
    move |source| OpenError::Disk { what, source }
}

fn raft_error(error: impl fmt::Display) -> OpenError {
    OpenError::Raft(error.to_string())
}
