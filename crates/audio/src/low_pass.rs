use std::f64::consts::PI;
use std::sync::LazyLock;

use crate::ROOM_RATE;

/// The most taps of a phase.
pub(crate) const MOST_TAPS: usize = 32;
/// The Kaiser window's shape: 66 dB of stop band.
const BETA: f64 = 6.32;
/// Taps of a phase, which are samples of the lower rate, for these 66 dB: at 8 kHz for a pass band to 3.4 kHz and a
/// stop band from 4.6 kHz, with a delay of 1.7 ms; at 16 kHz for 7 and 9 kHz, with 1 ms.
const TAPS_8: usize = 28;
const TAPS_16: usize = 32;

/// A low pass at 48 kHz, shut at half of a lower rate and above, and cut into a phase for each sample at 48 kHz
/// in one at the lower rate.
///
/// Linear phase: Kaiser's windowed sinc. Its phases are in the order of time, each from the oldest input to the newest,
/// and their sum is one.
pub(crate) struct LowPass {
    phases: Vec<Vec<f32>>,
}

impl LowPass {
    /// For this lower rate, 8,000 or 16,000.
    pub(crate) fn of(rate: u32) -> &'static Self {
        static AT_8: LazyLock<LowPass> = LazyLock::new(|| LowPass::new(8_000, TAPS_8));
        static AT_16: LazyLock<LowPass> = LazyLock::new(|| LowPass::new(16_000, TAPS_16));
        match rate {
            8_000 => &AT_8,
            _ => &AT_16,
        }
    }

    fn new(rate: u32, taps: usize) -> Self {
        let factor = usize::try_from(ROOM_RATE / rate).expect("48 kHz over 8 or 16 kHz");
        let whole = kaiser_sinc(factor, taps);
        // The impulse response runs backward over the input.
        let phase = |phase: usize| {
            let tap = |tap: usize| whole[phase + factor * (taps - 1 - tap)];
            (0..taps).map(tap).collect()
        };
        Self {
            phases: (0..factor).map(phase).collect(),
        }
    }

    /// Samples at 48 kHz for one at the lower rate.
    pub(crate) fn factor(&self) -> usize {
        self.phases.len()
    }

    /// Taps of each phase.
    pub(crate) fn taps(&self) -> usize {
        self.phases[0].len()
    }

    pub(crate) fn phases(&self) -> &[Vec<f32>] {
        &self.phases
    }
}

#[expect(clippy::cast_possible_truncation, reason = "taps need no more")]
fn kaiser_sinc(factor: usize, taps: usize) -> Vec<f32> {
    let length = factor * taps;
    let middle = (as_f64(length) - 1.0) / 2.0;
    let tap = |index: usize| {
        let at = as_f64(index) - middle;
        let angle = PI * at / as_f64(factor);
        // The middle lies between two taps, as their count is even.
        let sinc = angle.sin() / angle;
        let ratio = at / (middle + 0.5);
        sinc * bessel(BETA * (1.0 - ratio * ratio).sqrt())
    };
    let taps: Vec<f64> = (0..length).map(tap).collect();
    let sum: f64 = taps.iter().sum();
    taps.into_iter().map(|tap| (tap / sum) as f32).collect()
}

/// The modified Bessel function of order zero.
fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for index in 1..32 {
        let factor = x / (2.0 * as_f64(index));
        term *= factor * factor;
        sum += term;
    }
    sum
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn as_f64(count: usize) -> f64 {
    count as f64
}
