//! Peers over gRPC: `tandem.raft.v1.Raft`.
//!
//! [`Channels`] is the calling end, [`server`] the serving one, to be mounted on the listener between nodes. Both
//! carry [`Hello`](crate::peers::Hello) as metadata. Keys and certificates are the caller's: `Channels` takes a
//! `ClientTlsConfig`, and the listener that `server` is mounted on has its own.

mod channels;
mod hello;
mod server;

use std::time::Duration;

pub use channels::Channels;
pub use server::{RaftServer, server};

/// The most bytes of a message: an envelope of the largest size and the entries that go with it.
const MAX_MESSAGE_BYTES: usize = 32 << 20;

/// How long a connection may take to be made.
const CONNECT_PATIENCE: Duration = Duration::from_secs(1);

/// How often a silent connection is asked for a sign of life, also by the listener: a peer behind a broken link is
/// known to be away soon, and tried anew.
pub const KEEP_ALIVE_INTERVAL: Duration = Duration::from_secs(1);

/// How long that sign may take.
pub const KEEP_ALIVE_PATIENCE: Duration = Duration::from_secs(2);
