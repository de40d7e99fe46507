//! What a generated packet says of itself.
//!
//! A path that forwards payloads untouched, of whatever codec, carries a *stamp*: who sent the packet, its number, and when. Each packet
//! then proves its own delay and loss. A path that decodes and mixes destroys stamps; there, a *burst* of a tone once
//! a second proves the delay: its first loud sample is found in what comes out.

use tandem_audio::tone::Sine;
use tandem_audio::{EDGE_FRAME, Encoder};
use tandem_rtp_proto::Codec;

const MAGIC: [u8; 4] = *b"tRl1";
/// Frames between the beginnings of two bursts.
pub const BURST_EVERY: u32 = 50;
/// Frames of a burst.
const BURST_FRAMES: u32 = 3;
/// Streams begin their bursts at different frames, so that nobody speaks with his neighbour.
const BURST_STAGGER: u32 = 23;
const BURST_HERTZ: f32 = 1000.0;
const BURST_AMPLITUDE: i16 = 12_000;

/// The payload of one frame of 20 ms.
pub type Payload = [u8; Codec::FRAME_OCTETS];

/// What a stamped packet says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    /// The stream that sent it.
    pub stream: u32,
    /// Counted from 0 in its stream.
    pub index: u32,
    /// Microseconds since the run began.
    pub sent_us: u64,
}

impl Stamp {
    /// Writes the stamp; the rest of the payload stays as it is.
    pub fn write(&self, payload: &mut Payload) {
        payload[..4].copy_from_slice(&MAGIC);
        payload[4..8].copy_from_slice(&self.stream.to_be_bytes());
        payload[8..12].copy_from_slice(&self.index.to_be_bytes());
        payload[12..20].copy_from_slice(&self.sent_us.to_be_bytes());
    }

    /// Reads the stamp of a payload, if it has one.
    #[must_use]
    pub fn read(payload: &[u8]) -> Option<Self> {
        let (magic, rest) = payload.split_first_chunk::<4>()?;
        let (stream, rest) = rest.split_first_chunk()?;
        let (index, rest) = rest.split_first_chunk()?;
        let sent = rest.first_chunk()?;
        (*magic == MAGIC).then(|| Self {
            stream: u32::from_be_bytes(*stream),
            index: u32::from_be_bytes(*index),
            sent_us: u64::from_be_bytes(*sent),
        })
    }
}

/// The octet of silence that fills what no stamp covers; Opus, which is not generated, has none.
#[must_use]
pub fn silence(codec: Codec) -> u8 {
    match codec {
        Codec::Opus => 0,
        Codec::Pcmu => 0xff,
        Codec::Pcma => 0xd5,
        Codec::G722 => 0xfa,
    }
}

/// Whether this frame of this stream begins a burst.
#[must_use]
pub fn begins_burst(stream: u32, index: u32) -> bool {
    (index + stream * BURST_STAGGER).is_multiple_of(BURST_EVERY)
}

/// Speaks one stream of bursts and silence.
pub struct BurstSpeaker {
    codec: Codec,
    encoder: Encoder,
    sine: Sine,
}

impl BurstSpeaker {
    /// A stream at its beginning.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        Self {
            codec,
            encoder: Encoder::new(codec),
            sine: Sine::new(BURST_HERTZ, codec.sample_rate(), BURST_AMPLITUDE),
        }
    }

    /// The next frame.
    pub fn frame(&mut self, stream: u32, index: u32, payload: &mut Payload) {
        let mut samples = [0; EDGE_FRAME];
        if (index + stream * BURST_STAGGER) % BURST_EVERY < BURST_FRAMES {
            self.sine.fill(&mut samples[..self.codec.frame_samples()]);
        }
        self.encoder.encode(&samples, payload);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_back_and_speech_is_no_stamp() {
        let stamp = Stamp {
            stream: 7,
            index: 70_000,
            sent_us: 1 << 40,
        };
        let mut payload = [silence(Codec::Pcmu); Codec::FRAME_OCTETS];
        assert_eq!(Stamp::read(&payload), None);
        stamp.write(&mut payload);
        assert_eq!(Stamp::read(&payload), Some(stamp));
        assert_eq!(Stamp::read(&payload[..19]), None);
    }
}
