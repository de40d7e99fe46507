//! A term has one leader (Raft, figure 3: election safety).

use std::collections::BTreeMap;

use crate::history::History;

pub(crate) fn check(history: &History) {
    let mut leaders = BTreeMap::new();
    for (term, node) in &history.leads {
        let leader = leaders.entry(term).or_insert(node);
        assert_eq!(*leader, node, "two nodes lead term {term}");
    }
}
