use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use ipnet::IpNet;

/// Networks that nothing is sent to because a peer, or a name's record, says so. Cloning it costs nothing.
///
/// None by default, beside the addresses that are nobody's: unspecified (which the kernel takes for the loopback),
/// multicast and broadcast.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefusedNetworks(Arc<[IpNet]>);

impl RefusedNetworks {
    /// Whether an address is in one of them. IPv4-mapped IPv6 counts as IPv4.
    #[must_use]
    pub fn contains(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        let is_nobodys =
            ip.is_unspecified() || ip.is_multicast() || ip == IpAddr::V4(Ipv4Addr::BROADCAST);
        is_nobodys || self.0.iter().any(|network| network.contains(&ip))
    }
}

impl Default for RefusedNetworks {
    fn default() -> Self {
        Self(Arc::from([]))
    }
}

impl FromIterator<IpNet> for RefusedNetworks {
    fn from_iter<I: IntoIterator<Item = IpNet>>(networks: I) -> Self {
        Self(networks.into_iter().collect())
    }
}
