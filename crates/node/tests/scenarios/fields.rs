//! What a CreateSIPParticipant says of itself, on the wire and in the room.

use serde_json::{Value, json};
use tandem_sip_proto::HeaderName;

use crate::hostile::{Callee, SDP};
use crate::odd::{Rung, text};
use crate::outbound::Setting;

/// Answers with these lines, and waits until the call is in its room.
fn answered(setting: &Setting, rung: &Rung<'_>, lines: &str) -> Value {
    let contact = format!("Contact: <sip:callee@{}>\r\n{lines}", rung.callee.address);
    let body = (contact.as_str(), SDP);
    rung.callee.answer_with(&rung.invite, 200, "a", body);
    rung.callee.expect("ACK");
    setting.await_status("active")
}

#[test]
fn a_callee_is_called_by_the_name_and_number_that_are_asked_for() {
    let Some(setting) = Setting::new("48700-48719") else {
        return;
    };
    let callee = Callee::new();
    for (more, from) in [
        (json!({}), "\"+4930111\" <sip:+4930111@127.0.0.1>;tag="),
        (json!({"display_name": ""}), "<sip:+4930111@127.0.0.1>;tag="),
        (
            json!({"display_name": "Ann, B", "sip_number": "ann"}),
            "\"Ann, B\" <sip:ann@127.0.0.1>;tag=",
        ),
    ] {
        let rung = Rung::with(&setting, &callee, &more);
        let said = text(&rung.invite.0, HeaderName::From);
        assert!(said.starts_with(from), "{said}");
        let own = text(&rung.invite.0, HeaderName::Contact);
        assert!(own.contains(&setting.node.sip.to_string()), "{own}");
        assert_eq!(text(&rung.invite.0, HeaderName::MaxForwards), "70");
        rung.answer(486, "a", "");
        callee.expect("ACK");
        setting.node.wait_for_empty_house();
    }
}

#[test]
fn a_hidden_number_is_nowhere_in_the_room() {
    let Some(setting) = Setting::new("48720-48739") else {
        return;
    };
    let callee = Callee::new();
    let hidden = json!({"hide_phone_number": true, "participant_identity": "", "participant_name": "",
        "wait_until_answered": false});
    let (status, info) = setting.call(callee.address, &hidden);
    assert_eq!(status, 200, "{info}");
    let identity = info["participant_identity"].as_str().expect("a text");
    assert!(identity.starts_with("sip_") && !identity.contains("4930222"));
    let invite = callee.expect("INVITE");
    let who = json!({"room": "meeting", "identity": identity});
    let path = "/twirp/livekit.RoomService/GetParticipant";
    let (_, participant) = setting.node.post(path, &who);
    assert_eq!(participant["attributes"]["sip.callStatus"], "dialing");
    let shown = participant.to_string();
    for number in ["4930222", "4930111", &callee.address.to_string()] {
        assert!(!shown.contains(number), "{shown}");
    }
    callee.answer(&invite, 486, "a", "");
    callee.expect("ACK");
    setting.node.wait_for_empty_house();
}

#[test]
fn a_call_lasts_no_longer_than_it_may() {
    let Some(setting) = Setting::new("48760-48779") else {
        return;
    };
    let callee = Callee::new();
    let rung = Rung::with(&setting, &callee, &json!({"max_call_duration": "2s"}));
    answered(&setting, &rung, "");
    let bye = callee.expect("BYE");
    assert!(crate::reason(&bye.0).contains("max-duration"));
    callee.answer(&bye, 200, "", "");
    assert_eq!(setting.ended()["reason"], "max-duration");
}
