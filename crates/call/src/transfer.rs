use std::time::{Duration, Instant};

/// How long the peer has to hang up himself once he has been transferred.
const GRACE: Duration = Duration::from_secs(1);

/// A transfer by REFER (RFC 3515), from the request to its outcome.
///
/// Whoever drives it acts on each [`TransferStep`] as it is returned; after [`TransferStep::Outcome`] of a failure there
/// is nothing more to come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transfer {
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// REFER is out.
    Asked {
        gives_up_at: Instant,
    },
    /// The peer calls the other one.
    Accepted {
        gives_up_at: Instant,
    },
    /// The other one has answered.
    Completed {
        hangs_up_at: Instant,
    },
    Over,
}

/// What happened to a transfer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransferInput {
    /// REFER was answered with 2xx.
    Accepted,
    /// REFER was answered otherwise.
    Refused(u16),
    /// REFER was not answered.
    Unanswered,
    /// A NOTIFY told this status.
    Told(u16),
    /// The subscription ended, and no final status was told.
    Unsubscribed,
    /// The call is over.
    CallOver,
}

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransferStep {
    /// Tell who asked.
    Outcome(TransferOutcome),
    /// The peer has not hung up: do so.
    Hangup,
}

/// What a transfer ended with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransferOutcome {
    /// The other one answered.
    Completed,
    /// The call ended after the peer had taken the REFER: that is how many tell it.
    CallEnded,
    /// The call ended before.
    CallGone,
    /// The peer does not take the REFER.
    Refused(u16),
    /// The peer did not answer the REFER.
    Unanswered,
    /// The other one did not answer, and this is why.
    Failed(u16),
    /// The peer stopped telling how far it is.
    Unsubscribed,
    /// It took too long.
    TimedOut,
}

impl Transfer {
    /// A transfer whose REFER is on its way.
    #[must_use]
    pub fn new(timeout: Duration, now: Instant) -> Self {
        let gives_up_at = now + timeout;
        Self {
            state: State::Asked { gives_up_at },
        }
    }

    /// Takes what happened.
    pub fn handle_input(&mut self, input: TransferInput, now: Instant) -> Option<TransferStep> {
        use TransferInput::{Accepted, CallOver, Refused, Told, Unanswered, Unsubscribed};
        let outcome = match (self.state, input) {
            (State::Over | State::Completed { .. }, _) => return None,
            (State::Asked { gives_up_at }, Accepted) => {
                self.state = State::Accepted { gives_up_at };
                return None;
            }
            // A NOTIFY may overtake the response to the REFER (RFC 3515 §2.4.4).
            (_, Told(0..=199)) | (State::Accepted { .. }, Accepted) => return None,
            (_, Told(200..=299)) => {
                let hangs_up_at = now + GRACE;
                self.state = State::Completed { hangs_up_at };
                return Some(TransferStep::Outcome(TransferOutcome::Completed));
            }
            (_, Told(status)) => TransferOutcome::Failed(status),
            (_, Refused(status)) => TransferOutcome::Refused(status),
            (_, Unanswered) => TransferOutcome::Unanswered,
            (_, Unsubscribed) => TransferOutcome::Unsubscribed,
            (State::Asked { .. }, CallOver) => TransferOutcome::CallGone,
            (State::Accepted { .. }, CallOver) => TransferOutcome::CallEnded,
        };
        self.state = State::Over;
        Some(TransferStep::Outcome(outcome))
    }

    /// Runs what is due.
    pub fn handle_timeout(&mut self, now: Instant) -> Option<TransferStep> {
        self.poll_timeout().filter(|at| *at <= now)?;
        let is_complete = matches!(self.state, State::Completed { .. });
        self.state = State::Over;
        Some(match is_complete {
            true => TransferStep::Hangup,
            false => TransferStep::Outcome(TransferOutcome::TimedOut),
        })
    }

    /// The next instant at which [`Self::handle_timeout`] must run.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        match self.state {
            State::Asked { gives_up_at } | State::Accepted { gives_up_at } => Some(gives_up_at),
            State::Completed { hangs_up_at } => Some(hangs_up_at),
            State::Over => None,
        }
    }

    /// Whether its outcome is known.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.state, State::Completed { .. } | State::Over)
    }

    /// Whether another one may begin.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of a transfer that these things happened to.
    fn steps(inputs: &[TransferInput]) -> (Transfer, Vec<TransferStep>) {
        let now = Instant::now();
        let mut transfer = Transfer::new(Duration::from_secs(30), now);
        let steps = inputs
            .iter()
            .filter_map(|input| transfer.handle_input(*input, now));
        let steps = steps.collect();
        (transfer, steps)
    }

    #[test]
    fn outcomes_are_told_once() {
        use TransferInput::{Accepted, CallOver, Refused, Told, Unanswered, Unsubscribed};
        use TransferOutcome as End;
        for (inputs, end) in [
            (
                &[Accepted, Told(100), Told(200), CallOver][..],
                End::Completed,
            ),
            (
                &[Told(100), Accepted, Told(486), Told(200)],
                End::Failed(486),
            ),
            (&[Told(200), Accepted], End::Completed),
            (&[Accepted, CallOver], End::CallEnded),
            (&[CallOver], End::CallGone),
            (&[Refused(603)], End::Refused(603)),
            (&[Unanswered], End::Unanswered),
            (&[Accepted, Told(180), Unsubscribed], End::Unsubscribed),
        ] {
            assert_eq!(steps(inputs).1, [TransferStep::Outcome(end)], "{inputs:?}");
        }
    }

    #[test]
    fn a_peer_that_stays_is_hung_up_and_a_silent_one_is_given_up() {
        let (mut transfer, _) = steps(&[TransferInput::Accepted, TransferInput::Told(200)]);
        let due = transfer.poll_timeout().expect("it hangs up");
        assert_eq!(transfer.handle_timeout(due), Some(TransferStep::Hangup));
        assert!(transfer.is_over());
        let (mut transfer, _) = steps(&[TransferInput::Accepted]);
        let due = transfer.poll_timeout().expect("it gives up");
        assert_eq!(
            transfer.handle_timeout(due - Duration::from_millis(1)),
            None
        );
        let end = TransferStep::Outcome(TransferOutcome::TimedOut);
        assert_eq!(transfer.handle_timeout(due), Some(end));
    }
}
