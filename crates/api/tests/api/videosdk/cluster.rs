//! The same answers through a node that does not lead.

use http::Method;
use serde_json::{Value, json};

use super::{failure, path};
use crate::cluster::Nodes;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_changes_a_rule_and_refuses_as_the_leader_does() {
    let nodes = Nodes::start(3).await;
    let leader = &nodes.at(nodes.leader().expect("a leader")).servers;
    let follower = &nodes.at(nodes.follower()).servers;
    leader.numbers_in(&["+14155551234", "+14155555678"]).await;
    let body = json!({"name": "in", "type": "inbound", "phoneNumbers": ["+14155551234"]});
    // Made through one node, it is there for the other's decision, whatever that one has applied.
    let rule = leader.rule(&body).await;
    let other = json!({"name": "other", "type": "inbound", "phoneNumbers": []});
    let other = follower.rule(&other).await;
    let now = follower
        .patched(
            &rule,
            &json!({"name": "Renamed rule", "phoneNumbers": ["+14155551234", "+14155555678"]}),
        )
        .await;
    assert_eq!(now["name"], "Renamed rule");
    // Who wrote here reads here.
    let read = follower.v2(Method::GET, &path(&rule), &Value::Null).await;
    assert_eq!(read.json(), now);

    for wrong in [
        json!({}),
        json!({"includeHeaders": "SOME"}),
        json!({"headers": {"X-A": "1"}}),
        json!({"phoneNumbers": ["+19995550100"]}),
    ] {
        let far = follower.patch_error(&rule, &wrong).await;
        assert_eq!(far, leader.patch_error(&rule, &wrong).await);
        assert_eq!(far.0, 400, "{}", far.1);
    }
    let taken = json!({"phoneNumbers": ["+14155551234"]});
    let far = follower.patch_error(&other, &taken).await;
    assert_eq!(far, leader.patch_error(&other, &taken).await);
    assert_eq!(far.0, 400);
    let missing = follower
        .v2(Method::PATCH, "sip/routing-rule/rr_none", &taken)
        .await;
    assert_eq!(
        failure(&missing),
        (404, "Routing rule not found".to_owned())
    );
    // Calls are looked for at all nodes.
    let none = follower.v2(Method::GET, "sip/call", &Value::Null).await;
    assert_eq!(none.json()["pageInfo"]["total"], 0, "{}", none.text());
    let body = json!({"callId": "SCL_none"});
    let missing = follower.v2(Method::POST, "sip/call/end", &body).await;
    assert_eq!(failure(&missing), (404, "Call not found".to_owned()));
    nodes.stop_all().await;
}
