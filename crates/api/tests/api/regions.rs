//! The table of countries and regions, over both protocols.

use serde_json::{Value, json};
use tandem_control_plane::nodes::NodeFacts;
use tandem_model::Region;
use tandem_wire::admin as wire;
use tandem_wire::admin::admin_client::AdminClient;

use crate::support::{Servers, all_grants, invalid, token};

async fn admin(servers: &Servers, method: &str, body: &Value) -> Value {
    let path = format!("tandem.admin.v1.Admin/{method}");
    let reply = servers.post(&path, body.to_string()).await;
    assert_eq!(reply.status, 200, "{method}: {}", reply.text());
    reply.json()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_is_set_listed_and_deleted() {
    let servers = Servers::start().await;
    let set =
        json!({"country": "de", "regions": ["eu-central", "eu-west"], "policy": "never_leave"});
    let route = admin(&servers, "SetCountryRoute", &set).await;
    let expected = json!({
        "country": "DE", "regions": ["eu-central", "eu-west"], "policy": "never_leave",
        "created_at": route["created_at"], "updated_at": route["created_at"],
    });
    assert_eq!(route, expected);
    assert!(route["created_at"].is_string());

    // The same again changes nothing, and is answered as it is stored.
    assert_eq!(admin(&servers, "SetCountryRoute", &set).await, route);
    assert_eq!(servers.plane.revision().0, 1);

    let default = json!({"country": "default", "regions": ["us-east"]});
    let default = admin(&servers, "SetCountryRoute", &default).await;
    assert_eq!(default["policy"], "fall_back");
    let listed = admin(&servers, "ListCountryRoutes", &json!({})).await;
    assert_eq!(listed, json!({ "items": [default, route] }));

    let deleted = admin(&servers, "DeleteCountryRoute", &json!({"country": "DE"})).await;
    assert_eq!(deleted, route);
    let listed = admin(&servers, "ListCountryRoutes", &json!({})).await;
    assert_eq!(listed, json!({ "items": [default] }));
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_entry_is_refused_by_field() {
    let servers = Servers::start().await;
    for (body, field, text) in [
        (
            json!({"country": "Germany", "regions": ["a"]}),
            "country",
            "country: \"Germany\" is neither an ISO 3166-1 alpha-2 code such as \"DE\" nor \"default\"",
        ),
        (
            json!({"country": "DE", "regions": ["eu central"]}),
            "regions",
            "regions: \"eu central\" is no region name: write 1 to 64 letters, digits, '-', '_' or '.'",
        ),
        (
            json!({"country": "DE", "regions": ["a"], "policy": "never"}),
            "policy",
            "policy: \"never\" is neither \"fall_back\" nor \"never_leave\"",
        ),
        (
            json!({"country": "DE"}),
            "regions",
            "regions is empty: name the regions that calls to DE leave from, or delete the entry",
        ),
    ] {
        let path = "tandem.admin.v1.Admin/SetCountryRoute";
        let reply = servers.post(path, body.to_string()).await;
        assert_eq!(reply.error(), invalid(text));
        assert_eq!(reply.json()["meta"]["field"], field);
    }
    let path = "tandem.admin.v1.Admin/DeleteCountryRoute";
    let (status, code, _) = servers.post(path, r#"{"country":"DE"}"#).await.error();
    assert_eq!((status, code.as_str()), (404, "not_found"));
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeat_under_one_key_is_recorded_once_and_another_entry_is_told() {
    let servers = Servers::start().await;
    let path = "tandem.admin.v1.Admin/SetCountryRoute";
    let key = ("Idempotency-Key", "route-1");
    let set = json!({"country": "DE", "regions": ["eu-central"]});
    let first = servers.post_with(path, key, &set).await;
    let again = servers.post_with(path, key, &set).await;
    assert_eq!((again.status.as_u16(), again.json()), (200, first.json()));
    let other = json!({"country": "DE", "regions": ["eu-west"]});
    let other = servers.post_with(path, key, &other).await;
    assert_eq!(other.error().1, "already_exists");
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn grpc_serves_the_same_and_the_watch_tells_of_it() {
    let servers = Servers::start().await;
    let with = |grants: String| {
        move |mut request: tonic::Request<()>| {
            let bearer = format!("Bearer {grants}").parse().expect("ASCII");
            request.metadata_mut().insert("authorization", bearer);
            Ok(request)
        }
    };
    let channel = tonic::transport::Endpoint::from_shared(servers.grpc()).expect("a URL");
    let channel = channel.connect().await.expect("reached");
    let mut client = AdminClient::with_interceptor(channel.clone(), with(all_grants()));
    let set = wire::SetCountryRouteRequest {
        country: "FR".to_owned(),
        regions: vec!["eu-west".to_owned()],
        policy: String::new(),
    };
    let route = client.set_country_route(set.clone()).await.expect("set");
    let route = route.into_inner();
    assert_eq!(route.policy, "fall_back");

    let watch = client.watch(wire::WatchRequest { from: 1 }).await;
    let mut watch = watch.expect("watched").into_inner();
    let change = loop {
        let told = watch.message().await.expect("no error").expect("no end");
        if let Some(change) = told.change {
            break change;
        }
    };
    let kind = change.events[0].kind.clone();
    let expected = wire::change_event::Kind::CountryRouteSet(route);
    assert_eq!(kind, Some(expected));

    let stranger = token(&json!({"sip": {"call": true}}));
    let mut client = AdminClient::with_interceptor(channel, with(stranger));
    let refused = client.set_country_route(set).await.expect_err("no grant");
    assert_eq!(refused.code(), tonic::Code::Unauthenticated);
    servers.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_tells_the_gateway_or_why_there_is_none() {
    let servers = Servers::start().await;
    let region = |text| Region::try_new(text).expect("a region");
    let facts = |most_calls| NodeFacts {
        region: Some(region("eu")),
        countries: Vec::new(),
        is_gateway: true,
        most_calls,
    };
    servers.plane.nodes().introduce(facts(10));
    servers.plane.nodes().set_ready();
    let explain = json!({"country": "de"});
    let answer = admin(&servers, "ExplainPlacement", &explain).await;
    assert_eq!(answer["node_id"], "1");
    assert_eq!(answer["region"], "eu");
    let step = &answer["considered"][0];
    assert_eq!(step["why"], "no entry restricts it");
    assert_eq!(
        (&step["outcome"], &step["load"]["state"]),
        (&json!("chosen"), &json!("ready"))
    );
    assert_eq!(step["load"]["most_calls"], 10);

    let set = json!({"country": "DE", "regions": ["eu", "us"], "policy": "never_leave"});
    admin(&servers, "SetCountryRoute", &set).await;
    servers.plane.nodes().introduce(facts(0));
    let answer = admin(&servers, "ExplainPlacement", &explain).await;
    assert_eq!(answer.get("node_id"), None, "{answer}");
    assert_eq!(answer["reason"], "gateways-full");
    assert_eq!(
        answer["text"],
        "no gateway takes the call to DE: eu: 1 full; us: none is known"
    );
    let outcomes: Vec<_> = answer["considered"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|step| (step["region"].clone(), step["outcome"].clone()))
        .collect();
    assert_eq!(
        outcomes,
        [
            (json!("eu"), json!("full")),
            (json!("us"), json!("no gateway is known"))
        ]
    );

    let wrong = json!({"country": "Germany"});
    let path = "tandem.admin.v1.Admin/ExplainPlacement";
    let reply = servers.post(path, wrong.to_string()).await;
    assert_eq!(
        (reply.error().0, &reply.json()["meta"]["field"]),
        (400, &json!("country"))
    );
    let status = admin(&servers, "ClusterStatus", &json!({})).await;
    assert_eq!(status["members"][0]["load"]["state"], "full", "{status}");
    servers.stop().await;
}
