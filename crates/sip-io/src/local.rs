use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, UdpSocket};

/// Sources whose route is remembered; beyond it the memory starts anew.
const REMEMBERED_ROUTES: usize = 1024;

/// Finds the address that a peer reaches a wildcard socket at.
#[derive(Default)]
pub(crate) struct Routes {
    advertised: Option<IpAddr>,
    local_by_peer: HashMap<IpAddr, IpAddr>,
}

impl Routes {
    pub(crate) fn new(advertised: Option<IpAddr>) -> Self {
        Self {
            advertised,
            local_by_peer: HashMap::new(),
        }
    }

    /// The address to write into Via and Contact for this peer.
    pub(crate) fn local(&mut self, socket: SocketAddr, peer: SocketAddr) -> SocketAddr {
        if let Some(ip) = self.advertised {
            return SocketAddr::new(ip, socket.port());
        }
        if !socket.ip().is_unspecified() {
            return socket;
        }
        if self.local_by_peer.len() >= REMEMBERED_ROUTES {
            self.local_by_peer.clear();
        }
        let ip = *self
            .local_by_peer
            .entry(peer.ip())
            .or_insert_with(|| route(socket, peer).unwrap_or(socket.ip()));
        SocketAddr::new(ip, socket.port())
    }
}

/// Asks the kernel by connecting a socket that never sends.
fn route(socket: SocketAddr, peer: SocketAddr) -> Option<IpAddr> {
    let probe = UdpSocket::bind(SocketAddr::new(socket.ip(), 0)).ok()?;
    probe.connect(peer).ok()?;
    Some(probe.local_addr().ok()?.ip())
}
