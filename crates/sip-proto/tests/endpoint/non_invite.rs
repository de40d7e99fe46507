//! Non-INVITE transactions of both sides (RFC 3261 §17.1.2, §17.2.2).

use std::time::Duration;

use tandem_sip_proto::{Event, Method, OutgoingRequest, Reply};

use crate::request::Request;
use crate::rig::{MINUTE, Rig, statuses, tcp, times, udp};

#[test]
fn a_repeated_request_gets_the_same_answer_until_timer_j() {
    let mut rig = Rig::new();
    let options = Request::new("OPTIONS");
    let (tx, _) = rig.take(udp(), &options);
    assert_eq!(rig.hear(&options), [], "nothing was said yet");
    let answer = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    rig.advance(Duration::from_millis(31_999));
    assert_eq!(rig.hear(&options)[0].bytes, answer[0].bytes);
    assert!(rig.events().is_empty());
    rig.advance(Duration::from_millis(1));
    rig.assert_empty();
}

#[test]
fn a_provisional_answer_is_repeated_on_demand() {
    let mut rig = Rig::new();
    let options = Request::new("OPTIONS");
    let (tx, _) = rig.take(udp(), &options);
    rig.respond(tx, &Reply::new(100));
    assert_eq!(statuses(&rig.hear(&options)), [100]);
}

#[test]
fn over_tcp_a_transaction_ends_with_its_answer() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(tcp(7), &Request::new("OPTIONS"));
    assert_eq!(
        statuses(&rig.respond(tx, &Reply::new(200).to_tag("b1"))),
        [200]
    );
    assert_eq!(rig.advance(Duration::ZERO), []);
    rig.assert_empty();
}

fn bye() -> OutgoingRequest {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    OutgoingRequest::new(
        Method::Bye,
        "sip:alice@192.0.2.1".to_owned(),
        vec![
            field("From", "<sip:+4930111@192.0.2.10>;tag=b1"),
            field("To", "<sip:alice@192.0.2.1>;tag=a1"),
            field("Call-ID", "call-1"),
            field("CSeq", "1 BYE"),
        ],
    )
}

/// A response to a request of ours, made from its text.
fn response_to(request: &str, status: u16) -> bytes::Bytes {
    let head = request.split_once("\r\n").expect("a start line").1;
    format!("SIP/2.0 {status} x\r\n{head}").into()
}

#[test]
fn our_request_is_repeated_over_udp_until_its_answer() {
    let mut rig = Rig::new();
    let tx = rig.endpoint.request(&bye(), udp(), rig.now);
    let first = rig.sent();
    let again = rig.advance(Duration::from_secs(2));
    assert_eq!(times(&again), [500, 1500]);
    assert!(again.iter().all(|one| one.bytes == first[0].bytes));
    let text = String::from_utf8_lossy(&first[0].bytes).into_owned();
    rig.hear_on(udp(), response_to(&text, 100));
    let again = rig.advance(Duration::from_secs(6));
    assert_eq!(times(&again), [3500, 7500], "every T2 from then on");
    for _ in 0..2 {
        rig.hear_on(udp(), response_to(&text, 200));
    }
    let statuses: Vec<_> = rig
        .events()
        .into_iter()
        .filter_map(|event| {
            if let Event::Response {
                tx: of, message, ..
            } = event
            {
                return Some((of == tx, message.status()));
            }
            None
        })
        .collect();
    assert_eq!(statuses, [(true, 100), (true, 200)], "each once");
    assert_eq!(rig.advance(Duration::from_secs(5)), []);
    rig.assert_empty();
}

#[test]
fn our_request_without_an_answer_fails_after_64_t1() {
    for (flow, repeated) in [(udp(), 10), (tcp(7), 0)] {
        let mut rig = Rig::new();
        let tx = rig.endpoint.request(&bye(), flow, rig.now);
        rig.sent();
        assert_eq!(rig.advance(MINUTE).len(), repeated);
        assert!(matches!(rig.events()[..], [Event::ClientFailed { tx: of, .. }] if of == tx));
        rig.assert_empty();
    }
}

#[test]
fn a_response_to_nothing_of_ours_is_dropped() {
    let mut rig = Rig::new();
    let text = "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK77\r\nFrom: <sip:a@b>;tag=1\r\n\
        To: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(rig.hear_on(udp(), text.into()), []);
    rig.assert_empty();
}
