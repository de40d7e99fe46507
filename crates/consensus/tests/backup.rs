//! Backups: what they hold, what a restored cluster goes on with, and what is refused.

mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use support::cluster::Cluster;
use support::{CLUSTER, Seen, create_trunk, envelope, open, open_as, record, trunk};
use tandem_consensus::{
    BackupError, Consensus, ConsensusOwner, JournalError, Member, RestoreError, Summary, restore,
    verify,
};
use tandem_model::{Auth, EventId, InboundTrunk, Revision, Sealed};
use tandem_provisioning::{Catalog, Envelope, Event};
use tempfile::{TempDir, tempdir};

/// The node that restored directories are for.
const RESTORED: u64 = 5;

/// Where the head of a backup of [`CLUSTER`] ends.
const HEAD_BYTES: usize = 8 + 4 + 8 + 2 + CLUSTER.len();

#[tokio::test]
async fn a_restored_node_has_catalog_history_and_secrets_and_goes_on() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=300).await;
    owner.snapshot().await;
    let named = EventId::from_random(99);
    let secret = consensus.submit_once(named.clone(), create_secret);
    assert_eq!(
        secret.await.expect("recorded").revision,
        Revision(SECRET_AT)
    );
    record(&consensus, 302..=310).await;
    let backup = Kept::of(&consensus);
    let (catalog, history) = (consensus.catalog(), journal(&consensus));
    close(consensus, owner).await;
    let expected = Summary {
        cluster: CLUSTER.to_owned(),
        revision: Revision(310),
        bytes: backup.bytes().len() as u64,
    };
    assert_eq!(verify(&backup.path()).expect("whole"), expected);

    let dir = tempdir().expect("a directory");
    let summary = restored(&backup.path(), dir.path()).await;
    assert_eq!(summary.expect("restored"), expected);
    // A restart must find it as the first start did.
    for revision in [311, 312] {
        let seen = Arc::new(Seen::default());
        let (consensus, owner) = open_as(dir.path(), RESTORED, Arc::clone(&seen))
            .await
            .expect("opens");
        assert_eq!(seen.installed(), 1);
        let again = consensus.submit_once(named.clone(), create_secret).await;
        assert_eq!(again.expect("known").revision, Revision(SECRET_AT));
        let made = consensus.submit(create_trunk(revision)).await;
        assert_eq!(made.expect("recorded").revision, Revision(revision));
        assert_eq!(journal(&consensus)[..310], history[..]);
        let now = consensus.catalog();
        for trunk in catalog.inbound_trunks() {
            assert_eq!(now.inbound_trunk(&trunk.id), Some(trunk));
        }
        assert_eq!(now.object_count() as u64, revision);
        close(consensus, owner).await;
    }
}

#[tokio::test]
async fn other_nodes_join_a_restored_cluster() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=500).await;
    let backup = Kept::of(&consensus);
    close(consensus, owner).await;

    let dir = tempdir().expect("a directory");
    let summary = restored(&backup.path(), dir.path()).await;
    summary.expect("restored");
    let mut cluster = Cluster::memory();
    cluster.adopt(RESTORED, dir);
    cluster.start(RESTORED).await;
    assert_eq!(cluster.leader().await, RESTORED);
    cluster.record(RESTORED, 501..=510).await;
    for node in [6, 7] {
        let member = cluster.start(node).await;
        let first = cluster.node(RESTORED);
        cluster
            .change(|| first.add_learner(node, member.clone()))
            .await;
        cluster.until_revision(node, Revision(510)).await;
        cluster.change(|| first.promote(node)).await;
    }
    cluster.assert_equal(Revision(510)).await;

    // The restored node is one of three: the others go on without it.
    cluster.stop(RESTORED).await;
    let leader = cluster.record_anywhere(511, &[RESTORED]).await;
    assert_ne!(leader, RESTORED);
    cluster.assert_equal(Revision(511)).await;
    cluster.stop_all().await;
}

#[tokio::test]
async fn a_backup_during_writes_ends_with_its_revision() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=6_000).await;
    let mut backup = consensus.backup().expect("whole");
    let revision = backup.revision();
    assert_eq!(revision, Revision(6_000));
    let mut bytes = Vec::new();
    let mut recorded = 6_000;
    while let Some(part) = backup.next_part().expect("readable") {
        bytes.extend(part);
        record(&consensus, recorded + 1..=recorded + 100).await;
        recorded += 100;
    }
    assert!(recorded > 6_200, "writes were between parts");
    let backup = Kept::with(&bytes);
    let history = journal(&consensus);
    close(consensus, owner).await;

    let dir = tempdir().expect("a directory");
    let summary = restored(&backup.path(), dir.path()).await;
    assert_eq!(summary.expect("restored").revision, revision);
    let (consensus, owner) = open_as(dir.path(), RESTORED, Arc::default())
        .await
        .expect("opens");
    assert_eq!(journal(&consensus), history[..6_000]);
    close(consensus, owner).await;
}

#[tokio::test]
async fn nothing_recorded_yet_is_a_backup_too() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    let backup = Kept::of(&consensus);
    close(consensus, owner).await;
    let dir = tempdir().expect("a directory");
    let summary = restored(&backup.path(), dir.path()).await;
    assert_eq!(summary.expect("restored").revision, Revision::ZERO);
    let (consensus, owner) = open_as(dir.path(), RESTORED, Arc::default())
        .await
        .expect("opens");
    record(&consensus, 1..=1).await;
    close(consensus, owner).await;
}

#[tokio::test]
async fn what_is_broken_cut_off_newer_or_foreign_is_refused_and_leaves_nothing() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=20).await;
    let whole = Kept::of(&consensus).bytes();
    close(consensus, owner).await;

    let changed = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    let mut cases: Vec<(&str, Vec<u8>)> = vec![
        ("no backup", changed(0, b'X')),
        ("format 2", changed(8, 2)),
        ("checksum", changed(HEAD_BYTES - 1, b'?')),
        ("checksum", changed(HEAD_BYTES + 20, 0xFF)),
        (
            "checksum",
            changed(whole.len() - 1, !whole[whole.len() - 1]),
        ),
        ("checksum", [&*whole, b"more"].concat()),
    ];
    cases.extend((0..whole.len()).map(|length| ("too early", whole[..length].to_vec())));
    let place = tempdir().expect("a directory");
    for (expected, bytes) in cases {
        let file = Kept::with(&bytes);
        let refused = restored(&file.path(), &place.path().join("log")).await;
        let refused = refused.expect_err(expected).to_string();
        assert!(
            refused.contains(expected),
            "{refused}, expected {expected:?}"
        );
        let checked = verify(&file.path()).expect_err(expected).to_string();
        assert_eq!(checked, refused);
        assert_eq!(fs::read_dir(&place).expect("readable").count(), 0);
    }
}

#[tokio::test]
async fn an_event_of_a_later_release_is_refused_and_named() {
    use sha2::{Digest as _, Sha256};
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=2).await;
    let mut bytes = Kept::of(&consensus).bytes();
    close(consensus, owner).await;
    // The first envelope gets a field that nobody knows, and the file a checksum that is right.
    let length = HEAD_BYTES..HEAD_BYTES + 4;
    let old = u32::from_le_bytes(bytes[length.clone()].try_into().expect("four bytes"));
    let unknown = [0xF8, 0x07, 1];
    bytes[length].copy_from_slice(&(old + unknown.len() as u32).to_le_bytes());
    let end = HEAD_BYTES + 4 + old as usize;
    bytes.splice(end..end, unknown);
    bytes.truncate(bytes.len() - 32);
    bytes.extend(Sha256::digest(&bytes));
    let file = Kept::with(&bytes);
    let refused = verify(&file.path());
    assert!(
        matches!(
            refused,
            Err(BackupError::Decode {
                revision: Revision(1),
                ..
            })
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_directory_that_is_not_empty_stays_as_it_is() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=3).await;
    let backup = Kept::of(&consensus);
    record(&consensus, 4..=4).await;
    close(consensus, owner).await;
    let refused = restored(&backup.path(), dir.path()).await;
    assert!(matches!(refused, Err(RestoreError::NotEmpty { .. })));
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    assert_eq!(consensus.catalog().revision(), Revision(4));
    close(consensus, owner).await;
}

#[tokio::test]
async fn what_a_killed_restore_left_is_cleared_away() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=3).await;
    let backup = Kept::of(&consensus);
    close(consensus, owner).await;
    let place = tempdir().expect("a directory");
    let aside = place.path().join("log.restoring/journal");
    fs::create_dir_all(&aside).expect("made");
    fs::write(aside.join("00000000000000000001.journal"), "torn").expect("written");
    let summary = restored(&backup.path(), &place.path().join("log")).await;
    summary.expect("restored");
    assert_eq!(fs::read_dir(&place).expect("readable").count(), 1);
}

#[tokio::test]
async fn a_node_whose_journal_has_a_hole_gives_no_backup() {
    let dir = tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    record(&consensus, 1..=5).await;
    close(consensus, owner).await;
    fs::write(
        dir.path().join("journal/missing"),
        "tandem missing 1\n2 3\n",
    )
    .expect("written");
    let (consensus, owner) = open(dir.path(), Arc::default()).await.expect("opens");
    let refused = consensus.backup().err().expect("refused");
    assert!(matches!(
        refused,
        JournalError::Missing {
            first: Revision(2),
            last: Revision(3)
        }
    ));
    close(consensus, owner).await;
}

/// The revision at which a test records [`create_secret`].
const SECRET_AT: u64 = 301;

fn create_secret(_: &Catalog) -> Result<Envelope, &'static str> {
    let mut made = InboundTrunk::clone(&trunk(SECRET_AT));
    made.spec.auth = Auth {
        username: "user".into(),
        password: Some(Sealed(b"sealed".as_slice().into())),
        realm: "".into(),
    };
    Ok(envelope(vec![Event::InboundTrunkCreated(made.into())]))
}

/// A backup in a file.
struct Kept(TempDir);

impl Kept {
    fn of(consensus: &Consensus) -> Self {
        let mut bytes = Vec::new();
        let backup = consensus.backup().expect("the journal is whole");
        backup.write_to(&mut bytes).expect("written");
        Self::with(&bytes)
    }

    fn with(bytes: &[u8]) -> Self {
        let kept = Self(tempdir().expect("a directory"));
        fs::write(kept.path(), bytes).expect("written");
        kept
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("backup")
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).expect("readable")
    }
}

async fn restored(file: &Path, dir: &Path) -> Result<Summary, RestoreError> {
    restore(file, dir, RESTORED, CLUSTER, Member::default()).await
}

fn journal(consensus: &Consensus) -> Vec<(Revision, Envelope)> {
    let read = consensus.journal(Revision(1), usize::MAX);
    read.expect("readable")
}

async fn close(consensus: Consensus, owner: ConsensusOwner) {
    drop(consensus);
    owner.shutdown().await;
}
