//! What a run has found, for people and for programs.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::cpu::Reading;
use crate::hearing::Hearing;
use crate::histogram::Histogram;
use crate::pump::Pattern;

/// The audio of one run.
#[derive(Clone, Default, Serialize, Debug)]
pub struct MediaReport {
    /// `stamps` or `bursts`: how packets were recognised.
    pub marker: &'static str,
    /// Streams that were to be heard.
    pub streams: u64,
    /// Streams whose partner was never heard.
    pub dead: u64,
    /// Packets sent, warm-up included.
    pub sent: u64,
    /// Packets received, of any content.
    pub received: u64,
    /// The packets.
    pub loss: Loss,
    /// The times.
    pub times: Times,
    /// What the server spent, where its process is known.
    pub cost: Option<Cost>,
}

/// What became of the packets after the warm-up.
#[derive(Clone, Default, Serialize, Debug)]
pub struct Loss {
    /// Packets (or bursts) that were to arrive.
    pub expected: u64,
    /// Those that did.
    pub arrived: u64,
    /// The rest. Bursts under way at the end count as lost.
    pub lost: u64,
    /// Received sequence numbers that are missing.
    pub sequence_lost: u64,
    /// Packets that came twice or after their successor.
    pub disordered: u64,
    /// Packets of silence or made-up sound between two of the partner's.
    pub fillers: u64,
    /// Of those lost: frames that nothing stands for, as where a delay is shrunk.
    pub left_out: u64,
    /// Packets with the voice of somebody in another room.
    pub crosstalk: u64,
    /// Packets with the receiver's own voice.
    pub itself: u64,
}

/// How long things took, in milliseconds.
#[derive(Clone, Default, Serialize, Debug)]
pub struct Times {
    /// From sending to receiving, at the median.
    pub delay_p50_ms: Option<f64>,
    /// At the 99th percentile.
    pub delay_p99_ms: Option<f64>,
    /// At worst.
    pub delay_max_ms: f64,
    /// The longest time between two of the partner's packets, of all streams; not told for bursts.
    pub longest_gap_ms: f64,
    /// Packets that came 30 ms or more after their stream's one before.
    pub held_up: u64,
    /// The greatest interarrival jitter (RFC 3550) of a stream.
    pub jitter_max_ms: f64,
    /// How far the generator itself fell behind its clock; the figures above contain it.
    pub generator_behind_ms: f64,
}

/// What the server spent after the warm-up.
#[derive(Clone, Copy, Serialize, Debug)]
pub struct Cost {
    /// Packets that it forwarded.
    pub forwarded: u64,
    /// Microseconds of processor a forwarded packet, the whole process.
    pub process_us: f64,
    /// The same, of its media threads alone.
    pub media_us: f64,
    /// Percent of one core, the whole process.
    pub core_percent: f64,
}

impl MediaReport {
    pub(crate) fn new(pattern: Pattern, sent: u64, expected: u64) -> Self {
        Self {
            marker: if pattern.bursts { "bursts" } else { "stamps" },
            sent,
            loss: Loss {
                expected,
                ..Loss::default()
            },
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, hearing: &Hearing) {
        let counts = hearing.counts();
        self.streams += 1;
        self.dead += u64::from(counts.marked == 0);
        self.received += counts.packets;
        self.loss.arrived += counts.marked;
        self.loss.sequence_lost += hearing.sequence_lost();
        self.loss.disordered += counts.disordered;
        self.loss.fillers += counts.fillers;
        self.loss.left_out += counts.left_out;
        self.loss.crosstalk += counts.crosstalk;
        self.loss.itself += counts.itself;
        let gap = counts.longest_gap.as_secs_f64() * 1000.0;
        if self.marker == "stamps" {
            self.times.longest_gap_ms = self.times.longest_gap_ms.max(gap);
            self.times.held_up += counts.held_up;
        }
        self.times.jitter_max_ms = self.times.jitter_max_ms.max(hearing.jitter_ms());
    }

    pub(crate) fn finish(&mut self, delays: &Histogram, behind: Duration) {
        self.loss.lost = self.loss.expected.saturating_sub(self.loss.arrived);
        self.times.delay_p50_ms = delays.percentile_ms(0.5);
        self.times.delay_p99_ms = delays.percentile_ms(0.99);
        self.times.delay_max_ms = delays.longest_ms();
        self.times.generator_behind_ms = behind.as_secs_f64() * 1000.0;
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "nanoseconds of a run of minutes"
    )]
    pub(crate) fn spend(&mut self, spent: Reading, forwarded: u64, time: Duration) {
        let each = 1000.0 * forwarded.max(1) as f64;
        self.cost = Some(Cost {
            forwarded,
            process_us: spent.process_ns as f64 / each,
            media_us: spent.media_ns as f64 / each,
            core_percent: spent.process_ns as f64 / time.as_nanos().max(1) as f64 * 100.0,
        });
    }
}

impl fmt::Display for MediaReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (loss, times) = (&self.loss, &self.times);
        writeln!(
            f,
            "  streams {} (dead {}), packets sent {}, received {}, recognised by {}",
            self.streams, self.dead, self.sent, self.received, self.marker
        )?;
        writeln!(
            f,
            "  counted {}: arrived {}, lost {} (left out {}); sequence lost {}, fillers {}, disordered {}, crosstalk {}, own voice {}",
            loss.expected,
            loss.arrived,
            loss.lost,
            loss.left_out,
            loss.sequence_lost,
            loss.fillers,
            loss.disordered,
            loss.crosstalk,
            loss.itself
        )?;
        writeln!(
            f,
            "  delay p50 {:.2} ms, p99 {:.2}, max {:.2}; longest gap {:.1} ms, {} of 30 ms and more; jitter up to {:.2} ms; generator behind by {:.1} ms at worst",
            times.delay_p50_ms.unwrap_or(f64::NAN),
            times.delay_p99_ms.unwrap_or(f64::NAN),
            times.delay_max_ms,
            times.longest_gap_ms,
            times.held_up,
            times.jitter_max_ms,
            times.generator_behind_ms
        )?;
        match &self.cost {
            Some(cost) => writeln!(
                f,
                "  processor: {:.2} µs a forwarded packet (media threads {:.2}), {:.1} % of a core",
                cost.process_us, cost.media_us, cost.core_percent
            ),
            None => Ok(()),
        }
    }
}
