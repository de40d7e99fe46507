//! Nodes of one cluster in one process, over memory or over gRPC on the loopback interface.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tandem_consensus::rpc::{Channels, server};
use tandem_consensus::{
    Consensus, ConsensusConfig, ConsensusOwner, Member, MembershipError, NodeId, Retention, Role,
    Start, Status, SubmitError,
};
use tandem_model::Revision;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Server, ServerTlsConfig};

use super::memory::Memory;
use super::{CLUSTER, STEADY, Seen, create_trunk};

/// How long a condition may take to come about: far above what it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) enum Net {
    Memory(Memory),
    Grpc(Channels),
}

pub(crate) struct Cluster {
    pub(crate) net: Net,
    pub(crate) nodes: BTreeMap<NodeId, Node>,
    dirs: BTreeMap<NodeId, TempDir>,
}

pub(crate) struct Node {
    pub(crate) consensus: Consensus,
    pub(crate) owner: ConsensusOwner,
    pub(crate) seen: Arc<Seen>,
    pub(crate) member: Member,
    server: Option<JoinHandle<()>>,
}

impl Node {
    /// Stops answering and closes the log.
    pub(crate) async fn stop(self) {
        if let Some(server) = self.server {
            server.abort();
            // It was told to end.
            let _ = server.await;
        }
        drop(self.consensus);
        self.owner.shutdown().await;
    }
}

impl Cluster {
    pub(crate) fn memory() -> Self {
        Self::new(Net::Memory(Memory::default()))
    }

    pub(crate) fn grpc() -> Self {
        Self::new(Net::Grpc(Channels::new(None)))
    }

    pub(crate) fn new(net: Net) -> Self {
        Self {
            net,
            nodes: BTreeMap::new(),
            dirs: BTreeMap::new(),
        }
    }

    /// Starts nodes 1 to `count` and makes them a cluster.
    pub(crate) async fn with_voters(mut self, count: u64) -> Self {
        let mut members = BTreeMap::new();
        for id in 1..=count {
            members.insert(id, self.start(id).await);
        }
        let first = &self.nodes[&1].consensus;
        match first.initialize(members).await {
            // On a busy machine a vote may take longer than it waits.
            Ok(()) | Err(MembershipError::Unknown) => {}
            Err(error) => panic!("{error}"),
        }
        for id in 1..=count {
            self.until(id, "has a leader", |status| status.leader.is_some())
                .await;
        }
        self.leader().await;
        self
    }

    /// Gives a node that is yet to start a directory.
    pub(crate) fn adopt(&mut self, id: NodeId, dir: TempDir) {
        self.dirs.insert(id, dir);
    }

    /// Starts a node, with what it had on disk before.
    pub(crate) async fn start(&mut self, id: NodeId) -> Member {
        let dir = self
            .dirs
            .entry(id)
            .or_insert_with(|| tempfile::tempdir().expect("a directory"));
        let config = ConsensusConfig {
            dir: dir.path().to_owned(),
            node_id: id,
            cluster: CLUSTER.to_owned(),
            start: Start::Member,
            timing: STEADY,
            retention: Retention::default(),
        };
        let seen = Arc::new(Seen::default());
        let observer = Arc::clone(&seen);
        let opened = match &self.net {
            Net::Memory(memory) => {
                Consensus::open(config, observer, Arc::new(memory.clone())).await
            }
            Net::Grpc(channels) => {
                Consensus::open(config, observer, Arc::new(channels.clone())).await
            }
        };
        let (consensus, owner) = opened.expect("opens");
        let mut member = Member {
            region: format!("region-{id}"),
            ..Member::default()
        };
        let mut listener = None;
        match &self.net {
            Net::Memory(memory) => memory.join(id, consensus.service()),
            Net::Grpc(_) => {
                let Listening { address, serving } = serve(&consensus, None).await;
                member.address = address.to_string();
                listener = Some(serving);
            }
        }
        let node = Node {
            consensus,
            owner,
            seen,
            member: member.clone(),
            server: listener,
        };
        self.nodes.insert(id, node);
        member
    }

    /// Stops a node.
    pub(crate) async fn stop(&mut self, id: NodeId) {
        self.nodes.remove(&id).expect("a node").stop().await;
    }

    pub(crate) async fn stop_all(mut self) {
        let ids: Vec<NodeId> = self.nodes.keys().copied().collect();
        for id in ids {
            self.stop(id).await;
        }
    }

    pub(crate) fn node(&self, id: NodeId) -> &Consensus {
        &self.nodes[&id].consensus
    }

    /// Waits until a node's status is as wanted.
    pub(crate) async fn until(
        &self,
        id: NodeId,
        why: &str,
        wanted: impl FnMut(&Status) -> bool,
    ) -> Status {
        let reached = timeout(PATIENCE, self.node(id).status_when(wanted)).await;
        match reached {
            Ok(status) => status.unwrap_or_else(|| panic!("node {id} stopped before it {why}")),
            Err(_) => panic!("node {id} never {why}: {:?}", self.node(id).status()),
        }
    }

    /// Waits until a node has applied a revision.
    pub(crate) async fn until_revision(&self, id: NodeId, revision: Revision) {
        let mut revisions = self.node(id).revisions();
        let reached = timeout(PATIENCE, revisions.wait_for(|at| *at >= revision)).await;
        let reached = reached.unwrap_or_else(|_| panic!("node {id} never had {revision}"));
        assert_eq!(*reached.expect("runs"), revision);
    }

    /// The node that leads in the eyes of a node other than those left out.
    pub(crate) async fn leader_besides(&self, left_out: &[NodeId]) -> NodeId {
        let mut others = self.nodes.keys().filter(|id| !left_out.contains(id));
        let other = *others.next().expect("another node");
        let knows = |status: &Status| {
            let known = status.leader.filter(|leader| !left_out.contains(leader));
            known.is_some()
        };
        let status = self.until(other, "knows another leader", knows).await;
        let leader = status.leader.expect("known");
        self.until(leader, "leads", |status| status.state == Role::Leader)
            .await;
        leader
    }

    pub(crate) async fn leader(&self) -> NodeId {
        self.leader_besides(&[]).await
    }

    /// Changes the members, as often as it takes: a busy machine may not tell what became of a change.
    pub(crate) async fn change<F>(&self, change: impl Fn() -> F)
    where
        F: Future<Output = Result<(), MembershipError>>,
    {
        let changed = timeout(PATIENCE, async {
            loop {
                match change().await {
                    Ok(()) => return,
                    Err(MembershipError::InProgress | MembershipError::Unknown) => {
                        tokio::task::yield_now().await;
                    }
                    Err(error) => panic!("{error}"),
                }
            }
        });
        changed.await.expect("changed");
    }

    /// Records trunks at a node, many at once.
    pub(crate) async fn record(&self, id: NodeId, numbers: impl Iterator<Item = u64>) {
        super::record(self.node(id), numbers).await;
    }

    /// Records a trunk at whichever node leads, as soon as one does.
    pub(crate) async fn record_anywhere(&self, number: u64, left_out: &[NodeId]) -> NodeId {
        let tried = timeout(PATIENCE, async {
            loop {
                let leader = self.leader_besides(left_out).await;
                match self.node(leader).submit(create_trunk(number)).await {
                    Ok(_) | Err(SubmitError::Refused(_)) => return leader,
                    Err(SubmitError::NotApplied(_) | SubmitError::Unknown(_)) => {
                        tokio::task::yield_now().await;
                    }
                }
            }
        });
        tried.await.expect("somebody records")
    }

    /// All catalogs and journals are the same, up to a revision.
    pub(crate) async fn assert_equal(&self, revision: Revision) {
        let mut first: Option<(Vec<_>, Vec<_>)> = None;
        for id in self.nodes.keys() {
            self.until_revision(*id, revision).await;
            self.until(*id, "has its journal", |status| {
                status.journal_missing.is_none()
            })
            .await;
            let node = self.node(*id);
            let trunks: Vec<_> = node.catalog().inbound_trunks().cloned().collect();
            let journal = node.journal(Revision(1), usize::MAX).expect("readable");
            assert_eq!(journal.len() as u64, revision.0, "node {id}");
            match &first {
                Some(first) => assert_eq!(*first, (trunks, journal), "node {id}"),
                None => first = Some((trunks, journal)),
            }
        }
    }
}

/// A listener between nodes, and what serves it.
pub(crate) struct Listening {
    pub(crate) address: SocketAddr,
    pub(crate) serving: JoinHandle<()>,
}

pub(crate) async fn serve(consensus: &Consensus, tls: Option<ServerTlsConfig>) -> Listening {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let service = server(consensus);
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let mut listening = Server::builder();
    if let Some(tls) = tls {
        listening = listening.tls_config(tls).expect("usable");
    }
    let serving = tokio::spawn(async move {
        let served = listening.add_service(service).serve_with_incoming(incoming);
        served.await.expect("serves");
    });
    Listening { address, serving }
}
