use std::collections::HashSet;
use std::net::SocketAddr;

use ahash::RandomState;
use bytes::Bytes;

use super::Endpoint;
use crate::build::Builder;
use crate::dialog::is_sips;
use crate::{Flow, HeaderName, HostPort, Message, Method, Transport};

/// The most octets of a request over UDP, where TCP can be had (RFC 3261 §18.1.1).
pub const LARGE_OCTETS: usize = 1300;

/// A request to send; the endpoint adds Via, Max-Forwards and Content-Length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutgoingRequest {
    /// The method; not ACK or CANCEL, which have their own ways.
    pub method: Method<'static>,
    /// The Request-URI.
    pub uri: String,
    /// All other fields, in order.
    pub headers: Vec<(String, String)>,
    /// The body and its type.
    pub body: Option<(&'static str, Bytes)>,
    /// The user's mark: it comes back in the events of the transaction.
    pub owner: u64,
}

impl OutgoingRequest {
    /// A request of nobody in particular, with these fields and no body.
    #[must_use]
    pub fn new(method: Method<'static>, uri: String, headers: Vec<(String, String)>) -> Self {
        Self {
            method,
            uri,
            headers,
            body: None,
            owner: 0,
        }
    }

    /// Sets the body.
    #[must_use]
    pub fn with_body(mut self, content_type: &'static str, body: Bytes) -> Self {
        self.body = Some((content_type, body));
        self
    }

    /// Sets the owner.
    #[must_use]
    pub fn of(mut self, owner: u64) -> Self {
        self.owner = owner;
        self
    }

    /// The first value of a field; empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let found = self
            .headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// The number in CSeq; 0 where there is none.
    #[must_use]
    pub fn sequence(&self) -> u32 {
        let number = self.header("CSeq").split(' ').next();
        number
            .and_then(|number| number.parse().ok())
            .unwrap_or_default()
    }

    /// Whether it is for a `sips` URI, and goes over TLS.
    pub(crate) fn is_secure(&self, flow: Flow) -> bool {
        flow.transport == Transport::Tls && is_sips(self.uri.as_bytes())
    }

    pub(super) fn octets(&self) -> usize {
        let fields = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len());
        self.uri.len() + fields.sum::<usize>()
    }

    pub(super) fn write(&self, branch: &str, flow: Flow) -> Bytes {
        let mut builder = Builder::request(self.method, &self.uri);
        builder.header("Via", &via(branch, flow));
        builder.header("Max-Forwards", "70");
        for (name, value) in &self.headers {
            builder.header(name, value);
        }
        let body = self
            .body
            .as_ref()
            .map(|(content_type, body)| (*content_type, &body[..]));
        builder.finish(body)
    }

    /// ACK of a final response other than 2xx (RFC 3261 §17.1.1.3), or CANCEL (§9.1; its To is the INVITE's): what
    /// belongs to an INVITE has its URI, branch and routes.
    pub(super) fn write_beside(
        &self,
        method: Method<'static>,
        branch: &str,
        flow: Flow,
        refusal: Option<&Message>,
    ) -> Bytes {
        let mut builder = Builder::request(method, &self.uri);
        builder.header("Via", &via(branch, flow));
        builder.header("Max-Forwards", "70");
        let routes = self
            .headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("Route"));
        for (name, value) in routes {
            builder.header(name, value);
        }
        builder.header("From", self.header("From"));
        match refusal {
            Some(refusal) => builder.copy(refusal, HeaderName::To),
            None => builder.header("To", self.header("To")),
        }
        builder.header("Call-ID", self.header("Call-ID"));
        builder.header("CSeq", &format!("{} {method}", self.sequence()));
        builder.finish(None)
    }
}

fn via(branch: &str, flow: Flow) -> String {
    let transport = flow.transport.as_str();
    let sent_by = HostPort(flow.local);
    format!("SIP/2.0/{transport} {sent_by};branch={branch};rport")
}

/// Peers that took no TCP connection.
#[derive(Default)]
pub(super) struct NoTcp(HashSet<SocketAddr, RandomState>);

impl NoTcp {
    /// Beyond it, the memory starts anew.
    const REMEMBERED: usize = 1024;

    pub(super) fn insert(&mut self, peer: SocketAddr) {
        if self.0.len() >= Self::REMEMBERED {
            self.0.clear();
        }
        self.0.insert(peer);
    }
}

/// The way that a request takes, and the one that is left if that fails.
pub(super) struct Way {
    pub(super) flow: Flow,
    pub(super) bytes: Bytes,
    pub(super) otherwise: Option<(Flow, Bytes)>,
}

impl Endpoint {
    /// Large requests go over TCP, and over UDP after all where the peer takes no connection (RFC 3261 §18.1.1).
    pub(super) fn way(&self, request: &OutgoingRequest, branch: &str, flow: Flow) -> Way {
        let bytes = request.write(branch, flow);
        let port = self.config.tcp_port.filter(|_| {
            flow.transport == Transport::Udp
                && bytes.len() > LARGE_OCTETS
                && !self.no_tcp.0.contains(&flow.peer)
        });
        let Some(port) = port else {
            return Way {
                flow,
                bytes,
                otherwise: None,
            };
        };
        let stream = Flow {
            transport: Transport::Tcp,
            local: SocketAddr::new(flow.local.ip(), port),
            connection: 0,
            ..flow
        };
        Way {
            flow: stream,
            bytes: request.write(branch, stream),
            otherwise: Some((flow, bytes)),
        }
    }
}
