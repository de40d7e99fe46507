//! The cluster's nodes: shown, added, promoted and taken out.

use std::time::Duration;

use tandem_control_plane::{Leader, Member, MemberStatus, Role, Roles, Status};
use tandem_wire::admin as wire;
use tokio::time::timeout;

use crate::admin::SERVICE;
use crate::auth::Grant;
use crate::context::Context;
use crate::twirp::Call;
use crate::{Answer, Api, ApiError, Code};

type Outcome = Result<Answer<wire::ClusterStatusResponse>, ApiError>;

/// How long the leader may take to say what it knows of the others.
const LEADER_PATIENCE: Duration = Duration::from_millis(500);

impl Api {
    pub(crate) async fn cluster_status(
        &self,
        context: &Context,
        _: wire::ClusterStatusRequest,
    ) -> Outcome {
        context.caller.check(Grant::SipAdmin)?;
        let mut here = self.status();
        if let Some(leader) = self.status_of_leader(context).await {
            for member in &mut here.members {
                let known = leader.members.iter();
                let known = known.filter(|known| known.node_id == member.node_id);
                for known in known {
                    (member.matched_index, member.lag) = (known.matched_index, known.lag);
                }
            }
        }
        Ok(here.into())
    }

    /// The leader's view: it alone knows how far the others are.
    pub(crate) async fn status_of_leader(
        &self,
        context: &Context,
    ) -> Option<wire::ClusterStatusResponse> {
        let Leader::At { address, .. } = self.plane.leader() else {
            return None;
        };
        if context.is_forwarded {
            return None;
        }
        let call = Call::of(context, &wire::ClusterStatusRequest {});
        let asked = self.hand_over(&address, SERVICE, "ClusterStatus", &call);
        let reply = timeout(LEADER_PATIENCE, asked).await.ok()?.ok()?;
        reply.read().ok()
    }

    pub(crate) async fn cluster_init(
        &self,
        context: &Context,
        _: wire::ClusterInitRequest,
    ) -> Outcome {
        self.may_change(context)?;
        self.plane.initialize().await?;
        Ok(self.status().into())
    }

    pub(crate) async fn cluster_add_learner(
        &self,
        context: &Context,
        request: wire::ClusterAddLearnerRequest,
    ) -> Outcome {
        self.may_change(context)?;
        let node = named(request.node_id)?;
        if request.address.is_empty() {
            let text = "address: write where other nodes reach this one, as host:port";
            return Err(ApiError::invalid(text).with("field", "address"));
        }
        let member = Member {
            roles: roles_from_wire(&request.roles)?,
            address: request.address,
            http: request.http,
            region: request.region,
        };
        self.plane.add_learner(node, member).await?;
        Ok(self.status().into())
    }

    pub(crate) async fn cluster_promote(
        &self,
        context: &Context,
        request: wire::ClusterPromoteRequest,
    ) -> Outcome {
        self.may_change(context)?;
        self.plane.promote(named(request.node_id)?).await?;
        Ok(self.status().into())
    }

    pub(crate) async fn cluster_demote(
        &self,
        context: &Context,
        request: wire::ClusterDemoteRequest,
    ) -> Outcome {
        self.may_change(context)?;
        self.plane.demote(named(request.node_id)?).await?;
        Ok(self.status().into())
    }

    pub(crate) async fn cluster_remove(
        &self,
        context: &Context,
        request: wire::ClusterRemoveRequest,
    ) -> Outcome {
        self.may_change(context)?;
        self.plane.remove(named(request.node_id)?).await?;
        Ok(self.status().into())
    }

    pub(crate) async fn cluster_transfer_leader(
        &self,
        context: &Context,
        request: wire::ClusterTransferLeaderRequest,
    ) -> Outcome {
        self.may_change(context)?;
        self.plane.transfer_leader(named(request.node_id)?).await?;
        Ok(self.status().into())
    }

    fn may_change(&self, context: &Context) -> Result<(), ApiError> {
        context.caller.check(Grant::SipAdmin)?;
        if self.plane.cluster().is_some() {
            return Ok(());
        }
        let text =
            "this node is alone: give it a [cluster] in its configuration, and start it anew";
        Err(ApiError::new(Code::FailedPrecondition, text))
    }

    fn status(&self) -> wire::ClusterStatusResponse {
        let status = self.plane.status();
        let members = status.members.iter();
        let members = members.map(|(id, member)| wire::ClusterMember {
            countries: self.countries_of(*id),
            load: self.load_of(*id),
            ..member_to_wire(*id, member, &status)
        });
        let staleness = self.plane.staleness();
        let cluster = self.plane.cluster();
        let alone = Member::default();
        let own = cluster.map_or(&alone, |cluster| &cluster.own);
        wire::ClusterStatusResponse {
            cluster: cluster
                .map(|cluster| cluster.name.clone())
                .unwrap_or_default(),
            node_id: status.node_id,
            state: state(status.state).to_owned(),
            leader_id: status.leader,
            term: status.term,
            revision: status.revision.0,
            staleness_ms: staleness
                .map(|since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX)),
            last_log_index: status.last_log_index,
            applied_index: status.applied_index,
            members: members.collect(),
            own: Some(wire::ClusterNode {
                node_id: status.node_id,
                address: own.address.clone(),
                http: own.http.clone(),
                region: own.region.clone(),
                roles: roles_to_wire(own.roles),
                countries: self.countries_of(status.node_id),
            }),
        }
    }
}

fn member_to_wire(id: u64, known: &MemberStatus, status: &Status) -> wire::ClusterMember {
    let member = &known.member;
    let is_leader = status.leader == Some(id);
    // What the leader has itself is no matter of replication.
    let own = status
        .last_log_index
        .filter(|_| is_leader && id == status.node_id);
    let matched = own.or(known.matched_index);
    let last = status.last_log_index.unwrap_or_default();
    wire::ClusterMember {
        node_id: id,
        address: member.address.clone(),
        http: member.http.clone(),
        region: member.region.clone(),
        roles: roles_to_wire(member.roles),
        is_voter: known.is_voter,
        is_leader,
        matched_index: matched,
        lag: matched.map(|matched| last.saturating_sub(matched)),
        ..wire::ClusterMember::default()
    }
}

fn state(state: Role) -> &'static str {
    match state {
        Role::Leader => "leader",
        Role::Follower => "follower",
        Role::Learner => "learner",
        Role::Candidate => "candidate",
        Role::Stopped => "stopped",
    }
}

fn named(node: u64) -> Result<u64, ApiError> {
    if node == 0 {
        let text = "node_id: 0 names no node: numbers begin with 1";
        return Err(ApiError::invalid(text).with("field", "node_id"));
    }
    Ok(node)
}

fn roles_to_wire(roles: Roles) -> Vec<String> {
    let words = [
        (roles.voter, "voter"),
        (roles.gateway, "gateway"),
        (roles.rooms, "rooms"),
    ];
    let words = words.into_iter().filter(|(has, _)| *has);
    words.map(|(_, word)| word.to_owned()).collect()
}

fn roles_from_wire(words: &[String]) -> Result<Roles, ApiError> {
    let mut roles = Roles::default();
    for word in words {
        match word.as_str() {
            "voter" => roles.voter = true,
            "gateway" => roles.gateway = true,
            "rooms" => roles.rooms = true,
            other => {
                let text =
                    format!("roles: {other:?} is none of \"voter\", \"gateway\" and \"rooms\"");
                return Err(ApiError::invalid(text).with("field", "roles"));
            }
        }
    }
    Ok(roles)
}
