//! Several nodes: any of them takes a write, one decides it, once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tandem_api::Options;
use tandem_control_plane::{
    Channels, ClusterConfig, Config, ControlPlane, Leader, Member, Roles, Timing, Vault,
};
use tandem_wire::internal as wire;
use tandem_wire::internal::call_response::Outcome;
use tandem_wire::internal::forward_client::ForwardClient;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;

use crate::conditions::all;
use crate::support::{PATIENCE, Reply, Servers};

const CREATE: &str = "livekit.SIP/CreateSIPInboundTrunk";
/// A busy machine holds a leader up for longer than the usual timing allows: who leads must not change by that.
const STEADY: Timing = Timing {
    heartbeat: Duration::from_millis(100),
    election_min: Duration::from_millis(1_000),
    election_max: Duration::from_millis(2_000),
};

/// One node.
pub(crate) struct Node {
    pub(crate) servers: Servers,
    own: Member,
    between: JoinHandle<()>,
}

/// Nodes by number.
pub(crate) struct Nodes(BTreeMap<u64, Node>);

impl Node {
    async fn start(id: u64) -> Self {
        Self::with(id, PATIENCE).await
    }

    /// A node whose writes look for a leader for so long.
    async fn with(id: u64, forward_patience: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let own = Member {
            address: listener.local_addr().expect("bound").to_string(),
            http: format!("node-{id}.example.com:7880"),
            region: format!("region-{id}"),
            roles: Roles {
                voter: true,
                ..Roles::default()
            },
        };
        let dir = tempfile::tempdir().expect("a directory");
        let config = Config {
            dir: dir.path().to_owned(),
            node_id: id,
            ended_calls: 10,
            metrics: Arc::new(()),
        };
        let cluster = ClusterConfig {
            name: "test".to_owned(),
            own: own.clone(),
            timing: STEADY,
            channels: Channels::new(None),
        };
        let opened = ControlPlane::join(config, Vault::from_key([7; 32]), cluster).await;
        let options = Options {
            wait_patience: PATIENCE,
            forward_patience,
            ..Options::default()
        };
        let servers = Servers::over(opened.expect("opens"), dir, false, options).await;
        let between = Server::builder()
            .add_service(servers.plane.raft_server())
            .add_service(servers.forward())
            .serve_with_incoming(TcpListenerStream::new(listener));
        let between = tokio::spawn(async move { between.await.expect("serves") });
        Self {
            servers,
            own,
            between,
        }
    }

    async fn stop(self) {
        self.between.abort();
        self.servers.stop().await;
    }

    async fn admin(&self, method: &str, body: &Value) -> Reply {
        let path = format!("tandem.admin.v1.Admin/{method}");
        self.servers.post(&path, body.to_string()).await
    }

    /// A change of the members, asked for until it is done: a busy machine may not tell what became of it.
    async fn changed(&self, method: &str, body: &Value) -> Reply {
        let changed = async {
            loop {
                let reply = self.admin(method, body).await;
                if reply.status != StatusCode::SERVICE_UNAVAILABLE {
                    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
                    return reply;
                }
            }
        };
        tokio::time::timeout(PATIENCE, changed).await.expect("done")
    }
}

impl Nodes {
    /// Starts voters and makes them a cluster, whose leader is the first.
    pub(crate) async fn start(count: u64) -> Self {
        Self::with(count, PATIENCE).await
    }

    /// Voters whose writes look for a leader for so long.
    async fn with(count: u64, forward_patience: Duration) -> Self {
        let mut nodes = BTreeMap::new();
        for id in 1..=count {
            nodes.insert(id, Node::with(id, forward_patience).await);
        }
        let nodes = Self(nodes);
        let made = nodes.at(1).admin("ClusterInit", &json!({})).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        for id in 2..=count {
            // Any node takes the request, once it is a member.
            nodes.add_learner(1, id).await;
            let promote = json!({"node_id": id});
            nodes.at(1).changed("ClusterPromote", &promote).await;
        }
        for id in 1..=count {
            nodes
                .until("a leader is known", || {
                    nodes.at(id).servers.plane.leader() != Leader::Nobody
                })
                .await;
        }
        nodes
    }

    pub(crate) fn at(&self, id: u64) -> &Node {
        &self.0[&id]
    }

    async fn add_learner(&self, through: u64, id: u64) -> Value {
        let own = &self.at(id).own;
        let learner = json!({"node_id": id, "address": own.address, "http": own.http, "region": own.region, "roles": ["voter"]});
        let added = self.at(through).changed("ClusterAddLearner", &learner);
        added.await.json()
    }

    pub(crate) fn leader(&self) -> Option<u64> {
        let mut nodes = self.0.iter();
        nodes.find_map(|(id, node)| (node.servers.plane.leader() == Leader::Here).then_some(*id))
    }

    /// A node that does not lead.
    pub(crate) fn follower(&self) -> u64 {
        let leader = self.leader();
        let mut ids = self.0.keys().copied();
        ids.find(|id| Some(*id) != leader).expect("two nodes")
    }

    async fn until(&self, what: &str, is_so: impl Fn() -> bool) {
        let so = async {
            while !is_so() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, so).await.expect(what);
    }

    async fn stop(&mut self, id: u64) {
        let node = self.0.remove(&id).expect("a node");
        node.stop().await;
    }

    pub(crate) async fn stop_all(mut self) {
        while let Some((_, node)) = self.0.pop_last() {
            node.stop().await;
        }
    }
}

/// Milliseconds since a node heard of its leader.
fn staleness(status: &Value) -> u64 {
    let text = status["staleness_ms"].as_str().expect("known");
    text.parse().expect("a number")
}

fn trunk(number: usize) -> Value {
    json!({"trunk": {"numbers": [format!("+1555{number:05}")]}})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_node_takes_a_write_and_its_answer_is_the_leaders() {
    let nodes = Nodes::start(3).await;
    for id in 1..=3 {
        let created = nodes
            .at(id)
            .servers
            .post(CREATE, trunk(id as usize).to_string())
            .await;
        assert_eq!(created.status, StatusCode::OK, "{}", created.text());
        assert_eq!(created.header("tandem-revision"), id.to_string());
        // Who wrote through one node reads it through another.
        for other in 1..=3 {
            let list = "livekit.SIP/ListSIPInboundTrunk";
            let wait = ("Tandem-Wait-Revision", created.header("tandem-revision"));
            let listed = nodes
                .at(other)
                .servers
                .post_with(list, wait, &json!({}))
                .await;
            let items = listed.json()["items"].as_array().expect("a list").len();
            assert_eq!(items as u64, id, "node {other}");
        }
    }
    let servers = &nodes.at(nodes.follower()).servers;
    // A refusal is the leader's as well, word for word and with what is for programs.
    let leaders = &nodes.at(nodes.leader().expect("a leader")).servers;
    let taken = trunk(1).to_string();
    let (far, near) = (
        servers.post(CREATE, taken.clone()).await,
        leaders.post(CREATE, taken).await,
    );
    assert_eq!(far.error(), near.error());
    assert_eq!(far.json(), near.json());
    assert_eq!(far.json()["meta"]["reason"], "conflict");
    let stale = servers
        .post_with(CREATE, ("If-Match", "\"1\""), &trunk(9))
        .await;
    assert_eq!(stale.error().1, "aborted");
    let fresh = servers
        .post_with(CREATE, ("If-Match", "\"3\""), &trunk(9))
        .await;
    assert_eq!(fresh.header("tandem-revision"), "4");
    nodes.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_one_key_a_request_is_done_once_wherever_it_comes() {
    let mut nodes = Nodes::start(3).await;
    let key = ("Idempotency-Key", "a key");
    let body = trunk(1);
    let mut tried = Vec::new();
    for id in [1, 2, 3, 1, 2, 3] {
        tried.push(nodes.at(id).servers.post_with(CREATE, key, &body));
    }
    let mut replies = Vec::new();
    for reply in all(tried).await {
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        replies.push((reply.json(), reply.header("tandem-revision").to_owned()));
    }
    assert!(
        replies.iter().all(|reply| *reply == replies[0]),
        "{replies:?}"
    );
    let other = nodes.at(2).servers.post_with(CREATE, key, &trunk(2)).await;
    assert_eq!(
        (other.error().0, &*other.error().1),
        (409, "already_exists")
    );
    assert_eq!(other.json()["meta"]["reason"], "idempotency-key-used");

    let leader = nodes.leader().expect("a leader");
    nodes.stop(leader).await;
    let again = nodes
        .at(nodes.follower())
        .servers
        .post_with(CREATE, key, &body)
        .await;
    assert_eq!(
        (again.json(), again.header("tandem-revision").to_owned()),
        replies[0]
    );
    nodes.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_lost_costs_no_write_and_doubles_none() {
    const WRITERS: usize = 8;
    const EACH: usize = 20;
    let mut nodes = Nodes::start(3).await;
    let leader = nodes.leader().expect("a leader");
    let lost = nodes.0.remove(&leader).expect("a node");
    let survivors: Vec<&Servers> = nodes.0.values().map(|node| &node.servers).collect();
    let writers = (0..WRITERS).map(|writer| {
        let servers = survivors[writer % survivors.len()];
        async move {
            for number in 0..EACH {
                let body = trunk(writer * EACH + number);
                let created = servers.post(CREATE, body.to_string()).await;
                assert_eq!(created.status, StatusCode::OK, "{}", created.text());
            }
        }
    });
    let watched = survivors[0].plane.clone();
    let stop = async {
        let first = tandem_model::Revision(20);
        watched.wait_for(first, PATIENCE).await.expect("written");
        drop(watched);
        lost.stop().await;
    };
    tokio::join!(all(writers), stop);
    let servers = survivors[0];
    // Each node may apply later what the other's client was answered.
    let all = tandem_model::Revision((WRITERS * EACH) as u64);
    servers.plane.wait_for(all, PATIENCE).await.expect("all");
    let listed = servers.sip("ListSIPInboundTrunk", &json!({})).await;
    let items = listed["items"].as_array().expect("a list");
    let numbers: BTreeSet<&str> = items
        .iter()
        .filter_map(|item| item["numbers"][0].as_str())
        .collect();
    assert_eq!(
        (items.len(), numbers.len()),
        (WRITERS * EACH, WRITERS * EACH)
    );
    assert_eq!(servers.plane.revision(), all);
    nodes.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_majority_writes_are_refused_and_reads_go_on() {
    let mut nodes = Nodes::with(3, Duration::from_secs(3)).await;
    let created = nodes.at(1).servers.post(CREATE, trunk(1).to_string()).await;
    let wait = ("Tandem-Wait-Revision", created.header("tandem-revision"));
    let list = "livekit.SIP/ListSIPInboundTrunk";
    let last = nodes.follower();
    nodes
        .at(last)
        .servers
        .post_with(list, wait, &json!({}))
        .await;
    nodes.at(last).servers.ready().await;
    for id in (1..=3).filter(|id| *id != last) {
        nodes.stop(id).await;
    }
    let servers = &nodes.at(last).servers;
    let cut_off = Instant::now();
    // The first may have reached a leader that was on its way out, or one that has yet to miss the others.
    let tries = async {
        loop {
            let refused = servers.post(CREATE, trunk(2).to_string()).await;
            assert_ne!(refused.status, StatusCode::OK, "{}", refused.text());
            if refused.json()["meta"]["applied"] == "no" {
                return refused;
            }
        }
    };
    let refused = tokio::time::timeout(PATIENCE, tries).await;
    let refused = refused.expect("it is sure that nothing is written");
    assert_eq!(refused.error().1, "unavailable", "{}", refused.text());
    let listed = servers.sip("ListSIPInboundTrunk", &json!({})).await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    let (status, text) = servers.readiness().await;
    assert_eq!(status, 200, "calls need no leader: {text}");
    let waited = u64::try_from(cut_off.elapsed().as_millis()).expect("short");
    let shown = nodes
        .at(last)
        .admin("ClusterStatus", &json!({}))
        .await
        .json();
    // It is cut off since before the writes were tried.
    assert!(staleness(&shown) >= waited, "{waited} ms: {shown}");
    nodes.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_is_ready_once_it_has_caught_up() {
    let mut nodes = Nodes::start(1).await;
    assert_eq!(nodes.at(1).servers.ready().await, "ready at revision 0");
    for number in 1..=20 {
        nodes
            .at(1)
            .servers
            .sip("CreateSIPInboundTrunk", &trunk(number))
            .await;
    }
    nodes.0.insert(2, Node::start(2).await);
    let waits = (503, "not ready: no leader is known yet".to_owned());
    assert_eq!(nodes.at(2).servers.readiness().await, waits);
    nodes.add_learner(1, 2).await;
    assert_eq!(nodes.at(2).servers.ready().await, "ready at revision 20");
    let page = nodes
        .at(2)
        .servers
        .send(Method::GET, "/metrics", &[], "")
        .await;
    for gauge in [
        "tandem_staleness_seconds",
        "tandem_is_leader",
        "tandem_term",
        "tandem_apply_lag_entries",
    ] {
        assert!(page.text().contains(gauge), "{gauge}");
    }
    nodes.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_are_shown_promoted_demoted_and_taken_out_through_any_node() {
    let mut nodes = Nodes::start(3).await;
    nodes.0.insert(4, Node::start(4).await);
    let own = nodes.at(4).admin("ClusterStatus", &json!({})).await.json();
    assert_eq!(
        (&own["members"], &own["own"]["region"]),
        (&json!([]), &json!("region-4"))
    );
    let follower = nodes.follower();
    nodes.add_learner(follower, 4).await;
    let status = async |id: u64| nodes.at(id).admin("ClusterStatus", &json!({})).await.json();
    let shown = status(follower).await;
    assert_eq!(shown["cluster"], "test");
    assert_eq!(shown["node_id"], follower.to_string());
    assert_eq!(shown["state"], "follower");
    assert!(
        u128::from(staleness(&shown)) < PATIENCE.as_millis(),
        "{shown}"
    );
    let leader = nodes.leader().expect("a leader");
    assert_eq!(shown["leader_id"], leader.to_string());
    let members = shown["members"].as_array().expect("members");
    assert_eq!(members.len(), 4);
    for (member, id) in members.iter().zip(1..) {
        assert_eq!(member["node_id"], id.to_string());
        assert_eq!(member["address"], nodes.at(id).own.address);
        assert_eq!(member["http"], nodes.at(id).own.http);
        assert_eq!(member["region"], format!("region-{id}"));
        assert_eq!(member["roles"], json!(["voter"]));
        assert_eq!(member["is_voter"], id != 4);
        assert_eq!(member["is_leader"], id == leader);
        assert!(id == 4 || member["matched_index"].is_string(), "{member}");
        assert!(id == 4 || member["lag"].is_string(), "{member}");
    }
    let change = async |method: &str, id: u64| {
        let reply = nodes
            .at(follower)
            .admin(method, &json!({"node_id": id}))
            .await;
        match reply.status {
            StatusCode::OK => "ok".to_owned(),
            _ => reply.error().1,
        }
    };
    assert_eq!(change("ClusterPromote", 4).await, "ok");
    assert_eq!(change("ClusterDemote", 4).await, "ok");
    assert_eq!(change("ClusterRemove", 4).await, "ok");
    assert_eq!(change("ClusterPromote", 4).await, "not_found");
    assert_eq!(change("ClusterPromote", 0).await, "invalid_argument");
    assert_eq!(change("ClusterTransferLeader", follower).await, "ok");
    nodes
        .until("the lead is handed over", || {
            nodes.leader() == Some(follower)
        })
        .await;
    let again = nodes.at(1).admin("ClusterInit", &json!({})).await;
    assert_eq!(again.error().1, "failed_precondition");
    let denied = nodes
        .at(1)
        .servers
        .send(
            Method::POST,
            "/twirp/tandem.admin.v1.Admin/ClusterStatus",
            &[("content-type", "application/json")],
            "{}",
        )
        .await;
    assert_eq!(denied.status, StatusCode::UNAUTHORIZED);
    nodes.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_handed_on_is_not_handed_on_again_and_strangers_are_refused() {
    let nodes = Nodes::start(2).await;
    let follower = nodes.at(nodes.follower());
    let address = format!("http://{}", follower.own.address);
    let mut client = ForwardClient::connect(address).await.expect("connects");
    let mut call = async |cluster: &str| {
        let request = wire::CallRequest {
            service: "livekit.SIP".to_owned(),
            method: "CreateSIPInboundTrunk".to_owned(),
            content_type: "application/json".to_owned(),
            body: trunk(1).to_string().into(),
            claims: Some(wire::Claims {
                key: "devkey".to_owned(),
                sip_admin: true,
                ..wire::Claims::default()
            }),
            headers: [("tandem-cluster".to_owned(), cluster.to_owned())].into(),
        };
        let answered = client.call(request).await.expect("answered").into_inner();
        match answered.outcome {
            Some(Outcome::Error(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    let refused = call("test").await;
    assert_eq!(
        (&*refused.code, &*refused.meta["applied"]),
        ("unavailable", "no")
    );
    assert_eq!(call("another").await.code, "unauthenticated");
    nodes.stop_all().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_alone_has_no_cluster_to_change() {
    let servers = Servers::start().await;
    for method in ["ClusterInit", "ClusterPromote"] {
        let refused = servers
            .post(&format!("tandem.admin.v1.Admin/{method}"), "{}")
            .await;
        assert_eq!(refused.error().1, "failed_precondition");
    }
    let shown = servers
        .post("tandem.admin.v1.Admin/ClusterStatus", "{}")
        .await
        .json();
    assert_eq!(
        (&shown["state"], &shown["staleness_ms"]),
        (&json!("leader"), &json!("0"))
    );
    servers.stop().await;
}
