//! Making a cluster, seeing it, and changing who is of it.

use std::io::Write;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::args::{ClusterCommand, Common, JoinArgs, MemberArgs};
use super::table::{Column, record, rows};
use super::{Client, Fault, cert, show};
use crate::cli::Connection;

const MEMBERS: &[Column] = &[
    ("ID", "node_id"),
    ("REGION", "region"),
    ("ROLES", "roles"),
    ("VOTER", "is_voter"),
    ("LEADER", "is_leader"),
    ("REVISION", "load.revision"),
    ("LAG", "lag"),
    ("STATE", "load.state"),
    ("CALLS", "load.calls"),
    ("COUNTRIES", "countries"),
    ("ADDRESS", "address"),
    ("HTTP", "http"),
];

/// How long a new node may take to have the whole log.
const CATCH_UP: Duration = Duration::from_secs(600);
/// How often it is asked.
const CATCH_UP_POLL: Duration = Duration::from_millis(200);
/// How many entries a new voter may be behind: a quorum that waits for it waits for these.
const CAUGHT_UP: u64 = 1_000;

pub(super) fn run(command: ClusterCommand, out: &mut dyn Write) -> Result<(), Fault> {
    match command {
        ClusterCommand::Cert(command) => cert::run(&command, out),
        ClusterCommand::Status(common) => {
            let status = ask(&common.connection, "ClusterStatus", &json!({}))?;
            show(&common.output, &status, out, render)
        }
        ClusterCommand::Init(common) => {
            ask(&common.connection, "ClusterInit", &json!({}))?;
            Ok(writeln!(out, "the cluster has its first voter")?)
        }
        ClusterCommand::Join(args) => join(&args, out),
        ClusterCommand::Leave(common) => leave(&common, out),
        ClusterCommand::Promote(args) => of_member(&args, "ClusterPromote", "votes", out),
        ClusterCommand::Demote(args) => of_member(&args, "ClusterDemote", "votes no more", out),
        ClusterCommand::Remove(args) => of_member(&args, "ClusterRemove", "is removed", out),
        ClusterCommand::TransferLeader(args) => {
            of_member(&args, "ClusterTransferLeader", "leads", out)
        }
    }
}

fn ask(connection: &Connection, method: &str, request: &Value) -> Result<Value, Fault> {
    let client = Client::new(connection)?;
    Ok(client.call(&format!("tandem.admin.v1.Admin/{method}"), request)?)
}

fn of_member(
    args: &MemberArgs,
    method: &str,
    done: &str,
    out: &mut dyn Write,
) -> Result<(), Fault> {
    let request = json!({ "node_id": args.id });
    ask(&args.common.connection, method, &request)?;
    Ok(writeln!(out, "node {} {done}", args.id)?)
}

/// Adds a node that runs and is of no cluster yet; it votes once it has the log, if its roles say so.
fn join(args: &JoinArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let cluster = &args.common.connection;
    let newcomer = Connection {
        url: args.node.clone(),
        ..cluster.clone()
    };
    let status = ask(&newcomer, "ClusterStatus", &json!({}))?;
    let own = status.get("own").cloned().unwrap_or_default();
    let id = number(&own["node_id"]);
    ask(cluster, "ClusterAddLearner", &own)?;
    writeln!(out, "node {id} follows the log")?;
    let votes = own["roles"]
        .as_array()
        .is_some_and(|roles| roles.contains(&json!("voter")));
    if votes {
        await_log(cluster, id)?;
        ask(cluster, "ClusterPromote", &json!({ "node_id": id }))?;
        writeln!(out, "node {id} votes")?;
    }
    Ok(())
}

/// Waits until a member is close behind the leader.
fn await_log(cluster: &Connection, id: u64) -> Result<(), Fault> {
    let deadline = Instant::now() + CATCH_UP;
    loop {
        let status = ask(cluster, "ClusterStatus", &json!({}))?;
        let members = status["members"].as_array().into_iter().flatten();
        let member = members
            .into_iter()
            .find(|member| number(&member["node_id"]) == id);
        let lag = member.and_then(|member| member.get("lag")).map(number);
        if lag.is_some_and(|lag| lag <= CAUGHT_UP) {
            return Ok(());
        }
        if Instant::now() > deadline {
            let text = format!(
                "node {id} does not have the log after {} s: it follows, and does not vote; see its log, then \
                 `tandem cluster promote {id}`",
                CATCH_UP.as_secs()
            );
            return Err(Fault::Input(text));
        }
        std::thread::sleep(CATCH_UP_POLL);
    }
}

/// Takes the node that is asked out of its cluster.
fn leave(common: &Common, out: &mut dyn Write) -> Result<(), Fault> {
    let status = ask(&common.connection, "ClusterStatus", &json!({}))?;
    let id = number(&status["node_id"]);
    ask(
        &common.connection,
        "ClusterRemove",
        &json!({ "node_id": id }),
    )?;
    Ok(writeln!(
        out,
        "node {id} has left: stop it; its data directory is of no use to another"
    )?)
}

/// A number as JSON has it: 64 bits are a text.
fn number(value: &Value) -> u64 {
    let text = value.as_str().and_then(|text| text.parse().ok());
    value.as_u64().or(text).unwrap_or(0)
}

/// What this node knows, then its members.
pub(super) fn render(status: &Value) -> String {
    let mut own = status.clone();
    let members = own.as_object_mut().and_then(|own| {
        own.remove("own");
        own.remove("members")
    });
    let mut text = record(&own);
    if let Some(Value::Array(members)) = members {
        text.push('\n');
        text.push_str(&rows(MEMBERS, &members));
    }
    text
}
