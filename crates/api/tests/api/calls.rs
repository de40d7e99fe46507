//! The operator's view: the dry run and the calls.

use serde_json::{Value, json};

use crate::support::{Reply, Servers};

async fn ask(servers: &Servers, method: &str, body: &Value) -> Reply {
    servers
        .post(&format!("tandem.admin.v1.Admin/{method}"), body.to_string())
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_says_what_would_become_of_a_call_and_why() {
    let servers = Servers::start().await;
    let call = json!({"from": "+14155550100", "to": "+15105550100", "source": "203.0.113.7"});
    let nothing = ask(&servers, "Explain", &call).await.json();
    assert_eq!(nothing["status"], 404);
    assert!(!nothing["cause"].as_str().expect("text").is_empty());
    assert!(!nothing["remedy"].as_str().expect("text").is_empty());
    let trunk = servers
        .sip(
            "CreateSIPInboundTrunk",
            &json!({"trunk": {"numbers": ["+15105550100"]}}),
        )
        .await;
    let rule = json!({"dispatch_rule": {"rule": {"dispatchRuleDirect": {"roomName": "safe-room", "pin": "12345"}}}});
    let rule = servers.sip("CreateSIPDispatchRule", &rule).await;
    let asked = ask(&servers, "Explain", &call).await.json();
    assert_eq!(
        (&asked["verdict"], &asked["trunk_id"]),
        (&json!("ask-pin"), &trunk["sip_trunk_id"])
    );
    let mut dialled = call.clone();
    dialled["pin"] = json!("12345");
    let entered = ask(&servers, "Explain", &dialled).await.json();
    assert_eq!(
        (&entered["verdict"], &entered["room_name"]),
        (&json!("enter"), &json!("safe-room"))
    );
    assert_eq!(
        (&entered["rule_id"], &entered["revision"]),
        (&rule["sip_dispatch_rule_id"], &json!("2"))
    );
    assert_eq!(entered["participant_identity"], "sip_+14155550100");
    dialled["headers"] = json!({"X-Twilio-CallSid": "CA1", "X-Other": "2"});
    let attributes = ask(&servers, "Explain", &dialled).await.json()["attributes"].clone();
    assert_eq!(attributes["sip.twilio.callSid"], "CA1");
    assert_eq!(attributes["sip.phoneNumber"], "+14155550100");
    dialled["pin"] = json!("1");
    assert_eq!(
        ask(&servers, "Explain", &dialled).await.json()["status"],
        403
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_questions_name_the_field() {
    let servers = Servers::start().await;
    let cases = [
        (
            "Explain",
            json!({"source": "here"}),
            400,
            "source: \"here\"",
        ),
        (
            "ListCalls",
            json!({"which": "dead"}),
            400,
            "which: \"dead\"",
        ),
        ("GetCall", json!({}), 400, "call_id"),
        ("TraceCall", json!({}), 400, "call: "),
        ("TraceCall", json!({"call": "nobody"}), 404, "not known"),
        (
            "GetCall",
            json!({"call_id": "SCL_unknown"}),
            404,
            "not known",
        ),
    ];
    for (method, body, status, text) in cases {
        let error = ask(&servers, method, &body).await.error();
        assert!(
            error.0 == status && error.2.contains(text),
            "{method}: {error:?}"
        );
    }
    let calls = ask(&servers, "ListCalls", &json!({"which": "live", "limit": 5}))
        .await
        .json();
    assert_eq!(calls, json!({"calls": []}));
    servers.stop().await;
}
