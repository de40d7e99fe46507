//! Answers and errors as this dialect writes them.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CONTENT_TYPE, ETAG, HeaderValue, RETRY_AFTER};
use serde_json::{Value, json};
use tandem_model::Timestamp;

use crate::twirp::Reply;
use crate::{ApiError, Code};

/// Seconds after which somebody who was too fast may come again.
const RETRY_AFTER_S: u64 = 1;

/// A success.
pub(crate) fn success(status: u16, reply: Reply, request_id: &str) -> Response {
    let mut response = reply.into_response();
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    named(response, request_id)
}

/// An error: `message` is what the SDKs show.
pub(crate) fn failure(error: &ApiError, request_id: &str) -> Response {
    let status = status(error.code);
    let code = error
        .meta
        .get("reason")
        .map_or(error.code.name(), String::as_str);
    let mut body = json!({
        "statusCode": status.as_u16(),
        "message": error.message,
        "code": code,
        "requestId": request_id,
    });
    for name in ["field", "conflicts_with", "revision", "applied"] {
        if let Some(value) = error.meta.get(name) {
            body[name] = value.as_str().into();
        }
    }
    let kind = [(CONTENT_TYPE, "application/json")];
    let mut response = (status, kind, body.to_string()).into_response();
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_S));
    }
    named(response, request_id)
}

fn named(mut response: Response, request_id: &str) -> Response {
    if let Ok(id) = HeaderValue::try_from(request_id) {
        response.headers_mut().insert("x-request-id", id);
    }
    if response.status().is_client_error() || response.status().is_server_error() {
        response.headers_mut().remove(ETAG);
    }
    response
}

fn status(code: Code) -> StatusCode {
    match code {
        // Of a condition: the catalog has moved.
        Code::Aborted => StatusCode::PRECONDITION_FAILED,
        Code::FailedPrecondition => StatusCode::CONFLICT,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::OutOfRange => StatusCode::PAYLOAD_TOO_LARGE,
        Code::BadRoute => StatusCode::METHOD_NOT_ALLOWED,
        Code::InvalidArgument
        | Code::Malformed
        | Code::Canceled
        | Code::NotFound
        | Code::Unauthenticated
        | Code::PermissionDenied
        | Code::AlreadyExists
        | Code::ResourceExhausted
        | Code::Unimplemented
        | Code::Unavailable
        | Code::Unknown
        | Code::Internal => code.status(),
    }
}

/// A time as ISO 8601 with milliseconds.
pub(crate) fn time(at: Timestamp) -> Value {
    let millis = i64::try_from(at.unix_nanos / 1_000_000).unwrap_or(i64::MAX);
    let time = chrono::DateTime::from_timestamp_millis(millis);
    time.map_or(Value::Null, |time| {
        time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string().into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_milliseconds() {
        let at = Timestamp {
            unix_nanos: 1_778_493_600_007_999_999,
        };
        assert_eq!(time(at), "2026-05-11T10:00:00.007Z");
    }
}
