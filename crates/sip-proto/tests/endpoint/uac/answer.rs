use std::time::Duration;
use tandem_sip_proto::Method;

use super::*;
use crate::rig::{MINUTE, address, tcp};

#[test]
fn an_answer_is_acknowledged_once_and_again_for_each_repetition() {
    let mut bench = Bench::new();
    assert_eq!(
        bench.invite.start_line(),
        "INVITE sip:+4930222@provider.example SIP/2.0"
    );
    assert_eq!(
        bench.invite.header("From"),
        "\"Tandem\" <sip:+4930111@192.0.2.10>;tag=t1"
    );
    assert_eq!(bench.invite.header("Contact"), "<sip:192.0.2.10:5060>");
    assert_eq!(bench.invite.header("X-Campaign"), "7");
    assert_eq!(bench.invite.header("Content-Type"), "application/sdp");
    assert_eq!(bench.hear(100, "", &[]), []);
    assert_eq!(bench.hear(180, "b1", &[]), []);
    let acks = bench.hear(200, "b1", &[CONTACT]);
    assert_eq!(lines(&acks), ["ACK sip:callee@192.0.2.1:5070 SIP/2.0"]);
    assert_eq!(acks[0].flow.peer, address("192.0.2.1:5070"));
    assert_eq!(acks[0].header("CSeq"), "1 ACK");
    assert_eq!(
        acks[0].header("To"),
        format!("{};tag=b1", bench.invite.header("To"))
    );
    assert_ne!(
        acks[0].header("Via"),
        bench.invite.header("Via"),
        "RFC 3261 §8.1.1.7"
    );
    assert_eq!(bench.progress, [180]);
    let again = bench.hear(200, "b1", &[CONTACT]);
    assert_eq!(again[0].bytes, acks[0].bytes);
    let mut answered = bench.answered.take().expect("an answer");
    let (bye, to) = answered.dialog.request(Method::Bye, &[]);
    bench.rig.endpoint.request(&bye, to, bench.rig.now);
    assert_eq!(bench.rig.sent()[0].header("CSeq"), "2 BYE");
    bench.rig.advance(MINUTE);
    bench.rig.events();
    bench.rig.assert_empty();
}

#[test]
fn a_refusal_is_acknowledged_under_its_branch_and_told_once() {
    let mut bench = Bench::new();
    bench.hear(180, "b1", &[]);
    let acks = bench.hear(486, "b1", &[]);
    assert_eq!(methods(&acks), ["ACK"]);
    assert_eq!(acks[0].header("Via"), bench.invite.header("Via"));
    assert_eq!(acks[0].header("CSeq"), "1 ACK");
    let again = bench.hear(486, "b1", &[]);
    assert_eq!(again[0].bytes, acks[0].bytes);
    assert_eq!(bench.refusal(), (486, RefusedBy::Peer));
    assert_eq!(bench.advance(MINUTE), []);
    bench.rig.assert_empty();
}

#[test]
fn the_first_of_several_answers_wins_and_the_others_are_hung_up() {
    let mut bench = Bench::new();
    bench.hear(180, "b1", &[]);
    bench.hear(180, "b2", &[]);
    bench.hear(200, "b2", &[CONTACT]);
    let other = "Contact: <sip:other@192.0.2.1:5090>";
    let sent = bench.hear(200, "b1", &[other]);
    assert_eq!(
        lines(&sent),
        [
            "ACK sip:other@192.0.2.1:5090 SIP/2.0",
            "BYE sip:other@192.0.2.1:5090 SIP/2.0"
        ]
    );
    assert!(sent.iter().all(|one| one.header("To").ends_with(";tag=b1")));
    assert!(sent[1].header("Reason").contains("unwanted-answer"));
    let again = bench.hear(200, "b1", &[other]);
    assert_eq!(methods(&again), ["ACK"], "its repetition is confirmed, too");
    let answered = bench.answered.take().expect("an answer");
    assert_eq!(answered.dialog.remote_tag(), "b2");
    let many: usize = (0..20)
        .map(|tag| bench.hear(200, &format!("c{tag}"), &[other]).len())
        .sum();
    assert_eq!(many, 12, "eight dialogs in all");
    assert_eq!(bench.declined, 7, "all but the first, and each once");
    assert!(bench.refused.is_empty());
    bench.rig.advance(MINUTE);
    bench.rig.assert_empty();
}

#[test]
fn cancel_waits_for_a_provisional_response() {
    let mut bench = Bench::new();
    assert_eq!(bench.cancel(), []);
    assert_eq!(bench.refusal(), (487, RefusedBy::Us));
    let sent = bench.hear(180, "b1", &[]);
    assert_eq!(methods(&sent), ["CANCEL"]);
    assert_eq!(sent[0].header("Via"), bench.invite.header("Via"));
    assert_eq!(sent[0].header("To"), bench.invite.header("To"));
    assert_eq!(sent[0].header("CSeq"), "1 CANCEL");
    assert_eq!(bench.hear(183, "b1", &[]), [], "once");
    let text = response_to(&sent[0], 200, "b1", &[]);
    assert_eq!(bench.hear_text(text), []);
    assert_eq!(methods(&bench.hear(487, "b1", &[])), ["ACK"]);
    assert_eq!(bench.advance(MINUTE), []);
    assert_eq!((bench.refused.len(), bench.progress.len()), (1, 0));
    bench.rig.assert_empty();
}

#[test]
fn an_answer_that_crosses_the_cancel_is_hung_up() {
    for before_progress in [true, false] {
        let mut bench = Bench::new();
        if !before_progress {
            bench.hear(180, "b1", &[]);
        }
        bench.cancel();
        let sent = bench.hear(200, "b1", &[CONTACT]);
        assert_eq!(methods(&sent), ["ACK", "BYE"]);
        let text = response_to(&sent[1], 200, "b1", &[]);
        assert_eq!(bench.hear_text(text), []);
        bench.rig.advance(MINUTE);
        bench.rig.assert_empty();
    }
}

#[test]
fn a_call_that_rings_for_too_long_is_cancelled() {
    let mut bench = Bench::new();
    bench.hear(180, "b1", &[]);
    assert_eq!(bench.advance(MINUTE * 3 - Duration::from_millis(1)), []);
    assert_eq!(
        methods(&bench.advance(Duration::from_millis(1))),
        ["CANCEL"]
    );
    assert_eq!(bench.refusal(), (408, RefusedBy::NoAnswer));
    bench.hear(487, "b1", &[]);
    bench.rig.advance(MINUTE);
    bench.rig.assert_empty();
}

#[test]
fn a_callee_that_ignores_cancel_is_forgotten() {
    let mut bench = Bench::new();
    bench.hear(180, "b1", &[]);
    bench.cancel();
    let repeated = bench.advance(MINUTE);
    assert!(methods(&repeated).iter().all(|one| one == "CANCEL"));
    bench.rig.assert_empty();
}

#[test]
fn without_an_offer_the_ack_carries_the_answer() {
    let mut invitation = invitation();
    invitation.body = None;
    let mut bench = Bench::with(invitation, UacPolicy::default(), vec![udp()]);
    assert_eq!(bench.hear(200, "b1", &[CONTACT]), []);
    assert_eq!(
        bench.hear(200, "b1", &[CONTACT]),
        [],
        "there is no answer yet"
    );
    let answered = bench.answered.take().expect("an answer");
    let answer = ("application/sdp", Bytes::from_static(b"v=0\r\n"));
    let (endpoint, now) = (&mut bench.rig.endpoint, bench.rig.now);
    bench.uac.acknowledge(&answered, answer, endpoint, now);
    let sent = bench.rig.sent();
    assert_eq!(methods(&sent), ["ACK"]);
    assert_eq!(sent[0].header("Content-Length"), "5");
    assert_eq!(methods(&bench.hear(200, "b1", &[CONTACT])), ["ACK"]);
    bench.rig.advance(MINUTE);
    bench.rig.assert_empty();
}

#[test]
fn the_route_set_is_that_of_the_answer_in_reverse() {
    let routes = [
        "Record-Route: <sip:192.0.2.77;lr>, <sip:192.0.2.78;lr>",
        "Record-Route: <sip:192.0.2.1:5062;lr>",
        CONTACT,
    ];
    let mut bench = Bench::new();
    bench.hear(180, "b1", &["Record-Route: <sip:192.0.2.99;lr>", CONTACT]);
    let sent = bench.hear(200, "b1", &routes);
    assert_eq!(lines(&sent), ["ACK sip:callee@192.0.2.1:5070 SIP/2.0"]);
    assert_eq!(
        sent[0].headers("Route"),
        [
            "<sip:192.0.2.1:5062;lr>",
            "<sip:192.0.2.78;lr>",
            "<sip:192.0.2.77;lr>"
        ]
    );
    assert_eq!(sent[0].flow.peer, address("192.0.2.1:5062"));
    let mut strict = Bench::new();
    let routes = ["Record-Route: <sip:192.0.2.1:5063>", CONTACT];
    let sent = strict.hear(200, "b1", &routes);
    assert_eq!(lines(&sent), ["ACK sip:192.0.2.1:5063 SIP/2.0"]);
    assert_eq!(sent[0].headers("Route"), ["<sip:callee@192.0.2.1:5070>"]);
}

#[test]
fn a_route_that_is_no_address_is_not_followed() {
    let mut bench = Bench::new();
    let sent = bench.hear(200, "b1", &["Record-Route: <sip:p;lr, <sip:q>", CONTACT]);
    assert_eq!(lines(&sent), ["ACK sip:callee@192.0.2.1:5070 SIP/2.0"]);
    assert!(sent[0].headers("Route").is_empty());
}

#[test]
fn over_tcp_nothing_is_repeated_and_the_contact_says_so() {
    let mut bench = Bench::with(invitation(), UacPolicy::default(), vec![tcp(0)]);
    assert_eq!(
        bench.invite.header("Contact"),
        "<sip:192.0.2.10:5060;transport=tcp>"
    );
    assert!(bench.invite.header("Via").starts_with("SIP/2.0/TCP "));
    assert_eq!(bench.advance(MINUTE), []);
    assert_eq!(bench.refusal().0, 408);
    bench.rig.assert_empty();
}
