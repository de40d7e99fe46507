use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use tandem_sip_proto::{
    ALLOW, ClientTx, Dialog, Endpoint, Event, Flow, Message, Method, Reply, ServerTx,
};

use super::link::branch;

/// When the callee hangs up, after the ACK.
const CALL: Duration = Duration::from_secs(3);

/// A call that rings or is answered.
struct Call {
    dialog: Dialog,
    tag: String,
    status: u16,
    hangs_up: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Step {
    Answer,
    HangUp,
}

/// A user of the transactions, which writes down what it is told.
#[derive(Default)]
pub(crate) struct Callee {
    calls: BTreeMap<ServerTx, Call>,
    agenda: BTreeSet<(Instant, ServerTx, Step)>,
    /// How often each request was reported, by branch and method.
    pub(crate) reported: BTreeMap<String, usize>,
    /// How often each INVITE was cancelled, and how often confirmed or given up.
    pub(crate) cancelled: BTreeMap<ServerTx, usize>,
    pub(crate) settled: BTreeMap<ServerTx, usize>,
    /// Ends of our own requests: none yet, or how many.
    pub(crate) ended: BTreeMap<ClientTx, usize>,
    pub(crate) unconfirmed: usize,
    /// When it last did something.
    pub(crate) acted_at: Option<Instant>,
}

impl Callee {
    pub(crate) fn handle_event(&mut self, event: Event, endpoint: &mut Endpoint, now: Instant) {
        match event {
            Event::Request { tx, message, flow } => {
                self.handle_request(tx, &message, flow, endpoint, now)
            }
            Event::Cancelled { tx, .. } => {
                *self.cancelled.entry(tx).or_default() += 1;
                self.answer(tx, Some(487), endpoint, now);
            }
            Event::Accepted { tx, .. } => {
                *self.settled.entry(tx).or_default() += 1;
                if self.calls.get(&tx).is_some_and(|call| call.hangs_up) {
                    self.agenda.insert((now + CALL, tx, Step::HangUp));
                }
            }
            Event::AckTimedOut { tx } => {
                *self.settled.entry(tx).or_default() += 1;
                self.unconfirmed += 1;
                self.hang_up(tx, endpoint, now);
            }
            Event::Response { tx, message, .. } => {
                let ended = self.ended.get_mut(&tx).expect("a request of ours");
                *ended += usize::from(message.status() >= 200);
            }
            Event::ClientFailed { tx, .. } => {
                *self.ended.get_mut(&tx).expect("a request of ours") += 1;
            }
            Event::Declined { .. } => panic!("the callee invites nobody"),
            Event::ServerFailed { .. } => panic!("no connection was lost"),
        }
    }

    fn handle_request(
        &mut self,
        tx: ServerTx,
        message: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let method = String::from_utf8_lossy(message.method().as_bytes()).into_owned();
        let key = format!("{} {method}", branch(message.bytes()));
        *self.reported.entry(key).or_default() += 1;
        if message.method() == Method::Invite {
            return self.ring(tx, message, flow, endpoint, now);
        }
        let reply = if message.method() == Method::Bye {
            let found = self.calls.iter_mut().find_map(|(call_tx, call)| {
                call.dialog.accept(message).is_ok().then_some(*call_tx)
            });
            if let Some(call) = found {
                self.calls.remove(&call);
            }
            Reply::new(if found.is_some() { 200 } else { 481 })
        } else {
            Reply::new(200).header("Allow", ALLOW)
        };
        self.acted_at = Some(now);
        endpoint.respond(tx, &reply.to_tag("b0"), now);
    }

    /// The user part of the called URI says what to do.
    fn ring(
        &mut self,
        tx: ServerTx,
        invite: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let uri = String::from_utf8_lossy(invite.request_uri()).into_owned();
        let user = uri.trim_start_matches("sip:").split('@').next();
        let mut parts = user
            .unwrap_or_default()
            .split('-')
            .map(|part| part.parse::<u64>().expect("a number"));
        let mut next = || parts.next().expect("a part of the plan");
        let (status, after, hangs_up) = (next(), next(), next() == 1);
        let tag = format!("b{}", tx.0);
        let dialog = Dialog::uas(invite, &tag, flow).expect("a dialog");
        if after > 0 {
            endpoint.respond(tx, &Reply::new(180).to_tag(&tag), now);
        }
        let call = Call {
            dialog,
            tag,
            status: u16::try_from(status).expect("a status"),
            hangs_up,
        };
        self.calls.insert(tx, call);
        self.acted_at = Some(now);
        self.agenda
            .insert((now + Duration::from_millis(after), tx, Step::Answer));
    }

    fn answer(
        &mut self,
        tx: ServerTx,
        instead: Option<u16>,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(call) = self.calls.get(&tx) else {
            return;
        };
        let status = instead.unwrap_or(call.status);
        endpoint.respond(tx, &Reply::new(status).to_tag(&call.tag), now);
        self.acted_at = Some(now);
        if status >= 300 {
            self.calls.remove(&tx);
        }
    }

    fn hang_up(&mut self, tx: ServerTx, endpoint: &mut Endpoint, now: Instant) {
        if let Some(mut call) = self.calls.remove(&tx) {
            let (bye, flow) = call.dialog.request(Method::Bye, &[]);
            self.ended.insert(endpoint.request(&bye, flow, now), 0);
            self.acted_at = Some(now);
        }
    }

    pub(crate) fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        while let Some(step) = self.agenda.pop_first() {
            if step.0 > now {
                self.agenda.insert(step);
                return;
            }
            match step.2 {
                Step::Answer => self.answer(step.1, None, endpoint, now),
                Step::HangUp => self.hang_up(step.1, endpoint, now),
            }
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.agenda.first().map(|(at, _, _)| *at)
    }

    /// Calls that nobody ended.
    pub(crate) fn open_calls(&self) -> usize {
        self.calls.len()
    }
}
