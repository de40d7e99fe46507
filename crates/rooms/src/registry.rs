use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ahash::RandomState;
use tandem_model::{Attributes, ParticipantSid, RoomConfig, RoomName, RoomSid, Timestamp};
use tandem_rtp_io::{LegId, MixId};

use crate::participant::Participant;
use crate::room::{ECHO, Room, Timeouts};
use crate::{
    Bridge, Leaving, ParticipantInfo, ParticipantKind, ParticipantSink, RoomEvent, RoomInfo,
};

/// Parts of the registry with a lock each, so that calls of different rooms seldom meet.
const SHARDS: usize = 16;

/// All rooms of this node. Cloning it gives another handle to the same rooms.
#[derive(Clone)]
pub struct Rooms {
    shared: Arc<Shared>,
}

struct Shared {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
    next_mix: AtomicU64,
    bridge: Arc<dyn Bridge>,
    defaults: RoomDefaults,
}

#[derive(Default)]
struct Shard {
    rooms_by_name: HashMap<RoomName, Room, RandomState>,
}

/// How rooms are where nobody says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RoomDefaults {
    /// A room that a client created waits this long for its first participant; 5 minutes.
    pub empty_timeout: Duration,
    /// A room that a client created stays this long after the last one left; 20 seconds.
    pub departure_timeout: Duration,
}

impl Default for RoomDefaults {
    fn default() -> Self {
        Self {
            empty_timeout: Duration::from_secs(300),
            departure_timeout: Duration::from_secs(20),
        }
    }
}

/// Asks for a seat in a room.
#[derive(Clone)]
pub struct Join {
    /// The room; it begins if it is not there.
    pub room: RoomName,
    /// Unique in the room: whoever has it already is put out.
    pub identity: Box<str>,
    /// For people.
    pub name: Box<str>,
    /// For programs.
    pub metadata: Box<str>,
    /// For programs.
    pub attributes: Attributes,
    /// What comes.
    pub kind: ParticipantKind,
    /// Its audio.
    pub leg: Option<LegId>,
    /// How the room is to be if this participant begins it.
    pub room_config: Option<Box<RoomConfig>>,
    /// Takes what the room tells it.
    pub sink: Arc<dyn ParticipantSink>,
    /// The wall clock.
    pub at: Timestamp,
}

/// Where a participant sits; needed to leave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seat {
    /// The room.
    pub room: RoomName,
    /// The stay.
    pub participant: ParticipantSid,
}

/// A seat was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joined {
    /// This life of the room.
    pub room_sid: RoomSid,
    /// Where the participant sits.
    pub seat: Seat,
    /// Whether somebody who listens is there already; otherwise [`RoomEvent::Heard`] follows when one comes.
    pub heard: bool,
}

/// Why nobody may enter.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JoinError {
    /// `max_participants` are in the room: raise it or wait.
    #[error("the room has its {most} participants")]
    Full {
        /// The bound.
        most: u32,
    },
}

/// No room has this name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("requested room does not exist")]
pub struct NoSuchRoom;

/// Nobody in that room has this identity.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("participant does not exist")]
pub struct UnknownParticipant;

impl Rooms {
    /// An empty house.
    #[must_use]
    pub fn new(bridge: Arc<dyn Bridge>, defaults: RoomDefaults) -> Self {
        let shards = std::array::from_fn(|_| Mutex::default());
        let shared = Shared {
            shards,
            hasher: RandomState::new(),
            next_mix: AtomicU64::new(1),
            bridge,
            defaults,
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Gives a seat, beginning the room if need be.
    ///
    /// A room that a call begins ends with its last participant, unless `room_config` says how long
    /// it stays. The room `echo` is built in: each caller hears himself there, and nobody else, so that who has
    /// the identity of another does not take his seat as he would elsewhere.
    ///
    /// # Errors
    /// [`JoinError::Full`].
    pub fn join(&self, join: Join) -> Result<Joined, JoinError> {
        let now = Instant::now();
        let mut shard = self.shard(&join.room);
        let room = match shard.rooms_by_name.get_mut(&join.room) {
            Some(room) => room,
            None => {
                let room = self.begin(
                    join.room_config.as_deref(),
                    self.call_timeouts(),
                    join.at,
                    now,
                );
                shard.rooms_by_name.entry(join.room.clone()).or_insert(room)
            }
        };
        let is_echo = join.room.as_str() == ECHO;
        let replaced = room.take(|other| !is_echo && other.identity == join.identity, now);
        if room.is_full() {
            return Err(JoinError::Full {
                most: room.max_participants,
            });
        }
        let heard = is_echo || !room.participants.is_empty();
        let first_heard: Vec<Arc<dyn ParticipantSink>> = room
            .participants
            .iter_mut()
            .filter_map(|other| {
                let knew = std::mem::replace(&mut other.heard, true);
                (!knew).then(|| Arc::clone(&other.sink))
            })
            .collect();
        let leg = join.leg;
        let (name, participant) = seated(join, heard);
        let seat = Seat {
            room: name,
            participant: participant.sid.clone(),
        };
        let joined = Joined {
            room_sid: room.sid.clone(),
            seat,
            heard,
        };
        let mix = room.mix;
        room.enter(participant);
        drop(shard);

        if let Some(replaced) = replaced {
            self.put_out(&replaced, Leaving::DuplicateIdentity);
        }
        match leg {
            Some(leg) if is_echo => self.shared.bridge.echo(leg),
            Some(leg) => self.shared.bridge.join(leg, mix),
            None => {}
        }
        for sink in first_heard {
            sink.room_event(RoomEvent::Heard);
        }
        Ok(joined)
    }

    /// Gives a seat back. Does nothing if the participant was put out before.
    pub fn leave(&self, seat: &Seat) {
        if let Some(leg) = self.vacate(seat) {
            self.shared.bridge.leave(leg);
        }
    }

    /// Gives a seat back whose leg goes to another room, and gives the leg. Does nothing if the participant was put out
    /// before.
    pub fn vacate(&self, seat: &Seat) -> Option<LegId> {
        let now = Instant::now();
        let mut shard = self.shard(&seat.room);
        let room = shard.rooms_by_name.get_mut(&seat.room)?;
        let left = room.take(|who| who.sid == seat.participant, now)?;
        if room.is_over(now) {
            shard.rooms_by_name.remove(&seat.room);
        }
        left.leg
    }

    /// Merges attributes into a participant's; an empty value takes the key away.
    pub fn set_attributes(&self, seat: &Seat, attributes: &[(&str, &str)]) {
        let mut shard = self.shard(&seat.room);
        let room = shard.rooms_by_name.get_mut(&seat.room);
        let everybody = room
            .map(|room| room.participants.as_mut_slice())
            .unwrap_or_default();
        let Some(participant) = everybody.iter_mut().find(|who| who.sid == seat.participant) else {
            return;
        };
        for (name, value) in attributes {
            if value.is_empty() {
                participant.attributes.remove(*name);
            } else {
                participant
                    .attributes
                    .insert((*name).into(), (*value).into());
            }
        }
        participant.version += 1;
    }

    /// A participant's attributes as they are now; `None` when it has left.
    #[must_use]
    pub fn attributes(&self, seat: &Seat) -> Option<Attributes> {
        let shard = self.shard(&seat.room);
        let room = shard.rooms_by_name.get(&seat.room)?;
        let participant = room
            .participants
            .iter()
            .find(|who| who.sid == seat.participant)?;
        Some(participant.attributes.clone())
    }

    /// Whether a room is here.
    #[must_use]
    pub fn has(&self, name: &RoomName) -> bool {
        let shard = self.shard(name);
        let room = shard.rooms_by_name.get(name);
        room.is_some_and(|room| !room.is_over(Instant::now()))
    }

    /// Begins a room, or finds it as it is.
    pub fn create_room(&self, name: &RoomName, config: &RoomConfig, at: Timestamp) -> RoomInfo {
        let now = Instant::now();
        let defaults = self.shared.defaults;
        let timeouts = Timeouts {
            empty: defaults.empty_timeout,
            departure: defaults.departure_timeout,
        };
        let mut shard = self.shard(name);
        shard
            .rooms_by_name
            .entry(name.clone())
            .or_insert_with(|| self.begin(Some(config), timeouts, at, now))
            .info(name)
    }

    /// All rooms, or those of `names` that are there, by name.
    #[must_use]
    pub fn list_rooms(&self, names: &[&str]) -> Vec<RoomInfo> {
        let now = Instant::now();
        let mut infos = Vec::new();
        for shard in &self.shared.shards {
            let shard = locked(shard);
            let open = shard
                .rooms_by_name
                .iter()
                .filter(|(_, room)| !room.is_over(now));
            infos.extend(
                open.filter(|(name, _)| names.is_empty() || names.contains(&name.as_str()))
                    .map(|(name, room)| room.info(name)),
            );
        }
        infos.sort_by(|one, other| one.name.cmp(&other.name));
        infos
    }

    /// Ends a room and puts everybody out.
    ///
    /// # Errors
    /// [`NoSuchRoom`].
    pub fn delete_room(&self, name: &RoomName) -> Result<(), NoSuchRoom> {
        let room = self
            .shard(name)
            .rooms_by_name
            .remove(name)
            .ok_or(NoSuchRoom)?;
        for participant in &room.participants {
            self.put_out(participant, Leaving::RoomDeleted);
        }
        Ok(())
    }

    /// Everybody in a room, by the time they came. A room that is not there has nobody.
    #[must_use]
    pub fn list_participants(&self, name: &RoomName) -> Vec<ParticipantInfo> {
        let shard = self.shard(name);
        let room = shard.rooms_by_name.get(name);
        let mut infos: Vec<ParticipantInfo> = room
            .map(|room| room.participants.iter().map(Participant::info).collect())
            .unwrap_or_default();
        infos.sort_by_key(|info| info.joined_at);
        infos
    }

    /// The participant of this identity.
    ///
    /// # Errors
    /// [`UnknownParticipant`].
    pub fn participant(
        &self,
        name: &RoomName,
        identity: &str,
    ) -> Result<ParticipantInfo, UnknownParticipant> {
        let shard = self.shard(name);
        let room = shard.rooms_by_name.get(name).ok_or(UnknownParticipant)?;
        let participant = room
            .participants
            .iter()
            .find(|who| &*who.identity == identity);
        Ok(participant.ok_or(UnknownParticipant)?.info())
    }

    /// Puts a participant out; a call among them is hung up.
    ///
    /// # Errors
    /// [`UnknownParticipant`].
    pub fn remove_participant(
        &self,
        name: &RoomName,
        identity: &str,
    ) -> Result<(), UnknownParticipant> {
        let now = Instant::now();
        let mut shard = self.shard(name);
        let room = shard
            .rooms_by_name
            .get_mut(name)
            .ok_or(UnknownParticipant)?;
        // In the room `echo` several may have it.
        let next = || room.take(|who| &*who.identity == identity, now);
        let removed: Vec<_> = std::iter::from_fn(next).collect();
        if removed.is_empty() {
            return Err(UnknownParticipant);
        }
        if room.is_over(now) {
            shard.rooms_by_name.remove(name);
        }
        drop(shard);
        for participant in &removed {
            self.put_out(participant, Leaving::ParticipantRemoved);
        }
        Ok(())
    }

    /// Ends rooms that have been empty for as long as they may be. Call it about once a second.
    pub fn reap(&self, now: Instant) {
        for shard in &self.shared.shards {
            locked(shard)
                .rooms_by_name
                .retain(|_, room| !room.is_over(now));
        }
    }

    /// Rooms and participants at this moment.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let counts = self.shared.shards.iter().map(|shard| {
            let shard = locked(shard);
            let people = shard
                .rooms_by_name
                .values()
                .map(|room| room.participants.len())
                .sum();
            (shard.rooms_by_name.len(), people)
        });
        counts.fold((0, 0), |sum: (usize, usize), part: (usize, usize)| {
            (sum.0 + part.0, sum.1 + part.1)
        })
    }

    fn begin(
        &self,
        config: Option<&RoomConfig>,
        defaults: Timeouts,
        at: Timestamp,
        now: Instant,
    ) -> Room {
        let mix = MixId(self.shared.next_mix.fetch_add(1, Ordering::Relaxed));
        let sid = RoomSid::from_random(rand::random());
        Room::new(sid, mix, at, config, Timeouts::of(config, defaults), now)
    }

    /// A room that a call begins ends with its last participant: nothing is left of a call.
    fn call_timeouts(&self) -> Timeouts {
        Timeouts {
            empty: self.shared.defaults.empty_timeout,
            departure: Duration::ZERO,
        }
    }

    fn put_out(&self, participant: &Participant, why: Leaving) {
        if let Some(leg) = participant.leg {
            self.shared.bridge.leave(leg);
        }
        participant.sink.last_attributes(&participant.attributes);
        participant.sink.room_event(RoomEvent::Removed(why));
    }

    fn shard(&self, name: &RoomName) -> MutexGuard<'_, Shard> {
        let hash = self.shared.hasher.hash_one(name);
        let index = usize::try_from(hash % SHARDS as u64).expect("a remainder below 16 fits");
        locked(&self.shared.shards[index])
    }
}

/// The participant that a join makes, and the room that it is for.
fn seated(join: Join, heard: bool) -> (RoomName, Participant) {
    let participant = Participant {
        sid: ParticipantSid::from_random(rand::random()),
        identity: join.identity,
        name: join.name,
        metadata: join.metadata,
        attributes: join.attributes,
        kind: join.kind,
        joined_at: join.at,
        version: 1,
        leg: join.leg,
        heard,
        sink: join.sink,
    };
    (join.room, participant)
}

/// A panic elsewhere must not take the rooms along: each change leaves them whole.
fn locked(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
