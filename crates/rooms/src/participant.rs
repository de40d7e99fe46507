use std::sync::Arc;

use tandem_model::{Attributes, ParticipantSid, Timestamp};
use tandem_rtp_io::LegId;

use crate::{ParticipantInfo, ParticipantKind};

/// Takes what a room tells a participant. Called from any thread; it must not block or call back.
pub trait ParticipantSink: Send + Sync {
    /// Something happened in the room.
    fn room_event(&self, event: RoomEvent);

    /// What the participant's attributes were in a room of this node; [`RoomEvent::Removed`] follows. By default nobody
    /// wants to know.
    fn last_attributes(&self, _attributes: &Attributes) {}
}

/// What a room tells one of its participants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoomEvent {
    /// Somebody who listens is in the room now.
    Heard,
    /// The participant is out; it has nothing left to leave.
    Removed(Leaving),
    /// The seat that was asked for at other nodes was given.
    Entered {
        /// Whether somebody who listens is there already.
        heard: bool,
    },
    /// The seat that was asked for at other nodes is not to be had.
    NotEntered(NotEntered),
    /// The node that has the room is gone, and the seat with it.
    Lost,
}

/// Why other nodes gave no seat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotEntered {
    /// The room takes nobody else.
    Full,
    /// No node that may have the room answers.
    Unreachable,
}

/// Why a participant was put out. The numbers on the wire are LiveKit's `DisconnectReason`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// Another participant took the identity.
    DuplicateIdentity,
    /// A client removed it.
    ParticipantRemoved,
    /// A client deleted the room.
    RoomDeleted,
}

/// One stay of somebody in a room.
pub(crate) struct Participant {
    pub(crate) sid: ParticipantSid,
    pub(crate) identity: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) metadata: Box<str>,
    pub(crate) attributes: Attributes,
    pub(crate) kind: ParticipantKind,
    pub(crate) joined_at: Timestamp,
    pub(crate) version: u32,
    pub(crate) leg: Option<LegId>,
    pub(crate) heard: bool,
    pub(crate) sink: Arc<dyn ParticipantSink>,
}

impl Participant {
    pub(crate) fn info(&self) -> ParticipantInfo {
        ParticipantInfo {
            sid: self.sid.clone(),
            identity: self.identity.clone(),
            name: self.name.clone(),
            metadata: self.metadata.clone(),
            attributes: self.attributes.clone(),
            kind: self.kind,
            joined_at: self.joined_at,
            version: self.version,
            publishes_audio: self.leg.is_some(),
        }
    }
}
