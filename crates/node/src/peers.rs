//! The listener between nodes, and the way to others.

use std::net::{SocketAddr, ToSocketAddrs as _};

use anyhow::{Context as _, Result};
use tandem_consensus::rpc::{Channels, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_PATIENCE};
use tandem_consensus::{NodeId, Timing};
use tandem_control_plane::ClusterConfig;
use tandem_node::config::Config;
use tandem_node::config::sections::{Cluster, Tls};
use tandem_node::member;
use tandem_rooms::{Dial, RoomNode, STREAM_BOUND};
use tandem_rtp_io::RelayConfig;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tonic::metadata::MetadataMap;
use tonic::service::Routes;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity, Server, ServerTlsConfig};
use tonic::{Request, Status};

/// Names the caller's cluster.
const CLUSTER: &str = "tandem-cluster";

/// The name that every node's certificate has: a node is known by who signed it.
const NODE_NAME: &str = "tandem-node";

/// How this node knows others, and shows itself to them.
pub(crate) struct Credentials {
    client: Option<ClientTlsConfig>,
    server: Option<ServerTlsConfig>,
}

/// The listener between nodes.
pub(crate) struct PeerListener {
    pub(crate) address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Credentials {
    /// Reads the files that the configuration names.
    pub(crate) fn read(config: &Config) -> Result<Self> {
        let tls = config
            .cluster
            .as_ref()
            .and_then(|cluster| cluster.tls.as_ref());
        let Some(Tls { ca, cert, key }) = tls else {
            return Ok(Self {
                client: None,
                server: None,
            });
        };
        let read = |name: &str, file: &std::path::Path| {
            std::fs::read(file).with_context(|| format!("cluster.tls.{name} {}", file.display()))
        };
        let ca = Certificate::from_pem(read("ca", ca)?);
        let identity = Identity::from_pem(read("cert", cert)?, read("key", key)?);
        let client = ClientTlsConfig::new()
            .ca_certificate(ca.clone())
            .identity(identity.clone())
            .domain_name(NODE_NAME);
        Ok(Self {
            client: Some(client),
            server: Some(ServerTlsConfig::new().identity(identity).client_ca_root(ca)),
        })
    }

    /// The way of rooms to other nodes.
    pub(crate) fn dial(&self, cluster: &Cluster) -> RoomDial {
        RoomDial {
            cluster: cluster.name.clone(),
            tls: self.client.clone(),
        }
    }

    /// What the control plane must know of the cluster.
    pub(crate) fn cluster(&self, config: &Config, cluster: &Cluster) -> ClusterConfig {
        ClusterConfig {
            name: cluster.name.clone(),
            own: member::own(config, cluster),
            timing: Timing::default(),
            channels: Channels::new(self.client.clone()),
        }
    }
}

/// The way of rooms to other nodes.
pub(crate) struct RoomDial {
    cluster: String,
    tls: Option<ClientTlsConfig>,
}

impl Dial for RoomDial {
    fn endpoint(&self, node: &RoomNode) -> Result<Endpoint, String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let endpoint = Endpoint::from_shared(format!("{scheme}://{}", node.address));
        let endpoint = endpoint.and_then(|endpoint| match &self.tls {
            Some(tls) => endpoint.tls_config(tls.clone()),
            None => Ok(endpoint),
        });
        endpoint.map_err(|error| error.to_string())
    }

    fn introduce(&self, _: NodeId, metadata: &mut MetadataMap) {
        // A name that no header can hold is refused where it is asked for.
        if let Ok(name) = self.cluster.parse() {
            metadata.insert(CLUSTER, name);
        }
    }
}

/// Lets in whom the cluster's name is known to.
pub(crate) fn of_cluster(
    name: &str,
) -> impl Fn(Request<()>) -> Result<Request<()>, Status> + Clone + use<> {
    let name = name.to_owned();
    move |request| {
        let given = request.metadata().get(CLUSTER);
        if given.is_some_and(|given| given.as_bytes() == name.as_bytes()) {
            Ok(request)
        } else {
            Err(Status::permission_denied("you are of another cluster"))
        }
    }
}

/// Where other nodes send relayed audio: the host that they know this one by.
pub(crate) fn relay_config(cluster: &Cluster) -> Result<RelayConfig> {
    let announced = match &cluster.advertised {
        Some(advertised) => {
            let mut addresses = advertised
                .to_socket_addrs()
                .with_context(|| format!("cluster.advertised {advertised}"))?;
            addresses.next()
        }
        None => None,
    };
    Ok(RelayConfig {
        listen: cluster.listen,
        announced,
    })
}

impl PeerListener {
    /// Serves other nodes; who has no certificate of the cluster's authority learns nothing.
    pub(crate) async fn start(
        listen: SocketAddr,
        credentials: &Credentials,
        services: Routes,
    ) -> Result<Self> {
        let listener = TcpListener::bind(listen).await;
        let listener = listener.with_context(|| format!("cluster.listen {listen}"))?;
        let address = listener.local_addr()?;
        let mut server = Server::builder()
            .http2_keepalive_interval(Some(KEEP_ALIVE_INTERVAL))
            .http2_keepalive_timeout(Some(KEEP_ALIVE_PATIENCE))
            .max_concurrent_streams(STREAM_BOUND);
        if let Some(tls) = &credentials.server {
            server = server.tls_config(tls.clone()).context("cluster.tls")?;
        }
        let (stop, stopped) = watch::channel(false);
        // The server's own setting holds only for a listener that it makes: without this, answers between nodes wait for
        // one another, 40 ms each.
        let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
        let serving = server
            .add_routes(services)
            .serve_with_incoming_shutdown(incoming, until(stopped));
        let task = tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "other nodes are not served any more");
            }
        });
        Ok(Self {
            address,
            stop,
            task,
        })
    }

    /// Ends it. What is under way is cut off: other nodes ask again.
    pub(crate) async fn shutdown(self) {
        self.stop.send_replace(true);
        self.task.abort();
        // It was told to end; there is nothing to learn from how.
        let _ = self.task.await;
    }
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone has stopped, too.
    let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
}
