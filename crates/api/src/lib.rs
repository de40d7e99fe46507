//! The outside interfaces: Twirp over HTTP, gRPC, VideoSDK's REST, health and metrics.
//!
//! One set of functions ([`Api`]) serves both protocols; `from_wire.rs` reads requests into commands or names the
//! wrong field, `to_wire.rs` writes answers. Nothing is decided here: commands go to `tandem-control-plane`, rooms
//! are `tandem-rooms`. Read [`Api`] and [`serve`] first.

mod addresses;
mod admin;
mod auth;
mod backup;
mod changes_to_wire;
mod cluster;
mod context;
mod counter;
mod courier;
mod error;
mod events;
mod forward;
mod from_wire;
mod gateway_of;
mod grpc;
mod http_server;
mod json;
mod list;
mod listen;
mod move_participant;
mod others;
mod outbound_call;
mod ready;
mod regions;
mod room_service;
mod serve;
mod sip_failure;
mod sip_service;
mod status_details;
mod terms;
mod to_wire;
mod trace;
mod transfer;
mod trunk_health;
mod twirp;
mod videosdk;
mod watch;

pub use auth::{Caller, Keys};
pub use error::{ApiError, Code};
pub use forward::ForwardService;
pub use serve::{ApiConfig, Options, Running, ServeError, serve, serve_with};
pub use sip_service::{Answer, Api};
pub use videosdk::VideoSdkKeys;
pub use watch::WatchBounds;
