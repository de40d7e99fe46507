use tandem_sip_proto::digest::{DigestClient, Login};
use tandem_sip_proto::{Ask, Asked, Asking, Dialog, Failure, Method, ReferProgress, glare_wait};

use super::*;
use crate::rig::MINUTE;

/// An answered call, and what asks in it.
fn talking(login: Option<Login>) -> (Bench, Dialog, Asking) {
    let mut bench = Bench::new();
    bench.hear(200, "b1", &[CONTACT]);
    let answered = bench.answered.take().expect("an answer");
    let asking = Asking::new(43, login.map(DigestClient::new), 5);
    (bench, answered.dialog, asking)
}

fn ask(method: Method<'static>) -> Ask {
    Ask {
        method,
        headers: vec![("X-Why".to_owned(), "test".to_owned())],
        body: None,
    }
}

/// Hears the answer to what was sent; gives what came of it, and what was sent because of it.
fn hear(
    bench: &mut Bench,
    dialog: &mut Dialog,
    asking: &mut Asking,
    text: String,
) -> (Option<Asked>, Vec<Sent>) {
    let mut sent = bench.rig.hear_on(udp(), Bytes::from(text));
    let (mut asked, now) = (None, bench.rig.now);
    for event in bench.rig.events() {
        if let Event::Response {
            tx, message, owner, ..
        } = event
        {
            assert_eq!(owner, 43);
            asked = asking.handle_response(tx, message, dialog, &mut bench.rig.endpoint, now);
        }
    }
    sent.extend(bench.rig.sent());
    (asked, sent)
}

#[test]
fn a_transfer_is_asked_with_credentials_and_its_progress_is_told() {
    let login = Login {
        username: "u".to_owned(),
        password: "p".to_owned(),
    };
    let (mut bench, mut dialog, mut asking) = talking(Some(login));
    let mut refer = ask(Method::Refer);
    let target = ("Refer-To".to_owned(), "<sip:new@x>".to_owned());
    refer.headers.push(target);
    let (endpoint, now) = (&mut bench.rig.endpoint, bench.rig.now);
    assert_eq!(asking.ask(&mut dialog, refer, endpoint, now), Ok(()));
    let first = bench.rig.sent().remove(0);
    assert_eq!(first.header("Refer-To"), "<sip:new@x>");
    assert_eq!(first.header("Contact"), "<sip:192.0.2.10:5060>");
    let challenge = r#"WWW-Authenticate: Digest realm="r", nonce="n", qop="auth""#;
    let text = response_to(&first, 401, "", &[challenge]);
    let (asked, sent) = hear(&mut bench, &mut dialog, &mut asking, text);
    assert!(asked.is_none());
    assert_eq!(methods(&sent), ["REFER"]);
    assert!(sent[0].header("Authorization").contains("nc=00000001"));
    assert_eq!(sent[0].header("CSeq"), "3 REFER");
    let text = response_to(&sent[0], 202, "", &[]);
    let (asked, _) = hear(&mut bench, &mut dialog, &mut asking, text);
    assert!(matches!(
        asked,
        Some(Asked::Answered {
            method: Method::Refer,
            ..
        })
    ));
    for (state, body, expected) in [
        ("active;expires=60", "SIP/2.0 180 Ringing", (180, false)),
        (
            "terminated;reason=noresource",
            "SIP/2.0 486 Busy",
            (486, true),
        ),
    ] {
        let notify = format!(
            "NOTIFY sip:192.0.2.10 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{}\r\nMax-Forwards: 70\r\n\
             From: {};tag=b1\r\nTo: <sip:+4930111@192.0.2.10>;tag=t1\r\nCall-ID: out-1@192.0.2.10\r\nCSeq: {} NOTIFY\r\n\
             Event: refer;id=3\r\nSubscription-State: {state}\r\nContent-Type: message/sipfrag\r\n\
             Content-Length: {}\r\n\r\n{body}",
            expected.0,
            bench.invite.header("To"),
            expected.0,
            body.len()
        );
        assert_eq!(bench.rig.hear_on(udp(), Bytes::from(notify)), []);
        let Some(Event::Request { message, .. }) = bench.rig.events().pop() else {
            panic!("it is told")
        };
        assert_eq!(message.method(), Method::Notify);
        assert_eq!(dialog.accept(&message), Ok(()));
        let progress = ReferProgress::of(&message).expect("progress");
        assert_eq!((progress.status, progress.is_last), expected);
    }
}

#[test]
fn a_reinvite_is_acknowledged_and_moves_the_target() {
    let (mut bench, mut dialog, mut asking) = talking(None);
    let (endpoint, now) = (&mut bench.rig.endpoint, bench.rig.now);
    assert_eq!(
        asking.ask(&mut dialog, ask(Method::Invite), endpoint, now),
        Ok(())
    );
    assert!(asking.is_inviting());
    let sent = bench.rig.sent().remove(0);
    assert_eq!(sent.header("CSeq"), "2 INVITE");
    let moved = "Contact: <sip:moved@192.0.2.1:5099>";
    let text = response_to(&sent, 200, "", &[moved]);
    let (asked, acks) = hear(&mut bench, &mut dialog, &mut asking, text.clone());
    assert!(matches!(
        asked,
        Some(Asked::Answered {
            method: Method::Invite,
            ..
        })
    ));
    assert!(!asking.is_inviting());
    assert_eq!(lines(&acks), ["ACK sip:moved@192.0.2.1:5099 SIP/2.0"]);
    assert_eq!(acks[0].header("CSeq"), "2 ACK");
    let (asked, again) = hear(&mut bench, &mut dialog, &mut asking, text);
    assert!(asked.is_none());
    assert_eq!(again[0].bytes, acks[0].bytes);
}

#[test]
fn silence_and_too_many_are_told() {
    let (mut bench, mut dialog, mut asking) = talking(None);
    let (endpoint, now) = (&mut bench.rig.endpoint, bench.rig.now);
    for _ in 0..Asking::MAX_OPEN {
        assert_eq!(
            asking.ask(&mut dialog, ask(Method::Info), endpoint, now),
            Ok(())
        );
    }
    assert!(
        asking
            .ask(&mut dialog, ask(Method::Bye), endpoint, now)
            .is_err()
    );
    bench.rig.advance(MINUTE);
    let failed = bench.rig.events().into_iter().filter_map(|event| {
        if let Event::ClientFailed { tx, failure, .. } = event {
            asking.handle_failure(tx, failure)
        } else {
            None
        }
    });
    let timed_out = |one: &Asked| {
        matches!(
            one,
            Asked::Failed {
                method: Method::Info,
                failure: Failure::Timeout
            }
        )
    };
    assert_eq!(failed.filter(timed_out).count(), Asking::MAX_OPEN);
}

#[test]
fn glare_is_waited_out_at_different_times() {
    for random in 0..1000 {
        assert!((2100..=4000).contains(&glare_wait(true, random).as_millis()));
        assert!((0..=2000).contains(&glare_wait(false, random).as_millis()));
    }
}
