//! Reports of one session, written and read (RFC 3550 §6).

use std::time::Duration;

/// What a receiver tells a sender (RFC 3550 §6.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct ReceptionReport {
    /// The sender that it is about.
    pub ssrc: u32,
    /// Of 256, since the last report.
    pub fraction_lost: u8,
    /// Packets in all; at most 2^23 - 1 are written.
    pub lost: u32,
    /// The highest sequence number, extended.
    pub highest: u32,
    /// In ticks.
    pub jitter: u32,
    /// The middle of the NTP time of the sender's last report; 0 for none.
    pub last_report: u32,
    /// Since that report, in 1/65536 s.
    pub delay: u32,
}

/// What a sender tells its receivers (RFC 3550 §6.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct SenderReport {
    /// Wall time: seconds since 1900 above 32 bits of fraction.
    pub ntp: u64,
    /// The same instant on the RTP clock.
    pub timestamp: u32,
    /// Packets sent.
    pub packets: u32,
    /// Octets of payload sent.
    pub octets: u32,
}

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;

/// The time between reports of a session of two: the least that RFC 3550 §6.2 allows, which its bandwidth exceeds.
const MEAN_INTERVAL: Duration = Duration::from_secs(5);

/// The time until the next report: 2.5 to 7.5 s, 5 s in the mean.
///
/// RFC 3550 §6.3.1 has each interval drawn anew between half and one and a half of the mean, so that many sessions
/// that began together do not report together. Equal seeds give equal intervals: draw a seed for each. The division by
/// e - 3/2 is left out, as it makes up for a reconsideration (§6.3.3) that a session of two does not need. For the
/// first report the mean may be halved (§6.2), and so the interval.
#[must_use]
pub fn interval(seed: u64) -> Duration {
    // The finalizer of SplitMix64: neighbouring seeds are as good as distant ones.
    let mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let [.., fine, coarse] = (mixed ^ (mixed >> 31)).to_le_bytes();
    let share = u16::from_le_bytes([fine, coarse]);
    MEAN_INTERVAL / 2 + MEAN_INTERVAL * u32::from(share) / (1 << 16)
}

/// Writes a compound packet: a sender or receiver report, and the CNAME that must go with it (§6.1).
#[must_use]
pub fn report(
    ssrc: u32,
    sender: Option<SenderReport>,
    reception: Option<ReceptionReport>,
    cname: &str,
) -> Vec<u8> {
    let mut body = ssrc.to_be_bytes().to_vec();
    if let Some(sender) = sender {
        body.extend(sender.ntp.to_be_bytes());
        for word in [sender.timestamp, sender.packets, sender.octets] {
            body.extend(word.to_be_bytes());
        }
    }
    if let Some(reception) = reception {
        let lost = reception.lost.min(0x7f_ffff).to_be_bytes();
        body.extend(reception.ssrc.to_be_bytes());
        body.extend([reception.fraction_lost, lost[1], lost[2], lost[3]]);
        for word in [
            reception.highest,
            reception.jitter,
            reception.last_report,
            reception.delay,
        ] {
            body.extend(word.to_be_bytes());
        }
    }
    let kind = if sender.is_some() {
        SENDER_REPORT
    } else {
        RECEIVER_REPORT
    };
    let mut octets = packet(u8::from(reception.is_some()), kind, &body);
    octets.extend(description(ssrc, cname));
    octets
}

/// Writes a compound packet that ends the stream (§6.6).
#[must_use]
pub fn bye(ssrc: u32, cname: &str) -> Vec<u8> {
    let mut octets = report(ssrc, None, None, cname);
    octets.extend(packet(1, GOODBYE, &ssrc.to_be_bytes()));
    octets
}

fn description(ssrc: u32, cname: &str) -> Vec<u8> {
    let cname = &cname.as_bytes()[..cname.len().min(255)];
    let mut body = ssrc.to_be_bytes().to_vec();
    body.push(1);
    body.push(u8::try_from(cname.len()).unwrap_or(u8::MAX));
    body.extend(cname);
    body.push(0);
    body.resize(body.len().next_multiple_of(4), 0);
    packet(1, SOURCE_DESCRIPTION, &body)
}

fn packet(count: u8, kind: u8, body: &[u8]) -> Vec<u8> {
    let words = u16::try_from(body.len() / 4).unwrap_or(u16::MAX);
    let [high, low] = words.to_be_bytes();
    let mut octets = vec![2 << 6 | count, kind, high, low];
    octets.extend(body);
    octets
}

/// Reads the sender report and the reports about `ours` out of a compound packet; other parts are skipped.
#[must_use]
pub fn parse_reports(octets: &[u8], ours: u32) -> (Option<SenderReport>, Option<ReceptionReport>) {
    let (mut sender, mut reception) = (None, None);
    let mut rest = octets;
    while let Some(([first, kind, high, low], after)) = rest.split_first_chunk() {
        let length = 4 * usize::from(u16::from_be_bytes([*high, *low]));
        let Some((body, next)) = after.split_at_checked(length).filter(|_| first >> 6 == 2) else {
            break;
        };
        rest = next;
        let blocks = match *kind {
            SENDER_REPORT => {
                sender = sender_report(body).or(sender);
                body.get(24..)
            }
            RECEIVER_REPORT => body.get(4..),
            _ => None,
        };
        let mine = blocks
            .unwrap_or_default()
            .chunks_exact(24)
            .map(reception_report);
        reception = mine
            .flatten()
            .find(|report| report.ssrc == ours)
            .or(reception);
    }
    (sender, reception)
}

fn word(octets: &[u8], at: usize) -> Option<u32> {
    octets
        .get(at..at + 4)?
        .first_chunk()
        .map(|word| u32::from_be_bytes(*word))
}

fn sender_report(body: &[u8]) -> Option<SenderReport> {
    let ntp = u64::from(word(body, 4)?) << 32 | u64::from(word(body, 8)?);
    Some(SenderReport {
        ntp,
        timestamp: word(body, 12)?,
        packets: word(body, 16)?,
        octets: word(body, 20)?,
    })
}

fn reception_report(block: &[u8]) -> Option<ReceptionReport> {
    let lost = word(block, 4)?;
    Some(ReceptionReport {
        ssrc: word(block, 0)?,
        fraction_lost: lost.to_be_bytes()[0],
        lost: lost & 0xff_ffff,
        highest: word(block, 8)?,
        jitter: word(block, 12)?,
        last_report: word(block, 16)?,
        delay: word(block, 20)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_reports_read_back() {
        let sender = SenderReport {
            ntp: 1 << 40 | 5,
            timestamp: 7,
            packets: 8,
            octets: 9,
        };
        let reception = ReceptionReport {
            ssrc: 42,
            fraction_lost: 3,
            lost: 4,
            highest: 5,
            jitter: 6,
            last_report: 7,
            delay: 8,
        };
        let octets = report(1, Some(sender), Some(reception), "a@b");
        assert_eq!(octets.len() % 4, 0);
        assert_eq!(parse_reports(&octets, 42), (Some(sender), Some(reception)));
        assert_eq!(parse_reports(&octets, 43).1, None);
        let receiver = report(1, None, Some(reception), "");
        assert_eq!(parse_reports(&receiver, 42), (None, Some(reception)));
        assert_eq!(bye(1, "x").len() % 4, 0);
    }

    #[test]
    fn intervals_fill_the_range_evenly_and_repeat_for_a_seed() {
        let mut counts = [0; 10];
        for seed in 0..10_000 {
            let interval = interval(seed);
            let above = interval
                .checked_sub(Duration::from_millis(2_500))
                .expect("half of the mean at least");
            counts[usize::try_from(above.as_millis() / 500).expect("small")] += 1;
            assert_eq!(interval, super::interval(seed));
        }
        // A thousand each; four deviations are 120.
        assert!(
            counts.iter().all(|count| (880..=1120).contains(count)),
            "{counts:?}"
        );
    }

    #[test]
    fn cut_reports_do_not_panic() {
        let octets = report(
            1,
            Some(SenderReport::default()),
            Some(ReceptionReport::default()),
            "name",
        );
        for end in 0..octets.len() {
            for at in 0..end {
                let mut cut = octets[..end].to_vec();
                cut[at] = 0xff;
                let _ = parse_reports(&cut, 0);
            }
        }
    }
}
