//! The serving end of a node: what other nodes may ask of it.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use openraft::Snapshot;
use tandem_model::Revision;
use tokio::time::Instant;

use crate::codec::raft;
use crate::decider::Raft;
use crate::machine::blocking;
use crate::peers::{Hello, Peer, PeerError, Replies, Reply, SCHEMA, wire};
use crate::snapshot::SnapshotDir;
use crate::store::entry::vote_to_wire;
use crate::store::{Cursor, Journal};
use crate::transfer::Incoming;
use crate::types::NodeId;

/// Bytes of envelopes in one message of the journal, give or take one envelope.
const JOURNAL_CHUNK_BYTES: usize = 1 << 20;

/// Envelopes in one message of the journal.
const JOURNAL_CHUNK_ENVELOPES: usize = 4_096;

/// What a node serves its peers from.
pub(crate) struct Served {
    pub(crate) raft: Raft,
    pub(crate) journal: Arc<Journal>,
    pub(crate) snapshots: SnapshotDir,
    pub(crate) cluster: Arc<str>,
    pub(crate) node: NodeId,
    /// When a leader was heard of last.
    pub(crate) heard: Arc<Heard>,
}

/// When a leader was heard of last; never, to begin with.
#[derive(Default)]
pub(crate) struct Heard(Mutex<Option<Instant>>);

impl Heard {
    fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// How long ago that was.
    pub(crate) fn ago(&self) -> Option<Duration> {
        let heard = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.map(|heard| heard.elapsed())
    }
}

/// Takes the calls of other nodes. It does not keep the log open: a node that has shut down refuses.
#[derive(Clone)]
pub struct Service(Weak<Served>);

impl Service {
    pub(crate) fn new(served: &Arc<Served>) -> Self {
        Self(Arc::downgrade(served))
    }

    /// Lets a caller in, or says why not. Nothing of what a stranger sends is looked at.
    ///
    /// # Errors
    /// [`PeerError::Refused`] to a caller of another cluster, one that means another node, one that claims to be
    /// this node, and one of a newer schema; [`PeerError::Unreachable`] when the node has shut down.
    pub fn admit(&self, caller: &Hello) -> Result<Arc<dyn Peer>, PeerError> {
        let gone = || PeerError::Unreachable("the node has shut down".to_owned());
        let served = self.0.upgrade().ok_or_else(gone)?;
        let refused = |text: String| {
            tracing::warn!(from = caller.from, reason = %text, "a call of another node is refused");
            Err(PeerError::Refused(text))
        };
        if caller.cluster != served.cluster {
            return refused(format!(
                "this is cluster {:?}, the caller is of {:?}",
                served.cluster, caller.cluster
            ));
        }
        if caller.to != served.node || caller.from == served.node {
            return refused(format!(
                "this is node {}; node {} calls node {}",
                served.node, caller.from, caller.to
            ));
        }
        if caller.schema > SCHEMA {
            return refused(format!(
                "the caller writes schema version {}, this release reads up to {SCHEMA}: upgrade this node first",
                caller.schema
            ));
        }
        Ok(Arc::new(Admitted {
            served: self.0.clone(),
        }))
    }
}

/// A caller that was let in.
struct Admitted {
    served: Weak<Served>,
}

impl Admitted {
    /// Answers a call while the node runs.
    fn serve<T, F>(&self, call: impl FnOnce(Arc<Served>) -> F + Send + 'static) -> Reply<T>
    where
        F: Future<Output = Result<T, PeerError>> + Send + 'static,
    {
        let served = self.served.upgrade();
        let call = async move {
            let gone = || PeerError::Unreachable("the node has shut down".to_owned());
            call(served.ok_or_else(gone)?).await
        };
        Box::pin(call) as BoxFuture<'static, _>
    }
}

impl Peer for Admitted {
    fn append(
        &self,
        requests: BoxStream<'static, wire::AppendRequest>,
    ) -> Reply<Replies<wire::AppendReply>> {
        self.serve(move |served| async move { Ok(append(&served, requests)) })
    }

    fn vote(&self, request: wire::VoteRequest) -> Reply<wire::VoteReply> {
        self.serve(move |served| async move {
            let pre_vote = request.pre_vote;
            let request = raft::vote_request_from_wire(request).map_err(failed)?;
            let reply = match pre_vote {
                true => served.raft.pre_vote(request).await,
                false => served.raft.vote(request).await,
            };
            Ok(raft::vote_reply_to_wire(&reply.map_err(failed)?))
        })
    }

    fn transfer_leader(
        &self,
        request: wire::TransferLeaderRequest,
    ) -> Reply<wire::TransferLeaderReply> {
        self.serve(move |served| async move {
            let request = raft::transfer_from_wire(request).map_err(failed)?;
            let taken = served.raft.handle_transfer_leader(request).await;
            let refused = taken.map_err(failed)?.err();
            Ok(wire::TransferLeaderReply {
                refused: refused.map_or_else(String::new, |refused| refused.to_string()),
            })
        })
    }

    fn install_snapshot(
        &self,
        chunks: BoxStream<'static, wire::SnapshotChunk>,
    ) -> Reply<wire::SnapshotReply> {
        self.serve(move |served| async move { install_snapshot(&served, chunks).await })
    }

    fn fetch_journal(&self, request: wire::JournalRequest) -> Reply<Replies<wire::JournalChunk>> {
        self.serve(move |served| async move { Ok(journal(Arc::clone(&served.journal), request)) })
    }
}

fn append(
    served: &Served,
    requests: BoxStream<'static, wire::AppendRequest>,
) -> Replies<wire::AppendReply> {
    // What cannot be read ends the stream; the caller hears why behind the answers to what came before.
    let unread = Arc::new(Mutex::new(None));
    let noted = Arc::clone(&unread);
    let requests = requests.map(raft::append_from_wire);
    let requests = requests.scan(noted, |noted, request| {
        let request = request.map_err(|error| {
            tracing::error!(%error, "what the leader sends cannot be read");
            *noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(failed(error));
        });
        std::future::ready(request.ok())
    });
    let heard = Arc::clone(&served.heard);
    let answers = served.raft.stream_append(Box::pin(requests));
    let answers = answers.map(move |answer| {
        let answer = answer.map_err(failed)?;
        if answer.is_ok() {
            heard.note();
        }
        Ok(raft::append_reply_to_wire(&answer))
    });
    let end = stream::once(async move {
        let unread = unread.lock().unwrap_or_else(PoisonError::into_inner).take();
        unread.map(Err)
    });
    answers.chain(end.filter_map(std::future::ready)).boxed()
}

async fn install_snapshot(
    served: &Served,
    mut chunks: BoxStream<'static, wire::SnapshotChunk>,
) -> Result<wire::SnapshotReply, PeerError> {
    let mut incoming = None;
    while let Some(chunk) = chunks.next().await {
        let incoming = match &mut incoming {
            Some(incoming) => incoming,
            None => {
                let path = served.snapshots.incoming();
                let begun = Incoming::begin(path, chunk.offer).await;
                incoming.insert(begun.map_err(failed)?)
            }
        };
        let added = incoming.add(chunk.data, chunk.checksum).await;
        added.map_err(failed)?;
    }
    let mut incoming = incoming.ok_or_else(|| PeerError::Failed("an empty snapshot".to_owned()))?;
    let (vote, file) = incoming.finish().await.map_err(failed)?;
    let snapshot = Snapshot {
        meta: file.meta().map_err(failed)?,
        snapshot: file,
    };
    let installed = served.raft.install_full_snapshot(vote, snapshot).await;
    Ok(wire::SnapshotReply {
        vote: Some(vote_to_wire(&installed.map_err(failed)?.vote)),
    })
}

/// The journal from a revision on, up to the last that was asked for or the first that is not here.
fn journal(journal: Arc<Journal>, request: wire::JournalRequest) -> Replies<wire::JournalChunk> {
    let state = Some((journal, Cursor::at(Revision(request.first)), request.first));
    let chunks = stream::unfold(state, move |state| async move {
        let (journal, mut cursor, first) = state?;
        let left = usize::try_from((request.last + 1).checked_sub(first)?).unwrap_or(usize::MAX);
        let limit = left.min(JOURNAL_CHUNK_ENVELOPES);
        let reader = Arc::clone(&journal);
        let read = move || {
            let envelopes = cursor.read(&reader, limit, JOURNAL_CHUNK_BYTES)?;
            Ok((cursor, envelopes))
        };
        match blocking(read).await {
            Ok((_, envelopes)) if envelopes.is_empty() => None,
            Ok((cursor, envelopes)) => {
                let next = first + envelopes.len() as u64;
                let envelopes: Vec<_> = envelopes.into_iter().map(|(_, bytes)| bytes).collect();
                let chunk = wire::JournalChunk {
                    first,
                    checksum: checksum(&envelopes),
                    envelopes,
                };
                Some((Ok(chunk), Some((journal, cursor, next))))
            }
            Err(error) => Some((Err(failed(error)), None)),
        }
    });
    chunks.boxed()
}

/// The checksum of a chunk of the journal.
pub(crate) fn checksum(envelopes: &[bytes::Bytes]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for envelope in envelopes {
        hasher.update(envelope);
    }
    hasher.finalize()
}

fn failed(error: impl std::fmt::Display) -> PeerError {
    PeerError::Failed(error.to_string())
}
