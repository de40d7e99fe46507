//! The table of countries and regions, and where a call would leave from.

use std::io::Write;

use serde_json::{Value, json};

use super::args::{Common, RegionCommand, RouteCommand, RouteSetArgs};
use super::table::{Column, record, rows};
use super::{Client, Fault, show};

const ROUTES: &[Column] = &[
    ("COUNTRY", "country"),
    ("REGIONS", "regions"),
    ("POLICY", "policy"),
    ("UPDATED", "updated_at"),
];

const CONSIDERED: &[Column] = &[
    ("REGION", "region"),
    ("WHY", "why"),
    ("NODE", "node_id"),
    ("OUTCOME", "outcome"),
    ("CALLS", "load.calls"),
    ("MOST", "load.most_calls"),
    ("CPU ‰", "load.cpu_permille"),
];

pub(super) fn run(command: &RegionCommand, out: &mut dyn Write) -> Result<(), Fault> {
    match command {
        RegionCommand::Route(RouteCommand::Set(args)) => set(args, out),
        RegionCommand::Route(RouteCommand::List(common)) => {
            let table = ask(common, "ListCountryRoutes", &json!({}))?;
            show(&common.output, &table, out, render)
        }
        RegionCommand::Route(RouteCommand::Delete(args)) => {
            for country in &args.countries {
                ask(
                    &args.common,
                    "DeleteCountryRoute",
                    &json!({ "country": country }),
                )?;
                writeln!(out, "{country} is deleted")?;
            }
            Ok(())
        }
        RegionCommand::Explain(args) => {
            let request = json!({ "country": args.country, "call_id": args.call });
            let answer = ask(&args.common, "ExplainPlacement", &request)?;
            show(&args.common.output, &answer, out, explained)
        }
    }
}

fn set(args: &RouteSetArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let policy = if args.never_leave {
        "never_leave"
    } else {
        "fall_back"
    };
    let request = json!({ "country": args.country, "regions": args.regions, "policy": policy });
    let route = ask(&args.common, "SetCountryRoute", &request)?;
    show(&args.common.output, &route, out, |route| {
        rows(ROUTES, std::slice::from_ref(route))
    })
}

fn ask(common: &Common, method: &str, request: &Value) -> Result<Value, Fault> {
    let client = Client::new(&common.connection)?;
    Ok(client.call(&format!("tandem.admin.v1.Admin/{method}"), request)?)
}

/// The gateway or the reason, then a table of what was considered.
fn explained(answer: &Value) -> String {
    let mut outcome = answer.clone();
    let considered = outcome
        .as_object_mut()
        .and_then(|outcome| outcome.remove("considered"));
    let mut text = record(&outcome);
    if let Some(Value::Array(considered)) = considered {
        text.push('\n');
        text.push_str(&rows(CONSIDERED, &considered));
    }
    text
}

/// An entry a line.
pub(super) fn render(table: &Value) -> String {
    let items = table["items"].as_array();
    rows(ROUTES, items.map_or(&[], Vec::as_slice))
}
