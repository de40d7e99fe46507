//! The calling end of Raft: what openraft asks of its network, said to a [`Peer`].

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{Stream, StreamExt, stream};
use openraft::alias::WatchReceiverOf;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::base::BoxFuture;
use openraft::error::{NetworkError, RPCError, ReplicationClosed, StreamingError, Unreachable};
use openraft::metrics::RaftServerMetrics;
use openraft::network::{Backoff, RPCOption};
use openraft::raft::{
    AppendEntriesRequest, AppendEntriesResponse, SnapshotResponse, StreamAppendError,
    StreamAppendResult, TransferLeaderRequest, TransferLeaderResponse, VoteRequest, VoteResponse,
};
use openraft::{OptionalSend, RaftNetworkFactory, RaftNetworkV2};
use tokio::time::{Instant, sleep_until, timeout};

use crate::codec::raft;
use crate::member::Member;
use crate::peers::{Hello, Lane, Peer, PeerError, Peers, SCHEMA, wire};
use crate::snapshot::SnapshotFile;
use crate::transfer;
use crate::types::{NodeId, TypeConfig, Vote};

/// How long a peer may take to begin answering a stream of entries.
const OPEN_PATIENCE: Duration = Duration::from_secs(2);

/// How long a peer may take to make entries durable: above what a slow disk takes, as giving up sends them again.
const APPEND_PATIENCE: Duration = Duration::from_secs(5);

/// How long a snapshot may take to be sent and installed.
const SNAPSHOT_PATIENCE: Duration = Duration::from_secs(600);

/// How soon a peer that is away is tried again; the last pause repeats. Short, as a follower that is back must
/// not wait, and trying costs one connection attempt.
const RETRIES: [Duration; 3] = [
    Duration::from_millis(20),
    Duration::from_millis(100),
    Duration::from_millis(250),
];

/// Makes connections to the members.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) peers: Arc<dyn Peers>,
    pub(crate) cluster: Arc<str>,
    pub(crate) node: NodeId,
    /// Where the members are now: openraft's tasks keep what they were begun with. Set once Raft is there.
    pub(crate) metrics: Arc<OnceLock<Metrics>>,
}

/// What Raft says of itself.
pub(crate) type Metrics = WatchReceiverOf<TypeConfig, RaftServerMetrics<TypeConfig>>;

impl Network {
    pub(crate) fn new(peers: Arc<dyn Peers>, cluster: &str, node: NodeId) -> Self {
        Self {
            peers,
            cluster: cluster.into(),
            node,
            metrics: Arc::default(),
        }
    }

    pub(crate) fn peer(&self, to: NodeId, member: &Member, lane: Lane) -> Arc<dyn Peer> {
        let hello = Hello {
            cluster: Arc::clone(&self.cluster),
            from: self.node,
            to,
            schema: SCHEMA,
        };
        self.peers.peer(hello, member, lane)
    }

    fn connection(&self, to: NodeId, member: &Member, lane: Lane) -> Connection {
        Connection {
            network: self.clone(),
            target: to,
            member: member.clone(),
            lane,
        }
    }
}

impl RaftNetworkFactory<TypeConfig> for Network {
    type Network = Connection;

    async fn new_client(&mut self, target: NodeId, node: &Member) -> Connection {
        self.connection(target, node, Lane::Log)
    }

    async fn new_heartbeat_client(&mut self, target: NodeId, node: &Member) -> Connection {
        self.connection(target, node, Lane::Heartbeat)
    }

    async fn new_snapshot_client(&mut self, target: NodeId, node: &Member) -> Connection {
        self.connection(target, node, Lane::Bulk)
    }
}

/// One of openraft's tasks, connected to one member.
pub(crate) struct Connection {
    network: Network,
    target: NodeId,
    /// As it was when the task began.
    member: Member,
    lane: Lane,
}

type AppendAnswers<'s> =
    BoxStream<'s, Result<StreamAppendResult<TypeConfig>, RPCError<TypeConfig>>>;

impl RaftNetworkV2<TypeConfig> for Connection {
    type SnapshotData = SnapshotFile;

    async fn append_entries(
        &mut self,
        rpc: AppendEntriesRequest<TypeConfig>,
        option: RPCOption,
    ) -> Result<AppendEntriesResponse<TypeConfig>, RPCError<TypeConfig>> {
        let one = Box::pin(stream::iter([rpc]));
        let mut answers = self.stream_append(one, option).await?;
        let answer = answers.next().await;
        let ended = || network(&PeerError::Failed("no answer".to_owned()));
        Ok(answer.ok_or_else(ended)??.into())
    }

    fn stream_append<'s, S>(
        &'s mut self,
        input: S,
        _option: RPCOption,
    ) -> BoxFuture<'s, Result<AppendAnswers<'s>, RPCError<TypeConfig>>>
    where
        S: Stream<Item = AppendEntriesRequest<TypeConfig>> + OptionalSend + Unpin + 'static,
    {
        Box::pin(async move {
            let waiting = Waiting::default();
            let sent = waiting.clone();
            let requests = input.map(move |request| {
                sent.lock().push_back(Instant::now());
                raft::append_to_wire(&request)
            });
            let replies =
                within(OPEN_PATIENCE, self.peer(self.lane).append(requests.boxed())).await;
            let replies = replies.map_err(|error| network(&error))?;
            Ok(answers(replies, waiting))
        })
    }

    async fn vote(
        &mut self,
        rpc: VoteRequest<TypeConfig>,
        option: RPCOption,
    ) -> Result<VoteResponse<TypeConfig>, RPCError<TypeConfig>> {
        self.ask_vote(raft::vote_request_to_wire(&rpc, false), &option)
            .await
    }

    async fn pre_vote(
        &mut self,
        rpc: VoteRequest<TypeConfig>,
        option: RPCOption,
    ) -> Result<VoteResponse<TypeConfig>, RPCError<TypeConfig>> {
        self.ask_vote(raft::vote_request_to_wire(&rpc, true), &option)
            .await
    }

    async fn full_snapshot(
        &mut self,
        vote: Vote,
        snapshot: openraft::alias::SnapshotOf<TypeConfig, SnapshotFile>,
        cancel: impl Future<Output = ReplicationClosed> + OptionalSend + 'static,
        _option: RPCOption,
    ) -> Result<SnapshotResponse<TypeConfig>, StreamingError<TypeConfig>> {
        let chunks = transfer::send(&snapshot.snapshot, vote);
        let chunks = chunks.map_err(|error| NetworkError::new(&error))?;
        let sent = within(
            SNAPSHOT_PATIENCE,
            self.peer(self.lane).install_snapshot(chunks),
        );
        let reply = tokio::select! {
            reply = sent => reply.map_err(|error| network(&error))?,
            closed = cancel => return Err(StreamingError::Closed(closed)),
        };
        let vote = raft::some_vote(reply.vote).map_err(|error| NetworkError::new(&error))?;
        Ok(SnapshotResponse::new(vote))
    }

    async fn transfer_leader(
        &mut self,
        req: TransferLeaderRequest<TypeConfig>,
        option: RPCOption,
    ) -> Result<TransferLeaderResponse<TypeConfig>, RPCError<TypeConfig>> {
        let request = raft::transfer_to_wire(&req);
        let reply = within(option.hard_ttl(), self.urgent().transfer_leader(request)).await;
        let reply = reply.map_err(|error| network(&error))?;
        if reply.refused.is_empty() {
            return Ok(Ok(()));
        }
        Err(network(&PeerError::Failed(reply.refused)))
    }

    fn backoff(&self) -> Option<Backoff> {
        let last = RETRIES.iter().next_back().copied();
        let retries = RETRIES.into_iter().chain(std::iter::repeat_with(move || {
            last.unwrap_or(OPEN_PATIENCE)
        }));
        Some(Backoff::new(retries))
    }
}

impl Connection {
    /// The member where it is now.
    fn peer(&self, lane: Lane) -> Arc<dyn Peer> {
        let metrics = self.network.metrics.get();
        let membership = metrics.map(|metrics| metrics.borrow_watched().membership_config.clone());
        let member = membership.as_ref();
        let member = member.and_then(|members| members.membership().get_node(&self.target));
        let member = member.unwrap_or(&self.member);
        self.network.peer(self.target, member, lane)
    }

    /// The member, for votes, which must not wait.
    fn urgent(&self) -> Arc<dyn Peer> {
        self.peer(Lane::Heartbeat)
    }

    async fn ask_vote(
        &self,
        request: wire::VoteRequest,
        option: &RPCOption,
    ) -> Result<VoteResponse<TypeConfig>, RPCError<TypeConfig>> {
        let reply = within(option.hard_ttl(), self.urgent().vote(request)).await;
        let reply = reply.map_err(|error| network(&error))?;
        let reply = raft::vote_reply_from_wire(reply);
        reply.map_err(|error| RPCError::Network(NetworkError::new(&error)))
    }
}

/// When each request that has no answer yet was sent.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<VecDeque<Instant>>>);

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Instant>> {
        // Each of its uses is a single step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves when the oldest request has waited for too long; a stream without requests may wait for ever.
    async fn too_long(&self) {
        loop {
            let oldest = self.lock().front().copied();
            let now = Instant::now();
            let due = oldest.map_or(now, |sent| sent) + APPEND_PATIENCE;
            if oldest.is_some() && due <= now {
                return;
            }
            sleep_until(due).await;
        }
    }
}

/// What a peer answers, until an answer is no success, the peer fails, or it takes too long.
fn answers(
    replies: BoxStream<'static, Result<wire::AppendReply, PeerError>>,
    waiting: Waiting,
) -> AppendAnswers<'static> {
    let state = Some((replies, waiting));
    let answers = stream::unfold(state, |state| async {
        let (mut replies, waiting) = state?;
        let reply = tokio::select! {
            reply = replies.next() => reply?,
            () = waiting.too_long() => {
                Err(PeerError::Unreachable("it takes too long to append".to_owned()))
            }
        };
        waiting.lock().pop_front();
        match reply.map(raft::append_reply_from_wire) {
            Ok(Ok(Ok(last))) => Some((Ok(Ok(last)), Some((replies, waiting)))),
            Ok(Ok(Err(refused))) => Some((Ok(Err::<_, StreamAppendError<_>>(refused)), None)),
            Ok(Err(error)) => Some((Err(RPCError::Network(NetworkError::new(&error))), None)),
            Err(error) => Some((Err(network(&error)), None)),
        }
    });
    answers.boxed()
}

async fn within<T>(
    patience: Duration,
    reply: impl Future<Output = Result<T, PeerError>>,
) -> Result<T, PeerError> {
    let late = |_| PeerError::Unreachable(format!("no answer within {patience:?}"));
    timeout(patience, reply).await.map_err(late)?
}

/// A refusal is tried again like a peer that is away: an operator may put it right.
fn network(error: &PeerError) -> RPCError<TypeConfig> {
    match error {
        PeerError::Unreachable(_) | PeerError::Refused(_) => {
            RPCError::Unreachable(Unreachable::new(error))
        }
        PeerError::Failed(_) => RPCError::Network(NetworkError::new(error)),
    }
}
