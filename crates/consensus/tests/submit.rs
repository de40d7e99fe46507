//! What a submission sees, and what it is answered.

mod support;

use std::sync::Arc;

use support::{Seen, create_trunk, envelope, open, trunk};
use tandem_consensus::{NotApplied, SubmitError};
use tandem_model::Revision;
use tandem_provisioning::{Catalog, Envelope, Event};
use tempfile::tempdir;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_that_ask_at_once_one_is_recorded_and_the_others_are_refused() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    let asked = (0..200).map(|number| consensus.submit(create_trunk(number % 20)));
    let answers = futures::future::join_all(asked).await;
    let (recorded, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(recorded.len(), 20);
    let refusal = Err(SubmitError::Refused("there is one"));
    assert!(refused.iter().all(|answer| *answer == refusal));
    assert_eq!(consensus.catalog().revision(), Revision(20));
    drop(consensus);
    owner.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_without_events_waits_for_what_it_was_made_upon() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    let look = |catalog: &Catalog| -> Result<Envelope, &'static str> {
        assert_eq!(catalog.inbound_trunks().count(), 1);
        Ok(envelope(Vec::new()))
    };
    let (created, looked) = tokio::join!(consensus.submit(create_trunk(1)), async {
        let looked = consensus.submit(look).await;
        (looked, consensus.catalog().revision())
    });
    assert_eq!(created.expect("recorded").revision, Revision(1));
    let (looked, applied) = looked;
    assert_eq!(looked.expect("answered").revision, Revision(1));
    assert_eq!(applied, Revision(1));
    assert!(
        consensus
            .journal(Revision(2), 1)
            .expect("readable")
            .is_empty()
    );
    drop(consensus);
    owner.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn observers_see_every_revision_in_order_before_the_answer() {
    let dir = tempdir().expect("a directory");
    let seen = Arc::new(Seen::default());
    let (consensus, owner) = open(dir.path(), Arc::clone(&seen)).await.expect("opens");
    let asked = (1..=300).map(|number| {
        let (consensus, seen) = (consensus.clone(), Arc::clone(&seen));
        async move {
            let recorded = consensus
                .submit(create_trunk(number))
                .await
                .expect("recorded");
            assert!(seen.applied().contains(&recorded.revision));
            assert!(consensus.catalog().revision() >= recorded.revision);
        }
    });
    futures::future::join_all(asked).await;
    assert!(seen.applied().into_iter().eq((1..=300).map(Revision)));
    drop(consensus);
    owner.shutdown().await;
}

#[tokio::test]
async fn an_envelope_beyond_the_bound_is_not_applied_and_the_next_one_is() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    let huge = |_: &Catalog| -> Result<Envelope, &'static str> {
        let mut trunk = trunk(1);
        Arc::make_mut(&mut trunk).spec.metadata = "m".repeat(17 << 20).into();
        Ok(envelope(vec![Event::InboundTrunkCreated(trunk)]))
    };
    let answer = consensus.submit(huge).await;
    assert!(matches!(
        answer,
        Err(SubmitError::NotApplied(NotApplied::TooLarge { .. }))
    ));
    let recorded = consensus.submit(create_trunk(1)).await.expect("recorded");
    assert_eq!(recorded.revision, Revision(1));
    drop(consensus);
    owner.shutdown().await;
}

#[tokio::test]
async fn after_a_shutdown_nothing_is_applied() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    let other = consensus.clone();
    let shut = tokio::spawn(owner.shutdown());
    let answer = loop {
        match other.submit(create_trunk(1)).await {
            Ok(_) | Err(SubmitError::Refused(_)) => {}
            Err(answer) => break answer,
        }
    };
    assert!(matches!(
        answer,
        SubmitError::NotApplied(_) | SubmitError::Unknown(_)
    ));
    drop((consensus, other));
    shut.await.expect("shut down");
}
