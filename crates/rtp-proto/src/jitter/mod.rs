mod forward;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use self::store::Part;
use self::store::Store;
use crate::Codec;

/// Octets, and ticks, in 10 ms: what the buffer counts in.
const CHUNK: usize = Codec::FRAME_OCTETS / 2;
/// The ticks of half a frame.
const HALF: i64 = 80;
/// The ticks of a frame.
const FRAME: i64 = 160;
/// A jump of the timestamp that is a new stream: half of what is held.
const REACH: i64 = HALF * 32;
/// Chunks held: 640 ms, beyond the longest packet and the longest delay.
const CHUNKS: usize = 64;
/// Ticks of the RTP clock in a millisecond.
const TICKS_PER_MS: i64 = 8;
/// The least delay: a packet that is late by less is in time. With the grid of the ticks, at most a frame, and
/// the reader's 5 ms it keeps a clean stream within 45 ms. Senders on busy machines are late by 17 ms now and then.
const LEAST_DELAY: i64 = 20 * TICKS_PER_MS;
/// The greatest delay; what comes later is lost.
const GREATEST_DELAY: i64 = 120 * TICKS_PER_MS;
/// What a frame may be late, beyond the grid of the ticks, before one is left out.
const SLACK: i64 = 5 * TICKS_PER_MS;
/// After this long with late packets alone, they are a stream that has begun again.
const RESUMPTION: Duration = Duration::from_millis(40);
/// How long a lateness is remembered, twice over.
const WINDOW: Duration = Duration::from_secs(2);
/// Without a packet for this long, the peer is silent, and nothing is concealed.
const SILENCE: Duration = Duration::from_millis(200);

/// Puts the packets of one stream into order and time (RFC 3550 §2.1 leaves the how to us).
///
/// It holds octets by timestamp, which for the codecs of telephony is the same as by time, so that packets of
/// 10 to 60 ms come out as frames of 20 ms; of Opus it holds packets, and gives those that a frame is in. Its delay follows the greatest lateness of the last seconds: it
/// grows at once, and shrinks by leaving out a frame when the lateness is forgotten.
pub struct JitterBuffer {
    store: Store,
    /// The timestamp that each slot holds, unwrapped.
    filled: [i64; CHUNKS],
    stream: Option<Stream>,
    /// The spread of the stream before.
    last_spread: i64,
    /// Frames whose time has come, and that are waited for.
    owed: u8,
    counters: JitterCounters,
}

/// What is known of the stream that is being received.
struct Stream {
    /// Arrivals are counted from here.
    epoch: Instant,
    last_arrival: Instant,
    /// The greatest timestamp, unwrapped.
    newest: i64,
    /// The next timestamp to play.
    next: i64,
    is_playing: bool,
    /// Since when all packets have come too late, and the spread before.
    late_since: Option<(Instant, i64)>,
    /// The last frame was made up.
    is_concealing: bool,
    /// Ticks by which the delay has grown for the frame that is next.
    grown: u8,
    transit: Window,
}

/// The least and the greatest transit of the last seconds, in ticks.
struct Window {
    since: Instant,
    current: (i64, i64),
    before: (i64, i64),
    /// The least spread, of the stream before; until there is a window of this one.
    remembered: i64,
}

/// What one tick of 20 ms plays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Frame<'a> {
    /// These octets.
    Packet(&'a [u8; Codec::FRAME_OCTETS]),
    /// These parts of packets of Opus.
    Parts([Part; 2]),
    /// Something that did not come in time: conceal it.
    Lost,
    /// The same, and this packet of Opus follows it: it may have what was lost, less well (RFC 6716 §2.1.7).
    LostBefore(Arc<[u8]>),
    /// Nothing: the stream has not begun, or pauses.
    Empty,
}

/// What has happened to a stream's frames.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct JitterCounters {
    /// Frames played.
    pub played: u64,
    /// Frames concealed.
    pub concealed: u64,
    /// Packets that came too late, or twice.
    pub late: u64,
    /// Frames left out to shrink the delay.
    pub dropped: u64,
}

impl JitterBuffer {
    /// One for a stream that has not begun.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        Self {
            store: Store::new(codec),
            filled: [i64::MIN; CHUNKS],
            stream: None,
            last_spread: 0,
            owed: 0,
            counters: JitterCounters::default(),
        }
    }

    /// Takes a packet's payload. One that is no whole number of 10 ms loses its rest.
    pub fn push(&mut self, timestamp: u32, payload: &[u8], now: Instant) {
        self.put(timestamp, payload, now, true);
    }

    /// Takes a packet that waited for a reader that was held up: when it came is not known, so that it says
    /// nothing of the network and changes no delay.
    pub fn push_belated(&mut self, timestamp: u32, payload: &[u8], now: Instant) {
        self.put(timestamp, payload, now, false);
    }

    fn put(&mut self, timestamp: u32, payload: &[u8], now: Instant, is_punctual: bool) {
        let factor = self.store.factor();
        let timestamp = match &self.stream {
            Some(stream) => unwrapped(factor * stream.newest, timestamp),
            None => i64::from(timestamp),
        };
        let timestamp = timestamp.div_euclid(factor);
        let Some(length) = self.store.ticks(payload) else {
            return;
        };
        let is_continued = self
            .stream
            .as_mut()
            .is_some_and(|stream| stream.continues_with(timestamp, length, now));
        // Where a packet ends within a frame, the frame waits for the next packet.
        let wait = if length % FRAME == 0 { 0 } else { HALF };
        if !is_continued {
            self.begin(timestamp, wait - timestamp, now);
        }
        let Some(stream) = &mut self.stream else {
            return;
        };
        stream.last_arrival = now;
        stream.newest = stream.newest.max(timestamp);
        let arrival = stream.elapsed(now);
        if is_punctual {
            stream.transit.add(arrival - timestamp + wait, now);
        }
        if timestamp + length <= stream.next {
            self.counters.late += 1;
            return;
        }
        let end = self.store.put(timestamp, payload, stream.next);
        for at in (timestamp..end).step_by(CHUNK) {
            self.filled[slot(at)] = at;
        }
    }

    /// The stream begins, again perhaps; the network has not changed because of that.
    fn begin(&mut self, timestamp: i64, transit: i64, now: Instant) {
        self.forget();
        self.store.clear();
        self.filled = [i64::MIN; CHUNKS];
        let transit = Window::remembering(self.last_spread, transit, now);
        self.stream = Some(Stream {
            epoch: now,
            last_arrival: now,
            newest: timestamp,
            next: timestamp,
            is_playing: false,
            late_since: None,
            is_concealing: false,
            grown: 0,
            transit,
        });
    }

    /// Plays 20 ms. Call it every 20 ms.
    pub fn pop(&mut self, now: Instant) -> Frame<'_> {
        self.forgive();
        let Some(stream) = &mut self.stream else {
            return Frame::Empty;
        };
        if stream.is_silent(now) {
            self.forget();
            return Frame::Empty;
        }
        let due = stream.due(now);
        if !stream.is_playing && due < stream.next {
            return Frame::Empty;
        }
        stream.is_playing = true;
        if due - stream.next > FRAME + SLACK {
            self.counters.dropped += 1;
            stream.next += FRAME;
        }
        let is_whole = |at| is_whole(&self.filled, at);
        let after = stream.next + FRAME;
        if stream.is_concealing && !is_whole(stream.next) && is_whole(after) {
            // What was made up stands for the missing frame: it was lost, not late, and costs no delay.
            stream.next = after;
        }
        let next = stream.next;
        let is_there = is_whole(next);
        // What is missing before it is due may still come: wait for it, and so grow the delay.
        if is_there || due >= next {
            stream.next += FRAME;
        }
        stream.is_concealing = !is_there;
        if !is_there {
            self.counters.concealed += 1;
            return self.store.lost(next);
        }
        self.counters.played += 1;
        self.store.frame(next).unwrap_or(Frame::Lost)
    }

    /// Forgets the stream: another source begins.
    pub fn reset(&mut self) {
        self.forget();
    }

    fn forget(&mut self) {
        self.owed = 0;
        if let Some(stream) = self.stream.take() {
            let spread = stream.transit.spread();
            self.last_spread = stream.late_since.map_or(spread, |(_, before)| before);
        }
    }

    /// What has happened so far.
    #[must_use]
    pub fn counters(&self) -> JitterCounters {
        self.counters
    }
}

impl Stream {
    fn elapsed(&self, now: Instant) -> i64 {
        i64::try_from((now - self.epoch).as_micros()).unwrap_or(0) * TICKS_PER_MS / 1000
    }

    /// What is due now: as old as the fastest packet, and the delay, make it.
    fn due(&self, now: Instant) -> i64 {
        let delay = self.transit.spread().clamp(LEAST_DELAY, GREATEST_DELAY);
        self.soonest(now) + LEAST_DELAY - delay
    }

    /// What would be due now if nothing had been late for some seconds.
    fn soonest(&self, now: Instant) -> i64 {
        self.elapsed(now) - self.transit.least() - LEAST_DELAY
    }

    fn is_silent(&self, now: Instant) -> bool {
        now - self.last_arrival >= SILENCE
    }

    /// Whether a packet is of this stream, and not one that begins.
    fn continues_with(&mut self, timestamp: i64, length: i64, now: Instant) -> bool {
        let jump = timestamp - self.newest;
        let is_near = jump.abs() < REACH && (timestamp - self.next) % HALF == 0;
        if !is_near || self.is_silent(now) {
            return false;
        }
        if timestamp + length > self.next {
            self.late_since = None;
            return true;
        }
        let spread = self.transit.spread();
        let (late_since, _) = *self.late_since.get_or_insert((now, spread));
        now - late_since < RESUMPTION
    }
}

impl Window {
    fn remembering(spread: i64, transit: i64, now: Instant) -> Self {
        let range = (transit, transit);
        Self {
            since: now,
            current: range,
            before: range,
            remembered: spread,
        }
    }

    fn add(&mut self, transit: i64, now: Instant) {
        if now - self.since >= WINDOW {
            self.since = now;
            self.remembered = 0;
            self.before = std::mem::replace(&mut self.current, (transit, transit));
        }
        self.current = (self.current.0.min(transit), self.current.1.max(transit));
    }

    fn least(&self) -> i64 {
        self.current.0.min(self.before.0)
    }

    fn spread(&self) -> i64 {
        let seen = self.current.1.max(self.before.1) - self.least();
        seen.max(self.remembered)
    }
}

/// Whether the frame that begins there is held, all of it.
fn is_whole(filled: &[i64; CHUNKS], at: i64) -> bool {
    filled[slot(at)] == at && filled[slot(at + HALF)] == at + HALF
}

/// The slot of a timestamp; neighbours lie side by side.
fn slot(timestamp: i64) -> usize {
    usize::try_from(timestamp.div_euclid(HALF).rem_euclid(64)).expect("a remainder below 64 fits")
}

/// The full timestamp that is nearest to one before.
fn unwrapped(near: i64, timestamp: u32) -> i64 {
    let low = u32::try_from(near.rem_euclid(1 << 32)).unwrap_or(0);
    near + i64::from(timestamp.wrapping_sub(low).cast_signed())
}
