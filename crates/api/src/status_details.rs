//! The details of a gRPC status, as the libraries of gRPC read them: one `google.rpc.ErrorInfo` in a `google.rpc.Status`.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use prost::Message;
use tandem_wire::livekit::SipStatus;

use crate::ApiError;

const ERROR_INFO: &str = "type.googleapis.com/google.rpc.ErrorInfo";

const SIP_STATUS: &str = "type.googleapis.com/livekit.SIPStatus";

/// Says whose reasons these are.
const DOMAIN: &str = "tandem";

/// `google.rpc.Status`.
#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<Detail>,
}

/// `google.protobuf.Any`.
#[derive(Clone, PartialEq, Message)]
struct Detail {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

/// `google.rpc.ErrorInfo`.
#[derive(Clone, PartialEq, Message)]
struct ErrorInfo {
    #[prost(string, tag = "1")]
    reason: String,
    #[prost(string, tag = "2")]
    domain: String,
    #[prost(btree_map = "string, string", tag = "3")]
    metadata: BTreeMap<String, String>,
}

/// The octets of `grpc-status-details-bin`; the reason is `meta.reason`, or else Twirp's word for the code.
pub(crate) fn encode(code: tonic::Code, error: &ApiError) -> Bytes {
    let reason = error.meta.get("reason").map(String::as_str);
    let info = ErrorInfo {
        reason: reason.unwrap_or(error.code.name()).to_owned(),
        domain: DOMAIN.to_owned(),
        metadata: error
            .meta
            .iter()
            .map(|(key, value)| (key.to_string(), value.clone()))
            .collect(),
    };
    let info = Detail {
        type_url: ERROR_INFO.to_owned(),
        value: info.encode_to_vec(),
    };
    let status = Status {
        code: code.into(),
        message: error.message.clone(),
        details: sip_status(error).into_iter().chain([info]).collect(),
    };
    status.encode_to_vec().into()
}

/// The SIP status that an error is about, as LiveKit's libraries read it.
fn sip_status(error: &ApiError) -> Option<Detail> {
    let code = error.meta.get("sip_status_code")?.parse().ok()?;
    let status = error.meta.get("sip_status").cloned().unwrap_or_default();
    Some(Detail {
        type_url: SIP_STATUS.to_owned(),
        value: SipStatus { code, status }.encode_to_vec(),
    })
}

/// The details of an error over Twirp: a status with nothing but the SIP status, in base64 (reference §1.3).
pub(crate) fn error_details(code: tonic::Code, error: &ApiError) -> String {
    let status = Status {
        code: code.into(),
        message: error.message.clone(),
        details: sip_status(error).into_iter().collect(),
    };
    STANDARD.encode(status.encode_to_vec())
}
