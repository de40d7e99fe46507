//! What *explain* says of a call is what becomes of it: random calls, by random trunks and rules.

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use tandem_sip_proto::{Limits, Message};

use crate::support::{Node, until};

/// Calls of a run; the variable asks for more.
const CALLS: usize = 1000;
const MORE_CALLS: &str = "EXPLAINED_CALLS";

/// Calls by the same trunks and rules.
const BATCH: usize = 50;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

const CALLED: [&str; 6] = ["+1900", "1900", "+1901", "1902", "+4930222", "help"];
const CALLERS: [&str; 5] = ["+1555", "1555", "+1556", "anna", "bert"];
const SOURCES: [&str; 3] = ["127.0.0.1", "127.0.0.2", "127.0.0.3"];
const NETWORKS: [&str; 3] = ["127.0.0.2", "127.0.0.2/31", "10.0.0.0/8"];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn pick<'a>(&mut self, pool: &[&'a str]) -> &'a str {
        pool[self.roll(pool.len())]
    }

    /// None, one or two, or all.
    fn some(&mut self, pool: &[&str]) -> Value {
        match self.roll(6) {
            0 | 1 => json!([]),
            2 => json!(pool),
            3 => json!([self.pick(pool), self.pick(pool)]),
            _ => json!([self.pick(pool)]),
        }
    }

    fn trunk(&mut self) -> Value {
        let networks = match self.roll(3) {
            0 => self.some(&NETWORKS),
            _ => json!([]),
        };
        let auth = if self.roll(5) == 0 { "secret" } else { "" };
        json!({"trunk": {
            "name": "t", "numbers": self.some(&CALLED), "allowed_numbers": self.some(&CALLERS),
            "allowed_addresses": networks, "auth_username": auth, "auth_password": auth}})
    }

    fn rule(&mut self, trunks: &[String]) -> Value {
        let pin = ["", "", "1234", "5678"][self.roll(4)];
        let room = self.pick(&["a", "b", "c"]);
        let kind = match self.roll(3) {
            0 => json!({"dispatchRuleDirect": {"roomName": room, "pin": pin}}),
            1 => json!({"dispatchRuleIndividual": {"roomPrefix": room, "pin": pin}}),
            _ => json!({"dispatchRuleCallee": {"roomPrefix": room, "pin": pin}}),
        };
        let count = self.roll(3).min(trunks.len());
        let ids: Vec<_> = (0..count)
            .map(|_| &trunks[self.roll(trunks.len())])
            .collect();
        json!({"dispatch_rule": {
            "name": "r", "rule": kind, "trunk_ids": ids, "numbers": self.some(&CALLED),
            "inbound_numbers": self.some(&CALLERS)}})
    }
}

/// Makes some trunks and rules in the place of those there were; which others exclude are not made.
fn fill(node: &Node, dice: &mut Dice) {
    for (list, delete, id) in [
        ("ListSIPInboundTrunk", "DeleteSIPTrunk", "sip_trunk_id"),
        (
            "ListSIPDispatchRule",
            "DeleteSIPDispatchRule",
            "sip_dispatch_rule_id",
        ),
    ] {
        let listed = node.sip_api(list, &json!({}));
        for item in listed["items"].as_array().into_iter().flatten() {
            node.sip_api(delete, &json!({id: item[id]}));
        }
    }
    let make = |method: &str, body: &Value| {
        let (status, made) = node.post(&format!("/twirp/livekit.SIP/{method}"), body);
        (status == 200).then_some(made)
    };
    let trunks: Vec<String> = (0..dice.roll(8))
        .filter_map(|_| make("CreateSIPInboundTrunk", &dice.trunk()))
        .map(|trunk| trunk["sip_trunk_id"].as_str().expect("an id").to_owned())
        .collect();
    for _ in 0..dice.roll(20) {
        make("CreateSIPDispatchRule", &dice.rule(&trunks));
    }
}

/// One that calls, hears what becomes of it, and hangs up.
struct Caller(UdpSocket);

impl Caller {
    fn at(source: &str) -> Self {
        let socket = UdpSocket::bind((source, 0)).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
        Self(socket)
    }

    /// The final status.
    fn call(&self, node: SocketAddr, from: &str, to: &str, id: &str) -> u16 {
        let own = self.0.local_addr().expect("an address");
        let send = |method: &str, branch: &str, tag: &str, body: &str| {
            let length = body.len();
            let text = format!(
                "{method} sip:{to}@{node} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{id}{branch};rport\r\n\
                 Max-Forwards: 70\r\nFrom: <sip:{from}@{own}>;tag=f\r\nTo: <sip:{to}@{node}>{tag}\r\nCall-ID: {id}\r\n\
                 CSeq: {number} {method}\r\nContact: <sip:{from}@{own}>\r\nContent-Type: application/sdp\r\n\
                 Content-Length: {length}\r\n\r\n{body}",
                number = if method == "BYE" { 2 } else { 1 },
            );
            self.0.send_to(text.as_bytes(), node).expect("it is sent");
        };
        let sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n";
        send("INVITE", "i", "", sdp);
        let answer = self.final_of(id, b"INVITE");
        let tag = String::from_utf8_lossy(answer.to().expect("To").tag().expect("a tag"));
        let tag = format!(";tag={tag}");
        if answer.status() != 200 {
            send("ACK", "i", &tag, "");
            return answer.status();
        }
        send("ACK", "a", &tag, "");
        send("BYE", "b", &tag, "");
        assert_eq!(self.final_of(id, b"BYE").status(), 200);
        200
    }

    fn final_of(&self, id: &str, method: &[u8]) -> Message {
        let mut buffer = [0; 4096];
        loop {
            let (count, _) = self.0.recv_from(&mut buffer).expect("an answer");
            let octets = Bytes::copy_from_slice(&buffer[..count]);
            let message = Message::parse(octets, &Limits::default()).expect("the node speaks SIP");
            let cseq = message.header_by_text(b"CSeq").unwrap_or_default();
            let is_own = message.header_by_text(b"Call-ID") == Some(id.as_bytes());
            if is_own && cseq.ends_with(method) && message.status() >= 200 {
                return message;
            }
        }
    }
}

/// What explain said of a call that had this status.
type Said = (u16, Value);

/// A challenge is no call yet: it has no record.
fn compare(node: &Node, mut said: HashMap<String, Said>, verdicts: &mut HashMap<String, usize>) {
    let list = |which: &str| {
        let ask = json!({"which": which, "limit": BATCH});
        let (_, list) = node.post("/twirp/tandem.admin.v1.Admin/ListCalls", &ask);
        list["calls"].as_array().expect("a list").clone()
    };
    until("all have ended", || list("live").is_empty().then_some(()));
    for call in list("ended") {
        let Some((status, explained)) = said.remove(call["sip_call_id"].as_str().expect("an id"))
        else {
            continue;
        };
        for field in ["verdict", "trunk_id", "rule_id", "revision"] {
            assert_eq!(
                call[field], explained[field],
                "{field}: {call}, {explained}"
            );
        }
        let expected = explained["status"].as_u64().expect("a status");
        assert_eq!(u64::from(status), expected, "{call}, {explained}");
        let verdict = call["verdict"].as_str().expect("a verdict");
        *verdicts.entry(verdict.to_owned()).or_default() += 1;
    }
    for (status, explained) in said.into_values() {
        assert_eq!(
            (status, &explained["verdict"]),
            (407, &json!("challenge")),
            "{explained}"
        );
        *verdicts.entry("challenge".to_owned()).or_default() += 1;
    }
}

#[test]
fn explain_and_a_call_have_one_verdict() {
    let data = tempfile::tempdir().expect("a folder");
    let more = std::env::var(MORE_CALLS).ok();
    let count = more.and_then(|count| count.parse().ok()).unwrap_or(CALLS);
    // Each answered call has two for its time, and two seconds more.
    let ports = if count > CALLS {
        "19000-31999"
    } else {
        "19000-20999"
    };
    let node = Node::start(data.path(), ports, &["--answer", "at-once"]);
    let mut dice = Dice(1);
    let callers = SOURCES.map(Caller::at);
    let mut verdicts = HashMap::new();
    for batch in 0..count.div_ceil(BATCH) {
        fill(&node, &mut dice);
        let mut said = HashMap::new();
        for call in 0..BATCH {
            let (from, to) = (dice.pick(&CALLERS), dice.pick(&CALLED));
            let source = dice.roll(SOURCES.len());
            let ask = json!({"from": from, "to": to, "source": SOURCES[source]});
            let (_, explained) = node.post("/twirp/tandem.admin.v1.Admin/Explain", &ask);
            let id = format!("explained-{batch}-{call}");
            let status = callers[source].call(node.sip, from, to, &id);
            said.insert(id, (status, explained));
        }
        compare(&node, said, &mut verdicts);
    }
    println!("{count} calls: {verdicts:?}");
    assert_eq!(verdicts.len(), 7, "each was reached: {verdicts:?}");
    node.wait_for_empty_house();
}
