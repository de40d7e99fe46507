//! Fetches what the journal misses after a snapshot of another node was installed.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::StreamExt;
use openraft::async_runtime::watch::WatchReceiver;
use tokio::time::{sleep, timeout};

use crate::machine::blocking;
use crate::network::Network;
use crate::peers::{Lane, Peer, PeerError, wire};
use crate::service::{Served, checksum};
use crate::store::Gap;
use crate::types::NodeId;

/// How long to wait when no member had what is missing.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a member may take for a chunk.
const CHUNK_PATIENCE: Duration = Duration::from_secs(10);

/// Bytes that are written as one file.
const FILE_BYTES: usize = 8 << 20;

/// Fetches gaps as they appear, until the node stops.
pub(crate) async fn run(served: Arc<Served>, network: Network) {
    let mut gaps = served.journal.gaps();
    loop {
        let first = gaps.borrow_and_update().first();
        match first {
            Some(gap) => {
                if !fill_from_any(&served, &network, gap).await {
                    sleep(PAUSE).await;
                }
            }
            None => {
                if gaps.changed().await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Asks the leader first, then the others; answers whether anything was filled.
async fn fill_from_any(served: &Served, network: &Network, gap: Gap) -> bool {
    for peer in peers(served, network) {
        match fill(served, &*peer, gap).await {
            Ok(true) => return true,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the journal's missing part was not fetched"),
        }
    }
    false
}

fn peers(served: &Served, network: &Network) -> Vec<Arc<dyn Peer>> {
    let metrics = served.raft.metrics();
    let metrics = metrics.borrow_watched();
    let leader = metrics.current_leader;
    let members = metrics.membership_config.membership();
    let mut members: Vec<(NodeId, _)> = members
        .nodes()
        .filter(|(id, _)| **id != served.node)
        .map(|(id, member)| (*id, member))
        .collect();
    members.sort_by_key(|(id, _)| Some(*id) != leader);
    let members = members.into_iter();
    members
        .map(|(id, member)| network.peer(id, member, Lane::Bulk))
        .collect()
}

/// Fills a gap as far as a peer has it; answers whether it had anything.
async fn fill(served: &Served, peer: &dyn Peer, gap: Gap) -> Result<bool, PeerError> {
    let request = wire::JournalRequest {
        first: gap.first,
        last: gap.last,
    };
    let mut chunks = within(peer.fetch_journal(request)).await??;
    let mut next = gap.first;
    let mut waiting: Vec<Bytes> = Vec::new();
    let mut bytes = 0;
    while let Some(chunk) = within(chunks.next()).await? {
        let chunk = chunk?;
        let expected = next + waiting.len() as u64;
        if chunk.first != expected || checksum(&chunk.envelopes) != chunk.checksum {
            return Err(PeerError::Failed(
                "a chunk of the journal is broken".to_owned(),
            ));
        }
        bytes += chunk.envelopes.iter().map(Bytes::len).sum::<usize>();
        waiting.extend(chunk.envelopes);
        if bytes >= FILE_BYTES {
            next += write(served, next, std::mem::take(&mut waiting)).await?;
            bytes = 0;
        }
    }
    next += write(served, next, waiting).await?;
    Ok(next > gap.first)
}

async fn write(served: &Served, first: u64, envelopes: Vec<Bytes>) -> Result<u64, PeerError> {
    if envelopes.is_empty() {
        return Ok(0);
    }
    let journal = Arc::clone(&served.journal);
    let count = envelopes.len() as u64;
    let written = blocking(move || journal.fill(first, &envelopes)).await;
    written.map_err(|error| PeerError::Failed(error.to_string()))?;
    Ok(count)
}

async fn within<T>(reply: impl Future<Output = T>) -> Result<T, PeerError> {
    let late = |_| PeerError::Unreachable(format!("no chunk within {CHUNK_PATIENCE:?}"));
    timeout(CHUNK_PATIENCE, reply).await.map_err(late)
}
