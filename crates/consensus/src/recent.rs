//! What was recorded last: event ids, so that a retry is known, and envelopes, for who follows the log live.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tandem_model::{EventId, Revision};
use tandem_provisioning::Envelope;

/// Event ids that are known: hours of writing at a hundred a second's tenth, and minutes at the highest rate; a retry
/// comes within seconds.
pub(crate) const EVENT_IDS: usize = 65_536;

/// Envelopes that are kept for who follows the log; who is further behind reads the journal.
pub(crate) const WATCH_BOUND: usize = 4_096;

/// Bytes of envelopes that are kept, whatever their number.
const WATCH_BYTES: usize = 16 << 20;

/// The newest event ids. Revisions have no holes, so that the place of an id is its revision.
#[derive(Default)]
pub(crate) struct EventIds {
    last: Revision,
    order: VecDeque<EventId>,
    revision_by_id: HashMap<EventId, Revision>,
}

impl EventIds {
    /// The ids of the revisions that end at `last`, oldest first.
    pub(crate) fn restored(last: Revision, ids: impl IntoIterator<Item = EventId>) -> Self {
        let order: VecDeque<EventId> = ids.into_iter().collect();
        let first = last.0 + 1 - (order.len() as u64).min(last.0);
        let revisions = (first..).map(Revision);
        Self {
            last,
            revision_by_id: order.iter().cloned().zip(revisions).collect(),
            order,
        }
    }

    /// Notes the id of the revision that follows.
    pub(crate) fn push(&mut self, id: EventId) {
        self.last = self.last.next();
        if self.order.len() == EVENT_IDS
            && let Some(oldest) = self.order.pop_front()
        {
            // The id may have been used again since, where nobody asked for it to be recorded once.
            let revision = Revision(self.last.0 - EVENT_IDS as u64);
            if self.revision_by_id.get(&oldest) == Some(&revision) {
                self.revision_by_id.remove(&oldest);
            }
        }
        self.order.push_back(id.clone());
        self.revision_by_id.insert(id, self.last);
    }

    /// The revision that an id was recorded at.
    pub(crate) fn revision(&self, id: &EventId) -> Option<Revision> {
        self.revision_by_id.get(id).copied()
    }

    /// All of them as a snapshot has them, oldest first.
    pub(crate) fn to_wire(&self) -> Vec<String> {
        let ids = self.order.iter();
        ids.map(|id| id.as_str().to_owned()).collect()
    }
}

/// The newest envelopes, without a hole.
#[derive(Default)]
pub(crate) struct Envelopes {
    /// The revision of the first.
    first: u64,
    kept: VecDeque<(Arc<Envelope>, usize)>,
    bytes: usize,
}

impl Envelopes {
    pub(crate) fn push(&mut self, revision: Revision, envelope: Arc<Envelope>, bytes: usize) {
        if revision.0 != self.first + self.kept.len() as u64 {
            self.kept.clear();
            self.bytes = 0;
            self.first = revision.0;
        }
        self.kept.push_back((envelope, bytes));
        self.bytes += bytes;
        while self.kept.len() > WATCH_BOUND || self.bytes > WATCH_BYTES {
            let Some((_, bytes)) = self.kept.pop_front() else {
                return;
            };
            self.bytes -= bytes;
            self.first += 1;
        }
    }

    /// At most `limit` envelopes from a revision on; `None` when the first of them is not kept.
    pub(crate) fn from(&self, from: Revision, limit: usize) -> Option<Vec<Arc<Envelope>>> {
        let skipped = usize::try_from(from.0.checked_sub(self.first)?).ok()?;
        if skipped >= self.kept.len() {
            return None;
        }
        let found = self.kept.iter().skip(skipped).take(limit);
        Some(found.map(|(envelope, _)| Arc::clone(envelope)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> EventId {
        EventId::from_random(number as u128)
    }

    #[test]
    fn the_newest_event_ids_are_known_and_the_oldest_forgotten() {
        let mut ids = EventIds::restored(Revision(7), (6..=7).map(id));
        for number in 8..=EVENT_IDS + 6 {
            ids.push(id(number));
        }
        assert_eq!(ids.to_wire().len(), EVENT_IDS);
        assert_eq!(ids.revision(&id(6)), None);
        assert_eq!(ids.revision(&id(7)), Some(Revision(7)));
        assert_eq!(
            ids.revision(&id(EVENT_IDS + 6)),
            Some(Revision(EVENT_IDS as u64 + 6))
        );
        ids.push(id(7));
        ids.push(id(8));
        assert_eq!(
            ids.revision(&id(7)),
            Some(Revision(EVENT_IDS as u64 + 7)),
            "its newer use stays"
        );
    }

    #[test]
    fn envelopes_are_kept_up_to_a_number_and_a_size() {
        let envelope = Arc::new(crate::codec::sample());
        let mut kept = Envelopes::default();
        for revision in 5..=5 + WATCH_BOUND as u64 {
            kept.push(Revision(revision), Arc::clone(&envelope), 1);
        }
        assert_eq!(kept.from(Revision(5), 1), None);
        assert_eq!(kept.from(Revision(6), 3).map(|found| found.len()), Some(3));
        let last = Revision(5 + WATCH_BOUND as u64);
        assert_eq!(kept.from(last, 3).map(|found| found.len()), Some(1));
        assert_eq!(kept.from(last.next(), 3), None);

        kept.push(last.next(), Arc::clone(&envelope), WATCH_BYTES);
        assert_eq!(kept.from(last, 1), None);
        assert!(kept.from(last.next(), 1).is_some());
    }
}
