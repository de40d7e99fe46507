//! The table of countries and regions.

use std::io::Write;

use serde_json::{Value, json};

use super::args::{Common, RegionCommand, RouteCommand, RouteSetArgs};
use super::table::{Column, rows};
use super::{Client, Fault, show};

const ROUTES: &[Column] = &[
    ("COUNTRY", "country"),
    ("REGIONS", "regions"),
    ("POLICY", "policy"),
    ("UPDATED", "updated_at"),
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

/// An entry a line.
pub(super) fn render(table: &Value) -> String {
    let items = table["items"].as_array();
    rows(ROUTES, items.map_or(&[], Vec::as_slice))
}
