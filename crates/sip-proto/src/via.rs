use std::net::IpAddr;

use crate::cursor::{Cursor, HeaderError, Params, trim};
use crate::uri::{host_ip, is_host, read_port};

/// One Via value (RFC 3261 §20.42).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Via<'a> {
    transport: &'a [u8],
    host: &'a [u8],
    port: Option<u16>,
    params: Params<'a>,
}

/// The `rport` parameter of RFC 3581.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rport {
    /// Not there.
    Absent,
    /// There without a value: the sender asks for it.
    Requested,
    /// Filled in.
    Value(u16),
}

impl<'a> Via<'a> {
    /// Reads one value.
    ///
    /// # Errors
    /// [`HeaderError`] when protocol, sent-by or parameters break the grammar.
    pub fn parse(text: &'a [u8]) -> Result<Self, HeaderError> {
        let mut cursor = Cursor::new(trim(text));
        let name = cursor.token()?;
        let slash = cursor.take_spaced(b'/');
        let version = cursor.token()?;
        if !slash
            || !name.eq_ignore_ascii_case(b"SIP")
            || version != b"2.0"
            || !cursor.take_spaced(b'/')
        {
            return Err(HeaderError("a Via does not begin with SIP/2.0/"));
        }
        let transport = cursor.token()?;
        cursor.skip_space();
        let host = if cursor.peek() == Some(b'[') {
            let rest = cursor.rest();
            let length =
                memchr::memchr(b']', rest).ok_or(HeaderError("a Via has a [ without ]"))? + 1;
            cursor.until(b']');
            &rest[..length]
        } else {
            cursor.take_while(|octet| !b" \t:;".contains(&octet))
        };
        if !is_host(host) {
            return Err(HeaderError("a Via has no valid host"));
        }
        let port = if cursor.take_spaced(b':') {
            Some(read_port(
                cursor.take_while(|octet| octet.is_ascii_digit()),
            )?)
        } else {
            None
        };
        let params = Params::parse(&mut cursor)?;
        Ok(Self {
            transport,
            host,
            port,
            params,
        })
    }

    /// The transport, as written.
    #[must_use]
    pub fn transport(&self) -> &'a [u8] {
        self.transport
    }

    /// The host of sent-by.
    #[must_use]
    pub fn host(&self) -> &'a [u8] {
        self.host
    }

    /// The host of sent-by as an address, if it is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        host_ip(self.host)
    }

    /// The port of sent-by, if it is written.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// The branch, if there is one.
    #[must_use]
    pub fn branch(&self) -> Option<&'a [u8]> {
        self.params.get(b"branch").flatten()
    }

    /// The `rport` parameter.
    #[must_use]
    pub fn rport(&self) -> Rport {
        match self.params.get(b"rport") {
            None => Rport::Absent,
            Some(value) => match value.map(read_port) {
                Some(Ok(port)) => Rport::Value(port),
                Some(Err(_)) | None => Rport::Requested,
            },
        }
    }

    /// The parameters, from the first `;` on.
    #[must_use]
    pub(crate) fn params(&self) -> Params<'a> {
        self.params
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_via() {
        let via = Via::parse(b"SIP / 2.0  / TCP     spindle.example.com : 5070  ;  branch  =   z9hG4bK9ikj8  ; rport")
            .expect("a Via");
        assert_eq!(
            (via.transport(), via.host(), via.port()),
            (&b"TCP"[..], &b"spindle.example.com"[..], Some(5070))
        );
        assert_eq!(via.branch(), Some(&b"z9hG4bK9ikj8"[..]));
        assert_eq!(via.rport(), Rport::Requested);
        let via = Via::parse(
            b"SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111",
        )
        .expect("a Via");
        assert_eq!(via.ip(), "2001:db8::9:1".parse().ok());
        assert_eq!(via.rport(), Rport::Absent);
    }

    #[test]
    fn broken_vias_are_refused() {
        for text in [
            "",
            "SIP/2.0",
            "SIP/2.0/UDP",
            "SIP/2.0/UDP host;;,;,,",
            "HTTP/2.0/UDP h",
            "SIP/2.0/UDP [::1",
            "SIP/2.0/UDP h:99999",
            "SIP/2.0/UDP h:1x",
        ] {
            assert!(Via::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
