use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

/// A source address or network that a trunk admits, with the text it was given as.
#[derive(Clone, PartialEq, Eq)]
pub struct AllowedAddress {
    text: Box<str>,
    network: IpNet,
}

/// The text is neither an IP address nor a network in CIDR form.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{text:?} is neither an IP address nor a network such as 203.0.113.0/24 or 2001:db8::/32")]
pub struct InvalidAddress {
    /// What was given.
    pub text: String,
}

impl AllowedAddress {
    /// Takes an address (`203.0.113.7`, `2001:db8::7`) or a network; host bits may be set.
    ///
    /// # Errors
    /// [`InvalidAddress`]: a host name is no address, as only the socket's address counts.
    pub fn try_new(text: &str) -> Result<Self, InvalidAddress> {
        let network = text
            .parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| InvalidAddress {
                text: text.to_owned(),
            })?;
        Ok(Self {
            text: text.into(),
            network,
        })
    }

    /// The text as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The network it stands for.
    #[must_use]
    pub fn network(&self) -> IpNet {
        self.network.trunc()
    }

    /// Whether a packet from this address is admitted. IPv4-mapped IPv6 counts as IPv4.
    #[must_use]
    pub fn contains(&self, source: IpAddr) -> bool {
        self.network.contains(&source.to_canonical())
    }
}

impl fmt::Debug for AllowedAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_and_addresses_admit_what_lies_in_them() {
        let network = AllowedAddress::try_new("203.0.113.77/24").expect("host bits may be set");
        assert!(network.contains(IpAddr::from([203, 0, 113, 1])));
        assert!(!network.contains(IpAddr::from([203, 0, 114, 1])));
        assert!(network.contains("::ffff:203.0.113.9".parse().expect("an address")));
        let one = AllowedAddress::try_new("2001:db8::7").expect("an address");
        assert!(one.contains("2001:db8::7".parse().expect("an address")));
        assert!(!one.contains("2001:db8::8".parse().expect("an address")));
    }

    #[test]
    fn host_names_and_patterns_are_refused() {
        for text in [
            "sip.example.com",
            "203.0.113.*",
            "",
            "203.0.113.0/33",
            "sip:203.0.113.1",
        ] {
            assert!(AllowedAddress::try_new(text).is_err(), "{text}");
        }
    }
}
