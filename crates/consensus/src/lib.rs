//! The replicated log of envelopes: openraft bound to sled, with journal and snapshot.
//!
//! It records what `tandem-provisioning` decides, durably and in one order, and folds it into the catalog; it is the
//! only crate that calls `Catalog::apply`. It does not decide by itself, and knows no command. Types of openraft
//! and sled stay inside, and their formats reach neither disk nor wire.
//! Read [`Consensus`] and [`Observer`] first.

mod backfill;
mod backup;
mod changes;
mod codec;
mod config;
mod consensus;
mod decider;
mod generated;
mod machine;
mod member;
mod membership;
mod network;
pub mod peers;
mod recent;
pub mod rpc;
mod service;
mod snapshot;
mod status;
mod store;
mod submit;
mod transfer;
mod types;

pub use backup::{Backup, BackupError, RestoreError, Summary, restore, verify};
pub use codec::{DecodeError, decode, decode_trunk, encode, encode_trunk};
pub use config::{ConsensusConfig, OpenError, Retention, Start, Timing};
pub use consensus::{Consensus, ConsensusOwner, JournalError};
pub use machine::Observer;
pub use member::{Member, Roles};
pub use membership::MembershipError;
pub use peers::NoPeers;
pub use service::Service;
pub use status::{MemberStatus, Role, Status};
#[doc(hidden)]
pub use store::Pace;
pub use submit::{NotApplied, Recorded, SubmitError, Unknown};
pub use types::NodeId;
