//! Which node is to have a room.

use std::time::{Duration, Instant};

/// For this long after nodes came, went or were lost and found, a home asks the others before it begins a room: one of
/// them may have it.
const SETTLED: Duration = Duration::from_secs(5);

/// A node that may have rooms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomNode {
    /// Its number in the cluster.
    pub id: u64,
    /// Host and port of its node-to-node gRPC.
    pub address: String,
    /// Whether it has been heard of lately. One that is not is asked last.
    pub is_alive: bool,
}

/// The nodes that may have rooms, as this node believes.
pub(crate) struct View {
    nodes: Vec<RoomNode>,
    changed_at: Instant,
}

impl View {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            nodes: Vec::new(),
            changed_at: now,
        }
    }

    pub(crate) fn set(&mut self, nodes: Vec<RoomNode>, now: Instant) {
        if self.nodes != nodes {
            self.nodes = nodes;
            self.changed_at = now;
        }
    }

    /// Whether all homes have had the time to be told what is elsewhere.
    pub(crate) fn is_settled(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.changed_at) >= SETTLED
    }

    pub(crate) fn node(&self, id: u64) -> Option<&RoomNode> {
        self.nodes.iter().find(|node| node.id == id)
    }

    pub(crate) fn nodes(&self) -> &[RoomNode] {
        &self.nodes
    }

    /// All nodes in the order in which a room belongs to them: the first is its home.
    ///
    /// Rendezvous hashing: a node that comes or goes changes the home of its own share of rooms only.
    pub(crate) fn order(&self, room: &str) -> Vec<RoomNode> {
        let mut nodes = self.nodes.clone();
        nodes.sort_by_key(|node| std::cmp::Reverse((weight(room, node.id), node.id)));
        nodes
    }

    /// The first of a room's order, alive or not.
    pub(crate) fn first(&self, room: &str) -> Option<&RoomNode> {
        let rank = |node: &&RoomNode| (weight(room, node.id), node.id);
        self.nodes.iter().max_by_key(rank)
    }

    /// The first of a room's order that is alive; the first of all when none is.
    pub(crate) fn home(&self, room: &str) -> Option<&RoomNode> {
        let rank = |node: &&RoomNode| (node.is_alive, weight(room, node.id), node.id);
        self.nodes.iter().max_by_key(rank)
    }
}

/// How much a room belongs to a node. All releases must agree: FNV-1a, then the finaliser of MurmurHash3.
fn weight(room: &str, node: u64) -> u64 {
    let octets = node.to_be_bytes().into_iter().chain(room.bytes());
    let mut hash = octets.fold(0xcbf2_9ce4_8422_2325_u64, |hash, octet| {
        (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01b3)
    });
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        hash = (hash ^ hash >> 33).wrapping_mul(factor);
    }
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(ids: impl IntoIterator<Item = u64>) -> View {
        let node = |id| RoomNode {
            id,
            address: String::new(),
            is_alive: true,
        };
        let mut view = View::new(Instant::now());
        view.set(ids.into_iter().map(node).collect(), Instant::now());
        view
    }

    fn homes(view: &View) -> Vec<u64> {
        (0..3000)
            .filter_map(|room| Some(view.home(&format!("room-{room}"))?.id))
            .collect()
    }

    #[test]
    fn every_release_agrees_on_the_weights() {
        assert_eq!(weight("", 0), 0x7bd3_144f_29c0_cc9e);
        assert_eq!(weight("lobby", 1), 0x4258_bae3_37e4_25af);
    }

    #[test]
    fn rooms_are_shared_out_evenly() {
        let homes = homes(&view([1, 2, 3]));
        for id in 1..=3 {
            let share = homes.iter().filter(|home| **home == id).count();
            assert!((900..=1100).contains(&share), "node {id} has {share}");
        }
    }

    #[test]
    fn a_node_that_goes_moves_its_own_rooms_only() {
        let (all, two) = (homes(&view([1, 2, 3])), homes(&view([1, 3])));
        for (before, after) in all.iter().zip(&two) {
            assert!(before == after || *before == 2);
        }
    }

    #[test]
    fn the_next_in_order_stands_in_for_one_that_is_away() {
        let mut view = view([1, 2, 3]);
        let order: Vec<u64> = view.order("lobby").iter().map(|node| node.id).collect();
        let mut nodes = view.nodes().to_vec();
        for node in &mut nodes {
            node.is_alive = node.id != order[0];
        }
        view.set(nodes, Instant::now());
        assert_eq!(view.home("lobby").map(|node| node.id), Some(order[1]));
        assert_eq!(view.order("lobby")[0].id, order[0]);
    }

    #[test]
    fn a_change_unsettles_for_a_while() {
        let now = Instant::now();
        let mut view = View::new(now);
        assert!(!view.is_settled(now) && view.is_settled(now + SETTLED));
        let later = now + SETTLED;
        view.set(Vec::new(), later);
        assert!(view.is_settled(later), "nothing has changed");
    }
}
