use crate::signal::{COLUMNS, KEYS, ROWS};
use crate::tone::power;

/// What both tones have of all that is heard, at least: speech has less.
const SHARE: f32 = 0.7;
/// How much louder a tone is than the others of its row or column, in power.
const CLEAR: f32 = 6.0;
/// How much louder one of the two tones may be than the other, in power: 8 dB (ITU-T Q.24).
const TWIST: f32 = 6.3;
/// The mean power of what is looked at, at least: -40 dBm0.
const QUIET: f32 = 10_000.0;
/// Frames in a row that make a key: 40 ms (ITU-T Q.24).
const FRAMES: u8 = 2;

/// Finds the keys of a phone in what is heard (ITU-T Q.23): for peers that send them as sound only.
#[derive(Default)]
pub struct KeyDetector {
    /// What the last frames had, and how many of them.
    last: Option<char>,
    frames: u8,
    /// Frames without it since.
    gap: u8,
}

impl KeyDetector {
    /// Takes 20 ms at this sample rate; gives a key when it has been heard for 40 ms, once.
    pub fn hear(&mut self, samples: &[i16], rate: u32) -> Option<char> {
        let heard = key(samples, rate);
        if heard.is_none() {
            // One frame may be lost in the midst of a key.
            self.gap = self.gap.saturating_add(1);
            if self.gap >= FRAMES {
                self.last = None;
            }
            return None;
        }
        if heard == self.last {
            self.frames = self.frames.saturating_add(1);
        } else {
            (self.last, self.frames) = (heard, 1);
        }
        self.gap = 0;
        heard.filter(|_| self.frames == FRAMES)
    }
}

/// The key that sounds in these samples.
fn key(samples: &[i16], rate: u32) -> Option<char> {
    let squares = samples.iter().map(|sample| f32::from(*sample).powi(2));
    #[expect(clippy::cast_precision_loss, reason = "counts of samples are small")]
    let mean = squares.sum::<f32>() / samples.len().max(1) as f32;
    if mean < QUIET {
        return None;
    }
    let (row, row_power) = loudest(samples, &ROWS, rate)?;
    let (column, column_power) = loudest(samples, &COLUMNS, rate)?;
    // A sine has twice its power here in the mean of its squares.
    let share = 2.0 * (row_power + column_power) / mean;
    let twist = (row_power / column_power).max(column_power / row_power);
    (share >= SHARE && twist <= TWIST).then_some(KEYS[row][column])
}

/// The tone that is there, when it is clearly louder than the others.
fn loudest(samples: &[i16], tones: &[f32; 4], rate: u32) -> Option<(usize, f32)> {
    let powers = tones.map(|hertz| power(samples, hertz, rate));
    let (index, most) = (0..)
        .zip(powers)
        .max_by(|one, other| one.1.total_cmp(&other.1))?;
    let is_clear = |(other, power): (usize, f32)| other == index || most >= CLEAR * power;
    (0..).zip(powers).all(is_clear).then_some((index, most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Prompt, Signal, SignalTone};

    fn keys(samples: &[i16], rate: u32) -> String {
        let mut detector = KeyDetector::default();
        let frame = usize::try_from(rate / 50).expect("small");
        let frames = samples.chunks_exact(frame);
        frames
            .filter_map(|frame| detector.hear(frame, rate))
            .collect()
    }

    #[test]
    fn every_key_is_found_once_wherever_its_frames_begin() {
        for rate in [8_000_u16, 16_000] {
            for offset in [0, 37, 80, 111] {
                let mut samples = vec![0; offset];
                for key in "1234567890*#ABCD11".chars() {
                    let mut tone = vec![0; usize::from(rate) / 10];
                    SignalTone::new(Signal::Key(key), rate.into()).fill(&mut tone);
                    samples.extend(tone);
                    samples.extend(vec![0; usize::from(rate) / 10]);
                }
                assert_eq!(
                    keys(&samples, rate.into()),
                    "1234567890*#ABCD11",
                    "{rate} {offset}"
                );
            }
        }
    }

    #[test]
    fn speech_ringback_and_short_bursts_are_no_keys() {
        for prompt in [Prompt::EnterPin, Prompt::WrongPin, Prompt::Joining] {
            assert_eq!(keys(prompt.samples(), Prompt::RATE), "", "{prompt:?}");
        }
        let mut samples = vec![0; 48_000];
        SignalTone::new(Signal::Ringback, 8_000).fill(&mut samples);
        assert_eq!(keys(&samples, 8_000), "");
        let mut burst = vec![0; 800];
        SignalTone::new(Signal::Key('5'), 8_000).fill(&mut burst[..170]);
        assert_eq!(keys(&burst, 8_000), "");
    }
}
