//! How openraft is bound: our ids, payload and answers. Nothing here reaches disk or wire; see `codec` and
//! `store::entry` for what does.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use openraft::impls::leader_id_std::LeaderId;
use tandem_model::Revision;
use tandem_provisioning::{Catalog, Envelope};

use crate::codec::{self, DecodeError};
use crate::member::Member;

/// Names a node for ever.
pub type NodeId = u64;

openraft::declare_raft_types!(
    /// Tandem's Raft: one leader a term, groups of envelopes as entries.
    pub(crate) TypeConfig:
        D = Group,
        R = Applied,
        NodeId = NodeId,
        Node = Member,
        LeaderId = LeaderId<u64, NodeId>,
);

pub(crate) type LogId = openraft::alias::LogIdOf<TypeConfig>;
pub(crate) type Vote = openraft::alias::VoteOf<TypeConfig>;
pub(crate) type Entry = openraft::alias::EntryOf<TypeConfig>;
pub(crate) type Membership = openraft::Membership<NodeId, Member>;
pub(crate) type StoredMembership = openraft::alias::StoredMembershipOf<TypeConfig>;
pub(crate) type SnapshotMeta = openraft::alias::SnapshotMetaOf<TypeConfig>;

/// Makes the id of an entry.
pub(crate) fn log_id(term: u64, index: u64) -> LogId {
    LogId::new(term.into(), index)
}

/// An envelope beside its bytes, so that it is encoded once for log, journal and network.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) envelope: Arc<Envelope>,
    pub(crate) bytes: Bytes,
}

impl Record {
    pub(crate) fn new(envelope: Envelope) -> Self {
        let bytes = codec::encode(&envelope);
        Self {
            envelope: Arc::new(envelope),
            bytes,
        }
    }

    pub(crate) fn decode(bytes: Bytes) -> Result<Self, DecodeError> {
        let envelope = Arc::new(codec::decode(bytes.clone())?);
        Ok(Self { envelope, bytes })
    }
}

/// Envelopes that were decided together: one entry of the log, and a revision each.
#[derive(Clone)]
pub(crate) struct Group {
    records: Arc<[Record]>,
    bytes: usize,
    /// What they lead to, where they were decided; it is taken by who applies them.
    catalog: Arc<Mutex<Option<Catalog>>>,
}

impl Group {
    pub(crate) fn new(records: Vec<Record>) -> Self {
        Self {
            bytes: records.iter().map(|record| record.bytes.len()).sum(),
            records: records.into(),
            catalog: Arc::default(),
        }
    }

    /// The group with what it leads to, so that it need not be folded a second time here.
    pub(crate) fn leading_to(self, catalog: Catalog) -> Self {
        Self {
            catalog: Arc::new(Mutex::new(Some(catalog))),
            ..self
        }
    }

    /// Takes what it leads to, if that is known and it is applied to the revision that it was decided upon: equal
    /// revisions of a log are equal catalogs.
    pub(crate) fn take_catalog(&self, before: Revision) -> Option<Catalog> {
        let catalog = self.catalog.lock();
        // Taking is a single step.
        let catalog = catalog.unwrap_or_else(PoisonError::into_inner).take();
        let after = Revision(before.0 + self.records.len() as u64);
        catalog.filter(|catalog| catalog.revision() == after)
    }

    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// The bytes of all its envelopes.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.records.first();
        let first = first.map_or("none", |first| first.envelope.event_id.as_str());
        write!(formatter, "{} envelopes from {first}", self.records.len())
    }
}

/// What the state machine answers for an entry: the revision that its last envelope led to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Applied {
    pub(crate) revision: Revision,
}
