use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Sources that are watched at once; with all of them it is 4 kB, which a call without strangers never takes.
const MOST: usize = 64;
/// Packets in sequence that make a source valid (RFC 3550 §A.1).
const MIN_SEQUENTIAL: u8 = 2;
/// Sequence numbers that a valid source may leave out (RFC 3550 §A.1).
pub(super) const MAX_DROPOUT: u16 = 3000;
/// Without a packet for this long, a source has to become valid again.
const MEMORY: Duration = Duration::from_secs(1);

/// The sources that are not locked, and how far each has proved to send a stream.
///
/// Each is judged by its own sequence, so that what comes between from others takes nothing from it. When all
/// places are taken, a newcomer takes that of its own host, else any: many forged sources can't push out one that
/// sends steadily for long, nor can they know which one they push out.
#[derive(Clone, Default, Debug)]
pub(super) struct Candidates {
    sources: Vec<Candidate>,
    /// What the next place is drawn from: everything that came, of which no sender knows all.
    draw: u32,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    address: SocketAddr,
    ssrc: u32,
    highest: u16,
    in_sequence: u8,
    heard_at: Instant,
}

impl Candidates {
    /// Takes a packet; whether its source is valid with it.
    pub(super) fn take(
        &mut self,
        address: SocketAddr,
        sequence: u16,
        ssrc: u32,
        now: Instant,
    ) -> bool {
        self.draw = (self.draw ^ ssrc ^ u32::from(sequence))
            .wrapping_mul(0x9e37_79b1)
            .rotate_left(15);
        let known = self
            .sources
            .iter_mut()
            .find(|candidate| candidate.address == address);
        if let Some(candidate) = known {
            return candidate.take(sequence, ssrc, now);
        }
        let first = Candidate {
            address,
            ssrc,
            highest: sequence,
            in_sequence: 1,
            heard_at: now,
        };
        if self.sources.len() < MOST {
            self.sources.push(first);
        } else {
            let place = self.place_for(address);
            self.sources[place] = first;
        }
        false
    }

    pub(super) fn forget(&mut self, address: SocketAddr) {
        self.sources
            .retain(|candidate| candidate.address != address);
    }

    pub(super) fn forget_all(&mut self) {
        self.sources.clear();
    }

    fn place_for(&self, address: SocketAddr) -> usize {
        let of_its_host = self
            .sources
            .iter()
            .position(|candidate| candidate.address.ip() == address.ip());
        let drawn = usize::try_from(self.draw >> 16).unwrap_or(0) % MOST;
        of_its_host.unwrap_or(drawn)
    }
}

impl Candidate {
    fn take(&mut self, sequence: u16, ssrc: u32, now: Instant) -> bool {
        let is_valid = self.in_sequence >= MIN_SEQUENTIAL;
        let ahead = sequence.wrapping_sub(self.highest);
        let is_older = ahead > u16::MAX - MAX_DROPOUT;
        // One that is valid may lose packets, repeat and overtake them; another may not.
        let in_sequence =
            if ssrc != self.ssrc || now.saturating_duration_since(self.heard_at) > MEMORY {
                1
            } else if is_valid && (is_older || ahead < MAX_DROPOUT) {
                self.in_sequence
            } else if !is_valid && ahead == 1 {
                self.in_sequence + 1
            } else {
                1
            };
        let stays_valid = is_valid && in_sequence >= MIN_SEQUENTIAL;
        if !(stays_valid && is_older) {
            self.highest = sequence;
        }
        self.ssrc = ssrc;
        self.in_sequence = in_sequence;
        self.heard_at = now;
        in_sequence >= MIN_SEQUENTIAL
    }
}
