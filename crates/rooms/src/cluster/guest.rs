//! The asking end: a caller of this node in a room that may be elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tandem_model::Attributes;
use tandem_wire::internal as wire;
use tandem_wire::internal::room_word::Word;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tonic::{Status, Streaming};

use super::RelayedAudio;
use super::home::Whereabouts;
use super::view::RoomNode;
use super::{ENTER_PATIENCE, Own, REQUEST_PATIENCE, from_wire, to_wire};
use crate::{Join, JoinError, NotEntered, RoomEvent, Rooms, Seat};

/// Nodes that are asked for one seat, each with the node that it names.
const MOST_ASKED: usize = 3;
/// How long a caller rings while no node gives him a seat.
const SEEK_PATIENCE: Duration = Duration::from_secs(3);
/// How long it is until they are asked again.
const SEEK_PAUSE: Duration = Duration::from_millis(100);
/// How often one node may name another.
const REDIRECTS: usize = 2;
/// Changes of attributes that may wait; the call makes three.
const CHANGE_BOUND: usize = 16;

/// A seat that is asked for, or was given, by a node that is not known yet. Dropping it gives the seat back.
pub struct RemoteSeat {
    attributes: Attributes,
    changes: mpsc::Sender<Vec<(String, String)>>,
    /// The leg goes to another room: it is left where it is.
    keeps_leg: Arc<AtomicBool>,
    task: AbortHandle,
}

impl RemoteSeat {
    pub(super) fn seek(own: &Arc<Own>, rooms: &Rooms, join: Join, audio: RelayedAudio) -> Self {
        let (changes, inbox) = mpsc::channel(CHANGE_BOUND);
        let attributes = join.attributes.clone();
        let keeps_leg = Arc::new(AtomicBool::new(false));
        let guest = Guest {
            keeps_leg: Arc::clone(&keeps_leg),
            own: Arc::clone(own),
            rooms: rooms.clone(),
            join,
            audio,
        };
        let task = own.runtime.spawn(guest.stay(inbox)).abort_handle();
        Self {
            attributes,
            changes,
            keeps_leg,
            task,
        }
    }

    /// Merges attributes into the participant's, here at once and at the room's home soon.
    pub fn set_attributes(&mut self, attributes: &[(&str, &str)]) {
        for (name, value) in attributes {
            if value.is_empty() {
                self.attributes.remove(*name);
            } else {
                self.attributes.insert((*name).into(), (*value).into());
            }
        }
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let change = attributes.iter().map(owned).collect();
        if self.changes.try_send(change).is_err() {
            tracing::warn!("a change of attributes did not reach the room");
        }
    }

    /// Gives the seat back of a caller whose leg goes to another room.
    pub fn vacate(self) {
        self.keeps_leg.store(true, Ordering::Relaxed);
    }

    /// The participant's attributes, as this node set them.
    #[must_use]
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

impl Drop for RemoteSeat {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Guest {
    keeps_leg: Arc<AtomicBool>,
    own: Arc<Own>,
    rooms: Rooms,
    join: Join,
    audio: RelayedAudio,
}

/// A seat that a node gave.
enum Given {
    Here(Seat, bool),
    There(Box<Stay>),
}

/// A stay in a room of another node.
struct Stay {
    node: RoomNode,
    session: u64,
    entered: wire::Entered,
    words: Streaming<wire::RoomWord>,
}

/// What a node said to the wish for a seat.
enum Answer {
    Given(Box<Stay>),
    Elsewhere(u64),
    Full,
}

/// A seat in a room of this node, left when it is dropped.
struct Held {
    rooms: Rooms,
    seat: Seat,
    keeps_leg: Arc<AtomicBool>,
}

impl Drop for Held {
    fn drop(&mut self) {
        match self.keeps_leg.load(Ordering::Relaxed) {
            true => {
                self.rooms.vacate(&self.seat);
            }
            false => self.rooms.leave(&self.seat),
        }
    }
}

impl Guest {
    /// Finds the seat, and keeps it until the task is aborted or the room ends the stay.
    async fn stay(self, mut changes: mpsc::Receiver<Vec<(String, String)>>) {
        let sink = Arc::clone(&self.join.sink);
        match self.seek().await {
            Err(why) => sink.room_event(RoomEvent::NotEntered(why)),
            Ok(Given::Here(seat, heard)) => {
                let held = Held {
                    rooms: self.rooms.clone(),
                    seat,
                    keeps_leg: Arc::clone(&self.keeps_leg),
                };
                sink.room_event(RoomEvent::Entered { heard });
                while let Some(change) = changes.recv().await {
                    let pairs: Vec<(&str, &str)> = change
                        .iter()
                        .map(|(name, value)| (name.as_str(), value.as_str()))
                        .collect();
                    held.rooms.set_attributes(&held.seat, &pairs);
                }
            }
            Ok(Given::There(stay)) => {
                let event = self.stay_there(*stay, &mut changes).await;
                sink.room_event(event);
            }
        }
    }

    /// Relays the caller's audio, and passes words on, until the last.
    async fn stay_there(
        &self,
        mut stay: Stay,
        changes: &mut mpsc::Receiver<Vec<(String, String)>>,
    ) -> RoomEvent {
        let session = from_wire::session(stay.session, &stay.entered);
        let attached = session.ok().zip(self.join.leg);
        let attached =
            attached.is_some_and(|(session, leg)| self.own.relay.attach(leg, &session).is_ok());
        if !attached {
            return RoomEvent::NotEntered(NotEntered::Unreachable);
        }
        let heard = stay.entered.heard;
        self.join.sink.room_event(RoomEvent::Entered { heard });
        loop {
            let word = tokio::select! {
                word = stay.words.message() => word,
                Some(change) = changes.recv() => {
                    self.change(&stay, change).await;
                    continue;
                }
            };
            match word.ok().flatten().and_then(|word| word.word) {
                Some(Word::Heard(_)) => self.join.sink.room_event(RoomEvent::Heard),
                Some(Word::Removed(removed)) => {
                    return RoomEvent::Removed(from_wire::leaving(removed));
                }
                Some(Word::Entered(_) | Word::Elsewhere(_) | Word::Full(_)) => {}
                None => return RoomEvent::Lost,
            }
        }
    }

    async fn change(&self, stay: &Stay, change: Vec<(String, String)>) {
        let Ok(mut client) = self.own.lines.client(&stay.node) else {
            return;
        };
        let message = wire::SetAttributesRequest {
            session: stay.session,
            attributes: change.into_iter().collect(),
        };
        let request = self.own.request(stay.node.id, message);
        let set = tokio::time::timeout(REQUEST_PATIENCE, client.set_attributes(request)).await;
        if !matches!(set, Ok(Ok(_))) {
            tracing::warn!("a change of attributes did not reach the room");
        }
    }

    /// Asks the room's home, and the next in order when one does not answer; again for a while, as nodes that have just
    /// come do not know each other yet.
    async fn seek(&self) -> Result<Given, NotEntered> {
        let deadline = Instant::now() + SEEK_PATIENCE;
        loop {
            let order = self.own.view().order(self.join.room.as_str());
            let (alive, away): (Vec<_>, Vec<_>) = order.into_iter().partition(|node| node.is_alive);
            for node in alive.into_iter().chain(away).take(MOST_ASKED) {
                match self.ask_from(node).await {
                    Ok(Some(given)) => return Ok(given),
                    Ok(None) => {}
                    Err(JoinError::Full { .. }) => return Err(NotEntered::Full),
                }
            }
            if Instant::now() + SEEK_PAUSE >= deadline {
                return Err(NotEntered::Unreachable);
            }
            tokio::time::sleep(SEEK_PAUSE).await;
        }
    }

    /// Asks a node, and whom it names; `None` when one of them does not answer.
    async fn ask_from(&self, mut node: RoomNode) -> Result<Option<Given>, JoinError> {
        for _ in 0..=REDIRECTS {
            let named = if node.id == self.own.id {
                match self.own.decide(&self.rooms, &self.join.room).await {
                    Whereabouts::Here => return self.enter_here().map(Some),
                    Whereabouts::Elsewhere(named) => named,
                }
            } else {
                match self.ask(&node).await {
                    Ok(Answer::Given(stay)) => return Ok(Some(Given::There(stay))),
                    Ok(Answer::Full) => return Err(JoinError::Full { most: 0 }),
                    Ok(Answer::Elsewhere(named)) => named,
                    Err(error) => {
                        tracing::info!(node = node.id, %error, "a node gave no seat");
                        return Ok(None);
                    }
                }
            };
            let Some(next) = self.own.view().node(named).cloned() else {
                return Ok(None);
            };
            node = next;
        }
        Ok(None)
    }

    fn enter_here(&self) -> Result<Given, JoinError> {
        let joined = self.rooms.join(self.join.clone())?;
        Ok(Given::Here(joined.seat, joined.heard))
    }

    async fn ask(&self, node: &RoomNode) -> Result<Answer, Status> {
        let mut client = self.own.lines.client(node).map_err(Status::unavailable)?;
        let session = rand::random();
        let message = wire::EnterRequest {
            session,
            relay_address: self.own.relay.address().to_string(),
            codec: self.audio.codec.payload_type().into(),
            suppresses_noise: self.audio.suppresses_noise,
            ..to_wire::enter(&self.join, self.own.id)
        };
        let request = self.own.request(node.id, message);
        let answer = async {
            let mut words = client.enter(request).await?.into_inner();
            let first = words.message().await?.and_then(|word| word.word);
            Ok::<_, Status>((first, words))
        };
        let late = || Status::deadline_exceeded("no answer in time");
        let (first, words) = tokio::time::timeout(ENTER_PATIENCE, answer)
            .await
            .map_err(|_| late())??;
        match first {
            Some(Word::Entered(entered)) => Ok(Answer::Given(Box::new(Stay {
                node: node.clone(),
                session,
                entered,
                words,
            }))),
            Some(Word::Elsewhere(elsewhere)) => Ok(Answer::Elsewhere(elsewhere.node)),
            Some(Word::Full(_)) => Ok(Answer::Full),
            Some(Word::Heard(_) | Word::Removed(_)) | None => {
                Err(Status::internal("the first word is no answer"))
            }
        }
    }
}
