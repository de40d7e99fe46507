//! What a restart brings back.

mod support;

use std::sync::Arc;

use support::{Seen, create_trunk, open};
use tandem_model::Revision;
use tempfile::tempdir;

#[tokio::test]
async fn acknowledged_envelopes_are_there_after_a_restart() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::new(Seen::default()))
        .await
        .expect("opens");
    for number in 1..=100 {
        let recorded = consensus
            .submit(create_trunk(number))
            .await
            .expect("recorded");
        assert_eq!(recorded.revision, Revision(number));
    }
    let before = consensus.catalog();
    drop(consensus);
    owner.shutdown().await;

    let seen = Arc::new(Seen::default());
    let (consensus, owner) = open(dir.path(), Arc::clone(&seen)).await.expect("opens");
    let after = consensus.catalog();
    assert_eq!(after.revision(), Revision(100));
    assert!(after.inbound_trunks().eq(before.inbound_trunks()));
    assert_eq!(seen.installed(), 1);
    assert_eq!(
        consensus.journal(Revision(41), 3).expect("readable").len(),
        3
    );
    drop(consensus);
    owner.shutdown().await;
}
