use crate::low_pass::{LowPass, MOST_TAPS};
use crate::{EDGE_FRAME, ROOM_FRAME};

/// Outputs that are summed side by side: four vectors of the smallest kind.
const BLOCK: usize = 16;
/// The most samples of 20 ms at the lower rate, 16 kHz.
const LOW_FRAME: usize = 320;
/// The most phases: 48 kHz over 8 kHz.
const MOST_PHASES: usize = 6;
/// Samples of all phases in 20 ms, with what each remembers.
const PHASED: usize = ROOM_FRAME + MOST_PHASES * MOST_TAPS;

/// Raises a stream from 8 or 16 kHz to 48 kHz: flat to 3.4 or 7 kHz, images 60 dB below.
///
/// Linear phase; the delay is 1.7 ms from 8 kHz and 1 ms from 16 kHz.
pub struct Upsampler {
    filter: &'static LowPass,
    /// The last inputs, a tap less than a phase has.
    history: [f32; MOST_TAPS],
}

/// Lowers a stream from 48 kHz to 8 or 16 kHz: flat to 3.4 or 7 kHz, and what would fold into that 60 dB below.
///
/// Linear phase; the delay is 1.7 ms to 8 kHz and 1 ms to 16 kHz.
pub struct Downsampler {
    filter: &'static LowPass,
    /// The last inputs of each phase, a tap less than it has.
    history: [[f32; MOST_TAPS]; MOST_PHASES],
}

impl Upsampler {
    /// From this rate, 8,000 or 16,000.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        Self {
            filter: LowPass::of(rate),
            history: [0.0; MOST_TAPS],
        }
    }

    /// Converts 20 ms.
    pub fn process(&mut self, samples: &[i16], room: &mut [i16; ROOM_FRAME]) {
        let factor = self.filter.factor();
        let (kept, count) = (self.filter.taps() - 1, ROOM_FRAME / factor);
        let mut window = [0.0; LOW_FRAME + MOST_TAPS];
        window[..kept].copy_from_slice(&self.history[..kept]);
        // Each phase has a share of the sum of the taps, and an output is of one phase.
        let gain = f32::from(u8::try_from(factor).expect("at most six"));
        for (slot, sample) in window[kept..].iter_mut().zip(samples) {
            *slot = f32::from(*sample) * gain;
        }
        for (phase, taps) in self.filter.phases().iter().enumerate() {
            let mut sums = [0.0; LOW_FRAME];
            add_filtered(taps, &window, &mut sums[..count]);
            let outputs = room[phase..].iter_mut().step_by(factor);
            for (output, sample) in outputs.zip(sums.map(rounded)) {
                *output = sample;
            }
        }
        self.history[..kept].copy_from_slice(&window[count..count + kept]);
    }
}

impl Downsampler {
    /// To this rate, 8,000 or 16,000.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        Self {
            filter: LowPass::of(rate),
            history: [[0.0; MOST_TAPS]; MOST_PHASES],
        }
    }

    /// Converts 20 ms; gives 160 or 320 samples.
    pub fn process<'a>(
        &mut self,
        room: &[i16; ROOM_FRAME],
        samples: &'a mut [i16; EDGE_FRAME],
    ) -> &'a [i16] {
        let factor = self.filter.factor();
        let (kept, count) = (self.filter.taps() - 1, ROOM_FRAME / factor);
        let mut sums = [0.0; LOW_FRAME];
        let mut windows = [0.0; PHASED];
        // The newest input meets the first tap of the impulse response, that is the first phase.
        let phases = self.filter.phases().iter().zip(&mut self.history);
        for (phase, (taps, history)) in phases.enumerate() {
            let window = &mut windows[..kept + count];
            window[..kept].copy_from_slice(&history[..kept]);
            let inputs = room[factor - 1 - phase..].iter().step_by(factor);
            for (slot, sample) in window[kept..].iter_mut().zip(inputs) {
                *slot = f32::from(*sample);
            }
            add_filtered(taps, window, &mut sums[..count]);
            history[..kept].copy_from_slice(&window[count..]);
        }
        let samples = &mut samples[..count];
        for (output, sum) in samples.iter_mut().zip(sums) {
            *output = rounded(sum);
        }
        samples
    }
}

/// Adds to each output the taps' products with the inputs from its place on.
///
/// Side by side are outputs, not taps: the compiler makes vectors of them, and nothing is summed across a vector.
fn add_filtered(taps: &[f32], inputs: &[f32], outputs: &mut [f32]) {
    let blocks = outputs.as_chunks_mut::<BLOCK>().0.iter_mut();
    for (block, start) in blocks.zip((0..).step_by(BLOCK)) {
        let mut sums = *block;
        for (tap, inputs) in taps.iter().zip(inputs[start..].array_windows::<BLOCK>()) {
            for (sum, input) in sums.iter_mut().zip(inputs) {
                *sum += tap * input;
            }
        }
        *block = sums;
    }
}

/// The nearest sample, in arithmetic that has vectors on every machine: beside 1.5 * 2^23 a float has no fraction,
/// and its lowest bits are the sample's.
#[expect(clippy::cast_possible_truncation, reason = "the low bits are meant")]
fn rounded(sample: f32) -> i16 {
    const FRACTIONLESS: f32 = 12_582_912.0;
    let sample = sample.clamp(f32::from(i16::MIN), f32::from(i16::MAX));
    (sample + FRACTIONLESS).to_bits().cast_signed() as i16
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::ROOM_RATE;
    use crate::tone::{Sine, power};

    const AMPLITUDE: i16 = 16_000;
    /// Each lower rate with the end of its pass band.
    const BANDS: [(u32, u32); 2] = [(8_000, 3_400), (16_000, 7_000)];
    /// Frames that are measured, after as many that are not.
    const FRAMES: usize = 5;

    fn raised(rate: u32, hertz: f32) -> Vec<i16> {
        let (mut sine, mut up) = (Sine::new(hertz, rate, AMPLITUDE), Upsampler::new(rate));
        let mut high = Vec::new();
        for _ in 0..2 * FRAMES {
            let mut samples = vec![0; ROOM_FRAME / up.filter.factor()];
            sine.fill(&mut samples);
            let mut room = [0; ROOM_FRAME];
            up.process(&samples, &mut room);
            high.extend_from_slice(&room);
        }
        high.split_off(high.len() / 2)
    }

    fn lowered(rate: u32, hertz: f32) -> Vec<i16> {
        let mut sine = Sine::new(hertz, ROOM_RATE, AMPLITUDE);
        let mut down = Downsampler::new(rate);
        let mut low = Vec::new();
        for _ in 0..2 * FRAMES {
            let mut room = [0; ROOM_FRAME];
            sine.fill(&mut room);
            low.extend_from_slice(down.process(&room, &mut [0; EDGE_FRAME]));
        }
        low.split_off(low.len() / 2)
    }

    /// The level of a frequency against the tone that was sent, in decibels.
    fn level(samples: &[i16], hertz: f32, rate: u32) -> f32 {
        let whole = f32::from(AMPLITUDE).powi(2) / 4.0;
        10.0 * (power(samples, hertz, rate) / whole).max(1e-12).log10()
    }

    fn every_100_hertz(from: u32, to: u32) -> impl Iterator<Item = (u32, f32)> {
        (from..=to).step_by(100).map(|hertz| {
            let exact = u16::try_from(hertz).expect("below 24,000");
            (hertz, f32::from(exact))
        })
    }

    #[test]
    fn a_raised_band_is_flat_and_its_images_are_60_db_below() {
        for (rate, edge) in BANDS {
            for (hertz, exact) in every_100_hertz(100, edge) {
                let high = raised(rate, exact);
                let tone = level(&high, exact, ROOM_RATE);
                assert!(tone.abs() <= 0.5, "{rate}: {hertz} Hz at {tone} dB");
                for (place, exact_place) in every_100_hertz(rate - edge, 23_900) {
                    let distance = place % rate;
                    if distance != hertz && rate - distance != hertz {
                        continue;
                    }
                    let image = level(&high, exact_place, ROOM_RATE) - tone;
                    assert!(
                        image <= -60.0,
                        "{rate}: {hertz} Hz at {place} Hz: {image} dB"
                    );
                }
            }
        }
    }

    #[test]
    fn a_lowered_band_is_flat_and_what_folds_into_it_is_60_db_below() {
        for (rate, edge) in BANDS {
            for (hertz, exact) in every_100_hertz(100, edge) {
                let tone = level(&lowered(rate, exact), exact, rate);
                assert!(tone.abs() <= 0.5, "{rate}: {hertz} Hz at {tone} dB");
            }
            for (hertz, exact) in every_100_hertz(rate - edge, 23_900) {
                let distance = hertz % rate;
                let folded = distance.min(rate - distance);
                let exact_folded = f32::from(u16::try_from(folded).expect("below 8,001"));
                let alias = level(&lowered(rate, exact), exact_folded, rate);
                let is_heard = (1..=edge).contains(&folded);
                assert!(
                    !is_heard || alias <= -60.0,
                    "{rate}: {hertz} Hz at {folded} Hz: {alias} dB"
                );
            }
        }
    }

    #[test]
    fn a_click_comes_out_within_2_ms() {
        for (rate, _) in BANDS {
            let (mut up, mut down) = (Upsampler::new(rate), Downsampler::new(rate));
            let mut click = [0; EDGE_FRAME];
            click[0] = AMPLITUDE;
            let mut room = [0; ROOM_FRAME];
            up.process(&click[..ROOM_FRAME / up.filter.factor()], &mut room);
            let peak = room
                .iter()
                .position(|sample| Some(sample) == room.iter().max());
            assert!(
                peak.is_some_and(|peak| peak <= 96),
                "{rate}: {peak:?} of 48"
            );

            let mut room = [0; ROOM_FRAME];
            room[..up.filter.factor()].fill(AMPLITUDE);
            let low = down.process(&room, &mut click);
            let peak = low
                .iter()
                .position(|sample| Some(sample) == low.iter().max());
            let most = usize::try_from(rate).expect("small") * 2 / 1000;
            assert!(peak.is_some_and(|peak| peak <= most), "{rate}: {peak:?}");
        }
    }

    #[test]
    fn the_loudest_square_wave_clips_and_never_wraps() {
        for (rate, _) in BANDS {
            let mut up = Upsampler::new(rate);
            let count = ROOM_FRAME / up.filter.factor();
            let samples: Vec<i16> = (0..count)
                .map(|index| {
                    if index < count / 2 {
                        i16::MAX
                    } else {
                        i16::MIN
                    }
                })
                .collect();
            let mut room = [0; ROOM_FRAME];
            up.process(&samples, &mut room);
            assert!(room.contains(&i16::MAX) && room.contains(&i16::MIN));
            assert!(room[120..440].iter().all(|sample| *sample > 30_000));
            assert!(room[600..].iter().all(|sample| *sample < -30_000));
        }
    }

    #[test]
    fn samples_are_rounded_to_the_nearest() {
        for (sample, nearest) in [
            (0.4, 0),
            (-0.4, 0),
            (0.6, 1),
            (-0.6, -1),
            (32_766.6, 32_767),
            (1e9, i16::MAX),
            (-1e9, i16::MIN),
        ] {
            assert_eq!(rounded(sample), nearest, "{sample}");
        }
    }
}
