//! Places calls without media at a rate, and says how long the server took to answer each.

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::Parser;
use serde::Serialize;
use tandem_loadtest::cpu::{Meter, Reading};
use tandem_loadtest::uac::{CallPlan, State, Uac};
use tandem_rtp_proto::Codec;

/// Places calls over SIP and measures, with a clock of microseconds, the time from INVITE to 200.
///
/// JSON to standard output. It fails when a call does, or when a bound is exceeded.
#[derive(Parser)]
struct Arguments {
    /// Where the server listens for SIP over UDP.
    #[arg(long, default_value = "127.0.0.1:5060")]
    target: SocketAddr,
    /// Calls.
    #[arg(long, default_value_t = 10_000)]
    calls: usize,
    /// Calls a second.
    #[arg(long, default_value_t = 1000)]
    rate: u32,
    /// How long each call stays, in milliseconds.
    #[arg(long, default_value_t = 1000)]
    hold_ms: u64,
    /// Places all calls before the first one ends, and reads the server's memory in between.
    #[arg(long)]
    hold_all: bool,
    /// The called number; {call} is filled in, {call:07} with seven digits.
    #[arg(long, default_value = "+1900{call:07}")]
    to_template: String,
    /// The caller's number, in the same form.
    #[arg(long, default_value = "+1555{call:07}")]
    from_template: String,
    /// The server's process: its processor time and memory are read.
    #[arg(long)]
    server_pid: Option<u32>,
    /// Fails when half of the calls took longer, in milliseconds.
    #[arg(long)]
    most_p50_ms: Option<f64>,
    /// Fails when one of a hundred took longer, in milliseconds.
    #[arg(long)]
    most_p99_ms: Option<f64>,
}

#[derive(Serialize)]
struct Outcome {
    calls: usize,
    rate: u32,
    failed: usize,
    retransmitted: u64,
    setup_p50_ms: f64,
    setup_p90_ms: f64,
    setup_p99_ms: f64,
    setup_max_ms: f64,
    server_us_per_call: Option<f64>,
    server_kb_before: Option<u64>,
    server_kb_after: Option<u64>,
    server_kb_per_held_call: Option<f64>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let plan = CallPlan {
        target: arguments.target,
        calls: arguments.calls,
        rate: arguments.rate,
        to: arguments.to_template.clone(),
        from: arguments.from_template.clone(),
        most_up: usize::MAX,
        per_room: 1,
        codec: Codec::Pcmu,
        suite: None,
    };
    // No audio is sent, and what comes finds a closed port.
    let nowhere = SocketAddr::new(arguments.target.ip(), DISCARD);
    let mut uac = Uac::new(plan, &vec![nowhere; arguments.calls]).context("a socket for SIP")?;
    let meter = arguments.server_pid.map(Meter::new);
    let before = meter.as_ref().and_then(look);
    let mut held = None;
    if arguments.hold_all {
        uac.place_all();
        held = meter.as_ref().and_then(look);
        uac.end_all();
    } else {
        uac.churn(Duration::from_millis(arguments.hold_ms));
    }
    let after = meter.as_ref().and_then(look);
    #[expect(clippy::cast_precision_loss, reason = "counts below 2^52")]
    let a_call = |total: u64| total as f64 / arguments.calls as f64;
    let setup = |share| uac.setup().percentile_ms(share).unwrap_or(f64::NAN);
    let outcome = Outcome {
        calls: arguments.calls,
        rate: arguments.rate,
        failed: uac.states().filter(|state| *state != State::Ended).count(),
        retransmitted: uac.retransmitted(),
        setup_p50_ms: setup(0.5),
        setup_p90_ms: setup(0.9),
        setup_p99_ms: setup(0.99),
        setup_max_ms: uac.setup().longest_ms(),
        server_us_per_call: (before.zip(after))
            .map(|(before, after)| a_call(after.0.since(before.0).process_ns) / 1000.0),
        server_kb_before: before.map(|(_, kb)| kb),
        server_kb_after: after.map(|(_, kb)| kb),
        server_kb_per_held_call: (before.zip(held))
            .map(|(before, held)| a_call(held.1.saturating_sub(before.1))),
    };
    writeln!(
        std::io::stdout(),
        "{}",
        serde_json::to_string_pretty(&outcome)?
    )?;
    judge(&arguments, &outcome)
}

/// The server's processor time, and its memory in kilobytes.
fn look(meter: &Meter) -> Option<(Reading, u64)> {
    Some((meter.read().ok()?, meter.resident_kb().ok()?))
}

fn judge(arguments: &Arguments, outcome: &Outcome) -> anyhow::Result<()> {
    ensure!(outcome.failed == 0, "{} calls failed", outcome.failed);
    for (name, bound, figure) in [
        ("p50", arguments.most_p50_ms, outcome.setup_p50_ms),
        ("p99", arguments.most_p99_ms, outcome.setup_p99_ms),
    ] {
        ensure!(
            bound.is_none_or(|bound| figure <= bound),
            "{name} is {figure} ms, over {} ms",
            bound.unwrap_or_default()
        );
    }
    Ok(())
}

/// RFC 863.
const DISCARD: u16 = 9;
