//! The floor: one thread that sends every datagram back, and does nothing else.

use std::io;
use std::net::{SocketAddr, UdpSocket};

use rustix::event::epoll;

/// Sockets that one look at the kernel finds ready.
const READY: usize = 512;
/// The longest datagram.
const LONGEST: usize = 1500;

/// Binds `count` sockets on ports that follow each other.
///
/// # Errors
/// When a port is taken, or the descriptors do not suffice.
pub fn bind(first: SocketAddr, count: u16) -> io::Result<Vec<UdpSocket>> {
    let mut sockets = Vec::with_capacity(usize::from(count));
    for offset in 0..count {
        let port = first.port().checked_add(offset);
        let port = port.ok_or_else(|| io::Error::other("the ports end at 65535"))?;
        let socket = UdpSocket::bind(SocketAddr::new(first.ip(), port))?;
        socket.set_nonblocking(true)?;
        sockets.push(socket);
    }
    Ok(sockets)
}

/// Echoes until the process ends: epoll over all sockets, one `recvfrom` and one `sendto` a datagram.
///
/// # Errors
/// When epoll fails.
pub fn run(sockets: &[UdpSocket]) -> io::Result<()> {
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    for (index, socket) in sockets.iter().enumerate() {
        let data = epoll::EventData::new_u64(index as u64);
        epoll::add(&epoll, socket, data, epoll::EventFlags::IN)?;
    }
    let mut ready = Vec::with_capacity(READY);
    let mut buffer = [0; LONGEST];
    loop {
        ready.clear();
        match epoll::wait(&epoll, rustix::buffer::spare_capacity(&mut ready), None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        for event in &ready {
            let index = usize::try_from(event.data.u64()).expect("tokens are indexes");
            let socket = &sockets[index];
            if let Ok((count, peer)) = socket.recv_from(&mut buffer) {
                // What the kernel does not take is lost, and the generator counts it.
                let _ = socket.send_to(&buffer[..count], peer);
            }
        }
    }
}
