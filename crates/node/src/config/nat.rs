use std::net::IpAddr;

use serde::Serialize;
use tandem_model::AllowedAddress;
use toml::de::DeValue;

use super::mistakes::Mistakes;
use super::outbound::Network;
use super::reader::{Section, address, word};
use super::sections::Sip;

const IP: &str = "203.0.113.7";

/// Peers that are told another address than `sip.advertised_ip`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PeerNetwork {
    /// Where they are.
    pub network: Network,
    /// What they are told in Via, Contact and session descriptions; absent it is the socket's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertised_ip: Option<IpAddr>,
}

impl PeerNetwork {
    fn fits(&self) -> bool {
        let network = self.network.0.network();
        let is_alike = |ip: IpAddr| ip.is_ipv4() == network.addr().is_ipv4();
        self.advertised_ip.is_none_or(is_alike)
    }
}

pub(super) fn peer_network(mut section: Section<'_>) -> PeerNetwork {
    let anywhere = AllowedAddress::try_new("127.0.0.1").map(Network);
    let mut own = PeerNetwork {
        network: anywhere.expect("an address"),
        advertised_ip: None,
    };
    section.requires("network");
    section.set("network", &mut own.network, word);
    section.set("advertised_ip", &mut own.advertised_ip, advertised_ip);
    section.finish();
    own
}

pub(super) fn advertised_ip(value: &DeValue<'_>) -> Result<Option<IpAddr>, String> {
    address(value, IP).map(Some)
}

/// Nobody reaches an address of another family than his own.
pub(super) fn check_networks(sip: &Sip, mistakes: &Mistakes<'_>) {
    for (number, network) in sip.networks.iter().enumerate() {
        if let Some(ip) = network.advertised_ip.filter(|_| !network.fits()) {
            let key = format!("sip.networks[{number}].advertised_ip");
            let network = network.network.0.as_str();
            let text = format!("{key} is {ip} and its network {network}: take both of one family");
            mistakes.of_key(&key, text);
        }
    }
}
