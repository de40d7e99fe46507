//! Sessions of media: SDP offers and answers, RTP, RTCP, telephone events, the jitter buffer. Pure.
//!
//! Nothing here opens a socket or reads a clock: `tandem-rtp-io` does; what the payloads sound like is
//! `tandem-audio`. Read [`sdp::Session`] and [`JitterBuffer`] first; `NOTES.md` says what of each RFC is followed.

mod codec;
mod dtmf;
mod jitter;
mod latch;
mod level;
mod opus;
mod quality;
mod rtp;
mod stats;

pub mod rtcp;
pub mod sdp;
pub mod srtp;

pub use codec::Codec;
pub use dtmf::{
    BadDialString, DialString, DtmfEvent, DtmfReceiver, DtmfSender, DtmfTick, KEY_TICKS,
};
pub use jitter::{Frame, JitterBuffer, JitterCounters, Part};
pub use latch::{Latched, SourceLatch};
pub use level::{AudioLevel, audio_level};
pub use opus::{OpusFrames, opus_ms};
pub use quality::mean_opinion_score;
pub use rtcp::{ReceptionReport, SenderReport, bye, parse_reports, report};
pub use rtp::{BadRtp, RtpHeader, RtpPacket};
pub use stats::ReceiveStats;

/// The static payload type of comfort noise (RFC 3389, RFC 3551 table 4).
pub const COMFORT_NOISE: u8 = 13;
