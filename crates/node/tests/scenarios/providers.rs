//! Providers, PBXs and phones call as they do, and the trunks of their pages in `docs/providers` take the calls.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::outbound::Setting;
use crate::support::until;

/// Someone who calls, and what becomes of his call.
struct Caller {
    /// The name of his page and of his INVITE.
    name: &'static str,
    rtp: &'static str,
    codec: &'static str,
    /// An attribute that his call has in the room.
    attribute: (&'static str, &'static str),
}

const CALLERS: [Caller; 8] = [
    Caller {
        name: "twilio",
        rtp: "48000-48019",
        codec: "PCMU",
        attribute: ("sip.twilio.callSid", "CA00000000000000000000000000000001"),
    },
    Caller {
        name: "telnyx",
        rtp: "48020-48039",
        codec: "G722",
        attribute: (
            "sip.telnyx.callLegID",
            "5b0e7d3e-4e3f-11ef-a0a1-02420aef7ba0",
        ),
    },
    Caller {
        name: "plivo",
        rtp: "48040-48059",
        codec: "PCMU",
        attribute: ("sip.phoneNumber", "+14155550111"),
    },
    Caller {
        name: "vonage",
        rtp: "48060-48079",
        codec: "PCMU",
        attribute: ("sip.phoneNumber", "14155550111"),
    },
    Caller {
        name: "asterisk",
        rtp: "48080-48099",
        codec: "PCMU",
        attribute: ("sip.phoneNumber", "+14155550111"),
    },
    Caller {
        name: "freeswitch",
        rtp: "48100-48119",
        codec: "G722",
        attribute: ("sip.phoneNumber", "+14155550111"),
    },
    Caller {
        name: "kamailio",
        rtp: "48120-48139",
        codec: "PCMU",
        attribute: ("sip.phoneNumber", "+14155550111"),
    },
    Caller {
        name: "desk-phone",
        rtp: "48140-48159",
        codec: "G722",
        attribute: ("sip.phoneNumber", "desk302"),
    },
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The blocks of JSON in a page: the inbound trunk, then the outbound one.
fn trunks(name: &str) -> Vec<Value> {
    let page = root().join(format!("docs/providers/{name}.md"));
    let text = fs::read_to_string(page).expect("a page");
    let blocks = text.split("```json\n").skip(1);
    let block = |text: &str| {
        let (json, _) = text.split_once("```").expect("the block ends");
        serde_json::from_str(json).expect("JSON")
    };
    blocks.map(block).collect()
}

/// The scenario and its words: with a password, the INVITE is sent twice.
fn scenario(name: &str, trunk: &Value) -> (&'static str, Vec<(&'static str, String)>) {
    let file = format!("tests/scenarios/providers/{name}.sip");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(file).expect("an INVITE");
    let routes = if text.contains("Record-Route:") {
        "[routes]"
    } else {
        "X-Routes: none"
    };
    let routes = ("routes", routes.to_owned());
    let Some(username) = trunk["auth_username"].as_str() else {
        let number = text
            .split("CSeq: ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next());
        let cseq = ("cseq", number.expect("a number").to_owned());
        return ("provider", vec![("invite", text), routes, cseq]);
    };
    let password = trunk["auth_password"].as_str().expect("a password");
    let proof = format!("[authentication username={username} password={password}]\nContent-Type:");
    let words = vec![
        ("first", text.replace("{cseq}", "1")),
        ("invite", text.replacen("Content-Type:", &proof, 1)),
        ("cseq", "2".to_owned()),
        routes,
    ];
    ("provider-digest", words)
}

#[test]
fn the_trunks_of_their_pages_take_their_calls() {
    for caller in CALLERS {
        let Some(setting) = Setting::new(caller.rtp) else {
            return;
        };
        check(&setting, &caller);
    }
}

fn check(setting: &Setting, caller: &Caller) {
    let name = caller.name;
    println!("{name} calls");
    let mut trunks = trunks(name).into_iter();
    let mut inbound = trunks.next().expect("an inbound trunk");
    let explain = |source: &str| {
        let call = json!({"from": "+14155550111", "to": "+15105550100", "source": source});
        let path = "/twirp/tandem.admin.v1.Admin/Explain";
        setting.node.post(path, &call).1["verdict"].clone()
    };
    let trunk = &mut inbound["trunk"];
    let its_addresses = trunk["allowed_addresses"].clone();
    if let Some(addresses) = trunk["allowed_addresses"].as_array_mut() {
        addresses.push(json!("127.0.0.1"));
    }
    setting.node.sip_api("CreateSIPInboundTrunk", &inbound);
    let rule = json!({"dispatch_rule": {"rule": {"dispatchRuleDirect": {"roomName": "meeting"}}}});
    setting.node.sip_api("CreateSIPDispatchRule", &rule);
    if let Some(first) = its_addresses.get(0).and_then(Value::as_str) {
        let host = first.split('/').next().expect("an address");
        let known = explain(host);
        assert!(known == "enter" || known == "challenge", "{name}: {known}");
        assert_eq!(explain("203.0.113.99"), "source-not-allowed", "{name}");
    }
    let (scenario, words) = scenario(name, &inbound["trunk"]);
    let words: Vec<_> = words.iter().map(|(word, text)| (*word, &**text)).collect();
    let played = setting.caller_with(scenario, &words);
    let caller_in_room = until("he is in the room", || {
        let path = "/twirp/livekit.RoomService/ListParticipants";
        let (_, people) = setting.node.post(path, &json!({"room": "meeting"}));
        let first = people["participants"].get(0)?.clone();
        (first["attributes"]["sip.callStatus"] == "active").then_some(first)
    });
    let (attribute, value) = caller.attribute;
    let attributes = &caller_in_room["attributes"];
    assert_eq!(attributes[attribute], value, "{name}: {attributes}");
    let who = json!({"room": "meeting", "identity": caller_in_room["identity"]});
    let path = "/twirp/livekit.RoomService/RemoveParticipant";
    assert_eq!(setting.node.post(path, &who).0, 200);
    played.ended_well();
    assert_eq!(setting.ended()["codec"], caller.codec, "{name}");
    for outbound in trunks {
        setting.node.sip_api("CreateSIPOutboundTrunk", &outbound);
    }
}

/// How providers that were watched ask for a password, and what the answer must have.
const CHALLENGES: [(&str, &str, &str, &str); 2] = [
    (
        "twilio",
        "407 Proxy Authentication required",
        "Proxy-Authenticate: Digest realm=\"sip.twilio.com\",qop=\"auth\",nonce=\"abc\",opaque=\"def\"",
        // SIPp's own judge looks at no Proxy-Authorization.
        "<ereg regexp=\"realm=.sip.twilio.com.,.*opaque=.def.\" search_in=\"hdr\" \
         header=\"Proxy-Authorization:\" assign_to=\"proved\"/>",
    ),
    (
        "asterisk",
        "401 Unauthorized",
        "WWW-Authenticate: Digest realm=\"asterisk\",nonce=\"1691183063/1add42\",opaque=\"4ff79805\",algorithm=MD5,qop=\"auth\"",
        "<verifyauth assign_to=\"proved\" username=\"{username}\" password=\"{password}\"/>",
    ),
];

#[test]
fn their_challenges_are_answered_with_the_trunks_of_their_pages() {
    let Some(setting) = Setting::new("48160-48199") else {
        return;
    };
    for (name, status, challenge, judge) in CHALLENGES {
        println!("{name} asks");
        let outbound = &trunks(name)[1]["trunk"];
        let word = |key: &str| outbound[key].as_str().expect("a word");
        let (username, password) = (word("auth_username"), word("auth_password"));
        let judge = judge.replace("{username}", username);
        let judge = judge.replace("{password}", password);
        let words = [
            ("status", status),
            ("challenge", challenge),
            ("judge", &*judge),
        ];
        let provider = setting.provider("challenge", &words);
        let trunk = json!({"trunk": {"hostname": provider.address.to_string(),
            "auth_username": username, "auth_password": password}});
        let (status, info) = setting.create(&provider, &trunk);
        assert_eq!(status, 200, "{info}");
        let who = json!({"room": "meeting", "identity": "callee"});
        let path = "/twirp/livekit.RoomService/RemoveParticipant";
        assert_eq!(setting.node.post(path, &who).0, 200);
        provider.ended_well();
        setting.node.wait_for_empty_house();
    }
    // Twilio says in a field of its own what was wrong with the password.
    let why = "X-Twilio-Error: 32202 Authentication failure - bad user credentials.";
    let words = [("status", "403 Forbidden"), ("more", why)];
    let provider = setting.provider("refuse", &words);
    let (_, error) = setting.create(&provider, &json!({}));
    assert_eq!(error["meta"]["reason"], "declined", "{error}");
    provider.ended_well();
}

/// Whoever has a page calls in a test, and names the file; whoever calls has a page.
#[test]
fn every_page_has_its_scenario() {
    let stems = |folder: PathBuf, kind: &str| {
        let files = fs::read_dir(folder).expect("a folder");
        let files = files.map(|file| file.expect("an entry").path());
        let files = files.filter(|file| file.extension().is_some_and(|end| end == kind));
        let stem = |file: PathBuf| {
            file.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        };
        let mut stems: Vec<String> = files.map(stem).filter(|stem| stem != "README").collect();
        stems.sort();
        stems
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/providers");
    let pages = root().join("docs/providers");
    let mut callers = CALLERS.map(|caller| caller.name.to_owned());
    callers.sort();
    assert_eq!(stems(pages.clone(), "md"), callers);
    assert_eq!(stems(folder, "sip"), callers);
    for name in callers {
        let text = fs::read_to_string(pages.join(format!("{name}.md"))).expect("a page");
        let file = format!("scenarios/providers/{name}.sip");
        assert!(text.contains(&file), "{name} does not name {file}");
        for part in [
            "## At ",
            "## At Tandem",
            "## What it does",
            "## When it fails",
        ] {
            assert!(text.contains(part), "{name} has no part {part:?}");
        }
    }
}
