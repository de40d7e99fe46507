use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Ports that other processes hold are passed over; so many at most for one call.
const MOST_TAKEN: usize = 64;

/// The even ports of a range, each with the odd one above for RTCP.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PortRange(pub RangeInclusive<u16>);

/// Every port is in use, in quarantine, or held by another process.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no RTP port is free")]
pub struct NoPort;

/// Hands ports out, the one that has been free for longest first, so that what a peer still sends to a
/// finished call reaches nobody.
#[derive(Clone)]
pub(crate) struct Ports {
    shared: Arc<Mutex<Pool>>,
    quarantine: Duration,
}

struct Pool {
    free: VecDeque<(u16, Option<Instant>)>,
    in_use: usize,
}

/// A bound port that waits for its leg; dropping it gives the port back.
pub struct Reservation {
    pub(crate) socket: UdpSocket,
    pub(crate) lease: Lease,
    address: SocketAddr,
}

/// A port in use.
pub(crate) struct Lease {
    port: u16,
    ports: Ports,
}

impl Ports {
    pub(crate) fn new(range: &PortRange, quarantine: Duration) -> Self {
        let even = range
            .0
            .clone()
            .filter(|port| port % 2 == 0 && *port < *range.0.end());
        let pool = Pool {
            free: even.map(|port| (port, None)).collect(),
            in_use: 0,
        };
        Self {
            shared: Arc::new(Mutex::new(pool)),
            quarantine,
        }
    }

    /// Binds a free port of this address.
    pub(crate) fn reserve(&self, bind: IpAddr, announced: IpAddr) -> Result<Reservation, NoPort> {
        for _ in 0..MOST_TAKEN {
            let lease = self.lease(Instant::now()).ok_or(NoPort)?;
            match bound(SocketAddr::new(bind, lease.port)) {
                Ok(socket) => {
                    let address = SocketAddr::new(announced, lease.port);
                    return Ok(Reservation {
                        socket,
                        lease,
                        address,
                    });
                }
                Err(error) => tracing::debug!(port = lease.port, %error, "an RTP port is taken"),
            }
        }
        Err(NoPort)
    }

    fn lease(&self, now: Instant) -> Option<Lease> {
        let mut pool = self.locked();
        let is_ready = |(_, freed): &(u16, Option<Instant>)| {
            freed.is_none_or(|freed| now - freed >= self.quarantine)
        };
        let (port, _) = pool.free.pop_front_if(|port| is_ready(port))?;
        pool.in_use += 1;
        Some(Lease {
            port,
            ports: self.clone(),
        })
    }

    pub(crate) fn in_use(&self) -> usize {
        self.locked().in_use
    }

    fn locked(&self) -> MutexGuard<'_, Pool> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation {
    /// The address to announce.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Lease {
    /// Binds the port above.
    pub(crate) fn bind_rtcp(&self, ip: IpAddr) -> io::Result<UdpSocket> {
        bound(SocketAddr::new(ip, self.port + 1))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut pool = self.ports.locked();
        pool.in_use -= 1;
        pool.free.push_back((self.port, Some(Instant::now())));
    }
}

fn bound(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(address)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_even_and_rest_after_use() {
        let ip = IpAddr::from([127, 0, 0, 1]);
        let ports = Ports::new(&PortRange(21_901..=21_906), Duration::from_secs(3600));
        let one = ports.reserve(ip, ip).expect("a port");
        let two = ports.reserve(ip, ip).expect("a port");
        assert_eq!(
            (one.address().port(), two.address().port()),
            (21_902, 21_904)
        );
        assert!(
            ports.reserve(ip, ip).is_err(),
            "21906 has no odd port above it"
        );
        assert_eq!(ports.in_use(), 2);
        drop(one);
        assert_eq!(ports.in_use(), 1);
        assert!(ports.reserve(ip, ip).is_err(), "quarantine");
    }
}
