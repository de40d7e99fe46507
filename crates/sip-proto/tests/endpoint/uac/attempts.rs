use std::time::Duration;

use tandem_sip_proto::{Failure, Transport};

use super::*;
use crate::rig::{MINUTE, address, tcp, times};

#[test]
fn silence_counts_as_408() {
    let mut bench = Bench::new();
    let sent = bench.advance(MINUTE);
    assert_eq!(times(&sent), [500, 1500, 3500, 7500, 15500, 31500]);
    assert!(sent.iter().all(|one| one.bytes == bench.invite.bytes));
    assert_eq!(bench.refusal(), (408, RefusedBy::Failure(Failure::Timeout)));
    bench.rig.assert_empty();
}

#[test]
fn no_target_counts_as_503() {
    let mut rig = Rig::new();
    let mut uac = Uac::new(invitation(), UacPolicy::default(), 1, 1).expect("an invitation");
    uac.place(Vec::new(), &mut rig.endpoint, rig.now);
    assert!(matches!(
        uac.poll_event(),
        Some(UacEvent::Refused(Refused { status: 503, .. }))
    ));
    rig.assert_empty();
}

#[test]
fn a_silent_target_is_left_for_the_next_one_and_hung_up_if_it_wakes() {
    let targets = vec![udp(), second()];
    let mut bench = Bench::with(invitation(), UacPolicy::default(), targets);
    let first = bench.invite.clone();
    let sent = bench.advance(Duration::from_millis(1200));
    let next = sent.last().expect("the next INVITE").clone();
    assert_eq!((next.at, next.flow.peer), (1200, address("192.0.2.2:5060")));
    assert_eq!(next.header("CSeq"), "2 INVITE");
    assert_eq!(next.header("Call-ID"), first.header("Call-ID"));
    bench.invite = next;
    assert_eq!(methods(&bench.hear(200, "b2", &[CONTACT])), ["ACK"]);
    let late = response_to(&first, 200, "b1", &[CONTACT]);
    assert_eq!(methods(&bench.hear_text(late)), ["ACK", "BYE"]);
    let answered = bench.answered.take().expect("an answer");
    assert_eq!(
        (answered.sequence, answered.flow.peer.ip()),
        (2, second().peer.ip())
    );
    bench.rig.advance(MINUTE);
    bench.rig.assert_empty();
}

#[test]
fn a_target_that_is_heard_is_waited_for() {
    let targets = vec![udp(), second()];
    let mut bench = Bench::with(invitation(), UacPolicy::default(), targets);
    bench.hear(100, "", &[]);
    assert_eq!(bench.advance(MINUTE), []);
    let sent = bench.hear(503, "b1", &[]);
    assert_eq!(methods(&sent), ["ACK", "INVITE"], "503 goes to the next");
    bench.invite = sent[1].clone();
    bench.hear(486, "b1", &[]);
    assert_eq!(bench.refusal(), (486, RefusedBy::Peer));
}

#[test]
fn a_phone_that_has_rung_does_not_ring_elsewhere() {
    let targets = vec![udp(), second()];
    let mut bench = Bench::with(invitation(), UacPolicy::default(), targets);
    bench.hear(180, "b1", &[]);
    assert_eq!(methods(&bench.hear(503, "b1", &[])), ["ACK"]);
    assert_eq!(bench.refusal(), (503, RefusedBy::Peer));
}

#[test]
fn a_target_that_takes_no_connection_is_left_at_once() {
    let targets = vec![tcp(0), second()];
    let mut bench = Bench::with(invitation(), UacPolicy::default(), targets);
    let (endpoint, now) = (&mut bench.rig.endpoint, bench.rig.now);
    endpoint.handle_connected(&bench.invite.flow, 9);
    endpoint.handle_connection_lost(9, Failure::Unreachable, now);
    bench.settle();
    let sent = bench.rig.sent();
    assert_eq!(methods(&sent), ["INVITE"]);
    assert_eq!(sent[0].flow, second());
}

#[test]
fn a_redirection_within_the_policy_is_told_and_followed() {
    let policy = UacPolicy {
        redirections: 1,
        ..UacPolicy::default()
    };
    let mut bench = Bench::with(invitation(), policy, vec![udp()]);
    let moved = "Contact: <sip:new@192.0.2.2>;q=0.5, <sip:best@192.0.2.2>";
    let text = bench.response(302, "b1", &[moved]);
    bench.rig.hear_on(udp(), Bytes::from(text));
    let Some(Event::Response {
        tx, message, flow, ..
    }) = bench.rig.events().pop()
    else {
        panic!("a response is told")
    };
    let (endpoint, now) = (&mut bench.rig.endpoint, bench.rig.now);
    bench.uac.handle_response(tx, message, flow, endpoint, now);
    let Some(UacEvent::Redirected { contacts, .. }) = bench.uac.poll_event() else {
        panic!("it is followed")
    };
    let placed = bench
        .uac
        .redirect(&contacts.0[0], vec![second()], endpoint, now);
    assert_eq!(placed, Ok(()));
    bench.invite = bench.rig.sent().remove(0);
    assert_eq!(
        bench.invite.start_line(),
        "INVITE sip:best@192.0.2.2 SIP/2.0"
    );
    assert_eq!(bench.invite.header("To"), "<sip:+4930222@provider.example>");
    bench.hear(302, "b2", &[moved]);
    assert_eq!(bench.refusal(), (302, RefusedBy::Peer), "one, and no more");
}

#[test]
fn large_requests_go_over_tcp_and_back_to_udp_where_nobody_takes_them() {
    let config = || EndpointConfig {
        tcp_port: Some(5070),
        ..EndpointConfig::default()
    };
    let mut large = invitation();
    large.body = Some(("application/sdp", Bytes::from(vec![b'x'; 1300])));
    let small = Bench::on(config(), invitation(), UacPolicy::default(), vec![udp()]);
    assert_eq!(small.invite.flow, udp());
    let mut bench = Bench::on(config(), large, UacPolicy::default(), vec![udp()]);
    let flow = bench.invite.flow;
    assert_eq!((flow.transport, flow.peer), (Transport::Tcp, udp().peer));
    assert!(
        bench
            .invite
            .header("Via")
            .starts_with("SIP/2.0/TCP 192.0.2.10:5070;")
    );
    let (endpoint, now) = (&mut bench.rig.endpoint, bench.rig.now);
    endpoint.handle_unreachable(&flow, Failure::Unreachable, now);
    bench.settle();
    bench.invite = bench.rig.sent().remove(0);
    assert_eq!(bench.invite.flow, udp());
    assert!(bench.invite.header("Via").starts_with("SIP/2.0/UDP "));
    assert_eq!(methods(&bench.hear(200, "b1", &[CONTACT])), ["ACK"]);
    assert!(bench.answered.is_some());
    bench.rig.advance(MINUTE);
    bench.rig.assert_empty();
}

/// Calls these, and lets the first one answer or not; gives its address.
fn first_choice(
    bench: &mut Bench,
    targets: Vec<Flow>,
    answer: Option<u16>,
) -> std::net::SocketAddr {
    let now = bench.rig.now;
    let mut uac = Uac::new(invitation(), UacPolicy::default(), 2, 1).expect("an invitation");
    uac.place(targets, &mut bench.rig.endpoint, now);
    let invite = bench.rig.sent().remove(0);
    if let Some(status) = answer {
        let text = response_to(&invite, status, "", &[]);
        bench.rig.hear_on(invite.flow, Bytes::from(text));
    }
    for event in bench.rig.events() {
        if let Event::Response {
            tx, message, flow, ..
        } = event
        {
            uac.handle_response(tx, message, flow, &mut bench.rig.endpoint, now);
        }
    }
    uac.cancel(&mut bench.rig.endpoint, now);
    bench.rig.sent();
    invite.flow.peer
}

#[test]
fn a_target_that_was_silent_comes_last_until_it_speaks_or_a_minute_is_over() {
    let both = || vec![udp(), second()];
    let mut bench = Bench::with(invitation(), UacPolicy::default(), both());
    bench.advance(Duration::from_millis(1200));
    assert_eq!(first_choice(&mut bench, both(), None), second().peer);
    bench.rig.advance(Duration::from_secs(59));
    assert_eq!(first_choice(&mut bench, both(), None), second().peer);
    bench.rig.advance(Duration::from_secs(1));
    assert_eq!(first_choice(&mut bench, both(), None), udp().peer);

    let mut bench = Bench::with(invitation(), UacPolicy::default(), both());
    bench.advance(Duration::from_millis(1200));
    assert_eq!(first_choice(&mut bench, both(), Some(503)), second().peer);
    assert_eq!(first_choice(&mut bench, vec![udp()], Some(100)), udp().peer);
    assert_eq!(first_choice(&mut bench, both(), None), udp().peer);
}

#[test]
fn a_target_whose_host_refuses_datagrams_is_left_at_once() {
    let targets = vec![udp(), second()];
    let mut bench = Bench::with(invitation(), UacPolicy::default(), targets);
    let now = bench.rig.now;
    bench.rig.endpoint.handle_refused(second().peer, now);
    assert_eq!(bench.advance(Duration::ZERO), [], "that is another one");
    bench.rig.endpoint.handle_refused(udp().peer, now);
    let sent = bench.advance(Duration::ZERO);
    assert_eq!(sent[0].flow.peer, second().peer);
    bench.invite = sent[0].clone();
    bench.hear(100, "", &[]);
    // It has been heard: what the network says now may be of an earlier process.
    bench.rig.endpoint.handle_refused(second().peer, now);
    bench.hear(486, "b1", &[]);
    assert_eq!(bench.refusal(), (486, RefusedBy::Peer));
}
