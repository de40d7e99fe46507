//! Registrations of ours (RFC 3261 §10.2).

use std::time::{Duration, Instant};

use crate::cursor::number;
use crate::dialog::contact_of;
use crate::digest::{DigestClient, Login, add_proof};
use crate::{
    ClientTx, Endpoint, Flow, HeaderName, Message, Method, NameAddr, OutgoingRequest, Uri,
};

/// How long one target may take to answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait after a failure that may pass, and the one after a refusal.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// The longest wait that a registrar's `Retry-After` may ask for, in seconds.
const LONGEST_RETRY_AFTER_S: u32 = 3600;
/// The longest `Min-Expires` that is met, in seconds: a day.
const LONGEST_EXPIRES_S: u32 = 86_400;

/// What is registered, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// The Request-URI: the registrar's domain as a SIP URI without user.
    pub registrar: String,
    /// The address-of-record as a SIP URI: To and From.
    pub record: String,
    /// The user of our Contact.
    pub user: String,
    /// How long it is asked for, in seconds; a registrar may grant less.
    pub expires_s: u32,
    /// What challenges are met with.
    pub login: Option<Login>,
}

/// How far a registration is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RegistrationState {
    /// It was never granted, and did not fail yet.
    Trying,
    /// The registrar has it, as far as is known.
    Registered,
    /// The registrar does not have it; it is tried again.
    Failed,
    /// It is being taken back.
    Removing,
    /// It is taken back, or was given up: nothing more is sent.
    Removed,
}

/// One registration: made, refreshed after four fifths of what was granted, and taken back.
///
/// Give it the [`Event::Response`](crate::Event::Response)s and [`Event::ClientFailed`](crate::Event::ClientFailed)s of
/// its owner, and time. A target that does not answer, or answers 503, is left for the next one; when all have failed it
/// waits, up to five minutes.
#[derive(Debug)]
pub struct Registrant {
    binding: Binding,
    owner: u64,
    call_id: String,
    tag: String,
    targets: Vec<Flow>,
    /// The target that is asked.
    at: usize,
    digest: Option<DigestClient>,
    sequence: u32,
    /// What is asked for: raised by 423.
    expires_s: u32,
    /// Random; makes cnonces, the tag and waits.
    seed: u64,
    open: Option<Open>,
    state: RegistrationState,
    status: Option<u16>,
    /// Until when the registrar has it.
    until: Option<Instant>,
    failures: u32,
    next: Option<Instant>,
}

#[derive(Debug)]
struct Open {
    tx: ClientTx,
    flow: Flow,
    gives_up_at: Instant,
}

impl Registrant {
    /// A registration that is made as soon as it has targets. `owner` comes back in its transactions' events; `call_id`
    /// is unique in the world, and `seed` is random.
    #[must_use]
    pub fn new(binding: Binding, owner: u64, call_id: String, seed: u64) -> Self {
        Self {
            digest: binding.login.clone().map(DigestClient::new),
            expires_s: binding.expires_s,
            binding,
            owner,
            call_id,
            tag: format!("{seed:016x}"),
            targets: Vec::new(),
            at: 0,
            sequence: 0,
            seed,
            open: None,
            state: RegistrationState::Trying,
            status: None,
            until: None,
            failures: 0,
            next: None,
        }
    }

    /// What is registered.
    #[must_use]
    pub fn binding(&self) -> &Binding {
        &self.binding
    }

    /// How far it is.
    #[must_use]
    pub fn state(&self, now: Instant) -> RegistrationState {
        let is_over = self.until.is_some_and(|until| until <= now);
        if self.state == RegistrationState::Registered && is_over {
            return RegistrationState::Failed;
        }
        self.state
    }

    /// The last final status; none where nobody answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Until when the registrar has it.
    #[must_use]
    pub fn until(&self) -> Option<Instant> {
        self.until
    }

    /// Failures since it was granted last.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// Where the registrar is, the preferred target first. Where it is asked now it is asked on, if that is among them.
    pub fn set_targets(&mut self, targets: Vec<Flow>, now: Instant) {
        let current = self.targets.get(self.at).copied();
        let kept = current.and_then(|flow| targets.iter().position(|one| is_same(one, &flow)));
        let had_none = self.targets.is_empty();
        self.at = kept.unwrap_or(0);
        self.targets = targets;
        let is_lost = had_none || (kept.is_none() && self.open.is_none());
        if is_lost && !self.targets.is_empty() && !self.is_ending() {
            self.next = Some(now);
        }
    }

    /// Takes the registration back.
    pub fn remove(&mut self, endpoint: &mut Endpoint, now: Instant) {
        if self.is_ending() {
            return;
        }
        let may_be_there = self.until.is_some() || self.open.is_some();
        self.leave(endpoint, now);
        self.next = None;
        self.state = RegistrationState::Removing;
        match may_be_there && !self.targets.is_empty() {
            true => self.send(endpoint, now),
            false => self.state = RegistrationState::Removed,
        }
    }

    fn is_ending(&self) -> bool {
        use RegistrationState::{Failed, Registered, Removed, Removing, Trying};
        match self.state {
            Removing | Removed => true,
            Trying | Registered | Failed => false,
        }
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let gives_up_at = self.open.as_ref().map(|open| open.gives_up_at);
        [gives_up_at, self.next].into_iter().flatten().min()
    }

    /// Runs what is due.
    pub fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        let is_late = |open: &Open| open.gives_up_at <= now;
        if self.open.as_ref().is_some_and(is_late) {
            self.leave(endpoint, now);
            self.status = None;
            return self.target_failed(endpoint, now);
        }
        if self.open.is_none() && self.next.is_some_and(|at| at <= now) {
            self.next = None;
            self.send(endpoint, now);
        }
    }

    /// One of its requests got no final response.
    pub fn handle_failure(&mut self, tx: ClientTx, endpoint: &mut Endpoint, now: Instant) {
        if self.open.take_if(|open| open.tx == tx).is_some() {
            self.status = None;
            self.target_failed(endpoint, now);
        }
    }

    /// A response came to one of its requests.
    pub fn handle_response(
        &mut self,
        tx: ClientTx,
        message: &Message,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let status = message.status();
        if status < 200 {
            return;
        }
        let Some(open) = self.open.take_if(|open| open.tx == tx) else {
            return;
        };
        self.status = Some(status);
        match status {
            200..=299 => self.granted(message, &open.flow, now),
            401 | 407 if self.is_met(message) => self.send(endpoint, now),
            423 if self.raises(message) => self.send(endpoint, now),
            408 | 500..=599 => {
                let at_least = retry_after(message);
                self.target_failed(endpoint, now);
                self.wait_at_least(at_least, now);
            }
            _ => {
                let at_least = retry_after(message).max(LONGEST_WAIT);
                self.failed(now);
                self.wait_at_least(at_least, now);
            }
        }
    }

    fn is_met(&mut self, message: &Message) -> bool {
        let cnonce = self.random();
        let digest = self.digest.as_mut();
        digest.is_some_and(|digest| digest.take_challenge(message, cnonce).is_ok())
    }

    /// Whether the registrar wants more, and gets it (RFC 3261 §10.2.8). Once for each value, so that it ends.
    fn raises(&mut self, message: &Message) -> bool {
        let least = message.header_by_text(b"Min-Expires");
        let least = least.and_then(|value| number(value.trim_ascii()));
        let raised = least.filter(|least| {
            *least > self.expires_s && *least <= LONGEST_EXPIRES_S && !self.is_ending()
        });
        self.expires_s = raised.unwrap_or(self.expires_s);
        raised.is_some()
    }

    fn granted(&mut self, message: &Message, flow: &Flow, now: Instant) {
        if let Some(digest) = &mut self.digest {
            digest.accepted();
        }
        if self.is_ending() {
            self.until = None;
            self.state = RegistrationState::Removed;
            return;
        }
        let granted_s = self.granted_s(message, flow);
        if granted_s == 0 {
            self.until = None;
            return self.failed(now);
        }
        self.state = RegistrationState::Registered;
        self.failures = 0;
        self.until = Some(now + Duration::from_secs(granted_s.into()));
        self.next = Some(now + Duration::from_millis(u64::from(granted_s) * 800));
    }

    /// What the registrar says of our Contact, or of all, or what was asked for (RFC 3261 §10.2.4).
    fn granted_s(&self, message: &Message, flow: &Flow) -> u32 {
        let seconds = |value: &[u8]| number(value.trim_ascii());
        let own = message.list(HeaderName::Contact).find_map(|value| {
            let contact = NameAddr::parse(value).ok()?;
            let expires = contact.param(b"expires").flatten();
            self.is_ours(contact.uri(), flow).then_some(expires)?
        });
        let own = own.or_else(|| message.header_by_text(b"Expires"));
        let granted = own.and_then(seconds).unwrap_or(self.expires_s);
        granted.min(LONGEST_EXPIRES_S)
    }

    fn is_ours(&self, uri: Uri<'_>, flow: &Flow) -> bool {
        let port = uri.port().unwrap_or(flow.transport.default_port());
        uri.user_decoded() == self.binding.user
            && uri.ip() == Some(flow.local.ip())
            && port == flow.local.port()
    }

    /// The next target is asked; after the last one it is time to wait.
    fn target_failed(&mut self, endpoint: &mut Endpoint, now: Instant) {
        self.at += 1;
        if self.at < self.targets.len() {
            return self.send(endpoint, now);
        }
        self.at = 0;
        self.failed(now);
    }

    fn failed(&mut self, now: Instant) {
        if self.is_ending() {
            self.state = RegistrationState::Removed;
            self.until = None;
            return;
        }
        self.failures = self.failures.saturating_add(1);
        if self.until.is_none_or(|until| until <= now) {
            self.until = None;
            self.state = RegistrationState::Failed;
        }
        let doubled = FIRST_WAIT.saturating_mul(1 << (self.failures - 1).min(16));
        let longest = doubled.min(LONGEST_WAIT);
        // Between half of it and all: many that failed together do not come back together.
        let part = u32::try_from(500 + self.random() % 501).unwrap_or(1000);
        let wait = longest * part / 1000;
        self.next = Some(now + wait);
    }

    fn wait_at_least(&mut self, least: Duration, now: Instant) {
        if self.open.is_none() && !self.is_ending() {
            self.next = self.next.map(|next| next.max(now + least));
        }
    }

    /// Hears nothing more of the request that is open.
    fn leave(&mut self, endpoint: &mut Endpoint, now: Instant) {
        if let Some(open) = self.open.take() {
            endpoint.release(open.tx, now);
        }
    }

    fn send(&mut self, endpoint: &mut Endpoint, now: Instant) {
        let Some(flow) = self.targets.get(self.at).copied() else {
            return;
        };
        self.sequence += 1;
        let expires_s = if self.is_ending() { 0 } else { self.expires_s };
        let Binding {
            registrar,
            record,
            user,
            ..
        } = &self.binding;
        let contact = contact_of(user, flow, false);
        let headers = [
            ("From", format!("<{record}>;tag={}", self.tag)),
            ("To", format!("<{record}>")),
            ("Call-ID", self.call_id.clone()),
            ("CSeq", format!("{} REGISTER", self.sequence)),
            ("Contact", format!("{contact};expires={expires_s}")),
            ("Expires", expires_s.to_string()),
            // A proxy before the registrar may want to stay on the way (RFC 3327 §5.1).
            ("Supported", "path".to_owned()),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value));
        let request = OutgoingRequest::new(Method::REGISTER, registrar.clone(), headers.into());
        let mut request = request.of(self.owner);
        let uri = request.uri.clone();
        add_proof(self.digest.as_mut(), &mut request, &uri);
        let tx = endpoint.request(&request, flow, now);
        self.open = Some(Open {
            tx,
            flow,
            gives_up_at: now + PATIENCE,
        });
    }

    fn random(&mut self) -> u64 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.seed >> 33
    }
}

fn is_same(one: &Flow, other: &Flow) -> bool {
    (one.transport, one.peer, one.name) == (other.transport, other.peer, other.name)
}

/// What a refusal asks to wait; nothing where it does not say.
fn retry_after(message: &Message) -> Duration {
    let value = message.header_by_text(b"Retry-After").unwrap_or_default();
    let digits = value.split(|octet| !octet.is_ascii_digit()).next();
    let seconds = digits.and_then(number).unwrap_or_default();
    Duration::from_secs(seconds.min(LONGEST_RETRY_AFTER_S).into())
}
