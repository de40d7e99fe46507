//! The transaction layer of one thread.

mod client;
mod outgoing;
mod policy;
mod reach;
mod reply;
mod server;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::time::Instant;

use bytes::Bytes;

pub use client::Failure;
pub use outgoing::{LARGE_OCTETS, OutgoingRequest};
pub use policy::ALLOW;
pub use reply::Reply;

use crate::table::Table;
use crate::timer::Deadlines;
use crate::transaction::{Key, Keys, ServerDue, Timing};
use crate::{Flow, HeaderName, Limits, Malformed, Message, RefusedNetworks, Transmit};
use client::Client;
use outgoing::NoTcp;
use reach::Silent;
use server::Server;

/// All transactions of one thread: takes messages and time, gives messages and [`Event`]s.
///
/// After every call, drain [`Self::poll_transmit`] and [`Self::poll_event`] until both return `None`.
pub struct Endpoint {
    config: EndpointConfig,
    keys: Keys,
    servers: Table<u64, Box<Server>>,
    server_by_key: Table<Key, u64>,
    server_by_merge_key: Table<Key, u64>,
    server_by_ack_key: Table<Key, u64>,
    clients: Table<u64, Box<Client>>,
    client_by_key: Table<Key, u64>,
    /// Transactions over TCP, by connection.
    by_connection: BTreeSet<(u64, u64)>,
    /// Requests of ours over UDP, by the peer's address.
    by_peer: BTreeSet<(SocketAddr, u64)>,
    no_tcp: NoTcp,
    silent: Silent,
    /// Octets of the messages that transactions keep.
    held_octets: usize,
    deadlines: Deadlines<u64>,
    transmits: VecDeque<Transmit>,
    events: VecDeque<Event>,
    next_id: u64,
    counters: Counters,
}

/// How an endpoint behaves.
#[derive(Clone, Debug)]
pub struct EndpointConfig {
    /// RFC 3261 timers.
    pub timing: Timing,
    /// Bounds on messages.
    pub limits: Limits,
    /// The most transactions at a time; new requests beyond it get 503. 400,000 by default: 6,000 calls a second.
    pub max_transactions: usize,
    /// The most octets of messages that transactions keep; new requests beyond it get 503. 512 MiB by default:
    /// 1,342 for each of `max_transactions`.
    pub max_held_octets: usize,
    /// Goes into branches and tags, so that two endpoints never make the same ones.
    pub seed: u64,
    /// Our TCP port: requests above [`LARGE_OCTETS`] go over TCP in place of UDP (RFC 3261 §18.1.1). None by default:
    /// all go as they are asked to.
    pub tcp_port: Option<u16>,
    /// Where no route of a dialog leads.
    pub refused: RefusedNetworks,
}

impl Default for EndpointConfig {
    fn default() -> Self {
        Self {
            timing: Timing::default(),
            limits: Limits::default(),
            max_transactions: 400_000,
            max_held_octets: 512 << 20,
            seed: 0,
            tcp_port: None,
            refused: RefusedNetworks::default(),
        }
    }
}

/// Names a server transaction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ServerTx(pub u64);

/// Names a client transaction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClientTx(pub u64);

/// What the transaction user must know.
#[derive(Debug)]
pub enum Event {
    /// A new request, validated, with a method and URI scheme that is served: answer it with [`Endpoint::respond`].
    Request {
        /// To answer it.
        tx: ServerTx,
        /// The request.
        message: Message,
        /// Where it came from.
        flow: Flow,
    },
    /// CANCEL came for this INVITE, and was answered: respond 487.
    Cancelled {
        /// The INVITE.
        tx: ServerTx,
        /// The CANCEL, which may say why (RFC 3326).
        message: Message,
    },
    /// The ACK of our 2xx came.
    Accepted {
        /// The INVITE.
        tx: ServerTx,
        /// The ACK, which may carry an answer.
        message: Message,
    },
    /// The ACK of our 2xx never came: send BYE (RFC 3261 §13.3.1.4).
    AckTimedOut {
        /// The INVITE.
        tx: ServerTx,
    },
    /// The peer of an INVITE without final response cannot be reached any more; its transaction is gone.
    ServerFailed {
        /// The INVITE.
        tx: ServerTx,
    },
    /// A 2xx that nobody waited for got ACK and BYE: of another fork, or after the call was taken back.
    Declined {
        /// [`OutgoingRequest::owner`] of the INVITE.
        owner: u64,
    },
    /// A response to our request. Of an INVITE: each provisional one, the first 2xx of each dialog (RFC 3261
    /// §13.2.2.4: answer it with [`Endpoint::acknowledge`]), or the refusal, which has its ACK.
    Response {
        /// The request.
        tx: ClientTx,
        /// [`OutgoingRequest::owner`].
        owner: u64,
        /// The response.
        message: Message,
        /// Where it came from.
        flow: Flow,
    },
    /// Our request got no final response.
    ClientFailed {
        /// The request.
        tx: ClientTx,
        /// [`OutgoingRequest::owner`].
        owner: u64,
        /// Why.
        failure: Failure,
    },
}

/// What an endpoint has seen and holds.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counters {
    /// Requests that came again.
    pub retransmissions_in: u64,
    /// Messages sent again.
    pub retransmissions_out: u64,
    /// Requests that took another way to us a second time.
    pub merged: u64,
    /// Messages that could not be read, answered or not.
    pub malformed: u64,
    /// Requests refused because of `max_transactions` or `max_held_octets`.
    pub overloaded: u64,
    /// Answers that were never confirmed.
    pub unconfirmed: u64,
    /// Requests begun, as server.
    pub server_transactions: u64,
    /// Requests sent, as client.
    pub client_transactions: u64,
}

impl Endpoint {
    /// An endpoint without transactions.
    #[must_use]
    pub fn new(config: EndpointConfig) -> Self {
        Self {
            config,
            keys: Keys::default(),
            servers: Table::default(),
            server_by_key: Table::default(),
            server_by_merge_key: Table::default(),
            server_by_ack_key: Table::default(),
            clients: Table::default(),
            client_by_key: Table::default(),
            by_connection: BTreeSet::new(),
            by_peer: BTreeSet::new(),
            no_tcp: NoTcp::default(),
            silent: Silent::default(),
            held_octets: 0,
            deadlines: Deadlines::default(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
            next_id: 0,
            counters: Counters::default(),
        }
    }

    /// Takes a message as it came from the wire.
    pub fn handle_message(&mut self, message: Message, flow: Flow, now: Instant) {
        if let Err(malformed) = message.validate() {
            return self.handle_malformed(&malformed, flow);
        }
        if message.is_request() {
            self.handle_request(message, flow, now);
        } else {
            self.handle_response(message, flow, now);
        }
    }

    /// Answers what cannot be processed, if it is a request that can be answered at all.
    pub fn handle_malformed(&mut self, malformed: &Malformed, flow: Flow) {
        self.counters.malformed += 1;
        let (Some(message), Some(status)) = (&malformed.message, malformed.kind.status()) else {
            return;
        };
        if message.is_request()
            && message.method().as_bytes() != b"ACK"
            && message.header(HeaderName::Via).is_some()
        {
            let reply = Reply::new(status).reason(malformed.reason);
            self.answer_statelessly(message, flow, &reply);
        }
    }

    /// A TCP connection was lost. Our requests that wait for a response over it have failed (RFC 3261 §17.1.4);
    /// responses go over a new connection, as [`Transmit::flow`] says (§18.2.2).
    pub fn handle_connection_lost(&mut self, connection: u64, failure: Failure, now: Instant) {
        for id in self.on_connection(connection) {
            self.fail_client(id, failure, now);
        }
    }

    /// A message could not be sent over TCP: the connection of this flow is gone, and none to its peer can be had.
    /// Whatever else would take the same way has failed, too.
    pub fn handle_unreachable(&mut self, flow: &Flow, failure: Failure, now: Instant) {
        for id in self.on_connection(flow.connection) {
            if self
                .clients
                .get(&id)
                .is_some_and(|client| client.flow() == *flow)
            {
                self.fail_client(id, failure, now);
            }
            if self
                .servers
                .get(&id)
                .is_some_and(|server| server.fails_with(flow))
            {
                self.drop_server(id);
                self.events
                    .push_back(Event::ServerFailed { tx: ServerTx(id) });
            }
        }
    }

    fn on_connection(&self, connection: u64) -> Vec<u64> {
        let range = (connection, 0)..=(connection, u64::MAX);
        self.by_connection.range(range).map(|(_, id)| *id).collect()
    }

    fn watch_connection(&mut self, flow: Flow, id: u64) {
        if flow.transport.is_reliable() {
            self.by_connection.insert((flow.connection, id));
        }
    }

    fn forget_connection(&mut self, flow: Flow, id: u64) {
        self.by_connection.remove(&(flow.connection, id));
    }

    fn is_full(&self) -> bool {
        self.servers.len() + self.clients.len() >= self.config.max_transactions
            || self.held_octets >= self.config.max_held_octets
    }

    /// Runs what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, id)) = self.deadlines.pop_due(now) {
            if self.servers.contains_key(&id) {
                self.server_due(id, now);
            } else if self.clients.contains_key(&id) {
                self.client_due(id, now);
            }
        }
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.deadlines.earliest()
    }

    /// The next message to send.
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        self.transmits.pop_front()
    }

    /// The next thing that the transaction user must know.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What has been seen.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Bounds on messages, for those who read the wire.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.config.limits
    }

    /// Where no route of a dialog leads.
    #[must_use]
    pub fn refused_networks(&self) -> RefusedNetworks {
        self.config.refused.clone()
    }

    /// Transactions held: as server, as client.
    #[must_use]
    pub fn held(&self) -> (usize, usize) {
        (self.servers.len(), self.clients.len())
    }

    /// Octets of the messages that transactions keep.
    #[must_use]
    pub fn held_octets(&self) -> usize {
        self.held_octets
    }

    fn server_due(&mut self, id: u64, now: Instant) {
        let Some(server) = self.servers.get_mut(&id) else {
            return;
        };
        server.deadline = None;
        let flow = server.reply_flow();
        match server.handle_timeout(&self.config.timing, now) {
            ServerDue::Nothing => {}
            ServerDue::Trying => self.respond(ServerTx(id), &Reply::new(100), now),
            ServerDue::Repeat(bytes) => self.repeat(flow, bytes),
            ServerDue::RefusalUnconfirmed => self.counters.unconfirmed += 1,
            ServerDue::AckTimedOut => {
                self.counters.unconfirmed += 1;
                self.events
                    .push_back(Event::AckTimedOut { tx: ServerTx(id) });
            }
        }
        self.settle_server(id);
    }

    fn repeat(&mut self, flow: Flow, bytes: Bytes) {
        self.counters.retransmissions_out += 1;
        self.transmits.push_back(Transmit { flow, bytes });
    }

    fn fresh_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }
}
