use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::{Value, json};
use tandem_control_plane::{ExecuteError, MembershipError, NotApplied};
use tandem_provisioning::Refusal;
use tonic::metadata::{AsciiMetadataKey, MetadataMap};

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
    pub meta: BTreeMap<Cow<'static, str>, String>,
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

            /// The code of a name.
            pub(crate) fn of_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
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
    /// Nobody answered, or who asked has gone.
    Canceled = "canceled", 408, Cancelled;
    /// It took too long; a write may have happened.
    DeadlineExceeded = "deadline_exceeded", 408, DeadlineExceeded;
    /// The named thing is not there.
    NotFound = "not_found", 404, NotFound;
    /// There is no such method.
    BadRoute = "bad_route", 404, Unimplemented;
    /// The token does not allow it.
    Unauthenticated = "unauthenticated", 401, Unauthenticated;
    /// The far side does not allow it.
    PermissionDenied = "permission_denied", 403, PermissionDenied;
    /// A value is beyond what the far side takes.
    OutOfRange = "out_of_range", 400, OutOfRange;
    /// It has been done, by another request.
    AlreadyExists = "already_exists", 409, AlreadyExists;
    /// Something else must be done before.
    FailedPrecondition = "failed_precondition", 412, FailedPrecondition;
    /// A bound is reached, or the client is too slow for it.
    ResourceExhausted = "resource_exhausted", 429, ResourceExhausted;
    /// Somebody else was faster.
    Aborted = "aborted", 409, Aborted;
    /// Not built yet.
    Unimplemented = "unimplemented", 501, Unimplemented;
    /// Not now.
    Unavailable = "unavailable", 503, Unavailable;
    /// The far side said what nobody understands.
    Unknown = "unknown", 500, Unknown;
    /// Ours.
    Internal = "internal", 500, Internal;
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
    pub fn with(mut self, key: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.meta.insert(key.into(), value.into());
        self
    }
}

/// What is known of a write that nobody has decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Applied {
    /// It has not happened.
    No,
    /// It may have happened.
    Unknown,
}

impl ApiError {
    /// A write that has not happened, and may be tried again.
    pub(crate) fn not_applied(message: impl Into<String>) -> Self {
        Self::new(Code::Unavailable, message).with("applied", "no")
    }

    /// A write that may have happened.
    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self::new(Code::DeadlineExceeded, message).with("applied", "unknown")
    }

    /// Of a write that nobody has decided: what is known of it. Such a one may be asked again, under the same name.
    pub(crate) fn undecided(&self) -> Option<Applied> {
        let applied = self.meta.get("applied").map(String::as_str);
        match (self.code, applied) {
            (Code::Unavailable, Some("no")) => Some(Applied::No),
            (Code::DeadlineExceeded, Some(_)) => Some(Applied::Unknown),
            _ => None,
        }
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
            ExecuteError::NameTaken(revision) => Self::new(
                Code::AlreadyExists,
                "this idempotency key has been used for another request: send a new key",
            )
            .with("reason", "idempotency-key-used")
            .with("revision", revision.to_string()),
            ExecuteError::NotApplied(NotApplied::TooLarge { .. }) => {
                Self::invalid(error.to_string()).with("applied", "no")
            }
            ExecuteError::NotApplied(
                NotApplied::NotLeader { .. } | NotApplied::NoQuorum | NotApplied::Stopped,
            ) => Self::not_applied(error.to_string()),
            ExecuteError::Unknown(_) => Self::unknown(error.to_string()),
        }
    }
}

impl From<MembershipError> for ApiError {
    fn from(error: MembershipError) -> Self {
        let text = error.to_string();
        match error {
            // They pass by themselves.
            MembershipError::NotLeader { .. }
            | MembershipError::InProgress
            | MembershipError::Behind { .. }
            | MembershipError::Stopped => Self::not_applied(text),
            MembershipError::Unknown => Self::unknown(text),
            MembershipError::NoMember(_) => Self::new(Code::NotFound, text),
            MembershipError::LastVoter(_)
            | MembershipError::NoVoter(_)
            | MembershipError::Initialized
            | MembershipError::NotNamed => Self::new(Code::FailedPrecondition, text),
        }
    }
}

impl From<ApiError> for tonic::Status {
    fn from(error: ApiError) -> Self {
        let mut metadata = MetadataMap::new();
        for (key, value) in &error.meta {
            // What is not ASCII stands in the message and in the details as well.
            if let (Ok(key), Ok(value)) =
                (AsciiMetadataKey::from_bytes(key.as_bytes()), value.parse())
            {
                metadata.insert(key, value);
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
