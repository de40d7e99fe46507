//! What an INVITE of ours says, and what its callee is in the room (reference §8.2, §8.3).

use std::net::SocketAddr;
use std::time::Duration;

use tandem_control_plane::outbound::OutboundRequest;
use tandem_dispatch::Entry;
use tandem_model::{CallId, SipTransport};
use tandem_sip_proto::Invitation;

use crate::session;

/// Octets that the user part of a URI may hold as they are, besides letters and digits (RFC 3261 §25.1).
const UNESCAPED: &[u8] = b"-_.!~*'()&=+$,";

/// The INVITE of a request; `local` is our side of the way that it takes.
pub(crate) fn invitation(
    request: &OutboundRequest,
    local: SocketAddr,
    call_id: String,
    (offer, session): (String, Option<Duration>),
) -> Invitation {
    let dial = &request.dial;
    let parameter = transport_parameter(dial.trunk.transport);
    let called = escaped(dial.number.as_str());
    let own = &dial.own;
    let made = |user: &str| format!("sip:{user}@{}{parameter}", dial.trunk.address);
    let to = match (&own.to, &own.to_user) {
        (Some(to), _) => to.to_string(),
        (None, Some(user)) => format!("<{}>", made(&escaped(user))),
        (None, None) => format!("<{}>", made(&called)),
    };
    let host = match &*dial.trunk.from_host {
        "" if local.is_ipv6() => format!("[{}]", local.ip()),
        "" => local.ip().to_string(),
        host => host.to_owned(),
    };
    let number = shown_number(request);
    let display = dial.display_name.as_deref().unwrap_or(&number);
    let display = match display {
        "" => String::new(),
        name => format!("\"{}\" ", quoted(name)),
    };
    let literal = dial.trunk.headers.literal.iter();
    let mut headers: Vec<(String, String)> = literal
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect();
    let has_own = headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("Supported"));
    // Who writes the field himself says what he wants.
    if !has_own {
        let supported = match session {
            Some(_) => "100rel, timer, replaces",
            None => "100rel, replaces",
        };
        headers.push(("Supported".to_owned(), supported.to_owned()));
        headers.extend(session.into_iter().flat_map(session::wanted));
    }
    let from = || format!("{display}<sip:{}@{host}{parameter}>", escaped(&number));
    Invitation {
        from: own.from.as_deref().map_or_else(from, str::to_owned),
        to,
        uri: own
            .request_uri
            .as_deref()
            .map_or_else(|| made(&called), str::to_owned),
        call_id,
        local_tag: request.call.to_string(),
        headers,
        body: Some(("application/sdp", offer.into())),
    }
}

/// What URIs of a trunk say of how it is reached.
pub(crate) fn transport_parameter(transport: SipTransport) -> String {
    let name = transport.parameter();
    name.map_or_else(String::new, |name| format!(";transport={name}"))
}

/// The callee in his room.
pub(crate) fn entry(request: &OutboundRequest, call: &CallId) -> Entry {
    let participant = &request.participant;
    let dial = &request.dial;
    let mut attributes = participant.attributes.clone();
    let mut set = |name: &str, value: &str| {
        attributes.insert(name.into(), value.into());
    };
    set("sip.callID", call.as_str());
    set(
        "sip.trunkID",
        dial.trunk_id.as_ref().map_or("", |id| id.as_str()),
    );
    set("sip.callStatus", "dialing");
    if !participant.hide_phone_number {
        set("sip.phoneNumber", dial.number.as_str());
        set("sip.hostname", &dial.trunk.address);
        set("sip.trunkPhoneNumber", &shown_number(request));
    }
    Entry {
        room: participant.room.clone(),
        identity: participant.identity.clone(),
        name: participant.name.clone(),
        metadata: participant.metadata.clone(),
        attributes,
    }
}

/// Twilio takes E.164 only.
fn shown_number(request: &OutboundRequest) -> String {
    let number = request.dial.from_number.as_str();
    let host = request.dial.trunk.address.split(':').next();
    let is_twilio = host.is_some_and(|host| host.ends_with("twilio.com"));
    if is_twilio && !number.starts_with('+') {
        return format!("+{number}");
    }
    number.to_owned()
}

fn escaped(user: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(user.len());
    for octet in user.bytes() {
        if octet.is_ascii_alphanumeric() || UNESCAPED.contains(&octet) {
            text.push(char::from(octet));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(text, "%{octet:02X}");
        }
    }
    text
}

/// The inside of a quoted string.
fn quoted(name: &str) -> String {
    name.replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_cannot_end_what_holds_them() {
        assert_eq!(quoted(r#"a"b\c"#), r#"a\"b\\c"#);
        assert_eq!(escaped("+49 30>@#"), "+49%2030%3E%40%23");
    }
}
