use std::time::Instant;

use crate::rtcp::ReceptionReport;

/// What has been received from one source (RFC 3550 §A.1, §A.3, §A.8).
#[derive(Clone, Copy, Debug)]
pub struct ReceiveStats {
    ssrc: u32,
    /// Ticks a second of the RTP clock.
    clock: u32,
    base: u32,
    highest: u32,
    received: u32,
    expected_prior: u32,
    received_prior: u32,
    /// What follows the last packet that was far off: the second of two begins a stream anew.
    restarts_at: Option<u16>,
    transit: Option<i64>,
    /// Jitter in ticks, times 16.
    jitter: u32,
    /// The middle of the last sender report's time, and when it came.
    last_report: Option<(u32, Instant)>,
    epoch: Instant,
}

/// A jump in sequence numbers that is a new stream, not a loss.
const MAX_DROPOUT: u16 = 3000;

impl ReceiveStats {
    /// Begins with the first packet, on a clock of so many ticks a second.
    #[must_use]
    pub fn new(ssrc: u32, clock: u32, sequence: u16, now: Instant) -> Self {
        Self {
            ssrc,
            clock,
            base: u32::from(sequence),
            highest: u32::from(sequence),
            received: 0,
            expected_prior: 0,
            received_prior: 0,
            restarts_at: None,
            transit: None,
            jitter: 0,
            last_report: None,
            epoch: now,
        }
    }

    /// Takes a packet.
    pub fn receive(&mut self, sequence: u16, timestamp: u32, now: Instant) {
        let ahead = sequence.wrapping_sub(self.highest.low());
        if ahead < MAX_DROPOUT {
            self.highest += u32::from(ahead);
        } else if ahead < u16::MAX - MAX_DROPOUT {
            if self.restarts_at.replace(sequence.wrapping_add(1)) != Some(sequence) {
                return;
            }
            // A restart: counting begins anew, loss before it is forgotten.
            *self = Self {
                jitter: self.jitter,
                last_report: self.last_report,
                epoch: self.epoch,
                ..Self::new(self.ssrc, self.clock, sequence, now)
            };
        }
        self.received += 1;
        let clock = i64::from(self.clock);
        let elapsed = i64::try_from((now - self.epoch).as_micros());
        let arrival = elapsed.unwrap_or(i64::MAX / clock) * clock / 1_000_000;
        let transit = arrival - i64::from(timestamp);
        if let Some(last) = self.transit.replace(transit) {
            let step = u32::try_from((transit - last).unsigned_abs()).unwrap_or(u32::MAX);
            // A wrap or a pause of the timestamp says nothing about the network.
            if step < self.clock {
                self.jitter = (self.jitter + step).saturating_sub((self.jitter + 8) >> 4);
            }
        }
    }

    /// The source.
    #[must_use]
    pub fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// Packets received.
    #[must_use]
    pub fn received(&self) -> u32 {
        self.received
    }

    /// Packets that should have come and did not.
    #[must_use]
    pub fn lost(&self) -> u32 {
        self.expected().saturating_sub(self.received)
    }

    /// Interarrival jitter in ticks of the clock.
    #[must_use]
    pub fn jitter(&self) -> u32 {
        self.jitter >> 4
    }

    /// Interarrival jitter in microseconds.
    #[must_use]
    pub fn jitter_us(&self) -> u64 {
        u64::from(self.jitter()) * 1_000_000 / u64::from(self.clock)
    }

    fn expected(&self) -> u32 {
        self.highest - self.base + 1
    }

    /// A sender report came: the middle 32 bits of its NTP time.
    pub fn heard_report(&mut self, ntp_middle: u32, now: Instant) {
        self.last_report = Some((ntp_middle, now));
    }

    /// What to report since the last report (RFC 3550 §6.4.1).
    pub fn report(&mut self, now: Instant) -> ReceptionReport {
        let expected = self.expected() - self.expected_prior.min(self.expected());
        let received = self.received - self.received_prior;
        (self.expected_prior, self.received_prior) = (self.expected(), self.received);
        let lost = expected.saturating_sub(received);
        let fraction = (lost << 8).checked_div(expected).unwrap_or(0).min(255);
        let (last_report, delay) = self.last_report.map_or((0, 0), |(ntp, at)| {
            let delay = (now - at).as_micros() * 65_536 / 1_000_000;
            (ntp, u32::try_from(delay).unwrap_or(u32::MAX))
        });
        ReceptionReport {
            ssrc: self.ssrc,
            fraction_lost: u8::try_from(fraction).unwrap_or(u8::MAX),
            lost: self.lost(),
            highest: self.highest,
            jitter: self.jitter(),
            last_report,
            delay,
        }
    }
}

/// The low 16 bits of an extended sequence number.
trait Low {
    fn low(self) -> u16;
}

impl Low for u32 {
    fn low(self) -> u16 {
        let [_, _, high, low] = self.to_be_bytes();
        u16::from_be_bytes([high, low])
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn loss_is_counted_over_the_wrap() {
        let now = Instant::now();
        let mut stats = ReceiveStats::new(1, 8_000, 65_530, now);
        let mut sent = 0;
        for index in 0..20_u16 {
            if index % 5 != 4 {
                let at = now + Duration::from_millis(20) * u32::from(index);
                stats.receive(65_530_u16.wrapping_add(index), 160 * u32::from(index), at);
                sent += 1;
            }
        }
        assert_eq!(
            (stats.received(), stats.lost()),
            (sent, 3),
            "the last loss is not known yet"
        );
        assert_eq!(stats.jitter(), 0);
        let report = stats.report(now + Duration::from_secs(1));
        assert_eq!(
            report.fraction_lost,
            u8::try_from((3 << 8) / 19).expect("below 256")
        );
        assert_eq!(stats.report(now + Duration::from_secs(2)).fraction_lost, 0);
    }

    #[test]
    fn one_stray_packet_loses_no_count_and_a_restart_takes_two() {
        let now = Instant::now();
        let mut stats = ReceiveStats::new(1, 8_000, 100, now);
        for sequence in (100..120).filter(|sequence| *sequence != 110) {
            stats.receive(sequence, 0, now);
        }
        stats.receive(40_000, 0, now);
        stats.receive(120, 0, now);
        assert_eq!((stats.received(), stats.lost()), (20, 1));
        stats.receive(50_000, 0, now);
        stats.receive(50_001, 0, now);
        stats.receive(50_002, 0, now);
        assert_eq!((stats.received(), stats.lost()), (2, 0));
    }

    #[test]
    fn jitter_follows_the_spread_of_arrivals() {
        let now = Instant::now();
        let mut stats = ReceiveStats::new(1, 8_000, 0, now);
        for index in 0..200_u16 {
            let late = Duration::from_millis(if index % 2 == 0 { 0 } else { 10 });
            stats.receive(
                index,
                160 * u32::from(index),
                now + Duration::from_millis(20) * u32::from(index) + late,
            );
        }
        assert!(
            (70..=82).contains(&stats.jitter()),
            "10 ms are 80 ticks: {}",
            stats.jitter()
        );
    }
}
