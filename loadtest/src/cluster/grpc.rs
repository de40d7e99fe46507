//! gRPC to one node: many requests at once on one connection, for both stores alike.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use futures::future::ready;
use futures::stream::{self, BoxStream, Stream, StreamExt as _};
use http::uri::PathAndQuery;
use prost::Message;
use tokio::time::timeout;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Streaming};
use tonic_prost::ProstCodec;

use super::message::{
    CreateRule, Follow, Followed, Put, PutAnswer, Skipped, Watch, WatchCreate, Watched,
};
use super::store::{Store, rule};

/// The longest that an answer is waited for: longer than a node looks for a leader.
const PATIENCE: Duration = Duration::from_secs(10);

/// What may be on its way before this side says that it has read.
const WINDOW_BYTES: u32 = 4 << 20;

/// One node, over one connection. Cloning it makes another handle of the same connection.
#[derive(Clone, Debug)]
pub struct Node {
    grpc: tonic::client::Grpc<Channel>,
    store: Store,
    authorization: Option<MetadataValue<Ascii>>,
}

impl Node {
    /// A client that connects with its first request, and again when the connection breaks.
    ///
    /// # Errors
    ///
    /// The address makes no URL.
    pub fn new(store: Store, address: SocketAddr) -> anyhow::Result<Self> {
        let channel = Endpoint::from_shared(format!("http://{address}"))?
            .tcp_nodelay(true)
            .initial_stream_window_size(WINDOW_BYTES)
            .initial_connection_window_size(WINDOW_BYTES)
            .connect_lazy();
        let authorization = store.authorization().map(MetadataValue::try_from);
        Ok(Self {
            grpc: tonic::client::Grpc::new(channel),
            store,
            authorization: authorization.transpose()?,
        })
    }

    /// Creates one object under this name, and returns the revision at which that was committed.
    ///
    /// # Errors
    ///
    /// It is refused, the connection broke, or 10 s have passed: then nobody knows whether it was carried out.
    pub async fn create(&mut self, name: &str) -> anyhow::Result<u64> {
        let created = timeout(PATIENCE, async {
            match self.store {
                Store::Tandem => self.create_rule(name).await,
                Store::Etcd => self.put(name).await,
            }
        });
        let created = created.await;
        created.with_context(|| format!("no answer in {PATIENCE:?}"))?
    }

    async fn create_rule(&mut self, name: &str) -> anyhow::Result<u64> {
        let dispatch_rule = Some(rule(name));
        let mut request = self.request(CreateRule { dispatch_rule });
        // The name is the key as well: a repeat after an unknown outcome must not create twice.
        let key = MetadataValue::try_from(name)?;
        request.metadata_mut().insert("idempotency-key", key);
        let path = "/livekit.SIP/CreateSIPDispatchRule";
        let answer: Response<Skipped> = self.unary(request, path).await?;
        let revision = answer.metadata().get("tandem-revision");
        let revision = revision.context("the answer has no revision")?;
        Ok(revision.to_str()?.parse()?)
    }

    async fn put(&mut self, name: &str) -> anyhow::Result<u64> {
        // The same bytes, so that both have as much to store.
        let request = self.request(Put {
            key: name.into(),
            value: rule(name).encode_to_vec(),
        });
        let answer: Response<PutAnswer> = self.unary(request, "/etcdserverpb.KV/Put").await?;
        let header = answer.into_inner().header;
        Ok(header
            .context("the answer has no header")?
            .revision
            .try_into()?)
    }

    /// Follows all revisions from this one on: those that each message of the watch tells.
    ///
    /// # Errors
    ///
    /// It is refused, or the connection broke.
    pub async fn watch(&mut self, from: u64) -> anyhow::Result<BoxStream<'static, Vec<u64>>> {
        self.grpc.ready().await?;
        match self.store {
            Store::Tandem => self.follow(from).await,
            Store::Etcd => self.watch_keys(from).await,
        }
    }

    async fn follow(&mut self, from: u64) -> anyhow::Result<BoxStream<'static, Vec<u64>>> {
        let request = self.request(Follow { from });
        let path = PathAndQuery::from_static("/tandem.admin.v1.Admin/Watch");
        let codec = ProstCodec::<_, Followed>::default();
        let answers = self.grpc.server_streaming(request, path, codec).await?;
        let answers = until_error(answers.into_inner());
        let revisions = answers.map(|followed| {
            let changes = followed.change.into_iter();
            changes.map(|change| change.revision).collect()
        });
        Ok(revisions.boxed())
    }

    async fn watch_keys(&mut self, from: u64) -> anyhow::Result<BoxStream<'static, Vec<u64>>> {
        // From the first key to behind the last one, as etcd spells it.
        let create = Some(WatchCreate {
            key: vec![0],
            range_end: vec![0],
            start_revision: from.try_into()?,
        });
        // The end of the requests would be that of the watch.
        let requests = stream::iter([Watch { create }]).chain(stream::pending());
        let request = self.request(requests);
        let path = PathAndQuery::from_static("/etcdserverpb.Watch/Watch");
        let codec = ProstCodec::<_, Watched>::default();
        let answers = self.grpc.streaming(request, path, codec).await?;
        let answers = until_error(answers.into_inner());
        let revisions = answers.map(|watched| {
            let kvs = watched.events.into_iter().filter_map(|event| event.kv);
            let revisions = kvs.map(|kv| kv.mod_revision.try_into());
            revisions.filter_map(Result::ok).collect()
        });
        Ok(revisions.boxed())
    }

    async fn unary<Q, A>(
        &mut self,
        request: Request<Q>,
        path: &'static str,
    ) -> anyhow::Result<Response<A>>
    where
        Q: Message + 'static,
        A: Message + Default + 'static,
    {
        self.grpc.ready().await?;
        let path = PathAndQuery::from_static(path);
        Ok(self
            .grpc
            .unary(request, path, ProstCodec::default())
            .await?)
    }

    fn request<Q>(&self, message: Q) -> Request<Q> {
        let mut request = Request::new(message);
        if let Some(authorization) = &self.authorization {
            let metadata = request.metadata_mut();
            metadata.insert("authorization", authorization.clone());
        }
        request
    }
}

fn until_error<T>(messages: Streaming<T>) -> impl Stream<Item = T> {
    let messages = messages.take_while(|message| ready(message.is_ok()));
    messages.filter_map(|message| ready(message.ok()))
}
