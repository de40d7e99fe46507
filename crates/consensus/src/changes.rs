//! Follows the log: every envelope once, in order, from any revision.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use tandem_model::Revision;
use tandem_provisioning::Envelope;
use tokio::sync::watch;

use crate::consensus::{JournalError, decode};
use crate::machine::{Published, blocking};
use crate::store::{Cursor, Gaps, Journal};

/// Envelopes that are read ahead of the one who follows.
const READ_AHEAD: usize = 256;

/// Bytes that are read ahead from the journal, give or take one envelope.
const READ_AHEAD_BYTES: usize = 1 << 20;

/// What follows the log. It does not keep the log open.
pub(crate) struct Follower {
    next: Revision,
    ahead: VecDeque<Arc<Envelope>>,
    /// Where the journal is read, until what is recent has been reached.
    cursor: Option<Cursor>,
    published: Weak<Published>,
    journal: Weak<Journal>,
    revision: watch::Receiver<Revision>,
    gaps: watch::Receiver<Gaps>,
}

/// Envelopes as they are applied.
pub(crate) type Changes = BoxStream<'static, Result<(Revision, Arc<Envelope>), JournalError>>;

impl Follower {
    pub(crate) fn new(from: Revision, published: &Arc<Published>, journal: &Arc<Journal>) -> Self {
        Self {
            next: from.max(Revision(1)),
            ahead: VecDeque::new(),
            cursor: None,
            published: Arc::downgrade(published),
            journal: Arc::downgrade(journal),
            revision: published.revision.subscribe(),
            gaps: journal.gaps(),
        }
    }

    /// Ends when the log is shut down, or behind an error.
    pub(crate) fn into_stream(self) -> Changes {
        let changes = stream::unfold(Some(self), |follower| async {
            let mut follower = follower?;
            match follower.next().await {
                Ok(Some(change)) => Some((Ok(change), Some(follower))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        });
        changes.boxed()
    }

    async fn next(&mut self) -> Result<Option<(Revision, Arc<Envelope>)>, JournalError> {
        while self.ahead.is_empty() {
            let next = self.next;
            if self
                .revision
                .wait_for(|revision| *revision >= next)
                .await
                .is_err()
            {
                return Ok(None);
            }
            if !self.read().await? {
                return Ok(None);
            }
        }
        let change = self.ahead.pop_front().map(|envelope| (self.next, envelope));
        self.next = self.next.next();
        Ok(change)
    }

    /// Reads ahead, from memory or from the journal; answers false when the log was shut down.
    async fn read(&mut self) -> Result<bool, JournalError> {
        let (Some(published), Some(journal)) = (self.published.upgrade(), self.journal.upgrade())
        else {
            return Ok(false);
        };
        // What is on its way to the catalog is in memory and journal already.
        let applied = (self.revision.borrow().0 + 1).saturating_sub(self.next.0);
        let limit = usize::try_from(applied).map_or(READ_AHEAD, |applied| applied.min(READ_AHEAD));
        if let Some(envelopes) = published.envelopes(self.next, limit) {
            self.ahead = envelopes.into();
            self.cursor = None;
            return Ok(true);
        }
        let from = self.next;
        let mut cursor = self.cursor.take().unwrap_or_else(|| Cursor::at(from));
        let read = move || {
            let envelopes = cursor.read(&journal, limit, READ_AHEAD_BYTES)?;
            Ok((cursor, envelopes))
        };
        let (cursor, envelopes) = blocking(read).await?;
        if envelopes.is_empty() {
            drop(published);
            // It is on its way from another node.
            let there = self.gaps.wait_for(|gaps| gaps.at(from.0).is_none());
            return Ok(there.await.is_ok());
        }
        self.cursor = Some(cursor);
        let envelopes = envelopes.into_iter().map(decode);
        let envelopes = envelopes.map(|read| read.map(|(_, envelope)| Arc::new(envelope)));
        self.ahead = envelopes.collect::<Result<_, _>>()?;
        Ok(true)
    }
}
