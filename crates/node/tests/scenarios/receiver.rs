//! Somebody whom webhooks tell things.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver as Told, SyncSender, sync_channel};
use std::thread::{JoinHandle, spawn};

use serde_json::Value;

use crate::support::PATIENCE;

/// More than any test is told.
const MOST_TOLD: usize = 1_000;

/// Takes whatever comes.
pub(crate) struct Receiver {
    address: SocketAddr,
    told: Told<Value>,
    is_over: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Receiver {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound");
        let (tells, told) = sync_channel(MOST_TOLD);
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let listening = spawn(move || {
            let mut lines = Vec::new();
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    break;
                }
                let (stream, tells) = (stream.expect("a connection"), tells.clone());
                lines.push(spawn(move || take(&stream, &tells)));
            }
        });
        Self {
            address,
            told,
            is_over,
            listening: Some(listening),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// What comes next.
    pub(crate) fn next(&self) -> Value {
        self.told.recv_timeout(PATIENCE).expect("told in time")
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // It looks when somebody comes.
        let _ = TcpStream::connect(self.address);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

/// Takes the requests of one connection, until it ends.
fn take(stream: &TcpStream, tells: &SyncSender<Value>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or_default() == 0 {
                return;
            }
            let line = line.trim_end().to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().expect("a length");
            }
        }
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let told = serde_json::from_slice(&body).expect("JSON");
        // The test may be over.
        let _ = tells.try_send(told);
        let answer = b"HTTP/1.1 204 No Content\r\n\r\n";
        if reader.get_mut().write_all(answer).is_err() {
            return;
        }
    }
}
