use std::str::FromStr;

use serde::{Serialize, Serializer};
use tandem_model::AllowedAddress;

use super::reader::{Section, number, numbers, words};

/// A host name or address, without port.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Host(pub String);

impl FromStr for Host {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_written = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
        let is_ipv6 = text.parse::<std::net::Ipv6Addr>().is_ok();
        match !text.is_empty() && (is_ipv6 || text.chars().all(is_written)) {
            true => Ok(Self(text.to_owned())),
            false => Err(format!(
                "{text:?} is no host: write a name or an address without port, or .example.com for all below it"
            )),
        }
    }
}

/// A network, or one address; written `10.0.0.0/8` or `192.0.2.7`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Network(pub AllowedAddress);

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = AllowedAddress::try_new(text);
        network.map(Self).map_err(|fault| fault.to_string())
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

/// Calls to somebody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Outbound {
    /// Redirections of one call that are followed, up to 5; 0 follows none.
    pub redirects: u8,
    /// Hosts that a redirection may lead to beside the trunk's own; `.example.com` stands for all below it.
    pub redirect_hosts: Vec<Host>,
    /// Statuses at which the next address of a trunk is tried.
    pub failover: Vec<u16>,
    /// Networks that no call goes to, whatever a trunk, a request or a redirection names and the DNS makes of it: those
    /// of this node's own operator, say. Addresses that are nobody's (unspecified, multicast, broadcast) are never called.
    pub refused_networks: Vec<Network>,
}

impl Default for Outbound {
    fn default() -> Self {
        Self {
            redirects: 5,
            redirect_hosts: Vec::new(),
            failover: vec![503],
            refused_networks: Vec::new(),
        }
    }
}

impl Outbound {
    /// The hosts that a redirection may lead to, as texts.
    #[must_use]
    pub fn host_names(&self) -> Vec<String> {
        self.redirect_hosts
            .iter()
            .map(|host| host.0.clone())
            .collect()
    }
}

pub(super) fn outbound(mut section: Section<'_>) -> Outbound {
    let mut outbound = Outbound::default();
    section.set("redirects", &mut outbound.redirects, |value| {
        number(value, 0..=5)
    });
    section.set("redirect_hosts", &mut outbound.redirect_hosts, words);
    section.set("failover", &mut outbound.failover, |value| {
        numbers(value, 300..=699)
    });
    section.set("refused_networks", &mut outbound.refused_networks, words);
    section.finish();
    outbound
}
