use std::time::{Duration, Instant};

use bytes::Bytes;

use super::{ClientDue, Timing};

/// The INVITE client transaction (RFC 3261 §17.1.1, as updated by RFC 6026 §7.2).
pub(crate) struct ClientInvite {
    state: State,
    is_reliable: bool,
}

enum State {
    /// Nothing was heard. Timer A repeats the INVITE, timer B gives up.
    Calling {
        request: Bytes,
        timer_a: Option<(Instant, Duration)>,
        timer_b: Instant,
    },
    /// A provisional response came; its user decides how long it may ring. After CANCEL, 64·T1 (§9.1).
    Proceeding {
        give_up_at: Option<Instant>,
    },
    /// A final response other than 2xx came. Timer D: its repetitions get the ACK again.
    Completed {
        ack: Bytes,
        timer_d: Instant,
    },
    /// A 2xx came. Timer M: others, and repetitions, may follow.
    Accepted {
        timer_m: Instant,
    },
    Terminated,
}

/// What a response means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum InviteHeard {
    Nothing,
    /// A provisional response.
    Provisional,
    /// A 2xx, the first one or not.
    Success,
    /// The final response: give its ACK to [`ClientInvite::completed`].
    Refused,
    /// The final response again: send this ACK again.
    RefusedAgain(Bytes),
}

impl ClientInvite {
    pub(crate) fn new(request: Bytes, is_reliable: bool, timing: &Timing, now: Instant) -> Self {
        Self {
            state: State::Calling {
                request,
                timer_a: (!is_reliable).then_some((now + timing.t1, timing.t1)),
                timer_b: now + timing.patience(),
            },
            is_reliable,
        }
    }

    pub(crate) fn handle_response(
        &mut self,
        status: u16,
        timing: &Timing,
        now: Instant,
    ) -> InviteHeard {
        match &self.state {
            State::Calling { .. } if status < 200 => {
                self.state = State::Proceeding { give_up_at: None };
                InviteHeard::Provisional
            }
            State::Proceeding { .. } if status < 200 => InviteHeard::Provisional,
            State::Calling { .. } | State::Proceeding { .. } if status < 300 => {
                self.state = State::Accepted {
                    timer_m: now + timing.patience(),
                };
                InviteHeard::Success
            }
            State::Calling { .. } | State::Proceeding { .. } => InviteHeard::Refused,
            State::Completed { ack, .. } if status >= 300 => InviteHeard::RefusedAgain(ack.clone()),
            State::Accepted { .. } if (200..300).contains(&status) => InviteHeard::Success,
            State::Completed { .. } | State::Accepted { .. } | State::Terminated => {
                InviteHeard::Nothing
            }
        }
    }

    /// The ACK of the final response has been sent.
    pub(crate) fn completed(&mut self, ack: Bytes, timing: &Timing, now: Instant) {
        let linger = if self.is_reliable {
            Duration::ZERO
        } else {
            timing.patience()
        };
        self.state = State::Completed {
            ack,
            timer_d: now + linger,
        };
    }

    /// CANCEL has been sent: a peer that does not answer it is not waited for any longer (§9.1).
    pub(crate) fn cancelled(&mut self, timing: &Timing, now: Instant) {
        if let State::Proceeding { give_up_at } = &mut self.state {
            give_up_at.get_or_insert(now + timing.patience());
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) -> ClientDue {
        match &mut self.state {
            State::Calling { timer_b: at, .. }
            | State::Proceeding {
                give_up_at: Some(at),
            } if *at <= now => {
                self.state = State::Terminated;
                ClientDue::TimedOut
            }
            State::Calling {
                request,
                timer_a: Some((at, interval)),
                ..
            } if *at <= now => {
                *interval *= 2;
                *at = now + *interval;
                ClientDue::Repeat(request.clone())
            }
            State::Completed { timer_d: at, .. } | State::Accepted { timer_m: at }
                if *at <= now =>
            {
                self.state = State::Terminated;
                ClientDue::Nothing
            }
            State::Calling { .. } | State::Proceeding { .. } | State::Completed { .. } => {
                ClientDue::Nothing
            }
            State::Accepted { .. } | State::Terminated => ClientDue::Nothing,
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        match &self.state {
            State::Calling {
                timer_a, timer_b, ..
            } => Some(timer_a.map_or(*timer_b, |(at, _)| at.min(*timer_b))),
            State::Proceeding { give_up_at } => *give_up_at,
            State::Completed { timer_d: at, .. } | State::Accepted { timer_m: at } => Some(*at),
            State::Terminated => None,
        }
    }

    /// Whether nothing has been heard.
    pub(crate) fn is_calling(&self) -> bool {
        matches!(self.state, State::Calling { .. })
    }

    /// Whether a provisional response, and nothing else, has been heard.
    pub(crate) fn is_proceeding(&self) -> bool {
        matches!(self.state, State::Proceeding { .. })
    }

    pub(crate) fn is_terminated(&self) -> bool {
        matches!(self.state, State::Terminated)
    }

    /// Octets that are kept.
    pub(crate) fn octets(&self) -> usize {
        match &self.state {
            State::Calling { request, .. } => request.len(),
            State::Completed { ack, .. } => ack.len(),
            State::Proceeding { .. } | State::Accepted { .. } | State::Terminated => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(is_reliable: bool, now: Instant) -> ClientInvite {
        let invite = Bytes::from_static(b"INVITE");
        ClientInvite::new(invite, is_reliable, &Timing::default(), now)
    }

    /// Runs the machine and writes down when something was due, in milliseconds.
    fn run(machine: &mut ClientInvite, start: Instant) -> Vec<(u128, ClientDue)> {
        let mut log = Vec::new();
        while let Some(at) = machine.poll_timeout() {
            let due = machine.handle_timeout(at);
            if due != ClientDue::Nothing {
                log.push(((at - start).as_millis(), due));
            }
        }
        log
    }

    #[test]
    fn timer_a_doubles_without_a_limit_and_timer_b_gives_up() {
        let now = Instant::now();
        let log = run(&mut machine(false, now), now);
        let times: Vec<_> = log.iter().map(|(at, _)| *at).collect();
        assert_eq!(times, [500, 1500, 3500, 7500, 15500, 31500, 32000]);
        assert_eq!(log.last().map(|(_, due)| due), Some(&ClientDue::TimedOut));
        let log = run(&mut machine(true, now), now);
        assert_eq!(log, [(32_000, ClientDue::TimedOut)]);
    }

    #[test]
    fn a_provisional_response_stops_all_timers() {
        let (now, timing) = (Instant::now(), Timing::default());
        let mut machine = machine(false, now);
        for status in [100, 180] {
            let heard = machine.handle_response(status, &timing, now);
            assert_eq!(heard, InviteHeard::Provisional);
        }
        assert_eq!(machine.poll_timeout(), None);
        machine.cancelled(&timing, now);
        assert_eq!(run(&mut machine, now), [(32_000, ClientDue::TimedOut)]);
    }

    #[test]
    fn a_refusal_is_told_once_and_its_ack_repeated_until_timer_d() {
        let (now, timing) = (Instant::now(), Timing::default());
        let mut machine = machine(false, now);
        assert_eq!(
            machine.handle_response(486, &timing, now),
            InviteHeard::Refused
        );
        let ack = Bytes::from_static(b"ACK");
        machine.completed(ack.clone(), &timing, now);
        assert_eq!(
            machine.handle_response(486, &timing, now),
            InviteHeard::RefusedAgain(ack)
        );
        for status in [180, 200] {
            let heard = machine.handle_response(status, &timing, now);
            assert_eq!(heard, InviteHeard::Nothing, "{status}");
        }
        assert_eq!(machine.poll_timeout(), Some(now + Duration::from_secs(32)));
        assert_eq!(run(&mut machine, now), []);
        assert!(machine.is_terminated());
    }

    #[test]
    fn all_2xx_are_told_until_timer_m() {
        let (now, timing) = (Instant::now(), Timing::default());
        let mut machine = machine(false, now);
        machine.handle_response(180, &timing, now);
        for _ in 0..3 {
            assert_eq!(
                machine.handle_response(200, &timing, now),
                InviteHeard::Success
            );
        }
        for status in [180, 486] {
            let heard = machine.handle_response(status, &timing, now);
            assert_eq!(heard, InviteHeard::Nothing, "{status}");
        }
        assert_eq!(machine.poll_timeout(), Some(now + Duration::from_secs(32)));
        assert_eq!(run(&mut machine, now), []);
    }
}
