//! VideoSDK's dialect against a whole node: its SDK, a call by SIPp, and a fuzzer of its description.

use std::path::Path;
use std::process::Command;

use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use tandem_rtp_proto::Codec;

use crate::receiver::Receiver;
use crate::support::{Node, Phone, until};
use crate::{run_sdk, tool};

/// How long the description is fuzzed where nobody says, and from which number its cases come: who wants others sets
/// `FUZZ_SECONDS` and `FUZZ_SEED`.
const FUZZ_SECONDS: &str = "20";
const FUZZ_SEED: &str = "1";
/// How long an answer may take in seconds, and what says more of the machine than of the node.
const BUSY_MACHINE: [&str; 4] = [
    "--request-timeout",
    "60",
    "--suppress-health-check",
    "too_slow",
];

/// A token of VideoSDK's SDKs.
pub(crate) fn manager() -> String {
    let claims = json!({
        "apikey": "videosdk-devkey", "permissions": ["allow_join", "allow_mod"], "version": 2, "roles": ["crawler"],
        "exp": 4_000_000_000_u64,
    });
    let key = EncodingKey::from_secret(b"videosdk-secret");
    encode(&Header::default(), &claims, &key).expect("a token")
}

#[test]
fn the_node_sdk_of_videosdk_works_unmodified() {
    run_sdk(
        "node",
        "videosdk_server_sdk.mjs",
        "node/node_modules/@videosdk.live/server-sdk",
        "13600-13699",
    );
}

#[test]
fn the_python_sdk_of_livekit_sees_what_videosdks_api_makes_and_the_other_way_round() {
    run_sdk(
        "",
        "videosdk_and_livekit.py",
        "python/bin/python",
        "14000-14099",
    );
}

#[test]
fn the_node_sdk_of_livekit_sees_what_that_of_videosdk_makes_and_the_other_way_round() {
    run_sdk(
        "node",
        "videosdk_and_livekit.mjs",
        "node/node_modules/livekit-server-sdk",
        "14100-14199",
    );
}

#[test]
fn a_rule_of_videosdk_routes_a_call_of_sipp() {
    if !tool("sipp") {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "13700-13799", &["--answer", "at-once"]);
    let token = manager();
    let v2 = |path: &str, body: Value| node.post_as(&token, &format!("/v2/sip/{path}"), &body);
    let number = "+14155551234";
    let (status, gateway) = v2(
        "inbound-gateways",
        json!({"name": "in", "numbers": [number]}),
    );
    assert_eq!(status, 200, "{gateway}");
    let rule = json!({
        "name": "desk", "type": "inbound", "phoneNumbers": [number], "room": {"type": "static", "id": "desk"},
        "allowedIpAddresses": ["127.0.0.0/8"],
    });
    let (status, rule) = v2("routing-rule", rule);
    assert_eq!(status, 201, "{rule}");
    let called = Command::new("sipp")
        .args([
            "-sn", "uac", "-s", number, "-m", "1", "-d", "200", "-nostdin",
        ])
        .args(["-timeout", "60s", "-timeout_error", "-i", "127.0.0.1"])
        .arg(node.sip.to_string())
        .current_dir(data.path())
        .output()
        .expect("SIPp runs");
    assert!(
        called.status.success(),
        "{}",
        String::from_utf8_lossy(&called.stderr)
    );
    let call = until("the call is in the records", || {
        let (_, page) = node.get_as(&token, "/v2/sip/call?type=inbound");
        let call = page["data"][0].clone();
        (call["status"] == "ended").then_some(call)
    });
    assert_eq!(
        (&call["ruleId"], &call["roomId"]),
        (&rule["id"], &json!("desk"))
    );
    assert_eq!(
        (&call["gatewayId"], &call["to"]),
        (&gateway["id"], &json!(number))
    );
}

#[test]
fn a_caller_is_switched_to_another_room_that_is_active() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "13900-13999", &["--answer", "at-once"]);
    let token = manager();
    let number = "+14155551235";
    for (path, body) in [
        (
            "inbound-gateways",
            json!({"name": "in", "numbers": [number]}),
        ),
        (
            "routing-rule",
            json!({
                "name": "desk", "type": "inbound", "phoneNumbers": [number], "room": {"type": "static", "id": "desk"},
            }),
        ),
    ] {
        let (status, answer) = node.post_as(&token, &format!("/v2/sip/{path}"), &body);
        assert!((200..300).contains(&status), "{answer}");
    }
    let receiver = Receiver::start();
    let hook = json!({"url": receiver.url(), "events": [
        "switch-room-initiated", "switch-room-completed", "switch-room-failed",
    ]});
    let (status, made) = node.post_as(&token, "/v2/sip/webhooks", &hook);
    assert_eq!(status, 200, "{made}");
    let mut anna = Phone::new(node.sip, "anna", number, Codec::Pcmu, 440.0);
    anna.call();
    let call = until("the call is in its room", || {
        let (_, page) = node.get_as(&token, "/v2/sip/call");
        let call = page["data"][0].clone();
        (call["status"] == "answered").then_some(call)
    });
    let switch = |room: &str| {
        let body = json!({"callId": call["id"], "roomId": room});
        node.post_as(&token, "/v2/sip/call/switch-room", &body)
    };
    let (status, answer) = switch("office");
    assert_eq!(status, 400, "{answer}");
    let made = json!({"name": "office"});
    assert_eq!(
        node.post("/twirp/livekit.RoomService/CreateRoom", &made).0,
        200
    );
    let (status, answer) = switch("office");
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["data"]["roomId"], "office");
    let office = node.rooms();
    let office = office.iter().find(|room| room["name"] == "office");
    assert_eq!(
        office.map(|room| &room["num_participants"]),
        Some(&json!(1))
    );
    // Of the first, which was refused, nobody is told.
    for event in ["switch-room-initiated", "switch-room-completed"] {
        let told = receiver.next();
        assert_eq!(
            (&told["webhookType"], &told["data"]["status"]),
            (&json!(event), &json!(event))
        );
        assert_eq!(told["data"]["callId"], call["id"]);
    }
    anna.bye();
}

#[test]
fn a_fuzzer_finds_nothing_beyond_the_description() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = root.join("target/tools/python/bin/schemathesis");
    if !tool(&program.to_string_lossy()) {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "13800-13899", &[]);
    let set = |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    let (seconds, seed) = (
        set("FUZZ_SECONDS", FUZZ_SECONDS),
        set("FUZZ_SEED", FUZZ_SEED),
    );
    let checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
    let output = Command::new(program)
        .args([
            "run",
            "--checks",
            checks,
            "--continue-on-failure",
            "--max-time",
            &seconds,
            "--seed",
            &seed,
        ])
        .args(BUSY_MACHINE)
        .arg("--header")
        .arg(format!("Authorization: {}", manager()))
        .arg(format!("http://{}/v2/openapi.json", node.http))
        .current_dir(data.path())
        .output()
        .expect("the fuzzer runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
}
