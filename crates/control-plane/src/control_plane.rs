//! The handle through which everything else changes and reads trunks and rules.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::Guard;
use tandem_consensus::{
    Consensus, ConsensusConfig, ConsensusOwner, JournalError, NoPeers, NodeId, NotApplied,
    OpenError, Start, SubmitError, Timing, Unknown,
};
use tandem_dispatch::Matcher;
use tandem_model::{EventId, Revision};
use tandem_provisioning::{Actor, Catalog, Command, Envelope, Facts, Refusal, decide};
use tokio::time::timeout;

use crate::view::{Metrics, View};
use crate::{CallLog, Changes, Vault, clock};

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
    inner: Arc<Inner>,
}

struct Inner {
    consensus: Consensus,
    view: Arc<View>,
    vault: Vault,
    calls: CallLog,
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
    /// Names what is recorded; without one, it gets a name of its own.
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
    /// Opens the log and brings catalog and matcher to its end.
    ///
    /// # Errors
    /// [`OpenError`]; the node must not start.
    pub async fn open(
        config: Config,
        vault: Vault,
    ) -> Result<(Self, ControlPlaneOwner), OpenError> {
        let view = Arc::new(View::new(config.metrics));
        let log = ConsensusConfig {
            dir: config.dir,
            node_id: config.node_id,
            cluster: "tandem".to_owned(),
            start: Start::Alone,
            timing: Timing::default(),
        };
        let opened = Consensus::open(log, Arc::clone(&view) as _, Arc::new(NoPeers));
        let (consensus, owner) = opened.await?;
        let inner = Inner {
            consensus,
            view,
            vault,
            calls: CallLog::new(config.ended_calls),
        };
        let plane = Self {
            inner: Arc::new(inner),
        };
        Ok((plane, ControlPlaneOwner { consensus: owner }))
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
        let decide = move |catalog: &Catalog| {
            let facts = Facts {
                event_id: request
                    .event_id
                    .unwrap_or_else(|| EventId::from_random(rand::random())),
                random: rand::random(),
                recorded_at: clock::now(),
                actor: request.actor,
                comment: request.comment,
                expected_revision: request.expected_revision,
            };
            decide(catalog, &request.command, facts)
        };
        let recorded = self.inner.consensus.submit(decide).await;
        let recorded = recorded.map_err(|error| match error {
            SubmitError::Refused(refusal) => ExecuteError::Refused(refusal),
            SubmitError::NotApplied(reason) => ExecuteError::NotApplied(reason),
            SubmitError::Unknown(reason) => ExecuteError::Unknown(reason),
        })?;
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

    /// Follows what is recorded, from a revision on; one that is yet to come is waited for.
    #[must_use]
    pub fn changes(&self, from: Revision) -> Changes {
        Changes::new(self.clone(), self.inner.view.revision(), from)
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
