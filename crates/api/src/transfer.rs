//! TransferSIPParticipant (reference §3.7, §9).

use std::time::Duration;

use prost::Message as _;
use tandem_control_plane::outbound::{TransferError, TransferRequest, Transferred};
use tandem_model::{CallId, IdSuffix};
use tandem_provisioning::check_call;
use tandem_wire::livekit as wire;

use crate::auth::Grant;
use crate::context::Context;
use crate::from_wire::{duration, map, room_name};
use crate::room_service::unreached;
use crate::sip_failure::{PREFIX, code_of_status, with_status};
use crate::twirp::{Call, Encoding};
use crate::{Answer, Api, ApiError, Code};

/// How long a transfer may take where nobody says.
const USUAL_PATIENCE: Duration = Duration::from_secs(30);
/// The longest target.
const MAX_TARGET: usize = 1024;

/// The `reason` of a node's answer that does not have the call.
const UNKNOWN_CALL: &str = "unknown-call";

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
        let to = target(&request.transfer_to)?;
        let headers = map(request.headers.clone());
        check_call(&headers, None)?;
        let transfer = TransferRequest {
            call: self.call_of(&request).await?,
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
            Err(TransferError::UnknownCall) if !context.is_forwarded => {
                self.transfer_elsewhere(context, &request).await
            }
            Err(error) => Err(failed(&error)),
        }
    }

    /// The call of a participant.
    async fn call_of(
        &self,
        request: &wire::TransferSipParticipantRequest,
    ) -> Result<CallId, ApiError> {
        let room = room_name("room_name", &request.room_name)?;
        let found = self.rooms.participant(&room, &request.participant_identity);
        let found = found.await.map_err(unreached)?;
        let found = found.map_err(|error| ApiError::new(Code::NotFound, error.to_string()))?;
        let id = found.attributes.get("sip.callID");
        id.and_then(|id| CallId::try_new(&**id).ok())
            .ok_or_else(|| {
                ApiError::invalid(format!(
                    "{PREFIX}no SIP session associated with participant"
                ))
            })
    }

    /// Asks the other nodes, of which one has the call.
    async fn transfer_elsewhere(
        &self,
        context: &Context,
        request: &wire::TransferSipParticipantRequest,
    ) -> Result<Answer<Response>, ApiError> {
        let status = self.plane.status();
        let own = self.plane.node_id();
        for (_, other) in status.members.iter().filter(|(node, _)| **node != own) {
            let call = Call {
                encoding: Ok(Encoding::Protobuf),
                body: request.encode_to_vec().into(),
                context: context.clone(),
            };
            let address = &other.member.address;
            let reply = match self.hand_over(address, SERVICE, METHOD, &call).await {
                Err(error) if is_unknown_call(&error) => continue,
                // It is away: the call may be at another one.
                Err(error) if error.undecided().is_some() => continue,
                reply => reply?,
            };
            let message = Response::decode(reply.body);
            let message = message.map_err(|error| ApiError::new(Code::Internal, error.to_string()));
            return Ok(message?.into());
        }
        Err(failed(&TransferError::UnknownCall))
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
        transfer_id: format!("STR{}", IdSuffix::from_random(rand::random()).as_str()),
        status: Status::StsTransferSuccessful.into(),
        reason: reason.into(),
        sip_status: None,
    }
}

/// Whether this is what a node says that does not have the call.
fn is_unknown_call(error: &ApiError) -> bool {
    let reason = error.meta.get("reason").map(String::as_str);
    error.code == Code::NotFound && reason == Some(UNKNOWN_CALL)
}

fn failed(error: &TransferError) -> ApiError {
    let (code, reason) = match error {
        TransferError::UnknownCall => {
            let unknown = ApiError::new(Code::NotFound, format!("{PREFIX}{error}"));
            return unknown.with("reason", UNKNOWN_CALL);
        }
        TransferError::Elsewhere => (Code::InvalidArgument, ""),
        TransferError::NotEstablished | TransferError::CallGone => (Code::FailedPrecondition, ""),
        TransferError::Status { status, .. } => (code_of_status(*status), "STR_REJECTED"),
        TransferError::Unsubscribed => (Code::FailedPrecondition, "STR_SUBSCRIPTION_TERMINATED"),
        TransferError::TimedOut => (Code::Canceled, "STR_RINGING_TIMEOUT"),
    };
    let mut told = ApiError::new(code, format!("{PREFIX}{error}"));
    if !reason.is_empty() {
        told = told.with("transfer_reason", reason);
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
    fn another_node_is_asked_only_where_the_call_is_unknown() {
        assert!(is_unknown_call(&failed(&TransferError::UnknownCall)));
        for other in [TransferError::CallGone, TransferError::Elsewhere] {
            assert!(!is_unknown_call(&failed(&other)), "{other}");
        }
        let no_participant = ApiError::new(Code::NotFound, "participant not found");
        assert!(!is_unknown_call(&no_participant));
    }

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
