//! An event id is recorded once, however often it is submitted.

use std::collections::BTreeMap;

use crate::history::History;

pub(crate) fn check(history: &History) {
    let mut revisions = BTreeMap::new();
    for applied in &history.applied {
        let first = revisions
            .entry(applied.event_id().to_string())
            .or_insert(applied.revision);
        assert_eq!(
            *first,
            applied.revision,
            "{} is recorded twice",
            applied.event_id()
        );
    }
}
