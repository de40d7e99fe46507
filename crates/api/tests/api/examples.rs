//! The JSON bodies of LiveKit's documentation, as they are pasted: with null, with camel case, with a comma too many.

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{Servers, is_id};

/// Bodies of `CreateSIPDispatchRule`, in both of its forms, and the rule that is read back.
fn rules() -> Vec<(&'static str, Value)> {
    let individual = json!({"dispatch_rule_individual": {"room_prefix": "call-", "pin": "", "no_randomness": false}});
    let direct = json!({"dispatch_rule_direct": {"room_name": "open-room", "pin": ""}});
    let callee =
        json!({"dispatch_rule_callee": {"room_prefix": "number-", "pin": "", "randomize": false}});
    vec![
        (
            r#"{"dispatch_rule": {"rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}, "name": "My rule",
                "roomConfig": {"agents": [{"agentName": "inbound-agent", "metadata": "job"}]}}}"#,
            individual.clone(),
        ),
        (
            r#"{"rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}, "name": "My rule",
                "roomConfig": {"agents": [{"agentName": "inbound-agent", "metadata": "job"}]}}"#,
            individual.clone(),
        ),
        (
            r#"{"dispatch_rule": {"rule": {"dispatchRuleDirect": {"roomName": "open-room"}}, "name": "My rule"}}"#,
            direct.clone(),
        ),
        (
            r#"{"rule": {"dispatchRuleDirect": {"roomName": "open-room"}}, "name": "My rule"}"#,
            direct,
        ),
        (
            r#"{"dispatch_rule": {"trunk_ids": [], "rule": {"dispatchRuleDirect": {"roomName": "safe-room",
                "pin": "12345"}}, "name": "My rule"}}"#,
            json!({"dispatch_rule_direct": {"room_name": "safe-room", "pin": "12345"}}),
        ),
        (
            r#"{"dispatch_rule": {"rule": {"dispatchRuleCallee": {"roomPrefix": "number-", "randomize": false}},
                "name": "My rule"}}"#,
            callee,
        ),
        (
            r#"{"dispatch_rule": {"attributes": {"<key_name1>": "<value1>", "<key_name2>": "<value2>"},
                "rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}, "name": "My rule"}}"#,
            individual.clone(),
        ),
        (
            r#"{"metadata": "{\"is_internal\": true}", "trunkIds": null,
                "rule": {"dispatchRuleIndividual": {"roomPrefix": "call-"}}, "name": "My rule"}"#,
            individual,
        ),
        (
            r#"{"name": "My rule", "rule": {"dispatchRuleCallee": {"roomPrefix": "number-", "randomize": false,
                "pin": "1234"}}}"#,
            json!({"dispatch_rule_callee": {"room_prefix": "number-", "pin": "1234", "randomize": false}}),
        ),
        (
            r#"{"name": "My rule", "rule": {"dispatchRuleIndividual": {"roomPrefix": "caller-room"}},
                "trunkIds": ["<trunk-id1>", "<trunk-id2>"], "hidePhoneNumber": false,
                "metadata": "{\"is_internal\": true}",
                "attributes": {"<replaced_key_name1>": "<replaced_value1>", "<replaced_key_name2>": "<replaced_value2>",
                }
            }"#,
            json!({"dispatch_rule_individual": {"room_prefix": "caller-room", "pin": "", "no_randomness": false}}),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_of_a_rule_is_created_listed_and_deleted() {
    let servers = Servers::start().await;
    for (body, rule) in rules() {
        let reply = servers
            .post("livekit.SIP/CreateSIPDispatchRule", body)
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{body}: {}", reply.text());
        let created = reply.json();
        assert!(is_id(&created["sip_dispatch_rule_id"], "SDR_"), "{created}");
        assert_eq!(
            (&created["rule"], &created["name"]),
            (&rule, &json!("My rule"))
        );
        let listed = servers.sip("ListSIPDispatchRule", &json!({})).await;
        assert_eq!(listed, json!({"items": [created]}));
        let id = json!({"sipDispatchRuleId": created["sip_dispatch_rule_id"]});
        assert_eq!(servers.sip("DeleteSIPDispatchRule", &id).await, created);
    }
    assert_eq!(
        servers.sip("ListSIPDispatchRule", &json!({})).await,
        json!({"items": []})
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_is_answered_with_every_field_it_has() {
    let servers = Servers::start().await;
    let body = rules()[0].0;
    let created = servers
        .post("livekit.SIP/CreateSIPDispatchRule", body)
        .await
        .json();
    let expected = json!({
        "sip_dispatch_rule_id": created["sip_dispatch_rule_id"],
        "rule": {"dispatch_rule_individual": {"room_prefix": "call-", "pin": "", "no_randomness": false}},
        "trunk_ids": [], "hide_phone_number": false, "name": "My rule", "metadata": "", "inbound_numbers": [],
        "numbers": [], "attributes": {}, "room_preset": "", "krisp_enabled": false,
        "media_encryption": "SIP_MEDIA_ENCRYPT_DISABLE",
        "media": {"only_listed_codecs": false, "codecs": []},
        "room_config": {
            "name": "", "empty_timeout": 0, "departure_timeout": 0, "max_participants": 0, "egress": null,
            "min_playout_delay": 0, "max_playout_delay": 0, "sync_streams": false, "metadata": "", "tags": {},
            "agents": [{"agent_name": "inbound-agent", "metadata": "job", "restart_policy": "JRP_ON_FAILURE",
                "deployment": "", "attributes": {}}],
        },
        "created_at": created["created_at"], "updated_at": created["created_at"],
    });
    assert_eq!(created, expected);
    let at = created["created_at"].as_str().expect("a time");
    assert!(at.ends_with('Z') && at.len() >= 20, "{at}");
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_reference_pages_trunk_is_created_in_both_forms() {
    let servers = Servers::start().await;
    let flat = json!({"name": "My trunk", "numbers": ["+15105550100"]});
    for body in [flat.clone(), json!({"trunk": flat})] {
        let created = servers.sip("CreateSIPInboundTrunk", &body).await;
        assert!(is_id(&created["sip_trunk_id"], "ST_"), "{created}");
        let listed = servers.sip("ListSIPInboundTrunk", &json!({})).await;
        assert_eq!(listed, json!({"items": [created]}));
        let id = json!({"sip_trunk_id": created["sip_trunk_id"]});
        let read = servers.sip("GetSIPInboundTrunk", &id).await;
        assert_eq!(read, json!({"trunk": created}));
        servers.sip("DeleteSIPTrunk", &id).await;
    }
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_is_updated_in_parts_and_replaced_as_a_whole() {
    let servers = Servers::start().await;
    let created = servers
        .sip(
            "CreateSIPDispatchRule",
            &json!({"dispatch_rule": {"name": "first", "attributes": {"a": "1", "b": "2"},
            "rule": {"dispatchRuleDirect": {"roomName": "open-room"}}}}),
        )
        .await;
    let id = &created["sip_dispatch_rule_id"];
    let update = json!({"sip_dispatch_rule_id": id, "update": {
        "trunkIds": {"add": ["<trunk-id1>", "<trunk-id2>"]}, "metadata": "m", "attributes": {"a": "", "c": "3"}}});
    let updated = servers.sip("UpdateSIPDispatchRule", &update).await;
    assert_eq!(updated["trunk_ids"], json!(["<trunk-id1>", "<trunk-id2>"]));
    assert_eq!(updated["attributes"], json!({"b": "2", "c": "3"}));
    assert_eq!(
        (&updated["name"], &updated["rule"]),
        (&created["name"], &created["rule"])
    );
    assert_eq!(updated["created_at"], created["created_at"]);
    assert_ne!(updated["updated_at"], created["updated_at"]);
    let replace = json!({"sip_dispatch_rule_id": id, "replace": {"name": "second",
        "rule": {"dispatchRuleIndividual": {"roomPrefix": "caller-room"}}}});
    let replaced = servers.sip("UpdateSIPDispatchRule", &replace).await;
    assert_eq!(replaced["name"], "second");
    assert_eq!(
        (&replaced["trunk_ids"], &replaced["attributes"]),
        (&json!([]), &json!({}))
    );
    assert_eq!(&replaced["sip_dispatch_rule_id"], id);
    servers.stop().await;
}
