//! Servers on free ports of the loopback, over a log of their own.

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};
use tandem_api::{ApiConfig, ForwardService, Keys, Options, Running, VideoSdkKeys, serve_with};
use tandem_control_plane::{Config, ControlPlane, ControlPlaneOwner, Vault};
use tandem_hooks::{Hooks, HooksConfig, HooksOwner, Networks};
use tandem_model::{IdSuffix, RoomName};
use tandem_rooms::{
    Bridge, Cluster, Join, Joined, ParticipantKind, ParticipantSink, RoomDefaults, RoomEvent, Rooms,
};
use tandem_rtp_io::{LegId, MixId};
use tandem_telemetry::instruments::{self, MetricsPage};
use tandem_wire::internal::forward_server::ForwardServer;
use tempfile::TempDir;

/// How long anything may take: far above what it takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// The longest body that these servers take.
pub(crate) const MAX_BODY: usize = 256 << 10;

/// A process has one recorder.
static METRICS: LazyLock<MetricsPage> =
    LazyLock::new(|| instruments::install().expect("the first recorder"));

/// Servers, and a client of theirs.
pub(crate) struct Servers {
    running: Running,
    owner: ControlPlaneOwner,
    hooks_owner: HooksOwner,
    pub(crate) plane: ControlPlane,
    pub(crate) rooms: Rooms,
    client: Client<HttpConnector, Full<Bytes>>,
    _dir: TempDir,
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

struct Silent;

impl Bridge for Silent {
    fn join(&self, _: LegId, _: MixId) {}
    fn leave(&self, _: LegId) {}
    fn echo(&self, _: LegId) {}
}

impl ParticipantSink for Silent {
    fn room_event(&self, _: RoomEvent) {}
}

impl Servers {
    pub(crate) async fn start() -> Self {
        Self::with(false).await
    }

    /// Servers that show passwords, or do not.
    pub(crate) async fn with(reveal_secrets: bool) -> Self {
        Self::within(reveal_secrets, Options::default()).await
    }

    /// Servers with these bounds.
    pub(crate) async fn within(reveal_secrets: bool, options: Options) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let config = Config {
            dir: dir.path().to_owned(),
            node_id: 1,
            ended_calls: tandem_control_plane::calls::ENDED_CALLS,
            metrics: Arc::new(()),
        };
        let opened = ControlPlane::open(config, Vault::from_key([7; 32])).await;
        Self::over(opened.expect("opens"), dir, reveal_secrets, options).await
    }

    /// Servers over a control plane.
    pub(crate) async fn over(
        (plane, owner): (ControlPlane, ControlPlaneOwner),
        dir: TempDir,
        reveal_secrets: bool,
        options: Options,
    ) -> Self {
        let rooms = Rooms::new(Arc::new(Silent), RoomDefaults::default());
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let loopback = vec!["127.0.0.0/8".parse().expect("a network")];
        let networks = Networks::public_and(loopback);
        let hooks = HooksConfig::new(networks, None).expect("the web's authorities");
        let (hooks, hooks_owner) = Hooks::start(hooks);
        let config = ApiConfig {
            http: any,
            grpc: any,
            keys: Keys::new([("devkey".to_owned(), "secret".to_owned())]),
            videosdk_keys: VideoSdkKeys::new([("vskey".to_owned(), "vssecret".to_owned())]),
            max_body: MAX_BODY,
            timeout: PATIENCE,
            reveal_secrets,
            capture: tandem_capture::Capture::new(tandem_capture::Bounds::default()),
            hooks,
        };
        let metrics = METRICS.clone();
        let running = serve_with(
            config,
            plane.clone(),
            Cluster::alone(rooms.clone()),
            metrics,
            options,
        )
        .await;
        Self {
            running: running.expect("serves"),
            owner,
            plane,
            rooms,
            hooks_owner,
            client: Client::builder(TokioExecutor::new()).build_http(),
            _dir: dir,
        }
    }

    pub(crate) fn http(&self) -> SocketAddr {
        self.running.http
    }

    pub(crate) fn grpc(&self) -> String {
        format!("http://{}", self.running.grpc)
    }

    /// What other nodes may ask of these.
    pub(crate) fn forward(&self) -> ForwardServer<ForwardService> {
        self.running.forward.clone()
    }

    pub(crate) async fn drain(&self) {
        self.running.drain().await;
    }

    pub(crate) async fn stop(self) {
        self.running.shutdown(PATIENCE).await;
        self.hooks_owner.shutdown(PATIENCE).await;
        drop((self.plane, self.client));
        self.owner.shutdown().await;
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Reply {
        let uri = format!("http://{}{path}", self.http());
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).expect("a request");
        let response = tokio::time::timeout(PATIENCE, self.client.request(request)).await;
        let (parts, body) = response.expect("in time").expect("an answer").into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// Whether it is ready, and what it says of it.
    pub(crate) async fn readiness(&self) -> (u16, String) {
        let reply = self.send(Method::GET, "/readyz", &[], "").await;
        (reply.status.as_u16(), reply.text().to_owned())
    }

    /// Waits until it is ready; gives what it says then.
    pub(crate) async fn ready(&self) -> String {
        let ready = async {
            loop {
                let (status, text) = self.readiness().await;
                if status == 200 {
                    return text;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, ready).await.expect("ready")
    }

    /// Posts JSON with a token that may do everything.
    pub(crate) async fn post(&self, path: &str, body: impl Into<Bytes>) -> Reply {
        let bearer = format!("Bearer {}", all_grants());
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/twirp/{path}");
        self.send(Method::POST, &path, &headers, body).await
    }

    /// [`Self::post`] with one more header.
    pub(crate) async fn post_with(&self, path: &str, header: (&str, &str), body: &Value) -> Reply {
        let bearer = format!("Bearer {}", all_grants());
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            header,
        ];
        let path = format!("/twirp/{path}");
        self.send(Method::POST, &path, &headers, body.to_string())
            .await
    }

    /// A method of `livekit.SIP` that succeeds.
    pub(crate) async fn sip(&self, method: &str, body: &Value) -> Value {
        let reply = self
            .post(&format!("livekit.SIP/{method}"), body.to_string())
            .await;
        assert_eq!(reply.status, StatusCode::OK, "{method}: {}", reply.text());
        reply.json()
    }

    /// A method of `livekit.SIP` that fails: status, code, message.
    pub(crate) async fn sip_error(&self, method: &str, body: &Value) -> (u16, String, String) {
        self.post(&format!("livekit.SIP/{method}"), body.to_string())
            .await
            .error()
    }

    /// Seats a caller.
    pub(crate) fn seat(&self, room: &str, identity: &str) -> Joined {
        let join = Join {
            room: RoomName::try_new(room).expect("a name"),
            identity: identity.into(),
            name: format!("Phone {identity}").into(),
            metadata: "".into(),
            attributes: [("sip.callID".into(), "SCL_1".into())].into(),
            kind: ParticipantKind::Sip,
            leg: None,
            room_config: None,
            sink: Arc::new(Silent),
            at: tandem_control_plane::now(),
        };
        self.rooms.join(join).expect("a seat")
    }
}

impl Reply {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str());
        value.transpose().expect("text").unwrap_or_default()
    }

    /// Status, code and message of a Twirp error.
    pub(crate) fn error(&self) -> (u16, String, String) {
        assert_eq!(
            self.header("content-type"),
            "application/json",
            "{}",
            self.text()
        );
        let body = self.json();
        let text = |name: &str| body[name].as_str().expect(name).to_owned();
        (self.status.as_u16(), text("code"), text("msg"))
    }
}

/// A token of the development key with these claims beside the usual ones.
pub(crate) fn token(claims: &Value) -> String {
    let mut all = json!({"iss": "devkey", "sub": "tester", "exp": 4_000_000_000_u64});
    for (name, value) in claims.as_object().expect("claims") {
        all[name] = value.clone();
    }
    let key = EncodingKey::from_secret(b"secret");
    encode(&Header::default(), &all, &key).expect("a token")
}

pub(crate) fn all_grants() -> String {
    token(&json!({
        "sip": {"admin": true, "call": true},
        "video": {"roomCreate": true, "roomList": true, "roomAdmin": true, "room": "r"},
    }))
}

/// An invalid argument with this text.
pub(crate) fn invalid(text: &str) -> (u16, String, String) {
    (400, "invalid_argument".to_owned(), text.to_owned())
}

/// Whether an id is a prefix and twelve characters.
pub(crate) fn is_id(value: &Value, prefix: &str) -> bool {
    let text = value.as_str().unwrap_or_default();
    text.starts_with(prefix) && text.len() == prefix.len() + IdSuffix::LENGTH
}
