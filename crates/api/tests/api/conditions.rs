//! Writes upon what was read, and reads of what was written.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use tandem_api::Options;
use tandem_wire::livekit as wire;
use tandem_wire::livekit::sip_client::SipClient;
use tonic::{Code, Request};

use crate::support::{PATIENCE, Reply, Servers, all_grants};

/// Writers at once.
const WRITERS: usize = 16;

fn trunk(number: usize) -> Value {
    json!({"trunk": {"numbers": [format!("+1555{number:04}")]}})
}

fn rule(room: &str) -> Value {
    json!({"dispatch_rule": {"rule": {"dispatchRuleDirect": {"roomName": room}}, "trunk_ids": [room]}})
}

async fn create(servers: &Servers, number: usize, header: (&str, &str)) -> Reply {
    let path = "livekit.SIP/CreateSIPInboundTrunk";
    servers.post_with(path, header, &trunk(number)).await
}

fn signed<T>(message: T, metadata: &[(&'static str, &str)]) -> Request<T> {
    let mut request = Request::new(message);
    let bearer = format!("Bearer {}", all_grants());
    let all = metadata.iter().copied();
    for (name, value) in all.chain([("authorization", bearer.as_str())]) {
        let value = value.parse().expect("ASCII");
        request.metadata_mut().insert(name, value);
    }
    request
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_writers_upon_one_revision_exactly_one_wins() {
    let started = Servers::start().await;
    let servers = &started;
    for round in 0..4_usize {
        let (header, quote) = [("If-Match", "\""), ("Tandem-Expected-Revision", "")][round % 2];
        let seen = format!("{quote}{round}{quote}");
        let writers = (0..WRITERS).map(|writer| {
            let seen = seen.clone();
            async move { create(servers, round * WRITERS + writer, (header, &seen)).await }
        });
        let replies = all(writers).await;
        let won = replies
            .iter()
            .filter(|reply| reply.status == StatusCode::OK);
        let won: Vec<_> = won.map(|reply| reply.header("tandem-revision")).collect();
        assert_eq!(won, [(round + 1).to_string()]);
        for lost in replies
            .iter()
            .filter(|reply| reply.status != StatusCode::OK)
        {
            let (status, code, text) = lost.error();
            assert_eq!((status, &*code), (409, "aborted"), "{text}");
            let meta = json!({"reason": "conflict", "revision": (round + 1).to_string()});
            assert_eq!(lost.json()["meta"], meta);
        }
    }
    assert_eq!(servers.plane.revision().0, 4);
    started.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_grpc_exactly_one_wins_as_well() {
    let servers = Servers::start().await;
    let client = &SipClient::connect(servers.grpc()).await.expect("connects");
    for round in 0..4_u64 {
        let (name, quote) =
            [("if-match", "\""), ("tandem-expected-revision", "")][round as usize % 2];
        let seen = &format!("{quote}{round}{quote}");
        let writers = (0..WRITERS as u64).map(|writer| async move {
            let number = format!("+1555{:04}", round * WRITERS as u64 + writer);
            let request = wire::CreateSipInboundTrunkRequest {
                trunk: Some(wire::SipInboundTrunkInfo {
                    numbers: vec![number],
                    ..wire::SipInboundTrunkInfo::default()
                }),
            };
            let request = signed(request, &[(name, seen)]);
            client.clone().create_sip_inbound_trunk(request).await
        });
        let (won, lost): (Vec<_>, Vec<_>) = all(writers).await.into_iter().partition(Result::is_ok);
        let won: Vec<_> = won.into_iter().flatten().collect();
        assert_eq!(won.len(), 1);
        let revision = won[0]
            .metadata()
            .get("tandem-revision")
            .expect("a revision");
        assert_eq!(revision, (round + 1).to_string().as_str());
        assert_eq!(lost.len(), WRITERS - 1);
        for status in lost.into_iter().filter_map(Result::err) {
            assert_eq!(status.code(), Code::Aborted, "{status:?}");
            assert_eq!(
                status.metadata().get("reason").expect("a reason"),
                "conflict"
            );
        }
    }
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_is_conditional_when_it_says_so_and_tells_its_revision() {
    let servers = Servers::start().await;
    let inbound = servers.sip("CreateSIPInboundTrunk", &trunk(1)).await;
    let outbound =
        json!({"trunk": {"name": "out", "address": "sip.example.com", "numbers": ["+1"]}});
    let outbound_trunk = servers.sip("CreateSIPOutboundTrunk", &outbound).await;
    let created = servers.sip("CreateSIPDispatchRule", &rule("a")).await;
    let update = |id: &str, object: &Value| json!({id: object[id], "update": {"name": "new"}});
    let writes = [
        ("CreateSIPInboundTrunk", trunk(2)),
        (
            "CreateSIPOutboundTrunk",
            json!({"trunk": {"address": "b.example.com", "numbers": ["+2"]}}),
        ),
        ("CreateSIPDispatchRule", rule("b")),
        ("UpdateSIPInboundTrunk", update("sip_trunk_id", &inbound)),
        (
            "UpdateSIPOutboundTrunk",
            update("sip_trunk_id", &outbound_trunk),
        ),
        (
            "UpdateSIPDispatchRule",
            update("sip_dispatch_rule_id", &created),
        ),
        (
            "DeleteSIPDispatchRule",
            json!({"sip_dispatch_rule_id": created["sip_dispatch_rule_id"]}),
        ),
        (
            "DeleteSIPTrunk",
            json!({"sip_trunk_id": inbound["sip_trunk_id"]}),
        ),
    ];
    let mut revision = 3;
    for (method, body) in &writes {
        let path = format!("livekit.SIP/{method}");
        let stale = (revision - 1).to_string();
        let quoted = format!("\"{stale}\"");
        for header in [
            ("Tandem-Expected-Revision", &*stale),
            ("If-Match", &*quoted),
        ] {
            let refused = servers.post_with(&path, header, body).await;
            assert_eq!(refused.error().1, "aborted", "{method} {header:?}");
        }
        let seen = format!("\"{revision}\"");
        let done = servers.post_with(&path, ("If-Match", &seen), body).await;
        assert_eq!(done.status, StatusCode::OK, "{method}: {}", done.text());
        revision += 1;
        assert_eq!(
            done.header("tandem-revision"),
            revision.to_string(),
            "{method}"
        );
        assert_eq!(done.header("etag"), format!("\"{revision}\""), "{method}");
    }
    // What is read says which revision it is of: that is what the next write is made upon.
    for method in [
        "ListSIPInboundTrunk",
        "ListSIPOutboundTrunk",
        "ListSIPDispatchRule",
        "ListSIPTrunk",
    ] {
        let listed = servers.post(&format!("livekit.SIP/{method}"), "{}").await;
        assert_eq!(
            listed.header("tandem-revision"),
            revision.to_string(),
            "{method}"
        );
    }
    let unreadable = create(&servers, 9, ("If-Match", "\"yesterday\"")).await;
    assert_eq!(unreadable.error().1, "invalid_argument");
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_waits_for_the_revision_that_it_names() {
    let options = Options {
        wait_patience: PATIENCE,
        ..Options::default()
    };
    let servers = Servers::within(false, options).await;
    let list = "livekit.SIP/ListSIPInboundTrunk";
    let all = json!({});
    let read = servers.post_with(list, ("Tandem-Wait-Revision", "2"), &all);
    let mut client = SipClient::connect(servers.grpc()).await.expect("connects");
    let request = signed(
        wire::ListSipInboundTrunkRequest::default(),
        &[("tandem-wait-revision", "2")],
    );
    let write = async {
        servers.sip("CreateSIPInboundTrunk", &trunk(1)).await;
        servers.sip("CreateSIPInboundTrunk", &trunk(2)).await;
    };
    let (read, listed, ()) = tokio::join!(read, client.list_sip_inbound_trunk(request), write);
    assert_eq!(read.header("tandem-revision"), "2");
    assert_eq!(read.json()["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(listed.expect("listed").into_inner().items.len(), 2);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_of_a_revision_that_does_not_come_names_both() {
    let options = Options {
        wait_patience: Duration::from_millis(10),
        ..Options::default()
    };
    let servers = Servers::within(false, options).await;
    servers.sip("CreateSIPInboundTrunk", &trunk(1)).await;
    let list = "livekit.SIP/ListSIPInboundTrunk";
    let late = servers
        .post_with(list, ("Tandem-Wait-Revision", "7"), &json!({}))
        .await;
    assert_eq!((late.error().0, &*late.error().1), (503, "unavailable"));
    let meta = json!({"reason": "behind", "wait_revision": "7", "revision": "1"});
    assert_eq!(late.json()["meta"], meta);
    let mut client = SipClient::connect(servers.grpc()).await.expect("connects");
    let request = wire::ListSipInboundTrunkRequest::default();
    let request = signed(request, &[("tandem-wait-revision", "7")]);
    let late = client
        .list_sip_inbound_trunk(request)
        .await
        .expect_err("too early");
    assert_eq!(late.code(), Code::Unavailable);
    assert_eq!(late.metadata().get("wait_revision").expect("named"), "7");
    assert_eq!(late.metadata().get("revision").expect("named"), "1");
    servers.stop().await;
}

/// All of them at once.
pub(crate) async fn all<T>(futures: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|waker| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(waker)
            {
                *done = Some(output);
            }
        }
        match done.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    done.into_iter().flatten().collect()
}
