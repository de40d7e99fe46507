//! A watcher sees every revision once and in order, over whatever nodes it is served by.

use std::collections::BTreeMap;

use crate::history::History;

pub(crate) fn check(history: &History) {
    let events: BTreeMap<_, _> = history
        .applied
        .iter()
        .map(|one| (one.revision, one.event_id()))
        .collect();
    for (watcher, seen) in &history.watched {
        for (expected, (revision, event_id)) in (1..).zip(seen) {
            assert_eq!(
                revision.0, expected,
                "watcher {watcher} has a gap or a duplicate"
            );
            assert_eq!(
                events.get(revision),
                Some(&event_id),
                "watcher {watcher} at {revision}"
            );
        }
    }
}
