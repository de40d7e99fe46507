mod candidates;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use candidates::{Candidates, MAX_DROPOUT};

/// After this long without a packet of the locked source, any valid source may lock: a call that was moved.
const SILENCE: Duration = Duration::from_secs(2);
/// After this long, a source that goes on with the very stream may lock: a NAT that has given it another address.
const SILENCE_OF_THE_STREAM: Duration = Duration::from_millis(500);

/// Finds out where a peer's media really comes from, and stays with it (symmetric RTP, RFC 4961).
///
/// The address that was signalled locks at its first packet. Another must first send two packets in sequence
/// (RFC 3550 §A.1), each source judged by itself. A lock yields to a valid source that is closer to what was
/// signalled, and to any valid source once it has been silent; all other sources are ignored. What somebody off
/// the path can still do is in `NOTES.md`.
#[derive(Clone, Debug)]
pub struct SourceLatch {
    signalled: SocketAddr,
    lock: Option<Lock>,
    /// The source that was locked when the session was agreed on anew: it is heard until one locks.
    former: Option<SocketAddr>,
    candidates: Candidates,
}

/// What a packet's source is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Latched {
    /// The peer.
    Peer,
    /// Not known yet: do not play it.
    Candidate,
    /// Somebody else.
    Foreign,
}

/// The source that is the peer's, and its stream.
#[derive(Clone, Copy, Debug)]
struct Lock {
    source: SocketAddr,
    ssrc: u32,
    highest: u16,
    heard_at: Instant,
}

/// How close a source is to what was signalled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Closeness {
    Elsewhere,
    /// Another port of the signalled host: one behind a NAT whose outer address it knows.
    SameHost,
    Signalled,
}

impl SourceLatch {
    /// Begins with what the session description says.
    #[must_use]
    pub fn new(signalled: SocketAddr) -> Self {
        Self {
            signalled,
            lock: None,
            former: None,
            candidates: Candidates::default(),
        }
    }

    /// Takes a new agreement, such as a re-INVITE's: the lock opens, and sources prove themselves again.
    ///
    /// Where the address is the same, the source that was locked is heard and spoken to until one locks, so that
    /// a renewed agreement makes no gap. A mere refresh of the session needs no call.
    pub fn signal(&mut self, signalled: SocketAddr) {
        let is_same = signalled == self.signalled;
        self.former = self.locked().or(self.former).filter(|_| is_same);
        self.signalled = signalled;
        self.lock = None;
        self.candidates.forget_all();
    }

    /// Judges a valid packet of an expected payload type that came at `now`.
    pub fn judge_at(
        &mut self,
        source: SocketAddr,
        sequence: u16,
        ssrc: u32,
        now: Instant,
    ) -> Latched {
        if let Some(lock) = self.lock.as_mut().filter(|lock| lock.source == source) {
            lock.hear(sequence, ssrc, now);
            return Latched::Peer;
        }
        let is_valid = self.candidates.take(source, sequence, ssrc, now);
        let locks = match &self.lock {
            Some(lock) => is_valid && self.yields(lock, source, sequence, ssrc, now),
            None => is_valid || source == self.signalled,
        };
        if locks {
            self.candidates.forget(source);
            self.former = None;
            self.lock = Some(Lock {
                source,
                ssrc,
                highest: sequence,
                heard_at: now,
            });
            return Latched::Peer;
        }
        if self.former == Some(source) {
            return Latched::Peer;
        }
        match self.lock {
            Some(_) => Latched::Foreign,
            None => Latched::Candidate,
        }
    }

    /// A packet that is not judged, such as comfort noise, came at `now`: whether it is the peer's, which then is
    /// not silent.
    pub fn notice(&mut self, source: SocketAddr, now: Instant) -> bool {
        let Some(lock) = self.lock.as_mut().filter(|lock| lock.source == source) else {
            return false;
        };
        lock.heard_at = now;
        true
    }

    /// Where to send: the locked source, else what was signalled.
    #[must_use]
    pub fn target(&self) -> SocketAddr {
        self.locked().or(self.former).unwrap_or(self.signalled)
    }

    /// The locked source.
    #[must_use]
    pub fn locked(&self) -> Option<SocketAddr> {
        self.lock.map(|lock| lock.source)
    }

    /// Whether a lock is given to another source, which is valid.
    fn yields(
        &self,
        lock: &Lock,
        source: SocketAddr,
        sequence: u16,
        ssrc: u32,
        now: Instant,
    ) -> bool {
        let is_closer = self.closeness(source) > self.closeness(lock.source);
        let goes_on = ssrc == lock.ssrc && sequence.wrapping_sub(lock.highest) < MAX_DROPOUT;
        let patience = if goes_on {
            SILENCE_OF_THE_STREAM
        } else {
            SILENCE
        };
        is_closer || now.saturating_duration_since(lock.heard_at) >= patience
    }

    fn closeness(&self, source: SocketAddr) -> Closeness {
        if source == self.signalled {
            Closeness::Signalled
        } else if source.ip() == self.signalled.ip() {
            Closeness::SameHost
        } else {
            Closeness::Elsewhere
        }
    }
}

impl Lock {
    fn hear(&mut self, sequence: u16, ssrc: u32, now: Instant) {
        let is_older = sequence.wrapping_sub(self.highest) > u16::MAX - MAX_DROPOUT;
        if ssrc != self.ssrc || !is_older {
            self.highest = sequence;
        }
        self.ssrc = ssrc;
        self.heard_at = now;
    }
}
