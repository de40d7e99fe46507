//! Messages generated from `proto/tandem`.
#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    unreachable_pub,
    unused_qualifications
)]

pub(crate) mod events {
    include!("tandem.events.v1.rs");
}
pub(crate) mod raft {
    include!("tandem.raft.v1.rs");
}
