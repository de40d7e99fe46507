//! Tones, made and measured.

use std::f32::consts::TAU;

/// A sine that goes on from frame to frame.
pub struct Sine {
    step: f32,
    phase: f32,
    amplitude: f32,
}

impl Sine {
    /// A tone of so many hertz at this sample rate.
    #[must_use]
    pub fn new(hertz: f32, rate: u32, amplitude: i16) -> Self {
        Self {
            step: TAU * hertz / as_f32(rate),
            phase: 0.0,
            amplitude: f32::from(amplitude),
        }
    }

    /// Fills with the next samples.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast from float saturates"
    )]
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            *sample = (self.phase.sin() * self.amplitude).round() as i16;
            self.phase = (self.phase + self.step) % TAU;
        }
    }
}

/// The power of one frequency (Goertzel): a quarter of the squared amplitude for a pure tone.
#[must_use]
pub fn power(samples: &[i16], hertz: f32, rate: u32) -> f32 {
    let coefficient = 2.0 * f64::from(TAU * hertz / as_f32(rate)).cos();
    let (mut one, mut two) = (0.0_f64, 0.0_f64);
    for sample in samples {
        let next = f64::from(*sample) + coefficient * one - two;
        two = std::mem::replace(&mut one, next);
    }
    let sum = one * one + two * two - coefficient * one * two;
    #[expect(clippy::cast_precision_loss, reason = "counts of samples are small")]
    let count = samples.len().max(1) as f64;
    #[expect(clippy::cast_possible_truncation, reason = "a measure, not money")]
    let power = (sum / count / count) as f32;
    power
}

/// How much louder one frequency is than another, in decibels: the median over tenths of a second of the second half,
/// so that a gap or a click, in which a busy machine tells of itself, is not heard as another tone.
#[must_use]
pub fn louder(heard: &[i16], wanted: f32, unwanted: f32, rate: u32) -> f32 {
    let window = usize::try_from(rate / 10).unwrap_or(usize::MAX);
    let ratio = |samples| power(samples, wanted, rate) / power(samples, unwanted, rate).max(1e-3);
    let windows = heard[heard.len() / 2..].chunks_exact(window);
    let mut ratios: Vec<f32> = windows.map(ratio).collect();
    ratios.sort_unstable_by(f32::total_cmp);
    let median = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    10.0 * median.log10()
}

#[expect(clippy::cast_precision_loss, reason = "sample rates are exact")]
fn as_f32(rate: u32) -> f32 {
    rate as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_has_its_power_and_no_other() {
        let mut samples = [0; 8000];
        Sine::new(440.0, 8000, 1000).fill(&mut samples);
        assert!((power(&samples, 440.0, 8000) - 250_000.0).abs() < 5_000.0);
        assert!(power(&samples, 900.0, 8000) < 100.0);
    }

    #[test]
    fn of_two_tones_the_louder_is_told_in_spite_of_a_gap() {
        let (mut samples, mut other) = ([0; 8000], [0; 8000]);
        Sine::new(440.0, 8000, 8000).fill(&mut samples);
        Sine::new(1000.0, 8000, 80).fill(&mut other);
        for (sample, other) in samples.iter_mut().zip(other) {
            *sample += other;
        }
        samples[6100..6500].fill(0);
        assert!((louder(&samples, 440.0, 1000.0, 8000) - 40.0).abs() < 1.0);
        assert!((louder(&samples, 1000.0, 440.0, 8000) + 40.0).abs() < 1.0);
        assert!(louder(&[], 440.0, 1000.0, 8000) < -100.0);
    }
}
