//! Who may do what (reference §1.1, §1.4).

use http::Method;
use serde_json::{Value, json};

use crate::support::{Reply, Servers, token};

async fn ask(servers: &Servers, method: &str, bearer: Option<&str>, body: &Value) -> Reply {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(bearer.map(|bearer| ("authorization", bearer)));
    let path = format!("/twirp/{method}");
    servers
        .send(Method::POST, &path, &headers, body.to_string())
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_method_asks_for_its_grant() {
    let servers = Servers::start().await;
    let sip_admin = json!({"sip": {"admin": true}});
    let room_admin = json!({"video": {"roomAdmin": true, "room": "r"}});
    let room_create = json!({"video": {"roomCreate": true}});
    let transfer = json!({"sip": {"call": true}, "video": {"roomAdmin": true, "room": "r"}});
    let named =
        json!({"room": "r", "identity": "i", "room_name": "r", "participant_identity": "i"});
    let cases = [
        ("livekit.SIP/ListSIPTrunk", &sip_admin),
        ("livekit.SIP/CreateSIPInboundTrunk", &sip_admin),
        ("livekit.SIP/CreateSIPOutboundTrunk", &sip_admin),
        ("livekit.SIP/UpdateSIPInboundTrunk", &sip_admin),
        ("livekit.SIP/UpdateSIPOutboundTrunk", &sip_admin),
        ("livekit.SIP/GetSIPInboundTrunk", &sip_admin),
        ("livekit.SIP/GetSIPOutboundTrunk", &sip_admin),
        ("livekit.SIP/ListSIPInboundTrunk", &sip_admin),
        ("livekit.SIP/ListSIPOutboundTrunk", &sip_admin),
        ("livekit.SIP/DeleteSIPTrunk", &sip_admin),
        ("livekit.SIP/CreateSIPDispatchRule", &sip_admin),
        ("livekit.SIP/UpdateSIPDispatchRule", &sip_admin),
        ("livekit.SIP/ListSIPDispatchRule", &sip_admin),
        ("livekit.SIP/DeleteSIPDispatchRule", &sip_admin),
        (
            "livekit.SIP/CreateSIPParticipant",
            &json!({"sip": {"call": true}}),
        ),
        ("livekit.SIP/TransferSIPParticipant", &transfer),
        ("livekit.RoomService/CreateRoom", &room_create),
        ("livekit.RoomService/DeleteRoom", &room_create),
        (
            "livekit.RoomService/ListRooms",
            &json!({"video": {"roomList": true}}),
        ),
        ("livekit.RoomService/ListParticipants", &room_admin),
        ("livekit.RoomService/GetParticipant", &room_admin),
        ("livekit.RoomService/RemoveParticipant", &room_admin),
        ("tandem.admin.v1.Admin/Explain", &sip_admin),
        ("tandem.admin.v1.Admin/ListCalls", &sip_admin),
        ("tandem.admin.v1.Admin/GetCall", &sip_admin),
    ];
    // All grants but the one that matters: admin does not imply call, one room does not imply another.
    let others = [
        json!({}),
        json!({"sip": {"call": true}, "video": {"roomCreate": true, "roomList": true, "roomAdmin": true, "room": "s"}}),
        json!({"sip": {"admin": true}, "video": {"roomRecord": true}}),
    ];
    let denied = (
        401,
        "unauthenticated".to_owned(),
        "permissions denied".to_owned(),
    );
    for (method, needed) in cases {
        let bearer = format!("Bearer {}", token(needed));
        let reply = ask(&servers, method, Some(&bearer), &named).await;
        assert_ne!(reply.status.as_u16(), 401, "{method}: {}", reply.text());
        assert_eq!(
            ask(&servers, method, None, &named).await.error(),
            denied,
            "{method}"
        );
        let wrong = others.iter().filter(|claims| !has(claims, needed));
        for claims in wrong {
            let bearer = format!("Bearer {}", token(claims));
            let reply = ask(&servers, method, Some(&bearer), &named).await;
            assert_eq!(reply.error(), denied, "{method} with {claims}");
        }
    }
    servers.stop().await;
}

/// Whether claims hold all that is needed.
fn has(claims: &Value, needed: &Value) -> bool {
    match needed.as_object() {
        Some(fields) => fields.iter().all(|(name, value)| has(&claims[name], value)),
        None => claims == needed,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_tokens_are_answered_in_plain_text() {
    let servers = Servers::start().await;
    let list = "livekit.SIP/ListSIPInboundTrunk";
    let foreign = format!("Bearer {}", token(&json!({"iss": "other"})));
    let expired = format!("Bearer {}", token(&json!({"exp": 1})));
    let admin = token(&json!({"sip": {"admin": true}}));
    let cases = [
        (
            format!("bearer {admin}"),
            "invalid authorization header. Must start with Bearer ",
        ),
        (
            admin.clone(),
            "invalid authorization header. Must start with Bearer ",
        ),
        ("Bearer junk".to_owned(), "invalid authorization token"),
        (format!("Bearer {admin}x"), "invalid authorization token"),
        (expired, "invalid authorization token"),
        (foreign, "invalid API key"),
    ];
    for (header, text) in cases {
        let reply = ask(&servers, list, Some(&header), &json!({})).await;
        assert_eq!(reply.status.as_u16(), 401);
        assert!(reply.text().starts_with(text), "{}", reply.text());
        assert!(reply.header("content-type").starts_with("text/plain"));
    }
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_may_stand_in_the_query() {
    let servers = Servers::start().await;
    let admin = token(&json!({"sip": {"admin": true}}));
    let path = format!("/twirp/livekit.SIP/ListSIPInboundTrunk?x=y&access_token={admin}");
    let headers = [("content-type", "application/json")];
    let reply = servers.send(Method::POST, &path, &headers, "{}").await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text());
    servers.stop().await;
}
