use std::time::{Duration, Instant};

use bytes::Bytes;

use super::Timing;

/// The non-INVITE server transaction (RFC 3261 §17.2.2).
pub(crate) struct ServerNonInvite {
    state: State,
    is_reliable: bool,
}

enum State {
    /// Nothing sent: a repeated request is dropped.
    Trying,
    /// A provisional response is repeated on demand.
    Proceeding {
        last: Bytes,
    },
    /// The final response is repeated on demand until timer J.
    Completed {
        response: Bytes,
        timer_j: Instant,
    },
    Terminated,
}

impl ServerNonInvite {
    pub(crate) fn new(is_reliable: bool) -> Self {
        Self {
            state: State::Trying,
            is_reliable,
        }
    }

    pub(crate) fn repeated(&self) -> Option<Bytes> {
        self.last_response().cloned()
    }

    /// What was sent last.
    pub(crate) fn last_response(&self) -> Option<&Bytes> {
        match &self.state {
            State::Proceeding { last } => Some(last),
            State::Completed { response, .. } => Some(response),
            State::Trying | State::Terminated => None,
        }
    }

    /// Takes a response that has just been sent. `false`: it came too late and must not be sent.
    pub(crate) fn respond(
        &mut self,
        status: u16,
        response: Bytes,
        timing: &Timing,
        now: Instant,
    ) -> bool {
        match self.state {
            State::Trying | State::Proceeding { .. } if status < 200 => {
                self.state = State::Proceeding { last: response };
                true
            }
            State::Trying | State::Proceeding { .. } => {
                let linger = if self.is_reliable {
                    Duration::ZERO
                } else {
                    timing.patience()
                };
                self.state = State::Completed {
                    response,
                    timer_j: now + linger,
                };
                true
            }
            State::Completed { .. } | State::Terminated => false,
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        match self.state {
            State::Completed { timer_j, .. } if timer_j <= now => self.state = State::Terminated,
            State::Trying
            | State::Proceeding { .. }
            | State::Completed { .. }
            | State::Terminated => {}
        }
    }

    pub(crate) fn is_terminated(&self) -> bool {
        matches!(self.state, State::Terminated)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        match self.state {
            State::Completed { timer_j, .. } => Some(timer_j),
            State::Trying | State::Proceeding { .. } | State::Terminated => None,
        }
    }
}
