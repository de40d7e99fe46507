//! What a client was told is recorded stands at that revision in the end.

use std::collections::BTreeMap;

use crate::history::{History, Outcome};

pub(crate) fn check(history: &History) {
    let events: BTreeMap<_, _> = history
        .applied
        .iter()
        .map(|one| (one.revision, one.event_id()))
        .collect();
    for operation in &history.operations {
        if let Outcome::Recorded(revision) = operation.outcome {
            let found = events.get(&revision).copied();
            assert_eq!(
                found,
                Some(&operation.event_id),
                "revision {revision} was acknowledged"
            );
        }
    }
    let last = events.keys().next_back().map_or(0, |last| last.0);
    assert_eq!(events.len() as u64, last, "the history has a hole");
}
