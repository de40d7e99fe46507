//! A running node: built from its configuration, drained when it is told to stop.

mod banner;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tandem_api::{ApiConfig, Keys, Running, VideoSdkKeys};
use tandem_capture::{Capture, HepOwner};
use tandem_consensus::Role as RaftRole;
use tandem_control_plane::{CallPlaced, ControlPlane, ControlPlaneOwner, Metrics, Vault};
use tandem_gateway::{
    Gateway, GatewayConfig, Mail, MediaPost, Originator, RedirectPolicy, Services, TrunkKeeper,
};
use tandem_hooks::{CaError, Hooks, HooksConfig, HooksOwner, Networks};
use tandem_model::Revision;
use tandem_node::certificates::{Reloader, reload, sip_tls};
use tandem_node::config::sections::{self, Config};
use tandem_node::config::words::{Answer, LogFormat as LogWord, Role, Secret};
use tandem_node::member;
use tandem_rooms::{Cluster, RoomDefaults, Rooms};
use tandem_rtp_io::{Media, MediaConfig, MediaOwner, PortRange, Relay, RelayOwner};
use tandem_sip_io::{
    Advertised, Listener, Mailbox, Resolver, ResolverConfig, ResolverOwner, SipIo, Tls,
};
use tandem_sip_proto::{EndpointConfig, Limits, RefusedNetworks, Transport};
use tandem_telemetry::instruments;
use tandem_telemetry::{LogConfig, LogFormat};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;
use tonic::service::Routes;
use tonic::service::interceptor::InterceptedService;

use crate::housekeeping::{HOUSEKEEPING, Watched, keep_house};
use crate::keeping::start_capture;
use crate::neighbours::keep_neighbours;
use crate::peers::{Credentials, PeerListener, of_cluster, relay_config};

/// How long the last BYEs and requests have when the node ends.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How long calls wait at the start for a leader to tell what of the log is committed; a node that is cut off then
/// admits them by what it knows.
const RECOVERY: Duration = Duration::from_secs(5);
/// How often the end of the last call is looked for while draining.
const DRAIN_LOOK: Duration = Duration::from_millis(50);

/// All parts of a node, in the order of their end.
struct Node {
    api: Running,
    sip: SipIo<Mail>,
    /// The certificates of SIP; absent without TLS.
    tls: Option<Tls>,
    resolver_owner: ResolverOwner,
    /// Follows which outbound trunks are looked after; absent where this node is no gateway.
    keeper: Option<TrunkKeeper>,
    /// Absent where nothing is sent to Homer.
    hep_owner: Option<HepOwner>,
    hooks_owner: HooksOwner,
    media: Media,
    media_owner: MediaOwner,
    plane: ControlPlane,
    plane_owner: ControlPlaneOwner,
    rooms: Cluster,
    /// Absent in a node alone.
    relay_owner: Option<RelayOwner>,
    /// The listener, and who asks the others whether they live; absent in a node alone.
    peers: Option<(PeerListener, JoinHandle<()>)>,
    housekeeping: JoinHandle<()>,
}

/// Why the node stops.
enum Stop {
    /// SIGTERM: calls have until the deadline.
    Drain,
    /// SIGINT: now.
    Now,
    /// A thread that carries calls has panicked, and the calls with it: a new process serves better.
    ThreadLost(&'static str),
}

/// Runs a node until it is told to stop.
pub(crate) fn run(config: &Config) -> Result<()> {
    let logs = tandem_telemetry::init(&log_config(config)).context("telemetry")?;
    raise_descriptor_limit();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the async runtime")?;
    let ended = runtime.block_on(async {
        let node = build(config).await?;
        banner::print(config, &node);
        let (why, log_stopped) = wait(&node).await?;
        let lost = match &why {
            Stop::Drain | Stop::Now => None,
            Stop::ThreadLost(thread) => Some(format!("the {thread} thread panicked")),
        };
        end(node, &why, config.sip.drain_deadline).await?;
        let stopped = log_stopped.map(|cause| format!("the log had stopped: {cause}"));
        lost.or(stopped)
            .map_or(Ok(()), |fault| Err(anyhow::anyhow!(fault)))
    });
    logs.flush();
    ended
}

fn log_config(config: &Config) -> LogConfig {
    LogConfig {
        filter: config.telemetry.log.clone(),
        format: match config.telemetry.log_format {
            LogWord::Text => LogFormat::Text,
            LogWord::Json => LogFormat::Json,
        },
        // The variable that every OpenTelemetry program reads.
        otlp_endpoint: std::env::var("OTEL_EXPORTER_OTLP_ENDPOINT").ok(),
    }
}

/// Two sockets a call: the usual soft limit of 1,024 is 500 calls.
fn raise_descriptor_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the limit of open files stays low");
    }
}

async fn build(config: &Config) -> Result<Node> {
    let metrics = instruments::install().context("metrics")?;
    let credentials = Credentials::read(config)?;
    let (plane, plane_owner) = open_log(config, &credentials).await?;
    let post = Arc::new(MediaPost::default());
    let (media, media_owner) =
        tandem_rtp_io::start(media_config(config), post.clone()).context("the media engine")?;
    let defaults = RoomDefaults {
        empty_timeout: config.rooms.empty_timeout,
        departure_timeout: config.rooms.departure_timeout,
    };
    let rooms_here = Rooms::new(Arc::new(media.clone()), defaults);
    let (rooms, relay_owner) = all_rooms(config, &credentials, &rooms_here, &media)?;
    let (capture, hep_owner) = start_capture(config).context("the capture")?;
    let hooks = hooks_config(config).context("webhooks.ca")?;
    let (hooks, hooks_owner) = Hooks::start(hooks);
    let api = api_config(config, capture.clone(), hooks);
    let api = tandem_api::serve(api, plane.clone(), rooms.clone(), metrics.clone()).await?;
    let peers = start_peers(config, &credentials, &plane, &rooms, &api).await?;
    // A call that came now would find the trunks and rules of an older revision, or none.
    if !plane.recovered(RECOVERY).await {
        tracing::warn!("no leader has been heard of: calls are admitted by an older revision");
    }
    let services = Services {
        plane: plane.clone(),
        rooms: rooms_here.clone(),
        media: media.clone(),
        capture: capture.clone(),
        refused: refused_networks(config),
    };
    let (gateway, key) = (gateway_config(config), rand::random());
    let tls = sip_tls(config).context("sip.tls")?;
    let sip_config = sip_config(config, tls.clone(), &capture);
    let sip = tandem_sip_io::start(sip_config, |mailbox, _| {
        Gateway::new(gateway, services, mailbox, key).in_cluster(rooms.clone())
    })?;
    post.deliver_to(sip.mailbox());
    let resolver = Resolver::start(resolver_config(config), sip.locals());
    let (resolver, resolver_owner) = resolver.context("the resolver of SIP servers")?;
    let keeper = start_calling(config, &plane, &rooms, resolver, sip.mailbox());
    plane.nodes().set_ready();
    let watched = Watched {
        metrics,
        rooms: rooms_here,
        media: media.clone(),
        plane: plane.clone(),
        capture,
        reloader: tls.clone().map(Reloader::new),
    };
    let housekeeping = tokio::spawn(keep_house(watched, sip.watcher()));
    Ok(Node {
        api,
        sip,
        tls,
        resolver_owner,
        keeper,
        hep_owner,
        hooks_owner,
        media,
        media_owner,
        plane,
        plane_owner,
        rooms,
        relay_owner,
        peers,
        housekeeping,
    })
}

/// Calls leave from here, and outbound trunks are looked after, where this node is a gateway.
fn start_calling(
    config: &Config,
    plane: &ControlPlane,
    rooms: &Cluster,
    resolver: Resolver,
    mailbox: Mailbox<Mail>,
) -> Option<TrunkKeeper> {
    if !config.node.roles.contains(&Role::Gateway) {
        return None;
    }
    let originator = Originator::new(mailbox.clone(), rooms.clone(), resolver.clone());
    plane.place_calls_by(Arc::new(originator));
    if mailbox.post(Mail::Resolver(resolver.clone())).is_err() {
        tracing::error!("the gateway has no resolver: nobody is called for a peer");
    }
    Some(TrunkKeeper::start(plane.clone(), resolver, mailbox))
}

async fn open_log(
    config: &Config,
    credentials: &Credentials,
) -> Result<(ControlPlane, ControlPlaneOwner)> {
    std::fs::create_dir_all(&config.storage.dir)
        .with_context(|| format!("storage.dir {}", config.storage.dir.display()))?;
    let vault = vault(config)?;
    let log = tandem_control_plane::Config {
        dir: config.log_dir(),
        node_id: config.node.id,
        ended_calls: config.limits.ended_calls,
        metrics: Arc::new(Recorded),
    };
    let opened = match &config.cluster {
        Some(cluster) => ControlPlane::join(log, vault, credentials.cluster(config, cluster)).await,
        None => ControlPlane::open(log, vault).await,
    };
    let (plane, owner) = opened.context("the log")?;
    plane.nodes().introduce(member::facts(config));
    Ok((plane, owner))
}

/// The rooms of all nodes, and the owner of the audio that comes from others.
fn all_rooms(
    config: &Config,
    credentials: &Credentials,
    here: &Rooms,
    media: &Media,
) -> Result<(Cluster, Option<RelayOwner>)> {
    let Some(cluster) = &config.cluster else {
        return Ok((Cluster::alone(here.clone()), None));
    };
    let relay = Relay::start(relay_config(cluster)?, media.clone());
    let (relay, owner) =
        relay.with_context(|| format!("cluster.listen {} over UDP", cluster.listen))?;
    let dial = Box::new(credentials.dial(cluster));
    let rooms = Cluster::new(config.node.id, here.clone(), media.clone(), relay, dial);
    Ok((rooms, Some(owner)))
}

/// Serves the other nodes, and asks them whether they live.
async fn start_peers(
    config: &Config,
    credentials: &Credentials,
    plane: &ControlPlane,
    rooms: &Cluster,
    api: &Running,
) -> Result<Option<(PeerListener, JoinHandle<()>)>> {
    let Some(cluster) = &config.cluster else {
        return Ok(None);
    };
    let of_cluster = of_cluster(&cluster.name);
    let nodes = InterceptedService::new(plane.nodes_server(), of_cluster.clone());
    let calls = InterceptedService::new(plane.calls_server(), of_cluster.clone());
    let mut services = Routes::new(plane.raft_server())
        .add_service(api.forward.clone())
        .add_service(nodes)
        .add_service(calls);
    if let Some(rooms) = rooms.service() {
        services = services.add_service(InterceptedService::new(rooms, of_cluster));
    }
    let listener = PeerListener::start(cluster.listen, credentials, services).await?;
    let neighbours = keep_neighbours(plane.clone(), rooms.clone());
    Ok(Some((listener, tokio::spawn(neighbours))))
}

/// The key of secrets: from the environment variable that the configuration names, else from its file.
fn vault(config: &Config) -> Result<Vault> {
    if let Some(name) = &config.secrets.key_env {
        let text = std::env::var(name).with_context(|| format!("secrets.key_env names {name}"))?;
        return Vault::from_hex(&text).with_context(|| format!("the key in {name}"));
    }
    let file = config.key_file();
    Vault::open_or_create(&file).with_context(|| format!("the key file {}", file.display()))
}

fn media_config(config: &Config) -> MediaConfig {
    let rtp = &config.rtp;
    MediaConfig {
        ports: PortRange(rtp.ports.first..=rtp.ports.last),
        shards: rtp.shards,
        quarantine: rtp.quarantine,
        initial_timeout: rtp.initial_timeout,
        media_timeout: rtp.media_timeout,
    }
}

fn gateway_config(config: &Config) -> GatewayConfig {
    let sip = &config.sip;
    GatewayConfig {
        answer: match sip.answer {
            Answer::WhenHeard => tandem_gateway::AnswerPolicy::WhenHeard,
            Answer::AtOnce => tandem_gateway::AnswerPolicy::AtOnce,
        },
        ringing_timeout: sip.ringing_timeout,
        max_duration: sip.max_call_duration,
        digit_timeout: sip.digit_timeout,
        max_calls: config.limits.calls,
        hide_unmatched: sip.hide_unmatched,
        retry_after_s: u32::try_from(sip.retry_after.as_secs()).unwrap_or(u32::MAX),
        redirects: RedirectPolicy {
            most: sip.outbound.redirects,
            hosts: sip.outbound.host_names(),
        },
        failover: sip.outbound.failover.clone(),
        advertised_media: advertised(config, config.rtp.advertised_ip.or(sip.advertised_ip)),
        ..GatewayConfig::default()
    }
}

fn resolver_config(config: &Config) -> ResolverConfig {
    ResolverConfig {
        name_servers: config.sip.name_servers.clone(),
        refused: refused_networks(config),
        ..ResolverConfig::default()
    }
}

/// What peers are told, where those of no particular network are told this.
fn advertised(config: &Config, usual: Option<IpAddr>) -> Advertised {
    let networks = config.sip.networks.iter();
    let told = networks.map(|one| (one.network.0.network(), one.advertised_ip));
    Advertised::new(usual, told)
}

fn refused_networks(config: &Config) -> RefusedNetworks {
    let refused = config.sip.outbound.refused_networks.iter();
    refused.map(|network| network.0.network()).collect()
}

fn sip_config(config: &Config, tls: Option<Tls>, capture: &Capture) -> tandem_sip_io::Config {
    let sip = &config.sip;
    let listener = |listener: &sections::Listener| Listener {
        transport: match listener.transport {
            sections::Transport::Udp => Transport::Udp,
            sections::Transport::Tcp => Transport::Tcp,
        },
        address: listener.address,
    };
    let limits = &sip.limits;
    let is_gateway = config.node.roles.contains(&Role::Gateway);
    let listeners = sip.listeners.iter().map(listener);
    let secure = sip.tls.iter().flat_map(|tls| &tls.listen);
    let secure = secure.map(|address| Listener {
        transport: Transport::Tls,
        address: *address,
    });
    let listeners = listeners.chain(secure).filter(|_| is_gateway);
    tandem_sip_io::Config {
        advertised: advertised(config, sip.advertised_ip),
        endpoint: EndpointConfig {
            limits: Limits {
                header_octets: limits.header_bytes,
                body_octets: limits.body_bytes,
                header_lines: limits.header_lines,
            },
            max_transactions: limits.transactions,
            seed: rand::random(),
            refused: refused_networks(config),
            ..EndpointConfig::default()
        },
        capture: Some(capture.clone()),
        receive_buffer: limits.receive_buffer_bytes,
        max_connections: limits.connections,
        max_connections_per_source: limits.connections_per_source,
        message_timeout: limits.message_timeout,
        idle_timeout: limits.idle_timeout,
        tls,
        ..tandem_sip_io::Config::new(listeners.collect())
    }
}

fn hooks_config(config: &Config) -> Result<HooksConfig, CaError> {
    let allowed = config.webhooks.allowed_networks.iter();
    let allowed = allowed.map(|network| network.0.network()).collect();
    let networks = Networks::public_and(allowed);
    HooksConfig::new(networks, config.webhooks.ca.as_deref())
}

fn api_config(config: &Config, capture: Capture, hooks: Hooks) -> ApiConfig {
    let revealed = |(key, secret): (&String, &Secret)| (key.clone(), secret.reveal().to_owned());
    ApiConfig {
        http: config.http.listen,
        grpc: config.grpc.listen,
        keys: Keys::new(config.api.keys.iter().map(revealed)),
        videosdk_keys: VideoSdkKeys::new(config.api.videosdk_keys.iter().map(revealed)),
        max_body: config.http.max_body_bytes,
        timeout: config.http.request_timeout,
        reveal_secrets: config.api.reveal_secrets,
        capture,
        hooks,
    }
}

/// Shows what the log recorded, and where calls went.
struct Recorded;

impl Metrics for Recorded {
    fn placed(&self, placed: CallPlaced) {
        instruments::call_placed(match placed {
            CallPlaced::Chosen => "chosen",
            CallPlaced::FellBack => "fallback",
            CallPlaced::Nowhere => "none",
        });
    }

    fn recorded(&self, revision: Revision, objects: usize) {
        instruments::revision_applied(revision.0, objects);
    }
}

async fn wait(node: &Node) -> Result<(Stop, Option<String>)> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    // Without certificates to read, a node ends with its terminal.
    let hangup = node.tls.as_ref().map(|_| signal(SignalKind::hangup()));
    let mut hangup = hangup.transpose()?;
    let mut log_stopped = None;
    loop {
        tokio::select! {
            () = next(&mut hangup) => node.tls.iter().for_each(reload),
            _ = terminate.recv() => return Ok((Stop::Drain, log_stopped)),
            _ = interrupt.recv() => return Ok((Stop::Now, log_stopped)),
            thread = lost_thread(node) => {
                tracing::error!(thread, "a thread that carries calls has panicked: this node ends");
                return Ok((Stop::ThreadLost(thread), log_stopped));
            }
            // Nothing is recorded any more, and who asks is told so. Calls need no log: they go on.
            cause = node.plane_owner.stopped(), if log_stopped.is_none() => {
                tracing::error!(%cause, "the log has stopped: no change is taken any more, calls go on");
                node.api.drain().await;
                log_stopped = Some(cause);
            }
        }
    }
}

/// Waits for a signal, for ever where it is not waited for.
async fn next(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

/// Waits for the end of a thread that carries calls.
async fn lost_thread(node: &Node) -> &'static str {
    let mut look = tokio::time::interval(HOUSEKEEPING);
    loop {
        look.tick().await;
        if !node.media_owner.is_running() {
            return "media";
        }
        if !node.sip.is_running() {
            return "sip";
        }
    }
}

/// New calls get 503; those that are there have until the deadline; then all is closed in order.
async fn end(node: Node, why: &Stop, deadline: Duration) -> Result<()> {
    let mailbox = node.sip.mailbox();
    let patience = match why {
        Stop::Drain => deadline,
        Stop::Now | Stop::ThreadLost(_) => Duration::ZERO,
    };
    tracing::info!(calls = node.plane.calls().live(), "draining");
    node.api.drain().await;
    node.rooms.drain();
    node.plane.nodes().drain();
    hand_over(&node.plane).await;
    if mailbox.post(Mail::Drain).is_err() {
        tracing::warn!("the gateway could not be told to drain");
    }
    if let Some(keeper) = node.keeper {
        keeper.shutdown().await;
    }
    calls_end(&node.plane, patience).await;
    registrations_end(&node.plane).await;
    if node.plane.calls().live() > 0 && mailbox.post(Mail::HangUpAll).is_ok() {
        calls_end(&node.plane, LAST_WORDS).await;
    }
    node.housekeeping.abort();
    node.api.shutdown(LAST_WORDS).await;
    node.hooks_owner.shutdown(LAST_WORDS).await;
    if let Some((peers, neighbours)) = node.peers {
        neighbours.abort();
        peers.shutdown().await;
    }
    drop(node.rooms);
    let closing = tokio::task::spawn_blocking(move || {
        node.sip.shutdown();
        node.resolver_owner.shutdown();
        if let Some(hep) = node.hep_owner {
            hep.shutdown();
        }
        if let Some(relay) = node.relay_owner {
            relay.shutdown();
        }
        drop(node.media);
        node.media_owner.shutdown();
    });
    closing.await.context("closing sockets")?;
    drop(node.plane);
    node.plane_owner.shutdown().await;
    Ok(())
}

/// Gives the lead to the voter that has most of the log, so that nobody waits for an election.
async fn hand_over(plane: &ControlPlane) {
    let status = plane.status();
    if status.state != RaftRole::Leader {
        return;
    }
    let others = status.members.iter();
    let voters = others.filter(|(id, member)| member.is_voter && **id != status.node_id);
    let Some((next, _)) = voters.max_by_key(|(_, member)| member.matched_index) else {
        return;
    };
    if let Err(error) = plane.transfer_leader(*next).await {
        tracing::warn!(%error, "the lead was not handed over: the others elect a leader");
    }
}

/// Waits until the last registration is taken back, at most for the last words.
async fn registrations_end(plane: &ControlPlane) {
    let until = tokio::time::Instant::now() + LAST_WORDS;
    let states = plane.trunk_states();
    while !states.list().is_empty() && tokio::time::Instant::now() < until {
        tokio::time::sleep(DRAIN_LOOK).await;
    }
}

/// Waits for the end of the last call, at most so long.
async fn calls_end(plane: &ControlPlane, patience: Duration) {
    let until = tokio::time::Instant::now() + patience;
    while plane.calls().live() > 0 && tokio::time::Instant::now() < until {
        tokio::time::sleep(DRAIN_LOOK).await;
    }
}
