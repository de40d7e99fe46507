//! What forwarding costs: rooms of two in one engine, beside a plain UDP echo in the same run.
//!
//! `cargo bench -p tandem-rtp-io -- [LEGS] [SECONDS] [pcmu|g722] [srtp]`. Stamps in the packets tell loss and delay.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tandem_loadtest::cpu::Meter;
use tandem_loadtest::echo;
use tandem_loadtest::pump::{Pattern, Pump, Stream};
use tandem_loadtest::report::MediaReport;
use tandem_rtp_io::{
    LegConfig, Media, MediaConfig, MediaEvent, MediaEvents, MixId, PortRange, start,
};
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::AudioStream;
use tandem_rtp_proto::srtp::{MasterKey, Mki, SrtpKeys, Suite};

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ECHO_PORT: u16 = 30_000;

struct Deaf;

impl MediaEvents for Deaf {
    fn media_event(&self, _: u64, _: MediaEvent) {}
}

fn main() {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let legs: u16 = words
        .next()
        .map_or(1000, |word| word.parse().expect("legs"));
    let seconds = words
        .next()
        .map_or(15, |word| word.parse().expect("seconds"));
    let codec = match words.next().as_deref() {
        Some("g722") => Codec::G722,
        _ => Codec::Pcmu,
    };
    let is_secure = words.next().as_deref() == Some("srtp");
    let pattern = Pattern {
        codec,
        bursts: false,
        time: Duration::from_secs(seconds),
        warm_up: Duration::from_secs(2),
    };
    let floor = floor(legs, pattern);
    show("echo", &floor);
    let engine = engine(legs, pattern, is_secure);
    show("rooms of two", &engine);
    let cost = |report: &MediaReport| report.cost.map_or(f64::NAN, |cost| cost.media_us);
    show("ratio", &format!("  {:.2}\n", cost(&engine) / cost(&floor)));
}

/// Both run as threads named `rtp-…` of this process: that is what the meter counts as media.
fn meter() -> Meter {
    Meter::new(std::process::id())
}

fn floor(legs: u16, pattern: Pattern) -> MediaReport {
    let sockets = echo::bind(SocketAddr::new(HOST, ECHO_PORT), legs).expect("ports for the echo");
    std::thread::Builder::new()
        .name("rtp-echo".to_owned())
        .spawn(move || echo::run(&sockets))
        .expect("a thread");
    let stream = |index: u16| Stream {
        socket: socket(),
        remote: SocketAddr::new(HOST, ECHO_PORT + index),
        partner: index.into(),
        keys: None,
    };
    let mut pump = Pump::new((0..legs).map(stream).collect(), pattern).expect("epoll");
    pump.run(Some(&meter()), || ())
}

fn engine(legs: u16, pattern: Pattern, is_secure: bool) -> MediaReport {
    let config = MediaConfig {
        ports: PortRange(12_000..=21_999),
        ..MediaConfig::default()
    };
    let (media, owner) = start(config, Arc::new(Deaf)).expect("the engine");
    let streams = (0..legs)
        .map(|index| leg(&media, index, pattern.codec, is_secure))
        .collect();
    let mut pump = Pump::new(streams, pattern).expect("epoll");
    let report = pump.run(Some(&meter()), || ());
    let counters = media.counters();
    let read = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    let text = format!(
        "  in {}, out {}, concealed {}, stalls {}, busy {:.3} s\n",
        read(&counters.packets_in),
        read(&counters.packets_out),
        read(&counters.concealed),
        read(&counters.stalls),
        Duration::from_micros(read(&counters.busy_us)).as_secs_f64()
    );
    show("engine", &text);
    owner.shutdown();
    report
}

fn leg(media: &Media, index: u16, codec: Codec, is_secure: bool) -> Stream {
    let socket = socket();
    let peer = socket.local_addr().expect("bound");
    let reservation = media.reserve(HOST, HOST).expect("a port");
    let remote = reservation.address();
    let keys = is_secure.then(|| keys(index));
    let stream = AudioStream {
        srtp: keys,
        remote_rtcp: SocketAddr::new(HOST, 9),
        ..AudioStream::plain(codec, peer)
    };
    let config = LegConfig {
        stream: Some(stream),
        media_timeout: None,
        finds_keys: false,
        cookie: index.into(),
    };
    let leg = media.open(reservation, config);
    media.start(leg);
    media.join(leg, MixId(u64::from(index / 2)));
    Stream {
        socket,
        remote,
        partner: usize::from(index ^ 1),
        keys: keys.map(|keys| SrtpKeys {
            local: keys.remote,
            remote: keys.local,
            ..keys
        }),
    }
}

/// The keys of a leg; its phone has them the other way round.
fn keys(index: u16) -> SrtpKeys {
    let suite = Suite::AesCm128HmacSha1_80;
    let key = |direction: u8| {
        let mut octets = [direction; 30];
        octets[..2].copy_from_slice(&index.to_be_bytes());
        MasterKey::new(suite, &octets).expect("30 octets")
    };
    SrtpKeys {
        suite,
        local: key(1),
        remote: key(2),
        remote_mki: Mki::NONE,
    }
}

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind((HOST, 0)).expect("a port");
    socket.set_nonblocking(true).expect("a socket");
    socket
}

#[expect(clippy::print_stdout, reason = "a benchmark speaks to its caller")]
fn show(what: &str, text: &impl std::fmt::Display) {
    print!("{what}\n{text}");
}
