//! Times, counted in steps of 5 µs up to one second.

use std::time::Duration;

const STEP_US: usize = 5;
const STEPS: usize = 1_000_000 / STEP_US;

/// Counts durations; what is longer than a second counts as a second in the percentiles.
#[derive(Clone, Debug)]
pub struct Histogram {
    counts: Vec<u32>,
    total: u64,
    longest: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        Self {
            counts: vec![0; STEPS + 1],
            total: 0,
            longest: Duration::ZERO,
        }
    }
}

impl Histogram {
    /// Counts one.
    pub fn add(&mut self, time: Duration) {
        let step = usize::try_from(time.as_micros()).unwrap_or(usize::MAX) / STEP_US;
        self.counts[step.min(STEPS)] += 1;
        self.total += 1;
        self.longest = self.longest.max(time);
    }

    /// The time that this share (0 to 1) does not exceed, in milliseconds; absent if nothing was counted.
    #[must_use]
    pub fn percentile_ms(&self, share: f64) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "counts below 2^52")]
        let wanted = (self.total as f64 * share).ceil().max(1.0);
        let mut seen = 0.0;
        for (step, count) in self.counts.iter().enumerate() {
            seen += f64::from(*count);
            if seen >= wanted {
                #[expect(clippy::cast_precision_loss, reason = "at most 200,000 steps")]
                let us = ((step + 1) * STEP_US) as f64;
                return Some(us / 1000.0);
            }
        }
        None
    }

    /// The longest of all, in milliseconds.
    #[must_use]
    pub fn longest_ms(&self) -> f64 {
        self.longest.as_secs_f64() * 1000.0
    }

    /// How many were counted.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_counted() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.percentile_ms(0.5), None);
        for ms in 1..=100 {
            histogram.add(Duration::from_millis(ms));
        }
        let near = |share, wanted: f64| {
            let found = histogram.percentile_ms(share).expect("counted");
            assert!((found - wanted).abs() < 0.05, "{share}: {found}");
        };
        near(0.5, 50.0);
        near(0.99, 99.0);
        assert!((histogram.longest_ms() - 100.0).abs() < 0.001);
    }
}
