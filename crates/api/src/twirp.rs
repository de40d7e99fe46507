//! Twirp over HTTP: JSON and protobuf (reference §1.1, §1.2).

use std::future::Future;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, ETAG, HeaderValue};
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tandem_model::Revision;

use crate::context::Context;
use crate::{Answer, Api, ApiError, Code, json, videosdk};

/// How a body is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Json,
    Protobuf,
}

impl Encoding {
    /// Reads a content type; its parameters mean nothing.
    pub(crate) fn of(content_type: &str) -> Option<Self> {
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        if kind.eq_ignore_ascii_case("application/json") {
            Some(Self::Json)
        } else if kind.eq_ignore_ascii_case("application/protobuf") {
            Some(Self::Protobuf)
        } else {
            None
        }
    }

    fn read<T: Message + Default + DeserializeOwned>(
        self,
        body: Bytes,
        amend: fn(Value) -> Value,
    ) -> Result<T, ApiError> {
        let unreadable = |text| ApiError::new(Code::Malformed, text);
        match self {
            Self::Json => json::read(&body)
                .and_then(|value| serde_json::from_value(amend(value)))
                .map_err(|error| {
                    unreadable("the json request could not be decoded")
                        .with("cause", error.to_string())
                }),
            Self::Protobuf => {
                T::decode(body).map_err(|_| unreadable("the protobuf request could not be decoded"))
            }
        }
    }

    fn write<T: Message + Serialize>(self, answer: &Answer<T>) -> Result<Reply, ApiError> {
        let body = match self {
            Self::Json => serde_json::to_vec(&answer.message)
                .map_err(|error| ApiError::new(Code::Internal, error.to_string()))?,
            Self::Protobuf => answer.message.encode_to_vec(),
        };
        Ok(Reply {
            encoding: self,
            body: body.into(),
            revision: answer.revision,
        })
    }

    /// The content type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Protobuf => "application/protobuf",
        }
    }
}

/// One call of one method.
#[derive(Clone)]
pub(crate) struct Call {
    /// How the body is written; an unknown content type is an error of a known method only.
    pub(crate) encoding: Result<Encoding, ApiError>,
    pub(crate) body: Bytes,
    pub(crate) context: Context,
}

/// What a call led to, written.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) encoding: Encoding,
    pub(crate) body: Bytes,
    pub(crate) revision: Option<Revision>,
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = ([(CONTENT_TYPE, self.encoding.name())], self.body).into_response();
        if let Some(revision) = self.revision {
            let headers = response.headers_mut();
            headers.insert("tandem-revision", HeaderValue::from(revision.0));
            // What `If-Match` is made of.
            if let Ok(tag) = HeaderValue::try_from(format!("\"{revision}\"")) {
                headers.insert(ETAG, tag);
            }
        }
        response
    }
}

impl Call {
    async fn serve<Req, Res, Fut>(
        self,
        api: &Api,
        amend: fn(Value) -> Value,
        run: impl FnOnce(Context, Req) -> Fut,
    ) -> Result<Reply, ApiError>
    where
        Req: Message + Default + DeserializeOwned,
        Res: Message + Serialize,
        Fut: Future<Output = Result<Answer<Res>, ApiError>>,
    {
        let encoding = self.encoding?;
        let request = encoding.read(self.body, amend)?;
        api.catch_up(&self.context).await?;
        encoding.write(&run(self.context, request).await?)
    }
}

macro_rules! routes {
    ($api:ident, $call:ident, $amend:ident, $service:ident, $method:ident: $($path:literal { $($name:literal => $function:ident,)+ })+) => {
        match ($service, $method) {
            $($(($path, $name) => {
                $call.serve($api, $amend, |context, request| async move { $api.$function(&context, request).await }).await
            })+)+
            _ => return None,
        }
    };
}

impl Api {
    /// Serves one method on this node; `None` when there is no such method.
    pub(crate) async fn here(
        &self,
        service: &str,
        method: &str,
        call: Call,
    ) -> Option<Result<Reply, ApiError>> {
        if service == videosdk::SERVICE {
            return Some(self.videosdk(method, call).await);
        }
        let amend = match method {
            "CreateSIPInboundTrunk" | "CreateSIPOutboundTrunk" => json::wrap_trunk,
            _ => |value| value,
        };
        Some(routes! { self, call, amend, service, method:
            "livekit.SIP" {
                "ListSIPTrunk" => list_sip_trunk,
                "CreateSIPInboundTrunk" => create_sip_inbound_trunk,
                "CreateSIPOutboundTrunk" => create_sip_outbound_trunk,
                "UpdateSIPInboundTrunk" => update_sip_inbound_trunk,
                "UpdateSIPOutboundTrunk" => update_sip_outbound_trunk,
                "GetSIPInboundTrunk" => get_sip_inbound_trunk,
                "GetSIPOutboundTrunk" => get_sip_outbound_trunk,
                "ListSIPInboundTrunk" => list_sip_inbound_trunk,
                "ListSIPOutboundTrunk" => list_sip_outbound_trunk,
                "DeleteSIPTrunk" => delete_sip_trunk,
                "CreateSIPDispatchRule" => create_sip_dispatch_rule,
                "UpdateSIPDispatchRule" => update_sip_dispatch_rule,
                "ListSIPDispatchRule" => list_sip_dispatch_rule,
                "DeleteSIPDispatchRule" => delete_sip_dispatch_rule,
                "CreateSIPParticipant" => create_sip_participant,
                "TransferSIPParticipant" => transfer_sip_participant,
            }
            "livekit.RoomService" {
                "CreateRoom" => create_room,
                "ListRooms" => list_rooms,
                "DeleteRoom" => delete_room,
                "ListParticipants" => list_participants,
                "GetParticipant" => get_participant,
                "RemoveParticipant" => remove_participant,
                "MoveParticipant" => move_participant,
            }
            "tandem.admin.v1.Admin" {
                "Explain" => explain,
                "ListCalls" => list_calls,
                "GetCall" => get_call,
                "TraceCall" => trace_call,
                "SetCountryRoute" => set_country_route,
                "ListCountryRoutes" => list_country_routes,
                "ListTrunkHealth" => list_trunk_health,
                "DeleteCountryRoute" => delete_country_route,
                "ExplainPlacement" => explain_placement,
                "ClusterStatus" => cluster_status,
                "ClusterInit" => cluster_init,
                "ClusterAddLearner" => cluster_add_learner,
                "ClusterPromote" => cluster_promote,
                "ClusterDemote" => cluster_demote,
                "ClusterRemove" => cluster_remove,
                "ClusterTransferLeader" => cluster_transfer_leader,
            }
        })
    }
}
