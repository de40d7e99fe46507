//! A node as the others of its cluster must know it.

use std::net::SocketAddr;

use tandem_consensus::{Member, Roles};
use tandem_control_plane::nodes::NodeFacts;
use tandem_model::Region;

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

/// What this node says of itself, as its configuration says.
#[must_use]
pub fn facts(config: &Config) -> NodeFacts {
    let node = &config.node;
    NodeFacts {
        region: Region::try_new(&node.region).ok(),
        countries: node.countries.iter().map(|country| country.0).collect(),
        is_gateway: node.roles.contains(&Role::Gateway),
        most_calls: u32::try_from(config.limits.calls).unwrap_or(u32::MAX),
    }
}
