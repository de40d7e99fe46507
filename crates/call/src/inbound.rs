use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tandem_model::ReasonCode;

use crate::pin_entry::{Dialled, PinEntry};
use crate::{CallStatus, Input, Output, PinCheck, Spoken};

/// An inbound call that was admitted: a room is known, or a PIN will tell it.
///
/// After every call, drain [`Self::poll_output`] until it returns `None`; when it has asked for
/// [`Output::Release`], the call is over and takes no more input.
pub struct InboundCall {
    config: CallConfig,
    state: State,
    outputs: VecDeque<Output>,
    /// The end of the longest duration, ringing included.
    ends_at: Instant,
    acked: bool,
}

/// How a call is to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CallConfig {
    /// When to answer.
    pub answer: AnswerPolicy,
    /// Whether a PIN must be dialled first.
    pub asks_pin: bool,
    /// Between two 180s; 1 second by default.
    pub ring_interval: Duration,
    /// How long to wait for a listener; 3 minutes by default.
    pub ringing_timeout: Duration,
    /// How long the call may last, ringing included; 24 hours by default.
    pub max_duration: Duration,
    /// How long to wait for the next digit of a PIN after the prompt; 10 seconds by default.
    pub digit_timeout: Duration,
}

/// When a call is answered.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum AnswerPolicy {
    /// When somebody in the room listens.
    #[default]
    WhenHeard,
    /// As soon as the room is entered.
    AtOnce,
}

enum State {
    /// 180 is out, 200 is not.
    Ringing {
        ring_again_at: Instant,
        gives_up_at: Instant,
    },
    /// Answered, and asked for a PIN.
    Dialling { entry: PinEntry, patience: Patience },
    /// A prompt plays, and then this follows.
    Telling(After),
    /// In the room.
    Active,
    /// To be hung up when the ACK comes: RFC 3261 §15 forbids a BYE before it. The transaction layer
    /// bounds the wait.
    Closing(ReasonCode),
    /// Released.
    Over,
}

/// How long the next digit may take: counted from the prompt's end, or from the digit before.
enum Patience {
    Prompting,
    Until(Instant),
}

enum After {
    Enter,
    Hangup(ReasonCode),
}

impl InboundCall {
    /// Begins a call whose 180 is on its way: it enters its room, or is answered to be asked for a PIN.
    #[must_use]
    pub fn new(config: CallConfig, now: Instant) -> Self {
        let mut call = Self {
            config,
            state: State::Ringing {
                ring_again_at: now + config.ring_interval,
                gives_up_at: now + config.ringing_timeout,
            },
            outputs: VecDeque::with_capacity(4),
            ends_at: now + config.max_duration,
            acked: false,
        };
        call.outputs.push_back(Output::Ring);
        if config.asks_pin {
            call.outputs.push_back(Output::Answer);
            call.outputs.push_back(Output::Play(Spoken::EnterPin));
            call.state = State::Dialling {
                entry: PinEntry::default(),
                patience: Patience::Prompting,
            };
        } else {
            call.outputs.push_back(Output::Enter);
        }
        call
    }

    /// Takes what happened. Does nothing once the call is over.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what happened is the machine's from now on"
    )]
    pub fn handle_input(&mut self, input: Input, now: Instant) {
        if matches!(self.state, State::Over) {
            return;
        }
        match input {
            Input::Entered { heard } => self.on_entered(heard),
            Input::Heard => self.on_heard(),
            Input::NotEntered(reason) => self.end(480, reason),
            Input::Cancelled => self.on_cancelled(),
            Input::Acked => self.on_acked(),
            Input::AckTimedOut => self.on_ack_timed_out(),
            Input::Bye => self.on_bye(),
            Input::TransportFailed => self.release(ReasonCode::ProtocolError),
            Input::Digit(symbol) => self.on_digit(symbol, now),
            Input::Spoken(prompt) => self.on_spoken(prompt, now),
            Input::PinChecked(check) => self.on_pin_checked(check),
            Input::MediaTimedOut => self.end(480, ReasonCode::MediaTimeout),
            Input::PutOut(reason) => self.end(486, reason),
            Input::Transferred => self.end(480, ReasonCode::Transferred),
            // Of calls that go out.
            Input::Ringing | Input::EarlyMedia | Input::Answered | Input::Disagreed(_) => {}
            Input::Refused(_) | Input::KeysPressed => {}
        }
    }

    /// Runs what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        if now >= self.ends_at && !matches!(self.state, State::Closing(_) | State::Over) {
            self.end(480, ReasonCode::MaxDuration);
        }
        match &mut self.state {
            State::Ringing { gives_up_at, .. } if now >= *gives_up_at => {
                self.end(480, ReasonCode::RingingTimeout);
            }
            State::Ringing { ring_again_at, .. } if now >= *ring_again_at => {
                *ring_again_at = now + self.config.ring_interval;
                self.outputs.push_back(Output::Ring);
            }
            State::Dialling {
                patience: Patience::Until(at),
                ..
            } if now >= *at => {
                self.end(480, ReasonCode::PinTimeout);
            }
            State::Ringing { .. } | State::Dialling { .. } => {}
            State::Telling(_) | State::Active | State::Closing(_) | State::Over => {}
        }
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let next = match &self.state {
            State::Ringing {
                ring_again_at,
                gives_up_at,
            } => (*ring_again_at).min(*gives_up_at),
            State::Dialling {
                patience: Patience::Until(at),
                ..
            } => *at,
            State::Dialling { .. } | State::Telling(_) | State::Active => self.ends_at,
            State::Closing(_) | State::Over => return None,
        };
        Some(next.min(self.ends_at))
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Whether the 200 has been asked for.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        match self.state {
            State::Ringing { .. } => false,
            State::Dialling { .. } | State::Telling(_) | State::Active => true,
            State::Closing(_) | State::Over => true,
        }
    }

    fn on_entered(&mut self, heard: bool) {
        match self.state {
            State::Ringing { .. } if heard || self.config.answer == AnswerPolicy::AtOnce => {
                self.answer()
            }
            State::Ringing { .. } => self.outputs.push_back(Output::Status(CallStatus::Ringing)),
            State::Active => self.outputs.push_back(Output::Status(CallStatus::Active)),
            State::Dialling { .. } | State::Telling(_) | State::Closing(_) | State::Over => {}
        }
    }

    fn on_heard(&mut self) {
        if matches!(self.state, State::Ringing { .. }) {
            self.answer();
        }
    }

    fn answer(&mut self) {
        self.state = State::Active;
        self.outputs.push_back(Output::Answer);
        self.outputs.push_back(Output::Status(CallStatus::Active));
    }

    fn on_cancelled(&mut self) {
        if self.is_answered() {
            return;
        }
        self.outputs.push_back(Output::Refuse {
            status: 487,
            reason: ReasonCode::Cancelled,
        });
        self.release(ReasonCode::Cancelled);
    }

    fn on_acked(&mut self) {
        self.acked = true;
        if let State::Closing(reason) = self.state {
            self.hang_up(reason);
        }
    }

    fn on_ack_timed_out(&mut self) {
        if !self.is_answered() {
            // Of a provisional response (RFC 3262 §3).
            return self.end(504, ReasonCode::NoAck);
        }
        self.acked = true;
        let reason = match self.state {
            // Who does not confirm, and says nothing, is not there: that is why no media came.
            State::Closing(ReasonCode::MediaTimeout) => ReasonCode::NoAck,
            State::Closing(reason) => reason,
            State::Ringing { .. } | State::Dialling { .. } | State::Telling(_) => ReasonCode::NoAck,
            State::Active | State::Over => ReasonCode::NoAck,
        };
        self.hang_up(reason);
    }

    fn on_bye(&mut self) {
        if !self.is_answered() {
            self.outputs.push_back(Output::Refuse {
                status: 487,
                reason: ReasonCode::CallerHangup,
            });
        }
        self.outputs.push_back(Output::Status(CallStatus::Hangup));
        self.release(ReasonCode::CallerHangup);
    }

    fn on_digit(&mut self, symbol: char, now: Instant) {
        let State::Dialling { entry, patience } = &mut self.state else {
            return;
        };
        match entry.dial(symbol) {
            Dialled::More => {
                if let Patience::Until(at) = patience {
                    *at = now + self.config.digit_timeout;
                }
            }
            Dialled::Entry(pin) => {
                let pin = (!pin.is_empty()).then_some(pin);
                self.outputs.push_back(Output::CheckPin(pin));
            }
            Dialled::TooLong => self.tell(Spoken::WrongPin, After::Hangup(ReasonCode::WrongPin)),
        }
    }

    fn on_spoken(&mut self, prompt: Spoken, now: Instant) {
        match (&mut self.state, prompt) {
            (State::Dialling { patience, .. }, Spoken::EnterPin) => {
                *patience = Patience::Until(now + self.config.digit_timeout);
            }
            (State::Telling(After::Enter), Spoken::Joining) => {
                self.state = State::Active;
                self.outputs.push_back(Output::Enter);
            }
            (State::Telling(After::Hangup(reason)), Spoken::WrongPin) => {
                let reason = *reason;
                self.end(480, reason);
            }
            // A prompt that was queued before the caller's own digits overtook it.
            (State::Ringing { .. } | State::Dialling { .. } | State::Telling(_), _)
            | (State::Active | State::Closing(_) | State::Over, _) => {}
        }
    }

    fn on_pin_checked(&mut self, check: PinCheck) {
        if !matches!(self.state, State::Dialling { .. }) {
            return;
        }
        match check {
            PinCheck::Opens => self.tell(Spoken::Joining, After::Enter),
            PinCheck::Wrong => self.tell(Spoken::WrongPin, After::Hangup(ReasonCode::WrongPin)),
            PinCheck::Failed(reason) => self.end(480, reason),
        }
    }

    fn tell(&mut self, prompt: Spoken, after: After) {
        self.outputs.push_back(Output::Play(prompt));
        self.state = State::Telling(after);
    }

    /// Ends the call by what its state allows: a refusal before the answer, a BYE after it.
    fn end(&mut self, status: u16, reason: ReasonCode) {
        if self.is_answered() {
            self.hang_up(reason);
            return;
        }
        self.outputs.push_back(Output::Refuse { status, reason });
        self.release(reason);
    }

    fn hang_up(&mut self, reason: ReasonCode) {
        if matches!(self.state, State::Over) {
            return;
        }
        if !self.acked {
            if !matches!(self.state, State::Closing(_)) {
                self.state = State::Closing(reason);
            }
            return;
        }
        self.outputs.push_back(Output::Status(CallStatus::Hangup));
        self.outputs.push_back(Output::Hangup(reason));
        self.release(reason);
    }

    fn release(&mut self, reason: ReasonCode) {
        if !matches!(self.state, State::Over) {
            self.state = State::Over;
            self.outputs.push_back(Output::Release(reason));
        }
    }
}

#[cfg(test)]
mod tests;
