//! A real node, real SIP and real audio, from an API call to a heard call.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

mod backup;
mod baresip;
mod cluster;
mod disk;
mod explained;
mod fields;
mod hostile;
mod ipv6;
mod nat;
mod noise;
mod odd;
mod outbound;
mod peers;
mod providers;
mod receiver;
mod refused;
mod secure;
mod storm;
mod support;
mod trace;
mod transfer;
mod upkeep;
mod videosdk;
mod videosdk_cluster;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use support::{Node, Phone, post, talk, talk_until, until};
use tandem_rtp_proto::Codec;
use tandem_sip_proto::Message;

fn direct(room: &str, pin: &str) -> Value {
    json!({"dispatch_rule": {"name": "r", "rule": {"dispatchRuleDirect": {"roomName": room, "pin": pin}}}})
}

fn reason(message: &Message) -> String {
    String::from_utf8_lossy(message.header_by_text(b"Reason").unwrap_or_default()).into_owned()
}

#[test]
fn two_callers_of_one_room_hear_each_other_and_not_themselves() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "12000-12099", &[]);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    for codecs in [[Codec::Pcmu, Codec::Pcmu], [Codec::G722, Codec::Pcma]] {
        let mut anna = Phone::new(node.sip, "anna", "100", codecs[0], 440.0);
        let mut bert = Phone::new(node.sip, "bert", "100", codecs[1], 1000.0);
        anna.invite(1, "");
        anna.expect_status(180);
        bert.call();
        anna.answered(1);
        let what = format!("{codecs:?} hear each other");
        talk_until(&what, &mut [&mut anna, &mut bert], |phones| {
            phones[0].louder(1000.0, 440.0) >= 20.0 && phones[1].louder(440.0, 1000.0) >= 20.0
        });
        let people = until("both are active", || {
            let path = "/twirp/livekit.RoomService/ListParticipants";
            let (_, people) = node.post(path, &json!({"room": "meeting"}));
            let people = people["participants"].as_array().expect("a list").clone();
            let is_active = |one: &Value| one["attributes"]["sip.callStatus"] == "active";
            (people.len() == 2 && people.iter().all(is_active)).then_some(people)
        });
        assert_eq!(
            (&people[0]["kind"], &people[0]["identity"]),
            (&json!("SIP"), &json!("sip_anna"))
        );
        anna.bye();
        bert.bye();
        node.wait_for_empty_house();
    }
}

#[test]
fn a_removed_participant_is_hung_up() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "12100-12199", &["--answer", "at-once"]);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    let mut anna = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    anna.call();
    let who = json!({"room": "meeting", "identity": "sip_anna"});
    assert_eq!(
        node.post("/twirp/livekit.RoomService/RemoveParticipant", &who)
            .0,
        200
    );
    let bye = anna.expect("BYE", |message| {
        message.is_request() && message.method().as_bytes() == b"BYE"
    });
    assert!(reason(&bye).contains("removed"), "{}", reason(&bye));
    node.wait_for_empty_house();
    let (status, answer) = node.post("/twirp/livekit.RoomService/RemoveParticipant", &who);
    assert_eq!((status, &answer["code"]), (404, &json!("not_found")));
}

#[test]
fn the_pin_dialogue_admits_tells_and_times_out() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "12200-12299", &[]);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", "1234"));
    let mut right = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    let mut wrong = Phone::new(node.sip, "bert", "100", Codec::Pcmu, 600.0);
    let mut silent = Phone::new(node.sip, "cora", "100", Codec::Pcmu, 800.0);
    for phone in [&mut right, &mut wrong, &mut silent] {
        phone.call();
    }
    assert!(node.rooms().is_empty(), "nobody is in a room yet");
    until("the prompt is heard", || {
        talk(
            &mut [&mut right, &mut wrong, &mut silent],
            Duration::from_millis(400),
        );
        (right.loudest() > 5000).then_some(())
    });
    right.dial("1234#");
    wrong.dial("99#");
    talk(
        &mut [&mut right, &mut wrong, &mut silent],
        Duration::from_secs(2),
    );
    let rooms = until("who knew the PIN is in", || {
        let rooms = node.rooms();
        (!rooms.is_empty()).then_some(rooms)
    });
    assert_eq!(
        (
            rooms.len(),
            &rooms[0]["name"],
            &rooms[0]["num_participants"]
        ),
        (1, &json!("meeting"), &json!(1))
    );
    talk(
        &mut [&mut right, &mut wrong, &mut silent],
        Duration::from_secs(2),
    );
    let bye = |message: &Message| message.is_request() && message.method().as_bytes() == b"BYE";
    assert!(reason(&wrong.expect("BYE", bye)).contains("wrong-pin"));
    assert!(reason(&silent.expect("BYE", bye)).contains("pin-timeout"));
    right.bye();
    node.wait_for_empty_house();
}

#[test]
fn callers_of_one_number_are_each_alone_with_the_echo() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "14300-14399", &[]);
    node.sip_api("CreateSIPDispatchRule", &direct("echo", ""));
    let tones = [440.0, 1000.0];
    let phone = |hertz| Phone::new(node.sip, "anna", "100", Codec::Pcmu, hertz);
    let mut phones = tones.map(phone);
    phones.iter_mut().for_each(Phone::call);
    let [one, other] = &mut phones;
    talk_until("each hears himself", &mut [one, other], |phones| {
        phones[0].louder(440.0, 1000.0) > 20.0 && phones[1].louder(1000.0, 440.0) > 20.0
    });
    phones.iter().for_each(Phone::bye);
    node.wait_for_empty_house();
}

#[test]
fn keys_that_only_sound_are_taken_where_the_trunk_says_so() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "14400-14499", &["--answer", "at-once"]);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", "1234"));
    for (number, listens) in [("100", true), ("200", false)] {
        let trunk = json!({"trunk": {
            "name": number, "numbers": [number], "media": {"inband_dtmf": listens}}});
        let made = node.sip_api("CreateSIPInboundTrunk", &trunk);
        assert_eq!(made["media"]["inband_dtmf"], listens, "{made}");
    }
    let await_people = |count: u64| {
        until("who knew the PIN is in", || {
            let rooms = node.rooms();
            let is_so = rooms.first()?["num_participants"] == count;
            is_so.then_some(())
        });
    };
    let mut heard = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    let mut unheard = Phone::new(node.sip, "bert", "200", Codec::Pcmu, 600.0);
    unheard.call();
    unheard.dial_as_sound("1234#");
    heard.call();
    heard.dial_as_sound("1234#");
    await_people(1);
    unheard.dial("1234#");
    await_people(2);
    heard.bye();
    unheard.bye();
    node.wait_for_empty_house();
}

#[test]
fn refusals_are_final_and_say_why() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "12300-12399", &["--answer", "at-once"]);
    let mut anna = Phone::new(node.sip, "anna", "+4930222", Codec::Pcmu, 440.0);
    anna.invite(1, "");
    let refused = anna.expect_status(404);
    assert!(
        reason(&refused).contains("no-trunk"),
        "{}",
        reason(&refused)
    );
    anna.acknowledge(&refused, 1);

    let trunk = json!({"trunk": {"name": "t", "numbers": ["+49 30 222"], "allowed_addresses": ["203.0.113.0/24"]}});
    let trunk = node.sip_api("CreateSIPInboundTrunk", &trunk);
    anna.invite(2, "");
    let refused = anna.expect_status(403);
    assert!(
        reason(&refused).contains("source-not-allowed"),
        "{}",
        reason(&refused)
    );
    anna.acknowledge(&refused, 2);
    let explain = json!({"from": "anna", "to": "+4930222", "source": "127.0.0.1"});
    let (_, explained) = node.post("/twirp/tandem.admin.v1.Admin/Explain", &explain);
    assert_eq!(
        (&explained["verdict"], &explained["status"]),
        (&json!("source-not-allowed"), &json!(403))
    );

    let update = json!({"sip_trunk_id": trunk["sip_trunk_id"], "update": {
        "allowed_addresses": {"clear": true}, "auth_username": "u", "auth_password": "p"}});
    node.sip_api("UpdateSIPInboundTrunk", &update);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    anna.invite(3, "");
    let challenge = anna.expect_status(407);
    assert_eq!(
        challenge
            .all_headers()
            .filter(|(name, _)| *name == b"Proxy-Authenticate")
            .count(),
        2
    );
    anna.acknowledge(&challenge, 3);
    let challenge = challenge.header_by_text(b"Proxy-Authenticate");
    let challenge = String::from_utf8_lossy(challenge.unwrap_or_default());
    let nonce = challenge.split("nonce=\"").nth(1);
    let nonce = nonce.and_then(|rest| rest.split('"').next());
    let wrong = format!(
        "Proxy-Authorization: Digest username=\"u\", realm=\"LiveKit\", nonce=\"{}\", uri=\"sip:+4930222@{}\", \
         algorithm=MD5, response=\"00000000000000000000000000000000\"\r\n",
        nonce.expect("a nonce"),
        node.sip
    );
    anna.invite(4, &wrong);
    let refused = anna.expect_status(403);
    anna.acknowledge(&refused, 4);
    // Each refusal has its record, the latest first; a challenge is none.
    let (_, ended) = node.post(
        "/twirp/tandem.admin.v1.Admin/ListCalls",
        &json!({"which": "ended"}),
    );
    let ended = ended["calls"].as_array().expect("a list");
    let reasons: Vec<_> = ended.iter().map(|call| &call["reason"]).collect();
    assert_eq!(reasons, ["auth-failed", "source-not-allowed", "no-trunk"]);
    let (status, answer) = node.post(
        "/twirp/livekit.SIP/CreateSIPInboundTrunk",
        &json!({"trunk": {"name": "open"}}),
    );
    assert_eq!((status, &answer["code"]), (400, &json!("invalid_argument")));
}

#[test]
fn a_drained_node_refuses_new_calls_and_ends_in_order() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "12400-12499", &["--answer", "at-once"]);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    let mut anna = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    anna.call();
    node.signal("TERM");
    let mut tries = 0;
    loop {
        tries += 1;
        let mut bert = Phone::new(
            node.sip,
            &format!("bert{tries}"),
            "100",
            Codec::Pcmu,
            1000.0,
        );
        bert.invite(1, "");
        let answer = bert.expect("a final answer", |message| message.status() >= 200);
        if answer.status() == 503 {
            assert!(
                answer.header_by_text(b"Retry-After").is_some()
                    && reason(&answer).contains("draining")
            );
            bert.acknowledge(&answer, 1);
            break;
        }
        bert.answered(1);
        bert.bye();
    }
    anna.bye();
    assert_eq!(node.wait(), Some(0));
}

#[test]
fn what_was_acknowledged_is_there_after_kill_9() {
    let data = tempfile::tempdir().expect("a folder");
    let mut acknowledged: Vec<String> = Vec::new();
    for round in 0..6 {
        let node = Node::start(data.path(), "12500-12599", &[]);
        let listed = node.sip_api("ListSIPInboundTrunk", &json!({}));
        let names: Vec<&str> = listed["items"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|trunk| trunk["name"].as_str())
            .collect();
        for name in &acknowledged {
            assert!(
                names.contains(&name.as_str()),
                "round {round}: {name} is lost"
            );
        }
        assert!(
            names.len() <= acknowledged.len() + 8 * round,
            "only what was under way may be there besides"
        );
        let stop = Arc::new(AtomicBool::new(false));
        let fresh = Arc::new(Mutex::new(Vec::new()));
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                let (stop, fresh, http) = (Arc::clone(&stop), Arc::clone(&fresh), node.http);
                std::thread::spawn(move || {
                    for count in 0.. {
                        let name = format!("{round}-{writer}-{count}");
                        let trunk = json!({"trunk": {"name": name, "numbers": [format!("+{round}{writer}{count:06}")]}});
                        match post(http, "/twirp/livekit.SIP/CreateSIPInboundTrunk", &trunk) {
                            Ok((200, _)) => fresh.lock().expect("no panics").push(name),
                            Ok(_) | Err(_) if stop.load(Ordering::Acquire) => return,
                            Ok(other) => panic!("{other:?}"),
                            Err(_) => return,
                        }
                    }
                })
            })
            .collect();
        until("enough is acknowledged", || {
            (fresh.lock().expect("no panics").len() >= 40).then_some(())
        });
        stop.store(true, Ordering::Release);
        node.signal("KILL");
        for writer in writers {
            writer.join().expect("a writer");
        }
        acknowledged.append(&mut fresh.lock().expect("no panics"));
    }
}

/// Runs a tool; without it, skips loudly, and fails in CI.
fn tool(name: &str) -> bool {
    let is_there = Command::new("sh")
        .args(["-c", &format!("command -v {name}")])
        .output()
        .is_ok_and(|out| out.status.success());
    assert!(
        is_there || std::env::var_os("CI").is_none(),
        "{name} is missing"
    );
    if !is_there {
        println!("SKIPPED: {name} is missing; tests/setup installs it");
    }
    is_there
}

/// Runs SIPp's own caller. No call may fail.
fn sipp(folder: &Path, target: SocketAddr, transport: &str, load: [&str; 4]) {
    let own = if target.is_ipv4() {
        "127.0.0.1"
    } else {
        "[::1]"
    };
    let output = Command::new("sipp")
        .args([
            "-sn",
            "uac",
            &target.to_string(),
            "-i",
            own,
            "-t",
            transport,
        ])
        .args([
            "-d",
            "300",
            "-nostdin",
            "-buff_size",
            "4194304",
            "-max_socket",
            "500",
        ])
        .args(load)
        .current_dir(folder)
        .output()
        .expect("sipp runs");
    let screen = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{transport} {target}: {screen}");
}

#[test]
fn calls_come_over_udp_and_tcp_by_both_families() {
    if !tool("sipp") {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let both = [
        "--bind",
        "127.0.0.1",
        "--bind",
        "::1",
        "--answer",
        "at-once",
    ];
    let node = Node::start(data.path(), "17000-18999", &both);
    let rule =
        json!({"dispatch_rule": {"rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}}});
    node.sip_api("CreateSIPDispatchRule", &rule);
    // One connection for all calls, and one for each.
    for (transport, how) in [("UDP", "u1"), ("TCP", "t1"), ("TCP", "tn")] {
        for is_ipv4 in [true, false] {
            let target = node.listener(transport, is_ipv4);
            sipp(data.path(), target, how, ["-r", "50", "-m", "50"]);
        }
    }
    node.wait_for_empty_house();
}

#[test]
fn sipp_calls_have_a_room_each_and_leave_nothing_behind() {
    if !tool("sipp") {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "61000-64999", &["--answer", "at-once"]);
    let rule =
        json!({"dispatch_rule": {"rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}}});
    node.sip_api("CreateSIPDispatchRule", &rule);
    let descriptors = || {
        std::fs::read_dir(format!("/proc/{}/fd", node.pid()))
            .expect("Linux")
            .count()
    };
    let before = descriptors();
    sipp(data.path(), node.sip, "u1", ["-r", "100", "-m", "500"]);
    node.wait_for_empty_house();
    let ended = || {
        let request = json!({"which": "ended", "limit": 1000});
        let (_, calls) = node.post("/twirp/tandem.admin.v1.Admin/ListCalls", &request);
        calls["calls"].as_array().expect("a list").clone()
    };
    let calls = until("500 calls ended", || {
        let calls = ended();
        (calls.len() >= 500).then_some(calls)
    });
    let rooms: std::collections::BTreeSet<_> = calls
        .iter()
        .map(|call| call["room_name"].to_string())
        .collect();
    assert_eq!((calls.len(), rooms.len()), (500, 500));
    assert!(rooms.iter().all(|room| room.starts_with("\"call-_sipp_")));
    until("all descriptors are closed", || {
        (descriptors() <= before + 1).then_some(())
    });
}

/// Runs a script of an official SDK against a node; `setup` is what `tests/setup` installs for it.
fn run_sdk(program: &str, script: &str, setup: &str, rtp: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let setup = root.join("target/tools").join(setup);
    let is_there = setup.exists();
    assert!(
        is_there || std::env::var_os("CI").is_none(),
        "{} is missing",
        setup.display()
    );
    if !is_there {
        println!(
            "SKIPPED: {} is missing; tests/setup installs it",
            setup.display()
        );
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), rtp, &[]);
    let program = if program.is_empty() {
        setup.clone()
    } else {
        program.into()
    };
    let output = Command::new(program)
        .arg(root.join("tests/interop").join(script))
        .env("LIVEKIT_URL", format!("http://{}", node.http))
        .env("LIVEKIT_API_KEY", "devkey")
        .env("LIVEKIT_API_SECRET", "secret")
        .env("VIDEOSDK_API_ENDPOINT", format!("http://{}", node.http))
        .env("VIDEOSDK_API_KEY", "videosdk-devkey")
        .env("VIDEOSDK_SECRET", "videosdk-secret")
        .env("SDK", root.join("target/tools/node"))
        .output()
        .expect("the script runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_python_sdk_works_unmodified() {
    run_sdk("", "livekit_api.py", "python/bin/python", "12600-12699");
}

#[test]
fn the_node_sdk_works_unmodified() {
    run_sdk(
        "node",
        "server_sdk.mjs",
        "node/node_modules/livekit-server-sdk",
        "12700-12799",
    );
}

#[test]
fn every_form_of_a_body_is_taken_and_read_back() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "12800-12899", &[]);
    let flat = json!({"name": "My trunk", "numbers": ["+15105550100"]});
    let trunk = node.sip_api("CreateSIPInboundTrunk", &flat);
    assert_eq!(
        (&trunk["name"], &trunk["numbers"]),
        (&flat["name"], &flat["numbers"])
    );
    assert!(
        trunk["created_at"]
            .as_str()
            .is_some_and(|at| at.ends_with('Z')),
        "{trunk}"
    );
    let listed = node.sip_api("ListSIPInboundTrunk", &json!({}));
    assert_eq!(listed["items"][0], trunk);
    let camel = json!({"dispatchRule": {"trunkIds": [], "hidePhoneNumber": true, "unknown": 1,
        "rule": {"dispatchRuleCallee": {"roomPrefix": "number-", "randomize": false, "pin": "1234"}}}});
    let rule = node.sip_api("CreateSIPDispatchRule", &camel);
    assert_eq!(rule["rule"]["dispatch_rule_callee"]["pin"], "1234");
    assert_eq!(
        (&rule["hide_phone_number"], &rule["attributes"]),
        (&json!(true), &json!({}))
    );
    let (status, answer) = node.post("/twirp/livekit.SIP/CreateSIPInboundTrunk", &json!({}));
    assert_eq!((status, &answer["msg"]), (400, &json!("missing trunk")));
    let (status, answer) = node.post("/twirp/livekit.SIP/Nothing", &json!({}));
    assert_eq!((status, &answer["code"]), (404, &json!("bad_route")));
    let (status, answer) = node.post("//twirp/livekit.SIP/CreateSIPParticipant", &json!({}));
    assert_eq!((status, &answer["code"]), (400, &json!("invalid_argument")));
}
