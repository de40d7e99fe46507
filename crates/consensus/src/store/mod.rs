//! What this node keeps on disk.
//!
//! ```text
//! <dir>/identity          who this node is; written once, when it first became part of a cluster
//! <dir>/log/              sled: the Raft log, the vote, what is committed and purged
//! <dir>/journal/          every envelope for ever, by revision
//! <dir>/snapshot/catalog  the catalog at one log id, with a checksum
//! ```

mod cursor;
mod durable;
pub(crate) mod entry;
mod gaps;
mod identity;
mod journal;
mod log;
#[cfg(test)]
mod log_tests;
mod pace;
mod pieces;
#[cfg(test)]
mod suite_tests;
mod tail;
mod writer;

pub(crate) use cursor::Cursor;
pub(crate) use durable::{OpenGuard, sync_dir};
pub(crate) use gaps::{Gap, Gaps};
pub(crate) use identity::Identity;
pub(crate) use journal::Journal;
pub(crate) use log::{Log, Running};
pub use pace::Pace;

/// The most entries that one sync makes durable; sled's memory grows with more.
pub(crate) const MAX_ENTRIES_A_SYNC: usize = 1_000;

/// Requests that may wait for the log's writer.
const WRITER_QUEUE: usize = 1_024;

/// Keys that one step of a purge deletes: a few milliseconds of work.
const PURGE_CHUNK_KEYS: usize = 1_000;

/// Memory for pages of the log.
const LOG_CACHE_BYTES: u64 = 64 << 20;
