//! The cluster that a node is of: who leads, who takes part, and the way to the others.

use std::collections::BTreeMap;
use std::time::Duration;

use tandem_consensus::peers::{Lane, PeerError};
use tandem_consensus::rpc::{self, Channels, RaftServer};
use tandem_consensus::{Member, MembershipError, NodeId, Status, Timing};
use tokio::time::timeout;

use crate::ControlPlane;

/// Names the cluster of who asks.
const CLUSTER: &str = "tandem-cluster";

/// The cluster that a node is of, and how the others see it.
#[derive(Clone)]
pub struct ClusterConfig {
    /// The cluster's name: nodes of another one are strangers.
    pub name: String,
    /// This node, as the others must know it.
    pub own: Member,
    /// How soon a lost leader is replaced.
    pub timing: Timing,
    /// The way to the others.
    pub channels: Channels,
}

/// Who decides, as this node sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Leader {
    /// This node.
    Here,
    /// Another one.
    At {
        /// Its id.
        node: NodeId,
        /// Where nodes reach it, as `host:port`.
        address: String,
    },
    /// Nobody, as far as this node knows.
    Nobody,
}

impl ControlPlane {
    /// Who decides, as this node sees it.
    #[must_use]
    pub fn leader(&self) -> Leader {
        match self.consensus().leader() {
            None => Leader::Nobody,
            Some((node, _)) if node == self.node_id() => Leader::Here,
            Some((node, member)) => Leader::At {
                node,
                address: member.address,
            },
        }
    }

    /// What this node knows of its cluster.
    #[must_use]
    pub fn status(&self) -> Status {
        self.consensus().status()
    }

    /// How long ago this node heard of a leader that a majority follows; `None` when it never has.
    #[must_use]
    pub fn staleness(&self) -> Option<Duration> {
        if self.cluster().is_none() {
            // It leads, and is a majority by itself.
            return Some(Duration::ZERO);
        }
        self.status().heard_leader
    }

    /// Waits until what this node's log holds is applied: after a restart it takes a leader to tell what of it is
    /// committed. Whether it is, in the time given.
    pub async fn recovered(&self, patience: Duration) -> bool {
        let held = self.status().last_log_index;
        let is_applied = self
            .consensus()
            .status_when(|status| status.applied_index >= held);
        matches!(timeout(patience, is_applied).await, Ok(Some(_)))
    }

    /// Makes a cluster whose first voter is this node.
    ///
    /// # Errors
    /// [`MembershipError`]
    pub async fn initialize(&self) -> Result<(), MembershipError> {
        let own = self.cluster().map(|cluster| cluster.own.clone());
        let members = BTreeMap::from([(self.node_id(), own.unwrap_or_default())]);
        self.consensus().initialize(members).await
    }

    /// Lets a node follow the log without a vote, or changes where it is.
    ///
    /// # Errors
    /// [`MembershipError`]
    pub async fn add_learner(&self, node: NodeId, member: Member) -> Result<(), MembershipError> {
        self.consensus().add_learner(node, member).await
    }

    /// Gives a learner a vote.
    ///
    /// # Errors
    /// [`MembershipError`]
    pub async fn promote(&self, node: NodeId) -> Result<(), MembershipError> {
        self.consensus().promote(node).await
    }

    /// Takes the vote from a node.
    ///
    /// # Errors
    /// [`MembershipError`]
    pub async fn demote(&self, node: NodeId) -> Result<(), MembershipError> {
        self.consensus().demote(node).await
    }

    /// Takes a node out.
    ///
    /// # Errors
    /// [`MembershipError`]
    pub async fn remove(&self, node: NodeId) -> Result<(), MembershipError> {
        self.consensus().remove(node).await
    }

    /// Hands the lead to another voter.
    ///
    /// # Errors
    /// [`MembershipError`]
    pub async fn transfer_leader(&self, node: NodeId) -> Result<(), MembershipError> {
        self.consensus().transfer_leader(node).await
    }

    /// What other nodes may ask of this one's log: to be mounted where only they come in.
    #[must_use]
    pub fn raft_server(&self) -> RaftServer {
        rpc::server(self.consensus())
    }

    /// The connection to another node, as `host:port`.
    ///
    /// # Errors
    /// [`PeerError`] when there is no way: a node alone has none.
    pub fn channel(&self, address: &str) -> Result<tonic::transport::Channel, PeerError> {
        let alone = || PeerError::Unreachable("this node is of no cluster".to_owned());
        let cluster = self.cluster().ok_or_else(alone)?;
        cluster.channels.channel(address, Lane::Bulk)
    }

    /// The connection to a member; nothing when it is none, or has no address.
    pub(crate) fn channel_to(&self, node: NodeId) -> Option<tonic::transport::Channel> {
        let status = self.status();
        let address = &status.members.get(&node)?.member.address;
        self.channel(address).ok()
    }

    /// A request that says which cluster it comes from.
    pub(crate) fn to_node<T>(&self, message: T) -> tonic::Request<T> {
        let mut request = tonic::Request::new(message);
        // A name that no header can hold is refused where it is asked for.
        if let Some(Ok(name)) = self.cluster().map(|cluster| cluster.name.parse()) {
            request.metadata_mut().insert(CLUSTER, name);
        }
        request
    }
}
