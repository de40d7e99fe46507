//! The media engine: threads that own the RTP sockets of all calls, and mixes their rooms.
//!
//! A leg is one call's audio; legs that join the same mix hear one another. A thread wakes every 5 ms,
//! reads what has come, and lets a quarter of the mixes have their 20 ms. Which call is in which room is
//! `tandem-rooms`; the pure parts are `tandem-rtp-proto` and `tandem-audio`. Read [`Media`] first.

mod engine;
mod forward;
mod heard;
mod leg;
mod line;
mod linger;
mod media;
mod mixing;
mod pace;
mod ports;
mod reception;
mod relay;
mod relayed;
mod router;
mod secure;
mod sender;
mod tally;
mod transfer;
mod voice;

pub use media::{
    COMMAND_BOUND, Counters, LegConfig, LegId, LegReport, Media, MediaConfig, MediaEvent,
    MediaEvents, MediaOwner, MixId, Toward, start,
};
pub use ports::{NoPort, PortRange, Reservation};
pub use relay::{
    NoSession, RELAY_TIMEOUT, Relay, RelayConfig, RelayCounters, RelayKeys, RelayOwner,
    RelaySession, SESSION_BOUND,
};
