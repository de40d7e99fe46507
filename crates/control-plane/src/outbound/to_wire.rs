use std::time::Duration;

use tandem_consensus::{NodeId, encode_trunk};
use tandem_wire::internal as wire;

use super::{CallFailed, NotTaken, OutboundRequest, PlacedCall};

pub(super) fn request(from: NodeId, request: &OutboundRequest) -> wire::PlaceRequest {
    let OutboundRequest {
        dial,
        participant,
        limits,
        ..
    } = request;
    let attributes = participant.attributes.iter();
    let attributes = attributes.map(|(name, value)| (name.to_string(), value.to_string()));
    let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
    let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    wire::PlaceRequest {
        from,
        call_id: request.call.to_string(),
        trunk_id: dial
            .trunk_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        trunk: encode_trunk(&dial.trunk),
        number: dial.number.as_str().to_owned(),
        from_number: dial.from_number.as_str().to_owned(),
        display_name: text(&dial.display_name),
        dtmf: dial.dtmf.to_string(),
        room: participant.room.as_str().to_owned(),
        identity: participant.identity.to_string(),
        name: participant.name.to_string(),
        metadata: participant.metadata.to_string(),
        attributes: attributes.collect(),
        hide_phone_number: participant.hide_phone_number,
        play_dialtone: participant.play_dialtone,
        krisp_enabled: participant.krisp_enabled,
        ringing_timeout_ms: limits.ringing_timeout.map(millis),
        max_call_duration_ms: limits.max_call_duration.map(millis),
        wait_until_answered: request.wait_until_answered,
        ends_with_asker: request.ends_with_asker,
        request_uri: text(&dial.own.request_uri),
        to_header: text(&dial.own.to),
        to_user: text(&dial.own.to_user),
        from_header: text(&dial.own.from),
        revision: request.revision.0,
        rule_id: request
            .rule
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
    }
}

pub(super) fn placed(call: &PlacedCall) -> wire::Placed {
    wire::Placed {
        participant_id: call.participant.to_string(),
        sip_call_id_header: call.sip_call_id.to_string(),
    }
}

pub(super) fn not_taken(why: &NotTaken) -> wire::NotTaken {
    wire::NotTaken {
        reason: why.reason.code().to_owned(),
        text: why.text.to_string(),
    }
}

pub(super) fn failed(why: &CallFailed) -> wire::Failed {
    wire::Failed {
        sip_status: why.sip_status.map(u32::from),
        sip_phrase: why.sip_phrase.to_string(),
        reason: why.reason.code().to_owned(),
    }
}
