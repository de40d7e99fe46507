//! What payloads sound like, whoever made them: packets of Opus in order, lost and made up, and comfort noise. Their frames go into
//! other packets and stay what they are.
//!
//! The input is a list of packets, each behind an octet for its length, or two where that begins with a one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

use tandem_audio::{ComfortNoise, Decoder, EDGE_FRAME};
use tandem_rtp_proto::{Codec, OpusFrames, Part, opus_ms};

/// Decoding costs a third of a millisecond with the checks that are compiled in here.
const MOST: usize = 64;

fuzz_target!(|octets: &[u8]| {
    let mut decoder = Decoder::new(Codec::Opus);
    let mut noise = ComfortNoise::new(octets);
    let mut samples = [0; EDGE_FRAME];
    let mut frames = OpusFrames::default();
    let mut rest = octets;
    for at in 0..MOST {
        let Some((packet, behind)) = packet(rest) else { break };
        rest = behind;
        match packet.first().map_or(0, |first| first % 4) {
            0 => drop(decoder.recover(packet, &mut samples)),
            1 => drop(decoder.conceal(&mut samples)),
            _ => {}
        }
        decoder.decode(packet, &mut samples);
        let part = |index| Part { octets: Arc::from(packet), at: at as i64, index };
        decoder.assemble(&[part(0), part(at)], &mut samples);
        noise.change(packet);
        noise.fill(&mut samples);
        repack(&mut frames, packet);
    }
});

/// The next packet, and what is behind it.
fn packet(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, rest) = octets.split_first()?;
    let (length, rest) = match first & 0x80 {
        0 => (usize::from(*first), rest),
        _ => {
            let (second, rest) = rest.split_first()?;
            (usize::from(first & 0x7f) << 8 | usize::from(*second), rest)
        }
    };
    Some(rest.split_at(length.min(rest.len())))
}

/// What goes into packets comes out again as long as it was.
fn repack(frames: &mut OpusFrames, packet: &[u8]) {
    let before = frames.ms();
    if !frames.add(packet) {
        frames.clear();
        return;
    }
    let mut space = [0; 2048];
    let most = 10 * u16::from(packet[0] % 7);
    if before == 0 && opus_ms(packet).is_some() {
        assert_eq!(frames.ms(), opus_ms(packet).expect("it is some"));
    }
    if let Some((length, ms)) = frames.take(most, &mut space) {
        assert_eq!(opus_ms(&space[..length]), Some(ms));
    }
}
