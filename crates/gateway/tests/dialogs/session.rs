//! Session timers (RFC 4028).

use std::time::Duration;

use tandem_model::ReasonCode;

use crate::bench::{Bench, Phone, SDP, field};

const EXPIRED: &str = "SIP;cause=200;text=\"session-expired\"";

#[test]
fn a_peer_that_no_longer_refreshes_is_hung_up() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    let answer = phone.call("Session-Expires: 90;refresher=uac\r\nSupported: timer\r\n");
    assert_eq!(field(&answer, "Session-Expires"), "90;refresher=uac");
    assert_eq!(field(&answer, "Require"), "timer");
    bench.pass(Duration::from_secs(50));
    let answer = phone.ask(
        "UPDATE",
        2,
        "Session-Expires: 90;refresher=uac\r\nSupported: timer\r\n",
        "",
    );
    assert_eq!(
        (answer.status(), field(&answer, "Session-Expires").as_str()),
        (200, "90;refresher=uac")
    );
    bench.pass(Duration::from_secs(50));
    let answer = phone.ask("OPTIONS", 3, "", "");
    assert_eq!(answer.status(), 200);
    bench.pass(Duration::from_secs(20));
    assert_eq!(phone.is_hung_up(), EXPIRED);
    assert_eq!(bench.ended().reason, Some(ReasonCode::SessionExpired));
}

#[test]
fn the_gateway_refreshes_where_it_is_asked_to() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone
        .call("Session-Expires: 90;refresher=uas\r\nSupported: timer\r\nAllow: INVITE, UPDATE\r\n");
    for _ in 0..2 {
        bench.pass(Duration::from_secs(46));
        let update = phone.expect_request("UPDATE");
        assert_eq!(field(&update, "Session-Expires"), "90;refresher=uac");
        phone.answer(&update, 200, "Session-Expires: 90;refresher=uac\r\n", "");
    }
    // It asks for more.
    bench.pass(Duration::from_secs(46));
    let update = phone.expect_request("UPDATE");
    phone.answer(&update, 422, "Min-SE: 600\r\n", "");
    let update = phone.expect_request("UPDATE");
    assert_eq!(field(&update, "Session-Expires"), "600;refresher=uac");
    // It has forgotten the call.
    phone.answer(&update, 481, "", "");
    assert_eq!(phone.is_hung_up(), EXPIRED);
}

#[test]
fn without_update_a_reinvite_refreshes() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone.call("Session-Expires: 90;refresher=uas\r\nSupported: timer\r\nAllow: INVITE, ACK\r\n");
    bench.pass(Duration::from_secs(46));
    let invite = phone.expect_request("INVITE");
    assert!(invite.body().starts_with(b"v=0"));
    // Both at once.
    let answer = phone.ask("INVITE", 2, "", SDP);
    assert_eq!(answer.status(), 491);
    let lines = "Session-Expires: 90;refresher=uac\r\nContent-Type: application/sdp\r\n";
    phone.answer(&invite, 200, lines, SDP);
    phone.expect_request("ACK");
    assert_eq!(phone.ask("BYE", 3, "", "").status(), 200);
    assert_eq!(bench.ended().reason, Some(ReasonCode::CallerHangup));
}

#[test]
fn intervals_that_are_too_short_are_refused_and_usual_ones_asked_for() {
    let bench = Bench::new();
    let phone = Phone::new(&bench);
    let answer = phone.ask("INVITE", 1, "Session-Expires: 89\r\n", SDP);
    assert_eq!(
        (answer.status(), field(&answer, "Min-SE").as_str()),
        (422, "90")
    );
    assert_eq!(
        field(&answer, "Reason"),
        "SIP;cause=422;text=\"session-too-short\""
    );
    let mut phone = Phone::new(&bench);
    let answer = phone.call("k: timer\r\nRequire: timer\r\n");
    assert_eq!(field(&answer, "Session-Expires"), "1800;refresher=uac");
    let answer = phone.ask("UPDATE", 2, "Session-Expires: 60\r\n", "");
    assert_eq!(
        (answer.status(), field(&answer, "Min-SE").as_str()),
        (422, "90")
    );
    let mut phone = Phone::new(&bench);
    assert_eq!(field(&phone.call(""), "Session-Expires"), "");
}
