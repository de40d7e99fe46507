//! Several nodes as real processes, over certificates.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tandem_rtp_proto::Codec;

use crate::outbound::Provider;
use crate::support::{Net, PATIENCE, Phone, TANDEM, made, post, talk_until, until};
use crate::upkeep::{Peer, registering};
use crate::{sipp, tool};

/// One cluster at a time: more than its nodes would keep each other from their elections.
static ALONE: Mutex<()> = Mutex::new(());

/// Nodes of one test, each with an address of its own in 127.0.0.0/8.
pub(crate) struct Cluster {
    dir: tempfile::TempDir,
    net: Net,
    nodes: Vec<Option<Child>>,
    _alone: MutexGuard<'static, ()>,
}

impl Cluster {
    /// Three voters in three regions.
    pub(crate) fn start() -> Self {
        let mut cluster = Self {
            dir: tempfile::tempdir().expect("a folder"),
            net: Net::claim(),
            nodes: Vec::new(),
            _alone: ALONE.lock().unwrap_or_else(PoisonError::into_inner),
        };
        cluster.certificates("certs", &["n0", "n1", "n2", "n4"]);
        std::fs::write(cluster.dir.path().join("vault.key"), "ab".repeat(32)).expect("written");
        let own = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(cluster.dir.path().join("vault.key"), own).expect("set");
        for node in 0..3 {
            cluster.add(node, "test", "certs");
        }
        cluster.tandem(0, &["cluster", "init"]);
        for node in 1..3 {
            // A machine that is busy with other things may lose its leader meanwhile.
            until("a node joins", || {
                let joined = cluster.try_tandem(0, &["cluster", "join", &cluster.url(node)]);
                joined.status.success().then_some(())
            });
        }
        cluster
    }

    fn certificates(&self, folder: &str, names: &[&str]) {
        let folder = self.dir.path().join(folder);
        std::fs::create_dir(&folder).expect("made");
        let cert = |arguments: &[&str]| {
            let made = Command::new(TANDEM)
                .args(["cluster", "cert"])
                .args(arguments)
                .arg("--dir")
                .arg(&folder)
                .stdout(Stdio::null())
                .status();
            assert!(made.expect("it runs").success());
        };
        cert(&["ca"]);
        names.iter().for_each(|name| cert(&["node", name]));
    }

    fn ip(&self, node: usize) -> IpAddr {
        self.net.ip(u8::try_from(node).expect("few nodes") + 1)
    }

    fn url(&self, node: usize) -> String {
        format!("http://{}:7880", self.ip(node))
    }

    pub(crate) fn http(&self, node: usize) -> SocketAddr {
        SocketAddr::new(self.ip(node), 7880)
    }

    pub(crate) fn sip(&self, node: usize) -> SocketAddr {
        SocketAddr::new(self.http(node).ip(), 5060)
    }

    /// Where Homer would be.
    fn collector(&self) -> SocketAddr {
        SocketAddr::new(self.net.ip(200), 9060)
    }

    pub(crate) fn folder(&self, node: usize) -> PathBuf {
        self.dir.path().join(format!("data-{node}"))
    }

    /// Configures and starts a node.
    fn add(&mut self, node: usize, cluster: &str, certs: &str) {
        let (ip, dir) = (self.ip(node), self.dir.path().display().to_string());
        let config = format!(
            "[node]\nid = {id}\nregion = \"region-{node}\"\n\
             [cluster]\nname = \"{cluster}\"\nlisten = \"{ip}:7883\"\n\
             [cluster.tls]\nca = \"{dir}/{certs}/ca.pem\"\ncert = \"{dir}/{certs}/n{node}.pem\"\nkey = \"{dir}/{certs}/n{node}.key\"\n\
             [http]\nlisten = \"{ip}:7880\"\n[grpc]\nlisten = \"{ip}:7882\"\n\
             [sip]\nanswer = \"at-once\"\n\
             [[sip.listeners]]\ntransport = \"udp\"\naddress = \"{ip}:5060\"\n\
             [rtp]\nports = \"20000-20999\"\n\
             [capture]\nhep = \"{collector}\"\nhep_id = {id}\n\
             [storage]\ndir = \"{data}\"\n[secrets]\nkey_file = \"{dir}/vault.key\"\n\
             [api.keys]\ndevkey = \"secret\"\n[api.videosdk_keys]\nvideosdk-devkey = \"videosdk-secret\"\n\
             [webhooks]\nallowed_networks = [\"127.0.0.0/8\"]\n",
            id = node + 1,
            collector = self.collector(),
            data = self.folder(node).display()
        );
        std::fs::write(self.dir.path().join(format!("{node}.toml")), config).expect("written");
        self.restart(node);
    }

    fn restart(&mut self, node: usize) {
        let child = Command::new(TANDEM)
            .args(["serve", "--config"])
            .arg(self.dir.path().join(format!("{node}.toml")))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the node starts");
        if self.nodes.len() <= node {
            self.nodes.resize_with(node + 1, || None);
        }
        self.nodes[node] = Some(child);
        let http = self.http(node);
        until("a node listens", || {
            std::net::TcpStream::connect(http).is_ok().then_some(())
        });
    }

    /// Ends a node as a supervisor does, and waits for its end.
    fn stop(&mut self, node: usize) {
        if let Some(mut child) = self.nodes[node].take() {
            let told = Command::new("kill").arg(child.id().to_string()).status();
            assert!(told.expect("kill runs").success());
            let ended = until("it drains", || child.try_wait().expect("a child"));
            assert!(ended.success(), "{ended:?}");
        }
    }

    fn kill(&mut self, node: usize) {
        if let Some(mut child) = self.nodes[node].take() {
            child.kill().expect("it ran");
            child.wait().expect("it ended");
        }
    }

    /// Runs the command line against a node; it must succeed, as soon as somebody decides.
    pub(crate) fn tandem(&self, node: usize, arguments: &[&str]) -> String {
        let ran = until("somebody decides", || {
            let ran = self.try_tandem(node, arguments);
            let told = String::from_utf8_lossy(&ran.stderr);
            (!told.contains("(unavailable)")).then_some(ran)
        });
        let told = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{arguments:?}: {told}");
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }

    fn try_tandem(&self, node: usize, arguments: &[&str]) -> Output {
        let ran = Command::new(TANDEM)
            .args(arguments)
            .env("LIVEKIT_URL", self.url(node))
            .env("LIVEKIT_API_KEY", "devkey")
            .env("LIVEKIT_API_SECRET", "secret")
            .output();
        ran.expect("it runs")
    }

    fn status(&self, node: usize) -> Option<Value> {
        let asked = post(
            self.http(node),
            "/twirp/tandem.admin.v1.Admin/ClusterStatus",
            &json!({}),
        );
        asked
            .ok()
            .filter(|(code, _)| *code == 200)
            .map(|(_, status)| status)
    }

    fn revision(&self, node: usize) -> Option<u64> {
        number(&self.status(node)?["revision"])
    }

    /// The node that leads, as one of the living says that it does itself.
    pub(crate) fn leader(&self) -> Option<usize> {
        let alive = (0..self.nodes.len()).filter(|node| self.nodes[*node].is_some());
        alive
            .filter_map(|node| self.status(node))
            .find(|status| status["node_id"] == status["leader_id"])
            .and_then(|status| number(&status["node_id"]))
            .map(|id| usize::try_from(id).expect("small") - 1)
    }

    fn rules(&self, node: usize) -> Vec<Value> {
        let path = "/twirp/livekit.SIP/ListSIPDispatchRule";
        let (status, answer) = post(self.http(node), path, &json!({})).expect("it answers");
        assert_eq!(status, 200, "{answer}");
        answer["items"].as_array().cloned().unwrap_or_default()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        (0..self.nodes.len()).for_each(|node| self.kill(node));
    }
}

/// A number as JSON has it: 64 bits are a text.
pub(crate) fn number(value: &Value) -> Option<u64> {
    let text = value.as_str().and_then(|text| text.parse().ok());
    value.as_u64().or(text)
}

fn create_rule(http: SocketAddr, name: &str) -> std::io::Result<(u16, Value)> {
    let rule = json!({"dispatch_rule": {
        "name": name, "numbers": [format!("+1{name}")],
        "rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}}});
    post(http, "/twirp/livekit.SIP/CreateSIPDispatchRule", &rule)
}

/// The gateway that a call would leave from, by a node's word, and what it considered.
fn placement(cluster: &Cluster, node: usize, country: &str) -> Option<(Option<u64>, Value)> {
    let asked = post(
        cluster.http(node),
        "/twirp/tandem.admin.v1.Admin/ExplainPlacement",
        &json!({"country": country}),
    );
    let (_, answer) = asked.ok().filter(|(status, _)| *status == 200)?;
    Some((number(&answer["node_id"]), answer))
}

#[test]
fn calls_would_leave_from_the_regions_of_their_country_and_from_nowhere_else() {
    let mut cluster = Cluster::start();
    let set = |country: &str, more: &[&str]| {
        let arguments = [&["region", "route", "set", country, "--regions"], more].concat();
        cluster.tandem(1, &arguments);
    };
    set("DE", &["region-1,region-2", "--never-leave"]);
    set("FR", &["region-1"]);
    set("default", &["region-0"]);
    let chosen = |cluster: &Cluster, node, country, expected: Option<u64>| {
        until("all have heard of all", || {
            placement(cluster, node, country).filter(|(chosen, _)| *chosen == expected)
        })
    };
    for node in 0..3 {
        chosen(&cluster, node, "DE", Some(2));
        chosen(&cluster, node, "FR", Some(2));
        chosen(&cluster, node, "JP", Some(1));
    }
    let status = cluster.tandem(0, &["cluster", "status"]);
    assert!(
        status.contains("STATE") && status.contains("ready"),
        "{status}"
    );

    // One that is killed is passed over once it has not been heard of; what may not leave, fails.
    cluster.kill(1);
    chosen(&cluster, 0, "DE", Some(3));
    chosen(&cluster, 0, "FR", Some(1));
    chosen(&cluster, 2, "DE", Some(3));
    let explained = cluster.tandem(2, &["region", "explain", "--country", "DE"]);
    assert!(explained.contains("not heard of"), "{explained}");
    cluster.kill(2);
    let (_, answer) = chosen(&cluster, 0, "DE", None);
    assert_eq!(answer["reason"], "gateways-away");
    assert_eq!(
        answer["text"],
        "no gateway takes the call to DE: region-1: 1 not heard of; region-2: 1 not heard of"
    );
}

#[test]
fn a_rule_created_through_any_node_routes_calls_at_every_gateway() {
    if !tool("sipp") {
        return;
    }
    let mut cluster = Cluster::start();
    let everyone =
        json!({"dispatch_rule": {"rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}}});
    let through = cluster.http(2);
    made(
        through,
        "/twirp/livekit.SIP/CreateSIPDispatchRule",
        &everyone,
    );
    let revision = cluster.revision(2).expect("it says so");
    for node in 0..3 {
        until("the rule is at every node", || {
            cluster.revision(node).filter(|at| *at >= revision)
        });
        assert_eq!(cluster.rules(node).len(), 1);
        sipp_from(&cluster, node);
    }
    let status = cluster.tandem(1, &["cluster", "status"]);
    for part in ["region-0", "region-1", "region-2", "voter, gateway, rooms"] {
        assert!(status.contains(part), "{status}");
    }

    // A node that is killed comes back with what it missed.
    cluster.kill(1);
    make_rule(&cluster, 2, "900");
    cluster.restart(1);
    until("it catches up", || {
        (cluster.rules(1).len() == 2).then_some(())
    });
    sipp_from(&cluster, 1);
}

/// Makes a rule as soon as somebody decides: a try whose outcome is unknown may have made it already.
fn make_rule(cluster: &Cluster, node: usize, name: &str) {
    until("a rule is made", || {
        let made = create_rule(cluster.http(node), name).ok()?;
        let is_there = || cluster.rules(node).iter().any(|rule| rule["name"] == name);
        (made.0 == 200 || is_there()).then_some(())
    });
}

fn sipp_from(cluster: &Cluster, node: usize) {
    sipp(
        cluster.dir.path(),
        cluster.sip(node),
        "u1",
        ["-r", "20", "-m", "20"],
    );
}

/// How long the nodes may take to know of all callers of a room.
const KNOWN_WITHIN: Duration = Duration::from_secs(10);

/// Callers of the room `meeting`, which every node then knows. Nodes that a busy machine has kept from hearing of each other begin a room
/// each, which stay apart until they end: then all call again.
pub(crate) fn in_one_room(cluster: &Cluster, callers: impl Fn() -> Vec<Phone>) -> Vec<Phone> {
    until("all are in one room", || {
        let mut phones = callers();
        phones.iter_mut().for_each(Phone::call);
        let until = Instant::now() + KNOWN_WITHIN;
        let who = json!({"room": "meeting"});
        while Instant::now() < until {
            let knows_all = |node| {
                let path = "/twirp/livekit.RoomService/ListParticipants";
                let answer = post(cluster.http(node), path, &who);
                answer.is_ok_and(|(_, people)| {
                    let people = people["participants"].as_array();
                    people.is_some_and(|people| people.len() == phones.len())
                })
            };
            if (0..3).all(knows_all) {
                return Some(phones);
            }
        }
        for node in 0..3 {
            // Whichever has one.
            let path = "/twirp/livekit.RoomService/DeleteRoom";
            let _ = post(cluster.http(node), path, &who);
        }
        await_empty_house(cluster);
        None
    })
}

/// Makes a rule that every node then knows.
pub(crate) fn make_known(cluster: &Cluster, rule: &Value) {
    let path = "/twirp/livekit.SIP/CreateSIPDispatchRule";
    made(cluster.http(0), path, rule);
    let revision = cluster.revision(0).expect("it says so");
    for node in 0..3 {
        until("the rule is at every node", || {
            cluster.revision(node).filter(|at| *at >= revision)
        });
    }
}

/// Waits until no node knows a room.
pub(crate) fn await_empty_house(cluster: &Cluster) {
    for node in 0..3 {
        until("nobody is left", || {
            let path = "/twirp/livekit.RoomService/ListRooms";
            let (_, list) = post(cluster.http(node), path, &json!({})).ok()?;
            let rooms = list["rooms"].as_array();
            rooms.is_none_or(Vec::is_empty).then_some(())
        });
    }
}

#[test]
fn callers_of_one_room_at_different_gateways_hear_each_other() {
    let mut cluster = Cluster::start();
    let rule = json!({"dispatch_rule": {"rule": {"dispatchRuleDirect": {"roomName": "meeting"}}}});
    make_known(&cluster, &rule);
    let collector = UdpSocket::bind(cluster.collector()).expect("nobody else collects");
    collector
        .set_read_timeout(Some(PATIENCE))
        .expect("a socket");
    let tones = [440.0, 1000.0, 1700.0];
    let mut phones = in_one_room(&cluster, || {
        let phone = |(node, tone)| {
            let name = format!("phone{node}");
            Phone::new(cluster.sip(node), &name, "100", Codec::Pcmu, tone)
        };
        (0..3).zip(tones).map(phone).collect()
    });
    let [anna, bert, cora] = &mut phones[..] else {
        panic!("three phones")
    };
    talk_until(
        "each hears both others",
        &mut [anna, bert, cora],
        |phones| {
            let hears = |own: usize, other: usize| {
                own == other || phones[own].louder(tones[other], tones[own]) >= 20.0
            };
            (0..9).all(|pair| hears(pair / 3, pair % 3))
        },
    );
    // Any node puts a caller out.
    let (status, answer) = post(
        cluster.http(0),
        "/twirp/livekit.RoomService/RemoveParticipant",
        &json!({"room": "meeting", "identity": "sip_phone2"}),
    )
    .expect("it answers");
    assert_eq!(status, 200, "{answer}");
    phones[2].expect("BYE", |message| {
        message.is_request() && message.method().as_bytes() == b"BYE"
    });
    phones[0].bye();
    phones[1].bye();
    // Each node has sent the messages of its call to the collector.
    for phone in &phones {
        let call_id = phone.call_id().as_bytes();
        let mut packet = [0; 4096];
        loop {
            let (length, _) = collector.recv_from(&mut packet).expect("a packet");
            assert!(packet.starts_with(b"HEP3"));
            let mut parts = packet[..length].windows(call_id.len());
            if parts.any(|part| part == call_id) {
                break;
            }
        }
    }
    // Any node shows what was said at another one.
    for node in 0..3 {
        let path = "/twirp/tandem.admin.v1.Admin/TraceCall";
        let traced = [phones[1].call_id(), "sip_phone1"].map(|name| {
            let (status, trace) =
                post(cluster.http(node), path, &json!({"call": name})).expect("it answers");
            assert_eq!((status, &trace["node_id"]), (200, &json!("2")), "{trace}");
            trace
        });
        let trace = &traced[0];
        let entries = trace["entries"].as_array().map(Vec::len);
        assert!(entries.is_some_and(|entries| entries >= 6), "{trace}");
        let call = json!({"call_id": trace["call"]["call_id"]});
        let path = "/twirp/tandem.admin.v1.Admin/GetCall";
        let (status, call) = post(cluster.http(node), path, &call).expect("it answers");
        assert_eq!((status, &call["from"]), (200, &json!("phone1")), "{call}");
    }
    await_empty_house(&cluster);
    cluster.kill(0);
}

#[test]
fn nodes_are_replaced_one_after_the_other_under_load() {
    if !tool("sipp") {
        return;
    }
    let mut cluster = Cluster::start();
    make_rule(&cluster, 0, "900");
    for node in 0..3 {
        until("the rule is at every node", || {
            (cluster.rules(node).len() == 1 + node).then_some(())
        });
        // Calls of a second each: those that are there when the node is told to stop end by themselves.
        let load = Command::new("sipp")
            .args([
                "-sn",
                "uac",
                &cluster.sip(node).to_string(),
                "-i",
                "127.0.0.1",
            ])
            .args([
                "-s", "+1900", "-r", "20", "-m", "30", "-d", "1000", "-nostdin",
            ])
            .current_dir(cluster.dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let load = load.expect("sipp runs");
        until("all calls are there", || {
            let path = "/twirp/tandem.admin.v1.Admin/ListCalls";
            let request = json!({"which": "all", "limit": 1000});
            let (_, calls) = post(cluster.http(node), path, &request).ok()?;
            let of_node = calls["calls"].as_array().map_or(0, Vec::len);
            (of_node >= 30).then_some(())
        });
        cluster.stop(node);
        let ended = load.wait_with_output().expect("sipp ends");
        let (screen, errors) = (&ended.stdout, &ended.stderr);
        assert!(
            ended.status.success(),
            "calls of node {node} were dropped: {}\n{}",
            String::from_utf8_lossy(screen),
            String::from_utf8_lossy(errors)
        );
        let others = (0..3).find(|other| *other != node).expect("two others");
        make_rule(&cluster, others, &format!("8{node}"));
        cluster.restart(node);
    }
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_leaders_are_killed() {
    let mut cluster = Cluster::start();
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let is_over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let nodes: Vec<SocketAddr> = (0..3).map(|node| cluster.http(node)).collect();
            let (acknowledged, is_over) = (Arc::clone(&acknowledged), Arc::clone(&is_over));
            std::thread::spawn(move || {
                for count in 0_usize.. {
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                    let name = format!("{writer}{count:06}");
                    let http = nodes[(writer + count) % nodes.len()];
                    if create_rule(http, &name).is_ok_and(|(status, _)| status == 200) {
                        acknowledged.lock().expect("no panics").insert(name);
                    }
                }
            })
        })
        .collect();
    for _ in 0..5 {
        let leader = until("somebody leads", || cluster.leader());
        let before = acknowledged.lock().expect("no panics").len();
        cluster.kill(leader);
        until("writes go on", || {
            (acknowledged.lock().expect("no panics").len() > before + 20).then_some(())
        });
        cluster.restart(leader);
    }
    is_over.store(true, Ordering::Relaxed);
    writers
        .into_iter()
        .for_each(|writer| writer.join().expect("it writes"));
    let revision = until("somebody leads", || cluster.revision(cluster.leader()?));
    let acknowledged = acknowledged.lock().expect("no panics");
    for node in 0..3 {
        until("all catch up", || {
            cluster.revision(node).filter(|at| *at >= revision)
        });
        let names: Vec<String> = cluster
            .rules(node)
            .iter()
            .map(|rule| rule["name"].as_str().unwrap_or_default().to_owned())
            .collect();
        let distinct: BTreeSet<_> = names.iter().cloned().collect();
        assert_eq!(
            distinct.len(),
            names.len(),
            "a rule is there twice at node {node}"
        );
        let lost: Vec<_> = acknowledged.difference(&distinct).collect();
        assert!(lost.is_empty(), "node {node} has lost {lost:?}");
    }
}

#[test]
fn strangers_change_nothing_and_read_nothing() {
    let mut cluster = Cluster::start();
    make_rule(&cluster, 0, "1");
    // One is of another authority, and one of another cluster.
    cluster.certificates("others", &["n3"]);
    cluster.add(3, "test", "others");
    cluster.add(4, "elsewhere", "certs");
    for stranger in [3, 4] {
        let own = until("it answers", || cluster.status(stranger))["own"].clone();
        let path = "/twirp/tandem.admin.v1.Admin/ClusterAddLearner";
        until("it is added", || {
            let (status, _) = post(cluster.http(0), path, &own).ok()?;
            (status == 200).then_some(())
        });
    }
    let revision = cluster.revision(0).expect("it says so");
    make_rule(&cluster, 1, "2");
    until("the cluster goes on", || {
        cluster.revision(2).filter(|at| *at > revision)
    });
    for stranger in [3, 4] {
        assert_eq!(cluster.revision(stranger), Some(0));
        assert!(cluster.rules(stranger).is_empty());
    }
}

/// Calls somebody through a node; the provider answers.
fn call_out(cluster: &Cluster, node: usize, country: &str, provider: &Provider) -> (u16, Value) {
    let request = json!({"sip_call_to": "+49", "sip_number": "+1", "room_name": "meeting",
        "participant_identity": "callee", "wait_until_answered": true,
        "trunk": {"hostname": provider.address.to_string(), "destination_country": country}});
    let path = "/twirp/livekit.SIP/CreateSIPParticipant";
    post(cluster.http(node), path, &request).expect("it answers")
}

fn hang_up(cluster: &Cluster, node: usize, provider: Provider) {
    let who = json!({"room": "meeting", "identity": "callee"});
    let path = "/twirp/livekit.RoomService/RemoveParticipant";
    // Nodes that have not yet all heard of one that has gone look for rooms in different places.
    until("he is hung up", || {
        let removed = post(cluster.http(node), path, &who).ok()?;
        (removed.0 == 200).then_some(())
    });
    provider.ended_well();
}

/// The calls that a node has placed.
fn placed_by(cluster: &Cluster, node: usize) -> usize {
    let path = "/twirp/tandem.admin.v1.Admin/ListCalls";
    let (_, answer) = post(cluster.http(node), path, &json!({"which": "all"})).expect("it answers");
    let calls = answer["calls"].as_array().expect("a list").iter();
    calls.filter(|call| call["direction"] == "outbound").count()
}

#[test]
fn a_call_leaves_from_the_gateway_of_its_country_and_from_nowhere_else() {
    if !tool("sipp") {
        return;
    }
    let mut cluster = Cluster::start();
    let provider = |cluster: &Cluster| Provider::play(cluster.dir.path(), "answer", &[]);
    let pinned = ["--regions", "region-1", "--never-leave"];
    cluster.tandem(
        0,
        &[&["region", "route", "set", "DE"], &pinned[..]].concat(),
    );
    let ordered = ["--regions", "region-2,region-1"];
    cluster.tandem(
        0,
        &[&["region", "route", "set", "FR"], &ordered[..]].concat(),
    );
    for (country, node) in [("DE", 1), ("FR", 2)] {
        let callee = provider(&cluster);
        until("the gateway is known", || {
            let known = placement(&cluster, 0, country)?.0;
            (known == Some(node + 1)).then_some(())
        });
        let (status, info) = call_out(&cluster, 0, country, &callee);
        assert_eq!(status, 200, "{info}");
        assert!(
            info["participant_id"]
                .as_str()
                .is_some_and(|id| id.starts_with("PA_"))
        );
        let placed = [0, 1, 2].map(|node| placed_by(&cluster, node));
        let mut expected = [0; 3];
        expected[1] = 1;
        expected[2] = usize::from(node == 2);
        assert_eq!(placed, expected, "{country}");
        hang_up(&cluster, 0, callee);
    }
    cluster.stop(2);
    let callee = provider(&cluster);
    until("the next region is taken", || {
        (call_out(&cluster, 0, "FR", &callee).0 == 200).then_some(())
    });
    assert_eq!(placed_by(&cluster, 1), 2);
    hang_up(&cluster, 0, callee);
    cluster.restart(2);
    cluster.stop(1);
    let callee = provider(&cluster);
    let (status, error) = call_out(&cluster, 0, "DE", &callee);
    assert_eq!(
        (status, &error["code"]),
        (503, &json!("unavailable")),
        "{error}"
    );
    let reason = error["meta"]["reason"].as_str().expect("a reason");
    assert!(reason.starts_with("gateways-"), "{error}");
    assert_eq!(placed_by(&cluster, 0), 0, "it left from elsewhere");
}

/// What each node knows of the only outbound trunk, as any of them says.
fn trunk_health(cluster: &Cluster, node: usize) -> Vec<Value> {
    let path = "/twirp/tandem.admin.v1.Admin/ListTrunkHealth";
    let asked = post(cluster.http(node), path, &json!({}));
    let answer = asked.ok().filter(|(status, _)| *status == 200);
    let items = answer.and_then(|(_, answer)| answer["items"].as_array().cloned());
    items.unwrap_or_default()
}

/// The node that has registered the only trunk, once so many nodes see its target.
fn holder(cluster: &Cluster, asked: usize, count: usize) -> usize {
    let holder = until("one registers and all ask", || {
        let items = trunk_health(cluster, asked);
        let is_up = |item: &&Value| item["targets"][0]["state"] == "up";
        let registers = |item: &&Value| item["registration"]["state"] == "registered";
        let holders: Vec<&Value> = items.iter().filter(registers).collect();
        let [holder] = holders[..] else { return None };
        let is_complete = items.iter().filter(is_up).count() == count;
        number(&holder["node_id"]).filter(|_| is_complete)
    });
    usize::try_from(holder).expect("small") - 1
}

#[test]
fn every_gateway_asks_a_trunk_one_registers_it_and_another_follows_when_it_is_lost() {
    let mut cluster = Cluster::start();
    let provider = Peer::start(false);
    let mut trunk = registering(&json!({}));
    let more = json!({"name": "line", "address": provider.address.to_string(), "numbers": ["+4930111"],
        "health_interval": "1s"});
    let fields = trunk.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    let path = "/twirp/livekit.SIP/CreateSIPOutboundTrunk";
    made(cluster.http(1), path, &json!({ "trunk": trunk }));
    let first = holder(&cluster, 2, 3);
    cluster.kill(first);
    let next = holder(&cluster, (first + 1) % 3, 2);
    assert_ne!(next, first);
    assert!(provider.senders("REGISTER").contains(&cluster.ip(next)));
}
