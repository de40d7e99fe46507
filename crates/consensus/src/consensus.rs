//! The handle to the replicated log, and its owner.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::{Config, ReadPolicy, SnapshotPolicy};
use tandem_model::{EventId, Revision};
use tandem_provisioning::{Catalog, Envelope};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::backfill;
use crate::backup::Backup;
use crate::changes::{Changes, Follower};
use crate::codec;
use crate::config::{ConsensusConfig, OpenError, Retention, Start, Timing};
use crate::decider::{Decider, Raft, SUBMISSION_QUEUE, recorded};
use crate::machine::{Machine, Observer, Published, Snapshots};
use crate::member::Member;
use crate::network::Network;
use crate::peers::Peers;
use crate::service::{Served, Service};
use crate::snapshot::SnapshotDir;
use crate::status::{self, Role, Status};
use crate::store::{Gap, Identity, Journal, Log, MAX_ENTRIES_A_SYNC, OpenGuard, Pace, Running};
use crate::submit::{NotApplied, Proposal, Recorded, SubmitError, Unknown, proposal};
use crate::types::NodeId;

/// How long a start may take from the open log to a node that leads; replay of the log is before it.
const LEAD_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a shutdown waits for the last handle to be dropped.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// A leader that has not heard of a majority for so many times the longest election refuses writes: by then another
/// one may have been elected.
const QUORUM_PATIENCE_ELECTIONS: u32 = 3;

/// Why the journal could not be read.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk failed.
    #[error("the journal cannot be read: {0}")]
    Disk(#[from] io::Error),
    /// The envelopes are still to be fetched from another node; ask that one, or later.
    #[error("the journal's revisions {first} to {last} are not here yet")]
    Missing {
        /// The first that is missing.
        first: Revision,
        /// The last that is missing.
        last: Revision,
    },
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
    served: Arc<Served>,
}

/// Owns the log's tasks and threads.
#[must_use = "dropping it leaves the log open: call shutdown"]
pub struct ConsensusOwner {
    raft: Raft,
    published: Arc<Published>,
    /// The decider, and what fetches the journal.
    tasks: [JoinHandle<()>; 2],
    writer: Running,
    /// Closes when Raft has ended.
    held: watch::Receiver<()>,
    /// Ends when both databases are closed.
    closed: mpsc::Receiver<Infallible>,
}

impl Consensus {
    /// Opens the log and brings the catalog to what is known to be committed; alone, it also takes the lead.
    ///
    /// The observer hears of the catalog before this returns.
    ///
    /// # Errors
    /// [`OpenError`]; the node must not start.
    pub async fn open(
        config: ConsensusConfig,
        observer: Arc<dyn Observer>,
        peers: Arc<dyn Peers>,
    ) -> Result<(Self, ConsensusOwner), OpenError> {
        Self::open_paced(config, observer, peers, None).await
    }

    /// As [`Self::open`], with the log on a simulated disk: its writer is a task of the caller's runtime, so that
    /// simulated time waits for it.
    ///
    /// # Errors
    /// As [`Self::open`].
    #[doc(hidden)]
    pub async fn open_paced(
        config: ConsensusConfig,
        observer: Arc<dyn Observer>,
        peers: Arc<dyn Peers>,
        pace: Option<Arc<dyn Pace>>,
    ) -> Result<(Self, ConsensusOwner), OpenError> {
        let (open, mut closed) = mpsc::channel(1);
        let network = Network::new(peers, &config.cluster, config.node_id);
        let started = match Self::start(&config, observer, network.clone(), open, pace).await {
            Ok(started) => started,
            Err(error) => {
                // Another try must find the files free.
                wait_closed(&mut closed).await;
                return Err(error);
            }
        };
        let Started {
            served,
            published,
            writer,
            held,
        } = started;
        let (submissions, receiver) = mpsc::channel(SUBMISSION_QUEUE);
        let decider = Decider::new(
            receiver,
            &served,
            Arc::clone(&published),
            QUORUM_PATIENCE_ELECTIONS * config.timing.election_max,
        );
        let owner = ConsensusOwner {
            raft: served.raft.clone(),
            published: Arc::clone(&published),
            tasks: [
                tokio::spawn(decider.run()),
                tokio::spawn(backfill::run(Arc::clone(&served), network)),
            ],
            writer,
            held,
            closed,
        };
        let consensus = Self {
            submissions,
            published,
            served,
        };
        Ok((consensus, owner))
    }

    async fn start(
        config: &ConsensusConfig,
        observer: Arc<dyn Observer>,
        network: Network,
        open: OpenGuard,
        pace: Option<Arc<dyn Pace>>,
    ) -> Result<Started, OpenError> {
        let identity = Identity::new(&config.dir, config.node_id, &config.cluster);
        let (log, writer) = open_log(config, identity, open.clone(), pace.clone())?;
        let journal = Journal::open(&config.dir.join("journal"), open);
        let journal = Arc::new(journal.map_err(disk("the journal"))?);
        let log = log.writing(&journal);
        let snapshots = SnapshotDir::open(config.dir.join("snapshot"));
        let snapshots = snapshots.map_err(disk("the snapshot"))?;
        let published = Arc::new(Published::new());
        let machine = Machine::new(
            Arc::clone(&journal),
            Arc::clone(&published),
            Arc::clone(&observer),
            Snapshots {
                dir: snapshots.clone(),
                after: config.retention.snapshot_after,
                node: config.node_id,
                pace,
            },
        );
        let (cluster, metrics) = (Arc::clone(&network.cluster), Arc::clone(&network.metrics));
        let raft = raft_config(&config.timing, &config.retention)?;
        let held = log.held();
        let raft = Raft::build(config.node_id, raft, network, log, machine).await;
        let raft = raft.map_err(raft_error)?;
        whole(&journal, published.catalog.load().revision())?;
        observer.installed(&published.catalog.load());
        published.live.store(true, Ordering::Release);
        metrics.get_or_init(|| raft.server_metrics());
        raft.run();
        if config.start == Start::Alone
            && let Err(error) = lead(&raft, config.node_id).await
        {
            // It failed already; how it ends adds nothing.
            let _ = raft.shutdown().await;
            return Err(error);
        }
        let served = Served {
            raft,
            journal,
            snapshots,
            cluster,
            node: config.node_id,
            heard: Arc::default(),
        };
        Ok(Started {
            served: Arc::new(served),
            published,
            writer,
            held,
        })
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
        self.propose(None, decide).await
    }

    /// As [`Self::submit`], for an event that may have been submitted before, here or at another node: one that is
    /// recorded already is answered with what was recorded, and `decide` is not asked.
    ///
    /// The envelope gets the given id. The newest 65,536 ids are known to every node.
    ///
    /// # Errors
    /// As [`Self::submit`].
    pub async fn submit_once<F, R>(
        &self,
        event_id: EventId,
        decide: F,
    ) -> Result<Recorded, SubmitError<R>>
    where
        F: FnOnce(&Catalog) -> Result<Envelope, R> + Send + 'static,
        R: fmt::Debug + fmt::Display + Send + 'static,
    {
        if let Some(revision) = self.published.recorded(&event_id) {
            let journal = Arc::clone(&self.served.journal);
            let recorded = recorded(&self.published, journal, revision).await;
            return recorded.map_err(SubmitError::from);
        }
        self.propose(Some(event_id), decide).await
    }

    async fn propose<F, R>(
        &self,
        event_id: Option<EventId>,
        decide: F,
    ) -> Result<Recorded, SubmitError<R>>
    where
        F: FnOnce(&Catalog) -> Result<Envelope, R> + Send + 'static,
        R: fmt::Debug + fmt::Display + Send + 'static,
    {
        let leader = self.served.raft.server_metrics();
        let leader = leader.borrow_watched().current_leader;
        if leader.is_some_and(|leader| leader != self.served.node) {
            // It need not wait its turn to hear that.
            return Err(SubmitError::NotApplied(NotApplied::NotLeader { leader }));
        }
        let (proposal, answer) = proposal(event_id, decide);
        let sent = self.submissions.send(proposal).await;
        sent.map_err(|_| SubmitError::NotApplied(NotApplied::Stopped))?;
        let stopped = |_| Err(SubmitError::Unknown(Unknown::Stopped));
        answer.await.unwrap_or_else(stopped)
    }

    /// What this node knows of its cluster.
    #[must_use]
    pub fn status(&self) -> Status {
        let metrics = self.served.raft.metrics();
        let revision = self.published.catalog.load().revision();
        let mut status = Status::new(&metrics.borrow_watched(), revision);
        status.heard_leader = match status.state {
            Role::Leader => status.heard_quorum,
            Role::Follower | Role::Learner | Role::Candidate | Role::Stopped => {
                self.served.heard.ago()
            }
        };
        let missing = self.served.journal.gaps().borrow().first();
        status.journal_missing = missing.map(|gap| (Revision(gap.first), Revision(gap.last)));
        status
    }

    /// The status once it is as wanted; `None` when the log stops before.
    pub async fn status_when(&self, mut wanted: impl FnMut(&Status) -> bool) -> Option<Status> {
        let mut metrics = self.served.raft.metrics();
        let mut gaps = self.served.journal.gaps();
        loop {
            // What changes from here on is looked at again.
            metrics.borrow_and_update();
            gaps.borrow_and_update();
            let status = self.status();
            if wanted(&status) {
                return Some(status);
            }
            tokio::select! {
                changed = metrics.changed() => changed.ok()?,
                changed = gaps.changed() => changed.ok()?,
            }
        }
    }

    /// Who leads, as far as this node knows.
    #[must_use]
    pub fn leader(&self) -> Option<(NodeId, Member)> {
        let metrics = self.served.raft.metrics();
        let metrics = metrics.borrow_watched();
        let leader = status::leader(&metrics)?;
        let member = metrics.membership_config.membership().get_node(&leader)?;
        Some((leader, member.clone()))
    }

    /// The applied revision, as it changes.
    #[must_use]
    pub fn revisions(&self) -> watch::Receiver<Revision> {
        self.published.revision.subscribe()
    }

    /// Every envelope from a revision on, once and in order: first those that are recorded, then each as it is
    /// applied here. The stream ends behind an error, and when the log is shut down.
    ///
    /// It reads ahead by at most 256 envelopes, whatever the reader's pace. Where the journal is still being fetched
    /// from another node, it waits.
    pub fn changes(&self, from: Revision) -> Changes {
        Follower::new(from, &self.published, &self.served.journal).into_stream()
    }

    /// The serving end for other nodes.
    #[must_use]
    pub fn service(&self) -> Service {
        Service::new(&self.served)
    }

    pub(crate) fn raft(&self) -> &Raft {
        &self.served.raft
    }

    /// The catalog at the last applied revision.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        self.published.catalog.load_full()
    }

    /// At most `limit` recorded envelopes from a revision on, in order. It reads the disk.
    ///
    /// # Errors
    /// [`JournalError`] when the disk fails or holds what this release does not know, and when the first envelope is
    /// not here yet. Fewer than `limit` may be followed by more: read on from where they end.
    pub fn journal(
        &self,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<(Revision, Envelope)>, JournalError> {
        let journal = &self.served.journal;
        if let Some(gap) = journal.gaps().borrow().at(from.0.max(1)) {
            return Err(missing(gap));
        }
        let envelopes = journal.read(from, limit)?.into_iter();
        envelopes.map(decode).collect()
    }

    /// A backup of the applied revision: all that was recorded up to it, whatever is recorded meanwhile.
    ///
    /// # Errors
    /// [`JournalError::Missing`] while a part of the journal is still to be fetched from another node.
    pub fn backup(&self) -> Result<Backup, JournalError> {
        let Served {
            journal, cluster, ..
        } = &*self.served;
        let revision = self.published.catalog.load().revision();
        let gap = journal.gaps().borrow().first();
        match gap.filter(|gap| gap.first <= revision.0) {
            Some(gap) => Err(missing(gap)),
            None => Ok(Backup::new(journal, revision, cluster)),
        }
    }
}

impl ConsensusOwner {
    /// Resolves when the log has stopped by itself, with the cause: the node must stop then.
    pub async fn stopped(&self) -> String {
        // What Raft says of itself changes several times a write: it is asked when Raft has ended.
        let mut held = self.held.clone();
        while held.changed().await.is_ok() {}
        let metrics = self.raft.metrics();
        match &metrics.borrow_watched().running_state {
            Err(cause) => cause.to_string(),
            Ok(()) => "raft has stopped".to_owned(),
        }
    }

    /// Writes a snapshot of what is applied now, in place of waiting for enough entries, and waits for it.
    pub async fn snapshot(&self) {
        let mut metrics = self.raft.metrics();
        let applied = metrics.borrow_watched().last_applied;
        self.published
            .snapshot_wanted
            .store(true, Ordering::Release);
        // A log that has stopped writes none, and says why elsewhere.
        let _ = self.raft.trigger().snapshot().await;
        loop {
            let (stopped, written) = {
                let metrics = metrics.borrow_and_update();
                (metrics.running_state.is_err(), metrics.snapshot)
            };
            if stopped || written >= applied || metrics.changed().await.is_err() {
                return;
            }
        }
    }

    /// Stops deciding and closes the log: when this returns, another process may open it. Drop the other handles
    /// before; what they submit fails as stopped.
    pub async fn shutdown(self) {
        let Self {
            raft,
            tasks,
            writer,
            mut closed,
            ..
        } = self;
        if let Err(error) = raft.shutdown().await {
            tracing::error!(%error, "raft did not stop cleanly");
        }
        for task in tasks {
            task.abort();
            // It either ended or was told to; there is nothing to learn from it.
            let _ = task.await;
        }
        drop(raft);
        if !writer.join().await {
            tracing::error!("the log's writer did not stop cleanly");
        }
        wait_closed(&mut closed).await;
    }
}

struct Started {
    served: Arc<Served>,
    published: Arc<Published>,
    writer: Running,
    held: watch::Receiver<()>,
}

fn missing(gap: Gap) -> JournalError {
    JournalError::Missing {
        first: Revision(gap.first),
        last: Revision(gap.last),
    }
}

/// Parses an envelope of the journal.
pub(crate) fn decode(
    (revision, bytes): (Revision, Bytes),
) -> Result<(Revision, Envelope), JournalError> {
    match codec::decode(bytes) {
        Ok(envelope) => Ok((revision, envelope)),
        Err(source) => Err(JournalError::Decode { revision, source }),
    }
}

fn open_log(
    config: &ConsensusConfig,
    identity: Identity,
    open: OpenGuard,
    pace: Option<Arc<dyn Pace>>,
) -> Result<(Log, Running), OpenError> {
    std::fs::create_dir_all(&config.dir).map_err(disk("the directory"))?;
    let known = identity.read().map_err(disk("the identity"))?;
    let expected = config.node_id;
    if let Some(known) = &known {
        if known.node != expected {
            let found = known.node;
            return Err(OpenError::OtherNode { found, expected });
        }
        if let Some(found) = known
            .cluster
            .clone()
            .filter(|found| *found != config.cluster)
        {
            let expected = config.cluster.clone();
            return Err(OpenError::OtherCluster { found, expected });
        }
    }
    let dir = config.dir.join("log");
    let lost = OpenError::LostLog { node: expected };
    if known.is_some() && !dir.join("db").exists() {
        return Err(lost);
    }
    let (log, writer) = Log::open(&dir, open, pace).map_err(disk("the log"))?;
    if known.is_some() && !log.has_voted() {
        return Err(lost);
    }
    let log = log.marked_by(identity).map_err(disk("the identity"))?;
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

fn raft_config(timing: &Timing, retention: &Retention) -> Result<Arc<Config>, OpenError> {
    let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    let config = Config {
        cluster_name: "tandem".to_owned(),
        heartbeat_interval: millis(timing.heartbeat),
        election_timeout_min: millis(timing.election_min),
        election_timeout_max: millis(timing.election_max),
        max_payload_entries: MAX_ENTRIES_A_SYNC as u64,
        max_append_entries: Some(MAX_ENTRIES_A_SYNC as u64),
        snapshot_policy: SnapshotPolicy::LogsSinceLast(retention.asked_after),
        max_in_snapshot_log_to_keep: retention.kept,
        purge_batch_size: retention.kept,
        replication_lag_threshold: retention.lag,
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

/// Makes a cluster of one at the first start, and waits until this node leads it and has applied the whole log.
async fn lead(raft: &Raft, node_id: NodeId) -> Result<(), OpenError> {
    if raft.is_initialized().await.map_err(raft_error)? {
        raft.trigger().elect(false).await.map_err(raft_error)?;
    } else {
        let members = BTreeMap::from([(node_id, Member::default())]);
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
