/// Repeats the last pitch period in place of lost frames and fades it out, as G.711 Appendix I does.
pub(crate) struct Concealer {
    /// The last [`Self::memory`] samples that were heard.
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
            history: vec![0; rate * 40 / 1000],
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

    /// The period between 5 and 15 ms at which the last 20 ms repeat best.
    fn pitch(&self) -> usize {
        let (least, most, window) = (
            self.rate * 5 / 1000,
            self.rate * 15 / 1000,
            self.rate * 10 / 1000,
        );
        let recent = &self.history[self.history.len() - window..];
        let likeness = |period: usize| -> f32 {
            let from = self.history.len() - window - period;
            let before = &self.history[from..from + window];
            let product: f32 = recent
                .iter()
                .zip(before)
                .map(|(one, other)| f32::from(*one) * f32::from(*other))
                .sum();
            let energy: f32 = before
                .iter()
                .map(|sample| f32::from(*sample) * f32::from(*sample))
                .sum();
            product / (energy.sqrt() + 1.0)
        };
        let scored = (least..=most).map(|period| (period, likeness(period)));
        scored
            .max_by(|one, other| one.1.total_cmp(&other.1))
            .map_or(least, |(period, _)| period)
    }
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
}
