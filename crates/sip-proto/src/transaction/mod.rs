//! The transactions of RFC 3261 §17, a machine a file, and the keys that they are found by.

mod client_invite;
mod client_non_invite;
mod key;
mod server_invite;
mod server_non_invite;

use std::time::Duration;

pub(crate) use client_invite::{ClientInvite, InviteHeard};
pub(crate) use client_non_invite::{ClientDue, ClientNonInvite};
pub(crate) use key::{Key, Keys};
pub(crate) use server_invite::{ServerDue, ServerInvite};
pub(crate) use server_non_invite::ServerNonInvite;

/// The timers that all others are made of (RFC 3261 §17.1.1.1, table 4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timing {
    /// The round trip that is assumed; 500 ms.
    pub t1: Duration,
    /// The longest wait between two repetitions; 4 s.
    pub t2: Duration,
    /// How long a message may stay in the network; 5 s.
    pub t4: Duration,
    /// How long a request may wait for the transaction user before 100 goes out; 200 ms (§17.2.1).
    pub trying: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self::STANDARD
    }
}

impl Timing {
    /// RFC 3261's own.
    pub(crate) const STANDARD: Self = Self {
        t1: Duration::from_millis(500),
        t2: Duration::from_secs(4),
        t4: Duration::from_secs(5),
        trying: Duration::from_millis(200),
    };

    /// 64·T1: timers B, F, H, J, L, and the patience for an ACK.
    pub(crate) fn patience(&self) -> Duration {
        self.t1 * 64
    }
}
