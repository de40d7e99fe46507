//! TransferSIPParticipant (reference §3.7, §9).

use std::time::Duration;

use tandem_control_plane::outbound::{TransferError, TransferRequest, Transferred};
use tandem_model::IdSuffix;
use tandem_provisioning::check_call;
use tandem_wire::livekit as wire;

use crate::auth::Grant;
use crate::context::Context;
use crate::from_wire::{duration, map, room_name};
use crate::gateway_of::call_of;
use crate::others::unknown_call;
use crate::sip_failure::{PREFIX, code_of_status, with_status};
use crate::twirp::Call;
use crate::{Answer, Api, ApiError, Code};

/// How long a transfer may take where nobody says.
const USUAL_PATIENCE: Duration = Duration::from_secs(30);
/// The longest target.
const MAX_TARGET: usize = 1024;

const SERVICE: &str = "livekit.SIP";
const METHOD: &str = "TransferSIPParticipant";

type Response = wire::TransferSipParticipantResponse;

impl Api {
    pub(crate) async fn transfer_sip_participant(
        &self,
        context: &Context,
        request: wire::TransferSipParticipantRequest,
    ) -> Result<Answer<Response>, ApiError> {
        // LiveKit looks for these two before it looks at the token, to know which room the grant must name.
        for (value, text) in [
            (&request.room_name, "Missing room name"),
            (
                &request.participant_identity,
                "Missing participant identity",
            ),
        ] {
            if value.is_empty() {
                return Err(ApiError::invalid(format!("{PREFIX}{text}")));
            }
        }
        context.caller.check(Grant::SipCall)?;
        context.caller.check(Grant::RoomAdmin(&request.room_name))?;
        let room = room_name("room_name", &request.room_name)?;
        let to = target(&request.transfer_to)?;
        let headers = map(request.headers.clone());
        check_call(&headers, None)?;
        let transfer = TransferRequest {
            call: call_of(
                &self
                    .participant_of(&room, &request.participant_identity)
                    .await?,
            )?,
            to: to.into(),
            headers: headers.into_iter().collect(),
            timeout: patience(
                context,
                duration("ringing_timeout", request.ringing_timeout)?,
            ),
            play_dialtone: request.play_dialtone,
        };
        match self.plane.transfer_call(transfer).await {
            Ok(done) => Ok(response(done).into()),
            Err(TransferError::UnknownCall) => {
                let unknown = failed(&TransferError::UnknownCall);
                let call = Call::of(context, &request);
                let reply = self.answer_of_gateway((SERVICE, METHOD), &call, unknown);
                Ok(reply.await?.read::<Response>()?.into())
            }
            Err(error) => Err(failed(&error)),
        }
    }
}

fn patience(context: &Context, wanted: Option<Duration>) -> Duration {
    let wanted = wanted.filter(|time| !time.is_zero());
    let wanted = wanted.unwrap_or(USUAL_PATIENCE);
    context.left().map_or(wanted, |left| left.min(wanted))
}

/// The value of `Refer-To`: SIP URIs in brackets, others bare.
fn target(given: &str) -> Result<String, ApiError> {
    let refused = |text: &str| Err(ApiError::invalid(text).with("field", "transfer_to"));
    if given.is_empty() {
        return refused("missing transfer to");
    }
    if given.len() > MAX_TARGET || given.contains(|letter: char| letter.is_control()) {
        return refused(
            "transfer_to must not have line breaks, control characters or more than 1024 bytes",
        );
    }
    let bare = given
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'));
    let bare = bare.unwrap_or(given);
    let has_scheme = |scheme: &str| {
        let start = bare.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if bare.contains(['<', '>', ' ']) {
        return refused("transfer_to must be one URI without spaces and brackets inside");
    }
    if has_scheme("sip:") || has_scheme("sips:") {
        return Ok(format!("<{bare}>"));
    }
    if has_scheme("tel:") {
        return Ok(bare.to_owned());
    }
    refused("transfer_to must be a valid SIP(s) or TEL URI (sip:, sips: or tel:)")
}

fn response(done: Transferred) -> Response {
    use wire::{SipTransferReason as Reason, SipTransferStatus as Status};
    let reason = match done {
        Transferred::Completed => Reason::StrCompleted,
        Transferred::CallEnded => Reason::StrCallEnded,
    };
    Response {
        transfer_id: transfer_id(),
        status: Status::StsTransferSuccessful.into(),
        reason: reason.into(),
        sip_status: None,
    }
}

fn transfer_id() -> String {
    format!("STR{}", IdSuffix::from_random(rand::random()).as_str())
}

/// What SDKs read is in the metadata: `sip_transfer_reason`, and the SIP status where there is one.
fn failed(error: &TransferError) -> ApiError {
    let (code, reason) = match error {
        TransferError::UnknownCall => return unknown_call(format!("{PREFIX}unknown call")),
        TransferError::Elsewhere => (Code::InvalidArgument, ""),
        TransferError::NotEstablished | TransferError::CallGone => (Code::FailedPrecondition, ""),
        TransferError::Status { status, .. } => (code_of_status(*status), "STR_REJECTED"),
        TransferError::Unsubscribed => (Code::FailedPrecondition, "STR_SUBSCRIPTION_TERMINATED"),
        TransferError::TimedOut => (Code::Canceled, "STR_RINGING_TIMEOUT"),
    };
    let mut told = ApiError::new(code, format!("{PREFIX}{error}"));
    if !reason.is_empty() {
        told = told
            .with("sip_transfer_reason", reason)
            .with("sip_transfer_id", transfer_id());
    }
    if let TransferError::Status { status, phrase, .. } = error {
        return with_status(told, *status, phrase);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_uris_of_their_own() {
        for (given, expected) in [
            ("tel:+4930333", "tel:+4930333"),
            ("<tel:+4930333>", "tel:+4930333"),
            ("sip:a@b;x=1?H=v", "<sip:a@b;x=1?H=v>"),
            ("<sips:a@b>", "<sips:a@b>"),
        ] {
            assert_eq!(target(given).ok().as_deref(), Some(expected));
        }
        for wrong in [
            "",
            "+4930333",
            "http://a",
            "sip:a@b\r\nX: 1",
            "<sip:a>, <sip:b>",
        ] {
            let error = target(wrong).expect_err(wrong);
            assert_eq!(error.meta["field"], "transfer_to");
        }
    }
}
