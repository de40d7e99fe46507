use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tandem_capture::Capture;
use tandem_control_plane::ControlPlane;
use tandem_hooks::Hooks;
use tandem_rooms::Cluster;
use tandem_telemetry::instruments::MetricsPage;
use tandem_wire::DESCRIPTORS;
use tandem_wire::admin::admin_server::AdminServer;
use tandem_wire::internal::forward_server::ForwardServer;
use tandem_wire::livekit::room_service_server::RoomServiceServer;
use tandem_wire::livekit::sip_server::SipServer;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tonic::transport::Server;
use tonic::transport::server::Router as GrpcRouter;
use tonic::transport::server::TcpIncoming;
use tonic_health::server::HealthReporter;

use crate::Api;
use crate::auth::Keys;
use crate::context::WAIT_PATIENCE;
use crate::courier::Courier;
use crate::forward::FORWARD_PATIENCE;
use crate::forward::ForwardService;
use crate::grpc::Grpc;
use crate::http_server::{Http, router};
use crate::listen::serve_http;
use crate::videosdk::{Announcer, KeyMaker, VideoSdkKeys};
use crate::watch::{WatchBounds, Watchers};

/// How often a silent gRPC connection is asked whether it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// Requests at once on one gRPC connection.
const MOST_STREAMS: u32 = 256;

/// What a forwarded request may add to its body: claims, headers, names.
const FORWARD_HEADER: usize = 64 << 10;

/// Where and how to serve.
pub struct ApiConfig {
    /// Twirp, health and metrics.
    pub http: SocketAddr,
    /// gRPC.
    pub grpc: SocketAddr,
    /// Who may ask.
    pub keys: Keys,
    /// Who may ask in VideoSDK's dialect.
    pub videosdk_keys: VideoSdkKeys,
    /// The longest body in octets; 10 MiB.
    pub max_body: usize,
    /// How long a request may take; 30 s.
    pub timeout: Duration,
    /// Shows passwords in answers.
    pub reveal_secrets: bool,
    /// What was said in calls.
    pub capture: Capture,
    /// By whom webhooks are told.
    pub hooks: Hooks,
}

/// Bounds, with defaults.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Bounds of the watch.
    pub watch: WatchBounds,
    /// How long a request waits for the revision that it names; 5 s.
    pub wait_patience: Duration,
    /// How long a write looks for a node that decides it: an election takes a fraction of a second; 3 s.
    pub forward_patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            watch: WatchBounds::default(),
            wait_patience: WAIT_PATIENCE,
            forward_patience: FORWARD_PATIENCE,
        }
    }
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be had.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the kernel says.
        source: io::Error,
    },
    /// The descriptors are broken.
    #[error("gRPC reflection cannot be served: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// The servers that run.
pub struct Running {
    /// Where HTTP is served.
    pub http: SocketAddr,
    /// Where gRPC is served.
    pub grpc: SocketAddr,
    /// What other nodes may ask of this one: to be mounted where only they come in.
    pub forward: ForwardServer<ForwardService>,
    /// What `forward` serves, for as long as this runs.
    served: Arc<Api>,
    is_ready: Arc<AtomicBool>,
    health: HealthReporter,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Starts both servers.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(
    config: ApiConfig,
    plane: ControlPlane,
    rooms: Cluster,
    metrics: MetricsPage,
) -> Result<Running, ServeError> {
    serve_with(config, plane, rooms, metrics, Options::default()).await
}

/// [`serve`] with other bounds.
///
/// # Errors
/// As [`serve`].
pub async fn serve_with(
    config: ApiConfig,
    plane: ControlPlane,
    rooms: Cluster,
    metrics: MetricsPage,
    options: Options,
) -> Result<Running, ServeError> {
    let (http_listener, http) = bind(config.http).await?;
    let (grpc_listener, grpc) = bind(config.grpc).await?;
    let (stop, stopped) = watch::channel(false);
    let (desk, courier) = Courier::new(plane.clone());
    let announcer = Announcer::new(plane.clone(), config.hooks.clone());
    let api = Api {
        plane,
        rooms,
        reveals: config.reveal_secrets,
        capture: config.capture.clone(),
        watchers: Watchers::new(options.watch, stopped.clone()),
        wait_patience: options.wait_patience,
        forward_patience: options.forward_patience,
        desk,
        videosdk_keys: config.videosdk_keys.clone(),
        signing_keys: KeyMaker::default(),
    };
    let (grpc_server, health) = grpc_services(&config, api.clone()).await?;
    let is_ready = Arc::new(AtomicBool::new(true));
    let served = Arc::new(api.clone());
    let forward = ForwardServer::new(ForwardService {
        api: Arc::downgrade(&served),
    })
    .max_decoding_message_size(config.max_body + FORWARD_HEADER);
    let app = router(Http {
        api,
        keys: config.keys,
        metrics,
        max_body: config.max_body,
        timeout: config.timeout,
        is_ready: Arc::clone(&is_ready),
        catching_up: Arc::default(),
    });
    let mut tasks = JoinSet::new();
    tasks.spawn(courier.run());
    if let Some(announcer) = announcer {
        tasks.spawn(announcer.run(stopped.clone()));
    }
    tasks.spawn(serve_http(http_listener, app, stopped.clone()));
    let incoming = TcpIncoming::from(grpc_listener).with_nodelay(Some(true));
    tasks.spawn(async move {
        if let Err(error) = grpc_server
            .serve_with_incoming_shutdown(incoming, until(stopped))
            .await
        {
            tracing::error!(%error, "the gRPC server failed");
        }
    });
    Ok(Running {
        http,
        grpc,
        forward,
        served,
        is_ready,
        health,
        stop,
        tasks,
    })
}

impl Running {
    /// Says on `/readyz` and in gRPC's health that no new work is wanted here; requests are still served.
    pub async fn drain(&self) {
        self.is_ready.store(false, Ordering::Relaxed);
        self.health.set_not_serving::<SipServer<Grpc>>().await;
        self.health
            .set_not_serving::<RoomServiceServer<Grpc>>()
            .await;
        self.health.set_not_serving::<AdminServer<Grpc>>().await;
    }

    /// Ends both servers; requests in progress have this long.
    pub async fn shutdown(mut self, patience: Duration) {
        drop(self.served);
        self.stop.send_replace(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, all).await.is_err() {
            self.tasks.shutdown().await;
        }
    }
}

async fn grpc_services(
    config: &ApiConfig,
    api: Api,
) -> Result<(GrpcRouter, HealthReporter), ServeError> {
    let service = Grpc {
        api,
        keys: config.keys.clone(),
    };
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .build_v1()?;
    let (health, health_service) = tonic_health::server::health_reporter();
    health.set_serving::<SipServer<Grpc>>().await;
    health.set_serving::<RoomServiceServer<Grpc>>().await;
    health.set_serving::<AdminServer<Grpc>>().await;
    let server = Server::builder()
        .timeout(config.timeout)
        .http2_keepalive_interval(Some(KEEP_ALIVE))
        .max_concurrent_streams(MOST_STREAMS)
        .add_service(health_service)
        .add_service(reflection)
        .add_service(SipServer::new(service.clone()).max_decoding_message_size(config.max_body))
        .add_service(
            RoomServiceServer::new(service.clone()).max_decoding_message_size(config.max_body),
        )
        .add_service(AdminServer::new(service).max_decoding_message_size(config.max_body));
    Ok((server, health))
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let wrap = |source| ServeError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(wrap)?;
    let address = listener.local_addr().map_err(wrap)?;
    Ok((listener, address))
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone stops the server as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}
