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
}
