//! Lost connections: responses and requests find another way (RFC 3261 §17.1.4, §18.2.2).

use tandem_sip_proto::{Dialog, Event, Failure, Limits, Message, Method, Reply};

use crate::request::Request;
use crate::rig::{MINUTE, Rig, address, statuses, tcp};

fn invite() -> Request {
    Request::new("INVITE")
        .via("SIP/2.0/TCP 192.0.2.1:5070;branch=z9hG4bK1")
        .line("Contact: <sip:alice@192.0.2.1:5080;transport=tcp>")
}

#[test]
fn a_ringing_call_survives_its_connection_and_is_answered_over_another() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(tcp(7), &invite());
    rig.respond(tx, &Reply::new(180).to_tag("b1"));
    rig.endpoint
        .handle_connection_lost(7, Failure::Unreachable, rig.now);
    assert!(rig.events().is_empty());
    let sent = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    assert_eq!(
        sent[0].flow.peer,
        address("192.0.2.1:5070"),
        "received, and the port of sent-by"
    );
    // The ACK comes over whatever connection the caller likes.
    let ack = invite().ack(&sent[0].header("To"), true);
    rig.hear_on(tcp(9), ack.bytes());
    assert!(matches!(rig.events()[..], [Event::Accepted { .. }]));
    assert_eq!(rig.advance(MINUTE), []);
    rig.assert_empty();
}

#[test]
fn a_caller_that_comes_again_over_another_connection_is_answered_there() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(tcp(7), &invite());
    rig.respond(tx, &Reply::new(180).to_tag("b1"));
    rig.endpoint
        .handle_connection_lost(7, Failure::Unreachable, rig.now);
    let mut stranger = tcp(8);
    stranger.peer = address("198.51.100.9:40001");
    for (flow, expected) in [(stranger, 7), (tcp(9), 9)] {
        let again = rig.hear_on(flow, invite().bytes());
        assert_eq!(statuses(&again), [180]);
        assert_eq!(again[0].flow.connection, expected);
        assert_eq!(again[0].flow.peer, address("192.0.2.1:5070"));
    }
    let answer = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    assert_eq!(answer[0].flow.connection, 9);
    assert!(rig.events().is_empty());
}

#[test]
fn our_bye_takes_the_connection_of_the_latest_request() {
    let mut dialog = {
        let message = Message::parse(invite().bytes(), &Limits::default()).expect("an INVITE");
        Dialog::uas(&message, "b1", tcp(7)).expect("a dialog")
    };
    dialog.heard_on(tcp(9));
    let mut stranger = tcp(8);
    stranger.peer = address("198.51.100.9:40001");
    dialog.heard_on(stranger);
    dialog.heard_on(crate::rig::udp());
    let (_, flow) = dialog.request(Method::Bye, &[]);
    assert_eq!((flow.connection, flow.peer), (9, address("192.0.2.1:5080")));
}

#[test]
fn an_invite_whose_caller_cannot_be_reached_fails_once() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(tcp(7), &invite());
    let other = invite().via("SIP/2.0/TCP 192.0.2.1:5071;branch=z9hG4bK2");
    let other = Request {
        call_id: "other".to_owned(),
        ..other
    };
    rig.take(tcp(7), &other);
    let ringing = rig.respond(tx, &Reply::new(180).to_tag("b1"));
    rig.endpoint
        .handle_connection_lost(7, Failure::Unreachable, rig.now);
    for _ in 0..2 {
        rig.endpoint
            .handle_unreachable(&ringing[0].flow, Failure::Unreachable, rig.now);
    }
    let events = rig.events();
    assert!(
        matches!(events[..], [Event::ServerFailed { tx: of }] if of == tx),
        "only who would have gone there: {events:?}"
    );
    assert_eq!(rig.endpoint.held(), (1, 0));
    assert_eq!(rig.respond(tx, &Reply::new(200)), []);
}

#[test]
fn an_answered_call_whose_caller_cannot_be_reached_ends_with_its_patience() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(tcp(7), &invite());
    let sent = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    rig.endpoint
        .handle_connection_lost(7, Failure::Unreachable, rig.now);
    rig.endpoint
        .handle_unreachable(&sent[0].flow, Failure::Unreachable, rig.now);
    assert!(
        rig.events().is_empty(),
        "the caller may still come back with its ACK"
    );
    assert_eq!(statuses(&rig.advance(MINUTE)), [200; 10]);
    assert!(matches!(rig.events()[..], [Event::AckTimedOut { .. }]));
    rig.assert_empty();
}

#[test]
fn our_request_fails_with_its_connection_and_those_of_others_do_not() {
    let mut rig = Rig::new();
    let mut txs = Vec::new();
    for connection in [7, 8] {
        let mut invite = invite();
        invite.call_id = format!("call-{connection}");
        invite.via = format!("SIP/2.0/TCP 192.0.2.1:5070;branch=z9hG4bK{connection}");
        let (tx, message) = rig.take(tcp(connection), &invite);
        rig.respond(tx, &Reply::new(404).to_tag("b1"));
        let mut dialog = Dialog::uas(&message, "b1", tcp(connection)).expect("a dialog");
        let (request, flow) = dialog.request(Method::Bye, &[]);
        assert_eq!(flow.peer, address("192.0.2.1:5080"));
        txs.push((rig.endpoint.request(&request, flow, rig.now), flow));
        rig.sent();
    }
    for _ in 0..2 {
        rig.endpoint
            .handle_connection_lost(7, Failure::Unreachable, rig.now);
    }
    assert!(matches!(rig.events()[..], [Event::ClientFailed { tx, .. }] if tx == txs[0].0));
    rig.endpoint
        .handle_connection_lost(0, Failure::Unreachable, rig.now);
    assert!(rig.events().is_empty());
    rig.endpoint
        .handle_unreachable(&txs[1].1, Failure::Unreachable, rig.now);
    assert!(matches!(rig.events()[..], [Event::ClientFailed { tx, .. }] if tx == txs[1].0));
}

#[test]
fn of_two_requests_on_one_connection_only_that_to_nowhere_fails() {
    let mut rig = Rig::new();
    let mut ask = |contact: &str| {
        let invite = Request::new("INVITE").line(&format!("Contact: <{contact}>"));
        let message = Message::parse(invite.bytes(), &Limits::default()).expect("an INVITE");
        let mut dialog = Dialog::uas(&message, "b1", tcp(7)).expect("a dialog");
        let (bye, flow) = dialog.request(Method::Bye, &[]);
        (rig.endpoint.request(&bye, flow, rig.now), flow)
    };
    let (gone, nowhere) = ask("sip:alice@192.0.2.1:5080");
    ask("sip:alice@192.0.2.1:5090");
    rig.sent();
    rig.endpoint
        .handle_unreachable(&nowhere, Failure::Unreachable, rig.now);
    assert!(matches!(rig.events()[..], [Event::ClientFailed { tx, .. }] if tx == gone));
    assert_eq!(rig.endpoint.held(), (0, 1));
}
