//! Calls to somebody: SIPp plays the provider.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Node, free_ports, has_udp, until, wait};
use crate::tool;

/// The ports of SIPp's media: audio and video, each with RTCP.
const MEDIA_PORTS: u16 = 4;
/// How long SIPp waits for the end of its scenario, in seconds: for longer than any test does.
const LONGEST_CALL: &str = "180";

/// A provider that takes one call.
pub(crate) struct Provider {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Provider {
    /// Plays a scenario of `sipp/`, in which words in braces stand for others.
    pub(crate) fn play(folder: &Path, scenario: &str, words: &[(&str, &str)]) -> Self {
        Self::run(folder, scenario, words, None).listening()
    }

    /// The provider, once it listens.
    fn listening(mut self) -> Self {
        until("sipp listens", || {
            let ended = self.child.try_wait().expect("sipp is ours");
            assert!(ended.is_none(), "sipp ended: {ended:?}");
            has_udp(self.address.port()).then_some(())
        });
        self
    }

    fn run(folder: &Path, scenario: &str, words: &[(&str, &str)], target: Option<&str>) -> Self {
        let sip = free_ports(1 + MEDIA_PORTS);
        let media = sip + 1;
        let file = format!("tests/scenarios/sipp/{scenario}.xml");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let mut text = std::fs::read_to_string(file).expect("a scenario");
        for (word, value) in words {
            text = text.replace(&format!("{{{word}}}"), value);
        }
        let file = folder.join(format!("{scenario}-{sip}.xml"));
        std::fs::write(&file, text).expect("written");
        let child = Command::new("sipp")
            .arg("-sf")
            .arg(file)
            .args(["-i", "127.0.0.1", "-m", "1", "-nostdin"])
            .args(["-timeout", LONGEST_CALL])
            .args(["-p", &sip.to_string(), "-mp", &media.to_string()])
            .args(target)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sipp runs");
        let address = SocketAddr::from(([127, 0, 0, 1], sip));
        Self { child, address }
    }

    /// All went as the scenario says.
    pub(crate) fn ended_well(mut self) {
        let ended = self.child.wait().expect("sipp ends");
        assert!(
            ended.success(),
            "the provider saw something else: {ended:?}"
        );
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // It has ended where the test got so far.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) struct Setting {
    data: tempfile::TempDir,
    pub(crate) node: Node,
}

impl Setting {
    pub(crate) fn new(rtp: &str) -> Option<Self> {
        if !tool("sipp") {
            return None;
        }
        let data = tempfile::tempdir().expect("a folder");
        let node = Node::start(data.path(), rtp, &["--answer", "at-once"]);
        Some(Self { data, node })
    }

    pub(crate) fn provider(&self, scenario: &str, words: &[(&str, &str)]) -> Provider {
        Provider::play(self.data.path(), scenario, words)
    }

    /// Calls the node.
    pub(crate) fn caller(&self, scenario: &str, target: &str) -> Provider {
        Provider::run(self.data.path(), scenario, &[], Some(target))
    }

    /// Calls the node by a scenario in which words in braces stand for others.
    pub(crate) fn caller_with(&self, scenario: &str, words: &[(&str, &str)]) -> Provider {
        let target = self.node.sip.to_string();
        Provider::run(self.data.path(), scenario, words, Some(&target))
    }

    pub(crate) fn create(&self, provider: &Provider, more: &Value) -> (u16, Value) {
        self.call(provider.address, more)
    }

    /// Calls by a trunk with this address.
    pub(crate) fn call(&self, address: SocketAddr, more: &Value) -> (u16, Value) {
        let path = "/twirp/livekit.SIP/CreateSIPParticipant";
        self.node.post(path, &Self::request(address, more))
    }

    /// Hangs up on the callee.
    pub(crate) fn remove_callee(&self) {
        let who = json!({"room": "meeting", "identity": "callee"});
        let path = "/twirp/livekit.RoomService/RemoveParticipant";
        let (status, answer) = self.node.post(path, &who);
        assert_eq!(status, 200, "{answer}");
    }

    /// Where what a test makes lies.
    pub(crate) fn folder(&self) -> &Path {
        self.data.path()
    }

    pub(crate) fn request(address: SocketAddr, more: &Value) -> Value {
        let mut request = json!({
            "sip_call_to": "+4930222", "sip_number": "+4930111", "room_name": "meeting",
            "participant_identity": "callee", "participant_name": "Callee",
            "wait_until_answered": true,
            "trunk": {"hostname": address.to_string()},
        });
        let fields = request.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        request
    }

    /// Waits until the callee's status is this one.
    pub(crate) fn await_status(&self, wanted: &str) -> Value {
        let who = json!({"room": "meeting", "identity": "callee"});
        let path = "/twirp/livekit.RoomService/GetParticipant";
        until(&format!("the callee is {wanted}"), || {
            let (_, participant) = self.node.post(path, &who);
            (participant["attributes"]["sip.callStatus"] == wanted).then_some(participant)
        })
    }

    /// The record of the only call, once it has ended.
    pub(crate) fn ended(&self) -> Value {
        self.latest(1)
    }

    /// The record of the call that ended last, once so many have.
    pub(crate) fn latest(&self, count: usize) -> Value {
        let path = "/twirp/tandem.admin.v1.Admin/ListCalls";
        until("the call ends", || {
            let (_, answer) = self.node.post(path, &json!({"which": "ended"}));
            let ended = answer["calls"].as_array()?;
            let is_there = ended.len() >= count;
            is_there.then(|| ended.first().cloned()).flatten()
        })
    }
}

#[test]
fn refusals_reach_the_client_with_their_status() {
    let Some(setting) = Setting::new("43000-43099") else {
        return;
    };
    for (status, more, http, code, reason) in [
        ("486 Busy Here", "X-A: 1", 429, "resource_exhausted", "busy"),
        (
            "603 Decline",
            "X-A: 1",
            403,
            "permission_denied",
            "declined",
        ),
        (
            "404 Not Found",
            "X-A: 1",
            404,
            "not_found",
            "callee-unknown",
        ),
        (
            "302 Moved Temporarily",
            "X-A: 1",
            404,
            "not_found",
            "redirected",
        ),
        (
            "500 Server Failure",
            "X-A: 1",
            412,
            "failed_precondition",
            "trunk-failed",
        ),
        (
            "488 Not Acceptable Here",
            "X-A: 1",
            400,
            "invalid_argument",
            "no-common-codec",
        ),
        (
            "480 Gone Out",
            "X-A: 1",
            429,
            "resource_exhausted",
            "no-answer",
        ),
        (
            "407 Proxy Authentication Required",
            "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\"",
            412,
            "failed_precondition",
            "trunk-auth-failed",
        ),
    ] {
        let provider = setting.provider("refuse", &[("status", status), ("more", more)]);
        let (answered, error) = setting.create(&provider, &json!({}));
        let (number, phrase) = status.split_once(' ').expect("both");
        assert_eq!((answered, &error["code"]), (http, &json!(code)), "{error}");
        assert_eq!(error["meta"]["sip_status_code"], number);
        assert_eq!(error["meta"]["sip_status"], phrase);
        assert_eq!(error["meta"]["reason"], reason);
        provider.ended_well();
        setting.node.wait_for_empty_house();
    }
}

/// Actions of SIPp that look for each of these in a message.
fn checks(wanted: &[&str]) -> String {
    let host = "127.0.0.1:[0-9]+";
    let check = |wanted: &&str| {
        let wanted = wanted.replace("{host}", host);
        format!("<ereg regexp=\"{wanted}\" search_in=\"msg\" check_it=\"true\" assign_to=\"1\"/>")
    };
    wanted.iter().map(check).collect()
}

#[test]
fn a_request_may_give_its_own_addresses() {
    let Some(setting) = Setting::new("44100-44199") else {
        return;
    };
    let (udp, tcp) = ("SIP_TRANSPORT_UDP", "SIP_TRANSPORT_TCP");
    for (more, wanted) in [
        (
            json!({"to_user_override": "desk", "display_name": "Ann"}),
            [
                "INVITE sip:[+]4930222@{host} SIP",
                "To: .sip:desk@{host}.",
                "From: .Ann. .sip:",
            ],
        ),
        (
            json!({"sip_request_uri": {"raw": "sip:room;x=1@{host};user=phone"},
                "sip_to_header": {"values": {"user": "a", "host": "b.test", "port": 5070}, "display_name": "B"},
                "sip_from_header": {"raw": "sips:c@d.test", "display_name": "D"}}),
            [
                "INVITE sip:room;x=1@{host};user=phone SIP",
                "To: .B. .sip:a@b.test:5070.",
                "From: .D. .sips:c@d.test.;tag=",
            ],
        ),
        (
            json!({"sip_request_uri": {"values": {"user": "u", "ip": "127.0.0.1", "port": "{port}", "transport": udp}},
                "trunk": {"hostname": "nowhere.invalid", "from_host": "from.test"}}),
            [
                "INVITE sip:u@{host};transport=udp SIP",
                "To: .sip:[+]4930222@nowhere",
                "@from.test.;tag=",
            ],
        ),
        (
            json!({"headers": {"Route": "<sip:{host};lr>"}, "trunk": {"hostname": "nowhere.invalid"}}),
            [
                "INVITE sip:[+]4930222@nowhere.invalid SIP",
                "Route: .sip:{host};lr.",
                "Max-Forwards",
            ],
        ),
    ] {
        let provider = setting.provider("checked", &[("checks", &checks(&wanted))]);
        let address = provider.address;
        let more = more
            .to_string()
            .replace("\"{port}\"", &address.port().to_string());
        let more = more.replace("{host}", &address.to_string());
        let (status, error) =
            setting.create(&provider, &serde_json::from_str(&more).expect("JSON"));
        assert_eq!(
            (status, &error["meta"]["reason"]),
            (429, &json!("busy")),
            "{error}"
        );
        provider.ended_well();
        setting.node.wait_for_empty_house();
    }
    let provider = setting.provider("ring", &[]);
    let conflict = json!({"sip_request_uri": {"values": {"user": "u", "host": "h", "transport": tcp}},
        "trunk": {"hostname": "h", "transport": udp}});
    let (status, error) = setting.create(&provider, &conflict);
    assert_eq!(
        (status, &error["meta"]["field"]),
        (400, &json!("sip_request_uri"))
    );
    let text =
        "twirp error unknown: invalid request URI: different transports specified: tcp vs udp";
    assert_eq!(error["msg"], text);
}

#[test]
fn a_provider_may_want_a_longer_session_interval() {
    let Some(setting) = Setting::new("44300-44399") else {
        return;
    };
    let provider = setting.provider("session", &[]);
    let (status, error) = setting.create(&provider, &json!({}));
    assert_eq!(
        (status, &error["meta"]["reason"]),
        (429, &json!("busy")),
        "{error}"
    );
    provider.ended_well();
}

#[test]
fn redirections_are_followed_to_the_provider_and_nowhere_else() {
    let Some(setting) = Setting::new("44200-44299") else {
        return;
    };
    let busy = setting.provider(
        "checked",
        &[("checks", &checks(&["INVITE sip:b@{host} SIP"]))],
    );
    let elsewhere = "Contact: <sip:a@127.0.0.2:9>, <sip:a@127.0.0.1:[local_port];q=1>";
    let here = format!(
        "Contact: <sip:a@127.0.0.2:9>, <sip:b@{}>;q=0.5",
        busy.address
    );
    let moved = "302 Moved Temporarily";
    let provider = setting.provider("refuse", &[("status", moved), ("more", &here)]);
    let (status, error) = setting.create(&provider, &json!({}));
    assert_eq!(
        (status, &error["meta"]["reason"]),
        (429, &json!("busy")),
        "{error}"
    );
    provider.ended_well();
    busy.ended_well();
    // Itself once more, and another host.
    let provider = setting.provider("refuse", &[("status", moved), ("more", elsewhere)]);
    let own = json!({"sip_request_uri": {"raw": format!("sip:a@127.0.0.1:{};q=1", provider.address.port())}});
    let (status, error) = setting.create(&provider, &own);
    assert_eq!(
        (status, &error["meta"]["reason"]),
        (404, &json!("redirected")),
        "{error}"
    );
    provider.ended_well();
    setting.node.wait_for_empty_house();
}

#[test]
fn an_answered_call_is_in_its_room_until_it_is_removed() {
    let Some(setting) = Setting::new("43100-43199") else {
        return;
    };
    let provider = setting.provider("answer", &[]);
    let more = json!({
        "participant_attributes": {"color": "red"}, "participant_metadata": "m",
        "headers": {"X-Shown": "1"}, "dtmf": "1w2", "play_dialtone": true, "display_name": "Anna",
    });
    let (status, info) = setting.create(&provider, &more);
    assert_eq!(status, 200, "{info}");
    assert_eq!(info["participant_identity"], "callee");
    assert_eq!(info["room_name"], "meeting");
    let participant = setting.await_status("active");
    assert_eq!(participant["sid"], info["participant_id"]);
    assert_eq!(
        (&participant["name"], &participant["metadata"]),
        (&json!("Callee"), &json!("m"))
    );
    let attributes = &participant["attributes"];
    for (name, value) in [
        ("color", json!("red")),
        ("sip.callID", info["sip_call_id"].clone()),
        ("sip.phoneNumber", json!("+4930222")),
        ("sip.trunkPhoneNumber", json!("+4930111")),
        ("sip.twilio.callSid", json!("CA77")),
    ] {
        assert_eq!(attributes[name], value, "{attributes}");
    }
    assert!(attributes["sip.callTag"].is_string(), "{attributes}");
    let who = json!({"room": "meeting", "identity": "callee"});
    let path = "/twirp/livekit.RoomService/RemoveParticipant";
    assert_eq!(setting.node.post(path, &who).0, 200);
    provider.ended_well();
    let record = setting.ended();
    assert_eq!(
        (&record["direction"], &record["reason"], &record["codec"]),
        (&json!("outbound"), &json!("removed"), &json!("PCMU"))
    );
    setting.node.wait_for_empty_house();
}

#[test]
fn a_callee_may_hang_up() {
    let Some(setting) = Setting::new("43200-43299") else {
        return;
    };
    let provider = setting.provider("hangup", &[]);
    let (status, info) = setting.create(&provider, &json!({"hide_phone_number": true}));
    assert_eq!(status, 200, "{info}");
    provider.ended_well();
    let record = setting.ended();
    assert_eq!(
        (&record["reason"], &record["final_status"]),
        (&json!("callee-hangup"), &json!(200))
    );
    setting.node.wait_for_empty_house();
}

#[test]
fn a_call_that_rings_is_taken_back() {
    let Some(setting) = Setting::new("43300-43399") else {
        return;
    };
    // Nobody answers in time.
    let provider = setting.provider("ring", &[]);
    let (status, error) = setting.create(&provider, &json!({"ringing_timeout": "1s"}));
    assert_eq!(
        (status, &error["code"]),
        (408, &json!("canceled")),
        "{error}"
    );
    assert_eq!(error["meta"]["reason"], "no-answer");
    provider.ended_well();
    setting.node.wait_for_empty_house();
    // The room is deleted meanwhile.
    let provider = setting.provider("ring", &[]);
    let (status, info) = setting.create(&provider, &json!({"wait_until_answered": false}));
    assert_eq!(status, 200, "{info}");
    let participant = setting.await_status("ringing");
    assert_eq!(participant["sid"], info["participant_id"]);
    let path = "/twirp/livekit.RoomService/DeleteRoom";
    let deleted = setting.node.post(path, &json!({"room": "meeting"}));
    assert_eq!(deleted.0, 200);
    provider.ended_well();
    setting.node.wait_for_empty_house();
}

#[test]
fn a_client_that_goes_while_it_waits_takes_the_call_back() {
    let Some(setting) = Setting::new("44400-44499") else {
        return;
    };
    let provider = setting.provider("ring", &[]);
    let path = "/twirp/livekit.SIP/CreateSIPParticipant";
    let request = Setting::request(provider.address, &json!({}));
    let client = wait(setting.node.http, path, &request).expect("the node listens");
    setting.await_status("ringing");
    drop(client);
    provider.ended_well();
    assert_eq!(setting.ended()["reason"], "asker-gone");
    setting.node.wait_for_empty_house();
}

#[test]
fn a_provider_that_asks_is_shown_credentials() {
    let Some(setting) = Setting::new("43400-43499") else {
        return;
    };
    let who = json!({"room": "meeting", "identity": "callee"});
    // SIPp's own judge looks at no Proxy-Authorization.
    let judge = "<verifyauth assign_to=\"proved\" username=\"user\" password=\"secret\"/>";
    let looks = "<ereg regexp=\"username=.user., realm=.provider., nonce=.abc.\" search_in=\"hdr\" \
                 header=\"Proxy-Authorization:\" assign_to=\"proved\"/>";
    for (status, field, judge) in [
        ("401 Unauthorized", "WWW-Authenticate", judge),
        (
            "407 Proxy Authentication Required",
            "Proxy-Authenticate",
            looks,
        ),
    ] {
        let challenge = format!("{field}: Digest realm=\"provider\", nonce=\"abc\", qop=\"auth\"");
        let words = [
            ("status", status),
            ("challenge", challenge.as_str()),
            ("judge", judge),
        ];
        let provider = setting.provider("challenge", &words);
        let trunk = json!({"hostname": provider.address.to_string(), "auth_username": "user",
            "auth_password": "secret"});
        let (status, info) = setting.create(&provider, &json!({"trunk": trunk}));
        assert_eq!(status, 200, "{info}");
        let path = "/twirp/livekit.RoomService/RemoveParticipant";
        assert_eq!(setting.node.post(path, &who).0, 200);
        provider.ended_well();
        setting.node.wait_for_empty_house();
    }
}

#[test]
fn nothing_in_a_request_can_end_a_line() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "43500-43599", &[]);
    let good = json!({"sip_call_to": "+4930222", "sip_number": "+4930111", "room_name": "meeting",
        "trunk": {"hostname": "127.0.0.1:9"}});
    for end in ["\r", "\n", "\0", "\r\nX-Evil: 1"] {
        for (field, value) in [
            ("sip_call_to", json!(format!("+4930{end}"))),
            ("sip_number", json!(format!("+4930{end}"))),
            ("display_name", json!(format!("Anna{end}"))),
            ("dtmf", json!(format!("1{end}"))),
            ("headers", json!({"X-Good": format!("v{end}")})),
            ("headers", json!({format!("X-Bad{end}"): "v"})),
            (
                "trunk.hostname",
                json!({"hostname": format!("127.0.0.1{end}")}),
            ),
            (
                "trunk.from_host",
                json!({"hostname": "127.0.0.1", "from_host": format!("a{end}")}),
            ),
            ("to_user_override", json!(format!("desk{end}"))),
            ("sip_request_uri", json!({"raw": format!("sip:a@b{end}")})),
            (
                "sip_request_uri",
                json!({"values": {"user": format!("a{end}"), "host": "b"}}),
            ),
            (
                "sip_to_header",
                json!({"values": {"user": "a", "host": format!("b{end}")}}),
            ),
            (
                "sip_from_header",
                json!({"raw": "sip:a@b", "display_name": format!("A{end}")}),
            ),
        ] {
            let mut request = good.clone();
            request[field.split('.').next().expect("a name")] = value;
            let path = "/twirp/livekit.SIP/CreateSIPParticipant";
            let (status, error) = node.post(path, &request);
            assert_eq!(
                (status, &error["code"]),
                (400, &json!("invalid_argument")),
                "{error}"
            );
            assert_eq!(error["meta"]["field"], field, "{error}");
        }
    }
}

#[test]
fn a_trunk_that_is_nowhere_is_told() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "43600-43699", &[]);
    let request = json!({"sip_call_to": "1", "sip_number": "2", "room_name": "meeting",
        "trunk": {"hostname": "nowhere.invalid"}});
    let path = "/twirp/livekit.SIP/CreateSIPParticipant";
    let (status, error) = node.post(path, &request);
    assert_eq!(
        (status, &error["code"]),
        (400, &json!("invalid_argument")),
        "{error}"
    );
    assert_eq!(error["meta"]["reason"], "trunk-unresolved");
}
