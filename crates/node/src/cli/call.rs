use std::io::Write;

use serde_json::{Value, json};

use super::args::{CallCommand, GetArgs, Which};
use super::table::{Column, rows};
use super::{Client, Fault, explain, show};

const COLUMNS: &[Column] = &[
    ("ID", "call_id"),
    ("STATE", "state"),
    ("FROM", "from"),
    ("TO", "to"),
    ("TRUNK", "trunk_id"),
    ("RULE", "rule_id"),
    ("ROOM", "room_name"),
    ("STATUS", "final_status"),
    ("REASON", "reason"),
    ("STARTED", "started_at"),
];

pub(super) fn run(command: &CallCommand, out: &mut dyn Write) -> Result<(), Fault> {
    match command {
        CallCommand::List {
            which,
            limit,
            common,
        } => {
            let which = match which {
                Which::Live => "live",
                Which::Ended => "ended",
                Which::All => "all",
            };
            let client = Client::new(&common.connection)?;
            let request = json!({ "which": which, "limit": limit });
            let answer = client.call("tandem.admin.v1.Admin/ListCalls", &request)?;
            show(&common.output, &answer, out, table)
        }
        CallCommand::Show(args) => one(args, out),
    }
}

fn one(args: &GetArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    let answer = client.call(
        "tandem.admin.v1.Admin/GetCall",
        &json!({ "call_id": args.id }),
    )?;
    let call = answer.get("call").unwrap_or(&answer);
    show(&args.common.output, call, out, explain::render)
}

pub(super) fn table(answer: &Value) -> String {
    let calls = answer.get("calls").and_then(Value::as_array);
    rows(COLUMNS, calls.map_or(&[], Vec::as_slice))
}
