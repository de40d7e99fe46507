//! Following what is recorded: every change once, in order, over reconnects, and nobody may dawdle.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tandem_api::{Options, WatchBounds};
use tandem_wire::admin::admin_client::AdminClient;
use tandem_wire::admin::change_event::Kind;
use tandem_wire::admin::{WatchRequest, WatchResponse};
use tonic::{Code, Streaming};

use crate::support::{PATIENCE, Servers, all_grants, token};

/// A stream of server-sent events.
struct Events {
    status: StatusCode,
    body: axum::body::Body,
    read: Vec<u8>,
}

/// One event.
#[derive(Default, Debug)]
struct Event {
    id: Option<u64>,
    name: String,
    data: String,
    comment: String,
}

impl Events {
    async fn open(servers: &Servers, query: &str, last_seen: Option<u64>) -> Self {
        let uri = format!("http://{}/v1/watch{query}", servers.http());
        let bearer = format!("Bearer {}", all_grants());
        let mut request = Request::get(uri).header("authorization", bearer);
        if let Some(last_seen) = last_seen {
            request = request.header("last-event-id", last_seen);
        }
        let request = request.body(Empty::<Bytes>::new()).expect("a request");
        let client = Client::builder(TokioExecutor::new()).build_http();
        let response = client.request(request).await.expect("an answer");
        Self {
            status: response.status(),
            body: axum::body::Body::new(response.into_body()),
            read: Vec::new(),
        }
    }

    /// The next event; nothing at the end.
    async fn next(&mut self) -> Option<Event> {
        let next = async {
            loop {
                if let Some(end) = self.read.windows(2).position(|pair| pair == b"\n\n") {
                    let block: Vec<_> = self.read.drain(..end + 2).collect();
                    return Some(Event::parse(std::str::from_utf8(&block).expect("text")));
                }
                let frame = self.body.frame().await?.expect("readable");
                self.read
                    .extend_from_slice(&frame.into_data().expect("data"));
            }
        };
        tokio::time::timeout(PATIENCE, next).await.expect("in time")
    }

    async fn ids(&mut self, count: usize) -> Vec<u64> {
        let mut ids = Vec::new();
        while ids.len() < count {
            let event = self.next().await.expect("not the end");
            ids.extend(event.id);
        }
        ids
    }
}

impl Event {
    fn parse(block: &str) -> Self {
        let mut event = Self::default();
        for line in block.lines().filter(|line| !line.is_empty()) {
            match line.split_once(':').expect("a field") {
                ("", comment) => event.comment = comment.trim().to_owned(),
                ("id", id) => event.id = Some(id.trim().parse().expect("a revision")),
                ("event", name) => event.name = name.trim().to_owned(),
                ("data", data) => event.data = data.trim().to_owned(),
                (other, _) => panic!("{other}"),
            }
        }
        event
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.data).expect("JSON")
    }
}

async fn add(servers: &Servers, number: usize) -> Value {
    let trunk = json!({"trunk": {"numbers": [format!("+1555{number:04}")]}});
    servers.sip("CreateSIPInboundTrunk", &trunk).await
}

fn watching(watch: WatchBounds) -> Options {
    Options {
        watch,
        ..Options::default()
    }
}

async fn grpc(servers: &Servers, from: u64) -> Result<Streaming<WatchResponse>, tonic::Status> {
    let mut client = AdminClient::connect(servers.grpc())
        .await
        .expect("connects");
    let mut request = tonic::Request::new(WatchRequest { from });
    let bearer = format!("Bearer {}", all_grants());
    request
        .metadata_mut()
        .insert("authorization", bearer.parse().expect("ASCII"));
    Ok(client.watch(request).await?.into_inner())
}

async fn message(stream: &mut Streaming<WatchResponse>) -> Result<WatchResponse, tonic::Status> {
    let next = tokio::time::timeout(PATIENCE, stream.message()).await;
    next.expect("in time")
        .map(|message| message.expect("not the end"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_come_from_the_journal_and_then_live_once_and_in_order() {
    let servers = Servers::start().await;
    for number in 1..=3 {
        add(&servers, number).await;
    }
    let mut all = Events::open(&servers, "", None).await;
    assert_eq!(all.status, StatusCode::OK);
    let mut some = Events::open(&servers, "?from=3", None).await;
    let mut later = Events::open(&servers, "?from=5", None).await;
    assert_eq!(all.ids(3).await, [1, 2, 3]);
    for number in 4..=6 {
        add(&servers, number).await;
    }
    assert_eq!(all.ids(3).await, [4, 5, 6]);
    assert_eq!(some.ids(4).await, [3, 4, 5, 6]);
    assert_eq!(later.ids(2).await, [5, 6]);
    // A browser comes again with the address that it had, and with what it saw last.
    let mut again = Events::open(&servers, "?from=3", Some(5)).await;
    assert_eq!(again.ids(1).await, [6]);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_holds_who_when_and_the_object_without_its_secrets() {
    // Not even where reads show passwords.
    let servers = Servers::with(true).await;
    let trunk = json!({"trunk": {"numbers": ["+15550001"], "auth_username": "user", "auth_password": "planted-password"}});
    let trunk = servers.sip("CreateSIPInboundTrunk", &trunk).await;
    assert_eq!(trunk["auth_password"], "planted-password");
    let rule = json!({"rule": {"dispatchRuleDirect": {"roomName": "r", "pin": "90417"}}});
    let rule = servers.sip("CreateSIPDispatchRule", &rule).await;
    let delete = json!({"sip_trunk_id": trunk["sip_trunk_id"]});
    servers.sip("DeleteSIPTrunk", &delete).await;

    let mut events = Events::open(&servers, "", None).await;
    let created = events.next().await.expect("an event");
    let change = created.json();
    assert_eq!((created.id, &change["revision"]), (Some(1), &json!("1")));
    assert_eq!(change["actor"], "devkey");
    let id = change["event_id"].as_str().expect("text");
    assert!(id.starts_with("EV_"), "{id}");
    let recorded_at = change["recorded_at"].as_str().expect("text");
    assert!(recorded_at.ends_with('Z'), "{recorded_at}");
    let mut expected = trunk.clone();
    expected["auth_password"] = json!("");
    assert_eq!(
        change["events"],
        json!([{"inbound_trunk_created": expected}])
    );

    let mut expected = rule.clone();
    expected["rule"]["dispatch_rule_direct"]["pin"] = json!("");
    let created = events.next().await.expect("an event").json();
    assert_eq!(
        created["events"],
        json!([{"dispatch_rule_created": expected}])
    );
    let deleted = events.next().await.expect("an event").json();
    let expected = json!([{"inbound_trunk_deleted": trunk["sip_trunk_id"]}]);
    assert_eq!(deleted["events"], expected);

    let mut stream = grpc(&servers, 1).await.expect("opens");
    let change = message(&mut stream).await.expect("a change").change;
    let change = change.expect("no heartbeat");
    assert_eq!((change.revision, &*change.event_id), (1, id));
    let Some(Kind::InboundTrunkCreated(created)) = &change.events[0].kind else {
        panic!("{change:?}");
    };
    assert_eq!(
        (&*created.auth_username, &*created.auth_password),
        ("user", "")
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_that_come_again_and_again_miss_nothing_while_many_write() {
    const WRITERS: usize = 4;
    const EACH: usize = 25;
    let servers = Servers::start().await;
    let write = async |writer: usize| {
        for number in 0..EACH {
            add(&servers, writer * EACH + number).await;
        }
    };
    // Each reads a few and comes again with the last that it has seen.
    let read = async |at_once: usize| {
        let (mut seen, mut last) = (Vec::new(), None);
        while seen.len() < WRITERS * EACH {
            let mut events = Events::open(&servers, "", last).await;
            let wanted = at_once.min(WRITERS * EACH - seen.len());
            seen.extend(events.ids(wanted).await);
            last = seen.last().copied();
        }
        assert!(
            seen.iter().copied().eq(1..=(WRITERS * EACH) as u64),
            "{seen:?}"
        );
    };
    tokio::join!(
        write(0),
        write(1),
        write(2),
        write(3),
        read(1),
        read(7),
        read(100)
    );
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_dawdles_is_told_where_to_resume() {
    const CHANGES: u64 = 200;
    let bounds = WatchBounds {
        patience: Duration::from_millis(1),
        ..WatchBounds::default()
    };
    let servers = Servers::within(false, watching(bounds)).await;
    let mut events = Events::open(&servers, "", None).await;
    let mut stream = grpc(&servers, 1).await.expect("opens");
    // More than the sockets between them hold.
    let metadata = "m".repeat(100 << 10);
    for number in 0..CHANGES {
        let trunk =
            json!({"trunk": {"numbers": [format!("+1555{number:04}")], "metadata": metadata}});
        servers.sip("CreateSIPInboundTrunk", &trunk).await;
    }
    let (mut seen, mut cuts) = (Vec::new(), 0);
    while seen.len() < 200 {
        let event = events.next().await.expect("an event before the end");
        seen.extend(event.id);
        if event.name == "resume" {
            cuts += 1;
            let error = event.json();
            assert_eq!(error["code"], "resource_exhausted");
            let next = seen.last().map_or(1, |last| last + 1);
            assert_eq!(error["meta"]["resume_from"], next.to_string());
            assert!(events.next().await.is_none(), "that was the end");
            events = Events::open(&servers, &format!("?from={next}"), None).await;
        }
    }
    assert!(seen.iter().copied().eq(1..=CHANGES), "{seen:?}");
    assert!(cuts > 0, "nobody was cut off");

    let mut next = 1;
    let cut = loop {
        match message(&mut stream).await {
            Ok(message) => {
                let change = message.change.expect("no heartbeat");
                assert_eq!(change.revision, next);
                next += 1;
            }
            Err(status) => break status,
        }
    };
    assert_eq!(cut.code(), Code::ResourceExhausted, "{cut:?}");
    let resume = cut.metadata().get("resume_from").expect("named");
    assert_eq!(resume, next.to_string().as_str());
    let details = String::from_utf8_lossy(cut.details());
    assert!(details.contains("google.rpc.ErrorInfo"), "{details}");
    assert!(details.contains("resume_from"), "{details}");
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_watch_shows_that_it_lives() {
    let bounds = WatchBounds {
        heartbeat: Duration::from_millis(5),
        ..WatchBounds::default()
    };
    let servers = Servers::within(false, watching(bounds)).await;
    let mut events = Events::open(&servers, "", None).await;
    let beat = events.next().await.expect("a heartbeat");
    assert_eq!((beat.id, &*beat.comment), (None, "heartbeat"));
    let mut stream = grpc(&servers, 0).await.expect("opens");
    let beat = message(&mut stream).await.expect("a heartbeat");
    assert_eq!(beat, WatchResponse::default());
    add(&servers, 1).await;
    assert_eq!(events.ids(1).await, [1]);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_so_many_may_watch_at_once() {
    let bounds = WatchBounds {
        readers: 2,
        heartbeat: Duration::from_millis(5),
        ..WatchBounds::default()
    };
    let servers = Servers::within(false, watching(bounds)).await;
    add(&servers, 1).await;
    let one = Events::open(&servers, "", None).await;
    let mut stream = grpc(&servers, 0).await.expect("opens");
    let refused = Events::open(&servers, "", None).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    let refused = grpc(&servers, 0).await.expect_err("full");
    assert_eq!(refused.code(), Code::ResourceExhausted);
    let change = loop {
        // Heartbeats come in between.
        if let Some(change) = message(&mut stream).await.expect("goes on").change {
            break change;
        }
    };
    assert_eq!(change.revision, 1);
    drop(one);
    // The place is free once the server has seen that the reader is gone.
    let freed = async { while Events::open(&servers, "", None).await.status != StatusCode::OK {} };
    tokio::time::timeout(PATIENCE, freed).await.expect("freed");
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_read_may_not_watch() {
    let servers = Servers::start().await;
    let get = async |query: &str, headers: &[(&str, &str)]| {
        let path = format!("/v1/watch{query}");
        let reply = servers.send(http::Method::GET, &path, headers, "").await;
        (reply.status.as_u16(), reply.text().to_owned())
    };
    let denied = r#"{"code":"unauthenticated","msg":"permissions denied"}"#;
    assert_eq!(get("", &[]).await, (401, denied.to_owned()));
    let caller = token(&json!({"sip": {"call": true}}));
    let query = format!("?access_token={caller}");
    assert_eq!(get(&query, &[]).await, (401, denied.to_owned()));
    let forged = get("", &[("authorization", "Bearer x")]).await;
    assert_eq!(forged, (401, "invalid authorization token".to_owned()));
    let query = format!("?access_token={}&from=x", all_grants());
    let (status, text) = get(&query, &[]).await;
    assert_eq!(status, 400, "{text}");
    assert!(text.contains("from"), "{text}");
    let status = AdminClient::connect(servers.grpc())
        .await
        .expect("connects")
        .watch(WatchRequest::default())
        .await
        .expect_err("no token");
    assert_eq!(status.code(), Code::Unauthenticated);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_stops_tells_its_readers_where_to_resume() {
    let servers = Servers::start().await;
    add(&servers, 1).await;
    let mut events = Events::open(&servers, "", None).await;
    assert_eq!(events.ids(1).await, [1]);
    let mut stream = grpc(&servers, 2).await.expect("opens");
    let ((), (), ()) = tokio::join!(
        servers.stop(),
        async {
            let end = events.next().await.expect("a last event");
            assert_eq!(end.name, "resume");
            assert_eq!(end.json()["code"], "unavailable");
            assert_eq!(end.json()["meta"]["resume_from"], "2");
        },
        async {
            let status = message(&mut stream).await.expect_err("the end");
            assert_eq!(status.code(), Code::Unavailable);
            assert_eq!(status.metadata().get("resume_from").expect("named"), "2");
        }
    );
}
