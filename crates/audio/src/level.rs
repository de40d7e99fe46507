/// The least level there is a number for: -127 dBov stands for silence (RFC 6464 §3).
const SILENCE: u8 = 127;
/// A frame that is more than this below the greatest level is no voice.
const QUIET_BELOW: u8 = 60;

/// How loud samples are, in dB below the greatest level: 0 to 127, as RFC 6464 counts it.
#[must_use]
pub fn level_below(samples: &[i16]) -> u8 {
    let squares = samples
        .iter()
        .map(|sample| u64::from(sample.unsigned_abs()).pow(2));
    #[expect(
        clippy::cast_precision_loss,
        reason = "a level is no finer than a decibel"
    )]
    let mean = squares.sum::<u64>() as f64 / samples.len().max(1) as f64;
    if mean < 1e-3 {
        return SILENCE;
    }
    let below = -10.0 * (mean / f64::from(32_768 * 32_768)).log10();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a conversion from floating point ends at the bounds"
    )]
    let below = below.round() as u8;
    below.min(SILENCE)
}

/// How loud somebody is who speaks: the mean of the levels of what was a voice.
#[derive(Clone, Copy, Default, Debug)]
pub struct LevelMeter {
    sum: u32,
    count: u32,
}

impl LevelMeter {
    /// Takes the level of a frame, as [`level_below`] gives it; silence says nothing.
    pub fn add(&mut self, below: u8) {
        if below <= QUIET_BELOW {
            self.sum = self.sum.saturating_add(below.into());
            self.count += 1;
        }
    }

    /// The mean in dB below the greatest level, 0 to 60; none when nothing was heard.
    #[must_use]
    pub fn mean(&self) -> Option<u8> {
        let mean =
            (u64::from(self.sum) + u64::from(self.count / 2)).checked_div(self.count.into())?;
        u8::try_from(mean).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::Sine;

    #[test]
    fn levels_count_from_the_greatest_and_silence_has_the_last() {
        let mut samples = [0; 8_000];
        for (amplitude, below) in [(32_767, 3), (3_277, 23), (328, 43), (0, 127)] {
            Sine::new(440.0, 8_000, amplitude).fill(&mut samples);
            assert_eq!(level_below(&samples), below, "{amplitude}");
        }
        assert_eq!(level_below(&[]), 127);
        assert_eq!(level_below(&[i16::MIN; 8]), 0);
    }

    #[test]
    fn pauses_do_not_make_a_speaker_quieter() {
        let mut meter = LevelMeter::default();
        assert_eq!(meter.mean(), None);
        for below in [20, 127, 30, 90, 127] {
            meter.add(below);
        }
        assert_eq!(meter.mean(), Some(25));
    }
}
