use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tandem_model::ReasonCode;

use crate::{CallStatus, Input, Output};

/// A call to somebody: he takes a seat in the room first, so that early media is heard there.
///
/// After every call, drain [`Self::poll_output`] until it returns `None`; when it has asked for
/// [`Output::Release`], the call is over and takes no more input.
pub struct OutboundCall {
    config: OutboundConfig,
    state: State,
    outputs: VecDeque<Output>,
    /// The end of the longest duration, ringing included.
    ends_at: Instant,
}

/// How a call is to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutboundConfig {
    /// How long the callee may take to answer; 3 minutes by default.
    pub ringing_timeout: Duration,
    /// How long the call may last, ringing included; 24 hours by default.
    pub max_duration: Duration,
    /// Whether keys are pressed after the answer, before the room is heard.
    pub presses_keys: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// The seat is to come; nothing has been sent.
    Entering,
    /// INVITE is out.
    Calling {
        status: CallStatus,
        gives_up_at: Instant,
    },
    /// Answered, and keys are being pressed.
    Pressing,
    /// Answered, and in the room.
    Active,
    /// Released.
    Over,
}

impl OutboundCall {
    /// Begins a call: it enters its room.
    #[must_use]
    pub fn new(config: OutboundConfig, now: Instant) -> Self {
        Self {
            config,
            state: State::Entering,
            outputs: VecDeque::from([Output::Enter]),
            ends_at: now + config.max_duration,
        }
    }

    /// Takes what happened. Does nothing once the call is over.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what happened is the machine's from now on"
    )]
    pub fn handle_input(&mut self, input: Input, now: Instant) {
        if self.state == State::Over {
            return;
        }
        match input {
            Input::Entered { .. } => self.on_entered(now),
            Input::NotEntered(reason) | Input::PutOut(reason) => self.end(reason),
            Input::Ringing => self.on_ringing(),
            Input::EarlyMedia => self.on_early_media(),
            Input::Answered => self.on_answered(),
            Input::Disagreed(reason) => self.on_disagreed(reason),
            Input::Refused(reason) => self.release(reason),
            Input::KeysPressed => self.on_keys_pressed(),
            Input::Bye => self.on_bye(),
            Input::MediaTimedOut => self.end(ReasonCode::MediaTimeout),
            // Of a re-INVITE that we answered (RFC 3261 §14.2).
            Input::AckTimedOut => self.end(ReasonCode::NoAck),
            Input::Transferred => self.end(ReasonCode::Transferred),
            // Of calls that come in.
            Input::Heard | Input::Cancelled | Input::Acked => {}
            Input::TransportFailed | Input::Digit(_) => {}
            Input::Spoken(_) | Input::PinChecked(_) => {}
        }
    }

    /// Runs what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.state == State::Over {
            return;
        }
        if now >= self.ends_at {
            self.end(ReasonCode::MaxDuration);
        }
        if let State::Calling { gives_up_at, .. } = self.state
            && now >= gives_up_at
        {
            self.end(ReasonCode::NoAnswer);
        }
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        match self.state {
            State::Calling { gives_up_at, .. } => Some(gives_up_at.min(self.ends_at)),
            State::Entering | State::Pressing | State::Active => Some(self.ends_at),
            State::Over => None,
        }
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Whether the callee has answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        match self.state {
            State::Entering | State::Calling { .. } => false,
            State::Pressing | State::Active | State::Over => true,
        }
    }

    /// The seat is there; or there again, at another node: it has to be told how far the call is.
    fn on_entered(&mut self, now: Instant) {
        let status = match self.state {
            State::Entering => {
                self.outputs.push_back(Output::Invite);
                let status = CallStatus::Dialing;
                let gives_up_at = now + self.config.ringing_timeout;
                self.state = State::Calling {
                    status,
                    gives_up_at,
                };
                return;
            }
            State::Calling { status, .. } => status,
            State::Pressing => CallStatus::Automation,
            State::Active => CallStatus::Active,
            State::Over => return,
        };
        self.outputs.push_back(Output::Status(status));
    }

    fn on_ringing(&mut self) {
        if let State::Calling { status, .. } = &mut self.state
            && *status == CallStatus::Dialing
        {
            *status = CallStatus::Ringing;
            self.outputs.push_back(Output::Status(*status));
        }
    }

    fn on_early_media(&mut self) {
        if matches!(self.state, State::Calling { .. }) {
            self.outputs.push_back(Output::StartEarly);
        }
    }

    fn on_answered(&mut self) {
        if !matches!(self.state, State::Calling { .. }) {
            return;
        }
        self.outputs.push_back(Output::Start);
        if !self.config.presses_keys {
            return self.activate();
        }
        self.state = State::Pressing;
        self.outputs
            .push_back(Output::Status(CallStatus::Automation));
        self.outputs.push_back(Output::Press);
    }

    fn on_keys_pressed(&mut self) {
        if self.state == State::Pressing {
            self.activate();
        }
    }

    fn activate(&mut self) {
        self.state = State::Active;
        self.outputs.push_back(Output::Status(CallStatus::Active));
    }

    /// The dialog is there all the same: it ends with BYE.
    fn on_disagreed(&mut self, reason: ReasonCode) {
        if matches!(self.state, State::Calling { .. }) {
            self.state = State::Active;
            self.end(reason);
        }
    }

    /// BYE before the answer ends an early dialog, not the call (RFC 3261 §15).
    fn on_bye(&mut self) {
        if self.is_answered() {
            self.outputs.push_back(Output::Status(CallStatus::Hangup));
            self.release(ReasonCode::CalleeHangup);
        }
    }

    /// Ends the call by what its state allows.
    fn end(&mut self, reason: ReasonCode) {
        match self.state {
            State::Over => return,
            State::Entering => {}
            State::Calling { .. } => self.outputs.push_back(Output::Cancel),
            State::Pressing | State::Active => {
                self.outputs.push_back(Output::Status(CallStatus::Hangup));
                self.outputs.push_back(Output::Hangup(reason));
            }
        }
        self.release(reason);
    }

    fn release(&mut self, reason: ReasonCode) {
        self.state = State::Over;
        self.outputs.push_back(Output::Release(reason));
    }
}

#[cfg(test)]
mod tests;
