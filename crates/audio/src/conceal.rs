/// Milliseconds that are remembered: the longest period, twice what is compared, and some more.
const HISTORY_MS: usize = 40;
/// What is remembered at 16 kHz.
const MOST_HISTORY: usize = 16 * HISTORY_MS;
/// Samples a second at which the period is searched.
const COARSE_RATE: usize = 4_000;
/// What is remembered at that rate.
const COARSE_HISTORY: usize = COARSE_RATE * HISTORY_MS / 1000;
/// Peaks that are looked at closely: the multiples of a period between the shortest and the longest.
const MOST_PEAKS: usize = 3;

/// Repeats the last pitch period in place of lost frames and fades it out, as G.711 Appendix I does.
pub(crate) struct Concealer {
    /// The last samples that were heard.
    history: Vec<i16>,
    rate: usize,
    /// Samples made up since the last that was heard.
    made_up: usize,
    period: usize,
}

impl Concealer {
    pub(crate) fn new(rate: u32) -> Self {
        let rate = usize::try_from(rate).unwrap_or(8000);
        Self {
            history: vec![0; rate * HISTORY_MS / 1000],
            rate,
            made_up: 0,
            period: 1,
        }
    }

    /// Remembers what was heard; after a loss, its beginning is blended with what was made up.
    pub(crate) fn heard(&mut self, frame: &mut [i16]) {
        if self.made_up > 0 {
            let blend = self.rate * 5 / 1000;
            for (index, sample) in frame.iter_mut().take(blend).enumerate() {
                let old = i32::from(self.made_up_sample(self.made_up + index));
                let (new_share, whole) = (signed(index), signed(blend));
                let mixed = (old * (whole - new_share) + i32::from(*sample) * new_share) / whole;
                *sample = saturated(mixed);
            }
            self.made_up = 0;
        }
        let length = self.history.len();
        self.history.copy_within(frame.len().min(length).., 0);
        let kept = frame.len().min(length);
        self.history[length - kept..].copy_from_slice(&frame[frame.len() - kept..]);
    }

    pub(crate) fn conceal(&mut self, frame: &mut [i16]) {
        if self.made_up == 0 {
            self.period = self.pitch();
        }
        for (index, sample) in frame.iter_mut().enumerate() {
            *sample = self.made_up_sample(self.made_up + index);
        }
        self.made_up += frame.len();
    }

    /// Full for 10 ms, then less and less until 60 ms.
    fn made_up_sample(&self, at: usize) -> i16 {
        let (full, silent) = (self.rate * 10 / 1000, self.rate * 60 / 1000);
        if at >= silent {
            return 0;
        }
        let start = self.history.len() - self.period;
        let sample = i32::from(self.history[start + at % self.period]);
        let share = if at < full {
            silent - full
        } else {
            silent - at
        };
        saturated(sample * signed(share) / signed(silent - full))
    }

    /// The period between 5 and 15 ms at which the last 10 ms repeat best.
    ///
    /// It is searched at 4 kHz, and made exact around the peaks found there: of a period and its multiples, the one
    /// that whole samples meet best can't be told at the lower rate.
    fn pitch(&self) -> usize {
        let mut heard = [0.0; MOST_HISTORY];
        let heard = &mut heard[..self.history.len()];
        for (slot, sample) in heard.iter_mut().zip(&self.history) {
            *slot = f32::from(*sample);
        }
        let factor = self.rate / COARSE_RATE;
        let mut coarse = [0.0; COARSE_HISTORY];
        for (slot, samples) in coarse.iter_mut().zip(heard.chunks_exact(factor)) {
            *slot = samples.iter().sum();
        }
        let (least, most) = periods(self.rate);
        let around = |period: usize| {
            let about = factor * period;
            (about - factor + 1).max(least)..=(about + factor - 1).min(most)
        };
        let exact = peaks(&coarse).into_iter().flat_map(around);
        best(exact.map(|period| (period, likeness(heard, self.rate, period)))).unwrap_or(least)
    }
}

/// The shortest and the longest period that is looked for: 5 and 15 ms.
fn periods(rate: usize) -> (usize, usize) {
    (rate * 5 / 1000, rate * 15 / 1000)
}

/// The periods at the lower rate that are more like than their neighbours, the best of them first.
fn peaks(coarse: &[f32; COARSE_HISTORY]) -> Vec<usize> {
    let (least, most) = periods(COARSE_RATE);
    let scores: Vec<f32> = (least..=most)
        .map(|period| likeness(coarse, COARSE_RATE, period))
        .collect();
    let is_peak = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| scores.get(before));
        let neighbours = [before, scores.get(at + 1)];
        let mut neighbours = neighbours.into_iter().flatten();
        neighbours.all(|neighbour| *neighbour <= scores[at])
    };
    let mut peaks: Vec<usize> = (0..scores.len()).filter(|at| is_peak(*at)).collect();
    peaks.sort_unstable_by(|one, other| scores[*other].total_cmp(&scores[*one]));
    peaks.truncate(MOST_PEAKS);
    peaks.into_iter().map(|at| at + least).collect()
}

fn best(scored: impl Iterator<Item = (usize, f32)>) -> Option<usize> {
    let best = scored.max_by(|one, other| one.1.total_cmp(&other.1));
    best.map(|(period, _)| period)
}

/// How alike the last 10 ms are to those a period before, whatever the loudness of these.
fn likeness(heard: &[f32], rate: usize, period: usize) -> f32 {
    let latest = heard.len() - rate * 10 / 1000;
    let recent = &heard[latest..];
    let before = &heard[latest - period..][..recent.len()];
    dot(recent, before) / (dot(before, before).sqrt() + 1.0)
}

/// A sum of products in eight lanes, so that the compiler makes vectors of it; the lengths are multiples of eight.
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut lanes = [0.0; 8];
    let pairs = one.as_chunks::<8>().0.iter().zip(other.as_chunks::<8>().0);
    for (one, other) in pairs {
        for ((lane, one), other) in lanes.iter_mut().zip(one).zip(other) {
            *lane += one * other;
        }
    }
    lanes.iter().sum()
}

fn signed(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn saturated(sample: i32) -> i16 {
    i16::try_from(sample.clamp(i32::from(i16::MIN), i32::from(i16::MAX))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{Sine, power};

    #[test]
    fn a_lost_frame_of_a_tone_sounds_like_the_tone_and_a_long_loss_fades() {
        let mut sine = Sine::new(200.0, 8000, 8000);
        let mut concealer = Concealer::new(8000);
        let mut frame = [0; 160];
        for _ in 0..5 {
            sine.fill(&mut frame);
            concealer.heard(&mut frame);
        }
        concealer.conceal(&mut frame);
        assert!(power(&frame, 200.0, 8000) > 20.0 * power(&frame, 900.0, 8000));
        for _ in 0..3 {
            concealer.conceal(&mut frame);
        }
        assert_eq!(frame, [0; 160]);
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "half of full scale at most"
    )]
    fn voiced(hertz: f32, rate: u32) -> Vec<i16> {
        // A voice: harmonics that fall off, and breath.
        let mut noise = 1_u32;
        let mut sines: Vec<Sine> = (1..=20_u8)
            .map(|number| f32::from(number) * hertz)
            .filter(|hertz| *hertz < 3_400.0)
            .map(|harmonic| Sine::new(harmonic, rate, (3_000.0 * hertz / harmonic) as i16))
            .collect();
        let mut samples = vec![0_i16; usize::try_from(rate / 10).expect("small")];
        let mut part = samples.clone();
        for sine in &mut sines {
            sine.fill(&mut part);
            for (sample, part) in samples.iter_mut().zip(&part) {
                *sample += part;
            }
        }
        for sample in &mut samples {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *sample += i16::try_from(noise >> 24).expect("eight bits") - 128;
        }
        samples
    }

    /// The likeness of two signals, 1 for the same.
    fn alike(one: &[i16], other: &[i16]) -> f32 {
        let floats =
            |samples: &[i16]| -> Vec<f32> { samples.iter().copied().map(f32::from).collect() };
        let (one, other) = (floats(one), floats(other));
        dot(&one, &other) / (dot(&one, &one) * dot(&other, &other)).sqrt().max(1.0)
    }

    #[test]
    fn a_voice_goes_on_at_every_pitch_and_rate() {
        for rate in [8_000, 16_000] {
            for tens in 7..=30_u8 {
                let hertz = 10.0 * f32::from(tens) + 3.0;
                let mut voice = voiced(hertz, rate);
                let frame = usize::try_from(rate / 50).expect("small");
                let mut concealer = Concealer::new(rate);
                for heard in voice[..3 * frame].chunks_exact_mut(frame) {
                    concealer.heard(heard);
                }
                let mut made_up = vec![0; frame];
                concealer.conceal(&mut made_up);
                let likeness = alike(&made_up, &voice[3 * frame..4 * frame]);
                assert!(likeness > 0.9, "{rate}, {hertz} Hz: {likeness}");
            }
        }
    }

    #[test]
    fn the_search_at_a_lower_rate_finds_what_a_full_one_finds() {
        for rate in [8_000, 16_000] {
            for tens in 7..=30_u8 {
                let mut voice = voiced(10.0 * f32::from(tens) + 3.0, rate);
                let mut concealer = Concealer::new(rate);
                concealer.heard(&mut voice);
                let heard: Vec<f32> = concealer.history.iter().copied().map(f32::from).collect();
                let (least, most) = periods(concealer.rate);
                let score = |period| (period, likeness(&heard, concealer.rate, period));
                let full = best((least..=most).map(score));
                assert_eq!(Some(concealer.pitch()), full, "{rate}, {tens}3 Hz");
            }
        }
    }

    #[test]
    fn silence_is_made_up_of_silence() {
        for rate in [8_000, 16_000] {
            let mut concealer = Concealer::new(rate);
            let mut frame = [1; 160];
            concealer.conceal(&mut frame);
            assert_eq!(frame, [0; 160]);
        }
    }
}
