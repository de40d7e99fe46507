use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};
use tandem_control_plane::ExecuteError;
use tandem_provisioning::Refusal;
use tonic::metadata::MetadataMap;

use crate::status_details;

/// An answer that is an error: the same in Twirp and gRPC.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ApiError {
    /// What kind of error.
    pub code: Code,
    /// What to tell.
    pub message: String,
    /// For programs.
    pub meta: BTreeMap<&'static str, String>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:literal, $grpc:ident;)+) => {
        /// Twirp's error codes.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// The name in a Twirp body.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The HTTP status.
            #[must_use]
            pub fn status(self) -> StatusCode {
                let status: u16 = match self { $(Self::$variant => $status,)+ };
                StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }

            /// The gRPC code.
            #[must_use]
            pub fn grpc(self) -> tonic::Code {
                match self { $(Self::$variant => tonic::Code::$grpc,)+ }
            }
        }
    };
}

codes! {
    /// The request is wrong.
    InvalidArgument = "invalid_argument", 400, InvalidArgument;
    /// The request cannot be read.
    Malformed = "malformed", 400, InvalidArgument;
    /// It took too long.
    DeadlineExceeded = "deadline_exceeded", 408, DeadlineExceeded;
    /// The named thing is not there.
    NotFound = "not_found", 404, NotFound;
    /// There is no such method.
    BadRoute = "bad_route", 404, Unimplemented;
    /// The token does not allow it.
    Unauthenticated = "unauthenticated", 401, Unauthenticated;
    /// A bound is reached, or the client is too slow for it.
    ResourceExhausted = "resource_exhausted", 429, ResourceExhausted;
    /// Somebody else was faster.
    Aborted = "aborted", 409, Aborted;
    /// Not built yet.
    Unimplemented = "unimplemented", 501, Unimplemented;
    /// Not now.
    Unavailable = "unavailable", 503, Unavailable;
    /// Ours.
    Internal = "internal", 500, Internal;
    /// It may have happened.
    Unknown = "unknown", 500, Unknown;
}

impl ApiError {
    /// An error without meta.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            meta: BTreeMap::new(),
        }
    }

    /// A wrong request.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidArgument, message)
    }

    /// With one more word for programs.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.meta.insert(key, value.into());
        self
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let text = refusal.to_string();
        match refusal {
            Refusal::Invalid { field, .. } => Self::invalid(text).with("field", field),
            Refusal::NotFound { .. } => Self::new(Code::NotFound, text),
            Refusal::Conflict { other, .. } => Self::invalid(text)
                .with("reason", "conflict")
                .with("conflicts_with", other),
            Refusal::RevisionMismatch { actual, .. } => Self::new(Code::Aborted, text)
                .with("reason", "conflict")
                .with("revision", actual.to_string()),
        }
    }
}

impl From<ExecuteError> for ApiError {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Refused(refusal) => refusal.into(),
            ExecuteError::NotApplied(_) => {
                Self::new(Code::Unavailable, error.to_string()).with("applied", "no")
            }
            ExecuteError::Unknown(_) => {
                Self::new(Code::Unknown, error.to_string()).with("applied", "unknown")
            }
        }
    }
}

impl From<ApiError> for tonic::Status {
    fn from(error: ApiError) -> Self {
        let mut metadata = MetadataMap::new();
        for (key, value) in &error.meta {
            // What is not ASCII stands in the message as well.
            if let Ok(value) = value.parse() {
                metadata.insert(*key, value);
            }
        }
        let code = error.code.grpc();
        let details = status_details::encode(code, &error);
        Self::with_details_and_metadata(code, error.message, details, metadata)
    }
}

impl ApiError {
    /// The body of a Twirp error.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({ "code": self.code.name(), "msg": self.message });
        if !self.meta.is_empty() {
            body["meta"] = json!(self.meta);
        }
        body
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = self.body();
        let headers = [(http::header::CONTENT_TYPE, "application/json")];
        (self.code.status(), headers, body.to_string()).into_response()
    }
}
