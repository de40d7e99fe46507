//! Peers that mean no good, at a whole node: the answer, its reason, and the calls of others unharmed.

use std::cell::RefCell;
use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::{Value, json};
use tandem_audio::tone::Sine;
use tandem_audio::{EDGE_FRAME, Encoder};
use tandem_rtp_proto::{Codec, RtpHeader};
use tandem_sip_proto::digest::{DigestClient, Login};
use tandem_sip_proto::{HeaderName, Limits, Message, Method};

use crate::outbound::Setting;
use crate::support::{Node, PATIENCE, Phone, talk, talk_until, until};
use crate::trace::said;
use crate::{direct, reason, trace};

/// A callee who answers as a test lets him.
pub(crate) struct Callee {
    pub(crate) socket: UdpSocket,
    pub(crate) address: SocketAddr,
    /// What he has heard, other than ACKs: sent again, as to one who was slow to answer, it is no other request.
    known: RefCell<HashSet<Bytes>>,
}

impl Callee {
    pub(crate) fn new() -> Self {
        Self::at(Ipv4Addr::LOCALHOST)
    }

    /// One at this address of the loopback.
    pub(crate) fn at(host: Ipv4Addr) -> Self {
        let socket = UdpSocket::bind((host, 0)).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let address = socket.local_addr().expect("bound");
        Self {
            socket,
            address,
            known: RefCell::default(),
        }
    }

    /// The next request of this method, with who sent it.
    pub(crate) fn expect(&self, method: &str) -> (Message, SocketAddr) {
        let mut space = [0; 4096];
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let (count, peer) = self.socket.recv_from(&mut space).expect("the node speaks");
            let octets = Bytes::copy_from_slice(&space[..count]);
            let message =
                Message::parse(octets.clone(), &Limits::default()).expect("it speaks SIP");
            if message.method() != Method::Ack && !self.known.borrow_mut().insert(octets) {
                continue;
            }
            if message.is_request() && message.method().as_bytes() == method.as_bytes() {
                return (message, peer);
            }
        }
        panic!("{method} never came");
    }

    /// Sends a request of its own only call to a node, with these lines and this body. Its Contact is its address, if
    /// the lines have no other.
    pub(crate) fn request(
        &self,
        node: SocketAddr,
        method: &str,
        tag: &str,
        (lines, body): (&str, &str),
    ) {
        let own = self.address;
        let number = if method == "BYE" { 2 } else { 1 };
        let to = match tag {
            "" => String::new(),
            tag => format!(";tag={tag}"),
        };
        let contact = match lines.contains("Contact:") {
            true => String::new(),
            false => format!("Contact: <sip:eve@{own}>\r\n"),
        };
        let text = format!(
            "{method} sip:100@{node} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{method};rport\r\n\
             Max-Forwards: 70\r\nFrom: <sip:eve@{own}>;tag=f\r\nTo: <sip:100@{node}>{to}\r\nCall-ID: {own}\r\n\
             CSeq: {number} {method}\r\n{contact}{lines}Content-Length: {length}\r\n\r\n{body}",
            length = body.len(),
        );
        let sent = self.socket.send_to(text.as_bytes(), node);
        sent.expect("loopback takes it");
    }

    /// The next response with this status.
    pub(crate) fn expect_status(&self, status: u16) -> Message {
        let mut space = [0; 4096];
        until(&format!("{status} comes"), || {
            let count = self.socket.recv(&mut space).ok()?;
            let octets = Bytes::copy_from_slice(&space[..count]);
            let message = Message::parse(octets, &Limits::default()).ok()?;
            (message.status() == status).then_some(message)
        })
    }

    /// Answers a request, with this tag of ours where it has none.
    pub(crate) fn answer(&self, asked: &(Message, SocketAddr), status: u16, tag: &str, body: &str) {
        let contact = format!("Contact: <sip:callee@{}>\r\n", self.address);
        self.answer_with(asked, status, tag, (&contact, body));
    }

    /// The same with these lines.
    pub(crate) fn answer_with(
        &self,
        (request, peer): &(Message, SocketAddr),
        status: u16,
        tag: &str,
        (lines, body): (&str, &str),
    ) {
        let field = |name: HeaderName| {
            let value = request.header(name).unwrap_or_default();
            format!("{}: {}", name.as_str(), String::from_utf8_lossy(value))
        };
        let kept = [
            HeaderName::Via,
            HeaderName::From,
            HeaderName::CallId,
            HeaderName::CSeq,
        ];
        let kept = kept.map(|name| field(name) + "\r\n").concat();
        let to = field(HeaderName::To);
        let to = match to.contains(";tag=") {
            true => to,
            false => format!("{to};tag={tag}"),
        };
        let text = format!(
            "SIP/2.0 {status} x\r\n{kept}{to}\r\n{lines}Content-Type: application/sdp\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.socket
            .send_to(text.as_bytes(), peer)
            .expect("loopback takes it");
    }
}

pub(crate) const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
                   m=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";

fn to_tag(message: &Message) -> String {
    let to = message.to().expect("To");
    String::from_utf8_lossy(to.tag().expect("a tag")).into_owned()
}

#[test]
fn of_two_answers_the_first_counts_and_the_other_is_hung_up() {
    let Some(setting) = Setting::new("50000-50099") else {
        return;
    };
    let callee = Callee::new();
    let more = json!({"wait_until_answered": false});
    let (status, info) = setting.call(callee.address, &more);
    assert_eq!(status, 200, "{info}");
    let invite = callee.expect("INVITE");
    callee.answer(&invite, 200, "first", SDP);
    assert_eq!(to_tag(&callee.expect("ACK").0), "first");
    callee.answer(&invite, 200, "second", SDP);
    assert_eq!(to_tag(&callee.expect("ACK").0), "second");
    let bye = callee.expect("BYE");
    let told = (to_tag(&bye.0), reason(&bye.0).contains("unwanted-answer"));
    assert_eq!(told, ("second".to_owned(), true), "{}", reason(&bye.0));
    callee.answer(&bye, 200, "", "");
    setting.await_status("active");
    // The first one's repetition is confirmed again, and changes nothing.
    callee.answer(&invite, 200, "first", SDP);
    assert_eq!(to_tag(&callee.expect("ACK").0), "first");
    setting.remove_callee();
    let bye = callee.expect("BYE");
    assert_eq!(to_tag(&bye.0), "first");
    callee.answer(&bye, 200, "", "");
    let record = setting.ended();
    assert_eq!(record["reason"], "removed", "{record}");
    assert_eq!(notices(&record), ["unwanted-answer"]);
    let id = record["call_id"].as_str().expect("an id");
    let wanted = [
        "INVITE", "200", "ACK", "200", "ACK", "BYE", "200", "BYE", "200",
    ];
    let all = until("all is in the trace", || {
        let all = said(&setting.node, id);
        (all.len() >= wanted.len()).then_some(all)
    });
    assert_eq!(all, wanted);
    setting.node.wait_for_empty_house();
}

/// A node with one rule, which answers at once.
fn node(data: &Path, rtp: &str) -> Node {
    let node = Node::start(data, rtp, &["--answer", "at-once"]);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    node
}

pub(crate) fn ended(node: &Node, count: usize) -> Value {
    until("the call ends", || {
        let path = "/twirp/tandem.admin.v1.Admin/ListCalls";
        let (_, answer) = node.post(path, &json!({"which": "ended"}));
        let ended = answer["calls"].as_array()?;
        (ended.len() >= count).then(|| ended[0].clone())
    })
}

#[test]
fn a_caller_that_never_confirms_is_hung_up_and_others_are_not() {
    let data = tempfile::tempdir().expect("a folder");
    let node = node(data.path(), "50100-50199");
    let mut bert = Phone::new(node.sip, "bert", "100", Codec::Pcmu, 1000.0);
    bert.call();
    let anna = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    anna.invite(1, "");
    anna.expect_status(200);
    // 64·T1 later (RFC 3261 §13.3.1.4); somebody else speaks on.
    let is_bye = |message: &Message| message.is_request() && message.method() == Method::Bye;
    let mut bye = None;
    while bye.is_none() {
        talk(&mut [&mut bert], Duration::from_secs(1));
        bye = anna.heard(is_bye);
    }
    let why = reason(&bye.expect("it came"));
    assert!(why.contains("no-ack"), "{why}");
    let record = ended(&node, 1);
    assert_eq!(
        (&record["reason"], &record["from"]),
        (&json!("no-ack"), &json!("anna"))
    );
    bert.bye();
    node.wait_for_empty_house();
}

#[test]
fn a_proof_that_was_used_is_not_taken_again() {
    let data = tempfile::tempdir().expect("a folder");
    let node = node(data.path(), "50200-50299");
    let trunk = json!({"trunk": {"name": "t", "numbers": ["100"], "auth_username": "u", "auth_password": "p"}});
    node.sip_api("CreateSIPInboundTrunk", &trunk);
    let mut anna = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    anna.invite(1, "");
    let challenge = anna.expect_status(407);
    anna.acknowledge(&challenge, 1);
    let prove = |challenge: &Message| -> String {
        let mut digest = DigestClient::new(Login {
            username: "u".to_owned(),
            password: "p".into(),
        });
        let taken = digest.take_challenge(challenge, 7);
        taken.expect("one that it can meet");
        let uri = format!("sip:100@{}", node.sip);
        let proof = digest.fields(Method::Invite, &uri);
        let lines = proof.iter();
        lines
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect()
    };
    let proof = prove(&challenge);
    anna.invite(2, &proof);
    anna.answered(2);
    // Who has read along repeats it for a call of his own.
    let mut thief = Phone::new(node.sip, "thief", "100", Codec::Pcmu, 440.0);
    thief.invite(1, &proof);
    let refused = thief.expect_status(407);
    let challenge = refused
        .header_by_text(b"Proxy-Authenticate")
        .unwrap_or_default();
    let challenge = String::from_utf8_lossy(challenge);
    assert!(challenge.contains("stale=true"), "{challenge}");
    assert!(
        reason(&refused).contains("stale-proof"),
        "{}",
        reason(&refused)
    );
    thief.acknowledge(&refused, 1);
    anna.bye();
    assert!(notices(&ended(&node, 1)).is_empty());
    // One who was only slow has the password, and his record tells of it.
    thief.invite(2, &prove(&refused));
    thief.answered(2);
    thief.bye();
    assert_eq!(notices(&ended(&node, 2)), ["stale-proof"]);
    node.wait_for_empty_house();
}

/// The id of the call of the one who calls himself anna.
fn record_id(node: &Node) -> String {
    let path = "/twirp/tandem.admin.v1.Admin/ListCalls";
    let (_, answer) = node.post(path, &json!({"which": "live"}));
    let calls = answer["calls"].as_array().expect("a list");
    let anna = calls.iter().find(|call| call["from"] == "anna");
    let id = anna.and_then(|call| call["call_id"].as_str());
    id.expect("her call").to_owned()
}

/// The codes of what was odd in a call.
pub(crate) fn notices(record: &Value) -> Vec<&str> {
    let all = record["notices"].as_array().into_iter().flatten();
    all.filter_map(|notice| notice["reason"].as_str()).collect()
}

/// 20 ms of a tone of 2,000 Hz a packet, from nobody's socket.
pub(crate) struct Stranger {
    pub(crate) socket: UdpSocket,
    encoder: Encoder,
    sine: Sine,
    sequence: u16,
}

impl Stranger {
    pub(crate) fn new() -> Self {
        Self {
            socket: UdpSocket::bind("127.0.0.1:0").expect("a socket"),
            encoder: Encoder::new(Codec::Pcmu),
            sine: Sine::new(2000.0, 8000, 8000),
            sequence: 30_000,
        }
    }

    pub(crate) fn speak(&mut self, to: SocketAddr) {
        let (mut samples, mut payload) = ([0; EDGE_FRAME], [0; Codec::FRAME_OCTETS]);
        self.sine.fill(&mut samples[..160]);
        self.encoder.encode(&samples, &mut payload);
        let header = RtpHeader {
            marker: false,
            payload_type: 0,
            sequence: self.sequence,
            timestamp: u32::from(self.sequence) * 160,
            ssrc: 99,
        };
        self.sequence += 1;
        let mut octets = [0; RtpHeader::OCTETS];
        header.write(&mut octets);
        let packet = [&octets[..], &payload].concat();
        self.socket.send_to(&packet, to).expect("loopback takes it");
    }
}

impl Phone {
    /// Waits until it hears its partner while a stranger speaks to this port, whom it never hears.
    fn is_spared(&mut self, stranger: &mut Stranger, port: SocketAddr, partner: &mut Self) {
        until("the stranger is not heard", || {
            self.forget();
            for _ in 0..50 {
                stranger.speak(port);
                talk(&mut [&mut *partner, &mut *self], Duration::from_millis(20));
            }
            // Not even while the machine is too busy for the partner.
            let (heard, said) = (self.power(2000.0), 8000_f32.powi(2) / 4.0);
            assert!(heard < said / 100.0, "{heard} of {said}");
            (self.louder(440.0, 2000.0) >= 20.0).then_some(())
        });
    }
}

#[test]
fn media_of_strangers_and_for_finished_calls_is_heard_by_nobody() {
    let data = tempfile::tempdir().expect("a folder");
    let node = node(data.path(), "50300-50399");
    let mut bert = Phone::new(node.sip, "bert", "100", Codec::Pcmu, 1000.0);
    let mut anna = Phone::new(node.sip, "anna", "100", Codec::Pcmu, 440.0);
    bert.call();
    anna.call();
    // Anna's address is known from what she says.
    talk_until("bert hears anna", &mut [&mut anna, &mut bert], |phones| {
        phones[1].louder(440.0, 1000.0) >= 20.0
    });
    let port = anna.media_target();
    let mut stranger = Stranger::new();
    bert.is_spared(&mut stranger, port, &mut anna);
    // It speaks on while the call ends, until that is told.
    let told = AtomicBool::new(false);
    let source = stranger.socket.local_addr().expect("bound");
    let id = record_id(&node);
    let ladder = std::thread::scope(|scope| {
        scope.spawn(|| {
            let begun = Instant::now();
            while !told.load(Ordering::Acquire) && begun.elapsed() < PATIENCE {
                stranger.speak(port);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        anna.bye();
        let ladder = until("what came after the end is told", || {
            let ladder = trace::ladder(&node, &id);
            ladder.contains("media-after-end").then_some(ladder)
        });
        told.store(true, Ordering::Release);
        ladder
    });
    let line = format!("RTP from {source} is not the peer's: foreign-media");
    assert!(ladder.contains(&line), "{ladder}");
    let line = format!("came after the end from {source}: media-after-end");
    assert!(ladder.contains(&line), "{ladder}");
    let record = ended(&node, 1);
    assert_eq!(record["reason"], "caller-hangup");
    assert_eq!(notices(&record), ["foreign-media", "media-after-end"]);
    let number = |name: &str| -> u64 {
        let number = record["media"][name].as_str().expect("a number");
        number.parse().expect("a number")
    };
    let [foreign, after_end] = ["packets_foreign", "packets_after_end"].map(number);
    assert!(foreign >= 50 && after_end > 0, "{record}");
    until("both are counted", || {
        let (_, page) = node.get_as("", "/metrics");
        let page = page.as_str()?;
        let counted = |kind: &str| {
            let name = format!("tandem_rtp_packets_total{{kind=\"{kind}\"}} ");
            page.lines()
                .find_map(|line| line.strip_prefix(&name)?.parse().ok())
        };
        let counted: [Option<u64>; 2] = ["foreign", "after-end"].map(counted);
        (counted == [Some(foreign), Some(after_end)]).then_some(())
    });
    // The port is nobody's now, and the next caller gets another one.
    let mut cora = Phone::new(node.sip, "cora", "100", Codec::Pcmu, 440.0);
    cora.call();
    assert_ne!(cora.media_target(), port);
    bert.is_spared(&mut stranger, port, &mut cora);
    cora.bye();
    bert.bye();
    node.wait_for_empty_house();
}
