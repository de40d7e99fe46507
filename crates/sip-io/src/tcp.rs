use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::time::Instant;

use ahash::RandomState;
use tandem_sip_proto::{Framed, Limits, Malformed, Message, StreamFramer};

use crate::Config;

/// Octets that may wait for a slow reader; a connection that needs more is closed.
const WRITE_BOUND: usize = 1 << 20;
/// Octets read from one connection before others have their turn.
const READ_BUDGET: usize = 64 << 10;

/// All TCP connections of a shard.
pub(crate) struct Connections {
    by_id: HashMap<u64, Connection, RandomState>,
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
    framer: StreamFramer,
    unsent: Vec<u8>,
    heard_at: Instant,
    /// When the message that is still incomplete began.
    waiting_since: Option<Instant>,
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
        stream.set_nodelay(true)?;
        let local = stream.local_addr()?;
        let connection = Connection {
            stream,
            local,
            peer,
            framer: StreamFramer::new(self.limits),
            unsent: Vec::new(),
            heard_at: now,
            waiting_since: None,
        };
        let id = self.next_id;
        self.next_id += 1;
        self.by_id.insert(id, connection);
        Ok(Some(id))
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Connection> {
        self.by_id.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut Connection> {
        self.by_id.get_mut(&id)
    }

    pub(crate) fn remove(&mut self, id: u64) -> bool {
        self.by_id.remove(&id).is_some()
    }

    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Connections that dribble a message, or have been silent, for too long.
    pub(crate) fn overdue(&self, config: &Config, now: Instant) -> Vec<u64> {
        let is_overdue = |connection: &Connection| {
            let dribbles = connection
                .waiting_since
                .is_some_and(|since| now - since > config.message_timeout);
            dribbles || now - connection.heard_at > config.idle_timeout
        };
        self.by_id
            .iter()
            .filter(|(_, connection)| is_overdue(connection))
            .map(|(id, _)| *id)
            .collect()
    }
}

impl Connection {
    /// Reads what is there. `Err`: the connection is over.
    pub(crate) fn read(&mut self, said: &mut Vec<Said>, now: Instant) -> io::Result<()> {
        let mut chunk = [0; 8 << 10];
        let mut taken = 0;
        while taken < READ_BUDGET {
            let count = match self.stream.read(&mut chunk) {
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
        self.waiting_since = self
            .framer
            .is_waiting()
            .then(|| self.waiting_since.unwrap_or(now));
        Ok(())
    }

    /// Sends, or keeps what the peer does not take yet. `Err`: the connection is over.
    pub(crate) fn send(&mut self, octets: &[u8]) -> io::Result<()> {
        if self.unsent.len() + octets.len() > WRITE_BOUND {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        self.unsent.extend_from_slice(octets);
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
