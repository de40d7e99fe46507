//! What was refused, or not applied, is recorded nowhere.

use std::collections::BTreeSet;

use crate::history::{History, Outcome};

pub(crate) fn check(history: &History) {
    let recorded: BTreeSet<_> = history
        .applied
        .iter()
        .map(|one| one.event_id().to_string())
        .collect();
    for operation in &history.operations {
        let there = recorded.contains(&operation.event_id.to_string());
        assert!(
            operation.outcome != Outcome::Never || !there,
            "{} was said to be applied never",
            operation.event_id
        );
    }
}
