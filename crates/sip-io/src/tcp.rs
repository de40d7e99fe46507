use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use ahash::RandomState;
use rustix::net::{AddressFamily, SocketFlags, SocketType};
use tandem_sip_proto::{
    Failure, Flow, Framed, Limits, Malformed, Message, PeerName, StreamFramer, Transport,
};

use crate::local::Routes;
use crate::tls::{TlsLayer, failure_of};
use crate::{Config, Tls};

/// Octets that may wait for a slow reader; a connection that needs more is closed.
const WRITE_BOUND: usize = 1 << 20;
/// Octets read from one connection before others have their turn.
const READ_BUDGET: usize = 64 << 10;

/// How long a peer may take to accept a connection of ours, with its TLS handshake: the caller's transaction waits
/// meanwhile.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Flows that may wait for one connection of ours; what others send over it is lost if it fails, as their timers tell.
const WAITING_FLOWS: usize = 1024;

/// All TCP connections of a shard.
pub(crate) struct Connections {
    by_id: HashMap<u64, Connection, RandomState>,
    /// Those that we opened: a certificate of one name is none of another.
    by_peer: HashMap<(SocketAddr, Transport, PeerName), u64, RandomState>,
    next_id: u64,
    max: usize,
    max_per_source: usize,
    limits: Limits,
}

/// One connection.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    pub(crate) local: SocketAddr,
    pub(crate) peer: SocketAddr,
    /// Whose certificate was asked for; none where the peer came to us.
    pub(crate) name: PeerName,
    framer: StreamFramer,
    tls: Option<TlsLayer>,
    /// As it goes to the wire: encrypted where TLS is spoken.
    unsent: Vec<u8>,
    heard_at: Instant,
    /// When the message or the handshake that is still incomplete began.
    waiting_since: Option<Instant>,
    /// A connection of ours that the peer has not accepted yet, with TLS where that is spoken.
    connecting: Option<Connecting>,
}

struct Connecting {
    since: Instant,
    /// Whether the peer has accepted what carries TLS.
    is_open: bool,
    /// Who waits.
    flows: Vec<Flow>,
}

/// What a connection had to say.
#[expect(clippy::large_enum_variant, reason = "consumed where it is made")]
pub(crate) enum Said {
    Message(Message),
    Malformed(Malformed),
}

impl Connections {
    pub(crate) fn new(config: &Config, first_id: u64) -> Self {
        Self {
            by_id: HashMap::default(),
            by_peer: HashMap::default(),
            next_id: first_id,
            max: config.max_connections,
            max_per_source: config.max_connections_per_source,
            limits: config.endpoint.limits,
        }
    }

    /// Takes one waiting connection; `Ok(None)` when there is none, or it is one too many.
    pub(crate) fn accept(
        &mut self,
        listener: &TcpListener,
        tls: Option<&Tls>,
        now: Instant,
    ) -> io::Result<Option<u64>> {
        let (stream, peer) = listener.accept()?;
        let of_source = self
            .by_id
            .values()
            .filter(|other| other.peer.ip() == peer.ip())
            .count();
        if self.by_id.len() >= self.max || of_source >= self.max_per_source {
            tracing::warn!(
                connections = self.by_id.len(),
                "a TCP connection too many was closed"
            );
            return Ok(None);
        }
        stream.set_nonblocking(true)?;
        let layer = tls.map(Tls::accepted).transpose()?;
        let id = self.insert(stream, peer, PeerName::NONE, now)?;
        if let (Some(layer), Some(connection)) = (layer, self.by_id.get_mut(&id)) {
            connection.tls = Some(layer);
            connection.waiting_since = Some(now);
        }
        Ok(Some(id))
    }

    /// Begins a connection from a local address to the peer of a flow; it may be written to at once.
    pub(crate) fn open(
        &mut self,
        local: IpAddr,
        flow: &Flow,
        tls: Option<TlsLayer>,
        now: Instant,
    ) -> io::Result<u64> {
        let peer = flow.peer;
        if self.by_id.len() >= self.max {
            return Err(io::ErrorKind::QuotaExceeded.into());
        }
        let family = if peer.is_ipv4() {
            AddressFamily::INET
        } else {
            AddressFamily::INET6
        };
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket = rustix::net::socket_with(family, SocketType::STREAM, flags, None)?;
        rustix::net::bind(&socket, &SocketAddr::new(local, 0))?;
        match rustix::net::connect(&socket, &peer) {
            Ok(()) | Err(rustix::io::Errno::INPROGRESS) => {}
            Err(error) => return Err(error.into()),
        }
        let id = self.insert(socket.into(), peer, flow.name, now)?;
        if let Some(connection) = self.by_id.get_mut(&id) {
            connection.tls = tls;
            connection.connecting = Some(Connecting {
                since: now,
                is_open: false,
                flows: Vec::new(),
            });
        }
        self.by_peer.insert((peer, flow.transport, flow.name), id);
        Ok(id)
    }

    fn insert(
        &mut self,
        stream: TcpStream,
        peer: SocketAddr,
        name: PeerName,
        now: Instant,
    ) -> io::Result<u64> {
        stream.set_nodelay(true)?;
        let connection = Connection {
            local: stream.local_addr()?,
            stream,
            peer,
            name,
            framer: StreamFramer::new(self.limits),
            tls: None,
            unsent: Vec::new(),
            heard_at: now,
            waiting_since: None,
            connecting: None,
        };
        let id = self.next_id;
        self.next_id += 1;
        self.by_id.insert(id, connection);
        Ok(id)
    }

    /// The connection that we opened to the peer of this flow.
    pub(crate) fn opened_to(&self, flow: &Flow) -> Option<u64> {
        let key = (flow.peer, flow.transport, flow.name);
        self.by_peer.get(&key).copied()
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Connection> {
        self.by_id.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut Connection> {
        self.by_id.get_mut(&id)
    }

    /// Forgets a connection; gives the flows that waited for it.
    pub(crate) fn remove(&mut self, id: u64) -> Option<Vec<Flow>> {
        let mut connection = self.by_id.remove(&id)?;
        connection.finish();
        let key = (connection.peer, connection.transport(), connection.name);
        if self.by_peer.get(&key) == Some(&id) {
            self.by_peer.remove(&key);
        }
        let connecting = connection.connecting;
        Some(connecting.map_or_else(Vec::new, |connecting| connecting.flows))
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Connections that dribble a message, are not accepted, or have been silent, for too long.
    pub(crate) fn overdue(&self, config: &Config, now: Instant) -> Vec<u64> {
        let is_overdue = |connection: &Connection| {
            let dribbles = connection
                .waiting_since
                .is_some_and(|since| now - since > config.message_timeout);
            let is_refused = connection
                .connecting
                .as_ref()
                .is_some_and(|connecting| now - connecting.since > CONNECT_TIMEOUT);
            dribbles || is_refused || now - connection.heard_at > config.idle_timeout
        };
        self.by_id
            .iter()
            .filter(|(_, connection)| is_overdue(connection))
            .map(|(id, _)| *id)
            .collect()
    }
}

impl Connection {
    /// How messages travel over it, which is named so.
    pub(crate) fn flow(&self, id: u64, routes: &mut Routes) -> Flow {
        let peer = canonical(self.peer);
        Flow {
            transport: self.transport(),
            local: routes.local(self.local, peer),
            peer,
            connection: id,
            name: self.name,
        }
    }

    fn transport(&self) -> Transport {
        if self.tls.is_some() {
            Transport::Tls
        } else {
            Transport::Tcp
        }
    }

    /// The peer has accepted it, or has not: `Err`. TLS begins here.
    pub(crate) fn complete(&mut self) -> io::Result<()> {
        if let Some(connecting) = self.connecting.as_mut().filter(|one| !one.is_open) {
            self.stream.take_error()?.map_or(Ok(()), Err)?;
            connecting.is_open = true;
            if let Some(tls) = &mut self.tls {
                tls.drain(&mut self.unsent)?;
            }
            self.settle();
        }
        self.flush()
    }

    /// Nobody waits any more once both ends may speak.
    fn settle(&mut self) {
        let is_handshaking = self.tls.as_ref().is_some_and(TlsLayer::is_handshaking);
        let is_open = self.connecting.as_ref().is_some_and(|one| one.is_open);
        if is_open && !is_handshaking {
            self.connecting = None;
        }
    }

    /// Why those who wait for it wait in vain, after this error or for too long.
    pub(crate) fn failure(&self, error: Option<&io::Error>) -> Failure {
        let is_handshaking = self.connecting.as_ref().is_some_and(|one| one.is_open);
        match error {
            Some(error) if is_handshaking => failure_of(error),
            None if is_handshaking => Failure::Handshake,
            Some(_) | None => Failure::Unreachable,
        }
    }

    /// Notes who must be told if the peer does not accept it.
    pub(crate) fn await_by(&mut self, flow: Flow) {
        if let Some(Connecting { flows, .. }) = &mut self.connecting
            && flows.len() < WAITING_FLOWS
            && !flows.contains(&flow)
        {
            flows.push(flow);
        }
    }

    /// Reads what is there. `Err`: the connection is over.
    pub(crate) fn read(&mut self, said: &mut Vec<Said>, now: Instant) -> io::Result<()> {
        let mut chunk = [0; 8 << 10];
        let mut taken = 0;
        loop {
            let count = match self.read_octets(&mut chunk, taken < READ_BUDGET) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            taken += count;
            self.heard_at = now;
            self.framer.push(&chunk[..count]);
            loop {
                match self.framer.next_frame() {
                    Ok(Some(Framed::Message(message))) => said.push(Said::Message(message)),
                    Ok(Some(Framed::Ping)) => self.send(b"\r\n")?,
                    Ok(None) => break,
                    Err(malformed) => {
                        said.push(Said::Malformed(malformed));
                        return Ok(());
                    }
                }
            }
        }
        self.settle();
        let is_handshaking = self.tls.as_ref().is_some_and(TlsLayer::is_handshaking);
        self.waiting_since =
            (is_handshaking || self.framer.is_waiting()).then(|| self.waiting_since.unwrap_or(now));
        self.flush()
    }

    /// With `may_fetch` from the socket, else only what TLS has fetched already: the kernel does not wake us for that.
    fn read_octets(&mut self, chunk: &mut [u8], may_fetch: bool) -> io::Result<usize> {
        match &mut self.tls {
            Some(tls) => {
                let read = tls.read(&mut self.stream, chunk, may_fetch, &mut self.unsent);
                if self.unsent.len() > WRITE_BOUND {
                    return Err(io::ErrorKind::OutOfMemory.into());
                }
                read
            }
            None if may_fetch => self.stream.read(chunk),
            None => Err(io::ErrorKind::WouldBlock.into()),
        }
    }

    /// Tells the peer, if it reads, that the connection is over.
    fn finish(&mut self) {
        if let Some(tls) = &mut self.tls
            && tls.finish(&mut self.unsent).is_ok()
        {
            // A peer that is gone needs no farewell.
            let _ = self.flush();
        }
    }

    /// Sends, or keeps what the peer does not take yet. `Err`: the connection is over.
    pub(crate) fn send(&mut self, octets: &[u8]) -> io::Result<()> {
        if self.unsent.len() + octets.len() > WRITE_BOUND {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        match &mut self.tls {
            Some(tls) => tls.write(octets, &mut self.unsent)?,
            None => self.unsent.extend_from_slice(octets),
        }
        if self.connecting.as_ref().is_some_and(|one| !one.is_open) {
            return Ok(());
        }
        self.flush()
    }

    pub(crate) fn has_unsent(&self) -> bool {
        !self.unsent.is_empty()
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        while !self.unsent.is_empty() {
            match self.stream.write(&self.unsent) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => drop(self.unsent.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Keeps the address family of a source readable where IPv6 sockets carry IPv4.
pub(crate) fn canonical(address: SocketAddr) -> SocketAddr {
    let ip: IpAddr = address.ip().to_canonical();
    SocketAddr::new(ip, address.port())
}
