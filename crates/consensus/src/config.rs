//! What a node is started with, and why it did not start.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::types::NodeId;

/// Where a node keeps its log, and who it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConsensusConfig {
    /// A directory of its own; made when it is not there.
    pub dir: PathBuf,
    /// This node, for ever.
    pub node_id: NodeId,
    /// The cluster's name: nodes of another one are strangers.
    pub cluster: String,
    /// How it takes part.
    pub start: Start,
    /// How soon a lost leader is replaced.
    pub timing: Timing,
    /// When the log is folded into a snapshot, and what it keeps behind one.
    pub retention: Retention,
}

/// How a node takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// As a cluster of one, made at the first start. Opening it ends when it leads.
    Alone,
    /// As a member: a new node waits to initialize a cluster or to be added to one, another goes on as before.
    Member,
}

/// How soon a lost leader is replaced.
///
/// A follower that has heard nothing of the leader for `election_max` and a random time between `election_min`
/// and `election_max` asks for votes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timing {
    /// How often a leader is heard of. Default 50 ms.
    pub heartbeat: Duration,
    /// Default 150 ms. Must be above `heartbeat`, and above what a vote takes to be synced to disk.
    pub election_min: Duration,
    /// Default 300 ms.
    pub election_max: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_millis(50),
            election_min: Duration::from_millis(150),
            election_max: Duration::from_millis(300),
        }
    }
}

impl Timing {
    /// Of a cluster of one, which nobody waits to hear of: it takes the lead when it is opened.
    pub const ALONE: Self = Self {
        heartbeat: Duration::from_millis(500),
        election_min: Duration::from_millis(1_500),
        election_max: Duration::from_millis(3_000),
    };
}

/// When the log is folded into a snapshot, and what it keeps behind one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Retention {
    /// Entries after which it is asked whether a snapshot is due. Default 100.
    pub asked_after: u64,
    /// Envelopes after which a snapshot is due, where a quarter of the catalog's objects is less. Default 10,000.
    pub snapshot_after: u64,
    /// Entries that stay behind a snapshot, for peers that are a little behind; at least 1. Default 1,000.
    pub kept: u64,
    /// Entries that a peer may lack before it gets a snapshot though the log still holds them. Default 20,000.
    pub lag: u64,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            asked_after: 100,
            snapshot_after: 10_000,
            kept: 1_000,
            lag: 20_000,
        }
    }
}

/// Why the log did not open. The node must not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The disk failed, or what it holds is broken or of another release. A broken snapshot or log has no remedy
    /// on this node: restore a backup, or join the cluster as a new node.
    #[error("{what} cannot be opened: {source}")]
    Disk {
        /// The part.
        what: &'static str,
        /// What the system or the decoder said.
        source: io::Error,
    },
    /// The node was part of a cluster, and its log is gone. It may have voted and acknowledged what it no longer
    /// knows: restore the directory, or join as a new node with another id.
    #[error(
        "node {node} has been part of a cluster, but its log is empty: restore it, or join as a new node"
    )]
    LostLog {
        /// The node.
        node: NodeId,
    },
    /// The directory belongs to another node.
    #[error("the directory belongs to node {found}, not to node {expected}")]
    OtherNode {
        /// In the directory.
        found: NodeId,
        /// In the configuration.
        expected: NodeId,
    },
    /// The directory belongs to another cluster.
    #[error("the directory belongs to cluster {found:?}, not to cluster {expected:?}")]
    OtherCluster {
        /// In the directory.
        found: String,
        /// In the configuration.
        expected: String,
    },
    /// Raft could not start.
    #[error("raft cannot start: {0}")]
    Raft(String),
}
