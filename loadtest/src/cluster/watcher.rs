//! A watch at one node that notes when each revision was seen.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use futures::StreamExt as _;
use futures::stream::BoxStream;
use tokio::task::JoinHandle;

use super::grpc::Node;
use super::store::Store;

type Seen = Arc<Mutex<Vec<(u64, Instant)>>>;

/// A watch that runs until this is dropped.
#[derive(Debug)]
pub struct Watcher {
    seen: Seen,
    task: JoinHandle<()>,
}

impl Watcher {
    /// Opens a watch of all revisions from this one on, over a connection of its own.
    ///
    /// # Errors
    ///
    /// The node does not answer, or refuses.
    pub async fn open(store: Store, node: SocketAddr, from: u64) -> anyhow::Result<Self> {
        let revisions = Node::new(store, node)?.watch(from).await?;
        let seen = Seen::default();
        let task = tokio::spawn(read(revisions, Arc::clone(&seen)));
        Ok(Self { seen, task })
    }

    /// The last revision that was seen.
    #[must_use]
    pub fn last(&self) -> u64 {
        let seen = self.seen.lock().expect("no reader panics");
        seen.last().map_or(0, |(revision, _)| *revision)
    }

    /// Everything that was seen.
    #[must_use]
    pub fn seen(&self) -> Vec<(u64, Instant)> {
        self.seen.lock().expect("no reader panics").clone()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(mut revisions: BoxStream<'static, Vec<u64>>, seen: Seen) {
    while let Some(told) = revisions.next().await {
        let now = Instant::now();
        let mut seen = seen.lock().expect("no reader panics");
        seen.extend(told.into_iter().map(|revision| (revision, now)));
    }
}
