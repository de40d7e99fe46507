//! A snapshot file on its way from one node to another: in chunks, each with a checksum.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use tokio::sync::mpsc;

use crate::generated::raft::SnapshotOffer;
use crate::machine::blocking;
use crate::peers::wire::SnapshotChunk;
use crate::snapshot::SnapshotFile;
use crate::store::entry::{vote_from_wire, vote_to_wire};
use crate::types::Vote;

/// The bytes of a chunk.
const CHUNK_BYTES: usize = 1 << 20;

/// Chunks that are read ahead of what the network takes.
const CHUNKS_AHEAD: usize = 2;

/// The most bytes of a snapshot that is taken in: what a disk is expected to have to spare.
const MAX_SNAPSHOT_BYTES: u64 = 16 << 30;

/// Reads a snapshot file as chunks. What replaces the file meanwhile does not change what is sent.
pub(crate) fn send(
    snapshot: &SnapshotFile,
    vote: Vote,
) -> io::Result<BoxStream<'static, SnapshotChunk>> {
    let file = snapshot.open()?;
    let offer = SnapshotOffer {
        vote: Some(vote_to_wire(&vote)),
        bytes: file.metadata()?.len(),
    };
    let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = read_chunks(file, offer, &sender) {
            tracing::error!(%error, "a snapshot cannot be read");
        }
    });
    let chunks = stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    });
    Ok(chunks.boxed())
}

/// A stream that ends early is found out by the receiver, which knows the size.
fn read_chunks(
    file: File,
    offer: SnapshotOffer,
    chunks: &mpsc::Sender<SnapshotChunk>,
) -> io::Result<()> {
    let mut file = file.take(offer.bytes);
    let mut offer = Some(offer);
    loop {
        let mut data = Vec::with_capacity(CHUNK_BYTES);
        (&mut file)
            .take(CHUNK_BYTES as u64)
            .read_to_end(&mut data)?;
        if data.is_empty() && offer.is_none() {
            return Ok(());
        }
        let chunk = SnapshotChunk {
            offer: offer.take(),
            checksum: crc32fast::hash(&data),
            data: data.into(),
        };
        if chunks.blocking_send(chunk).is_err() {
            // The receiver has gone.
            return Ok(());
        }
    }
}

/// A snapshot as it comes in; the file goes away again unless it is kept.
pub(crate) struct Incoming {
    path: PathBuf,
    file: Option<File>,
    vote: Vote,
    bytes: u64,
    received: u64,
}

impl Incoming {
    /// Makes the file for a snapshot whose first chunk has come.
    pub(crate) async fn begin(path: PathBuf, offer: Option<SnapshotOffer>) -> io::Result<Self> {
        let offer = offer.ok_or_else(|| broken("a snapshot comes without its head"))?;
        let vote = offer
            .vote
            .ok_or_else(|| broken("a snapshot comes without a vote"))?;
        if offer.bytes > MAX_SNAPSHOT_BYTES {
            return Err(broken("a snapshot is too large"));
        }
        let target = path.clone();
        let file = blocking(move || File::create(target)).await?;
        Ok(Self {
            path,
            file: Some(file),
            vote: vote_from_wire(vote),
            bytes: offer.bytes,
            received: 0,
        })
    }

    pub(crate) async fn add(&mut self, data: Bytes, checksum: u32) -> io::Result<()> {
        if crc32fast::hash(&data) != checksum {
            return Err(broken("a chunk of a snapshot is broken"));
        }
        self.received += data.len() as u64;
        if self.received > self.bytes {
            return Err(broken("a snapshot is longer than it was said to be"));
        }
        let file = self.file.take();
        let mut file = file.ok_or_else(|| broken("a snapshot could not be written"))?;
        self.file = Some(blocking(move || file.write_all(&data).map(|()| file)).await?);
        Ok(())
    }

    /// Proves that the whole file has come; answers it beside the vote that it was sent under.
    pub(crate) async fn finish(&mut self) -> io::Result<(Vote, SnapshotFile)> {
        if self.received != self.bytes {
            return Err(broken("a snapshot ends too early"));
        }
        let file = self.file.take();
        let file = file.ok_or_else(|| broken("a snapshot could not be written"))?;
        let snapshot = SnapshotFile::at(self.path.clone());
        let proven = snapshot.clone();
        blocking(move || {
            file.sync_all()?;
            proven.prove()
        })
        .await?;
        Ok((self.vote, snapshot))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // It was installed and so moved away, or nobody needs it.
        let _ = fs::remove_file(&self.path);
    }
}

fn broken(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
