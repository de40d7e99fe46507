//! The transaction layer against callers: on a bench, message by message, and over a bad network.

mod altered;
mod bounds;
mod cancel;
mod connection;
mod dialog;
mod digest;
mod invite;
mod ipv6;
mod network;
mod non_invite;
mod policy;
mod probe;
mod registrant;
mod request;
mod rig;
mod routing;
mod torture;
mod uac;
