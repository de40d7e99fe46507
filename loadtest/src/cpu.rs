//! What a process has cost and holds, from `/proc`.

use std::fs;
use std::io;
use std::path::PathBuf;

/// Reads the processor time of a process, thread by thread.
///
/// It sums `schedstat`, which counts nanoseconds; `utime` and `stime` are sampled and miss short bursts.
#[derive(Clone, Debug)]
pub struct Meter {
    pid: u32,
}

/// One reading.
#[derive(Clone, Copy, Default, Debug)]
pub struct Reading {
    /// Nanoseconds on a processor, all threads.
    pub process_ns: u64,
    /// Nanoseconds of the threads that do media: those named `rtp-…`.
    pub media_ns: u64,
    /// Nanoseconds of the threads that do signalling: those named `sip-…`.
    pub sip_ns: u64,
}

impl Meter {
    /// Watches a process.
    #[must_use]
    pub fn new(pid: u32) -> Self {
        Self { pid }
    }

    /// Reads the time of the live threads. Threads that ended are not counted.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn read(&self) -> io::Result<Reading> {
        let mut reading = Reading::default();
        for task in fs::read_dir(self.path("task"))? {
            let task = task?.path();
            let Ok(text) = fs::read_to_string(task.join("schedstat")) else {
                continue;
            };
            let spent = text.split(' ').next().and_then(|word| word.parse().ok());
            let spent: u64 = spent.unwrap_or(0);
            reading.process_ns += spent;
            let name = fs::read_to_string(task.join("comm")).unwrap_or_default();
            if name.starts_with("rtp-") {
                reading.media_ns += spent;
            } else if name.starts_with("sip-") {
                reading.sip_ns += spent;
            }
        }
        Ok(reading)
    }

    /// Resident memory in kilobytes.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn resident_kb(&self) -> io::Result<u64> {
        let text = fs::read_to_string(self.path("status"))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        number.ok_or_else(|| io::Error::other("no VmRSS in the status of the process"))
    }

    /// Open descriptors.
    ///
    /// # Errors
    /// When the process is gone, or belongs to somebody else.
    pub fn descriptors(&self) -> io::Result<usize> {
        Ok(fs::read_dir(self.path("fd"))?.count())
    }

    fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.pid))
    }
}

impl Reading {
    /// What was spent since an earlier reading.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            process_ns: self.process_ns.saturating_sub(earlier.process_ns),
            media_ns: self.media_ns.saturating_sub(earlier.media_ns),
            sip_ns: self.sip_ns.saturating_sub(earlier.sip_ns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_shows_in_the_reading() {
        let meter = Meter::new(std::process::id());
        let before = meter.read().expect("this process lives");
        let mut sum = 0_u64;
        while meter.read().expect("alive").since(before).process_ns < 1_000_000 {
            sum = std::hint::black_box(sum + 1);
        }
        assert!(meter.resident_kb().expect("alive") > 100);
        assert!(meter.descriptors().expect("alive") >= 3);
    }
}
