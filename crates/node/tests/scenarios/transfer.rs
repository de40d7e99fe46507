//! Peers are sent to somebody else.

use serde_json::{Value, json};

use crate::outbound::Setting;

fn transfer(setting: &Setting, more: &Value) -> (u16, Value) {
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
