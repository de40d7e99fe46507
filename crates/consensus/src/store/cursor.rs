//! Reads the journal forward: a file that is read in several steps is opened, and skipped over, once.

use std::io;

use bytes::Bytes;
use tandem_model::Revision;

use super::journal::{Journal, Records, files_of};

/// A place in the journal. It does not keep the journal open.
pub(crate) struct Cursor {
    next: u64,
    /// The file that was read last, behind the envelope before `next`.
    file: Option<(u64, Records)>,
}

impl Cursor {
    /// The place before a revision.
    pub(crate) fn at(from: Revision) -> Self {
        Self {
            next: from.0.max(1),
            file: None,
        }
    }

    /// The next envelopes, at most `limit`, in order, up to the first that is not there; the one that reaches
    /// `max_bytes` is the last. After an error, it goes on from the same place.
    pub(crate) fn read(
        &mut self,
        journal: &Journal,
        limit: usize,
        max_bytes: usize,
    ) -> io::Result<Vec<(Revision, Bytes)>> {
        let mut found = Vec::new();
        if journal.misses(self.next) {
            return Ok(found);
        }
        journal.write()?;
        let last = journal.last().0;
        let mut bytes = 0;
        while found.len() < limit && bytes < max_bytes && self.next <= last {
            let Some(envelope) = self.next_envelope(journal)? else {
                break;
            };
            bytes += envelope.len();
            found.push((Revision(self.next), envelope));
            self.next += 1;
        }
        Ok(found)
    }

    fn next_envelope(&mut self, journal: &Journal) -> io::Result<Option<Bytes>> {
        let mut at = self.file.take();
        loop {
            let (first, mut records) = match at {
                Some(at) => at,
                None => match file_of(journal, self.next)? {
                    Some(first) => (first, Records::open(journal.dir(), first)?),
                    None => return Ok(None),
                },
            };
            while let Some((revision, envelope)) = records.next()? {
                if revision > self.next {
                    return Ok(None);
                }
                if revision == self.next {
                    self.file = Some((first, records));
                    return Ok(Some(envelope));
                }
            }
            if file_of(journal, self.next)? == Some(first) {
                return Ok(None);
            }
            at = None;
        }
    }
}

/// The file that a revision is in, if it is there, by its first revision.
fn file_of(journal: &Journal, revision: u64) -> io::Result<Option<u64>> {
    let files = files_of(journal.dir())?;
    let end = files.partition_point(|first| *first <= revision);
    Ok(end.checked_sub(1).map(|last| files[last]))
}
