//! Kills the node that leads, again and again, and asks afterwards whether everything acknowledged is there once.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use rustix::process::{Pid, Signal, kill_process};

use super::client::Client;
use super::control::{Control, PATIENCE, clients, leader, ready};
use super::sipp::{CALLED_NUMBER, Called, Callers};
use super::writers::{Plan, Writers, Written};

/// How long all nodes run before the next kill.
const CALM: Duration = Duration::from_secs(1);

/// How long each gateway is called around a kill.
const CALLED: Duration = Duration::from_secs(4);

/// Who is killed, and how he comes back.
#[derive(Clone, Debug)]
pub struct Outages {
    /// How many times.
    pub kills: usize,
    /// The folder with a file `N.pid` for each node, counted from 1.
    pub pids: PathBuf,
    /// Starts a node again, given `start`.
    pub control: Control,
    /// The gateways, in the order of the nodes, that are called at [`super::sipp::RATE`] meanwhile; none, and nobody calls.
    pub gateways: Vec<SocketAddr>,
}

/// What the outages have cost. Prints one figure a line: its name, a tab, its value.
#[derive(Debug)]
pub struct OutageReport {
    /// From each kill to the next write that was sent later and acknowledged.
    pub recoveries: Vec<Duration>,
    /// Writes that were acknowledged.
    pub acknowledged: usize,
    /// Attempts that were refused or broken.
    pub errors: u64,
    /// For each node: acknowledged objects that it does not list.
    pub lost: Vec<usize>,
    /// For each node: objects that it lists more than once.
    pub doubled: Vec<usize>,
    /// Calls at the gateways that were not killed.
    pub called: Called,
}

/// Kills while writers write. The nodes are asked over HTTP at these addresses, in the order of the plan's.
///
/// # Errors
///
/// No node leads, nothing is acknowledged for a minute after a kill, or a node does not come back.
pub async fn run(
    plan: &Plan,
    http: &[SocketAddr],
    outages: &Outages,
) -> anyhow::Result<OutageReport> {
    let mut clients = clients(plan, http);
    let mut called = Called::default();
    let mut writers = Writers::start(plan)?;
    let mut recoveries = Vec::new();
    for _ in 0..outages.kills {
        let mut callers = Vec::new();
        for gateway in &outages.gateways {
            callers.push(Callers::start(*gateway, CALLED_NUMBER, CALLED)?);
        }
        tokio::time::sleep(CALM).await;
        let leader = leader(plan, &mut clients).await?;
        kill(&outages.pids, leader)?;
        let killed = Instant::now();
        let again = tokio::time::timeout(PATIENCE, writers.acknowledged_after(killed)).await;
        let again = again.ok().flatten();
        recoveries.push(again.context("no write after a kill")? - killed);
        outages.control.call("start", leader).await?;
        ready(plan, &mut clients[leader]).await?;
        for (gateway, callers) in callers.into_iter().enumerate() {
            // Those of the killed node end with this.
            if gateway != leader {
                called += callers.finish().await?;
            }
        }
    }
    tokio::time::sleep(CALM).await;
    let written = writers.finish().await;
    let mut report = judge(plan, &mut clients, &written, recoveries).await?;
    report.called = called;
    Ok(report)
}

fn kill(pids: &Path, node: usize) -> anyhow::Result<()> {
    let file = pids.join(format!("{}.pid", node + 1));
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let pid = Pid::from_raw(text.trim().parse()?).context("a process has no number 0")?;
    kill_process(pid, Signal::KILL).context("to kill the leader")
}

/// Lists at every node until it has what was acknowledged, or time is up.
async fn judge(
    plan: &Plan,
    clients: &mut [Client],
    written: &Written,
    recoveries: Vec<Duration>,
) -> anyhow::Result<OutageReport> {
    let (mut lost, mut doubled) = (Vec::new(), Vec::new());
    for client in clients {
        let deadline = Instant::now() + PATIENCE;
        let (missing, twice) = loop {
            let names = plan.store.names(client, &plan.prefix).await?;
            let (missing, twice) = compare(written, &names);
            if missing == 0 || Instant::now() > deadline {
                break (missing, twice);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        lost.push(missing);
        doubled.push(twice);
    }
    Ok(OutageReport {
        recoveries,
        acknowledged: written.acks.len(),
        errors: written.errors,
        lost,
        doubled,
        called: Called::default(),
    })
}

/// How many acknowledged names a list lacks, and how many of its names it has more than once.
fn compare(written: &Written, names: &[String]) -> (usize, usize) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let acks = written.acks.iter();
    let missing = acks.filter(|ack| !counts.contains_key(ack.name.as_str()));
    let missing = missing.count();
    (missing, counts.values().filter(|count| **count > 1).count())
}

impl OutageReport {
    /// Whether something acknowledged is missing anywhere, or there twice.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.lost
            .iter()
            .chain(&self.doubled)
            .any(|count| *count > 0)
    }
}

impl fmt::Display for OutageReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut times = self.recoveries.clone();
        times.sort_unstable();
        let ms = |time: Option<&Duration>| time.map_or(f64::NAN, |time| time.as_secs_f64() * 1e3);
        let label = format!("leader killed {} times", times.len());
        let median = ms(times.get(times.len() / 2));
        writeln!(f, "{label}: writes again, median (ms)\t{median:.0}")?;
        writeln!(
            f,
            "{label}: writes again, longest (ms)\t{:.0}",
            ms(times.last())
        )?;
        writeln!(f, "{label}: acknowledged\t{}", self.acknowledged)?;
        writeln!(f, "{label}: errors\t{}", self.errors)?;
        let all = |counts: &[usize]| counts.iter().sum::<usize>();
        writeln!(f, "{label}: lost, all nodes\t{}", all(&self.lost))?;
        writeln!(f, "{label}: doubled, all nodes\t{}", all(&self.doubled))?;
        writeln!(f, "{label}: calls at survivors\t{}", self.called.calls)?;
        writeln!(f, "{label}: of these failed\t{}", self.called.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::writers::Ack;
    use super::*;

    #[test]
    fn what_is_lost_and_what_is_doubled_is_counted_by_name() {
        let now = Instant::now();
        let ack = |name: &str| Ack {
            name: name.to_owned(),
            revision: 1,
            sent: now,
            answered: now,
        };
        let written = Written {
            acks: vec![ack("a"), ack("b"), ack("c")],
            ..Written::default()
        };
        let names = ["a", "b", "b", "unknown"].map(str::to_owned);
        assert_eq!(compare(&written, &names), (1, 1));
    }
}
