use std::net::SocketAddr;

use super::{Direction, OpusWish};
use crate::Codec;
use crate::srtp::SrtpKeys;

/// One stream of audio, as both sides agree on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AudioStream {
    /// The codec, for both directions.
    pub codec: Codec,
    /// The payload types of what we send.
    pub sends: PayloadTypes,
    /// The payload types of what the peer sends. They are ours where ours was the offer (RFC 3264 §5.1).
    pub receives: PayloadTypes,
    /// Ticks a second of the clock of telephone events.
    pub events_clock: u16,
    /// The peer may send comfort noise under its static number (RFC 3389), as what it offered has it.
    pub has_comfort_noise: bool,
    /// The number of the header extension that tells how loud the peer is (RFC 6464), if it has offered one: 1 to 14.
    pub level_extension: Option<u8>,
    /// What the peer wants of Opus, should that be the codec.
    pub opus: OpusWish,
    /// Milliseconds of audio that the peer wants in a packet: 10 to 60, in tens.
    pub ptime_ms: u8,
    /// Where our RTP goes until the peer's own source is known.
    pub remote: SocketAddr,
    /// Where our RTCP goes.
    pub remote_rtcp: SocketAddr,
    /// What we may do.
    pub direction: Direction,
    /// The keys, if the media is encrypted.
    pub srtp: Option<SrtpKeys>,
}

/// The payload types of one direction: 0 to 127.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PayloadTypes {
    /// The codec's.
    pub audio: u8,
    /// Telephone events', if there are any.
    pub dtmf: Option<u8>,
}

impl AudioStream {
    /// A plain stream of both directions, 20 ms a packet, with the codec's own payload type and no events.
    #[must_use]
    pub fn plain(codec: Codec, remote: SocketAddr) -> Self {
        let types = PayloadTypes {
            audio: codec.payload_type(),
            dtmf: None,
        };
        Self {
            codec,
            sends: types,
            receives: types,
            events_clock: 8_000,
            has_comfort_noise: false,
            level_extension: None,
            opus: OpusWish::default(),
            ptime_ms: 20,
            remote,
            remote_rtcp: SocketAddr::new(remote.ip(), remote.port().saturating_add(1)),
            direction: Direction::SendRecv,
            srtp: None,
        }
    }
}
