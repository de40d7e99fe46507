use std::time::Instant;

use bytes::Bytes;

use super::reply::{reply_flow, reply_port};
use super::{Endpoint, Event, Reply, ServerTx};
use crate::transaction::{Key, ServerDue, ServerInvite, ServerNonInvite, Timing};
use crate::{Flow, Limits, Message, Method, Transmit};

/// How long a refused sender is asked to wait, in seconds.
const RETRY_AFTER_S: &str = "10";

/// A server transaction, and what it is found by.
pub(super) struct Server {
    machine: Machine,
    /// Kept until the final response, which copies from it; apart, as a transaction outlives it by half a minute.
    request: Option<Box<Message>>,
    flow: Flow,
    reply_port: u16,
    key: Key,
    merge_key: Option<Key>,
    ack_key: Option<Key>,
    is_cancelled: bool,
    /// What it adds to [`Endpoint::held_octets`].
    octets: usize,
    pub(super) deadline: Option<Instant>,
}

enum Machine {
    Invite(ServerInvite),
    NonInvite(ServerNonInvite),
}

impl Server {
    /// Where its responses go.
    pub(super) fn reply_flow(&self) -> Flow {
        reply_flow(self.flow, self.reply_port)
    }

    /// Whether its response cannot come through any more: nobody waits for what the user does.
    pub(super) fn fails_with(&self, unreachable: &Flow) -> bool {
        let is_proceeding = match &self.machine {
            Machine::Invite(machine) => machine.is_proceeding(),
            Machine::NonInvite(_) => false,
        };
        is_proceeding && self.reply_flow() == *unreachable
    }

    pub(super) fn handle_timeout(&mut self, timing: &Timing, now: Instant) -> ServerDue {
        match &mut self.machine {
            Machine::Invite(machine) => machine.handle_timeout(timing, now),
            Machine::NonInvite(machine) => {
                machine.handle_timeout(now);
                ServerDue::Nothing
            }
        }
    }

    fn repeated(&self) -> Option<Bytes> {
        match &self.machine {
            Machine::Invite(machine) => machine.repeated(),
            Machine::NonInvite(machine) => machine.repeated(),
        }
    }

    fn last_response(&self) -> Option<&Bytes> {
        match &self.machine {
            Machine::Invite(machine) => machine.last_response(),
            Machine::NonInvite(machine) => machine.last_response(),
        }
    }

    fn kept_octets(&self) -> usize {
        let request = self
            .request
            .as_ref()
            .map_or(0, |request| request.bytes().len());
        request + self.last_response().map_or(0, Bytes::len)
    }

    /// Our tag, if a response with one is kept.
    fn local_tag(&self, limits: &Limits) -> Option<String> {
        let response = Message::parse(self.last_response()?.clone(), limits).ok()?;
        let tag = response.to().ok()?.tag()?;
        Some(String::from_utf8_lossy(tag).into_owned())
    }

    fn poll_timeout(&self) -> Option<Instant> {
        match &self.machine {
            Machine::Invite(machine) => machine.poll_timeout(),
            Machine::NonInvite(machine) => machine.poll_timeout(),
        }
    }

    fn is_terminated(&self) -> bool {
        match &self.machine {
            Machine::Invite(machine) => machine.is_terminated(),
            Machine::NonInvite(machine) => machine.is_terminated(),
        }
    }
}

impl Endpoint {
    /// Takes a validated request: a repetition, an ACK, a CANCEL, or something new.
    pub(super) fn handle_request(&mut self, request: Message, flow: Flow, now: Instant) {
        let Some(key) = self.keys.server(&request, false) else {
            return;
        };
        if let Some(id) = self.server_by_key.get(&key).copied() {
            return self.handle_known(id, request, flow, now);
        }
        match request.method() {
            Method::Ack => self.handle_ack(request),
            Method::Cancel => self.handle_cancel(request, key, flow, now),
            Method::Invite
            | Method::Bye
            | Method::Options
            | Method::Update
            | Method::Refer
            | Method::Notify
            | Method::Info
            | Method::Prack
            | Method::Unserved(_)
            | Method::Unknown(_) => {
                self.handle_new(request, key, flow, now);
            }
        }
    }

    fn handle_known(&mut self, id: u64, request: Message, flow: Flow, now: Instant) {
        let timing = self.config.timing;
        self.follow_connection(id, flow);
        let Some(server) = self.servers.get_mut(&id) else {
            return;
        };
        if request.method() == Method::Ack {
            if let Machine::Invite(machine) = &mut server.machine {
                machine.acknowledge(&timing, now);
            }
            // Old clients confirm a 2xx under the INVITE's branch (RFC 6026 §7.1: the user gets it all the same).
            return self.confirm(id, request);
        }
        self.counters.retransmissions_in += 1;
        let (flow, last) = (server.reply_flow(), server.repeated());
        if let Some(bytes) = last {
            self.repeat(flow, bytes);
        }
    }

    /// A caller whose connection was lost comes again over another one: responses go there from then on.
    fn follow_connection(&mut self, id: u64, flow: Flow) {
        let Some(server) = self.servers.get_mut(&id) else {
            return;
        };
        let old = server.flow;
        let is_same_peer = old.transport == flow.transport && old.peer.ip() == flow.peer.ip();
        if is_same_peer && old.connection != flow.connection {
            server.flow = flow;
            self.forget_connection(old, id);
            self.watch_connection(flow, id);
        }
    }

    /// An ACK that belongs to no transaction confirms a 2xx.
    fn handle_ack(&mut self, ack: Message) {
        let local_tag = ack.to().ok().and_then(|to| to.tag()).unwrap_or_default();
        let id = self
            .keys
            .ack(&ack, local_tag)
            .and_then(|key| self.server_by_ack_key.get(&key).copied());
        if let Some(id) = id {
            self.confirm(id, ack);
        }
    }

    /// Ends the repetition of a 2xx; the first ACK goes to the user.
    fn confirm(&mut self, id: u64, ack: Message) {
        if let Some(server) = self.servers.get_mut(&id)
            && let Machine::Invite(machine) = &mut server.machine
            && machine.confirm()
        {
            self.events.push_back(Event::Accepted {
                tx: ServerTx(id),
                message: ack,
            });
        }
        self.settle_server(id);
    }

    /// RFC 3261 §9.2: a transaction of its own, so that each copy gets the same answer, whatever became of the INVITE.
    fn handle_cancel(&mut self, cancel: Message, key: Key, flow: Flow, now: Instant) {
        let id = self
            .keys
            .server(&cancel, true)
            .and_then(|key| self.server_by_key.get(&key).copied());
        let Some((id, server)) = id.and_then(|id| Some((id, self.servers.get_mut(&id)?))) else {
            return self.answer_statelessly(&cancel, flow, &Reply::new(481));
        };
        let is_proceeding = match &server.machine {
            Machine::Invite(machine) => machine.is_proceeding(),
            Machine::NonInvite(_) => false,
        };
        let is_news = is_proceeding && !std::mem::replace(&mut server.is_cancelled, true);
        // The tag should be that of the INVITE's responses.
        let tag = server.local_tag(&self.config.limits);
        let tag = tag.unwrap_or_else(|| self.stateless_tag(&cancel));
        let answer = Reply::new(200).to_tag(&tag);
        if is_news {
            self.events.push_back(Event::Cancelled {
                tx: ServerTx(id),
                message: cancel.clone(),
            });
        }
        if self.is_full() {
            self.answer_statelessly(&cancel, flow, &answer);
        } else {
            let own = self.begin(cancel, key, None, flow, now);
            self.respond(own, &answer, now);
        }
    }

    fn handle_new(&mut self, request: Message, key: Key, flow: Flow, now: Instant) {
        let is_outside_dialog = request.to().is_ok_and(|to| to.tag().is_none());
        let merge_key = if is_outside_dialog {
            self.keys.merge(&request)
        } else {
            None
        };
        if merge_key
            .as_ref()
            .is_some_and(|key| self.server_by_merge_key.contains_key(key))
        {
            self.counters.merged += 1;
            return self.answer_statelessly(
                &request,
                flow,
                &Reply::new(482).reason("Merged Request"),
            );
        }
        if self.refuse_unserved(&request, flow) {
            return;
        }
        if self.is_full() {
            self.counters.overloaded += 1;
            let busy = Reply::new(503).header("Retry-After", RETRY_AFTER_S);
            return self.answer_statelessly(&request, flow, &busy);
        }
        let tx = self.begin(request.clone(), key, merge_key, flow, now);
        self.events.push_back(Event::Request {
            tx,
            message: request,
            flow,
        });
    }

    /// Makes the transaction of a request.
    fn begin(
        &mut self,
        request: Message,
        key: Key,
        merge_key: Option<Key>,
        flow: Flow,
        now: Instant,
    ) -> ServerTx {
        let is_reliable = flow.transport.is_reliable();
        let machine = if request.method() == Method::Invite {
            Machine::Invite(ServerInvite::new(is_reliable, &self.config.timing, now))
        } else {
            Machine::NonInvite(ServerNonInvite::new(is_reliable))
        };
        let id = self.fresh_id();
        if let Some(merge_key) = &merge_key {
            self.server_by_merge_key.insert(*merge_key, id);
        }
        self.server_by_key.insert(key, id);
        let server = Server {
            machine,
            reply_port: reply_port(&request, flow),
            request: Some(Box::new(request)),
            flow,
            key,
            merge_key,
            ack_key: None,
            is_cancelled: false,
            octets: 0,
            deadline: None,
        };
        self.servers.insert(id, Box::new(server));
        self.watch_connection(flow, id);
        self.counters.server_transactions += 1;
        self.settle_server(id);
        ServerTx(id)
    }

    /// Answers a request. A response after the final one is not sent.
    pub fn respond(&mut self, tx: ServerTx, reply: &Reply<'_>, now: Instant) {
        let Some(server) = self.servers.get_mut(&tx.0) else {
            return;
        };
        let Some(request) = &server.request else {
            return;
        };
        let status = reply.status();
        let bytes = reply.write(request, server.flow.peer);
        let is_sent = match &mut server.machine {
            Machine::Invite(machine) => {
                if (200..300).contains(&status) {
                    server.ack_key = self.keys.ack(request, reply.local_tag(request));
                }
                machine.respond(status, bytes.clone(), &self.config.timing, now)
            }
            Machine::NonInvite(machine) => {
                machine.respond(status, bytes.clone(), &self.config.timing, now)
            }
        };
        if is_sent {
            if status >= 200 {
                server.request = None;
            }
            if let Some(key) = &server.ack_key {
                self.server_by_ack_key.insert(*key, tx.0);
            }
            self.transmits.push_back(Transmit {
                flow: server.reply_flow(),
                bytes,
            });
        }
        self.settle_server(tx.0);
    }

    /// Forgets a request without any answer: for callers who shall not know that anybody is here.
    pub fn abandon(&mut self, tx: ServerTx) {
        self.drop_server(tx.0);
    }

    /// Brings a server's deadline up to date, or drops it when it has ended.
    pub(super) fn settle_server(&mut self, id: u64) {
        let Some(server) = self.servers.get_mut(&id) else {
            return;
        };
        if server.is_terminated() {
            return self.drop_server(id);
        }
        let octets = server.kept_octets();
        self.held_octets += octets;
        self.held_octets -= std::mem::replace(&mut server.octets, octets);
        let next = server.poll_timeout();
        self.deadlines
            .set(id, std::mem::replace(&mut server.deadline, next), next);
    }

    pub(super) fn drop_server(&mut self, id: u64) {
        let Some(server) = self.servers.remove(&id) else {
            return;
        };
        self.deadlines.set(id, server.deadline, None);
        self.held_octets -= server.octets;
        self.forget_connection(server.flow, id);
        self.server_by_key.remove(&server.key);
        if let Some(key) = &server.merge_key {
            self.server_by_merge_key.remove(key);
        }
        if let Some(key) = &server.ack_key
            && self.server_by_ack_key.get(key) == Some(&id)
        {
            self.server_by_ack_key.remove(key);
        }
    }
}
