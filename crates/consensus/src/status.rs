//! What a node knows of its cluster.

use std::collections::BTreeMap;
use std::time::Duration;

use openraft::{Instant as _, RaftMetrics, ServerState};
use tandem_model::Revision;

use crate::member::Member;
use crate::types::{NodeId, TypeConfig};

/// What a node is to its cluster at the moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// It decides.
    Leader,
    /// It votes and follows.
    Follower,
    /// It follows without a vote.
    Learner,
    /// It asks for votes.
    Candidate,
    /// It has stopped.
    Stopped,
}

/// What a node knows of its cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Status {
    /// This node.
    pub node_id: NodeId,
    /// What it is.
    pub state: Role,
    /// The term that it is in.
    pub term: u64,
    /// Who leads, as far as it knows.
    pub leader: Option<NodeId>,
    /// The last entry in its log; absent when it has none.
    pub last_log_index: Option<u64>,
    /// The last entry that is applied; absent when there is none.
    pub applied_index: Option<u64>,
    /// The catalog's revision.
    pub revision: Revision,
    /// All members.
    pub members: BTreeMap<NodeId, MemberStatus>,
    /// How long ago a quorum (at the leader) was heard of; absent elsewhere, and before the first time.
    pub heard_quorum: Option<Duration>,
    /// How long ago a leader was heard of, at the leader itself a quorum: how old what this node knows may be. Absent
    /// before the first time since the start.
    pub heard_leader: Option<Duration>,
    /// Revisions of the journal that are still to be fetched from other nodes: the first and the last.
    pub journal_missing: Option<(Revision, Revision)>,
    /// Why the log has stopped, as a disk that fails stops it; absent while it runs.
    pub stopped: Option<String>,
}

/// A member as a node knows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberStatus {
    /// Where it is and what it does.
    pub member: Member,
    /// Whether it has a vote.
    pub is_voter: bool,
    /// The last entry that it is known to have; known at the leader alone.
    pub matched_index: Option<u64>,
    /// How long ago it answered last; known at the leader alone.
    pub heard: Option<Duration>,
}

impl Status {
    pub(crate) fn new(metrics: &RaftMetrics<TypeConfig>, revision: Revision) -> Self {
        let voters: Vec<NodeId> = metrics.membership_config.voter_ids().collect();
        let members = metrics.membership_config.nodes();
        let members = members.map(|(id, member)| {
            let status = MemberStatus {
                member: member.clone(),
                is_voter: voters.contains(id),
                matched_index: matched(metrics, *id),
                heard: heard(metrics, *id),
            };
            (*id, status)
        });
        Self {
            node_id: metrics.id,
            state: role(metrics),
            term: metrics.current_term,
            leader: leader(metrics),
            last_log_index: metrics.last_log_index,
            applied_index: metrics.last_applied.map(|applied| applied.index),
            revision,
            members: members.collect(),
            heard_quorum: metrics.last_quorum_acked.map(|acked| acked.elapsed()),
            heard_leader: None,
            journal_missing: None,
            stopped: metrics
                .running_state
                .as_ref()
                .err()
                .map(ToString::to_string),
        }
    }
}

fn matched(metrics: &RaftMetrics<TypeConfig>, id: NodeId) -> Option<u64> {
    let matched = metrics.replication.as_ref()?.get(&id).copied()?;
    matched.map(|matched| matched.index)
}

fn heard(metrics: &RaftMetrics<TypeConfig>, id: NodeId) -> Option<Duration> {
    let heard = metrics.heartbeat.as_ref()?.get(&id).copied()?;
    heard.map(|heard| heard.elapsed())
}

/// Who leads. A node that was just elected leads when that is on its disk.
pub(crate) fn leader(metrics: &RaftMetrics<TypeConfig>) -> Option<NodeId> {
    let leader = metrics.current_leader;
    leader.filter(|leader| *leader != metrics.id || metrics.vote.committed)
}

fn role(metrics: &RaftMetrics<TypeConfig>) -> Role {
    match metrics.state {
        ServerState::Leader if !metrics.vote.committed => Role::Candidate,
        ServerState::Leader => Role::Leader,
        ServerState::Follower => Role::Follower,
        ServerState::Learner => Role::Learner,
        ServerState::Candidate => Role::Candidate,
        ServerState::Shutdown => Role::Stopped,
    }
}
