use audio_codec::g722::{G722Decoder, G722Encoder};
use audio_codec::pcma::{PcmaDecoder, PcmaEncoder};
use audio_codec::pcmu::{PcmuDecoder, PcmuEncoder};
use audio_codec::{Decoder as _, Encoder as _};
use tandem_rtp_proto::Codec;

use crate::EDGE_FRAME;
use crate::conceal::Concealer;

/// Turns the payloads of one stream into samples, and makes up those that were lost.
pub struct Decoder {
    codec: Codec,
    state: DecoderState,
    concealer: Concealer,
}

enum DecoderState {
    Pcmu(PcmuDecoder),
    Pcma(PcmaDecoder),
    G722(Box<G722Decoder>),
}

impl Decoder {
    /// A decoder at the beginning of a stream.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        let state = match codec {
            Codec::Pcmu => DecoderState::Pcmu(PcmuDecoder::new()),
            Codec::Pcma => DecoderState::Pcma(PcmaDecoder::new()),
            Codec::G722 => DecoderState::G722(Box::new(G722Decoder::new())),
        };
        Self {
            codec,
            state,
            concealer: Concealer::new(codec.sample_rate()),
        }
    }

    /// The codec.
    #[must_use]
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// Decodes 20 ms; gives 160 or 320 samples.
    pub fn decode<'a>(
        &mut self,
        payload: &[u8; Codec::FRAME_OCTETS],
        samples: &'a mut [i16; EDGE_FRAME],
    ) -> &'a [i16] {
        let decoded = match &mut self.state {
            DecoderState::Pcmu(decoder) => decoder.decode_into(payload, samples),
            DecoderState::Pcma(decoder) => decoder.decode_into(payload, samples),
            DecoderState::G722(decoder) => decoder.decode_into(payload, samples),
        };
        let count = self.codec.frame_samples();
        let frame = &mut samples[..count];
        // A frame of a whole number of samples always decodes.
        debug_assert_eq!(decoded.ok(), Some(count));
        self.concealer.heard(frame);
        frame
    }

    /// Makes up 20 ms in place of what was lost.
    pub fn conceal<'a>(&mut self, samples: &'a mut [i16; EDGE_FRAME]) -> &'a [i16] {
        let frame = &mut samples[..self.codec.frame_samples()];
        self.concealer.conceal(frame);
        frame
    }
}

/// Turns samples into the payloads of one stream.
pub struct Encoder {
    codec: Codec,
    state: EncoderState,
}

enum EncoderState {
    Pcmu(PcmuEncoder),
    Pcma(PcmaEncoder),
    G722(Box<G722Encoder>),
}

impl Encoder {
    /// An encoder at the beginning of a stream.
    #[must_use]
    pub fn new(codec: Codec) -> Self {
        let state = match codec {
            Codec::Pcmu => EncoderState::Pcmu(PcmuEncoder::new()),
            Codec::Pcma => EncoderState::Pcma(PcmaEncoder::new()),
            Codec::G722 => EncoderState::G722(Box::new(G722Encoder::new())),
        };
        Self { codec, state }
    }

    /// The codec.
    #[must_use]
    pub fn codec(&self) -> Codec {
        self.codec
    }

    /// Encodes 20 ms: as many samples as the codec has in a frame.
    pub fn encode(&mut self, samples: &[i16], payload: &mut [u8; Codec::FRAME_OCTETS]) {
        let samples = &samples[..self.codec.frame_samples()];
        let encoded = match &mut self.state {
            EncoderState::Pcmu(encoder) => encoder.encode_into(samples, payload),
            EncoderState::Pcma(encoder) => encoder.encode_into(samples, payload),
            EncoderState::G722(encoder) => encoder.encode_into(samples, payload),
        };
        debug_assert_eq!(encoded.ok(), Some(Codec::FRAME_OCTETS));
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
                encoder.encode(&samples, &mut payload);
                heard.extend_from_slice(decoder.decode(&payload, &mut samples));
            }
            let heard = &heard[heard.len() / 2..];
            let share = power(heard, 1000.0, rate) / power(heard, 1700.0, rate).max(1e-9);
            assert!(share > 1000.0, "{codec:?}: {share}");
        }
    }
}
