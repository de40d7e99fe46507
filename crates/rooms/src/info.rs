use tandem_model::{Attributes, ParticipantSid, RoomName, RoomSid, Timestamp};

/// What is known of a room at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomInfo {
    /// This life of the room.
    pub sid: RoomSid,
    /// Its name.
    pub name: RoomName,
    /// Seconds that it waits for its first participant.
    pub empty_timeout_s: u32,
    /// Seconds that it stays after the last one left.
    pub departure_timeout_s: u32,
    /// The most participants; 0 is no bound.
    pub max_participants: u32,
    /// When it began.
    pub created_at: Timestamp,
    /// For programs.
    pub metadata: Box<str>,
    /// How many are in it.
    pub participants: u32,
    /// How many of them publish audio.
    pub publishers: u32,
}

/// What is known of a participant at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParticipantInfo {
    /// This stay.
    pub sid: ParticipantSid,
    /// Unique in the room.
    pub identity: Box<str>,
    /// For people.
    pub name: Box<str>,
    /// For programs.
    pub metadata: Box<str>,
    /// For programs.
    pub attributes: Attributes,
    /// What it is.
    pub kind: ParticipantKind,
    /// When it came.
    pub joined_at: Timestamp,
    /// Grows with every visible change.
    pub version: u32,
    /// Whether it has an audio track.
    pub publishes_audio: bool,
}

/// What a participant is. The numbers on the wire are LiveKit's `ParticipantInfo.Kind`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParticipantKind {
    /// A person or program at a client.
    Standard,
    /// A phone call.
    Sip,
    /// An agent.
    Agent,
}
