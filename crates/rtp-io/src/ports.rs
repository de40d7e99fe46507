use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A port that another process holds is passed over for so long: it costs one of the calls in that time a few microseconds.
const PASSED_OVER: Duration = Duration::from_secs(60);
/// Where no other port is free, so many of those passed over are tried again for one call, the oldest first.
const MOST_RETRIED: usize = 64;

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
    /// What other processes hold, and since when that is known; the oldest first.
    taken: VecDeque<(u16, Instant)>,
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
    /// Another process has it.
    is_taken: bool,
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
            taken: VecDeque::new(),
            in_use: 0,
        };
        Self {
            shared: Arc::new(Mutex::new(pool)),
            quarantine,
        }
    }

    /// Binds a free port of this address. What another process holds is passed over, each port once in a minute, so that a call
    /// fails when none of the range can be had.
    pub(crate) fn reserve(&self, bind: IpAddr, announced: IpAddr) -> Result<Reservation, NoPort> {
        let now = Instant::now();
        let fresh = std::iter::from_fn(|| self.lease(now));
        let retried = std::iter::from_fn(|| self.lease_taken()).take(MOST_RETRIED);
        for mut lease in fresh.chain(retried) {
            match bound(SocketAddr::new(bind, lease.port)) {
                Ok(socket) => {
                    let address = SocketAddr::new(announced, lease.port);
                    return Ok(Reservation {
                        socket,
                        lease,
                        address,
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                    tracing::debug!(port = lease.port, "another process holds an RTP port");
                    lease.is_taken = true;
                }
                // Neither is this the port's fault, nor would another port do.
                Err(error) => {
                    tracing::warn!(address = %bind, %error, "no RTP port can be bound");
                    return Err(NoPort);
                }
            }
        }
        Err(NoPort)
    }

    fn lease(&self, now: Instant) -> Option<Lease> {
        let mut pool = self.locked();
        let may_be_free = |(_, since): &mut (u16, Instant)| now - *since >= PASSED_OVER;
        while let Some((port, since)) = pool.taken.pop_front_if(may_be_free) {
            pool.free.push_back((port, Some(since)));
        }
        let is_ready = |(_, freed): &(u16, Option<Instant>)| {
            freed.is_none_or(|freed| now - freed >= self.quarantine)
        };
        let (port, _) = pool.free.pop_front_if(|port| is_ready(port))?;
        Some(self.leased(port, &mut pool))
    }

    /// One that another process held.
    fn lease_taken(&self) -> Option<Lease> {
        let mut pool = self.locked();
        let (port, _) = pool.taken.pop_front()?;
        Some(self.leased(port, &mut pool))
    }

    fn leased(&self, port: u16, pool: &mut Pool) -> Lease {
        pool.in_use += 1;
        Lease {
            port,
            is_taken: false,
            ports: self.clone(),
        }
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
        let now = Instant::now();
        if self.is_taken {
            pool.taken.push_back((self.port, now));
        } else {
            pool.free.push_back((self.port, Some(now)));
        }
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

    /// An address of the loopback that no other process of tests has.
    fn own_address() -> IpAddr {
        let [_, high, mid, low] = std::process::id().to_be_bytes();
        IpAddr::from([127, 128 | high, mid, low])
    }

    #[test]
    fn however_many_ports_others_hold_a_free_one_is_found_and_they_are_tried_once() {
        let ip = own_address();
        let held: Vec<UdpSocket> = (22_000..22_400)
            .step_by(2)
            .map(|port| UdpSocket::bind((ip, port)).expect("nobody else is here"))
            .collect();
        let ports = Ports::new(&PortRange(22_000..=22_403), Duration::ZERO);
        let one = ports.reserve(ip, ip).expect("a port");
        assert_eq!(one.address().port(), 22_400);
        assert_eq!(ports.locked().taken.len(), held.len());
        assert_eq!(ports.in_use(), 1);
        let two = ports.reserve(ip, ip).expect("a port");
        assert_eq!(two.address().port(), 22_402);
        let known_since = |ports: &Ports| ports.locked().taken.iter().map(|one| one.1).max();
        let before = known_since(&ports);
        drop((one, two));
        let again = [(); 2].map(|()| ports.reserve(ip, ip).expect("a port"));
        assert_eq!(known_since(&ports), before, "those of others are not tried");
        // The others give theirs back: the oldest are looked at, though it has not been a minute.
        assert!(ports.reserve(ip, ip).is_err(), "all are in use");
        drop(held);
        let third = ports.reserve(ip, ip).expect("a port");
        assert!((22_000..22_400).contains(&third.address().port()));
        assert_eq!(ports.in_use(), 3);
        drop((again, third));
        assert_eq!(ports.in_use(), 0);
    }

    #[test]
    fn an_address_that_is_not_here_costs_no_port() {
        let ports = Ports::new(&PortRange(22_410..=22_419), Duration::ZERO);
        let elsewhere = IpAddr::from([192, 0, 2, 1]);
        assert!(ports.reserve(elsewhere, elsewhere).is_err());
        let here = own_address();
        let all: Vec<_> = (0..5).map(|_| ports.reserve(here, here)).collect();
        assert!(
            all.iter().all(Result::is_ok),
            "each of the range is to be had"
        );
    }
}
