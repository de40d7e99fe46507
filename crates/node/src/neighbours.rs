//! Which of the other nodes are alive: asked once a second, for the rooms to know where to begin.

use std::time::Duration;

use futures::future::join_all;
use tandem_consensus::NodeId;
use tandem_control_plane::ControlPlane;
use tandem_rooms::{Cluster, RoomNode};
use tokio::time::{interval, timeout};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// How often each node is asked.
const ASKED_EVERY: Duration = Duration::from_secs(1);
/// How long it may take to answer.
const ANSWER_PATIENCE: Duration = Duration::from_millis(700);

/// No room has this name.
const NO_ROOM: &str = "";

/// Tells the rooms who is there, until it is aborted.
pub(crate) async fn keep_neighbours(plane: ControlPlane, rooms: Cluster) {
    let mut ticks = interval(ASKED_EVERY);
    loop {
        ticks.tick().await;
        let status = plane.status();
        let with_rooms = status.members.into_iter();
        let with_rooms = with_rooms.filter(|(_, status)| status.member.roles.rooms);
        let asked = with_rooms.map(|(id, status)| {
            let plane = &plane;
            async move {
                let address = status.member.address;
                let is_alive = id == plane.node_id() || serves(plane, id, &address).await;
                RoomNode {
                    id,
                    address,
                    is_alive,
                }
            }
        });
        rooms.set_nodes(join_all(asked).await);
        // Also keeps the lines between the nodes' rooms made: a caller would wait for them.
        let (_, ()) = tokio::join!(rooms.list_rooms(&[NO_ROOM]), rooms.tell_homes());
    }
}

/// Whether a node answers, and takes new work.
async fn serves(plane: &ControlPlane, node: NodeId, address: &str) -> bool {
    let Ok(channel) = plane.channel(address) else {
        return false;
    };
    let mut client = HealthClient::new(channel);
    let answer = timeout(ANSWER_PATIENCE, client.check(HealthCheckRequest::default())).await;
    match answer {
        Ok(Ok(answer)) => answer.into_inner().status == i32::from(ServingStatus::Serving),
        Ok(Err(error)) => {
            tracing::debug!(node, %error, "a node does not answer");
            false
        }
        Err(_) => false,
    }
}
