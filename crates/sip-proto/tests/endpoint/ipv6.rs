//! The cases of RFC 5118: IPv6 in URIs, Via and Contact.

use tandem_sip_proto::{Limits, Message, Reply, Uri};

use crate::request::Request;
use crate::rig::{Rig, address, statuses, udp_from};

const SOURCE: &str = "[2001:db8::9:1]:6060";

/// The address and port of a URI.
fn target(uri: &str) -> Option<(String, Option<u16>)> {
    let uri = Uri::parse(uri.as_bytes()).ok()?;
    Some((uri.ip()?.to_string(), uri.port()))
}

#[test]
fn a_reference_is_an_address_and_a_port_stands_behind_it() {
    let own = |text: &str| text.to_owned();
    for (uri, expected) in [
        ("sip:[2001:db8::10]", (own("2001:db8::10"), None)),
        ("sip:[2001:db8::10]:5070", (own("2001:db8::10"), Some(5070))),
        ("sip:[2001:db8::10:5070]", (own("2001:db8::10:5070"), None)),
        (
            "sip:u@[2001:db8::192.0.2.1]",
            (own("2001:db8::c000:201"), None),
        ),
        (
            "sip:u@[2001:db8:::192.0.2.1]",
            (own("2001:db8::c000:201"), None),
        ),
        (
            "sip:u@[::ffff:192.0.2.2];x",
            (own("::ffff:192.0.2.2"), None),
        ),
    ] {
        assert_eq!(target(uri), Some(expected), "{uri}");
    }
    for uri in [
        "sip:2001:db8::10",
        "sip:[2001:db8:::10]",
        "sip:[2001:db8::::192.0.2.1]",
        "sip:[:::1:192.0.2.1]",
        "sip:[192.0.2.1]",
        "sip:[fe80::1%25eth0]",
    ] {
        assert_eq!(target(uri), None, "{uri}");
    }
}

#[test]
fn an_address_without_brackets_is_refused() {
    let mut rig = Rig::new();
    let request = Request::new("REGISTER").uri("sip:2001:db8::10");
    let sent = rig.hear_on(udp_from(SOURCE), request.bytes());
    assert_eq!(statuses(&sent), [400]);
}

#[test]
fn received_is_read_with_and_without_brackets() {
    for received in ["[2001:db8::9:255]", "2001:db8::9:255"] {
        let via = format!("SIP/2.0/UDP [2001:db8::9:1];received={received};branch=z9hG4bKas3-111");
        let request = Request::new("OPTIONS").via(&via);
        let message = Message::parse(request.bytes(), &Limits::default()).expect("a message");
        message.validate().expect("a valid one");
        assert_eq!(
            message.top_via().expect("read").branch(),
            Some(&b"z9hG4bKas3-111"[..])
        );
    }
}

#[test]
fn vias_of_both_kinds_stand_side_by_side() {
    let invite = Request::invite()
        .uri("sip:user@[2001:db8::10]")
        .via("SIP/2.0/UDP [2001:db8::9:1]:6060;branch=z9hG4bKas3-111")
        .line("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144")
        .line("Via: SIP/2.0/TCP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19;received=192.0.2.200");
    let mut rig = Rig::new();
    let (tx, message) = rig.take(udp_from(SOURCE), &invite);
    assert_eq!(
        message.contact().expect("one").expect("read").uri().host(),
        b"192.0.2.1"
    );
    let sent = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    assert_eq!(
        sent[0].headers("Via"),
        [
            "SIP/2.0/UDP [2001:db8::9:1]:6060;branch=z9hG4bKas3-111",
            "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144",
            "SIP/2.0/TCP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19;received=192.0.2.200"
        ]
    );
    assert_eq!(sent[0].flow.peer, address(SOURCE));
}
