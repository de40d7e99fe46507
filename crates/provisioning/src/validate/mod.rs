//! What a field may hold (reference §3). The texts are LiveKit's; where it has none, ours name field, value and remedy.

mod auth;
mod claims;
mod headers;
mod limits;
mod media;
mod outbound;
mod route;
mod webhook;

use tandem_model::{
    Auth, DispatchRuleSpec, Headers, InboundTrunkSpec, MediaConfig, OutboundTrunkSpec, PhoneNumber,
    RuleKind,
};

use crate::{Refusal, texts};

pub(crate) use auth::check as check_auth;
pub(crate) use claims::{check_rule as check_rule_claims, check_trunk as check_trunk_claims};
pub(crate) use headers::check_rule as check_rule_headers;
pub(crate) use media::check as check_media;
pub(crate) use route::check as check_route;
pub(crate) use webhook::check as check_webhook;

/// The longest prefix of a room's name, in bytes: it leaves the caller's number and the random suffix room in
/// [`tandem_model::RoomName::MAX_BYTES`].
const MAX_ROOM_PREFIX_BYTES: usize = 192;

/// Checks an inbound trunk but for the pair of username and password, and for conflicts.
pub(crate) fn check_inbound(spec: &InboundTrunkSpec) -> Result<(), Refusal> {
    let is_open = spec.auth.username.is_empty()
        && spec.auth.password.is_none()
        && spec.allowed_addresses.is_empty()
        && spec.numbers.is_empty()
        && !spec.terms.as_ref().is_some_and(|terms| terms.is_idle);
    if is_open {
        return Err(Refusal::invalid("trunk", texts::TRUNK_IS_OPEN));
    }
    check_lines("trunk.numbers", &numbers(&spec.numbers))?;
    check_credentials(&spec.auth)?;
    check_media("trunk.media", spec.media.as_ref())?;
    headers::check_literal("trunk.headers", &spec.headers.literal)?;
    headers::check_mappings(&spec.headers)?;
    limits::check(spec.limits)
}

fn numbers(numbers: &[PhoneNumber]) -> Vec<&str> {
    numbers.iter().map(PhoneNumber::as_str).collect()
}

/// Checks texts that go into messages: what has a line end would become a field of its own.
fn check_lines(field: &'static str, texts: &[&str]) -> Result<(), Refusal> {
    match texts.iter().find(|text| text.contains(char::is_control)) {
        None => Ok(()),
        Some(text) => Err(Refusal::invalid(
            field,
            format!("{text:?} must not contain line breaks or control characters"),
        )),
    }
}

/// Checks what of credentials goes into messages. The password does not.
fn check_credentials(auth: &Auth) -> Result<(), Refusal> {
    check_lines("trunk.auth_username", &[&auth.username])?;
    check_lines("trunk.auth_realm", &[&auth.realm])
}

/// Checks an outbound trunk but for the pair of username and password.
pub(crate) fn check_outbound(spec: &OutboundTrunkSpec) -> Result<(), Refusal> {
    outbound::check(spec)?;
    check_credentials(&spec.auth)?;
    check_lines("trunk.numbers", &numbers(&spec.numbers))?;
    headers::check_literal("trunk.headers", &spec.headers.literal)?;
    headers::check_mappings(&spec.headers)?;
    check_media("trunk.media", spec.media.as_ref())
}

/// Checks what a request for one outbound call brings of its own: headers, which are sent as they are, and media.
///
/// # Errors
/// [`Refusal::Invalid`], which names the field.
pub fn check_call(headers: &Headers, media: Option<&MediaConfig>) -> Result<(), Refusal> {
    headers::check_literal("headers", headers)?;
    check_media("media", media)
}

/// Checks a trunk that comes with a request for one call. A number is not needed: the request may bring it.
///
/// # Errors
/// [`Refusal::Invalid`], which names the field.
pub fn check_inline_trunk(spec: &OutboundTrunkSpec) -> Result<(), Refusal> {
    outbound::check_inline(spec)?;
    check_credentials(&spec.auth)?;
    headers::check_mappings(&spec.headers)
}

/// Checks a dispatch rule but for conflicts.
pub(crate) fn check_rule(spec: &DispatchRuleSpec) -> Result<(), Refusal> {
    check_kind(&spec.kind)?;
    check_media("dispatch_rule.media", spec.media.as_ref())
}

fn check_kind(kind: &RuleKind) -> Result<(), Refusal> {
    let (field, prefix) = match kind {
        RuleKind::Direct { .. } => return Ok(()),
        RuleKind::Random { room_prefix } => ("dispatch_rule.rule.room_prefix", room_prefix),
        RuleKind::Individual { room_prefix, .. } => (
            "dispatch_rule.rule.dispatch_rule_individual.room_prefix",
            room_prefix,
        ),
        RuleKind::Callee { room_prefix, .. } => (
            "dispatch_rule.rule.dispatch_rule_callee.room_prefix",
            room_prefix,
        ),
    };
    if prefix.len() <= MAX_ROOM_PREFIX_BYTES {
        return Ok(());
    }
    let text = format!(
        "room_prefix has {} bytes and may have {MAX_ROOM_PREFIX_BYTES}: shorten it, so that the caller's number \
         fits into the room's name",
        prefix.len()
    );
    Err(Refusal::invalid(field, text))
}
