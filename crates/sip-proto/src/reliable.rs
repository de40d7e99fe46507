//! Provisional responses of ours that are confirmed (RFC 3262).

use std::time::{Duration, Instant};

use crate::cursor::number;
use crate::{HeaderName, Message, Timing};

/// A response is sent again after T1 at first, and nobody confirms it any more after 64·T1 (RFC 3262 §3).
const TIMING: Timing = Timing::STANDARD;
/// The first number is at most this (RFC 3262 §3: below 2^31).
const MOST_FIRST: u32 = u32::MAX >> 2;

/// The provisional responses to an INVITE whose sender requires that they are reliable: one after the other, each
/// until its PRACK.
///
/// Drive [`Self::handle_timeout`] at [`Self::poll_timeout`], and [`Self::settle`] it with the final response.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reliable {
    /// Of the INVITE.
    sequence: u32,
    rseq: u32,
    open: Option<Open>,
}

/// One that is out and not confirmed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Open {
    again_at: Instant,
    wait: Duration,
    gives_up_at: Instant,
}

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReliableDue {
    /// Send the last response again, as it was.
    Repeat,
    /// It was never confirmed: refuse the INVITE (RFC 3262 §3).
    GaveUp,
}

impl Reliable {
    /// For an INVITE that requires it; `random` makes the first number.
    #[must_use]
    pub fn of(invite: &Message, random: u32) -> Option<Self> {
        let mut required = invite.list(HeaderName::Require);
        let is_required = required.any(|tag| tag.eq_ignore_ascii_case(b"100rel"));
        let sequence = invite.cseq().ok().filter(|_| is_required)?.sequence;
        Some(Self {
            sequence,
            rseq: random % MOST_FIRST,
            open: None,
        })
    }

    /// The number of the next response, which is out from now on; none while the last one is not confirmed.
    pub fn next(&mut self, now: Instant) -> Option<u32> {
        if self.open.is_some() {
            return None;
        }
        self.rseq += 1;
        self.open = Some(Open {
            again_at: now + TIMING.t1,
            wait: TIMING.t1,
            gives_up_at: now + TIMING.patience(),
        });
        Some(self.rseq)
    }

    /// The number of the last response.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.rseq
    }

    /// Whether a PRACK confirms the last response, now or once more; otherwise it is answered 481.
    pub fn confirm(&mut self, prack: &Message) -> bool {
        let rack = prack.header_by_text(b"RAck").unwrap_or_default();
        let mut parts = rack
            .split(u8::is_ascii_whitespace)
            .filter(|part| !part.is_empty());
        let numbers = [parts.next(), parts.next()].map(|part| part.and_then(number));
        let is_it = numbers == [Some(self.rseq), Some(self.sequence)]
            && parts.next() == Some(b"INVITE")
            && parts.next().is_none();
        if is_it {
            self.open = None;
        }
        is_it
    }

    /// The final response is out: nothing is repeated any more, and a PRACK that comes late is still answered.
    pub fn settle(&mut self) {
        self.open = None;
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.open.map(|open| open.again_at.min(open.gives_up_at))
    }

    /// Runs what is due.
    pub fn handle_timeout(&mut self, now: Instant) -> Option<ReliableDue> {
        let open = self.open.as_mut()?;
        if open.gives_up_at <= now {
            self.open = None;
            return Some(ReliableDue::GaveUp);
        }
        if open.again_at > now {
            return None;
        }
        open.wait *= 2;
        open.again_at = now + open.wait;
        Some(ReliableDue::Repeat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn message(method: &str, lines: &str) -> Message {
        let text = format!(
            "{method} sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
             To: <sip:b@b>\r\nCall-ID: 1\r\nCSeq: 7 {method}\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        Message::parse(text.into(), &Limits::default()).expect("a request")
    }

    #[test]
    fn each_response_is_repeated_until_its_own_prack() {
        let now = Instant::now();
        let at = |ms| now + Duration::from_millis(ms);
        assert_eq!(Reliable::of(&message("INVITE", "k: 100rel\r\n"), 9), None);
        let invite = message("INVITE", "Require: timer, 100REL\r\n");
        let mut reliable = Reliable::of(&invite, u32::MAX).expect("required");
        let first = reliable.next(now).expect("none is out");
        assert!((1..1 << 31).contains(&first));
        assert_eq!(reliable.next(now), None, "one at a time");
        for (ms, due) in [
            (499, None),
            (500, Some(ReliableDue::Repeat)),
            (1499, None),
            (1500, Some(ReliableDue::Repeat)),
            (3500, Some(ReliableDue::Repeat)),
        ] {
            assert_eq!(reliable.handle_timeout(at(ms)), due, "{ms}");
        }
        for rack in [
            format!("{} 7 INVITE", first + 1),
            format!("{first} 8 INVITE"),
            format!("{first} 7 UPDATE"),
            format!("{first} 7"),
            format!("{first} 7 INVITE x"),
            "x".to_owned(),
        ] {
            let prack = message("PRACK", &format!("RAck: {rack}\r\n"));
            assert!(!reliable.confirm(&prack), "{rack}");
        }
        let prack = message("PRACK", &format!("RAck: {first}  7 INVITE\r\n"));
        assert!(reliable.confirm(&prack) && reliable.confirm(&prack));
        assert_eq!(reliable.poll_timeout(), None);
        assert_eq!(reliable.next(at(4000)), Some(first + 1));
        assert!(!reliable.confirm(&prack), "that was the one before");
        assert_eq!(
            reliable.handle_timeout(at(36_000)),
            Some(ReliableDue::GaveUp)
        );
        assert_eq!(reliable.poll_timeout(), None);
    }
}
