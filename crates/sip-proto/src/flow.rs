use std::net::SocketAddr;

use bytes::Bytes;

/// How messages travel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Transport {
    /// RFC 3261 §18.1.
    Udp,
    /// RFC 3261 §18.1.
    Tcp,
    /// RFC 3261 §26.2.1.
    Tls,
}

impl Transport {
    /// The name in Via.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
        }
    }

    /// Reads the name of Via and of a URI's `transport`, in any case.
    #[must_use]
    pub fn of(name: &[u8]) -> Option<Self> {
        [Self::Udp, Self::Tcp, Self::Tls]
            .into_iter()
            .find(|one| name.eq_ignore_ascii_case(one.as_str().as_bytes()))
    }

    /// The port where none is written (RFC 3261 §18.2.1).
    #[must_use]
    pub fn default_port(self) -> u16 {
        match self {
            Self::Udp | Self::Tcp => 5060,
            Self::Tls => 5061,
        }
    }

    /// The SRV name of a domain's servers (RFC 3263 §4.2).
    pub(crate) fn service(self, domain: &str) -> String {
        match self {
            Self::Udp => format!("_sip._udp.{domain}"),
            Self::Tcp => format!("_sip._tcp.{domain}"),
            Self::Tls => format!("_sips._tcp.{domain}"),
        }
    }

    /// Whether the transport itself repeats what was lost.
    #[must_use]
    pub fn is_reliable(self) -> bool {
        match self {
            Self::Udp => false,
            Self::Tcp | Self::Tls => true,
        }
    }
}

/// The name that a peer was asked for by, which its certificate must show (RFC 5922 §7.1): a number that the shell
/// gives out and can tell the name of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub struct PeerName(pub u32);

impl PeerName {
    /// No name: the peer came to us, or proves nothing.
    pub const NONE: Self = Self(0);
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
    /// The TCP or TLS connection; 0 for UDP, or where there is none yet.
    pub connection: u64,
    /// Whom a TLS connection of ours must reach; none where the peer came to us.
    pub name: PeerName,
}

/// Octets to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transmit {
    /// From where to where.
    ///
    /// On TCP: over this connection while it is open, else over one to `peer` that the shell opened before, else over
    /// a new one to `peer` (RFC 3261 §18.2.2); on TLS the same to `peer` by `name`, and no new one without a name. `peer` is where the other side listens, not where its connection came
    /// from. If none can be had, call
    /// [`Endpoint::handle_unreachable`](crate::Endpoint::handle_unreachable) with this flow.
    pub flow: Flow,
    /// The message.
    pub bytes: Bytes,
}
