//! An outbound call leaves from the gateway that the table asks for, once, or not at all.

mod support;

use std::sync::atomic::Ordering;

use support::{Node, call, cluster, hear, route, stop, until};
use tandem_control_plane::CallPlaced;
use tandem_control_plane::outbound::{CallFailed, OutboundRequest, PlaceError, PlacesCalls as _};
use tandem_model::{ReasonCode, RoutePolicy};
use tandem_wire::internal as wire;
use tandem_wire::internal::calls_client::CallsClient;
use tokio_stream::StreamExt as _;

fn counts(nodes: &[Node]) -> Vec<usize> {
    let counts = nodes.iter().map(|node| node.gateway.calls().len());
    counts.collect()
}

fn waiting(request: OutboundRequest) -> OutboundRequest {
    OutboundRequest {
        wait_until_answered: true,
        ..request
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_leaves_from_the_region_of_its_country_as_it_was_asked_for() {
    let nodes = cluster(&["eu", "us", "ap"]).await;
    route(&nodes, "US", &["us"], RoutePolicy::NeverLeave).await;
    let request = call("SCL_1", "US");
    let placed = nodes[0].plane.place_call(request.clone()).await;
    assert_eq!(&*placed.expect("placed").sip_call_id, "1@gateway");
    assert_eq!(counts(&nodes), [0, 1, 0]);
    assert_eq!(nodes[0].placed.all(), [CallPlaced::Chosen]);
    assert_eq!(
        *nodes[1].gateway.asked.lock().expect("not poisoned"),
        [request]
    );

    // Where the table restricts nothing, the node that is asked keeps the call.
    for node in &nodes {
        let id = format!("SCL_own-{}", node.id);
        let placed = node.plane.place_call(call(&id, "JP")).await;
        placed.expect("placed");
        assert!(node.gateway.calls().contains(&id));
    }
    stop(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_nobody_waits_for_any_more_is_abandoned() {
    let nodes = cluster(&["eu", "us"]).await;
    route(&nodes, "US", &["us"], RoutePolicy::NeverLeave).await;
    let abandoned = || {
        nodes[1]
            .gateway
            .abandoned
            .lock()
            .expect("not poisoned")
            .clone()
    };
    // Asked of another node, of its own, and by one who may come back.
    for (asked_of, id, ends) in [
        (0, "SCL_far", true),
        (1, "SCL_near", true),
        (1, "SCL_named", false),
    ] {
        let plane = nodes[asked_of].plane.clone();
        let request = OutboundRequest {
            ends_with_asker: ends,
            ..waiting(call(id, "US"))
        };
        let asked = tokio::spawn(async move { plane.place_call(request).await });
        until("it rings", || {
            nodes[1].gateway.calls().contains(&id.to_owned())
        })
        .await;
        asked.abort();
        asked.await.expect_err("it was aborted");
        if ends {
            until("it is abandoned", || abandoned().contains(&id.to_owned())).await;
        }
    }
    assert_eq!(abandoned(), ["SCL_far", "SCL_near"]);
    stop(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_or_the_failure_comes_back() {
    let nodes = cluster(&["eu", "us"]).await;
    route(&nodes, "US", &["us"], RoutePolicy::NeverLeave).await;
    let plane = nodes[0].plane.clone();
    let asked = tokio::spawn(async move { plane.place_call(waiting(call("SCL_1", "US"))).await });
    until("it rings", || counts(&nodes) == [0, 1]).await;
    nodes[1].gateway.answers(Ok(()));
    let answered = asked.await.expect("no panic");
    assert_eq!(
        &*answered.expect("answered").participant.to_string(),
        "PA_1"
    );

    let busy = CallFailed {
        sip_status: Some(486),
        sip_phrase: "Busy Here".into(),
        reason: ReasonCode::CallerHangup,
    };
    nodes[1].gateway.answers(Err(busy.clone()));
    let failed = nodes[0]
        .plane
        .place_call(waiting(call("SCL_2", "US")))
        .await;
    assert_eq!(failed, Err(PlaceError::Failed(busy.clone())));
    // So it is for a call that leaves from the node that is asked.
    let failed = nodes[1]
        .plane
        .place_call(waiting(call("SCL_3", "US")))
        .await;
    assert_eq!(failed, Err(PlaceError::Failed(busy)));
    assert_eq!(nodes[1].gateway.calls(), ["SCL_1", "SCL_2", "SCL_3"]);
    stop(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_gateway_it_fails_with_the_reason_and_leaves_nowhere() {
    let nodes = cluster(&["eu", "us"]).await;
    route(&nodes, "US", &["us", "latam"], RoutePolicy::NeverLeave).await;
    nodes[1].plane.nodes().drain();
    hear(&nodes).await;
    let refused = nodes[0].plane.place_call(call("SCL_1", "US")).await;
    let Err(PlaceError::Unplaced(refused)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refused.reason, ReasonCode::GatewaysDraining);
    let text = "no gateway takes the call to US: us: 1 draining; latam: none is known";
    assert_eq!(refused.to_string(), text);
    assert_eq!(counts(&nodes), [0, 0]);
    stop(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_gone_or_drains_unheard_is_passed_over() {
    let mut nodes = cluster(&["eu", "us", "us", "ap"]).await;
    route(&nodes, "default", &["ap"], RoutePolicy::FallBack).await;
    route(&nodes, "US", &["us"], RoutePolicy::FallBack).await;
    // Node 1 still believes in both.
    nodes[1].vanish();
    nodes[2].plane.nodes().drain();
    let placed = nodes[0].plane.place_call(call("SCL_1", "US")).await;
    placed.expect("placed");
    assert_eq!(counts(&nodes), [0, 0, 0, 1]);

    route(&nodes, "US", &["us"], RoutePolicy::NeverLeave).await;
    let refused = nodes[0].plane.place_call(call("SCL_2", "US")).await;
    let Err(PlaceError::Unplaced(refused)) = refused else {
        panic!("{refused:?}");
    };
    assert!(refused.text.contains("1 draining"), "{refused}");
    assert_eq!(counts(&nodes), [0, 0, 0, 1]);
    let went = [CallPlaced::FellBack, CallPlaced::Nowhere];
    assert_eq!(nodes[0].placed.all(), went);
    stop(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_lost_after_it_was_told_to_go_is_not_replaced() {
    let mut nodes = cluster(&["eu", "us", "ap"]).await;
    route(&nodes, "US", &["us", "ap"], RoutePolicy::NeverLeave).await;
    nodes[1].gateway.is_stuck.store(true, Ordering::Relaxed);
    let plane = nodes[0].plane.clone();
    let asked = tokio::spawn(async move { plane.place_call(call("SCL_1", "US")).await });
    until("the gateway was told to go", || counts(&nodes) == [0, 1, 0]).await;
    nodes[1].vanish();
    let outcome = asked.await.expect("no panic");
    assert_eq!(outcome, Err(PlaceError::Unknown { node: 2 }));
    assert_eq!(counts(&nodes), [0, 1, 0]);
    stop(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_twice_gets_one_call() {
    let nodes = cluster(&["eu", "us", "us"]).await;
    route(&nodes, "US", &["us"], RoutePolicy::NeverLeave).await;
    let named = |id, country| OutboundRequest {
        ends_with_asker: false,
        ..call(id, country)
    };
    let repeat = || OutboundRequest {
        may_be_repeat: true,
        ..named("SCL_1", "US")
    };
    for node in [0, 0, 1, 2] {
        let placed = nodes[node].plane.place_call(repeat()).await;
        placed.expect("placed");
    }
    assert_eq!(counts(&nodes).iter().sum::<usize>(), 1);

    // At one gateway also those who ask at once.
    let both =
        futures::future::join_all((0..8).map(|_| nodes[1].plane.place_call(named("SCL_2", "JP"))));
    for placed in both.await {
        placed.expect("placed");
    }
    let twice = nodes[1]
        .gateway
        .calls()
        .iter()
        .filter(|id| *id == "SCL_2")
        .count();
    assert_eq!(twice, 1);
    stop(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_ends_before_the_word_to_go_leaves_no_trace() {
    let nodes = cluster(&["eu", "us"]).await;
    let url = format!("http://{}", nodes[1].own.address);
    let mut client = CallsClient::connect(url).await.expect("reached");
    let request = wire::PlaceRequest {
        from: 1,
        call_id: "SCL_1".to_owned(),
        trunk: tandem_consensus::encode_trunk(&call("SCL_1", "US").dial.trunk),
        room: "meeting".to_owned(),
        ..wire::PlaceRequest::default()
    };
    let word = wire::PlaceWord {
        word: Some(wire::place_word::Word::Request(request)),
    };
    let (say, words) = tokio::sync::mpsc::channel(2);
    say.send(word).await.expect("open");
    let words = tokio_stream::wrappers::ReceiverStream::new(words);
    let mut heard = client.place(words).await.expect("asked").into_inner();
    let ready = heard.next().await.expect("a word").expect("no error");
    assert!(matches!(
        ready.word,
        Some(wire::placed_word::Word::Ready(_))
    ));
    drop(say);
    // The gateway has seen the end when it ends its side.
    assert!(heard.next().await.is_none());
    assert_eq!(counts(&nodes), [0, 0]);
    let asked = wire::HasPlacedRequest {
        call_id: "SCL_1".to_owned(),
    };
    let has_placed = client.has_placed(asked).await.expect("answered");
    assert!(!has_placed.into_inner().has_placed);
    stop(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_gateway_takes_no_more_calls() {
    let nodes = cluster(&["eu", "us"]).await;
    route(&nodes, "US", &["us"], RoutePolicy::NeverLeave).await;
    let facts = tandem_control_plane::nodes::NodeFacts {
        most_calls: 0,
        ..nodes[1].plane.pulse().facts
    };
    // Node 1 has not heard of it: the gateway itself refuses.
    nodes[1].plane.nodes().introduce(facts);
    let refused = nodes[0].plane.place_call(call("SCL_1", "US")).await;
    let Err(PlaceError::Unplaced(refused)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(refused.reason, ReasonCode::GatewaysFull);
    assert_eq!(counts(&nodes), [0, 0]);
    stop(nodes).await;
}
