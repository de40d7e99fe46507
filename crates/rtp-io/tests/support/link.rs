//! A network between phones and an engine: a thread that loses packets, and delays each.

use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::HOST;

/// Who comes later than this has been held up by the machine.
pub(crate) const PUNCTUAL: Duration = Duration::from_millis(5);
/// How often the network looks for packets.
const STEP: Duration = Duration::from_millis(1);

/// What a network does to packets, in both directions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Network {
    /// Of a hundred packets.
    pub(crate) lost: u32,
    /// Each is late by anything up to this.
    pub(crate) late: Duration,
    pub(crate) seed: u64,
}

/// One phone's way through the network.
pub(crate) struct Way {
    /// What the phone speaks to.
    outer: UdpSocket,
    /// What the engine speaks to.
    inner: UdpSocket,
}

/// The network at work.
pub(crate) struct Link {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Log>,
}

/// What the network has seen.
#[derive(Default)]
pub(crate) struct Log {
    /// What the engine sent: to which phone, and when.
    pub(crate) from_engine: Vec<(usize, Instant, Vec<u8>)>,
    /// When the network was held up.
    pub(crate) stalls: Vec<(Instant, Instant)>,
}

impl Way {
    pub(crate) fn new() -> Self {
        let socket = || {
            let socket = UdpSocket::bind((*HOST, 0)).expect("a socket");
            socket.set_nonblocking(true).expect("a socket");
            socket
        };
        Self {
            outer: socket(),
            inner: socket(),
        }
    }

    pub(crate) fn for_phone(&self) -> SocketAddr {
        self.outer.local_addr().expect("bound")
    }

    pub(crate) fn for_engine(&self) -> SocketAddr {
        self.inner.local_addr().expect("bound")
    }
}

impl Link {
    /// Carries packets between each phone and its leg's address.
    pub(crate) fn start(network: Network, ways: Vec<(Way, SocketAddr, SocketAddr)>) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&is_over);
        let thread = std::thread::spawn(move || carry(network, &ways, &until));
        Self { is_over, thread }
    }

    pub(crate) fn stop(self) -> Log {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().expect("the network does not panic")
    }
}

fn carry(network: Network, ways: &[(Way, SocketAddr, SocketAddr)], is_over: &AtomicBool) -> Log {
    let mut random = StdRng::seed_from_u64(network.seed);
    let mut log = Log::default();
    // By when they arrive, and their number.
    let mut on_their_way = BTreeMap::new();
    let (mut number, mut buffer) = (0_u64, [0; 1500]);
    let mut before = Instant::now();
    while !is_over.load(Ordering::Relaxed) {
        std::thread::sleep(STEP);
        let now = Instant::now();
        if now - before > STEP + PUNCTUAL {
            log.stalls.push((before, now));
        }
        before = now;
        for (phone, (way, ..)) in ways.iter().enumerate() {
            for (socket, is_up) in [(&way.outer, true), (&way.inner, false)] {
                while let Ok((count, _)) = socket.recv_from(&mut buffer) {
                    let packet = buffer[..count].to_vec();
                    if !is_up {
                        log.from_engine.push((phone, now, packet.clone()));
                    }
                    number += 1;
                    let late = network.late.mul_f64(random.random());
                    if random.random_range(0..100) >= network.lost {
                        on_their_way.insert((now + late, number), (phone, is_up, packet));
                    }
                }
            }
        }
        while let Some(next) = on_their_way
            .first_entry()
            .filter(|next| next.key().0 <= now)
        {
            let (phone, is_up, packet) = next.remove();
            let (way, at_phone, at_engine) = &ways[phone];
            let sent = if is_up {
                way.inner.send_to(&packet, at_engine)
            } else {
                way.outer.send_to(&packet, at_phone)
            };
            sent.expect("loopback takes it");
        }
    }
    log
}
