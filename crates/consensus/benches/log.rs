//! What the log costs: commits per second by writers, and a cold start with a million rules.
//!
//! `cargo bench -p tandem-consensus`; a number after `--` changes how many rules there are.
#![expect(clippy::print_stdout, reason = "the report")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use tandem_consensus::{
    Consensus, ConsensusConfig, ConsensusOwner, NoPeers, Observer, Retention, Start, Timing,
};
use tandem_model::{
    DispatchRule, DispatchRuleId, DispatchRuleSpec, EventId, InboundTrunk, InboundTrunkSpec,
    MediaEncryption, PhoneNumber, Revision, RoomName, RoomOptions, RuleKind, RuleScope, Stamps,
    Timestamp, TrunkId,
};
use tandem_provisioning::{Actor, Catalog, Envelope, Event};

const MEASURED: Duration = Duration::from_secs(3);
const OBJECTS_AN_ENVELOPE: u64 = 1_000;

struct Nobody;

impl Observer for Nobody {
    fn applied(&self, _: &[(Revision, Arc<Envelope>)], _: &Arc<Catalog>) {}
    fn installed(&self, _: &Arc<Catalog>) {}
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let given = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let rules: u64 = given.unwrap_or(1_000_000);
    commits().await;
    cold_start(rules).await;
}

async fn commits() {
    println!("writers  commits/s  p50 ms  p99 ms");
    for writers in [1, 8, 32, 128] {
        let dir = tempfile::tempdir().expect("a directory");
        let (consensus, owner) = open(dir.path()).await;
        let end = Instant::now() + MEASURED;
        let tasks = (0..writers).map(|writer| tokio::spawn(write(consensus.clone(), writer, end)));
        let mut latencies = Vec::new();
        for task in futures::future::join_all(tasks).await {
            latencies.extend(task.expect("a writer"));
        }
        latencies.sort_unstable();
        let rate = latencies.len() as f64 / MEASURED.as_secs_f64();
        let at = |share: f64| {
            let index = (latencies.len() as f64 * share) as usize;
            latencies[index].as_secs_f64() * 1e3
        };
        println!("{writers:7}  {rate:9.0}  {:6.2}  {:6.2}", at(0.5), at(0.99));
        drop(consensus);
        owner.shutdown().await;
    }
}

async fn write(consensus: Consensus, writer: u64, end: Instant) -> Vec<Duration> {
    let mut latencies = Vec::new();
    let mut number = writer * 10_000_000;
    while Instant::now() < end {
        let begun = Instant::now();
        submit(&consensus, vec![rule(number)]).await;
        latencies.push(begun.elapsed());
        number += 1;
    }
    latencies
}

async fn cold_start(rules: u64) {
    let dir = tempfile::tempdir().expect("a directory");
    let (consensus, owner) = open(dir.path()).await;
    let trunks = rules / 10;
    let begun = Instant::now();
    for first in (0..trunks).step_by(OBJECTS_AN_ENVELOPE as usize) {
        submit(
            &consensus,
            (first..first + OBJECTS_AN_ENVELOPE).map(trunk).collect(),
        )
        .await;
    }
    for first in (0..rules).step_by(OBJECTS_AN_ENVELOPE as usize) {
        submit(
            &consensus,
            (first..first + OBJECTS_AN_ENVELOPE).map(rule).collect(),
        )
        .await;
    }
    println!(
        "{rules} rules and {trunks} trunks recorded in {:.1} s",
        begun.elapsed().as_secs_f64()
    );

    let begun = Instant::now();
    owner.snapshot().await;
    let snapshot = dir.path().join("snapshot/catalog");
    while !snapshot.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let bytes = snapshot.metadata().expect("a file").len();
    println!(
        "snapshot written in {:.2} s: {} MB",
        begun.elapsed().as_secs_f64(),
        bytes / 1_000_000
    );

    // The longest tail that a catalog of this size may have.
    let tail = rules / 4;
    let begun = Instant::now();
    let answers = (0..tail).map(|number| submit(&consensus, vec![rule(rules + number)]));
    let answers = futures::stream::iter(answers).buffer_unordered(512);
    answers.collect::<()>().await;
    println!(
        "{tail} more rules, one an envelope, in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    drop(consensus);
    owner.shutdown().await;

    let before = resident_bytes();
    let begun = Instant::now();
    let (consensus, owner) = open(dir.path()).await;
    let elapsed = begun.elapsed().as_secs_f64();
    let objects = consensus.catalog().object_count();
    println!(
        "cold start with {objects} objects, {tail} entries behind the snapshot: {elapsed:.2} s"
    );
    let grown = resident_bytes().saturating_sub(before);
    println!("memory grown by {} MB", grown / 1_000_000);
    drop(consensus);
    owner.shutdown().await;
}

async fn open(dir: &Path) -> (Consensus, ConsensusOwner) {
    let config = ConsensusConfig {
        dir: dir.to_owned(),
        node_id: 1,
        cluster: "bench".to_owned(),
        start: Start::Alone,
        timing: Timing::default(),
        retention: Retention::default(),
    };
    Consensus::open(config, Arc::new(Nobody), Arc::new(NoPeers))
        .await
        .expect("opens")
}

async fn submit(consensus: &Consensus, events: Vec<Event>) {
    let envelope = Envelope {
        event_id: EventId::from_random(7),
        actor: Actor("bench".into()),
        recorded_at: Timestamp { unix_nanos: 1 },
        comment: "".into(),
        expected_revision: None,
        events,
    };
    let decide = move |_: &Catalog| -> Result<_, &'static str> { Ok(envelope) };
    consensus.submit(decide).await.expect("recorded");
}

fn trunk(number: u64) -> Event {
    Event::InboundTrunkCreated(Arc::new(InboundTrunk {
        id: TrunkId::try_new(format!("ST_{number:012}")).expect("an id"),
        stamps: Stamps::default(),
        spec: InboundTrunkSpec {
            name: format!("trunk {number}").into(),
            numbers: vec![PhoneNumber::new(&format!("+4930{number:09}"))],
            ..InboundTrunkSpec::default()
        },
    }))
}

fn rule(number: u64) -> Event {
    Event::DispatchRuleCreated(Arc::new(DispatchRule {
        id: DispatchRuleId::try_new(format!("SDR_{number:012}")).expect("an id"),
        stamps: Stamps::default(),
        spec: DispatchRuleSpec {
            name: format!("rule {number}").into(),
            metadata: "{\"tenant\":\"example\"}".into(),
            kind: RuleKind::Direct {
                room_name: RoomName::try_new(&format!("room-{number}")).expect("a name"),
            },
            pin: None,
            scope: RuleScope {
                trunk_ids: vec![
                    TrunkId::try_new(format!("ST_{:012}", number / 10)).expect("an id"),
                ],
                inbound_numbers: Vec::new(),
                numbers: vec![PhoneNumber::new(&format!("+4930{number:09}"))],
            },
            hide_phone_number: false,
            attributes: Default::default(),
            room: RoomOptions::default(),
            krisp_enabled: false,
            media_encryption: MediaEncryption::Disable,
            media: None,
            terms: None,
        },
    }))
}

fn resident_bytes() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * 4_096
}
