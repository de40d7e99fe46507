//! Messages that are odd, broken or altered come in thousands: the node stays up, its memory stays, and calls go on.

use std::net::UdpSocket;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;
use tandem_rtp_proto::Codec;
use tandem_sip_proto::{HeaderName, Limits, Message};

use crate::support::{Node, Phone, talk, talk_until, until, write_node_config};

/// Altered INVITEs of one round. There are two: what the first one takes for good, the second one must not take again.
const ROUND: usize = 2_000;
/// Those that are sent in 20 ms.
const AT_ONCE: usize = 10;
/// What a second round may add in kB: tables grow by halves, and an allocator keeps what it had.
const GROWTH_KB: usize = 8 << 10;

/// Two who speak with each other all the time.
pub(crate) struct Talkers(pub(crate) [Phone; 2]);

impl Talkers {
    pub(crate) fn speak(&mut self, time: Duration) {
        let [anna, bert] = &mut self.0;
        talk(&mut [anna, bert], time);
    }

    /// Neither was hung up, and each hears the other.
    pub(crate) fn are_unharmed(&mut self) {
        let [anna, bert] = &mut self.0;
        talk_until("they hear each other", &mut [anna, bert], |phones| {
            phones[0].louder(1000.0, 440.0) >= 20.0 && phones[1].louder(440.0, 1000.0) >= 20.0
        });
        for phone in &self.0 {
            let request = phone.heard(Message::is_request);
            assert!(request.is_none(), "{request:?}");
        }
    }
}

/// A node that keeps little of what is over; each called number is a room.
fn node(folder: &Path) -> Node {
    let bounds = "[limits]\nended_calls = 100\n[capture]\ncalls = 100\n";
    let file = write_node_config(folder, "52000-59999", "", bounds);
    let node = Node::serve(&file);
    let rule = json!({"dispatch_rule": {"rule": {"dispatchRuleCallee": {"roomPrefix": "n-", "randomize": false}}}});
    node.sip_api("CreateSIPDispatchRule", &rule);
    node
}

fn invite(own: &str, node: &str, number: usize) -> Vec<u8> {
    let body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0 8 101\r\n\
                a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=sendrecv\r\n";
    format!(
        "INVITE sip:s{number}@{node} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKs{number};rport\r\nMax-Forwards: 70\r\n\
         From: \"A \\\" b\" <sip:storm@{own};x=%41>;tag=s{number}\r\nTo: <sip:s{number}@{node}>\r\nCall-ID: storm-{number}@a\r\n\
         CSeq: 1 INVITE\r\nContact: <sip:storm@{own}>\r\nRecord-Route: <sip:{own};lr>\r\nSupported: timer, 100rel\r\n\
         Session-Expires: 1800;refresher=uac\r\nContent-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// One to four alterations: octets changed, put in and taken out, lines doubled and exchanged, numbers made huge, the end
/// cut off.
fn alter(text: &mut Vec<u8>, dice: &mut StdRng) {
    const ODD: &[u8] = b"\0\r\n\t ;,<>\"\\%@:=/?&[]{}\xff\xc3\x80";
    for _ in 0..dice.random_range(1..=4) {
        let at = dice.random_range(0..text.len());
        let odd = ODD[dice.random_range(0..ODD.len())];
        match dice.random_range(0..8) {
            0 => text[at] = odd,
            1 => text[at] = dice.random(),
            2 => text.insert(at, odd),
            3 => drop(text.drain(at..(at + dice.random_range(1..20)).min(text.len()))),
            4 => text.truncate(at.max(1)),
            5 => drop(text.splice(at..at, [b'9'; 40])),
            kind => {
                let mut lines: Vec<&[u8]> = text.split_inclusive(|octet| *octet == b'\n').collect();
                let (one, other) = (
                    dice.random_range(0..lines.len()),
                    dice.random_range(0..lines.len()),
                );
                match kind {
                    6 => lines.swap(one, other),
                    _ => lines.extend(vec![lines[one]; 50]),
                }
                *text = lines.concat();
                // What one datagram carries.
                text.truncate(60_000);
            }
        }
    }
}

/// Hangs up where an INVITE was answered.
fn end(socket: &UdpSocket, own: &str, node: &str) {
    let mut space = [0; 8192];
    while let Ok(count) = socket.recv(&mut space) {
        let octets = Bytes::copy_from_slice(&space[..count]);
        let message = Message::parse(octets, &Limits::default()).expect("the node speaks SIP");
        let field = |name: HeaderName| {
            String::from_utf8_lossy(message.header(name).unwrap_or_default()).into_owned()
        };
        if message.status() != 200 {
            continue;
        }
        let bye = format!(
            "BYE sip:x@{node} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKb{};rport\r\nMax-Forwards: 70\r\nFrom: {}\r\n\
             To: {}\r\nCall-ID: {}\r\nCSeq: 4000000000 BYE\r\nContent-Length: 0\r\n\r\n",
            field(HeaderName::To).len() + count,
            field(HeaderName::From),
            field(HeaderName::To),
            field(HeaderName::CallId),
        );
        socket.send(bye.as_bytes()).expect("loopback takes it");
    }
}

fn memory_kb(node: &Node) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", node.pid())).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .expect("a number")
}

#[test]
fn odd_and_altered_messages_harm_neither_node_nor_calls() {
    let data = tempfile::tempdir().expect("a folder");
    let node = node(data.path());
    let target = node.listener("UDP", true);
    let mut talkers = Talkers(
        [("anna", 440.0), ("bert", 1000.0)]
            .map(|(name, tone)| Phone::new(target, name, "100", Codec::Pcmu, tone)),
    );
    talkers.0.iter_mut().for_each(Phone::call);
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    socket.connect(target).expect("loopback");
    socket.set_nonblocking(true).expect("a socket");
    let (own, to) = (
        socket.local_addr().expect("bound").to_string(),
        target.to_string(),
    );

    // What RFC 4475 has.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sip-proto/tests/torture");
    let files = std::fs::read_dir(folder)
        .expect("the corpus")
        .map(|file| file.expect("an entry").path());
    let messages = files.filter(|file| file.extension().is_some_and(|end| end == "dat"));
    let mut count = 0;
    for file in messages {
        socket
            .send(&std::fs::read(file).expect("a message"))
            .expect("loopback takes it");
        talkers.speak(Duration::from_millis(20));
        end(&socket, &own, &to);
        count += 1;
    }
    assert_eq!(count, 49);
    talkers.are_unharmed();

    let mut dice = StdRng::seed_from_u64(4475);
    let mut after = Vec::new();
    for round in 0..2 {
        for number in (0..ROUND).map(|number| round * ROUND + number) {
            let mut text = invite(&own, &to, number);
            alter(&mut text, &mut dice);
            socket.send(&text).expect("loopback takes it");
            if number % AT_ONCE == 0 {
                talkers.speak(Duration::from_millis(20));
                end(&socket, &own, &to);
            }
        }
        talkers.are_unharmed();
        // Who did not get our BYE, as altered callers may not, was not confirmed, and ends by itself.
        until("only the two are left", || {
            talkers.speak(Duration::from_secs(1));
            end(&socket, &own, &to);
            let rooms = node.rooms();
            (rooms.len() == 1 && rooms[0]["num_participants"] == 2).then_some(())
        });
        after.push(memory_kb(&node));
    }
    println!("kB after each round: {after:?}");
    assert!(after[1] < after[0] + GROWTH_KB, "{after:?} kB");
    talkers.are_unharmed();
    for phone in &talkers.0 {
        phone.bye();
    }
    node.wait_for_empty_house();
}
