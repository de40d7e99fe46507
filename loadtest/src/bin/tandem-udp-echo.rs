//! Echoes datagrams with the least work: the floor under what forwarding a packet costs.

use std::net::{IpAddr, SocketAddr};

use anyhow::Context as _;
use clap::Parser;
use tandem_loadtest::echo;

/// One thread, epoll over all sockets, one recvfrom and one sendto a datagram.
#[derive(Parser)]
struct Arguments {
    /// Sockets, a port each.
    #[arg(long, default_value_t = 1000)]
    sockets: u16,
    /// The first port.
    #[arg(long, default_value_t = 30_000)]
    base_port: u16,
    /// The address to bind.
    #[arg(long, default_value = "127.0.0.1")]
    address: IpAddr,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let first = SocketAddr::new(arguments.address, arguments.base_port);
    let sockets = echo::bind(first, arguments.sockets).context("binding the echo's ports")?;
    echo::run(&sockets).context("waiting for datagrams")
}
