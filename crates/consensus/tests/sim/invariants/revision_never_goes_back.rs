//! What a node shows never becomes older while it runs. A restart may show what it last knew to be committed, but
//! never less than what it folds next to: a node applies each revision of a life once, in order.

use std::collections::BTreeMap;

use crate::history::History;

pub(crate) fn check(history: &History) {
    let mut shown = BTreeMap::new();
    for one in &history.installed {
        let last = shown.entry((one.node, one.life)).or_insert(one.revision);
        assert!(
            *last <= one.revision,
            "node {} went from {last} to {}",
            one.node,
            one.revision
        );
        *last = one.revision;
    }
    let mut applied = BTreeMap::new();
    for one in &history.applied {
        if let Some(last) = applied.insert((one.node, one.life), one.revision) {
            assert!(
                last < one.revision,
                "node {} applied {} behind {last}",
                one.node,
                one.revision
            );
        }
    }
}
