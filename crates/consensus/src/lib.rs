//! The replicated log of envelopes: openraft bound to sled, with journal and snapshot.
//!
//! It records what `tandem-provisioning` decides, durably and in one order, and folds it into the catalog; it is the
//! only crate that calls `Catalog::apply`. It does not decide by itself, and knows no command. Types of openraft
//! and sled stay inside, and their formats reach neither disk nor wire.
//! Read [`Consensus`] and [`Observer`] first.

mod codec;
mod consensus;
mod decider;
mod generated;
mod machine;
mod network;
mod snapshot;
mod store;
mod submit;
mod types;

pub use codec::{DecodeError, decode, encode};
pub use consensus::{Consensus, ConsensusConfig, ConsensusOwner, JournalError, OpenError};
pub use machine::Observer;
pub use submit::{NotApplied, Recorded, SubmitError, Unknown};
pub use types::NodeId;
