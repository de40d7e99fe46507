//! Peers are sent to somebody else.

use serde_json::{Value, json};

use tandem_rtp_proto::Codec;

use crate::outbound::Setting;
use crate::support::{Node, Phone, until};

pub(crate) fn transfer(setting: &Setting, more: &Value) -> (u16, Value) {
    let mut request = json!({"room_name": "meeting", "participant_identity": "callee",
        "transfer_to": "sip:boss@example.test"});
    let fields = request.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    let path = "/twirp/livekit.SIP/TransferSIPParticipant";
    setting.node.post(path, &request)
}

#[test]
fn a_transfer_that_succeeds_ends_the_call() {
    let Some(setting) = Setting::new("43700-43799") else {
        return;
    };
    let provider = setting.provider("transfer", &[("told", "200 OK")]);
    assert_eq!(setting.create(&provider, &json!({})).0, 200);
    let (status, answer) = transfer(&setting, &json!({"play_dialtone": true}));
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        (&answer["status"], &answer["reason"]),
        (&json!("STS_TRANSFER_SUCCESSFUL"), &json!("STR_COMPLETED"))
    );
    provider.ended_well();
    assert_eq!(setting.ended()["reason"], "transferred");

    let provider = setting.provider("transfer-gone", &[]);
    assert_eq!(setting.create(&provider, &json!({})).0, 200);
    let (status, answer) = transfer(&setting, &json!({}));
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["reason"], "STR_CALL_ENDED");
    provider.ended_well();
    setting.node.wait_for_empty_house();
}

#[test]
fn a_transfer_that_fails_leaves_the_call_as_it_was() {
    let Some(setting) = Setting::new("43800-43899") else {
        return;
    };
    let refused = ("transfer-refused", "603 Decline", 403, "permission_denied");
    for (scenario, told, http, code) in [
        ("transfer", "486 Busy Here", 429, "resource_exhausted"),
        ("transfer", "408 Request Timeout", 408, "deadline_exceeded"),
        refused,
    ] {
        let provider = setting.provider(scenario, &[("told", told)]);
        assert_eq!(setting.create(&provider, &json!({})).0, 200);
        let (status, error) = transfer(&setting, &json!({}));
        assert_eq!((status, &error["code"]), (http, &json!(code)), "{error}");
        assert_eq!(error["meta"]["sip_status_code"], told[..3]);
        assert_eq!(error["meta"]["sip_status"], told[4..]);
        assert_eq!(error["meta"]["sip_transfer_reason"], "STR_REJECTED");
        let who = json!({"room": "meeting", "identity": "callee"});
        let path = "/twirp/livekit.RoomService/RemoveParticipant";
        assert_eq!(setting.node.post(path, &who).0, 200);
        provider.ended_well();
        setting.node.wait_for_empty_house();
    }
}

#[test]
fn a_participant_is_moved_to_another_room_with_his_call() {
    let Some(setting) = Setting::new("44500-44599") else {
        return;
    };
    let provider = setting.provider("answer", &[]);
    let (status, info) = setting.create(
        &provider,
        &json!({"participant_attributes": {"color": "red"}}),
    );
    assert_eq!(status, 200, "{info}");
    let service = "/twirp/livekit.RoomService";
    let moved = |to: &str| {
        let request = json!({"room": "meeting", "identity": "callee", "destination_room": to});
        setting
            .node
            .post(&format!("{service}/MoveParticipant"), &request)
    };
    // Not where the token says.
    assert_eq!(moved("cellar").0, 401);
    let (status, answer) = moved("office");
    assert_eq!((status, &answer), (200, &json!({})));
    let rooms = setting.node.rooms();
    let names: Vec<&Value> = rooms.iter().map(|room| &room["name"]).collect();
    assert_eq!(names, ["office"], "{rooms:?}");
    assert_eq!(
        (&rooms[0]["num_participants"], &rooms[0]["num_publishers"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(moved("office").0, 404);
    // The call is his as before: what ends the room ends it.
    let deleted = setting
        .node
        .post(&format!("{service}/DeleteRoom"), &json!({"room": "office"}));
    assert_eq!(deleted.0, 200);
    provider.ended_well();
    let record = setting.ended();
    assert_eq!(
        (&record["reason"], &record["room_name"]),
        (&json!("room-deleted"), &json!("office"))
    );
}

#[test]
fn what_cannot_be_transferred_is_said() {
    let Some(setting) = Setting::new("43900-43999") else {
        return;
    };
    let (status, error) = transfer(&setting, &json!({}));
    assert_eq!((status, &error["code"]), (404, &json!("not_found")));
    for (more, field) in [
        (json!({"transfer_to": "+4930"}), "transfer_to"),
        (json!({"transfer_to": "sip:a@b\r\nX: 1"}), "transfer_to"),
        (json!({"headers": {"X-A": "1\n2"}}), "headers"),
    ] {
        let (status, error) = transfer(&setting, &more);
        assert_eq!((status, &error["code"]), (400, &json!("invalid_argument")));
        assert_eq!(error["meta"]["field"], field, "{error}");
    }
    // Ringing, and the REFER would have no dialog.
    let provider = setting.provider("ring", &[]);
    let more = json!({"wait_until_answered": false});
    assert_eq!(setting.create(&provider, &more).0, 200);
    let (status, error) = transfer(&setting, &json!({}));
    assert_eq!(
        (status, &error["code"]),
        (412, &json!("failed_precondition"))
    );
    let path = "/twirp/livekit.RoomService/DeleteRoom";
    assert_eq!(setting.node.post(path, &json!({"room": "meeting"})).0, 200);
    provider.ended_well();
}

#[test]
fn offers_may_come_late_and_change() {
    let Some(setting) = Setting::new("44000-44099") else {
        return;
    };
    let rule = json!({"dispatch_rule": {"name": "r",
        "rule": {"dispatchRuleDirect": {"roomName": "meeting"}}}});
    setting.node.sip_api("CreateSIPDispatchRule", &rule);
    let target = setting.node.sip.to_string();
    setting.caller("late-offer", &target).ended_well();
    let record = setting.ended();
    assert_eq!(
        (&record["reason"], &record["codec"]),
        (&json!("caller-hangup"), &json!("PCMA"))
    );
}

/// The latest call of this direction on a node, live.
fn live(node: &Node, to: &str) -> Value {
    let path = "/twirp/tandem.admin.v1.Admin/ListCalls";
    until("the call is there", || {
        let (_, answer) = node.post(path, &json!({"which": "live"}));
        let calls = answer["calls"].as_array().expect("a list").clone();
        calls.into_iter().find(|call| call["to"] == to)
    })
}

#[test]
fn whoever_rings_is_replaced_by_who_takes_the_call() {
    let Some(setting) = Setting::new("44820-44839") else {
        return;
    };
    let provider = setting.provider("ring", &[]);
    let more = json!({"wait_until_answered": false});
    let (status, info) = setting.create(&provider, &more);
    assert_eq!(status, 200, "{info}");
    let call = live(&setting.node, "+4930222");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    setting.await_status("ringing");
    let mut phone = Phone::new(setting.node.sip, "bob", "desk", Codec::Pcmu, 440.0);
    let replaces = format!(
        "Replaces: {};to-tag={};from-tag=1;early-only\r\n",
        text(&call["sip_call_id"]),
        text(&info["sip_call_id"])
    );
    phone.invite(1, &replaces);
    phone.answered(1);
    provider.ended_well();
    setting.await_status("active");
    phone.bye();
    setting.node.wait_for_empty_house();
}

/// A node calls another one twice, and hands one of the calls over to the other: what stays are two rooms of the other
/// node that hear each other.
#[test]
fn two_calls_become_one_by_an_attended_transfer() {
    let folders = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    let caller = Node::start(folders[0].path(), "44840-44859", &["--answer", "at-once"]);
    let called = Node::start(folders[1].path(), "44860-44879", &["--answer", "at-once"]);
    let address = called.sip.to_string();
    let trunk = json!({"trunk": {"name": "self", "address": address, "numbers": ["+4930111"]}});
    let own = called.sip_api("CreateSIPOutboundTrunk", &trunk);
    let inbound = json!({"trunk": {"name": "in", "allowed_addresses": ["127.0.0.1"],
        "refer_trunk_id": own["sip_trunk_id"]}});
    called.sip_api("CreateSIPInboundTrunk", &inbound);
    for (number, room) in [("+49301", "left"), ("+49302", "right")] {
        let rule = json!({"dispatch_rule": {"numbers": [number],
            "rule": {"dispatchRuleDirect": {"roomName": room}}}});
        called.sip_api("CreateSIPDispatchRule", &rule);
        let request = json!({"sip_call_to": number, "sip_number": "+4930111", "room_name": "meeting",
            "participant_identity": room, "wait_until_answered": true, "trunk": {"hostname": address}});
        let (status, info) = caller.post("/twirp/livekit.SIP/CreateSIPParticipant", &request);
        assert_eq!(status, 200, "{info}");
    }
    let path = "/twirp/livekit.RoomService/GetParticipant";
    let (_, right) = caller.post(path, &json!({"room": "meeting", "identity": "right"}));
    let attribute = |name: &str| {
        right["attributes"][name]
            .as_str()
            .expect("a text")
            .to_owned()
    };
    let replaces = format!(
        "{}%3Bto-tag%3D{}%3Bfrom-tag%3D{}",
        attribute("sip.callIDFull"),
        attribute("sip.callTag"),
        attribute("sip.callID")
    );
    let request = json!({"room_name": "meeting", "participant_identity": "left",
        "transfer_to": format!("sip:{address}?Replaces={replaces}")});
    let (status, answer) = caller.post("/twirp/livekit.SIP/TransferSIPParticipant", &request);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["status"], "STS_TRANSFER_SUCCESSFUL");
    caller.wait_for_empty_house();
    let count = || {
        let rooms = called.rooms();
        rooms
            .iter()
            .map(|room| room["num_participants"].as_u64())
            .sum::<Option<u64>>()
    };
    // Who was handed over, and whom he was handed to.
    until("two are left", || (count() == Some(2)).then_some(()));
    let mut names: Vec<Value> = called
        .rooms()
        .iter()
        .map(|room| room["name"].clone())
        .collect();
    names.sort_by_key(Value::to_string);
    assert_eq!(names, ["left", "right"]);
    called.signal("TERM");
    assert_eq!(called.wait(), Some(0));
}
