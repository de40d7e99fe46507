//! The servers as clients meet them: over sockets, with tokens.

mod auth;
mod backup;
mod calls;
mod cluster;
mod conditions;
mod examples;
mod grpc;
mod regions;
mod rooms;
mod support;
mod transport;
mod trunks;
mod videosdk;
mod watch;
