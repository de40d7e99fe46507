//! The state machine: the only place of a running node that folds envelopes into the catalog.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use openraft::storage::{ApplyResponder, EntryResponder, RaftStateMachine};
use openraft::{EntryPayload, OptionalSend, RaftSnapshotBuilder, Snapshot};
use tandem_model::{EventId, Revision};
use tandem_provisioning::{Catalog, Envelope};
use tokio::sync::watch;

use crate::codec;
use crate::recent::{EVENT_IDS, Envelopes, EventIds};
use crate::snapshot::{Content, SnapshotDir, SnapshotFile};
use crate::store::{Journal, Pace};
use crate::types::{
    Applied, Entry, Group, LogId, NodeId, Record, SnapshotMeta, StoredMembership, TypeConfig,
};

/// Sees every change of the catalog, in order, before who asked for it is answered.
///
/// It is called on the log's own task: what takes long belongs elsewhere.
pub trait Observer: Send + Sync + 'static {
    /// Envelopes have been folded in, in this order; `catalog` is what the last one led to.
    fn applied(&self, envelopes: &[(Revision, Arc<Envelope>)], catalog: &Arc<Catalog>);

    /// The catalog was replaced whole: at start, and by a snapshot from another node.
    fn installed(&self, catalog: &Arc<Catalog>);
}

/// What the state machine shows to the rest of the crate.
pub(crate) struct Published {
    pub(crate) catalog: ArcSwap<Catalog>,
    /// Whether the observer is told: not while a restart applies what was applied before.
    pub(crate) live: AtomicBool,
    /// Whether the next snapshot is due whatever the log has grown by.
    pub(crate) snapshot_wanted: AtomicBool,
    /// The revision that is applied.
    pub(crate) revision: watch::Sender<Revision>,
    recent: Mutex<Recent>,
}

/// What was recorded last.
#[derive(Default)]
struct Recent {
    event_ids: EventIds,
    envelopes: Envelopes,
}

impl Published {
    /// An empty catalog, shown to nobody yet.
    pub(crate) fn new() -> Self {
        Self {
            catalog: ArcSwap::default(),
            live: AtomicBool::new(false),
            snapshot_wanted: AtomicBool::new(false),
            revision: watch::Sender::new(Revision::default()),
            recent: Mutex::default(),
        }
    }

    /// The revision that an event was recorded at, if it is among the newest.
    pub(crate) fn recorded(&self, event_id: &EventId) -> Option<Revision> {
        self.recent().event_ids.revision(event_id)
    }

    /// At most `limit` envelopes from a revision on, if the first of them is still in memory.
    pub(crate) fn envelopes(&self, from: Revision, limit: usize) -> Option<Vec<Arc<Envelope>>> {
        self.recent().envelopes.from(from, limit)
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        // A node whose state machine panicked stops.
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many envelopes a snapshot may be behind: a quarter of the catalog's objects, so that writing snapshots costs
/// a bounded number of bytes an envelope, and a restart replays a bounded part.
const SNAPSHOT_AFTER_SHARE: usize = 4;

/// A node's turn among so many: a snapshot takes processor and disk, and voters that wrote theirs at the same
/// revision would all be slow at once.
const SNAPSHOT_TURNS: u64 = 8;

/// The most entries that are folded before they are shown and journalled together.
const MAX_APPLIED_TOGETHER: usize = 64;

/// Where snapshots of this node go, and when one is due.
#[derive(Clone)]
pub(crate) struct Snapshots {
    pub(crate) dir: SnapshotDir,
    /// Envelopes after which one of a small catalog is due.
    pub(crate) after: u64,
    /// This node: each has its own turn.
    pub(crate) node: NodeId,
    /// Where the disk is simulated, its pace.
    pub(crate) pace: Option<Arc<dyn Pace>>,
}

impl Snapshots {
    /// Envelopes after which one of so many objects is due: less than twice as many at one node as at another.
    fn due(&self, objects: usize) -> u64 {
        let due = self.after.max((objects / SNAPSHOT_AFTER_SHARE) as u64);
        due + due * (self.node % SNAPSHOT_TURNS) / SNAPSHOT_TURNS
    }

    /// Runs what writes a snapshot.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&SnapshotDir) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        if let Some(pace) = &self.pace {
            pace.begin().await?;
        }
        let dir = self.dir.clone();
        let written = blocking(move || work(&dir)).await?;
        if let Some(pace) = &self.pace {
            pace.end().await?;
        }
        Ok(written)
    }
}

/// The catalog at the last applied entry.
pub(crate) struct Machine {
    catalog: Catalog,
    applied: Option<LogId>,
    membership: StoredMembership,
    snapshots: Snapshots,
    /// The revision of the last snapshot, here or from another node.
    snapshot_revision: Revision,
    journal: Arc<Journal>,
    published: Arc<Published>,
    observer: Arc<dyn Observer>,
}

impl Machine {
    pub(crate) fn new(
        journal: Arc<Journal>,
        published: Arc<Published>,
        observer: Arc<dyn Observer>,
        snapshots: Snapshots,
    ) -> Self {
        Self {
            catalog: Catalog::default(),
            applied: None,
            membership: StoredMembership::default(),
            snapshots,
            snapshot_revision: Revision::ZERO,
            journal,
            published,
            observer,
        }
    }

    /// Journals envelopes, folds them in, shows what they led to, and answers.
    fn fold(&mut self, groups: Vec<(Group, Option<ApplyResponder<TypeConfig>>)>) -> io::Result<()> {
        let records = || groups.iter().flat_map(|(group, _)| group.records());
        let before = self.catalog.revision();
        let bytes: Vec<Bytes> = records().map(|record| record.bytes.clone()).collect();
        self.journal.append(before.next(), &bytes)?;
        let mut applied = Vec::with_capacity(bytes.len());
        for (group, _) in &groups {
            self.apply_group(group, &mut applied);
        }
        self.remember(before, records());
        let catalog = self.publish();
        if self.published.live.load(Ordering::Acquire) {
            self.observer.applied(&applied, &catalog);
        }
        self.published.revision.send_replace(catalog.revision());
        let mut revision = before;
        for (group, responder) in groups {
            revision.0 += group.records().len() as u64;
            answer(responder, revision);
        }
        Ok(())
    }

    fn apply_group(&mut self, group: &Group, applied: &mut Vec<(Revision, Arc<Envelope>)>) {
        let mut revision = self.catalog.revision();
        match group.take_catalog(revision) {
            Some(catalog) => self.catalog = catalog,
            None => {
                let envelopes = group.records().iter().map(|record| &record.envelope);
                envelopes.for_each(|envelope| self.catalog.apply(envelope));
            }
        }
        for record in group.records() {
            revision = revision.next();
            applied.push((revision, Arc::clone(&record.envelope)));
        }
    }

    fn remember<'a>(&self, before: Revision, records: impl Iterator<Item = &'a Record>) {
        let mut recent = self.published.recent();
        let mut revision = before;
        for record in records {
            revision = revision.next();
            recent.event_ids.push(record.envelope.event_id.clone());
            let envelope = Arc::clone(&record.envelope);
            recent
                .envelopes
                .push(revision, envelope, record.bytes.len());
        }
    }

    fn publish(&self) -> Arc<Catalog> {
        let catalog = Arc::new(self.catalog.clone());
        self.published.catalog.store(Arc::clone(&catalog));
        catalog
    }

    fn entry(&mut self, entry: Entry) -> Option<Group> {
        let id = entry.log_id;
        self.applied = Some(id);
        match entry.payload {
            EntryPayload::Blank => None,
            EntryPayload::Membership(membership) => {
                self.membership = StoredMembership::new(Some(id), membership);
                None
            }
            EntryPayload::Normal(group) => Some(group),
        }
    }
}

fn answer(responder: Option<ApplyResponder<TypeConfig>>, revision: Revision) {
    if let Some(responder) = responder {
        responder.send(Applied { revision });
    }
}

impl RaftStateMachine<TypeConfig> for Machine {
    type SnapshotData = SnapshotFile;
    type SnapshotBuilder = Builder;

    async fn applied_state(&mut self) -> io::Result<(Option<LogId>, StoredMembership)> {
        Ok((self.applied, self.membership.clone()))
    }

    async fn apply<S>(&mut self, entries: S) -> io::Result<()>
    where
        S: Stream<Item = io::Result<EntryResponder<TypeConfig>>> + Unpin + OptionalSend,
    {
        let mut chunks = entries.ready_chunks(MAX_APPLIED_TOGETHER);
        while let Some(chunk) = chunks.next().await {
            let mut groups = Vec::with_capacity(chunk.len());
            for item in chunk {
                let (entry, responder) = item?;
                match self.entry(entry) {
                    Some(group) => groups.push((group, responder)),
                    None => answer(responder, self.catalog.revision()),
                }
            }
            if !groups.is_empty() {
                self.fold(groups)?;
            }
        }
        Ok(())
    }

    async fn try_create_snapshot_builder(&mut self, force: bool) -> Option<Builder> {
        let revision = self.catalog.revision();
        let behind = revision.0 - self.snapshot_revision.0;
        let due = self.snapshots.due(self.catalog.object_count());
        let wanted = self.published.snapshot_wanted.swap(false, Ordering::AcqRel);
        if !force && !wanted && behind < due {
            return None;
        }
        self.snapshot_revision = revision;
        Some(self.get_snapshot_builder().await)
    }

    async fn get_snapshot_builder(&mut self) -> Builder {
        Builder {
            meta: SnapshotMeta {
                last_log_id: self.applied,
                last_membership: self.membership.clone(),
            },
            catalog: self.catalog.clone(),
            event_ids: self.published.recent().event_ids.to_wire(),
            snapshots: self.snapshots.clone(),
            journal: Arc::clone(&self.journal),
        }
    }

    async fn install_snapshot(
        &mut self,
        meta: &SnapshotMeta,
        file: SnapshotFile,
    ) -> io::Result<()> {
        let journal = Arc::clone(&self.journal);
        let installed = move |dir: &SnapshotDir| install(&file, dir, &journal);
        let content = self.snapshots.write(installed).await?;
        let Content {
            meta: stored,
            catalog,
            event_ids,
        } = content;
        if stored != *meta {
            let text = format!("the snapshot is of {stored}, not of {meta}");
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        self.catalog = catalog;
        self.applied = stored.last_log_id;
        self.membership = stored.last_membership;
        let revision = self.catalog.revision();
        self.snapshot_revision = revision;
        self.published.recent().event_ids = EventIds::restored(revision, event_ids);
        let catalog = self.publish();
        self.published.revision.send_replace(revision);
        if self.published.live.load(Ordering::Acquire) {
            self.observer.installed(&catalog);
        }
        Ok(())
    }

    async fn get_current_snapshot(
        &mut self,
    ) -> io::Result<Option<openraft::alias::SnapshotOf<TypeConfig, SnapshotFile>>> {
        let current = self.snapshots.dir.current()?;
        Ok(current.map(|(meta, snapshot)| Snapshot { meta, snapshot }))
    }
}

/// Writes a snapshot of one moment while the catalog moves on.
pub(crate) struct Builder {
    meta: SnapshotMeta,
    catalog: Catalog,
    event_ids: Vec<String>,
    snapshots: Snapshots,
    journal: Arc<Journal>,
}

impl RaftSnapshotBuilder<TypeConfig> for Builder {
    type SnapshotData = SnapshotFile;

    async fn build_snapshot(
        &mut self,
    ) -> io::Result<openraft::alias::SnapshotOf<TypeConfig, SnapshotFile>> {
        let (meta, catalog) = (self.meta.clone(), self.catalog.clone());
        let event_ids = std::mem::take(&mut self.event_ids);
        let journal = Arc::clone(&self.journal);
        let written = move |dir: &SnapshotDir| {
            // The log forgets what a snapshot holds: the journal must have it for good before.
            journal.sync()?;
            dir.write(&meta, &catalog, event_ids)
        };
        let snapshot = self.snapshots.write(written).await?;
        Ok(Snapshot {
            meta: self.meta.clone(),
            snapshot,
        })
    }
}

/// Reads a snapshot and makes it this node's own, unless it is.
fn install(file: &SnapshotFile, snapshots: &SnapshotDir, journal: &Journal) -> io::Result<Content> {
    let mut content = file.read()?;
    let revision = content.catalog.revision();
    if !snapshots.is_current(file) {
        // The journal may miss what the snapshot covers, but never without knowing that it does.
        journal.begin_after(revision)?;
        snapshots.install(file)?;
    }
    if content.event_ids.is_empty() {
        // It was written before snapshots held them.
        content.event_ids = event_ids(journal, revision)?;
    }
    Ok(content)
}

/// The event ids of the envelopes up to a revision, as far as the journal has them.
fn event_ids(journal: &Journal, last: Revision) -> io::Result<Vec<EventId>> {
    let first = (last.0 + 1).saturating_sub(EVENT_IDS as u64);
    let envelopes = journal.read(Revision(first), EVENT_IDS)?.into_iter();
    let envelopes = envelopes.take_while(|(revision, _)| *revision <= last);
    let ids = envelopes.map(|(_, bytes)| {
        let envelope = codec::decode(bytes);
        let envelope = envelope.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error));
        envelope.map(|envelope| envelope.event_id)
    });
    ids.collect()
}

/// Runs what waits for a disk.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::*;

    #[test]
    fn voters_have_their_snapshots_at_different_revisions() {
        let dir = tempdir().expect("a directory");
        let due = |node, objects| {
            let snapshots = Snapshots {
                dir: SnapshotDir::open(dir.path().to_owned()).expect("a directory"),
                after: 10_000,
                node,
                pace: None,
            };
            snapshots.due(objects)
        };
        for (objects, expected) in [
            (0, [11_250, 12_500, 13_750]),
            (40_000, [11_250, 12_500, 13_750]),
            (800_000, [225_000, 250_000, 275_000]),
        ] {
            assert_eq!([1, 2, 3].map(|node| due(node, objects)), expected);
        }
        assert_eq!(due(8, 0), 10_000);
    }
}
