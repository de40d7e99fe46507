//! Who takes part: one change at a time, each a single entry of the log.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use openraft::async_runtime::watch::WatchReceiver;
use openraft::error::{
    ChangeMembershipError, ClientWriteError, ForwardToLeader, InitializeError, RaftError,
};
use openraft::raft::{ClientWriteResponse, Precondition};
use openraft::{ChangeMembers, EntryPayload};
use tokio::time::timeout;

use crate::consensus::Consensus;
use crate::member::Member;
use crate::types::{Membership, NodeId, StoredMembership, TypeConfig};

/// How long a change may take to be committed.
const CHANGE_PATIENCE: Duration = Duration::from_secs(5);

/// How long the first voter may take to lead: it waits for nobody but its own disk, and a busy one takes seconds for a
/// write. Below what a client waits for an answer.
const INITIALIZE_PATIENCE: Duration = Duration::from_secs(20);

/// How long a hand-over may take.
const TRANSFER_PATIENCE: Duration = Duration::from_secs(2);

/// How far behind a node may be to be given a vote: with one that is far behind, the others could not lose a node.
const PROMOTED_WITHIN_ENTRIES: u64 = 1_000;

/// Why a change of the membership was not made, or is not known to be.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MembershipError {
    /// Another node leads; ask that one.
    #[error("this node does not lead (the leader is {leader:?})")]
    NotLeader {
        /// Who does, as far as this node knows.
        leader: Option<NodeId>,
    },
    /// Another change is under way, or the leader is new; try again.
    #[error("another change of the membership is under way; try again")]
    InProgress,
    /// The node is no member.
    #[error("node {0} is no member; add it first")]
    NoMember(NodeId),
    /// Nobody would be left to vote.
    #[error("node {0} is the last voter")]
    LastVoter(NodeId),
    /// The node has too much to catch up with; try again when it has.
    #[error("node {node} is {behind} entries behind; try again when it has caught up")]
    Behind {
        /// The node.
        node: NodeId,
        /// Entries that it does not have yet.
        behind: u64,
    },
    /// The node has no vote, so that it cannot lead.
    #[error("node {0} has no vote; promote it first")]
    NoVoter(NodeId),
    /// The node is part of a cluster already.
    #[error("this node is part of a cluster already")]
    Initialized,
    /// The first members must name this node.
    #[error("the first members must name this node, and it must be new")]
    NotNamed,
    /// Nothing is known about the change: look at the status, then try again.
    #[error("it is unknown whether the membership was changed; look at the status")]
    Unknown,
    /// The node stops, or has stopped.
    #[error("this node is stopping")]
    Stopped,
}

/// What comes of writing a membership.
type Change =
    Result<ClientWriteResponse<TypeConfig>, RaftError<TypeConfig, ClientWriteError<TypeConfig>>>;

impl Consensus {
    /// Makes a cluster of new nodes; all of them vote. The others must run, and be new as well. When this returns, one of
    /// them leads, and so a majority has it on disk.
    ///
    /// # Errors
    /// [`MembershipError::Initialized`], [`MembershipError::NotNamed`], [`MembershipError::Stopped`];
    /// [`MembershipError::Unknown`] when nobody leads in time.
    pub async fn initialize(
        &self,
        members: BTreeMap<NodeId, Member>,
    ) -> Result<(), MembershipError> {
        let made = self.raft().initialize(members).await;
        made.map_err(|error| match error {
            RaftError::APIError(InitializeError::NotAllowed(_)) => MembershipError::Initialized,
            RaftError::APIError(InitializeError::NotInMembers(_)) => MembershipError::NotNamed,
            RaftError::Fatal(_) => MembershipError::Stopped,
        })?;
        let led = self.status_when(|status| status.leader.is_some());
        match timeout(INITIALIZE_PATIENCE, led).await {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(MembershipError::Stopped),
            Err(_) => Err(MembershipError::Unknown),
        }
    }

    /// Lets a node follow the log without a vote. One that is a member already gets the new addresses.
    ///
    /// # Errors
    /// [`MembershipError`]; of the leader alone.
    pub async fn add_learner(&self, node: NodeId, member: Member) -> Result<(), MembershipError> {
        let known = self.membership();
        let known = known.membership().get_node(&node);
        if known.is_some_and(|known| *known != member) {
            let set = ChangeMembers::SetNodes(BTreeMap::from([(node, member)]));
            return self.changed(self.raft().change_membership(set, true)).await;
        }
        self.change(|_, members| {
            members.insert(node, member);
            Ok(())
        })
        .await
    }

    /// Gives a learner a vote.
    ///
    /// # Errors
    /// [`MembershipError`]; of the leader alone. [`MembershipError::Behind`] until it has nearly all entries.
    pub async fn promote(&self, node: NodeId) -> Result<(), MembershipError> {
        let behind = self.behind(node)?;
        if behind > PROMOTED_WITHIN_ENTRIES {
            return Err(MembershipError::Behind { node, behind });
        }
        self.change(|voters, members| {
            if !members.contains_key(&node) {
                return Err(MembershipError::NoMember(node));
            }
            voters.insert(node);
            Ok(())
        })
        .await
    }

    /// Takes the vote from a node; it goes on following. A leader that demotes itself hands the lead over.
    ///
    /// # Errors
    /// [`MembershipError`]; of the leader alone.
    pub async fn demote(&self, node: NodeId) -> Result<(), MembershipError> {
        self.change(|voters, members| {
            if !members.contains_key(&node) {
                return Err(MembershipError::NoMember(node));
            }
            without(voters, node)
        })
        .await
    }

    /// Takes a node out. Its id must never be used again. A leader that removes itself hands the lead over.
    ///
    /// # Errors
    /// [`MembershipError`]; of the leader alone.
    pub async fn remove(&self, node: NodeId) -> Result<(), MembershipError> {
        self.change(|voters, members| {
            if members.remove(&node).is_none() {
                return Err(MembershipError::NoMember(node));
            }
            without(voters, node)
        })
        .await
    }

    /// Hands the lead to another voter, and answers when that one has it.
    ///
    /// # Errors
    /// [`MembershipError`]; of the leader alone. [`MembershipError::Unknown`] when it is not taken up in time: this
    /// node may lead on.
    pub async fn transfer_leader(&self, node: NodeId) -> Result<(), MembershipError> {
        self.as_leader()?;
        let membership = self.membership();
        if !membership.voter_ids().any(|voter| voter == node) {
            return Err(MembershipError::NoVoter(node));
        }
        let begun = self.raft().trigger().transfer_leader(node).await;
        begun.map_err(|_| MembershipError::Stopped)?;
        let led = self.status_when(|status| status.leader == Some(node));
        match timeout(TRANSFER_PATIENCE, led).await {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(MembershipError::Stopped),
            Err(_) => Err(MembershipError::Unknown),
        }
    }

    /// Writes a membership that differs from the present one by a single vote.
    async fn change(
        &self,
        change: impl FnOnce(
            &mut BTreeSet<NodeId>,
            &mut BTreeMap<NodeId, Member>,
        ) -> Result<(), MembershipError>,
    ) -> Result<(), MembershipError> {
        self.as_leader()?;
        let present = self.membership();
        let before: BTreeSet<NodeId> = present.voter_ids().collect();
        let mut voters = before.clone();
        let nodes = present.nodes();
        let mut members: BTreeMap<_, _> = nodes.map(|(id, node)| (*id, node.clone())).collect();
        change(&mut voters, &mut members)?;
        if voters == before && members.len() == present.nodes().count() {
            return Ok(());
        }
        let wanted = Membership::new(vec![voters], members);
        let wanted = wanted.map_err(|_| MembershipError::InProgress)?;
        let unchanged = Precondition::LastMembershipLogId {
            last_membership_log_id: *present.log_id(),
        };
        let written = self
            .raft()
            .append_membership(wanted, EntryPayload::Blank, [unchanged]);
        self.changed(written).await
    }

    /// Waits until a change is recorded, and until the next one is made from it.
    async fn changed(&self, change: impl Future<Output = Change>) -> Result<(), MembershipError> {
        let changed = async {
            let log_id = change.await.map_err(change_error)?.log_id;
            let mut metrics = self.raft().metrics();
            while *metrics.borrow_and_update().membership_config.log_id() < Some(log_id) {
                let told = metrics.changed().await;
                told.map_err(|_| MembershipError::Stopped)?;
            }
            Ok(())
        };
        let changed = timeout(CHANGE_PATIENCE, changed).await;
        changed.unwrap_or(Err(MembershipError::Unknown))
    }

    fn membership(&self) -> std::sync::Arc<StoredMembership> {
        let metrics = self.raft().metrics();
        std::sync::Arc::clone(&metrics.borrow_watched().membership_config)
    }

    fn as_leader(&self) -> Result<(), MembershipError> {
        self.raft()
            .as_leader()
            .map(|_| ())
            .map_err(|forward| not_leader(&forward))
    }

    /// How many entries a member does not have yet.
    fn behind(&self, node: NodeId) -> Result<u64, MembershipError> {
        self.as_leader()?;
        let status = self.status();
        let member = status.members.get(&node);
        let member = member.ok_or(MembershipError::NoMember(node))?;
        let entries = |last: Option<u64>| last.map_or(0, |last| last + 1);
        Ok(entries(status.last_log_index).saturating_sub(entries(member.matched_index)))
    }
}

fn without(voters: &mut BTreeSet<NodeId>, node: NodeId) -> Result<(), MembershipError> {
    voters.remove(&node);
    match voters.is_empty() {
        true => Err(MembershipError::LastVoter(node)),
        false => Ok(()),
    }
}

fn not_leader(forward: &ForwardToLeader<TypeConfig>) -> MembershipError {
    MembershipError::NotLeader {
        leader: forward.leader_id,
    }
}

fn change_error(error: RaftError<TypeConfig, ClientWriteError<TypeConfig>>) -> MembershipError {
    let error = match error {
        RaftError::APIError(error) => error,
        RaftError::Fatal(_) => return MembershipError::Stopped,
    };
    match error {
        ClientWriteError::ForwardToLeader(forward) => not_leader(&forward),
        ClientWriteError::LogEntryDiscarded(_) => MembershipError::Unknown,
        ClientWriteError::PreconditionFailed(_) => MembershipError::InProgress,
        ClientWriteError::ChangeMembershipError(error) => match error {
            ChangeMembershipError::LearnerNotFound(missing) => {
                MembershipError::NoMember(missing.node_id)
            }
            // A change is written whole against the membership that it was made from, so that what is left is
            // another one under way.
            ChangeMembershipError::InProgress(_)
            | ChangeMembershipError::EmptyMembership(_)
            | ChangeMembershipError::UnsupportedMembershipTransition(_)
            | ChangeMembershipError::UncommittedLeaderLog(_)
            | ChangeMembershipError::NodeMetadataChanged(_) => MembershipError::InProgress,
        },
    }
}
