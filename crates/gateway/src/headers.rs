//! Header fields to attributes, and attributes to header fields (reference §6.4, §11).

use tandem_model::{Attributes, CallId, HeaderRules, IncludeHeaders};
use tandem_sip_proto::{Message, NameAddr};

/// Fields of providers that always become attributes.
const WELL_KNOWN: [(&str, &str); 10] = [
    ("X-Twilio-AccountSid", "sip.twilio.accountSid"),
    ("X-Twilio-CallSid", "sip.twilio.callSid"),
    ("X-call_leg_id", "sip.telnyx.callLegID"),
    ("X-call_session_id", "sip.telnyx.callSessionID"),
    ("X-Amzn-ConnectContactId", "sip.amazon.contactId"),
    (
        "X-Amzn-ConnectInitialContactId",
        "sip.amazon.initialContactId",
    ),
    ("X-Amzn-SourceAccount", "sip.amazon.sourceAccount"),
    ("X-Amzn-SourceArn", "sip.amazon.sourceArn"),
    ("X-Amzn-TargetArn", "sip.amazon.targetArn"),
    ("X-Lk-Test-Id", "lktest.id"),
];

/// Attributes that one INVITE may make; a header more is left out.
const MOST_ATTRIBUTES: usize = 128;

/// What an INVITE's fields become: the included ones, the well-known ones, then the mapped ones over them.
pub(crate) fn attributes(
    invite: &Message,
    rules: Option<&HeaderRules>,
) -> Vec<(Box<str>, Box<str>)> {
    let mut attributes = Attributes::new();
    for (name, value) in invite.all_headers() {
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let is_included = match rules.map_or(IncludeHeaders::None, |rules| rules.include) {
            IncludeHeaders::None => false,
            IncludeHeaders::X => name.starts_with("x-"),
            IncludeHeaders::All => true,
        };
        if is_included && attributes.len() < MOST_ATTRIBUTES {
            attributes.insert(format!("sip.h.{name}").into(), text(value));
        }
    }
    let custom = rules
        .iter()
        .flat_map(|rules| &rules.to_attributes)
        .map(|(header, name)| (&**header, &**name));
    for (header, name) in WELL_KNOWN.into_iter().chain(custom) {
        if let Some(value) = invite.header_by_text(header.as_bytes()) {
            attributes.insert(name.into(), text(value));
        }
    }
    if let Some(tag) = invite.from().ok().and_then(|from: NameAddr<'_>| from.tag()) {
        attributes.insert("sip.callTag".into(), text(tag));
    }
    if let Ok(id) = invite.call_id() {
        attributes.insert("sip.callIDFull".into(), text(id));
    }
    attributes.into_iter().collect()
}

/// The fields that a trunk wants in our messages: the literal ones, then those made of attributes over them.
pub(crate) fn fields(
    rules: &HeaderRules,
    literal: bool,
    attributes: &Attributes,
) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    if literal {
        fields.extend(
            rules
                .literal
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string())),
        );
    }
    for (attribute, name) in &rules.from_attributes {
        let Some(value) = attributes.get(attribute) else {
            continue;
        };
        fields.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        fields.push((name.to_string(), value.to_string()));
    }
    fields
}

/// The `Reason` field (RFC 3326) with the stable code.
pub(crate) fn reason(status: u16, reason: tandem_model::ReasonCode) -> String {
    format!("SIP;cause={status};text=\"{reason}\"")
}

/// A tag of ours is the call's id.
pub(crate) fn tag(id: &CallId) -> &str {
    id.as_str()
}

fn text(octets: &[u8]) -> Box<str> {
    String::from_utf8_lossy(octets).into()
}
