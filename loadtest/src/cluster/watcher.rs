//! A watch at one node that notes when each revision was seen.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::ensure;
use bytes::{Bytes, BytesMut};
use http::Method;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::task::JoinHandle;

use super::client::Client;
use super::store::Store;

type Seen = Arc<Mutex<Vec<(u64, Instant)>>>;

/// A watch that runs until this is dropped.
#[derive(Debug)]
pub struct Watcher {
    seen: Seen,
    task: JoinHandle<()>,
}

impl Watcher {
    /// Opens a watch of all revisions from this one on.
    ///
    /// # Errors
    ///
    /// The node does not answer, or refuses.
    pub async fn open(store: Store, node: SocketAddr, from: u64) -> anyhow::Result<Self> {
        let mut client = Client::new(node, store.authorization());
        let (path, body) = store.watch(from);
        let method = if body.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let answer = client
            .begin(method, &path, None, body.unwrap_or_default())
            .await?;
        ensure!(answer.status() == 200, "the watch: {}", answer.status());
        let seen = Seen::default();
        let task = tokio::spawn(read(client, answer.into_body(), store, Arc::clone(&seen)));
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

/// Reads to the end. The client is held because its end is that of the connection.
async fn read(_client: Client, mut body: Incoming, store: Store, seen: Seen) {
    let mut lines = Lines::default();
    while let Some(Ok(frame)) = body.frame().await {
        let now = Instant::now();
        lines.add(&frame.into_data().unwrap_or_default());
        let mut seen = seen.lock().expect("no reader panics");
        while let Some(line) = lines.next() {
            let revisions = store.watched(&line).into_iter();
            seen.extend(revisions.map(|revision| (revision, now)));
        }
    }
}

/// Lines of a stream whose pieces end anywhere.
#[derive(Default)]
struct Lines {
    bytes: BytesMut,
    /// How much of it has no end of a line.
    searched: usize,
}

impl Lines {
    fn add(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
    }

    fn next(&mut self) -> Option<Bytes> {
        let end = self.bytes[self.searched..].iter().position(|b| *b == b'\n');
        let Some(end) = end else {
            self.searched = self.bytes.len();
            return None;
        };
        let line = self.bytes.split_to(self.searched + end + 1).freeze();
        self.searched = 0;
        Some(line.slice(..line.len() - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_wherever_the_pieces_end() {
        let mut lines = Lines::default();
        let mut found = Vec::new();
        for piece in [&b"id: 1\nid"[..], b": 2", b"\n\nid: 3"] {
            lines.add(piece);
            found.extend(std::iter::from_fn(|| lines.next()));
        }
        assert_eq!(found, [&b"id: 1"[..], b"id: 2", b""]);
    }
}
