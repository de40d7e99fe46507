//! Relations between keys: each text has both values.

use std::net::SocketAddr;

use super::mistakes::{Mistake, Mistakes};
use super::nat::check_networks;
use super::sections::{Config, Transport};
use super::words::{Role, span_text};

/// All mistakes: those of single keys, and those of keys that do not go together.
pub(super) fn check(config: &Config, mistakes: Mistakes<'_>) -> Vec<Mistake> {
    check_roles(config, &mistakes);
    check_ports(config, &mistakes);
    check_listeners(config, &mistakes);
    check_calls(config, &mistakes);
    check_networks(&config.sip, &mistakes);
    if let (Some(file), Some(variable)) = (&config.secrets.key_file, &config.secrets.key_env) {
        let text = format!(
            "secrets.key_file is {:?} and secrets.key_env is {variable:?}: keep one of them",
            file.display().to_string()
        );
        mistakes.of_key("secrets.key_env", text);
    }
    mistakes.into_sorted()
}

fn check_roles(config: &Config, mistakes: &Mistakes<'_>) {
    let roles = &config.node.roles;
    if roles.is_empty() {
        let text = "node.roles is empty: give one or more of \"voter\", \"gateway\" and \"rooms\"";
        mistakes.of_key("node.roles", text.to_owned());
    }
    if config.cluster.is_none() && roles.len() < Role::ALL.len() {
        let text = "node.roles leaves a role out, and there is no [cluster] whose other nodes have it: name all three, or \
                    add [cluster]";
        mistakes.of_key("node.roles", text.to_owned());
    }
}

fn check_ports(config: &Config, mistakes: &Mistakes<'_>) {
    let ports = config.rtp.ports;
    if ports.pairs() == 0 {
        let text = format!("rtp.ports is {ports}: it has no even port with the odd one behind it");
        mistakes.of_key("rtp.ports", text);
    }
}

fn check_listeners(config: &Config, mistakes: &Mistakes<'_>) {
    if config.sip.listeners.is_empty() {
        mistakes.of_key(
            "sip.listeners",
            "sip.listeners is empty: give at least one".to_owned(),
        );
    }
    let mut taken: Vec<(String, SocketAddr)> = vec![("http.listen".to_owned(), config.http.listen)];
    let tcp = config.sip.listeners.iter().enumerate();
    let tcp = tcp.filter(|(_, listener)| listener.transport == Transport::Tcp);
    let tcp = tcp
        .map(|(number, listener)| (format!("sip.listeners[{number}].address"), listener.address));
    let grpc = ("grpc.listen".to_owned(), config.grpc.listen);
    let cluster = config.cluster.as_ref();
    let cluster = cluster.map(|cluster| ("cluster.listen".to_owned(), cluster.listen));
    let tls = config.sip.tls.iter().flat_map(|tls| &tls.listen);
    let tls = tls.map(|address| ("sip.tls.listen".to_owned(), *address));
    if config
        .sip
        .tls
        .as_ref()
        .is_some_and(|tls| tls.listen.is_empty())
    {
        let text = "sip.tls.listen is empty: give at least one address, or leave [sip.tls] out";
        mistakes.of_key("sip.tls.listen", text.to_owned());
    }
    for (key, address) in std::iter::once(grpc).chain(cluster).chain(tcp).chain(tls) {
        report_meeting(&taken, &key, address, mistakes);
        taken.push((key, address));
    }
    let mut taken = Vec::new();
    for (number, listener) in config.sip.listeners.iter().enumerate() {
        if listener.transport == Transport::Udp {
            let key = format!("sip.listeners[{number}].address");
            report_meeting(&taken, &key, listener.address, mistakes);
            taken.push((key, listener.address));
        }
    }
}

/// Two sockets cannot have one port of one address; port 0 is always free.
fn report_meeting(
    taken: &[(String, SocketAddr)],
    key: &str,
    address: SocketAddr,
    mistakes: &Mistakes<'_>,
) {
    let meets = |other: &&(String, SocketAddr)| {
        let (one, other) = (address, other.1);
        let same_family = one.is_ipv4() == other.is_ipv4();
        let wildcard = same_family && (one.ip().is_unspecified() || other.ip().is_unspecified());
        one.port() != 0 && one.port() == other.port() && (wildcard || one.ip() == other.ip())
    };
    if let Some((other_key, other)) = taken.iter().find(meets) {
        let text =
            format!("{key} is {address} and {other_key} is {other}: give one of them another port");
        mistakes.of_key(key, text);
    }
}

fn check_calls(config: &Config, mistakes: &Mistakes<'_>) {
    let pairs = config.rtp.ports.pairs();
    if pairs > 0 && config.limits.calls > pairs {
        let text = format!(
            "limits.calls is {}, and rtp.ports {} has ports for {pairs}: lower the one or widen the other",
            config.limits.calls, config.rtp.ports
        );
        mistakes.of_key("limits.calls", text);
    }
    let sip = &config.sip;
    if sip.ringing_timeout > sip.max_call_duration {
        let text = format!(
            "sip.ringing_timeout is {} and sip.max_call_duration is {}: a call cannot ring longer than it lasts",
            span_text(sip.ringing_timeout),
            span_text(sip.max_call_duration)
        );
        mistakes.of_key("sip.ringing_timeout", text);
    }
    let limits = &sip.limits;
    if limits.connections_per_source > limits.connections {
        let text = format!(
            "sip.limits.connections_per_source is {} and sip.limits.connections is {}: lower the first",
            limits.connections_per_source, limits.connections
        );
        mistakes.of_key("sip.limits.connections_per_source", text);
    }
}
