//! Reading a backup, and proving that it is whole.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tandem_model::Revision;

use super::{CHECKSUM_BYTES, FORMAT, MAGIC};
use crate::codec::{self, DecodeError};

/// A longer record is a broken one, as in the journal.
const MAX_ENVELOPE_BYTES: u32 = 64 << 20;

const BUFFER_BYTES: usize = 1 << 20;

/// What a backup holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    /// The cluster that it was taken of.
    pub cluster: String,
    /// The revision that it ends with, which is the number of its envelopes.
    pub revision: Revision,
    /// The length of the file.
    pub bytes: u64,
}

/// Why a file is no backup that can be used.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The system does not give the file.
    #[error("the backup cannot be read: {0}")]
    Disk(#[from] io::Error),
    /// It was made by something else.
    #[error("the file is no backup of Tandem")]
    Foreign,
    /// A newer release wrote it: use that one, or a later one.
    #[error(
        "the backup has format {found}, this release reads up to {known}: use the release that wrote it"
    )]
    Newer {
        /// In the file.
        found: u32,
        /// What can be read.
        known: u32,
    },
    /// The end is missing: it was cut off on its way. Copy it again, or use an older one.
    #[error("the backup ends too early: its end is missing")]
    Truncated,
    /// Its bytes have changed. Copy it again, or use an older one.
    #[error("the backup's checksum does not match its content: it is broken")]
    Broken,
    /// It is whole, and holds what this release does not know.
    #[error("revision {revision} of the backup: {source}")]
    Decode {
        /// The envelope.
        revision: Revision,
        /// What is wrong.
        source: DecodeError,
    },
}

/// Proves that a backup is whole and that this release can read all of it. It reads the whole file.
///
/// # Errors
/// [`BackupError`]
pub fn verify(file: &Path) -> Result<Summary, BackupError> {
    let mut reader = Reader::open(file)?;
    let mut unread = Ok(());
    while let Some((revision, envelope)) = reader.next()? {
        if unread.is_ok()
            && let Err(source) = codec::decode(envelope)
        {
            unread = Err(BackupError::Decode { revision, source });
        }
    }
    let summary = reader.finish()?;
    // Only what is whole can be blamed on the one who wrote it.
    unread.map(|()| summary)
}

/// Reads a backup from its start.
pub(super) struct Reader {
    file: BufReader<File>,
    hash: Sha256,
    summary: Summary,
    done: u64,
}

impl Reader {
    pub(super) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path)?;
        let summary = Summary {
            cluster: String::new(),
            revision: Revision::ZERO,
            bytes: file.metadata()?.len(),
        };
        let mut reader = Self {
            file: BufReader::with_capacity(BUFFER_BYTES, file),
            hash: Sha256::new(),
            summary,
            done: 0,
        };
        if reader.array()? != *MAGIC {
            return Err(BackupError::Foreign);
        }
        let found = u32::from_le_bytes(reader.array()?);
        if found != FORMAT {
            let known = FORMAT;
            return Err(BackupError::Newer { found, known });
        }
        reader.summary.revision = Revision(u64::from_le_bytes(reader.array()?));
        let length = u16::from_le_bytes(reader.array()?);
        let name = reader.bytes(usize::from(length))?;
        reader.summary.cluster = String::from_utf8(name).map_err(|_| BackupError::Broken)?;
        Ok(reader)
    }

    /// The next envelope; `None` behind the last.
    pub(super) fn next(&mut self) -> Result<Option<(Revision, Bytes)>, BackupError> {
        if self.done == self.summary.revision.0 {
            return Ok(None);
        }
        let length = u32::from_le_bytes(self.array()?);
        if length > MAX_ENVELOPE_BYTES {
            return Err(BackupError::Broken);
        }
        let envelope = self.bytes(length as usize)?;
        self.done += 1;
        Ok(Some((Revision(self.done), envelope.into())))
    }

    /// Proves the checksum, once all envelopes are read.
    pub(super) fn finish(mut self) -> Result<Summary, BackupError> {
        let counted: [u8; CHECKSUM_BYTES] = self.hash.finalize_reset().into();
        let stored: [u8; CHECKSUM_BYTES] = self.array()?;
        if stored != counted || self.file.read(&mut [0])? != 0 {
            return Err(BackupError::Broken);
        }
        Ok(self.summary)
    }

    fn bytes(&mut self, length: usize) -> Result<Vec<u8>, BackupError> {
        let mut bytes = vec![0; length];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), BackupError> {
        let filled = self.file.read_exact(bytes);
        filled.map_err(|error| {
            let early = error.kind() == io::ErrorKind::UnexpectedEof;
            if early {
                BackupError::Truncated
            } else {
                BackupError::Disk(error)
            }
        })?;
        self.hash.update(&*bytes);
        Ok(())
    }
}
