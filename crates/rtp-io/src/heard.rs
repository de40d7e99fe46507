use std::ops::Deref;
use std::sync::Arc;

use tandem_audio::EDGE_FRAME;
use tandem_rtp_proto::{Codec, Frame, Part};

/// One leg's 20 ms as it came.
pub(crate) enum Heard {
    Payload([u8; Codec::FRAME_OCTETS]),
    /// Of Opus: what the 20 ms are in.
    Parts(Box<[Part; 2]>),
    Lost,
    /// Lost, and this packet of Opus follows.
    LostBefore(Arc<[u8]>),
    /// The noise that the peer wants to be heard while it is silent.
    Noise(Box<[i16; EDGE_FRAME]>),
    Nothing,
}

impl From<Frame<'_>> for Heard {
    fn from(frame: Frame<'_>) -> Self {
        match frame {
            Frame::Packet(payload) => Self::Payload(*payload),
            Frame::Parts(parts) => Self::Parts(Box::new(parts)),
            Frame::Lost => Self::Lost,
            Frame::LostBefore(follower) => Self::LostBefore(follower),
            Frame::Empty => Self::Nothing,
        }
    }
}

/// 20 ms for a peer: always of one length, but for Opus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Payload {
    octets: [u8; Codec::FRAME_OCTETS],
    length: usize,
}

impl Payload {
    /// The first octets of these.
    pub(crate) fn new(octets: [u8; Codec::FRAME_OCTETS], length: usize) -> Self {
        let length = length.min(octets.len());
        Self { octets, length }
    }

    /// The octets of a codec whose frames are all of one length.
    pub(crate) fn frame(&self) -> &[u8; Codec::FRAME_OCTETS] {
        &self.octets
    }
}

impl From<[u8; Codec::FRAME_OCTETS]> for Payload {
    fn from(octets: [u8; Codec::FRAME_OCTETS]) -> Self {
        Self::new(octets, Codec::FRAME_OCTETS)
    }
}

impl Deref for Payload {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.octets[..self.length]
    }
}
