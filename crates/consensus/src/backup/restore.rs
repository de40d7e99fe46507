//! A new cluster's first voter, from a backup.
//!
//! The restored node stands as one that has led term 1, recorded all of the backup, written a snapshot and purged its
//! log: it goes on behind that, and whoever joins gets the snapshot and then the journal.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use openraft::storage::RaftLogStorage;
use tandem_provisioning::Catalog;
use tokio::sync::mpsc;

use super::read::Reader;
use super::{BackupError, PART_BYTES, PART_ENVELOPES, Summary, verify};
use crate::codec;
use crate::member::Member;
use crate::recent::EventIds;
use crate::snapshot::SnapshotDir;
use crate::store::{Identity, Journal, Log, sync_dir};
use crate::types::{LogId, Membership, NodeId, SnapshotMeta, StoredMembership, Vote, log_id};

/// The term that a restored node has led.
const TERM: u64 = 1;

/// What the directory is called while it is made.
const ASIDE: &str = "restoring";

/// Why a backup was not restored. Nothing was changed, and nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The file cannot be used.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// There is a log already, which would be lost. Move it away, or name another directory.
    #[error("{} is not empty: move it away, or restore into another directory", dir.display())]
    NotEmpty {
        /// The directory.
        dir: PathBuf,
    },
    /// Another restore into the same directory has not ended.
    #[error("another restore into {} is under way", dir.display())]
    UnderWay {
        /// The directory.
        dir: PathBuf,
    },
    /// The directory cannot be made.
    #[error("{} cannot be made: {source}", dir.display())]
    Disk {
        /// The directory.
        dir: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Makes the directory of a new cluster's first voter, which is at the backup's revision and has all of its history.
///
/// `dir` is what [`crate::ConsensusConfig::dir`] will be; it must be empty or absent. The cluster should have another
/// name than the lost one, so that none of its nodes is heard if it comes back. Sealed secrets are opened by the key
/// that they were sealed under. All is durable when it
/// returns; it blocks its thread meanwhile.
///
/// # Errors
/// [`RestoreError`]
pub async fn restore(
    file: &Path,
    dir: &Path,
    node: NodeId,
    cluster: &str,
    member: Member,
) -> Result<Summary, RestoreError> {
    let disk = |source| RestoreError::Disk {
        dir: dir.to_owned(),
        source,
    };
    if !is_empty(dir).map_err(disk)? {
        let dir = dir.to_owned();
        return Err(RestoreError::NotEmpty { dir });
    }
    // What is broken is told before anything is made.
    verify(file)?;
    let absolute = std::path::absolute(dir).map_err(disk)?;
    let parent = absolute.parent().unwrap_or(&absolute);
    fs::create_dir_all(parent).map_err(disk)?;
    let aside = absolute.with_added_extension(ASIDE);
    let under_way = || RestoreError::UnderWay {
        dir: dir.to_owned(),
    };
    let _lock = lock(&aside).map_err(disk)?.ok_or_else(under_way)?;
    let made = make(file, &aside, node, cluster, member).await;
    let placed = made.and_then(|summary| {
        fs::rename(&aside, &absolute)?;
        sync_dir(parent)?;
        Ok(summary)
    });
    placed.map_err(|error| {
        // The first failure is what matters.
        let _ = fs::remove_dir_all(&aside);
        match error {
            Failure::Backup(error) => error.into(),
            Failure::Disk(error) => disk(error),
        }
    })
}

/// Makes the directory aside and locks it; nothing when another restore has it. What a killed one left is there still.
fn lock(aside: &Path) -> io::Result<Option<File>> {
    match fs::create_dir(aside) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => made?,
    }
    let lock = File::open(aside)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    // Who had it may have moved or removed it since it was opened.
    let is_same = fs::metadata(aside).is_ok_and(|now| {
        lock.metadata()
            .is_ok_and(|then| (now.dev(), now.ino()) == (then.dev(), then.ino()))
    });
    Ok(is_same.then_some(lock))
}

/// What may go wrong while the directory is made.
enum Failure {
    Backup(BackupError),
    Disk(io::Error),
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        Self::Backup(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

/// Whether nothing is there that could be lost.
fn is_empty(dir: &Path) -> io::Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

async fn make(
    file: &Path,
    dir: &Path,
    node: NodeId,
    cluster: &str,
    member: Member,
) -> Result<Summary, Failure> {
    for left in fs::read_dir(dir)? {
        // A restore was killed.
        let left = left?;
        match left.file_type()?.is_dir() {
            true => fs::remove_dir_all(left.path())?,
            false => fs::remove_file(left.path())?,
        }
    }
    let (summary, catalog, event_ids) = history(file, dir)?;
    // A new cluster's log begins with its members and the first leader's blank entry.
    let last = log_id(TERM, summary.revision.0 + 1);
    let members = BTreeMap::from([(node, member)]);
    let membership = Membership::new(vec![BTreeSet::from([node])], members);
    let meta = SnapshotMeta {
        last_log_id: Some(last),
        last_membership: StoredMembership::new(
            Some(log_id(TERM, 0)),
            membership.map_err(io::Error::other)?,
        ),
    };
    let snapshots = SnapshotDir::open(dir.join("snapshot"))?;
    snapshots.write(&meta, &catalog, event_ids.to_wire())?;
    log(dir, node, last).await?;
    Identity::new(dir, node, cluster).write()?;
    Ok(summary)
}

/// Writes the journal, and folds it.
fn history(file: &Path, dir: &Path) -> Result<(Summary, Catalog, EventIds), Failure> {
    let (open, _) = mpsc::channel(1);
    let journal = Journal::open(&dir.join("journal"), open)?;
    let (mut catalog, mut event_ids) = (Catalog::default(), EventIds::default());
    let mut reader = Reader::open(file)?;
    let (mut part, mut bytes) = (Vec::new(), 0);
    while let Some((revision, envelope)) = reader.next()? {
        let decoded = codec::decode(envelope.clone());
        let decoded = decoded.map_err(|source| BackupError::Decode { revision, source })?;
        catalog.apply(&decoded);
        event_ids.push(decoded.event_id);
        bytes += envelope.len();
        part.push(envelope);
        if bytes >= PART_BYTES || part.len() == PART_ENVELOPES {
            journal.append(journal.last().next(), &part)?;
            (part, bytes) = (Vec::new(), 0);
        }
    }
    journal.append(journal.last().next(), &part)?;
    journal.sync()?;
    Ok((reader.finish()?, catalog, event_ids))
}

/// Makes a log that a snapshot has emptied up to `last`.
async fn log(dir: &Path, node: NodeId, last: LogId) -> io::Result<()> {
    let (open, _) = mpsc::channel(1);
    let (mut log, writer) = Log::open(&dir.join("log"), open, None)?;
    let written = async {
        log.save_vote(&Vote::new_committed(TERM, node)).await?;
        log.purge(last).await
    };
    let written = written.await;
    drop(log);
    if !writer.join().await {
        return Err(io::Error::other("the log's writer has panicked"));
    }
    written
}
