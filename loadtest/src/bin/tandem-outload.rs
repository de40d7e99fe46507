//! Has calls placed through the API to a callee of its own, beside calls that come in, and says what each costs the server.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use clap::Parser;
use serde::Serialize;
use serde_json::{Value, json};
use tandem_loadtest::callee::Callee;
use tandem_loadtest::cluster::client::Client;
use tandem_loadtest::cluster::store::Store;
use tandem_loadtest::cpu::{Meter, Reading};
use tandem_loadtest::uac::{CallPlan, State, Uac};
use tandem_rtp_proto::Codec;
use tokio::sync::Semaphore;

/// Measures outbound calls (CreateSIPParticipant, INVITE, 200, ACK, BYE of the callee) beside inbound ones, in one run.
///
/// JSON to standard output: microseconds of the server's processors a call, in all and of the threads of SIP. Requests
/// that only ask (`ListRooms`) come between: what HTTP and tokens cost by themselves. With `--at-once` each kind runs as fast
/// as the machine lets it. It fails when a call does, or when a bound is exceeded.
#[derive(Parser)]
struct Arguments {
    /// Where the server listens for SIP over UDP.
    #[arg(long, default_value = "127.0.0.1:5060")]
    sip: SocketAddr,
    /// Where it listens for HTTP.
    #[arg(long, default_value = "127.0.0.1:7880")]
    http: SocketAddr,
    /// Its process.
    #[arg(long)]
    server_pid: u32,
    /// Calls of each kind in a round.
    #[arg(long, default_value_t = 2000)]
    calls: usize,
    /// Rounds: of each figure the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Calls a second.
    #[arg(long, default_value_t = 500)]
    rate: u32,
    /// So many calls up at once and as many a second as that allows, in place of a rate.
    #[arg(long)]
    at_once: Option<usize>,
    /// Connections of HTTP, which are kept: so many requests are on their way at once.
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// How long each call stays, in milliseconds.
    #[arg(long, default_value_t = 50)]
    hold_ms: u64,
    /// Fails when the SIP threads do more for an outbound call than this many times what they do for an inbound one.
    #[arg(long)]
    most_sip_ratio: Option<f64>,
}

/// Microseconds for one call or request.
#[derive(Clone, Copy, Serialize)]
struct Cost {
    /// How many there were a second.
    per_s: f64,
    all_us: f64,
    sip_us: f64,
    media_us: f64,
    rest_us: f64,
}

#[derive(Serialize)]
struct Outcome {
    calls: usize,
    rate: Option<u32>,
    at_once: Option<usize>,
    inbound: Cost,
    outbound: Cost,
    question: Cost,
    outbound_setup_p50_ms: f64,
    outbound_setup_p99_ms: f64,
    retransmitted: u64,
    /// Of all that the server does.
    ratio: f64,
    /// Of all but what a question costs: the request's way in and out.
    ratio_without_question: f64,
    /// Of the threads of SIP.
    sip_ratio: f64,
    /// Outbound calls a second over inbound ones: what `--at-once` is for.
    rate_ratio: f64,
}

/// One round.
struct Round {
    inbound: Cost,
    outbound: Cost,
    question: Cost,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let meter = Meter::new(arguments.server_pid);
    let mut callee = Callee::new(Duration::from_millis(arguments.hold_ms))?;
    let mut rounds = Vec::new();
    for round in 0..arguments.rounds.max(1) {
        let measure = |work: &mut dyn FnMut() -> anyhow::Result<()>| {
            let (before, began) = (meter.read()?, Instant::now());
            work()?;
            let spent = meter.read()?.since(before);
            anyhow::Ok(Cost::of(spent, began.elapsed(), arguments.calls))
        };
        let inbound = measure(&mut || call_in(&arguments))?;
        let outbound = measure(&mut || call_out(&arguments, round, &mut callee, &runtime))?;
        let question = measure(&mut || ask(&arguments, &runtime))?;
        rounds.push(Round {
            inbound,
            outbound,
            question,
        });
    }
    let outcome = outcome(&arguments, &rounds, &callee);
    let text = serde_json::to_string_pretty(&outcome)?;
    writeln!(std::io::stdout(), "{text}")?;
    let (ratio, most) = (outcome.sip_ratio, arguments.most_sip_ratio);
    ensure!(
        most.is_none_or(|most| ratio <= most),
        "an outbound call costs the SIP threads {ratio:.2} times an inbound one"
    );
    Ok(())
}

impl Cost {
    #[expect(clippy::cast_precision_loss, reason = "counts below 2^52")]
    fn of(spent: Reading, took: Duration, calls: usize) -> Self {
        let each = |ns: u64| ns as f64 / calls as f64 / 1000.0;
        Self {
            per_s: calls as f64 / took.as_secs_f64(),
            all_us: each(spent.process_ns),
            sip_us: each(spent.sip_ns),
            media_us: each(spent.media_ns),
            rest_us: each(spent.process_ns - spent.sip_ns - spent.media_ns),
        }
    }
}

impl Arguments {
    /// Calls a second: with a bound on those that are up, more than any machine makes.
    fn pace(&self) -> u32 {
        self.at_once.map_or(self.rate.max(1), |_| 1_000_000)
    }

    fn most_up(&self) -> usize {
        self.at_once.unwrap_or(Semaphore::MAX_PERMITS).max(1)
    }
}

fn outcome(arguments: &Arguments, rounds: &[Round], callee: &Callee) -> Outcome {
    let median = |pick: &dyn Fn(&Round) -> f64| {
        let mut all: Vec<f64> = rounds.iter().map(pick).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let cost = |pick: &dyn Fn(&Round) -> Cost| Cost {
        per_s: median(&|round| pick(round).per_s),
        all_us: median(&|round| pick(round).all_us),
        sip_us: median(&|round| pick(round).sip_us),
        media_us: median(&|round| pick(round).media_us),
        rest_us: median(&|round| pick(round).rest_us),
    };
    let inbound = cost(&|round| round.inbound);
    let outbound = cost(&|round| round.outbound);
    let question = cost(&|round| round.question);
    let setup = |share| callee.setup().percentile_ms(share).unwrap_or(f64::NAN);
    Outcome {
        calls: arguments.calls,
        rate: arguments.at_once.is_none().then_some(arguments.rate),
        at_once: arguments.at_once,
        inbound,
        outbound,
        question,
        outbound_setup_p50_ms: setup(0.5),
        outbound_setup_p99_ms: setup(0.99),
        retransmitted: callee.retransmitted(),
        ratio: outbound.all_us / inbound.all_us,
        ratio_without_question: (outbound.all_us - question.all_us) / inbound.all_us,
        sip_ratio: outbound.sip_us / inbound.sip_us,
        rate_ratio: outbound.per_s / inbound.per_s,
    }
}

/// Calls that come in, each into a room of its own.
fn call_in(arguments: &Arguments) -> anyhow::Result<()> {
    let plan = CallPlan {
        target: arguments.sip,
        calls: arguments.calls,
        rate: arguments.pace(),
        most_up: arguments.most_up(),
        to: "+1900{call:07}".to_owned(),
        from: "+1555{call:07}".to_owned(),
        per_room: 1,
        codec: Codec::Pcmu,
        suite: None,
    };
    let nowhere = SocketAddr::new(arguments.sip.ip(), DISCARD);
    let mut uac = Uac::new(plan, &vec![nowhere; arguments.calls]).context("a socket for SIP")?;
    uac.churn(Duration::from_millis(arguments.hold_ms));
    let failed: Vec<State> = uac
        .states()
        .filter(|state| *state != State::Ended)
        .collect();
    let first = failed.first();
    ensure!(
        first.is_none(),
        "{} calls that came in failed: {first:?}",
        failed.len()
    );
    Ok(())
}

/// Calls that go out, each into a room of its own.
fn call_out(
    arguments: &Arguments,
    round: usize,
    callee: &mut Callee,
    runtime: &tokio::runtime::Runtime,
) -> anyhow::Result<()> {
    let address = callee.address().to_string();
    let body = move |call: usize| {
        json!({"trunk": {"hostname": address}, "sip_number": "+15550100", "sip_call_to": format!("+1900{call:07}"),
            "room_name": format!("out-{round}-{call}"), "participant_identity": "callee"})
    };
    let path = "/twirp/livekit.SIP/CreateSIPParticipant";
    let places = Arc::new(Semaphore::new(arguments.most_up()));
    let asking = Asking::of(arguments);
    let mut asking = Some(runtime.spawn(ask_all(asking, path, body, Arc::clone(&places))));
    let before = callee.ended();
    let wanted = before + arguments.calls;
    let patience = Instant::now() + PATIENCE;
    let mut ended = before;
    while ended < wanted {
        callee.poll();
        places.add_permits(callee.ended() - ended);
        ended = callee.ended();
        if let Some(asked) = asking.take_if(|asking| asking.is_finished()) {
            runtime.block_on(asked)??;
        }
        ensure!(
            Instant::now() < patience,
            "only {ended} of {wanted} calls ended"
        );
    }
    asking.map_or(Ok(()), |asking| runtime.block_on(asking)?)
}

/// Requests that only ask.
fn ask(arguments: &Arguments, runtime: &tokio::runtime::Runtime) -> anyhow::Result<()> {
    let path = "/twirp/livekit.RoomService/ListRooms";
    let body = |_| json!({"names": ["nobody"]});
    let places = Arc::new(Semaphore::new(Semaphore::MAX_PERMITS));
    runtime.block_on(ask_all(Asking::of(arguments), path, body, places))
}

/// How requests are sent.
#[derive(Clone, Copy)]
struct Asking {
    http: SocketAddr,
    requests: usize,
    rate: u32,
    connections: usize,
}

impl Asking {
    fn of(arguments: &Arguments) -> Self {
        Self {
            http: arguments.http,
            requests: arguments.calls,
            rate: arguments.pace(),
            connections: arguments.connections.max(1),
        }
    }
}

/// Sends requests at a rate over connections that are kept, each when there is a place for what it begins.
async fn ask_all(
    asking: Asking,
    path: &'static str,
    body: impl Fn(usize) -> Value + Clone + Send + 'static,
    places: Arc<Semaphore>,
) -> anyhow::Result<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let began = tokio::time::Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..asking.connections {
        let (next, body, places) = (Arc::clone(&next), body.clone(), Arc::clone(&places));
        clients.spawn(async move {
            let mut client = Client::new(asking.http, Store::Tandem.authorization());
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= asking.requests {
                    return anyhow::Ok(());
                }
                let due = Duration::from_secs(1) / asking.rate * u32::try_from(index)?;
                tokio::time::sleep_until(began + due).await;
                places.acquire().await?.forget();
                let answer = client.post(path, body(index).to_string()).await?;
                ensure!(
                    answer.status == 200,
                    "{path}: {} {}",
                    answer.status,
                    answer.text()
                );
            }
        });
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    Ok(())
}

/// RFC 863.
const DISCARD: u16 = 9;
/// How long all calls of a round may take.
const PATIENCE: Duration = Duration::from_secs(120);
