use std::time::{Duration, Instant};

use bytes::Bytes;

use super::Timing;

/// The non-INVITE client transaction (RFC 3261 §17.1.2).
pub(crate) struct ClientNonInvite {
    state: State,
    request: Bytes,
    /// Timer E; none on reliable transports.
    timer_e: Option<(Instant, Duration)>,
    is_reliable: bool,
}

enum State {
    Trying { timer_f: Instant },
    Proceeding { timer_f: Instant },
    Completed { timer_k: Instant },
    Terminated,
}

/// What a deadline asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ClientDue {
    Nothing,
    /// Send the request again.
    Repeat(Bytes),
    /// No final response came.
    TimedOut,
}

impl ClientNonInvite {
    pub(crate) fn new(request: Bytes, is_reliable: bool, timing: &Timing, now: Instant) -> Self {
        Self {
            state: State::Trying {
                timer_f: now + timing.patience(),
            },
            request,
            timer_e: (!is_reliable).then_some((now + timing.t1, timing.t1)),
            is_reliable,
        }
    }

    /// Takes a response; `true` if the user must see it.
    pub(crate) fn handle_response(&mut self, status: u16, timing: &Timing, now: Instant) -> bool {
        match self.state {
            State::Trying { timer_f } | State::Proceeding { timer_f } if status < 200 => {
                self.state = State::Proceeding { timer_f };
                true
            }
            State::Trying { .. } | State::Proceeding { .. } => {
                let linger = if self.is_reliable {
                    Duration::ZERO
                } else {
                    timing.t4
                };
                self.state = State::Completed {
                    timer_k: now + linger,
                };
                true
            }
            State::Completed { .. } | State::Terminated => false,
        }
    }

    pub(crate) fn handle_timeout(&mut self, timing: &Timing, now: Instant) -> ClientDue {
        match self.state {
            State::Trying { timer_f } | State::Proceeding { timer_f } if timer_f <= now => {
                self.state = State::Terminated;
                ClientDue::TimedOut
            }
            State::Completed { timer_k } if timer_k <= now => {
                self.state = State::Terminated;
                ClientDue::Nothing
            }
            State::Trying { .. } | State::Proceeding { .. } => self.repeat(timing, now),
            State::Completed { .. } | State::Terminated => ClientDue::Nothing,
        }
    }

    fn repeat(&mut self, timing: &Timing, now: Instant) -> ClientDue {
        let is_proceeding = matches!(self.state, State::Proceeding { .. });
        let Some((at, interval)) = self.timer_e.as_mut().filter(|(at, _)| *at <= now) else {
            return ClientDue::Nothing;
        };
        *interval = if is_proceeding {
            timing.t2
        } else {
            (*interval * 2).min(timing.t2)
        };
        *at = now + *interval;
        ClientDue::Repeat(self.request.clone())
    }

    /// Whether no final response has come yet.
    pub(crate) fn is_waiting(&self) -> bool {
        match self.state {
            State::Trying { .. } | State::Proceeding { .. } => true,
            State::Completed { .. } | State::Terminated => false,
        }
    }

    /// Octets that are kept.
    pub(crate) fn octets(&self) -> usize {
        self.request.len()
    }

    pub(crate) fn is_terminated(&self) -> bool {
        matches!(self.state, State::Terminated)
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        match self.state {
            State::Trying { timer_f } | State::Proceeding { timer_f } => {
                Some(self.timer_e.map_or(timer_f, |(at, _)| at.min(timer_f)))
            }
            State::Completed { timer_k } => Some(timer_k),
            State::Terminated => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_repeated_by_timer_e_until_timer_f() {
        let start = Instant::now();
        let timing = Timing::default();
        let mut machine = ClientNonInvite::new(Bytes::from_static(b"BYE"), false, &timing, start);
        let mut times = Vec::new();
        let mut last = ClientDue::Nothing;
        while let Some(at) = machine.poll_timeout() {
            last = machine.handle_timeout(&timing, at);
            times.push((at - start).as_millis());
        }
        assert_eq!(times[..5], [500, 1500, 3500, 7500, 11500]);
        assert_eq!(times.last(), Some(&32_000));
        assert_eq!(last, ClientDue::TimedOut);
    }

    #[test]
    fn a_final_response_ends_the_repetitions_and_is_reported_once() {
        let start = Instant::now();
        let timing = Timing::default();
        let mut machine = ClientNonInvite::new(Bytes::from_static(b"BYE"), false, &timing, start);
        assert!(machine.handle_response(200, &timing, start));
        assert!(!machine.handle_response(200, &timing, start));
        assert_eq!(machine.poll_timeout(), Some(start + timing.t4));
        assert_eq!(
            machine.handle_timeout(&timing, start + timing.t4),
            ClientDue::Nothing
        );
        assert!(machine.is_terminated());
    }
}
