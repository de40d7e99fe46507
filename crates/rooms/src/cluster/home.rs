//! The deciding end: a node that is asked for a room has it, begins it, or knows who is to.

use std::time::Instant;

use tandem_model::RoomName;
use tandem_wire::internal as wire;
use tokio::task::JoinSet;
use tonic::{Request, Status};

use super::view::RoomNode;
use super::{ASKED_AROUND, Cluster, FIND_PATIENCE, Own, REQUEST_PATIENCE};
use crate::Rooms;

/// Where a room is, or is to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Whereabouts {
    Here,
    Elsewhere(u64),
}

impl Own {
    /// Decides where a room is to be entered.
    ///
    /// A node begins a room only when no node before it in the room's order answers. While it is not settled, it asks
    /// those behind it, too, for one of them may have the room from the time when this one was away.
    pub(crate) async fn decide(&self, rooms: &Rooms, room: &RoomName) -> Whereabouts {
        if self.decides_alone(rooms, room) {
            return Whereabouts::Here;
        }
        if let Some(holder) = self.holder(room, Instant::now()) {
            return Whereabouts::Elsewhere(holder);
        }
        let (order, is_settled) = {
            let view = self.view();
            (view.order(room.as_str()), view.is_settled(Instant::now()))
        };
        let own_rank = order.iter().position(|node| node.id == self.id);
        let before = own_rank.unwrap_or(order.len());
        let (seniors, others) = order.split_at(before);
        let juniors = others.iter().skip(1).filter(|node| node.is_alive);
        let around = if is_settled { 0 } else { ASKED_AROUND };
        let asked = seniors.iter().chain(juniors.clone().take(around));
        let answers = self.ask_all(asked, room).await;
        let holder = answers.iter().find_map(|(_, holder)| *holder);
        let senior = seniors
            .iter()
            .find(|node| answers.iter().any(|(id, _)| *id == node.id));
        // In the meantime another caller may have begun it here.
        match (holder, senior) {
            _ if rooms.has(room) => Whereabouts::Here,
            (Some(holder), _) if holder == self.id => Whereabouts::Here,
            (Some(holder), _) => Whereabouts::Elsewhere(holder),
            (None, Some(senior)) => Whereabouts::Elsewhere(senior.id),
            (None, None) if self.is_draining() => {
                let mut next = juniors;
                let next = next.next().map_or(self.id, |node| node.id);
                Whereabouts::Elsewhere(next)
            }
            (None, None) => Whereabouts::Here,
        }
    }

    /// Asks nodes at once who has a room: those that answered, and whom they named.
    pub(crate) async fn ask_all<'a>(
        &self,
        nodes: impl Iterator<Item = &'a RoomNode>,
        room: &RoomName,
    ) -> Vec<(u64, Option<u64>)> {
        let mut asking = JoinSet::new();
        for node in nodes.filter(|node| node.id != self.id) {
            let Ok(mut client) = self.lines.client(node) else {
                continue;
            };
            let query = wire::FindRequest {
                from: self.id,
                room: room.as_str().to_owned(),
            };
            let (id, request) = (node.id, self.request(node.id, query));
            asking.spawn(async move {
                let reply = tokio::time::timeout(FIND_PATIENCE, client.find(request)).await;
                Some((id, reply.ok()?.ok()?.into_inner().holder))
            });
        }
        let answers = asking.join_all().await;
        answers.into_iter().flatten().collect()
    }

    /// A request that says who asks.
    pub(crate) fn request<T>(&self, node: u64, message: T) -> Request<T> {
        let mut request = Request::new(message);
        self.lines.dial.introduce(node, request.metadata_mut());
        request
    }

    /// What this node knows of a room. Whoever is named stays believed: the one that asks acts on it.
    ///
    /// # Errors
    /// A node that drains, and knows of none, is not to be waited for.
    pub(crate) fn find(&self, rooms: &Rooms, room: &RoomName) -> Result<Option<u64>, Status> {
        if rooms.has(room) {
            return Ok(Some(self.id));
        }
        let now = Instant::now();
        let holder = self.holder(room, now);
        match holder {
            Some(holder) => self.remember(room.clone(), holder, now),
            None if self.is_draining() => return Err(Status::unavailable("this node drains")),
            None => {}
        }
        Ok(holder)
    }
}

impl Cluster {
    /// Tells the homes of rooms that are here in their stead that they are, and forgets what nobody repeats. Call it
    /// once a second.
    pub async fn tell_homes(&self) {
        let Some(own) = &self.own else { return };
        let now = Instant::now();
        own.elsewhere().retain(|_, (_, told_at)| {
            now.saturating_duration_since(*told_at) < super::ELSEWHERE_FOR
        });
        let mut telling = JoinSet::new();
        for (node, rooms) in own.strays(&self.rooms) {
            let Ok(mut client) = own.lines.client(&node) else {
                continue;
            };
            let held = wire::HeldRequest {
                from: own.id,
                rooms,
            };
            let request = own.request(node.id, held);
            telling.spawn(async move {
                // A home that is away is told when it is back.
                let told: Result<Result<_, Status>, _> =
                    tokio::time::timeout(REQUEST_PATIENCE, client.held(request)).await;
                drop(told);
            });
        }
        telling.join_all().await;
    }
}

impl Own {
    /// The rooms that are here and belong to a node that is alive and comes before this one.
    fn strays(&self, rooms: &Rooms) -> Vec<(RoomNode, Vec<String>)> {
        let mut strays: Vec<(RoomNode, Vec<String>)> = Vec::new();
        let view = self.view();
        if view.nodes().len() < 2 {
            return strays;
        }
        for info in rooms.list_rooms(&[]) {
            let order = view.order(info.name.as_str());
            let seniors = order.into_iter().take_while(|node| node.id != self.id);
            for node in seniors.filter(|node| node.is_alive) {
                let name = info.name.as_str().to_owned();
                match strays.iter_mut().find(|(other, _)| *other == node) {
                    Some((_, names)) => names.push(name),
                    None => strays.push((node, vec![name])),
                }
            }
        }
        strays
    }
}
