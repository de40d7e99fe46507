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
fn fields_and_attributes_are_mapped_both_ways() {
    let Some(setting) = Setting::new("48740-48759") else {
        return;
    };
    let callee = Callee::new();
    let trunk = json!({"trunk": {"name": "t", "address": callee.address.to_string(), "numbers": ["+4930111"],
        "headers": {"X-Trunk": "trunk", "X-Both": "trunk"}, "headers_to_attributes": {"X-Answer": "answer"},
        "attributes_to_headers": {"color": "X-Color"}, "include_headers": "SIP_X_HEADERS"}});
    let trunk = setting.node.sip_api("CreateSIPOutboundTrunk", &trunk);
    let more = json!({"sip_trunk_id": trunk["sip_trunk_id"], "trunk": null, "sip_number": "",
        "headers": {"X-Both": "request", "P-Asserted-Identity": "<sip:a@b.test>", "Diversion": "<sip:c@b.test>"},
        "participant_attributes": {"color": "red"}});
    let rung = Rung::with(&setting, &callee, &more);
    let said = |name: &str| {
        let value = rung.invite.0.header_by_text(name.as_bytes());
        String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
    };
    for (name, value) in [
        ("X-Trunk", "trunk"),
        ("X-Both", "request"),
        ("P-Asserted-Identity", "<sip:a@b.test>"),
        ("Diversion", "<sip:c@b.test>"),
    ] {
        assert_eq!(said(name), value, "{name}");
    }
    let participant = answered(&setting, &rung, "X-Answer: yes\r\nX-Other: 1\r\n");
    let attributes = &participant["attributes"];
    for (name, value) in [
        ("answer", json!("yes")),
        ("sip.h.x-other", json!("1")),
        ("sip.trunkID", trunk["sip_trunk_id"].clone()),
        ("color", json!("red")),
    ] {
        assert_eq!(attributes[name], value, "{attributes}");
    }
    setting.remove_callee();
    let bye = callee.expect("BYE");
    let color = bye.0.header_by_text(b"X-Color");
    assert_eq!(color, Some(&b"red"[..]));
    callee.answer(&bye, 200, "", "");
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
