//! An endpoint on a bench: each input gives what was sent because of it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tandem_sip_proto::{
    Endpoint, EndpointConfig, Event, Flow, Limits, Message, PeerName, Reply, ServerTx, Transport,
};

use crate::request::Request;

pub(crate) const LOCAL: &str = "192.0.2.10:5060";
pub(crate) const PEER: &str = "192.0.2.1:5060";

pub(crate) fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

pub(crate) fn udp() -> Flow {
    udp_from(PEER)
}

pub(crate) fn udp_from(peer: &str) -> Flow {
    Flow {
        transport: Transport::Udp,
        local: address(LOCAL),
        peer: address(peer),
        connection: 0,
        name: PeerName::NONE,
    }
}

/// A connection of the peer's, from a port that nobody listens at.
pub(crate) fn tcp(connection: u64) -> Flow {
    Flow {
        transport: Transport::Tcp,
        local: address(LOCAL),
        peer: address("192.0.2.1:40001"),
        connection,
        name: PeerName::NONE,
    }
}

/// A message that the endpoint sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sent {
    /// Milliseconds since the rig was made.
    pub(crate) at: u128,
    pub(crate) flow: Flow,
    pub(crate) bytes: Bytes,
}

impl Sent {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn start_line(&self) -> String {
        self.text().lines().next().unwrap_or_default().to_owned()
    }

    /// The status; 0 for a request.
    pub(crate) fn status(&self) -> u16 {
        let line = self.start_line();
        let status = line.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3));
        status
            .and_then(|status| status.parse().ok())
            .unwrap_or_default()
    }

    /// The lines of a field.
    pub(crate) fn headers(&self, name: &str) -> Vec<String> {
        let text = self.text();
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        let fields = head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "));
        fields
            .filter(|(other, _)| *other == name)
            .map(|(_, value)| value.to_owned())
            .collect()
    }

    pub(crate) fn header(&self, name: &str) -> String {
        self.headers(name).first().cloned().unwrap_or_default()
    }
}

pub(crate) struct Rig {
    pub(crate) endpoint: Endpoint,
    pub(crate) now: Instant,
    start: Instant,
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(EndpointConfig::default())
    }

    pub(crate) fn with(config: EndpointConfig) -> Self {
        let now = Instant::now();
        Self {
            endpoint: Endpoint::new(config),
            now,
            start: now,
        }
    }

    pub(crate) fn hear(&mut self, request: &Request) -> Vec<Sent> {
        self.hear_on(udp(), request.bytes())
    }

    pub(crate) fn hear_on(&mut self, flow: Flow, octets: Bytes) -> Vec<Sent> {
        match Message::parse(octets, &Limits::default()) {
            Ok(message) => self.endpoint.handle_message(message, flow, self.now),
            Err(malformed) => self.endpoint.handle_malformed(&malformed, flow),
        }
        self.sent()
    }

    /// Hears a request that must reach the user.
    pub(crate) fn take(&mut self, flow: Flow, request: &Request) -> (ServerTx, Message) {
        let sent = self.hear_on(flow, request.bytes());
        assert_eq!(sent, [], "a request for the user is not answered by itself");
        match &mut self.events()[..] {
            [Event::Request { tx, message, .. }] => (*tx, message.clone()),
            other => panic!("{other:?} in place of one request"),
        }
    }

    pub(crate) fn respond(&mut self, tx: ServerTx, reply: &Reply<'_>) -> Vec<Sent> {
        self.endpoint.respond(tx, reply, self.now);
        self.sent()
    }

    /// Lets time pass, and runs what is due when it is due.
    pub(crate) fn advance(&mut self, by: Duration) -> Vec<Sent> {
        let end = self.now + by;
        let mut sent = Vec::new();
        while let Some(at) = self.endpoint.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.endpoint.handle_timeout(self.now);
            sent.extend(self.sent());
        }
        self.now = end;
        sent
    }

    pub(crate) fn sent(&mut self) -> Vec<Sent> {
        let at = (self.now - self.start).as_millis();
        std::iter::from_fn(|| self.endpoint.poll_transmit())
            .map(|transmit| Sent {
                at,
                flow: transmit.flow,
                bytes: transmit.bytes,
            })
            .collect()
    }

    pub(crate) fn events(&mut self) -> Vec<Event> {
        std::iter::from_fn(|| self.endpoint.poll_event()).collect()
    }

    /// Nothing is held any more, and no timer runs.
    pub(crate) fn assert_empty(&mut self) {
        assert_eq!(self.endpoint.held(), (0, 0));
        assert_eq!(self.endpoint.held_octets(), 0);
        assert_eq!(self.endpoint.poll_timeout(), None);
        assert_eq!(self.sent(), []);
        assert!(self.events().is_empty());
    }
}

pub(crate) fn statuses(sent: &[Sent]) -> Vec<u16> {
    sent.iter().map(Sent::status).collect()
}

pub(crate) fn times(sent: &[Sent]) -> Vec<u128> {
    sent.iter().map(|one| one.at).collect()
}

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
