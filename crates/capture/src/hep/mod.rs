//! Messages on their way to Homer.

mod packet;

use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, bounded};
use tandem_sip_proto::{Flow, masked};

use crate::call_id::call_id;
use crate::capture::Clock;
use crate::{Bounds, Capture, Direction};
use packet::Packet;

/// Messages that may wait to be sent to Homer; more are dropped and counted. At 20 ms a round, 400,000 a second.
pub const HEP_QUEUE: usize = 8192;
/// How often the queue is emptied. Who writes wakes nobody: that would cost more than the message.
const ROUND: Duration = Duration::from_millis(20);
/// How long a name that was not found is not looked up again.
const LOOK_UP_AGAIN: Duration = Duration::from_secs(30);

/// Where messages are sent to, by HEP version 3 over UDP.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HepConfig {
    /// `host:port` of Homer or another collector.
    pub address: String,
    /// The number of this node among those that send.
    pub capture_id: u32,
    /// What the collector asks for, if anything. It travels as it is.
    pub password: Option<String>,
}

/// Owns the thread that sends.
pub struct HepOwner {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl HepOwner {
    /// A capture whose messages go to Homer as well, and the owner of the thread that sends them.
    ///
    /// # Errors
    /// When the system refuses a thread or a socket.
    pub fn start(bounds: Bounds, config: HepConfig) -> io::Result<(Capture, Self)> {
        let (sender, queue) = bounded(HEP_QUEUE);
        let dropped = Arc::new(AtomicU64::new(0));
        let hep = HepQueue {
            sender,
            dropped: Arc::clone(&dropped),
        };
        let stop = Arc::new(AtomicBool::new(false));
        let exporter = Exporter {
            config,
            queue,
            dropped,
            stop: Arc::clone(&stop),
            target: None,
            looked_up: None,
        };
        let thread = std::thread::Builder::new()
            .name("hep".to_owned())
            .spawn(|| exporter.run())?;
        Ok((Capture::with_hep(bounds, Some(hep)), Self { stop, thread }))
    }

    /// Sends what waits, ends the thread and waits for it.
    pub fn shutdown(self) {
        self.stop.store(true, Ordering::Release);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            tracing::error!("the thread that sends to Homer panicked");
        }
    }
}

/// The end that messages are put in.
pub(crate) struct HepQueue {
    sender: Sender<Taken>,
    dropped: Arc<AtomicU64>,
}

/// A message as it was taken.
pub(crate) struct Taken {
    pub(crate) direction: Direction,
    pub(crate) flow: Flow,
    pub(crate) octets: Bytes,
    pub(crate) at: Instant,
}

impl HepQueue {
    pub(crate) fn push(&self, taken: Taken) {
        if self.sender.try_send(taken).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

struct Exporter {
    config: HepConfig,
    queue: Receiver<Taken>,
    dropped: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    target: Option<(UdpSocket, SocketAddr)>,
    looked_up: Option<Instant>,
}

impl Exporter {
    fn run(mut self) {
        loop {
            let is_last = self.stop.load(Ordering::Acquire);
            let clock = Clock::read();
            while let Ok(taken) = self.queue.try_recv() {
                if !self.send(&taken, clock) {
                    self.dropped.fetch_add(1, Ordering::Relaxed);
                }
            }
            if is_last {
                return;
            }
            std::thread::park_timeout(ROUND);
        }
    }

    fn send(&mut self, taken: &Taken, clock: Clock) -> bool {
        self.look_up();
        let Some((socket, target)) = &self.target else {
            return false;
        };
        let message = masked(&taken.octets);
        let (source, destination) = match taken.direction {
            Direction::Received => (taken.flow.peer, taken.flow.local),
            Direction::Sent => (taken.flow.local, taken.flow.peer),
        };
        let packet = Packet {
            transport: taken.flow.transport,
            source,
            destination,
            at: clock.wall(taken.at),
            capture_id: self.config.capture_id,
            password: self.config.password.as_deref(),
            call_id: call_id(&message),
            message: &message,
        };
        packet
            .encode()
            .is_some_and(|packet| socket.send_to(&packet, target).is_ok())
    }

    /// Finds the collector, unless that was tried lately.
    fn look_up(&mut self) {
        let is_due = self
            .looked_up
            .is_none_or(|last| last.elapsed() >= LOOK_UP_AGAIN);
        if self.target.is_some() || !is_due {
            return;
        }
        self.looked_up = Some(Instant::now());
        self.target = connect(&self.config.address)
            .inspect_err(|error| {
                let address = &self.config.address;
                tracing::warn!(%error, address, "the collector of SIP messages is not found");
            })
            .ok();
    }
}

fn connect(address: &str) -> io::Result<(UdpSocket, SocketAddr)> {
    let target = address.to_socket_addrs()?.next();
    let target = target.ok_or(io::ErrorKind::NotFound)?;
    let own: SocketAddr = match target.is_ipv4() {
        true => ([0, 0, 0, 0], 0).into(),
        false => (std::net::Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    Ok((UdpSocket::bind(own)?, target))
}
