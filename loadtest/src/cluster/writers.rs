//! Writers in a closed loop: each creates one object after the other until it is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::grpc::Node;
use super::store::Store;

/// The pause before a refused request is tried at the next node.
const PAUSE: Duration = Duration::from_millis(5);

/// Who writes where.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The store.
    pub store: Store,
    /// Where the nodes listen for gRPC; writers are spread over them evenly.
    pub nodes: Vec<SocketAddr>,
    /// Writers, each with one request at a time; those at one node share a connection.
    pub writers: usize,
    /// What the names of all objects begin with.
    pub prefix: String,
}

/// A write that was acknowledged.
#[derive(Clone, Debug)]
pub struct Ack {
    /// What was created.
    pub name: String,
    /// The revision that the answer told.
    pub revision: u64,
    /// When the attempt that succeeded was sent.
    pub sent: Instant,
    /// When its answer was there.
    pub answered: Instant,
}

/// What writers have done.
#[derive(Default, Debug)]
pub struct Written {
    /// What was acknowledged.
    pub acks: Vec<Ack>,
    /// Attempts that were refused or broken.
    pub errors: u64,
    /// What the last of these said.
    pub last_error: Option<String>,
}

/// Writers at work.
#[derive(Debug)]
pub struct Writers {
    tasks: JoinSet<Written>,
    stop: Arc<AtomicBool>,
    latest: watch::Receiver<Option<(Instant, Instant)>>,
}

impl Writers {
    /// Starts all of them.
    ///
    /// # Errors
    ///
    /// An address makes no URL.
    pub fn start(plan: &Plan) -> anyhow::Result<Self> {
        let nodes = plan.nodes.iter();
        let nodes: Vec<Node> = nodes
            .map(|node| Node::new(plan.store, *node))
            .collect::<anyhow::Result<_>>()?;
        let stop = Arc::new(AtomicBool::new(false));
        let (told, latest) = watch::channel(None);
        let mut tasks = JoinSet::new();
        for writer in 0..plan.writers {
            let prefix = format!("{}-{writer:03}", plan.prefix);
            let mut nodes = nodes.clone();
            nodes.rotate_left(writer % plan.nodes.len());
            tasks.spawn(write(nodes, prefix, Arc::clone(&stop), told.clone()));
        }
        Ok(Self {
            tasks,
            stop,
            latest,
        })
    }

    /// Waits until a write is acknowledged that was sent after this, and returns when its answer came.
    pub async fn acknowledged_after(&mut self, begin: Instant) -> Option<Instant> {
        let is_new =
            |latest: &Option<(Instant, Instant)>| latest.is_some_and(|(sent, _)| sent > begin);
        let latest = self.latest.wait_for(is_new).await.ok()?;
        latest.map(|(_, answered)| answered)
    }

    /// Lets each finish its request, and returns what all have done.
    pub async fn finish(mut self) -> Written {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Written::default();
        while let Some(written) = self.tasks.join_next().await {
            let written = written.expect("a writer does not panic");
            all.acks.extend(written.acks);
            all.errors += written.errors;
            all.last_error = written.last_error.or(all.last_error);
        }
        all
    }
}

/// Writes to the first of the nodes, and after an error to the next.
async fn write(
    mut nodes: Vec<Node>,
    prefix: String,
    stop: Arc<AtomicBool>,
    told: watch::Sender<Option<(Instant, Instant)>>,
) -> Written {
    let mut written = Written::default();
    let mut at = 0;
    let mut count = 0_u32;
    while !stop.load(Ordering::Relaxed) {
        let name = format!("{prefix}-{count:06}");
        let sent = Instant::now();
        let revision = nodes[at].create(&name).await;
        let answered = Instant::now();
        let revision = match revision {
            Ok(revision) => revision,
            Err(error) => {
                written.errors += 1;
                written.last_error = Some(error.to_string());
                at = (at + 1) % nodes.len();
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        told.send_replace(Some((sent, answered)));
        written.acks.push(Ack {
            name,
            revision,
            sent,
            answered,
        });
        count += 1;
    }
    written
}
