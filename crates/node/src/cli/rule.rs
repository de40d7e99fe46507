use std::io::Write;

use serde_json::{Map, Value, json};
use tandem_model::DispatchRuleId;

use super::args::{DeleteArgs, GetArgs, RuleCommand, RuleListArgs, RuleUpdateArgs};
use super::input::{Form, list_flag, read};
use super::table::{Column, record, rows};
use super::trunk::{insert, items};
use super::{Client, Fault, show};

pub(super) const FORM: Form = Form {
    noun: "dispatch rule",
    wrapper: "dispatch_rule",
    prefix: DispatchRuleId::PREFIX,
    id: "sip_dispatch_rule_id",
    fields: &[
        "rule",
        "name",
        "metadata",
        "attributes",
        "media_encryption",
        "media",
    ],
    lists: &["trunk_ids"],
};

const COLUMNS: &[Column] = &[
    ("ID", "sip_dispatch_rule_id"),
    ("NAME", "name"),
    ("KIND", "kind"),
    ("ROOM", "room"),
    ("PIN", "has_pin"),
    ("TRUNKS", "trunk_ids"),
    ("FROM", "inbound_numbers"),
    ("TO", "numbers"),
    ("UPDATED", "updated_at"),
];

pub(super) fn run(command: RuleCommand, out: &mut dyn Write) -> Result<(), Fault> {
    match command {
        RuleCommand::Create(args) => {
            let request = FORM.create(read(&args.file)?)?;
            let client = Client::new(&args.common.connection)?;
            let rule = client.call("livekit.SIP/CreateSIPDispatchRule", &request)?;
            show(&args.common.output, &rule, out, record)
        }
        RuleCommand::List(args) => list(&args, out),
        RuleCommand::Get(args) => get(&args, out),
        RuleCommand::Update(args) => update(args, out),
        RuleCommand::Delete(args) => delete(&args, out),
    }
}

fn list(args: &RuleListArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    let request = json!({ "dispatch_rule_ids": args.id, "trunk_ids": args.trunk });
    let answer = client.call("livekit.SIP/ListSIPDispatchRule", &request)?;
    show(&args.common.output, &answer, out, table)
}

/// There is no method for one rule: it is a list of one.
fn get(args: &GetArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    let request = json!({ "dispatch_rule_ids": [args.id] });
    let answer = client.call("livekit.SIP/ListSIPDispatchRule", &request)?;
    let mut found = items(&answer).iter();
    let found = found.find(|rule| rule.get(FORM.id).and_then(Value::as_str) == Some(&args.id));
    let Some(rule) = found else {
        let text = format!(
            "no dispatch rule has the id {}: `tandem rule list` shows all",
            args.id
        );
        return Err(Fault::Input(text));
    };
    show(&args.common.output, rule, out, record)
}

fn update(args: RuleUpdateArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let change = args.change;
    let (id, file) = FORM.target(&change)?;
    let mut flags = Map::new();
    insert(&mut flags, "name", change.name.map(Value::from));
    insert(&mut flags, "metadata", change.metadata.map(Value::from));
    insert(
        &mut flags,
        "trunk_ids",
        args.trunks.as_deref().map(list_flag),
    );
    let request = FORM.update(id, change.replace, file, flags)?;
    let client = Client::new(&change.common.connection)?;
    let rule = client.call("livekit.SIP/UpdateSIPDispatchRule", &request)?;
    show(&change.common.output, &rule, out, record)
}

fn delete(args: &DeleteArgs, out: &mut dyn Write) -> Result<(), Fault> {
    let client = Client::new(&args.common.connection)?;
    for id in &args.ids {
        let request = json!({ "sip_dispatch_rule_id": id });
        let rule = client.call("livekit.SIP/DeleteSIPDispatchRule", &request)?;
        show(&args.common.output, &rule, out, |_| {
            format!("deleted {id}\n")
        })?;
    }
    Ok(())
}

/// Rules with what their `rule` says in columns of its own.
pub(super) fn table(answer: &Value) -> String {
    let rules: Vec<Value> = items(answer).iter().map(with_kind).collect();
    rows(COLUMNS, &rules)
}

fn with_kind(rule: &Value) -> Value {
    const KINDS: [(&str, &str, &str); 3] = [
        ("dispatch_rule_direct", "direct", "room_name"),
        ("dispatch_rule_individual", "individual", "room_prefix"),
        ("dispatch_rule_callee", "callee", "room_prefix"),
    ];
    let mut rule = rule.clone();
    for (key, kind, room) in KINDS {
        let Some(body) = rule
            .pointer(&format!("/rule/{key}"))
            .filter(|body| body.is_object())
        else {
            continue;
        };
        let has_pin = body
            .get("pin")
            .and_then(Value::as_str)
            .is_some_and(|pin| !pin.is_empty());
        let room = body.get(room).cloned().unwrap_or_default();
        rule["kind"] = kind.into();
        rule["room"] = room;
        rule["has_pin"] = has_pin.into();
    }
    rule
}
