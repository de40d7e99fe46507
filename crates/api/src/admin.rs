use std::collections::BTreeMap;
use std::net::IpAddr;

use pbjson_types::Timestamp as WireTimestamp;
use tandem_control_plane::CallRecord;
use tandem_control_plane::calls::{CallState, Direction, KeyExchange, MediaReport, Which};
use tandem_dispatch::{
    Attempt, Decision, Outcome as Considered, PinInput, Verdict, entry, header_attributes,
    header_rules,
};
use tandem_model::{CallId, IdSuffix, ReasonCode, RoomName, Timestamp};
use tandem_wire::admin as wire;

use crate::auth::Grant;
use crate::context::Context;
use crate::others::unknown_call;
use crate::twirp::Call;
use crate::{Answer, Api, ApiError};

type Outcome<T> = Result<Answer<T>, ApiError>;

/// Calls that are listed where the request does not say.
const DEFAULT_CALLS: usize = 100;
/// The most calls in one answer.
const MOST_CALLS: usize = 10_000;

/// What these methods are called between nodes.
pub(crate) const SERVICE: &str = "tandem.admin.v1.Admin";

impl Api {
    /// Says what would become of a call: the matcher's own answer.
    pub(crate) async fn explain(
        &self,
        context: &Context,
        request: wire::ExplainRequest,
    ) -> Outcome<wire::ExplainResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let source: IpAddr = request.source.parse().map_err(|_| {
            ApiError::invalid(format!(
                "source: {:?} is no IP address: write the address that the call comes from",
                request.source
            ))
            .with("field", "source")
        })?;
        let mut attempt = Attempt {
            called: &request.to,
            caller: &request.from,
            source,
            pin: PinInput::NotAsked,
            authenticated: None,
            is_private: false,
        };
        let matcher = self.plane.matcher();
        let (mut decision, mut considered) = matcher.explain(&attempt);
        if matches!(decision.verdict, Verdict::Challenge) && request.authenticated {
            attempt.authenticated = decision.trunk.map(|trunk| &trunk.id);
            (decision, considered) = matcher.explain(&attempt);
        }
        if let (Some(pin), Verdict::AskPin(_)) = (&request.pin, &decision.verdict) {
            attempt.pin = match pin.as_str() {
                "" => PinInput::Skipped,
                pin => PinInput::Entered(self.plane.vault().pin_tag(pin)),
            };
            (decision, considered) = matcher.explain(&attempt);
        }
        let trunks = considered
            .trunks
            .iter()
            .map(|(id, outcome)| candidate("trunk", id.as_str(), *outcome));
        let rules = considered
            .rules
            .iter()
            .map(|(id, outcome)| candidate("rule", id.as_str(), *outcome));
        let considered = trunks.chain(rules).collect();
        Ok(wire::ExplainResponse {
            considered,
            ..explained(&attempt, &decision.cloned(), &request.headers)
        }
        .into())
    }

    pub(crate) async fn list_calls(
        &self,
        context: &Context,
        request: wire::ListCallsRequest,
    ) -> Outcome<wire::ListCallsResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let which = match request.which.as_str() {
            "live" => Which::Live,
            "ended" => Which::Ended,
            "" | "all" => Which::All,
            other => {
                let text = format!("which: {other:?} is none of \"live\", \"ended\" and \"all\"");
                return Err(ApiError::invalid(text).with("field", "which"));
            }
        };
        let limit = usize::try_from(request.limit)
            .ok()
            .filter(|limit| *limit > 0)
            .unwrap_or(DEFAULT_CALLS);
        let calls = self
            .plane
            .calls()
            .list(which, limit.min(MOST_CALLS))
            .iter()
            .map(call)
            .collect();
        Ok(wire::ListCallsResponse { calls }.into())
    }

    pub(crate) async fn get_call(
        &self,
        context: &Context,
        request: wire::GetCallRequest,
    ) -> Outcome<wire::Call> {
        context.caller.check(Grant::SipAdmin)?;
        let id = CallId::try_new(&request.call_id)
            .map_err(|error| ApiError::invalid(format!("call_id: {error}")))?;
        if let Some(record) = self.plane.calls().get(&id) {
            return Ok(call(&record).into());
        }
        let asked = Call::of(context, &request);
        let mut replies = self.answers_of_others((SERVICE, "GetCall"), &asked).await;
        let reply = replies.pop().ok_or_else(unknown)?;
        Ok(reply.read::<wire::Call>()?.into())
    }
}

/// No node has the call.
pub(crate) fn unknown() -> ApiError {
    unknown_call("requested call is not known")
}

fn explained(
    attempt: &Attempt<'_>,
    decision: &Decision,
    headers: &BTreeMap<String, String>,
) -> wire::ExplainResponse {
    let mut answer = wire::ExplainResponse {
        verdict: decision.verdict.code().to_owned(),
        trunk_id: decision
            .trunk
            .as_ref()
            .map(|trunk| trunk.id.to_string())
            .unwrap_or_default(),
        revision: decision.revision.0,
        ..wire::ExplainResponse::default()
    };
    match &decision.verdict {
        Verdict::Challenge => answer.status = 407,
        Verdict::AskPin(rule) => {
            answer.status = 200;
            answer.rule_id = rule.id.to_string();
        }
        Verdict::Refuse(refusal) => {
            answer.status = refusal.status().into();
            answer.cause = refusal.reason().cause().to_owned();
            answer.remedy = refusal.reason().remedy().to_owned();
        }
        Verdict::Enter(rule) => {
            answer.status = 200;
            answer.rule_id = rule.id.to_string();
            let (id, suffix) = (
                CallId::from_random(rand::random()),
                IdSuffix::from_random(rand::random()),
            );
            if let Ok(entry) = entry(rule, decision.trunk.as_deref(), attempt, "", &id, suffix) {
                answer.room_name = entry.room.as_str().to_owned();
                answer.participant_identity = entry.identity.to_string();
                let rules = header_rules(decision.trunk.as_deref(), rule);
                let fields = || {
                    headers
                        .iter()
                        .map(|(name, value)| (name.as_bytes(), value.as_bytes()))
                };
                let from_headers = header_attributes(fields, rules.as_deref());
                answer.attributes = entry
                    .attributes
                    .iter()
                    .chain(&from_headers)
                    .map(|(name, value)| (name.to_string(), value.to_string()))
                    .collect();
            }
        }
    }
    answer
}

fn candidate(kind: &str, id: &str, outcome: Considered) -> wire::Candidate {
    wire::Candidate {
        kind: kind.to_owned(),
        id: id.to_owned(),
        outcome: outcome.to_string(),
    }
}

pub(crate) fn call(record: &CallRecord) -> wire::Call {
    let verdict = record.verdict.as_ref();
    let encryption = record.media_encryption.map(KeyExchange::name);
    let reason = |text: fn(ReasonCode) -> &'static str| {
        record.reason.map(text).unwrap_or_default().to_owned()
    };
    let trunk = verdict.and_then(|verdict| verdict.trunk.as_ref());
    let rule = verdict.and_then(|verdict| verdict.rule.as_ref());
    let trunk_chosen = trunk.map(|id| candidate("trunk", id.as_str(), Considered::Chosen));
    let rule_chosen = rule.map(|id| candidate("rule", id.as_str(), Considered::Chosen));
    wire::Call {
        call_id: record.id.to_string(),
        sip_call_id: record.sip_call_id.to_string(),
        direction: match record.direction {
            Direction::Inbound => "inbound".to_owned(),
            Direction::Outbound => "outbound".to_owned(),
        },
        from: record.parties.from.as_str().to_owned(),
        to: record.parties.to.as_str().to_owned(),
        source: record.parties.source.to_string(),
        state: match record.state {
            CallState::Ringing => "ringing".to_owned(),
            CallState::Active => "active".to_owned(),
            CallState::Ended => "ended".to_owned(),
        },
        started_at: rfc3339(Some(record.times.started)),
        answered_at: rfc3339(record.times.answered),
        ended_at: rfc3339(record.times.ended),
        final_status: record.final_status.unwrap_or_default().into(),
        reason: reason(ReasonCode::code),
        cause: reason(ReasonCode::cause),
        remedy: reason(ReasonCode::remedy),
        peer_reason: record.peer_reason.as_deref().unwrap_or_default().to_owned(),
        verdict: verdict
            .map(|verdict| verdict.code.to_owned())
            .unwrap_or_default(),
        trunk_id: trunk.map(ToString::to_string).unwrap_or_default(),
        rule_id: rule.map(ToString::to_string).unwrap_or_default(),
        considered: trunk_chosen.into_iter().chain(rule_chosen).collect(),
        revision: verdict
            .map(|verdict| verdict.revision.0)
            .unwrap_or_default(),
        room_name: record.room.as_ref().map_or("", RoomName::as_str).to_owned(),
        participant_identity: record.identity.as_deref().unwrap_or_default().to_owned(),
        transport: record.parties.transport.to_owned(),
        codec: record.codec.unwrap_or_default().to_owned(),
        media_encryption: encryption.unwrap_or_default().to_owned(),
        media: record.media.map(media),
        notices: record.notices.iter().copied().map(notice).collect(),
    }
}

fn notice(reason: ReasonCode) -> wire::Notice {
    wire::Notice {
        reason: reason.code().to_owned(),
        cause: reason.cause().to_owned(),
        remedy: reason.remedy().to_owned(),
    }
}

fn media(media: MediaReport) -> wire::Media {
    wire::Media {
        packets_received: media.packets_received,
        packets_lost: media.packets_lost,
        packets_sent: media.packets_sent,
        jitter_ms: media.jitter_ms,
        underruns: media.underruns,
        digits: media.digits,
        mos: media.mos,
        level_dbov: media.level_dbov,
        packets_foreign: media.packets_foreign,
        packets_refused: media.packets_refused,
        packets_after_end: media.packets_after_end,
    }
}

pub(crate) fn rfc3339(at: Option<Timestamp>) -> String {
    let wire = at.map(|at| WireTimestamp {
        seconds: i64::try_from(at.unix_nanos / 1_000_000_000).unwrap_or(i64::MAX),
        nanos: i32::try_from(at.unix_nanos % 1_000_000_000).unwrap_or(0),
    });
    // The JSON form of a Timestamp is RFC 3339.
    let json = wire.and_then(|wire| serde_json::to_value(wire).ok());
    json.and_then(|json| json.as_str().map(str::to_owned))
        .unwrap_or_default()
}
