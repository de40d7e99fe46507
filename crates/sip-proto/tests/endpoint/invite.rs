//! INVITE server transactions (RFC 3261 §17.2.1, RFC 6026).

use std::time::Duration;

use tandem_sip_proto::{Event, Reply};

use crate::request::Request;
use crate::rig::{MINUTE, Rig, statuses, tcp, times, udp};

/// Timer G and the repetition of a 2xx: T1, doubling to T2, until 64 T1.
const SCHEDULE_MS: [u128; 10] = [
    500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500,
];

#[test]
fn a_repeated_invite_is_answered_from_the_transaction_and_reported_once() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    assert_eq!(rig.hear(&invite), [], "nothing was said yet");
    let ringing = rig.respond(tx, &Reply::new(180).to_tag("b1"));
    assert_eq!(statuses(&ringing), [180]);
    for _ in 0..3 {
        assert_eq!(rig.hear(&invite), ringing, "the very same response");
    }
    assert!(rig.events().is_empty());
    let refused = rig.respond(tx, &Reply::new(404).to_tag("b1"));
    assert_eq!(rig.hear(&invite), refused);
    assert!(rig.events().is_empty());
    assert_eq!(rig.endpoint.counters().retransmissions_in, 5);
}

#[test]
fn the_same_branch_of_another_sender_is_another_request() {
    let mut rig = Rig::new();
    let invite = Request::invite().via("SIP/2.0/UDP Host.example;branch=z9hG4bK1");
    rig.take(udp(), &invite);
    let same = invite
        .clone()
        .via("SIP/2.0/UDP hOST.example;branch=z9hG4bK1;x=y");
    assert_eq!(rig.hear(&same), []);
    assert!(rig.events().is_empty());
    for sent_by in ["other.example", "Host.example:5061"] {
        let mut other = invite.clone();
        other.via = format!("SIP/2.0/UDP {sent_by};branch=z9hG4bK1");
        other.call_id = sent_by.to_owned();
        rig.take(udp(), &other);
    }
}

#[test]
fn a_user_who_takes_his_time_makes_100_go_out_once() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    rig.take(udp(), &invite);
    let sent = rig.advance(MINUTE);
    assert_eq!((statuses(&sent), times(&sent)), (vec![100], vec![200]));
    assert_eq!(sent[0].header("To"), invite.to, "100 has no tag of ours");
    assert_eq!(rig.hear(&invite)[0].bytes, sent[0].bytes);
}

#[test]
fn the_timestamp_of_a_request_comes_back_in_100() {
    let mut rig = Rig::new();
    let invite = Request::invite().line("timestamp: 54.5");
    let (tx, _) = rig.take(udp(), &invite);
    let trying = rig.respond(tx, &Reply::new(100).to_tag("b1"));
    assert_eq!(trying[0].headers("Timestamp"), ["54.5"]);
    assert_eq!(trying[0].header("To"), invite.to, "100 makes no dialog");
    let ringing = rig.respond(tx, &Reply::new(180).to_tag("b1"));
    assert_eq!(ringing[0].headers("Timestamp"), [""; 0]);
}

#[test]
fn every_class_of_final_response_is_the_last_one() {
    for status in [200, 202, 302, 407, 486, 503, 603] {
        let mut rig = Rig::new();
        let (tx, _) = rig.take(udp(), &Request::invite());
        let final_response = rig.respond(tx, &Reply::new(status).to_tag("b1"));
        assert_eq!(statuses(&final_response), [status]);
        for late in [180, 200, 404, 603] {
            assert_eq!(
                rig.respond(tx, &Reply::new(late).to_tag("b1")),
                [],
                "{status}"
            );
        }
    }
}

#[test]
fn a_refusal_is_repeated_over_udp_until_its_ack() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    let refused = rig.respond(tx, &Reply::new(486).to_tag("b1"));
    let again = rig.advance(Duration::from_secs(4));
    assert_eq!(times(&again), SCHEDULE_MS[..3]);
    assert!(again.iter().all(|one| one.bytes == refused[0].bytes));
    let ack = invite.ack(&refused[0].header("To"), false);
    assert_eq!(rig.hear(&ack), []);
    assert_eq!(rig.hear(&invite), [], "an INVITE that was late is absorbed");
    assert_eq!(rig.hear(&ack), []);
    assert!(rig.events().is_empty(), "this ACK is none of the user's");
    assert_eq!(rig.advance(Duration::from_secs(5)), []);
    rig.assert_empty();
}

#[test]
fn a_refusal_that_is_never_confirmed_is_given_up() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp(), &Request::invite());
    rig.respond(tx, &Reply::new(486).to_tag("b1"));
    assert_eq!(times(&rig.advance(MINUTE)), SCHEDULE_MS);
    assert_eq!(rig.endpoint.counters().unconfirmed, 1);
    rig.assert_empty();
}

#[test]
fn a_refusal_goes_over_tcp_once() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(tcp(7), &invite);
    let refused = rig.respond(tx, &Reply::new(486).to_tag("b1"));
    assert_eq!(rig.advance(Duration::from_secs(4)), []);
    rig.hear_on(tcp(7), invite.ack(&refused[0].header("To"), false).bytes());
    assert_eq!(rig.advance(Duration::ZERO), []);
    rig.assert_empty();
}

#[test]
fn a_2xx_is_repeated_over_every_transport_until_its_ack() {
    for flow in [udp(), tcp(7)] {
        let mut rig = Rig::new();
        let invite = Request::invite();
        let (tx, _) = rig.take(flow, &invite);
        let accepted = rig.respond(tx, &Reply::new(200).to_tag("b1"));
        assert_eq!(rig.hear_on(flow, invite.bytes()), [], "RFC 6026 §7.1");
        assert_eq!(
            times(&rig.advance(Duration::from_secs(8))),
            SCHEDULE_MS[..4]
        );
        let ack = invite.ack(&accepted[0].header("To"), true);
        for _ in 0..3 {
            assert_eq!(rig.hear_on(flow, ack.bytes()), []);
        }
        let events = rig.events();
        assert!(
            matches!(&events[..], [Event::Accepted { tx: of, .. }] if *of == tx),
            "{events:?}"
        );
        assert_eq!(rig.advance(MINUTE), []);
        rig.assert_empty();
    }
}

#[test]
fn a_2xx_that_is_never_confirmed_is_reported_after_64_t1() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp(), &Request::invite());
    rig.respond(tx, &Reply::new(200).to_tag("b1"));
    assert_eq!(
        times(&rig.advance(Duration::from_millis(31_999))),
        SCHEDULE_MS
    );
    assert!(rig.events().is_empty());
    rig.advance(Duration::from_millis(1));
    assert!(matches!(rig.events()[..], [Event::AckTimedOut { tx: of }] if of == tx));
    rig.assert_empty();
}

#[test]
fn an_ack_under_the_branch_of_the_invite_confirms_a_2xx() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    let accepted = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    rig.hear(&invite.ack(&accepted[0].header("To"), false));
    assert!(matches!(rig.events()[..], [Event::Accepted { .. }]));
    assert_eq!(rig.advance(MINUTE), []);
    rig.assert_empty();
}

#[test]
fn an_ack_finds_its_2xx_when_an_older_one_of_the_same_names_is_gone() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    let accepted = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    rig.advance(Duration::from_secs(20));
    let mut again = invite.clone().via("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK2");
    again.to = accepted[0].header("To");
    let (second, _) = rig.take(udp(), &again);
    rig.respond(second, &Reply::new(200));
    rig.advance(Duration::from_secs(20));
    assert!(matches!(rig.events()[..], [Event::AckTimedOut { tx: of }] if of == tx));
    rig.hear(&again.ack(&again.to, true));
    assert!(matches!(&rig.events()[..], [Event::Accepted { tx: of, .. }] if *of == second));
}

#[test]
fn the_ack_of_another_call_confirms_nothing() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    let accepted = rig.respond(tx, &Reply::new(200).to_tag("b1"));
    let right = invite.ack(&accepted[0].header("To"), true);
    let mut wrong = vec![right.clone(); 4];
    wrong[0].to = "<sip:+4930111@192.0.2.10>;tag=b2".to_owned();
    wrong[1].from = "<sip:alice@192.0.2.1>;tag=a2".to_owned();
    wrong[2].call_id = "call-2".to_owned();
    wrong[3].sequence = 2;
    for ack in &wrong {
        assert_eq!(rig.hear(ack), [], "an ACK is never answered");
    }
    assert!(rig.events().is_empty());
    rig.hear(&right);
    assert_eq!(rig.events().len(), 1);
}

#[test]
fn a_2xx_is_confirmed_however_long_its_header_is() {
    let mut rig = Rig::new();
    let mut invite = Request::invite();
    for hop in 0..100 {
        invite = invite.line(&format!(
            "Via: SIP/2.0/UDP 198.51.100.{hop};branch=z9hG4bK{hop}"
        ));
    }
    let (tx, _) = rig.take(udp(), &invite);
    let mut reply = Reply::new(200).to_tag("b1");
    for _ in 0..60 {
        reply = reply.header("X-Long", "header lines beyond those that are read");
    }
    let accepted = rig.respond(tx, &reply);
    rig.hear(&invite.ack(&accepted[0].header("To"), true));
    assert!(matches!(rig.events()[..], [Event::Accepted { .. }]));
}

#[test]
fn an_abandoned_invite_is_forgotten_without_a_word() {
    let mut rig = Rig::new();
    let (tx, _) = rig.take(udp(), &Request::invite());
    rig.endpoint.abandon(tx);
    assert_eq!(rig.respond(tx, &Reply::new(200)), []);
    rig.assert_empty();
}
