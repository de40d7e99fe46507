use opus_rs::{Application, OpusDecoder, OpusEncoder};
use tandem_rtp_proto::sdp::OpusWish;
use tandem_rtp_proto::{Codec, OpusFrames, Part, opus_ms};

use crate::{ROOM_FRAME, ROOM_RATE};

/// Samples of 10 ms at the rate of rooms.
const PART: usize = ROOM_FRAME / 2;
/// Samples of the longest packet: 120 ms.
const LONGEST: usize = 12 * PART;
/// Samples in a millisecond.
const PER_MS: usize = PART / 10;
/// How hard the encoder tries, 0 to 10: more costs more than it brings to a voice.
const COMPLEXITY: i32 = 5;
/// The share of packets that the encoder shall expect to be lost, in percent, where the peer wants them made good.
const EXPECTED_LOSS: i32 = 10;

/// A stream of Opus, as one channel of 48 kHz.
pub(crate) struct Opened {
    decoder: OpusDecoder,
    /// The packet that was decoded last, and what it sounds like.
    packet: Option<i64>,
    samples: Vec<i16>,
}

impl Opened {
    pub(crate) fn new() -> Self {
        Self {
            decoder: OpusDecoder::new(48_000, 1).expect("48 kHz and one channel are served"),
            packet: None,
            samples: Vec::new(),
        }
    }

    /// Decodes a packet whole; its first 20 ms, or as much as it has.
    pub(crate) fn decode(&mut self, packet: &[u8], frame: &mut [i16]) {
        self.packet = None;
        self.open(packet);
        copy(&self.samples, frame);
    }

    /// Two parts of 10 ms; of a packet that is begun, what was decoded with its first part.
    pub(crate) fn assemble(&mut self, parts: &[Part; 2], frame: &mut [i16]) {
        for (part, frame) in parts.iter().zip(frame.chunks_exact_mut(PART)) {
            if self.packet != Some(part.at) {
                self.open(&part.octets);
                self.packet = Some(part.at);
            }
            copy(self.samples.get(PART * part.index..).unwrap_or(&[]), frame);
        }
    }

    /// Makes up 20 ms: from what the packet behind has of them, else from what was before.
    pub(crate) fn conceal(&mut self, follower: Option<&[u8]>, frame: &mut [i16]) {
        let mut heard = [0.0; ROOM_FRAME];
        let made_up = match follower {
            Some(packet) => self.decoder.decode_fec(packet, ROOM_FRAME, &mut heard),
            None => self.decoder.decode(&[], ROOM_FRAME, &mut heard),
        };
        if made_up.is_err() {
            heard.fill(0.0);
        }
        for (sample, heard) in frame.iter_mut().zip(heard) {
            *sample = rounded(heard);
        }
    }

    fn open(&mut self, packet: &[u8]) {
        let count = PER_MS * usize::from(opus_ms(packet).unwrap_or(20));
        let mut heard = [0.0; LONGEST];
        let heard = &mut heard[..count.min(LONGEST)];
        // What can't be decoded is silence of its length.
        if self.decoder.decode(packet, heard.len(), heard).is_err() {
            heard.fill(0.0);
        }
        self.samples.clear();
        self.samples
            .extend(heard.iter().map(|sample| rounded(*sample)));
    }
}

/// Samples a second at which a stream is encoded: a peer that plays less is not sent more, which costs less than half.
#[must_use]
pub fn encoder_rate(codec: Codec, wish: OpusWish) -> u32 {
    match (codec, wish.max_playback_rate) {
        (Codec::Opus, 24_000..) => ROOM_RATE,
        (Codec::Opus, 16_000..) => 16_000,
        (Codec::Opus, _) => 8_000,
        (Codec::G722 | Codec::Pcmu | Codec::Pcma, _) => codec.sample_rate(),
    }
}

/// Makes packets of 20 ms: of one frame, or of two where the peer wants packets that twenties do not add up to.
pub(crate) struct Packer {
    encoder: OpusEncoder,
    halves: Option<OpusFrames>,
}

impl Packer {
    pub(crate) fn new(wish: OpusWish) -> Self {
        Self {
            encoder: encoder(wish),
            halves: wish.has_short_frames.then(OpusFrames::default),
        }
    }

    /// Encodes 20 ms; gives the octets of the packet.
    pub(crate) fn encode(&mut self, samples: &[i16], packet: &mut [u8]) -> usize {
        let Some(halves) = &mut self.halves else {
            let encoded = self.encoder.encode_i16(samples, samples.len(), packet);
            return encoded.unwrap_or(0);
        };
        halves.clear();
        let most = packet.len() / 2 - 2;
        for half in samples.chunks_exact(samples.len() / 2) {
            let encoded = self
                .encoder
                .encode_i16(half, half.len(), &mut packet[..most]);
            let length = encoded.unwrap_or(0);
            if !halves.add(&packet[..length]) {
                // The encoder has changed its mode between them, as it may at the beginning: the later one counts.
                halves.clear();
                halves.add(&packet[..length]);
            }
        }
        halves.take(20, packet).map_or(0, |(length, _)| length)
    }
}

/// An encoder of one channel that does as the peer wishes.
fn encoder(wish: OpusWish) -> OpusEncoder {
    let rate = encoder_rate(Codec::Opus, wish);
    let usual = match rate {
        8_000 => 16_000,
        16_000 => 24_000,
        _ => 32_000,
    };
    let most = wish
        .max_average_bitrate_100
        .map(|hundreds| 100 * i32::from(hundreds));
    let rate = i32::try_from(rate).unwrap_or(48_000);
    let mut encoder =
        OpusEncoder::new(rate, 1, Application::Voip).expect("the rate is one of Opus");
    encoder.bitrate_bps = most.unwrap_or(usual).min(usual);
    encoder.complexity = COMPLEXITY;
    encoder.use_inband_fec = wish.has_inband_fec;
    encoder.packet_loss_perc = if wish.has_inband_fec {
        EXPECTED_LOSS
    } else {
        0
    };
    encoder
}

/// Copies what there is; the rest is silence.
fn copy(from: &[i16], to: &mut [i16]) {
    let count = from.len().min(to.len());
    to[..count].copy_from_slice(&from[..count]);
    to[count..].fill(0);
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a conversion from floating point ends at the bounds"
)]
fn rounded(sample: f32) -> i16 {
    (sample * 32_768.0).round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{Sine, power};
    use crate::{Decoder, EDGE_FRAME, Encoder, Prompt, Upsampler};

    type Packet = Vec<u8>;

    fn packets(wish: OpusWish, frames: &[[i16; ROOM_FRAME]]) -> Vec<Packet> {
        let mut encoder = Encoder::opus(wish);
        let encode = |frame: &[i16; ROOM_FRAME]| {
            let mut payload = [0; Codec::FRAME_OCTETS];
            let length = encoder.encode(frame, &mut payload);
            payload[..length].to_vec()
        };
        frames.iter().map(encode).collect()
    }

    /// A voice at the rate of rooms.
    fn spoken() -> Vec<[i16; ROOM_FRAME]> {
        let mut up = Upsampler::new(Prompt::RATE);
        let frames = Prompt::EnterPin.samples().chunks_exact(320);
        let raise = |samples: &[i16]| {
            let mut room = [0; ROOM_FRAME];
            up.process(samples, &mut room);
            room
        };
        frames.map(raise).collect()
    }

    fn difference(one: &[i16], other: &[i16]) -> f64 {
        let pairs = one.iter().zip(other);
        pairs
            .map(|(one, other)| (f64::from(*one) - f64::from(*other)).powi(2))
            .sum()
    }

    #[test]
    fn what_a_lost_packet_had_is_in_the_next_one() {
        let wish = OpusWish {
            has_inband_fec: true,
            ..OpusWish::default()
        };
        let packets = packets(wish, &spoken());
        let (mut whole, mut recovered, mut made_up) = (Vec::new(), 0.0, 0.0);
        let mut decoder = Decoder::new(Codec::Opus);
        for packet in &packets {
            whole.push(decoder.decode(packet, &mut [0; EDGE_FRAME]).to_vec());
        }
        for is_recovered in [true, false] {
            let mut decoder = Decoder::new(Codec::Opus);
            for (number, packet) in packets.iter().enumerate() {
                let mut samples = [0; EDGE_FRAME];
                let follower = packets.get(number + 1).filter(|_| number % 8 == 5);
                let Some(follower) = follower else {
                    decoder.decode(packet, &mut samples);
                    continue;
                };
                if is_recovered {
                    let heard = decoder.recover(follower, &mut samples);
                    recovered += difference(heard, &whole[number]);
                } else {
                    made_up += difference(decoder.conceal(&mut samples), &whole[number]);
                }
            }
        }
        assert!(recovered < 0.5 * made_up, "{recovered} {made_up}");
    }

    #[test]
    fn no_packet_is_longer_than_a_frame_of_the_others_however_loud() {
        let mut state = 1_u32;
        let mut loud = [[0; ROOM_FRAME]; 100];
        for sample in loud.iter_mut().flatten() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample = i16::from_be_bytes([state.to_be_bytes()[0], 0]);
        }
        for rate in [8_000, 16_000, 48_000] {
            let wish = OpusWish {
                max_playback_rate: rate,
                has_inband_fec: true,
                ..OpusWish::default()
            };
            let samples = usize::from(rate) / 50;
            let mut encoder = Encoder::opus(wish);
            for frame in &loud {
                let mut payload = [0; Codec::FRAME_OCTETS];
                let length = encoder.encode(&frame[..samples], &mut payload);
                assert_eq!(opus_ms(&payload[..length]), Some(20), "{rate}: {length}");
            }
        }
    }

    #[test]
    fn short_frames_sound_as_long_ones_do() {
        for rate in [8_000, 16_000, 48_000] {
            let wish = OpusWish {
                max_playback_rate: rate,
                has_short_frames: true,
                ..OpusWish::default()
            };
            let count = usize::from(rate) / 50;
            let mut sine = Sine::new(440.0, rate.into(), 8000);
            let (mut encoder, mut decoder) = (Encoder::opus(wish), Decoder::new(Codec::Opus));
            let mut heard = Vec::new();
            for frame in 0..50 {
                let mut samples = [0; EDGE_FRAME];
                sine.fill(&mut samples[..count]);
                let mut payload = [0; Codec::FRAME_OCTETS];
                let length = encoder.encode(&samples[..count], &mut payload);
                let packet = &payload[..length];
                assert_eq!(
                    opus_ms(packet),
                    Some(20),
                    "{rate}, frame {frame}: {packet:x?}"
                );
                let mut frames = OpusFrames::default();
                assert!(frames.add(packet));
                for _ in 0..2 {
                    let mut space = [0; Codec::FRAME_OCTETS];
                    let (length, ms) = frames.take(10, &mut space).expect("two halves");
                    assert_eq!((ms, opus_ms(&space[..length])), (10, Some(10)));
                }
                heard.extend_from_slice(decoder.decode(packet, &mut samples));
            }
            let heard = &heard[heard.len() / 2..];
            let share = power(heard, 440.0, ROOM_RATE) / power(heard, 700.0, ROOM_RATE).max(1e-9);
            assert!(share > 1000.0, "{rate}: {share}");
        }
    }

    #[test]
    fn longer_packets_come_out_in_parts() {
        // Three frames of 20 ms in one packet, all of one length (RFC 6716 §3.2.5).
        let silence = [0x7b, 3, 0xff, 0xfe, 0xff, 0xfe, 0xff, 0xfe];
        let mut opened = Opened::new();
        let octets: std::sync::Arc<[u8]> = silence.as_slice().into();
        for index in [0, 2, 4] {
            let part = |index| Part {
                octets: octets.clone(),
                at: 7,
                index,
            };
            opened.assemble(&[part(index), part(index + 1)], &mut [0; ROOM_FRAME]);
            assert_eq!(opened.samples.len(), 3 * ROOM_FRAME);
        }
    }

    #[test]
    fn what_is_no_opus_is_silence_and_the_stream_goes_on() {
        let mut sine = Sine::new(1000.0, ROOM_RATE, 8000);
        let mut frames = [[0; ROOM_FRAME]; 50];
        frames.iter_mut().for_each(|frame| sine.fill(frame));
        let mut decoder = Decoder::new(Codec::Opus);
        let mut state = 7_u32;
        let mut heard = Vec::new();
        for (number, packet) in packets(OpusWish::default(), &frames).iter().enumerate() {
            let mut samples = [0; EDGE_FRAME];
            if number == 20 {
                for length in 0..300 {
                    let mut random = || {
                        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                        state.to_be_bytes()[0]
                    };
                    let broken: Packet = (0..length).map(|_| random()).collect();
                    decoder.decode(&broken, &mut samples);
                }
            }
            let frame = decoder.decode(packet, &mut samples);
            if number >= 40 {
                heard.extend_from_slice(frame);
            }
        }
        let share = power(&heard, 1000.0, ROOM_RATE) / power(&heard, 1700.0, ROOM_RATE).max(1e-9);
        assert!(share > 1000.0, "{share}");
    }
}
