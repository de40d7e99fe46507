//! The leader is cut off from the others for a while.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

use super::client::Client;
use super::control::{Control, PATIENCE, clients, leader};
use super::sipp::{CALLED_NUMBER, Called, Callers};
use super::writers::{Plan, Writers};

/// How long both sides run before.
const CALM: Duration = Duration::from_secs(2);

/// Between two writes that the minority is asked for.
const ASKED_EVERY: Duration = Duration::from_millis(500);

/// Who is cut off, and for how long.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Cuts a node off from the others, given `cut`, and lets it back, given `heal`.
    pub control: Control,
    /// The gateways, in the order of the nodes.
    pub gateways: Vec<SocketAddr>,
    /// How long.
    pub time: Duration,
}

/// What came of it. Prints one figure a line: its name, a tab, its value.
#[derive(Debug)]
pub struct PartitionReport {
    /// From the cut to the next write that the majority acknowledged.
    commits: Duration,
    /// Writes that the majority acknowledged while the link was cut.
    acknowledged: usize,
    /// What the minority answered to writes: how often each code.
    answers: BTreeMap<String, usize>,
    /// Calls at the minority's gateway.
    called: Called,
    /// From the healing until all nodes are at one revision.
    equal: Duration,
    objects: usize,
}

/// Cuts the leader off while the others are written to. All are asked over HTTP at these addresses, in the order of
/// the plan's.
///
/// # Errors
///
/// The majority acknowledges nothing, the minority takes a write, or the catalogs are not equal a minute after.
pub async fn run(plan: &Plan, http: &[SocketAddr], cut: &Cut) -> anyhow::Result<PartitionReport> {
    let mut clients = clients(plan, http);
    let minority = leader(plan, &mut clients).await?;
    let mut majority = plan.clone();
    majority.nodes.remove(minority);
    let mut writers = Writers::start(&majority)?;
    tokio::time::sleep(CALM).await;
    cut.control.call("cut", minority).await?;
    let begun = Instant::now();
    let callers = Callers::start(cut.gateways[minority], CALLED_NUMBER, cut.time)?;
    let again = tokio::time::timeout(PATIENCE, writers.acknowledged_after(begun)).await;
    let commits = again
        .ok()
        .flatten()
        .context("the majority writes nothing")?
        - begun;
    let answers = ask(plan, &mut clients[minority], begun + cut.time).await;
    let called = callers.finish().await?;
    let healed = Instant::now();
    cut.control.call("heal", minority).await?;
    let written = writers.finish().await;
    same_revision(&mut clients).await?;
    let equal = healed.elapsed();
    let objects = compare(&mut clients).await?;
    let meanwhile = written.acks.iter();
    let meanwhile = meanwhile.filter(|ack| ack.sent > begun && ack.answered < healed);
    Ok(PartitionReport {
        commits,
        acknowledged: meanwhile.count(),
        answers,
        called,
        equal,
        objects,
    })
}

/// Asks the minority for writes, and counts what it says.
async fn ask(plan: &Plan, client: &mut Client, until: Instant) -> BTreeMap<String, usize> {
    let mut answers: BTreeMap<String, usize> = BTreeMap::new();
    for count in 0_u32.. {
        if Instant::now() > until {
            break;
        }
        let path = "/twirp/livekit.SIP/CreateSIPDispatchRule";
        let rule = json!({"dispatch_rule": {
            "name": format!("{}-998-{count:06}", plan.prefix), "numbers": [format!("+998{count:06}")],
            "rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}}});
        let answer = match client.post(path, rule.to_string()).await {
            Ok(answer) => answer.json().unwrap_or_default(),
            Err(_) => Value::Null,
        };
        let code = answer["code"].as_str().unwrap_or("taken, or no answer");
        let applied = answer["meta"]["applied"].as_str().unwrap_or("-");
        *answers
            .entry(format!("{code}, applied {applied}"))
            .or_default() += 1;
        tokio::time::sleep(ASKED_EVERY).await;
    }
    answers
}

/// Waits until all nodes are at one revision.
async fn same_revision(clients: &mut [Client]) -> anyhow::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut revisions = Vec::new();
        for client in &mut *clients {
            let path = "/twirp/tandem.admin.v1.Admin/ClusterStatus";
            let status = client.post(path, "{}".to_owned()).await?;
            revisions.push(status.json()?["revision"].clone());
        }
        if revisions.windows(2).all(|pair| pair[0] == pair[1]) {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "revisions differ: {revisions:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Compares what all nodes list, and counts it.
async fn compare(clients: &mut [Client]) -> anyhow::Result<usize> {
    let mut catalogs = Vec::new();
    for client in clients {
        catalogs.push(catalog(client).await?);
    }
    let is_equal = catalogs.windows(2).all(|pair| pair[0] == pair[1]);
    ensure!(is_equal, "the catalogs differ");
    Ok(catalogs.first().map_or(0, BTreeMap::len))
}

/// All rules by their ids.
async fn catalog(client: &mut Client) -> anyhow::Result<BTreeMap<String, Value>> {
    let path = "/twirp/livekit.SIP/ListSIPDispatchRule";
    let answer = client.post(path, "{}".to_owned()).await?;
    ensure!(answer.status == 200, "{}", answer.text());
    let mut list = answer.json()?;
    let items = list["items"].take();
    let items = items.as_array().cloned().unwrap_or_default();
    let rules = items.into_iter().map(|item| {
        let id = item["sip_dispatch_rule_id"].as_str().unwrap_or_default();
        (id.to_owned(), item)
    });
    Ok(rules.collect())
}

impl PartitionReport {
    /// Whether a call of the minority failed, or it took a write.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        let refused = |code: &String| code.starts_with("unavailable") || code.contains("unknown");
        self.called.failed > 0 || !self.answers.keys().all(refused)
    }
}

impl fmt::Display for PartitionReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = "leader cut off";
        let commits = self.commits.as_secs_f64() * 1e3;
        writeln!(f, "{label}: the majority writes again (ms)\t{commits:.0}")?;
        writeln!(
            f,
            "{label}: acknowledged by the majority\t{}",
            self.acknowledged
        )?;
        for (answer, count) in &self.answers {
            writeln!(f, "{label}: the minority says {answer}\t{count}")?;
        }
        writeln!(f, "{label}: calls at the minority\t{}", self.called.calls)?;
        writeln!(f, "{label}: of these failed\t{}", self.called.failed)?;
        let equal = self.equal.as_secs_f64() * 1e3;
        writeln!(f, "{label}: healed until equal (ms)\t{equal:.0}")?;
        writeln!(f, "{label}: equal rules\t{}", self.objects)
    }
}
