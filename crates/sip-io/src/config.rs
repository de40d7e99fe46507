use std::net::SocketAddr;
use std::time::Duration;

use tandem_capture::Capture;
use tandem_sip_proto::{EndpointConfig, Transport};

use crate::{Advertised, Tls};

/// Where to listen, and with which bounds.
#[derive(Clone, Debug)]
pub struct Config {
    /// At least one. Port 0 takes a free one.
    pub listeners: Vec<Listener>,
    /// What peers are told in place of the socket's address; that is, for a wildcard socket, the one that routes to the
    /// peer.
    pub advertised: Advertised,
    /// Who we are over TLS, and whom we trust: TLS listeners need it. None by default.
    pub tls: Option<Tls>,
    /// The transaction layer.
    pub endpoint: EndpointConfig,
    /// What keeps the messages; none by default.
    pub capture: Option<Capture>,
    /// Octets of the kernel's receive buffer that are asked for; 4 MiB, so that a burst of calls survives a stall.
    pub receive_buffer: usize,
    /// TCP and TLS connections at a time; 4,096. More are closed at once.
    pub max_connections: usize,
    /// TCP and TLS connections of one source at a time; 512.
    pub max_connections_per_source: usize,
    /// How long a message may take from its first octet to its last on TCP, and a TLS handshake; 10 s.
    pub message_timeout: Duration,
    /// How long a TCP connection may be silent; 1 hour.
    pub idle_timeout: Duration,
}

/// One local address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Listener {
    /// How it is spoken.
    pub transport: Transport,
    /// Address and port.
    pub address: SocketAddr,
}

impl Config {
    /// The usual bounds on these listeners.
    #[must_use]
    pub fn new(listeners: Vec<Listener>) -> Self {
        Self {
            listeners,
            advertised: Advertised::default(),
            tls: None,
            endpoint: EndpointConfig::default(),
            capture: None,
            receive_buffer: 4 << 20,
            max_connections: 4096,
            max_connections_per_source: 512,
            message_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(3600),
        }
    }
}
