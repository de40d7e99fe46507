//! An empty node joins, and what that costs the others.

use std::fmt;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::ensure;

use super::client::Client;
use super::control::Control;
use super::sipp::Callers;
use super::writers::{Plan, Writers};
use crate::histogram::Histogram;

/// How long a node may take to serve before the run has failed.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long the newcomer is called once it is ready.
const CALLED: Duration = Duration::from_secs(2);

/// Who joins.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// Its number, counted from 0.
    pub node: usize,
    /// Its listener of HTTP.
    pub http: SocketAddr,
    /// Its listener of SIP.
    pub sip: SocketAddr,
    /// A number that the last rule takes.
    pub number: String,
    /// Starts it and adds it, given `join`.
    pub control: Control,
    /// How long the others are measured before.
    pub before: Duration,
}

/// What it took. Prints one figure a line: its name, a tab, its value.
#[derive(Debug)]
pub struct JoinReport {
    /// From the start of its process until it was ready.
    ready: Duration,
    /// Until calls were served.
    serving: Duration,
    failed_calls: u32,
    before: Histogram,
    during: Histogram,
    errors: u64,
}

/// Lets a node join while writers write to the others.
///
/// # Errors
///
/// It does not join, or serves no call.
pub async fn run(plan: &Plan, newcomer: &Newcomer) -> anyhow::Result<JoinReport> {
    let writers = Writers::start(plan)?;
    tokio::time::sleep(newcomer.before).await;
    let begun = Instant::now();
    newcomer.control.call("join", newcomer.node).await?;
    let mut client = Client::new(newcomer.http, plan.store.authorization());
    while !plan.store.is_ready(&mut client).await {
        ensure!(begun.elapsed() < PATIENCE, "the newcomer is not ready");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let ready = begun.elapsed();
    let callers = Callers::start(newcomer.sip, &newcomer.number, CALLED)?;
    let called = callers.finish().await?;
    let serving = begun.elapsed();
    let written = writers.finish().await;
    let (mut before, mut during) = (Histogram::default(), Histogram::default());
    for ack in &written.acks {
        let times = if ack.answered < begun {
            &mut before
        } else {
            &mut during
        };
        times.add(ack.answered - ack.sent);
    }
    Ok(JoinReport {
        ready,
        serving,
        failed_calls: called.failed,
        before,
        during,
        errors: written.errors,
    })
}

impl JoinReport {
    /// Whether a call of the newcomer failed.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.failed_calls > 0
    }
}

impl fmt::Display for JoinReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = "an empty node joins";
        writeln!(f, "{label}: ready (s)\t{:.1}", self.ready.as_secs_f64())?;
        writeln!(
            f,
            "{label}: calls served (s)\t{:.1}",
            self.serving.as_secs_f64()
        )?;
        writeln!(f, "{label}: failed calls\t{}", self.failed_calls)?;
        for (when, times) in [("before", &self.before), ("meanwhile", &self.during)] {
            writeln!(f, "{label}: writes {when}\t{}", times.total())?;
            for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
                let ms = times.percentile_ms(share).unwrap_or(f64::NAN);
                writeln!(f, "{label}: answered {when}, {name} (ms)\t{ms:.2}")?;
            }
            writeln!(
                f,
                "{label}: answered {when}, longest (ms)\t{:.0}",
                times.longest_ms()
            )?;
        }
        writeln!(f, "{label}: errors\t{}", self.errors)
    }
}
