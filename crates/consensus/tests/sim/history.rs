//! What nodes applied, clients were told and watchers saw, as the invariants look at it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use tandem_consensus::{NodeId, Observer};
use tandem_model::{EventId, InboundTrunk, Revision};
use tandem_provisioning::{Catalog, Envelope};
use tokio::time::Instant;

/// How a client's operation ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    Recorded(Revision),
    /// Refused, or not applied at every try.
    Never,
    Unknown,
}

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) event_id: EventId,
    pub(crate) began: Instant,
    pub(crate) ended: Instant,
    pub(crate) outcome: Outcome,
}

#[derive(Clone, Debug)]
pub(crate) struct Applied {
    pub(crate) node: NodeId,
    /// Counts the node's starts.
    pub(crate) life: u64,
    pub(crate) revision: Revision,
    pub(crate) envelope: Arc<Envelope>,
    /// Of some revisions only: it costs a walk over the catalog.
    pub(crate) digest: Option<u64>,
}

impl Applied {
    pub(crate) fn event_id(&self) -> &EventId {
        &self.envelope.event_id
    }
}

/// A catalog that came whole: at a start, or as a snapshot of another node.
#[derive(Clone, Debug)]
pub(crate) struct Installed {
    pub(crate) node: NodeId,
    /// Counts the node's starts.
    pub(crate) life: u64,
    pub(crate) revision: Revision,
    pub(crate) digest: u64,
}

/// What a watcher or a node was at, in the order of time.
#[derive(Default)]
pub(crate) struct History {
    pub(crate) applied: Vec<Applied>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) watched: BTreeMap<usize, Vec<(Revision, EventId)>>,
    /// Samples of who leads: term and node.
    pub(crate) leads: Vec<(u64, NodeId)>,
    pub(crate) installed: Vec<Installed>,
}

impl History {
    /// How many snapshots of other nodes came: the first catalog of a life is the one that it began with.
    pub(crate) fn snapshots(&self) -> usize {
        let lives: BTreeSet<u64> = self.installed.iter().map(|one| one.life).collect();
        self.installed.len() - lives.len()
    }
}

#[derive(Clone, Default)]
pub(crate) struct Recorder(pub(crate) Arc<Mutex<History>>);

impl Recorder {
    pub(crate) fn note(&self, note: impl FnOnce(&mut History)) {
        note(&mut self.0.lock().expect("not poisoned"));
    }
}

/// Notes what one node applies.
pub(crate) struct Witness {
    pub(crate) recorder: Recorder,
    pub(crate) node: NodeId,
    pub(crate) life: u64,
}

/// Every so many revisions are compared while the nodes run.
const DIGEST_EVERY: u64 = 32;

impl Observer for Witness {
    fn applied(&self, envelopes: &[(Revision, Arc<Envelope>)], catalog: &Arc<Catalog>) {
        let is_due = |revision: &Revision| revision.0.is_multiple_of(DIGEST_EVERY);
        let is_due = envelopes.iter().any(|(revision, _)| is_due(revision));
        let last = catalog.revision();
        let applied = envelopes.iter().map(|(revision, envelope)| Applied {
            node: self.node,
            life: self.life,
            revision: *revision,
            envelope: Arc::clone(envelope),
            digest: (is_due && *revision == last).then(|| digest(catalog)),
        });
        self.recorder
            .note(|history| history.applied.extend(applied));
    }

    fn installed(&self, catalog: &Arc<Catalog>) {
        let installed = Installed {
            node: self.node,
            life: self.life,
            revision: catalog.revision(),
            digest: digest(catalog),
        };
        self.recorder
            .note(|history| history.installed.push(installed));
    }
}

/// A fingerprint of all that the schedules put into a catalog.
pub(crate) fn digest(catalog: &Catalog) -> u64 {
    let trunks = catalog.inbound_trunks();
    digest_of(catalog.revision(), trunks.map(|trunk| &**trunk))
}

/// A fingerprint of a revision and its trunks, by ascending id.
pub(crate) fn digest_of<'a>(
    revision: Revision,
    trunks: impl Iterator<Item = &'a InboundTrunk>,
) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    revision.0.hash(&mut hasher);
    for trunk in trunks {
        trunk.id.as_str().hash(&mut hasher);
        trunk.spec.name.hash(&mut hasher);
    }
    hasher.finish()
}
