//! Writing a backup.

use std::io::{self, Write};
use std::sync::{Arc, Weak};

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tandem_model::Revision;

use super::{FORMAT, MAGIC, PART_BYTES, PART_ENVELOPES};
use crate::store::{Cursor, Journal};

/// A backup of one revision, in parts that are read as they are asked for, while the node goes on.
///
/// It holds about 1 MiB, and does not keep the log open.
pub struct Backup {
    revision: Revision,
    journal: Weak<Journal>,
    cursor: Cursor,
    /// The last revision that was given out.
    done: u64,
    hash: Sha256,
    next: Next,
}

/// What the next part is.
enum Next {
    Head(Vec<u8>),
    Envelopes,
    Checksum,
    Nothing,
}

impl Backup {
    pub(crate) fn new(journal: &Arc<Journal>, revision: Revision, cluster: &str) -> Self {
        Self {
            revision,
            journal: Arc::downgrade(journal),
            cursor: Cursor::at(Revision(1)),
            done: 0,
            hash: Sha256::new(),
            next: Next::Head(head(revision, cluster)),
        }
    }

    /// The revision that it ends with.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The next part of the file, about 1 MiB; `None` behind the last. It reads the disk.
    ///
    /// # Errors
    /// The system's; also when the log was shut down. What was given out before is then no backup.
    pub fn next_part(&mut self) -> io::Result<Option<Bytes>> {
        let part = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Head(head) => head,
            Next::Envelopes => self.envelopes()?,
            Next::Checksum => {
                let checksum = self.hash.finalize_reset();
                return Ok(Some(Bytes::copy_from_slice(&checksum)));
            }
            Next::Nothing => return Ok(None),
        };
        self.hash.update(&part);
        self.next = if self.done < self.revision.0 {
            Next::Envelopes
        } else {
            Next::Checksum
        };
        Ok(Some(part.into()))
    }

    /// Writes the whole file.
    ///
    /// # Errors
    /// As [`Self::next_part`], and the writer's.
    pub fn write_to(mut self, to: &mut impl Write) -> io::Result<()> {
        while let Some(part) = self.next_part()? {
            to.write_all(&part)?;
        }
        Ok(())
    }

    fn envelopes(&mut self) -> io::Result<Vec<u8>> {
        let journal = self.journal.upgrade();
        let journal = journal.ok_or_else(|| io::Error::other("the log was shut down"))?;
        let left = usize::try_from(self.revision.0 - self.done).unwrap_or(usize::MAX);
        let limit = left.min(PART_ENVELOPES);
        let envelopes = self.cursor.read(&journal, limit, PART_BYTES)?;
        let Some((last, _)) = envelopes.last() else {
            let text = format!("the journal has no revision {}", self.done + 1);
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        };
        self.done = last.0;
        let mut part = Vec::new();
        for (_, envelope) in envelopes {
            let length = u32::try_from(envelope.len()).expect("the journal bounds an envelope");
            part.extend(length.to_le_bytes());
            part.extend(envelope);
        }
        Ok(part)
    }
}

fn head(revision: Revision, cluster: &str) -> Vec<u8> {
    // A configuration bounds the name far below.
    let mut name = cluster.as_bytes();
    name = &name[..name.len().min(usize::from(u16::MAX))];
    let length = name.len() as u16;
    let mut head = MAGIC.to_vec();
    head.extend(FORMAT.to_le_bytes());
    head.extend(revision.0.to_le_bytes());
    head.extend(length.to_le_bytes());
    head.extend(name);
    head
}
