//! A call takes the place of another (RFC 3891).

use std::net::{IpAddr, Ipv4Addr};

use tandem_control_plane::calls::Whose;
use tandem_model::{AllowedAddress, Auth, InboundTrunkSpec, ReasonCode};
use tandem_provisioning::Command;
use tandem_sip_proto::Method;
use tandem_sip_proto::digest::{DigestClient, Login};

use crate::bench::{Bench, Phone, SDP, field};

#[test]
fn a_call_is_taken_over_with_its_seat() {
    let bench = Bench::new();
    let mut first = Phone::new(&bench);
    first.call("");
    let before = bench.participant();
    let mut second = Phone::new(&bench);
    let answer = second.call(&format!("{}\r\nRequire: replaces\r\n", first.replaces()));
    assert!(field(&answer, "Supported").contains("replaces"));
    assert_eq!(first.is_hung_up(), "SIP;cause=200;text=\"replaced\"");
    // The old dialog is gone, the seat is as it was.
    assert_eq!(first.ask("INFO", 5, "", "").status(), 481);
    let after = bench.participant();
    assert_eq!((before.sid, before.identity), (after.sid, after.identity));
    let known = after.attributes.get("sip.callIDFull");
    assert_eq!(known.map(|id| &**id), Some(second.id()));
    assert_eq!(second.ask("UPDATE", 2, "", SDP).status(), 200);
    assert_eq!(second.ask("BYE", 3, "", "").status(), 200);
    let record = bench.ended();
    assert_eq!(record.reason, Some(ReasonCode::CallerHangup));
    assert_eq!(&*record.sip_call_id, second.id());
    // Too late.
    let third = Phone::new(&bench);
    let late = third.ask("INVITE", 1, &format!("{}\r\n", second.replaces()), SDP);
    assert_eq!(late.status(), 603);
}

#[test]
fn the_answer_may_come_with_the_ack() {
    let bench = Bench::new();
    let mut first = Phone::new(&bench);
    first.call("");
    let mut second = Phone::new(&bench);
    let answer = second.ask("INVITE", 1, &format!("{}\r\n", first.replaces()), "");
    assert_eq!(answer.status(), 200);
    assert!(answer.body().starts_with(b"v=0"));
    let tag = answer.to().expect("To").tag().expect("a tag").to_vec();
    second.to_tag = String::from_utf8(tag).expect("a text");
    second.send(&second.request("ACK", 1, "", SDP));
    first.is_hung_up();
    assert_eq!(second.ask("BYE", 2, "", "").status(), 200);
    assert_eq!(bench.ended().codec, Some("PCMU"));
}

#[test]
fn what_cannot_be_replaced_goes_on() {
    let bench = Bench::new();
    let mut first = Phone::new(&bench);
    first.call("");
    let good = first.replaces();
    for (lines, status) in [
        (format!("{good};early-only\r\n"), 486),
        (format!("{good}x\r\n"), 481),
        (format!("{good}\r\n").replace("to-tag=", "to-tag=x"), 481),
        (format!("{good}\r\n").replace(first.id(), "other"), 481),
        ("Replaces: a;to-tag=1\r\n".to_owned(), 400),
        (format!("{good}\r\n{good}\r\n"), 400),
    ] {
        let phone = Phone::new(&bench);
        let answer = phone.ask("INVITE", 1, &lines, SDP);
        assert_eq!(answer.status(), status, "{lines}");
        phone.send(&phone.request("ACK", 1, "", ""));
    }
    let phone = Phone::new(&bench);
    let broken = phone.ask("INVITE", 1, &format!("{good}\r\n"), "v=0\r\n");
    assert_eq!(broken.status(), 488);
    let options = phone.ask("OPTIONS", 2, &format!("{good}\r\n"), "");
    assert_eq!(options.status(), 400);
    assert_eq!(first.ask("BYE", 2, "", "").status(), 200);
}

#[test]
fn only_who_could_make_the_call_takes_it_over() {
    let bench = Bench::new();
    let here = AllowedAddress::try_new("127.0.0.1").expect("an address");
    bench.execute(Command::CreateInboundTrunk(Box::new(InboundTrunkSpec {
        allowed_addresses: vec![here],
        ..InboundTrunkSpec::default()
    })));
    let mut first = Phone::new(&bench);
    first.call("");
    let elsewhere = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9));
    let stranger = Phone::at(&bench, elsewhere);
    let answer = stranger.ask("INVITE", 1, &format!("{}\r\n", first.replaces()), SDP);
    assert_eq!(
        (answer.status(), field(&answer, "Reason").as_str()),
        (403, "SIP;cause=403;text=\"source-not-allowed\"")
    );
    let mut colleague = Phone::new(&bench);
    colleague.call(&format!("{}\r\n", first.replaces()));
    first.is_hung_up();
    assert_eq!(colleague.ask("BYE", 2, "", "").status(), 200);
}

#[test]
fn a_call_that_a_password_protects_is_taken_over_by_who_knows_it() {
    let bench = Bench::new();
    bench.execute(Command::CreateInboundTrunk(Box::new(InboundTrunkSpec {
        auth: Auth {
            username: "u".into(),
            password: Some(bench.plane.vault().seal("p")),
            realm: "".into(),
        },
        ..InboundTrunkSpec::default()
    })));
    // Each calls with a proof of this password; gives the last answer.
    let ask = |phone: &mut Phone, lines: &str, password: &str| {
        let challenge = phone.ask("INVITE", 1, lines, SDP);
        assert_eq!(challenge.status(), 407);
        phone.send(&phone.request("ACK", 1, "", ""));
        let mut digest = DigestClient::new(Login {
            username: "u".to_owned(),
            password: password.into(),
        });
        let taken = digest.take_challenge(&challenge, 7);
        taken.expect("one that it can meet");
        let uri = format!("sip:room@{}", bench.sip.listeners()[0].address);
        let proof = digest.fields(Method::Invite, &uri);
        let proof = proof
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let lines = lines.to_owned() + &proof.collect::<String>();
        let answer = phone.ask("INVITE", 2, &lines, SDP);
        let tag = answer.to().expect("To").tag().expect("a tag").to_vec();
        if answer.status() == 200 {
            phone.to_tag = String::from_utf8(tag).expect("a text");
        }
        phone.send(&phone.request("ACK", 2, "", ""));
        answer
    };
    let mut first = Phone::new(&bench);
    assert_eq!(ask(&mut first, "", "p").status(), 200);
    let replaces = format!("{}\r\n", first.replaces());
    let elsewhere = |last| Phone::at(&bench, IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)));
    let refused = ask(&mut elsewhere(8), &replaces, "guessed");
    assert_eq!(
        (refused.status(), field(&refused, "Reason").as_str()),
        (403, "SIP;cause=403;text=\"auth-failed\"")
    );
    assert_eq!(first.ask("UPDATE", 3, "", SDP).status(), 200, "it goes on");
    let mut second = elsewhere(9);
    assert_eq!(ask(&mut second, &replaces, "p").status(), 200);
    assert_eq!(first.is_hung_up(), "SIP;cause=200;text=\"replaced\"");
    assert_eq!(second.ask("BYE", 3, "", "").status(), 200);
    let record = bench.plane.calls().find(Whose::SipCallId(first.id()));
    let record = record.expect("found by its first name");
    let ids: Vec<&str> = record.sip_call_ids().collect();
    assert_eq!(ids, [first.id(), second.id()]);
}
