//! Who calls, as gRPC metadata.

use std::fmt::Display;
use std::str::FromStr;

use tonic::metadata::{AsciiMetadataValue, MetadataMap};
use tonic::{Code, Status};

use crate::peers::{Hello, PeerError};

/// The cluster's name in hexadecimal, as metadata is ASCII.
const CLUSTER: &str = "tandem-cluster";
const FROM: &str = "tandem-node";
const TO: &str = "tandem-to";
const SCHEMA: &str = "tandem-schema";

pub(super) fn to_metadata(hello: &Hello, metadata: &mut MetadataMap) {
    metadata.insert(CLUSTER, value(&hex(&hello.cluster)));
    metadata.insert(FROM, value(&hello.from.to_string()));
    metadata.insert(TO, value(&hello.to.to_string()));
    metadata.insert(SCHEMA, value(&hello.schema.to_string()));
}

pub(super) fn from_metadata(metadata: &MetadataMap) -> Result<Hello, Status> {
    let cluster = text(metadata, CLUSTER)?;
    let cluster = from_hex(cluster).ok_or_else(|| unreadable(CLUSTER))?;
    Ok(Hello {
        cluster: cluster.into(),
        from: number(metadata, FROM)?,
        to: number(metadata, TO)?,
        schema: number(metadata, SCHEMA)?,
    })
}

/// What a refusal or a failure is to gRPC.
pub(super) fn to_status(error: PeerError) -> Status {
    match error {
        PeerError::Unreachable(text) => Status::unavailable(text),
        PeerError::Refused(text) => Status::permission_denied(text),
        PeerError::Failed(text) => Status::internal(text),
    }
}

/// What gRPC's answer is to the log.
pub(super) fn from_status(status: &Status) -> PeerError {
    let text = format!("{}: {}", status.code(), status.message());
    match status.code() {
        Code::PermissionDenied | Code::Unauthenticated | Code::Unimplemented => {
            PeerError::Refused(text)
        }
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled => {
            PeerError::Unreachable(text)
        }
        Code::Ok
        | Code::Unknown
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::Internal
        | Code::DataLoss => PeerError::Failed(text),
    }
}

fn value(text: &str) -> AsciiMetadataValue {
    AsciiMetadataValue::try_from(text).expect("digits and letters are metadata")
}

fn text<'m>(metadata: &'m MetadataMap, key: &'static str) -> Result<&'m str, Status> {
    let value = metadata.get(key).and_then(|value| value.to_str().ok());
    value.ok_or_else(|| unreadable(key))
}

fn number<T: FromStr>(metadata: &MetadataMap, key: &'static str) -> Result<T, Status> {
    text(metadata, key)?.parse().map_err(|_| unreadable(key))
}

fn unreadable(key: impl Display) -> Status {
    Status::permission_denied(format!("the caller does not say its {key}"))
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(digits: &str) -> Option<String> {
    let pairs = digits.as_bytes().chunks(2);
    let bytes = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    String::from_utf8(bytes.collect::<Option<_>>()?).ok()
}
