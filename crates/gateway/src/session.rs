//! Session timers of live calls (RFC 4028): a call whose peer has vanished ends.

use std::time::{Duration, Instant};

use bytes::Bytes;
use tandem_call::Input;
use tandem_model::ReasonCode;
use tandem_sip_proto::session_timer::{
    MIN_SE_S, Refresher, SessionAnswer, SessionDue, SessionExpires, SessionTimer, min_se,
};
use tandem_sip_proto::{Ask, Endpoint, HeaderName, Message, Method};

use crate::gateway::Gateway;
use crate::live::{LiveCall, Slot};

/// What a call has of a session timer.
#[derive(Default)]
pub(crate) struct Session {
    timer: Option<SessionTimer>,
    /// What was agreed upon in an INVITE that is not answered yet.
    agreed: Option<SessionExpires>,
    /// The peer takes UPDATE: a refresh needs no offer.
    takes_update: bool,
}

impl Session {
    /// Of a call that comes in. One that asks for no timer and could have one is asked for it.
    ///
    /// # Errors
    /// The Min-SE of a 422.
    pub(crate) fn of_invite(
        invite: &Message,
        usual: Option<Duration>,
        now: Instant,
    ) -> Result<Self, u32> {
        let agreed = match SessionTimer::of_request(invite, now) {
            SessionAnswer::TooSmall(least) => return Err(least),
            SessionAnswer::Agreed(agreed, _) => Some(agreed),
            SessionAnswer::None => usual.filter(|_| takes_timers(invite)).map(asked),
        };
        Ok(Self {
            timer: None,
            agreed,
            takes_update: takes_update(invite),
        })
    }

    /// Of a call to somebody who has answered.
    pub(crate) fn of_answer(answer: &Message, now: Instant) -> Self {
        Self {
            timer: SessionTimer::of_response(answer, now),
            agreed: None,
            takes_update: takes_update(answer),
        }
    }

    /// The fields of our 2xx; the timer begins with it.
    pub(crate) fn begin(&mut self, now: Instant) -> Vec<(&'static str, String)> {
        let Some(agreed) = self.agreed.take() else {
            return Vec::new();
        };
        self.timer = Some(SessionTimer::of_answer(agreed, now));
        fields(agreed)
    }

    /// Judges a re-INVITE or UPDATE of the peer's; gives the fields of the 2xx. Without a word of timers it is still a
    /// sign of life; a timer that the peer was to refresh ends.
    ///
    /// # Errors
    /// The Min-SE of a 422.
    pub(crate) fn renewed(
        &mut self,
        request: &Message,
        now: Instant,
    ) -> Result<Vec<(&'static str, String)>, u32> {
        match SessionTimer::of_request(request, now) {
            SessionAnswer::TooSmall(least) => Err(least),
            SessionAnswer::Agreed(agreed, timer) => {
                self.timer = Some(timer);
                Ok(fields(agreed))
            }
            SessionAnswer::None => {
                self.timer = self.timer.and_then(|timer| timer.heard(now));
                Ok(Vec::new())
            }
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.timer.as_ref().map(SessionTimer::poll_timeout)
    }
}

/// The fields of an INVITE of ours that asks for a timer.
pub(crate) fn wanted(interval: Duration) -> [(String, String); 2] {
    let expires = SessionExpires {
        refresher: None,
        ..asked(interval)
    };
    [
        ("Session-Expires".to_owned(), expires.value()),
        ("Min-SE".to_owned(), MIN_SE_S.to_string()),
    ]
}

/// Asks who called to refresh.
fn asked(interval: Duration) -> SessionExpires {
    let interval_s = u32::try_from(interval.as_secs()).unwrap_or(u32::MAX);
    SessionExpires {
        interval_s: interval_s.max(MIN_SE_S),
        refresher: Some(Refresher::Uac),
    }
}

fn fields(agreed: SessionExpires) -> Vec<(&'static str, String)> {
    let mut fields = vec![("Session-Expires", agreed.value())];
    if agreed.refresher == Some(Refresher::Uac) {
        fields.push(("Require", "timer".to_owned()));
    }
    fields
}

fn takes_timers(message: &Message) -> bool {
    let mut tags = message.list(HeaderName::Supported);
    tags.any(|tag| tag.eq_ignore_ascii_case(b"timer"))
}

fn takes_update(message: &Message) -> bool {
    let mut methods = message.list(HeaderName::Allow);
    methods.any(|method| method == Method::Update.as_bytes())
}

impl LiveCall {
    /// Refreshes by UPDATE, or by a re-INVITE with the offer that stands. One that cannot be sent is as one that nobody
    /// answers.
    fn refresh(&mut self, asked: SessionExpires, endpoint: &mut Endpoint, now: Instant) {
        let (method, offer) = match self.session.takes_update {
            true => (Method::Update, None),
            false => match self.media.session.offer(self.media.local) {
                Ok(offer) => (Method::Invite, Some(offer)),
                // An offer is under way: its answer is a sign of life.
                Err(_) => return,
            },
        };
        let headers = vec![
            ("Session-Expires".to_owned(), asked.value()),
            ("Supported".to_owned(), "timer".to_owned()),
        ];
        let ask = Ask {
            method,
            headers,
            body: offer.map(|offer| ("application/sdp", Bytes::from(offer))),
        };
        self.ask(ask, endpoint, now);
    }

    fn session_is_over(&mut self, now: Instant) {
        self.session.timer = None;
        let expired = Input::PutOut(ReasonCode::SessionExpired);
        self.machine.handle_input(expired, now);
    }
}

impl Gateway {
    /// Runs what is due of a session timer.
    pub(crate) fn session_due(&mut self, slot: Slot, endpoint: &mut Endpoint, now: Instant) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        let Some(timer) = call.session.timer.as_mut() else {
            return;
        };
        let asked = timer.asked();
        match timer.handle_timeout(now) {
            None => {}
            Some(SessionDue::Refresh) => call.refresh(asked, endpoint, now),
            Some(SessionDue::Expired) => call.session_is_over(now),
        }
    }

    /// Our refresh was answered; a call that the peer does not know ends (RFC 4028 §10).
    pub(crate) fn refreshed(
        &mut self,
        slot: Slot,
        method: Method<'static>,
        answer: &Message,
        endpoint: &mut Endpoint,
        now: Instant,
    ) {
        let Some(call) = self.calls.get_mut(slot) else {
            return;
        };
        if method == Method::Invite {
            let taken = match answer.status() {
                200..=299 => call.media.session.take_answer(answer.body()).ok(),
                _ => None,
            };
            match taken {
                Some(stream) => self.services.agreed(call, stream),
                None => call.media.session.withdraw(),
            }
        }
        match answer.status() {
            200..=299 => call.session.timer = SessionTimer::of_response(answer, now),
            408 | 481 => call.session_is_over(now),
            422 => {
                let timer = call.session.timer;
                if let Some(raised) = timer.and_then(|timer| timer.raised(min_se(answer), now)) {
                    call.session.timer = Some(raised);
                    call.refresh(raised.asked(), endpoint, now);
                }
            }
            // The peer is there; if nothing refreshes, the timer ends the call.
            _ => {}
        }
    }

    /// Nobody answered our refresh.
    pub(crate) fn refresh_failed(&mut self, slot: Slot, now: Instant) {
        if let Some(call) = self.calls.get_mut(slot) {
            call.session_is_over(now);
        }
    }
}
