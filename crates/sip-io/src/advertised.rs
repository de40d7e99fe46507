use std::cmp::Reverse;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

/// The address that a peer is told in place of our socket's own: behind NAT it is another one, and not the same for
/// everybody. By default nobody is told another. Cloning it costs nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Advertised {
    usual: Option<IpAddr>,
    /// The narrowest first.
    networks: Arc<[(IpNet, Option<IpAddr>)]>,
}

impl Advertised {
    /// `usual` is for peers that are in none of the networks; the narrowest network counts. None is the socket's own
    /// address, and so is one of another family than the peer's.
    pub fn new(
        usual: Option<IpAddr>,
        networks: impl IntoIterator<Item = (IpNet, Option<IpAddr>)>,
    ) -> Self {
        let mut networks: Vec<_> = networks.into_iter().collect();
        networks.sort_by_key(|(network, _)| Reverse(network.prefix_len()));
        let networks = networks.into();
        Self { usual, networks }
    }

    /// What this peer is told in place of the socket's own address.
    #[must_use]
    pub fn to(&self, peer: IpAddr) -> Option<IpAddr> {
        let peer = peer.to_canonical();
        let mut networks = self.networks.iter();
        let own = networks.find(|(network, _)| network.contains(&peer));
        let told = own.map_or(self.usual, |(_, told)| *told);
        told.filter(|ip| ip.is_ipv4() == peer.is_ipv4())
    }

    /// Whether somebody may be told this address.
    #[must_use]
    pub fn names(&self, ip: IpAddr) -> bool {
        self.all().any(|told| told == ip)
    }

    /// Whether all are told the socket's own address.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    fn all(&self) -> impl Iterator<Item = IpAddr> {
        let networks = self.networks.iter().filter_map(|(_, told)| *told);
        self.usual.into_iter().chain(networks)
    }
}

impl Default for Advertised {
    fn default() -> Self {
        Self::new(None, [])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_network_says_what_a_peer_is_told() {
        let ip = |text: &str| -> IpAddr { text.parse().expect("an address") };
        let network = |text: &str, told: Option<&str>| {
            let network: IpNet = text.parse().expect("a network");
            (network, told.map(ip))
        };
        let networks = [
            network("10.0.0.0/8", None),
            network("10.1.0.0/16", Some("10.1.0.7")),
            network("2001:db8::/32", Some("192.0.2.1")),
        ];
        let advertised = Advertised::new(Some(ip("203.0.113.7")), networks);
        for (peer, told) in [
            ("198.51.100.1", Some("203.0.113.7")),
            ("::ffff:198.51.100.1", Some("203.0.113.7")),
            ("10.2.0.1", None),
            ("10.1.2.3", Some("10.1.0.7")),
            // Nobody reaches an address of the other family.
            ("2001:db8::1", None),
            ("2001:db9::1", None),
        ] {
            assert_eq!(advertised.to(ip(peer)), told.map(ip), "{peer}");
        }
        assert!(advertised.names(ip("10.1.0.7")) && !advertised.names(ip("10.1.0.8")));
        assert!(!advertised.is_empty() && Advertised::default().is_empty());
        assert!(Advertised::new(None, [networks[0]]).is_empty());
    }
}
