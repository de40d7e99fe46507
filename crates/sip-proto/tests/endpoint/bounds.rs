//! What a peer can make us keep has a bound, and what happens there.

use tandem_sip_proto::{EndpointConfig, Event, Limits, Reply};

use crate::request::Request;
use crate::rig::{MINUTE, Rig, statuses, udp};

fn numbered(number: usize) -> Request {
    let mut invite = Request::invite();
    invite.call_id = format!("call-{number}");
    invite.via(&format!(
        "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{number}"
    ))
}

/// Fills an endpoint until it refuses, answering with this status, or not at all; gives how many were taken.
fn fill(rig: &mut Rig, request: impl Fn(usize) -> Request, status: u16) -> usize {
    for number in 0..1_000 {
        let sent = rig.hear(&request(number));
        if status != 0
            && let Some(Event::Request { tx, .. }) = rig.events().pop()
        {
            rig.respond(tx, &Reply::new(status).to_tag("b1"));
        }
        if let [refused] = &sent[..] {
            assert_eq!(
                (refused.status(), refused.header("Retry-After")),
                (503, "10".to_owned())
            );
            return number;
        }
    }
    panic!("nothing was ever refused");
}

#[test]
fn beyond_max_transactions_new_requests_get_503_and_old_ones_go_on() {
    let mut rig = Rig::with(EndpointConfig {
        max_transactions: 10,
        ..EndpointConfig::default()
    });
    assert_eq!(fill(&mut rig, numbered, 0), 10);
    assert_eq!(rig.endpoint.counters().overloaded, 1);
    assert_eq!(rig.endpoint.held(), (10, 0));
    assert_eq!(rig.hear(&numbered(3)), [], "known: no 503");
    assert_eq!(statuses(&rig.hear(&numbered(3).cancel())), [200]);
    let Event::Request { tx, .. } = rig.events().remove(0) else {
        panic!("the first event is the first request");
    };
    assert_eq!(
        statuses(&rig.respond(tx, &Reply::new(486).to_tag("b1"))),
        [486]
    );
    rig.advance(MINUTE);
    rig.take(udp(), &numbered(11));
}

#[test]
fn beyond_max_held_octets_new_requests_get_503() {
    let mut rig = Rig::with(EndpointConfig {
        max_held_octets: 100_000,
        ..EndpointConfig::default()
    });
    let large = "x".repeat(9_000);
    let request = |number| numbered(number).body("application/sdp", &large);
    let taken = fill(&mut rig, request, 0);
    assert_eq!(taken, 11);
    for event in rig.events() {
        if let Event::Request { tx, .. } = event {
            rig.respond(tx, &Reply::new(404).to_tag("b1"));
        }
    }
    assert!(
        rig.endpoint.held_octets() < 10_000,
        "an answered request is not kept"
    );
    rig.take(udp(), &numbered(100));
}

#[test]
fn large_answers_count_as_well_as_large_requests() {
    let mut rig = Rig::with(EndpointConfig {
        max_held_octets: 100_000,
        ..EndpointConfig::default()
    });
    let route = format!("Record-Route: <sip:{}.example;lr>", "p".repeat(9_000));
    let taken = fill(&mut rig, |number| numbered(number).line(&route), 200);
    assert_eq!(taken, 11);
    rig.advance(MINUTE);
    rig.events();
    rig.assert_empty();
}

#[test]
fn messages_beyond_the_limits_are_refused_and_not_kept() {
    let limits = Limits::default();
    let mut rig = Rig::new();
    let mut many = Request::invite();
    many.extra = vec!["X: y".to_owned(); limits.header_lines];
    assert_eq!(statuses(&rig.hear(&many)), [513]);
    let long = Request::invite().line(&format!("X: {}", "y".repeat(limits.header_octets)));
    assert_eq!(statuses(&rig.hear(&long)), [513]);
    let body = Request::invite().body("application/sdp", &"y".repeat(limits.body_octets + 1));
    assert_eq!(statuses(&rig.hear(&body)), [413]);
    rig.assert_empty();
}

#[test]
fn requests_that_are_refused_unseen_leave_nothing_behind() {
    let mut rig = Rig::new();
    for number in 0..1_000 {
        let mut request = numbered(number);
        request.method = ["REGISTER", "NEW", "CANCEL", "ACK"][number % 4].to_owned();
        rig.hear(&request);
    }
    rig.assert_empty();
}
