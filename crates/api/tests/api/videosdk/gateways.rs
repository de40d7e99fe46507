//! Gateways, phone numbers and calls.

use http::Method;
use serde_json::{Value, json};

use super::failure;
use crate::support::Servers;

const ONE: &str = "+14155551234";
const TWO: &str = "+14155555678";

async fn done(servers: &Servers, method: Method, path: &str, body: &Value) -> Value {
    let reply = servers.v2(method, path, body).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.json()
}

async fn refused(servers: &Servers, method: Method, path: &str, body: &Value) -> (u16, String) {
    failure(&servers.v2(method, path, body).await)
}

#[tokio::test]
async fn a_gateway_is_a_trunk_of_the_other_dialect() {
    let servers = Servers::start().await;
    let body = json!({
        "name": "in", "numbers": [ONE], "auth": {"username": "u", "password": "p"}, "allowedAddresses": ["203.0.113.0/24"],
        "allowedNumbers": ["+4930111"], "mediaEncryption": "enable", "record": true, "enableDtmf": true,
        "noiseCancellation": true, "geoRegion": "us002", "metadata": {"a": "1"}, "tags": ["t"],
    });
    let made = done(&servers, Method::POST, "sip/inbound-gateways", &body).await;
    for (name, value) in body.as_object().expect("an object") {
        if name != "auth" {
            assert_eq!(&made[name], value, "{name}");
        }
    }
    assert_eq!(
        made["auth"],
        json!({"username": "u", "password": ""}),
        "secrets stay hidden"
    );
    let listed = servers.sip("ListSIPInboundTrunk", &json!({})).await;
    let seen = &listed["items"][0];
    assert_eq!(seen["sip_trunk_id"], made["id"]);
    assert_eq!(seen["allowed_numbers"], json!(["+4930111"]));
    assert_eq!(seen["auth_username"], "u");

    let path = format!(
        "sip/inbound-gateways/{}",
        made["id"].as_str().expect("an id")
    );
    let now = done(&servers, Method::PATCH, &path, &json!({"name": "renamed"})).await;
    for (name, value) in [
        ("name", json!("renamed")),
        ("numbers", json!([ONE])),
        ("tags", json!(["t"])),
        ("mediaEncryption", json!("enable")),
        ("record", json!(false)),
        ("enableDtmf", json!(false)),
        ("noiseCancellation", json!(false)),
        ("geoRegion", Value::Null),
    ] {
        assert_eq!(now[name], value, "{name}");
    }
    let kept = json!({"auth": {"username": "u", "password": ""}});
    done(&servers, Method::PATCH, &path, &kept).await;
    for wrong in [
        json!({"numbers": []}),
        json!({"numbers": ["anna"]}),
        json!({"auth": {"username": "u"}}),
        json!({"mediaEncryption": "sdes"}),
        json!({"name": ""}),
    ] {
        assert_eq!(
            refused(&servers, Method::PATCH, &path, &wrong).await.0,
            400,
            "{wrong}"
        );
    }
    let twice = json!({"name": "renamed", "numbers": [TWO]});
    assert_eq!(
        refused(&servers, Method::POST, "sip/inbound-gateways", &twice)
            .await
            .0,
        400
    );
    let taken = json!({"name": "other", "numbers": [ONE], "allowedNumbers": ["+4930111"]});
    assert_eq!(
        refused(&servers, Method::POST, "sip/inbound-gateways", &taken)
            .await
            .0,
        400
    );
    assert_eq!(
        refused(&servers, Method::PUT, &path, &json!({})).await.0,
        405
    );
    let gone = done(&servers, Method::DELETE, &path, &Value::Null).await;
    assert_eq!(gone, json!({"message": "Gateway deleted successfully"}));
    assert_eq!(
        refused(&servers, Method::GET, &path, &Value::Null).await,
        (404, "Gateway not found".to_owned())
    );
    servers.stop().await;
}

#[tokio::test]
async fn an_outbound_gateway_is_put_or_patched() {
    let servers = Servers::start().await;
    let body = json!({"name": "out", "numbers": [ONE], "address": "sip.example.test:5061"});
    let made = done(&servers, Method::POST, "sip/outbound-gateways", &body).await;
    assert_eq!(
        (&made["transport"], &made["mediaEncryption"]),
        (&json!("tls"), &json!("disable"))
    );
    let path = format!(
        "sip/outbound-gateways/{}",
        made["id"].as_str().expect("an id")
    );
    for method in [Method::PATCH, Method::PUT] {
        let now = done(
            &servers,
            method,
            &path,
            &json!({"transport": "tcp", "noiseCancellation": true}),
        )
        .await;
        assert_eq!(
            (&now["transport"], &now["noiseCancellation"]),
            (&json!("tcp"), &json!(true))
        );
    }
    for (field, value) in [
        ("address", json!("")),
        ("numbers", json!([])),
        ("transport", json!("auto")),
    ] {
        assert_eq!(
            refused(&servers, Method::PATCH, &path, &json!({field: value}))
                .await
                .0,
            400
        );
    }
    let found = done(
        &servers,
        Method::GET,
        "sip/outbound-gateways?search=OU",
        &Value::Null,
    )
    .await;
    assert_eq!(found["pageInfo"]["total"], 1);
    servers.stop().await;
}

#[tokio::test]
async fn numbers_get_gateways_lose_them_and_are_released() {
    let servers = Servers::start().await;
    let body = json!({
        "name": "pair", "phoneNumbers": [ONE, TWO], "isShared": "true", "inbound": {"sipRegion": "auto"},
        "outbound": {"address": "sip.example.test", "sipRegion": "us002"},
    });
    let before = servers.plane.revision();
    done(&servers, Method::POST, "sip/phone-numbers", &body).await;
    assert_eq!(
        servers.plane.revision().0,
        before.0 + 1,
        "one envelope has both gateways"
    );
    assert_eq!(
        refused(&servers, Method::POST, "sip/phone-numbers", &body)
            .await
            .0,
        400
    );
    let listed = done(&servers, Method::GET, "sip/phone-numbers", &Value::Null).await;
    assert_eq!(listed["pageInfo"]["total"], 2);
    let path = "sip/phone-numbers/%2B14155551234";
    let number = done(&servers, Method::GET, path, &Value::Null).await;
    assert_eq!(number["phoneNumber"]["e164"], ONE);
    assert_eq!(number["inbound"]["geoRegion"], "auto");
    assert_eq!(number["outbound"]["geoRegion"], "us002");

    let rule = servers
        .rule(&json!({"name": "in", "type": "inbound", "phoneNumbers": [ONE, TWO]}))
        .await;
    let detached = done(
        &servers,
        Method::POST,
        "sip/phone-numbers/detach",
        &json!({"phoneNumber": ONE}),
    )
    .await;
    assert_eq!(detached["inbound"], number["inbound"]["id"]);
    assert_eq!(detached["outbound"], number["outbound"]["id"]);
    let again = refused(
        &servers,
        Method::POST,
        "sip/phone-numbers/detach",
        &json!({"phoneNumber": ONE}),
    )
    .await;
    assert_eq!(again.0, 400);
    // The last number leaves a gateway that takes no call, not one that takes every call.
    done(
        &servers,
        Method::POST,
        "sip/phone-numbers/detach",
        &json!({"phoneNumber": TWO}),
    )
    .await;
    let call = json!({"from": "+4930111", "to": "+4930222", "source": "203.0.113.9"});
    let explained = servers
        .post("tandem.admin.v1.Admin/Explain", call.to_string())
        .await
        .json();
    assert_eq!(
        (&explained["verdict"], &explained["trunk_id"]),
        (&json!("no-trunk"), &json!(""))
    );

    let id = number["phoneNumber"]["phoneNumberId"]
        .as_str()
        .expect("an id");
    let release = format!("sip/phone-numbers/{id}/release");
    for _ in 0..2 {
        let released = done(&servers, Method::POST, &release, &Value::Null).await;
        assert_eq!(
            (&released["e164"], &released["phoneNumberId"]),
            (&json!(ONE), &json!(id))
        );
    }
    let now = servers
        .v2(Method::GET, &super::path(&rule), &Value::Null)
        .await
        .json();
    assert_eq!(now["numbers"], json!([TWO]));
    assert_eq!(
        refused(&servers, Method::GET, path, &Value::Null).await.0,
        404
    );
    assert_eq!(
        refused(
            &servers,
            Method::POST,
            "sip/phone-numbers/pn_x/release",
            &Value::Null
        )
        .await
        .0,
        404
    );
    servers.stop().await;
}

#[tokio::test]
async fn the_gateway_of_a_number_changes_within_its_direction() {
    let servers = Servers::start().await;
    let body = json!({
        "name": "each", "phoneNumbers": [ONE, TWO], "isShared": false, "mediaEncryption": "enable", "inbound": {},
        "outbound": {"address": "sip.example.test"},
    });
    done(&servers, Method::POST, "sip/phone-numbers", &body).await;
    let number = done(
        &servers,
        Method::GET,
        "sip/phone-numbers/%2B14155551234",
        &Value::Null,
    )
    .await;
    assert_eq!(
        number["inbound"]["numbers"],
        json!([ONE]),
        "one pair for each"
    );
    let path = |direction: &str| {
        format!(
            "sip/phone-numbers/gateways/{}",
            number[direction]["id"].as_str().expect("an id")
        )
    };
    for wrong in [
        json!({"address": "x"}),
        json!({"numbers": []}),
        json!({"isShared": true}),
    ] {
        assert_eq!(
            refused(&servers, Method::PATCH, &path("inbound"), &wrong)
                .await
                .0,
            400,
            "{wrong}"
        );
    }
    let change = json!({"name": "other", "sipRegion": "in002"});
    done(&servers, Method::PATCH, &path("inbound"), &change).await;
    let change = json!({"address": "sip2.example.test", "transport": "udp"});
    done(&servers, Method::PATCH, &path("outbound"), &change).await;
    let now = done(
        &servers,
        Method::GET,
        "sip/phone-numbers/%2B14155551234",
        &Value::Null,
    )
    .await;
    assert_eq!(
        (&now["inbound"]["name"], &now["inbound"]["geoRegion"]),
        (&json!("other"), &json!("in002"))
    );
    assert_eq!(
        (&now["outbound"]["address"], &now["outbound"]["transport"]),
        (&json!("sip2.example.test"), &json!("udp"))
    );
    assert_eq!(now["outbound"]["mediaEncryption"], "enable");
    servers.stop().await;
}

#[tokio::test]
async fn calls_are_refused_before_anybody_rings() {
    let servers = Servers::start().await;
    let out = servers.numbers_out(&[ONE]).await;
    let rule = servers
        .rule(&json!({"name": "out", "type": "outbound", "phoneNumbers": [ONE]}))
        .await;
    servers.numbers_in(&[TWO]).await;
    let inbound = servers
        .rule(&json!({"name": "in", "type": "inbound", "phoneNumbers": [TWO]}))
        .await;
    for (body, field) in [
        (json!({}), "sipCallTo"),
        (json!({"sipCallTo": "+1"}), "routingRuleId"),
        (
            json!({"sipCallTo": "+1", "routingRuleId": "rr_none"}),
            "routingRuleId",
        ),
        (
            json!({"sipCallTo": "+1", "sipCallFrom": TWO, "routingRuleId": inbound["id"]}),
            "routingRuleId",
        ),
        (
            json!({"sipCallTo": "+1", "routingRuleId": rule["id"]}),
            "sipCallFrom",
        ),
        (
            json!({"sipCallTo": "+1", "sipCallFrom": TWO, "routingRuleId": rule["id"]}),
            "sipCallFrom",
        ),
        (
            json!({"sipCallTo": "+1", "gatewayId": "ST_none"}),
            "gatewayId",
        ),
        (
            json!({"sipCallTo": "+1", "gatewayId": out["sip_trunk_id"], "includeHeaders": ["X-A"]}),
            "includeHeaders",
        ),
        (
            json!({"sipCallTo": "+1", "gatewayId": out["sip_trunk_id"], "dtmf": 5}),
            "dtmf",
        ),
    ] {
        let (status, text) = refused(&servers, Method::POST, "sip/call", &body).await;
        assert_eq!(status, 400, "{body}: {text}");
        assert!(text.starts_with(field), "{text}");
    }
    for (path, body) in [
        ("sip/call/end", json!({"callId": "x"})),
        (
            "sip/call/transfer",
            json!({"callId": "x", "transferTo": "+1"}),
        ),
        (
            "sip/call/switch-room",
            json!({"callId": "x", "roomId": "r"}),
        ),
    ] {
        let (status, text) = refused(&servers, Method::POST, path, &body).await;
        assert_eq!((status, text.as_str()), (404, "Call not found"), "{path}");
    }
    assert_eq!(
        refused(&servers, Method::GET, "sip/call/x", &Value::Null)
            .await
            .0,
        404
    );
    let none = done(&servers, Method::GET, "sip/call", &Value::Null).await;
    assert_eq!(none["pageInfo"]["total"], 0);
    servers.stop().await;
}

#[tokio::test]
async fn the_description_names_every_endpoint_and_what_it_refers_to() {
    let servers = Servers::start().await;
    let reply = servers.send(Method::GET, "/v2/openapi.json", &[], "").await;
    assert_eq!(reply.status, 200);
    let description = reply.json();
    assert_eq!(description["openapi"], "3.1.0");
    let paths = description["paths"].as_object().expect("paths");
    let mut ids = std::collections::BTreeSet::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().expect("methods") {
            let id = operation["operationId"].as_str().expect("an id");
            assert!(ids.insert(id), "{id} is there twice");
            // Whatever is described is there: it asks for a token, where nothing else is wrong.
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let path = path.replace("{id}", "x");
            let reply = servers.send(method.clone(), &path, &[], "").await;
            let is_open = operation.get("security").is_none();
            // The key comes with the first webhook.
            let status = match (is_open, path.ends_with("/rsa-public-key")) {
                (false, _) => 401,
                (true, false) => 200,
                (true, true) => 404,
            };
            assert_eq!(reply.status, status, "{method} {path}");
        }
    }
    assert!(ids.len() >= 35, "{}", ids.len());
    let text = description.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().expect("a name");
        assert!(
            description["components"]["schemas"].get(name).is_some(),
            "{name}"
        );
    }
    servers.stop().await;
}

#[tokio::test]
async fn rules_have_their_older_form_under_the_older_path() {
    let servers = Servers::start().await;
    let trunk = servers.numbers_in(&[ONE, TWO]).await;
    let body = json!({
        "gatewayId": trunk["sip_trunk_id"], "name": "old", "numbers": [ONE], "tags": ["t"],
        "dispatch": {"room": {"type": "static", "id": "desk"}, "agent": {"type": "cloud", "id": "agent", "metadata": {"a": "1"}}},
    });
    let reply = servers.v2(Method::POST, "sip/routing-rules", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let rule = reply.json();
    assert_eq!(
        (&rule["type"], &rule["gatewayId"]),
        (&json!("INBOUND"), &trunk["sip_trunk_id"])
    );
    assert_eq!(rule["dispatch"]["room"]["id"], "desk");
    assert_eq!(rule["dispatch"]["agent"]["id"], "agent");
    let path = format!("sip/routing-rules/{}", rule["id"].as_str().expect("an id"));
    let now = done(&servers, Method::PUT, &path, &json!({"numbers": [TWO]})).await;
    assert_eq!(now["numbers"], json!([TWO]));
    let query = format!(
        "sip/routing-rules?gatewayId={}",
        trunk["sip_trunk_id"].as_str().expect("an id")
    );
    assert_eq!(
        done(&servers, Method::GET, &query, &Value::Null).await["pageInfo"]["total"],
        1
    );
    assert_eq!(
        done(
            &servers,
            Method::GET,
            "sip/routing-rules?gatewayId=x",
            &Value::Null
        )
        .await["pageInfo"]["total"],
        0
    );
    // It is the same rule under either path.
    let newer = servers
        .v2(Method::GET, &super::path(&rule), &Value::Null)
        .await
        .json();
    assert_eq!(
        (&newer["type"], &newer["numbers"]),
        (&json!("inbound"), &json!([TWO]))
    );
    for wrong in [
        json!({"name": "n", "numbers": [ONE]}),
        json!({"name": "n", "numbers": [ONE], "gatewayId": "x"}),
    ] {
        let (status, text) = refused(&servers, Method::POST, "sip/routing-rules", &wrong).await;
        assert_eq!(status, 400);
        assert!(text.starts_with("gatewayId"), "{text}");
    }
    done(&servers, Method::DELETE, &path, &Value::Null).await;
    servers.stop().await;
}
