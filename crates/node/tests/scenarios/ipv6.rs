//! The cases of RFC 5118, sent to a node while others speak: each gets its right answer, and nobody is harmed.

use std::net::UdpSocket;
use std::time::Duration;

use bytes::Bytes;
use tandem_rtp_proto::Codec;
use tandem_sip_proto::{HeaderName, Limits, Message};

use crate::direct;
use crate::storm::Talkers;
use crate::support::{Node, PATIENCE, Phone};

/// A case: its section, the request's first line, who sent it, further fields, the body, and the final answer.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, u16);

/// Descriptions of §4.6, §4.8 and §4.9.
const SDP_V6: &str = "v=0\r\no=assistant 971731711378798081 0 IN IP6 2001:db8::20\r\ns=Live video feed for today's meeting\r\n\
    c=IN IP6 2001:db8::20\r\nt=3338481189 3370017201\r\nm=audio 6000 RTP/AVP 2 0\r\na=rtpmap:2 G726-32/8000\r\n\
    m=video 6024 RTP/AVP 107\r\na=rtpmap:107 H263-1998/90000\r\n";
const SDP_BOTH: &str = "v=0\r\no=bob 280744730 28977631 IN IP4 host.example.com\r\ns=\r\nt=0 0\r\n\
    m=audio 22334 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\nm=video 6024 RTP/AVP 107\r\nc=IN IP4 192.0.2.1\r\n\
    a=rtpmap:107 H263-1998/90000\r\n";
const SDP_MAPPED: &str = "v=0\r\no=jdoe 2890844526 2890842807 IN IP6 ::ffff:192.0.2.2\r\ns=\r\nc=IN IP6 ::ffff:192.0.2.2\r\n\
    t=0 0\r\nm=audio 49170 RTP/AVP 0\r\n";

const CASES: [Case<'_>; 11] = [
    (
        "4.1",
        "REGISTER sip:[2001:db8::10]",
        "[2001:db8::9:1]",
        "Contact: \"Caller\" <sip:caller@[2001:db8::1]>\r\n",
        "",
        405,
    ),
    (
        "4.2",
        "REGISTER sip:2001:db8::10",
        "[2001:db8::9:1]",
        "Contact: \"Caller\" <sip:caller@[2001:db8::1]>\r\n",
        "",
        400,
    ),
    (
        "4.3",
        "REGISTER sip:[2001:db8::10:5070]",
        "[2001:db8::9:1]",
        "Contact: \"Caller\" <sip:caller@[2001:db8::1]>\r\n",
        "",
        405,
    ),
    (
        "4.4",
        "REGISTER sip:[2001:db8::10]:5070",
        "[2001:db8::9:1]",
        "Contact: \"Caller\" <sip:caller@[2001:db8::1]>\r\n",
        "",
        405,
    ),
    (
        "4.5, with delimiters",
        "BYE sip:[2001:db8::10]",
        "[2001:db8::9:1]",
        "Via: SIP/2.0/UDP 192.0.2.1;received=[2001:db8::9:255];branch=z9hG4bKas3-112\r\n",
        "",
        481,
    ),
    (
        "4.5, without",
        "OPTIONS sip:[2001:db8::10]",
        "[2001:db8::9:1]",
        "Via: SIP/2.0/UDP 192.0.2.1;received=2001:db8::9:255;branch=z9hG4bKas3-113\r\n",
        "",
        200,
    ),
    (
        "4.6",
        "INVITE sip:user@[2001:db8::10]",
        "[2001:db8::20]",
        "Contact: \"Caller\" <sip:caller@[2001:db8::20]>\r\n",
        SDP_V6,
        200,
    ),
    (
        "4.7",
        "BYE sip:user@host.example.net",
        "[2001:db8::9:1]:6050",
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144\r\n\
         Via: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200\r\n",
        "",
        481,
    ),
    (
        "4.8",
        "INVITE sip:user@host.example.com",
        "[2001:db8::9:1]",
        "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKas3-114\r\nContact: \"Caller\" <sip:caller@[2001:db8::9:1]>\r\n",
        SDP_BOTH,
        200,
    ),
    (
        "4.9",
        "INVITE sip:user@host.example.com",
        "[::ffff:192.0.2.10]:19823",
        "Contact: \"T. desk phone\" <sip:ted@[::ffff:192.0.2.2]>\r\n",
        SDP_MAPPED,
        200,
    ),
    (
        "4.10",
        "OPTIONS sip:user@[2001:db8:::192.0.2.1]",
        "[2001:db8::9:1]",
        "Contact: <sip:caller@[2001:db8:::192.0.2.1]>\r\n",
        "",
        200,
    ),
];

fn request(number: usize, (_, first, sent_by, lines, body, _): &Case<'_>, to_tag: &str) -> String {
    let method = first.split(' ').next().unwrap_or_default();
    let kind = match body.is_empty() {
        true => "",
        false => "Content-Type: application/sdp\r\n",
    };
    format!(
        "{first} SIP/2.0\r\nVia: SIP/2.0/UDP {sent_by};rport;branch=z9hG4bK5118-{number}{method}\r\n{lines}\
         To: <sip:user@example.com>{to_tag}\r\nFrom: <sip:caller@example.net>;tag=81x2{number}\r\nMax-Forwards: 70\r\n\
         Call-ID: 5118-{number}@hlau_4100\r\nCSeq: 98176 {method}\r\n{kind}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// The next final answer.
fn answer(socket: &UdpSocket, what: &str) -> Message {
    let mut space = [0; 8192];
    loop {
        let count = socket
            .recv(&mut space)
            .unwrap_or_else(|_| panic!("{what}: no answer"));
        let octets = Bytes::copy_from_slice(&space[..count]);
        let message = Message::parse(octets, &Limits::default()).expect("the node speaks SIP");
        if message.status() >= 200 {
            return message;
        }
    }
}

#[test]
fn addresses_of_ipv6_in_all_their_forms_get_the_right_answer() {
    let data = tempfile::tempdir().expect("a folder");
    let both = [
        "--bind",
        "127.0.0.1",
        "--bind",
        "::1",
        "--answer",
        "at-once",
    ];
    let node = Node::start(data.path(), "51800-51899", &both);
    node.sip_api("CreateSIPDispatchRule", &direct("meeting", ""));
    let own = node.listener("UDP", true);
    let phone = |name, tone| Phone::new(own, name, "100", Codec::Pcmu, tone);
    let mut talkers = Talkers([phone("anna", 440.0), phone("bert", 1000.0)]);
    talkers.0.iter_mut().for_each(Phone::call);
    let socket = UdpSocket::bind("[::1]:0").expect("a socket");
    socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
    let target = node.listener("UDP", false);
    socket.connect(target).expect("loopback");
    let send = |text: String| socket.send(text.as_bytes()).expect("loopback takes it");
    for (number, case) in CASES.iter().enumerate() {
        let section = case.0;
        send(request(number, case, ""));
        let answered = answer(&socket, section);
        let reason = answered.header_by_text(b"Reason").unwrap_or_default();
        let reason = String::from_utf8_lossy(reason);
        assert_eq!(answered.status(), case.5, "{section}: {reason}");
        if answered.method().as_bytes() == b"INVITE" {
            let body = String::from_utf8_lossy(answered.body());
            assert!(body.contains("c=IN IP6 ::1"), "{section}: {body}");
            let to = answered.header(HeaderName::To).unwrap_or_default();
            let to = String::from_utf8_lossy(to);
            let tag = to.split(";tag=").nth(1).expect("a tag");
            for method in ["ACK", "BYE"] {
                let first = case.1.replace("INVITE", method);
                let within = (section, &*first, case.2, case.3, "", 200);
                // BYE has a number of its own.
                let text = request(number, &within, &format!(";tag={tag}"));
                send(text.replace("98176 BYE", "98177 BYE"));
            }
            assert_eq!(answer(&socket, section).status(), 200, "{section}: BYE");
        }
        talkers.speak(Duration::from_millis(20));
    }
    talkers.are_unharmed();
    for phone in &talkers.0 {
        phone.bye();
    }
    node.wait_for_empty_house();
}
