//! The handle through which everything else changes and reads trunks and rules.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use arc_swap::Guard;
use tandem_consensus::peers::Peers;
use tandem_consensus::{
    Consensus, ConsensusConfig, ConsensusOwner, JournalError, NoPeers, NodeId, NotApplied,
    OpenError, Retention, Start, SubmitError, Timing, Unknown,
};
use tandem_dispatch::Matcher;
use tandem_model::{EventId, Revision};
use tandem_provisioning::{Actor, Catalog, Command, Envelope, Facts, Refusal, decide};
use tokio::time::timeout;

use crate::nodes::Nodes;
use crate::outbound::{Desk, Originate};
use crate::trunks::TrunkStates;
use crate::view::{Metrics, View};
use crate::{CallLog, ClusterConfig, Vault, clock, once};

/// What the log of a node alone is called.
pub(crate) const ALONE: &str = "tandem";

/// Where the control plane keeps its log, and who counts.
#[derive(Clone)]
pub struct Config {
    /// A directory of its own; made when it is not there.
    pub dir: PathBuf,
    /// This node, for ever.
    pub node_id: NodeId,
    /// How many ended calls are remembered; [`crate::calls::ENDED_CALLS`] is usual.
    pub ended_calls: usize,
    /// Who counts what is recorded.
    pub metrics: Arc<dyn Metrics>,
}

/// The control plane. Cloning it makes another handle.
#[derive(Clone)]
pub struct ControlPlane {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    node_id: NodeId,
    cluster: Option<ClusterConfig>,
    consensus: Consensus,
    view: Arc<View>,
    vault: Vault,
    calls: CallLog,
    nodes: Nodes,
    desk: Desk,
    trunks: TrunkStates,
}

/// Owns what the control plane runs.
#[must_use = "dropping it leaves the log open: call shutdown"]
pub struct ControlPlaneOwner {
    consensus: ConsensusOwner,
}

/// Who asks for what, and upon what he saw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Who asks.
    pub actor: Actor,
    /// What for.
    pub command: Command,
    /// Why; may be empty.
    pub comment: Box<str>,
    /// Refuse unless the catalog is at this revision.
    pub expected_revision: Option<Revision>,
    /// Names what is recorded. Asked for again under the same name, it is not recorded again: the answer is what was
    /// recorded. Without one, each request is its own.
    pub event_id: Option<EventId>,
}

/// What became of a command: it is durable, and this node routes calls by it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The revision that it led to; of a command that changed nothing, the one it was decided at.
    pub revision: Revision,
    /// What was decided; its events hold the objects as they are now.
    pub envelope: Arc<Envelope>,
}

/// Why a command has no receipt.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The command is wrong, or contradicts what is there. Nothing has changed.
    #[error(transparent)]
    Refused(Refusal),
    /// Another command has been recorded under the same name. This one has changed nothing: give it another name.
    #[error("the name of this request has been used for another one, at revision {0}")]
    NameTaken(Revision),
    /// Nothing has changed, and nothing is wrong with the command: try again.
    #[error("not applied: {0}")]
    NotApplied(NotApplied),
    /// It may have been applied: read before trying again.
    #[error("it is unknown whether the change was applied: {0}; read, then try again")]
    Unknown(Unknown),
}

/// The node has not applied the revision that was waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this node is at revision {at}, not yet at {wanted}")]
pub struct Behind {
    /// What was waited for.
    pub wanted: Revision,
    /// What is applied.
    pub at: Revision,
}

impl ControlPlane {
    /// Opens the log of a node alone, and brings catalog and matcher to its end.
    ///
    /// # Errors
    /// [`OpenError`]; the node must not start.
    pub async fn open(
        config: Config,
        vault: Vault,
    ) -> Result<(Self, ControlPlaneOwner), OpenError> {
        Self::start(config, vault, None).await
    }

    /// Opens the log of a cluster's node, and brings catalog and matcher to what is known to be committed. A new node
    /// waits to be made a cluster's first, or to be added by its leader.
    ///
    /// # Errors
    /// [`OpenError`]; the node must not start.
    pub async fn join(
        config: Config,
        vault: Vault,
        cluster: ClusterConfig,
    ) -> Result<(Self, ControlPlaneOwner), OpenError> {
        Self::start(config, vault, Some(cluster)).await
    }

    async fn start(
        config: Config,
        vault: Vault,
        cluster: Option<ClusterConfig>,
    ) -> Result<(Self, ControlPlaneOwner), OpenError> {
        let calls = CallLog::new(config.ended_calls);
        let view = Arc::new(View::new(config.metrics, calls.clone()));
        let name = cluster.as_ref().map(|cluster| cluster.name.clone());
        let log = ConsensusConfig {
            dir: config.dir,
            node_id: config.node_id,
            cluster: name.unwrap_or_else(|| ALONE.to_owned()),
            start: match &cluster {
                Some(_) => Start::Member,
                None => Start::Alone,
            },
            timing: cluster
                .as_ref()
                .map_or(Timing::ALONE, |cluster| cluster.timing),
            retention: Retention::default(),
        };
        let peers: Arc<dyn Peers> = match &cluster {
            Some(cluster) => Arc::new(cluster.channels.clone()),
            None => Arc::new(NoPeers),
        };
        let (consensus, owner) = Consensus::open(log, Arc::clone(&view) as _, peers).await?;
        let inner = Inner {
            node_id: config.node_id,
            cluster,
            consensus,
            view,
            vault,
            calls,
            nodes: Nodes::default(),
            desk: Desk::default(),
            trunks: TrunkStates::default(),
        };
        let plane = Self {
            inner: Arc::new(inner),
        };
        Ok((plane, ControlPlaneOwner { consensus: owner }))
    }

    /// This node, for ever.
    #[must_use]
    pub fn node_id(&self) -> NodeId {
        self.inner.node_id
    }

    /// The cluster that this node is of; none when it is alone.
    #[must_use]
    pub fn cluster(&self) -> Option<&ClusterConfig> {
        self.inner.cluster.as_ref()
    }

    pub(crate) fn consensus(&self) -> &Consensus {
        &self.inner.consensus
    }

    /// The trunks and rules of the last applied revision.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        self.inner.consensus.catalog()
    }

    /// The matcher of the last applied revision. Hold the guard for one call, not longer.
    #[must_use]
    pub fn matcher(&self) -> Guard<Arc<Matcher>> {
        self.inner.view.matcher()
    }

    /// Seals and opens secrets.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// What this node knows of itself and of the others.
    #[must_use]
    pub fn nodes(&self) -> &Nodes {
        &self.inner.nodes
    }

    /// Names the gateway that places this node's outbound calls; once.
    pub fn place_calls_by(&self, originate: Arc<dyn Originate>) {
        self.desk().open(originate);
    }

    pub(crate) fn metrics(&self) -> &dyn Metrics {
        self.inner.view.metrics()
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    /// The control plane behind a handle that does not keep it going; nothing once it has ended.
    pub(crate) fn of(inner: &Weak<Inner>) -> Option<Self> {
        inner.upgrade().map(|inner| Self { inner })
    }

    /// The outbound trunks that this node looks after.
    #[must_use]
    pub fn trunk_states(&self) -> &TrunkStates {
        &self.inner.trunks
    }

    /// The calls of this node.
    #[must_use]
    pub fn calls(&self) -> &CallLog {
        &self.inner.calls
    }

    /// The last applied revision.
    #[must_use]
    pub fn revision(&self) -> Revision {
        *self.inner.view.revision().borrow()
    }

    /// Decides, records and applies a command.
    ///
    /// # Errors
    /// [`ExecuteError`] tells a refusal, what was not applied, and what may have been.
    pub async fn execute(&self, actor: Actor, command: Command) -> Result<Receipt, ExecuteError> {
        let request = Request {
            actor,
            command,
            comment: "".into(),
            expected_revision: None,
            event_id: None,
        };
        self.request(request).await
    }

    /// [`Self::execute`] with a comment and the revision that who asks had seen.
    ///
    /// # Errors
    /// As [`Self::execute`].
    pub async fn request(&self, request: Request) -> Result<Receipt, ExecuteError> {
        let event_id = request
            .event_id
            .unwrap_or_else(|| EventId::from_random(rand::random()));
        let command = Arc::new(request.command);
        let is_decided = Arc::new(AtomicBool::new(false));
        let decide = {
            let (command, is_decided) = (Arc::clone(&command), Arc::clone(&is_decided));
            let event_id = event_id.clone();
            move |catalog: &Catalog| {
                is_decided.store(true, Ordering::Relaxed);
                let facts = Facts {
                    event_id,
                    random: rand::random(),
                    recorded_at: clock::now(),
                    actor: request.actor,
                    comment: request.comment,
                    expected_revision: request.expected_revision,
                };
                decide(catalog, &command, facts)
            }
        };
        let recorded = self.inner.consensus.submit_once(event_id, decide).await;
        let recorded = recorded.map_err(|error| match error {
            SubmitError::Refused(refusal) => ExecuteError::Refused(refusal),
            SubmitError::NotApplied(reason) => ExecuteError::NotApplied(reason),
            SubmitError::Unknown(reason) => ExecuteError::Unknown(reason),
        })?;
        let is_repeat = !is_decided.load(Ordering::Relaxed);
        if is_repeat && !once::may_have_led_to(self.vault(), &command, &recorded.envelope) {
            return Err(ExecuteError::NameTaken(recorded.revision));
        }
        Ok(Receipt {
            revision: recorded.revision,
            envelope: recorded.envelope,
        })
    }

    /// Waits until this node has applied a revision, so that a reader sees what he wrote through another node.
    ///
    /// # Errors
    /// [`Behind`] when it has not within the time given.
    pub async fn wait_for(&self, wanted: Revision, patience: Duration) -> Result<(), Behind> {
        let mut revision = self.inner.view.revision();
        let reached = timeout(patience, revision.wait_for(|at| *at >= wanted)).await;
        if matches!(reached, Ok(Ok(_))) {
            return Ok(());
        }
        let at = self.revision();
        Err(Behind { wanted, at })
    }

    /// At most `limit` recorded envelopes from a revision on, in order.
    ///
    /// # Errors
    /// [`JournalError`] when the disk fails or holds what this release does not know.
    pub async fn history(
        &self,
        from: Revision,
        limit: usize,
    ) -> Result<Vec<(Revision, Envelope)>, JournalError> {
        let consensus = self.inner.consensus.clone();
        let read = tokio::task::spawn_blocking(move || consensus.journal(from, limit)).await;
        read.unwrap_or_else(|error| Err(JournalError::Disk(io::Error::other(error))))
    }
}

impl ControlPlaneOwner {
    /// Resolves when the log has stopped by itself, with the cause: the node must stop then.
    pub async fn stopped(&self) -> String {
        self.consensus.stopped().await
    }

    /// Closes the log. What handles submit from now on fails as stopped.
    pub async fn shutdown(self) {
        self.consensus.shutdown().await;
    }
}
