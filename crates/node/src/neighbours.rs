//! How the other nodes are: asked once a second, for the rooms to know where to begin and calls where to leave from.

use std::time::Duration;

use tandem_control_plane::ControlPlane;
use tandem_rooms::{Cluster, RoomNode};
use tokio::time::interval;

/// How often each node is asked.
const ASKED_EVERY: Duration = Duration::from_secs(1);

/// No room has this name.
const NO_ROOM: &str = "";

/// Asks the other nodes, and tells the rooms who is there, until it is aborted.
pub(crate) async fn keep_neighbours(plane: ControlPlane, rooms: Cluster) {
    let mut ticks = interval(ASKED_EVERY);
    loop {
        ticks.tick().await;
        let members = plane.hear_of_members().await.into_iter();
        let with_rooms = members.filter(|(_, member, _)| member.roles.rooms);
        let with_rooms = with_rooms.map(|(id, member, takes_work)| RoomNode {
            id,
            address: member.address,
            // A node that drains is alive to itself: it knows its rooms.
            is_alive: takes_work || id == plane.node_id(),
        });
        rooms.set_nodes(with_rooms.collect());
        // Also keeps the lines between the nodes' rooms made: a caller would wait for them.
        let (_, ()) = tokio::join!(rooms.list_rooms(&[NO_ROOM]), rooms.tell_homes());
    }
}
