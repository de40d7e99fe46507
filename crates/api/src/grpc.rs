//! The same functions over gRPC, with health and reflection.

use prost::Message;
use tandem_wire::admin as admin_wire;
use tandem_wire::livekit as wire;
use tonic::{Request, Response, Status};

use crate::auth::Keys;
use crate::context::Context;
use crate::http_server::NO_TEXT;
use crate::twirp::{Call, Encoding};
use crate::watch::{Step, Steps};
use crate::{Answer, Api, ApiError, Code};

/// A gRPC service over the functions.
#[derive(Clone)]
pub(crate) struct Grpc {
    pub(crate) api: Api,
    pub(crate) keys: Keys,
}

impl Grpc {
    /// Who asks, and what comes with the request.
    fn context<T>(&self, request: &Request<T>, route: &str) -> Result<Context, Status> {
        let metadata = request.metadata();
        let text = |name: &'static str| {
            metadata
                .get(name)
                .map(|value| value.to_str().unwrap_or(NO_TEXT))
                .unwrap_or_default()
        };
        let caller = self
            .keys
            .caller(text("authorization"), "")
            .map_err(|text| Status::from(ApiError::new(Code::Unauthenticated, text)))?;
        Ok(Context::read(caller, route, text)?)
    }

    /// Asks another node for what this one could not decide.
    async fn elsewhere<T: Message + Default>(
        &self,
        (service, method): (&str, &str),
        context: Context,
        request: &impl Message,
        first: ApiError,
    ) -> Result<Answer<T>, ApiError> {
        let call = Call {
            encoding: Ok(Encoding::Protobuf),
            body: request.encode_to_vec().into(),
            context,
        };
        let reply = self.api.elsewhere(service, method, call, first).await?;
        let message = T::decode(reply.body);
        Ok(Answer {
            message: message.map_err(|error| ApiError::new(Code::Internal, error.to_string()))?,
            revision: reply.revision,
        })
    }
}

fn answered<T>(answer: Answer<T>) -> Response<T> {
    let mut response = Response::new(answer.message);
    if let Some(revision) = answer.revision {
        response
            .metadata_mut()
            .insert("tandem-revision", revision.0.into());
    }
    response
}

macro_rules! service {
    ($service:path as $path:literal { $($name:ident as $method:literal($request:path) -> $response:path;)+ } $($more:item)*) => {
        #[tonic::async_trait]
        impl $service for Grpc {
            $($more)*

            $(async fn $name(&self, request: Request<$request>) -> Result<Response<$response>, Status> {
                let context = self.context(&request, concat!($path, "/", $method))?;
                self.api.catch_up(&context).await?;
                let request = request.into_inner();
                let first = self.api.$name(&context, request.clone()).await;
                let answer = match first {
                    Err(error) if error.undecided().is_some() => {
                        self.elsewhere(($path, $method), context, &request, error).await
                    }
                    decided => decided,
                };
                Ok(answered(answer?))
            })+
        }
    };
}

service! {
    wire::sip_server::Sip as "livekit.SIP" {
        list_sip_trunk as "ListSIPTrunk"(wire::ListSipTrunkRequest) -> wire::ListSipTrunkResponse;
        create_sip_inbound_trunk as "CreateSIPInboundTrunk"(wire::CreateSipInboundTrunkRequest) -> wire::SipInboundTrunkInfo;
        create_sip_outbound_trunk as "CreateSIPOutboundTrunk"(wire::CreateSipOutboundTrunkRequest) -> wire::SipOutboundTrunkInfo;
        update_sip_inbound_trunk as "UpdateSIPInboundTrunk"(wire::UpdateSipInboundTrunkRequest) -> wire::SipInboundTrunkInfo;
        update_sip_outbound_trunk as "UpdateSIPOutboundTrunk"(wire::UpdateSipOutboundTrunkRequest) -> wire::SipOutboundTrunkInfo;
        get_sip_inbound_trunk as "GetSIPInboundTrunk"(wire::GetSipInboundTrunkRequest) -> wire::GetSipInboundTrunkResponse;
        get_sip_outbound_trunk as "GetSIPOutboundTrunk"(wire::GetSipOutboundTrunkRequest) -> wire::GetSipOutboundTrunkResponse;
        list_sip_inbound_trunk as "ListSIPInboundTrunk"(wire::ListSipInboundTrunkRequest) -> wire::ListSipInboundTrunkResponse;
        list_sip_outbound_trunk as "ListSIPOutboundTrunk"(wire::ListSipOutboundTrunkRequest) -> wire::ListSipOutboundTrunkResponse;
        delete_sip_trunk as "DeleteSIPTrunk"(wire::DeleteSipTrunkRequest) -> wire::SipTrunkInfo;
        create_sip_dispatch_rule as "CreateSIPDispatchRule"(wire::CreateSipDispatchRuleRequest) -> wire::SipDispatchRuleInfo;
        update_sip_dispatch_rule as "UpdateSIPDispatchRule"(wire::UpdateSipDispatchRuleRequest) -> wire::SipDispatchRuleInfo;
        list_sip_dispatch_rule as "ListSIPDispatchRule"(wire::ListSipDispatchRuleRequest) -> wire::ListSipDispatchRuleResponse;
        delete_sip_dispatch_rule as "DeleteSIPDispatchRule"(wire::DeleteSipDispatchRuleRequest) -> wire::SipDispatchRuleInfo;
        create_sip_participant as "CreateSIPParticipant"(wire::CreateSipParticipantRequest) -> wire::SipParticipantInfo;
        transfer_sip_participant as "TransferSIPParticipant"(wire::TransferSipParticipantRequest) -> wire::TransferSipParticipantResponse;
    }
}

service! {
    wire::room_service_server::RoomService as "livekit.RoomService" {
        create_room as "CreateRoom"(wire::CreateRoomRequest) -> wire::Room;
        list_rooms as "ListRooms"(wire::ListRoomsRequest) -> wire::ListRoomsResponse;
        delete_room as "DeleteRoom"(wire::DeleteRoomRequest) -> wire::DeleteRoomResponse;
        list_participants as "ListParticipants"(wire::ListParticipantsRequest) -> wire::ListParticipantsResponse;
        get_participant as "GetParticipant"(wire::RoomParticipantIdentity) -> wire::ParticipantInfo;
        remove_participant as "RemoveParticipant"(wire::RoomParticipantIdentity) -> wire::RemoveParticipantResponse;
        move_participant as "MoveParticipant"(wire::MoveParticipantRequest) -> wire::MoveParticipantResponse;
    }
}

service! {
    admin_wire::admin_server::Admin as "tandem.admin.v1.Admin" {
        explain as "Explain"(admin_wire::ExplainRequest) -> admin_wire::ExplainResponse;
        list_calls as "ListCalls"(admin_wire::ListCallsRequest) -> admin_wire::ListCallsResponse;
        get_call as "GetCall"(admin_wire::GetCallRequest) -> admin_wire::Call;
        trace_call as "TraceCall"(admin_wire::TraceCallRequest) -> admin_wire::CallTrace;
        set_country_route as "SetCountryRoute"(admin_wire::SetCountryRouteRequest) -> admin_wire::CountryRoute;
        list_trunk_health as "ListTrunkHealth"(admin_wire::ListTrunkHealthRequest) -> admin_wire::ListTrunkHealthResponse;
        list_country_routes as "ListCountryRoutes"(admin_wire::ListCountryRoutesRequest) -> admin_wire::ListCountryRoutesResponse;
        delete_country_route as "DeleteCountryRoute"(admin_wire::DeleteCountryRouteRequest) -> admin_wire::CountryRoute;
        explain_placement as "ExplainPlacement"(admin_wire::ExplainPlacementRequest) -> admin_wire::ExplainPlacementResponse;
        cluster_status as "ClusterStatus"(admin_wire::ClusterStatusRequest) -> admin_wire::ClusterStatusResponse;
        cluster_init as "ClusterInit"(admin_wire::ClusterInitRequest) -> admin_wire::ClusterStatusResponse;
        cluster_add_learner as "ClusterAddLearner"(admin_wire::ClusterAddLearnerRequest) -> admin_wire::ClusterStatusResponse;
        cluster_promote as "ClusterPromote"(admin_wire::ClusterPromoteRequest) -> admin_wire::ClusterStatusResponse;
        cluster_demote as "ClusterDemote"(admin_wire::ClusterDemoteRequest) -> admin_wire::ClusterStatusResponse;
        cluster_remove as "ClusterRemove"(admin_wire::ClusterRemoveRequest) -> admin_wire::ClusterStatusResponse;
        cluster_transfer_leader as "ClusterTransferLeader"(admin_wire::ClusterTransferLeaderRequest) -> admin_wire::ClusterStatusResponse;
    }

    type WatchStream = Changes;

    async fn watch(
        &self,
        request: Request<admin_wire::WatchRequest>,
    ) -> Result<Response<Changes>, Status> {
        let context = self.context(&request, "tandem.admin.v1.Admin/Watch")?;
        let watch = self.api.watch(&context, request.into_inner().from)?;
        Ok(Response::new(watch.into_stream(response)))
    }
}

/// The answers of a watch.
type Changes = Steps<fn(Step) -> Result<admin_wire::WatchResponse, Status>>;

fn response(step: Step) -> Result<admin_wire::WatchResponse, Status> {
    match step {
        Step::Change(change) => Ok(admin_wire::WatchResponse {
            change: Some(*change),
        }),
        Step::Heartbeat => Ok(admin_wire::WatchResponse::default()),
        Step::End(error) => Err(error.into()),
    }
}
