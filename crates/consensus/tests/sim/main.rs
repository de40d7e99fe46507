//! The replicated log under random faults, in simulated time and one thread.
//!
//! Network, disk, faults and clients follow a seed, which a failure prints: `SIM_SEED=7 cargo test --test sim` runs
//! that schedule alone, `SIM_SCHEDULES=200` as many from there on. Raft's own random waits and the order in which the runtime polls
//! what is ready are not of the seed, so a replay meets the same faults but not always the same interleaving.

mod disk;
mod faults;
mod history;
mod invariants;
mod load;
mod net;
mod world;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use futures::future::BoxFuture;
use history::{Recorder, Witness};
use tandem_consensus::{
    Consensus, ConsensusConfig, ConsensusOwner, Member, NoPeers, Pace, Retention, Start, Timing,
};
use tempfile::TempDir;
use tokio::time::sleep;
use world::World;

/// Schedules that run when nobody asks for more.
const SCHEDULES: u64 = 4;

/// Threads that schedules are spread over, each with a runtime of its own: a restart waits for the real disk.
const THREADS: usize = 4;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is a number")),
    )
}

/// Runs something in simulated time.
fn simulated<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    runtime.expect("a runtime").block_on(work)
}

fn run(seed: u64) -> world::Figures {
    simulated(World::run(seed))
}

#[test]
fn invariants_hold_under_random_faults() {
    let first = number("SIM_SEED");
    let count = number("SIM_SCHEDULES").unwrap_or_else(|| first.map_or(SCHEDULES, |_| 1));
    let first = first.unwrap_or(1);
    let next = AtomicU64::new(first);
    let snapshots = AtomicUsize::new(0);
    let failed: Vec<u64> = thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    let mut failed = Vec::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= first + count {
                            return failed;
                        }
                        match std::panic::catch_unwind(|| run(seed)) {
                            Ok(figures) => {
                                snapshots.fetch_add(figures.snapshots, Ordering::Relaxed);
                                println!("seed {seed}: {figures:?}");
                            }
                            Err(_) => {
                                println!("seed {seed} FAILED: replay it with SIM_SEED={seed}");
                                failed.push(seed);
                            }
                        }
                    }
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("joins"))
            .collect()
    });
    assert!(failed.is_empty(), "seeds that failed: {failed:?}");
    assert!(
        count < SCHEDULES || snapshots.into_inner() > 0,
        "no schedule met a snapshot of another node"
    );
}

/// Each write takes its time, and is counted.
struct Writes {
    each: Duration,
    count: AtomicUsize,
}

impl Writes {
    fn taking(each: Duration) -> Arc<Self> {
        let count = AtomicUsize::new(0);
        Arc::new(Self { each, count })
    }
}

impl Pace for Writes {
    fn begin(&self) -> BoxFuture<'_, io::Result<()>> {
        self.count.fetch_add(1, Ordering::Relaxed);
        Box::pin(async {
            sleep(self.each).await;
            Ok(())
        })
    }

    fn end(&self) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Opens the only node there is.
async fn open_one(
    start: Start,
    timing: Timing,
    writes: &Arc<Writes>,
) -> (TempDir, Consensus, ConsensusOwner) {
    let dir = TempDir::new().expect("a directory");
    let config = ConsensusConfig {
        dir: dir.path().to_owned(),
        node_id: 1,
        cluster: "sim".to_owned(),
        start,
        timing,
        retention: Retention::default(),
    };
    let witness = Witness {
        recorder: Recorder::default(),
        node: 1,
        life: 0,
    };
    let pace: Arc<dyn Pace> = Arc::clone(writes) as _;
    let opened =
        Consensus::open_paced(config, Arc::new(witness), Arc::new(NoPeers), Some(pace)).await;
    let (consensus, owner) = opened.expect("it opens");
    (dir, consensus, owner)
}

#[test]
fn a_cluster_is_made_however_slow_the_disk_of_its_first_voter() {
    simulated(async {
        let slow = Writes::taking(Duration::from_secs(6));
        let (_dir, consensus, owner) = open_one(Start::Member, Timing::default(), &slow).await;
        let members = BTreeMap::from([(1, Member::default())]);
        assert_eq!(consensus.initialize(members).await, Ok(()));
        drop(consensus);
        owner.shutdown().await;
    });
}

/// Clients that come back at different times would else share the turns: each turn would be written with a part of
/// them, while the others come back.
#[test]
fn those_that_are_answered_together_are_waited_for_and_written_together() {
    const CLIENTS: u64 = 16;
    const WRITES: u64 = 20;
    simulated(async {
        let writes = Writes::taking(Duration::from_millis(1));
        let (_dir, consensus, owner) = open_one(Start::Alone, Timing::ALONE, &writes).await;
        let before = writes.count.load(Ordering::Relaxed);
        let clients = (0..CLIENTS).map(|client| {
            let consensus = consensus.clone();
            async move {
                for write in 0..WRITES {
                    let trunk = load::create_trunk(client * WRITES + write);
                    consensus.submit(trunk).await.expect("recorded");
                    sleep(Duration::from_millis(1 + client % 2)).await;
                }
            }
        });
        futures::future::join_all(clients).await;
        let turns = writes.count.load(Ordering::Relaxed) - before;
        assert!(turns as u64 <= WRITES + 4, "{turns} turns");
        drop(consensus);
        owner.shutdown().await;
    });
}
