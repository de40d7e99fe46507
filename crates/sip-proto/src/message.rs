use std::fmt;

use bytes::Bytes;
use smallvec::SmallVec;

use crate::cursor::{HeaderError, list, number, trim};
use crate::scan::{Span, Start, scan};
use crate::{CSeq, HeaderName, Limits, Malformed, MalformedKind, Method, NameAddr, Via};

/// Header lines that are kept without an allocation of their own.
pub(crate) const INLINE_HEADERS: usize = 20;

/// One SIP message: its octets, and where its parts lie. Cloning it is cheap.
///
/// Nothing is copied out of it but by those who ask. Folded lines are joined when it is read, so
/// that no value has line ends.
#[derive(Clone)]
pub struct Message {
    pub(crate) bytes: Bytes,
    pub(crate) start: Start,
    pub(crate) headers: SmallVec<[Header; INLINE_HEADERS]>,
    pub(crate) body: Span,
}

/// One header line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub(crate) name: HeaderName,
    pub(crate) text: Span,
    pub(crate) value: Span,
}

impl Message {
    /// Reads one datagram (RFC 3261 §18.3): octets behind `Content-Length` are ignored, and without
    /// that field the body goes to the end.
    ///
    /// # Errors
    /// [`Malformed`], with as much of the message as could be read.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the message keeps the octets"
    )]
    pub fn parse(datagram: Bytes, limits: &Limits) -> Result<Self, Malformed> {
        let (mut message, fault) = scan(&datagram, limits)?;
        let available = message.body.length();
        let declared = match message.content_length() {
            Ok(length) => length.unwrap_or(available),
            Err(error) => return Err(message.refused(MalformedKind::ContentLength, error.0)),
        };
        if let Some((kind, reason)) = fault {
            return Err(message.refused(kind, reason));
        }
        if declared > limits.body_octets {
            return Err(message.refused(MalformedKind::BodyTooLarge, "Body Too Large"));
        }
        if declared > available {
            return Err(message.refused(
                MalformedKind::ContentLength,
                "Content-Length exceeds the datagram",
            ));
        }
        message.body.truncate(declared);
        Ok(message)
    }

    /// Wraps what could be read of a message into the fault.
    pub(crate) fn refused(self, kind: MalformedKind, reason: &'static str) -> Malformed {
        Malformed {
            kind,
            reason,
            message: Some(Box::new(self)),
        }
    }

    /// Whether it is a request.
    #[must_use]
    pub fn is_request(&self) -> bool {
        match self.start {
            Start::Request { .. } => true,
            Start::Response { .. } => false,
        }
    }

    /// A request's method; a response's is that of its CSeq.
    #[must_use]
    pub fn method(&self) -> Method<'_> {
        match self.start {
            Start::Request { method, .. } => Method::of(method.of(&self.bytes)),
            Start::Response { .. } => self.cseq().map_or(Method::Unknown(b""), |cseq| cseq.method),
        }
    }

    /// A request's URI; empty for a response.
    #[must_use]
    pub fn request_uri(&self) -> &[u8] {
        match self.start {
            Start::Request { uri, .. } => uri.of(&self.bytes),
            Start::Response { .. } => b"",
        }
    }

    /// A response's status; 0 for a request.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.start {
            Start::Request { .. } => 0,
            Start::Response { status, .. } => status,
        }
    }

    /// A response's reason phrase; empty for a request.
    #[must_use]
    pub fn reason(&self) -> &[u8] {
        match self.start {
            Start::Request { .. } => b"",
            Start::Response { reason, .. } => reason.of(&self.bytes),
        }
    }

    /// The first value of a field, as written.
    #[must_use]
    pub fn header(&self, name: HeaderName) -> Option<&[u8]> {
        self.headers(name).next()
    }

    /// The lines of a field, as written and in order.
    pub fn headers(&self, name: HeaderName) -> impl Iterator<Item = &[u8]> {
        self.headers
            .iter()
            .filter(move |header| header.name == name)
            .map(|header| header.value.of(&self.bytes))
    }

    /// All lines: the name as sent, and the value.
    pub fn all_headers(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.headers
            .iter()
            .map(|header| (header.text.of(&self.bytes), header.value.of(&self.bytes)))
    }

    /// The first value of the field of this name, in any case.
    #[must_use]
    pub fn header_by_text(&self, name: &[u8]) -> Option<&[u8]> {
        self.all_headers()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// All values of a field that is a list, over its lines and commas.
    pub fn list(&self, name: HeaderName) -> impl Iterator<Item = &[u8]> {
        self.headers(name)
            .flat_map(list)
            .filter(|value| !value.is_empty())
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.body.of(&self.bytes)
    }

    /// The whole message, folded lines joined.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The topmost Via.
    ///
    /// # Errors
    /// [`HeaderError`] when it is missing or broken; so for the fields below.
    pub fn top_via(&self) -> Result<Via<'_>, HeaderError> {
        let value = self
            .header(HeaderName::Via)
            .and_then(|line| list(line).next());
        Via::parse(value.ok_or(HeaderError("Via is missing"))?)
    }

    /// From.
    ///
    /// # Errors
    /// See [`Self::top_via`].
    pub fn from(&self) -> Result<NameAddr<'_>, HeaderError> {
        NameAddr::parse(
            self.header(HeaderName::From)
                .ok_or(HeaderError("From is missing"))?,
        )
    }

    /// To.
    ///
    /// # Errors
    /// See [`Self::top_via`].
    pub fn to(&self) -> Result<NameAddr<'_>, HeaderError> {
        NameAddr::parse(
            self.header(HeaderName::To)
                .ok_or(HeaderError("To is missing"))?,
        )
    }

    /// Call-ID.
    ///
    /// # Errors
    /// See [`Self::top_via`].
    pub fn call_id(&self) -> Result<&[u8], HeaderError> {
        let value = self.header(HeaderName::CallId).unwrap_or_default();
        if value.is_empty() {
            return Err(HeaderError("Call-ID is missing"));
        }
        Ok(value)
    }

    /// CSeq.
    ///
    /// # Errors
    /// See [`Self::top_via`].
    pub fn cseq(&self) -> Result<CSeq<'_>, HeaderError> {
        CSeq::parse(
            self.header(HeaderName::CSeq)
                .ok_or(HeaderError("CSeq is missing"))?,
        )
    }

    /// The first Contact; `None` when there is none.
    #[must_use]
    pub fn contact(&self) -> Option<Result<NameAddr<'_>, HeaderError>> {
        self.list(HeaderName::Contact).next().map(NameAddr::parse)
    }

    /// Max-Forwards; `None` when there is none.
    #[must_use]
    pub fn max_forwards(&self) -> Option<Result<u8, HeaderError>> {
        let value = self.header(HeaderName::MaxForwards)?;
        let hops = number(trim(value)).and_then(|hops| u8::try_from(hops).ok());
        Some(hops.ok_or(HeaderError("Max-Forwards is not 0 to 255")))
    }

    /// Content-Length; `Ok(None)` when there is none.
    ///
    /// # Errors
    /// [`HeaderError`] when it is no number, or stands there twice: two lengths are two messages to
    /// two readers.
    pub fn content_length(&self) -> Result<Option<usize>, HeaderError> {
        let mut values = self.headers(HeaderName::ContentLength);
        let Some(value) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() {
            return Err(HeaderError("Content-Length stands there twice"));
        }
        let length = number(trim(value)).and_then(|length| usize::try_from(length).ok());
        length
            .map(Some)
            .ok_or(HeaderError("Content-Length is no number"))
    }
}

impl fmt::Debug for Message {
    /// Shows what kind of message it is; never its values, which hold numbers and credentials.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.start {
            Start::Request { .. } => write!(formatter, "{:?} request", self.method()),
            Start::Response { status, .. } => write!(formatter, "{status} response"),
        }
    }
}
