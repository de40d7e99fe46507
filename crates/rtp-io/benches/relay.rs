//! What a relayed packet costs: sealed, sent, taken, opened, delivered, and the way back, with two nodes in one
//! process, beside calls that are not relayed. And how long a packet takes from one caller to the other, where none or
//! both are relayed: that is two hops.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tandem_rtp_io::{
    LegConfig, LegId, Media, MediaConfig, MediaEvent, MediaEvents, MixId, PortRange, Relay,
    RelayConfig, RelayKeys, RelaySession, start,
};
use tandem_rtp_proto::sdp::AudioStream;
use tandem_rtp_proto::{Codec, RtpHeader};

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const CALLS: u16 = 200;
/// Pairs that the delay is measured of.
const PHASES: u16 = 12;
const TIME: Duration = Duration::from_secs(10);

struct Nobody;

impl MediaEvents for Nobody {
    fn media_event(&self, _: u64, _: MediaEvent) {}
}

struct Node {
    media: Media,
    relay: Relay,
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn main() {
    for is_relayed in [false, true] {
        let nodes = [node(30_000), node(31_000)];
        let phones: Vec<UdpSocket> = (0..CALLS)
            .map(|number| phone(&nodes, number, is_relayed))
            .collect();
        let (packets, cpu) = talk(&phones);
        let busy: u64 = nodes
            .iter()
            .map(|node| node.media.counters().busy_us.load(Ordering::Relaxed))
            .sum();
        println!(
            "relayed: {is_relayed}; {packets} packets returned; process CPU a packet {:.1} us, media threads {:.1} us",
            cpu / packets as f64 * 1e6,
            busy as f64 / packets as f64,
        );
        let mut medians: Vec<Duration> = (0..PHASES)
            .map(|pair| {
                // The wait in the jitter buffer depends on where in the mix's 20 ms the caller's packets come.
                std::thread::sleep(Duration::from_millis(u64::from(pair) * 3));
                delay(&nodes, CALLS + 2 * pair, is_relayed)
            })
            .collect();
        medians.sort_unstable();
        let mean = medians.iter().sum::<Duration>() / u32::from(PHASES);
        println!("relayed: {is_relayed}; caller to caller {mean:?} on average of {medians:?}");
    }
}

/// From the moment when one caller sends a packet until the other has it, at the median.
fn delay(nodes: &[Node; 2], first: u16, is_relayed: bool) -> Duration {
    let [from, to] = [first, first + 1].map(|number| phone(nodes, number, is_relayed));
    to.set_nonblocking(false).expect("a socket");
    to.set_read_timeout(Some(Duration::from_millis(500)))
        .expect("a socket");
    to.send(&packet(0)).expect("loopback takes it");
    to.send(&packet(1)).expect("loopback takes it");
    let start = Instant::now();
    let listener = std::thread::spawn(move || {
        let mut delays = Vec::new();
        let mut space = [0; 1500];
        while let Ok(count) = to.recv(&mut space) {
            let payload: Option<&[u8; 160]> = space[..count].last_chunk();
            let stamp = payload.and_then(|payload| payload.first_chunk());
            let sent = Duration::from_micros(stamp.map_or(0, |stamp| u64::from_be_bytes(*stamp)));
            let delay = start.elapsed().saturating_sub(sent);
            if delay < Duration::from_secs(1) {
                delays.push(delay);
            }
            if start.elapsed() > Duration::from_secs(3) {
                break;
            }
        }
        delays
    });
    let mut next = Instant::now();
    for sequence in 0..100 {
        let mut packet = packet(sequence);
        let now = u64::try_from(start.elapsed().as_micros()).expect("a short time");
        packet[RtpHeader::OCTETS..][..8].copy_from_slice(&now.to_be_bytes());
        from.send(&packet).expect("loopback takes it");
        next += Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    let mut delays = listener.join().expect("no panics");
    delays.sort_unstable();
    delays.get(delays.len() / 2).copied().unwrap_or_default()
}

fn packet(sequence: u16) -> [u8; RtpHeader::OCTETS + 160] {
    let mut packet = [0x55; RtpHeader::OCTETS + 160];
    let header = RtpHeader {
        marker: false,
        payload_type: 0,
        sequence,
        timestamp: u32::from(sequence) * 160,
        ssrc: 7,
    };
    header.write(packet.first_chunk_mut().expect("a header"));
    packet
}

/// A node of its own ports. It lives as long as the process.
fn node(first: u16) -> Node {
    let config = MediaConfig {
        ports: PortRange(first..=first + 999),
        ..MediaConfig::default()
    };
    let (media, owner) = start(config, Arc::new(Nobody)).expect("the engine starts");
    std::mem::forget(owner);
    let config = RelayConfig {
        listen: SocketAddr::new(HOST, 0),
        announced: None,
    };
    let (relay, owner) = Relay::start(config, media.clone()).expect("a port");
    std::mem::forget(owner);
    Node { media, relay }
}

/// Two and two are in a room of the second node, and call the first, or the second itself.
fn phone(nodes: &[Node; 2], number: u16, is_relayed: bool) -> UdpSocket {
    let [gateway, home] = nodes;
    let near = if is_relayed { gateway } else { home };
    let socket = UdpSocket::bind((HOST, 0)).expect("a socket");
    socket.set_nonblocking(true).expect("a socket");
    let reservation = near.media.reserve(HOST, HOST).expect("a port");
    socket.connect(reservation.address()).expect("an address");
    let config = LegConfig {
        stream: Some(AudioStream {
            remote_rtcp: SocketAddr::new(HOST, 9),
            ..AudioStream::plain(Codec::Pcmu, socket.local_addr().expect("an address"))
        }),
        media_timeout: None,
        finds_keys: false,
        cookie: 0,
    };
    let leg = near.media.open(reservation, config);
    near.media.start(leg);
    let there = if is_relayed {
        relayed(nodes, leg, number)
    } else {
        leg
    };
    home.media.join(there, MixId(u64::from(number / 2)));
    socket
}

fn relayed([gateway, home]: &[Node; 2], leg: LegId, number: u16) -> LegId {
    let session = |peer: &Node| RelaySession {
        id: number.into(),
        keys: RelayKeys {
            up: [1; 16],
            down: [2; 16],
        },
        peer: peer.relay.address(),
    };
    let there = home
        .relay
        .open(&session(gateway), Codec::Pcmu, 0, Arc::new(Nobody));
    let attached = gateway.relay.attach(leg, &session(home));
    attached.expect("a session");
    there.expect("a session")
}

/// All phones speak for a while; how many packets came back, and the CPU seconds of the process.
fn talk(phones: &[UdpSocket]) -> (u64, f64) {
    let began = cpu_s();
    let (start, mut next, mut packets) = (Instant::now(), Instant::now(), 0);
    let mut sequence = 0_u16;
    while start.elapsed() < TIME {
        let packet = packet(sequence);
        for phone in phones {
            // Lost is lost.
            let _ = phone.send(&packet);
            let mut space = [0; 1500];
            while phone.recv(&mut space).is_ok() {
                packets += 1;
            }
        }
        sequence += 1;
        next += Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    (packets, cpu_s() - began)
}

/// CPU seconds of this process so far.
fn cpu_s() -> f64 {
    let usage = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = usage.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}
