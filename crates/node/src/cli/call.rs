use std::io::Write;

use serde_json::{Value, json};

use super::args::{CallCommand, GetArgs, TransferArgs, Which};
use super::input::read;
use super::table::{Column, record, rows};
use super::{Client, Fault, explain, show, trace};

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
        CallCommand::Create(args) => {
            let request = read(&args.file)?;
            let client = Client::new(&args.common.connection)?;
            let call = client.call("livekit.SIP/CreateSIPParticipant", &request)?;
            show(&args.common.output, &call, out, record)
        }
        CallCommand::Transfer(args) => transfer(args, out),
        CallCommand::Trace(args) => trace::run(args, out),
    }
}

fn transfer(args: &TransferArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    let mut request = json!({
        "room_name": args.room, "participant_identity": args.identity, "transfer_to": args.to,
        "play_dialtone": args.play_dialtone,
    });
    if let Some(timeout) = &args.ringing_timeout {
        request["ringing_timeout"] = json!(timeout);
    }
    let answer = client.call("livekit.SIP/TransferSIPParticipant", &request)?;
    show(&args.common.output, &answer, out, record)
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
