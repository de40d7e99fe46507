//! A network in memory, whose links can be cut.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use futures::stream::BoxStream;
use tandem_consensus::peers::{Hello, Lane, Peer, PeerError, Peers, Replies, Reply, wire};
use tandem_consensus::{Member, NodeId, Service};
use tokio::sync::watch;

/// All links and who is at their ends.
#[derive(Clone, Default)]
pub(crate) struct Memory {
    services: Arc<Mutex<BTreeMap<NodeId, Service>>>,
    /// Links that are cut, in one direction.
    cut: Arc<watch::Sender<BTreeSet<(NodeId, NodeId)>>>,
}

impl Memory {
    pub(crate) fn join(&self, node: NodeId, service: Service) {
        let mut services = self.services.lock().expect("not poisoned");
        services.insert(node, service);
    }

    /// Cuts a node off from the others, in both directions.
    pub(crate) fn isolate(&self, node: NodeId, others: &[NodeId]) {
        self.cut.send_modify(|cut| {
            for other in others {
                cut.extend([(node, *other), (*other, node)]);
            }
        });
    }

    pub(crate) fn heal(&self) {
        self.cut.send_modify(BTreeSet::clear);
    }

    fn admit(&self, hello: &Hello) -> Result<Arc<dyn Peer>, PeerError> {
        if self.is_cut(hello) {
            return Err(away());
        }
        let services = self.services.lock().expect("not poisoned");
        services.get(&hello.to).ok_or_else(away)?.admit(hello)
    }

    fn is_cut(&self, hello: &Hello) -> bool {
        let cut = self.cut.borrow();
        cut.contains(&(hello.from, hello.to)) || cut.contains(&(hello.to, hello.from))
    }
}

fn away() -> PeerError {
    PeerError::Unreachable("the link is cut".to_owned())
}

impl Peers for Memory {
    fn peer(&self, hello: Hello, _member: &Member, _lane: Lane) -> Arc<dyn Peer> {
        Arc::new(Linked {
            memory: self.clone(),
            hello,
        })
    }
}

#[derive(Clone)]
struct Linked {
    memory: Memory,
    hello: Hello,
}

impl Linked {
    /// Calls over the link; what is under way when the link is cut is lost.
    fn call<T, F>(&self, call: impl FnOnce(Arc<dyn Peer>) -> F + Send + 'static) -> Reply<T>
    where
        F: Future<Output = Result<T, PeerError>> + Send + 'static,
        T: Send + 'static,
    {
        let link = self.clone();
        Box::pin(async move {
            let peer = link.memory.admit(&link.hello)?;
            tokio::select! {
                reply = call(peer) => reply,
                () = link.cut() => Err(away()),
            }
        })
    }

    async fn cut(&self) {
        let mut cut = self.memory.cut.subscribe();
        let (from, to) = (self.hello.from, self.hello.to);
        let gone = cut.wait_for(|cut| cut.contains(&(from, to)) || cut.contains(&(to, from)));
        // Without a network no link is cut.
        if gone.await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    fn until_cut<T: Send + 'static>(self, replies: Replies<T>) -> Replies<T> {
        let cut = self.clone();
        let replies = replies.take_until(async move { cut.cut().await });
        let end = futures::stream::once(async move {
            match self.memory.is_cut(&self.hello) {
                true => Some(Err(away())),
                false => None,
            }
        });
        replies.chain(end.filter_map(std::future::ready)).boxed()
    }
}

impl Peer for Linked {
    fn append(
        &self,
        requests: BoxStream<'static, wire::AppendRequest>,
    ) -> Reply<Replies<wire::AppendReply>> {
        let (link, cut) = (self.clone(), self.clone());
        let requests = requests.take_until(async move { cut.cut().await }).boxed();
        self.call(move |peer| async move { Ok(link.until_cut(peer.append(requests).await?)) })
    }

    fn vote(&self, request: wire::VoteRequest) -> Reply<wire::VoteReply> {
        self.call(move |peer| peer.vote(request))
    }

    fn transfer_leader(
        &self,
        request: wire::TransferLeaderRequest,
    ) -> Reply<wire::TransferLeaderReply> {
        self.call(move |peer| peer.transfer_leader(request))
    }

    fn install_snapshot(
        &self,
        chunks: BoxStream<'static, wire::SnapshotChunk>,
    ) -> Reply<wire::SnapshotReply> {
        let cut = self.clone();
        let chunks = chunks.take_until(async move { cut.cut().await }).boxed();
        self.call(move |peer| peer.install_snapshot(chunks))
    }

    fn fetch_journal(&self, request: wire::JournalRequest) -> Reply<Replies<wire::JournalChunk>> {
        let link = self.clone();
        self.call(move |peer| async move { Ok(link.until_cut(peer.fetch_journal(request).await?)) })
    }
}
