use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::thread::JoinHandle;

use clap::{CommandFactory, Parser};
use serde_json::{Value, json};

use super::{Cli, Command, Exit, Fault, carry_out, explain, rule, table};

/// What a command asked the node.
struct Asked {
    path: String,
    authorization: String,
    body: Value,
}

/// A node that gives one answer to one request.
fn node(status: u16, answer: Value) -> (String, JoinHandle<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("ws://{}", listener.local_addr().expect("an address"));
    let served = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a client comes");
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            if line.trim().is_empty() {
                break;
            }
            lines.push(line.trim().to_owned());
        }
        let header = |name: &str| {
            let of = |line: &String| {
                Some(line.split_once(": ")?)
                    .filter(|(key, _)| key.eq_ignore_ascii_case(name))
                    .map(|(_, value)| value.to_owned())
            };
            lines.iter().find_map(of).expect("the header is there")
        };
        let mut body = vec![0; header("content-length").parse().expect("a length")];
        reader.read_exact(&mut body).expect("a body");
        let answer = answer.to_string();
        write!(
            reader.into_inner(),
            "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{answer}",
            answer.len()
        )
        .expect("the client listens");
        Asked {
            path: lines[0].split(' ').nth(1).expect("a path").to_owned(),
            authorization: header("authorization"),
            body: serde_json::from_slice(&body).expect("JSON"),
        }
    });
    (url, served)
}

fn run(url: &str, arguments: &[&str]) -> (Result<(), Fault>, String) {
    let connection = [
        "--url",
        url,
        "--api-key",
        "devkey",
        "--api-secret",
        "secret",
    ];
    let arguments = ["tandem"].iter().chain(arguments).chain(&connection);
    let command = match Cli::try_parse_from(arguments)
        .expect("the arguments are known")
        .command
    {
        Command::Client(command) => command,
        other @ (Command::Dev(_) | Command::Serve(_)) => panic!("{other:?}"),
    };
    let mut out = Vec::new();
    let outcome = carry_out(command, &mut out);
    (outcome, String::from_utf8(out).expect("text"))
}

/// Runs a command that must succeed; what it asked, and what it printed.
fn asks(arguments: &[&str], answer: Value) -> (Asked, String) {
    let (url, served) = node(200, answer);
    let (outcome, printed) = run(&url, arguments);
    outcome.expect("the command succeeds");
    (served.join().expect("the node answered"), printed)
}

/// A file of the test's own.
fn file(name: &str, content: &Value) -> PathBuf {
    let name = format!("tandem-cli-{}-{name}.json", std::process::id());
    let path = std::env::temp_dir().join(name);
    fs::write(&path, content.to_string()).expect("the file is written");
    path
}

fn with_file(name: &str, content: &Value, arguments: &[&str], answer: Value) -> (Asked, String) {
    let path = file(name, content);
    let text = path.to_str().expect("a path in UTF-8");
    let arguments: Vec<&str> = arguments
        .iter()
        .map(|argument| if *argument == "FILE" { text } else { argument })
        .collect();
    let outcome = asks(&arguments, answer);
    fs::remove_file(path).expect("the file is there");
    outcome
}

#[test]
fn the_definitions_hold_together() {
    Cli::command().debug_assert();
}

#[test]
fn create_takes_the_object_alone_and_under_its_key() {
    let trunk = json!({"name": "My trunk", "numbers": ["+15105550100"]});
    for (name, content) in [
        ("bare", trunk.clone()),
        ("wrapped", json!({"trunk": trunk.clone()})),
    ] {
        let answer =
            json!({"sip_trunk_id": "ST_1", "name": "My trunk", "auth_username": "", "media": null});
        let (asked, printed) =
            with_file(name, &content, &["trunk", "in", "create", "FILE"], answer);
        assert_eq!(asked.path, "/twirp/livekit.SIP/CreateSIPInboundTrunk");
        assert!(asked.authorization.starts_with("Bearer ey"));
        assert_eq!(asked.body, json!({"trunk": trunk}));
        assert_eq!(printed, "name          My trunk\nsip_trunk_id  ST_1\n");
    }
    let rule = json!({"rule": {"dispatchRuleDirect": {"roomName": "open-room"}}, "name": "My dispatch rule"});
    for (name, content) in [
        ("rule", rule.clone()),
        ("rule-camel", json!({"dispatchRule": rule.clone()})),
        ("rule-snake", json!({"dispatch_rule": rule.clone()})),
    ] {
        let (asked, _) = with_file(name, &content, &["rule", "create", "FILE"], json!({}));
        assert_eq!(asked.path, "/twirp/livekit.SIP/CreateSIPDispatchRule");
        assert_eq!(asked.body, json!({"dispatch_rule": rule}));
    }
}

#[test]
fn update_takes_fields_whole_requests_and_replacements() {
    let fields = json!({"name": "n", "rule": {"dispatchRuleCallee": {"roomPrefix": "number-"}}});
    let expected =
        |action: &str, body: Value| json!({"sip_dispatch_rule_id": "SDR_1", action: body});
    let with_trunks = json!({"name": "n", "trunkIds": ["ST_1"]});
    let update = ["rule", "update", "--id", "SDR_1", "FILE"];
    let cases: [(Value, Vec<&str>, Value); 8] = [
        (
            fields.clone(),
            update.to_vec(),
            expected("update", fields.clone()),
        ),
        (
            fields.clone(),
            [&update[..], &["--trunks", "[]"]].concat(),
            expected(
                "update",
                json!({"name": "n", "rule": fields["rule"], "trunk_ids": {"clear": true}}),
            ),
        ),
        (
            fields.clone(),
            [&update[..], &["--trunks", "ST_1, ST_2", "--name", "m"]].concat(),
            expected(
                "update",
                json!({"name": "m", "rule": fields["rule"], "trunk_ids": {"set": ["ST_1", "ST_2"]}}),
            ),
        ),
        (
            with_trunks.clone(),
            update.to_vec(),
            expected(
                "update",
                json!({"name": "n", "trunk_ids": {"set": ["ST_1"]}}),
            ),
        ),
        (
            json!({"trunk_ids": {"add": ["ST_1"]}}),
            update.to_vec(),
            expected("update", json!({"trunk_ids": {"add": ["ST_1"]}})),
        ),
        (
            json!({"sipDispatchRuleId": "SDR_1", "replace": with_trunks}),
            vec!["rule", "update", "FILE"],
            expected("replace", with_trunks.clone()),
        ),
        (
            json!({"dispatch_rule": {"hidePhoneNumber": true}}),
            [&update[..], &["--replace"]].concat(),
            expected("replace", json!({"hidePhoneNumber": true})),
        ),
        (
            json!({"update": {"metadata": ""}}),
            update.to_vec(),
            expected("update", json!({"metadata": ""})),
        ),
    ];
    for (number, (content, arguments, body)) in cases.into_iter().enumerate() {
        let (asked, _) = with_file(&format!("update-{number}"), &content, &arguments, json!({}));
        assert_eq!(asked.path, "/twirp/livekit.SIP/UpdateSIPDispatchRule");
        assert_eq!(asked.body, body, "case {number}");
    }
    let flags = [
        "trunk",
        "out",
        "update",
        "--id",
        "ST_1",
        "--numbers",
        "+1,+2",
        "--name",
        "n",
    ];
    let (asked, _) = asks(&flags, json!({}));
    assert_eq!(asked.path, "/twirp/livekit.SIP/UpdateSIPOutboundTrunk");
    assert_eq!(
        asked.body,
        json!({"sip_trunk_id": "ST_1", "update": {"name": "n", "numbers": {"set": ["+1", "+2"]}}})
    );
}

#[test]
fn the_id_may_come_first() {
    let name = json!({"name": "n"});
    let expected = json!({"sip_trunk_id": "ST_1", "update": {"name": "n"}});
    let before_the_file = ["trunk", "in", "update", "ST_1", "FILE"];
    let (asked, _) = with_file("id-first", &name, &before_the_file, json!({}));
    assert_eq!(asked.body, expected);
    let (asked, _) = asks(&["trunk", "in", "update", "ST_1", "--name", "n"], json!({}));
    assert_eq!(asked.body, expected);
    for arguments in [
        &["trunk", "in", "update", "ST_1", "file", "--id", "ST_2"][..],
        &["trunk", "in", "update", "ST_1", "--replace"],
    ] {
        let (outcome, _) = run("http://127.0.0.1:1", arguments);
        assert!(matches!(outcome, Err(Fault::Input(_))), "{arguments:?}");
    }
}

#[test]
fn input_that_cannot_be_sent_is_refused_with_the_remedy() {
    let cases = [
        (
            json!({"hidePhoneNumber": true}),
            vec!["--id", "SDR_1"],
            "hidePhoneNumber of a dispatch rule cannot be changed by itself",
        ),
        (
            json!({"name": "n"}),
            vec![],
            "no dispatch rule is named: give --id",
        ),
        (
            json!(["name"]),
            vec!["--id", "SDR_1"],
            "the file has no JSON object",
        ),
        (json!({}), vec!["--id", "SDR_1"], "nothing to change"),
    ];
    for (number, (content, flags, expected)) in cases.into_iter().enumerate() {
        let path = file(&format!("bad-{number}"), &content);
        let arguments = [
            &["rule", "update", path.to_str().expect("UTF-8")][..],
            &flags,
        ]
        .concat();
        let (outcome, _) = run("http://127.0.0.1:1", &arguments);
        let fault = outcome.expect_err("it is refused");
        assert!(fault.to_string().starts_with(expected), "{fault}");
        assert_eq!(fault.exit(), Exit::Error);
        fs::remove_file(path).expect("the file is there");
    }
    let (outcome, _) = run(
        "http://127.0.0.1:1",
        &["trunk", "in", "create", "/nowhere.json"],
    );
    assert!(
        outcome
            .expect_err("no file")
            .to_string()
            .starts_with("/nowhere.json cannot be read")
    );
}

#[test]
fn lists_are_tables_unless_json_is_asked_for() {
    let answer = json!({"items": [
        {"sip_trunk_id": "ST_1", "name": "one", "numbers": ["+1", "+2"], "allowed_addresses": [], "auth_username": "bob"},
        {"sip_trunk_id": "ST_22", "name": "", "numbers": [], "allowed_addresses": ["203.0.113.0/24"], "auth_username": ""},
    ]});
    let (asked, printed) = asks(
        &["trunk", "in", "list", "--id", "ST_1", "--number", "+1"],
        answer.clone(),
    );
    assert_eq!(asked.path, "/twirp/livekit.SIP/ListSIPInboundTrunk");
    assert_eq!(
        asked.body,
        json!({"trunk_ids": ["ST_1"], "numbers": ["+1"]})
    );
    assert_eq!(
        printed,
        "ID     NAME  NUMBERS  ALLOWED ADDRESSES  ALLOWED NUMBERS  USERNAME  UPDATED\n\
         ST_1   one   +1, +2                                       bob\n\
         ST_22                 203.0.113.0/24\n"
    );
    let (_, printed) = asks(&["trunk", "in", "list", "--json"], answer.clone());
    assert_eq!(
        serde_json::from_str::<Value>(&printed).expect("JSON"),
        answer
    );
}

#[test]
fn a_rule_shows_its_kind_and_room_and_that_it_has_a_pin() {
    let answer = json!({"items": [
        {"sip_dispatch_rule_id": "SDR_1", "name": "a", "rule": {"dispatch_rule_direct": {"room_name": "r", "pin": "1234"}}},
        {"sip_dispatch_rule_id": "SDR_2", "name": "b", "rule": {"dispatch_rule_callee": {"room_prefix": "p", "pin": ""}}},
    ]});
    let shown = rule::table(&answer);
    let lines: Vec<Vec<&str>> = shown
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(lines[1], ["SDR_1", "a", "direct", "r", "yes"]);
    assert_eq!(lines[2], ["SDR_2", "b", "callee", "p"]);
    assert!(!shown.contains("1234"));
}

#[test]
fn a_country_route_is_set_listed_and_deleted() {
    let route =
        json!({"country": "DE", "regions": ["eu-central", "eu-west"], "policy": "never_leave"});
    let set = ["region", "route", "set", "DE"];
    let regions = ["--regions", "eu-central,eu-west", "--never-leave"];
    let (asked, printed) = asks(&[&set[..], &regions].concat(), route.clone());
    assert_eq!(asked.path, "/twirp/tandem.admin.v1.Admin/SetCountryRoute");
    assert_eq!(asked.body, route);
    let table = "COUNTRY  REGIONS              POLICY       UPDATED\n\
                 DE       eu-central, eu-west  never_leave\n";
    assert_eq!(printed, table);

    let (asked, _) = asks(
        &[&set[..], &["--regions", "eu-west"]].concat(),
        route.clone(),
    );
    assert_eq!(asked.body["policy"], "fall_back");

    let (asked, printed) = asks(&["region", "route", "list"], json!({ "items": [route] }));
    assert_eq!(asked.path, "/twirp/tandem.admin.v1.Admin/ListCountryRoutes");
    assert_eq!(printed, table);

    let delete = ["region", "route", "delete", "default"];
    let (asked, printed) = asks(&delete, json!({}));
    assert_eq!(
        asked.path,
        "/twirp/tandem.admin.v1.Admin/DeleteCountryRoute"
    );
    assert_eq!(asked.body, json!({"country": "default"}));
    assert_eq!(printed, "default is deleted\n");
}

#[test]
fn placement_is_explained_with_what_was_considered() {
    let answer = json!({"node_id": "2", "region": "us", "revision": "7", "considered": [
        {"region": "eu", "why": "entry", "node_id": "1", "outcome": "draining",
            "load": {"calls": 3, "most_calls": 10, "cpu_permille": 120}},
        {"region": "us", "why": "entry", "node_id": "2", "outcome": "chosen",
            "load": {"calls": 0, "most_calls": 10, "cpu_permille": 5}},
    ]});
    let (asked, printed) = asks(&["region", "explain", "--country", "FR"], answer);
    assert_eq!(asked.path, "/twirp/tandem.admin.v1.Admin/ExplainPlacement");
    assert_eq!(asked.body, json!({"country": "FR", "call_id": ""}));
    assert_eq!(
        printed,
        "node_id   2\nregion    us\nrevision  7\n\n\
         REGION  WHY    NODE  OUTCOME   CALLS  MOST  CPU ‰\n\
         eu      entry  1     draining  3      10    120\n\
         us      entry  2     chosen    0      10    5\n"
    );
}

#[test]
fn one_rule_is_a_list_of_one() {
    let answer = json!({"items": [{"sip_dispatch_rule_id": "SDR_1"}]});
    let (asked, printed) = asks(&["rule", "get", "SDR_1"], answer);
    assert_eq!(asked.path, "/twirp/livekit.SIP/ListSIPDispatchRule");
    assert_eq!(asked.body, json!({"dispatch_rule_ids": ["SDR_1"]}));
    assert_eq!(printed, "sip_dispatch_rule_id  SDR_1\n");
    let (url, _served) = node(200, json!({"items": []}));
    let (outcome, _) = run(&url, &["rule", "get", "SDR_2"]);
    assert!(
        outcome
            .expect_err("there is none")
            .to_string()
            .starts_with("no dispatch rule has the id SDR_2")
    );
}

#[test]
fn delete_names_what_is_gone() {
    let (asked, printed) = asks(
        &["trunk", "out", "delete", "ST_1"],
        json!({"sip_trunk_id": "ST_1"}),
    );
    assert_eq!(
        (asked.path.as_str(), printed.as_str()),
        ("/twirp/livekit.SIP/DeleteSIPTrunk", "deleted ST_1\n")
    );
    let (asked, _) = asks(&["rule", "delete", "SDR_1"], json!({}));
    assert_eq!(asked.body, json!({"sip_dispatch_rule_id": "SDR_1"}));
}

#[test]
fn refusals_end_with_one_and_conflicts_with_three() {
    let cases = [
        (
            400,
            json!({"code": "invalid_argument", "msg": "missing trunk"}),
            Exit::Error,
        ),
        (
            409,
            json!({"code": "aborted", "msg": "moved on"}),
            Exit::Conflict,
        ),
        (
            400,
            json!({"code": "invalid_argument", "msg": "x", "meta": {"reason": "conflict"}}),
            Exit::Conflict,
        ),
        (200, json!([]), Exit::Ok),
        (502, json!({"error": "gateway"}), Exit::Error),
    ];
    for (status, answer, exit) in cases {
        let (url, served) = node(status, answer);
        let (outcome, _) = run(&url, &["trunk", "in", "list"]);
        served.join().expect("the node answered");
        assert_eq!(outcome.err().map_or(Exit::Ok, |fault| fault.exit()), exit);
    }
    // The other tests' nodes are at 127.0.0.1.
    let free = TcpListener::bind("127.0.0.2:0").and_then(|listener| listener.local_addr());
    let (outcome, _) = run(
        &free.expect("a free port").to_string(),
        &["trunk", "in", "list"],
    );
    let fault = outcome.expect_err("nobody listens");
    assert!(fault.to_string().contains("refused"), "{fault}");
    assert_eq!(fault.exit(), Exit::Error);
}

#[test]
fn explain_asks_with_the_facts_of_the_call() {
    let answer = json!({
        "verdict": "enter", "rule_id": "SDR_1", "revision": "7",
        "considered": [{"kind": "trunk", "id": "ST_1", "outcome": "matched"}],
    });
    let arguments = [
        "explain",
        "--from",
        "+1",
        "--to",
        "+2",
        "--source",
        "203.0.113.7",
        "--header",
        "X-A: b:c",
    ];
    let (asked, printed) = asks(&arguments, answer);
    assert_eq!(asked.path, "/twirp/tandem.admin.v1.Admin/Explain");
    assert_eq!(
        asked.body,
        json!({"from": "+1", "to": "+2", "source": "203.0.113.7", "headers": {"X-A": "b:c"}, "authenticated": false})
    );
    for line in [
        "rule_id   SDR_1",
        "verdict   enter",
        "CONSIDERED  ID    OUTCOME",
        "trunk       ST_1  matched",
    ] {
        assert!(
            printed.lines().any(|printed| printed == line),
            "{line} in {printed}"
        );
    }
    assert!(
        Cli::try_parse_from([
            "tandem", "explain", "--from", "1", "--to", "2", "--source", "host"
        ])
        .is_err()
    );
    assert_eq!(
        explain::render(&json!({"verdict": "refuse"})),
        "verdict  refuse\n"
    );
}

#[test]
fn calls_are_listed_and_shown() {
    let answer = json!({"calls": [{"call_id": "SCL_1", "state": "active", "from": "+1", "final_status": 200}]});
    let (asked, printed) = asks(&["call", "list", "--which", "live", "--limit", "5"], answer);
    assert_eq!(asked.path, "/twirp/tandem.admin.v1.Admin/ListCalls");
    assert_eq!(asked.body, json!({"which": "live", "limit": 5}));
    assert!(printed.contains("SCL_1  active  +1"), "{printed}");
    let answer =
        json!({"call": {"call_id": "SCL_1", "verdict": {"code": "enter", "revision": "7"}}});
    let (asked, printed) = asks(&["call", "show", "SCL_1"], answer);
    assert_eq!(asked.body, json!({"call_id": "SCL_1"}));
    assert!(printed.contains("verdict.code      enter"), "{printed}");
}

#[test]
fn what_a_name_holds_cannot_draw_on_the_terminal() {
    let items = [json!({"name": "a\u{1b}[2J\nb", "long": "x".repeat(100)})];
    let shown = table::rows(&[("NAME", "name"), ("LONG", "long")], &items);
    assert_eq!(shown.lines().count(), 2);
    assert!(!shown.contains('\u{1b}') && shown.contains('…'));
    assert!(!table::record(&items[0]).contains('\u{1b}'));
}

#[test]
fn a_configuration_is_checked_and_shown() {
    let path = file("config", &json!({}));
    fs::write(&path, "[http]\nlisen = 1\n").expect("the file is written");
    let name = path.to_str().expect("UTF-8");
    let check = |arguments: &[&str]| {
        let arguments = ["tandem", "config"].iter().chain(arguments);
        let Command::Client(command) = Cli::try_parse_from(arguments).expect("known").command
        else {
            panic!("config is a client's command");
        };
        let mut out = Vec::new();
        let outcome = carry_out(command, &mut out);
        (outcome, String::from_utf8(out).expect("text"))
    };
    let fault = check(&["check", name]).0.expect_err("a mistake");
    assert!(
        fault
            .to_string()
            .starts_with(&format!("{name}:2:1: unknown key")),
        "{fault}"
    );
    assert_eq!(fault.exit(), Exit::Error);
    fs::write(&path, "[http]\n").expect("the file is written");
    let (outcome, printed) = check(&["check", name]);
    outcome.expect("no mistake");
    assert_eq!(printed, format!("{name}: no mistakes\n"));
    let (_, with_file) = check(&["show", name]);
    let (_, without) = check(&["show"]);
    assert!(without.contains("listen = \"127.0.0.1:7880\""), "{without}");
    assert_eq!(with_file, without);
    fs::remove_file(path).expect("the file is there");
}

#[test]
fn certificates_are_made_once_and_by_an_authority() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().to_str().expect("a path in UTF-8");
    let cert = |arguments: &[&str]| {
        let arguments = [&["tandem", "cluster", "cert"], arguments, &["--dir", path]].concat();
        let Command::Client(command) = Cli::try_parse_from(arguments).expect("known").command
        else {
            panic!("a client's command")
        };
        carry_out(command, &mut Vec::new()).map_err(|fault| fault.to_string())
    };
    let early = cert(&["node", "n1"]).expect_err("there is no authority");
    assert!(early.contains("tandem cluster cert ca --dir"), "{early}");
    cert(&["ca"]).expect("made");
    cert(&["node", "n1", "--host", "127.0.0.1"]).expect("made");
    for name in ["ca", "n1"] {
        let read = |end: &str| fs::read_to_string(dir.path().join(format!("{name}.{end}")));
        assert!(
            read("pem")
                .expect("written")
                .starts_with("-----BEGIN CERTIFICATE-----")
        );
        assert!(
            read("key")
                .expect("written")
                .starts_with("-----BEGIN PRIVATE KEY-----")
        );
        let key = fs::metadata(dir.path().join(format!("{name}.key"))).expect("there");
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&key.permissions()) & 0o777,
            0o600
        );
    }
    for again in [&["ca"][..], &["node", "n1"], &["node", "ca"]] {
        assert!(cert(again).is_err(), "{again:?}");
    }
}
