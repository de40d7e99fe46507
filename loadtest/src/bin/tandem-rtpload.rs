//! Places calls, speaks RTP in them, and says what became of each packet and what it cost the server.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use clap::{Parser, ValueEnum};
use serde::Serialize;
use tandem_loadtest::cpu::Meter;
use tandem_loadtest::floor::{Beside, Floor};
use tandem_loadtest::pump::Pattern;
use tandem_loadtest::trial::{Outcome, Trial};
use tandem_loadtest::uac::CallPlan;
use tandem_rtp_proto::Codec;
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
    /// How packets are recognised; a path that decodes and mixes needs bursts.
    #[arg(long, value_enum, default_value_t = MarkerName::Stamps)]
    marker: MarkerName,
    /// The server's process: its processor time, memory and descriptors are read.
    #[arg(long)]
    server_pid: Option<u32>,
    /// Also places as many calls with PCMU and without SRTP, before and after, and tells the ratio.
    #[arg(long)]
    beside_plain: bool,
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
struct Report {
    #[serde(flatten)]
    outcome: Outcome,
    beside_plain: Option<Beside>,
    floor: Option<Beside>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let floor = || {
        arguments
            .floor
            .then(|| measure_floor(&arguments))
            .transpose()
    };
    let plain = || {
        let trial = plain(&arguments);
        let outcome = arguments.beside_plain.then(|| trial.run()).transpose();
        outcome.map(|outcome| outcome.map(|outcome| outcome.media))
    };
    let before = (floor()?, plain()?);
    let outcome = trial(&arguments).run()?;
    let after = (plain()?, floor()?);
    let media = &outcome.media;
    let beside_plain = before.1.zip(after.0);
    let beside_echo = before.0.zip(after.1);
    tell(&Report {
        beside_plain: beside_plain.map(|(one, other)| Beside::calls(media, [&one, &other])),
        floor: beside_echo.map(|(one, other)| Beside::echo(media, [&one, &other])),
        outcome,
    })
}

fn trial(arguments: &Arguments) -> Trial {
    Trial {
        plan: plan(arguments),
        pattern: pattern(arguments, arguments.seconds),
        local: arguments.local,
        server: arguments.server_pid.map(Meter::new),
    }
}

/// The same with PCMU in the clear.
fn plain(arguments: &Arguments) -> Trial {
    let mut trial = trial(arguments);
    trial.plan.codec = Codec::Pcmu;
    trial.plan.suite = None;
    trial.pattern.codec = Codec::Pcmu;
    trial
}

fn plan(arguments: &Arguments) -> CallPlan {
    CallPlan {
        target: arguments.target,
        calls: arguments.calls,
        rate: arguments.rate,
        to: arguments.to_template.clone(),
        from: arguments.from_template.clone(),
        most_up: usize::MAX,
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
    Pattern {
        codec: codec(arguments),
        bursts: arguments.marker == MarkerName::Bursts,
        time: Duration::from_secs(seconds),
        warm_up: Duration::from_secs(arguments.warm_up.min(seconds / 2)),
    }
}

fn measure_floor(arguments: &Arguments) -> anyhow::Result<tandem_loadtest::report::MediaReport> {
    let floor = Floor {
        local: arguments.local,
        base_port: arguments.floor_base_port,
        streams: arguments.calls,
    };
    floor.measure(pattern(arguments, arguments.floor_seconds))
}

fn tell(report: &Report) -> anyhow::Result<()> {
    let mut people = std::io::stderr().lock();
    write!(people, "{}", report.outcome)?;
    for (name, beside) in [("echo", &report.floor), ("plain", &report.beside_plain)] {
        if let Some(beside) = beside {
            writeln!(people, "  {name}: {beside}")?;
        }
    }
    let mut programs = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut programs, report)?;
    Ok(writeln!(programs)?)
}
