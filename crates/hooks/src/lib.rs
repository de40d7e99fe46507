//! Tells others over HTTP what has happened: each word in its turn, again where it did not arrive, and never where
//! it may not go.
//!
//! ```text
//! Hooks::send ─► queue ─► dispatch ─► lane (receiver, call) ─► line: TCP, TLS, HTTP/1.1 ─► receiver
//! ```
//!
//! What is said, and how it is signed, is its users' business. Read [`Hooks`] and [`Letter`] first.

mod config;
mod dispatch;
mod lane;
mod line;
mod networks;

pub use config::{CaError, HooksConfig};
pub use dispatch::{Hooks, HooksOwner, QUEUE};
pub use lane::{LANE_QUEUE, Letter, MOST_TRIES};
pub use networks::Networks;
