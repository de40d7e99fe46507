use std::time::Instant;

use bytes::Bytes;

use super::outgoing::Way;
use super::{ClientTx, Endpoint, Event, OutgoingRequest};
use crate::transaction::{ClientDue, ClientInvite, ClientNonInvite, InviteHeard, Key, Timing};
use crate::{Dialog, Flow, Message, Method, Transmit};

/// Dialogs that one INVITE may make (RFC 3261 §13.2.2.4); a 2xx of one more is left to its sender's patience.
const MAX_FORKS: usize = 8;

/// The `Reason` (RFC 3326) of the BYE for an answer that nobody wants: another fork was first, or the call was taken back.
const UNWANTED_ANSWER: &str = "SIP;cause=200;text=\"unwanted-answer\"";

/// Why a request of ours got no final response.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Nobody answered in 64·T1: counts as 408 (RFC 3261 §8.1.3.1).
    Timeout,
    /// It could not be sent: counts as 503.
    Unreachable,
    /// The peer's certificate is not trusted, or is of another name: counts as 503.
    Untrusted,
    /// TLS could not be begun for another cause: the peer speaks none, or refuses our certificate. Counts as 503.
    Handshake,
}

impl Failure {
    /// The status that it counts as.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Timeout => 408,
            Self::Unreachable | Self::Untrusted | Self::Handshake => 503,
        }
    }
}

/// A client transaction, and what it is found by.
pub(super) struct Client {
    machine: Machine,
    flow: Flow,
    key: Key,
    branch: Box<str>,
    owner: u64,
    /// Whether its user still wants to hear of it.
    is_told: bool,
    /// The way that is taken when this one fails before anything was heard.
    otherwise: Option<(Flow, Bytes)>,
    /// What it adds to [`Endpoint::held_octets`].
    octets: usize,
    deadline: Option<Instant>,
}

enum Machine {
    Invite(ClientInvite, Box<Inviting>),
    NonInvite(ClientNonInvite),
}

/// What an INVITE needs besides its timers.
struct Inviting {
    request: OutgoingRequest,
    is_cancel_wanted: bool,
    forks: Vec<Fork>,
}

/// One dialog that a 2xx made.
struct Fork {
    tag: Box<[u8]>,
    state: ForkState,
}

enum ForkState {
    /// The user has been told.
    Told(Box<Message>, Flow),
    /// The ACK, which each repetition of the 2xx gets.
    Acknowledged(Bytes, Flow),
}

impl Client {
    pub(super) fn flow(&self) -> Flow {
        self.flow
    }

    /// Whether the loss of the way that it took is its end. An INVITE that rings may be answered over a new connection.
    fn is_waiting(&self) -> bool {
        match &self.machine {
            Machine::Invite(machine, _) => machine.is_calling(),
            Machine::NonInvite(machine) => machine.is_waiting(),
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        match &self.machine {
            Machine::Invite(machine, _) => machine.poll_timeout(),
            Machine::NonInvite(machine) => machine.poll_timeout(),
        }
    }

    fn is_terminated(&self) -> bool {
        match &self.machine {
            Machine::Invite(machine, _) => machine.is_terminated(),
            Machine::NonInvite(machine) => machine.is_terminated(),
        }
    }

    fn kept_octets(&self) -> usize {
        let otherwise = self.otherwise.as_ref().map_or(0, |(_, bytes)| bytes.len());
        let machine = match &self.machine {
            Machine::NonInvite(machine) => machine.octets(),
            Machine::Invite(machine, inviting) => {
                let forks = inviting.forks.iter().map(|fork| match &fork.state {
                    ForkState::Told(message, _) => message.bytes().len(),
                    ForkState::Acknowledged(ack, _) => ack.len(),
                });
                machine.octets() + inviting.request.octets() + forks.sum::<usize>()
            }
        };
        machine + otherwise
    }

    fn handle_timeout(&mut self, timing: &Timing, now: Instant) -> ClientDue {
        match &mut self.machine {
            Machine::Invite(machine, _) => machine.handle_timeout(now),
            Machine::NonInvite(machine) => machine.handle_timeout(timing, now),
        }
    }
}

impl Endpoint {
    /// Sends a request other than ACK and CANCEL, and repeats it as its transport needs.
    ///
    /// What comes of it is told by [`Event::Response`] and [`Event::ClientFailed`]. An INVITE must in the end be
    /// answered with [`Self::acknowledge`] or [`Self::release`], unless it is refused or fails.
    pub fn request(&mut self, request: &OutgoingRequest, flow: Flow, now: Instant) -> ClientTx {
        let id = self.fresh_id();
        let branch = format!("z9hG4bK{:x}-{id:x}", self.config.seed);
        let way = self.way(request, &branch, flow);
        let timing = &self.config.timing;
        let is_reliable = way.flow.transport.is_reliable();
        let machine = if request.method == Method::Invite {
            let kept = OutgoingRequest {
                body: None,
                ..request.clone()
            };
            let inviting = Inviting {
                request: kept,
                is_cancel_wanted: false,
                forks: Vec::new(),
            };
            let machine = ClientInvite::new(way.bytes.clone(), is_reliable, timing, now);
            Machine::Invite(machine, Box::new(inviting))
        } else {
            Machine::NonInvite(ClientNonInvite::new(
                way.bytes.clone(),
                is_reliable,
                timing,
                now,
            ))
        };
        self.begin_client(id, machine, request, &branch, way);
        ClientTx(id)
    }

    fn begin_client(
        &mut self,
        id: u64,
        machine: Machine,
        request: &OutgoingRequest,
        branch: &str,
        way: Way,
    ) {
        let key = self
            .keys
            .client(branch.as_bytes(), request.method.as_bytes());
        self.client_by_key.insert(key, id);
        self.watch_client(way.flow, id);
        let client = Client {
            machine,
            flow: way.flow,
            key,
            branch: branch.into(),
            owner: request.owner,
            is_told: true,
            otherwise: way.otherwise,
            octets: 0,
            deadline: None,
        };
        self.clients.insert(id, Box::new(client));
        self.counters.client_transactions += 1;
        self.settle_client(id);
        self.transmits.push_back(Transmit {
            flow: way.flow,
            bytes: way.bytes,
        });
    }

    /// Sends the ACK of a 2xx, which [`Dialog::ack`] makes; repetitions of that 2xx get it again (RFC 3261 §13.2.2.4).
    pub fn acknowledge(
        &mut self,
        tx: ClientTx,
        remote_tag: &str,
        ack: &OutgoingRequest,
        flow: Flow,
    ) {
        // A 2xx is confirmed outside the INVITE's transaction: under a branch of its own.
        let own = self.fresh_id();
        let branch = format!("z9hG4bK{:x}-{own:x}", self.config.seed);
        let way = self.way(ack, &branch, flow);
        if let Some(Client {
            machine: Machine::Invite(_, inviting),
            ..
        }) = self.clients.get_mut(&tx.0).map(Box::as_mut)
        {
            let fork = inviting
                .forks
                .iter_mut()
                .find(|fork| *fork.tag == *remote_tag.as_bytes());
            if let Some(fork) = fork {
                fork.state = ForkState::Acknowledged(way.bytes.clone(), way.flow);
            }
        }
        self.settle_client(tx.0);
        self.transmits.push_back(Transmit {
            flow: way.flow,
            bytes: way.bytes,
        });
    }

    /// Asks for the end of an INVITE that has no final response: CANCEL goes out as soon as one provisional response
    /// is there (RFC 3261 §9.1). Its final response is told as ever, and may be a 2xx.
    pub fn cancel(&mut self, tx: ClientTx, now: Instant) {
        let Some(Client {
            machine: Machine::Invite(machine, inviting),
            ..
        }) = self.clients.get_mut(&tx.0).map(Box::as_mut)
        else {
            return;
        };
        if machine.is_calling() {
            inviting.is_cancel_wanted = true;
        } else if machine.is_proceeding() {
            self.send_cancel(tx.0, now);
        }
    }

    /// Tells nothing more of a request. An INVITE without final response is cancelled; what is answered with 2xx in spite
    /// of that, or by several, and was not acknowledged, gets ACK and BYE (RFC 3261 §13.2.2.4, §15).
    pub fn release(&mut self, tx: ClientTx, now: Instant) {
        let Some(client) = self.clients.get_mut(&tx.0) else {
            return;
        };
        client.is_told = false;
        if let Machine::Invite(_, inviting) = &mut client.machine {
            let open: Vec<(Message, Flow)> = inviting
                .forks
                .iter()
                .filter_map(|fork| match &fork.state {
                    ForkState::Told(message, flow) => Some((Message::clone(message), *flow)),
                    ForkState::Acknowledged(..) => None,
                })
                .collect();
            for (message, flow) in open {
                self.decline_fork(tx.0, &message, flow, now);
            }
            self.cancel(tx, now);
        }
    }

    fn send_cancel(&mut self, id: u64, now: Instant) {
        let timing = self.config.timing;
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        let Machine::Invite(machine, inviting) = &mut client.machine else {
            return;
        };
        machine.cancelled(&timing, now);
        inviting.is_cancel_wanted = false;
        let (flow, branch) = (client.flow, client.branch.clone());
        let bytes = inviting
            .request
            .write_beside(Method::Cancel, &branch, flow, None);
        self.settle_client(id);
        let key = self.keys.client(branch.as_bytes(), b"CANCEL");
        if self.client_by_key.contains_key(&key) {
            return;
        }
        let is_reliable = flow.transport.is_reliable();
        let machine = ClientNonInvite::new(bytes.clone(), is_reliable, &timing, now);
        let cancel = OutgoingRequest::new(Method::Cancel, String::new(), Vec::new());
        let way = Way {
            flow,
            bytes,
            otherwise: None,
        };
        let own = self.fresh_id();
        self.begin_client(own, Machine::NonInvite(machine), &cancel, &branch, way);
        self.release(ClientTx(own), now);
    }

    pub(super) fn handle_response(&mut self, message: Message, flow: Flow, now: Instant) {
        let (Ok(via), Ok(cseq)) = (message.top_via(), message.cseq()) else {
            return;
        };
        let key = self
            .keys
            .client(via.branch().unwrap_or_default(), cseq.method.as_bytes());
        let Some(id) = self.client_by_key.get(&key).copied() else {
            return;
        };
        let (timing, status) = (self.config.timing, message.status());
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        client.otherwise = None;
        match &mut client.machine {
            Machine::NonInvite(machine) => {
                if machine.handle_response(status, &timing, now) {
                    self.tell_response(id, message, flow);
                }
            }
            Machine::Invite(machine, _) => {
                let heard = machine.handle_response(status, &timing, now);
                self.handle_invite_response(id, heard, message, flow, now);
            }
        }
        self.settle_client(id);
    }

    fn handle_invite_response(
        &mut self,
        id: u64,
        heard: InviteHeard,
        message: Message,
        flow: Flow,
        now: Instant,
    ) {
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        let Machine::Invite(machine, inviting) = &mut client.machine else {
            return;
        };
        match heard {
            InviteHeard::Nothing => {}
            InviteHeard::Provisional => {
                let is_cancel_wanted = inviting.is_cancel_wanted;
                self.tell_response(id, message, flow);
                if is_cancel_wanted {
                    self.send_cancel(id, now);
                }
            }
            InviteHeard::Refused => {
                let request = &inviting.request;
                let ack =
                    request.write_beside(Method::Ack, &client.branch, client.flow, Some(&message));
                machine.completed(ack.clone(), &self.config.timing, now);
                self.transmits.push_back(Transmit {
                    flow: client.flow,
                    bytes: ack,
                });
                self.tell_response(id, message, flow);
            }
            InviteHeard::RefusedAgain(ack) => {
                let flow = client.flow;
                self.repeat(flow, ack);
            }
            InviteHeard::Success => self.handle_success(id, message, flow, now),
        }
    }

    /// A 2xx: the first one of a dialog goes to the user, a repetition gets its ACK again.
    fn handle_success(&mut self, id: u64, message: Message, flow: Flow, now: Instant) {
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        let Machine::Invite(_, inviting) = &mut client.machine else {
            return;
        };
        let tag = message.to().ok().and_then(|to| to.tag());
        let tag = tag.unwrap_or_default();
        match inviting.forks.iter().find(|fork| *fork.tag == *tag) {
            Some(Fork {
                state: ForkState::Acknowledged(ack, way),
                ..
            }) => {
                let (ack, way) = (ack.clone(), *way);
                self.repeat(way, ack);
            }
            Some(Fork {
                state: ForkState::Told(..),
                ..
            }) => {}
            None if inviting.forks.len() < MAX_FORKS => {
                inviting.forks.push(Fork {
                    tag: tag.into(),
                    state: ForkState::Told(Box::new(message.clone()), flow),
                });
                if client.is_told {
                    self.tell_response(id, message, flow);
                } else {
                    self.decline_fork(id, &message, flow, now);
                }
            }
            None => {}
        }
    }

    /// ACK and BYE for a dialog that nobody wants.
    fn decline_fork(&mut self, id: u64, success: &Message, flow: Flow, now: Instant) {
        let Some(Client {
            machine: Machine::Invite(_, inviting),
            owner,
            ..
        }) = self.clients.get(&id).map(Box::as_ref)
        else {
            return;
        };
        let owner = *owner;
        // A 2xx without the fields of a dialog cannot be confirmed: its sender gives up by itself.
        let Ok(dialog) = Dialog::uac(&inviting.request, success, flow) else {
            return;
        };
        let mut dialog = dialog.avoiding(self.refused_networks());
        let (ack, to) = dialog.ack(inviting.request.sequence());
        self.acknowledge(ClientTx(id), dialog.remote_tag(), &ack, to);
        let (bye, to) = dialog.request(Method::Bye, &[("Reason", UNWANTED_ANSWER)]);
        let bye = self.request(&bye, to, now);
        self.release(bye, now);
        self.events.push_back(Event::Declined { owner });
    }

    fn tell_response(&mut self, id: u64, message: Message, flow: Flow) {
        if let Some(client) = self.clients.get(&id).filter(|client| client.is_told) {
            self.events.push_back(Event::Response {
                tx: ClientTx(id),
                owner: client.owner,
                message,
                flow,
            });
        }
    }

    fn tell_failure(&mut self, id: u64, failure: Failure) {
        if let Some(client) = self.clients.get(&id).filter(|client| client.is_told) {
            self.events.push_back(Event::ClientFailed {
                tx: ClientTx(id),
                owner: client.owner,
                failure,
            });
        }
    }

    /// The way of a request is gone: it takes the other one, if it has any.
    pub(super) fn fail_client(&mut self, id: u64, failure: Failure, now: Instant) {
        let Some(client) = self
            .clients
            .get_mut(&id)
            .filter(|client| client.is_waiting())
        else {
            return;
        };
        let Some((flow, bytes)) = client.otherwise.take() else {
            self.tell_failure(id, failure);
            return self.drop_client(id);
        };
        let (timing, old) = (self.config.timing, client.flow);
        client.flow = flow;
        match &mut client.machine {
            Machine::Invite(machine, _) => {
                *machine = ClientInvite::new(bytes.clone(), false, &timing, now);
            }
            Machine::NonInvite(machine) => {
                *machine = ClientNonInvite::new(bytes.clone(), false, &timing, now);
            }
        }
        self.no_tcp.insert(flow.peer);
        self.forget_client(old, id);
        self.watch_client(flow, id);
        self.settle_client(id);
        self.transmits.push_back(Transmit { flow, bytes });
    }

    /// A request that had no connection yet went over this one: it fails if that is lost.
    pub fn handle_connected(&mut self, flow: &Flow, connection: u64) {
        for id in self.on_connection(flow.connection) {
            let Some(client) = self.clients.get_mut(&id) else {
                continue;
            };
            if client.flow == *flow {
                client.flow.connection = connection;
                let now_on = client.flow;
                self.forget_connection(*flow, id);
                self.watch_connection(now_on, id);
            }
        }
    }

    pub(super) fn client_due(&mut self, id: u64, now: Instant) {
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        client.deadline = None;
        let flow = client.flow;
        match client.handle_timeout(&self.config.timing, now) {
            ClientDue::Nothing => {}
            ClientDue::Repeat(bytes) => self.repeat(flow, bytes),
            ClientDue::TimedOut => self.tell_failure(id, Failure::Timeout),
        }
        self.settle_client(id);
    }

    /// Brings a client's deadline up to date, or drops it when it has ended.
    fn settle_client(&mut self, id: u64) {
        let Some(client) = self.clients.get_mut(&id) else {
            return;
        };
        if client.is_terminated() {
            return self.drop_client(id);
        }
        let octets = client.kept_octets();
        self.held_octets += octets;
        self.held_octets -= std::mem::replace(&mut client.octets, octets);
        let next = client.poll_timeout();
        self.deadlines
            .set(id, std::mem::replace(&mut client.deadline, next), next);
    }

    fn drop_client(&mut self, id: u64) {
        if let Some(client) = self.clients.remove(&id) {
            self.client_by_key.remove(&client.key);
            self.held_octets -= client.octets;
            self.forget_client(client.flow, id);
            self.deadlines.set(id, client.deadline, None);
        }
    }
}
