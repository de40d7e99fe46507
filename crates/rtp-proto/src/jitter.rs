use std::time::{Duration, Instant};

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
/// the reader's 5 ms it keeps a clean stream within 40 ms.
const LEAST_DELAY: i64 = 14 * TICKS_PER_MS;
/// The greatest delay; what comes later is lost.
const GREATEST_DELAY: i64 = 120 * TICKS_PER_MS;
/// How long a lateness is remembered, twice over.
const WINDOW: Duration = Duration::from_secs(2);
/// Without a packet for this long, the peer is silent, and nothing is concealed.
const SILENCE: Duration = Duration::from_millis(200);

/// Puts the packets of one stream into order and time (RFC 3550 §2.1 leaves the how to us).
///
/// It holds octets by timestamp, which for the codecs of telephony is the same as by time, so that packets of
/// 10 to 60 ms come out as frames of 20 ms. Its delay follows the greatest lateness of the last seconds: it
/// grows at once, and shrinks by leaving out a frame when the lateness is forgotten.
pub struct JitterBuffer {
    ring: Box<[[u8; CHUNK]; CHUNKS]>,
    /// The timestamp that each slot holds, unwrapped.
    filled: [i64; CHUNKS],
    frame: [u8; Codec::FRAME_OCTETS],
    stream: Option<Stream>,
    /// The spread of the stream before.
    last_spread: i64,
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
    transit: Window,
}

/// The least and the greatest transit of the last seconds, in ticks.
struct Window {
    since: Instant,
    current: (i64, i64),
    before: (i64, i64),
}

/// What one tick of 20 ms plays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Frame<'a> {
    /// These octets.
    Packet(&'a [u8; Codec::FRAME_OCTETS]),
    /// Something that did not come in time: conceal it.
    Lost,
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

impl Default for JitterBuffer {
    fn default() -> Self {
        Self {
            ring: Box::new([[0; CHUNK]; CHUNKS]),
            filled: [i64::MIN; CHUNKS],
            frame: [0; Codec::FRAME_OCTETS],
            stream: None,
            last_spread: 0,
            counters: JitterCounters::default(),
        }
    }
}

impl JitterBuffer {
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
        let timestamp = match &self.stream {
            Some(stream) => unwrapped(stream.newest, timestamp),
            None => i64::from(timestamp),
        };
        let length = i64::try_from(payload.len()).unwrap_or(0);
        let is_continued = self.stream.as_ref().is_some_and(|stream| {
            let jump = timestamp - stream.newest;
            jump.abs() < REACH
                && (timestamp - stream.next) % HALF == 0
                && now - stream.last_arrival < SILENCE
        });
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
        let arrival =
            i64::try_from((now - stream.epoch).as_micros()).unwrap_or(0) * TICKS_PER_MS / 1000;
        if is_punctual {
            stream.transit.add(arrival - timestamp + wait, now);
        }
        if timestamp + length <= stream.next {
            self.counters.late += 1;
            return;
        }
        for (chunk, at) in payload
            .as_chunks::<CHUNK>()
            .0
            .iter()
            .zip((timestamp..).step_by(CHUNK))
        {
            let slot = slot(at);
            self.ring[slot] = *chunk;
            self.filled[slot] = at;
        }
    }

    /// The stream begins, again perhaps; the network has not changed because of that.
    fn begin(&mut self, timestamp: i64, transit: i64, now: Instant) {
        self.forget();
        self.filled = [i64::MIN; CHUNKS];
        let transit = Window::remembering(self.last_spread, transit, now);
        self.stream = Some(Stream {
            epoch: now,
            last_arrival: now,
            newest: timestamp,
            next: timestamp,
            is_playing: false,
            transit,
        });
    }

    /// Plays 20 ms. Call it every 20 ms.
    pub fn pop(&mut self, now: Instant) -> Frame<'_> {
        let Some(stream) = &mut self.stream else {
            return Frame::Empty;
        };
        if now - stream.last_arrival >= SILENCE {
            self.forget();
            return Frame::Empty;
        }
        let elapsed =
            i64::try_from((now - stream.epoch).as_micros()).unwrap_or(0) * TICKS_PER_MS / 1000;
        let delay = stream.transit.spread().clamp(LEAST_DELAY, GREATEST_DELAY);
        // What is due now: as old as the fastest packet, and the delay, make it.
        let due = elapsed - stream.transit.least() - delay;
        if !stream.is_playing && due < stream.next {
            return Frame::Empty;
        }
        stream.is_playing = true;
        if due - stream.next > FRAME + FRAME / 2 {
            self.counters.dropped += 1;
            stream.next += FRAME;
        }
        let next = stream.next;
        let is_there =
            self.filled[slot(next)] == next && self.filled[slot(next + HALF)] == next + HALF;
        // What is missing before it is due may still come: wait for it, and so grow the delay.
        if is_there || due >= next {
            stream.next += FRAME;
        }
        if !is_there {
            self.counters.concealed += 1;
            return Frame::Lost;
        }
        self.counters.played += 1;
        self.frame[..CHUNK].copy_from_slice(&self.ring[slot(next)]);
        self.frame[CHUNK..].copy_from_slice(&self.ring[slot(next + HALF)]);
        Frame::Packet(&self.frame)
    }

    /// Forgets the stream: another source begins.
    pub fn reset(&mut self) {
        self.forget();
    }

    fn forget(&mut self) {
        if let Some(stream) = self.stream.take() {
            self.last_spread = stream.transit.spread();
        }
    }

    /// What has happened so far.
    #[must_use]
    pub fn counters(&self) -> JitterCounters {
        self.counters
    }
}

impl Window {
    fn remembering(spread: i64, transit: i64, now: Instant) -> Self {
        let range = (transit, transit + spread);
        Self {
            since: now,
            current: range,
            before: range,
        }
    }

    fn add(&mut self, transit: i64, now: Instant) {
        if now - self.since >= WINDOW {
            self.since = now;
            self.before = std::mem::replace(&mut self.current, (transit, transit));
        }
        self.current = (self.current.0.min(transit), self.current.1.max(transit));
    }

    fn least(&self) -> i64 {
        self.current.0.min(self.before.0)
    }

    fn spread(&self) -> i64 {
        self.current.1.max(self.before.1) - self.least()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A link with the faults of a network, played by a clock of its own.
    struct Link {
        loss_every: usize,
        jitter_ms: u64,
        ptime_ms: u64,
        drift_ppm: i64,
        first_timestamp: u32,
        phase_ms: u64,
    }

    const CLEAN: Link = Link {
        loss_every: 0,
        jitter_ms: 0,
        ptime_ms: 20,
        drift_ppm: 0,
        first_timestamp: 0,
        phase_ms: 7,
    };

    struct Outcome {
        played: usize,
        lost: usize,
        longest_gap: usize,
        /// From sending to playing, in milliseconds, of the second half.
        greatest_delay: u64,
        counters: JitterCounters,
    }

    fn pseudo_random(state: &mut u64) -> u64 {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    /// Sends for `seconds`; each payload says in octets when it was sent.
    fn run(link: &Link, seconds: u64) -> Outcome {
        let start = Instant::now();
        let at = |us: u64| start + Duration::from_micros(us);
        let mut state = 7;
        let count = seconds * 1000 / link.ptime_ms;
        let mut arrivals: Vec<(u64, u32, u64)> = (0..count)
            .filter(|index| {
                link.loss_every == 0
                    || !pseudo_random(&mut { *index ^ 99 }).is_multiple_of(link.loss_every as u64)
            })
            .map(|index| {
                let step = i64::try_from(link.ptime_ms * 1000).expect("small")
                    * (1_000_000 + link.drift_ppm)
                    / 1_000_000;
                let sent = index * u64::try_from(step).expect("positive");
                let late = if link.jitter_ms == 0 {
                    0
                } else {
                    pseudo_random(&mut state) % (link.jitter_ms * 1000)
                };
                let ticks = u32::try_from(index * link.ptime_ms * 8).expect("short");
                (sent + late, link.first_timestamp.wrapping_add(ticks), sent)
            })
            .collect();
        arrivals.sort_unstable();
        let mut buffer = JitterBuffer::default();
        let (mut played, mut lost, mut gap, mut longest_gap, mut greatest_delay) = (0, 0, 0, 0, 0);
        let mut arrivals = arrivals.into_iter().peekable();
        for tick in 0..seconds * 50 {
            let now = tick * 20_000 + link.phase_ms * 1000;
            while let Some((arrival, timestamp, sent)) =
                arrivals.next_if(|(arrival, _, _)| *arrival <= now)
            {
                let frames = link.ptime_ms / 10;
                let payload: Vec<u8> = (0..frames)
                    .flat_map(|chunk| {
                        let mut octets = [0; CHUNK];
                        octets[..8].copy_from_slice(&(sent + chunk * 10_000).to_be_bytes());
                        octets
                    })
                    .collect();
                buffer.push(timestamp, &payload, at(arrival));
            }
            match buffer.pop(at(now)) {
                Frame::Packet(octets) => {
                    let sent = u64::from_be_bytes(*octets.first_chunk().expect("eight octets"));
                    played += 1;
                    gap = 0;
                    if tick > seconds * 25 {
                        greatest_delay = greatest_delay.max((now - sent) / 1000);
                    }
                }
                Frame::Lost => {
                    lost += 1;
                    gap += 1;
                }
                Frame::Empty => gap = if played > 0 { gap + 1 } else { 0 },
            }
            longest_gap = longest_gap.max(gap);
        }
        Outcome {
            played,
            lost,
            longest_gap,
            greatest_delay,
            counters: buffer.counters(),
        }
    }

    #[test]
    fn a_clean_stream_is_played_whole_and_soon() {
        for phase_ms in [0, 1, 5, 10, 15, 19] {
            for ptime_ms in [10, 20, 30, 40, 60] {
                let outcome = run(
                    &Link {
                        phase_ms,
                        ptime_ms,
                        ..CLEAN
                    },
                    24,
                );
                let what = format!("phase {phase_ms}, packets of {ptime_ms} ms");
                assert_eq!(outcome.lost, 0, "{what}");
                assert!(outcome.played >= 1190, "{what}: {}", outcome.played);
                let most = if ptime_ms == 20 {
                    35
                } else {
                    45.max(20 + ptime_ms)
                };
                assert!(
                    outcome.greatest_delay <= most,
                    "{what}: {} ms",
                    outcome.greatest_delay
                );
            }
        }
    }

    #[test]
    fn jitter_of_30_ms_and_loss_leave_no_long_gap_and_no_long_delay() {
        let outcome = run(
            &Link {
                jitter_ms: 30,
                loss_every: 100,
                ..CLEAN
            },
            60,
        );
        assert!(outcome.longest_gap <= 3, "{} frames", outcome.longest_gap);
        assert!(outcome.lost <= 60, "{} of 3000 lost", outcome.lost);
        assert!(
            outcome.greatest_delay <= 60,
            "{} ms",
            outcome.greatest_delay
        );
    }

    #[test]
    fn a_clock_that_drifts_never_piles_up_delay() {
        for drift_ppm in [-200, 200] {
            let outcome = run(&Link { drift_ppm, ..CLEAN }, 600);
            assert!(
                outcome.greatest_delay <= 60,
                "{drift_ppm} ppm: {} ms",
                outcome.greatest_delay
            );
            assert!(outcome.lost <= 20, "{drift_ppm} ppm: {} lost", outcome.lost);
        }
    }

    #[test]
    fn the_timestamp_wraps_without_a_gap() {
        let outcome = run(
            &Link {
                first_timestamp: u32::MAX - 80 * 1000,
                ..CLEAN
            },
            30,
        );
        assert_eq!((outcome.lost, outcome.counters.late), (0, 0));
    }

    #[test]
    fn a_pause_is_empty_and_the_stream_begins_again() {
        let start = Instant::now();
        let mut buffer = JitterBuffer::default();
        let mut frames = Vec::new();
        for tick in 0..200_u64 {
            let now = start + Duration::from_millis(20 * tick);
            if !(50..100).contains(&tick) {
                let timestamp = if tick < 50 {
                    tick * 160
                } else {
                    9_000_000 + tick * 160 + 33
                };
                buffer.push(u32::try_from(timestamp).expect("small"), &[0; 160], now);
            }
            frames.push(match buffer.pop(now) {
                Frame::Packet(_) => 'p',
                Frame::Lost => 'l',
                Frame::Empty => 'e',
            });
        }
        assert!(frames[5..50].iter().all(|frame| *frame == 'p'));
        assert!(
            frames[65..100].iter().all(|frame| *frame == 'e'),
            "a pause is not concealed"
        );
        assert!(frames[105..].iter().all(|frame| *frame == 'p'));
    }
    #[test]
    fn a_reader_that_was_held_up_changes_no_delay() {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut buffer = JitterBuffer::default();
        let mut played = Vec::new();
        for tick in 0..100_u32 {
            let on_time = u64::from(tick) * 20;
            // From 400 to 500 ms nobody read: five packets are found together, and their ticks made up for.
            let is_held_up = (20..=25).contains(&tick);
            let octets = [u8::try_from(tick).expect("below 100"); 160];
            if is_held_up {
                buffer.push_belated(tick * 160, &octets, at(500));
            } else {
                buffer.push(tick * 160, &octets, at(on_time));
            }
            if let Frame::Packet(octets) = buffer.pop(at(on_time + 12)) {
                played.push(octets[0]);
            }
        }
        let all: Vec<u8> = (0..u8::try_from(played.len()).expect("below 100")).collect();
        assert_eq!(played, all, "each frame once, in order");
        assert!(played.len() >= 99, "{} of 100", played.len());
        assert_eq!(buffer.counters().concealed, 0);
    }
}
