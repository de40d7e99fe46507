//! Peers that mean no good: each gets the right answer, and the call of somebody else is not harmed.

use tandem_model::ReasonCode;

use crate::bench::{Bench, Phone, SDP, field};

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
        assert_eq!(thief.ask("BYE", 7, "", "").status(), 481, "{own} {to}");
        thief.next_branch();
    }
    // The number of an old request.
    assert_eq!(phone.ask("BYE", 1, "", "").status(), 500);
    assert_eq!(phone.ask("OPTIONS", 2, "", "").status(), 200);
    assert_eq!(phone.ask("BYE", 3, "", "").status(), 200);
    assert_eq!(bench.ended().reason, Some(ReasonCode::CallerHangup));
}

#[test]
fn a_peer_that_changes_its_tag_is_in_no_dialog() {
    let bench = Bench::new();
    let mut phone = Phone::new(&bench);
    phone.call("");
    phone.own_tag = "f9".to_owned();
    for (number, method) in (2..).zip(["INVITE", "UPDATE", "INFO", "BYE"]) {
        let body = if method == "INVITE" { SDP } else { "" };
        assert_eq!(
            phone.ask(method, number, "", body).status(),
            481,
            "{method}"
        );
    }
    phone.own_tag = "f1".to_owned();
    assert_eq!(phone.ask("BYE", 9, "", "").status(), 200);
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
    // In a call, what was agreed stays.
    let mut phone = Phone::new(&bench);
    phone.call("");
    let answer = phone.ask("INVITE", 2, "", &format!("{SDP}{lines}"));
    assert!((400..500).contains(&answer.status()), "{}", answer.status());
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
