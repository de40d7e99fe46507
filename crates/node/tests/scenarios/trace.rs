//! What was said in a call is shown, whole and in order.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::{Value, json};
use tandem_rtp_proto::{Codec, mean_opinion_score};
use tandem_sip_proto::{Message, Method};

use crate::cluster::number;
use crate::outbound::Setting;
use crate::support::{Node, PATIENCE, Phone, talk, until};
use crate::tool;

/// Asks `tandem call trace`.
fn trace(node: &Node, call: &str, more: &[&str]) -> Output {
    let url = format!("http://{}", node.http);
    Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["call", "trace", call, "--url", &url])
        .args(["--api-key", "devkey", "--api-secret", "secret"])
        .args(more)
        .output()
        .expect("the command runs")
}

fn text(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).expect("text")
}

/// The ladder of a call.
pub(crate) fn ladder(node: &Node, call: &str) -> String {
    text(&trace(node, call, &[]))
}

/// A request by its method, a response by its status, from the start lines.
fn short(start: &str) -> String {
    let mut words = start.split(' ');
    match words.next() {
        Some("SIP/2.0") => words.next().unwrap_or_default().to_owned(),
        first => first.unwrap_or_default().to_owned(),
    }
}

/// The start lines of what was said first, as JSON shows it.
fn starts(node: &Node, call: &str, more: &[&str]) -> Vec<String> {
    let shown = text(&trace(node, call, &[&["--json"], more].concat()));
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    let entries = shown["entries"].as_array().expect("entries");
    let messages = entries
        .iter()
        .filter_map(|entry| entry["message"].as_object());
    let first = messages.filter(|message| message["is_retransmission"] == false);
    first
        .map(|message| {
            let text = message["text"].as_str().expect("text");
            text.lines().next().expect("a start line").to_owned()
        })
        .collect()
}

/// What was said in a call: requests by their methods, responses by their statuses, without repetitions.
pub(crate) fn said(node: &Node, call: &str) -> Vec<String> {
    shorts(&starts(node, call, &[]))
}

/// Whether somebody says 100 is a matter of time.
fn shorts(starts: &[String]) -> Vec<String> {
    let all = starts.iter().map(|start| short(start));
    all.filter(|said| said != "100").collect()
}

/// Checks the trace of a call, as it is shown in every form, against what was said.
pub(crate) fn check(node: &Node, folder: &Path, call: &str, expected: &[&str]) -> String {
    check_but_for(node, folder, call, expected, "")
}

/// [`check`] where one thing is said whenever it comes.
pub(crate) fn check_but_for(
    node: &Node,
    folder: &Path,
    call: &str,
    expected: &[&str],
    loose: &str,
) -> String {
    let file = folder.join("call.pcap");
    let file_name = file.to_str().expect("a path");
    // The peer may have a message before it is in the trace, and the node may not have read the peer's last one.
    until("everything is in the trace", || {
        (said(node, call).len() >= expected.len()).then_some(())
    });
    let starts = starts(node, call, &["--pcap", file_name]);
    let (mut said, mut wanted) = (shorts(&starts), expected.to_vec());
    let ladder = ladder(node, call);
    // Last on both sides, as often as it is said.
    said.sort_by_key(|one| one == loose);
    wanted.sort_by_key(|one| *one == loose);
    assert_eq!(said, wanted, "{ladder}");
    let arrows = ladder
        .lines()
        .filter(|line| line.contains('►') || line.contains('◄'));
    assert!(arrows.count() >= expected.len(), "{ladder}");
    let whole = text(&trace(node, call, &["--messages"]));
    for start in &starts {
        assert!(whole.contains(start.as_str()), "{start} is not in {whole}");
    }
    if tool("tshark") {
        check_file(file_name, &starts);
    }
    ladder
}

/// Another program reads the file, finds nothing wrong, and sees the same messages.
fn check_file(file: &str, starts: &[String]) {
    let tshark = |more: &[&str]| {
        let output = Command::new("tshark")
            .args(["-r", file, "-o", "ip.check_checksum:TRUE"])
            .args([
                "-o",
                "udp.check_checksum:TRUE",
                "-o",
                "tcp.check_checksum:TRUE",
            ])
            // A port of the test may be that of another protocol.
            .args(["-o", "udp.try_heuristic_first:TRUE"])
            .args(["-o", "tcp.try_heuristic_first:TRUE"])
            .args(more)
            .output();
        text(&output.expect("tshark runs"))
    };
    let faults = tshark(&[
        "-Y",
        "_ws.expert.severity >= 6291456 || _ws.malformed",
        "-V",
    ]);
    assert_eq!(faults, "", "tshark finds fault");
    let fields = [
        "-T",
        "fields",
        "-e",
        "sip.Request-Line",
        "-e",
        "sip.Status-Line",
    ];
    let resent = ["-Y", "sip && !(sip.resend == 1)"];
    let seen = tshark(&[&resent[..], &fields[..]].concat());
    let seen: Vec<&str> = seen.lines().map(str::trim).collect();
    assert_eq!(seen, starts, "tshark sees other messages");
}

fn rule(room: &str) -> Value {
    json!({"dispatch_rule": {"name": "r", "rule": {"dispatchRuleDirect": {"roomName": room}}}})
}

#[test]
fn calls_that_come_in_are_traced_while_they_live_and_after() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "47100-47199", &["--answer", "at-once"]);
    let folder = data.path();

    let mut anna = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    anna.invite(1, "");
    let refused = anna.expect_status(404);
    anna.acknowledge(&refused, 1);
    let expected = ["INVITE", "404", "ACK"];
    let ladder = check(&node, folder, anna.call_id(), &expected);
    assert!(ladder.contains("Reason: SIP;cause=404"), "{ladder}");

    node.sip_api("CreateSIPDispatchRule", &rule("meeting"));
    let mut bert = Phone::new(node.sip, "bert", "100", Codec::Pcmu, 440.0);
    bert.call();
    let answered = ["INVITE", "180", "200", "ACK"];
    check(&node, folder, "sip_bert", &answered);
    talk(&mut [&mut bert], Duration::from_millis(300));
    bert.dial("5");
    until("the media are in the trace of the live call", || {
        let ladder = text(&trace(&node, "sip_bert", &[]));
        let facts = ["RTP comes from 127.0.0.1:", "a key was pressed"];
        facts.iter().all(|fact| ladder.contains(fact)).then_some(())
    });
    bert.bye();
    node.wait_for_empty_house();
    let over = [&answered[..], &["BYE", "200"]].concat();
    let ladder = check(&node, folder, bert.call_id(), &over);
    assert!(ladder.contains("RTP PCMU"), "{ladder}");
    // How good it is depends on how busy the machine is: it is what the record's own numbers come to.
    let (_, ended) = node.post(
        "/twirp/tandem.admin.v1.Admin/ListCalls",
        &json!({"which": "ended"}),
    );
    let media = &ended["calls"][0]["media"];
    let mos = media["mos"].as_f64().expect("rated");
    let count = |name: &str| number(&media[name]).unwrap_or(0) as f64;
    let missing = count("underruns") / (count("packets_received") + count("underruns"));
    let jitter = Duration::from_secs_f64(media["jitter_ms"].as_f64().unwrap_or(0.0) / 1000.0);
    let rated = mean_opinion_score(Codec::Pcmu, missing, jitter);
    assert!((mos - rated).abs() < 0.02, "{rated}: {ended:#}");
    assert!(ladder.contains(&format!(" MOS {mos:.1}")), "{ladder}");
    assert!(ladder.contains("ended: caller-hangup (200)"), "{ladder}");

    let unknown = trace(&node, "nobody", &[]);
    assert_eq!(unknown.status.code(), Some(1));
}

#[test]
fn a_call_that_another_takes_over_is_one_trace() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "47600-47699", &["--answer", "at-once"]);
    node.sip_api("CreateSIPDispatchRule", &rule("meeting"));
    let phone = |name| Phone::new(node.sip, name, "100", Codec::Pcmu, 440.0);
    let (mut anna, mut desk) = (phone("anna"), phone("desk"));
    anna.call();
    desk.invite(1, &anna.replaces());
    desk.answered(1);
    let is_bye = |message: &Message| message.is_request() && message.method() == Method::Bye;
    let bye = anna.expect("BYE", is_bye);
    anna.agree(&bye);
    desk.bye();
    node.wait_for_empty_house();
    let (first, second) = (["INVITE", "180", "200", "ACK"], ["INVITE", "BYE", "200"]);
    let all = until("all is in the trace", || {
        let all = said(&node, desk.call_id());
        (all.len() == 11).then_some(all)
    });
    assert_eq!(all[..7], [&first[..], &second[..]].concat(), "{all:?}");
    // By each of its names, and with both peers side by side.
    let shown = ladder(&node, "sip_anna");
    for id in [anna.call_id(), desk.call_id()] {
        assert_eq!(ladder(&node, id), shown);
    }
    let titles = shown.lines().find(|line| line.contains("Tandem"));
    let titles = titles.expect("titles");
    for peer in [&anna, &desk] {
        assert!(titles.contains(&peer.sip_address().to_string()), "{shown}");
    }
    assert!(shown.contains("replaced"), "{shown}");
}

#[test]
fn a_call_that_is_cancelled_is_traced() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "47200-47299", &[]);
    node.sip_api("CreateSIPDispatchRule", &rule("meeting"));
    let mut anna = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    anna.invite(1, "");
    anna.expect_status(180);
    anna.cancel(1);
    let cancelled = anna.expect_status(487);
    anna.acknowledge(&cancelled, 1);
    node.wait_for_empty_house();
    let expected = ["INVITE", "180", "CANCEL", "200", "487", "ACK"];
    let ladder = check(&node, data.path(), anna.call_id(), &expected);
    assert!(ladder.contains("(487)"), "{ladder}");
}

#[test]
fn calls_to_somebody_and_their_transfer_are_traced() {
    let Some(setting) = Setting::new("47300-47399") else {
        return;
    };
    let provider = setting.provider("transfer", &[("told", "200 OK")]);
    let (status, call) = setting.create(&provider, &json!({}));
    assert_eq!(status, 200, "{call}");
    let transfer = json!({"room_name": "meeting", "participant_identity": "callee",
        "transfer_to": "sip:boss@example.test"});
    let path = "/twirp/livekit.SIP/TransferSIPParticipant";
    assert_eq!(setting.node.post(path, &transfer).0, 200);
    provider.ended_well();
    let record = setting.ended();
    let folder = tempfile::tempdir().expect("a folder");
    let id = record["call_id"].as_str().expect("an id");
    let expected = [
        "INVITE", "200", "ACK", "REFER", "202", "NOTIFY", "200", "NOTIFY", "200", "BYE", "200",
    ];
    let ladder = check(&setting.node, folder.path(), id, &expected);
    assert!(
        ladder.contains("Refer-To: <sip:boss@example.test>"),
        "{ladder}"
    );
    assert!(ladder.contains("SIP/2.0 200 OK"), "{ladder}");
}

/// Long enough that no tag or branch has it by chance.
const PROOF: &str = "0b6ec4e7d7a1f5c89d3e2b4a6f708192";

fn options(transport: &str, own: SocketAddr, node: SocketAddr, call_id: &str) -> String {
    format!(
        "OPTIONS sip:{node} SIP/2.0\r\nVia: SIP/2.0/{transport} {own};branch=z9hG4bKping;rport\r\nMax-Forwards: 70\r\n\
         From: <sip:a@{own}>;tag=a\r\nTo: <sip:{node}>\r\nCall-ID: {call_id}\r\nCSeq: 1 OPTIONS\r\n\
         Authorization: Digest username=\"u\", response=\"{PROOF}\"\r\nContent-Length: 0\r\n\r\n"
    )
}

#[test]
fn messages_of_a_connection_are_a_stream_between_its_own_ends() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "47500-47599", &[]);
    let target = node.listener("TCP", true);
    let mut stream = TcpStream::connect(target).expect("it listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
    let own = stream.local_addr().expect("bound");
    let ping = options("TCP", own, target, "ping-2");
    stream.write_all(ping.as_bytes()).expect("sent");
    let mut answer = [0; 2048];
    assert!(stream.read(&mut answer).expect("an answer") > 0);
    let ladder = check(&node, data.path(), "ping-2", &["OPTIONS", "200"]);
    assert!(ladder.contains(&format!("{own} TCP")), "{ladder}");
}

#[test]
fn proofs_of_passwords_are_masked_and_messages_outside_calls_are_kept() {
    let data = tempfile::tempdir().expect("a folder");
    let node = Node::start(data.path(), "47400-47499", &[]);
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
    let own = socket.local_addr().expect("bound");
    let ping = options("UDP", own, node.sip, "ping-1");
    let mut answer = [0; 2048];
    for _ in 0..2 {
        socket.send_to(ping.as_bytes(), node.sip).expect("sent");
        socket.recv_from(&mut answer).expect("an answer");
    }
    check(&node, data.path(), "ping-1", &["OPTIONS", "200"]);
    let ladder = text(&trace(&node, "ping-1", &[]));
    assert_eq!(ladder.matches(", again").count(), 2, "{ladder}");
    let whole = text(&trace(&node, "ping-1", &["--messages"]));
    let masked = format!("response=\"{}\"", "x".repeat(PROOF.len()));
    assert!(whole.contains(&masked), "{whole}");
    assert!(!whole.contains(PROOF), "{whole}");
}
