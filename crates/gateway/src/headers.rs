//! Header fields to attributes, and attributes to header fields (reference §6.4, §11).

use tandem_dispatch::header_attributes;
use tandem_model::{Attributes, CallId, HeaderRules};
use tandem_sip_proto::{Message, NameAddr, check_header};

/// Attributes of fields that name the caller.
const NAMING: [&str; 7] = [
    "sip.h.from",
    "sip.h.f",
    "sip.h.contact",
    "sip.h.m",
    "sip.h.p-asserted-identity",
    "sip.h.p-preferred-identity",
    "sip.h.remote-party-id",
];

/// Whether the caller asks that he is not named to those he speaks with (RFC 3323 §4.2, RFC 3325 §9.3).
pub(crate) fn asks_for_privacy(invite: &Message) -> bool {
    let mut lines = invite.all_headers();
    lines.any(|(name, value)| {
        let values = || value.split(|octet| matches!(octet, b';' | b','));
        let mut wishes = values().map(<[u8]>::trim_ascii);
        let is_wish = |wish: &[u8]| {
            [&b"id"[..], b"user", b"header"]
                .iter()
                .any(|known| wish.eq_ignore_ascii_case(known))
        };
        name.eq_ignore_ascii_case(b"Privacy") && wishes.any(is_wish)
    })
}

/// What an INVITE's fields become; without those that name a caller who asked for privacy.
pub(crate) fn attributes(
    invite: &Message,
    rules: Option<&HeaderRules>,
    is_private: bool,
) -> Vec<(Box<str>, Box<str>)> {
    let mut attributes = header_attributes(|| invite.all_headers(), rules);
    if is_private {
        attributes.retain(|name, _| !NAMING.contains(&&**name));
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
        // Attributes may have lines; a field has one.
        if check_header(name, value).is_err() {
            tracing::warn!(%attribute, "an attribute with control characters makes no header field");
            continue;
        }
        fields.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        fields.push((name.to_string(), value.to_string()));
    }
    fields
}

/// The `Reason` field (RFC 3326) with the stable code.
pub(crate) fn reason(status: u16, reason: tandem_model::ReasonCode) -> String {
    format!("SIP;cause={status};text=\"{reason}\"")
}

/// The most of a peer's `Reason` that is kept, in characters.
const MAX_PEER_REASON: usize = 200;

/// What a peer's `Reason` fields say, as one line.
pub(crate) fn peer_reason(message: &Message) -> Option<Box<str>> {
    let lines = message.all_headers();
    let reasons = lines.filter(|(name, _)| name.eq_ignore_ascii_case(b"Reason"));
    let reasons: Vec<_> = reasons
        .map(|(_, value)| String::from_utf8_lossy(value))
        .collect();
    let is_shown = |letter: &char| !letter.is_control();
    let said = reasons.join(", ");
    let shown: String = said
        .chars()
        .filter(is_shown)
        .take(MAX_PEER_REASON)
        .collect();
    (!shown.is_empty()).then(|| shown.into())
}

/// A tag of ours is the call's id.
pub(crate) fn tag(id: &CallId) -> &str {
    id.as_str()
}

fn text(octets: &[u8]) -> Box<str> {
    String::from_utf8_lossy(octets).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_with_line_ends_make_no_field() {
        let pair = |name: &str, value: &str| (name.into(), value.into());
        let rules = HeaderRules {
            from_attributes: [pair("good", "X-Good"), pair("bad", "X-Bad")].into(),
            ..HeaderRules::default()
        };
        for end in ["\r", "\n", "\0", "\r\nX-Evil: 1"] {
            let bad = format!("b{end}");
            let attributes: Attributes = [pair("good", "g"), pair("bad", &bad)].into();
            let made = fields(&rules, false, &attributes);
            assert_eq!(made, [("X-Good".to_owned(), "g".to_owned())], "{end:?}");
        }
    }
}
