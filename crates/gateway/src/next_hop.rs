//! Where the INVITE of a request goes (RFC 3261 §8.1.2).

use tandem_control_plane::outbound::OutboundRequest;
use tandem_model::{OutboundTrunkSpec, SipTransport};
use tandem_sip_proto::locate::Destination;
use tandem_sip_proto::{NameAddr, Transport};

/// Targets of one call: addresses of one name.
pub(crate) const MAX_TARGETS: usize = 8;

/// The first Route of a request, else its own Request-URI, else the trunk.
///
/// # Errors
/// What cannot be followed, and why.
pub(crate) fn next_hop(request: &OutboundRequest) -> Result<Destination, String> {
    hop(&request.dial.trunk, request.dial.own.request_uri.as_deref())
}

/// Whether a request goes to the host of its trunk. The secrets of a stored trunk are for that one alone.
pub(crate) fn is_at_trunk(request: &OutboundRequest) -> bool {
    next_hop(request).is_ok_and(|hop| is_at(&hop, &request.dial.trunk))
}

fn is_at(hop: &Destination, trunk: &OutboundTrunkSpec) -> bool {
    destination(trunk).host.eq_ignore_ascii_case(&hop.host)
}

fn hop(trunk: &OutboundTrunkSpec, own: Option<&str>) -> Result<Destination, String> {
    let mut literal = trunk.headers.literal.iter();
    let route = literal.find(|(name, _)| name.eq_ignore_ascii_case("Route"));
    if let Some((_, value)) = route {
        let first = NameAddr::list(value.as_bytes()).next();
        let uri = first.and_then(Result::ok).map(|first| first.uri().raw());
        let uri = String::from_utf8_lossy(uri.unwrap_or_default()).into_owned();
        return Destination::of_uri(&uri).map_err(|error| format!("the header Route: {error}"));
    }
    match own {
        Some(uri) => Destination::of_uri(uri).map_err(|error| format!("the Request-URI: {error}")),
        None => Ok(destination(trunk)),
    }
}

/// Where a trunk's address leads; the port is the one that is written.
pub(crate) fn destination(trunk: &OutboundTrunkSpec) -> Destination {
    destination_at(&trunk.address, trunk.transport)
}

/// Where an address leads by this transport.
pub(crate) fn destination_at(address: &str, transport: SipTransport) -> Destination {
    let (host, port) = host_and_port(address);
    Destination {
        host: host.to_owned(),
        port,
        transport: match transport {
            SipTransport::Auto => None,
            SipTransport::Udp => Some(Transport::Udp),
            SipTransport::Tcp => Some(Transport::Tcp),
            SipTransport::Tls => Some(Transport::Tls),
        },
        is_secure: transport == SipTransport::Tls,
    }
}

/// A host with or without port; IPv6 addresses stand in brackets where there is a port.
pub(crate) fn host_and_port(address: &str) -> (&str, Option<u16>) {
    let unbracketed = |host: &'_ str| -> usize { usize::from(host.starts_with('[')) };
    let plain = |host| {
        let from = unbracketed(host);
        host.get(from..host.len() - from).unwrap_or(host)
    };
    match address.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (plain(host), Some(port)),
            Err(_) => (plain(address), None),
        },
        Some(_) | None => (plain(address), None),
    }
}

#[cfg(test)]
mod tests {
    use tandem_model::Headers;

    use super::*;

    fn headers(of: &[(&str, &str)]) -> Headers {
        let fields = of.iter();
        fields
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect()
    }

    #[test]
    fn a_route_goes_before_the_uri_and_the_uri_before_the_trunk() {
        let mut trunk = OutboundTrunkSpec {
            address: "sip.example.test:5070".into(),
            ..OutboundTrunkSpec::default()
        };
        let host = |trunk: &OutboundTrunkSpec, uri| {
            hop(trunk, uri).map(|hop| (hop.host.clone(), is_at(&hop, trunk)))
        };
        let own = Some("sip:a@other.test");
        let told = |host: &str, is_own| Ok((host.to_owned(), is_own));
        assert_eq!(host(&trunk, None), told("sip.example.test", true));
        assert_eq!(
            host(&trunk, Some("sip:a@SIP.example.test:9")),
            told("sip.example.test", true)
        );
        assert_eq!(host(&trunk, own), told("other.test", false));
        trunk.headers.literal = headers(&[("route", "<sip:192.0.2.9;lr>, <sip:x>")]);
        assert_eq!(host(&trunk, own), told("192.0.2.9", false));
        trunk.headers.literal = headers(&[("Route", "nonsense")]);
        assert!(host(&trunk, None).is_err());
    }

    #[test]
    fn addresses_may_have_a_port() {
        for (address, expected) in [
            ("sip.example.test", ("sip.example.test", None)),
            ("192.0.2.1:5080", ("192.0.2.1", Some(5080))),
            ("[2001:db8::1]", ("2001:db8::1", None)),
            ("[2001:db8::1]:5080", ("2001:db8::1", Some(5080))),
            ("2001:db8::1", ("2001:db8::1", None)),
        ] {
            assert_eq!(host_and_port(address), expected);
        }
    }
}
