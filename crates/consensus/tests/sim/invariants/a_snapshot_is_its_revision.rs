//! A catalog that came whole, from the disk or from another node, is what the decisions up to its revision add up to.

use std::collections::BTreeMap;

use tandem_provisioning::Event;

use crate::history::{History, digest_of};

pub(crate) fn check(history: &History) {
    let envelopes: BTreeMap<_, _> = history
        .applied
        .iter()
        .map(|one| (one.revision, &one.envelope))
        .collect();
    let mut installed: Vec<_> = history.installed.iter().collect();
    installed.sort_by_key(|one| one.revision);
    let mut recorded = envelopes.into_iter().peekable();
    let mut trunks = BTreeMap::new();
    for one in installed {
        while let Some((_, envelope)) = recorded.next_if(|(revision, _)| *revision <= one.revision)
        {
            for event in &envelope.events {
                if let Event::InboundTrunkCreated(trunk) = event {
                    trunks.insert(trunk.id.as_str(), trunk);
                }
            }
        }
        let expected = digest_of(one.revision, trunks.values().map(|trunk| &***trunk));
        assert_eq!(
            one.digest, expected,
            "node {} holds another catalog at {}",
            one.node, one.revision
        );
    }
}
