use std::fmt;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;

use crate::cursor::{is_token, list};
use crate::{HeaderName, Message, Method, Rport, Via};

/// Why a header field cannot be written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnsafeHeader {
    /// The name is no token.
    #[error("the header name {0:?} has characters that no header name has")]
    Name(String),
    /// The value has a line end or another control character: it would become a header of its own.
    #[error("the value of header {0:?} has control characters")]
    Value(String),
}

/// Checks that a field from outside can be written without becoming something else.
///
/// # Errors
/// [`UnsafeHeader`].
pub fn check_header(name: &str, value: &str) -> Result<(), UnsafeHeader> {
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(UnsafeHeader::Name(name.to_owned()));
    }
    if value
        .bytes()
        .any(|octet| octet != b'\t' && octet.is_ascii_control())
    {
        return Err(UnsafeHeader::Value(name.to_owned()));
    }
    Ok(())
}

/// The usual phrase of a status.
#[must_use]
pub fn reason_phrase(status: u16) -> &'static str {
    match status {
        100 => "Trying",
        180 => "Ringing",
        183 => "Session Progress",
        200 => "OK",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        413 => "Request Entity Too Large",
        415 => "Unsupported Media Type",
        416 => "Unsupported URI Scheme",
        420 => "Bad Extension",
        422 => "Session Interval Too Small",
        480 => "Temporarily Unavailable",
        481 => "Call/Transaction Does Not Exist",
        482 => "Loop Detected",
        483 => "Too Many Hops",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        489 => "Bad Event",
        491 => "Request Pending",
        500 => "Server Internal Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        505 => "Version Not Supported",
        513 => "Message Too Large",
        _ => "Unknown",
    }
}

/// Builds a message octet by octet; what was not changed is copied as it came.
pub(crate) struct Builder {
    octets: Vec<u8>,
}

/// What messages usually take.
const TYPICAL_OCTETS: usize = 640;

impl Builder {
    pub(crate) fn status(status: u16, reason: &str) -> Self {
        let mut octets = Vec::with_capacity(TYPICAL_OCTETS);
        octets.extend_from_slice(b"SIP/2.0 ");
        push_display(&mut octets, status);
        octets.push(b' ');
        octets.extend(reason.bytes().filter(|octet| !octet.is_ascii_control()));
        octets.extend_from_slice(b"\r\n");
        Self { octets }
    }

    pub(crate) fn request(method: Method<'_>, uri: &str) -> Self {
        let mut octets = Vec::with_capacity(TYPICAL_OCTETS);
        for part in [method.as_bytes(), b" ", uri.as_bytes(), b" SIP/2.0\r\n"] {
            octets.extend_from_slice(part);
        }
        Self { octets }
    }

    /// Writes a field. One that would become another field is left out; [`check_header`] is stricter, for texts of
    /// ours: what a peer wrote may hold escaped control characters (RFC 3261 §25.1, `quoted-pair`).
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        let is_one_line = !value.bytes().any(|octet| matches!(octet, b'\r' | b'\n'));
        if is_one_line && check_header(name, "").is_ok() {
            self.raw_header(name, value.as_bytes());
        }
    }

    /// Copies a value. Line ends in it, as a broken request may have them, become spaces: our answer would be broken, too.
    pub(crate) fn raw_header(&mut self, name: &str, value: &[u8]) {
        self.octets.extend_from_slice(name.as_bytes());
        self.octets.extend_from_slice(b": ");
        let is_line_end = |octet: &u8| matches!(octet, b'\r' | b'\n');
        let from = self.octets.len();
        self.octets.extend_from_slice(value);
        if value.iter().any(is_line_end) {
            let copied = self.octets[from..].iter_mut();
            copied
                .filter(|octet| is_line_end(octet))
                .for_each(|octet| *octet = b' ');
        }
        self.octets.extend_from_slice(b"\r\n");
    }

    /// Copies all Vias of a request; the topmost gets `received` and `rport` (RFC 3261 §18.2.1, RFC 3581 §4).
    pub(crate) fn vias(&mut self, request: &Message, source: SocketAddr) {
        if request.top_via().is_err() {
            // It is refused for that; whoever sent it may know it again.
            return self.copy_all(request, HeaderName::Via);
        }
        let mut is_top = true;
        for line in request.headers(HeaderName::Via) {
            if !is_top {
                self.raw_header("Via", line);
                continue;
            }
            is_top = false;
            for (index, value) in list(line).enumerate() {
                if index == 0 {
                    self.top_via(value, source);
                } else {
                    self.raw_header("Via", value);
                }
            }
        }
    }

    fn top_via(&mut self, value: &[u8], source: SocketAddr) {
        let Ok(via) = Via::parse(value) else {
            return self.raw_header("Via", value);
        };
        let ip = source.ip().to_canonical();
        let asked = via.rport() == Rport::Requested;
        let is_honest = via.ip().is_some_and(|sent_by| sent_by.to_canonical() == ip);
        if is_honest && !asked {
            return self.raw_header("Via", value);
        }
        let mut text = value.to_vec();
        if asked || via.params().get(b"received").is_some() {
            text.truncate(value.len() - via.params().0.len());
            text.truncate(text.trim_ascii_end().len());
            for (name, value) in via.params().iter() {
                let is_ours = name.eq_ignore_ascii_case(b"received")
                    || (asked && name.eq_ignore_ascii_case(b"rport"));
                if !is_ours {
                    text.push(b';');
                    text.extend_from_slice(name);
                    if let Some(value) = value {
                        text.push(b'=');
                        text.extend_from_slice(value);
                    }
                }
            }
        }
        push_display(&mut text, format_args!(";received={ip}"));
        if asked {
            push_display(&mut text, format_args!(";rport={}", source.port()));
        }
        self.raw_header("Via", &text);
    }

    /// Copies a field as often as it stands there.
    pub(crate) fn copy_all(&mut self, request: &Message, name: HeaderName) {
        for value in request.headers(name) {
            self.raw_header(name.as_str(), value);
        }
    }

    /// Copies a field that may stand there once; of a broken request that has two, the first.
    pub(crate) fn copy(&mut self, request: &Message, name: HeaderName) {
        if let Some(value) = request.header(name) {
            self.raw_header(name.as_str(), value);
        }
    }

    pub(crate) fn finish(mut self, body: Option<(&str, &[u8])>) -> Bytes {
        let (content_type, body) = body.unwrap_or(("", b""));
        if !body.is_empty() {
            self.header("Content-Type", content_type);
        }
        self.octets.extend_from_slice(b"Content-Length: ");
        push_display(&mut self.octets, body.len());
        self.octets.extend_from_slice(b"\r\n\r\n");
        self.octets.extend_from_slice(body);
        // It may be kept for half a minute, to be sent again.
        Bytes::from(self.octets.into_boxed_slice())
    }
}

fn push_display(octets: &mut Vec<u8>, value: impl fmt::Display) {
    // Writing into a vector cannot fail.
    let _ = write!(octets, "{value}");
}

/// An address as a URI or a Via writes it: IPv6 in brackets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HostPort(pub SocketAddr);

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.0.port();
        match self.0.ip().to_canonical() {
            IpAddr::V4(ip) => write!(f, "{ip}:{port}"),
            IpAddr::V6(ip) => write!(f, "[{ip}]:{port}"),
        }
    }
}
