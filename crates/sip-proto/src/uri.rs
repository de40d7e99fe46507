use std::borrow::Cow;
use std::net::{IpAddr, Ipv6Addr};

use crate::cursor::{Cursor, HeaderError, Params, number};

/// A URI as it was written, with its parts (RFC 3261 §19.1). Escapes stay as they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Uri<'a> {
    raw: &'a [u8],
    scheme: &'a [u8],
    user: &'a [u8],
    host: &'a [u8],
    port: Option<u16>,
    params: &'a [u8],
    headers: &'a [u8],
}

impl<'a> Uri<'a> {
    /// Reads a URI. Those of other schemes than `sip`, `sips` and `tel` are kept opaque.
    ///
    /// # Errors
    /// [`HeaderError`] when there is no scheme, or a `sip` URI has white space, a broken host or a
    /// port above 65535.
    pub fn parse(raw: &'a [u8]) -> Result<Self, HeaderError> {
        let mut cursor = Cursor::new(raw);
        let scheme = cursor
            .until(b':')
            .filter(|scheme| is_scheme(scheme))
            .ok_or(HeaderError("a URI has no scheme"))?;
        let is_foreign =
            |octet: &u8| octet.is_ascii_whitespace() || matches!(*octet, b'<' | b'>' | b'"' | 0);
        if raw.iter().any(is_foreign) {
            return Err(HeaderError("a URI has white space or brackets"));
        }
        let empty: &[u8] = b"";
        let mut uri = Self {
            raw,
            scheme,
            user: empty,
            host: empty,
            port: None,
            params: empty,
            headers: empty,
        };
        if uri.is_sip() {
            uri.read_sip(cursor.rest())?;
        } else if uri.is_tel() {
            let rest = cursor.rest();
            let end = memchr::memchr(b';', rest).unwrap_or(rest.len());
            (uri.user, uri.params) = rest.split_at(end);
        }
        Ok(uri)
    }

    fn read_sip(&mut self, rest: &'a [u8]) -> Result<(), HeaderError> {
        let rest = match memchr::memchr(b'@', rest) {
            Some(0) => return Err(HeaderError("a SIP URI has an empty user")),
            Some(at) => {
                let userinfo = &rest[..at];
                let end = memchr::memchr(b':', userinfo).unwrap_or(at);
                self.user = &userinfo[..end];
                &rest[at + 1..]
            }
            None => rest,
        };
        let host_end = match rest.first() {
            Some(b'[') => memchr::memchr(b']', rest).map_or(0, |end| end + 1),
            _ => rest
                .iter()
                .position(|octet| b":;?".contains(octet))
                .unwrap_or(rest.len()),
        };
        let (host, rest) = rest.split_at(host_end);
        self.host = host;
        if !is_host(host) {
            return Err(HeaderError("a SIP URI has no valid host"));
        }
        let (port, rest) = match rest.strip_prefix(b":") {
            Some(rest) => {
                let end = rest
                    .iter()
                    .position(|octet| b";?".contains(octet))
                    .unwrap_or(rest.len());
                let (port, rest) = rest.split_at(end);
                (Some(read_port(port)?), rest)
            }
            None => (None, rest),
        };
        self.port = port;
        let headers_at = memchr::memchr(b'?', rest).unwrap_or(rest.len());
        (self.params, self.headers) = rest.split_at(headers_at);
        if !self.params.is_empty() && !self.params.starts_with(b";") {
            return Err(HeaderError("octets follow the host of a SIP URI"));
        }
        Ok(())
    }

    /// The text that was read.
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The text without `?`-headers, as a Request-URI has it (RFC 3261 §19.1.1).
    pub(crate) fn as_target(&self) -> &'a [u8] {
        &self.raw[..self.raw.len() - self.headers.len()]
    }

    /// The scheme, as written.
    #[must_use]
    pub fn scheme(&self) -> &'a [u8] {
        self.scheme
    }

    /// Whether it is a `sip` or `sips` URI.
    #[must_use]
    pub fn is_sip(&self) -> bool {
        self.scheme.eq_ignore_ascii_case(b"sip") || self.scheme.eq_ignore_ascii_case(b"sips")
    }

    /// Whether it is a `tel` URI (RFC 3966); its number is the user part.
    #[must_use]
    pub fn is_tel(&self) -> bool {
        self.scheme.eq_ignore_ascii_case(b"tel")
    }

    /// The user part, escapes and all; empty when there is none.
    #[must_use]
    pub fn user(&self) -> &'a [u8] {
        self.user
    }

    /// The user part with its escapes resolved, for people and number matching.
    #[must_use]
    pub fn user_decoded(&self) -> Cow<'a, str> {
        let user = self
            .user
            .split(|octet| *octet == b';')
            .next()
            .unwrap_or_default();
        percent_decoded(user)
    }

    /// The host, with the brackets of an IPv6 reference.
    #[must_use]
    pub fn host(&self) -> &'a [u8] {
        self.host
    }

    /// The host as an address, if it is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        host_ip(self.host)
    }

    /// The port, if it is written.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// A parameter: the outer `None` is absent, the inner one has no value.
    #[must_use]
    pub fn param(&self, name: &[u8]) -> Option<Option<&'a [u8]>> {
        Params(self.params).get(name)
    }

    /// The `?`-headers; they mean nothing in a Request-URI (RFC 3261 §19.1.1).
    #[must_use]
    pub fn headers(&self) -> &'a [u8] {
        self.headers
    }
}

fn is_scheme(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
        && text
            .iter()
            .all(|octet| octet.is_ascii_alphanumeric() || b"+-.".contains(octet))
}

/// Whether a text is a host name, an IPv4 address or an IPv6 reference.
pub(crate) fn is_host(text: &[u8]) -> bool {
    if text.first() == Some(&b'[') {
        return host_ip(text).is_some();
    }
    !text.is_empty()
        && text
            .iter()
            .all(|octet| octet.is_ascii_alphanumeric() || b"-._".contains(octet))
}

pub(crate) fn host_ip(host: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(host).ok()?;
    match text.strip_prefix('[') {
        Some(rest) => ipv6(rest.strip_suffix(']')?).map(IpAddr::V6),
        None => text.parse().ok(),
    }
}

fn ipv6(text: &str) -> Option<Ipv6Addr> {
    if let Some((high, low)) = text.split_once(":::") {
        // A slip of RFC 3261's grammar before an IPv4 part that "must" be tolerated (RFC 5118 §4.10).
        let is_slip = low.contains('.') && !low.contains(':');
        return is_slip
            .then(|| format!("{high}::{low}").parse().ok())
            .flatten();
    }
    text.parse().ok()
}

pub(crate) fn read_port(text: &[u8]) -> Result<u16, HeaderError> {
    number(text)
        .and_then(|port| u16::try_from(port).ok())
        .ok_or(HeaderError("a port is not 0 to 65535"))
}

pub(crate) fn percent_decoded(text: &[u8]) -> Cow<'_, str> {
    if !text.contains(&b'%') {
        return String::from_utf8_lossy(text);
    }
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        octets.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    Cow::Owned(String::from_utf8_lossy(&octets).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String, Option<u16>)> {
        let uri = Uri::parse(text.as_bytes()).ok()?;
        let own = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        Some((own(uri.user()), own(uri.host()), uri.port()))
    }

    #[test]
    fn parts_of_sip_uris() {
        let cases = [
            ("sip:alice@example.com", ("alice", "example.com", None)),
            (
                "sips:alice:secret@example.com:5061;transport=tcp",
                ("alice", "example.com", Some(5061)),
            ),
            (
                "sip:user;par=u%40example.net@example.com",
                ("user;par=u%40example.net", "example.com", None),
            ),
            (
                "sip:[2001:db8::10]:5070",
                ("", "[2001:db8::10]", Some(5070)),
            ),
            ("sip:192.0.2.1?Subject=x", ("", "192.0.2.1", None)),
            (
                "tel:+1-201-555-0123;phone-context=x",
                ("+1-201-555-0123", "", None),
            ),
        ];
        for (text, (user, host, port)) in cases {
            assert_eq!(
                parts(text),
                Some((user.into(), host.into(), port)),
                "{text}"
            );
        }
    }

    #[test]
    fn broken_uris_are_refused() {
        for text in [
            "alice",
            "",
            ":",
            "sip:",
            "sip:@x",
            "sip:a b@x",
            "sip:a@[::1",
            "sip:a@x:99999",
            "sip:a@[x]",
            "<sip:a@b>",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn users_decode_for_people() {
        let decoded = |text: &'static str| {
            Uri::parse(text.as_bytes())
                .expect("a URI")
                .user_decoded()
                .into_owned()
        };
        assert_eq!(decoded("sip:%2B1555@x"), "+1555");
        assert_eq!(decoded("sip:a%zz@x"), "a%zz");
        assert_eq!(decoded("sip:+1555;npdi@x"), "+1555");
    }
}
