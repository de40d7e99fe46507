//! The outside interfaces: Twirp over HTTP, gRPC, health and metrics.
//!
//! One set of functions ([`Api`]) serves both protocols; `from_wire.rs` reads requests into commands or names the
//! wrong field, `to_wire.rs` writes answers. Nothing is decided here: commands go to `tandem-control-plane`, rooms
//! are `tandem-rooms`. Read [`Api`] and [`serve`] first.

mod admin;
mod auth;
mod error;
mod from_wire;
mod grpc;
mod http_server;
mod json;
mod list;
mod listen;
mod room_service;
mod serve;
mod sip_service;
mod to_wire;
mod twirp;

pub use auth::{Caller, Keys};
pub use error::{ApiError, Code};
pub use serve::{ApiConfig, Running, ServeError, serve};
pub use sip_service::{Answer, Api};
