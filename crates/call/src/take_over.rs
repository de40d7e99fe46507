/// The call that a `Replaces` names (RFC 3891), as the side that is asked sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// No dialog is meant.
    Unknown,
    /// Its dialog has ended.
    Ended,
    /// The peer called, and was not answered yet.
    RingsHere,
    /// We called, and the peer has not answered yet.
    RingsThere,
    /// It was answered, and the ACK has not come.
    Unconfirmed,
    /// It was answered.
    Confirmed,
}

/// Why a call is not replaced.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotReplaced {
    /// 481: there is no such dialog, or it is one that may not be replaced.
    NoDialog,
    /// 603: it has ended.
    Ended,
    /// 486: it was answered, and was to be replaced only before.
    Answered,
    /// 500 with `Retry-After`: no BYE may leave before the ACK (RFC 3261 §15).
    TooEarly,
}

impl Standing {
    /// Whether a call may take this one's place; `is_early_only` as its Replaces says (RFC 3891 §3).
    ///
    /// # Errors
    /// [`NotReplaced`].
    pub fn judge(self, is_early_only: bool) -> Result<(), NotReplaced> {
        match self {
            Self::Unknown | Self::RingsHere => Err(NotReplaced::NoDialog),
            Self::Ended => Err(NotReplaced::Ended),
            Self::Unconfirmed | Self::Confirmed if is_early_only => Err(NotReplaced::Answered),
            Self::Unconfirmed => Err(NotReplaced::TooEarly),
            Self::RingsThere | Self::Confirmed => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_and_ours_to_give_is_replaced() {
        use NotReplaced::{Answered, Ended, NoDialog, TooEarly};
        for (standing, is_early_only, expected) in [
            (Standing::Unknown, false, Err(NoDialog)),
            (Standing::Ended, false, Err(Ended)),
            (Standing::Ended, true, Err(Ended)),
            (Standing::RingsHere, true, Err(NoDialog)),
            (Standing::RingsThere, false, Ok(())),
            (Standing::RingsThere, true, Ok(())),
            (Standing::Unconfirmed, false, Err(TooEarly)),
            (Standing::Unconfirmed, true, Err(Answered)),
            (Standing::Confirmed, false, Ok(())),
            (Standing::Confirmed, true, Err(Answered)),
        ] {
            let judged = standing.judge(is_early_only);
            assert_eq!(judged, expected, "{standing:?} {is_early_only}");
        }
    }
}
