use std::io::Write;

use serde_json::{Map, Value, json};
use tandem_model::TrunkId;

use super::args::{
    DeleteArgs, GetArgs, HealthArgs, ListArgs, ObjectCommand, TrunkCommand, UpdateArgs,
};
use super::input::{Form, list_flag, read};
use super::table::{Column, record, rows};
use super::{Client, Fault, show};

/// The methods, files and columns of one kind of trunk.
struct Kind {
    form: Form,
    /// The middle of the methods' names.
    method: &'static str,
    columns: &'static [Column],
}

const INBOUND: Kind = Kind {
    form: Form {
        noun: "trunk",
        wrapper: "trunk",
        prefix: TrunkId::PREFIX,
        id: "sip_trunk_id",
        fields: &[
            "auth_username",
            "auth_password",
            "auth_realm",
            "name",
            "metadata",
            "media_encryption",
            "media",
            "refer_trunk_id",
        ],
        lists: &["numbers", "allowed_addresses", "allowed_numbers"],
    },
    method: "SIPInboundTrunk",
    columns: &[
        ("ID", "sip_trunk_id"),
        ("NAME", "name"),
        ("NUMBERS", "numbers"),
        ("ALLOWED ADDRESSES", "allowed_addresses"),
        ("ALLOWED NUMBERS", "allowed_numbers"),
        ("USERNAME", "auth_username"),
        ("UPDATED", "updated_at"),
    ],
};

const OUTBOUND: Kind = Kind {
    form: Form {
        noun: "trunk",
        wrapper: "trunk",
        prefix: TrunkId::PREFIX,
        id: "sip_trunk_id",
        fields: &[
            "address",
            "transport",
            "auth_username",
            "auth_password",
            "name",
            "metadata",
            "media_encryption",
            "destination_country",
            "from_host",
            "media",
            "health_interval",
            "registration",
            "refer_trunk_id",
        ],
        lists: &["numbers"],
    },
    method: "SIPOutboundTrunk",
    columns: &[
        ("ID", "sip_trunk_id"),
        ("NAME", "name"),
        ("ADDRESS", "address"),
        ("TRANSPORT", "transport"),
        ("NUMBERS", "numbers"),
        ("USERNAME", "auth_username"),
        ("UPDATED", "updated_at"),
    ],
};

pub(super) fn run(command: TrunkCommand, out: &mut dyn Write) -> Result<(), Fault> {
    let (kind, command) = match command {
        TrunkCommand::Health(args) => return health(&args, out),
        TrunkCommand::In(command) => (INBOUND, command),
        TrunkCommand::Out(command) => (OUTBOUND, command),
    };
    match command {
        ObjectCommand::Create(args) => {
            let request = kind.form.create(read(&args.file)?)?;
            let client = Client::new(&args.common.connection)?;
            let trunk = client.call(&kind.path("Create"), &request)?;
            show(&args.common.output, &trunk, out, record)
        }
        ObjectCommand::List(args) => kind.list(&args, out),
        ObjectCommand::Get(args) => kind.get(&args, out),
        ObjectCommand::Update(args) => kind.update(args, out),
        ObjectCommand::Delete(args) => delete(&args, out),
    }
}

impl Kind {
    fn path(&self, verb: &str) -> String {
        format!("livekit.SIP/{verb}{}", self.method)
    }

    fn list(&self, args: &ListArgs, out: &mut dyn Write) -> Result<(), Fault> {
        let client = Client::new(&args.common.connection)?;
        let request = json!({ "trunk_ids": args.id, "numbers": args.number });
        let answer = client.call(&self.path("List"), &request)?;
        show(&args.common.output, &answer, out, |answer| {
            rows(self.columns, items(answer))
        })
    }

    fn get(&self, args: &GetArgs, out: &mut dyn Write) -> Result<(), Fault> {
        let client = Client::new(&args.common.connection)?;
        let answer = client.call(&self.path("Get"), &json!({ "sip_trunk_id": args.id }))?;
        let trunk = answer.get("trunk").unwrap_or(&answer);
        show(&args.common.output, trunk, out, record)
    }

    fn update(&self, args: UpdateArgs, out: &mut dyn Write) -> Result<(), Fault> {
        let change = args.change;
        let (id, file) = self.form.target(&change)?;
        let mut flags = Map::new();
        insert(&mut flags, "name", change.name.map(Value::from));
        insert(&mut flags, "metadata", change.metadata.map(Value::from));
        insert(
            &mut flags,
            "numbers",
            args.numbers.as_deref().map(list_flag),
        );
        let request = self.form.update(id, change.replace, file, flags)?;
        let client = Client::new(&change.common.connection)?;
        let trunk = client.call(&self.path("Update"), &request)?;
        show(&change.common.output, &trunk, out, record)
    }
}

fn delete(args: &DeleteArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    for id in &args.ids {
        let trunk = client.call("livekit.SIP/DeleteSIPTrunk", &json!({ "sip_trunk_id": id }))?;
        show(&args.common.output, &trunk, out, |_| {
            format!("deleted {id}\n")
        })?;
    }
    Ok(())
}

const HEALTH: &[Column] = &[
    ("TRUNK", "trunk_id"),
    ("NAME", "name"),
    ("NODE", "node_id"),
    ("WHAT", "what"),
    ("ADDRESS", "address"),
    ("STATE", "state"),
    ("STATUS", "status"),
    ("ROUND TRIP MS", "round_trip_ms"),
    ("UNTIL", "expires_at"),
];

fn health(args: &HealthArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    let request = json!({ "trunk_ids": args.ids });
    let answer = client.call("tandem.admin.v1.Admin/ListTrunkHealth", &request)?;
    show(&args.common.output, &answer, out, |answer| {
        let lines: Vec<Value> = items(answer).iter().flat_map(health_lines).collect();
        rows(HEALTH, &lines)
    })
}

/// A line for each target, one for the registration, and one for what is wrong.
fn health_lines(trunk: &Value) -> Vec<Value> {
    let line = |what: &str, address: &Value, state: &Value, more: &Value| {
        let mut line = json!({
            "trunk_id": trunk["trunk_id"], "name": trunk["name"], "node_id": trunk["node_id"],
            "what": what, "address": address, "state": state, "status": more["status"],
        });
        for key in ["round_trip_ms", "expires_at"] {
            line[key] = more[key].clone();
        }
        line
    };
    let targets = trunk["targets"].as_array().into_iter().flatten();
    let mut lines: Vec<Value> = targets
        .map(|target| {
            let transport = target["transport"].as_str().unwrap_or_default();
            line(transport, &target["address"], &target["state"], target)
        })
        .collect();
    let registration = &trunk["registration"];
    if registration.is_object() {
        let registrar = &registration["registrar"];
        lines.push(line(
            "registration",
            registrar,
            &registration["state"],
            registration,
        ));
    }
    if trunk["fault"]
        .as_str()
        .is_some_and(|fault| !fault.is_empty())
    {
        lines.push(line("address", &Value::Null, &trunk["fault"], &Value::Null));
    }
    lines
}

/// The objects of a list's answer.
pub(super) fn items(answer: &Value) -> &[Value] {
    let items = answer.get("items").and_then(Value::as_array);
    items.map_or(&[], Vec::as_slice)
}

/// Notes a flag that was given.
pub(super) fn insert(flags: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        flags.insert(key.to_owned(), value);
    }
}
