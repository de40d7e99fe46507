//! Places calls, speaks RTP in them, and says what became of each packet and what it cost the server.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::process::{Child, Command};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::{Parser, ValueEnum};
use serde::Serialize;
use tandem_loadtest::cpu::Meter;
use tandem_loadtest::pump::{Pattern, Pump, Stream};
use tandem_loadtest::report::MediaReport;
use tandem_loadtest::uac::{CallPlan, State, Uac};
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::AudioStream;
use tandem_rtp_proto::srtp::Suite;

/// Places calls over SIP, sends 20 ms RTP in each, and measures loss, gaps, delay and the server's cost.
///
/// The figures for people go to standard error, JSON to standard output.
#[derive(Parser)]
struct Arguments {
    /// Where the server listens for SIP over UDP.
    #[arg(long, default_value = "127.0.0.1:5060")]
    target: SocketAddr,
    /// Calls.
    #[arg(long, default_value_t = 2)]
    calls: usize,
    /// Calls placed, and later ended, in a second.
    #[arg(long, default_value_t = 200)]
    rate: u32,
    /// The called number; {room} and {call} are filled in, {room:07} with seven digits.
    #[arg(long, default_value = "+1900{room:07}")]
    to_template: String,
    /// The caller's number, in the same form.
    #[arg(long, default_value = "+1555{call:07}")]
    from_template: String,
    /// Two calls a room, who hear each other. Without it each call must hear its own echo.
    #[arg(long)]
    pair_to_rooms: bool,
    /// How long to speak.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How much of that is not counted: streams are recognised and buffers find their depth.
    #[arg(long, default_value_t = 2)]
    warm_up: u64,
    /// What the calls offer.
    #[arg(long, value_enum, default_value_t = CodecName::Pcmu)]
    codec: CodecName,
    /// Encrypts the audio: SRTP with keys in the offer, AES_CM_128_HMAC_SHA1_80.
    #[arg(long)]
    srtp: bool,
    /// How packets are recognised; G.722 is decoded on its way, and needs bursts.
    #[arg(long, value_enum)]
    marker: Option<MarkerName>,
    /// The server's process: its processor time, memory and descriptors are read.
    #[arg(long)]
    server_pid: Option<u32>,
    /// Also sends the same packets to `tandem-udp-echo`, before and after, and tells the ratio.
    #[arg(long)]
    floor: bool,
    /// How long to speak to the echo each time.
    #[arg(long, default_value_t = 10)]
    floor_seconds: u64,
    /// The first port of the echo.
    #[arg(long, default_value_t = 30_000)]
    floor_base_port: u16,
    /// The address to call from.
    #[arg(long, default_value = "127.0.0.1")]
    local: IpAddr,
}

#[derive(Clone, Copy, ValueEnum)]
enum CodecName {
    Pcmu,
    Pcma,
    G722,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MarkerName {
    Stamps,
    Bursts,
}

/// All of a run.
#[derive(Serialize)]
struct Outcome {
    signalling: Signalling,
    media: MediaReport,
    server: Option<Server>,
    floor: Option<Floor>,
}

#[derive(Serialize)]
struct Signalling {
    calls: usize,
    answered: usize,
    /// Ended by the server.
    dropped: usize,
    failed: usize,
    retransmitted: u64,
    setup_p50_ms: Option<f64>,
    setup_p99_ms: Option<f64>,
}

#[derive(Serialize)]
struct Server {
    resident_kb_before: u64,
    resident_kb_in_calls: u64,
    kb_per_call: f64,
    descriptors_before: usize,
    descriptors_in_calls: usize,
    descriptors_after: usize,
}

#[derive(Serialize)]
struct Floor {
    /// Microseconds a packet, before and after the calls.
    echo_us: [f64; 2],
    echo_lost: u64,
    /// The server's process over the echo's.
    ratio: Option<f64>,
    /// The server's media threads over the echo's.
    media_ratio: Option<f64>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let before = arguments
        .floor
        .then(|| measure_floor(&arguments))
        .transpose()?;
    let mut outcome = measure_calls(&arguments)?;
    if let Some(before) = before {
        let after = measure_floor(&arguments)?;
        outcome.floor = Some(compare(&outcome.media, [&before, &after]));
    }
    tell(&outcome)
}

fn measure_calls(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let meter = arguments.server_pid.map(Meter::new);
    let sockets = sockets(arguments.local, arguments.calls)?;
    let addresses = sockets.iter().map(UdpSocket::local_addr);
    let addresses: Vec<SocketAddr> = addresses.collect::<Result<_, _>>()?;
    let holdings = |meter: &Meter| Some((meter.resident_kb().ok()?, meter.descriptors().ok()?));
    let before = meter.as_ref().and_then(holdings);
    let mut uac = Uac::new(plan(arguments), &addresses).context("a socket for SIP")?;
    uac.place_all();
    let streams = connect(&uac, sockets, arguments.pair_to_rooms);
    ensure!(
        !streams.is_empty(),
        "no call was answered: {:?}",
        uac.states().next()
    );
    let mut pump = Pump::new(streams, pattern(arguments, arguments.seconds))?;
    let mut media = pump.run(meter.as_ref(), || uac.poll());
    let during = meter.as_ref().and_then(holdings);
    let answered = uac
        .states()
        .filter(|state| *state == State::Answered)
        .count();
    let dropped = uac
        .states()
        .filter(|state| *state == State::Dropped)
        .count();
    uac.end_all();
    media.dead += arguments.calls.saturating_sub(answered) as u64;
    let failed = arguments.calls - answered - dropped;
    let signalling = Signalling {
        calls: arguments.calls,
        answered,
        dropped,
        failed,
        retransmitted: uac.retransmitted(),
        setup_p50_ms: uac.setup().percentile_ms(0.5),
        setup_p99_ms: uac.setup().percentile_ms(0.99),
    };
    let after = meter.as_ref().and_then(holdings);
    let server = before
        .zip(during)
        .zip(after)
        .map(|((before, during), after)| {
            let grown = during.0.saturating_sub(before.0);
            Server {
                resident_kb_before: before.0,
                resident_kb_in_calls: during.0,
                kb_per_call: as_f64(grown) / as_f64(answered as u64).max(1.0),
                descriptors_before: before.1,
                descriptors_in_calls: during.1,
                descriptors_after: after.1,
            }
        });
    Ok(Outcome {
        signalling,
        media,
        server,
        floor: None,
    })
}

fn plan(arguments: &Arguments) -> CallPlan {
    CallPlan {
        target: arguments.target,
        calls: arguments.calls,
        rate: arguments.rate,
        to: arguments.to_template.clone(),
        from: arguments.from_template.clone(),
        per_room: if arguments.pair_to_rooms { 2 } else { 1 },
        codec: codec(arguments),
        suite: arguments.srtp.then_some(Suite::AesCm128HmacSha1_80),
    }
}

fn codec(arguments: &Arguments) -> Codec {
    match arguments.codec {
        CodecName::Pcmu => Codec::Pcmu,
        CodecName::Pcma => Codec::Pcma,
        CodecName::G722 => Codec::G722,
    }
}

fn pattern(arguments: &Arguments, seconds: u64) -> Pattern {
    let codec = codec(arguments);
    let bursts = match arguments.marker {
        Some(marker) => marker == MarkerName::Bursts,
        None => codec == Codec::G722,
    };
    Pattern {
        codec,
        bursts,
        time: Duration::from_secs(seconds),
        warm_up: Duration::from_secs(arguments.warm_up.min(seconds / 2)),
    }
}

fn sockets(local: IpAddr, count: usize) -> anyhow::Result<Vec<UdpSocket>> {
    let socket = || -> std::io::Result<UdpSocket> {
        let socket = UdpSocket::bind((local, 0))?;
        socket.set_nonblocking(true)?;
        Ok(socket)
    };
    let sockets = (0..count).map(|_| socket());
    sockets
        .collect::<Result<_, _>>()
        .context("sockets for RTP; see `ulimit -n`")
}

/// The streams of the answered calls. Of a room where one call failed, the other is left out.
fn connect(uac: &Uac, sockets: Vec<UdpSocket>, pairs: bool) -> Vec<Stream> {
    let agreed: Vec<Option<AudioStream>> = uac.streams().collect();
    let mut streams = Vec::new();
    for (index, socket) in sockets.into_iter().enumerate() {
        let partner = if pairs { index ^ 1 } else { index };
        let is_whole = agreed.get(partner).copied().flatten().is_some();
        let Some(agreed) = agreed.get(index).copied().flatten().filter(|_| is_whole) else {
            continue;
        };
        let own = streams.len();
        let partner = if pairs { own ^ 1 } else { own };
        streams.push(Stream {
            socket,
            remote: agreed.remote,
            partner,
            keys: agreed.srtp,
        });
    }
    streams
}

/// Sends what the calls send to an echo of our own.
fn measure_floor(arguments: &Arguments) -> anyhow::Result<MediaReport> {
    let echo = Echo::spawn(arguments)?;
    let base = arguments.floor_base_port;
    let stream = |(index, socket): (usize, UdpSocket)| Stream {
        socket,
        remote: SocketAddr::new(arguments.local, base + u16::try_from(index).unwrap_or(0)),
        partner: index,
        keys: None,
    };
    let sockets = sockets(arguments.local, arguments.calls)?;
    let streams = sockets.into_iter().enumerate().map(stream).collect();
    let mut pattern = pattern(arguments, arguments.floor_seconds);
    pattern.bursts = false;
    let mut pump = Pump::new(streams, pattern)?;
    Ok(pump.run(Some(&Meter::new(echo.child.id())), || ()))
}

/// The echo's process; it ends when this is dropped.
struct Echo {
    child: Child,
}

impl Echo {
    fn spawn(arguments: &Arguments) -> anyhow::Result<Self> {
        let path = std::env::current_exe()?.with_file_name("tandem-udp-echo");
        let child = Command::new(&path)
            .args(["--sockets", &arguments.calls.to_string()])
            .args(["--base-port", &arguments.floor_base_port.to_string()])
            .args(["--address", &arguments.local.to_string()])
            .spawn()
            .with_context(|| format!("starting {}", path.display()))?;
        let echo = Self { child };
        echo.wait_until_bound(arguments)?;
        Ok(echo)
    }

    /// The last port answers once all are bound.
    fn wait_until_bound(&self, arguments: &Arguments) -> anyhow::Result<()> {
        let last = arguments.floor_base_port + u16::try_from(arguments.calls.saturating_sub(1))?;
        let probe = UdpSocket::bind((arguments.local, 0))?;
        probe.set_read_timeout(Some(Duration::from_millis(20)))?;
        for _ in 0..250 {
            probe.send_to(b"?", (arguments.local, last))?;
            if probe.recv_from(&mut [0; 8]).is_ok() {
                return Ok(());
            }
        }
        anyhow::bail!("the echo on port {last} does not answer")
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn compare(media: &MediaReport, floors: [&MediaReport; 2]) -> Floor {
    let echo_us = floors.map(|floor| floor.cost.map_or(f64::NAN, |cost| cost.process_us));
    let mean = (echo_us[0] + echo_us[1]) / 2.0;
    Floor {
        echo_us,
        echo_lost: floors.iter().map(|floor| floor.loss.lost).sum(),
        ratio: media.cost.map(|cost| cost.process_us / mean),
        media_ratio: media.cost.map(|cost| cost.media_us / mean),
    }
}

fn tell(outcome: &Outcome) -> anyhow::Result<()> {
    let signalling = &outcome.signalling;
    let mut people = std::io::stderr().lock();
    writeln!(
        people,
        "calls {}: answered {}, dropped {}, failed {}, retransmitted {}; setup p50 {:.2} ms, p99 {:.2} ms",
        signalling.calls,
        signalling.answered,
        signalling.dropped,
        signalling.failed,
        signalling.retransmitted,
        signalling.setup_p50_ms.unwrap_or(f64::NAN),
        signalling.setup_p99_ms.unwrap_or(f64::NAN)
    )?;
    write!(people, "{}", outcome.media)?;
    if let Some(server) = &outcome.server {
        writeln!(
            people,
            "  memory {:.1} kB a call; descriptors {} before, {} in calls, {} after",
            server.kb_per_call,
            server.descriptors_before,
            server.descriptors_in_calls,
            server.descriptors_after
        )?;
    }
    if let Some(floor) = &outcome.floor {
        writeln!(
            people,
            "  floor: echo {:.2} and {:.2} µs a packet (lost {}); ratio {:.2}, media threads {:.2}",
            floor.echo_us[0],
            floor.echo_us[1],
            floor.echo_lost,
            floor.ratio.unwrap_or(f64::NAN),
            floor.media_ratio.unwrap_or(f64::NAN)
        )?;
    }
    let mut programs = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut programs, outcome)?;
    Ok(writeln!(programs)?)
}

#[expect(clippy::cast_precision_loss, reason = "kilobytes and calls")]
fn as_f64(number: u64) -> f64 {
    number as f64
}
