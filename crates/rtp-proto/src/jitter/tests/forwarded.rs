//! Streams that are passed on as they come.

use super::*;

/// Ticks that pass before a frame that nothing has overtaken is lost, and the least delay: in milliseconds.
const WAITED_MS: u64 = 20 + 60;

/// What was passed on of a link.
struct Passed {
    frames: Vec<Sent>,
    made_up: usize,
    counters: JitterCounters,
    owed: u8,
}

/// A frame that was passed on; times are in microseconds from the start.
#[derive(Clone, Copy, Debug)]
struct Sent {
    /// When the speaker sent it.
    spoken: u64,
    /// When it was passed on.
    at: u64,
    /// Its place among all that was passed on.
    place: u64,
}

/// Which reader has a tick.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// He waits.
    Patient,
    /// He speaks at every tick.
    Punctual,
}

impl Link {
    fn pass(&self, packets: Vec<Packet>, seconds: u64) -> Passed {
        self.pass_to(packets, seconds, |_| Reader::Patient)
    }

    fn pass_to(
        &self,
        mut packets: Vec<Packet>,
        seconds: u64,
        reader: impl Fn(u64) -> Reader,
    ) -> Passed {
        let start = Instant::now();
        let at = |us: u64| start + Duration::from_micros(us);
        packets.sort_by_key(|packet| packet.arrival);
        let mut packets = packets.into_iter().peekable();
        let mut buffer = JitterBuffer::new(Codec::Pcmu);
        let (mut frames, mut made_up, mut place) = (Vec::new(), 0, 0);
        for tick in 0..seconds * 50 {
            let now = tick * 20_000 + self.phase_ms * 1000;
            while let Some(packet) = packets.next_if(|packet| packet.arrival <= now) {
                let octets = payload(packet.sent, self.ptime_ms);
                buffer.push(packet.timestamp, &octets, at(packet.arrival));
            }
            let mut take = |frame: Frame<'_>| {
                place += 1;
                match frame {
                    Frame::Packet(octets) => frames.push(Sent {
                        spoken: u64::from_be_bytes(*octets.first_chunk().expect("eight octets")),
                        at: now,
                        place,
                    }),
                    Frame::Lost | Frame::LostBefore(_) => made_up += 1,
                    Frame::Empty | Frame::Parts(_) => {}
                }
            };
            if reader(tick) == Reader::Punctual {
                take(buffer.pop(at(now)));
                assert_eq!(buffer.owed(), 0, "who speaks at every tick owes nothing");
                continue;
            }
            buffer.owe(at(now));
            while let Some(frame) = buffer.pop_owed(at(now)) {
                take(frame);
            }
            assert!(buffer.owed() <= PATIENCE, "{}", buffer.owed());
        }
        let counters = buffer.counters();
        let owed = buffer.owed();
        Passed {
            frames,
            made_up,
            counters,
            owed,
        }
    }
}

impl Passed {
    /// Of what was sent in these seconds, in milliseconds.
    fn greatest_delay(&self, sent: std::ops::Range<u64>) -> u64 {
        let frames = self.frames.iter();
        frames
            .filter(|frame| sent.contains(&(frame.spoken / 1_000_000)))
            .map(|frame| (frame.at - frame.spoken) / 1000)
            .max()
            .unwrap_or(0)
    }

    /// The longest time between two frames, in milliseconds.
    fn longest_wait(&self) -> u64 {
        let waits = self.frames.windows(2).map(|two| two[1].at - two[0].at);
        waits.max().unwrap_or(0) / 1000
    }

    /// Frames follow each other as they were spoken: none twice, none left out, none where another belongs.
    fn is_faithful(&self) -> bool {
        self.frames.windows(2).all(|two| {
            let places = two[1].place - two[0].place;
            two[1].spoken == two[0].spoken + 20_000 * places
        })
    }
}

/// Holds up all that would arrive in that time, in microseconds, until its end.
fn hold_up(packets: &mut [Packet], time: std::ops::Range<u64>) {
    let held_up = packets.iter_mut();
    for packet in held_up.filter(|packet| time.contains(&packet.arrival)) {
        packet.arrival = time.end;
    }
}

#[test]
fn a_clean_stream_is_passed_on_whole_and_soon() {
    for phase_ms in [0, 1, 5, 10, 15, 19] {
        for ptime_ms in [10, 20, 30, 40, 60] {
            let link = Link {
                phase_ms,
                ptime_ms,
                ..CLEAN
            };
            let passed = link.pass(link.packets(24), 24);
            let what = format!("phase {phase_ms}, packets of {ptime_ms} ms");
            assert!(passed.is_faithful(), "{what}");
            assert_eq!(passed.made_up, 0, "{what}");
            assert!(passed.frames.len() >= 1190, "{what}");
            let most = if ptime_ms == 20 {
                40
            } else {
                50.max(20 + ptime_ms)
            };
            let delay = passed.greatest_delay(12..24);
            assert!(delay <= most, "{what}: {delay} ms");
        }
    }
}

#[test]
fn a_stall_that_is_waited_for_costs_neither_a_frame_nor_delay_afterwards() {
    for stall_ms in [5, 10, 20, 30, 40, 50, 60, 70, WAITED_MS] {
        with_seeds(FEW_SEEDS, CLEAN, |link, what| {
            let from = 10_000_000 + link.seed * 1_777;
            let mut packets = link.packets(20);
            hold_up(&mut packets, from..from + stall_ms * 1000);
            let passed = link.pass(packets, 20);
            let what = format!("{what}, stall of {stall_ms} ms");
            let counters = passed.counters;
            assert_eq!(
                (passed.made_up, counters.late, counters.dropped),
                (0, 0, 0),
                "{what}"
            );
            assert!(passed.is_faithful(), "{what}");
            assert_eq!(
                passed.greatest_delay(11..20),
                passed.greatest_delay(5..10),
                "{what}"
            );
        });
    }
}

#[test]
fn a_longer_stall_is_made_up_for_as_far_as_nobody_waited() {
    for stall_ms in [100, 120, 150, 170] {
        with_seeds(FEW_SEEDS, CLEAN, |link, what| {
            let from = 10_000_000 + link.seed * 1_777;
            let mut packets = link.packets(20);
            hold_up(&mut packets, from..from + stall_ms * 1000);
            let passed = link.pass(packets, 20);
            let what = format!("{what}, stall of {stall_ms} ms");
            let most = usize::try_from((stall_ms - WAITED_MS) / 20 + 1).expect("small");
            assert!(passed.made_up <= most, "{what}: {} made up", passed.made_up);
            assert!(passed.is_faithful(), "{what}");
            assert_eq!(
                passed.greatest_delay(11..20),
                passed.greatest_delay(5..10),
                "{what}"
            );
        });
    }
}

#[test]
fn stalls_one_after_the_other_cost_no_frame() {
    with_seeds(FEW_SEEDS, CLEAN, |link, what| {
        let mut random = Random(link.seed);
        let mut packets = link.packets(60);
        let mut from = 1_000_000;
        while from < 55_000_000 {
            let until = from + random.below(WAITED_MS * 1000);
            hold_up(&mut packets, from..until);
            from = until + random.below(300_000);
        }
        let passed = link.pass(packets, 60);
        assert_eq!(passed.made_up, 0, "{what}");
        assert!(passed.is_faithful(), "{what}");
        let delay = passed.greatest_delay(56..60);
        assert!(delay <= 45, "{what}: {delay} ms");
    });
}

#[test]
fn what_is_lost_is_made_up_and_nothing_else() {
    let link = Link {
        loss_of_1000: 30,
        ..CLEAN
    };
    with_seeds(FEW_SEEDS, link, |link, what| {
        let packets = link.packets(60);
        let last = packets.last().expect("packets").sent / 20_000;
        let missing = usize::try_from(last + 1).expect("small") - packets.len();
        let passed = link.pass(packets, 60);
        assert!(passed.is_faithful(), "{what}");
        // The first ones are missed by nobody, and what follows the last one has an end of its own.
        assert!(
            passed.made_up <= missing + 8,
            "{what}: {} of {missing}",
            passed.made_up
        );
        assert!(
            passed.longest_wait() <= 120,
            "{what}: {} ms",
            passed.longest_wait()
        );
        let delay = passed.greatest_delay(0..60);
        assert!(delay <= 45, "{what}: {delay} ms");
    });
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
            let packets = link.packets(60);
            let missing = 3000 - packets.len();
            let lateness = packets.iter().map(|packet| packet.arrival - packet.sent);
            let latest = lateness.max().unwrap_or(0) / 1000;
            let passed = link.pass(packets, 60);
            assert!(passed.is_faithful(), "{what}");
            let most = missing + 8;
            assert!(
                passed.made_up <= most,
                "{what}: {} for {missing}",
                passed.made_up
            );
            // A gap of three frames: the one after it begins 80 ms after the one before.
            let wait = passed.longest_wait();
            assert!(wait <= 80, "{what}: {wait} ms");
            // What is later than all before it is waited for, and goes out at the next tick.
            let delay = passed.greatest_delay(1..60);
            let most = MOST_DELAY.max(latest + 20);
            assert!(delay <= most, "{what}: {delay} ms");
        });
    }
}

#[test]
fn a_clock_that_drifts_costs_no_frame_and_never_piles_up_delay() {
    with_drifts(|link, what| {
        let passed = link.pass(link.packets(600), 600);
        let counters = passed.counters;
        assert_eq!((passed.made_up, counters.dropped), (0, 0), "{what}");
        let delay = passed.greatest_delay(0..600);
        assert!(delay <= MOST_DELAY, "{what}: {delay} ms");
        assert_eq!(passed.owed, 0, "{what}");
    });
}

#[test]
fn a_way_that_grows_longer_is_followed_without_a_frame_made_up() {
    for more_ms in [15, 30, 50, 70] {
        with_seeds(FEW_SEEDS, CLEAN, |link, what| {
            let mut packets = link.packets(20);
            for packet in &mut packets {
                if packet.sent >= 10_000_000 {
                    packet.arrival += more_ms * 1000;
                }
            }
            let passed = link.pass(packets, 20);
            let what = format!("{what}, {more_ms} ms more");
            assert_eq!(passed.made_up, 0, "{what}");
            assert!(passed.is_faithful(), "{what}");
            let delay = passed.greatest_delay(16..20);
            assert!(delay <= more_ms + 45, "{what}: {delay} ms");
            assert_eq!(passed.owed, 0, "{what}: nothing is owed for ever");
        });
    }
}

#[test]
fn a_pause_of_the_speaker_costs_neither_frames_nor_delay_afterwards() {
    for late in [Late::Never, Late::Evenly(30)] {
        for pause_ms in [60, 100, 180, 200, 220, 500, 3000, 30_000] {
            let link = Link { late, ..CLEAN };
            with_seeds(FEW_SEEDS, link, |link, what| {
                let mut packets = link.packets(14 + pause_ms / 1000);
                let pause = 10_000_000..10_000_000 + pause_ms * 1000;
                packets.retain(|packet| !pause.contains(&packet.sent));
                let resumed = packets.iter().filter(|packet| packet.sent >= pause.end);
                let resumed = resumed.count();
                let passed = link.pass(packets, 14 + pause_ms / 1000);
                let what = format!("{what}, pause of {pause_ms} ms");
                assert!(passed.made_up <= 10, "{what}: {} made up", passed.made_up);
                let after = passed.frames.iter();
                let after = after.filter(|frame| frame.spoken >= pause.end).count();
                assert!(after + 5 >= resumed, "{what}: {after} of {resumed}");
                let delay = passed.greatest_delay(12 + pause_ms / 1000..20 + pause_ms / 1000);
                assert!(delay <= MOST_DELAY, "{what}: {delay} ms");
            });
        }
    }
}

#[test]
fn a_reader_who_changes_his_mind_has_each_frame_once_at_most_and_in_time() {
    let link = Link {
        late: Late::Evenly(60),
        loss_of_1000: 20,
        ..CLEAN
    };
    with_seeds(SEEDS, link, |link, what| {
        let mut packets = link.packets(30);
        let stalls = Random(link.seed).below(25) + 1;
        for at in (1..28).step_by(usize::try_from(stalls).expect("small")) {
            hold_up(
                &mut packets,
                at * 1_000_000..at * 1_000_000 + link.seed % 15 * 10_000,
            );
        }
        let passed = link.pass_to(packets, 30, |tick| {
            if (tick * link.seed / 7).is_multiple_of(3) {
                Reader::Punctual
            } else {
                Reader::Patient
            }
        });
        let mut frames = passed.frames.windows(2);
        assert!(frames.all(|two| two[0].spoken < two[1].spoken), "{what}");
        assert!(
            passed.frames.len() >= 1250,
            "{what}: {}",
            passed.frames.len()
        );
        let delay = passed.greatest_delay(0..30);
        assert!(delay <= 150 + MOST_DELAY, "{what}: {delay} ms");
    });
}
