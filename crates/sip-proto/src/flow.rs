use std::net::SocketAddr;

use bytes::Bytes;

/// How messages travel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transport {
    /// RFC 3261 §18.1.
    Udp,
    /// RFC 3261 §18.1.
    Tcp,
}

impl Transport {
    /// The name in Via.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        }
    }

    /// Whether the transport itself repeats what was lost.
    #[must_use]
    pub fn is_reliable(self) -> bool {
        match self {
            Self::Udp => false,
            Self::Tcp => true,
        }
    }
}

/// Where a message came from and goes to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Flow {
    /// How it travels.
    pub transport: Transport,
    /// Our socket's address.
    pub local: SocketAddr,
    /// The peer's address.
    pub peer: SocketAddr,
    /// The TCP connection; 0 for UDP, or where there is none yet.
    pub connection: u64,
}

/// Octets to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transmit {
    /// From where to where.
    ///
    /// On TCP: over this connection while it is open, else over one to `peer` that the shell opened before, else over
    /// a new one to `peer` (RFC 3261 §18.2.2). `peer` is where the other side listens, not where its connection came
    /// from. If none can be had, call
    /// [`Endpoint::handle_unreachable`](crate::Endpoint::handle_unreachable) with this flow.
    pub flow: Flow,
    /// The message.
    pub bytes: Bytes,
}
