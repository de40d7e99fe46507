use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use tandem_sip_proto::locate::Abilities;
use tandem_sip_proto::{Flow, PeerName, Transport};

use crate::names::PeerNames;
use crate::{Advertised, Listener};

/// Sources whose route is remembered; beyond it the memory starts anew.
const REMEMBERED_ROUTES: usize = 1024;

/// Finds the address that a peer reaches a wildcard socket at.
#[derive(Default)]
pub(crate) struct Routes {
    advertised: Advertised,
    local_by_peer: HashMap<IpAddr, IpAddr>,
}

impl Routes {
    pub(crate) fn new(advertised: Advertised) -> Self {
        Self {
            advertised,
            local_by_peer: HashMap::new(),
        }
    }

    /// The address to write into Via and Contact for this peer.
    pub(crate) fn local(&mut self, socket: SocketAddr, peer: SocketAddr) -> SocketAddr {
        if let Some(ip) = self.advertised.to(peer.ip()) {
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

    /// Whether a socket is told by this address.
    pub(crate) fn is_advertised(&self, ip: IpAddr) -> bool {
        self.advertised.names(ip)
    }
}

/// Our side of requests that go out.
#[derive(Clone, Debug)]
pub struct Locals {
    listeners: Vec<Listener>,
    advertised: Advertised,
    /// Whom TLS is to reach; absent where nobody is called over TLS.
    names: Option<PeerNames>,
}

impl Locals {
    /// What listens, and what peers are told in place of its addresses. Over TLS these are called, and do not
    /// call: [`SipIo::locals`](crate::SipIo::locals) are those that do.
    #[must_use]
    pub fn new(listeners: &[Listener], advertised: Advertised) -> Self {
        Self {
            listeners: listeners.to_vec(),
            advertised,
            names: None,
        }
    }

    /// The same, for calls over TLS to peers of these names.
    pub(crate) fn calling(self, names: PeerNames) -> Self {
        let names = Some(names);
        Self { names, ..self }
    }

    /// What can be called from here: UDP before TCP before TLS.
    #[must_use]
    pub fn abilities(&self) -> Abilities {
        let has = |transport: &Transport| {
            let is_called = *transport != Transport::Tls || self.names.is_some();
            is_called && self.port(*transport).is_some()
        };
        let all = [Transport::Udp, Transport::Tcp, Transport::Tls];
        let is_v4 = |listener: &Listener| listener.address.is_ipv4();
        Abilities {
            transports: all.into_iter().filter(has).collect(),
            has_v4: self.listeners.iter().any(is_v4),
            has_v6: !self.listeners.iter().all(is_v4),
        }
    }

    /// The port of the first listener of a transport.
    pub(crate) fn port(&self, transport: Transport) -> Option<u16> {
        let found = self
            .listeners
            .iter()
            .find(|listener| listener.transport == transport);
        found.map(|listener| listener.address.port())
    }

    /// The way to a peer, whose certificate must show the name over TLS; none without a listener of this transport and
    /// family. May ask the kernel: not for the SIP thread.
    #[must_use]
    pub fn flow(&self, transport: Transport, peer: SocketAddr, name: &str) -> Option<Flow> {
        let fits = |listener: &&Listener| {
            listener.transport == transport && listener.address.is_ipv4() == peer.is_ipv4()
        };
        let address = self.listeners.iter().find(fits)?.address;
        let name = match transport {
            Transport::Udp | Transport::Tcp => PeerName::NONE,
            Transport::Tls => self.names.as_ref()?.number(name)?,
        };
        Some(Flow {
            transport,
            local: Routes::new(self.advertised.clone()).local(address, peer),
            peer,
            connection: 0,
            name,
        })
    }
}

/// Asks the kernel by connecting a socket that never sends.
fn route(socket: SocketAddr, peer: SocketAddr) -> Option<IpAddr> {
    let probe = UdpSocket::bind(SocketAddr::new(socket.ip(), 0)).ok()?;
    probe.connect(peer).ok()?;
    Some(probe.local_addr().ok()?.ip())
}
