use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};

use socket2::{Domain, Protocol, Socket, Type};
use tandem_sip_proto::Transport;

use crate::{Config, Listener, Tls, icmp};

/// Connections waiting to be accepted.
const BACKLOG: i32 = 1024;

/// A socket that listens.
pub(crate) enum Bound {
    Udp(UdpSocket),
    Tcp(TcpListener),
    Tls(TcpListener, Tls),
}

/// Binds a listener; gives the address with the port that was free.
pub(crate) fn bind(listener: &Listener, config: &Config) -> io::Result<(Bound, SocketAddr)> {
    let domain = Domain::for_address(listener.address);
    let kind = match listener.transport {
        Transport::Udp => (Type::DGRAM, Protocol::UDP),
        Transport::Tcp | Transport::Tls => (Type::STREAM, Protocol::TCP),
    };
    let socket = Socket::new(domain, kind.0, Some(kind.1))?;
    if listener.address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    match listener.transport {
        Transport::Udp => {
            // The kernel gives what it allows; less is no fault.
            let _ = socket.set_recv_buffer_size(config.receive_buffer);
            socket.bind(&listener.address.into())?;
            let socket: UdpSocket = socket.into();
            icmp::listen(&socket, listener.address.is_ipv4())?;
            let address = socket.local_addr()?;
            Ok((Bound::Udp(socket), address))
        }
        Transport::Tcp | Transport::Tls => {
            socket.set_reuse_address(true)?;
            socket.bind(&listener.address.into())?;
            socket.listen(BACKLOG)?;
            let socket: TcpListener = socket.into();
            let address = socket.local_addr()?;
            if listener.transport == Transport::Tcp {
                return Ok((Bound::Tcp(socket), address));
            }
            let tls = config.tls.clone();
            let tls = tls.ok_or_else(|| io::Error::other("TLS needs a certificate and its key"))?;
            Ok((Bound::Tls(socket, tls), address))
        }
    }
}
