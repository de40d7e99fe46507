//! Via and Record-Route in responses, and where these go (RFC 3261 §18.2, RFC 3581).

use bytes::Bytes;
use tandem_sip_proto::Reply;

use crate::request::Request;
use crate::rig::{Rig, Sent, address, statuses, tcp, udp, udp_from};

/// The response to an OPTIONS with this Via.
fn answered(via: &str, source: &str) -> Sent {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp_from(source), &Request::new("OPTIONS").via(via));
    rig.respond(tx, &Reply::new(200).to_tag("b1")).remove(0)
}

#[test]
fn received_and_rport_say_where_a_request_came_from() {
    let cases = [
        (
            "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1",
            "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1",
            "192.0.2.1:5060",
        ),
        (
            "SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1",
            "SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1;received=192.0.2.1",
            "192.0.2.1:5060",
        ),
        (
            "SIP/2.0/UDP pc33.example.com:5066;branch=z9hG4bK1",
            "SIP/2.0/UDP pc33.example.com:5066;branch=z9hG4bK1;received=192.0.2.1",
            "192.0.2.1:5066",
        ),
        (
            "SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK1",
            "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;received=192.0.2.1;rport=9999",
            "192.0.2.1:9999",
        ),
        (
            "SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1;received=203.0.113.9;rport",
            "SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1;received=192.0.2.1;rport=9999",
            "192.0.2.1:9999",
        ),
        (
            "SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1;received=203.0.113.9",
            "SIP/2.0/UDP 10.0.0.5:5060;branch=z9hG4bK1;received=192.0.2.1",
            "192.0.2.1:5060",
        ),
    ];
    for (via, expected, to) in cases {
        let sent = answered(via, "192.0.2.1:9999");
        assert_eq!(sent.header("Via"), expected);
        assert_eq!(sent.flow.peer, address(to), "{via}");
    }
}

#[test]
fn responses_never_go_to_a_third_party() {
    for maddr in ["203.0.113.9", "224.0.1.75"] {
        let via = format!("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;maddr={maddr}");
        let sent = answered(&via, "192.0.2.1:9999");
        assert_eq!(sent.flow.peer, address("192.0.2.1:5060"));
        assert_eq!(sent.header("Via"), via);
    }
}

#[test]
fn ipv6_sources_are_told() {
    let sent = answered(
        "SIP/2.0/UDP [2001:db8::9]:6060;branch=z9hG4bK1;rport",
        "[2001:db8::1]:7000",
    );
    assert_eq!(
        sent.header("Via"),
        "SIP/2.0/UDP [2001:db8::9]:6060;branch=z9hG4bK1;received=2001:db8::1;rport=7000"
    );
    assert_eq!(sent.flow.peer, address("[2001:db8::1]:7000"));
    let sent = answered(
        "SIP/2.0/UDP [2001:DB8:0::1]:6060;branch=z9hG4bK1",
        "[2001:db8::1]:7000",
    );
    assert_eq!(
        sent.header("Via"),
        "SIP/2.0/UDP [2001:DB8:0::1]:6060;branch=z9hG4bK1"
    );
}

#[test]
fn octets_that_are_no_text_come_back_as_they_were() {
    let options = Request::new("OPTIONS").via("SIP/2.0/UDP 10.0.0.5;x=@@;branch=z9hG4bK1;rport");
    let mut octets = options.bytes().to_vec();
    let at = octets
        .windows(2)
        .position(|pair| pair == b"@@")
        .expect("the mark");
    octets[at..at + 2].copy_from_slice(&[0xff, 0xfe]);
    let mut rig = Rig::new();
    rig.hear_on(udp(), octets.into());
    let tandem_sip_proto::Event::Request { tx, .. } = rig.events().remove(0) else {
        panic!("a request");
    };
    let sent = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    let expected =
        b"Via: SIP/2.0/UDP 10.0.0.5;x=\xff\xfe;branch=z9hG4bK1;received=192.0.2.1;rport=5060\r\n";
    assert!(
        sent[0]
            .bytes
            .windows(expected.len())
            .any(|part| part == expected),
        "{:?}",
        sent[0].bytes
    );
}

#[test]
fn all_vias_come_back_in_order_and_only_the_first_is_changed() {
    let options = Request::new("OPTIONS")
        .via("SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1, SIP/2.0/TCP 10.0.0.6;branch=z9hG4bK2;rport")
        .line("v: SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK3");
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp(), &options);
    let sent = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    assert_eq!(
        sent[0].headers("Via"),
        [
            "SIP/2.0/UDP 10.0.0.5;branch=z9hG4bK1;received=192.0.2.1",
            "SIP/2.0/TCP 10.0.0.6;branch=z9hG4bK2;rport",
            "SIP/2.0/UDP 10.0.0.7;branch=z9hG4bK3"
        ]
    );
}

#[test]
fn over_tcp_the_fallback_is_where_the_sender_listens() {
    for (via, listens) in [
        (
            "SIP/2.0/TCP 10.0.0.5:5070;branch=z9hG4bK1;rport",
            "192.0.2.1:5070",
        ),
        ("SIP/2.0/TCP 10.0.0.5;branch=z9hG4bK1", "192.0.2.1:5060"),
    ] {
        let mut rig = Rig::new();
        let (tx, _) = rig.take(tcp(7), &Request::new("OPTIONS").via(via));
        let sent = rig.respond(tx, &Reply::new(200).to_tag("b1"));
        assert_eq!(sent[0].flow.connection, 7);
        assert_eq!(sent[0].flow.peer, address(listens));
        assert_eq!(sent[0].flow.local, tcp(7).local);
    }
}

#[test]
fn record_routes_are_copied_where_a_dialog_begins() {
    let invite = Request::invite()
        .line("Record-Route: <sip:p2.example.com;lr>, <sip:p1.example.com;lr>")
        .line("record-route: <sip:p0.example.com;lr>");
    let expected = [
        "<sip:p2.example.com;lr>, <sip:p1.example.com;lr>",
        "<sip:p0.example.com;lr>",
    ];
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp(), &invite);
    assert_eq!(
        rig.respond(tx, &Reply::new(100))[0].headers("Record-Route"),
        [""; 0]
    );
    for status in [180, 183, 200] {
        let sent = rig.respond(tx, &Reply::new(status).to_tag("b1"));
        assert_eq!(sent[0].headers("Record-Route"), expected, "{status}");
    }
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp(), &invite);
    let refused = rig.respond(tx, &Reply::new(404).to_tag("b1"));
    assert_eq!(refused[0].headers("Record-Route"), [""; 0]);
}

#[test]
fn what_identifies_a_request_is_copied_octet_for_octet() {
    let mut invite = Request::invite();
    invite.from = "\"A, \\\"B\\\" C\" <sip:a%20b@h;x=y> ; tag=\"q\";other".to_owned();
    invite.to = "sip:+4930111@192.0.2.10".to_owned();
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp(), &invite);
    let sent = rig.respond(tx, &Reply::new(486).to_tag("b1"));
    assert_eq!(sent[0].start_line(), "SIP/2.0 486 Busy Here");
    assert_eq!(sent[0].header("From"), invite.from);
    assert_eq!(sent[0].header("To"), "sip:+4930111@192.0.2.10;tag=b1");
    assert_eq!(sent[0].header("Call-ID"), invite.call_id);
    assert_eq!(sent[0].header("CSeq"), "1 INVITE");
}

#[test]
fn fields_of_the_user_cannot_change_what_a_response_is() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp(), &Request::invite());
    let reply = Reply::new(200)
        .to_tag("b1")
        .header("content-length", "1000")
        .header("l", "1000")
        .header("Via", "SIP/2.0/UDP evil.example")
        .header("CSeq", "7 BYE")
        .header("X-Two: a\r\nX-Three", "b")
        .header("X-Four", "c\r\nX-Five: d")
        .header("X-Six", "e");
    let sent = rig.respond(tx, &reply).remove(0);
    assert_eq!(sent.headers("Content-Length"), ["0"]);
    assert_eq!(sent.headers("Via").len(), 1);
    assert_eq!(sent.headers("CSeq"), ["1 INVITE"]);
    assert_eq!(sent.headers("X-Six"), ["e"]);
    let text = String::from_utf8_lossy(&sent.bytes).into_owned();
    for gone in ["1000", "X-Two", "X-Three", "X-Four", "X-Five", "evil"] {
        assert!(!text.contains(gone), "{gone} in {text}");
    }
}

#[test]
fn a_request_is_refused_under_a_via_that_cannot_be_read() {
    let mut rig = Rig::new();
    let options = Request::new("OPTIONS").via("SIP/2.0/UDP 192.0.2.15;;,;,,");
    let sent = rig.hear(&options);
    assert_eq!(statuses(&sent), [400]);
    assert_eq!(sent[0].headers("Via"), [options.via]);
    assert_eq!(sent[0].flow, udp(), "back to where it came from");
}

#[test]
fn a_request_without_to_is_refused_without_inventing_one() {
    let text = "OPTIONS sip:a@192.0.2.10 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n\
        From: <sip:a@b>;tag=1\r\nFrom: <sip:c@d>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n";
    let mut rig = Rig::new();
    let sent = rig.hear_on(udp(), Bytes::from(text));
    assert_eq!(statuses(&sent), [400]);
    assert_eq!(sent[0].headers("To"), [""; 0]);
    assert_eq!(
        sent[0].headers("From"),
        ["<sip:a@b>;tag=1"],
        "one From in an answer"
    );
}
