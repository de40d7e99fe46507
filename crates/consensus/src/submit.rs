//! What callers hand to the decider, and what they get back.

use std::fmt;
use std::sync::Arc;

use tandem_model::{EventId, Revision};
use tandem_provisioning::{Catalog, Envelope};
use tokio::sync::oneshot;

use crate::types::NodeId;

/// A decision that is recorded: it is durable, applied, and every observer has seen it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The revision that it led to; of a decision without events, the revision that it was made at.
    pub revision: Revision,
    /// What was decided.
    pub envelope: Arc<Envelope>,
}

/// Why a submission has no revision.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SubmitError<R: fmt::Debug + fmt::Display> {
    /// The decision said no; nothing has changed.
    #[error("{0}")]
    Refused(R),
    /// It was not recorded and never will be; try again.
    #[error("not applied: {0}")]
    NotApplied(NotApplied),
    /// It may be recorded or not: look before trying again.
    #[error("it is unknown whether the change was applied: {0}; read, then try again")]
    Unknown(Unknown),
}

/// Why a decision was not recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotApplied {
    /// Another node decides.
    #[error("this node does not lead (the leader is {leader:?})")]
    NotLeader {
        /// Who does, as far as this node knows.
        leader: Option<NodeId>,
    },
    /// This node led, and has not heard of a majority for too long.
    #[error("a majority of the voters cannot be reached")]
    NoQuorum,
    /// The node stops, or has stopped.
    #[error("this node is stopping")]
    Stopped,
    /// The envelope is too large for the log; split the change.
    #[error("the change has {bytes} bytes, the log takes {max}")]
    TooLarge {
        /// What came.
        bytes: usize,
        /// The bound.
        max: usize,
    },
}

/// Why nothing is known about a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unknown {
    /// The lead was lost between append and commit; the next leader may keep the entry or drop it.
    #[error("the lead was lost meanwhile")]
    LeadLost,
    /// A majority has not confirmed the entry in time; it may still do.
    #[error("a majority of the voters has not confirmed it in time")]
    NoQuorum,
    /// The event is recorded, but this node is still fetching what was recorded from another one.
    #[error("it was recorded as revision {0}, which this node is still fetching")]
    Fetching(Revision),
    /// The node stopped between append and commit; its next start tells.
    #[error("the node stopped meanwhile")]
    Stopped,
}

/// What became of a decision that was not refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Failure {
    NotApplied(NotApplied),
    Unknown(Unknown),
}

impl<R: fmt::Debug + fmt::Display> From<Failure> for SubmitError<R> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotApplied(reason) => Self::NotApplied(reason),
            Failure::Unknown(reason) => Self::Unknown(reason),
        }
    }
}

/// A submission whose type of refusal only its caller knows.
pub(crate) trait Proposal: Send {
    /// The event to be recorded once, if it is to be.
    fn event_id(&self) -> Option<&EventId>;

    /// Decides against the catalog; `None` when it was refused and the caller has been told.
    fn decide(&mut self, catalog: &Catalog) -> Option<Envelope>;

    /// Tells the caller.
    fn answer(self: Box<Self>, outcome: Result<Recorded, Failure>);
}

/// The caller's end of a submission.
pub(crate) type Answer<R> = oneshot::Receiver<Result<Recorded, SubmitError<R>>>;

/// Wraps a decision and gives the end that its answer comes from.
pub(crate) fn proposal<F, R>(event_id: Option<EventId>, decide: F) -> (Box<dyn Proposal>, Answer<R>)
where
    F: FnOnce(&Catalog) -> Result<Envelope, R> + Send + 'static,
    R: fmt::Debug + fmt::Display + Send + 'static,
{
    let (answer, receiver) = oneshot::channel();
    let proposal = Submission {
        event_id,
        decide: Some(decide),
        answer: Some(answer),
    };
    (Box::new(proposal), receiver)
}

struct Submission<F, R: fmt::Debug + fmt::Display> {
    event_id: Option<EventId>,
    decide: Option<F>,
    answer: Option<oneshot::Sender<Result<Recorded, SubmitError<R>>>>,
}

impl<F, R> Proposal for Submission<F, R>
where
    F: FnOnce(&Catalog) -> Result<Envelope, R> + Send,
    R: fmt::Debug + fmt::Display + Send,
{
    fn event_id(&self) -> Option<&EventId> {
        self.event_id.as_ref()
    }

    fn decide(&mut self, catalog: &Catalog) -> Option<Envelope> {
        // Whoever has gone away asks for nothing.
        self.answer.take_if(|answer| answer.is_closed());
        let decide = self.decide.take().filter(|_| self.answer.is_some())?;
        match decide(catalog) {
            Ok(mut envelope) => {
                if let Some(event_id) = &self.event_id {
                    envelope.event_id = event_id.clone();
                }
                Some(envelope)
            }
            Err(refusal) => {
                self.send(Err(SubmitError::Refused(refusal)));
                None
            }
        }
    }

    fn answer(mut self: Box<Self>, outcome: Result<Recorded, Failure>) {
        self.send(outcome.map_err(SubmitError::from));
    }
}

impl<F, R: fmt::Debug + fmt::Display> Submission<F, R> {
    fn send(&mut self, outcome: Result<Recorded, SubmitError<R>>) {
        if let Some(answer) = self.answer.take() {
            // A caller that has gone away has its answer in the journal.
            let _ = answer.send(outcome);
        }
    }
}
