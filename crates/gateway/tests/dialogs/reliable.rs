//! Callers who want to confirm that it rings (RFC 3262).

use std::time::Duration;

use tandem_model::ReasonCode;
use tandem_sip_proto::Message;

use crate::bench::{Bench, Phone, SDP, field};

const REQUIRED: &str = "Require: 100rel\r\n";

/// Calls and hears it ring; gives the number of the 180.
fn ring(phone: &mut Phone) -> u32 {
    phone.send(&phone.request("INVITE", 1, REQUIRED, SDP));
    let ringing = rings(phone);
    let tag = ringing.to().expect("To").tag().expect("a tag").to_vec();
    phone.to_tag = String::from_utf8(tag).expect("a text");
    assert_eq!(field(&ringing, "Require"), "100rel");
    number(&ringing)
}

fn rings(phone: &Phone) -> Message {
    phone.expect("180", |message| message.status() == 180)
}

fn number(ringing: &Message) -> u32 {
    field(ringing, "RSeq").parse().expect("a number")
}

#[test]
fn a_call_rings_once_more_until_its_caller_confirms() {
    let bench = Bench::ringing();
    let mut phone = Phone::new(&bench);
    let first = ring(&mut phone);
    bench.pass(Duration::from_millis(600));
    assert_eq!(number(&rings(&phone)), first, "it is repeated");
    let rack = |number: u32| format!("RAck: {number} 1 INVITE\r\n");
    let wrong = phone.ask("PRACK", 2, &rack(first + 1), "");
    assert_eq!(
        (wrong.status(), field(&wrong, "Reason").as_str()),
        (481, "SIP;cause=481;text=\"no-dialog\"")
    );
    assert_eq!(phone.ask("PRACK", 3, &rack(first), "").status(), 200);
    bench.pass(Duration::from_secs(2));
    assert_eq!(number(&rings(&phone)), first + 1, "it still rings");
    // Somebody listens: the answer waits for no PRACK, and one that is late has its answer.
    let mut other = Phone::new(&bench);
    other.user = "bob".to_owned();
    other.call("");
    phone.expect("the answer", |message| message.status() == 200);
    phone.send(&phone.request("ACK", 1, "", ""));
    assert_eq!(phone.ask("PRACK", 4, &rack(first + 1), "").status(), 200);
    bench.pass(Duration::from_secs(40));
    assert_eq!(phone.ask("BYE", 5, "", "").status(), 200);
    assert_eq!(bench.ended().reason, Some(ReasonCode::CallerHangup));
}

#[test]
fn a_caller_who_never_confirms_is_refused() {
    let bench = Bench::ringing();
    let mut phone = Phone::new(&bench);
    ring(&mut phone);
    bench.pass(Duration::from_secs(33));
    let refused = phone.expect("a refusal", |message| message.status() >= 200);
    assert_eq!(
        (refused.status(), field(&refused, "Reason").as_str()),
        (504, "SIP;cause=504;text=\"no-ack\"")
    );
    assert_eq!(bench.ended().reason, Some(ReasonCode::NoAck));
}

#[test]
fn who_may_confirm_and_need_not_is_not_asked_to() {
    let bench = Bench::ringing();
    let phone = Phone::new(&bench);
    phone.send(&phone.request("INVITE", 1, "Supported: 100rel\r\n", SDP));
    let ringing = rings(&phone);
    assert_eq!(
        (field(&ringing, "RSeq"), field(&ringing, "Require")),
        Default::default()
    );
    let outside = Phone::new(&bench).ask("PRACK", 1, "RAck: 1 1 INVITE\r\n", "");
    assert_eq!(outside.status(), 405);
}
