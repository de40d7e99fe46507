use crate::cursor::{HeaderError, list};
use crate::{HeaderName, Malformed, MalformedKind, Message, NameAddr, Uri, Via};

/// Fields that may stand in a message once (RFC 3261 §7.3.1, table 2).
const SINGLE: [HeaderName; 7] = [
    HeaderName::From,
    HeaderName::To,
    HeaderName::CallId,
    HeaderName::CSeq,
    HeaderName::MaxForwards,
    HeaderName::ContentType,
    HeaderName::Date,
];

impl Message {
    /// Checks what every receiver relies on (RFC 3261 §8.1.1, §20): the mandatory fields are there once and
    /// read, the URI reads, and CSeq names the method.
    ///
    /// # Errors
    /// [`Malformed`]: answer a request with its status, drop a response.
    pub fn validate(&self) -> Result<(), Malformed> {
        self.check()
            .map_err(|error| self.clone().refused(MalformedKind::HeaderField, error.0))
    }

    fn check(&self) -> Result<(), HeaderError> {
        let mut seen = [false; SINGLE.len()];
        for header in &self.headers {
            if let Some(at) = SINGLE.iter().position(|name| *name == header.name)
                && std::mem::replace(&mut seen[at], true)
            {
                return Err(HeaderError("A field that may stand there once is repeated"));
            }
        }
        for via in self.headers(HeaderName::Via).flat_map(list) {
            Via::parse(via)?;
        }
        self.top_via()?;
        let tags = [self.from()?.tag(), self.to()?.tag()];
        let names = tags.into_iter().flatten().chain([self.call_id()?]);
        // A dialog is known by these, and they go out again as text.
        for name in names {
            if !name.iter().all(u8::is_ascii_graphic) {
                return Err(HeaderError("Call-ID or a tag has other octets than ASCII"));
            }
        }
        let cseq = self.cseq()?;
        self.max_forwards().transpose()?;
        if !self.is_request() {
            return Ok(());
        }
        if cseq.method.as_bytes() != self.method().as_bytes() {
            return Err(HeaderError("CSeq names another method"));
        }
        let uri = Uri::parse(self.request_uri())?;
        if uri.is_sip() && !uri.headers().is_empty() {
            return Err(HeaderError("The Request-URI has header fields"));
        }
        self.check_contacts()?;
        self.check_date()
    }

    fn check_contacts(&self) -> Result<(), HeaderError> {
        for value in self.headers(HeaderName::Contact).flat_map(list) {
            if value != b"*" {
                NameAddr::parse(value)?;
            }
        }
        for name in [HeaderName::Route, HeaderName::RecordRoute] {
            for value in self.list(name) {
                NameAddr::parse(value)?;
            }
        }
        Ok(())
    }

    /// A date is always in GMT (RFC 3261 §20.17).
    fn check_date(&self) -> Result<(), HeaderError> {
        match self.header(HeaderName::Date) {
            Some(date) if !date.ends_with(b"GMT") => Err(HeaderError("Date is not in GMT")),
            Some(_) | None => Ok(()),
        }
    }
}
