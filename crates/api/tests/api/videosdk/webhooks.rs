//! Webhooks: kept like other objects, and told what becomes of calls, signed.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use rsa::RsaPublicKey;
use rsa::pkcs1::EncodeRsaPublicKey as _;
use rsa::pkcs8::DecodePublicKey as _;
use serde_json::{Value, json};
use tandem_control_plane::CallRecord;
use tandem_control_plane::calls::{
    CallState, Direction, Happening, MoveStep, Parties, Times, TransferStep, VerdictRecord,
};
use tandem_model::{CallId, PhoneNumber, Revision, RoomName, TrunkId};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::failure;
use crate::cluster::Nodes;
use crate::support::{PATIENCE, Servers};

const PATH: &str = "sip/webhooks";
const MOST_HEARD: usize = 100;

/// Somebody who is told things.
struct Receiver {
    address: SocketAddr,
    heard: mpsc::Receiver<(HeaderMap, Bytes)>,
    _tasks: JoinSet<()>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (told, heard) = mpsc::channel(MOST_HEARD);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let told = told.clone();
                let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
                    let told = told.clone();
                    async move {
                        let (parts, body) = request.into_parts();
                        let body = body.collect().await?.to_bytes();
                        let _ = told.send((parts.headers, body)).await;
                        Ok::<_, hyper::Error>(Response::new(Full::new(Bytes::new())))
                    }
                });
                let server = hyper::server::conn::http1::Builder::new();
                let serving = server.serve_connection(TokioIo::new(stream), service);
                connections.spawn(async move { drop(serving.await) });
            }
        });
        Self {
            address,
            heard,
            _tasks: tasks,
        }
    }

    async fn next(&mut self) -> (HeaderMap, Bytes) {
        let heard = tokio::time::timeout(PATIENCE, self.heard.recv()).await;
        heard.expect("in time").expect("it listens")
    }
}

/// Whether a signature in a header is one of this text by the key in PEM.
fn is_signed(pem: &str, signature: &str, text: &[u8]) -> bool {
    let key = RsaPublicKey::from_public_key_pem(pem).expect("a key");
    let key = key.to_pkcs1_der().expect("DER");
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.as_bytes());
    let signature = STANDARD.decode(signature).expect("base64");
    key.verify(text, &signature).is_ok()
}

fn record(servers: &Servers, number: u128) -> CallRecord {
    let now = tandem_control_plane::now();
    CallRecord {
        id: CallId::from_random(number),
        sip_call_id: "1@example.test".into(),
        direction: Direction::Inbound,
        parties: Parties {
            from: PhoneNumber::new("+15550100"),
            to: PhoneNumber::new("+15550199"),
            source: servers.http(),
            transport: "UDP",
        },
        state: CallState::Ringing,
        times: Times {
            started: now,
            answered: None,
            ended: None,
        },
        final_status: None,
        reason: None,
        peer_reason: None,
        verdict: Some(VerdictRecord {
            code: "enter",
            trunk: Some(TrunkId::from_random(1)),
            rule: None,
            revision: Revision(1),
        }),
        room: None,
        identity: None,
        codec: None,
        media_encryption: None,
        media: None,
        notices: Vec::new(),
        former_sip_call_ids: Vec::new(),
    }
}

/// All names of events.
const EVENTS: [&str; 15] = [
    "call-started",
    "call-answered",
    "call-hangup",
    "call-transferred",
    "call-missed",
    "call-update",
    "call-ringing",
    "call-transfer-initiated",
    "call-transfer-accepted",
    "call-transferring",
    "call-transfer-ringing",
    "call-transfer-failed",
    "switch-room-initiated",
    "switch-room-completed",
    "switch-room-failed",
];

impl Servers {
    async fn webhook(&self, url: &str, events: &[&str]) -> Value {
        let body = json!({"url": url, "events": events});
        let reply = self.v2(Method::POST, PATH, &body).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    async fn public_key(&self) -> String {
        // Nobody needs a token for it.
        let reply = self
            .send(Method::GET, "/v2/public/rsa-public-key", &[], "")
            .await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let key = reply.json()["publicKey"].as_str().map(str::to_owned);
        key.expect("a key")
    }
}

#[tokio::test]
async fn a_webhook_is_made_shown_listed_replaced_and_deleted() {
    let servers = Servers::start().await;
    let made = servers
        .webhook("https://a.example/hook?token=x", &["call-started"])
        .await;
    let id = made["id"].as_str().expect("an id");
    assert_eq!(made["webhookId"], id);
    assert_eq!(made["url"], "https://a.example/hook?token=x");
    let path = format!("{PATH}/{id}");
    assert_eq!(
        servers.v2(Method::GET, &path, &Value::Null).await.json(),
        made
    );
    let second = servers.webhook("http://b.example", &EVENTS).await;
    for (query, total) in [
        ("", 2),
        ("?search=B.EXAMPLE", 1),
        ("?perPage=1", 2),
        ("?search=none", 0),
    ] {
        let page = servers
            .v2(Method::GET, &format!("{PATH}{query}"), &Value::Null)
            .await
            .json();
        assert_eq!(page["pageInfo"]["total"], total, "{query}");
    }
    let body = json!({"url": "https://c.example/", "events": ["call-hangup", "call-missed"]});
    let now = servers.v2(Method::PATCH, &path, &body).await;
    assert_eq!(now.status, 200);
    assert_eq!(
        (&now.json()["url"], &now.json()["events"]),
        (&body["url"], &body["events"])
    );
    assert_eq!(now.json()["createdAt"], made["createdAt"]);
    let again = servers.v2(Method::PATCH, &path, &body).await;
    assert_eq!(again.json(), now.json());
    assert_eq!(again.headers["etag"], now.headers["etag"]);
    for (path, id) in [
        (path.clone(), id),
        (
            format!("{PATH}/{}", second["id"].as_str().expect("an id")),
            "",
        ),
    ] {
        let gone = servers.v2(Method::DELETE, &path, &Value::Null).await;
        assert_eq!(gone.status, 200, "{id}");
        assert_eq!(gone.json()["message"], "Webhook deleted successfully");
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            let body = if method == Method::PATCH {
                body.clone()
            } else {
                Value::Null
            };
            let missing = servers.v2(method, &path, &body).await;
            assert_eq!(failure(&missing), (404, "Webhook not found".to_owned()));
        }
    }
    servers.stop().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_webhook_is_named() {
    let servers = Servers::start().await;
    let url = "https://a.example";
    for (body, said) in [
        (json!({"events": ["call-started"]}), "url is required"),
        (
            json!({"url": 1, "events": ["call-started"]}),
            "url must be a string",
        ),
        (
            json!({"url": "ftp://a", "events": ["call-started"]}),
            "url must begin",
        ),
        (
            json!({"url": "http://u:p@a", "events": ["call-started"]}),
            "url must name a host",
        ),
        (json!({"url": url}), "events is required"),
        (json!({"url": url, "events": []}), "events is empty"),
        (
            json!({"url": url, "events": ["call-began"]}),
            "events has \"call-began\"",
        ),
        (
            json!({"url": url, "events": ["call-hangup", "call-hangup"]}),
            "events has call-hangup twice",
        ),
        (json!([]), "the body must be a JSON object"),
    ] {
        let refused = servers.v2(Method::POST, PATH, &body).await;
        let (status, text) = failure(&refused);
        assert_eq!(status, 400, "{body}");
        assert!(text.starts_with(said), "{text}");
    }
    servers.stop().await;
}

#[tokio::test]
async fn a_webhook_that_is_asked_for_twice_under_one_key_is_made_once() {
    let servers = Servers::start().await;
    let body = |url: &str| json!({"url": url, "events": ["call-started"]});
    let (first, other) = (body("https://a.example"), body("https://b.example"));
    let key = [("idempotency-key", "one")];
    // The first one brings the keys that sign, which stand before it in the log.
    let made = servers.v2_with(Method::POST, PATH, &key, &first).await;
    let again = servers.v2_with(Method::POST, PATH, &key, &first).await;
    assert_eq!((made.status.as_u16(), again.json()), (200, made.json()));
    let taken = servers.v2_with(Method::POST, PATH, &key, &other).await;
    assert_eq!(failure(&taken).0, 409);

    let revision = made.headers["etag"].to_str().expect("text").to_owned();
    let path = format!("{PATH}/{}", made.json()["id"].as_str().expect("an id"));
    let upon = [("if-match", revision.as_str())];
    let changed = servers.v2_with(Method::PATCH, &path, &upon, &other).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let late = servers.v2_with(Method::PATCH, &path, &upon, &first).await;
    assert_eq!(failure(&late).0, 412);
    servers.stop().await;
}

#[tokio::test]
async fn what_becomes_of_a_call_is_told_in_order_and_signed() {
    let servers = Servers::start().await;
    let mut receiver = Receiver::start().await;
    let url = format!("http://{}/hook", receiver.address);
    servers.webhook(&url, &EVENTS).await;
    let calls = servers.plane.calls();
    // A stranger whom nothing took is nobody's call.
    let mut stranger = record(&servers, 2);
    stranger.verdict = None;
    calls.begin(stranger);
    let call = record(&servers, 1);
    let id = call.id.clone();
    calls.begin(call);
    calls.tell(&id, Happening::Rings);
    calls.update(&id, |call| call.room = RoomName::try_new("desk").ok());
    calls.update(&id, |call| {
        call.state = CallState::Active;
        call.times.answered = Some(tandem_control_plane::now());
    });
    for step in [
        TransferStep::Initiated,
        TransferStep::Accepted,
        TransferStep::Trying,
        TransferStep::Ringing,
        TransferStep::Failed,
        TransferStep::Completed,
    ] {
        calls.tell(&id, Happening::Transfer(step));
    }
    for step in [MoveStep::Initiated, MoveStep::Failed, MoveStep::Completed] {
        calls.tell(&id, Happening::Move(step));
    }
    calls.end(&id, tandem_control_plane::now(), |_| {});

    let key = servers.public_key().await;
    for (event, status) in [
        ("call-started", "incoming"),
        ("call-ringing", "ringing"),
        ("call-update", "incoming"),
        ("call-answered", "answered"),
        ("call-transfer-initiated", "transfer-initiated"),
        ("call-transfer-accepted", "transfer-accepted"),
        ("call-transferring", "transferring"),
        ("call-transfer-ringing", "transfer-ringing"),
        ("call-transfer-failed", "transfer-failed"),
        ("call-transferred", "transferred"),
        ("switch-room-initiated", "switch-room-initiated"),
        ("switch-room-failed", "switch-room-failed"),
        ("switch-room-completed", "switch-room-completed"),
        ("call-hangup", "ended"),
    ] {
        let (headers, body) = receiver.next().await;
        let told: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(
            (&told["webhookType"], &told["data"]["status"]),
            (&json!(event), &json!(status))
        );
        assert_eq!(told["data"]["callId"], id.as_str());
        let header = |name: &str| headers[name].to_str().expect("text").to_owned();
        assert!(is_signed(&key, &header("videosdk-signature"), &body));
        assert!(!is_signed(&key, &header("videosdk-signature"), b"{}"));
        let timed = [header("tandem-timestamp").as_bytes(), b".", &body].concat();
        assert!(is_signed(&key, &header("tandem-signature"), &timed));
    }
    servers.stop().await;
}

#[tokio::test]
async fn who_is_not_asked_for_is_not_told_and_who_missed_a_call_is() {
    let servers = Servers::start().await;
    let mut receiver = Receiver::start().await;
    let url = format!("http://{}/hook", receiver.address);
    let made = servers.webhook(&url, &["call-missed"]).await;
    let calls = servers.plane.calls();
    let ended = |number: u128| {
        let call = record(&servers, number);
        let id = call.id.clone();
        calls.begin(call);
        let now = tandem_control_plane::now();
        calls.end(&id, now, |call| call.final_status = Some(487));
        id
    };
    let missed = ended(1);
    let (_, body) = receiver.next().await;
    let told: Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(
        (&told["webhookType"], &told["data"]["status"]),
        (&json!("call-missed"), &json!("missed"))
    );
    assert_eq!(told["data"]["id"], missed.as_str());

    // What it was told by before the change it is told no more: the next thing that it hears is of the third call.
    let path = format!("{PATH}/{}", made["id"].as_str().expect("an id"));
    let body = json!({"url": url, "events": ["call-answered"]});
    assert_eq!(servers.v2(Method::PATCH, &path, &body).await.status, 200);
    ended(2);
    let third = record(&servers, 3);
    let id = third.id.clone();
    calls.begin(third);
    calls.update(&id, |call| call.state = CallState::Active);
    let (_, body) = receiver.next().await;
    let told: Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(told["data"]["id"], id.as_str());
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_made_through_a_follower_is_told_by_the_node_that_has_the_call() {
    let nodes = Nodes::start(3).await;
    let leader = &nodes.at(nodes.leader().expect("a leader")).servers;
    let follower = &nodes.at(nodes.follower()).servers;
    let mut receiver = Receiver::start().await;
    let url = format!("http://{}/hook", receiver.address);
    follower.webhook(&url, &["call-started"]).await;
    let key = follower.public_key().await;
    assert_eq!(key, leader.public_key().await);
    let call = record(follower, 1);
    let id = call.id.clone();
    follower.plane.calls().begin(call);
    let (headers, body) = receiver.next().await;
    let told: Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(told["data"]["id"], id.as_str());
    let signature = headers["videosdk-signature"].to_str().expect("text");
    assert!(is_signed(&key, signature, &body));
    nodes.stop_all().await;
}
