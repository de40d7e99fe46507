//! Writes to three nodes of a replicated store, watched at each of them, while the one that leads may be killed.
//!
//! Tandem and etcd are told apart in [`store`] and [`grpc`] alone, so that both meet the same writers, clocks and checks.

pub mod client;
pub mod control;
pub mod cost;
pub mod grpc;
pub mod join;
pub mod load;
mod message;
pub mod outage;
pub mod partition;
pub mod sipp;
pub mod store;
pub mod watcher;
pub mod writers;
