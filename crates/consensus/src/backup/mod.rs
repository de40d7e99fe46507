//! Backups: the whole journal in one file, from which a new cluster goes on.
//!
//! ```text
//! "TNDMBACK"  format (u32)  revision (u64)  length of the name (u16)  cluster's name
//! record…     one an envelope, from revision 1 on: length (u32), the envelope as it is recorded
//! SHA-256     of all bytes before it
//! ```
//!
//! All numbers are little-endian. Secrets are sealed as they are in the log.

mod read;
mod restore;
mod write;

pub use read::{BackupError, Summary, verify};
pub use restore::{RestoreError, restore};
pub use write::Backup;

const MAGIC: &[u8; 8] = b"TNDMBACK";

/// The format that this release writes, and the highest that it reads.
const FORMAT: u32 = 1;

const CHECKSUM_BYTES: usize = 32;

/// Bytes of envelopes that are held at once, give or take one envelope.
const PART_BYTES: usize = 1 << 20;

/// Envelopes that are held at once.
const PART_ENVELOPES: usize = 4_096;
