use std::str::FromStr;

use serde::Serialize;

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

/// Calls to somebody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Outbound {
    /// Redirections of one call that are followed, up to 5; 0 follows none.
    pub redirects: u8,
    /// Hosts that a redirection may lead to beside the trunk's own; `.example.com` stands for all below it.
    pub redirect_hosts: Vec<Host>,
    /// Statuses at which the next address of a trunk is tried.
    pub failover: Vec<u16>,
}

impl Default for Outbound {
    fn default() -> Self {
        Self {
            redirects: 5,
            redirect_hosts: Vec::new(),
            failover: vec![503],
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
    section.finish();
    outbound
}
