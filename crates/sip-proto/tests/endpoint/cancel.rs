//! CANCEL (RFC 3261 §9.2).

use std::time::Duration;

use tandem_sip_proto::{Event, Reply};

use crate::request::Request;
use crate::rig::{MINUTE, Rig, statuses, udp};

#[test]
fn cancel_is_answered_and_reported_once_and_the_invite_gets_487() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    let ringing = rig.respond(tx, &Reply::new(180).to_tag("b1"));
    for _ in 0..3 {
        let answer = rig.hear(&invite.cancel());
        assert_eq!(statuses(&answer), [200]);
        assert_eq!(answer[0].header("CSeq"), "1 CANCEL");
        assert_eq!(
            answer[0].header("To"),
            ringing[0].header("To"),
            "§9.2: one tag"
        );
    }
    assert!(matches!(rig.events()[..], [Event::Cancelled { tx: of, .. }] if of == tx));
    let ended = rig.respond(tx, &Reply::new(487).to_tag("b1"));
    assert_eq!(statuses(&ended), [487]);
    assert_eq!(statuses(&rig.hear(&invite.cancel())), [200]);
    assert!(rig.events().is_empty());
    rig.hear(&invite.ack(&ended[0].header("To"), false));
    assert_eq!(rig.advance(MINUTE), []);
    rig.assert_empty();
}

#[test]
fn a_cancel_that_comes_again_late_gets_the_answer_that_it_had() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    let (tx, _) = rig.take(udp(), &invite);
    let answer = rig.hear(&invite.cancel());
    let ended = rig.respond(tx, &Reply::new(487).to_tag("b1"));
    rig.hear(&invite.ack(&ended[0].header("To"), false));
    rig.advance(Duration::from_secs(20));
    assert_eq!(rig.endpoint.held(), (1, 0), "the INVITE is gone by now");
    assert_eq!(rig.hear(&invite.cancel())[0].bytes, answer[0].bytes);
}

#[test]
fn cancel_after_the_answer_changes_nothing() {
    for status in [200, 486] {
        let mut rig = Rig::new();
        let invite = Request::invite();
        let (tx, _) = rig.take(udp(), &invite);
        let answer = rig.respond(tx, &Reply::new(status).to_tag("b1"));
        let cancelled = rig.hear(&invite.cancel());
        assert_eq!(statuses(&cancelled), [200]);
        assert_eq!(cancelled[0].header("To"), answer[0].header("To"));
        assert!(rig.events().is_empty());
    }
}

#[test]
fn cancel_of_nothing_gets_481() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    assert_eq!(statuses(&rig.hear(&invite.cancel())), [481]);
    rig.take(udp(), &invite);
    let other = invite
        .clone()
        .via("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-other");
    assert_eq!(statuses(&rig.hear(&other.cancel())), [481]);
    let elsewhere = invite.via("SIP/2.0/UDP 192.0.2.1:5061;branch=z9hG4bK-INVITE-1");
    assert_eq!(
        statuses(&rig.hear(&elsewhere.cancel())),
        [481],
        "another sent-by"
    );
    assert!(rig.events().is_empty());
}

#[test]
fn cancel_is_never_refused_for_its_extensions() {
    let mut rig = Rig::new();
    let invite = Request::invite();
    rig.take(udp(), &invite);
    let cancel = invite.cancel().line("Require: 100rel");
    assert_eq!(statuses(&rig.hear(&cancel)), [200]);
}
