//! What is recorded, followed from any revision on.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::BoxStream;
use tandem_consensus::JournalError;
use tandem_model::Revision;
use tandem_provisioning::Envelope;
use tokio::sync::watch;

use crate::ControlPlane;

/// Recorded envelopes from a revision on, each once and in order: those of the past, then each as it is applied here.
///
/// Little is read ahead for a follower that does not ask: it reads the journal again when it comes back.
pub struct Changes {
    stream: BoxStream<'static, Result<(Revision, Arc<Envelope>), JournalError>>,
    applied: watch::Receiver<Revision>,
    /// The revision that comes next.
    next: Revision,
}

impl ControlPlane {
    /// Follows what is recorded, from a revision on; one that is yet to come is waited for.
    #[must_use]
    pub fn changes(&self, from: Revision) -> Changes {
        Changes {
            stream: self.consensus().changes(from),
            applied: self.consensus().revisions(),
            // The empty catalog is nobody's change.
            next: from.max(Revision::ZERO.next()),
        }
    }
}

impl Changes {
    /// Where to go on when this follower is gone: the revision that comes next.
    #[must_use]
    pub fn next_revision(&self) -> Revision {
        self.next
    }

    /// Whether the next change is there.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        *self.applied.borrow() >= self.next
    }

    /// Waits for the next change; `None` when the log is closed. To drop the future before it is ready loses nothing.
    ///
    /// # Errors
    /// [`JournalError`] when the disk fails or holds what this release does not know. Nothing follows.
    pub async fn next(&mut self) -> Option<Result<(Revision, Arc<Envelope>), JournalError>> {
        let change = self.stream.next().await;
        if let Some(Ok((revision, _))) = &change {
            self.next = revision.next();
        }
        change
    }
}
