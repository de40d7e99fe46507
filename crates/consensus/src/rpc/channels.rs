//! Calls other nodes over gRPC.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use tonic::{Request, Status};

use super::{CONNECT_PATIENCE, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_PATIENCE, MAX_MESSAGE_BYTES, hello};
use crate::generated::raft::raft_client::RaftClient;
use crate::member::Member;
use crate::peers::{Hello, Lane, Peer, PeerError, Peers, Replies, Reply, wire};

/// Connections to other nodes, made when they are first used and again when they break.
#[derive(Clone)]
pub struct Channels {
    tls: Option<ClientTlsConfig>,
    /// One for each address and purpose. Members come and go slowly: what is left over is idle and small.
    channel_by_address: Arc<Mutex<HashMap<(String, Lane), Channel>>>,
}

impl Channels {
    /// Calls in the clear, or with certificates.
    ///
    /// Without a name in the configuration, a certificate must be for the host of the member's address.
    #[must_use]
    pub fn new(tls: Option<ClientTlsConfig>) -> Self {
        Self {
            tls,
            channel_by_address: Arc::default(),
        }
    }

    /// The connection to an address, `host:port`, for calls of other services between nodes too.
    ///
    /// # Errors
    /// [`PeerError::Unreachable`] when the address is none, or the certificates are unusable.
    pub fn channel(&self, address: &str, lane: Lane) -> Result<Channel, PeerError> {
        let channels = self.channel_by_address.lock();
        // Each of its uses is a single step.
        let mut channels = channels.unwrap_or_else(PoisonError::into_inner);
        let key = (address.to_owned(), lane);
        if let Some(channel) = channels.get(&key) {
            return Ok(channel.clone());
        }
        let unusable = |error: tonic::transport::Error| {
            PeerError::Unreachable(format!("{address:?} cannot be called: {error}"))
        };
        let channel = self.endpoint(address).map_err(unusable)?.connect_lazy();
        channels.insert(key, channel.clone());
        Ok(channel)
    }

    fn endpoint(&self, address: &str) -> Result<Endpoint, tonic::transport::Error> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let endpoint = Endpoint::from_shared(format!("{scheme}://{address}"))?
            .connect_timeout(CONNECT_PATIENCE)
            .http2_keep_alive_interval(KEEP_ALIVE_INTERVAL)
            .keep_alive_timeout(KEEP_ALIVE_PATIENCE)
            .keep_alive_while_idle(true)
            .initial_stream_window_size(WINDOW_BYTES)
            .initial_connection_window_size(WINDOW_BYTES)
            .tcp_nodelay(true);
        match &self.tls {
            Some(tls) => endpoint.tls_config(tls.clone()),
            None => Ok(endpoint),
        }
    }
}

/// What may be on its way before the other side says that it has read: a batch of entries on a long line.
const WINDOW_BYTES: u32 = 4 << 20;

impl Peers for Channels {
    fn peer(&self, hello: Hello, member: &Member, lane: Lane) -> Arc<dyn Peer> {
        Arc::new(RemotePeer {
            client: self.channel(&member.address, lane).map(client),
            hello,
        })
    }
}

type Client = RaftClient<Channel>;

fn client(channel: Channel) -> Client {
    RaftClient::new(channel)
        .max_decoding_message_size(MAX_MESSAGE_BYTES)
        .max_encoding_message_size(MAX_MESSAGE_BYTES)
}

/// A node at the other end of a connection.
struct RemotePeer {
    client: Result<Client, PeerError>,
    hello: Hello,
}

impl RemotePeer {
    fn call<Q, T, F>(
        &self,
        message: Q,
        call: impl FnOnce(Client, Request<Q>) -> F + Send + 'static,
    ) -> Reply<T>
    where
        Q: Send + 'static,
        F: Future<Output = Result<T, Status>> + Send + 'static,
    {
        let client = self.client.clone();
        let mut request = Request::new(message);
        hello::to_metadata(&self.hello, request.metadata_mut());
        Box::pin(async move {
            let reply = call(client?, request).await;
            reply.map_err(|status| hello::from_status(&status))
        })
    }
}

/// A stream under a name, as the compiler does not see that one behind a pointer may be sent in a request.
struct Outgoing<T>(BoxStream<'static, T>);

impl<T> Stream for Outgoing<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        self.0.as_mut().poll_next(context)
    }
}

fn replies<T: Send + 'static>(stream: tonic::Streaming<T>) -> Replies<T> {
    let replies = stream.map(|reply| reply.map_err(|status| hello::from_status(&status)));
    replies.boxed()
}

impl Peer for RemotePeer {
    fn append(
        &self,
        requests: BoxStream<'static, wire::AppendRequest>,
    ) -> Reply<Replies<wire::AppendReply>> {
        self.call(Outgoing(requests), |mut client, requests| async move {
            Ok(replies(client.append(requests).await?.into_inner()))
        })
    }

    fn vote(&self, request: wire::VoteRequest) -> Reply<wire::VoteReply> {
        self.call(request, |mut client, request| async move {
            Ok(client.vote(request).await?.into_inner())
        })
    }

    fn transfer_leader(
        &self,
        request: wire::TransferLeaderRequest,
    ) -> Reply<wire::TransferLeaderReply> {
        self.call(request, |mut client, request| async move {
            Ok(client.transfer_leader(request).await?.into_inner())
        })
    }

    fn install_snapshot(
        &self,
        chunks: BoxStream<'static, wire::SnapshotChunk>,
    ) -> Reply<wire::SnapshotReply> {
        self.call(Outgoing(chunks), |mut client, chunks| async move {
            Ok(client.install_snapshot(chunks).await?.into_inner())
        })
    }

    fn fetch_journal(&self, request: wire::JournalRequest) -> Reply<Replies<wire::JournalChunk>> {
        self.call(request, |mut client, request| async move {
            Ok(replies(client.fetch_journal(request).await?.into_inner()))
        })
    }
}
