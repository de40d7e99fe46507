//! Outgoing calls.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::digest::{DigestClient, DigestRefusal, Login, add_proof};
use crate::session_timer::{self, SessionExpires};
use crate::{
    ClientTx, Contacts, Dialog, DialogError, Endpoint, Failure, Flow, HeaderName, Invitation,
    InvitationError, Message, Method, OutgoingRequest,
};

/// Early dialogs of one call that are followed; those of more branches are only rung.
const MAX_EARLY: usize = 8;

/// What a call may do when it is not answered at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UacPolicy {
    /// What challenges are met with.
    pub login: Option<Login>,
    /// Statuses that make the next target be tried (RFC 3263 §4.3); 503 by default. Silence and a transport's error do
    /// so always.
    pub failover: Vec<u16>,
    /// How long a target may be silent while there is another one; 1.2 s by default, in which a lost datagram is
    /// repeated once. The last one has 64·T1. A target that was left comes last for a minute.
    pub patience: Duration,
    /// How long a call may take in all before its answer; 3 min by default. Then it is cancelled.
    pub ringing: Duration,
    /// Redirections that are followed; 0 by default: a 3xx is a refusal. At most 5.
    pub redirections: u8,
}

impl Default for UacPolicy {
    fn default() -> Self {
        Self {
            login: None,
            failover: vec![503],
            patience: Duration::from_millis(1200),
            ringing: Duration::from_secs(180),
            redirections: 0,
        }
    }
}

/// One outgoing call until it is answered or refused (RFC 3261 §13.2): its attempts at one target after the other,
/// challenges, redirections, early dialogs, reliable provisional responses (RFC 3262) and CANCEL.
///
/// Give it the [`Event::Response`](crate::Event::Response)s and [`Event::ClientFailed`](crate::Event::ClientFailed)s
/// of its owner, and after every call drain [`Self::poll_event`]. When it is over ([`UacEvent::Answered`],
/// [`UacEvent::Refused`]) it can be dropped: the endpoint ends what comes later. Before that, [`Self::cancel`] it.
pub struct Uac {
    invitation: Invitation,
    policy: UacPolicy,
    owner: u64,
    targets: VecDeque<Flow>,
    digest: Option<DigestClient>,
    sequence: u32,
    /// Random; makes cnonces.
    seed: u64,
    attempt: Option<Attempt>,
    redirections: u8,
    /// When [`UacPolicy::ringing`] is over.
    ends_at: Option<Instant>,
    is_over: bool,
    events: VecDeque<UacEvent>,
}

/// One INVITE on its way.
struct Attempt {
    tx: ClientTx,
    invite: OutgoingRequest,
    flow: Flow,
    is_heard: bool,
    has_progress: bool,
    /// When the next target is tried, if nothing has been heard.
    until: Option<Instant>,
    early: Vec<Early>,
}

/// A dialog that a provisional response made.
struct Early {
    dialog: Dialog,
    /// The RSeq that was confirmed last.
    rseq: Option<u32>,
}

/// What a call must know.
#[derive(Debug)]
pub enum UacEvent {
    /// A provisional response other than 100: it rings, or early media begins. Reliable ones come once and in order.
    Progress(Message),
    /// 2xx: the dialog is there. The ACK has gone out, unless the INVITE had no offer: see [`Uac::acknowledge`].
    Answered(Box<Answered>),
    /// A 3xx within the policy: look the contacts up, then call [`Uac::redirect`] or [`Uac::give_up`].
    Redirected {
        /// The response.
        message: Message,
        /// Where the callee may be, the preferred first.
        contacts: Contacts,
    },
    /// The end.
    Refused(Refused),
}

/// An answered call.
#[derive(Debug)]
pub struct Answered {
    /// The 2xx.
    pub message: Message,
    /// The dialog. Our target in it is this flow's.
    pub dialog: Dialog,
    /// Our side of the way that the call took.
    pub flow: Flow,
    /// The number of the INVITE.
    pub sequence: u32,
    /// What later requests of the dialog prove themselves with.
    pub digest: Option<DigestClient>,
}

/// Why a call was not answered.
#[derive(Debug)]
pub struct Refused {
    /// The status, or what it counts as.
    pub status: u16,
    /// The response, where there is one.
    pub message: Option<Message>,
    /// The cause.
    pub cause: RefusedBy,
}

/// Who or what refused a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RefusedBy {
    /// The response says so.
    Peer,
    /// Nobody answered within [`UacPolicy::ringing`].
    NoAnswer,
    /// No target was there.
    Failure(Failure),
    /// Its challenge could not be met.
    Digest(DigestRefusal),
    /// [`Uac::cancel`].
    Us,
    /// The 2xx has no dialog's fields, such as Contact.
    BrokenAnswer,
}

impl Uac {
    /// A call that is still to be placed. `owner` comes back in its transactions' events; `seed` is random.
    ///
    /// # Errors
    /// [`InvitationError`].
    pub fn new(
        invitation: Invitation,
        policy: UacPolicy,
        owner: u64,
        seed: u64,
    ) -> Result<Self, InvitationError> {
        invitation.check()?;
        Ok(Self {
            digest: policy.login.clone().map(DigestClient::new),
            invitation,
            policy,
            owner,
            targets: VecDeque::new(),
            sequence: 0,
            seed,
            attempt: None,
            redirections: 0,
            ends_at: None,
            is_over: false,
            events: VecDeque::new(),
        })
    }

    /// The Request-URI of the next INVITE.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.invitation.uri
    }

    /// Calls the first target; the others are for its failure, and those that failed lately come last. Without any, the
    /// call is refused with 503.
    pub fn place(&mut self, mut targets: Vec<Flow>, endpoint: &mut Endpoint, now: Instant) {
        endpoint.prefer_reachable(&mut targets, now);
        self.targets = targets.into();
        self.ends_at.get_or_insert(now + self.policy.ringing);
        self.try_next(endpoint, now, |_| Refused {
            status: 503,
            message: None,
            cause: RefusedBy::Failure(Failure::Unreachable),
        });
    }

    /// Calls a contact of [`UacEvent::Redirected`], which is at these targets.
    ///
    /// # Errors
    /// [`InvitationError`] when the contact cannot be called; the call still waits.
    pub fn redirect(
        &mut self,
        contact: &str,
        targets: Vec<Flow>,
        endpoint: &mut Endpoint,
        now: Instant,
    ) -> Result<(), InvitationError> {
        let old = std::mem::replace(&mut self.invitation.uri, contact.to_owned());
        if let Err(error) = self.invitation.check() {
            self.invitation.uri = old;
            return Err(error);
        }
        self.place(targets, endpoint, now);
        Ok(())
    }

    /// Ends a call that waits for [`Self::redirect`] with this refusal.
    pub fn give_up(&mut self, message: Message) {
        self.end(Refused {
            status: message.status(),
            message: Some(message),
            cause: RefusedBy::Peer,
        });
    }

    /// Ends the call: CANCEL goes out as soon as it may, and a 2xx that comes all the same gets ACK and BYE.
    pub fn cancel(&mut self, endpoint: &mut Endpoint, now: Instant) {
        self.leave(487, RefusedBy::Us, endpoint, now);
    }

    fn leave(&mut self, status: u16, cause: RefusedBy, endpoint: &mut Endpoint, now: Instant) {
        if let Some(attempt) = self.attempt.take() {
            endpoint.release(attempt.tx, now);
        }
        self.end(Refused {
            status,
            message: None,
            cause,
        });
    }

    /// Sends the ACK of an answer to an INVITE without offer; it carries the answer.
    pub fn acknowledge(
        &mut self,
        answered: &Answered,
        answer: (&'static str, bytes::Bytes),
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        if let Some(attempt) = self.attempt.take() {
            let (mut ack, to) = answered.dialog.ack(answered.sequence);
            ack.body = Some(answer);
            endpoint.acknowledge(attempt.tx, answered.dialog.remote_tag(), &ack, to);
            endpoint.release(attempt.tx, now);
        }
    }

    /// The early dialog that a request of the peer's belongs to; the request's number counts from then on.
    ///
    /// # Errors
    /// [`DialogError`].
    pub fn accept(&mut self, request: &Message) -> Result<&mut Dialog, DialogError> {
        let from = request.from().ok();
        let tag = from.and_then(|from| from.tag()).unwrap_or_default();
        let dialog = self.early(tag).ok_or(DialogError::Elsewhere)?;
        dialog.accept(request)?;
        Ok(dialog)
    }

    /// The early dialog with this tag of the peer's.
    pub fn early(&mut self, remote_tag: &[u8]) -> Option<&mut Dialog> {
        let mut early = self.attempt.iter_mut().flat_map(|one| &mut one.early);
        let found = early.find(|one| one.dialog.is_with(remote_tag))?;
        Some(&mut found.dialog)
    }

    /// Whether somebody with this tag rings.
    #[must_use]
    pub fn has_early(&self, remote_tag: &str) -> bool {
        let mut early = self.attempt.iter().flat_map(|attempt| &attempt.early);
        early.any(|one| one.dialog.is_with(remote_tag.as_bytes()))
    }

    /// What happened, until `None`.
    pub fn poll_event(&mut self) -> Option<UacEvent> {
        self.events.pop_front()
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        if self.is_over {
            return None;
        }
        let until = self.attempt.as_ref().and_then(|attempt| attempt.until);
        [until, self.ends_at].into_iter().flatten().min()
    }

    /// A target that is silent is left for the next one; a call that rings for too long is cancelled.
    pub fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        if self.poll_timeout().is_none_or(|at| at > now) {
            return;
        }
        if self.ends_at.is_some_and(|at| at <= now) {
            self.leave(408, RefusedBy::NoAnswer, endpoint, now);
        } else {
            self.handle_failure_of_attempt(Failure::Timeout, endpoint, now);
        }
    }

    /// One of its requests got no final response.
    pub fn handle_failure(
        &mut self,
        tx: ClientTx,
        failure: Failure,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        if !self.is_over && self.is_of_attempt(tx) {
            self.handle_failure_of_attempt(failure, endpoint, now);
        }
    }

    fn handle_failure_of_attempt(
        &mut self,
        failure: Failure,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        if let Some(attempt) = self.attempt.as_ref().filter(|one| !one.is_heard) {
            endpoint.is_silent(&attempt.flow, now);
        }
        self.try_next(endpoint, now, |_| Refused {
            status: failure.status(),
            message: None,
            cause: RefusedBy::Failure(failure),
        });
    }

    fn is_of_attempt(&self, tx: ClientTx) -> bool {
        self.attempt
            .as_ref()
            .is_some_and(|attempt| attempt.tx == tx)
    }

    /// A response came to one of its requests.
    pub fn handle_response(
        &mut self,
        tx: ClientTx,
        message: Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        if self.is_over || !self.is_of_attempt(tx) {
            return;
        }
        if let Some(attempt) = &mut self.attempt {
            attempt.is_heard = true;
            endpoint.is_heard(&attempt.flow);
        }
        match message.status() {
            0..=100 => self.is_reached(),
            101..=199 => self.handle_progress(message, flow, endpoint, now),
            200..=299 => self.handle_answer(&message, flow, endpoint, now),
            300..=399 if self.redirections < self.policy.redirections.min(5) => {
                self.redirections += 1;
                self.attempt = None;
                let contacts = Contacts::of(&message);
                self.events
                    .push_back(UacEvent::Redirected { message, contacts });
            }
            401 | 407 => self.handle_challenge(message, endpoint, now),
            422 if self.raise_interval(&message) => {
                if let Some(attempt) = self.attempt.take() {
                    self.invite(attempt.flow, endpoint, now);
                }
            }
            status if self.policy.failover.contains(&status) => {
                self.try_next(endpoint, now, |_| Refused {
                    status,
                    message: Some(message),
                    cause: RefusedBy::Peer,
                });
            }
            _ => self.give_up(message),
        }
    }

    /// Somebody is there: the next target must wait for his answer.
    fn is_reached(&mut self) {
        if let Some(attempt) = &mut self.attempt {
            attempt.until = None;
        }
    }

    fn handle_progress(
        &mut self,
        message: Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        self.is_reached();
        let Some(attempt) = &mut self.attempt else {
            return;
        };
        attempt.has_progress = true;
        let to = message.to().ok();
        let tag = to.and_then(|to| to.tag()).unwrap_or_default().to_vec();
        let known = attempt
            .early
            .iter()
            .position(|one| one.dialog.is_with(&tag));
        let index = match known {
            Some(index) => Some(index),
            None if tag.is_empty() || attempt.early.len() >= MAX_EARLY => None,
            None => Dialog::uac(&attempt.invite, &message, flow)
                .ok()
                .map(|dialog| dialog.avoiding(endpoint.refused_networks()))
                .map(|dialog| {
                    attempt.early.push(Early { dialog, rseq: None });
                    attempt.early.len() - 1
                }),
        };
        if let Some(rseq) = reliable(&message) {
            let Some(early) = index.and_then(|index| attempt.early.get_mut(index)) else {
                return;
            };
            // RFC 3262 §4: a repetition, or one before its turn, is as if it had not come.
            if early.rseq.is_some_and(|last| rseq != last.wrapping_add(1)) {
                return;
            }
            early.rseq = Some(rseq);
            let rack = format!("{rseq} {} INVITE", attempt.invite.sequence());
            let (prack, to) = early.dialog.request(Method::Prack, &[("RAck", &rack)]);
            let uri = prack.uri.clone();
            let mut prack = prack.of(self.owner);
            add_proof(self.digest.as_mut(), &mut prack, &uri);
            endpoint.request(&prack, to, now);
        }
        self.events.push_back(UacEvent::Progress(message));
    }

    fn handle_answer(
        &mut self,
        message: &Message,
        flow: Flow,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(mut attempt) = self.attempt.take() else {
            return;
        };
        let sequence = attempt.invite.sequence();
        let to = message.to().ok();
        let tag = to.and_then(|to| to.tag()).unwrap_or_default();
        let early = attempt.early.iter().position(|one| one.dialog.is_with(tag));
        let dialog = match early.map(|index| attempt.early.swap_remove(index).dialog) {
            Some(mut dialog) => {
                dialog.confirm(message);
                dialog.heard_on(flow);
                Ok(dialog)
            }
            None => Dialog::uac(&attempt.invite, message, flow)
                .map(|dialog| dialog.avoiding(endpoint.refused_networks())),
        };
        let Ok(dialog) = dialog else {
            endpoint.release(attempt.tx, now);
            return self.end(Refused {
                status: message.status(),
                message: Some(message.clone()),
                cause: RefusedBy::BrokenAnswer,
            });
        };
        if attempt.invite.body.is_some() {
            let (ack, to) = dialog.ack(sequence);
            endpoint.acknowledge(attempt.tx, dialog.remote_tag(), &ack, to);
            endpoint.release(attempt.tx, now);
        }
        let flow = Flow {
            local: attempt.flow.local,
            ..flow
        };
        if let Some(digest) = &mut self.digest {
            digest.accepted();
        }
        self.is_over = true;
        self.events.push_back(UacEvent::Answered(Box::new(Answered {
            message: message.clone(),
            dialog,
            flow,
            sequence,
            digest: self.digest.clone(),
        })));
        if self.invitation.body.is_none() {
            self.attempt = Some(attempt);
        }
    }

    fn handle_challenge(&mut self, message: Message, endpoint: &mut Endpoint, now: Instant) {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let cnonce = self.seed;
        let met = match &mut self.digest {
            None => Err(DigestRefusal::NoLogin),
            Some(digest) => digest.take_challenge(&message, cnonce),
        };
        match (met, self.attempt.take()) {
            (Ok(()), Some(attempt)) => self.invite(attempt.flow, endpoint, now),
            (Ok(()), None) => {}
            (Err(refusal), _) => self.end(Refused {
                status: message.status(),
                message: Some(message),
                cause: RefusedBy::Digest(refusal),
            }),
        }
    }

    /// Asks for the session interval that a 422 wants at least (RFC 4028 §7.3); `false` if that is nothing new.
    fn raise_interval(&mut self, refusal: &Message) -> bool {
        let headers = &mut self.invitation.headers;
        let least = session_timer::min_se(refusal);
        let mut own = headers
            .iter_mut()
            .filter(|(name, _)| name.eq_ignore_ascii_case("Session-Expires"));
        let Some((_, value)) = own.next() else {
            return false;
        };
        let Ok(asked) = SessionExpires::parse(value.as_bytes()) else {
            return false;
        };
        if least <= asked.interval_s || least > session_timer::MAX_SE_S {
            return false;
        }
        let raised = SessionExpires {
            interval_s: least,
            ..asked
        };
        *value = raised.value();
        headers.retain(|(name, _)| !name.eq_ignore_ascii_case("Min-SE"));
        headers.push(("Min-SE".to_owned(), least.to_string()));
        true
    }

    /// Goes to the next target, or ends with what `refused` says. A call that has rung does not ring elsewhere.
    fn try_next(
        &mut self,
        endpoint: &mut Endpoint,
        now: Instant,
        refused: impl FnOnce(&Self) -> Refused,
    ) {
        let has_rung = self
            .attempt
            .as_ref()
            .is_some_and(|attempt| attempt.has_progress);
        if let Some(attempt) = self.attempt.take() {
            endpoint.release(attempt.tx, now);
        }
        match self.targets.pop_front().filter(|_| !has_rung) {
            Some(flow) => self.invite(flow, endpoint, now),
            None => {
                let refused = refused(self);
                self.end(refused);
            }
        }
    }

    fn invite(&mut self, flow: Flow, endpoint: &mut Endpoint, now: Instant) {
        self.sequence += 1;
        let mut invite = self.invitation.invite(self.sequence, flow, self.owner);
        let uri = invite.uri.clone();
        add_proof(self.digest.as_mut(), &mut invite, &uri);
        let tx = endpoint.request(&invite, flow, now);
        let has_other = !self.targets.is_empty();
        self.attempt = Some(Attempt {
            tx,
            invite,
            flow,
            is_heard: false,
            has_progress: false,
            until: has_other.then(|| now + self.policy.patience),
            early: Vec::new(),
        });
    }

    fn end(&mut self, refused: Refused) {
        self.attempt = None;
        if !std::mem::replace(&mut self.is_over, true) {
            self.events.push_back(UacEvent::Refused(refused));
        }
    }
}

/// The RSeq of a provisional response that must be confirmed (RFC 3262 §4).
fn reliable(message: &Message) -> Option<u32> {
    let is_required = message
        .list(HeaderName::Require)
        .any(|tag| tag.eq_ignore_ascii_case(b"100rel"));
    let rseq = message.header_by_text(b"RSeq").filter(|_| is_required)?;
    crate::cursor::number(rseq)
}
