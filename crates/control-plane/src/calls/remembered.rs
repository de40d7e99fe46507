use tandem_model::ReasonCode;

use super::CallRecord;
use super::ended::{Ended, Remains};
use super::texts::Texts;

/// Octets of text that are kept for a record, on average; what finds no room is kept apart.
const TEXT: usize = 256;

/// The calls that ended last.
///
/// Their memory is taken and touched at the start, so that what a node takes from its system does not grow with what it
/// remembers, and no record holds on to a page that is empty but for it.
pub(super) struct Remembered {
    /// A ring; what is before `next` is the latest.
    calls: Box<[Option<Remains>]>,
    next: usize,
    texts: Texts,
}

impl Remembered {
    /// Remembers so many; the oldest are forgotten first.
    pub(super) fn new(most: usize) -> Self {
        Self {
            calls: std::iter::repeat_with(|| None).take(most).collect(),
            next: 0,
            texts: Texts::new(most * TEXT),
        }
    }

    /// Remembers a call; what is forgotten for it comes back.
    pub(super) fn push(&mut self, record: &CallRecord) -> Option<Remains> {
        let slot = self.calls.get_mut(self.next)?;
        let forgotten = slot.take();
        if let Some(place) = forgotten.as_ref().and_then(Remains::place) {
            self.texts.take(place);
        }
        *slot = Some(Remains::new(record, &mut self.texts));
        self.next = (self.next + 1) % self.calls.len();
        forgotten
    }

    /// So many packets still came when this call had ended; gives its `Call-ID`.
    pub(super) fn heard_after_end(&mut self, id: &str, packets: u64) -> Option<Box<str>> {
        let (remains, sip_call_id) = self.find_mut(id)?;
        remains.heard_after_end(packets);
        Some(sip_call_id)
    }

    /// Something odd of it came to light.
    pub(super) fn notice(&mut self, id: &str, reason: ReasonCode) {
        if let Some((remains, _)) = self.find_mut(id) {
            remains.notice(reason);
        }
    }

    /// A call, and its `Call-ID`.
    fn find_mut(&mut self, id: &str) -> Option<(&mut Remains, Box<str>)> {
        let (before, behind) = self.calls.split_at_mut(self.next);
        let latest = before.iter_mut().rev().chain(behind.iter_mut().rev());
        for remains in latest.flatten() {
            let ended = Ended::new(remains, &self.texts);
            if ended.id() == id {
                let sip_call_id = ended.sip_call_id().into();
                return Some((remains, sip_call_id));
            }
        }
        None
    }

    /// All, the latest first.
    pub(super) fn latest(&self) -> impl Iterator<Item = Ended<'_>> {
        let (before, behind) = self.calls.split_at(self.next);
        let latest = before.iter().rev().chain(behind.iter().rev());
        latest
            .flatten()
            .map(|remains| Ended::new(remains, &self.texts))
    }
}
