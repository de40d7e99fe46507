//! Twirp over HTTP: JSON and protobuf (reference §1.1, §1.2).

use std::future::Future;

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use prost::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::sip_service::Context;
use crate::{Answer, Api, ApiError, Code, json};

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

    fn write<T: Message + Serialize>(self, answer: &Answer<T>) -> Response {
        let (kind, body) = match self {
            Self::Json => match serde_json::to_vec(&answer.message) {
                Ok(body) => ("application/json", body),
                Err(error) => {
                    return ApiError::new(Code::Internal, error.to_string()).into_response();
                }
            },
            Self::Protobuf => ("application/protobuf", answer.message.encode_to_vec()),
        };
        let mut response = ([(CONTENT_TYPE, kind)], body).into_response();
        if let Some(revision) = answer.revision {
            response
                .headers_mut()
                .insert("tandem-revision", HeaderValue::from(revision.0));
        }
        response
    }
}

/// One call of one method.
pub(crate) struct Call {
    /// How the body is written; an unknown content type is an error of a known method only.
    pub(crate) encoding: Result<Encoding, ApiError>,
    pub(crate) body: Bytes,
    pub(crate) context: Context,
}

impl Call {
    async fn serve<Req, Res, Fut>(
        self,
        amend: fn(Value) -> Value,
        run: impl FnOnce(Context, Req) -> Fut,
    ) -> Response
    where
        Req: Message + Default + DeserializeOwned,
        Res: Message + Serialize,
        Fut: Future<Output = Result<Answer<Res>, ApiError>>,
    {
        let encoding = match self.encoding {
            Ok(encoding) => encoding,
            Err(error) => return error.into_response(),
        };
        let request = match encoding.read(self.body, amend) {
            Ok(request) => request,
            Err(error) => return error.into_response(),
        };
        match run(self.context, request).await {
            Ok(answer) => encoding.write(&answer),
            Err(error) => error.into_response(),
        }
    }
}

macro_rules! routes {
    ($api:ident, $call:ident, $amend:ident, $service:ident, $method:ident: $($path:literal { $($name:literal => $function:ident,)+ })+) => {
        match ($service, $method) {
            $($(($path, $name) => {
                $call.serve($amend, |context, request| async move { $api.$function(&context, request).await }).await
            })+)+
            _ => return None,
        }
    };
}

impl Api {
    /// Serves one method; `None` when there is no such method.
    pub(crate) async fn twirp(&self, service: &str, method: &str, call: Call) -> Option<Response> {
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
            }
            "tandem.admin.v1.Admin" {
                "Explain" => explain,
                "ListCalls" => list_calls,
                "GetCall" => get_call,
            }
        })
    }
}
