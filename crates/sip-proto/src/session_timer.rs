//! Session timers (RFC 4028): a call whose peer has vanished ends.

use std::time::{Duration, Instant};

use crate::cursor::{Cursor, HeaderError, Params, number, trim};
use crate::{HeaderName, Message};

/// The least interval that is taken, in seconds (RFC 4028 §4).
pub const MIN_SE_S: u32 = 90;

/// The longest interval that a 422 makes us ask for, in seconds: a day.
pub const MAX_SE_S: u32 = 86_400;

/// Who refreshes a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refresher {
    /// Who sent the request that the interval was agreed in.
    Uac,
    /// Who answered it.
    Uas,
}

/// The value of Session-Expires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionExpires {
    /// The interval in seconds.
    pub interval_s: u32,
    /// Who refreshes, where it is said.
    pub refresher: Option<Refresher>,
}

impl SessionExpires {
    /// Reads the value.
    ///
    /// # Errors
    /// [`HeaderError`] when it is no number.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderError> {
        let mut cursor = Cursor::new(trim(value));
        let interval_s = number(cursor.take_while(|octet| octet.is_ascii_digit()))
            .ok_or(HeaderError("Session-Expires is no number of seconds"))?;
        let params = Params::parse(&mut cursor)?;
        let refresher = match params.get(b"refresher").flatten() {
            Some(name) if name.eq_ignore_ascii_case(b"uac") => Some(Refresher::Uac),
            Some(name) if name.eq_ignore_ascii_case(b"uas") => Some(Refresher::Uas),
            Some(_) | None => None,
        };
        Ok(Self {
            interval_s,
            refresher,
        })
    }

    /// That of a message; `None` where it has none that can be read.
    #[must_use]
    pub fn of(message: &Message) -> Option<Self> {
        let long = message.header_by_text(b"Session-Expires");
        let value = long.or_else(|| message.header_by_text(b"x"))?;
        Self::parse(value).ok()
    }

    /// The value to write.
    #[must_use]
    pub fn value(&self) -> String {
        match self.refresher {
            None => self.interval_s.to_string(),
            Some(Refresher::Uac) => format!("{};refresher=uac", self.interval_s),
            Some(Refresher::Uas) => format!("{};refresher=uas", self.interval_s),
        }
    }
}

/// The Min-SE of a request or of a 422, in seconds; [`MIN_SE_S`] where it has none. A request that got 422 is sent again
/// with this interval at least (RFC 4028 §7.3).
#[must_use]
pub fn min_se(message: &Message) -> u32 {
    let value = message
        .header_by_text(b"Min-SE")
        .map(|value| value.split(|octet| *octet == b';').next());
    let interval = value.flatten().and_then(|text| number(trim(text)));
    interval.unwrap_or(MIN_SE_S).max(MIN_SE_S)
}

/// The timer of one session, on either side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionTimer {
    interval: Duration,
    is_ours: bool,
    at: Instant,
}

/// What a session timer asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SessionDue {
    /// Refresh: UPDATE or re-INVITE with [`SessionTimer::asked`]; its answer makes the next timer.
    Refresh,
    /// Nobody refreshed: end the call with BYE (RFC 4028 §10).
    Expired,
}

/// What to answer to a request that asks for a session timer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SessionAnswer {
    /// It asks for none.
    None,
    /// The interval is too small: answer 422 with this Min-SE.
    TooSmall(u32),
    /// Write this Session-Expires into the 2xx, and `Require: timer` if the peer refreshes.
    Agreed(SessionExpires, SessionTimer),
}

impl SessionTimer {
    /// The timer that a 2xx to our INVITE or UPDATE sets (RFC 4028 §7.2); none, if it has no Session-Expires.
    #[must_use]
    pub fn of_response(response: &Message, now: Instant) -> Option<Self> {
        let agreed = SessionExpires::of(response)?;
        let is_ours = agreed.refresher != Some(Refresher::Uas);
        Some(Self::new(agreed.interval_s, is_ours, now))
    }

    /// Judges an INVITE or UPDATE of the peer's (RFC 4028 §9). The peer refreshes if it can and does not say otherwise.
    #[must_use]
    pub fn of_request(request: &Message, now: Instant) -> SessionAnswer {
        let Some(asked) = SessionExpires::of(request) else {
            return SessionAnswer::None;
        };
        if asked.interval_s < MIN_SE_S {
            return SessionAnswer::TooSmall(MIN_SE_S);
        }
        let is_able = request
            .list(HeaderName::Supported)
            .any(|tag| tag.eq_ignore_ascii_case(b"timer"));
        let refresher = match asked.refresher {
            Some(refresher) => refresher,
            None if is_able => Refresher::Uac,
            None => Refresher::Uas,
        };
        let agreed = SessionExpires {
            refresher: Some(refresher),
            ..asked
        };
        let timer = Self::new(asked.interval_s, refresher == Refresher::Uas, now);
        SessionAnswer::Agreed(agreed, timer)
    }

    /// The timer that a 2xx of ours with this value sets.
    #[must_use]
    pub fn of_answer(agreed: SessionExpires, now: Instant) -> Self {
        let is_ours = agreed.refresher == Some(Refresher::Uas);
        Self::new(agreed.interval_s, is_ours, now)
    }

    /// The peer has asked for something else, and lives: our timer begins anew. One that the peer was to refresh ends, as
    /// its request says nothing of it (RFC 4028 §9).
    #[must_use]
    pub fn heard(self, now: Instant) -> Option<Self> {
        let interval_s = self.asked().interval_s;
        self.is_ours.then(|| Self::new(interval_s, true, now))
    }

    /// Ours, with the interval that a 422 asks for; none when that is no longer than it was, or than a day.
    #[must_use]
    pub fn raised(self, least_s: u32, now: Instant) -> Option<Self> {
        let is_longer = least_s > self.asked().interval_s && least_s <= MAX_SE_S;
        is_longer.then(|| Self::new(least_s, true, now))
    }

    /// A refresher acts at half the interval; the other side gives up 32 s, or a third, before its end (§10).
    fn new(interval_s: u32, is_ours: bool, now: Instant) -> Self {
        let interval = Duration::from_secs(interval_s.max(MIN_SE_S).into());
        let wait = if is_ours {
            interval / 2
        } else {
            interval - (interval / 3).min(Duration::from_secs(32))
        };
        Self {
            interval,
            is_ours,
            at: now + wait,
        }
    }

    /// The Session-Expires of a refresh: the roles stay, and who refreshes sends the request.
    #[must_use]
    pub fn asked(&self) -> SessionExpires {
        let refresher = if self.is_ours {
            Refresher::Uac
        } else {
            Refresher::Uas
        };
        SessionExpires {
            interval_s: u32::try_from(self.interval.as_secs()).unwrap_or(u32::MAX),
            refresher: Some(refresher),
        }
    }

    /// When [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Instant {
        self.at
    }

    /// What is due. After a refresh that nobody answers, the session expires.
    pub fn handle_timeout(&mut self, now: Instant) -> Option<SessionDue> {
        if self.at > now {
            return None;
        }
        if !self.is_ours {
            return Some(SessionDue::Expired);
        }
        let rest = self.interval / 2 - (self.interval / 3).min(Duration::from_secs(32));
        self.is_ours = false;
        self.at = now + rest;
        Some(SessionDue::Refresh)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::Limits;

    fn message(start: &str, lines: &str) -> Message {
        let text = format!(
            "{start}\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:b@b>;tag=2\r\n\
             Call-ID: 1\r\nCSeq: 1 UPDATE\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        Message::parse(Bytes::from(text), &Limits::default()).expect("a message")
    }

    #[test]
    fn our_refresh_is_due_at_half_and_the_end_before_the_whole() {
        let now = Instant::now();
        let ok = message("SIP/2.0 200 OK", "Session-Expires: 1800;refresher=uac\r\n");
        let mut timer = SessionTimer::of_response(&ok, now).expect("a timer");
        let mut due = Vec::new();
        for _ in 0..2 {
            let at = timer.poll_timeout();
            assert_eq!(timer.handle_timeout(at - Duration::from_millis(1)), None);
            assert_eq!(timer.asked().interval_s, 1800);
            due.push(((at - now).as_secs(), timer.handle_timeout(at)));
        }
        let refresh = (900, Some(SessionDue::Refresh));
        assert_eq!(due, [refresh, (1768, Some(SessionDue::Expired))]);
        let theirs = message("SIP/2.0 200 OK", "x: 90;refresher=UAS\r\n");
        let mut timer = SessionTimer::of_response(&theirs, now).expect("a timer");
        assert_eq!((timer.poll_timeout() - now).as_secs(), 60);
        let at = timer.poll_timeout();
        assert_eq!(timer.handle_timeout(at), Some(SessionDue::Expired));
    }

    #[test]
    fn a_sign_of_life_and_a_422_begin_our_timer_anew() {
        let now = Instant::now();
        let agreed = |refresher| SessionExpires {
            interval_s: 600,
            refresher: Some(refresher),
        };
        let ours = SessionTimer::of_answer(agreed(Refresher::Uas), now);
        let theirs = SessionTimer::of_answer(agreed(Refresher::Uac), now);
        let later = now + Duration::from_secs(100);
        let due =
            |timer: Option<SessionTimer>| timer.map(|timer| (timer.poll_timeout() - now).as_secs());
        assert_eq!(
            (due(ours.heard(later)), due(theirs.heard(later))),
            (Some(400), None)
        );
        for (least, expected) in [(600, None), (86_401, None), (1200, Some(700))] {
            assert_eq!(due(ours.raised(least, later)), expected, "{least}");
        }
    }

    #[test]
    fn requests_are_judged() {
        let judge = |lines: &str| {
            let request = message("UPDATE sip:a@b SIP/2.0", lines);
            match SessionTimer::of_request(&request, Instant::now()) {
                SessionAnswer::None => "none".to_owned(),
                SessionAnswer::TooSmall(least) => format!("422 {least}"),
                SessionAnswer::Agreed(agreed, _) => agreed.value(),
            }
        };
        for (lines, expected) in [
            ("", "none"),
            ("Session-Expires: many\r\n", "none"),
            ("Session-Expires: 89\r\n", "422 90"),
            (
                "Session-Expires: 90\r\nSupported: timer\r\n",
                "90;refresher=uac",
            ),
            ("Session-Expires: 600\r\n", "600;refresher=uas"),
            (
                "Session-Expires: 600 ; refresher=uas\r\nk: timer\r\n",
                "600;refresher=uas",
            ),
        ] {
            assert_eq!(judge(lines), expected, "{lines}");
        }
        let refused = message("SIP/2.0 422 Small", "Min-SE: 3600;x=y\r\n");
        assert_eq!(min_se(&refused), 3600);
    }
}
