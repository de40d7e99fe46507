//! One test for each ruling on what the reference leaves open, by its number.

use http::Method;
use serde_json::{Value, json};

use super::{failure, path};
use crate::support::Servers;

const ONE: &str = "+14155551234";
const TWO: &str = "+14155555678";

fn inbound(numbers: &[&str]) -> Value {
    json!({"name": "in", "type": "inbound", "phoneNumbers": numbers})
}

fn outbound(numbers: &[&str]) -> Value {
    json!({"name": "out", "type": "outbound", "phoneNumbers": numbers})
}

async fn started() -> Servers {
    let servers = Servers::start().await;
    servers.numbers_in(&[ONE, TWO]).await;
    servers.numbers_out(&[ONE, TWO]).await;
    servers
}

#[tokio::test]
async fn ruling_1_a_forbidden_header_field_is_refused_unless_it_is_an_empty_map() {
    let servers = started().await;
    let incoming = servers.rule(&inbound(&[ONE])).await;
    let outgoing = servers.rule(&outbound(&[ONE])).await;
    let headers = json!({"headers": {"X-Customer-Id": "cust_42"}});
    let attributes = json!({"headersToAttributes": {"X-Customer-Id": "customer"}});

    let (status, text) = servers.patch_error(&incoming, &headers).await;
    assert_eq!(status, 400);
    assert!(text.contains("outbound rules only"), "{text}");
    let (status, text) = servers.patch_error(&outgoing, &attributes).await;
    assert_eq!(status, 400);
    assert!(text.contains("inbound rules only"), "{text}");

    let now = servers.patched(&incoming, &attributes).await;
    assert_eq!(
        now["headersToAttributes"],
        attributes["headersToAttributes"]
    );
    assert_eq!(now.get("headers"), None);
    let now = servers.patched(&outgoing, &headers).await;
    assert_eq!(now["headers"], headers["headers"]);
    assert_eq!(now.get("headersToAttributes"), None);

    servers.patched(&incoming, &json!({"headers": {}})).await;
    servers
        .patched(&outgoing, &json!({"headersToAttributes": {}}))
        .await;
    servers.stop().await;
}

#[tokio::test]
async fn ruling_2_a_type_in_a_change_must_be_the_rules_own_and_is_no_change() {
    let servers = started().await;
    let rule = servers.rule(&inbound(&[ONE])).await;
    let alone = servers
        .patch_error(&rule, &json!({"type": "inbound"}))
        .await;
    assert_eq!(alone, (400, "No editable fields provided".to_owned()));
    let (status, text) = servers
        .patch_error(&rule, &json!({"type": "outbound", "name": "n"}))
        .await;
    assert_eq!(status, 400);
    assert!(text.starts_with("type is fixed"), "{text}");
    let now = servers
        .patched(&rule, &json!({"type": "inbound", "name": "n"}))
        .await;
    assert_eq!(now["name"], "n");
    servers.stop().await;
}

#[tokio::test]
async fn ruling_3_null_clears_agent_and_pin_and_is_no_name() {
    let servers = started().await;
    let mut body = inbound(&[ONE]);
    body["agentId"] = json!("agent_xyz");
    body["agentMetadata"] = json!({"team": "support"});
    body["room"] = json!({"type": "static", "id": "desk", "pin": "1234"});
    let rule = servers.rule(&body).await;
    assert_eq!(rule["agentId"], "agent_xyz");
    assert_eq!(rule["agentMetadata"], json!({"team": "support"}));
    assert_eq!(rule["room"]["pin"], "1234");

    let room = json!({"room": {"type": "static", "id": "desk", "pin": null}});
    let now = servers.patched(&rule, &room).await;
    assert_eq!(
        now["room"],
        json!({"type": "static", "prefix": null, "id": "desk", "pin": null})
    );
    let now = servers.patched(&rule, &json!({"agentId": null})).await;
    assert_eq!(now["agentId"], Value::Null);
    assert_eq!(
        servers.patch_error(&rule, &json!({"name": null})).await.0,
        400
    );
    assert_eq!(
        servers.patch_error(&rule, &json!({"name": ""})).await.0,
        400
    );
    servers.stop().await;
}

#[tokio::test]
async fn ruling_4_an_absent_list_stays_and_an_empty_one_clears() {
    let servers = started().await;
    let lists = json!({
        "allowedNumbers": ["+91*"], "allowedIpAddresses": ["203.0.113.0/24"], "tags": ["support"],
        "headersToAttributes": {"X-A": "a"},
    });
    let mut body = inbound(&[ONE]);
    for (name, value) in lists.as_object().expect("an object") {
        body[name] = value.clone();
    }
    let rule = servers.rule(&body).await;
    let renamed = servers.patched(&rule, &json!({"name": "other"})).await;
    for (name, value) in lists.as_object().expect("an object") {
        assert_eq!(&renamed[name], value, "{name}");
    }
    let cleared = servers
        .patched(&rule, &json!({"allowedNumbers": [], "allowedIpAddresses": [], "tags": [], "headersToAttributes": {}}))
        .await;
    for name in ["allowedNumbers", "allowedIpAddresses", "tags"] {
        assert_eq!(cleared[name], json!([]), "{name}");
    }
    assert_eq!(cleared["headersToAttributes"], json!({}));
    servers.stop().await;
}

#[tokio::test]
async fn ruling_5_a_rule_whose_numbers_are_taken_takes_no_call() {
    let servers = started().await;
    let rule = servers.rule(&inbound(&[ONE])).await;
    assert_eq!(explained(&servers, ONE).await["rule_id"], rule["id"]);
    let now = servers.patched(&rule, &json!({"phoneNumbers": []})).await;
    assert_eq!(now["numbers"], json!([]));
    for number in [ONE, TWO, "+19995550100"] {
        assert_eq!(explained(&servers, number).await["rule_id"], "", "{number}");
    }
    let now = servers
        .patched(&rule, &json!({"phoneNumbers": [TWO]}))
        .await;
    assert_eq!(now["numbers"], json!([TWO]));
    assert_eq!(explained(&servers, TWO).await["rule_id"], rule["id"]);
    servers.stop().await;
}

#[tokio::test]
async fn ruling_6_a_room_is_replaced_whole() {
    let servers = started().await;
    let rule = servers.rule(&inbound(&[ONE])).await;
    let blank = json!({"type": "dynamic", "prefix": "blank", "id": null, "pin": null});
    assert_eq!(rule["room"], blank);
    for wrong in [
        json!({"pin": "1"}),
        json!({"type": "static"}),
        json!({"type": "static", "id": ""}),
        json!({"type": "dynamic", "id": "desk"}),
        json!({"type": "dynamic", "prefix": "other"}),
        json!({"type": "other"}),
        json!([]),
    ] {
        let (status, text) = servers.patch_error(&rule, &json!({"room": wrong})).await;
        assert_eq!(status, 400);
        assert!(text.starts_with("room"), "{text}");
    }
    for prefix in ["blank", "participantNumber", "sipNumber", "random"] {
        let room = json!({"room": {"type": "dynamic", "prefix": prefix, "pin": "77"}});
        let now = servers.patched(&rule, &room).await;
        assert_eq!(
            now["room"],
            json!({"type": "dynamic", "prefix": prefix, "id": null, "pin": "77"})
        );
    }
    let room = json!({"room": {"type": "static", "id": "desk"}});
    let now = servers.patched(&rule, &room).await;
    assert_eq!(
        now["room"]["pin"],
        Value::Null,
        "the PIN went with the room before"
    );
    servers.stop().await;
}

#[tokio::test]
async fn what_is_kept_and_does_nothing_is_said_so() {
    let servers = started().await;
    let quiet = servers.rule(&inbound(&[ONE])).await;
    assert_eq!(quiet["warnings"], json!([]));
    let wishes = json!({"recording": true, "dtmf": true, "phoneNumbers": []});
    let now = servers.patched(&quiet, &wishes).await;
    let warnings = now["warnings"].as_array().expect("a list");
    for (warning, field) in warnings.iter().zip(["recording", "dtmf", "phoneNumbers"]) {
        let warning = warning.as_str().expect("a text");
        assert!(warning.starts_with(&format!("{field} is ")), "{warning}");
    }
    assert_eq!(warnings.len(), 3);
    servers.stop().await;
}

#[tokio::test]
async fn ruling_7_no_headers_are_included_unless_somebody_says_so() {
    let servers = started().await;
    let rule = servers.rule(&inbound(&[ONE])).await;
    assert_eq!(rule["includeHeaders"], "NONE");
    for word in ["ALL", "SIP_X_HEADERS", "NONE"] {
        let now = servers
            .patched(&rule, &json!({"includeHeaders": word}))
            .await;
        assert_eq!(now["includeHeaders"], word);
    }
    for wrong in [json!("all"), json!(null), json!(["ALL"])] {
        let (status, text) = servers
            .patch_error(&rule, &json!({"includeHeaders": wrong}))
            .await;
        assert_eq!(status, 400);
        assert_eq!(
            text,
            "includeHeaders must be one of ALL, SIP_X_HEADERS, NONE"
        );
    }
    servers.stop().await;
}

#[tokio::test]
async fn ruling_8_numbers_that_come_twice_or_are_not_e164_are_refused_by_value() {
    let servers = started().await;
    let rule = servers.rule(&inbound(&[])).await;
    for (numbers, value) in [
        (json!([ONE, ONE]), ONE),
        (json!(["14155551234"]), "14155551234"),
        (json!(["+1 415 555 1234"]), "+1 415 555 1234"),
        (json!(["+01"]), "+01"),
        (json!(["+1234567890123456"]), "+1234567890123456"),
        (json!(["anna"]), "anna"),
        (json!(["+19995550100"]), "+19995550100"),
    ] {
        let (status, text) = servers
            .patch_error(&rule, &json!({"phoneNumbers": numbers}))
            .await;
        assert_eq!(status, 400);
        assert!(text.contains(value), "{text}");
    }
    let (status, _) = servers
        .patch_error(&rule, &json!({"phoneNumbers": [7]}))
        .await;
    assert_eq!(status, 400);
    servers.stop().await;
}

#[tokio::test]
async fn ruling_9_outbound_rules_share_numbers_and_inbound_rules_do_not() {
    let servers = started().await;
    servers.rule(&outbound(&[ONE])).await;
    servers.rule(&outbound(&[ONE, TWO])).await;
    let first = servers.rule(&inbound(&[ONE])).await;
    let reply = servers
        .v2(Method::POST, "sip/routing-rule", &inbound(&[TWO, ONE]))
        .await;
    let (status, text) = failure(&reply);
    assert_eq!(status, 400);
    assert!(
        text.contains(ONE) && text.contains(first["id"].as_str().expect("an id")),
        "{text}"
    );
    let second = servers.rule(&inbound(&[TWO])).await;
    assert_eq!(
        servers
            .patch_error(&second, &json!({"phoneNumbers": [ONE]}))
            .await
            .0,
        400
    );
    // Freed, it can be had.
    servers.patched(&first, &json!({"phoneNumbers": []})).await;
    servers
        .patched(&second, &json!({"phoneNumbers": [ONE, TWO]}))
        .await;
    servers.stop().await;
}

#[tokio::test]
async fn ruling_10_a_change_that_changes_nothing_makes_no_event() {
    let servers = started().await;
    let mut body = inbound(&[ONE]);
    body["room"] = json!({"type": "static", "id": "desk", "pin": "1234"});
    body["tags"] = json!(["a"]);
    let rule = servers.rule(&body).await;
    let before = servers.plane.revision();
    for same in [
        json!({"name": "in", "tags": ["a"], "phoneNumbers": [ONE]}),
        json!({"room": {"type": "static", "id": "desk", "pin": "1234"}}),
    ] {
        let now = servers.patched(&rule, &same).await;
        assert_eq!(now, rule);
    }
    assert_eq!(servers.plane.revision(), before);
    let now = servers.patched(&rule, &json!({"name": "other"})).await;
    assert_ne!(now["updatedAt"], rule["updatedAt"]);
    assert_eq!(now["createdAt"], rule["createdAt"]);
    servers.stop().await;
}

#[tokio::test]
async fn ruling_11_a_change_may_be_made_upon_what_was_read() {
    let servers = started().await;
    let rule = servers.rule(&inbound(&[ONE])).await;
    let read = servers.v2(Method::GET, &path(&rule), &Value::Null).await;
    let tag = read.header("etag").to_owned();
    let change = |name: &str| {
        let body = json!({"name": name});
        let (servers, tag, path) = (&servers, tag.clone(), path(&rule));
        async move {
            servers
                .v2_with(Method::PATCH, &path, &[("if-match", &tag)], &body)
                .await
        }
    };
    let first = change("first").await;
    assert_eq!(first.status, 200, "{}", first.text());
    assert_ne!(first.header("etag"), tag);
    assert_eq!(failure(&change("second").await).0, 412);
    let unconditional = servers.patched(&rule, &json!({"name": "third"})).await;
    assert_eq!(unconditional["name"], "third");
    servers.stop().await;
}

/// What would become of a call to a number.
async fn explained(servers: &Servers, number: &str) -> Value {
    let body = json!({"from": "+15105550100", "to": number, "source": "198.51.100.7"});
    let reply = servers
        .post("tandem.admin.v1.Admin/Explain", body.to_string())
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}
