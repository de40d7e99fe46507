use std::net::IpAddr;

use tandem_model::AllowedAddress;

/// The sources that a trunk admits, as ranges in order: a look-up is a binary search.
///
/// IPv4 addresses are counted as IPv4-mapped IPv6 ones (RFC 4291 §2.5.5.2).
pub(crate) struct Sources {
    /// Empty admits everybody.
    ranges: Box<[(u128, u128)]>,
}

impl Sources {
    pub(crate) fn new(addresses: &[AllowedAddress]) -> Self {
        let range = |address: &AllowedAddress| {
            let network = address.network();
            (number(network.network()), number(network.broadcast()))
        };
        let mut ranges: Vec<(u128, u128)> = addresses.iter().map(range).collect();
        ranges.sort_unstable();
        ranges.dedup_by(|next, last| {
            let meets = next.0 <= last.1;
            if meets {
                last.1 = last.1.max(next.1);
            }
            meets
        });
        Self {
            ranges: ranges.into(),
        }
    }

    pub(crate) fn admit(&self, source: IpAddr) -> bool {
        let source = number(source);
        let after = self.ranges.partition_point(|(start, _)| *start <= source);
        self.ranges.is_empty() || (after > 0 && source <= self.ranges[after - 1].1)
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().into(),
        IpAddr::V6(address) => address.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_admit_what_the_networks_contain() {
        let texts = [
            "10.0.0.0/8",
            "10.1.0.0/16",
            "192.0.2.7",
            "2001:db8::/32",
            "192.0.2.0/30",
        ];
        let addresses: Vec<_> = texts
            .iter()
            .map(|text| AllowedAddress::try_new(text).expect("a network"))
            .collect();
        let sources = Sources::new(&addresses);
        for source in [
            "10.255.255.255",
            "10.1.2.3",
            "9.255.255.255",
            "11.0.0.0",
            "192.0.2.3",
            "192.0.2.4",
            "192.0.2.7",
            "2001:db8:ffff::1",
            "2001:db9::",
            "::ffff:10.0.0.1",
            "0.0.0.0",
        ] {
            let source: IpAddr = source.parse().expect("an address");
            let expected = addresses.iter().any(|address| address.contains(source));
            assert_eq!(sources.admit(source), expected, "{source}");
        }
        assert!(Sources::new(&[]).admit(IpAddr::from([1, 2, 3, 4])));
    }
}
