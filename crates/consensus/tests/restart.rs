//! What a restart brings back, and what it refuses.

mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use support::{Seen, envelope, open, record};
use tandem_consensus::{Consensus, ConsensusOwner, OpenError};
use tandem_model::{
    CountryRoute, CountryRouteSpec, Destination, Region, Revision, RoutePolicy, Sealed, Stamps,
    Timestamp, Webhook, WebhookEvent, WebhookId, WebhookKey, WebhookSpec, WebhookUrl,
};
use tandem_provisioning::{Catalog, Event};
use tempfile::tempdir;

#[tokio::test]
async fn acknowledged_envelopes_are_there_after_a_restart() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=100).await;
    let before = consensus.catalog();
    close(consensus, owner).await;

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
    close(consensus, owner).await;
}

#[tokio::test]
async fn a_snapshot_and_the_entries_behind_it_make_the_catalog() {
    let dir = tempdir().expect("a directory");
    with_snapshot(dir.path()).await;
    for expected in [3_050, 3_051] {
        let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
        assert_eq!(consensus.catalog().revision(), Revision(expected));
        assert_eq!(consensus.catalog().object_count() as u64, expected);
        record(&consensus, expected + 1..=expected + 1).await;
        let journal = consensus
            .journal(Revision(1), usize::MAX)
            .expect("readable");
        assert_eq!(journal.len() as u64, expected + 1);
        close(consensus, owner).await;
    }
}

#[tokio::test]
async fn a_broken_snapshot_stops_the_node() {
    let dir = tempdir().expect("a directory");
    with_snapshot(dir.path()).await;
    let path = dir.path().join("snapshot/catalog");
    let whole = fs::read(&path).expect("a snapshot");
    let changed = |at: usize| {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        changed
    };
    let broken = [
        changed(9),
        changed(whole.len() / 2),
        changed(whole.len() - 1),
        whole[..whole.len() - 1].to_vec(),
        whole[..whole.len() / 2].to_vec(),
        [&*whole, b"more"].concat(),
        Vec::new(),
    ];
    for bytes in broken {
        fs::write(&path, bytes).expect("written");
        let stopped = open(dir.path(), Arc::default()).await;
        assert!(matches!(stopped, Err(OpenError::Raft(_))));
    }
    fs::write(&path, whole).expect("written");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    close(consensus, owner).await;
}

#[tokio::test]
async fn a_node_does_not_come_back_with_an_empty_log_or_another_id() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=3).await;
    close(consensus, owner).await;

    let other = support::open_as(dir.path(), 2, Arc::default()).await;
    assert!(matches!(
        other,
        Err(OpenError::OtherNode {
            found: 1,
            expected: 2
        })
    ));

    fs::remove_dir_all(dir.path().join("log")).expect("removed");
    for _ in 0..2 {
        let lost = open(dir.path(), Arc::default()).await;
        assert!(matches!(lost, Err(OpenError::LostLog { node: 1 })));
    }
}

#[tokio::test]
async fn a_node_does_not_start_without_the_journal_of_what_the_log_forgot() {
    let dir = tempdir().expect("a directory");
    with_snapshot(dir.path()).await;
    fs::remove_dir_all(dir.path().join("journal")).expect("removed");
    let stopped = open(dir.path(), Arc::default()).await;
    let error = stopped.err().expect("an error").to_string();
    assert!(error.contains("journal ends at revision 0"), "{error}");
}

#[tokio::test]
async fn a_snapshot_has_country_routes_and_webhooks() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    let route = Arc::new(CountryRoute {
        destination: Destination::try_new("DE").expect("a country"),
        stamps: Stamps::default(),
        spec: CountryRouteSpec {
            regions: vec![Region::try_new("eu-central").expect("a region")],
            policy: RoutePolicy::NeverLeave,
        },
    });
    let webhook = Arc::new(Webhook {
        id: WebhookId::from_random(1),
        stamps: Stamps::default(),
        spec: WebhookSpec {
            url: WebhookUrl::try_new("https://a.example").expect("a URL"),
            events: vec![WebhookEvent::CallHangup],
        },
    });
    let key = Arc::new(WebhookKey {
        public: "public".into(),
        private: Sealed(vec![1].into()),
        created_at: Timestamp { unix_nanos: 1 },
    });
    let events = vec![
        Event::CountryRouteSet(Arc::clone(&route)),
        Event::WebhookKeySet(Arc::clone(&key)),
        Event::WebhookCreated(Arc::clone(&webhook)),
    ];
    let decide = |_: &Catalog| -> Result<_, &'static str> { Ok(envelope(events)) };
    consensus.submit(decide).await.expect("recorded");
    owner.snapshot().await;
    let path = dir.path().join("snapshot/catalog");
    while !path.exists() {
        tokio::task::yield_now().await;
    }
    close(consensus, owner).await;

    let seen = Arc::new(Seen::default());
    let (consensus, owner) = open(dir.path(), Arc::clone(&seen)).await.expect("opens");
    assert_eq!((seen.installed(), seen.applied()), (1, Vec::new()));
    let catalog = consensus.catalog();
    assert_eq!(catalog.country_route(route.destination), Some(&route));
    assert_eq!(catalog.webhook_key(), Some(&key));
    assert_eq!(catalog.webhook(&webhook.id), Some(&webhook));
    close(consensus, owner).await;
}

/// Leaves a log of 3,050 envelopes of which the snapshot holds 3,000 and the log has forgotten most.
async fn with_snapshot(dir: &Path) {
    let (consensus, owner) = open(dir, Arc::default()).await.expect("opens");
    record(&consensus, 1..=3_000).await;
    owner.snapshot().await;
    assert!(dir.join("snapshot/catalog").exists());
    record(&consensus, 3_001..=3_050).await;
    close(consensus, owner).await;
}

async fn close(consensus: Consensus, owner: ConsensusOwner) {
    drop(consensus);
    owner.shutdown().await;
}
