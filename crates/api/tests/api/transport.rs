//! Routes, encodings, bodies and limits (reference §1.1 to §1.3).

use http::{Method, StatusCode};
use prost::Message as _;
use serde_json::json;
use tandem_wire::livekit as wire;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{MAX_BODY, PATIENCE, Servers, all_grants, token};

const CREATE: &str = "/twirp/livekit.SIP/CreateSIPInboundTrunk";
const LIST: &str = "/twirp/livekit.SIP/ListSIPInboundTrunk";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_routes_say_what_is_wrong() {
    let servers = Servers::start().await;
    let bearer = format!("Bearer {}", all_grants());
    let unknown = "no handler for path \"/twirp/livekit.SIP/Foo\"";
    let cases = [
        (
            Method::POST,
            "/twirp/livekit.SIP/Foo",
            "application/json",
            unknown,
        ),
        (
            Method::POST,
            "//twirp/livekit.SIP/Foo",
            "application/json",
            unknown,
        ),
        (
            Method::POST,
            "/twirp/livekit.SIP/CreateSIPTrunk",
            "application/json",
            "no handler for path \"/twirp/livekit.SIP/CreateSIPTrunk\"",
        ),
        (
            Method::GET,
            LIST,
            "application/json",
            "unsupported method \"GET\" (only POST is allowed)",
        ),
        (
            Method::POST,
            LIST,
            "text/plain",
            "unexpected Content-Type: \"text/plain\"",
        ),
        (
            Method::POST,
            "/twirp/livekit.SIP/Foo",
            "text/plain",
            unknown,
        ),
        (Method::POST, LIST, "", "unexpected Content-Type: \"\""),
    ];
    for (method, path, kind, text) in cases {
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        let reply = servers.send(method.clone(), path, &headers, "{}").await;
        let expected = (404, "bad_route".to_owned(), text.to_owned());
        assert_eq!(reply.error(), expected, "{path}");
        let route = format!("{method} {}", path.replace("//", "/"));
        assert_eq!(reply.json()["meta"], json!({"twirp_invalid_route": route}));
    }
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubled_slash_and_a_parameter_of_the_content_type_mean_nothing() {
    let servers = Servers::start().await;
    let bearer = format!("Bearer {}", all_grants());
    for (path, kind) in [
        (LIST.to_owned(), "Application/JSON; charset=utf-8"),
        (format!("/{LIST}"), "application/json"),
        (format!("/{LIST}"), "application/protobuf ; x=y"),
    ] {
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        let body = if kind.contains("protobuf") { "" } else { "{}" };
        let reply = servers.send(Method::POST, &path, &headers, body).await;
        assert_eq!(reply.status, StatusCode::OK, "{path} {kind}");
        let answered = kind
            .split([';', ' '])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        assert_eq!(reply.header("content-type"), answered);
    }
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_bodies_are_malformed() {
    let servers = Servers::start().await;
    let bearer = format!("Bearer {}", all_grants());
    let json = "the json request could not be decoded";
    let protobuf = "the protobuf request could not be decoded";
    let cases: [(&str, &[u8], &str); 7] = [
        ("application/json", b"", json),
        ("application/json", b"{", json),
        ("application/json", b"{\"trunk\": {\"numbers\": 1}}", json),
        ("application/json", b"{\"trunk\": {\"name\": 1}}", json),
        (
            "application/json",
            b"{\"trunk\": {\"ringing_timeout\": \"30\"}}",
            json,
        ),
        (
            "application/json",
            b"{\"trunk\": {\"name\": \"\xff\"}}",
            json,
        ),
        ("application/protobuf", b"\x0a\xff", protobuf),
    ];
    for (kind, body, text) in cases {
        let headers = [("authorization", bearer.as_str()), ("content-type", kind)];
        let reply = servers.send(Method::POST, CREATE, &headers, body).await;
        let expected = (400, "malformed".to_owned(), text.to_owned());
        assert_eq!(reply.error(), expected, "{}", String::from_utf8_lossy(body));
    }
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn protobuf_bodies_are_answered_in_protobuf_and_their_errors_in_json() {
    let servers = Servers::start().await;
    let bearer = format!("Bearer {}", all_grants());
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/protobuf"),
    ];
    let request = wire::CreateSipInboundTrunkRequest {
        trunk: Some(wire::SipInboundTrunkInfo {
            numbers: vec!["+15105550100".to_owned()],
            ..wire::SipInboundTrunkInfo::default()
        }),
    };
    let reply = servers
        .send(Method::POST, CREATE, &headers, request.encode_to_vec())
        .await;
    assert_eq!(reply.header("content-type"), "application/protobuf");
    assert_eq!(reply.header("tandem-revision"), "1");
    let trunk = wire::SipInboundTrunkInfo::decode(reply.body).expect("a trunk");
    assert_eq!(trunk.numbers, ["+15105550100"]);
    assert!(trunk.created_at.is_some() && trunk.created_at == trunk.updated_at);
    let reply = servers.send(Method::POST, CREATE, &headers, "").await;
    let expected = (
        400,
        "invalid_argument".to_owned(),
        "missing trunk".to_owned(),
    );
    assert_eq!(reply.error(), expected);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_over_the_limit_are_refused() {
    let servers = Servers::start().await;
    let bearer = format!("Bearer {}", all_grants());
    let stranger = ("content-type", "application/json");
    let known = [("authorization", bearer.as_str()), stranger];
    let long = vec![b' '; MAX_BODY + 1];
    for headers in [&known[..], &[stranger]] {
        let reply = servers
            .send(Method::POST, LIST, headers, long.clone())
            .await;
        let answer = (reply.status.as_u16(), reply.text());
        assert_eq!(answer, (413, "request body too large"));
    }
    // Without a declared length it is found out on the way.
    let mut stream = TcpStream::connect(servers.http()).await.expect("connects");
    let head = format!(
        "POST {LIST} HTTP/1.1\r\nhost: x\r\nauthorization: {bearer}\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("writes");
    let chunk = [b"10000\r\n", vec![b' '; 0x10000].as_slice(), b"\r\n"].concat();
    for _ in 0..=MAX_BODY / 0x10000 {
        // The server may have refused it and closed by now.
        if stream.write_all(&chunk).await.is_err() {
            break;
        }
    }
    let mut answer = [0; 12];
    let read = tokio::time::timeout(PATIENCE, stream.read_exact(&mut answer)).await;
    read.expect("in time").expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 413");
    drop(stream);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_ends_when_the_time_that_it_asked_for_is_over() {
    let servers = Servers::start().await;
    let mut stream = TcpStream::connect(servers.http()).await.expect("connects");
    let head = format!(
        "POST {LIST} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         x-twirp-timeout-ms: 50\r\ncontent-length: 2\r\nconnection: close\r\n\r\n",
        all_grants()
    );
    // The body never comes.
    stream.write_all(head.as_bytes()).await.expect("writes");
    let mut answer = String::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await;
    read.expect("in time").expect("an answer");
    assert!(
        answer.starts_with("HTTP/1.1 408") && answer.contains("deadline_exceeded"),
        "{answer}"
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browsers_may_ask_from_anywhere() {
    let servers = Servers::start().await;
    let headers = [
        ("origin", "https://console.example"),
        ("access-control-request-method", "POST"),
        (
            "access-control-request-headers",
            "authorization,content-type",
        ),
    ];
    let reply = servers.send(Method::OPTIONS, LIST, &headers, "").await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(
        reply.header("access-control-allow-headers"),
        "authorization,content-type"
    );
    assert!(
        reply
            .header("access-control-allow-methods")
            .contains("POST")
    );
    assert_eq!(reply.header("access-control-max-age"), "86400");
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_follows_the_drain_and_metrics_are_text() {
    let servers = Servers::start().await;
    let get = async |path: &str| {
        let reply = servers.send(Method::GET, path, &[], "").await;
        (reply.status.as_u16(), reply.text().to_owned())
    };
    assert_eq!(get("/").await, (200, "OK".to_owned()));
    assert_eq!(get("/healthz").await, (200, "ok".to_owned()));
    assert_eq!(servers.ready().await, "ready at revision 0");
    servers
        .sip(
            "CreateSIPInboundTrunk",
            &json!({"trunk": {"numbers": ["+1"]}}),
        )
        .await;
    assert_eq!(get("/readyz").await.1, "ready at revision 1");
    let (status, page) = get("/metrics").await;
    assert!(
        status == 200 && page.contains("tandem_commits_total{outcome=\"recorded\"}"),
        "{page}"
    );
    servers.drain().await;
    assert_eq!(get("/readyz").await.0, 503);
    assert_eq!(get("/healthz").await.0, 200);
    assert_eq!(get("/nothing").await.0, 404);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conditional_write_is_refused_when_the_catalog_has_moved() {
    let servers = Servers::start().await;
    let bearer = format!("Bearer {}", token(&json!({"sip": {"admin": true}})));
    let write = async |number: &str, expected: &str| {
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("tandem-expected-revision", expected),
        ];
        let body = json!({"trunk": {"numbers": [number]}}).to_string();
        servers.send(Method::POST, CREATE, &headers, body).await
    };
    assert_eq!(write("+1", "0").await.header("tandem-revision"), "1");
    let refused = write("+2", "0").await;
    assert_eq!(
        (refused.error().0, refused.error().1.as_str()),
        (409, "aborted")
    );
    assert_eq!(
        refused.json()["meta"],
        json!({"reason": "conflict", "revision": "1"})
    );
    let (status, code, text) = write("+2", "latest").await.error();
    assert_eq!((status, code.as_str()), (400, "invalid_argument"));
    assert!(text.contains("\"latest\""), "{text}");
    assert_eq!(write("+2", "1").await.header("tandem-revision"), "2");
    servers.stop().await;
}
