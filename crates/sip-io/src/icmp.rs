//! What the network says of datagrams that did not arrive (RFC 3261 §18.4).

use std::io::{self, IoSliceMut};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd as _;

use nix::cmsg_space;
use nix::libc::{self, sock_extended_err};
use nix::sys::socket::{
    ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, setsockopt, sockopt,
};

/// *Destination unreachable* (RFC 792), and its code that asks for shorter datagrams.
const UNREACHABLE: u8 = 3;
const TOO_LONG: u8 = 4;
/// The same of IPv6 (RFC 4443), where length is a type of its own.
const UNREACHABLE_V6: u8 = 1;

/// Has the kernel keep what the network says, for each datagram, in the socket's error queue.
pub(crate) fn listen(socket: &UdpSocket, is_ipv4: bool) -> io::Result<()> {
    let is_set = match is_ipv4 {
        true => setsockopt(socket, sockopt::Ipv4RecvErr, &true),
        false => setsockopt(socket, sockopt::Ipv6RecvErr, &true),
    };
    is_set.map_err(io::Error::from)
}

/// The next word of the network: a peer whom a datagram did not reach, or something of no consequence.
pub(crate) fn next(socket: &UdpSocket) -> io::Result<Option<SocketAddr>> {
    let mut octets = [0; 0];
    let mut octets = [IoSliceMut::new(&mut octets)];
    let mut control = cmsg_space!(sock_extended_err, libc::sockaddr_in6);
    let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
    let told =
        recvmsg::<SockaddrStorage>(socket.as_raw_fd(), &mut octets, Some(&mut control), flags)?;
    let mut words = told.cmsgs()?;
    let is_unreachable = words.any(|word| {
        matches!(&word, ControlMessageOwned::Ipv4RecvErr(error, _) if is_of_v4(error))
            || matches!(&word, ControlMessageOwned::Ipv6RecvErr(error, _) if is_of_v6(error))
    });
    Ok(told.address.filter(|_| is_unreachable).and_then(peer))
}

fn is_of_v4(error: &sock_extended_err) -> bool {
    error.ee_origin == libc::SO_EE_ORIGIN_ICMP
        && error.ee_type == UNREACHABLE
        && error.ee_code != TOO_LONG
}

fn is_of_v6(error: &sock_extended_err) -> bool {
    error.ee_origin == libc::SO_EE_ORIGIN_ICMP6 && error.ee_type == UNREACHABLE_V6
}

/// Where the datagram was to go.
fn peer(address: SockaddrStorage) -> Option<SocketAddr> {
    let v4 = address
        .as_sockaddr_in()
        .map(|to| SocketAddr::from((to.ip(), to.port())));
    v4.or_else(|| {
        let to = address.as_sockaddr_in6()?;
        Some(SocketAddr::from((to.ip(), to.port())))
    })
}
