//! Serves other nodes over gRPC.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::BoxStream;
use tonic::metadata::MetadataMap;
use tonic::{Request, Response, Status, Streaming};

use super::{MAX_MESSAGE_BYTES, hello};
use crate::consensus::Consensus;
use crate::generated::raft::raft_server;
use crate::peers::{Peer, Replies, wire};
use crate::service::Service;

/// The tonic service, to be mounted on the listener between nodes.
pub type RaftServer = raft_server::RaftServer<Endpoint>;

/// Serves a node's log to its peers. It does not keep the log open.
#[must_use]
pub fn server(consensus: &Consensus) -> RaftServer {
    let endpoint = Endpoint {
        service: consensus.service(),
    };
    raft_server::RaftServer::new(endpoint)
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
}

/// The node behind the tonic service.
pub struct Endpoint {
    service: Service,
}

impl Endpoint {
    fn admit(&self, metadata: &MetadataMap) -> Result<Arc<dyn Peer>, Status> {
        let caller = hello::from_metadata(metadata)?;
        self.service.admit(&caller).map_err(hello::to_status)
    }
}

type Answers<T> = BoxStream<'static, Result<T, Status>>;

fn answers<T: Send + 'static>(replies: Replies<T>) -> Response<Answers<T>> {
    Response::new(replies.map(|reply| reply.map_err(hello::to_status)).boxed())
}

/// What comes in until the caller ends it or goes away: the rest tells by what is missing.
fn incoming<T: Send + 'static>(requests: Streaming<T>) -> BoxStream<'static, T> {
    let requests = requests.take_while(|request| std::future::ready(request.is_ok()));
    requests
        .filter_map(|request| std::future::ready(request.ok()))
        .boxed()
}

#[tonic::async_trait]
impl raft_server::Raft for Endpoint {
    type AppendStream = Answers<wire::AppendReply>;
    type FetchJournalStream = Answers<wire::JournalChunk>;

    async fn append(
        &self,
        request: Request<Streaming<wire::AppendRequest>>,
    ) -> Result<Response<Self::AppendStream>, Status> {
        let peer = self.admit(request.metadata())?;
        let replies = peer.append(incoming(request.into_inner())).await;
        replies.map(answers).map_err(hello::to_status)
    }

    async fn vote(
        &self,
        request: Request<wire::VoteRequest>,
    ) -> Result<Response<wire::VoteReply>, Status> {
        let peer = self.admit(request.metadata())?;
        let reply = peer.vote(request.into_inner()).await;
        reply.map(Response::new).map_err(hello::to_status)
    }

    async fn transfer_leader(
        &self,
        request: Request<wire::TransferLeaderRequest>,
    ) -> Result<Response<wire::TransferLeaderReply>, Status> {
        let peer = self.admit(request.metadata())?;
        let reply = peer.transfer_leader(request.into_inner()).await;
        reply.map(Response::new).map_err(hello::to_status)
    }

    async fn install_snapshot(
        &self,
        request: Request<Streaming<wire::SnapshotChunk>>,
    ) -> Result<Response<wire::SnapshotReply>, Status> {
        let peer = self.admit(request.metadata())?;
        let reply = peer.install_snapshot(incoming(request.into_inner())).await;
        reply.map(Response::new).map_err(hello::to_status)
    }

    async fn fetch_journal(
        &self,
        request: Request<wire::JournalRequest>,
    ) -> Result<Response<Self::FetchJournalStream>, Status> {
        let peer = self.admit(request.metadata())?;
        let replies = peer.fetch_journal(request.into_inner()).await;
        replies.map(answers).map_err(hello::to_status)
    }
}
