//! The one task that decides: in order, against what is applied and what is on its way.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;

use openraft::ReadPolicy;
use openraft::error::{ClientWriteError, RaftError};
use openraft::impls::ProgressResponder;
use openraft::raft::ClientWriteResult;
use tandem_model::Revision;
use tandem_provisioning::{Catalog, Envelope};
use tokio::sync::{mpsc, oneshot};

use crate::machine::{Machine, Published};
use crate::submit::{Failure, NotApplied, Proposal, Recorded, Unknown};
use crate::types::{Record, TypeConfig};

/// Submissions that may wait to be decided; who comes later waits to be let in.
pub(crate) const SUBMISSION_QUEUE: usize = 1_024;

/// The most decisions on their way to the log.
const MAX_IN_FLIGHT: usize = 4_096;

/// The most submissions decided in one turn.
const MAX_DECIDED_TOGETHER: usize = 256;

/// The most bytes of one envelope.
const MAX_ENVELOPE_BYTES: usize = 16 << 20;

pub(crate) type Raft = openraft::Raft<TypeConfig, Machine>;

type Submissions = mpsc::Receiver<Box<dyn Proposal>>;

pub(crate) struct Decider {
    raft: Raft,
    submissions: Submissions,
    published: Arc<Published>,
    /// The catalog as it will be when everything in flight is applied.
    speculative: Catalog,
    in_flight: VecDeque<InFlight>,
    /// The term that decisions are made in; absent until this node is known to lead and to have applied every
    /// entry of the terms before.
    term: Option<u64>,
}

/// A decision that waits for its answer.
struct InFlight {
    proposal: Box<dyn Proposal>,
    envelope: Arc<Envelope>,
    progress: Progress,
}

enum Progress {
    Written(oneshot::Receiver<ClientWriteResult<TypeConfig>>),
    /// It has no events: it is answered when what it was decided upon is applied.
    Unchanged(Revision),
}

impl Decider {
    pub(crate) fn new(raft: Raft, submissions: Submissions, published: Arc<Published>) -> Self {
        let speculative = Catalog::clone(&published.catalog.load());
        Self {
            raft,
            submissions,
            published,
            speculative,
            in_flight: VecDeque::new(),
            term: None,
        }
    }

    /// Decides until every submitter is gone.
    pub(crate) async fn run(mut self) {
        let mut waiting = Vec::with_capacity(MAX_DECIDED_TOGETHER);
        loop {
            // What was decided upon a failed write must be answered before anything is decided anew.
            let may_decide = self.in_flight.is_empty()
                || (self.term.is_some() && self.in_flight.len() < MAX_IN_FLIGHT);
            tokio::select! {
                // 1. Answers first: they make room.
                outcome = outcome(self.in_flight.front_mut()), if !self.in_flight.is_empty() => {
                    self.finish(outcome);
                }
                // 2. New submissions, as many as wait.
                count = self.submissions.recv_many(&mut waiting, MAX_DECIDED_TOGETHER), if may_decide => {
                    if count == 0 && self.in_flight.is_empty() {
                        return;
                    }
                    for proposal in waiting.drain(..) {
                        self.decide(proposal).await;
                    }
                }
            }
        }
    }

    async fn decide(&mut self, mut proposal: Box<dyn Proposal>) {
        let term = match self.term().await {
            Ok(term) => term,
            Err(reason) => return proposal.answer(Err(Failure::NotApplied(reason))),
        };
        let Some(envelope) = proposal.decide(&self.speculative) else {
            return;
        };
        if envelope.events.is_empty() {
            let revision = self.speculative.revision();
            self.in_flight.push_back(InFlight {
                proposal,
                envelope: Arc::new(envelope),
                progress: Progress::Unchanged(revision),
            });
            return;
        }
        self.write(proposal, Record::new(envelope), term).await;
    }

    async fn write(&mut self, proposal: Box<dyn Proposal>, record: Record, term: u64) {
        let bytes = record.bytes.len();
        if bytes > MAX_ENVELOPE_BYTES {
            let max = MAX_ENVELOPE_BYTES;
            let reason = NotApplied::TooLarge { bytes, max };
            return proposal.answer(Err(Failure::NotApplied(reason)));
        }
        let envelope = Arc::clone(&record.envelope);
        let (responder, receiver) = ProgressResponder::complete_only();
        let request = self.raft.write(record);
        // Decisions upon this one follow; in another term they would rest on an entry that may be lost.
        let request = request.with_leader(term);
        if request.responder(responder).await.is_err() {
            return proposal.answer(Err(Failure::NotApplied(NotApplied::Stopped)));
        }
        self.speculative.apply(&envelope);
        self.in_flight.push_back(InFlight {
            proposal,
            envelope,
            progress: Progress::Written(receiver),
        });
    }

    /// The term to decide in. Takes the lead up when this node has it: then everything of earlier terms is
    /// applied, and the catalog is what to decide upon.
    async fn term(&mut self) -> Result<u64, NotApplied> {
        if let Some(term) = self.term {
            return Ok(term);
        }
        if !self.in_flight.is_empty() {
            return Err(NotApplied::NotLeader { leader: None });
        }
        let term = self.raft.as_leader().map(|leader| leader.term());
        let term = term.map_err(|forward| NotApplied::NotLeader {
            leader: forward.leader_id,
        })?;
        let read = self.raft.ensure_linearizable(ReadPolicy::ReadIndex).await;
        read.map_err(|error| match error {
            RaftError::APIError(_) => NotApplied::NotLeader { leader: None },
            RaftError::Fatal(_) => NotApplied::Stopped,
        })?;
        self.speculative = Catalog::clone(&self.published.catalog.load());
        self.term = Some(term);
        Ok(term)
    }

    /// Answers the oldest decision in flight.
    fn finish(&mut self, outcome: Result<Revision, Failure>) {
        let Some(in_flight) = self.in_flight.pop_front() else {
            return;
        };
        let unchanged = matches!(in_flight.progress, Progress::Unchanged(_));
        let outcome = match (self.term, unchanged) {
            // It rests on a decision that failed.
            (None, true) => Err(Failure::NotApplied(NotApplied::NotLeader { leader: None })),
            (None, false) | (Some(_), _) => outcome,
        };
        if outcome.is_err() {
            self.term = None;
        }
        in_flight.proposal.answer(outcome.map(|revision| Recorded {
            revision,
            envelope: in_flight.envelope,
        }));
        if self.in_flight.is_empty() {
            // Both say the same now; sharing one tree keeps memory down.
            let applied = Catalog::clone(&self.published.catalog.load());
            drop(mem::replace(&mut self.speculative, applied));
        }
    }
}

/// Waits for the oldest decision in flight.
async fn outcome(oldest: Option<&mut InFlight>) -> Result<Revision, Failure> {
    let Some(oldest) = oldest else {
        return std::future::pending().await;
    };
    match &mut oldest.progress {
        Progress::Unchanged(revision) => Ok(*revision),
        Progress::Written(receiver) => match receiver.await {
            Ok(Ok(response)) => Ok(response.data.revision),
            Ok(Err(error)) => Err(failure(error)),
            Err(_) => Err(Failure::Unknown(Unknown::Stopped)),
        },
    }
}

fn failure(error: ClientWriteError<TypeConfig>) -> Failure {
    match error {
        ClientWriteError::ForwardToLeader(forward) => {
            let leader = forward.leader_id;
            Failure::NotApplied(NotApplied::NotLeader { leader })
        }
        ClientWriteError::LogEntryDiscarded(_) => Failure::Unknown(Unknown::LeadLost),
        ClientWriteError::ChangeMembershipError(_) | ClientWriteError::PreconditionFailed(_) => {
            Failure::NotApplied(NotApplied::NotLeader { leader: None })
        }
    }
}
