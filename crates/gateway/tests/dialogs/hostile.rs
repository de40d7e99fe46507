//! Peers that mean no good: each gets the right answer, and the call of somebody else is not harmed.

use tandem_model::ReasonCode;

use tandem_sip_proto::Message;

use crate::bench::{Bench, Phone, SDP, field};

/// The status of an answer, and its Reason.
fn told(answer: &Message) -> (u16, String) {
    (answer.status(), field(answer, "Reason"))
}

fn code(status: u16, code: &str) -> String {
    format!("SIP;cause={status};text=\"{code}\"")
}

#[test]
fn a_forged_bye_ends_nothing() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone.call("");
    // Whoever guesses neither tag, or only one of them.
    let mut thief = Phone::of_call(&bench, &phone);
    for (own, to) in [
        ("f2", "SCL_guessed"),
        ("f2", phone.to_tag.as_str()),
        ("f1", "SCL_guessed"),
        ("f1", ""),
    ] {
        (thief.own_tag, thief.to_tag) = (own.to_owned(), to.to_owned());
        let answer = thief.ask("BYE", 7, "", "");
        assert_eq!(told(&answer), (481, code(481, "no-dialog")), "{own} {to}");
        thief.next_branch();
    }
    // The number of an old request.
    let answer = phone.ask("BYE", 1, "", "");
    assert_eq!(told(&answer), (500, code(500, "out-of-order")));
    assert_eq!(phone.ask("OPTIONS", 2, "", "").status(), 200);
    assert_eq!(phone.ask("BYE", 3, "", "").status(), 200);
    let record = bench.ended();
    assert_eq!(record.reason, Some(ReasonCode::CallerHangup));
    let notices = [ReasonCode::NoDialog, ReasonCode::OutOfOrder];
    assert_eq!(record.notices, notices);
}

#[test]
fn a_peer_that_changes_its_tag_is_in_no_dialog() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone.call("");
    phone.own_tag = "f9".to_owned();
    for (number, method) in (2..).zip(["INVITE", "UPDATE", "INFO", "BYE"]) {
        let body = if method == "INVITE" { SDP } else { "" };
        let answer = phone.ask(method, number, "", body);
        assert_eq!(told(&answer), (481, code(481, "no-dialog")), "{method}");
    }
    phone.own_tag = "f1".to_owned();
    assert_eq!(phone.ask("BYE", 9, "", "").status(), 200);
    assert_eq!(bench.ended().notices, [ReasonCode::NoDialog]);
}

#[test]
fn a_thousand_media_lines_are_refused_and_told() {
    let bench = Bench::new();
    let phone = Phone::new(&bench);
    let lines = "m=audio 9 RTP/AVP 0\r\n".repeat(1000);
    let answer = phone.ask("INVITE", 1, "", &format!("{SDP}{lines}"));
    assert!((400..500).contains(&answer.status()), "{}", answer.status());
    let reason = field(&answer, "Reason");
    let is_told = ["bad-sdp", "no-common-codec"]
        .iter()
        .any(|code| reason.contains(code));
    assert!(is_told, "{reason}");
    let recorded = bench.ended().reason.expect("refused");
    assert!(reason.contains(recorded.code()), "{reason}: {recorded}");
    // In a call, what was agreed stays.
    let mut phone = Phone::new(&bench);
    phone.call("");
    let answer = phone.ask("INVITE", 2, "", &format!("{SDP}{lines}"));
    let status = answer.status();
    assert!((400..500).contains(&status), "{status}");
    assert_eq!(told(&answer), (status, code(status, "bad-sdp")));
    assert_eq!(phone.ask("BYE", 3, "", "").status(), 200);
}

#[test]
fn an_invite_that_is_repeated_makes_one_call() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone.call("");
    // It repeats what was answered and confirmed: nothing comes of it (RFC 6026 §7.1).
    phone.send(&phone.request("INVITE", 1, "", SDP));
    bench.is_read();
    assert_eq!(bench.plane.calls().live(), 1);
    assert_eq!(phone.ask("BYE", 2, "", "").status(), 200);
    assert_eq!(bench.ended().reason, Some(ReasonCode::CallerHangup));
}

#[test]
fn what_the_peer_says_of_its_reason_is_kept() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone.call("");
    let said = "Reason: Q.850;cause=16;text=\"Terminated\"\r\nreason: SIP;cause=200\r\n";
    assert_eq!(phone.ask("BYE", 2, said, "").status(), 200);
    let kept = bench.ended().peer_reason;
    let kept = kept.as_deref();
    assert_eq!(
        kept,
        Some("Q.850;cause=16;text=\"Terminated\", SIP;cause=200")
    );
}

#[test]
fn what_is_not_served_inside_a_call_is_refused_with_a_code() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone.call("");
    for (number, method, lines, body, wanted) in [
        (2, "INFO", "Content-Type: text/html\r\n", "<p>", 415),
        (
            3,
            "INFO",
            "Content-Type: application/dtmf-relay\r\n",
            "Signal=??",
            400,
        ),
        (4, "NOTIFY", "Event: presence\r\n", "", 489),
        (5, "NOTIFY", "", "", 400),
    ] {
        let answer = phone.ask(method, number, lines, body);
        assert_eq!(
            told(&answer),
            (wanted, code(wanted, "bad-request")),
            "{method} {number}"
        );
    }
    assert_eq!(phone.ask("BYE", 9, "", "").status(), 200);
}
