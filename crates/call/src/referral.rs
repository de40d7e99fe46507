/// What a peer is told of the call that he asked for by REFER (RFC 3515), and when he is released.
///
/// Give it each status of that call's INVITE, and what he says to each NOTIFY.
#[derive(Clone, Debug)]
pub struct Referral {
    notifies: bool,
    /// The last status that was told; 0 before the first.
    told: u16,
    /// The NOTIFY with the final status waits for its answer.
    awaits_last: bool,
}

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReferralStep {
    /// Send NOTIFY with this status.
    Notify {
        /// Of the call that was asked for.
        status: u16,
        /// Whether the subscription ends with it.
        is_last: bool,
    },
    /// The one who asked is connected no more: hang up.
    Release,
}

impl Referral {
    /// A REFER that was accepted; `notifies` unless it wants no subscription (RFC 4488).
    #[must_use]
    pub fn new(notifies: bool) -> Self {
        Self {
            notifies,
            told: 0,
            awaits_last: false,
        }
    }

    /// Whether the call that was asked for has failed or was answered.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.told >= 200
    }

    /// How the call is. A status that was told, or comes after the final one, is told no more; provisional ones only
    /// rise.
    pub fn hear(&mut self, status: u16) -> Option<ReferralStep> {
        if self.is_over() || status <= self.told {
            return None;
        }
        self.told = status;
        let is_last = self.is_over();
        match (self.notifies, self.has_succeeded()) {
            (true, _) => {
                self.awaits_last = is_last;
                Some(ReferralStep::Notify { status, is_last })
            }
            (false, true) => Some(ReferralStep::Release),
            (false, false) => None,
        }
    }

    /// A NOTIFY was answered with this status, or with none.
    pub fn notified(&mut self, status: Option<u16>) -> Option<ReferralStep> {
        if status.is_some_and(|status| matches!(status, 481 | 489)) {
            // He wants to know no more.
            self.notifies = false;
        }
        let was_last = std::mem::take(&mut self.awaits_last);
        (was_last && self.has_succeeded()).then_some(ReferralStep::Release)
    }

    fn has_succeeded(&self) -> bool {
        (200..300).contains(&self.told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notify(status: u16, is_last: bool) -> Option<ReferralStep> {
        Some(ReferralStep::Notify { status, is_last })
    }

    #[test]
    fn who_asked_is_told_each_step_and_released_when_he_knows() {
        let mut referral = Referral::new(true);
        for (status, step) in [
            (100, notify(100, false)),
            (100, None),
            (183, notify(183, false)),
            (180, None),
            (200, notify(200, true)),
            (200, None),
            (486, None),
        ] {
            assert_eq!(referral.hear(status), step, "{status}");
        }
        assert!(referral.is_over());
        assert_eq!(referral.notified(Some(200)), Some(ReferralStep::Release));
        assert_eq!(referral.notified(Some(200)), None);
    }

    #[test]
    fn a_failure_releases_nobody() {
        let mut referral = Referral::new(true);
        assert_eq!(referral.hear(486), notify(486, true));
        assert_eq!(referral.notified(Some(200)), None);
        assert_eq!(referral.hear(200), None);
    }

    #[test]
    fn who_wants_no_word_is_released_at_once() {
        let mut referral = Referral::new(false);
        assert_eq!(referral.hear(100), None);
        assert_eq!(referral.hear(200), Some(ReferralStep::Release));
        let mut failed = Referral::new(false);
        assert_eq!(failed.hear(503), None);
        // Who ends the subscription hears nothing more, and is released all the same.
        let mut ended = Referral::new(true);
        assert_eq!(ended.hear(100), notify(100, false));
        assert_eq!(ended.notified(Some(481)), None);
        assert_eq!(ended.hear(180), None);
        assert_eq!(ended.hear(200), Some(ReferralStep::Release));
        let mut silent = Referral::new(true);
        assert_eq!(silent.hear(200), notify(200, true));
        assert_eq!(silent.notified(None), Some(ReferralStep::Release));
    }
}
