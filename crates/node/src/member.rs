//! A node as the others of its cluster must know it.

use std::net::SocketAddr;

use tandem_consensus::{Member, Roles};

use crate::config::Config;
use crate::config::sections::Cluster;
use crate::config::words::Role;

/// This node, as its configuration says.
#[must_use]
pub fn own(config: &Config, cluster: &Cluster) -> Member {
    let node = &config.node;
    let or = |advertised: &Option<String>, listen: SocketAddr| {
        advertised.clone().unwrap_or_else(|| listen.to_string())
    };
    Member {
        address: or(&cluster.advertised, cluster.listen),
        http: or(&cluster.advertised_http, config.http.listen),
        region: node.region.clone(),
        roles: Roles {
            voter: node.roles.contains(&Role::Voter),
            gateway: node.roles.contains(&Role::Gateway),
            rooms: node.roles.contains(&Role::Rooms),
        },
    }
}
