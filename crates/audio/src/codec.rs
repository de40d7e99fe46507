use audio_codec::g722::{G722Decoder, G722Encoder};
use audio_codec::pcma::{PcmaDecoder, PcmaEncoder};
use audio_codec::pcmu::{PcmuDecoder, PcmuEncoder};
use audio_codec::{Decoder as _, Encoder as _};
use tandem_rtp_proto::sdp::OpusWish;
use tandem_rtp_proto::{Codec, Part};

use crate::EDGE_FRAME;
use crate::conceal::Concealer;
use crate::opus::{self, Opened};

/// Turns the payloads of one stream into samples, and makes up those that were lost.
pub struct Decoder {
    codec: Codec,
    state: DecoderState,
    /// Opus has its own, and who only measures needs none.
    concealer: Option<Concealer>,
}

enum DecoderState {
    Opus(Box<Opened>),
    Pcmu(PcmuDecoder),
    Pcma(PcmaDecoder),
    G722(Box<G722Decoder>),
}

impl Decoder {
    /// A decoder at the beginning of a stream.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        let concealer = match codec {
            Codec::Opus => None,
            Codec::G722 | Codec::Pcmu | Codec::Pcma => Some(Concealer::new(codec.sample_rate())),
        };
        Self {
            concealer,
            ..Self::of_whole(codec)
        }
    }

    /// A decoder of what is there as a whole: what is lost it makes no sound of.
    #[must_use]
    pub fn of_whole(codec: Codec) -> Self {
        let state = match codec {
            Codec::Opus => DecoderState::Opus(Box::new(Opened::new())),
            Codec::Pcmu => DecoderState::Pcmu(PcmuDecoder::new()),
            Codec::Pcma => DecoderState::Pcma(PcmaDecoder::new()),
            Codec::G722 => DecoderState::G722(Box::new(G722Decoder::new())),
        };
        Self {
            codec,
            state,
            concealer: None,
        }
    }

    /// The codec.
    #[must_use]
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// Decodes 20 ms; gives as many samples as the codec has in them. Of Opus it takes a packet.
    pub fn decode<'a>(&mut self, payload: &[u8], samples: &'a mut [i16; EDGE_FRAME]) -> &'a [i16] {
        let count = self.codec.frame_samples();
        let decoded = match &mut self.state {
            DecoderState::Opus(opened) => {
                opened.decode(payload, &mut samples[..count]);
                Ok(count)
            }
            DecoderState::Pcmu(decoder) => decoder.decode_into(payload, samples),
            DecoderState::Pcma(decoder) => decoder.decode_into(payload, samples),
            DecoderState::G722(decoder) => decoder.decode_into(payload, samples),
        };
        let frame = &mut samples[..count];
        // A frame of a whole number of samples always decodes.
        debug_assert_eq!(decoded.ok(), Some(count));
        if let Some(concealer) = &mut self.concealer {
            concealer.heard(frame);
        }
        frame
    }

    /// Decodes 20 ms of Opus from the packets that they are in.
    pub fn assemble<'a>(
        &mut self,
        parts: &[Part; 2],
        samples: &'a mut [i16; EDGE_FRAME],
    ) -> &'a [i16] {
        let frame = &mut samples[..self.codec.frame_samples()];
        if let DecoderState::Opus(opened) = &mut self.state {
            opened.assemble(parts, frame);
        }
        frame
    }

    /// Makes up 20 ms in place of what was lost.
    pub fn conceal<'a>(&mut self, samples: &'a mut [i16; EDGE_FRAME]) -> &'a [i16] {
        self.make_up(None, samples)
    }

    /// Makes up 20 ms that were lost; the packet of Opus behind them may have some of it (RFC 6716 §2.1.7).
    pub fn recover<'a>(
        &mut self,
        follower: &[u8],
        samples: &'a mut [i16; EDGE_FRAME],
    ) -> &'a [i16] {
        self.make_up(Some(follower), samples)
    }

    fn make_up<'a>(
        &mut self,
        follower: Option<&[u8]>,
        samples: &'a mut [i16; EDGE_FRAME],
    ) -> &'a [i16] {
        let frame = &mut samples[..self.codec.frame_samples()];
        match (&mut self.state, &mut self.concealer) {
            (DecoderState::Opus(opened), _) => opened.conceal(follower, frame),
            (_, Some(concealer)) => concealer.conceal(frame),
            (_, None) => {}
        }
        frame
    }
}

/// Turns samples into the payloads of one stream.
pub struct Encoder {
    codec: Codec,
    state: EncoderState,
}

enum EncoderState {
    Opus(Box<opus::Packer>),
    Pcmu(PcmuEncoder),
    Pcma(PcmaEncoder),
    G722(Box<G722Encoder>),
}

impl Encoder {
    /// An encoder at the beginning of a stream.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        let state = match codec {
            Codec::Opus => return Self::opus(OpusWish::default()),
            Codec::Pcmu => EncoderState::Pcmu(PcmuEncoder::new()),
            Codec::Pcma => EncoderState::Pcma(PcmaEncoder::new()),
            Codec::G722 => EncoderState::G722(Box::new(G722Encoder::new())),
        };
        Self { codec, state }
    }

    /// One of Opus, for a peer that wishes so.
    #[must_use]
    pub fn opus(wish: OpusWish) -> Self {
        Self {
            codec: Codec::Opus,
            state: EncoderState::Opus(Box::new(opus::Packer::new(wish))),
        }
    }

    /// The codec.
    #[must_use]
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// Encodes 20 ms at the rate of [`crate::encoder_rate`]; gives the octets of the payload.
    pub fn encode(&mut self, samples: &[i16], payload: &mut [u8; Codec::FRAME_OCTETS]) -> usize {
        if let EncoderState::Opus(encoder) = &mut self.state {
            return encoder.encode(samples, payload);
        }
        let samples = &samples[..self.codec.frame_samples()];
        let encoded = match &mut self.state {
            EncoderState::Opus(_) => return 0,
            EncoderState::Pcmu(encoder) => encoder.encode_into(samples, payload),
            EncoderState::Pcma(encoder) => encoder.encode_into(samples, payload),
            EncoderState::G722(encoder) => encoder.encode_into(samples, payload),
        };
        debug_assert_eq!(encoded.ok(), Some(Codec::FRAME_OCTETS));
        Codec::FRAME_OCTETS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{Sine, power};

    #[test]
    fn a_tone_survives_each_codec() {
        for codec in Codec::ALL {
            let rate = codec.sample_rate();
            let mut sine = Sine::new(1000.0, rate, 8000);
            let (mut encoder, mut decoder) = (Encoder::new(codec), Decoder::new(codec));
            let mut heard = Vec::new();
            for _ in 0..50 {
                let mut samples = [0; EDGE_FRAME];
                sine.fill(&mut samples[..codec.frame_samples()]);
                let mut payload = [0; Codec::FRAME_OCTETS];
                let length = encoder.encode(&samples[..codec.frame_samples()], &mut payload);
                heard.extend_from_slice(decoder.decode(&payload[..length], &mut samples));
            }
            let heard = &heard[heard.len() / 2..];
            let share = power(heard, 1000.0, rate) / power(heard, 1700.0, rate).max(1e-9);
            assert!(share > 1000.0, "{codec:?}: {share}");
        }
    }
}
