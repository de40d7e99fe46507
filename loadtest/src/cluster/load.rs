//! How many writes a second are committed, and when each node shows them.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use super::cost::Cost;
use super::grpc::Node;
use super::watcher::Watcher;
use super::writers::{Ack, Plan, Writers, Written};
use crate::histogram::Histogram;

/// How long the watches may lag behind the last answer before what they lack counts as missing.
const LAG: Duration = Duration::from_secs(15);

/// What a load has found. Prints one figure a line: its name, a tab, its value.
#[derive(Debug)]
pub struct LoadReport {
    label: String,
    per_second: f64,
    errors: u64,
    last_error: Option<String>,
    answered: Histogram,
    visible: Vec<Visible>,
    /// Processor time a write: of all nodes together, and of this program.
    cost: Option<(Duration, Duration)>,
}

/// When one node showed what was acknowledged.
#[derive(Debug)]
struct Visible {
    after: Histogram,
    missing: usize,
}

/// Writes for so long, with a watch at each of the nodes that are watched. What it costs is told when the folder with
/// the nodes' processes is given.
///
/// # Errors
///
/// The store takes no write, or has no watch.
pub async fn run(
    plan: &Plan,
    watched: &[std::net::SocketAddr],
    time: Duration,
    label: &str,
    pids: Option<&Path>,
) -> anyhow::Result<LoadReport> {
    let from = first_write(plan).await? + 1;
    let mut watchers = Vec::new();
    for node in watched {
        watchers.push(Watcher::open(plan.store, *node, from).await?);
    }
    let cost = || pids.map(|pids| Cost::read(pids, watched.len())).transpose();
    let before = cost()?;
    let begin = Instant::now();
    let writers = Writers::start(plan)?;
    tokio::time::sleep(time).await;
    let end = Instant::now();
    let written = writers.finish().await;
    ensure!(
        !written.acks.is_empty(),
        "nothing was acknowledged: {:?}",
        written.last_error
    );
    let last = written
        .acks
        .iter()
        .map(|ack| ack.revision)
        .max()
        .unwrap_or(0);
    let deadline = Instant::now() + LAG;
    while watchers.iter().any(|watcher| watcher.last() < last) && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let spent = before.zip(cost()?);
    let spent = spent.map(|(before, after)| after.a_write_since(before, written.acks.len()));
    Ok(LoadReport {
        cost: spent,
        ..report(label, &written, &watchers, begin, end)
    })
}

async fn first_write(plan: &Plan) -> anyhow::Result<u64> {
    let name = format!("{}-999-000000", plan.prefix);
    let mut node = Node::new(plan.store, plan.nodes[0])?;
    node.create(&name).await.context("the first write")
}

fn report(
    label: &str,
    written: &Written,
    watchers: &[Watcher],
    begin: Instant,
    end: Instant,
) -> LoadReport {
    let mut answered = Histogram::default();
    for ack in &written.acks {
        answered.add(ack.answered - ack.sent);
    }
    let in_time = written
        .acks
        .iter()
        .filter(|ack| ack.answered <= end)
        .count();
    #[expect(clippy::cast_precision_loss, reason = "writes of a run of minutes")]
    let per_second = in_time as f64 / (end - begin).as_secs_f64();
    let visible = watchers
        .iter()
        .map(|watcher| visible(&written.acks, &watcher.seen()))
        .collect();
    LoadReport {
        label: label.to_owned(),
        per_second,
        errors: written.errors,
        last_error: written.last_error.clone(),
        answered,
        visible,
        cost: None,
    }
}

/// From each answer to its revision in a watch; zero where the watch was first.
fn visible(acks: &[Ack], seen: &[(u64, Instant)]) -> Visible {
    let seen: HashMap<u64, Instant> = seen.iter().copied().collect();
    let mut visible = Visible {
        after: Histogram::default(),
        missing: 0,
    };
    for ack in acks {
        match seen.get(&ack.revision) {
            Some(at) => visible
                .after
                .add(at.saturating_duration_since(ack.answered)),
            None => visible.missing += 1,
        }
    }
    visible
}

impl fmt::Display for LoadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = &self.label;
        let times = |f: &mut fmt::Formatter<'_>, what: &str, times: &Histogram| {
            for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
                let ms = times.percentile_ms(share).unwrap_or(f64::NAN);
                writeln!(f, "{label}: {what}, {name} (ms)\t{ms:.2}")?;
            }
            Ok(())
        };
        writeln!(f, "{label}: writes/s\t{:.0}", self.per_second)?;
        if let Some((nodes, own)) = self.cost {
            let (nodes, own) = (nodes.as_micros(), own.as_micros());
            writeln!(f, "{label}: CPU of all nodes, a write (µs)\t{nodes}")?;
            writeln!(f, "{label}: CPU of the generator, a write (µs)\t{own}")?;
        }
        times(f, "answered", &self.answered)?;
        for (node, visible) in self.visible.iter().enumerate() {
            times(
                f,
                &format!("answer to seen at node {}", node + 1),
                &visible.after,
            )?;
        }
        let missing: usize = self.visible.iter().map(|visible| visible.missing).sum();
        writeln!(f, "{label}: never seen\t{missing}")?;
        writeln!(f, "{label}: errors\t{}", self.errors)?;
        match &self.last_error {
            Some(error) => writeln!(f, "# {label}: last error: {error}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_seen_after_its_answer_or_at_once_or_never() {
        let begin = Instant::now();
        let at = |ms| begin + Duration::from_millis(ms);
        let ack = |revision, ms| Ack {
            name: String::new(),
            revision,
            sent: begin,
            answered: at(ms),
        };
        let acks = [ack(1, 10), ack(2, 10), ack(3, 10)];
        let visible = visible(&acks, &[(1, at(5)), (2, at(40))]);
        assert_eq!((visible.after.total(), visible.missing), (2, 1));
        assert!((visible.after.longest_ms() - 30.0).abs() < 0.001);
    }
}
