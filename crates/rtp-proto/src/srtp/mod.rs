//! SRTP and SRTCP (RFC 3711, RFC 6188, RFC 7714), with keys that the session description brings.

mod cipher;
mod context;
mod derive;
mod keys;
mod suite;
#[cfg(test)]
mod tests;
mod window;

pub use context::{BadSrtp, MOST_ADDED, Protector, Unprotector};
pub use keys::{MasterKey, Mki, Seed, SrtpKeys};
pub use suite::Suite;
