use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use tandem_sip_proto::{Flow, HeaderName, Message, masked};

use crate::arena::Arena;
use crate::call_id::call_id;
use crate::hep::{HepQueue, Taken};
use crate::store::{Bounds, Store};
use crate::tape::Tape;
use crate::{Captured, Direction, Entry, MediaFact, SipMessage, What};

/// What was said, for a while. Cloning it makes another handle.
///
/// The thread that has the messages writes; who shows them reads. Each holds the lock for one message or one call.
#[derive(Clone)]
pub struct Capture(Arc<Inner>);

struct Inner {
    began: Instant,
    store: Mutex<Store>,
    messages: AtomicU64,
    /// Where messages go as well, if Homer is to have them.
    hep: Option<HepQueue>,
}

/// What a capture holds and has done.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counters {
    /// Messages taken since the start.
    pub messages: u64,
    /// `Call-ID`s that are kept.
    pub calls: usize,
    /// Octets of memory that they take.
    pub octets: usize,
    /// Messages that were not sent to Homer: it, or the way to it, is too slow.
    pub hep_dropped: u64,
}

impl Capture {
    /// A capture that keeps so much, and sends nothing on.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self::with_hep(bounds, None)
    }

    pub(crate) fn with_hep(bounds: Bounds, hep: Option<HepQueue>) -> Self {
        Self(Arc::new(Inner {
            began: Instant::now(),
            store: Mutex::new(Store::new(bounds)),
            messages: AtomicU64::new(0),
            hep,
        }))
    }

    /// A message came. One without `Call-ID` is not kept.
    pub fn received(&self, message: &Message, flow: Flow, now: Instant) {
        let call_id = message.header(HeaderName::CallId).unwrap_or_default();
        self.take(Direction::Received, call_id, message.bytes(), flow, now);
    }

    /// A message goes.
    pub fn sent(&self, message: &Bytes, flow: Flow, now: Instant) {
        self.take(Direction::Sent, call_id(message), message, flow, now);
    }

    /// A call of the gateway begins: it is kept rather than what is none, and while it lives rather than what has ended.
    pub fn begin(&self, sip_call_id: &[u8]) {
        self.store().begin_call(sip_call_id);
    }

    /// Something became known of the call's media.
    pub fn note(&self, sip_call_id: &[u8], fact: MediaFact, now: Instant) {
        let at = self.nanos(now);
        self.store()
            .write(sip_call_id, 0, |tape, _| tape.fact(at, fact));
    }

    /// The call is over.
    pub fn end(&self, sip_call_id: &[u8]) {
        self.store().end_call(sip_call_id);
    }

    /// What is kept under a `Call-ID`, secrets masked.
    #[must_use]
    pub fn read(&self, sip_call_id: &[u8]) -> Option<Captured> {
        let store = self.store();
        let (mut raw, facts, left_out, lost) = {
            let (tape, arena) = store.get(sip_call_id)?;
            let raw: Vec<_> = messages(tape, arena).collect();
            let lost = tape.marks().len() - raw.len();
            (raw, tape.facts().to_vec(), tape.left_out, lost)
        };
        drop(store);
        let left_out = left_out.saturating_add(u32::try_from(lost).unwrap_or(u32::MAX));
        for (_, message) in &mut raw {
            message.octets = masked(&message.octets);
        }
        let raw = raw.into_iter().map(|(at, one)| (at, What::Message(one)));
        let facts = facts.into_iter().map(|(at, one)| (at, What::Media(one)));
        let mut all: Vec<_> = raw.chain(facts).collect();
        // Stable: a fact stands behind the message that brought it.
        all.sort_by_key(|(at, _)| *at);
        let clock = Clock::read();
        let entry = |(at, what)| Entry {
            at: clock.wall(self.0.began + Duration::from_nanos(at)),
            what,
        };
        Some(Captured {
            entries: all.into_iter().map(entry).collect(),
            left_out,
        })
    }

    /// What it holds and has done.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let (calls, octets) = self.store().held();
        Counters {
            messages: self.0.messages.load(Ordering::Relaxed),
            calls,
            octets,
            hep_dropped: self.0.hep.as_ref().map_or(0, HepQueue::dropped),
        }
    }

    fn take(&self, direction: Direction, call_id: &[u8], octets: &Bytes, flow: Flow, now: Instant) {
        self.0.messages.fetch_add(1, Ordering::Relaxed);
        let at = self.nanos(now);
        self.store().message(call_id, at, (direction, flow), octets);
        if let Some(hep) = &self.0.hep {
            hep.push(Taken {
                direction,
                flow,
                octets: octets.clone(),
                at: now,
            });
        }
    }

    fn nanos(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.0.began);
        u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
    }

    /// A panic in between leaves a tape that is wrong at worst.
    fn store(&self) -> MutexGuard<'_, Store> {
        self.0.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Capture {
    /// Never what was said.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Capture").field(&self.counters()).finish()
    }
}

fn messages(tape: &Tape, arena: &Arena) -> impl Iterator<Item = (u64, SipMessage)> {
    tape.marks().iter().filter_map(|mark| {
        let octets = tape.octets(mark, arena)?;
        let message = SipMessage {
            direction: mark.direction,
            flow: tape.flow_of(mark),
            octets,
            is_retransmission: mark.is_repetition(),
        };
        Some((mark.at, message))
    })
}

/// Both clocks at one moment: wall time is made of monotonic time when it is shown.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    monotonic: Instant,
    wall: SystemTime,
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "an adapter's reading of the wall clock"
    )]
    pub(crate) fn read() -> Self {
        Self {
            monotonic: Instant::now(),
            wall: SystemTime::now(),
        }
    }

    pub(crate) fn wall(self, at: Instant) -> SystemTime {
        match at.checked_duration_since(self.monotonic) {
            Some(ahead) => self.wall + ahead,
            None => self.wall - (self.monotonic - at),
        }
    }
}
