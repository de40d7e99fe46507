use std::time::{Duration, Instant};

use bytes::Bytes;

use super::Timing;

/// The INVITE server transaction (RFC 3261 §17.2.1, as updated by RFC 6026), and the repetition of a 2xx
/// until its ACK (§13.3.1.4), which belongs to no transaction but needs the same clock.
pub(crate) struct ServerInvite {
    state: State,
    is_reliable: bool,
}

enum State {
    /// Before a final response; `trying_at` is when 100 goes out by itself.
    Proceeding {
        last: Option<Bytes>,
        trying_at: Option<Instant>,
    },
    /// A final response other than 2xx is out. Timer G repeats it, timer H gives up.
    Completed {
        response: Bytes,
        timer_g: Option<(Instant, Duration)>,
        timer_h: Instant,
    },
    /// The ACK came. Timer I absorbs its repetitions.
    Confirmed {
        timer_i: Instant,
    },
    /// A 2xx is out. Timer L ends it; until the ACK the 2xx is repeated.
    Accepted {
        unconfirmed: Option<Unconfirmed>,
        timer_l: Instant,
    },
    Terminated,
}

struct Unconfirmed {
    response: Bytes,
    again_at: Instant,
    interval: Duration,
}

/// What a deadline asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ServerDue {
    Nothing,
    /// Send 100: the transaction user takes its time.
    Trying,
    /// Send this again.
    Repeat(Bytes),
    /// A 2xx was never confirmed.
    AckTimedOut,
    /// Another final response was never confirmed.
    RefusalUnconfirmed,
}

impl ServerInvite {
    pub(crate) fn new(is_reliable: bool, timing: &Timing, now: Instant) -> Self {
        let trying_at = Some(now + timing.trying);
        Self {
            state: State::Proceeding {
                last: None,
                trying_at,
            },
            is_reliable,
        }
    }

    /// The INVITE came again: what to send.
    pub(crate) fn repeated(&self) -> Option<Bytes> {
        match &self.state {
            State::Proceeding { last, .. } => last.clone(),
            State::Completed { response, .. } => Some(response.clone()),
            // RFC 6026 §7.1: absorbed; the 2xx has its own timer.
            State::Confirmed { .. } | State::Accepted { .. } | State::Terminated => None,
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
        let State::Proceeding { last, trying_at } = &mut self.state else {
            return false;
        };
        match status {
            100..200 => {
                *last = Some(response);
                *trying_at = None;
            }
            200..300 => {
                let unconfirmed = Some(Unconfirmed {
                    response,
                    again_at: now + timing.t1,
                    interval: timing.t1,
                });
                self.state = State::Accepted {
                    unconfirmed,
                    timer_l: now + timing.patience(),
                };
            }
            _ => {
                let timer_g = (!self.is_reliable).then_some((now + timing.t1, timing.t1));
                self.state = State::Completed {
                    response,
                    timer_g,
                    timer_h: now + timing.patience(),
                };
            }
        }
        true
    }

    /// The ACK of a final response other than 2xx came.
    pub(crate) fn acknowledge(&mut self, timing: &Timing, now: Instant) {
        if let State::Completed { .. } = self.state {
            let linger = if self.is_reliable {
                Duration::ZERO
            } else {
                timing.t4
            };
            self.state = State::Confirmed {
                timer_i: now + linger,
            };
        }
    }

    /// The ACK of the 2xx came; `true` for the first one.
    pub(crate) fn confirm(&mut self) -> bool {
        match &mut self.state {
            State::Accepted { unconfirmed, .. } => unconfirmed.take().is_some(),
            State::Proceeding { .. } | State::Completed { .. } => false,
            State::Confirmed { .. } | State::Terminated => false,
        }
    }

    /// What was sent last and is kept.
    pub(crate) fn last_response(&self) -> Option<&Bytes> {
        match &self.state {
            State::Proceeding { last, .. } => last.as_ref(),
            State::Completed { response, .. } => Some(response),
            State::Accepted { unconfirmed, .. } => {
                unconfirmed.as_ref().map(|waiting| &waiting.response)
            }
            State::Confirmed { .. } | State::Terminated => None,
        }
    }

    pub(crate) fn is_proceeding(&self) -> bool {
        matches!(self.state, State::Proceeding { .. })
    }

    pub(crate) fn is_terminated(&self) -> bool {
        matches!(self.state, State::Terminated)
    }

    pub(crate) fn handle_timeout(&mut self, timing: &Timing, now: Instant) -> ServerDue {
        match &mut self.state {
            State::Proceeding { trying_at, .. } if trying_at.is_some_and(|at| at <= now) => {
                *trying_at = None;
                ServerDue::Trying
            }
            State::Completed { timer_h, .. } if *timer_h <= now => {
                self.state = State::Terminated;
                ServerDue::RefusalUnconfirmed
            }
            State::Completed {
                response,
                timer_g: Some((at, interval)),
                ..
            } if *at <= now => {
                *interval = (*interval * 2).min(timing.t2);
                *at = now + *interval;
                ServerDue::Repeat(response.clone())
            }
            State::Confirmed { timer_i } if *timer_i <= now => {
                self.state = State::Terminated;
                ServerDue::Nothing
            }
            State::Accepted {
                unconfirmed,
                timer_l,
            } if *timer_l <= now => {
                let never_confirmed = unconfirmed.is_some();
                self.state = State::Terminated;
                if never_confirmed {
                    ServerDue::AckTimedOut
                } else {
                    ServerDue::Nothing
                }
            }
            State::Accepted {
                unconfirmed: Some(waiting),
                ..
            } if waiting.again_at <= now => {
                waiting.interval = (waiting.interval * 2).min(timing.t2);
                waiting.again_at = now + waiting.interval;
                ServerDue::Repeat(waiting.response.clone())
            }
            State::Proceeding { .. } | State::Completed { .. } | State::Confirmed { .. } => {
                ServerDue::Nothing
            }
            State::Accepted { .. } | State::Terminated => ServerDue::Nothing,
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        match &self.state {
            State::Proceeding { trying_at, .. } => *trying_at,
            State::Completed {
                timer_g, timer_h, ..
            } => Some(timer_g.map_or(*timer_h, |(at, _)| at.min(*timer_h))),
            State::Confirmed { timer_i } => Some(*timer_i),
            State::Accepted {
                unconfirmed,
                timer_l,
            } => Some(
                unconfirmed
                    .as_ref()
                    .map_or(*timer_l, |waiting| waiting.again_at.min(*timer_l)),
            ),
            State::Terminated => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs the machine and writes down when something was due, in milliseconds.
    fn run(machine: &mut ServerInvite, start: Instant) -> Vec<(u128, ServerDue)> {
        let mut log = Vec::new();
        while let Some(at) = machine.poll_timeout() {
            let due = machine.handle_timeout(&Timing::default(), at);
            if due != ServerDue::Nothing {
                log.push(((at - start).as_millis(), due));
            }
        }
        log
    }

    #[test]
    fn a_refusal_is_repeated_by_timer_g_until_timer_h() {
        let now = Instant::now();
        let mut machine = ServerInvite::new(false, &Timing::default(), now);
        assert!(machine.respond(404, Bytes::from_static(b"404"), &Timing::default(), now));
        assert!(
            !machine.respond(200, Bytes::new(), &Timing::default(), now),
            "one final response"
        );
        let log = run(&mut machine, now);
        let times: Vec<_> = log.iter().map(|(at, _)| *at).collect();
        assert_eq!(
            times,
            [
                500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500, 32000
            ]
        );
        assert_eq!(log.last(), Some(&(32_000, ServerDue::RefusalUnconfirmed)));
        assert!(machine.is_terminated());
    }

    #[test]
    fn an_acknowledged_refusal_is_quiet_and_ends_after_timer_i() {
        let now = Instant::now();
        let mut machine = ServerInvite::new(false, &Timing::default(), now);
        machine.respond(404, Bytes::from_static(b"404"), &Timing::default(), now);
        assert!(machine.repeated().is_some());
        machine.acknowledge(&Timing::default(), now);
        assert_eq!(machine.poll_timeout(), Some(now + Duration::from_secs(5)));
        assert_eq!(machine.repeated(), None);
        assert_eq!(run(&mut machine, now), []);
    }

    #[test]
    fn a_2xx_is_repeated_until_its_ack_on_every_transport() {
        for is_reliable in [false, true] {
            let now = Instant::now();
            let mut machine = ServerInvite::new(is_reliable, &Timing::default(), now);
            machine.respond(200, Bytes::from_static(b"200"), &Timing::default(), now);
            assert_eq!(
                machine.repeated(),
                None,
                "RFC 6026: a repeated INVITE is absorbed"
            );
            let log = run(&mut machine, now);
            let times: Vec<_> = log.iter().map(|(at, _)| *at).collect();
            assert_eq!(times[..4], [500, 1500, 3500, 7500]);
            assert_eq!(log.last(), Some(&(32_000, ServerDue::AckTimedOut)));
        }
        let now = Instant::now();
        let mut machine = ServerInvite::new(false, &Timing::default(), now);
        machine.respond(200, Bytes::from_static(b"200"), &Timing::default(), now);
        assert!(machine.confirm());
        assert!(!machine.confirm());
        assert_eq!(run(&mut machine, now), []);
    }

    #[test]
    fn a_slow_user_makes_100_go_out_once() {
        let now = Instant::now();
        let mut machine = ServerInvite::new(false, &Timing::default(), now);
        assert_eq!(run(&mut machine, now), [(200, ServerDue::Trying)]);
        assert!(machine.is_proceeding());
    }
}
