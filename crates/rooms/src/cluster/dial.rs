use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ahash::RandomState;
use tandem_wire::internal::rooms_client::RoomsClient;
use tonic::metadata::MetadataMap;
use tonic::transport::{Channel, Endpoint};

use super::view::RoomNode;

/// A connection whose other end has answered no try for this long is given up, and the seats on it with it. Longer than
/// `RELAY_TIMEOUT`: a node that is busy and still sends audio is not lost.
const SILENCE: Duration = Duration::from_secs(5);
/// How often a quiet connection is tried.
const TRY: Duration = Duration::from_secs(1);

/// The way to other nodes.
pub trait Dial: Send + Sync + 'static {
    /// The connection to a node. It is made when it is first needed, and made again when it is lost.
    ///
    /// # Errors
    /// What is wrong with the address.
    fn endpoint(&self, node: &RoomNode) -> Result<Endpoint, String>;

    /// Says who calls, on every call.
    fn introduce(&self, node: u64, metadata: &mut MetadataMap);
}

/// Calls without TLS, and without a name: for tests, and for nodes of one machine.
#[derive(Clone, Copy, Debug)]
pub struct PlainDial;

impl Dial for PlainDial {
    fn endpoint(&self, node: &RoomNode) -> Result<Endpoint, String> {
        let uri = format!("http://{}", node.address);
        Endpoint::from_shared(uri).map_err(|error| error.to_string())
    }

    fn introduce(&self, _: u64, _: &mut MetadataMap) {}
}

/// The connections that were made, one to a node.
pub(crate) struct Lines {
    pub(crate) dial: Box<dyn Dial>,
    by_node: Mutex<HashMap<u64, (String, Channel), RandomState>>,
}

impl Lines {
    pub(crate) fn new(dial: Box<dyn Dial>) -> Self {
        Self {
            dial,
            by_node: Mutex::default(),
        }
    }

    /// A client of a node. Must be called within the runtime.
    pub(crate) fn client(&self, node: &RoomNode) -> Result<RoomsClient<Channel>, String> {
        let mut lines = self.by_node.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((address, channel)) = lines.get(&node.id)
            && *address == node.address
        {
            return Ok(RoomsClient::new(channel.clone()));
        }
        let endpoint = self.dial.endpoint(node)?;
        let channel = endpoint
            .connect_timeout(super::ENTER_PATIENCE)
            .http2_keep_alive_interval(TRY)
            .keep_alive_timeout(SILENCE)
            .tcp_nodelay(true)
            .connect_lazy();
        lines.insert(node.id, (node.address.clone(), channel.clone()));
        Ok(RoomsClient::new(channel))
    }
}
