//! A call's record as this dialect shows it.

use serde_json::{Value, json};
use tandem_control_plane::CallRecord;
use tandem_control_plane::calls::{CallState, Direction};
use tandem_model::{DispatchRuleId, ReasonCode, RoomName, Timestamp, TrunkId};
use tandem_provisioning::Catalog;

use super::answer::time;

/// A call. What the catalog no longer has stays without a name.
pub(super) fn call(record: &CallRecord, catalog: &Catalog, region: Option<&str>) -> Value {
    let verdict = record.verdict.as_ref();
    let gateway = verdict.and_then(|verdict| verdict.trunk.as_ref());
    let rule = verdict.and_then(|verdict| verdict.rule.as_ref());
    let from = record.parties.from.as_str();
    let to = record.parties.to.as_str();
    json!({
        "id": record.id.as_str(),
        "callId": record.id.as_str(),
        "type": direction(record),
        "provider": "other",
        "gatewayId": gateway.map(TrunkId::as_str),
        "gatewayName": gateway.and_then(|id| gateway_name(catalog, id)),
        "ruleId": rule.map(DispatchRuleId::as_str),
        "ruleName": rule.and_then(|id| catalog.dispatch_rule(id)).map(|rule| &rule.spec.name),
        "roomId": record.room.as_ref().map(RoomName::as_str),
        "participantId": record.identity,
        "from": from,
        "to": to,
        "sipCallFrom": from,
        "sipCallTo": to,
        "status": status(record),
        "start": time(record.times.started),
        "end": record.times.ended.map(time),
        "timelog": timelog(record),
        "region": region,
        "metadata": {},
        "additionalDetails": {
            "sipCallId": record.sip_call_id,
            "finalStatus": record.final_status,
            "reason": record.reason.map(ReasonCode::code),
            "codec": record.codec,
            "digits": record.media.map(|media| media.digits),
        },
        "deleted": false,
    })
}

pub(super) fn direction(record: &CallRecord) -> &'static str {
    match record.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

fn gateway_name<'a>(catalog: &'a Catalog, id: &TrunkId) -> Option<&'a str> {
    let inbound = catalog.inbound_trunk(id).map(|trunk| &*trunk.spec.name);
    inbound.or_else(|| catalog.outbound_trunk(id).map(|trunk| &*trunk.spec.name))
}

/// How far a call is, in the words of the SDKs.
pub(super) fn status(record: &CallRecord) -> &'static str {
    match (record.state, record.direction, record.times.answered) {
        (CallState::Ringing, Direction::Inbound, _) => "incoming",
        (CallState::Ringing, Direction::Outbound, _) => "ringing",
        (CallState::Active, _, _) => "answered",
        (CallState::Ended, _, Some(_)) => "ended",
        (CallState::Ended, direction, None) => unanswered(direction, record.final_status),
    }
}

/// Who gave up, or said no.
fn unanswered(direction: Direction, status: Option<u16>) -> &'static str {
    match (status, direction) {
        (Some(487), Direction::Inbound) => "missed",
        (Some(408 | 480 | 487), _) => "not-answered",
        (Some(401 | 403 | 404 | 407 | 486 | 600..=699), _) => "rejected",
        (_, _) => "failed",
    }
}

fn timelog(record: &CallRecord) -> Vec<Value> {
    let entry = |status: &str, at: Timestamp| json!({"status": status, "timestamp": time(at)});
    let begun = match record.direction {
        Direction::Inbound => "incoming",
        Direction::Outbound => "initiated",
    };
    let mut log = vec![entry(begun, record.times.started)];
    log.extend(record.times.answered.map(|at| entry("answered", at)));
    log.extend(record.times.ended.map(|at| entry(status(record), at)));
    log
}
