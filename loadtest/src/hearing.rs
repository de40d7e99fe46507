//! What one stream receives, and what that says of the path.

use std::time::{Duration, Instant};

use tandem_audio::{Decoder, EDGE_FRAME};
use tandem_rtp_proto::{Codec, ReceiveStats, RtpHeader, RtpPacket};

use crate::histogram::Histogram;
use crate::marker::{Payload, Stamp};

/// Ticks a second of the RTP clock of what is generated.
const CLOCK: u32 = 8_000;
/// A sample above this belongs to a burst.
const LOUD: u16 = 2000;
/// What a packet holds.
const FRAME: Duration = Duration::from_millis(20);
/// Its ticks.
const FRAME_TICKS: u32 = CLOCK / 50;
/// A packet that comes so long after the one before is late.
const HELD_UP: Duration = Duration::from_millis(30);
/// Frames of quiet after which a loud sample is the beginning of a burst.
const QUIET_FRAMES: u32 = 10;

/// One stream's ear.
pub struct Hearing {
    /// Whose voice belongs here.
    partner: u32,
    own: u32,
    decoder: Option<Decoder>,
    stats: Option<ReceiveStats>,
    /// The newest packet, of any content.
    newest: Option<RtpHeader>,
    /// The number of the partner's last packet, and its timestamp.
    last: Option<(u32, u32)>,
    heard_at: Option<Instant>,
    fillers_in_row: u32,
    quiet_frames: u32,
    counts: Counts,
}

/// What was counted of one stream, from the end of the warm-up.
#[derive(Clone, Copy, Default, Debug)]
pub struct Counts {
    /// Packets of any content.
    pub packets: u64,
    /// The partner's packets, or bursts.
    pub marked: u64,
    /// Packets that came twice, or after their successor.
    pub disordered: u64,
    /// Packets between two of the partner's that say nothing new: silence, made up, or one of his once more.
    pub fillers: u64,
    /// The partner's packets that nothing stands for: his numbers go on by more than the timestamps.
    pub left_out: u64,
    /// The partner's packets that came late after the one before: somebody was held up.
    pub held_up: u64,
    /// The voice of somebody who is not in the room.
    pub crosstalk: u64,
    /// The stream's own voice.
    pub itself: u64,
    /// The longest time between two of the partner's packets.
    pub longest_gap: Duration,
}

/// When a packet came, and what the run knows of its sender.
pub struct Arrival {
    /// The beginning of the run: stamps count from it.
    pub epoch: Instant,
    /// Now.
    pub now: Instant,
    /// Packets with a lower number are warm-up.
    pub first_counted: u32,
    /// When the partner began its last burst.
    pub burst_at: Option<Instant>,
}

impl Hearing {
    /// The ear of stream `own`, who is to hear `partner`. With a codec it listens for bursts, without for stamps.
    #[must_use]
    pub fn new(own: u32, partner: u32, bursts: Option<Codec>) -> Self {
        Self {
            partner,
            own,
            decoder: bursts.map(Decoder::new),
            stats: None,
            newest: None,
            last: None,
            heard_at: None,
            fillers_in_row: 0,
            quiet_frames: QUIET_FRAMES,
            counts: Counts::default(),
        }
    }

    /// Takes a datagram.
    pub fn receive(&mut self, octets: &[u8], arrival: &Arrival, delays: &mut Histogram) {
        let Ok(packet) = RtpPacket::parse(octets) else {
            return;
        };
        let header = packet.header;
        let now = arrival.now;
        let stats = self
            .stats
            .get_or_insert_with(|| ReceiveStats::new(header.ssrc, CLOCK, header.sequence, now));
        stats.receive(header.sequence, header.timestamp, now);
        self.counts.packets += 1;
        let newest = self.newest;
        let is_newest = newest.is_none_or(|newest| is_behind(newest.sequence, header.sequence));
        if is_newest {
            self.newest = Some(header);
        }
        if self.decoder.is_some() {
            self.listen(packet.payload, arrival, delays);
        } else {
            self.read(&packet, is_newest, arrival, delays);
        }
    }

    /// What was counted.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Packets that the sequence numbers miss.
    #[must_use]
    pub fn sequence_lost(&self) -> u64 {
        self.stats.as_ref().map_or(0, |stats| stats.lost().into())
    }

    /// The interarrival jitter of RFC 3550, in milliseconds.
    #[must_use]
    pub fn jitter_ms(&self) -> f64 {
        self.stats
            .as_ref()
            .map_or(0.0, |stats| f64::from(stats.jitter()) / 8.0)
    }

    fn read(
        &mut self,
        packet: &RtpPacket<'_>,
        is_newest: bool,
        arrival: &Arrival,
        delays: &mut Histogram,
    ) {
        let Some(stamp) = Stamp::read(packet.payload) else {
            self.fillers_in_row += 1;
            return;
        };
        if stamp.stream == self.own && self.own != self.partner {
            self.counts.itself += 1;
            return;
        }
        if stamp.stream != self.partner {
            self.counts.crosstalk += 1;
            return;
        }
        if stamp.index < arrival.first_counted {
            self.fillers_in_row = 0;
            return;
        }
        let timestamp = packet.header.timestamp;
        if let Some((index, before)) = self.last {
            if stamp.index <= index {
                // Under a number of its own it is what a lost frame of G.722 is made up by.
                match is_newest {
                    true => self.fillers_in_row += 1,
                    false => self.counts.disordered += 1,
                }
                return;
            }
            let places = timestamp.wrapping_sub(before) / FRAME_TICKS;
            self.counts.left_out += u64::from((stamp.index - index).saturating_sub(places));
        }
        self.last = Some((stamp.index, timestamp));
        self.counts.marked += 1;
        self.counts.fillers += u64::from(std::mem::take(&mut self.fillers_in_row));
        self.note_gap(arrival.now);
        let sent = arrival.epoch + Duration::from_micros(stamp.sent_us);
        delays.add(arrival.now.saturating_duration_since(sent));
    }

    fn listen(&mut self, payload: &[u8], arrival: &Arrival, delays: &mut Histogram) {
        let (Some(decoder), Some(payload)) = (
            &mut self.decoder,
            payload.first_chunk::<{ Codec::FRAME_OCTETS }>(),
        ) else {
            return;
        };
        let payload: &Payload = payload;
        let mut samples = [0; EDGE_FRAME];
        let rate = decoder.codec().sample_rate();
        let heard = decoder.decode(payload, &mut samples);
        let Some(first) = heard.iter().position(|sample| sample.unsigned_abs() > LOUD) else {
            self.quiet_frames += 1;
            return;
        };
        let was_quiet = std::mem::take(&mut self.quiet_frames) >= QUIET_FRAMES;
        let counted_from = arrival.epoch + FRAME * arrival.first_counted;
        let is_counted = |burst_at: &Instant| was_quiet && *burst_at >= counted_from;
        let Some(burst_at) = arrival.burst_at.filter(is_counted) else {
            return;
        };
        self.counts.marked += 1;
        self.note_gap(arrival.now);
        let into = Duration::from_secs(first as u64) / rate;
        delays.add((arrival.now + into).saturating_duration_since(burst_at));
    }

    fn note_gap(&mut self, now: Instant) {
        if let Some(before) = self.heard_at.replace(now) {
            let gap = now.saturating_duration_since(before);
            self.counts.longest_gap = self.counts.longest_gap.max(gap);
            self.counts.held_up += u64::from(gap >= HELD_UP);
        }
    }
}

/// Whether a sequence number comes before another.
fn is_behind(one: u16, other: u16) -> bool {
    other.wrapping_sub(one).cast_signed() > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marker::silence;

    fn packet(sequence: u16, place: u32, stamp: Option<Stamp>) -> Vec<u8> {
        let header = RtpHeader {
            marker: false,
            payload_type: 0,
            sequence,
            timestamp: place * FRAME_TICKS,
            ssrc: 1,
        };
        let mut octets = [0; RtpHeader::OCTETS];
        header.write(&mut octets);
        let mut payload = [silence(Codec::Pcmu); Codec::FRAME_OCTETS];
        if let Some(stamp) = stamp {
            stamp.write(&mut payload);
        }
        [&octets[..], &payload].concat()
    }

    #[test]
    fn losses_fillers_and_strange_voices_are_told_apart() {
        let epoch = Instant::now();
        let mut hearing = Hearing::new(1, 2, None);
        let mut delays = Histogram::default();
        let from = |stream, index| {
            let sent_us = u64::from(index) * 20_000;
            Some(Stamp {
                stream,
                index,
                sent_us,
            })
        };
        // The number of each packet, its place in time, and what it says.
        let heard = [
            (0, 4, from(2, 4)),
            (1, 5, from(2, 5)),
            (2, 6, None),
            (3, 7, from(2, 7)),
            (3, 7, from(2, 7)),
            (4, 8, from(1, 8)),
            (5, 9, from(9, 9)),
            // The frame before stands for a lost one; then 9 to 11 are nowhere, in time that is left for 9 and 10 alone.
            (6, 10, from(2, 7)),
            (7, 11, from(2, 12)),
            (8, 12, from(2, 13)),
            (9, 13, None),
        ];
        for (turn, (sequence, place, stamp)) in (0_u64..).zip(heard) {
            let arrival = Arrival {
                epoch,
                now: epoch + Duration::from_millis(130 + 20 * turn),
                first_counted: 5,
                burst_at: None,
            };
            hearing.receive(&packet(sequence, place, stamp), &arrival, &mut delays);
        }
        let counts = hearing.counts();
        assert_eq!(
            (counts.marked, counts.fillers),
            (4, 2),
            "the last filler is the end, no gap"
        );
        assert_eq!((counts.left_out, counts.held_up), (1, 2));
        assert_eq!(
            (counts.itself, counts.crosstalk, counts.disordered),
            (1, 1, 1)
        );
        assert_eq!(counts.longest_gap, Duration::from_millis(100));
        assert_eq!(delays.total(), 4);
        assert!(
            (delays.longest_ms() - 50.0).abs() < 0.01,
            "{}",
            delays.longest_ms()
        );
    }
}
