//! Writes to all nodes of a cluster, and says how fast, how soon it is seen, and what killing the leader costs.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::Parser;
use tandem_loadtest::cluster::client::Client;
use tandem_loadtest::cluster::control::Control;
use tandem_loadtest::cluster::join::Newcomer;
use tandem_loadtest::cluster::outage::Outages;
use tandem_loadtest::cluster::partition::Cut;
use tandem_loadtest::cluster::store::Store;
use tandem_loadtest::cluster::writers::Plan;
use tandem_loadtest::cluster::{join, load, outage, partition};

/// Measures a cluster of Tandem or etcd: committed writes a second, when each node shows them, leaders killed.
///
/// One figure a line to standard output: its name, a tab, its value. It fails when something acknowledged is missing
/// or doubled at the end.
#[derive(Parser)]
struct Arguments {
    /// What is measured.
    #[arg(long, value_enum, default_value = "tandem")]
    store: Store,
    /// The nodes' listeners of HTTP, the first with id 1 and so on.
    #[arg(long, value_delimiter = ',', required = true)]
    nodes: Vec<SocketAddr>,
    /// The nodes' listeners of gRPC, in the same order; those of HTTP where nothing else is said.
    #[arg(long, value_delimiter = ',')]
    grpc: Vec<SocketAddr>,
    /// Writers at once; several numbers are measured one after the other.
    #[arg(long, value_delimiter = ',', default_value = "32,128")]
    writers: Vec<usize>,
    /// How long each number of writers writes; 0 skips that.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Writes to the leader alone; else spread over all nodes.
    #[arg(long)]
    leader_only: bool,
    /// How often the leader is killed (SIGKILL) and started again, with 8 writers.
    #[arg(long, default_value_t = 0)]
    kill_leader: usize,
    /// The folder with the processes of the nodes: 1.pid and so on.
    #[arg(long)]
    pids: Option<PathBuf>,
    /// The program that starts node N again, called with `start N`; `join N`, `cut N` and `heal N` are called as well.
    #[arg(long)]
    control: Option<PathBuf>,
    /// The nodes' listeners of SIP, which SIPp calls while leaders are killed or cut off.
    #[arg(long, value_delimiter = ',')]
    gateways: Vec<SocketAddr>,
    /// For how many seconds the leader is cut off from the others; 0 skips that.
    #[arg(long, default_value_t = 0)]
    cut_leader: u64,
    /// The number of a rule that the last of the gateways serves when it, the last of the nodes, has joined empty while
    /// the others are written to.
    #[arg(long)]
    join: Option<String>,
}

impl Arguments {
    fn control(&self) -> anyhow::Result<Control> {
        let control = self.control.clone().map(Control);
        control.context("--kill-leader, --cut-leader and --join want --control")
    }
}

/// Writers while leaders are killed.
const OUTAGE_WRITERS: usize = 8;

/// How long the voters are measured before a node joins.
const MEASURED_BEFORE: Duration = Duration::from_secs(15);

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = Arguments::parse();
    if arguments.grpc.is_empty() {
        arguments.grpc.clone_from(&arguments.nodes);
    }
    ensure!(
        arguments.grpc.len() == arguments.nodes.len(),
        "--grpc must name as many nodes as --nodes"
    );
    // Of a run, so that runs against the same cluster do not meet.
    let run = std::process::id() % 10_000;
    let mut plan = Plan {
        store: arguments.store,
        nodes: arguments.grpc.clone(),
        writers: 0,
        prefix: String::new(),
    };
    let mut out = std::io::stdout();
    if arguments.seconds > 0 {
        for (step, writers) in arguments.writers.iter().enumerate() {
            plan.writers = *writers;
            plan.prefix = format!("w{run:04}-{step}");
            plan.nodes = written_nodes(&arguments).await?;
            let time = Duration::from_secs(arguments.seconds);
            let label = format!("{writers} writers");
            let pids = arguments.pids.as_deref();
            let report = load::run(&plan, &arguments.grpc, time, &label, pids).await?;
            write!(out, "{report}")?;
        }
    }
    plan.writers = OUTAGE_WRITERS;
    plan.nodes.clone_from(&arguments.grpc);
    if arguments.kill_leader > 0 {
        plan.prefix = format!("k{run:04}-9");
        kill(&plan, &arguments).await?;
    }
    if arguments.cut_leader > 0 {
        plan.prefix = format!("c{run:04}-9");
        cut(&plan, &arguments).await?;
    }
    if let Some(number) = &arguments.join {
        plan.prefix = format!("j{run:04}-9");
        plan.nodes.pop();
        join(&plan, &arguments, number).await?;
    }
    Ok(())
}

async fn kill(plan: &Plan, arguments: &Arguments) -> anyhow::Result<()> {
    let pids = arguments.pids.clone();
    let outages = Outages {
        kills: arguments.kill_leader,
        pids: pids.context("--kill-leader wants --pids")?,
        control: arguments.control()?,
        gateways: arguments.gateways.clone(),
    };
    let report = outage::run(plan, &arguments.nodes, &outages).await?;
    write!(std::io::stdout(), "{report}")?;
    ensure!(!report.is_broken(), "acknowledged writes: {report:?}");
    Ok(())
}

async fn cut(plan: &Plan, arguments: &Arguments) -> anyhow::Result<()> {
    let cut = Cut {
        control: arguments.control()?,
        gateways: arguments.gateways.clone(),
        time: Duration::from_secs(arguments.cut_leader),
    };
    let report = partition::run(plan, &arguments.nodes, &cut).await?;
    write!(std::io::stdout(), "{report}")?;
    ensure!(!report.is_broken(), "the minority: {report:?}");
    Ok(())
}

async fn join(plan: &Plan, arguments: &Arguments, number: &str) -> anyhow::Result<()> {
    let (http, sip) = (arguments.nodes.last(), arguments.gateways.last());
    let newcomer = Newcomer {
        node: plan.nodes.len(),
        http: *http.context("--join wants --nodes")?,
        sip: *sip.context("--join wants --gateways")?,
        number: number.to_owned(),
        control: arguments.control()?,
        before: MEASURED_BEFORE,
    };
    let report = join::run(plan, &newcomer).await?;
    write!(std::io::stdout(), "{report}")?;
    ensure!(!report.is_broken(), "the newcomer: {report:?}");
    Ok(())
}

/// All nodes, or the leader alone.
async fn written_nodes(arguments: &Arguments) -> anyhow::Result<Vec<SocketAddr>> {
    if !arguments.leader_only {
        return Ok(arguments.grpc.clone());
    }
    let authorization = arguments.store.authorization();
    let mut clients: Vec<_> = arguments
        .nodes
        .iter()
        .map(|node| Client::new(*node, authorization.clone()))
        .collect();
    let leader = arguments.store.leader(&mut clients).await;
    let leader = leader.context("no node says that it leads")?;
    Ok(vec![arguments.grpc[leader]])
}
