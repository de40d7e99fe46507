use std::time::{Duration, Instant};

/// A part of a frame: each mix has its 20 ms in one of four, so that packets do not leave in one burst.
pub(crate) const SLOT: Duration = Duration::from_millis(5);
/// A thread that wakes later than this cannot say when the packets that it finds have come.
const PUNCTUAL: Duration = Duration::from_millis(3);
/// A thread that wakes later than this has stalled.
const STALL: Duration = Duration::from_millis(20);
/// What is made up for after a stall: peers hear these frames late; of a longer stall they hear a gap.
const MOST_BEHIND: Duration = Duration::from_millis(200);

/// Keeps the engine's grid of slots. Deadlines are absolute: a slot that takes long makes the next no later.
#[derive(Debug)]
pub(crate) struct Pace {
    due: Instant,
    has_stalled: bool,
}

/// One slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Turn {
    /// When the slot is, whenever it is carried out.
    pub(crate) due: Instant,
    /// It is carried out on time.
    pub(crate) is_punctual: bool,
    /// It is the first after a stall.
    pub(crate) is_stall: bool,
}

impl Pace {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            due: now,
            has_stalled: false,
        }
    }

    /// Begins the grid anew: there was nothing to do.
    pub(crate) fn restart(&mut self, now: Instant) {
        *self = Self::new(now);
    }

    /// How long until the next slot.
    pub(crate) fn wait(&self, now: Instant) -> Duration {
        self.due.saturating_duration_since(now)
    }

    /// The slot that is due now, late perhaps.
    pub(crate) fn turn(&mut self, now: Instant) -> Turn {
        let behind = now.saturating_duration_since(self.due);
        if behind > MOST_BEHIND {
            self.due = now;
        }
        let has_stalled = std::mem::replace(&mut self.has_stalled, behind > STALL);
        let turn = Turn {
            due: self.due,
            is_punctual: behind <= PUNCTUAL,
            is_stall: behind > STALL && !has_stalled,
        };
        self.due += SLOT;
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_late_slot_makes_the_next_no_later() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        assert_eq!(pace.turn(start).due, start);
        assert_eq!(pace.wait(start + MS), 4 * MS);
        let late = pace.turn(start + 9 * MS);
        assert_eq!(
            (late.due, late.is_punctual, late.is_stall),
            (start + 5 * MS, false, false)
        );
        assert_eq!(pace.wait(start + 9 * MS), MS);
    }

    #[test]
    fn a_stall_is_made_up_for_slot_by_slot_and_counted_once() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let now = start + 100 * MS;
        let turns: Vec<Turn> = (0..21).map(|_| pace.turn(now)).collect();
        assert!(
            turns
                .iter()
                .zip(0..)
                .all(|(turn, slot)| turn.due == start + SLOT * slot)
        );
        assert_eq!(turns.iter().filter(|turn| turn.is_stall).count(), 1);
        assert!(turns[20].is_punctual && !turns[19].is_punctual);
        assert_eq!(pace.wait(now), SLOT);
    }

    #[test]
    fn what_a_long_stall_missed_is_given_up() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let now = start + 500 * MS;
        assert_eq!(pace.turn(now).due, now);
        assert_eq!(pace.wait(now), SLOT);
    }
}
