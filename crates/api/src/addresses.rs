//! The Request-URI, To and From that a request gives itself (reference §8.3).

use tandem_control_plane::outbound::OwnAddresses;
use tandem_model::SipTransport;
use tandem_sip_proto::Uri;
use tandem_wire::livekit as wire;

use crate::ApiError;
use crate::from_wire::transport;
use crate::sip_failure::PREFIX;

/// The longest URI, in bytes.
const MAX_URI: usize = 1024;
/// The longest display name, in bytes.
const MAX_DISPLAY_NAME: usize = 128;

/// Where a URI stands in the request, and what an error calls it.
#[derive(Clone, Copy)]
struct Place {
    field: &'static str,
    error: &'static str,
}

/// A URI as a request gives it.
enum Given<'a> {
    Raw(&'a str),
    Values(&'a wire::SipUri),
    Nothing,
}

impl Place {
    fn refused(self, why: impl std::fmt::Display) -> ApiError {
        ApiError::invalid(format!("{PREFIX}{}: {why}", self.error)).with("field", self.field)
    }
}

/// What a request says of addresses. The transport of its trunk goes over theirs.
///
/// # Errors
/// The first that cannot be written, in the order Request-URI, To, From.
pub(crate) fn own_addresses(
    request: &wire::CreateSipParticipantRequest,
    trunk: SipTransport,
) -> Result<OwnAddresses, ApiError> {
    use wire::sip_request_dest::Uri as Dest;
    let to_user = Some(request.to_user_override.as_str()).filter(|user| !user.is_empty());
    let place = Place {
        field: "sip_request_uri",
        error: "invalid request URI",
    };
    let request_uri = request.sip_request_uri.as_ref().map(|dest| {
        let given = match &dest.uri {
            Some(Dest::Raw(raw)) => Given::Raw(raw),
            Some(Dest::Values(values)) => Given::Values(values),
            None => Given::Nothing,
        };
        uri(place, &given, trunk, None)
    });
    let request_uri = request_uri.transpose()?;
    let place = Place {
        field: "sip_to_header",
        error: "invalid To header",
    };
    let to = request.sip_to_header.as_ref();
    let to = to.map(|dest| named(place, dest, trunk, to_user));
    let to = to.transpose()?;
    let place = Place {
        field: "sip_from_header",
        error: "invalid From header",
    };
    let from = request.sip_from_header.as_ref();
    let from = from.map(|dest| named(place, dest, trunk, None));
    Ok(OwnAddresses {
        request_uri: request_uri.map(Into::into),
        to_user: to_user.filter(|_| to.is_none()).map(Into::into),
        to: to.map(Into::into),
        from: from.transpose()?.map(Into::into),
    })
}

/// A URI in brackets, behind its display name.
fn named(
    place: Place,
    dest: &wire::SipNamedDest,
    trunk: SipTransport,
    user: Option<&str>,
) -> Result<String, ApiError> {
    use wire::sip_named_dest::Uri as Dest;
    let given = match &dest.uri {
        Some(Dest::Raw(raw)) => Given::Raw(raw),
        Some(Dest::Values(values)) => Given::Values(values),
        None => Given::Nothing,
    };
    let uri = uri(place, &given, trunk, user)?;
    check_display_name(&dest.display_name).map_err(|text| place.refused(text))?;
    Ok(match dest.display_name.as_str() {
        "" => format!("<{uri}>"),
        name => format!("\"{}\" <{uri}>", name.replace('\\', "\\\\")),
    })
}

fn uri(
    place: Place,
    given: &Given<'_>,
    trunk: SipTransport,
    user: Option<&str>,
) -> Result<String, ApiError> {
    let text = match given {
        Given::Raw(raw) => (*raw).to_owned(),
        Given::Values(values) => of_values(values, trunk).map_err(|text| place.refused(text))?,
        Given::Nothing => return Err(place.refused("invalid URI type")),
    };
    check_uri(&text).map_err(|text| place.refused(text))?;
    let host_at = text.find('@').or_else(|| text.find(':'));
    let (head, tail) = text.split_at(host_at.map_or(0, |at| at + 1));
    let scheme = head.split(':').next().unwrap_or_default();
    let head = match user {
        Some(user) => format!("{scheme}:{user}@"),
        None => head.to_owned(),
    };
    let Some(name) = trunk.parameter() else {
        return Ok(format!("{head}{tail}"));
    };
    let kept = tail.split(';').filter(|part| {
        let name = part.split('=').next().unwrap_or_default();
        !name.eq_ignore_ascii_case("transport")
    });
    let kept: Vec<&str> = kept.collect();
    Ok(format!("{head}{};transport={name}", kept.join(";")))
}

/// One SIP URI, which nothing in it ends.
fn check_uri(text: &str) -> Result<(), &'static str> {
    if text.len() > MAX_URI || text.contains(|letter: char| letter.is_control()) {
        return Err("it must not have line breaks, control characters or more than 1024 bytes");
    }
    let is_written = |uri: &Uri<'_>| uri.is_sip() && uri.headers().is_empty();
    match Uri::parse(text.as_bytes()) {
        Ok(uri) if is_written(&uri) && text.is_ascii() => Ok(()),
        Ok(_) | Err(_) => Err("invalid URI: give sip:user@host, without spaces and headers"),
    }
}

fn of_values(values: &wire::SipUri, trunk: SipTransport) -> Result<String, String> {
    let host = match (values.host.as_str(), values.ip.as_str()) {
        ("", ip) => ip,
        (host, _) => host,
    };
    if values.user.is_empty() {
        return Err("username or number must be set".to_owned());
    }
    if values.user.contains('@') {
        return Err("should be a phone number or SIP user, not a full SIP URI".to_owned());
    }
    if host.is_empty() {
        return Err("host or ip must be set".to_owned());
    }
    let is_ipv6 = host.parse::<std::net::Ipv6Addr>().is_ok();
    if !is_ipv6 && !host.starts_with('[') && host.contains([':', ';', '?']) {
        return Err("host or ip must not contain port".to_owned());
    }
    let own = transport(values.transport);
    if let (Some(one), Some(other)) = (own.parameter(), trunk.parameter())
        && one != other
    {
        return Err(format!("different transports specified: {one} vs {other}"));
    }
    let mut text = match is_ipv6 {
        true => format!("sip:{}@[{host}]", values.user),
        false => format!("sip:{}@{host}", values.user),
    };
    match u16::try_from(values.port) {
        Ok(0) => {}
        Ok(port) => text += &format!(":{port}"),
        Err(_) => return Err(format!("port {} is above 65535", values.port)),
    }
    if let Some(name) = own.parameter() {
        text += &format!(";transport={name}");
    }
    Ok(text)
}

/// The user that takes the place of To's: characters of a token (reference §3.6).
///
/// # Errors
/// `invalid_argument` with the field.
pub(crate) fn check_to_user(user: &str) -> Result<(), ApiError> {
    let refused = |text| Err(ApiError::invalid(text).with("field", "to_user_override"));
    if user.contains('@') {
        let text = "ToUserOverride should be a phone number or SIP user, not a full SIP URI";
        return refused(text.to_owned());
    }
    let is_token = |letter: &char| letter.is_ascii_alphanumeric() || "-.!%*_+`'~".contains(*letter);
    match user.chars().find(|letter| !is_token(letter)) {
        None => Ok(()),
        Some(letter) => refused(format!(
            "ToUserOverride contains invalid characters: char {} not allowed",
            u32::from(letter)
        )),
    }
}

/// A name that can stand between quotes.
///
/// # Errors
/// Why it cannot.
pub(crate) fn check_display_name(name: &str) -> Result<(), &'static str> {
    if name.len() > MAX_DISPLAY_NAME {
        return Err("DisplayName too long (max 128 characters)");
    }
    if name.contains(|letter: char| letter.is_control() || letter == '"') || name.ends_with('\\') {
        return Err("DisplayName must be a valid quoted string: invalid syntax");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use wire::sip_request_dest::Uri as Dest;

    use super::*;

    const PLACE: Place = Place {
        field: "sip_request_uri",
        error: "invalid request URI",
    };

    fn values(user: &str, host: &str, port: u32, transport: wire::SipTransport) -> wire::SipUri {
        wire::SipUri {
            user: user.to_owned(),
            host: host.to_owned(),
            ip: String::new(),
            port,
            transport: transport.into(),
        }
    }

    #[test]
    fn uris_get_the_transport_of_the_trunk() {
        for (raw, trunk, user, expected) in [
            ("sip:a@h", SipTransport::Auto, None, "sip:a@h"),
            ("sips:a@h:5061", SipTransport::Auto, None, "sips:a@h:5061"),
            (
                "sip:a;x=1@h;transport=tcp;y=2",
                SipTransport::Udp,
                None,
                "sip:a;x=1@h;y=2;transport=udp",
            ),
            (
                "sip:a@[::1]:5",
                SipTransport::Tls,
                Some("b"),
                "sip:b@[::1]:5;transport=tls",
            ),
            ("sip:h", SipTransport::Auto, Some("b"), "sip:b@h"),
        ] {
            let written = uri(PLACE, &Given::Raw(raw), trunk, user);
            assert_eq!(written.as_deref(), Ok(expected));
        }
    }

    #[test]
    fn values_become_uris() {
        use wire::SipTransport::{Auto, Tcp};
        for (values, trunk, expected) in [
            (values("a", "h", 0, Auto), SipTransport::Auto, Ok("sip:a@h")),
            (
                values("a", "::1", 5070, Tcp),
                SipTransport::Tcp,
                Ok("sip:a@[::1]:5070;transport=tcp"),
            ),
            (
                values("", "h", 0, Auto),
                SipTransport::Auto,
                Err("username or number must be set"),
            ),
            (
                values("a", "", 0, Auto),
                SipTransport::Auto,
                Err("host or ip must be set"),
            ),
            (
                values("a", "h:1", 0, Auto),
                SipTransport::Auto,
                Err("host or ip must not contain port"),
            ),
            (
                values("a", "h", 0, Tcp),
                SipTransport::Udp,
                Err("different transports specified: tcp vs udp"),
            ),
            (
                values("a b", "h", 0, Auto),
                SipTransport::Auto,
                Err("invalid URI: give sip:user@host, without spaces and headers"),
            ),
        ] {
            let written = uri(PLACE, &Given::Values(&values), trunk, None);
            let expected = expected
                .map(str::to_owned)
                .map_err(|text: &str| PLACE.refused(text));
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn nothing_ends_a_uri_or_a_name() {
        for raw in [
            "sip:a@h\r\nX: 1",
            "sip:a@h\0",
            "sip:a@h>;x",
            "sip:a@h?X=1",
            "tel:+4930",
            "a@h",
            "",
        ] {
            let error = uri(PLACE, &Given::Raw(raw), SipTransport::Auto, None).expect_err(raw);
            assert_eq!(error.meta["field"], "sip_request_uri");
        }
        let dest = |name: &str| wire::SipNamedDest {
            uri: Some(wire::sip_named_dest::Uri::Raw("sip:a@h".to_owned())),
            display_name: name.to_owned(),
        };
        let written = named(PLACE, &dest(r"A\B"), SipTransport::Auto, None);
        assert_eq!(written.as_deref(), Ok("\"A\\\\B\" <sip:a@h>"));
        for name in ["a\"b", "a\r\n", "a\\"] {
            assert!(named(PLACE, &dest(name), SipTransport::Auto, None).is_err());
        }
    }

    #[test]
    fn the_users_of_to_may_come_from_three_places() {
        let mut request = wire::CreateSipParticipantRequest {
            to_user_override: "b".to_owned(),
            ..wire::CreateSipParticipantRequest::default()
        };
        let own = own_addresses(&request, SipTransport::Auto).expect("written");
        assert_eq!(
            (own.to.as_deref(), own.to_user.as_deref()),
            (None, Some("b"))
        );
        request.sip_to_header = Some(wire::SipNamedDest {
            uri: Some(wire::sip_named_dest::Uri::Raw("sip:a@h".to_owned())),
            display_name: String::new(),
        });
        let own = own_addresses(&request, SipTransport::Auto).expect("written");
        assert_eq!(
            (own.to.as_deref(), own.to_user.as_deref()),
            (Some("<sip:b@h>"), None)
        );
        request.sip_request_uri = Some(wire::SipRequestDest { uri: None });
        assert!(own_addresses(&request, SipTransport::Auto).is_err());
        request.sip_request_uri = Some(wire::SipRequestDest {
            uri: Some(Dest::Raw("sip:c@h".to_owned())),
        });
        let own = own_addresses(&request, SipTransport::Auto).expect("written");
        assert_eq!(own.request_uri.as_deref(), Some("sip:c@h"));
        for wrong in ["a@h", "a b", "a\r\n", "ä"] {
            assert!(check_to_user(wrong).is_err(), "{wrong}");
        }
    }
}
