//! VideoSDK's dialect through a node of a cluster that does not lead, and whose call it is not.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::outbound::Provider;
use crate::receiver::Receiver;
use crate::support::{ask, made, until, write};
use crate::tool;
use crate::videosdk::manager;

const NUMBERS: [&str; 2] = ["+14155551234", "+14155555678"];

fn v2(http: SocketAddr, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let body = match body.is_null() {
        true => String::new(),
        false => body.to_string(),
    };
    let path = format!("/v2/sip/{path}");
    ask(http, method, &path, &manager(), &body).expect("it answers")
}

/// A change through a node, which is decided.
fn written(http: SocketAddr, method: &str, path: &str, body: &Value) -> (u16, Value) {
    write(http, method, &format!("/v2/sip/{path}"), &manager(), body)
}

/// The example of *Update Routing Rule*, without what it says of the other direction.
fn example() -> Value {
    let file = include_str!("../../../api/tests/api/videosdk/update_routing_rule.json");
    serde_json::from_str(file).expect("JSON")
}

#[test]
fn a_follower_of_three_changes_a_rule_and_refuses_what_is_wrong() {
    let cluster = Cluster::start();
    let leader = until("somebody leads", || cluster.leader());
    let follower = (0..3).find(|node| *node != leader).expect("three nodes");
    let through = cluster.http(follower);
    let gateway = json!({"name": "in", "numbers": NUMBERS});
    let (status, gateway) = written(through, "POST", "inbound-gateways", &gateway);
    assert_eq!(status, 200, "{gateway}");
    let wanted = json!({"name": "in", "type": "inbound", "phoneNumbers": [NUMBERS[0]]});
    let (status, rule) = written(through, "POST", "routing-rule", &wanted);
    assert_eq!(status, 201, "{rule}");
    let path = format!("routing-rule/{}", rule["id"].as_str().expect("an id"));

    let (status, now) = written(through, "PATCH", &path, &example());
    assert_eq!(status, 200, "{now}");
    for (name, value) in example().as_object().expect("an object") {
        match name.as_str() {
            "phoneNumbers" => assert_eq!(now["numbers"], *value),
            "room" => assert_eq!(
                now["room"],
                json!({"type": "dynamic", "prefix": "blank", "id": null, "pin": null})
            ),
            name => assert_eq!(now[name], *value, "{name}"),
        }
    }
    // Every node has it, and says the same.
    for node in 0..3 {
        until("the change is at every node", || {
            let (status, read) = v2(cluster.http(node), "GET", &path, &Value::Null);
            (status == 200 && read == now).then_some(())
        });
    }

    let other = json!({"name": "other", "type": "inbound", "phoneNumbers": []});
    let (status, other) = written(through, "POST", "routing-rule", &other);
    assert_eq!(status, 201, "{other}");
    let other = format!("routing-rule/{}", other["id"].as_str().expect("an id"));
    for (path, body, status, said) in [
        (&path, json!({}), 400, "No editable fields provided"),
        (
            &path,
            json!({"includeHeaders": "SOME"}),
            400,
            "includeHeaders must be one of",
        ),
        (
            &path,
            json!({"phoneNumbers": ["+19995550100"]}),
            400,
            "+19995550100",
        ),
        (
            &other,
            json!({"phoneNumbers": [NUMBERS[0]]}),
            400,
            "already attached",
        ),
        (
            &path,
            json!({"headers": {"X-Customer-Id": "cust_42"}}),
            400,
            "outbound rules only",
        ),
        (
            &"routing-rule/rr_none".to_owned(),
            example(),
            404,
            "Routing rule not found",
        ),
    ] {
        let (found, error) = written(through, "PATCH", path, &body);
        assert_eq!(found, status, "{error}");
        assert_eq!(error["statusCode"], status, "{error}");
        let text = error["message"].as_str().expect("a message");
        assert!(text.contains(said), "{text}");
    }
    let (_, read) = v2(through, "GET", &path, &Value::Null);
    assert_eq!(read, now);
}

#[test]
fn a_call_of_another_node_is_shown_transferred_and_ended() {
    if !tool("sipp") {
        return;
    }
    let cluster = Cluster::start();
    let (at, far) = (cluster.http(0), cluster.http(1));
    let folder = cluster.folder(0);
    let number = "+4930111";
    // It leaves from node 0, whose region the call's country is of.
    cluster.tandem(
        0,
        &[
            "region",
            "route",
            "set",
            "DE",
            "--regions",
            "region-0",
            "--never-leave",
        ],
    );
    let place = |provider: &Provider| {
        let trunk = json!({"trunk": {
            "name": "out", "address": provider.address.to_string(), "numbers": [number], "destination_country": "DE",
            "transport": "SIP_TRANSPORT_UDP",
        }});
        let trunk = made(at, "/twirp/livekit.SIP/CreateSIPOutboundTrunk", &trunk);
        let wanted = json!({"name": "out", "type": "outbound", "phoneNumbers": [number]});
        let (status, rule) = written(at, "POST", "routing-rule", &wanted);
        assert_eq!(status, 201, "{rule}");
        let path = format!("routing-rule/{}", rule["id"].as_str().expect("an id"));
        until("the rule is known where the call is asked for", || {
            let (status, _) = v2(far, "GET", &path, &Value::Null);
            (status == 200).then_some(())
        });
        let call = json!({
            "sipCallTo": "+4930222", "sipCallFrom": number, "routingRuleId": rule["id"],
            "destinationRoomId": "meeting", "waitUntilAnswered": true,
        });
        let (status, placed) = until("a gateway takes the call", || {
            let (status, placed) = v2(far, "POST", "call", &call);
            (status != 503).then_some((status, placed))
        });
        assert_eq!(status, 200, "{placed}");
        (rule, trunk, placed["data"]["callId"].clone())
    };

    let receiver = Receiver::start();
    let webhook = json!({"url": receiver.url(), "events": [
        "call-started", "call-update", "call-answered", "call-transfer-initiated", "call-transfer-accepted",
        "call-transferring", "call-transferred", "call-hangup", "call-missed",
    ]});
    let leader = until("somebody leads", || cluster.leader());
    let (status, made) = written(cluster.http(leader), "POST", "webhooks", &webhook);
    assert_eq!(status, 200, "{made}");
    until("the webhook is known where the call will be", || {
        let (_, page) = v2(at, "GET", "webhooks", &Value::Null);
        (page["pageInfo"]["total"] == 1).then_some(())
    });

    let provider = Provider::play(&folder, "transfer", &[("told", "200 OK")]);
    let (rule, trunk, call) = place(&provider);
    let path = format!("call/{}", call.as_str().expect("an id"));
    let (status, read) = v2(far, "GET", &path, &Value::Null);
    assert_eq!(status, 200, "{read}");
    // The record of a call that goes out knows by which rule and gateway it did.
    assert_eq!(
        (&read["data"]["ruleId"], &read["data"]["ruleName"]),
        (&rule["id"], &json!("out"))
    );
    assert_eq!(read["data"]["gatewayId"], trunk["sip_trunk_id"]);
    assert_eq!(read["data"]["region"], "region-0");
    let transfer = json!({"callId": call, "transferTo": "sip:boss@example.test"});
    let (status, moved) = v2(far, "POST", "call/transfer", &transfer);
    assert_eq!(status, 200, "{moved}");
    assert_eq!(moved["data"]["status"], "transferred");
    provider.ended_well();
    // The node that had the call has told of all of it, in order.
    for (event, status) in [
        ("call-started", "initiated"),
        ("call-update", "ringing"),
        ("call-answered", "answered"),
        ("call-transfer-initiated", "transfer-initiated"),
        ("call-transfer-accepted", "transfer-accepted"),
        ("call-transferring", "transferring"),
        ("call-transferred", "transferred"),
        ("call-hangup", "ended"),
    ] {
        let told = receiver.next();
        assert_eq!(told["webhookType"], event, "{told}");
        assert_eq!(told["data"]["status"], status, "{told}");
        assert_eq!(
            (&told["data"]["callId"], &told["data"]["ruleId"]),
            (&call, &rule["id"])
        );
    }
    let (status, error) = until("the call is over", || {
        let (status, error) = v2(far, "POST", "call/transfer", &transfer);
        (status == 409).then_some((status, error))
    });
    assert_eq!(
        (status, &error["message"]),
        (409, &json!("the call is over"))
    );
    let (status, ended) = v2(far, "POST", "call/end", &json!({"callId": call}));
    assert_eq!((status, &ended["data"]["status"]), (200, &json!("ended")));
}
