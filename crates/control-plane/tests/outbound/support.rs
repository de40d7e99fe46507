//! Nodes of one cluster that speak gRPC over the loopback, each with a gateway that places nothing but remembers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tandem_control_plane::nodes::NodeFacts;
use tandem_control_plane::outbound::{
    Begun, CallFailed, Dial, MoveError, MoveRequest, NotTaken, Originate, OutboundLimits,
    OutboundParticipant, OutboundRequest, OwnAddresses, PlacedCall, TransferError, TransferRequest,
    Transferred,
};
use tandem_control_plane::{
    CallPlaced, Channels, ClusterConfig, Config, ControlPlane, ControlPlaneOwner, Leader, Member,
    MembershipError, Metrics, Roles, Timing, Vault,
};
use tandem_model::{
    Auth, CallId, CountryCode, CountryRouteSpec, Destination, DispatchRuleId, MediaConfig,
    OutboundTrunkSpec, ParticipantSid, PhoneNumber, Region, Revision, RoomName, RoutePolicy,
    Sealed, SipTransport, TrunkId,
};
use tandem_provisioning::{Actor, Command};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;

/// How long anything may take: far above what it takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// A busy machine holds a leader up for longer than the usual timing allows: who leads must not change by that.
const STEADY: Timing = Timing {
    heartbeat: Duration::from_millis(100),
    election_min: Duration::from_millis(1_000),
    election_max: Duration::from_millis(2_000),
};
/// Who was heard of within this is believed for longer than a call takes to be placed.
const JUST_NOW: Duration = Duration::from_secs(1);

/// A gateway that remembers what it was asked for.
pub(crate) struct Gateway {
    pub(crate) asked: Mutex<Vec<OutboundRequest>>,
    pub(crate) abandoned: Mutex<Vec<String>>,
    /// What becomes of the calls: nothing yet, or their end.
    answer: watch::Sender<Option<Result<(), CallFailed>>>,
    /// Keeps calls from beginning.
    pub(crate) is_stuck: AtomicBool,
}

impl Gateway {
    pub(crate) fn answers(&self, outcome: Result<(), CallFailed>) {
        self.answer.send_replace(Some(outcome));
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("not poisoned");
        asked
            .iter()
            .map(|request| request.call.to_string())
            .collect()
    }
}

impl Originate for Gateway {
    fn transfer(
        &self,
        _: TransferRequest,
    ) -> BoxFuture<'static, Result<Transferred, TransferError>> {
        async { Err(TransferError::UnknownCall) }.boxed()
    }

    fn relocate(&self, _: MoveRequest) -> BoxFuture<'static, Result<(), MoveError>> {
        async { Err(MoveError::UnknownCall) }.boxed()
    }

    fn abandon(&self, call: &CallId) {
        self.abandoned
            .lock()
            .expect("not poisoned")
            .push(call.to_string());
    }

    fn originate(&self, request: OutboundRequest) -> BoxFuture<'static, Result<Begun, NotTaken>> {
        self.asked.lock().expect("not poisoned").push(request);
        if self.is_stuck.load(Ordering::Relaxed) {
            return futures::future::pending().boxed();
        }
        let mut answer = self.answer.subscribe();
        let answer = async move {
            let outcome = answer.wait_for(Option::is_some).await.expect("it lives");
            outcome.clone().expect("there is one")
        };
        let call = PlacedCall {
            participant: ParticipantSid::try_new("PA_1").expect("an id"),
            sip_call_id: "1@gateway".into(),
        };
        let begun = Begun {
            call,
            answer: answer.boxed(),
        };
        async { Ok(begun) }.boxed()
    }
}

/// Notes where calls went.
#[derive(Default)]
pub(crate) struct Placed(Mutex<Vec<CallPlaced>>);

impl Placed {
    pub(crate) fn all(&self) -> Vec<CallPlaced> {
        self.0.lock().expect("not poisoned").clone()
    }
}

impl Metrics for Placed {
    fn placed(&self, placed: CallPlaced) {
        self.0.lock().expect("not poisoned").push(placed);
    }

    fn recorded(&self, _revision: Revision, _objects: usize) {}
}

pub(crate) struct Node {
    pub(crate) id: u64,
    pub(crate) plane: ControlPlane,
    pub(crate) gateway: Arc<Gateway>,
    pub(crate) own: Member,
    /// Where the calls went that were asked for here.
    pub(crate) placed: Arc<Placed>,
    owner: ControlPlaneOwner,
    /// Other nodes are served here: their connections die with it.
    between: Option<Runtime>,
    _dir: TempDir,
}

impl Node {
    pub(crate) async fn start(id: u64, region: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let own = Member {
            address: listener.local_addr().expect("bound").to_string(),
            http: String::new(),
            region: region.to_owned(),
            roles: Roles {
                voter: id == 1,
                gateway: true,
                rooms: false,
            },
        };
        let dir = tempfile::tempdir().expect("a directory");
        let placed = Arc::new(Placed::default());
        let config = Config {
            dir: dir.path().to_owned(),
            node_id: id,
            ended_calls: 10,
            metrics: Arc::clone(&placed) as _,
        };
        let cluster = ClusterConfig {
            name: "test".to_owned(),
            own: own.clone(),
            timing: STEADY,
            channels: Channels::new(None),
        };
        let opened = ControlPlane::join(config, Vault::from_key([7; 32]), cluster).await;
        let (plane, owner) = opened.expect("opens");
        plane.nodes().introduce(NodeFacts {
            region: Region::try_new(region).ok(),
            countries: Vec::new(),
            is_gateway: true,
            most_calls: 10,
        });
        plane.nodes().set_ready();
        let gateway = Arc::new(Gateway {
            asked: Mutex::default(),
            abandoned: Mutex::default(),
            answer: watch::Sender::new(None),
            is_stuck: AtomicBool::new(false),
        });
        plane.place_calls_by(Arc::clone(&gateway) as _);
        let between = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let serving = Server::builder()
            .add_service(plane.raft_server())
            .add_service(plane.nodes_server())
            .add_service(plane.calls_server())
            .serve_with_incoming(TcpListenerStream::new(listener));
        between.spawn(serving);
        Self {
            id,
            plane,
            gateway,
            own,
            placed,
            owner,
            between: Some(between),
            _dir: dir,
        }
    }

    /// Ends the node as others see it: nobody is told.
    pub(crate) fn vanish(&mut self) {
        if let Some(between) = self.between.take() {
            between.shutdown_background();
        }
    }

    pub(crate) async fn stop(mut self) {
        self.vanish();
        drop(self.plane);
        self.owner.shutdown().await;
    }
}

/// A cluster with a gateway in each of these regions; all have heard of all.
pub(crate) async fn cluster(regions: &[&str]) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (id, region) in (1..).zip(regions) {
        nodes.push(Node::start(id, region).await);
    }
    nodes[0].plane.initialize().await.expect("made");
    for node in &nodes[1..] {
        let added = async {
            // One change at a time: the one before may not be committed everywhere.
            while let Err(error) = nodes[0].plane.add_learner(node.id, node.own.clone()).await {
                let is_passing = [MembershipError::InProgress, MembershipError::Unknown];
                assert!(is_passing.contains(&error), "{error}");
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, added).await.expect("added");
    }
    for node in &nodes {
        until("all members are known", || {
            node.plane.status().members.len() == nodes.len()
                && node.plane.leader() != Leader::Nobody
        })
        .await;
    }
    hear(&nodes).await;
    nodes
}

/// Lets all nodes that run hear of one another.
pub(crate) async fn hear(nodes: &[Node]) {
    let all: Vec<&Node> = nodes.iter().filter(|node| node.between.is_some()).collect();
    let hear = async {
        for node in &all {
            let has_heard = |of: &&Node| {
                let heard = node.plane.pulse_of(of.id);
                heard.is_some_and(|(_, since)| since < JUST_NOW)
            };
            loop {
                node.plane.hear_of_members().await;
                if all.iter().all(has_heard) {
                    break;
                }
            }
        }
    };
    let heard = tokio::time::timeout(PATIENCE, hear).await;
    heard.expect("all hear of all");
}

pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    let so = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, so).await.expect(what);
}

pub(crate) async fn stop(nodes: Vec<Node>) {
    for node in nodes.into_iter().rev() {
        node.stop().await;
    }
}

/// Says where calls to a country leave from; every node that runs knows when this returns, and has heard of the others.
pub(crate) async fn route(nodes: &[Node], country: &str, regions: &[&str], policy: RoutePolicy) {
    let region = |text: &&str| Region::try_new(text).expect("a region");
    let spec = CountryRouteSpec {
        regions: regions.iter().map(region).collect(),
        policy,
    };
    let destination = Destination::try_new(country).expect("a destination");
    let command = Command::SetCountryRoute(destination, Box::new(spec));
    let receipt = nodes[0].plane.execute(Actor("test".into()), command).await;
    let revision = receipt.expect("recorded").revision;
    for node in nodes.iter().filter(|node| node.between.is_some()) {
        let applied = node.plane.wait_for(revision, PATIENCE).await;
        applied.expect("in time");
    }
    hear(nodes).await;
}

/// A call with every field set.
pub(crate) fn call(id: &str, country: &str) -> OutboundRequest {
    OutboundRequest {
        call: CallId::try_new(id).expect("an id"),
        rule: DispatchRuleId::try_new("SDR_1").ok(),
        dial: Dial {
            trunk_id: Some(TrunkId::try_new("ST_1").expect("an id")),
            trunk: OutboundTrunkSpec {
                name: "trunk".into(),
                address: "sip.example.test:5061".into(),
                transport: SipTransport::Tls,
                numbers: vec![PhoneNumber::new("+4930111")],
                auth: Auth {
                    username: "user".into(),
                    password: Some(Sealed(vec![1, 2, 3].into())),
                    realm: "".into(),
                },
                destination_country: CountryCode::try_new(country).ok(),
                media: Some(MediaConfig::default()),
                ..OutboundTrunkSpec::default()
            },
            number: PhoneNumber::new("+4930222"),
            own: OwnAddresses {
                request_uri: Some("sip:desk@pbx.test".into()),
                to: Some("\"Desk\" <sip:desk@pbx.test>".into()),
                to_user: Some("desk".into()),
                from: Some("<sip:ann@pbx.test>".into()),
            },
            from_number: PhoneNumber::new("+4930111"),
            display_name: Some("Anna".into()),
            dtmf: "1w2".into(),
        },
        participant: OutboundParticipant {
            room: RoomName::try_new("meeting").expect("a name"),
            identity: "callee".into(),
            name: "Callee".into(),
            metadata: "{}".into(),
            attributes: [("a".into(), "1".into())].into(),
            hide_phone_number: true,
            play_dialtone: true,
            krisp_enabled: true,
        },
        limits: OutboundLimits {
            ringing_timeout: Some(Duration::from_millis(1_500)),
            max_call_duration: Some(Duration::from_secs(60)),
        },
        wait_until_answered: false,
        ends_with_asker: true,
        may_be_repeat: false,
        revision: Revision(1),
    }
}
