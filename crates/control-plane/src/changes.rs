//! What is recorded, followed from any revision on.

use std::collections::VecDeque;

use tandem_consensus::JournalError;
use tandem_model::Revision;
use tandem_provisioning::Envelope;
use tokio::sync::watch;

use crate::ControlPlane;

/// Envelopes that are read from the journal at once; also the most that one follower holds.
const READ_AT_ONCE: usize = 256;

/// Recorded envelopes from a revision on, each once and in order: those of the past, then each as it is applied here.
///
/// Nothing is kept for a follower that does not ask: it reads the journal again when it comes back.
pub struct Changes {
    plane: ControlPlane,
    applied: watch::Receiver<Revision>,
    /// The revision that comes next.
    next: Revision,
    read: VecDeque<(Revision, Envelope)>,
}

impl Changes {
    pub(crate) fn new(
        plane: ControlPlane,
        applied: watch::Receiver<Revision>,
        from: Revision,
    ) -> Self {
        // The empty catalog is nobody's change.
        let next = from.max(Revision::ZERO.next());
        Self {
            plane,
            applied,
            next,
            read: VecDeque::new(),
        }
    }

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

    /// Waits for the next change. To drop the future before it is ready loses nothing.
    ///
    /// # Errors
    /// [`JournalError`] when the disk fails or holds what this release does not know.
    pub async fn next(&mut self) -> Result<(Revision, Envelope), JournalError> {
        loop {
            if let Some((revision, envelope)) = self.read.pop_front() {
                self.next = revision.next();
                return Ok((revision, envelope));
            }
            let next = self.next;
            if self.applied.wait_for(|at| *at >= next).await.is_err() {
                // The log is closed: nothing comes any more.
                std::future::pending::<()>().await;
            }
            self.read = self.plane.history(next, READ_AT_ONCE).await?.into();
        }
    }
}
