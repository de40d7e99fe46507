//! The details of a gRPC status, as the libraries of gRPC read them: one `google.rpc.ErrorInfo` in a `google.rpc.Status`.

use std::collections::BTreeMap;

use bytes::Bytes;
use prost::Message;

use crate::ApiError;

const ERROR_INFO: &str = "type.googleapis.com/google.rpc.ErrorInfo";

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
    let status = Status {
        code: code.into(),
        message: error.message.clone(),
        details: vec![Detail {
            type_url: ERROR_INFO.to_owned(),
            value: info.encode_to_vec(),
        }],
    };
    status.encode_to_vec().into()
}
