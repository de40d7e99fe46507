//! The clients' histories are linearizable.
//!
//! Every recorded operation is a fetch-and-add on one counter, the revision: it returns a value of its own, and the
//! sequential history that these values give is the only one possible. So the history is linearizable if and only if
//! that order agrees with time: what ended before another began has the lower revision. An operation of unknown
//! outcome has no end, so it constrains nothing; one that was refused leaves the counter alone.

use crate::history::{History, Outcome};

pub(crate) fn check(history: &History) {
    let mut recorded: Vec<_> = history
        .operations
        .iter()
        .filter_map(|operation| match operation.outcome {
            Outcome::Recorded(revision) => Some((revision, operation)),
            Outcome::Never | Outcome::Unknown => None,
        })
        .collect();
    recorded.sort_by_key(|(revision, _)| *revision);
    let mut latest_begin = None;
    for (revision, operation) in recorded {
        if let Some((before, began)) = latest_begin {
            assert!(
                began <= operation.ended,
                "{revision} ended before {before} began"
            );
        }
        if latest_begin.is_none_or(|(_, began)| began < operation.began) {
            latest_begin = Some((revision, operation.began));
        }
    }
}
