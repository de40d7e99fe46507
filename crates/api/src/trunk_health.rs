//! How outbound trunks are, as each gateway sees them.

use tandem_control_plane::trunks::{RegistrationState, TargetState, TrunkState};
use tandem_model::TrunkId;
use tandem_wire::admin as wire;

use crate::admin::SERVICE;
use crate::auth::Grant;
use crate::context::Context;
use crate::to_wire::timestamp;
use crate::twirp::Call;
use crate::{Answer, Api, ApiError};

impl Api {
    pub(crate) async fn list_trunk_health(
        &self,
        context: &Context,
        request: wire::ListTrunkHealthRequest,
    ) -> Result<Answer<wire::ListTrunkHealthResponse>, ApiError> {
        context.caller.check(Grant::SipAdmin)?;
        let ids = &request.trunk_ids;
        let is_wanted = |id: &TrunkId| ids.is_empty() || ids.iter().any(|one| one == id.as_str());
        let own = self.plane.trunk_states().list().into_iter();
        let own = own.filter(|(id, _)| is_wanted(id));
        let mut items: Vec<_> = own
            .map(|(id, state)| self.trunk_health(&id, &state))
            .collect();
        let asked = Call::of(context, &request);
        let replies = self.answers_of_others((SERVICE, "ListTrunkHealth"), &asked);
        let others = replies.await.into_iter();
        let others = others.filter_map(|reply| reply.read::<wire::ListTrunkHealthResponse>().ok());
        items.extend(others.flat_map(|other| other.items));
        items.sort_by(|one, other| {
            (&one.trunk_id, one.node_id).cmp(&(&other.trunk_id, other.node_id))
        });
        Ok(wire::ListTrunkHealthResponse { items }.into())
    }

    fn trunk_health(&self, id: &TrunkId, state: &TrunkState) -> wire::TrunkHealth {
        let catalog = self.plane.catalog();
        let name = catalog
            .outbound_trunk(id)
            .map(|trunk| trunk.spec.name.to_string());
        wire::TrunkHealth {
            trunk_id: id.to_string(),
            name: name.unwrap_or_default(),
            node_id: self.plane.node_id(),
            fault: state.fault.as_deref().unwrap_or_default().to_owned(),
            targets: state.targets.iter().map(target).collect(),
            registration: state.registration.as_ref().map(registration),
        }
    }
}

fn target(target: &TargetState) -> wire::TargetHealth {
    let round_trip = target.round_trip.unwrap_or_default();
    wire::TargetHealth {
        transport: target.transport.to_owned(),
        address: target.address.to_string(),
        state: target.health.as_str().to_owned(),
        status: target.status.unwrap_or_default().into(),
        round_trip_ms: round_trip.as_secs_f32() * 1000.0,
    }
}

fn registration(state: &RegistrationState) -> wire::TrunkRegistration {
    wire::TrunkRegistration {
        registrar: state.registrar.to_string(),
        state: state.stage.as_str().to_owned(),
        status: state.status.unwrap_or_default().into(),
        expires_at: state.expires_at.map(timestamp),
        failures: state.failures,
    }
}
