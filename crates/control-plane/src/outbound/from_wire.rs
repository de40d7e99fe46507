use std::time::Duration;

use tandem_consensus::decode_trunk;
use tandem_model::{
    CallId, DispatchRuleId, ParticipantSid, PhoneNumber, ReasonCode, Revision, RoomName, TrunkId,
};
use tandem_wire::internal as wire;

use super::{
    CallFailed, Dial, NotTaken, OutboundLimits, OutboundParticipant, OutboundRequest, OwnAddresses,
    PlacedCall,
};

/// A request as it was handed over.
///
/// # Errors
/// The field that cannot be read: nodes of two releases may meet.
pub(super) fn request(request: wire::PlaceRequest) -> Result<OutboundRequest, &'static str> {
    let trunk_id = match request.trunk_id.as_str() {
        "" => None,
        id => Some(TrunkId::try_new(id).map_err(|_| "trunk_id")?),
    };
    let rule = match request.rule_id.as_str() {
        "" => None,
        id => Some(DispatchRuleId::try_new(id).map_err(|_| "rule_id")?),
    };
    let attributes = request.attributes.into_iter();
    let attributes = attributes.map(|(name, value)| (name.into(), value.into()));
    Ok(OutboundRequest {
        call: CallId::try_new(request.call_id).map_err(|_| "call_id")?,
        rule,
        dial: Dial {
            trunk_id,
            trunk: decode_trunk(request.trunk).map_err(|_| "trunk")?,
            number: PhoneNumber::new(&request.number),
            own: OwnAddresses {
                request_uri: request.request_uri.map(Into::into),
                to: request.to_header.map(Into::into),
                to_user: request.to_user.map(Into::into),
                from: request.from_header.map(Into::into),
            },
            from_number: PhoneNumber::new(&request.from_number),
            display_name: request.display_name.map(Into::into),
            dtmf: request.dtmf.into(),
        },
        participant: OutboundParticipant {
            room: RoomName::try_new(&request.room).map_err(|_| "room")?,
            identity: request.identity.into(),
            name: request.name.into(),
            metadata: request.metadata.into(),
            attributes: attributes.collect(),
            hide_phone_number: request.hide_phone_number,
            play_dialtone: request.play_dialtone,
            krisp_enabled: request.krisp_enabled,
        },
        limits: OutboundLimits {
            ringing_timeout: request.ringing_timeout_ms.map(Duration::from_millis),
            max_call_duration: request.max_call_duration_ms.map(Duration::from_millis),
        },
        wait_until_answered: request.wait_until_answered,
        ends_with_asker: request.ends_with_asker,
        // Who handed it over has asked the others.
        may_be_repeat: false,
        revision: Revision(request.revision),
    })
}

/// A call under way; nothing when its name cannot be read.
pub(super) fn placed(placed: wire::Placed) -> Option<PlacedCall> {
    Some(PlacedCall {
        participant: ParticipantSid::try_new(placed.participant_id).ok()?,
        sip_call_id: placed.sip_call_id_header.into(),
    })
}

pub(super) fn not_taken(why: &wire::NotTaken) -> NotTaken {
    NotTaken {
        reason: reason(&why.reason),
        text: why.text.as_str().into(),
    }
}

pub(super) fn failed(why: wire::Failed) -> CallFailed {
    let status = why.sip_status.map(u16::try_from);
    CallFailed {
        sip_status: status.and_then(Result::ok),
        sip_phrase: why.sip_phrase.into(),
        reason: reason(&why.reason),
    }
}

/// A code of a later release is told as the most general one.
fn reason(code: &str) -> ReasonCode {
    ReasonCode::of_code(code).unwrap_or(ReasonCode::Internal)
}
