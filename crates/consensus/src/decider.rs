//! The one task that decides: in order, against what is applied and what is on its way.

use std::collections::{HashMap, VecDeque};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use openraft::async_runtime::watch::WatchReceiver;
use openraft::error::{ClientWriteError, LinearizableReadError, RaftError};
use openraft::impls::ProgressResponder;
use openraft::raft::ClientWriteResult;
use openraft::{Instant as _, ReadPolicy};
use tandem_model::{EventId, Revision};
use tandem_provisioning::{Catalog, Envelope};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep_until};

use crate::codec;
use crate::machine::{Machine, Published, blocking};
use crate::service::Served;
use crate::store::Journal;
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

/// How long a submitter waits for a majority. Longer than it takes to elect another leader, so that a lead that is
/// lost is told as such.
const CONFIRM_PATIENCE: Duration = Duration::from_secs(2);

pub(crate) type Raft = openraft::Raft<TypeConfig, Machine>;

type Submissions = mpsc::Receiver<Box<dyn Proposal>>;

pub(crate) struct Decider {
    raft: Raft,
    submissions: Submissions,
    published: Arc<Published>,
    journal: Arc<Journal>,
    /// How long a leader may go on deciding without having heard of a majority.
    quorum_patience: Duration,
    /// The catalog as it will be when everything in flight is applied.
    speculative: Catalog,
    in_flight: VecDeque<InFlight>,
    /// Those of the oldest in flight whose submitters were told that nothing is known.
    given_up: usize,
    /// What is in flight and to be recorded once, by event: the revision that it will have.
    by_event: HashMap<EventId, (Revision, Arc<Envelope>)>,
    /// The term that decisions are made in; absent until this node is known to lead and to have applied every
    /// entry of the terms before.
    term: Option<u64>,
}

/// A decision that waits for its answer.
struct InFlight {
    /// Absent when its submitter was told that nothing is known.
    proposal: Option<Box<dyn Proposal>>,
    envelope: Arc<Envelope>,
    progress: Progress,
    since: Instant,
}

enum Progress {
    Written(oneshot::Receiver<ClientWriteResult<TypeConfig>>),
    /// It has no events: it is answered when what it was decided upon is applied.
    Unchanged(Revision),
    /// The event was in flight already, and will be recorded at this revision if it is.
    Repeated(Revision),
}

impl Decider {
    pub(crate) fn new(
        submissions: Submissions,
        served: &Served,
        published: Arc<Published>,
        quorum_patience: Duration,
    ) -> Self {
        let speculative = Catalog::clone(&published.catalog.load());
        Self {
            raft: served.raft.clone(),
            submissions,
            published,
            journal: Arc::clone(&served.journal),
            quorum_patience,
            speculative,
            in_flight: VecDeque::new(),
            given_up: 0,
            by_event: HashMap::new(),
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
            let patience_ends = self.in_flight.get(self.given_up).map(|waits| waits.since);
            tokio::select! {
                biased;
                // 1. Answers first: they make room.
                outcome = outcome(self.in_flight.front_mut()), if !self.in_flight.is_empty() => {
                    self.finish(outcome);
                }
                // 2. Submitters that have waited for too long.
                () = patience(patience_ends) => self.give_up(),
                // 3. New submissions, as many as wait.
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
        if let Some(revision) = proposal
            .event_id()
            .and_then(|id| self.published.recorded(id))
        {
            let journal = Arc::clone(&self.journal);
            return proposal.answer(recorded(&self.published, journal, revision).await);
        }
        let in_flight = proposal.event_id().and_then(|id| self.by_event.get(id));
        if let Some((revision, envelope)) = in_flight {
            let progress = Progress::Repeated(*revision);
            let envelope = Arc::clone(envelope);
            return self.wait(proposal, envelope, progress);
        }
        let Some(envelope) = proposal.decide(&self.speculative) else {
            return;
        };
        if envelope.events.is_empty() {
            let progress = Progress::Unchanged(self.speculative.revision());
            return self.wait(proposal, Arc::new(envelope), progress);
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
        if let Some(event_id) = proposal.event_id() {
            let revision = self.speculative.revision();
            let in_flight = (revision, Arc::clone(&envelope));
            self.by_event.insert(event_id.clone(), in_flight);
        }
        self.wait(proposal, envelope, Progress::Written(receiver));
    }

    fn wait(&mut self, proposal: Box<dyn Proposal>, envelope: Arc<Envelope>, progress: Progress) {
        self.in_flight.push_back(InFlight {
            proposal: Some(proposal),
            envelope,
            progress,
            since: Instant::now(),
        });
    }

    /// The term to decide in. Takes the lead up when this node has it: then everything of earlier terms is
    /// applied, and the catalog is what to decide upon.
    async fn term(&mut self) -> Result<u64, NotApplied> {
        if let Some(term) = self.term {
            return self.in_touch().map(|()| term);
        }
        if !self.in_flight.is_empty() {
            return Err(NotApplied::NotLeader { leader: None });
        }
        let term = self.raft.as_leader().map(|leader| leader.term());
        let term = term.map_err(|forward| NotApplied::NotLeader {
            leader: forward.leader_id,
        })?;
        self.in_touch()?;
        let read = self.raft.ensure_linearizable(ReadPolicy::ReadIndex).await;
        read.map_err(|error| match error {
            RaftError::APIError(LinearizableReadError::ForwardToLeader(forward)) => {
                NotApplied::NotLeader {
                    leader: forward.leader_id,
                }
            }
            RaftError::APIError(LinearizableReadError::QuorumNotEnough(_)) => NotApplied::NoQuorum,
            RaftError::Fatal(_) => NotApplied::Stopped,
        })?;
        self.speculative = Catalog::clone(&self.published.catalog.load());
        self.term = Some(term);
        Ok(term)
    }

    /// Whether a majority was heard of lately: a leader that is cut off must refuse, not collect.
    fn in_touch(&self) -> Result<(), NotApplied> {
        let metrics = self.raft.server_metrics();
        let metrics = metrics.borrow_watched();
        if metrics.membership_config.voter_ids().count() <= 1 {
            return Ok(());
        }
        let Ok(leader) = self.raft.as_leader() else {
            // The next write says it, and what becomes of those before.
            return Ok(());
        };
        match leader.last_quorum_acked() {
            Some(acked) if acked.elapsed() > self.quorum_patience => Err(NotApplied::NoQuorum),
            Some(_) | None => Ok(()),
        }
    }

    /// Tells the oldest submitter that is still waiting that nothing is known. What it submitted stays in flight, as
    /// decisions upon it would be wrong without it.
    fn give_up(&mut self) {
        let waiting = self.in_flight.get_mut(self.given_up);
        if let Some(proposal) = waiting.and_then(|waiting| waiting.proposal.take()) {
            proposal.answer(Err(Failure::Unknown(Unknown::NoQuorum)));
        }
        self.given_up += 1;
    }

    /// Answers the oldest decision in flight.
    fn finish(&mut self, outcome: Result<Revision, Failure>) {
        let Some(in_flight) = self.in_flight.pop_front() else {
            return;
        };
        self.given_up = self.given_up.saturating_sub(1);
        let outcome = match (self.term, &in_flight.progress) {
            (Some(_), _) | (None, Progress::Written(_)) => outcome,
            // They rest on a decision that failed.
            (None, Progress::Unchanged(_)) => {
                Err(Failure::NotApplied(NotApplied::NotLeader { leader: None }))
            }
            (None, Progress::Repeated(_)) => Err(Failure::Unknown(Unknown::LeadLost)),
        };
        if outcome.is_err() {
            self.term = None;
        }
        let InFlight {
            proposal,
            envelope,
            progress,
            ..
        } = in_flight;
        if matches!(progress, Progress::Written(_)) {
            self.by_event.remove(&envelope.event_id);
        }
        if let Some(proposal) = proposal {
            proposal.answer(outcome.map(|revision| Recorded { revision, envelope }));
        }
        if self.in_flight.is_empty() {
            self.by_event = HashMap::new();
            // Both say the same now; sharing one tree keeps memory down.
            let applied = Catalog::clone(&self.published.catalog.load());
            drop(mem::replace(&mut self.speculative, applied));
        }
    }
}

/// What was recorded at a revision that is applied.
pub(crate) async fn recorded(
    published: &Published,
    journal: Arc<Journal>,
    revision: Revision,
) -> Result<Recorded, Failure> {
    let kept = published.envelopes(revision, 1);
    if let Some(envelope) = kept.and_then(|mut kept| kept.pop()) {
        return Ok(Recorded { revision, envelope });
    }
    let read = blocking(move || journal.read(revision, 1)).await;
    let fetching = Failure::Unknown(Unknown::Fetching(revision));
    let bytes = read.ok().and_then(|mut read| read.pop()).ok_or(fetching)?;
    let envelope = codec::decode(bytes.1).map_err(|_| fetching)?;
    Ok(Recorded {
        revision,
        envelope: Arc::new(envelope),
    })
}

async fn patience(since: Option<Instant>) {
    match since {
        Some(since) => sleep_until(since + CONFIRM_PATIENCE).await,
        None => std::future::pending().await,
    }
}

/// Waits for the oldest decision in flight.
async fn outcome(oldest: Option<&mut InFlight>) -> Result<Revision, Failure> {
    let Some(oldest) = oldest else {
        return std::future::pending().await;
    };
    match &mut oldest.progress {
        Progress::Unchanged(revision) | Progress::Repeated(revision) => Ok(*revision),
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
