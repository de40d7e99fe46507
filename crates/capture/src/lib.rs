//! What was said in a call, kept for a while: its SIP messages and what is known of its media.
//!
//! The SIP thread hands over each message as it came or goes, and nothing is read or written into words there but its
//! `Call-ID`. Memory is bounded in octets, calls, and octets and messages of a call. Secrets are masked whenever
//! something is shown, written or sent on. Who draws it is the command line. Read [`Capture`] and [`Captured`] first;
//! [`pcap`] writes files that other tools open, [`HepOwner`] sends messages on to Homer.

mod arena;
mod call_id;
mod capture;
mod captured;
mod hep;
pub mod pcap;
mod store;
mod tape;

pub use capture::{Capture, Counters};
pub use captured::{Captured, Direction, Entry, MediaFact, Quality, SipMessage, What};
pub use hep::{HEP_QUEUE, HepConfig, HepOwner};
pub use store::Bounds;
