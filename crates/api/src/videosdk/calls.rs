//! Calls: placed and transferred by the functions of the other dialect, shown from the nodes' records.

use serde_json::{Value, json};
use tandem_control_plane::CallRecord;
use tandem_control_plane::calls::{CallState, Which};
use tandem_model::{CallId, DispatchRuleId, PhoneNumber, RoomName, TrunkId};
use tandem_wire::livekit as wire;

use super::call_from_wire::placing;
use super::call_to_wire::{call, direction};
use super::fields::{Fields, object, wrong};
use super::page::Query;
use super::rule_to_wire::NOT_RECORDED;
use super::{Asked, Outcome, SERVICE};
use crate::auth::Grant;
use crate::from_wire::room_name;
use crate::others::unknown_call;
use crate::room_service::unreached;
use crate::{Api, ApiError, Code};

/// The calls of each node that a list looks at, the newest first.
const MOST_LISTED: usize = 1_000;

impl Api {
    pub(super) async fn place_call_by_rule(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipCall)?;
        let catalog = self.plane.catalog();
        let body = object(asked.body)?;
        let placing = placing(&body, &catalog)?;
        let request = placing.request;
        let waits = request.wait_until_answered;
        let (gateway, to, from) = (
            request.sip_trunk_id.clone(),
            request.sip_call_to.clone(),
            request.sip_number.clone(),
        );
        let placed = self
            .place_by(&asked.context, request, placing.rule.clone())
            .await?;
        let info = placed.message;
        // The record is at the gateway's node; this is what is known here.
        let data = json!({
            "id": info.sip_call_id,
            "callId": info.sip_call_id,
            "type": "outbound",
            "status": if waits { "answered" } else { "initiated" },
            "gatewayId": gateway,
            "ruleId": placing.rule.as_ref().map(DispatchRuleId::as_str),
            "roomId": info.room_name,
            "participantId": info.participant_identity,
            "to": to,
            "from": from,
            "sipCallTo": to,
            "sipCallFrom": from,
        });
        let wants_recording = body.get("recordAudio") == Some(&Value::Bool(true));
        let warnings: Vec<&str> = wants_recording
            .then_some(NOT_RECORDED)
            .into_iter()
            .collect();
        let message = "Call initiated successfully";
        let answer = json!({"message": message, "warnings": warnings, "data": data});
        Ok((answer, None))
    }

    /// The calls of all nodes that can be reached.
    pub(super) async fn list_sip_calls(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let page = asked.query.page()?;
        let filter = Filter::read(&asked.query)?;
        let catalog = self.plane.catalog();
        let region = self.region();
        let records = self.plane.calls().list(Which::All, MOST_LISTED);
        let records = records.iter().filter(|record| filter.takes(record));
        let own: Vec<Value> = records
            .map(|record| call(record, &catalog, region.as_deref()))
            .collect();
        if asked.context.is_forwarded {
            return Ok((json!({"data": own}), None));
        }
        let mut all = own;
        let named = (SERVICE, asked.name);
        for reply in self.answers_of_others(named, &asked.again()).await {
            let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            let more = body["data"].as_array().cloned().unwrap_or_default();
            all.extend(more);
        }
        let start = |call: &Value| call["start"].as_str().unwrap_or_default().to_owned();
        all.sort_by_key(|call| std::cmp::Reverse(start(call)));
        Ok((page.of(all.into_iter(), |call| call), None))
    }

    pub(super) fn get_sip_call(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let record = self.record(asked.id)?;
        let shown = call(&record, &self.plane.catalog(), self.region().as_deref());
        Ok((json!({"data": shown}), None))
    }

    pub(super) async fn transfer_sip_call(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipCall)?;
        let object = object(asked.body)?;
        let fields = Fields::new(&object);
        let record = self.record(fields.required_text("callId")?)?;
        let to = fields.required_text("transferTo")?;
        let (room, identity) = seat(&record)?;
        let request = wire::TransferSipParticipantRequest {
            participant_identity: identity.to_owned(),
            room_name: room.as_str().to_owned(),
            transfer_to: match to.strip_prefix('+') {
                Some(digits) => format!("tel:+{digits}"),
                None => to.to_owned(),
            },
            play_dialtone: fields.flag("playDialtone")?.unwrap_or_default(),
            ..wire::TransferSipParticipantRequest::default()
        };
        let mut context = asked.context.clone();
        context.caller = context.caller.in_room(room.as_str());
        self.transfer_sip_participant(&context, request).await?;
        let mut shown = call(&record, &self.plane.catalog(), self.region().as_deref());
        shown["status"] = "transferred".into();
        shown["transfer"] = json!({"to": to});
        let body = json!({"message": "Call transferred successfully", "data": shown});
        Ok((body, None))
    }

    pub(super) async fn end_sip_call(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipCall)?;
        let object = object(asked.body)?;
        let record = self.record(Fields::new(&object).required_text("callId")?)?;
        // One that is over is ended already, also where it was so while somebody asked.
        if record.state != CallState::Ended {
            let (room, identity) = seat(&record)?;
            let removed = self.rooms.remove_participant(room, identity).await;
            let _ = removed.map_err(unreached)?;
        }
        let mut shown = call(&record, &self.plane.catalog(), self.region().as_deref());
        shown["status"] = "ended".into();
        let body = json!({"message": "Call ended successfully", "data": shown});
        Ok((body, None))
    }

    /// Takes the caller to another room, which must have begun.
    pub(super) async fn switch_room(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipCall)?;
        let object = object(asked.body)?;
        let fields = Fields::new(&object);
        let record = self.record(fields.required_text("callId")?)?;
        let to = room_name("roomId", fields.required_text("roomId")?)?;
        let (room, identity) = seat(&record)?;
        if self.rooms.list_rooms(&[to.as_str()]).await.is_empty() {
            return Err(wrong("roomId", "must be the name of a room that is active"));
        }
        let request = wire::MoveParticipantRequest {
            room: room.as_str().to_owned(),
            identity: identity.to_owned(),
            destination_room: to.as_str().to_owned(),
        };
        let mut context = asked.context.clone();
        context.caller = context.caller.moving(room.as_str(), to.as_str());
        self.move_participant(&context, request).await?;
        let mut shown = call(&record, &self.plane.catalog(), self.region().as_deref());
        shown["status"] = "switch-room-completed".into();
        shown["roomId"] = to.as_str().into();
        let body = json!({"message": "Room switched successfully", "data": shown});
        Ok((body, None))
    }

    fn record(&self, id: &str) -> Result<CallRecord, ApiError> {
        let id = CallId::try_new(id).ok();
        let record = id.and_then(|id| self.plane.calls().get(&id));
        record.ok_or_else(|| unknown_call("Call not found"))
    }

    fn region(&self) -> Option<String> {
        let cluster = self.plane.cluster()?;
        Some(cluster.own.region.clone())
    }
}

/// Where the caller of a live call is.
fn seat(record: &CallRecord) -> Result<(&RoomName, &str), ApiError> {
    if record.state == CallState::Ended {
        return Err(over());
    }
    match (&record.room, &record.identity) {
        (Some(room), Some(identity)) => Ok((room, identity)),
        _ => Err(ApiError::new(
            Code::FailedPrecondition,
            "the call is in no room yet: try again",
        )),
    }
}

fn over() -> ApiError {
    ApiError::new(Code::FailedPrecondition, "the call is over")
}

/// Which calls are listed.
struct Filter<'a> {
    search: Option<String>,
    room: Option<&'a str>,
    id: Option<&'a str>,
    gateway: Option<&'a str>,
    rule: Option<&'a str>,
    direction: Option<&'a str>,
    /// Milliseconds of Unix.
    since: u64,
    until: u64,
    session: Option<&'a str>,
}

impl<'a> Filter<'a> {
    fn read(query: &'a Query) -> Result<Self, ApiError> {
        let time = |name: &str, usual| match query.get(name) {
            None => Ok(usual),
            Some(text) => text
                .parse()
                .map_err(|_| wrong(name, "must be milliseconds since 1970")),
        };
        Ok(Self {
            search: query.search(),
            room: query.get("roomId"),
            id: query.get("id"),
            gateway: query.get("gatewayId"),
            rule: query.get("ruleId"),
            direction: query.get("type"),
            since: time("startDate", 0)?,
            until: time("endDate", u64::MAX)?,
            session: query.get("sessionId"),
        })
    }

    fn takes(&self, record: &CallRecord) -> bool {
        let verdict = record.verdict.as_ref();
        let trunk = verdict.and_then(|verdict| verdict.trunk.as_ref());
        let rule = verdict.and_then(|verdict| verdict.rule.as_ref());
        let room = record.room.as_ref().map(RoomName::as_str);
        let is = |wanted: Option<&str>, value: Option<&str>| wanted.is_none() || wanted == value;
        let started = record.times.started.unix_nanos / 1_000_000;
        let ends = [&record.parties.from, &record.parties.to].map(PhoneNumber::as_str);
        let mut texts = ends.into_iter().chain(room);
        // Sessions are not known here, so that none is of one.
        self.session.is_none()
            && is(self.room, room)
            && is(self.id, Some(record.id.as_str()))
            && is(self.gateway, trunk.map(TrunkId::as_str))
            && is(self.rule, rule.map(DispatchRuleId::as_str))
            && is(self.direction, Some(direction(record)))
            && (self.since..=self.until).contains(&started)
            && self.search.as_ref().is_none_or(|wanted| {
                texts.any(|text| text.to_lowercase().contains(wanted.as_str()))
            })
    }
}
