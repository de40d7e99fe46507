//! A dispatch rule as this dialect shows it.

use serde_json::{Value, json};
use tandem_control_plane::Vault;
use tandem_model::{
    AllowedAddress, CallerPattern, DispatchRule, PhoneNumber, RuleDirection, RuleKind, RuleTerms,
};

use super::answer::time;
use super::rule_from_wire::{DIRECTIONS, INCLUDES};

/// The rule; whoever has no key of his own is shown `own_key`.
pub(super) fn rule(rule: &DispatchRule, vault: &Vault, own_key: &str) -> Value {
    let spec = &rule.spec;
    let terms = spec.terms.clone().unwrap_or_default();
    let agent = spec
        .room
        .config
        .as_ref()
        .and_then(|config| config.agents.first());
    let api_key = if terms.api_key.is_empty() {
        own_key
    } else {
        &terms.api_key
    };
    let mut value = json!({
        "id": rule.id.as_str(),
        "name": spec.name,
        "type": word(&DIRECTIONS, terms.direction),
        "numbers": numbers(&spec.scope.numbers),
        "room": room(rule, vault),
        "agentId": agent.map(|agent| agent.agent_name.clone()),
        "agentMetadata": agent.map_or_else(|| json!({}), |agent| metadata(&agent.metadata)),
        "hidePhoneNumber": spec.hide_phone_number,
        "tags": terms.tags,
        "apiKey": api_key,
        "recording": terms.recording,
        "dtmf": terms.dtmf,
        "noiseCancellation": spec.krisp_enabled,
        "allowedNumbers": callers(&spec.scope.inbound_numbers, &terms.allowed_callers),
        "allowedIpAddresses": addresses(&terms.allowed_addresses),
        "includeHeaders": word(&INCLUDES, terms.headers.include),
        "priority": terms.priority,
        "warnings": warnings(&terms, spec.scope.numbers.is_empty()),
        "createdAt": time(rule.stamps.created_at),
        "updatedAt": time(rule.stamps.updated_at),
    });
    match terms.direction {
        RuleDirection::Inbound => value["headersToAttributes"] = json!(terms.headers.to_attributes),
        RuleDirection::Outbound => value["headers"] = json!(terms.headers.literal),
    }
    value
}

fn warnings(terms: &RuleTerms, takes_none: bool) -> Vec<&'static str> {
    let idle = takes_none.then_some("phoneNumbers is empty: the rule takes no call");
    let kept = kept(terms.recording, terms.dtmf).into_iter();
    kept.chain(idle).collect()
}

/// What is kept and shown, and does nothing: who asks for it is told so.
pub(super) fn kept(recording: bool, dtmf: bool) -> Vec<&'static str> {
    let recording = recording.then_some(NOT_RECORDED);
    let dtmf = dtmf.then_some(
        "dtmf is kept and shown: keys are counted in a call's record, and told to nobody",
    );
    recording.into_iter().chain(dtmf).collect()
}

/// Of every wish for a recording.
pub(super) const NOT_RECORDED: &str = "recording is kept and shown: nothing records calls";

/// Whether a rule leads to one room only.
pub(super) fn room_type(rule: &DispatchRule) -> &'static str {
    match &rule.spec.kind {
        RuleKind::Direct { .. } => "static",
        RuleKind::Individual { .. } | RuleKind::Callee { .. } | RuleKind::Random { .. } => {
            "dynamic"
        }
    }
}

fn room(rule: &DispatchRule, vault: &Vault) -> Value {
    let (prefix, id) = match &rule.spec.kind {
        RuleKind::Direct { room_name } => (None, Some(room_name.as_str())),
        RuleKind::Individual {
            no_randomness: false,
            ..
        } => (Some("blank"), None),
        RuleKind::Individual {
            no_randomness: true,
            ..
        } => (Some("participantNumber"), None),
        RuleKind::Callee { .. } => (Some("sipNumber"), None),
        RuleKind::Random { .. } => (Some("random"), None),
    };
    let pin = rule
        .spec
        .pin
        .as_ref()
        .and_then(|pin| vault.open_pin(pin).ok());
    json!({"type": room_type(rule), "prefix": prefix, "id": id, "pin": pin})
}

/// What another dialect wrote may be no object.
pub(super) fn metadata(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Value::Object(object),
        Ok(_) | Err(_) if text.is_empty() => json!({}),
        Ok(_) | Err(_) => json!({"metadata": text}),
    }
}

pub(super) fn numbers(numbers: &[PhoneNumber]) -> Vec<&str> {
    numbers.iter().map(PhoneNumber::as_str).collect()
}

/// The callers of both places.
pub(super) fn callers<'a>(exact: &'a [PhoneNumber], patterns: &'a [CallerPattern]) -> Vec<&'a str> {
    let patterns = patterns.iter().map(CallerPattern::as_str);
    numbers(exact).into_iter().chain(patterns).collect()
}

pub(super) fn addresses(addresses: &[AllowedAddress]) -> Vec<&str> {
    addresses.iter().map(AllowedAddress::as_str).collect()
}

/// The word for a meaning.
pub(super) fn word<T: PartialEq + Copy>(words: &[(&'static str, T)], meaning: T) -> &'static str {
    let found = words.iter().find(|(_, other)| *other == meaning);
    found.map_or("", |(word, _)| word)
}
