use std::net::IpAddr;

use ipnet::IpNet;

/// What is not of the public network: who writes a URL is not to reach through this node what only it can reach
/// (RFC 6890, RFC 4291, RFC 6598, RFC 7343).
const OWN: [&str; 20] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    // Unspecified, loopback, and IPv4 inside of IPv6.
    "::/96",
    "64:ff9b::/96",
    "100::/64",
    "2001::/23",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
];

/// Which addresses may be told something: those of the public network, and others by name.
#[derive(Clone, Debug)]
pub struct Networks {
    own: Vec<IpNet>,
    allowed: Vec<IpNet>,
}

impl Networks {
    /// The public network, and these.
    #[must_use]
    pub fn public_and(allowed: Vec<IpNet>) -> Self {
        let own = OWN.iter().map(|text| text.parse().expect("a network"));
        Self {
            own: own.collect(),
            allowed,
        }
    }

    /// Whether something may be sent there.
    #[must_use]
    pub fn take(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let is_in = |networks: &[IpNet]| networks.iter().any(|network| network.contains(&address));
        is_in(&self.allowed) || !is_in(&self.own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_this_node_reaches_is_told_nothing_unless_it_is_named() {
        let named = ["127.0.0.0/8", "10.1.0.0/16", "::1/128"];
        let named: Vec<IpNet> = named
            .iter()
            .map(|text| text.parse().expect("a network"))
            .collect();
        for (address, by_default, if_named) in [
            ("127.0.0.1", false, true),
            ("::ffff:127.0.0.1", false, true),
            ("::1", false, true),
            ("::", false, false),
            ("10.1.2.3", false, true),
            ("10.2.2.3", false, false),
            ("169.254.169.254", false, false),
            ("172.31.255.255", false, false),
            ("172.32.0.1", true, true),
            ("192.168.1.1", false, false),
            ("255.255.255.255", false, false),
            ("0.0.0.0", false, false),
            ("fd00::1", false, false),
            ("fe80::1", false, false),
            ("64:ff9b::7f00:1", false, false),
            ("::ffff:192.0.2.1", false, false),
            ("8.8.8.8", true, true),
            ("2606:4700::1", true, true),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            let takes = |named: &[IpNet]| Networks::public_and(named.to_vec()).take(address);
            assert_eq!(takes(&[]), by_default, "{address}");
            assert_eq!(takes(&named), if_named, "{address}");
        }
    }
}
