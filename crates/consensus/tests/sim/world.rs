//! The nodes of one schedule, and its course.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use tandem_consensus::{
    Consensus, ConsensusConfig, ConsensusOwner, Member, NodeId, Retention, Role, Start, Timing,
};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::disk::{self, Disk};
use crate::history::{self, Outcome, Recorder, Witness};
use crate::net::Net;
use crate::{faults, invariants, load};

const CLIENTS: u64 = 3;
const WATCHERS: usize = 2;

/// A client finds the leader at most tries, and some other node at the others.
const FINDS_LEADER: f64 = 0.8;

/// How soon a write succeeds when all faults are over.
const LIVE_AGAIN: Duration = Duration::from_secs(5);

/// How soon the nodes are equal then.
const EQUAL_AGAIN: Duration = Duration::from_secs(20);

/// How often it is noted who leads.
const SAMPLE_EVERY: Duration = Duration::from_millis(50);

/// How long the end of a node may take.
const END: Duration = Duration::from_secs(30);

/// What came of a schedule.
#[derive(Debug)]
#[expect(dead_code, reason = "it is printed")]
pub(crate) struct Figures {
    recorded: u64,
    acknowledged: usize,
    never: usize,
    unknown: usize,
    terms: usize,
    starts: u64,
    /// Of other nodes, installed.
    pub(crate) snapshots: usize,
}

struct Node {
    consensus: Consensus,
    owner: ConsensusOwner,
    disk: Arc<Disk>,
}

pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) net: Net,
    pub(crate) recorder: Recorder,
    nodes: Mutex<BTreeMap<NodeId, Node>>,
    down: Mutex<BTreeSet<NodeId>>,
    lives: AtomicU64,
    ids: AtomicU64,
    retention: Retention,
    over: AtomicBool,
    dir: TempDir,
}

impl World {
    /// Runs a schedule and checks what must hold.
    pub(crate) async fn run(seed: u64) -> Figures {
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() {
            TempDir::new_in(memory)
        } else {
            TempDir::new()
        };
        let mut rng = StdRng::seed_from_u64(seed);
        let world = Arc::new(Self {
            seed,
            net: Net::new(seed),
            recorder: Recorder::default(),
            nodes: Mutex::default(),
            down: Mutex::default(),
            lives: AtomicU64::new(0),
            ids: AtomicU64::new(0),
            retention: retention(&mut rng),
            over: AtomicBool::new(false),
            dir: dir.expect("a directory"),
        });
        world.found(rng.random_range(3..=5)).await;
        let sampler = tokio::spawn(sample(Arc::clone(&world)));
        let clients =
            (1..=CLIENTS).map(|client| tokio::spawn(load::client(Arc::clone(&world), client)));
        let watchers =
            (0..WATCHERS).map(|watcher| tokio::spawn(load::watcher(Arc::clone(&world), watcher)));
        let load: Vec<_> = clients.chain(watchers).collect();
        faults::storm(&world, &mut rng).await;
        world.lives_again(&mut rng).await;
        world.over.store(true, Ordering::Relaxed);
        for task in load {
            task.await.expect("load ends");
        }
        world.equal_again().await;
        sampler.abort();
        let figures = world.verdict();
        for id in world.ids() {
            world.kill(id).await;
        }
        figures
    }

    async fn found(&self, voters: u64) {
        let ids: Vec<NodeId> = (0..voters).map(|_| self.next_id()).collect();
        for id in &ids {
            self.start(*id).await;
        }
        let members = ids.iter().map(|id| (*id, Member::default())).collect();
        let first = self.node(ids[0]).expect("it runs");
        first.initialize(members).await.expect("initialized");
    }

    async fn lives_again(&self, rng: &mut StdRng) {
        let written = timeout(LIVE_AGAIN, async {
            while !matches!(
                load::write(self, rng, rng_trunk(self.seed)).await,
                Outcome::Recorded(_)
            ) {}
        });
        let state: Vec<_> = self
            .ids()
            .into_iter()
            .filter_map(|id| self.node(id))
            .collect();
        if written.await.is_err() {
            let status: Vec<_> = state.iter().map(Consensus::status).collect();
            panic!("no write within {LIVE_AGAIN:?} after the last fault: {status:#?}");
        }
    }

    /// All members come to one revision and one catalog.
    async fn equal_again(&self) {
        let equal = timeout(EQUAL_AGAIN, async {
            while !self.is_equal() {
                sleep(SAMPLE_EVERY).await;
            }
        });
        if equal.await.is_err() {
            let nodes: Vec<_> = self
                .ids()
                .into_iter()
                .filter_map(|id| self.node(id))
                .collect();
            let status: Vec<_> = nodes.iter().map(Consensus::status).collect();
            panic!("not equal within {EQUAL_AGAIN:?}: {status:#?}");
        }
    }

    fn is_equal(&self) -> bool {
        let Some(leader) = self.leader().and_then(|id| self.node(id)) else {
            return false;
        };
        let wanted = history::digest(&leader.catalog());
        let members = leader.status().members;
        members.keys().all(|id| {
            let node = self.node(*id);
            node.is_some_and(|node| history::digest(&node.catalog()) == wanted)
        })
    }

    fn verdict(&self) -> Figures {
        let history = self.recorder.0.lock().expect("not poisoned");
        invariants::check(&history);
        let count = |wanted: fn(&Outcome) -> bool| {
            history
                .operations
                .iter()
                .filter(|operation| wanted(&operation.outcome))
                .count()
        };
        let terms: BTreeSet<u64> = history.leads.iter().map(|(term, _)| *term).collect();
        Figures {
            recorded: history
                .applied
                .iter()
                .map(|one| one.revision.0)
                .max()
                .unwrap_or(0),
            acknowledged: count(|outcome| matches!(outcome, Outcome::Recorded(_))),
            never: count(|outcome| *outcome == Outcome::Never),
            unknown: count(|outcome| *outcome == Outcome::Unknown),
            terms: terms.len(),
            starts: self.lives.load(Ordering::Relaxed),
            snapshots: history.snapshots(),
        }
    }

    fn dir(&self, id: NodeId) -> PathBuf {
        self.dir.path().join(id.to_string())
    }

    pub(crate) fn next_id(&self) -> NodeId {
        self.ids.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Starts a node with what its disk holds.
    pub(crate) async fn start(&self, id: NodeId) {
        if self.nodes().contains_key(&id) {
            return;
        }
        let life = self.lives.fetch_add(1, Ordering::Relaxed);
        let disk = Disk::new(self.seed ^ (life << 16));
        let config = ConsensusConfig {
            dir: self.dir(id),
            node_id: id,
            cluster: "sim".to_owned(),
            start: Start::Member,
            timing: Timing::default(),
            retention: self.retention,
        };
        let witness = Arc::new(Witness {
            recorder: self.recorder.clone(),
            node: id,
            life,
        });
        let peers = Arc::new(self.net.clone());
        let pace = Arc::clone(&disk);
        let opened = Consensus::open_paced(config, witness, peers, Some(pace)).await;
        let (consensus, owner) = opened.expect("it opens again");
        self.net.join(id, consensus.service());
        self.down.lock().expect("not poisoned").remove(&id);
        let node = Node {
            consensus,
            owner,
            disk,
        };
        self.nodes().insert(id, node);
    }

    /// Cuts the power of a node: what its log has not written is lost.
    pub(crate) async fn kill(&self, id: NodeId) {
        let Some(node) = self.nodes().remove(&id) else {
            return;
        };
        self.down.lock().expect("not poisoned").insert(id);
        self.net.leave(id);
        node.disk.set(disk::State::Failed);
        drop(node.consensus);
        let ended = timeout(END, node.owner.shutdown()).await;
        ended.unwrap_or_else(|_| panic!("node {id} does not end"));
    }

    pub(crate) fn disk(&self, id: NodeId, state: disk::State) {
        if let Some(node) = self.nodes().get(&id) {
            node.disk.set(state);
        }
    }

    pub(crate) fn disks(&self) -> Vec<(NodeId, Arc<Disk>)> {
        self.nodes()
            .iter()
            .map(|(id, node)| (*id, Arc::clone(&node.disk)))
            .collect()
    }

    /// Nodes whose disk has failed.
    pub(crate) fn broken(&self) -> Vec<NodeId> {
        self.disks()
            .into_iter()
            .filter(|(_, disk)| disk.has_failed())
            .map(|(id, _)| id)
            .collect()
    }

    pub(crate) fn down(&self) -> Vec<NodeId> {
        self.down
            .lock()
            .expect("not poisoned")
            .iter()
            .copied()
            .collect()
    }

    pub(crate) fn ids(&self) -> Vec<NodeId> {
        self.nodes().keys().copied().collect()
    }

    pub(crate) fn node(&self, id: NodeId) -> Option<Consensus> {
        self.nodes().get(&id).map(|node| node.consensus.clone())
    }

    /// Who leads the highest term, in his own eyes.
    pub(crate) fn leader(&self) -> Option<NodeId> {
        let nodes = self.nodes();
        let statuses = nodes.values().map(|node| node.consensus.status());
        let leaders = statuses.filter(|status| status.state == Role::Leader);
        leaders
            .max_by_key(|status| status.term)
            .map(|status| status.node_id)
    }

    pub(crate) fn any(&self, rng: &mut StdRng) -> Option<Consensus> {
        self.ids().choose(rng).and_then(|id| self.node(*id))
    }

    pub(crate) fn pick(&self, rng: &mut StdRng) -> Option<Consensus> {
        match self.leader() {
            Some(leader) if rng.random_bool(FINDS_LEADER) => self.node(leader),
            Some(_) | None => self.any(rng),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn nodes(&self) -> MutexGuard<'_, BTreeMap<NodeId, Node>> {
        self.nodes.lock().expect("not poisoned")
    }
}

/// Small: whoever is away for a second or two needs a snapshot, and the journal from somebody.
fn retention(rng: &mut StdRng) -> Retention {
    Retention {
        asked_after: rng.random_range(1..10),
        snapshot_after: rng.random_range(5..60),
        kept: rng.random_range(1..10),
        lag: rng.random_range(10..40),
    }
}

/// A trunk that no client makes.
fn rng_trunk(seed: u64) -> u64 {
    90_000_000 + seed
}

async fn sample(world: Arc<World>) {
    loop {
        sleep(SAMPLE_EVERY).await;
        let nodes = world.nodes();
        for node in nodes.values() {
            let status = node.consensus.status();
            if status.state == Role::Leader {
                let lead = (status.term, status.node_id);
                world.recorder.note(|history| history.leads.push(lead));
            }
        }
    }
}
