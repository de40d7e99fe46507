use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use crate::ports::{Lease, Reservation};

/// A leg's two ports.
pub(crate) struct Line {
    pub(crate) rtp: UdpSocket,
    rtcp: Rtcp,
    lease: Lease,
}

/// The port for reports: calls without media need none.
enum Rtcp {
    NotYet,
    Open(UdpSocket),
    /// Another process holds the port. The call goes on without reports.
    Taken,
}

impl Line {
    pub(crate) fn new(reservation: Reservation) -> Self {
        Self {
            rtp: reservation.socket,
            rtcp: Rtcp::NotYet,
            lease: reservation.lease,
        }
    }

    /// The socket for reports, if it is open.
    pub(crate) fn rtcp(&self) -> Option<&UdpSocket> {
        match &self.rtcp {
            Rtcp::Open(socket) => Some(socket),
            Rtcp::NotYet | Rtcp::Taken => None,
        }
    }

    /// Opens the port for reports, once; whether it is new.
    pub(crate) fn open_rtcp(&mut self) -> bool {
        match self.rtcp {
            Rtcp::Open(_) | Rtcp::Taken => false,
            Rtcp::NotYet => {
                self.rtcp = self.bind_rtcp().map_or(Rtcp::Taken, Rtcp::Open);
                self.rtcp().is_some()
            }
        }
    }

    /// Sends a report, if there is a port for it and a peer that has an address.
    pub(crate) fn send_rtcp(&self, octets: &[u8], peer: SocketAddr) {
        if let Some(socket) = self.rtcp().filter(|_| !peer.ip().is_unspecified()) {
            // A report that is lost is followed by the next.
            let _ = socket.send_to(octets, peer);
        }
    }

    /// Gives the ports back, and the socket of the first to who watches it.
    pub(crate) fn close(self) -> UdpSocket {
        self.rtp
    }

    fn bind_rtcp(&self) -> io::Result<UdpSocket> {
        let ip: IpAddr = self.rtp.local_addr()?.ip();
        self.lease.bind_rtcp(ip)
    }
}
