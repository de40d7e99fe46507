//! SIP failures become errors (reference §8.6, §16.1).

use tandem_control_plane::outbound::{CallFailed, PlaceError};
use tandem_dispatch::placement::Unplaced;
use tandem_model::ReasonCode;
use tandem_wire::livekit::SipStatusCode;

use crate::{ApiError, Code, status_details};

/// What SDKs show before the cause, for every error that does not come from reading the request.
pub(crate) const PREFIX: &str = "twirp error unknown: ";

impl From<PlaceError> for ApiError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Unplaced(unplaced) => not_placed(&unplaced),
            PlaceError::Failed(failed) => failed_call(&failed),
            PlaceError::Unknown { .. } => {
                // Not *unavailable*: SDKs would ask again, and the callee's phone ring twice.
                Self::new(Code::FailedPrecondition, error.to_string())
                    .with("reason", "unknown-outcome")
            }
        }
    }
}

fn not_placed(unplaced: &Unplaced) -> ApiError {
    let reason = unplaced.reason;
    let is = |reasons: &[ReasonCode]| reasons.contains(&reason);
    let code = if is(&[
        ReasonCode::GatewaysAway,
        ReasonCode::GatewaysDraining,
        ReasonCode::GatewaysFull,
    ]) {
        Code::Unavailable
    } else if is(&[
        ReasonCode::TrunkUnresolved,
        ReasonCode::AddressRefused,
        ReasonCode::ProtocolError,
    ]) {
        Code::InvalidArgument
    } else if is(&[ReasonCode::RoomFull]) {
        Code::ResourceExhausted
    } else if is(&[ReasonCode::Internal]) {
        Code::Internal
    } else {
        Code::FailedPrecondition
    };
    ApiError::new(code, format!("{PREFIX}{}", unplaced.text))
        .with("reason", unplaced.reason.code())
        .with("remedy", unplaced.reason.remedy())
}

/// A call that was placed, and not answered.
fn failed_call(failed: &CallFailed) -> ApiError {
    let error = match failed.sip_status {
        Some(status) => refused(status, failed),
        None => ApiError::new(
            code_of(failed.reason),
            format!("{PREFIX}{}", text(failed.reason)),
        ),
    };
    error.with("reason", failed.reason.code())
}

fn refused(status: u16, failed: &CallFailed) -> ApiError {
    let phrase = &failed.sip_phrase;
    let said = match status {
        400 | 404 | 480 | 486 | 488 => "INVITE failed",
        _ => "unexpected status from INVITE response",
    };
    let code = match failed.reason == ReasonCode::TrunkAuthFailed {
        true => Code::FailedPrecondition,
        false => code_of_status(status),
    };
    with_status(
        ApiError::new(
            code,
            format!("{PREFIX}{said}: sip status: {status}: {phrase}"),
        ),
        status,
        phrase,
    )
}

/// Adds what SDKs rebuild the SIP status from.
pub(crate) fn with_status(error: ApiError, status: u16, phrase: &str) -> ApiError {
    let name = match (phrase, SipStatusCode::try_from(i32::from(status))) {
        ("", Ok(known)) => known.as_str_name(),
        (phrase, _) => phrase,
    };
    let error = error
        .with("sip_status_code", status.to_string())
        .with("sip_status", name);
    let details = status_details::error_details(error.code.grpc(), &error);
    error.with("error_details", details)
}

/// Errors without a SIP status. None is *unavailable*, once an INVITE has gone out: SDKs would send another.
fn code_of(reason: ReasonCode) -> Code {
    let is_canceled = matches!(
        reason,
        ReasonCode::NoAnswer
            | ReasonCode::TrunkSilent
            | ReasonCode::Cancelled
            | ReasonCode::Removed
            | ReasonCode::RoomDeleted
            | ReasonCode::DuplicateIdentity
    );
    match is_canceled {
        true => Code::Canceled,
        false => Code::FailedPrecondition,
    }
}

fn text(reason: ReasonCode) -> String {
    if reason == ReasonCode::NoAnswer {
        return "sip request timed out".to_owned();
    }
    if reason == ReasonCode::TrunkSilent {
        return "transaction failed to complete (0 intermediate responses)".to_owned();
    }
    format!("{} {}", reason.cause(), reason.remedy())
}

/// What the final status of an INVITE or a REFER counts as (reference §16.1).
pub(crate) fn code_of_status(status: u16) -> Code {
    match status {
        301 | 302 | 404 | 410 | 481 | 604 => Code::NotFound,
        401 | 402 | 403 | 433 | 470 | 603 | 607 | 608 => Code::PermissionDenied,
        407 | 428 | 436..=438 | 494 => Code::Unauthenticated,
        408 | 504 => Code::DeadlineExceeded,
        416 => Code::OutOfRange,
        440 | 480 | 486 | 600 => Code::ResourceExhausted,
        487 | 491 => Code::Aborted,
        505 | 513 => Code::InvalidArgument,
        409 | 412 | 482 | 483 | 500..=599 => Code::FailedPrecondition,
        300..=499 | 600..=699 => Code::InvalidArgument,
        _ => Code::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(status: u16, phrase: &str, reason: ReasonCode) -> ApiError {
        failed_call(&CallFailed {
            sip_status: Some(status),
            sip_phrase: phrase.into(),
            reason,
        })
    }

    #[test]
    fn statuses_reach_the_client_as_the_sdks_parse_them() {
        let busy = failed(486, "", ReasonCode::Busy);
        assert_eq!(busy.code, Code::ResourceExhausted);
        assert_eq!(busy.meta["sip_status_code"], "486");
        assert_eq!(busy.meta["sip_status"], "SIP_STATUS_BUSY_HERE");
        let declined = failed(603, "Not now", ReasonCode::Declined);
        assert_eq!(declined.code, Code::PermissionDenied);
        assert_eq!(declined.meta["sip_status"], "Not now");
        assert!(declined.message.ends_with("sip status: 603: Not now"));
        let details = &declined.meta["error_details"];
        assert!(!details.is_empty());
    }

    #[test]
    fn what_the_provider_asks_for_in_vain_is_a_precondition() {
        let error = failed(
            407,
            "Proxy Authentication Required",
            ReasonCode::TrunkAuthFailed,
        );
        assert_eq!(error.code, Code::FailedPrecondition);
    }

    #[test]
    fn every_status_has_a_code() {
        let of = |status| code_of_status(status);
        assert_eq!(of(302), Code::NotFound);
        assert_eq!(of(488), Code::InvalidArgument);
        assert_eq!(of(503), Code::FailedPrecondition);
        assert_eq!(of(504), Code::DeadlineExceeded);
        assert_eq!(of(699), Code::InvalidArgument);
        assert_eq!(of(700), Code::Unknown);
    }
}
