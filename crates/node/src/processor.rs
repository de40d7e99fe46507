//! How much of the machine's processor this process uses.

use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// Measures between one look and the next.
pub(crate) struct Processor {
    cores: u32,
    looked_at: Instant,
    used: Duration,
}

impl Processor {
    pub(crate) fn new() -> Self {
        let cores = available_parallelism().map_or(1, NonZero::get);
        Self {
            cores: u32::try_from(cores).unwrap_or(u32::MAX),
            looked_at: Instant::now(),
            used: used(),
        }
    }

    /// The share since the last look, in thousandths of all cores that the process may use.
    pub(crate) fn permille(&mut self) -> u32 {
        let (now, used) = (Instant::now(), used());
        let had = now.duration_since(self.looked_at) * self.cores;
        let took = used.saturating_sub(self.used);
        (self.looked_at, self.used) = (now, used);
        let permille = took.as_nanos() * 1_000 / had.as_nanos().max(1);
        u32::try_from(permille).unwrap_or(u32::MAX).min(1_000)
    }
}

/// The processor time of all threads of this process.
fn used() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_works_uses_some() {
        let mut processor = Processor::new();
        let begun = used();
        while used() - begun < Duration::from_millis(20) {
            std::hint::black_box(0);
        }
        assert!((1..=1_000).contains(&processor.permille()));
    }
}
