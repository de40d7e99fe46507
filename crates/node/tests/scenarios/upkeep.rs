//! Outbound trunks are asked whether they are there, and registered.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use tandem_rtp_proto::Codec;
use tandem_sip_proto::{HeaderName, Limits, Message};

use crate::outbound::Setting;
use crate::peers::{KAMAILIO, begin_kamailio};
use crate::secure::names::{NameServer, host, srv};
use crate::support::{Node, Phone, deaf_socket, response, until};
use crate::tool;

/// A peer that answers OPTIONS and REGISTER with 200 and INVITE with 486, or nothing at all; and remembers what came.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    /// The methods, and who sent them.
    heard: Arc<Mutex<Vec<(String, IpAddr)>>>,
    /// It answers OPTIONS with 503.
    is_unavailable: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Peer {
    pub(crate) fn start(is_silent: bool) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("bound");
        let address = socket.local_addr().expect("an address");
        let tick = Some(Duration::from_millis(50));
        socket.set_read_timeout(tick).expect("set");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let [is_unavailable, stop] = [(); 2].map(|()| Arc::new(AtomicBool::new(false)));
        let (stopped, notes) = (Arc::clone(&stop), Arc::clone(&heard));
        let refuses = Arc::clone(&is_unavailable);
        let thread = std::thread::spawn(move || {
            let (mut buffer, mut known) = ([0; 8192], HashSet::new());
            while !stopped.load(Ordering::Acquire) {
                let Ok((length, from)) = socket.recv_from(&mut buffer) else {
                    continue;
                };
                let octets = Bytes::copy_from_slice(&buffer[..length]);
                let message = Message::parse(octets, &Limits::default()).expect("SIP");
                let method = String::from_utf8_lossy(message.method().as_bytes()).into_owned();
                // What is sent again because an answer was late is no other request.
                if known.insert(buffer[..length].to_vec()) {
                    let mut notes = notes.lock().expect("nobody panics");
                    notes.push((method.clone(), from.ip()));
                }
                let status = match (is_silent, method.as_str()) {
                    (true, _) | (_, "ACK") => continue,
                    (false, "INVITE") => "486 Busy Here",
                    (false, "OPTIONS") if refuses.load(Ordering::Acquire) => {
                        "503 Service Unavailable"
                    }
                    (false, _) => "200 OK",
                };
                let answer = answer(&message, status);
                socket.send_to(answer.as_bytes(), from).expect("sent");
            }
        });
        Self {
            address,
            heard,
            is_unavailable,
            stop,
            thread: Some(thread),
        }
    }

    /// Takes no calls from now on.
    fn leave(&self) {
        self.is_unavailable.store(true, Ordering::Release);
    }

    fn has_heard(&self, method: &str) -> bool {
        !self.senders(method).is_empty()
    }

    /// Who sent requests of this method, each as often as he did.
    pub(crate) fn senders(&self, method: &str) -> Vec<IpAddr> {
        let heard = self.heard.lock().expect("nobody panics");
        let its = heard.iter().filter(|(one, _)| one == method);
        its.map(|(_, from)| *from).collect()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // A test that fails has said why.
            let _ = thread.join();
        }
    }
}

fn answer(request: &Message, status: &str) -> String {
    // What is registered, for as long as it asks (RFC 3261 §10.3).
    let contact = request.header(HeaderName::Contact).map(|value| {
        let value = String::from_utf8_lossy(value);
        format!("Contact: {value}\r\n")
    });
    response(request, status, ";tag=p", &contact.unwrap_or_default())
}

/// Makes an outbound trunk; gives its id.
fn trunk(node: &Node, address: &str, more: &Value) -> String {
    let mut trunk = json!({"name": "provider", "address": address, "numbers": ["+4930111"]});
    let fields = trunk.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    let made = node.sip_api("CreateSIPOutboundTrunk", &json!({ "trunk": trunk }));
    made["sip_trunk_id"].as_str().expect("an id").to_owned()
}

fn health(node: &Node) -> Vec<Value> {
    let path = "/twirp/tandem.admin.v1.Admin/ListTrunkHealth";
    let (status, answer) = node.post(path, &json!({}));
    assert_eq!(status, 200, "{answer}");
    answer["items"].as_array().expect("a list").clone()
}

/// Waits until the targets of the only trunk are so, whichever comes first.
fn targets(node: &Node, states: &[(&str, u16)]) -> Value {
    until("the targets are as they should be", || {
        let trunks = health(node);
        let [trunk] = &trunks[..] else { return None };
        let targets = trunk["targets"].as_array().expect("a list");
        let state = |target: &Value| (target["state"].clone(), target["status"].clone());
        let is = targets.iter().map(state);
        let wanted = states
            .iter()
            .map(|(state, status)| (json!(state), json!(status)));
        is.eq(wanted).then(|| trunk.clone())
    })
}

fn metrics(node: &Node) -> String {
    let (_, page) = node.get_as("", "/metrics");
    page.as_str().expect("a text").to_owned()
}

#[test]
fn a_targets_health_is_followed_and_shown() {
    let data = tempfile::tempdir().expect("a folder");
    let node = &Node::start(data.path(), "44700-44719", &[]);
    let provider = Peer::start(false);
    let address = provider.address.to_string();
    let id = trunk(node, &address, &json!({"health_interval": "1s"}));
    let up = targets(node, &[("up", 200)]);
    assert_eq!(
        (&up["trunk_id"], &up["name"], &up["targets"][0]["address"]),
        (&json!(id), &json!("provider"), &json!(address))
    );
    assert!(
        up["targets"][0]["round_trip_ms"].as_f64() > Some(0.0),
        "{up}"
    );
    provider.leave();
    targets(node, &[("down", 503)]);
    let line = "tandem_trunk_targets{health=\"down\"} 1";
    until("it is measured", || {
        metrics(node).contains(line).then_some(())
    });
    assert!(metrics(node).contains("tandem_trunk_probes_total{outcome=\"unavailable\"}"));
    let shown = Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args([
            "trunk",
            "health",
            &id,
            "--url",
            &format!("http://{}", node.http),
        ])
        .args(["--api-key", "devkey", "--api-secret", "secret"])
        .output();
    let shown = String::from_utf8(shown.expect("it runs").stdout).expect("a text");
    let line = shown.lines().nth(1).expect("a line behind the titles");
    let words: Vec<&str> = line.split_whitespace().collect();
    for word in [&*address, "down", "503"] {
        assert!(words.contains(&word), "{word}: {shown}");
    }
    let off = json!({"sip_trunk_id": id, "update": {"health_interval": "0s"}});
    node.sip_api("UpdateSIPOutboundTrunk", &off);
    until("nothing is looked after", || {
        health(node).is_empty().then_some(())
    });
}

#[test]
fn a_target_that_is_down_comes_last_and_is_called_where_there_is_no_other() {
    let (silent, live) = (Peer::start(true), Peer::start(false));
    let records = vec![
        srv(
            "_sip._udp.provider.test",
            1,
            silent.address.port(),
            "a.provider.test",
        ),
        srv(
            "_sip._udp.provider.test",
            2,
            live.address.port(),
            "b.provider.test",
        ),
        host("a.provider.test"),
        host("b.provider.test"),
    ];
    let names = NameServer::start(records);
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().display();
    let config = format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n[grpc]\nlisten = \"127.0.0.1:0\"\n[storage]\ndir = \"{dir}/data\"\n\
         [rtp]\nports = \"44720-44739\"\n[api.keys]\ndevkey = \"secret\"\n[sip]\nname_servers = \"{}\"\n\
         [[sip.listeners]]\ntransport = \"udp\"\naddress = \"127.0.0.1:0\"\n",
        names.address
    );
    let file = folder.path().join("node.toml");
    std::fs::write(&file, config).expect("written");
    let node = Node::serve(&file);
    let more = json!({"health_interval": "1s", "transport": "SIP_TRANSPORT_UDP"});
    let id = trunk(&node, "provider.test", &more);
    targets(&node, &[("down", 0), ("up", 200)]);
    let call = |id: &str, waits: bool| {
        let request = json!({"sip_trunk_id": id, "sip_call_to": "+4930222", "room_name": "meeting",
            "wait_until_answered": waits});
        node.post("/twirp/livekit.SIP/CreateSIPParticipant", &request)
    };
    let (_, error) = call(&id, true);
    assert_eq!(error["meta"]["sip_status_code"], "486", "{error}");
    assert!(live.has_heard("INVITE") && !silent.has_heard("INVITE"));
    // The only one is called all the same.
    node.sip_api("DeleteSIPTrunk", &json!({ "sip_trunk_id": id }));
    let id = trunk(
        &node,
        &silent.address.to_string(),
        &json!({"health_interval": "1s"}),
    );
    targets(&node, &[("down", 0)]);
    assert_eq!(call(&id, false).0, 200);
    until("it is called", || silent.has_heard("INVITE").then_some(()));
}

/// What is known of the registration of the only trunk, once it is so.
fn registration(node: &Node, state: &str) -> Value {
    until("the registration is as it should be", || {
        let trunks = health(node);
        let registration = trunks.first()?["registration"].clone();
        (registration["state"] == state).then_some(registration)
    })
}

/// The seconds until a registration ends.
fn left_s(registration: &Value) -> u64 {
    const DAY_S: u64 = 86_400;
    let until = registration["expires_at"].as_str().expect("RFC 3339");
    let part = |from: usize| -> u64 { until[from..from + 2].parse().expect("digits") };
    let until = part(11) * 3600 + part(14) * 60 + part(17);
    let now = tandem_control_plane::now().unix_nanos / 1_000_000_000 % DAY_S;
    (until + DAY_S - now) % DAY_S
}

pub(crate) fn registering(more: &Value) -> Value {
    let mut trunk = json!({"auth_username": "ann", "auth_password": "secret", "from_host": "home.test",
        "registration": {"enabled": true, "expires": "600s"}});
    let fields = trunk["registration"].as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    trunk
}

#[test]
fn a_trunk_is_registered_refreshed_and_taken_back_with_the_trunk() {
    let Some(setting) = Setting::new("44740-44759") else {
        return;
    };
    let provider = setting.provider("register", &[]);
    let node = &setting.node;
    let id = trunk(
        node,
        &provider.address.to_string(),
        &registering(&json!({})),
    );
    let first = registration(node, "registered");
    assert_eq!(first["registrar"], provider.address.to_string());
    let line = "tandem_trunk_registrations{stage=\"registered\"} 1";
    until("it is measured", || {
        metrics(node).contains(line).then_some(())
    });
    // Two seconds were granted first, 15 minutes then.
    until("it is refreshed", || {
        let left = left_s(&registration(node, "registered"));
        (60..=900).contains(&left).then_some(())
    });
    node.sip_api("DeleteSIPTrunk", &json!({ "sip_trunk_id": id }));
    provider.ended_well();
    until("nothing is looked after", || {
        health(node).is_empty().then_some(())
    });
}

#[test]
fn what_cannot_be_registered_is_said_and_a_draining_node_takes_all_back() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "44760-44779", &[]);
    for (trunk, field) in [
        (
            json!({"registration": {"enabled": true}}),
            "trunk.registration.user",
        ),
        (
            registering(&json!({"expires": "9s"})),
            "trunk.registration.expires",
        ),
        (
            registering(&json!({"registrar": "sip:x"})),
            "trunk.registration.registrar",
        ),
        (
            registering(&json!({"user": "a@b"})),
            "trunk.registration.user",
        ),
        (json!({"health_interval": "0.5s"}), "trunk.health_interval"),
        (json!({"refer_trunk_id": "x".repeat(300)}), "refer_trunk_id"),
    ] {
        let mut whole = json!({"name": "p", "address": "127.0.0.1:9", "numbers": ["+4930111"]});
        let fields = whole.as_object_mut().expect("an object");
        fields.extend(trunk.as_object().expect("an object").clone());
        let path = "/twirp/livekit.SIP/CreateSIPOutboundTrunk";
        let (status, error) = node.post(path, &json!({ "trunk": whole }));
        assert_eq!(
            (status, &error["meta"]["field"]),
            (400, &json!(field)),
            "{error}"
        );
    }
    let registrar = Peer::start(false);
    let more = registering(&json!({"registrar": registrar.address.to_string(), "user": "bob"}));
    trunk(&node, "127.0.0.1:9", &more);
    registration(&node, "registered");
    let count = || registrar.senders("REGISTER").len();
    assert_eq!(count(), 1);
    node.signal("TERM");
    assert_eq!(node.wait(), Some(0));
    assert_eq!(count(), 2);
}

#[test]
fn kamailio_takes_the_registration_and_sends_its_calls() {
    if !tool(KAMAILIO) {
        return;
    }
    let data = tempfile::tempdir().expect("a folder");
    let registrar = begin_kamailio(data.path(), include_str!("upkeep.cfg"));
    let node = Node::start(data.path(), "44780-44799", &["--answer", "at-once"]);
    let mut more = registering(&json!({}));
    more["from_host"] = json!(registrar.address.ip().to_string());
    more["health_interval"] = json!("1s");
    let address = registrar.address.to_string();
    let id = trunk(&node, &address, &more);
    registration(&node, "registered");
    targets(&node, &[("up", 200)]);
    // What comes in that way meets the inbound trunk of its address.
    let inbound = json!({"trunk": {"name": "home", "allowed_addresses": ["127.0.0.1"]}});
    let inbound = node.sip_api("CreateSIPInboundTrunk", &inbound);
    let rule = json!({"dispatch_rule": {"trunk_ids": [inbound["sip_trunk_id"]],
        "rule": {"dispatchRuleDirect": {"roomName": "meeting"}}}});
    node.sip_api("CreateSIPDispatchRule", &rule);
    let mut phone = Phone::new(registrar.address, "+4930999", "ann", Codec::Pcmu, 440.0);
    phone.invite(1, "");
    phone.answered(1);
    until("he is in the room", || {
        (node.rooms().len() == 1).then_some(())
    });
    phone.bye();
    node.wait_for_empty_house();
    // A wrong password is told, and not tried again at once.
    let wrong = json!({"sip_trunk_id": id, "update": {"auth_password": "wrong"}});
    node.sip_api("UpdateSIPOutboundTrunk", &wrong);
    let failed = registration(&node, "failed");
    assert_eq!(
        (&failed["status"], &failed["failures"]),
        (&json!(401), &json!(1))
    );
}

#[test]
fn a_silent_registrar_is_tried_again() {
    let data = tempfile::tempdir().expect("a folder");
    let node = &Node::start(data.path(), "44800-44819", &[]);
    let closed = deaf_socket();
    let address = closed.local_addr().expect("bound");
    trunk(node, &address.to_string(), &registering(&json!({})));
    let failed = registration(node, "failed");
    assert_eq!(failed["status"], 0);
    let later = until("it is tried again", || {
        let now = registration(node, "failed");
        (now["failures"].as_u64() >= Some(2)).then_some(now)
    });
    assert_eq!(later["expires_at"], Value::Null);
}

#[test]
fn a_replaced_trunk_keeps_what_is_kept_up_with_its_provider() {
    let data = tempfile::tempdir().expect("a folder");
    let node = &Node::start(data.path(), "44880-44899", &[]);
    let provider = Peer::start(false);
    let address = provider.address.to_string();
    let id = trunk(node, &address, &registering(&json!({})));
    registration(node, "registered");
    let replace = |more: Value| {
        let mut trunk = json!({"name": "other", "address": address, "numbers": ["+4930111", "+4930112"],
            "auth_username": "ann", "from_host": "home.test"});
        let fields = trunk.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        let request = json!({"sip_trunk_id": id, "replace": trunk});
        node.sip_api("UpdateSIPOutboundTrunk", &request)
    };
    let is_kept = |trunk: &Value, interval: &Value| {
        let registers = &trunk["registration"]["enabled"];
        let told = (registers, &trunk["health_interval"]);
        assert_eq!(told, (&json!(true), interval), "{trunk}");
    };
    is_kept(&replace(json!({})), &Value::Null);
    is_kept(&replace(json!({"health_interval": "60s"})), &json!("60s"));
    is_kept(&replace(json!({"numbers": ["+4930113"]})), &json!("60s"));
    // Its health is followed now, so the gateway knows of the replacements, and did not register anew.
    targets(node, &[("up", 200)]);
    registration(node, "registered");
    assert_eq!(provider.senders("REGISTER").len(), 1);
    let none = replace(json!({"registration": {"enabled": false}}));
    assert_eq!(none["registration"], Value::Null, "{none}");
    until("it is taken back", || {
        (provider.senders("REGISTER").len() == 2).then_some(())
    });
    let trunk = targets(node, &[("up", 200)]);
    assert_eq!(trunk["registration"], Value::Null, "{trunk}");
}
