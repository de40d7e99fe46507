//! The same functions over gRPC, with health and reflection.

use tandem_wire::admin as admin_wire;
use tandem_wire::livekit as wire;
use tonic::{Request, Response, Status};

use crate::auth::Keys;
use crate::http_server::{NO_TEXT, expected_revision};
use crate::sip_service::Context;
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
    fn context<T>(&self, request: &Request<T>) -> Result<Context, Status> {
        let text = |name: &str| {
            request
                .metadata()
                .get(name)
                .map(|value| value.to_str().unwrap_or(NO_TEXT))
                .unwrap_or_default()
        };
        let caller = self
            .keys
            .caller(text("authorization"), "")
            .map_err(|text| Status::from(ApiError::new(Code::Unauthenticated, text)))?;
        Ok(Context {
            caller,
            expected_revision: expected_revision(text("tandem-expected-revision"))?,
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
    ($service:path { $($name:ident($request:path) -> $response:path;)+ } $($more:item)*) => {
        #[tonic::async_trait]
        impl $service for Grpc {
            $($more)*
            $(async fn $name(&self, request: Request<$request>) -> Result<Response<$response>, Status> {
                let context = self.context(&request)?;
                Ok(answered(self.api.$name(&context, request.into_inner()).await?))
            })+
        }
    };
}

service! {
    wire::sip_server::Sip {
        list_sip_trunk(wire::ListSipTrunkRequest) -> wire::ListSipTrunkResponse;
        create_sip_inbound_trunk(wire::CreateSipInboundTrunkRequest) -> wire::SipInboundTrunkInfo;
        create_sip_outbound_trunk(wire::CreateSipOutboundTrunkRequest) -> wire::SipOutboundTrunkInfo;
        update_sip_inbound_trunk(wire::UpdateSipInboundTrunkRequest) -> wire::SipInboundTrunkInfo;
        update_sip_outbound_trunk(wire::UpdateSipOutboundTrunkRequest) -> wire::SipOutboundTrunkInfo;
        get_sip_inbound_trunk(wire::GetSipInboundTrunkRequest) -> wire::GetSipInboundTrunkResponse;
        get_sip_outbound_trunk(wire::GetSipOutboundTrunkRequest) -> wire::GetSipOutboundTrunkResponse;
        list_sip_inbound_trunk(wire::ListSipInboundTrunkRequest) -> wire::ListSipInboundTrunkResponse;
        list_sip_outbound_trunk(wire::ListSipOutboundTrunkRequest) -> wire::ListSipOutboundTrunkResponse;
        delete_sip_trunk(wire::DeleteSipTrunkRequest) -> wire::SipTrunkInfo;
        create_sip_dispatch_rule(wire::CreateSipDispatchRuleRequest) -> wire::SipDispatchRuleInfo;
        update_sip_dispatch_rule(wire::UpdateSipDispatchRuleRequest) -> wire::SipDispatchRuleInfo;
        list_sip_dispatch_rule(wire::ListSipDispatchRuleRequest) -> wire::ListSipDispatchRuleResponse;
        delete_sip_dispatch_rule(wire::DeleteSipDispatchRuleRequest) -> wire::SipDispatchRuleInfo;
        create_sip_participant(wire::CreateSipParticipantRequest) -> wire::SipParticipantInfo;
        transfer_sip_participant(wire::TransferSipParticipantRequest) -> wire::TransferSipParticipantResponse;
    }
}

service! {
    wire::room_service_server::RoomService {
        create_room(wire::CreateRoomRequest) -> wire::Room;
        list_rooms(wire::ListRoomsRequest) -> wire::ListRoomsResponse;
        delete_room(wire::DeleteRoomRequest) -> wire::DeleteRoomResponse;
        list_participants(wire::ListParticipantsRequest) -> wire::ListParticipantsResponse;
        get_participant(wire::RoomParticipantIdentity) -> wire::ParticipantInfo;
        remove_participant(wire::RoomParticipantIdentity) -> wire::RemoveParticipantResponse;
    }
}

service! {
    admin_wire::admin_server::Admin {
        explain(admin_wire::ExplainRequest) -> admin_wire::ExplainResponse;
        list_calls(admin_wire::ListCallsRequest) -> admin_wire::ListCallsResponse;
        get_call(admin_wire::GetCallRequest) -> admin_wire::Call;
    }

    type WatchStream = Changes;

    async fn watch(
        &self,
        request: Request<admin_wire::WatchRequest>,
    ) -> Result<Response<Changes>, Status> {
        let context = self.context(&request)?;
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
