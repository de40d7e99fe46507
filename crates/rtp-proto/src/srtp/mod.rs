//! SRTP and SRTCP (RFC 3711, RFC 6188, RFC 7714), with keys that the session description brings.

mod keys;
mod suite;

pub use keys::{MasterKey, Mki, Seed, SrtpKeys};
pub use suite::Suite;
