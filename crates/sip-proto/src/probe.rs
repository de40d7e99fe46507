//! Whether a target is there: OPTIONS, again and again (RFC 3261 §11).

use std::time::{Duration, Instant};

use crate::dialog::contact;
use crate::{ClientTx, Endpoint, Flow, Message, Method, OutgoingRequest};

/// How long a target may take to answer: three lost datagrams are repeated in it.
const PATIENCE: Duration = Duration::from_secs(4);
/// The first question comes within this time.
const FIRST_WITHIN: Duration = Duration::from_secs(1);

/// How a target is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Health {
    /// Nothing was heard of it, and it was not silent for long enough.
    Unknown,
    /// It answered, with whatever but 503.
    Up,
    /// It did not answer, could not be reached, or answered 503.
    Down,
}

/// Asks one target at an interval; each wait is shortened by up to a tenth of it, so that many do not ask at once.
///
/// Give it the [`Event::Response`](crate::Event::Response)s and [`Event::ClientFailed`](crate::Event::ClientFailed)s of
/// its owner, and time.
#[derive(Debug)]
pub struct Probe {
    target: Flow,
    /// The Request-URI.
    uri: String,
    owner: u64,
    call_id: String,
    interval: Duration,
    sequence: u32,
    /// Random; makes the tag and waits.
    seed: u64,
    open: Option<(ClientTx, Instant)>,
    next: Instant,
    health: Health,
    status: Option<u16>,
    round_trip: Option<Duration>,
}

impl Probe {
    /// A probe that asks within a second. `owner` comes back in its transactions' events; `call_id` is unique in the
    /// world, and `seed` is random.
    #[must_use]
    pub fn new(
        target: Flow,
        uri: String,
        interval: Duration,
        (owner, call_id, seed): (u64, String, u64),
        now: Instant,
    ) -> Self {
        let mut probe = Self {
            target,
            uri,
            owner,
            call_id,
            interval,
            sequence: 0,
            seed,
            open: None,
            next: now,
            health: Health::Unknown,
            status: None,
            round_trip: None,
        };
        probe.next = now + probe.part_of(FIRST_WITHIN, 1000);
        probe
    }

    /// Whom it asks.
    #[must_use]
    pub fn target(&self) -> &Flow {
        &self.target
    }

    /// How often.
    #[must_use]
    pub fn interval(&self) -> Duration {
        self.interval
    }

    /// How the target is.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health
    }

    /// The last final status; none where there was no answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// From the last question to its answer.
    #[must_use]
    pub fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Whether it would ask now.
    #[must_use]
    pub fn is_due(&self, now: Instant) -> bool {
        self.open.is_none() && self.next <= now
    }

    /// Asks later: too many ask already.
    pub fn postpone(&mut self, until: Instant) {
        self.next = self.next.max(until);
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Instant {
        self.open.map_or(self.next, |(_, at)| at + PATIENCE)
    }

    /// Asks, or has waited for long enough.
    pub fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        match self.open {
            Some((tx, at)) if at + PATIENCE <= now => {
                endpoint.release(tx, now);
                self.is_told(None, None, now);
            }
            Some(_) => {}
            None if self.next <= now => self.ask(endpoint, now),
            None => {}
        }
    }

    /// A response came to one of its questions.
    pub fn handle_response(&mut self, tx: ClientTx, message: &Message, now: Instant) {
        let status = message.status();
        let asked = self.open.filter(|(open, _)| *open == tx);
        if let Some((_, at)) = asked.filter(|_| status >= 200) {
            let round_trip = now.saturating_duration_since(at);
            self.is_told(Some(status), Some(round_trip), now);
        }
    }

    /// One of its questions got no final response.
    pub fn handle_failure(&mut self, tx: ClientTx, now: Instant) {
        if self.open.is_some_and(|(open, _)| open == tx) {
            self.is_told(None, None, now);
        }
    }

    /// Asks no more.
    pub fn stop(&mut self, endpoint: &mut Endpoint, now: Instant) {
        if let Some((tx, _)) = self.open.take() {
            endpoint.release(tx, now);
        }
    }

    fn is_told(&mut self, status: Option<u16>, round_trip: Option<Duration>, now: Instant) {
        self.open = None;
        self.health = match status {
            None | Some(503) => Health::Down,
            Some(_) => Health::Up,
        };
        self.status = status;
        self.round_trip = round_trip.or(self.round_trip.filter(|_| status.is_some()));
        self.next = now + self.part_of(self.interval, 100);
    }

    fn ask(&mut self, endpoint: &mut Endpoint, now: Instant) {
        self.sequence += 1;
        let own = contact(self.target, false);
        let headers = [
            ("From", format!("{own};tag={:016x}", self.seed)),
            ("To", format!("<{}>", self.uri)),
            ("Call-ID", self.call_id.clone()),
            ("CSeq", format!("{} OPTIONS", self.sequence)),
            ("Contact", own),
            ("Accept", "application/sdp".to_owned()),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value));
        let request = OutgoingRequest::new(Method::Options, self.uri.clone(), headers.into());
        let tx = endpoint.request(&request.of(self.owner), self.target, now);
        self.open = Some((tx, now));
    }

    /// A time less a random part of up to so many thousandths.
    fn part_of(&mut self, time: Duration, thousandths: u64) -> Duration {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let less = (self.seed >> 33) % (thousandths + 1);
        time * u32::try_from(1000 - less).unwrap_or(1000) / 1000
    }
}
