use std::f32::consts::PI;

use crate::{EDGE_FRAME, ROOM_FRAME, ROOM_RATE};

/// Taps a phase: 16 samples of the lower rate, a delay of 1 ms at 8 kHz.
const TAPS: usize = 16;
/// The Kaiser window's shape: 65 dB of stop band.
const BETA: f32 = 6.2;

/// Raises a stream from 8 or 16 kHz to 48 kHz. Linear phase; delay of 8 samples of the lower rate.
pub struct Upsampler {
    phases: Vec<[f32; TAPS]>,
    history: [f32; TAPS - 1],
}

/// Lowers a stream from 48 kHz to 8 or 16 kHz. Linear phase; delay of 8 samples of the lower rate.
pub struct Downsampler {
    factor: usize,
    taps: Vec<f32>,
    history: Vec<f32>,
}

/// The low pass of both, at 48 kHz, `factor * TAPS` long: flat to 0.42 and shut from 0.58 of the lower rate's half and above.
fn low_pass(factor: usize) -> Vec<f32> {
    let length = factor * TAPS;
    let cutoff = 0.46 / as_f32(factor);
    let middle = (as_f32(length) - 1.0) / 2.0;
    let tap = |index: usize| {
        let at = as_f32(index) - middle;
        let sinc = if at.abs() < 1e-6 {
            2.0 * cutoff
        } else {
            (2.0 * PI * cutoff * at).sin() / (PI * at)
        };
        let ratio = at / (middle + 0.5);
        sinc * bessel(BETA * (1.0 - ratio * ratio).max(0.0).sqrt()) / bessel(BETA)
    };
    let taps: Vec<f32> = (0..length).map(tap).collect();
    let sum: f32 = taps.iter().sum();
    taps.into_iter().map(|tap| tap / sum).collect()
}

/// The modified Bessel function of order zero.
fn bessel(x: f32) -> f32 {
    let (mut sum, mut term) = (1.0, 1.0);
    for index in 1..24 {
        let factor = x / (2.0 * as_f32(index));
        term *= factor * factor;
        sum += term;
    }
    sum
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn as_f32(count: usize) -> f32 {
    count as f32
}

fn factor_of(rate: u32) -> usize {
    usize::try_from(ROOM_RATE / rate).expect("48 kHz over 8 or 16 kHz")
}

impl Upsampler {
    /// From this rate, 8,000 or 16,000.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        let factor = factor_of(rate);
        let taps = low_pass(factor);
        // Phase p takes every factor-th tap; the newest sample meets the first.
        let phase = |phase: usize| {
            std::array::from_fn(|tap| taps[phase + factor * (TAPS - 1 - tap)] * as_f32(factor))
        };
        Self {
            phases: (0..factor).map(phase).collect(),
            history: [0.0; TAPS - 1],
        }
    }

    /// Converts 20 ms.
    pub fn process(&mut self, samples: &[i16], room: &mut [i16; ROOM_FRAME]) {
        let mut window = [0.0; EDGE_FRAME + TAPS - 1];
        window[..TAPS - 1].copy_from_slice(&self.history);
        for (slot, sample) in window[TAPS - 1..].iter_mut().zip(samples) {
            *slot = f32::from(*sample);
        }
        for (outputs, inputs) in room
            .chunks_exact_mut(self.phases.len())
            .zip(window.windows(TAPS))
        {
            for (output, taps) in outputs.iter_mut().zip(&self.phases) {
                *output = rounded(dot(taps, inputs));
            }
        }
        self.history
            .copy_from_slice(&window[samples.len()..samples.len() + TAPS - 1]);
    }
}

impl Downsampler {
    /// To this rate, 8,000 or 16,000.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        let factor = factor_of(rate);
        let taps = low_pass(factor);
        Self {
            factor,
            history: vec![0.0; taps.len() - factor],
            taps,
        }
    }

    /// Converts 20 ms; gives 160 or 320 samples.
    pub fn process<'a>(
        &mut self,
        room: &[i16; ROOM_FRAME],
        samples: &'a mut [i16; EDGE_FRAME],
    ) -> &'a [i16] {
        let kept = self.history.len();
        let mut window = [0.0; ROOM_FRAME + TAPS * 6];
        window[..kept].copy_from_slice(&self.history);
        for (slot, sample) in window[kept..].iter_mut().zip(room) {
            *slot = f32::from(*sample);
        }
        let count = ROOM_FRAME / self.factor;
        for (index, output) in samples[..count].iter_mut().enumerate() {
            let start = index * self.factor;
            *output = rounded(dot(&self.taps, &window[start..start + self.taps.len()]));
        }
        self.history
            .copy_from_slice(&window[ROOM_FRAME..ROOM_FRAME + kept]);
        &samples[..count]
    }
}

/// A sum of products in eight lanes, so that the compiler makes vectors of it.
fn dot(taps: &[f32], inputs: &[f32]) -> f32 {
    let mut lanes = [0.0; 8];
    for (taps, inputs) in taps
        .as_chunks::<8>()
        .0
        .iter()
        .zip(inputs.as_chunks::<8>().0)
    {
        for ((lane, tap), input) in lanes.iter_mut().zip(taps).zip(inputs) {
            *lane += tap * input;
        }
    }
    lanes.iter().sum()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from float saturates"
)]
fn rounded(sample: f32) -> i16 {
    sample.round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{Sine, power};

    /// Sends a tone up and down again; gives what comes out.
    fn there_and_back(rate: u32, hertz: f32) -> (Vec<i16>, Vec<i16>) {
        let frame = usize::try_from(rate / 50).expect("small");
        let mut sine = Sine::new(hertz, rate, 8000);
        let (mut up, mut down) = (Upsampler::new(rate), Downsampler::new(rate));
        let (mut high, mut low) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            let mut samples = [0; EDGE_FRAME];
            sine.fill(&mut samples[..frame]);
            let mut room = [0; ROOM_FRAME];
            up.process(&samples[..frame], &mut room);
            high.extend_from_slice(&room);
            low.extend_from_slice(down.process(&room, &mut samples));
        }
        (high.split_off(9600), low.split_off(frame * 10))
    }

    #[test]
    fn tones_of_speech_pass_and_images_do_not() {
        for (rate, hertz) in [
            (8000, 300.0),
            (8000, 1000.0),
            (8000, 3000.0),
            (16000, 300.0),
            (16000, 6000.0),
        ] {
            let (high, low) = there_and_back(rate, hertz);
            let tone = power(&high, hertz, ROOM_RATE);
            #[expect(clippy::cast_precision_loss, reason = "an exact rate")]
            let image = power(&high, rate as f32 - hertz, ROOM_RATE);
            assert!(
                tone > 1e5 * image,
                "{rate}, {hertz}: image {image} of {tone}"
            );
            let level = (power(&low, hertz, rate) / (8000.0 * 8000.0 / 4.0)).sqrt();
            assert!(
                (0.9..1.1).contains(&level),
                "{rate}, {hertz}: level {level}"
            );
        }
    }

    #[test]
    fn what_is_above_the_band_does_not_fold_down() {
        let mut sine = Sine::new(6000.0, ROOM_RATE, 8000);
        let mut down = Downsampler::new(8000);
        let mut low = Vec::new();
        for _ in 0..20 {
            let mut room = [0; ROOM_FRAME];
            sine.fill(&mut room);
            low.extend_from_slice(down.process(&room, &mut [0; EDGE_FRAME]));
        }
        let alias = power(&low[320..], 2000.0, 8000);
        assert!(alias < 1e-5 * 8000.0 * 8000.0, "{alias}");
    }
}
