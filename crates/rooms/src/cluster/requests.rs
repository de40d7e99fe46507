//! What clients ask of rooms, at whichever node they ask.

use std::future::Future;

use tandem_model::{RoomConfig, RoomName, Timestamp};
use tandem_wire::internal as wire;
use tandem_wire::internal::rooms_client::RoomsClient;
use tokio::task::JoinSet;
use tonic::transport::Channel;
use tonic::{Code, Status};

use super::home::Whereabouts;
use super::service::ELSEWHERE;
use super::view::RoomNode;
use super::{Cluster, Own, REQUEST_PATIENCE, from_wire, to_wire};
use crate::{NoSuchRoom, ParticipantInfo, RoomInfo, UnknownParticipant};

/// How often one node may name another.
const REDIRECTS: usize = 3;

/// The node that has the room, or is to have it, does not answer. What was asked may have been done.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("node {node} of the room does not answer: {cause}")]
pub struct Unreached {
    /// The node.
    pub node: u64,
    /// What the way to it said.
    pub cause: String,
}

/// Which node has a room.
enum Holder<'a> {
    Here,
    There(&'a Own, RoomNode),
    Nobody,
}

impl Cluster {
    /// All rooms of all nodes that answer, or those of `names`, by name.
    pub async fn list_rooms(&self, names: &[&str]) -> Vec<RoomInfo> {
        let mut infos = self.rooms.list_rooms(names);
        let Some(own) = &self.own else { return infos };
        let others: Vec<RoomNode> = own.view().nodes().to_vec();
        let mut asking = JoinSet::new();
        for node in others
            .iter()
            .filter(|node| node.id != own.id && node.is_alive)
        {
            let Ok(mut client) = own.lines.client(node) else {
                continue;
            };
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            let request = own.request(node.id, wire::ListRoomsRequest { names });
            asking.spawn(async move {
                let list = tokio::time::timeout(REQUEST_PATIENCE, client.list_rooms(request)).await;
                list.map_or_else(
                    |_| Vec::new(),
                    |list| list.map_or_else(|_| Vec::new(), |list| list.into_inner().rooms),
                )
            });
        }
        let facts = asking.join_all().await.into_iter().flatten();
        infos.extend(facts.filter_map(|facts| from_wire::room(facts).ok()));
        infos.sort_by(|one, other| one.name.cmp(&other.name));
        infos
    }

    /// Begins a room at its home, or finds it as it is.
    ///
    /// # Errors
    /// [`Unreached`].
    pub async fn create_room(
        &self,
        name: &RoomName,
        config: &RoomConfig,
        at: Timestamp,
    ) -> Result<RoomInfo, Unreached> {
        let Some((own, mut node)) = self.own.as_deref().zip(self.home_of(name)) else {
            return Ok(self.rooms.create_room(name, config, at));
        };
        let mut cause = Status::aborted("the nodes do not agree on the room's home");
        for _ in 0..=REDIRECTS {
            let named = if node.id == own.id {
                match own.decide(&self.rooms, name).await {
                    Whereabouts::Here => return Ok(self.rooms.create_room(name, config, at)),
                    Whereabouts::Elsewhere(named) => named,
                }
            } else {
                match own.create_at(&node, name, config, at).await {
                    Ok(info) => return Ok(info),
                    Err(status) => match elsewhere(&status) {
                        Some(named) => named,
                        None => return Err(unreached(&node, &status)),
                    },
                }
            };
            let Some(next) = own.view().node(named).cloned() else {
                cause = Status::not_found("another node was named, which is not known here");
                break;
            };
            node = next;
        }
        Err(unreached(&node, &cause))
    }

    /// Everybody in a room, by the time they came. A room that is nowhere has nobody.
    ///
    /// # Errors
    /// [`Unreached`].
    pub async fn list_participants(
        &self,
        name: &RoomName,
    ) -> Result<Vec<ParticipantInfo>, Unreached> {
        let (own, node) = match self.holder(name).await {
            Holder::Here | Holder::Nobody => return Ok(self.rooms.list_participants(name)),
            Holder::There(own, node) => (own, node),
        };
        let query = query(name, "");
        let list = own.ask(&node, query, async |mut client, request| {
            client.list_participants(request).await
        });
        let facts = list.await.map_err(|status| unreached(&node, &status))?;
        let infos = facts.participants.into_iter().map(from_wire::participant);
        infos
            .collect::<Result<_, _>>()
            .map_err(|status| unreached(&node, &status))
    }

    /// The participant of this identity.
    ///
    /// # Errors
    /// [`Unreached`]; the inner error when nobody has the identity.
    pub async fn participant(
        &self,
        name: &RoomName,
        identity: &str,
    ) -> Result<Result<ParticipantInfo, UnknownParticipant>, Unreached> {
        let everybody = self.list_participants(name).await?;
        let found = everybody.into_iter().find(|who| &*who.identity == identity);
        Ok(found.ok_or(UnknownParticipant))
    }

    /// Puts a participant out, wherever the room is; a call among them is hung up by its gateway.
    ///
    /// # Errors
    /// [`Unreached`]; the inner error when nobody has the identity.
    pub async fn remove_participant(
        &self,
        name: &RoomName,
        identity: &str,
    ) -> Result<Result<(), UnknownParticipant>, Unreached> {
        let (own, node) = match self.holder(name).await {
            Holder::Here | Holder::Nobody => {
                return Ok(self.rooms.remove_participant(name, identity));
            }
            Holder::There(own, node) => (own, node),
        };
        let query = query(name, identity);
        let removed = own.ask(&node, query, async |mut client, request| {
            client.remove_participant(request).await
        });
        found(removed.await, &node, UnknownParticipant)
    }

    /// Ends a room, wherever it is, and puts everybody out.
    ///
    /// # Errors
    /// [`Unreached`]; the inner error when no node has the room.
    pub async fn delete_room(&self, name: &RoomName) -> Result<Result<(), NoSuchRoom>, Unreached> {
        let (own, node) = match self.holder(name).await {
            Holder::Here | Holder::Nobody => return Ok(self.rooms.delete_room(name)),
            Holder::There(own, node) => (own, node),
        };
        let query = query(name, "");
        let deleted = own.ask(&node, query, async |mut client, request| {
            client.delete_room(request).await
        });
        found(deleted.await, &node, NoSuchRoom)
    }

    /// Finds who has a room: the home knows, or else all are asked.
    async fn holder(&self, name: &RoomName) -> Holder<'_> {
        let Some(own) = self.own.as_deref() else {
            return Holder::Here;
        };
        if self.rooms.has(name) {
            return Holder::Here;
        }
        let (home, is_settled, nodes) = {
            let view = own.view();
            let home: Vec<RoomNode> = view.home(name.as_str()).cloned().into_iter().collect();
            (
                home,
                view.is_settled(std::time::Instant::now()),
                view.nodes().to_vec(),
            )
        };
        let mut answers = own.ask_all(home.iter(), name).await;
        let is_known = answers.iter().any(|(_, holder)| holder.is_some());
        let is_here = home.iter().any(|home| home.id == own.id);
        if !is_known && !(is_settled && (is_here || !answers.is_empty())) {
            answers = own
                .ask_all(nodes.iter().filter(|node| node.is_alive), name)
                .await;
        }
        let known = own.holder(name, std::time::Instant::now());
        let holder = known.or_else(|| answers.iter().find_map(|(_, holder)| *holder));
        match holder.and_then(|id| nodes.into_iter().find(|node| node.id == id)) {
            Some(node) if node.id == own.id => Holder::Here,
            Some(node) => Holder::There(own, node),
            None => Holder::Nobody,
        }
    }
}

impl Own {
    async fn create_at(
        &self,
        node: &RoomNode,
        name: &RoomName,
        config: &RoomConfig,
        at: Timestamp,
    ) -> Result<RoomInfo, Status> {
        let message = wire::CreateRoomRequest {
            room: name.as_str().to_owned(),
            settings: Some(to_wire::settings(config)),
            at_unix_nanos: at.unix_nanos,
        };
        let created = self.ask(node, message, async |mut client, request| {
            client.create_room(request).await
        });
        from_wire::room(created.await?)
    }

    /// Asks a node something, and waits so long.
    async fn ask<Q, A, F>(
        &self,
        node: &RoomNode,
        message: Q,
        call: impl FnOnce(RoomsClient<Channel>, tonic::Request<Q>) -> F,
    ) -> Result<A, Status>
    where
        F: Future<Output = Result<tonic::Response<A>, Status>>,
    {
        let client = self.lines.client(node).map_err(Status::unavailable)?;
        let asked = call(client, self.request(node.id, message));
        let late = |_| Status::deadline_exceeded("no answer in time");
        let answer = tokio::time::timeout(REQUEST_PATIENCE, asked).await;
        Ok(answer.map_err(late)??.into_inner())
    }
}

fn query(name: &RoomName, identity: &str) -> wire::ParticipantQuery {
    wire::ParticipantQuery {
        room: name.as_str().to_owned(),
        identity: identity.to_owned(),
    }
}

/// The node that a status names.
fn elsewhere(status: &Status) -> Option<u64> {
    status
        .metadata()
        .get(ELSEWHERE)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

fn found<E>(
    done: Result<wire::Done, Status>,
    node: &RoomNode,
    missing: E,
) -> Result<Result<(), E>, Unreached> {
    match done {
        Ok(_) => Ok(Ok(())),
        Err(status) if status.code() == Code::NotFound => Ok(Err(missing)),
        Err(status) => Err(unreached(node, &status)),
    }
}

fn unreached(node: &RoomNode, status: &Status) -> Unreached {
    Unreached {
        node: node.id,
        cause: status.message().to_owned(),
    }
}
