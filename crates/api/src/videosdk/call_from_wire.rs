//! The request for a call becomes that of the other dialect.

use pbjson_types::Duration;
use serde_json::{Map, Value};
use tandem_dispatch::{Attempt, PinInput, room_name};
use tandem_model::{
    DispatchRule, DispatchRuleId, IdSuffix, IncludeHeaders, OutboundTrunk, PhoneNumber,
    RuleDirection,
};
use tandem_provisioning::Catalog;
use tandem_wire::livekit as wire;

use super::fields::{Fields, wrong};
use super::gateways::gateway_id;
use super::rule_from_wire::INCLUDES;
use crate::{ApiError, Code};

/// The longest ringing and the longest call, in seconds.
const LONGEST_S: u64 = 24 * 60 * 60;
/// What the rooms of calls without any begin with.
const ROOM_PREFIX: &str = "sip-";

/// A call to be placed, and the rule that it is placed by.
pub(super) struct Placing {
    pub(super) request: wire::CreateSipParticipantRequest,
    pub(super) rule: Option<DispatchRuleId>,
}

/// Reads what to call, and by which rule or gateway.
pub(super) fn placing(object: &Map<String, Value>, catalog: &Catalog) -> Result<Placing, ApiError> {
    let fields = Fields::new(object);
    let to = fields.required_text("sipCallTo")?;
    let from = fields.text("sipCallFrom")?.filter(|from| !from.is_empty());
    let (rule, trunk) = route(&fields, catalog, from)?;
    let from = match from {
        Some(from) => from,
        None if rule.is_some() => {
            return Err(wrong("sipCallFrom", "is required with routingRuleId"));
        }
        None => trunk.spec.numbers.first().map_or("", PhoneNumber::as_str),
    };
    let mut request = wire::CreateSipParticipantRequest {
        sip_trunk_id: trunk.id.to_string(),
        sip_call_to: to.to_owned(),
        sip_number: from.to_owned(),
        room_name: room(&fields, rule, (from, to))?,
        wait_until_answered: fields.flag("waitUntilAnswered")?.unwrap_or_default(),
        ringing_timeout: seconds(&fields, "ringingTimeout")?,
        max_call_duration: seconds(&fields, "maxCallDuration")?,
        ..wire::CreateSipParticipantRequest::default()
    };
    if let Some(participant) = fields.object("participant")? {
        let participant = Fields::of(participant, "participant.");
        request.participant_identity = participant.text("id")?.unwrap_or_default().to_owned();
        request.participant_name = participant.text("name")?.unwrap_or_default().to_owned();
    }
    if let Some(metadata) = fields.object("metadata")? {
        request.participant_metadata = Value::Object(metadata.clone()).to_string();
    }
    check_own(&fields)?;
    match rule {
        Some(rule) => by_rule(&mut request, rule),
        None => by_itself(&mut request, &fields)?,
    }
    request.krisp_enabled |= trunk
        .spec
        .terms
        .as_ref()
        .is_some_and(|terms| terms.noise_suppression);
    Ok(Placing {
        request,
        rule: rule.map(|rule| rule.id.clone()),
    })
}

fn route<'a>(
    fields: &Fields<'_>,
    catalog: &'a Catalog,
    from: Option<&str>,
) -> Result<(Option<&'a DispatchRule>, &'a OutboundTrunk), ApiError> {
    if let Some(id) = fields.text("routingRuleId")?.filter(|id| !id.is_empty()) {
        let id = DispatchRuleId::try_new(id).ok();
        let rule = id.and_then(|id| catalog.dispatch_rule(&id));
        let rule = rule.filter(|rule| rule.direction() == RuleDirection::Outbound);
        let rule = rule.ok_or_else(|| wrong("routingRuleId", "names no outbound routing rule"))?;
        let mut trunks = rule.spec.scope.trunk_ids.iter();
        let trunk = match from {
            Some(from) => trunk_of(catalog, rule, &PhoneNumber::new(from))?,
            None => trunks
                .find_map(|id| catalog.outbound_trunk(id))
                .map(AsRef::as_ref),
        };
        let trunk = trunk.ok_or_else(|| {
            let text = "the routing rule has no gateway left: attach a number that has one";
            ApiError::new(Code::FailedPrecondition, text)
        })?;
        return Ok((Some(rule), trunk));
    }
    let id = fields.text("gatewayId")?.filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| wrong("routingRuleId", "is required, or gatewayId"))?;
    let id = gateway_id(id)?;
    let trunk = catalog.outbound_trunk(&id);
    let trunk = trunk.ok_or_else(|| wrong("gatewayId", "names no outbound gateway"))?;
    Ok((None, trunk))
}

/// The gateway of a rule's number.
fn trunk_of<'a>(
    catalog: &'a Catalog,
    rule: &DispatchRule,
    from: &PhoneNumber,
) -> Result<Option<&'a OutboundTrunk>, ApiError> {
    let spelled = from.normalized();
    let mut own = rule.spec.scope.numbers.iter();
    if !own.any(|number| number.normalized() == spelled) {
        return Err(wrong(
            "sipCallFrom",
            format!("{spelled} is no number of the routing rule"),
        ));
    }
    let trunks = rule.spec.scope.trunk_ids.iter();
    let mut trunks = trunks.filter_map(|id| catalog.outbound_trunk(id));
    let found = trunks.find(|trunk| {
        let mut numbers = trunk.spec.numbers.iter();
        numbers.any(|number| number.normalized() == spelled)
    });
    Ok(found.map(AsRef::as_ref))
}

/// The room that is named, else the rule's, else one of the call's own.
fn room(
    fields: &Fields<'_>,
    rule: Option<&DispatchRule>,
    (from, to): (&str, &str),
) -> Result<String, ApiError> {
    if let Some(room) = fields
        .text("destinationRoomId")?
        .filter(|room| !room.is_empty())
    {
        return Ok(room.to_owned());
    }
    let suffix = IdSuffix::from_random(rand::random());
    let Some(rule) = rule else {
        return Ok([ROOM_PREFIX, suffix.as_str()].concat());
    };
    // Who is called is the one that enters the room.
    let attempt = Attempt {
        called: from,
        caller: to,
        source: std::net::Ipv4Addr::LOCALHOST.into(),
        pin: PinInput::NotAsked,
        authenticated: None,
        is_private: false,
    };
    let room = room_name(rule, &attempt, suffix).map_err(|error| wrong("sipCallTo", error))?;
    Ok(room.as_str().to_owned())
}

fn seconds(fields: &Fields<'_>, name: &str) -> Result<Option<Duration>, ApiError> {
    let seconds = fields.number(name, LONGEST_S)?;
    Ok(seconds.map(|seconds| Duration {
        seconds: i64::try_from(seconds).unwrap_or(i64::MAX),
        nanos: 0,
    }))
}

/// What a call may say of its own, checked also where the rule's words count.
fn check_own(fields: &Fields<'_>) -> Result<(), ApiError> {
    for name in ["recordAudio", "hidePhoneNumber"] {
        fields.flag(name)?;
    }
    fields.word("includeHeaders", &INCLUDES)?;
    fields.map("headers")?;
    match fields.get("dtmf") {
        None | Some(Value::Bool(_) | Value::String(_)) => Ok(()),
        Some(_) => Err(wrong("dtmf", "must be true, false, or the digits to send")),
    }
}

/// A rule's words count in place of the call's own.
fn by_rule(request: &mut wire::CreateSipParticipantRequest, rule: &DispatchRule) {
    let terms = rule.spec.terms.as_deref().cloned().unwrap_or_default();
    let headers = terms.headers.literal.iter();
    request.headers = headers
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect();
    request.include_headers = included(terms.headers.include);
    request.hide_phone_number = rule.spec.hide_phone_number;
    request.krisp_enabled = rule.spec.krisp_enabled;
    let id = rule.id.as_str().to_owned();
    request.participant_attributes = [("sip.ruleID".to_owned(), id)].into();
}

fn by_itself(
    request: &mut wire::CreateSipParticipantRequest,
    fields: &Fields<'_>,
) -> Result<(), ApiError> {
    let headers = fields.map("headers")?.unwrap_or_default();
    request.headers = headers
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let include = fields.word("includeHeaders", &INCLUDES)?;
    request.include_headers = included(include.unwrap_or_default());
    request.hide_phone_number = fields.flag("hidePhoneNumber")?.unwrap_or_default();
    // As a truth value it asks that keys be told to others, which nobody does.
    if let Some(Value::String(digits)) = fields.get("dtmf") {
        request.dtmf.clone_from(digits);
    }
    let encryption = fields.word("mediaEncryption", &[("enable", true), ("disable", false)])?;
    if encryption == Some(true) {
        let wanted = wire::SipMediaEncryption::SipMediaEncryptRequire;
        request.media_encryption = wanted.into();
    }
    Ok(())
}

fn included(include: IncludeHeaders) -> i32 {
    let option = match include {
        IncludeHeaders::None => wire::SipHeaderOptions::SipNoHeaders,
        IncludeHeaders::X => wire::SipHeaderOptions::SipXHeaders,
        IncludeHeaders::All => wire::SipHeaderOptions::SipAllHeaders,
    };
    option.into()
}
