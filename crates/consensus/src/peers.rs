//! The seam to other nodes: what one asks of another, whatever carries it.
//!
//! [`Peers`] is the calling end; the `rpc` module implements it over gRPC, and a simulation over memory. The serving
//! end is a node's `Service`, which hands out the same [`Peer`] to whoever shows the right [`Hello`].

use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::BoxStream;

use crate::member::Member;
use crate::types::NodeId;

/// The messages of `tandem.raft.v1` that peers exchange.
pub mod wire {
    pub use crate::generated::raft::{
        AppendReply, AppendRequest, JournalChunk, JournalRequest, LogId, SnapshotChunk,
        SnapshotReply, TransferLeaderReply, TransferLeaderRequest, Vote, VoteReply, VoteRequest,
    };
}

/// The schema version that this release writes, and the highest that it reads.
///
/// A release that knows a newer one writes the older until every member reads the newer.
pub const SCHEMA: u32 = 1;

/// Who calls, and whom; goes with every call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hello {
    /// The name of the cluster.
    pub cluster: Arc<str>,
    /// The caller.
    pub from: NodeId,
    /// The node that is called.
    pub to: NodeId,
    /// The schema version that the caller writes.
    pub schema: u32,
}

/// Why a peer gave no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PeerError {
    /// It cannot be reached, or did not answer in time.
    #[error("the peer cannot be reached: {0}")]
    Unreachable(String),
    /// It takes no calls from this node: wrong cluster, wrong node, newer schema.
    #[error("the peer refuses this node: {0}")]
    Refused(String),
    /// It could not do what was asked, or said what is not understood.
    #[error("the peer failed: {0}")]
    Failed(String),
}

/// What a connection is for. Each has a connection of its own, so that none waits behind another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Lane {
    /// Entries of the log.
    Log,
    /// Heartbeats and votes.
    Heartbeat,
    /// Snapshots and the journal.
    Bulk,
}

/// The way to the other members.
pub trait Peers: Send + Sync + 'static {
    /// The peer that `hello` names. No connection is made yet; each call makes one when there is none.
    fn peer(&self, hello: Hello, member: &Member, lane: Lane) -> Arc<dyn Peer>;
}

/// A stream of what a peer says, until it ends or fails.
pub type Replies<T> = BoxStream<'static, Result<T, PeerError>>;

/// What is pending at a peer.
pub type Reply<T> = BoxFuture<'static, Result<T, PeerError>>;

/// One node as another one sees it.
pub trait Peer: Send + Sync + 'static {
    /// Appends entries; a reply for each request, in order.
    fn append(
        &self,
        requests: BoxStream<'static, wire::AppendRequest>,
    ) -> Reply<Replies<wire::AppendReply>>;

    /// Asks for a vote.
    fn vote(&self, request: wire::VoteRequest) -> Reply<wire::VoteReply>;

    /// Says who is to lead next.
    fn transfer_leader(
        &self,
        request: wire::TransferLeaderRequest,
    ) -> Reply<wire::TransferLeaderReply>;

    /// Sends a snapshot, and answers when it is installed.
    fn install_snapshot(
        &self,
        chunks: BoxStream<'static, wire::SnapshotChunk>,
    ) -> Reply<wire::SnapshotReply>;

    /// Reads the journal.
    fn fetch_journal(&self, request: wire::JournalRequest) -> Reply<Replies<wire::JournalChunk>>;
}

/// No peers at all, for a cluster of one.
#[derive(Clone, Copy, Debug)]
pub struct NoPeers;

impl Peers for NoPeers {
    fn peer(&self, hello: Hello, _member: &Member, _lane: Lane) -> Arc<dyn Peer> {
        Arc::new(NoPeer(hello.to))
    }
}

/// A peer that cannot be reached.
struct NoPeer(NodeId);

impl NoPeer {
    fn unreachable<T: Send + 'static>(&self) -> Reply<T> {
        let text = format!("there is no network to node {}", self.0);
        Box::pin(async { Err(PeerError::Unreachable(text)) })
    }
}

impl Peer for NoPeer {
    fn append(
        &self,
        _requests: BoxStream<'static, wire::AppendRequest>,
    ) -> Reply<Replies<wire::AppendReply>> {
        self.unreachable()
    }

    fn vote(&self, _request: wire::VoteRequest) -> Reply<wire::VoteReply> {
        self.unreachable()
    }

    fn transfer_leader(
        &self,
        _request: wire::TransferLeaderRequest,
    ) -> Reply<wire::TransferLeaderReply> {
        self.unreachable()
    }

    fn install_snapshot(
        &self,
        _chunks: BoxStream<'static, wire::SnapshotChunk>,
    ) -> Reply<wire::SnapshotReply> {
        self.unreachable()
    }

    fn fetch_journal(&self, _request: wire::JournalRequest) -> Reply<Replies<wire::JournalChunk>> {
        self.unreachable()
    }
}
