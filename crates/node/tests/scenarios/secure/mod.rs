//! TLS and SRTP with programs of others, and targets that the DNS names.

pub(crate) mod names;

use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use serde_json::{Value, json};

use crate::baresip::Baresip;
use crate::support::{Helper, Node, free_port, until, write_node_config};
use crate::trace::check;
use crate::{sipp, tool};
use names::NameServer;

const TANDEM: &str = env!("CARGO_BIN_EXE_tandem");
const ALLOW: &str = "SIP_MEDIA_ENCRYPT_ALLOW";
const REQUIRE: &str = "SIP_MEDIA_ENCRYPT_REQUIRE";
const DISABLE: &str = "SIP_MEDIA_ENCRYPT_DISABLE";

/// A node that speaks TLS; its authority has signed the phones, too.
struct Setting {
    node: Node,
    /// Ends after the node.
    folder: tempfile::TempDir,
}

/// Makes an authority in a folder, and certificates for these hosts.
fn certificates(folder: &Path, hosts: &[(&str, &str)]) {
    let make = |arguments: &[&str]| {
        let made = Command::new(TANDEM)
            .args(["cluster", "cert"])
            .args(arguments)
            .arg("--dir")
            .arg(folder)
            .stdout(Stdio::null())
            .status();
        assert!(made.expect("it runs").success());
    };
    make(&["ca"]);
    for (name, host) in hosts {
        make(&["node", name, "--host", "127.0.0.1", "--host", host]);
    }
}

/// A folder with an authority of its own, and certificates of the node and of a phone.
fn signed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let hosts = [("sip", "sip.example.test"), ("phone", "phone.example.test")];
    certificates(folder.path(), &hosts);
    folder
}

fn write_config(folder: &Path, rtp: &str, names: Option<SocketAddr>) -> std::path::PathBuf {
    let names = names.map(|address| format!("name_servers = \"{address}\"\n"));
    let dir = folder.display();
    let tls = format!(
        "[sip.tls]\nlisten = \"127.0.0.1:0\"\ncert = \"{dir}/sip.pem\"\nkey = \"{dir}/sip.key\"\nca = \"{dir}/ca.pem\"\n"
    );
    write_node_config(folder, rtp, &names.unwrap_or_default(), &tls)
}

impl Setting {
    fn new(rtp: &str, names: Option<SocketAddr>) -> Self {
        let folder = signed();
        let node = Node::serve(&write_config(folder.path(), rtp, names));
        Self { node, folder }
    }

    fn phone(&self, transport: &str, keys: &str, calls: Option<&str>) -> Baresip {
        Baresip::start(self.folder.path(), transport, keys, calls)
    }

    /// Lets callers into a room each, if they do this with keys; gives the rule.
    fn rule(&self, encryption: &str) -> Value {
        let rule = json!({"dispatch_rule": {
            "rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}, "media": {"encryption": encryption}}});
        self.node.sip_api("CreateSIPDispatchRule", &rule)
    }

    fn delete(&self, rule: &Value) {
        let id = json!({"sip_dispatch_rule_id": rule["sip_dispatch_rule_id"]});
        self.node.sip_api("DeleteSIPDispatchRule", &id);
    }

    fn calls(&self, which: &str) -> Vec<Value> {
        let path = "/twirp/tandem.admin.v1.Admin/ListCalls";
        let (_, answer) = self.node.post(path, &json!({"which": which}));
        answer["calls"].as_array().expect("a list").clone()
    }

    /// The record of the call that ended last, once so many have.
    fn ended(&self, count: usize) -> Value {
        let ended = until("the call ends", || {
            let ended = self.calls("ended");
            (ended.len() >= count).then_some(ended)
        });
        let last = ended
            .iter()
            .max_by_key(|call| call["started_at"].to_string());
        last.expect("there is one").clone()
    }

    /// Calls by a trunk that is made of this, and deleted.
    fn create(&self, trunk: &Value) -> (u16, Value) {
        let mut trunk = trunk.clone();
        trunk["name"] = json!("provider");
        trunk["numbers"] = json!(["+4930111"]);
        let made = json!({ "trunk": trunk });
        let made = self.node.sip_api("CreateSIPOutboundTrunk", &made);
        let id = &made["sip_trunk_id"];
        let request = json!({
            "sip_trunk_id": id, "sip_call_to": "anna", "room_name": "meeting",
            "participant_identity": "callee", "wait_until_answered": true,
        });
        let path = "/twirp/livekit.SIP/CreateSIPParticipant";
        let answer = self.node.post(path, &request);
        let deleted = json!({ "sip_trunk_id": id });
        self.node.sip_api("DeleteSIPTrunk", &deleted);
        answer
    }

    /// The trace of an answered call of baresip's has all that was said, and other programs read it.
    fn check_trace(&self, record: &Value) {
        let id = record["call_id"].as_str().expect("an id");
        let said = ["INVITE", "180", "200", "ACK", "BYE", "200"];
        let ladder = check(&self.node, self.folder.path(), id, &said);
        assert!(ladder.contains(" TLS"), "{ladder}");
    }

    /// Waits until media comes in.
    fn await_media(&self) {
        until("media comes", || {
            let (_, page) = self.node.get_as("", "/metrics");
            let page = page.as_str().expect("a page");
            let mut lines = page
                .lines()
                .filter(|line| line.starts_with("tandem_rtp_packets"));
            lines.find_map(|line| {
                let count = line
                    .rsplit(' ')
                    .next()
                    .and_then(|count| count.parse::<f64>().ok());
                (line.contains("received") && count? > 20.0).then_some(())
            })
        });
    }

    /// Calls, is answered, and hangs up; gives the record, of so many that ended.
    fn call_out(&self, trunk: &Value, count: usize) -> Value {
        let (status, answer) = self.create(trunk);
        assert_eq!(status, 200, "{answer}");
        let who = json!({"room": "meeting", "identity": "callee"});
        let path = "/twirp/livekit.RoomService/RemoveParticipant";
        assert_eq!(self.node.post(path, &who).0, 200);
        self.ended(count)
    }
}

fn facts(record: &Value) -> [&Value; 4] {
    ["transport", "media_encryption", "codec", "reason"].map(|name| &record[name])
}

fn heard(record: &Value) -> u64 {
    let count = record["media"]["packets_received"].as_str().unwrap_or("0");
    count.parse().expect("a number")
}

#[test]
fn baresip_calls_over_tls_with_keys_while_the_certificate_changes() {
    if !tool("baresip") {
        return;
    }
    let setting = Setting::new("45000-45099", None);
    setting.rule(REQUIRE);
    let target = |setting: &Setting| format!("sip:100@{}", setting.node.listener("TLS", true));
    let mut phone = setting.phone("tls", "srtp-mand", Some(&target(&setting)));
    until("the call is answered", || {
        let live = setting.calls("live");
        live.iter()
            .any(|call| call["state"] == "active")
            .then_some(())
    });
    // Another authority's certificate, under the same names.
    let other = signed();
    for name in ["sip.pem", "sip.key"] {
        std::fs::copy(other.path().join(name), setting.folder.path().join(name)).expect("copied");
    }
    setting.node.signal("HUP");
    until("the new certificate is shown", || {
        let shown = show_certificate(
            setting.node.listener("TLS", true),
            &other.path().join("ca.pem"),
        );
        shown.status.success().then_some(())
    });
    setting.await_media();
    phone.hang_up();
    let record = setting.ended(1);
    assert_eq!(
        facts(&record),
        ["TLS", "sdes", "PCMU", "caller-hangup"],
        "{record}"
    );
    assert!(heard(&record) > 0, "{record}");
    setting.check_trace(&record);
    setting.node.wait_for_empty_house();
}

/// Asks for the certificate as a client that trusts this authority alone.
fn show_certificate(server: SocketAddr, ca: &Path) -> Output {
    Command::new("openssl")
        .args([
            "s_client",
            "-verify_return_error",
            "-connect",
            &server.to_string(),
            "-CAfile",
        ])
        .arg(ca)
        .stdin(Stdio::null())
        .output()
        .expect("openssl runs")
}

#[test]
fn baresip_is_called_over_tls_with_keys() {
    if !tool("baresip") {
        return;
    }
    let names = NameServer::start(vec![
        names::host("phone.example.test"),
        names::host("other.example.test"),
    ]);
    let setting = Setting::new("45100-45199", Some(names.address));
    let phone = setting.phone("tls", "srtp-mand", None);
    let trunk = |host: &str| {
        json!({"address": format!("{host}:{}", phone.secure.port()), "transport": "SIP_TRANSPORT_TLS",
            "media_encryption": REQUIRE})
    };
    let (status, error) = setting.create(&trunk("other.example.test"));
    assert_eq!(
        (status, &error["meta"]["reason"]),
        (412, &json!("trunk-untrusted")),
        "{error}"
    );
    let plain = json!({"address": phone.plain.to_string(), "transport": "SIP_TRANSPORT_TLS"});
    let (status, error) = setting.create(&plain);
    assert_eq!(
        (status, &error["meta"]["reason"]),
        (412, &json!("trunk-tls-failed")),
        "{error}"
    );
    for (count, host) in [(3, "phone.example.test"), (4, "127.0.0.1")] {
        let record = setting.call_out(&trunk(host), count);
        assert_eq!(
            facts(&record),
            ["TLS", "sdes", "PCMU", "removed"],
            "{record}"
        );
        setting.check_trace(&record);
    }
    setting.node.wait_for_empty_house();
}

#[test]
fn naptr_picks_tls() {
    if !tool("baresip") {
        return;
    }
    let folder = signed();
    let phone = Baresip::start(folder.path(), "tls", "srtp", None);
    let names = NameServer::start(vec![
        names::naptr(
            "phone.example.test",
            20,
            "SIP+D2U",
            "_sip._udp.phone.example.test",
        ),
        names::naptr(
            "phone.example.test",
            10,
            "SIPS+D2T",
            "_sips._tcp.phone.example.test",
        ),
        names::srv(
            "_sips._tcp.phone.example.test",
            1,
            phone.secure.port(),
            "host.example.test",
        ),
        names::srv(
            "_sip._udp.phone.example.test",
            1,
            phone.plain.port(),
            "host.example.test",
        ),
        names::host("host.example.test"),
    ]);
    let node = Node::serve(&write_config(
        folder.path(),
        "45200-45299",
        Some(names.address),
    ));
    let setting = Setting { node, folder };
    let trunk = json!({"address": "phone.example.test", "media_encryption": ALLOW});
    let record = setting.call_out(&trunk, 1);
    assert_eq!(
        facts(&record),
        ["TLS", "sdes", "PCMU", "removed"],
        "{record}"
    );
    setting.node.wait_for_empty_house();
}

#[test]
fn peers_without_keys_are_taken_or_refused_as_it_is_said() {
    if !tool("baresip") {
        return;
    }
    let setting = Setting::new("45300-45399", None);
    let target = format!("sip:100@{}", setting.node.listener("UDP", true));
    let mut count = 0;
    // What callers do, what the rule wants, and what becomes of it.
    for (keys, encryption, transport, wanted) in [
        ("", ALLOW, "udp", Ok("")),
        ("srtp", ALLOW, "udp", Ok("sdes-in-clear")),
        ("srtp-mand", DISABLE, "udp", Err("no-common-crypto")),
        ("", REQUIRE, "udp", Err("no-common-crypto")),
    ] {
        count += 1;
        let rule = setting.rule(encryption);
        let mut phone = setting.phone(transport, keys, Some(&target));
        if wanted.is_ok() {
            until("the call is answered", || {
                let live = setting.calls("live");
                live.iter()
                    .any(|call| call["state"] == "active")
                    .then_some(())
            });
            phone.hang_up();
        }
        let record = setting.ended(count);
        match wanted {
            Ok(wanted) => assert_eq!(record["media_encryption"], wanted, "{keys} {record}"),
            Err(reason) => {
                assert_eq!(
                    (&record["final_status"], &record["reason"]),
                    (&json!(488), &json!(reason)),
                    "{keys} {record}"
                );
                until("the phone is told", || {
                    phone.has_said("text=\"no-common-crypto\"")
                });
                until("the phone is warned", || phone.has_said("Warning: 302 "));
            }
        }
        setting.delete(&rule);
    }
    // What callees do, and what the trunk wants.
    for (keys, encryption, wanted) in [
        ("", ALLOW, Ok("")),
        ("srtp", ALLOW, Ok("sdes-in-clear")),
        ("", REQUIRE, Err("no-common-crypto")),
        // Who wants keys and says no more than 488 may as well want a codec.
        ("srtp-mand", DISABLE, Err("no-common-codec")),
    ] {
        count += 1;
        let phone = setting.phone("udp", keys, None);
        let trunk = json!({"address": phone.plain.to_string(), "media_encryption": encryption});
        match wanted {
            Ok(wanted) => {
                let record = setting.call_out(&trunk, count);
                assert_eq!(record["media_encryption"], wanted, "{keys} {record}");
            }
            Err(reason) => {
                let (status, error) = setting.create(&trunk);
                let told = (status, &error["meta"]["reason"]);
                assert_eq!(told, (400, &json!(reason)), "{error}");
                setting.ended(count);
            }
        }
    }
    setting.node.wait_for_empty_house();
}

#[test]
fn certificates_that_do_not_fit_are_told_before_the_start() {
    let folder = signed();
    let config = write_config(folder.path(), "45400-45499", None);
    let check = || {
        let checked = Command::new(TANDEM)
            .args(["config", "check"])
            .arg(&config)
            .output();
        let checked = checked.expect("it runs");
        (
            checked.status.code(),
            String::from_utf8_lossy(&checked.stderr).into_owned(),
        )
    };
    assert_eq!(check(), (Some(0), String::new()));
    let (ca, away) = (folder.path().join("ca.pem"), folder.path().join("away"));
    std::fs::rename(&ca, &away).expect("moved");
    let (code, told) = check();
    assert!(code == Some(1) && told.contains("ca.pem"), "{told}");
    std::fs::rename(&away, &ca).expect("moved");
    let [own, other] = ["sip.key", "phone.key"].map(|name| folder.path().join(name));
    std::fs::copy(other, own).expect("copied");
    let (code, told) = check();
    assert_eq!(code, Some(1));
    assert!(
        told.contains("sip.pem") && told.contains("the key of that certificate"),
        "{told}"
    );
}

/// A UDP socket's datagrams that wait, as their first words.
fn waiting(socket: &UdpSocket) -> Vec<String> {
    socket.set_nonblocking(true).expect("set");
    let mut buffer = [0; 4096];
    let next = || {
        let count = socket.recv(&mut buffer).ok()?;
        let text = String::from_utf8_lossy(&buffer[..count]).into_owned();
        Some(text.split(' ').next().unwrap_or_default().to_owned())
    };
    std::iter::from_fn(next).collect()
}

/// What of a call that went out says whom it reached.
fn source(record: &Value) -> &str {
    record["source"].as_str().unwrap_or_default()
}

#[test]
fn the_next_call_passes_by_a_target_that_died() {
    if !tool("baresip") {
        return;
    }
    let folder = signed();
    let phone = || Baresip::start(folder.path(), "udp", "", None);
    let (first, second) = (phone(), phone());
    let silent = UdpSocket::bind("127.0.0.1:0").expect("bound");
    let silence = silent.local_addr().expect("bound");
    let (dead, alive) = (first.plain, second.plain.to_string());
    let srv = |of: &str, priority, address: SocketAddr| {
        names::srv(of, priority, address.port(), "host.test")
    };
    let names = NameServer::start(vec![
        srv("_sip._udp.dies.test", 1, dead),
        srv("_sip._udp.dies.test", 2, second.plain),
        srv("_sip._udp.silent.test", 1, silence),
        srv("_sip._udp.silent.test", 2, second.plain),
        names::host("host.test"),
    ]);
    let node = Node::serve(&write_config(
        folder.path(),
        "45500-45599",
        Some(names.address),
    ));
    let setting = Setting { node, folder };
    let call = |host: &str, count| {
        let begun = Instant::now();
        let record = setting.call_out(&json!({"address": host}), count);
        println!("{host}: call {count} took {:?}", begun.elapsed());
        record
    };
    assert_eq!(source(&call("dies.test", 1)), dead.to_string());
    drop(first);
    assert_eq!(source(&call("dies.test", 2)), alive);
    // Who comes back is not asked at once.
    let back = UdpSocket::bind(dead).expect("it is free");
    assert_eq!(source(&call("dies.test", 3)), alive);
    assert!(waiting(&back).is_empty(), "it is remembered");
    assert_eq!(source(&call("silent.test", 4)), alive);
    let asked = waiting(&silent);
    assert!(asked.iter().all(|method| method == "INVITE"), "{asked:?}");
    assert!(!asked.is_empty(), "it is the first choice");
    assert_eq!(source(&call("silent.test", 5)), alive);
    let asked = waiting(&silent);
    let is_old = asked.iter().all(|method| method == "INVITE");
    assert!(
        is_old && asked.len() < 8,
        "only the first INVITE goes on: {asked:?}"
    );
    setting.node.wait_for_empty_house();
}

/// Debian's SIPp is built without TLS: OpenSSL stands between it and the node, as `socat`.
#[test]
fn sipp_calls_and_is_called_through_openssl() {
    if !tool("sipp") || !tool("socat") {
        return;
    }
    let setting = Setting::new("45600-45699", None);
    let folder = setting.folder.path();
    setting.rule(ALLOW);
    let (enter, port) = (free_port(), setting.node.listener("TLS", true).port());
    let listen = format!("TCP-LISTEN:{enter},bind=127.0.0.1,fork,reuseaddr");
    let connect =
        format!("OPENSSL:127.0.0.1:{port},cafile=ca.pem,verify=1,commonname=sip.example.test");
    let _inward = Helper::start("socat", &[&listen, &connect], folder);
    let enter = SocketAddr::from(([127, 0, 0, 1], enter));
    until("socat listens", || TcpStream::connect(enter).ok());
    sipp(folder, enter, "t1", ["-r", "20", "-m", "20"]);
    let record = setting.ended(20);
    assert_eq!(
        facts(&record),
        ["TLS", "", "PCMU", "caller-hangup"],
        "{record}"
    );

    let both =
        ["phone.pem", "phone.key"].map(|name| std::fs::read(folder.join(name)).expect("read"));
    std::fs::write(folder.join("both.pem"), both.concat()).expect("written");
    let (outward, callee) = (free_port(), free_port().to_string());
    let listen = format!(
        "OPENSSL-LISTEN:{outward},bind=127.0.0.1,fork,reuseaddr,cert=both.pem,cafile=ca.pem,verify=1"
    );
    let connect = format!("TCP:127.0.0.1:{callee}");
    let _outward = Helper::start("socat", &[&listen, &connect], folder);
    let arguments = [
        "-sn",
        "uas",
        "-t",
        "t1",
        "-i",
        "127.0.0.1",
        "-p",
        &callee,
        "-nostdin",
    ];
    let _callee = Helper::start("sipp", &arguments, folder);
    // Until both listen, the call fails.
    let trunk =
        json!({"address": format!("127.0.0.1:{outward}"), "transport": "SIP_TRANSPORT_TLS"});
    let failed = until("it is answered", || {
        let (status, _) = setting.create(&trunk);
        (status == 200).then(|| setting.calls("ended").len())
    });
    let who = json!({"room": "meeting", "identity": "callee"});
    let path = "/twirp/livekit.RoomService/RemoveParticipant";
    assert_eq!(setting.node.post(path, &who).0, 200);
    let record = setting.ended(failed + 1);
    assert_eq!(facts(&record), ["TLS", "", "PCMU", "removed"], "{record}");
    setting.node.wait_for_empty_house();
}
