//! What a cluster costs: commits per second over three nodes in one process, with gRPC between them and every entry
//! synced on each; and how long writes stop when a leader is lost.
//!
//! `cargo bench -p tandem-consensus --bench cluster`
#![expect(clippy::print_stdout, reason = "the report")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use support::cluster::Cluster;
use support::create_trunk;
use tandem_consensus::Consensus;

const MEASURED: Duration = Duration::from_secs(4);

const LEADERS_LOST: u64 = 10;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    commits().await;
    failovers().await;
}

async fn commits() {
    println!("writers  commits/s  p50 ms  p99 ms");
    for writers in [1, 32, 128] {
        let cluster = Cluster::grpc().with_voters(3).await;
        let leader = cluster.node(cluster.leader().await).clone();
        let end = Instant::now() + MEASURED;
        let tasks = (0..writers).map(|writer| tokio::spawn(write(leader.clone(), writer, end)));
        let mut latencies = Vec::new();
        for task in futures::future::join_all(tasks).await {
            latencies.extend(task.expect("a writer"));
        }
        drop(leader);
        latencies.sort_unstable();
        let rate = latencies.len() as f64 / MEASURED.as_secs_f64();
        let at = |share: f64| {
            let index = (latencies.len() as f64 * share) as usize;
            latencies[index].as_secs_f64() * 1e3
        };
        println!("{writers:7}  {rate:9.0}  {:6.2}  {:6.2}", at(0.5), at(0.99));
        cluster.stop_all().await;
    }
}

async fn write(consensus: Consensus, writer: u64, end: Instant) -> Vec<Duration> {
    let mut latencies = Vec::new();
    let mut number = writer * 1_000_000;
    while Instant::now() < end {
        number += 1;
        let begun = Instant::now();
        let recorded = consensus.submit(create_trunk(number)).await;
        recorded.expect("recorded");
        latencies.push(begun.elapsed());
    }
    latencies
}

async fn failovers() {
    let mut cluster = Cluster::grpc().with_voters(3).await;
    let mut pauses = Vec::new();
    for number in 1..=LEADERS_LOST {
        let lost = cluster.leader().await;
        cluster.record(lost, [2 * number].into_iter()).await;
        let node = cluster.nodes.remove(&lost).expect("a node");
        let begun = Instant::now();
        let stopping = tokio::spawn(node.stop());
        cluster.record_anywhere(2 * number + 1, &[lost]).await;
        pauses.push(begun.elapsed());
        stopping.await.expect("stopped");
        let member = cluster.start(lost).await;
        let leader = cluster.leader_besides(&[lost]).await;
        let told = cluster.node(leader).add_learner(lost, member).await;
        told.expect("told");
        cluster
            .until(lost, "has a leader", |status| status.leader.is_some())
            .await;
    }
    pauses.sort_unstable();
    let millis = |at: usize| pauses[at].as_millis();
    let (best, median, worst) = (0, pauses.len() / 2, pauses.len() - 1);
    println!(
        "a leader is lost: writes again after {} ms at best, {} ms in the median of {LEADERS_LOST}, {} ms at worst",
        millis(best),
        millis(median),
        millis(worst)
    );
}
