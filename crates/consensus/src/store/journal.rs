//! The journal: every envelope for ever, by revision. History, audit and time travel read it.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use sled::Batch;
use tandem_model::Revision;

use super::JOURNAL_CACHE_BYTES;
use super::durable::Durable;
use super::pieces::Kind;

const ENVELOPES: Kind = Kind(b'j');

/// Every recorded envelope's bytes.
///
/// Appends become durable with [`Journal::sync`], which comes before the Raft log may forget the same envelopes;
/// until then a restart brings them back from there.
pub(crate) struct Journal {
    durable: Durable,
    last: AtomicU64,
}

impl Journal {
    pub(crate) fn open(dir: &Path) -> io::Result<Self> {
        let durable = Durable::open(dir, JOURNAL_CACHE_BYTES)?;
        let last = ENVELOPES.last(durable.tree())?.unwrap_or(0);
        Ok(Self {
            durable,
            last: AtomicU64::new(last),
        })
    }

    /// The revision of the last envelope.
    pub(crate) fn last(&self) -> Revision {
        Revision(self.last.load(Ordering::Acquire))
    }

    /// Appends envelopes of the revisions from `first` on. Those it already has stay: a restart applies the end of
    /// the log again.
    pub(crate) fn append(&self, first: Revision, envelopes: &[Bytes]) -> io::Result<()> {
        let last = self.last().0;
        if first.0 > last + 1 {
            let text = format!("the journal ends at revision {last}, {first} cannot follow");
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        let known = usize::try_from(last + 1 - first.0).unwrap_or(usize::MAX);
        let mut batch = Batch::default();
        let mut newest = last;
        for (revision, bytes) in (first.0..).zip(envelopes).skip(known) {
            ENVELOPES.insert(&mut batch, revision, bytes);
            newest = revision;
        }
        if newest > last {
            self.durable.apply(batch)?;
            self.last.store(newest, Ordering::Release);
        }
        Ok(())
    }

    /// At most `limit` envelopes from a revision on, in order.
    pub(crate) fn read(&self, from: Revision, limit: usize) -> io::Result<Vec<(Revision, Bytes)>> {
        let values = ENVELOPES.range(self.durable.tree(), from.0.max(1), u64::MAX);
        let values = values.take(limit);
        values
            .map(|value| {
                let (number, bytes) = value?;
                Ok((Revision(number), bytes))
            })
            .collect()
    }

    /// Makes every append durable.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.durable.sync()
    }
}
