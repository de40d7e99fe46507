//! What the nodes and this program spend, whoever else has the machine busy.

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;

/// A tick as Linux shows it to programs (USER_HZ), on whatever machine.
const TICK_MS: u64 = 10;

/// A reading of the processor time of all nodes, and of this program.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    nodes: Duration,
    own: Duration,
}

impl Cost {
    /// Reads the processes that the files `1.pid` and so on name.
    ///
    /// # Errors
    ///
    /// A file or a process is not there.
    pub fn read(pids: &Path, nodes: usize) -> anyhow::Result<Self> {
        let mut spent = Duration::ZERO;
        for node in 1..=nodes {
            let file = pids.join(format!("{node}.pid"));
            let pid = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            spent += of_process(pid.trim())?;
        }
        Ok(Self {
            nodes: spent,
            own: of_process("self")?,
        })
    }

    /// What was spent since an earlier reading, a write each: by all nodes together, and by this program.
    #[must_use]
    pub fn a_write_since(self, earlier: Self, writes: usize) -> (Duration, Duration) {
        let writes = u32::try_from(writes).unwrap_or(u32::MAX).max(1);
        (
            self.nodes.saturating_sub(earlier.nodes) / writes,
            self.own.saturating_sub(earlier.own) / writes,
        )
    }
}

/// User and system time of a process and its threads, ended ones too (proc(5), fields 14 and 15 of `stat`).
fn of_process(pid: &str) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .with_context(|| format!("process {pid}"))?;
    // The name before may hold anything, but for the last parenthesis.
    let (_, fields) = stat.rsplit_once(')').context("a stat without a name")?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks = ticks.map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * TICK_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_shared_by_the_writes() {
        let ms = Duration::from_millis;
        let before = Cost {
            nodes: ms(100),
            own: ms(10),
        };
        let after = Cost {
            nodes: ms(300),
            own: ms(30),
        };
        assert_eq!(after.a_write_since(before, 20), (ms(10), ms(1)));
    }

    #[test]
    fn this_process_has_spent_time_once_it_has_worked() {
        let mut sum = 0_u64;
        while of_process("self").expect("alive") < Duration::from_millis(20) {
            sum = std::hint::black_box(sum + 1);
        }
    }
}
