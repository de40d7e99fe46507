use nnnoiseless::DenoiseState;

use crate::ROOM_FRAME;

/// Takes noise out of what one person says: RNNoise, a recurrent network on the bands of hearing. It adds 10 ms of delay.
pub struct NoiseSuppressor(Box<DenoiseState<'static>>);

impl Default for NoiseSuppressor {
    fn default() -> Self {
        Self::new()
    }
}

impl NoiseSuppressor {
    /// One that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self(DenoiseState::new())
    }

    /// Leaves the voice in 20 ms at the rate of rooms.
    pub fn process(&mut self, room: &mut [i16; ROOM_FRAME]) {
        let mut noisy = [0.0; DenoiseState::FRAME_SIZE];
        let mut clean = [0.0; DenoiseState::FRAME_SIZE];
        for half in room.chunks_exact_mut(DenoiseState::FRAME_SIZE) {
            for (sample, from) in noisy.iter_mut().zip(half.iter()) {
                *sample = f32::from(*from);
            }
            self.0.process_frame(&mut clean, &noisy);
            for (sample, from) in half.iter_mut().zip(clean) {
                *sample = rounded(from);
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a conversion from floating point ends at the bounds"
)]
pub(crate) fn rounded(sample: f32) -> i16 {
    sample.round() as i16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Prompt, Upsampler};

    fn power(samples: &[i16]) -> f64 {
        let sum: f64 = samples.iter().map(|one| f64::from(*one).powi(2)).sum();
        sum / samples.len() as f64
    }

    fn decibels(power: f64, over: f64) -> f64 {
        10.0 * (power / over).log10()
    }

    /// Noise of every frequency, the same each time, at a 30th of the greatest level.
    fn hiss(state: &mut u32) -> i16 {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        i16::try_from(*state >> 21).expect("eleven bits") - 1024
    }

    #[test]
    fn noise_goes_and_speech_stays() {
        let mut up = Upsampler::new(Prompt::RATE);
        let mut suppressor = NoiseSuppressor::new();
        let mut state = 1;
        let (mut spoken, mut kept, mut hissed, mut left) = (Vec::new(), Vec::new(), 0.0, 0.0);
        for _ in 0..150 {
            let mut room = [0; ROOM_FRAME];
            let samples: Vec<i16> = (0..320).map(|_| hiss(&mut state)).collect();
            up.process(&samples, &mut room);
            hissed = power(&room);
            suppressor.process(&mut room);
            left = power(&room);
        }
        for samples in Prompt::EnterPin.samples().chunks_exact(320) {
            let mut room = [0; ROOM_FRAME];
            up.process(samples, &mut room);
            spoken.extend_from_slice(&room);
            suppressor.process(&mut room);
            kept.extend_from_slice(&room);
        }
        let less = decibels(hissed, left);
        assert!(less > 10.0, "{less} dB");
        let change = decibels(power(&kept), power(&spoken));
        assert!(change.abs() < 3.0, "{change} dB");
    }
}
