//! Calls that go out over real sockets: to ourselves, to SIPp, and to targets that the DNS names.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod calls;
mod dns;
mod lookups;
mod peer;
mod phone;
mod secure;

use std::time::Duration;

/// Long enough for the busiest machine, and no part of what is tested.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
