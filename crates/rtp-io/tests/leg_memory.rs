//! Resident memory is measured, of a process that does nothing else. `--nocapture` shows the figures.

mod support;

use std::net::{SocketAddr, UdpSocket};
use std::process::Command;
use std::time::{Duration, Instant};

use support::{HOST, engine, stream, wait_until};
use tandem_loadtest::cpu::Meter;
use tandem_rtp_io::{LegConfig, LegId, Media, MixId};
use tandem_rtp_proto::{Codec, RtpHeader};

/// Legs measured at once: many, and yet few enough for the descriptors of a plain shell.
const LEGS: u32 = 240;
/// What a call without media may take here, in octets.
const HELD: u64 = 2048;
/// What a call may take whose payloads are forwarded.
const FORWARDED: u64 = 10 * 1024;
/// What a call may take that is mixed.
const MIXED: u64 = 14 * 1024;
/// A machine that is busy holds packets up, and what then waits in the legs takes memory for good: of so many processes
/// one has to do.
const RUNS: usize = 3;
/// What the process says first.
const FIGURES: &str = "octets a leg, held, forwarded and mixed: ";

/// A phone that holds nothing but its socket.
struct Peer {
    socket: UdpSocket,
    engine: SocketAddr,
    leg: LegId,
}

impl Peer {
    fn call(media: &Media) -> Self {
        let socket = UdpSocket::bind((*HOST, 0)).expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        let reservation = media.reserve(*HOST, *HOST).expect("a port");
        let engine = reservation.address();
        let config = LegConfig {
            stream: Some(stream(
                Codec::Pcmu,
                socket.local_addr().expect("an address"),
            )),
            media_timeout: None,
            finds_keys: false,
            cookie: 0,
        };
        let leg = media.open(reservation, config);
        media.start(leg);
        Self {
            socket,
            engine,
            leg,
        }
    }

    fn hears(&self) -> bool {
        self.socket.recv_from(&mut [0; 1500]).is_ok()
    }
}

/// Lets all speak for some frames, from this one on.
fn speak(peers: &[Peer], frames: std::ops::Range<u16>) {
    let mut next = Instant::now();
    for sequence in frames {
        let mut packet = [0x55; RtpHeader::OCTETS + Codec::FRAME_OCTETS];
        let header = RtpHeader {
            marker: false,
            payload_type: Codec::Pcmu.payload_type(),
            sequence,
            timestamp: u32::from(sequence) * 160,
            ssrc: 7,
        };
        header.write(packet.first_chunk_mut().expect("the header's part"));
        for peer in peers {
            let sent = peer.socket.send_to(&packet, peer.engine);
            sent.expect("loopback takes it");
            while peer.hears() {}
        }
        next += Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}

#[test]
fn a_leg_takes_memory_for_what_it_does_and_no_more() {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let figures = measured();
        println!("{FIGURES}{figures:?}");
        let bounds = [HELD, FORWARDED, MIXED];
        if figures.iter().zip(bounds).all(|(own, bound)| *own < bound) {
            return;
        }
        runs.push(figures);
    }
    panic!("{FIGURES}{runs:?}");
}

/// Starts this test's executable again as a process that holds legs; gives what it says.
fn measured() -> [u64; 3] {
    let program = std::env::current_exe().expect("this executable");
    let ran = Command::new(program)
        .args(["--exact", "legs_process", "--ignored", "--nocapture"])
        .output();
    let ran = ran.expect("a process");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}");
    let figures = said
        .split(FIGURES)
        .nth(1)
        .and_then(|said| said.lines().next());
    let figures = figures.expect("it says them").split(' ');
    let figures: Vec<u64> = figures.map(|one| one.parse().expect("a number")).collect();
    figures.try_into().expect("three figures")
}

#[test]
#[ignore = "the process that the other test starts and measures"]
fn legs_process() {
    let meter = Meter::new(std::process::id());
    let resident = || meter.resident_kb().expect("Linux tells") * 1024;
    let (media, owner, _) = engine(25_000..=25_999, |_| {});
    let first = [Peer::call(&media), Peer::call(&media)];
    for peer in &first {
        media.join(peer.leg, MixId(2000));
    }
    // What the first calls bring with them, such as the code that they need, is no call's.
    speak(&first, 0..5);
    let empty = resident();
    let peers: Vec<Peer> = (0..LEGS).map(|_| Peer::call(&media)).collect();
    for peer in &peers {
        wait_until("the leg sends", || peer.hears());
    }
    let a_leg = || resident().saturating_sub(empty) / u64::from(LEGS);
    let held = a_leg();
    for (peer, number) in peers.iter().zip(0..) {
        media.join(peer.leg, MixId(number / 2));
    }
    speak(&peers, 0..30);
    let forwarded = a_leg();
    for (peer, number) in peers.iter().zip(0..) {
        media.join(peer.leg, MixId(1000 + number / 3));
    }
    speak(&peers, 30..60);
    let mixed = a_leg();
    println!("{FIGURES}{held} {forwarded} {mixed}");
    owner.shutdown();
}
