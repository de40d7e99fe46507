//! Connections to the other nodes, over which requests are handed to the leader.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tandem_wire::internal::forward_client::ForwardClient;
use tonic::transport::{Channel, Endpoint};

/// How long a connection may take to come about.
const CONNECT_PATIENCE: Duration = Duration::from_millis(500);
/// How often a connection in use is asked whether it lives, and how long that may take.
const KEEP_ALIVE: Duration = Duration::from_secs(1);
/// Connections that are kept: more than a cluster has voters.
const MOST_LINKS: usize = 32;
/// The longest answer that is taken from a leader: an object, which was a request's body before.
const LONGEST_ANSWER: usize = 64 << 20;

pub(crate) type Client = ForwardClient<Channel>;

/// Makes the way to a node's `host:port`: the place for certificates.
pub type Connect = Arc<dyn Fn(&str) -> Result<Endpoint, tonic::transport::Error> + Send + Sync>;

/// Connects without certificates.
pub(crate) fn plain() -> Connect {
    Arc::new(|address| Endpoint::from_shared(format!("http://{address}")))
}

/// Connections by address. Cloning it shares them.
#[derive(Clone)]
pub(crate) struct Links {
    connect: Connect,
    clients: Arc<Mutex<BTreeMap<String, Client>>>,
}

impl Links {
    pub(crate) fn new(connect: Connect) -> Self {
        Self {
            connect,
            clients: Arc::default(),
        }
    }

    /// The client of a node; it connects when it is used, and again when it must.
    ///
    /// # Errors
    /// What is wrong with the address.
    pub(crate) fn client(&self, address: &str) -> Result<Client, String> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(address) {
            return Ok(client.clone());
        }
        let endpoint = (self.connect)(address);
        let endpoint = endpoint.map_err(|error| format!("no way to {address}: {error}"))?;
        let channel = endpoint
            .connect_timeout(CONNECT_PATIENCE)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .keep_alive_timeout(KEEP_ALIVE)
            .tcp_nodelay(true)
            .connect_lazy();
        let client = ForwardClient::new(channel).max_decoding_message_size(LONGEST_ANSWER);
        if clients.len() >= MOST_LINKS {
            // Addresses of nodes that are gone.
            clients.clear();
        }
        clients.insert(address.to_owned(), client.clone());
        Ok(client)
    }
}
