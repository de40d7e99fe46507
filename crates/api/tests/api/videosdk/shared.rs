//! Both dialects show one truth, and what every request of this one has in common.

use http::Method;
use serde_json::{Value, json};

use super::{failure, path};
use crate::conditions::all;
use crate::support::Servers;

const ONE: &str = "+14155551234";
const TWO: &str = "+14155555678";

/// The example of *Update Routing Rule*, without what it says of the other direction.
fn example() -> Value {
    serde_json::from_str(include_str!("update_routing_rule.json")).expect("JSON")
}

#[tokio::test]
async fn the_example_of_the_reference_works_as_it_stands() {
    let servers = Servers::start().await;
    servers.numbers_in(&[ONE, TWO]).await;
    let rule = servers
        .rule(&json!({"name": "in", "type": "inbound", "phoneNumbers": [ONE], "agentId": "agent_abc"}))
        .await;
    let mut body = example();
    let now = servers.patched(&rule, &body).await;
    let expected = json!({
        "id": rule["id"],
        "name": "Renamed rule",
        "type": "inbound",
        "numbers": [ONE, TWO],
        "room": {"type": "dynamic", "prefix": "blank", "id": null, "pin": null},
        "agentId": "agent_xyz",
        "agentMetadata": {"team": "support", "tier": "gold"},
        "hidePhoneNumber": true,
        "tags": ["support"],
        "apiKey": "vskey",
        "recording": true,
        "dtmf": false,
        "noiseCancellation": true,
        "allowedNumbers": [],
        "allowedIpAddresses": [],
        "includeHeaders": "ALL",
        "headersToAttributes": {},
        "priority": 0,
        "warnings": ["recording is kept and shown: nothing records calls"],
        "createdAt": rule["createdAt"],
        "updatedAt": now["updatedAt"],
    });
    assert_eq!(now, expected);
    let is_time = |value: &Value| {
        value
            .as_str()
            .is_some_and(|text| text.len() == 24 && text.ends_with('Z'))
    };
    assert!(
        is_time(&now["createdAt"]) && is_time(&now["updatedAt"]),
        "{now}"
    );

    // As the reference prints it, the request has outbound headers, too, and the rule is inbound.
    body["headers"] = json!({"X-Customer-Id": "cust_42"});
    assert_eq!(servers.patch_error(&rule, &body).await.0, 400);
    servers.stop().await;
}

#[tokio::test]
async fn a_rule_of_one_dialect_is_seen_in_the_other() {
    let servers = Servers::start().await;
    let trunk = servers.numbers_in(&[ONE, TWO]).await;
    servers.numbers_out(&[ONE]).await;
    let body = json!({
        "name": "desk", "type": "inbound", "phoneNumbers": [ONE], "agentId": "helper", "hidePhoneNumber": true,
        "room": {"type": "static", "id": "desk", "pin": "99"}, "allowedNumbers": ["+4930111"],
    });
    let rule = servers.rule(&body).await;
    servers
        .rule(&json!({"name": "out", "type": "outbound", "phoneNumbers": [ONE]}))
        .await;
    let listed = servers.sip("ListSIPDispatchRule", &json!({})).await;
    let items = listed["items"].as_array().expect("a list");
    assert_eq!(
        items.len(),
        1,
        "an outbound rule has no place there: {listed}"
    );
    let seen = &items[0];
    assert_eq!(seen["sip_dispatch_rule_id"], rule["id"]);
    assert_eq!(seen["trunk_ids"], json!([trunk["sip_trunk_id"]]));
    assert_eq!(seen["numbers"], json!([ONE]));
    assert_eq!(seen["inbound_numbers"], json!(["+4930111"]));
    assert_eq!(
        seen["rule"]["dispatch_rule_direct"],
        json!({"room_name": "desk", "pin": "99"})
    );
    assert_eq!(seen["room_config"]["agents"][0]["agent_name"], "helper");
    assert_eq!(seen["hide_phone_number"], true);

    let made = json!({"dispatch_rule": {"name": "theirs", "numbers": [TWO], "rule": {"dispatch_rule_direct": {"room_name": "x"}}}});
    let made = servers.sip("CreateSIPDispatchRule", &made).await;
    let id = made["sip_dispatch_rule_id"].as_str().expect("an id");
    let read = servers
        .v2(Method::GET, &format!("sip/routing-rule/{id}"), &Value::Null)
        .await;
    assert_eq!(read.json()["room"]["id"], "x");
    assert_eq!(read.json()["numbers"], json!([TWO]));
    servers.stop().await;
}

#[tokio::test]
async fn who_replaces_a_rule_without_knowing_its_terms_keeps_them() {
    let servers = Servers::start().await;
    servers.numbers_in(&[ONE]).await;
    let body = json!({
        "name": "in", "type": "inbound", "phoneNumbers": [ONE], "allowedIpAddresses": ["203.0.113.0/24"], "tags": ["t"],
    });
    let rule = servers.rule(&body).await;
    let seen = servers.sip("ListSIPDispatchRule", &json!({})).await["items"][0].clone();
    let replace = json!({"sip_dispatch_rule_id": rule["id"], "replace": seen});
    servers.sip("UpdateSIPDispatchRule", &replace).await;
    let read = servers
        .v2(Method::GET, &path(&rule), &Value::Null)
        .await
        .json();
    assert_eq!(read["allowedIpAddresses"], json!(["203.0.113.0/24"]));
    assert_eq!(read["tags"], json!(["t"]));
    servers.stop().await;
}

#[tokio::test]
async fn conflicts_are_found_both_ways() {
    let servers = Servers::start().await;
    let trunk = servers.numbers_in(&[ONE, TWO]).await;
    let theirs = |number: &str| {
        json!({"dispatch_rule": {
            "trunk_ids": [trunk["sip_trunk_id"]], "numbers": [number], "rule": {"dispatch_rule_direct": {"room_name": "x"}},
        }})
    };
    let ours = |number: &str| json!({"name": "in", "type": "inbound", "phoneNumbers": [number]});
    let rule = servers.rule(&ours(ONE)).await;
    let (status, _, text) = servers
        .sip_error("CreateSIPDispatchRule", &theirs(ONE))
        .await;
    assert_eq!(status, 400);
    assert!(text.contains(rule["id"].as_str().expect("an id")), "{text}");

    let made = servers.sip("CreateSIPDispatchRule", &theirs(TWO)).await;
    let reply = servers
        .v2(Method::POST, "sip/routing-rule", &ours(TWO))
        .await;
    let (status, text) = failure(&reply);
    assert_eq!(status, 400);
    assert!(
        text.contains(made["sip_dispatch_rule_id"].as_str().expect("an id")),
        "{text}"
    );
    servers.stop().await;
}

#[tokio::test]
async fn allow_lists_of_a_rule_decide_calls_by_name() {
    let servers = Servers::start().await;
    servers.numbers_in(&[ONE]).await;
    let body = json!({
        "name": "in", "type": "inbound", "phoneNumbers": [ONE], "allowedNumbers": ["+91*"],
        "allowedIpAddresses": ["203.0.113.0/24"], "includeHeaders": "SIP_X_HEADERS",
    });
    let rule = servers.rule(&body).await;
    for (from, source, verdict) in [
        ("+919812345678", "203.0.113.9", "enter"),
        ("+919812345678", "198.51.100.1", "source-not-allowed"),
        ("+4930111", "203.0.113.9", "caller-not-allowed"),
    ] {
        let call = json!({"from": from, "to": ONE, "source": source, "headers": {"X-Team": "a", "Subject": "b"}});
        let explained = servers
            .post("tandem.admin.v1.Admin/Explain", call.to_string())
            .await
            .json();
        assert_eq!(explained["verdict"], verdict, "{explained}");
        if verdict == "enter" {
            assert_eq!(explained["rule_id"], rule["id"]);
            assert_eq!(explained["attributes"]["sip.h.x-team"], "a");
            assert_eq!(explained["attributes"].get("sip.h.subject"), None);
        }
    }
    servers.stop().await;
}

#[tokio::test]
async fn a_rule_follows_its_number_to_another_trunk() {
    let servers = Servers::start().await;
    let first = servers.numbers_in(&[ONE, TWO]).await;
    let rule = servers
        .rule(&json!({"name": "in", "type": "inbound", "phoneNumbers": [ONE]}))
        .await;
    let update =
        json!({"sip_trunk_id": first["sip_trunk_id"], "update": {"numbers": {"set": [TWO]}}});
    servers.sip("UpdateSIPInboundTrunk", &update).await;
    let second = servers.numbers_in(&[ONE]).await;
    let seen = servers.sip("ListSIPDispatchRule", &json!({})).await;
    let trunks = seen["items"][0]["trunk_ids"]
        .as_array()
        .expect("a list")
        .clone();
    assert!(trunks.contains(&second["sip_trunk_id"]), "{seen}");
    let call = json!({"from": "+4930111", "to": ONE, "source": "203.0.113.9"});
    let explained = servers
        .post("tandem.admin.v1.Admin/Explain", call.to_string())
        .await
        .json();
    assert_eq!(explained["rule_id"], rule["id"]);
    servers.stop().await;
}

#[tokio::test]
async fn lists_are_filtered_and_come_in_pages() {
    let servers = Servers::start().await;
    servers.numbers_in(&[ONE, TWO]).await;
    servers.numbers_out(&[ONE]).await;
    let mut ids = Vec::new();
    for body in [
        json!({"name": "Support", "type": "inbound", "phoneNumbers": [ONE], "room": {"type": "static", "id": "desk"}}),
        json!({"name": "sales", "type": "inbound", "phoneNumbers": [TWO]}),
        json!({"name": "out", "type": "outbound", "phoneNumbers": [ONE]}),
    ] {
        ids.push(
            servers.rule(&body).await["id"]
                .as_str()
                .expect("an id")
                .to_owned(),
        );
    }
    let both = format!("ruleIds={}%2C{}", ids[0], ids[2]);
    let twice = format!("ruleIds={}&ruleIds={}", ids[0], ids[2]);
    for (query, total) in [
        ("", 3),
        ("search=&type=", 3),
        ("search=SUPP", 1),
        ("search=%2B1415555", 3),
        ("search=5678", 1),
        ("search=(", 0),
        ("type=outbound", 1),
        ("roomType=static", 1),
        ("roomType=dynamic%2Cstatic", 3),
        (&both, 2),
        (&twice, 2),
        ("type=other", 0),
    ] {
        let path = format!("sip/routing-rule?{query}");
        let page = servers.v2(Method::GET, &path, &Value::Null).await.json();
        assert_eq!(page["pageInfo"]["total"], total, "{query}");
        assert_eq!(page["data"].as_array().expect("a list").len(), total);
    }
    let page = servers
        .v2(
            Method::GET,
            "sip/routing-rule?page=2&perPage=2",
            &Value::Null,
        )
        .await
        .json();
    assert_eq!(
        page["pageInfo"],
        json!({"currentPage": 2, "perPage": 2, "lastPage": 2, "total": 3})
    );
    assert_eq!(page["data"].as_array().expect("a list").len(), 1);
    let wrong = servers
        .v2(Method::GET, "sip/routing-rule?page=0", &Value::Null)
        .await;
    assert_eq!(failure(&wrong).0, 400);

    let gone = servers
        .v2(
            Method::DELETE,
            &format!("sip/routing-rule/{}", ids[0]),
            &Value::Null,
        )
        .await;
    assert_eq!(gone.json(), json!({"message": "Rule deleted successfully"}));
    for method in [Method::GET, Method::DELETE] {
        let missing = servers
            .v2(
                method,
                &format!("sip/routing-rule/{}", ids[0]),
                &Value::Null,
            )
            .await;
        assert_eq!(
            failure(&missing),
            (404, "Routing rule not found".to_owned())
        );
    }
    servers.stop().await;
}

#[tokio::test]
async fn requests_are_refused_in_the_form_of_this_dialect() {
    let servers = Servers::start().await;
    let livekit = crate::support::all_grants();
    for (token, status) in [("", 401), ("Bearer x", 401), (&livekit, 401)] {
        let headers = [("authorization", token)];
        let reply = servers
            .send(Method::GET, "/v2/sip/routing-rule", &headers, "")
            .await;
        assert_eq!(failure(&reply).0, status, "{token}");
    }
    let v2 = |method, path: &'static str, body: Value| {
        let servers = &servers;
        async move { failure(&servers.v2(method, path, &body).await) }
    };
    assert_eq!(v2(Method::GET, "sip/other", Value::Null).await.0, 404);
    assert_eq!(v2(Method::PUT, "sip/routing-rule", json!({})).await.0, 405);
    assert_eq!(v2(Method::POST, "sip/routing-rule", json!([])).await.0, 400);
    let new = json!({"name": "n", "type": "inbound", "phoneNumbers": []});
    for (field, value) in [
        ("name", json!(null)),
        ("type", json!("other")),
        ("phoneNumbers", json!("+1")),
        ("tags", json!([1])),
        ("recording", json!("yes")),
        ("agentMetadata", json!("text")),
        ("allowedIpAddresses", json!(["host.example.test"])),
        ("allowedNumbers", json!([""])),
        ("headersToAttributes", json!({"X-A": 1})),
        ("priority", json!(65_536)),
        ("apiKey", json!("nobody")),
    ] {
        let mut body = new.clone();
        body[field] = value;
        let (status, text) = v2(Method::POST, "sip/routing-rule", body).await;
        assert_eq!(status, 400);
        assert!(text.starts_with(field), "{text}");
    }
    let reply = servers
        .v2(
            Method::POST,
            "sip/routing-rule",
            &json!({"name": "n", "type": "inbound"}),
        )
        .await;
    assert_eq!(
        failure(&reply).0,
        400,
        "numbers are required, as its pages say"
    );
    let token = super::manager();
    let headers = [("authorization", token.as_str())];
    let broken = servers
        .send(Method::POST, "/v2/sip/routing-rule", &headers, "{")
        .await;
    assert_eq!(failure(&broken).0, 400);
    servers.stop().await;
}

#[tokio::test]
async fn a_rule_that_is_asked_for_twice_under_one_key_is_made_once() {
    let servers = Servers::start().await;
    let ask = |name: &'static str| {
        let body = json!({"name": name, "type": "inbound", "phoneNumbers": []});
        let servers = &servers;
        async move {
            let key = [("idempotency-key", "k")];
            servers
                .v2_with(Method::POST, "sip/routing-rule", &key, &body)
                .await
        }
    };
    let first = ask("one").await;
    assert_eq!(ask("one").await.json(), first.json());
    assert_eq!(failure(&ask("other").await).0, 409);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_changes_at_once_are_made_one_after_the_other() {
    let servers = Servers::start().await;
    servers.numbers_in(&[ONE]).await;
    let rule = servers
        .rule(&json!({"name": "in", "type": "inbound", "phoneNumbers": [ONE]}))
        .await;
    let before = servers.plane.revision();
    let change = |number: usize| {
        // Each names two fields: a mix of two of them would be nobody's.
        let body = json!({"name": format!("n{number}"), "tags": [format!("n{number}")]});
        let (servers, path) = (&servers, path(&rule));
        async move { servers.v2(Method::PATCH, &path, &body).await }
    };
    let replies = all((0..200).map(change)).await;
    let mut newest = (String::new(), Value::Null);
    for reply in &replies {
        assert_eq!(reply.status, 200, "{}", reply.text());
        let body = reply.json();
        assert_eq!(body["tags"], json!([body["name"]]));
        let tag = reply.header("tandem-revision").to_owned();
        let is_newer = tag.parse::<u64>().ok() > newest.0.parse::<u64>().ok();
        newest = if is_newer { (tag, body) } else { newest };
    }
    assert_eq!(servers.plane.revision().0, before.0 + 200);
    let read = servers.v2(Method::GET, &path(&rule), &Value::Null).await;
    assert_eq!(read.json(), newest.1, "the last one decided stays");

    let tag = read.header("etag").to_owned();
    let conditional = |number: usize| {
        let body = json!({"name": format!("c{number}")});
        let (servers, path, tag) = (&servers, path(&rule), tag.clone());
        async move {
            servers
                .v2_with(Method::PATCH, &path, &[("if-match", &tag)], &body)
                .await
        }
    };
    let replies = all((0..200).map(conditional)).await;
    let won = replies.iter().filter(|reply| reply.status == 200).count();
    let lost = replies.iter().filter(|reply| reply.status == 412).count();
    assert_eq!((won, lost), (1, 199));
    servers.stop().await;
}
