//! Nodes at one revision have one catalog, folded from the same decisions.

use std::collections::BTreeMap;

use crate::history::History;

pub(crate) fn check(history: &History) {
    let (mut events, mut digests) = (BTreeMap::new(), BTreeMap::new());
    for applied in &history.applied {
        let first = events.entry(applied.revision).or_insert(applied);
        assert_eq!(
            first.event_id(),
            applied.event_id(),
            "nodes {} and {} differ at revision {}",
            first.node,
            applied.node,
            applied.revision
        );
        if let Some(digest) = applied.digest {
            let first = digests.entry(applied.revision).or_insert(digest);
            assert_eq!(
                *first, digest,
                "node {} differs at {}",
                applied.node, applied.revision
            );
        }
    }
}
