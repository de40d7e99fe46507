//! A peer has somebody else called (RFC 3515).

use tandem_model::{
    AllowedAddress, InboundTrunkSpec, OutboundTrunkSpec, PhoneNumber, ReasonCode, TrunkTerms,
};
use tandem_provisioning::{Command, Event};
use tandem_sip_proto::Message;

use crate::bench::{Bench, Phone, SDP, field};

/// Two phones: one has called, and may have the other one called.
struct Scene {
    bench: Bench,
    caller: Phone,
    target: Phone,
}

impl Scene {
    fn new() -> Self {
        let bench = Bench::new();
        let target = Phone::new(&bench);
        let outbound = OutboundTrunkSpec {
            address: target.address().to_string().into(),
            numbers: vec![PhoneNumber::new("+4930111")],
            ..OutboundTrunkSpec::default()
        };
        let made = bench.execute(Command::CreateOutboundTrunk(Box::new(outbound)));
        let outbound = made.events.iter().find_map(Event::outbound_trunk);
        let terms = TrunkTerms {
            refer_trunk: outbound.map(|trunk| trunk.id.clone()),
            ..TrunkTerms::default()
        };
        bench.execute(Command::CreateInboundTrunk(Box::new(InboundTrunkSpec {
            allowed_addresses: vec![AllowedAddress::try_new("127.0.0.1").expect("an address")],
            terms: terms.boxed(),
            ..InboundTrunkSpec::default()
        })));
        let mut caller = Phone::new(&bench);
        caller.call("");
        Self {
            bench,
            caller,
            target,
        }
    }

    /// What the caller is told next: the status line, and whether it is the last word.
    fn told(&self) -> (String, bool) {
        let notify = self.caller.expect_request("NOTIFY");
        self.caller.answer(&notify, 200, "", "");
        let event = field(&notify, "Event");
        assert!(
            event == "refer" || event.starts_with("refer;id="),
            "{event}"
        );
        assert!(field(&notify, "Content-Type").starts_with("message/sipfrag"));
        let line = String::from_utf8_lossy(notify.body()).trim().to_owned();
        let state = field(&notify, "Subscription-State");
        (line, state.starts_with("terminated"))
    }

    /// The INVITE that the target gets.
    fn invite(&self) -> Message {
        self.target.expect_request("INVITE")
    }

    fn contact(&self) -> String {
        format!("Contact: <sip:bob@{}>\r\n", self.target.address())
    }

    /// The target answers, and is confirmed.
    fn answer(&self, invite: &Message) {
        let lines = format!("{}Content-Type: application/sdp\r\n", self.contact());
        self.target.answer_as(invite, (200, "t1"), &lines, SDP);
        self.target.expect_request("ACK");
    }
}

const TO: &str = "Refer-To: <sip:+4930333@elsewhere.example>\r\n";

#[test]
fn the_target_comes_into_the_room_and_who_asked_is_released() {
    let scene = Scene::new();
    let accepted = scene.caller.ask("REFER", 2, TO, "");
    assert_eq!(accepted.status(), 202);
    assert!(accepted.header_by_text(b"Refer-Sub").is_none());
    assert_eq!(scene.told(), ("SIP/2.0 100 Trying".to_owned(), false));
    let invite = scene.invite();
    // Another's host is none of this trunk's: its user is called over the trunk.
    let uri = format!("sip:+4930333@{}", scene.target.address());
    assert_eq!(invite.request_uri(), uri.as_bytes());
    let again = scene.caller.ask("REFER", 3, TO, "");
    assert_eq!(again.status(), 491);
    scene
        .target
        .answer_as(&invite, (180, "t1"), &scene.contact(), "");
    assert_eq!(scene.told(), ("SIP/2.0 180 Ringing".to_owned(), false));
    scene.answer(&invite);
    assert_eq!(scene.told(), ("SIP/2.0 200 OK".to_owned(), true));
    assert_eq!(
        scene.caller.is_hung_up(),
        "SIP;cause=200;text=\"transferred\""
    );
    assert_eq!(scene.bench.ended().reason, Some(ReasonCode::Transferred));
    scene.bench.participant_named("sip_+4930333");
}

#[test]
fn a_failure_is_told_and_the_call_goes_on() {
    let scene = Scene::new();
    for (number, event) in [(2, "refer"), (3, "refer;id=3")] {
        assert_eq!(scene.caller.ask("REFER", number, TO, "").status(), 202);
        let trying = scene.caller.expect_request("NOTIFY");
        scene.caller.answer(&trying, 200, "", "");
        assert_eq!(field(&trying, "Event"), event);
        let invite = scene.invite();
        scene.target.answer_as(&invite, (486, "t1"), "", "");
        scene.target.expect_request("ACK");
        assert_eq!(scene.told(), ("SIP/2.0 486 Busy Here".to_owned(), true));
    }
    assert_eq!(scene.caller.ask("UPDATE", 4, "", SDP).status(), 200);
}

#[test]
fn who_wants_no_word_gets_none() {
    let scene = Scene::new();
    let lines = format!("{TO}Refer-Sub: false\r\nRequire: norefersub\r\n");
    let accepted = scene.caller.ask("REFER", 2, &lines, "");
    assert_eq!(
        (accepted.status(), field(&accepted, "Refer-Sub").as_str()),
        (202, "false")
    );
    let invite = scene.invite();
    scene.answer(&invite);
    let next = scene.caller.expect("a request", Message::is_request);
    assert_eq!(next.method().as_bytes(), b"BYE");
    scene.caller.answer(&next, 200, "", "");
}

#[test]
fn the_target_is_called_also_when_who_asked_has_gone() {
    let scene = Scene::new();
    assert_eq!(scene.caller.ask("REFER", 2, TO, "").status(), 202);
    assert_eq!(scene.caller.ask("BYE", 3, "", "").status(), 200);
    let invite = scene.invite();
    scene.answer(&invite);
    scene.bench.participant_named("sip_+4930333");
}

#[test]
fn an_attended_transfer_replaces_the_call_that_it_names() {
    let scene = Scene::new();
    let to = format!(
        "Refer-To: <sip:bob@{}?Replaces=c2%3Bto-tag%3D7%3Bfrom-tag%3D8>\r\nReferred-By: <sip:ann@example.test>\r\n",
        scene.target.address()
    );
    assert_eq!(scene.caller.ask("REFER", 2, &to, "").status(), 202);
    let invite = scene.invite();
    let uri = format!("sip:bob@{}", scene.target.address());
    assert_eq!(invite.request_uri(), uri.as_bytes());
    assert_eq!(field(&invite, "Replaces"), "c2;to-tag=7;from-tag=8");
    assert_eq!(field(&invite, "Referred-By"), "<sip:ann@example.test>");
    scene.answer(&invite);
}

#[test]
fn what_may_not_or_cannot_be_called_is_refused() {
    let scene = Scene::new();
    for (number, lines) in [
        (2, ""),
        (3, "Refer-To: <sip:a@b>\r\nRefer-To: <sip:c@d>\r\n"),
        (4, "Refer-To: <sip:a@b;method=BYE>\r\n"),
        (5, "Refer-To: <sip:elsewhere.example>\r\n"),
        (6, "Refer-To: nonsense\r\n"),
    ] {
        let answer = scene.caller.ask("REFER", number, lines, "");
        assert_eq!(answer.status(), 400, "{lines}");
    }
    // The rule alone lets nobody.
    let bench = Bench::new();
    let mut caller = Phone::new(&bench);
    caller.call("");
    let answer = caller.ask("REFER", 2, TO, "");
    assert_eq!(
        (answer.status(), field(&answer, "Reason").as_str()),
        (603, "SIP;cause=603;text=\"refer-refused\"")
    );
    assert_eq!(Phone::new(&bench).ask("REFER", 1, TO, "").status(), 405);
}
