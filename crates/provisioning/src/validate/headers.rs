use tandem_model::{HeaderRules, Headers};

use crate::Refusal;

/// The longest header name, in bytes.
const MAX_NAME_BYTES: usize = 255;
/// The longest header value, in bytes.
const MAX_VALUE_BYTES: usize = 1024;

/// Headers that the SIP stack writes itself, in lower case, with their compact forms (reference §3.4).
const OURS: [&str; 26] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "allow",
    "allow-events",
    "call-id",
    "contact",
    "content-encoding",
    "content-length",
    "content-type",
    "cseq",
    "event",
    "expires",
    "from",
    "max-forwards",
    "record-route",
    "refer-to",
    "reply-to",
    "k",
    "l",
    "m",
    "o",
    "r",
    "t",
    "u",
    "v",
];

/// Checks headers that are sent as they are; `field` is where they stand.
pub(super) fn check_literal(field: &'static str, headers: &Headers) -> Result<(), Refusal> {
    let refused = |text| Refusal::invalid(field, text);
    for (name, value) in headers {
        check_name(name)
            .and_then(|()| check_is_not_ours(name))
            .map_err(|fault| refused(format!("invalid header name: {fault}")))?;
        check_value(name, value)
            .map_err(|fault| refused(format!("invalid header value for {name}: {fault}")))?;
    }
    Ok(())
}

/// Checks the header names of both mappings; they may name every header, as they only read or are chosen per call.
pub(super) fn check_mappings(rules: &HeaderRules) -> Result<(), Refusal> {
    let written = rules.from_attributes.values();
    let read = rules.to_attributes.keys();
    let written = written.map(|name| ("trunk.attributes_to_headers", name));
    for (field, name) in written.chain(read.map(|name| ("trunk.headers_to_attributes", name))) {
        check_name(name)
            .map_err(|fault| Refusal::invalid(field, format!("invalid header name: {fault}")))?;
    }
    Ok(())
}

/// Checks the headers of a routing rule: those that are sent, and the names of those that are read.
pub(crate) fn check_rule(rules: &HeaderRules) -> Result<(), Refusal> {
    check_literal("headers", &rules.literal)?;
    for name in rules.to_attributes.keys() {
        check_name(name).map_err(|fault| {
            Refusal::invalid(
                "headersToAttributes",
                format!("invalid header name: {fault}"),
            )
        })?;
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("header name cannot be empty".to_owned());
    }
    if name.len() > MAX_NAME_BYTES {
        return Err(format!(
            "header name too long (max {MAX_NAME_BYTES} characters)"
        ));
    }
    let is_allowed =
        |letter: &char| letter.is_ascii_alphanumeric() || "-.!%*_+`'~".contains(*letter);
    match name.chars().find(|letter| !is_allowed(letter)) {
        None => Ok(()),
        Some(letter) => Err(format!(
            "header name {name} contains invalid characters: char {} not allowed",
            u32::from(letter)
        )),
    }
}

fn check_is_not_ours(name: &str) -> Result<(), String> {
    if OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
        return Err(format!("header name {name} not supported"));
    }
    Ok(())
}

/// Tabs, printable ASCII and everything beyond ASCII are fine; a line break would let a value write headers.
fn check_value(name: &str, value: &str) -> Result<(), String> {
    if value.len() > MAX_VALUE_BYTES {
        return Err(format!(
            "header {name}: value too long (max {MAX_VALUE_BYTES} characters)"
        ));
    }
    let is_refused = |letter: &char| letter.is_ascii_control() && *letter != '\t';
    match value.chars().find(is_refused) {
        None => Ok(()),
        Some(letter) => Err(format!(
            "header {name}: value: char {} not allowed",
            u32::from(letter)
        )),
    }
}
