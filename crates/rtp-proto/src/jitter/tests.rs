mod forwarded;

use super::forward::PATIENCE;
use super::*;

/// What a frame and a gap may at most be, in milliseconds and in frames.
const MOST_DELAY: u64 = 60;
const MOST_GAP: usize = 3;
/// Links that are tried where chance has a part.
const SEEDS: u64 = 250;
const FEW_SEEDS: u64 = 40;

/// A link with the faults of a network, played by a clock of its own.
#[derive(Clone, Copy)]
struct Link {
    seed: u64,
    late: Late,
    loss_of_1000: u64,
    ptime_ms: u64,
    drift_ppm: i64,
    first_timestamp: u32,
    /// How long after a sending the player's tick is.
    phase_ms: u64,
}

/// By how much packets are late.
#[derive(Clone, Copy, Debug)]
enum Late {
    Never,
    /// By up to so many milliseconds, all alike.
    Evenly(u64),
    /// By half of so many milliseconds, most of them by up to all.
    Normally(u64),
}

const CLEAN: Link = Link {
    seed: 7,
    late: Late::Never,
    loss_of_1000: 0,
    ptime_ms: 20,
    drift_ppm: 0,
    first_timestamp: 0,
    phase_ms: 7,
};

/// A packet on its way; times are in microseconds from the start.
#[derive(Clone, Copy)]
struct Packet {
    sent: u64,
    arrival: u64,
    timestamp: u32,
    /// It is the first of another source.
    begins: bool,
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

impl Link {
    fn is_lost(&self, random: &mut Random) -> bool {
        random.below(1000) < self.loss_of_1000
    }

    fn late_us(&self, random: &mut Random) -> u64 {
        match self.late {
            Late::Never => 0,
            Late::Evenly(most) => random.below(most * 1000),
            Late::Normally(ms) => {
                // Twelve even ones add up to a normal one around six of a deviation of one, which is a quarter here.
                let twelve: u64 = (0..12).map(|_| random.below(ms * 1000)).sum();
                (twelve / 4).saturating_sub(ms * 1000)
            }
        }
    }

    /// What is sent in `seconds`, in order of arrival.
    fn packets(&self, seconds: u64) -> Vec<Packet> {
        let mut random = Random(self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let step = i64::try_from(self.ptime_ms * 1000).expect("small")
            * (1_000_000 + self.drift_ppm)
            / 1_000_000;
        let step = u64::try_from(step).expect("positive");
        let mut packets = Vec::new();
        for index in (0..).take_while(|index| index * step < seconds * 1_000_000) {
            let (is_lost, late) = (self.is_lost(&mut random), self.late_us(&mut random));
            let ticks = u32::try_from(index * self.ptime_ms * 8).expect("short");
            if !is_lost {
                packets.push(Packet {
                    sent: index * step,
                    arrival: index * step + late,
                    timestamp: self.first_timestamp.wrapping_add(ticks),
                    begins: false,
                });
            }
        }
        packets
    }

    fn run(&self, seconds: u64) -> Outcome {
        self.play(self.packets(seconds), seconds)
    }

    /// Plays what arrives for `seconds`; each payload says in octets when it was sent.
    fn play(&self, mut packets: Vec<Packet>, seconds: u64) -> Outcome {
        let start = Instant::now();
        let at = |us: u64| start + Duration::from_micros(us);
        packets.sort_by_key(|packet| packet.arrival);
        let mut packets = packets.into_iter().peekable();
        let mut buffer = JitterBuffer::new(Codec::Pcmu);
        let mut ticks = Vec::new();
        for tick in 0..seconds * 50 {
            let now = tick * 20_000 + self.phase_ms * 1000;
            while let Some(packet) = packets.next_if(|packet| packet.arrival <= now) {
                if packet.begins {
                    buffer.reset();
                }
                let octets = payload(packet.sent, self.ptime_ms);
                buffer.push(packet.timestamp, &octets, at(packet.arrival));
            }
            ticks.push(match buffer.pop(at(now)) {
                Frame::Packet(octets) => {
                    let sent = u64::from_be_bytes(*octets.first_chunk().expect("eight octets"));
                    Tick::Played((now - sent) / 1000)
                }
                Frame::Lost | Frame::LostBefore(_) => Tick::Lost,
                Frame::Empty | Frame::Parts(_) => Tick::Empty,
            });
        }
        Outcome {
            ticks,
            counters: buffer.counters(),
        }
    }
}

/// Octets that say in each 10 ms when these were sent.
fn payload(sent: u64, ptime_ms: u64) -> Vec<u8> {
    let length = usize::try_from(ptime_ms * 8).expect("small");
    let mut octets = vec![0; length];
    for (chunk, sent) in octets.chunks_mut(CHUNK).zip((sent..).step_by(10_000)) {
        chunk[..8].copy_from_slice(&sent.to_be_bytes());
    }
    octets
}

/// What a tick played.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tick {
    /// A frame, so many milliseconds after it was sent.
    Played(u64),
    Lost,
    Empty,
}

struct Outcome {
    ticks: Vec<Tick>,
    counters: JitterCounters,
}

impl Outcome {
    /// What was played from one second on.
    fn since(&self, second: usize) -> Self {
        Self {
            ticks: self.ticks[second * 50..].to_vec(),
            counters: self.counters,
        }
    }

    fn delays(&self) -> impl Iterator<Item = u64> {
        self.ticks.iter().filter_map(|tick| match tick {
            Tick::Played(delay) => Some(*delay),
            Tick::Lost | Tick::Empty => None,
        })
    }

    fn played(&self) -> usize {
        self.delays().count()
    }

    fn lost(&self) -> usize {
        self.ticks
            .iter()
            .filter(|tick| **tick == Tick::Lost)
            .count()
    }

    fn greatest_delay(&self) -> u64 {
        self.delays().max().unwrap_or(0)
    }

    /// Ticks on end without a frame, once there was one.
    fn longest_gap(&self) -> usize {
        let is_played = |tick: &Tick| matches!(tick, Tick::Played(_));
        let begun = self.ticks.iter().skip_while(|tick| !is_played(tick));
        let ticks: Vec<Tick> = begun.copied().collect();
        let gaps = ticks.split(is_played).map(<[Tick]>::len);
        gaps.max().unwrap_or(0)
    }
}

#[test]
fn a_clean_stream_is_played_whole_and_soon() {
    for phase_ms in [0, 1, 5, 10, 15, 19] {
        for ptime_ms in [10, 20, 30, 40, 60] {
            let link = Link {
                phase_ms,
                ptime_ms,
                ..CLEAN
            };
            let outcome = link.run(24);
            let what = format!("phase {phase_ms}, packets of {ptime_ms} ms");
            assert_eq!(outcome.lost(), 0, "{what}");
            assert!(outcome.played() >= 1190, "{what}: {}", outcome.played());
            let most = if ptime_ms == 20 {
                40
            } else {
                50.max(20 + ptime_ms)
            };
            let delay = outcome.since(12).greatest_delay();
            assert!(delay <= most, "{what}: {delay} ms");
        }
    }
}

/// Checks a link with so many seeds, and with each phase of the player's tick.
fn with_seeds(count: u64, link: Link, check: impl Fn(&Link, &str)) {
    for seed in 1..=count {
        let phase_ms = seed % 20;
        let link = Link {
            seed,
            phase_ms,
            ..link
        };
        check(&link, &format!("seed {seed}, {:?}", link.late));
    }
}

/// Clocks that go faster or slower than ours, with and without jitter.
fn with_drifts(check: impl Fn(&Link, &str)) {
    for drift_ppm in [-200, 200] {
        for late in [Late::Never, Late::Evenly(10)] {
            let link = Link {
                drift_ppm,
                late,
                ..CLEAN
            };
            with_seeds(5, link, |link, what| {
                check(link, &format!("{drift_ppm} ppm, {what}"));
            });
        }
    }
}

#[test]
fn jitter_of_30_ms_and_loss_leave_no_long_gap_and_no_long_delay() {
    for late in [Late::Evenly(30), Late::Normally(30)] {
        let link = Link {
            late,
            loss_of_1000: 10,
            ..CLEAN
        };
        with_seeds(SEEDS, link, |link, what| {
            let outcome = link.run(60);
            let gap = outcome.longest_gap();
            assert!(gap <= MOST_GAP, "{what}: {gap} frames");
            assert!(outcome.lost() <= 60, "{what}: {} lost", outcome.lost());
            // How late the first packets are is not known before others have come.
            let delay = outcome.since(1).greatest_delay();
            assert!(delay <= MOST_DELAY, "{what}: {delay} ms");
        });
    }
}

#[test]
fn a_clock_that_drifts_never_piles_up_delay() {
    with_drifts(|link, what| {
        let outcome = link.run(600);
        let delay = outcome.greatest_delay();
        assert!(delay <= MOST_DELAY, "{what}: {delay} ms");
        // Ten minutes at this drift are 120 ms, six frames.
        assert!(outcome.lost() <= 20, "{what}: {} lost", outcome.lost());
        let dropped = outcome.counters.dropped;
        assert!(dropped <= 20, "{what}: {dropped} dropped");
        let gap = outcome.longest_gap();
        assert!(gap <= 1, "{what}: {gap} frames");
    });
}

#[test]
fn a_stall_of_300_ms_is_a_gap_of_its_length_and_its_delay_passes() {
    let link = Link {
        late: Late::Evenly(10),
        ..CLEAN
    };
    with_seeds(FEW_SEEDS, link, |link, what| {
        let mut packets = link.packets(16);
        for packet in &mut packets {
            if (10_000_000..10_300_000).contains(&packet.arrival) {
                packet.arrival = 10_300_000;
            }
        }
        let outcome = link.play(packets, 16);
        let gap = outcome.longest_gap();
        assert!(gap <= 16, "{what}: {gap} frames");
        let bound = u64::try_from(GREATEST_DELAY / TICKS_PER_MS).expect("small") + 40;
        let after: Vec<u64> = outcome.since(11).delays().collect();
        let greatest = after.iter().max().copied().unwrap_or(0);
        assert!(greatest <= bound, "{what}: {greatest} ms");
        let late = outcome.since(15).greatest_delay();
        assert!(late <= MOST_DELAY, "{what}: {late} ms 5 s later");
        assert_eq!(outcome.since(11).lost(), 0, "{what}");
    });
}

#[test]
fn a_way_that_grows_longer_by_more_than_the_greatest_delay_is_followed_at_once() {
    let link = Link {
        late: Late::Evenly(30),
        ..CLEAN
    };
    with_seeds(FEW_SEEDS, link, |link, what| {
        let mut packets = link.packets(16);
        for packet in &mut packets {
            if packet.sent >= 10_000_000 {
                packet.arrival += 190_000;
            }
        }
        let outcome = link.play(packets, 16);
        let gap = outcome.longest_gap();
        assert!(gap <= 10 + 5, "{what}: {gap} frames");
        let delay = outcome.since(11).greatest_delay();
        assert!(delay <= 190 + MOST_DELAY, "{what}: {delay} ms");
    });
}

#[test]
fn a_stream_that_begins_again_leaves_no_long_gap() {
    let link = Link {
        late: Late::Evenly(30),
        ..CLEAN
    };
    // Another source, or the same with timestamps from anywhere. Those that lie just before look late at first, and
    // those just after early.
    for (begins, jump, most) in [
        (true, 0, MOST_GAP),
        (true, 1 << 31, MOST_GAP),
        (false, 1 << 31, MOST_GAP),
        (false, 100_000, MOST_GAP),
        (false, 100_000_u32.wrapping_neg(), MOST_GAP),
        (false, 33, MOST_GAP),
        (false, 1_600, 5),
        (false, 1_600_u32.wrapping_neg(), 5),
    ] {
        with_seeds(FEW_SEEDS, link, |link, what| {
            let mut packets = link.packets(18);
            let from = packets.partition_point(|packet| packet.sent < 10_000_000);
            for packet in &mut packets[from..] {
                packet.timestamp = packet.timestamp.wrapping_add(jump);
            }
            // The old source's last packets have come.
            let last = packets[..from].iter().map(|packet| packet.arrival).max();
            for packet in &mut packets[from..] {
                packet.arrival = packet.arrival.max(last.unwrap_or(0) + 1);
            }
            let first = packets[from..]
                .iter_mut()
                .min_by_key(|packet| packet.arrival);
            first.expect("packets after ten seconds").begins = begins;
            let outcome = link.play(packets, 18);
            let what = format!("{what}, jump {jump}, begins {begins}");
            let gap = outcome.longest_gap();
            assert!(gap <= most, "{what}: {gap} frames");
            let delay = outcome.since(15).greatest_delay();
            assert!(delay <= MOST_DELAY, "{what}: {delay} ms");
        });
    }
}

#[test]
fn a_pause_of_the_speaker_costs_neither_frames_nor_delay_afterwards() {
    let link = Link {
        late: Late::Evenly(30),
        ..CLEAN
    };
    for pause_ms in [60, 100, 180, 200, 220, 500, 3000, 30_000] {
        with_seeds(FEW_SEEDS, link, |link, what| {
            let mut packets = link.packets(14 + pause_ms / 1000);
            let pause = 10_000_000..10_000_000 + pause_ms * 1000;
            packets.retain(|packet| !pause.contains(&packet.sent));
            let resumed = packets
                .iter()
                .filter(|packet| packet.sent >= pause.end)
                .count();
            let outcome = link.play(packets, 14 + pause_ms / 1000);
            let what = format!("{what}, pause of {pause_ms} ms");
            let ticks = usize::try_from(pause.end / 20_000).expect("small");
            let after = Outcome {
                ticks: outcome.ticks[ticks..].to_vec(),
                counters: outcome.counters,
            };
            assert!(after.longest_gap() <= 1, "{what}: {}", after.longest_gap());
            assert!(
                after.played() + 5 >= resumed,
                "{what}: {} of {resumed}",
                after.played()
            );
            let delay = after.since(1).greatest_delay();
            assert!(delay <= MOST_DELAY, "{what}: {delay} ms");
        });
    }
}

#[test]
fn the_timestamp_wraps_without_a_gap() {
    let link = Link {
        first_timestamp: u32::MAX - 80 * 1000,
        ..CLEAN
    };
    let outcome = link.run(30);
    assert_eq!((outcome.lost(), outcome.counters.late), (0, 0));
}

#[test]
fn a_pause_is_empty_and_the_stream_begins_again() {
    let start = Instant::now();
    let mut buffer = JitterBuffer::new(Codec::Pcmu);
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
            Frame::Packet(_) | Frame::Parts(_) => 'p',
            Frame::Lost | Frame::LostBefore(_) => 'l',
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

/// A packet of Opus that lasts so long, and its number; the octets before it say only how long.
fn opus(ms: u64, number: u8) -> Vec<u8> {
    let (toc, frames) = match ms {
        10 => (0x70, 1),
        20 => (0x78, 1),
        _ => (0x7b, u8::try_from(ms / 20).expect("few")),
    };
    vec![toc, frames, number]
}

#[test]
fn packets_of_opus_come_out_in_parts_of_10_ms_each_once() {
    for (ms, lost) in [
        (10, None),
        (20, None),
        (40, None),
        (60, None),
        (20, Some(30)),
    ] {
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let mut buffer = JitterBuffer::new(Codec::Opus);
        let (mut parts, mut recovered) = (Vec::new(), Vec::new());
        for tick in 0..120_u64 {
            for sent in (tick * 20..tick * 20 + 20).filter(|sent| sent % ms == 0) {
                let number = u8::try_from(sent / ms).expect("few");
                if lost == Some(number) {
                    continue;
                }
                // The clock of 48 kHz wraps in the midst of it.
                let timestamp = (48 * u32::try_from(sent).expect("small")).wrapping_sub(50_001);
                buffer.push(timestamp, &opus(ms, number), at(sent + 3));
            }
            match buffer.pop(at(tick * 20 + 12)) {
                Frame::Parts(found) => {
                    parts.extend(found.map(|part| (part.octets[2], part.index)));
                }
                Frame::LostBefore(packet) => recovered.push(packet[2]),
                Frame::Packet(_) | Frame::Lost => panic!("{ms} ms: nothing else is lost"),
                Frame::Empty => assert!(parts.is_empty(), "{ms} ms"),
            }
        }
        let all = (0..=u8::MAX).filter(|number| lost != Some(*number));
        let each = usize::try_from(ms / 10).expect("small");
        let wanted = all.flat_map(|number| (0..each).map(move |index| (number, index)));
        let wanted: Vec<_> = wanted.take(parts.len()).collect();
        assert_eq!(parts, wanted, "{ms} ms");
        assert!(parts.len() > 220, "{ms} ms: {}", parts.len());
        assert_eq!(recovered, Vec::from_iter(lost.map(|number| number + 1)));
    }
}

#[test]
fn what_is_no_opus_is_not_held_and_a_flood_stays_within_its_bound() {
    let now = Instant::now();
    let mut buffer = JitterBuffer::new(Codec::Opus);
    buffer.push(0, &[], now);
    buffer.push(0, &[0x80], now);
    assert_eq!(buffer.pop(now + Duration::from_millis(50)), Frame::Empty);
    for packet in 0..10_000_u32 {
        buffer.push(packet * 480, &[0x70], now);
    }
    let Store::Packets(held) = &buffer.store else {
        panic!("Opus is held in packets");
    };
    assert!(held.len() <= CHUNKS, "{}", held.len());
}

#[test]
fn a_reader_that_was_held_up_changes_no_delay() {
    let start = Instant::now();
    let at = |ms: u64| start + Duration::from_millis(ms);
    let mut buffer = JitterBuffer::new(Codec::Pcmu);
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
