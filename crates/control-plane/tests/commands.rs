//! Commands, from who asks to the matcher that follows.

use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use tandem_control_plane::{
    Behind, CallPlaced, Config, ControlPlane, ControlPlaneOwner, ExecuteError, Metrics, Request,
    Vault, once,
};
use tandem_model::{InboundTrunkSpec, PhoneNumber, Revision, TrunkTerms};
use tandem_provisioning::{Actor, Command, Event, Refusal};
use tempfile::tempdir;

#[derive(Default)]
struct Counted(Mutex<Vec<(Revision, usize)>>);

impl Metrics for Counted {
    fn placed(&self, _placed: CallPlaced) {}

    fn recorded(&self, revision: Revision, objects: usize) {
        self.0
            .lock()
            .expect("not poisoned")
            .push((revision, objects));
    }
}

async fn open(dir: &Path, metrics: Arc<dyn Metrics>) -> (ControlPlane, ControlPlaneOwner) {
    let config = Config {
        dir: dir.to_owned(),
        node_id: 1,
        ended_calls: tandem_control_plane::calls::ENDED_CALLS,
        metrics,
    };
    let opened = ControlPlane::open(config, Vault::from_key([7; 32])).await;
    opened.expect("opens")
}

fn actor() -> Actor {
    Actor("devkey".into())
}

fn create(number: &str) -> Command {
    Command::CreateInboundTrunk(Box::new(InboundTrunkSpec {
        name: "trunk".into(),
        numbers: vec![PhoneNumber::new(number)],
        ..InboundTrunkSpec::default()
    }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_comes_when_catalog_and_matcher_have_moved() {
    let dir = tempdir().expect("a directory");
    let counted = Arc::new(Counted::default());
    let (plane, owner) = open(dir.path(), Arc::clone(&counted) as _).await;
    for number in 1..=3 {
        let command = create(&format!("+1555010{number}"));
        let receipt = plane.execute(actor(), command).await.expect("recorded");
        assert_eq!(receipt.revision, Revision(number));
        assert_eq!(plane.revision(), receipt.revision);
        assert_eq!(plane.matcher().revision(), receipt.revision);
        let [Event::InboundTrunkCreated(trunk)] = &*receipt.envelope.events else {
            panic!("one trunk was created");
        };
        assert_eq!(plane.catalog().inbound_trunk(&trunk.id), Some(trunk));
    }
    let expected = (0..=3).map(|count| (Revision(count), count as usize));
    assert!(
        counted
            .0
            .lock()
            .expect("not poisoned")
            .iter()
            .copied()
            .eq(expected)
    );
    drop(plane);
    owner.shutdown().await;

    let (plane, owner) = open(dir.path(), Arc::new(())).await;
    assert_eq!(plane.matcher().revision(), Revision(3));
    drop(plane);
    owner.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_upon_an_old_revision_is_refused_and_history_tells_who_was_first() {
    let dir = tempdir().expect("a directory");
    let (plane, owner) = open(dir.path(), Arc::new(())).await;
    let request = |actor: &str, number| Request {
        actor: Actor(actor.into()),
        command: create(number),
        comment: "upon nothing".into(),
        expected_revision: Some(Revision::ZERO),
        event_id: None,
    };
    let first = plane.request(request("first", "+15550101")).await;
    let second = plane.request(request("second", "+15550102")).await;
    assert_eq!(first.expect("recorded").revision, Revision(1));
    let mismatch = Refusal::RevisionMismatch {
        expected: Revision::ZERO,
        actual: Revision(1),
    };
    assert_eq!(second, Err(ExecuteError::Refused(mismatch)));

    let history = plane.history(Revision(1), 10).await.expect("readable");
    let told: Vec<_> = history
        .iter()
        .map(|(revision, envelope)| (revision.0, &*envelope.actor.0, &*envelope.comment))
        .collect();
    assert_eq!(told, [(1, "first", "upon nothing")]);
    drop(plane);
    owner.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_replacement_of_a_trunk_with_terms_is_known_again() {
    let dir = tempdir().expect("a directory");
    let (plane, owner) = open(dir.path(), Arc::new(())).await;
    let spec = |name: &str| InboundTrunkSpec {
        name: name.into(),
        numbers: vec![PhoneNumber::new("+15550101")],
        ..InboundTrunkSpec::default()
    };
    let tagged = InboundTrunkSpec {
        terms: Some(Box::new(TrunkTerms {
            tags: vec!["a".into()],
            ..TrunkTerms::default()
        })),
        ..spec("first")
    };
    let created = plane.execute(actor(), Command::CreateInboundTrunk(Box::new(tagged)));
    let created = created.await.expect("recorded");
    let trunk = created.envelope.events[0].inbound_trunk().expect("a trunk");
    let replaced = |name: &str| Request {
        actor: actor(),
        command: Command::ReplaceInboundTrunk(trunk.id.clone(), Box::new(spec(name))),
        comment: "".into(),
        expected_revision: None,
        event_id: Some(once::event_id(&["replacement"])),
    };
    for _ in 0..2 {
        let receipt = plane.request(replaced("second")).await.expect("recorded");
        assert_eq!(receipt.revision, Revision(2));
    }
    let other = plane.request(replaced("third")).await;
    assert_eq!(other, Err(ExecuteError::NameTaken(Revision(2))));
    let kept = plane.catalog().inbound_trunk(&trunk.id).cloned();
    let kept = kept.and_then(|trunk| trunk.spec.terms.clone());
    assert_eq!(kept.expect("terms").tags, ["a".into()]);
    drop(plane);
    owner.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_waits_for_a_revision_and_no_longer_than_he_says() {
    let dir = tempdir().expect("a directory");
    let (plane, owner) = open(dir.path(), Arc::new(())).await;
    let behind = plane.wait_for(Revision(1), Duration::from_millis(10)).await;
    let expected = Behind {
        wanted: Revision(1),
        at: Revision::ZERO,
    };
    assert_eq!(behind, Err(expected));
    let (reached, created) = tokio::join!(
        plane.wait_for(Revision(1), Duration::from_secs(60)),
        plane.execute(actor(), create("+15550101")),
    );
    created.expect("recorded");
    assert_eq!(reached, Ok(()));
    drop(plane);
    owner.shutdown().await;
}
