//! How messages go out.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use rustix::event::epoll;
use tandem_sip_proto::{Failure, Flow, Transmit, Transport};

use super::{Shard, TransactionUser, watch};
use crate::bound::Bound;
use crate::tcp::Connection;
use crate::tls::TlsLayer;

/// How often a datagram is sent again where the kernel told of an earlier one in place of sending it.
const SEND_AGAIN: usize = 2;

impl<T: TransactionUser> Shard<T> {
    pub(super) fn send(&mut self, transmit: &Transmit) {
        match transmit.flow.transport {
            Transport::Udp => self.send_datagram(transmit),
            Transport::Tcp | Transport::Tls => self.send_on_connection(transmit),
        }
    }

    /// A datagram that the kernel does not take is lost like any other: its timer repeats it. One without a route has
    /// failed.
    fn send_datagram(&mut self, transmit: &Transmit) {
        self.tap.sent(&transmit.bytes, transmit.flow);
        let is_its_socket = |(bound, address): &&(Bound, SocketAddr)| {
            matches!(bound, Bound::Udp(_))
                && address.port() == transmit.flow.local.port()
                && address.is_ipv4() == transmit.flow.peer.is_ipv4()
                && (address.ip() == transmit.flow.local.ip()
                    || address.ip().is_unspecified()
                    || self.routes.is_advertised(transmit.flow.local.ip()))
        };
        let peer = transmit.flow.peer;
        let Some((Bound::Udp(socket), _)) = self.sockets.iter().find(is_its_socket) else {
            return;
        };
        let mut sent = socket.send_to(&transmit.bytes, peer);
        for _ in 0..SEND_AGAIN {
            if sent.as_ref().is_err_and(may_be_of_another) {
                sent = socket.send_to(&transmit.bytes, peer);
            }
        }
        if let Err(error) = sent {
            tracing::debug!(%error, "a datagram was not sent");
            if is_without_way(&error) {
                self.endpoint.handle_refused(peer, Instant::now());
            }
        }
    }

    /// Over the connection of the flow, else over one that we opened to its peer, else over a new one
    /// (RFC 3261 §18.2.2). One that turns out to be gone counts as none.
    fn send_on_connection(&mut self, transmit: &Transmit) {
        let flow = transmit.flow;
        let own = Some(flow.connection).filter(|id| self.connections.get(*id).is_some());
        let opened = self.connections.opened_to(&flow);
        let is_sent = [own, opened]
            .into_iter()
            .flatten()
            .any(|id| self.send_over(id, transmit))
            || self
                .connect(flow)
                .is_some_and(|id| self.send_over(id, transmit));
        if !is_sent {
            let failure = Failure::Unreachable;
            self.endpoint
                .handle_unreachable(&flow, failure, Instant::now());
        }
    }

    fn send_over(&mut self, id: u64, transmit: &Transmit) -> bool {
        let Some(connection) = self.connections.get_mut(id) else {
            return false;
        };
        if connection.send(&transmit.bytes).is_err() {
            self.forget(id, Failure::Unreachable);
            return false;
        }
        connection.await_by(transmit.flow);
        let flow = connection.flow(id, &mut self.routes);
        self.tap.sent(&transmit.bytes, flow);
        if transmit.flow.connection == 0 {
            self.endpoint.handle_connected(&transmit.flow, id);
        }
        if let Some(connection) = self.connections.get(id)
            && connection.has_unsent()
        {
            self.await_writable(connection, id, true);
        }
        true
    }

    fn connect(&mut self, flow: Flow) -> Option<u64> {
        let opened = self.layer(flow).and_then(|(local, tls)| {
            self.connections
                .open(local.ip(), &flow, tls, Instant::now())
        });
        let watched = opened.and_then(|id| {
            let connection = self.connections.get(id);
            connection.map_or(Ok(()), |connection| {
                watch(&self.epoll, &connection.stream, id)
            })?;
            Ok(id)
        });
        match watched {
            Ok(id) => Some(id),
            Err(error) => {
                tracing::debug!(%error, "a TCP connection was not opened");
                None
            }
        }
    }

    /// Where a connection for this flow begins, and its TLS. Who came to us over TLS has no name to be asked for.
    fn layer(&self, flow: Flow) -> io::Result<(SocketAddr, Option<TlsLayer>)> {
        let none = || io::Error::from(io::ErrorKind::AddrNotAvailable);
        let fits = |(bound, address): &&(Bound, SocketAddr)| {
            let transport = match bound {
                Bound::Udp(_) => Transport::Udp,
                Bound::Tcp(_) => Transport::Tcp,
                Bound::Tls(..) => Transport::Tls,
            };
            transport == flow.transport && address.is_ipv4() == flow.peer.is_ipv4()
        };
        let (bound, local) = self.sockets.iter().find(fits).ok_or_else(none)?;
        let tls = match bound {
            Bound::Udp(_) | Bound::Tcp(_) => None,
            Bound::Tls(_, tls) => {
                let name = self.names.name(flow.name).ok_or_else(none)?;
                Some(tls.opened(&name)?)
            }
        };
        Ok((*local, tls))
    }

    pub(super) fn await_writable(&self, connection: &Connection, id: u64, is_wanted: bool) {
        let out = if is_wanted {
            epoll::EventFlags::OUT
        } else {
            epoll::EventFlags::empty()
        };
        // A descriptor that cannot be watched is closed by its next read or the sweep.
        let _ = epoll::modify(
            &self.epoll,
            &connection.stream,
            epoll::EventData::new_u64(id),
            epoll::EventFlags::IN | out,
        );
    }
}

/// Whether an error may be of an earlier datagram, to whomever that went.
fn may_be_of_another(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ConnectionRefused || is_without_way(error)
}

fn is_without_way(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable
    )
}
