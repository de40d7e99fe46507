use std::net::SocketAddr;

use bytes::Bytes;

use crate::build::{Builder, reason_phrase};
use crate::{Flow, HeaderName, Message, Rport, Transport};

/// A response as the transaction user thinks of it; Via, From, To, Call-ID and CSeq are copied from the request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply<'a> {
    status: u16,
    reason: &'a str,
    to_tag: &'a str,
    headers: Vec<(&'a str, &'a str)>,
    body: Option<(&'a str, &'a [u8])>,
}

impl<'a> Reply<'a> {
    /// A response with the usual phrase.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            reason: reason_phrase(status),
            to_tag: "",
            headers: Vec::new(),
            body: None,
        }
    }

    /// Puts another phrase.
    #[must_use]
    pub fn reason(mut self, reason: &'a str) -> Self {
        self.reason = reason;
        self
    }

    /// Sets our tag; a request that has one in To keeps it.
    #[must_use]
    pub fn to_tag(mut self, tag: &'a str) -> Self {
        self.to_tag = tag;
        self
    }

    /// Sets our tag if none is set yet.
    pub(crate) fn or_to_tag(self, tag: &'a str) -> Self {
        if self.to_tag.is_empty() {
            self.to_tag(tag)
        } else {
            self
        }
    }

    /// Adds a field. One with line ends is not sent; nor is one that stands in each response anyhow, such as Via or
    /// Content-Length.
    #[must_use]
    pub fn header(mut self, name: &'a str, value: &'a str) -> Self {
        if !HeaderName::of(name.as_bytes()).is_written_here() {
            self.headers.push((name, value));
        }
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, content_type: &'a str, body: &'a [u8]) -> Self {
        self.body = Some((content_type, body));
        self
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Writes the response to a request that came from `source` (RFC 3261 §8.2.6, §12.1.1).
    pub(crate) fn write(&self, request: &Message, source: SocketAddr) -> Bytes {
        let mut builder = Builder::status(self.status, self.reason);
        builder.vias(request, source);
        if (101..300).contains(&self.status) {
            builder.copy_all(request, HeaderName::RecordRoute);
        }
        builder.copy(request, HeaderName::From);
        self.write_to(&mut builder, request);
        builder.copy(request, HeaderName::CallId);
        builder.copy(request, HeaderName::CSeq);
        // RFC 3261 §8.2.6.1: the sender measures the way with it.
        if self.status == 100
            && let Some(sent_at) = request.header_by_text(b"Timestamp")
        {
            builder.raw_header("Timestamp", sent_at);
        }
        for (name, value) in &self.headers {
            builder.header(name, value);
        }
        builder.finish(self.body)
    }

    fn write_to(&self, builder: &mut Builder, request: &Message) {
        // A request that is refused because it has no To gets none back.
        let Some(to) = request.header(HeaderName::To) else {
            return;
        };
        let has_tag = request.to().is_ok_and(|to| to.tag().is_some());
        if has_tag || self.to_tag.is_empty() || self.status == 100 {
            return builder.raw_header("To", to);
        }
        let tagged = [to, b";tag=", self.to_tag.as_bytes()].concat();
        builder.raw_header("To", &tagged);
    }

    /// The tag of To that the response will have.
    pub(crate) fn local_tag<'b>(&'b self, request: &'b Message) -> &'b [u8] {
        let own = request.to().ok().and_then(|to| to.tag());
        own.unwrap_or(self.to_tag.as_bytes())
    }
}

/// The port that the responses to a request go to (RFC 3261 §18.2.2, RFC 3581 §4).
pub(crate) fn reply_port(request: &Message, flow: Flow) -> u16 {
    let Ok(via) = request.top_via() else {
        return flow.peer.port();
    };
    match (flow.transport, via.rport()) {
        (Transport::Udp, Rport::Requested | Rport::Value(_)) => flow.peer.port(),
        (Transport::Udp, Rport::Absent) | (Transport::Tcp | Transport::Tls, _) => {
            let port = via.port();
            port.unwrap_or_else(|| flow.transport.default_port())
        }
    }
}

/// Where the responses to a request go that came by this flow.
///
/// Always to the address that the request came from: `maddr` would let anybody send our responses to others. On
/// TCP the peer's address is where a new connection goes when the request's is gone.
pub(crate) fn reply_flow(flow: Flow, port: u16) -> Flow {
    Flow {
        peer: SocketAddr::new(flow.peer.ip(), port),
        ..flow
    }
}
