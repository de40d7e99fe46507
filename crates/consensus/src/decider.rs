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
use crate::types::{Group, Record, TypeConfig};

/// Submissions that may wait to be decided; who comes later waits to be let in.
pub(crate) const SUBMISSION_QUEUE: usize = 1_024;

/// The most submissions decided in one turn.
const MAX_DECIDED_TOGETHER: usize = 256;

/// Bytes of envelopes in one entry: the envelope that reaches it is the last.
const GROUP_BYTES: usize = 1 << 20;

/// How long submissions are gathered while a turn is on its way: what is answered sooner gives way to a single
/// larger turn, and over a long line turns follow one another all the same.
const GATHERING: Duration = Duration::from_millis(5);

/// How long a busy log waits for those that it has just answered to come again: they then share a turn with those that
/// came meanwhile, and a turn costs all nodes much more than another submission in it.
const RETURNING: Duration = Duration::from_millis(3);

/// The fewest submissions of a busy log.
const BUSY: usize = 8;

/// The most turns on their way to the log.
const MAX_TURNS_IN_FLIGHT: usize = 64;

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
    /// How many were answered last or waited then: as many may come again.
    expected: usize,
    /// When that was.
    answered: Instant,
    /// Those of the oldest turns whose submitters were told that nothing is known.
    given_up: usize,
    /// What is in flight and to be recorded once, by event: the revision that it will have.
    by_event: HashMap<EventId, (Revision, Arc<Envelope>)>,
    /// The term that decisions are made in; absent until this node is known to lead and to have applied every
    /// entry of the terms before.
    term: Option<u64>,
}

/// What is decided in one turn: it is handed to the log as one entry.
#[derive(Default)]
struct Turn {
    members: Vec<Member>,
    records: Vec<Record>,
    /// Of all records.
    bytes: usize,
}

/// A turn that waits for its answers.
struct InFlight {
    members: Vec<Member>,
    progress: Progress,
    since: Instant,
}

/// What becomes of a turn's entry.
enum Progress {
    Written(oneshot::Receiver<ClientWriteResult<TypeConfig>>),
    NothingWritten,
    /// The log took it no more.
    Stopped,
}

/// A decision that waits for its answer.
struct Member {
    /// Absent when its submitter was told that nothing is known.
    proposal: Option<Box<dyn Proposal>>,
    envelope: Arc<Envelope>,
    waits: Waits,
}

/// What a decision waits for.
#[derive(Clone, Copy)]
enum Waits {
    Written,
    /// It has no events: it is answered when what it was decided upon is applied.
    Unchanged(Revision),
    /// The event was in flight already, and will be recorded at this revision if it is.
    Repeated(Revision),
}

/// When submissions are decided next.
enum NextTurn {
    Now,
    At(Instant),
    LaterThanAnswers,
}

impl Turn {
    fn add(&mut self, proposal: Box<dyn Proposal>, envelope: Arc<Envelope>, waits: Waits) {
        self.members.push(Member {
            proposal: Some(proposal),
            envelope,
            waits,
        });
    }
}

impl InFlight {
    fn written_count(&self) -> u64 {
        let waits = self.members.iter().map(|member| member.waits);
        waits
            .filter(|waits| matches!(waits, Waits::Written))
            .count() as u64
    }
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
            expected: 0,
            answered: Instant::now(),
            given_up: 0,
            by_event: HashMap::new(),
            term: None,
        }
    }

    /// Decides until every submitter is gone.
    pub(crate) async fn run(mut self) {
        let mut waiting = Vec::with_capacity(MAX_DECIDED_TOGETHER);
        let mut is_open = true;
        while is_open || !waiting.is_empty() || !self.in_flight.is_empty() {
            let gathered = match self.next_turn(waiting.len()) {
                NextTurn::Now if !waiting.is_empty() => {
                    self.decide_all(&mut waiting).await;
                    continue;
                }
                NextTurn::At(time) => Some(time),
                NextTurn::Now | NextTurn::LaterThanAnswers => None,
            };
            let patience_ends = self.in_flight.get(self.given_up);
            let patience_ends = patience_ends.map(|turn| turn.since + CONFIRM_PATIENCE);
            let room = MAX_DECIDED_TOGETHER - waiting.len();
            tokio::select! {
                biased;
                // 1. Answers first: they make room.
                outcome = outcome(self.in_flight.front_mut()), if !self.in_flight.is_empty() => {
                    self.finish(outcome, waiting.len());
                }
                // 2. Submitters that have waited for too long.
                () = until(patience_ends) => self.give_up(),
                // 3. New submissions, as many as wait.
                count = self.submissions.recv_many(&mut waiting, room), if is_open && room > 0 => {
                    is_open = count > 0;
                }
                // 4. What is on its way takes long, or nobody else comes: no more is gathered meanwhile.
                () = until(gathered) => {}
            }
        }
    }

    fn next_turn(&self, waiting: usize) -> NextTurn {
        let Some(newest) = self.in_flight.back() else {
            let returned = self.answered + RETURNING;
            let is_full = waiting >= self.expected.min(MAX_DECIDED_TOGETHER);
            if is_full || self.expected < BUSY || Instant::now() >= returned {
                return NextTurn::Now;
            }
            return NextTurn::At(returned);
        };
        // What was decided upon a failed write must be answered before anything is decided anew.
        if self.term.is_none() || self.in_flight.len() >= MAX_TURNS_IN_FLIGHT {
            return NextTurn::LaterThanAnswers;
        }
        let gathered = newest.since + GATHERING;
        if Instant::now() < gathered {
            return NextTurn::At(gathered);
        }
        NextTurn::Now
    }

    async fn decide_all(&mut self, waiting: &mut Vec<Box<dyn Proposal>>) {
        let term = match self.term().await {
            Ok(term) => term,
            Err(reason) => {
                for proposal in waiting.drain(..) {
                    proposal.answer(Err(Failure::NotApplied(reason)));
                }
                return;
            }
        };
        let mut turn = Turn::default();
        for proposal in waiting.drain(..) {
            self.decide(proposal, &mut turn).await;
            if turn.bytes >= GROUP_BYTES {
                self.write(mem::take(&mut turn), term).await;
            }
        }
        self.write(turn, term).await;
    }

    async fn decide(&mut self, mut proposal: Box<dyn Proposal>, turn: &mut Turn) {
        if let Some(revision) = proposal
            .event_id()
            .and_then(|id| self.published.recorded(id))
        {
            let journal = Arc::clone(&self.journal);
            return proposal.answer(recorded(&self.published, journal, revision).await);
        }
        let in_flight = proposal.event_id().and_then(|id| self.by_event.get(id));
        if let Some((revision, envelope)) = in_flight {
            let envelope = Arc::clone(envelope);
            return turn.add(proposal, envelope, Waits::Repeated(*revision));
        }
        let Some(envelope) = proposal.decide(&self.speculative) else {
            return;
        };
        if envelope.events.is_empty() {
            let waits = Waits::Unchanged(self.speculative.revision());
            return turn.add(proposal, Arc::new(envelope), waits);
        }
        let record = Record::new(envelope);
        let bytes = record.bytes.len();
        if bytes > MAX_ENVELOPE_BYTES {
            let max = MAX_ENVELOPE_BYTES;
            let reason = NotApplied::TooLarge { bytes, max };
            return proposal.answer(Err(Failure::NotApplied(reason)));
        }
        self.speculative.apply(&record.envelope);
        if let Some(event_id) = proposal.event_id() {
            let in_flight = (self.speculative.revision(), Arc::clone(&record.envelope));
            self.by_event.insert(event_id.clone(), in_flight);
        }
        turn.add(proposal, Arc::clone(&record.envelope), Waits::Written);
        turn.bytes += bytes;
        turn.records.push(record);
    }

    /// Hands what was decided in a turn to the log, as one entry.
    async fn write(&mut self, turn: Turn, term: u64) {
        if turn.members.is_empty() {
            return;
        }
        let progress = if turn.records.is_empty() {
            Progress::NothingWritten
        } else {
            let (responder, receiver) = ProgressResponder::complete_only();
            let group = Group::new(turn.records).leading_to(self.speculative.clone());
            let request = self.raft.write(group);
            // Decisions upon this one follow; in another term they would rest on an entry that may be lost.
            let request = request.with_leader(term);
            match request.responder(responder).await {
                Ok(()) => Progress::Written(receiver),
                Err(_) => Progress::Stopped,
            }
        };
        self.in_flight.push_back(InFlight {
            members: turn.members,
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

    /// Tells the oldest submitters that are still waiting that nothing is known. What they submitted stays in flight,
    /// as decisions upon it would be wrong without it.
    fn give_up(&mut self) {
        let waiting = self.in_flight.get_mut(self.given_up);
        for member in waiting.into_iter().flat_map(|turn| &mut turn.members) {
            if let Some(proposal) = member.proposal.take() {
                proposal.answer(Err(Failure::Unknown(Unknown::NoQuorum)));
            }
        }
        self.given_up += 1;
    }

    /// Answers the oldest turn in flight, while so many wait. `outcome` is the revision of its last envelope, if it
    /// has any.
    fn finish(&mut self, outcome: Result<Option<Revision>, Failure>, waiting: usize) {
        let Some(turn) = self.in_flight.pop_front() else {
            return;
        };
        self.expected = turn.members.len() + waiting;
        self.answered = Instant::now();
        self.given_up = self.given_up.saturating_sub(1);
        if outcome.is_err() {
            self.term = None;
        }
        let last = outcome.map(|last| last.unwrap_or_default().0);
        let mut behind = turn.written_count();
        for member in turn.members {
            let outcome = match (member.waits, self.term) {
                (Waits::Written, _) => {
                    behind = behind.saturating_sub(1);
                    self.by_event.remove(&member.envelope.event_id);
                    last.map(|last| Revision(last - behind))
                }
                (Waits::Unchanged(revision) | Waits::Repeated(revision), Some(_)) => Ok(revision),
                // They rest on a decision that failed.
                (Waits::Unchanged(_), None) => {
                    Err(Failure::NotApplied(NotApplied::NotLeader { leader: None }))
                }
                (Waits::Repeated(_), None) => Err(Failure::Unknown(Unknown::LeadLost)),
            };
            let envelope = member.envelope;
            if let Some(proposal) = member.proposal {
                proposal.answer(outcome.map(|revision| Recorded { revision, envelope }));
            }
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

async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Waits for the oldest turn in flight.
async fn outcome(oldest: Option<&mut InFlight>) -> Result<Option<Revision>, Failure> {
    let Some(oldest) = oldest else {
        return std::future::pending().await;
    };
    match &mut oldest.progress {
        Progress::Written(receiver) => match receiver.await {
            Ok(Ok(response)) => Ok(Some(response.data.revision)),
            Ok(Err(error)) => Err(failure(error)),
            Err(_) => Err(Failure::Unknown(Unknown::Stopped)),
        },
        Progress::NothingWritten => Ok(None),
        Progress::Stopped => Err(Failure::NotApplied(NotApplied::Stopped)),
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
