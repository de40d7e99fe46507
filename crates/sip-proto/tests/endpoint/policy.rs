//! What is refused before any user sees it (RFC 3261 §8.2).

use tandem_sip_proto::{ALLOW, Reply};

use crate::request::Request;
use crate::rig::{MINUTE, Rig, Sent, statuses, tcp, udp, udp_from};

/// The one answer to a request that must reach nobody, and that leaves nothing behind.
fn refusal(request: &Request) -> Sent {
    let mut rig = Rig::new();
    let mut sent = rig.hear(request);
    assert_eq!(sent.len(), 1, "{request:?}");
    let answer = sent.remove(0);
    let tag = answer.header("To");
    assert!(tag.contains(";tag="), "a final response has a tag: {tag}");
    assert_eq!(
        rig.hear(request),
        vec![answer.clone()],
        "§8.2.7: the same again"
    );
    rig.hear(&request.ack(&tag, false));
    assert_eq!(rig.advance(MINUTE), []);
    rig.assert_empty();
    answer
}

fn passes(request: &Request) {
    Rig::new().take(udp(), request);
}

#[test]
fn methods_of_other_standards_get_405_and_unknown_ones_501() {
    for method in [
        "REGISTER",
        "MESSAGE",
        "SUBSCRIBE",
        "REFER",
        "UPDATE",
        "PUBLISH",
    ] {
        let answer = refusal(&Request::new(method));
        assert_eq!(
            (answer.status(), answer.header("Allow")),
            (405, ALLOW.to_owned())
        );
    }
    for method in [
        "NEWMETHOD",
        "invite",
        "RE%47ISTER",
        "!interesting-Method0123456789_*+`.%indeed'~",
    ] {
        let answer = refusal(&Request::new(method));
        assert_eq!(
            (answer.status(), answer.header("Allow")),
            (501, ALLOW.to_owned()),
            "{method}"
        );
    }
}

#[test]
fn required_extensions_get_420_and_are_named() {
    let answer = refusal(
        &Request::invite()
            .line("Require: precondition, timer, 100rel")
            .line("Require: x"),
    );
    assert_eq!(answer.status(), 420);
    assert_eq!(answer.header("Unsupported"), "precondition, x");
    assert_eq!(
        refusal(&Request::new("BYE").line("Require: x")).status(),
        420
    );
    passes(
        &Request::invite()
            .line("Proxy-Require: x")
            .line("Supported: 100rel"),
    );
    passes(&Request::invite().line("Require:"));
    passes(&Request::invite().line("Require: Timer"));
}

#[test]
fn unknown_schemes_get_416() {
    for uri in [
        "mailto:a@b",
        "nobodyKnowsThisScheme:totallyopaquecontent",
        "http://example.com",
    ] {
        assert_eq!(refusal(&Request::invite().uri(uri)).status(), 416, "{uri}");
    }
    for uri in [
        "sip:192.0.2.10",
        "SIP:a@192.0.2.10",
        "tel:+4930111",
        "sips:a@192.0.2.10",
    ] {
        passes(&Request::invite().uri(uri));
    }
}

#[test]
fn bodies_that_nobody_reads_get_415() {
    let answer = refusal(&Request::invite().body("application/unknownformat", "x"));
    assert_eq!(
        (answer.status(), answer.header("Accept")),
        (415, "application/sdp".to_owned())
    );
    let encoded = Request::invite()
        .line("Content-Encoding: gzip")
        .body("application/sdp", "x");
    let answer = refusal(&encoded);
    assert_eq!(
        (answer.status(), answer.header("Accept-Encoding")),
        (415, "identity".to_owned())
    );
    passes(&Request::invite().body("Application/SDP ; charset=x", "v=0"));
    passes(&Request::invite().line("Content-Type: text/plain"));
}

#[test]
fn callers_that_take_no_description_get_406() {
    assert_eq!(
        refusal(&Request::invite().line("Accept: text/plain")).status(),
        406
    );
    passes(&Request::invite().line("Accept: text/plain, application/sdp;level=1"));
    passes(&Request::invite().line("Accept: */*"));
    passes(&Request::invite());
}

#[test]
fn a_call_without_hops_left_gets_483_and_a_probe_is_answered() {
    let mut invite = Request::invite();
    invite.hops = 0;
    assert_eq!(refusal(&invite).status(), 483);
    let mut options = Request::new("OPTIONS");
    options.hops = 0;
    passes(&options);
    for method in ["BYE", "INVITE"] {
        let mut within = invite.within(method, "<sip:+4930111@192.0.2.10>;tag=b1");
        within.hops = 0;
        passes(&within);
    }
    invite.hops = 1;
    passes(&invite);
}

#[test]
fn a_request_that_took_two_ways_gets_482_on_the_second() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    let fork = invite
        .clone()
        .via("SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK-fork");
    for _ in 0..2 {
        let sent = rig.hear_on(udp_from("192.0.2.2:5060"), fork.bytes());
        assert_eq!(statuses(&sent), [482]);
    }
    assert!(rig.events().is_empty());
    assert_eq!(rig.endpoint.counters().merged, 2);
    // Within a dialog it is no merged request (§8.2.2.2).
    let accepted = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    let mut again = fork;
    again.to = accepted[0].header("To");
    rig.take(udp(), &again);
}

#[test]
fn a_second_attempt_is_no_merged_request() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    rig.respond(tx, &Reply::new(407).to_tag("b1"));
    let mut second = invite.via("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-second");
    second.sequence = 2;
    rig.take(udp(), &second);
}

#[test]
fn a_broken_request_gets_400_and_a_broken_ack_nothing() {
    let mut request = Request::invite();
    request.from = "\"Mr. Watson <sip:a@b>;tag=1".to_owned();
    let answer = refusal(&request);
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.header("From"), request.from);
    let mut rig = Rig::new();
    assert_eq!(rig.hear(&request.ack("<sip:a@b>", false)), []);
    let broken = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP x\r\n\r\n";
    assert_eq!(rig.hear_on(tcp(3), broken.into()), []);
    assert_eq!(rig.endpoint.counters().malformed, 2);
}
