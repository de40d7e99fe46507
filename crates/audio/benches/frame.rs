//! What 20 ms of one stream cost: `cargo bench -p tandem-audio`.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::time::Instant;

use tandem_audio::tone::Sine;
use tandem_audio::{
    Decoder, Downsampler, EDGE_FRAME, Encoder, Mix, NoiseSuppressor, ROOM_FRAME, ROOM_RATE,
    Upsampler,
};
use tandem_rtp_proto::Codec;

/// Calls of one measure.
const CALLS: u32 = 2_000;
/// Measures, of which the fastest counts: the machine does other things too.
const MEASURES: usize = 25;

fn main() {
    println!("what             µs a frame of 20 ms");
    for rate in [8_000, 16_000] {
        resample(rate);
    }
    for codec in Codec::ALL {
        code(codec);
    }
    mix();
    suppress();
}

fn suppress() {
    let mut suppressor = NoiseSuppressor::new();
    let mut room = [0; ROOM_FRAME];
    Sine::new(440.0, ROOM_RATE, 8_000).fill(&mut room);
    show("noise suppression", || {
        suppressor.process(black_box(&mut room));
    });
}

fn resample(rate: u32) {
    let mut samples = [0; EDGE_FRAME];
    let mut room = [0; ROOM_FRAME];
    Sine::new(440.0, rate, 8_000).fill(&mut samples);
    let frame = usize::try_from(rate / 50).unwrap_or(EDGE_FRAME);
    let mut up = Upsampler::new(rate);
    show(&format!("up from {rate}"), || {
        up.process(black_box(&samples[..frame]), &mut room);
        black_box(&room);
    });
    let mut down = Downsampler::new(rate);
    show(&format!("down to {rate}"), || {
        black_box(down.process(black_box(&room), &mut samples));
    });
}

fn code(codec: Codec) {
    let (mut encoder, mut decoder) = (Encoder::new(codec), Decoder::new(codec));
    let mut samples = [0; EDGE_FRAME];
    Sine::new(440.0, codec.sample_rate(), 8_000).fill(&mut samples);
    let mut payload = [0; Codec::FRAME_OCTETS];
    let frame = codec.frame_samples();
    let length = encoder.encode(&samples[..frame], &mut payload);
    let coded = payload;
    show(&format!("{} encode", codec.name()), || {
        encoder.encode(black_box(&samples[..frame]), &mut payload);
    });
    show(&format!("{} decode", codec.name()), || {
        black_box(decoder.decode(black_box(&coded[..length]), &mut samples));
    });
    // A loss by itself, and the frame after it.
    show(&format!("{} conceal, decode", codec.name()), || {
        black_box(decoder.conceal(&mut samples));
        black_box(decoder.decode(black_box(&coded[..length]), &mut samples));
    });
}

fn mix() {
    let mut voice = [0; ROOM_FRAME];
    Sine::new(440.0, ROOM_RATE, 8_000).fill(&mut voice);
    let mut heard = [0; ROOM_FRAME];
    let mut mix = Mix::default();
    show("mix of two", || {
        mix.clear();
        mix.add(black_box(&voice));
        mix.add(black_box(&voice));
        mix.minus(Some(&voice), &mut heard);
        black_box(&heard);
    });
}

fn show(what: &str, mut call: impl FnMut()) {
    let mut measure = || {
        let start = Instant::now();
        for _ in 0..CALLS {
            call();
        }
        start.elapsed() / CALLS
    };
    let fastest = (0..MEASURES).map(|_| measure()).min().unwrap_or_default();
    println!("{what:22} {:6.2}", fastest.as_secs_f64() * 1e6);
}
