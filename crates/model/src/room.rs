use std::fmt;

use bytes::Bytes;

use crate::Attributes;

/// The name of a room: 1 to 256 bytes of text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomName(Box<str>);

/// The text names no room.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a room name has 1 to {max} bytes, this one has {actual}")]
pub struct InvalidRoomName {
    /// The bound.
    pub max: usize,
    /// What came.
    pub actual: usize,
}

impl RoomName {
    /// The longest name, in bytes.
    pub const MAX_BYTES: usize = 256;

    /// Takes a room's name.
    ///
    /// # Errors
    /// [`InvalidRoomName`] when it is empty or longer than [`Self::MAX_BYTES`].
    pub fn try_new(text: &str) -> Result<Self, InvalidRoomName> {
        if !(1..=Self::MAX_BYTES).contains(&text.len()) {
            return Err(InvalidRoomName {
                max: Self::MAX_BYTES,
                actual: text.len(),
            });
        }
        Ok(Self(text.into()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoomName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for RoomName {
    /// A room's name may hold the caller's number, so that it does not print.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[room]")
    }
}

/// How a room is to be when a call creates it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct RoomConfig {
    /// The preset's name; kept for clients, without meaning here.
    pub name: Box<str>,
    /// Seconds that an empty room waits for its first participant; 0 is the default of the server.
    pub empty_timeout_s: u32,
    /// Seconds that a room stays after the last one left; 0 is the default of the server.
    pub departure_timeout_s: u32,
    /// The most participants; 0 is no bound of its own.
    pub max_participants: u32,
    /// The `RoomEgress` message as it came; kept for clients.
    pub egress: Option<Bytes>,
    /// Milliseconds.
    pub min_playout_delay_ms: u32,
    /// Milliseconds.
    pub max_playout_delay_ms: u32,
    /// Kept for clients.
    pub sync_streams: bool,
    /// Agents that are asked into the room when it is created.
    pub agents: Vec<AgentDispatch>,
    /// The room's metadata.
    pub metadata: Box<str>,
    /// Kept for clients.
    pub tags: Attributes,
}

/// An agent that a new room asks for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct AgentDispatch {
    /// The name that the worker registered with.
    pub agent_name: Box<str>,
    /// Handed to the agent's job.
    pub metadata: Box<str>,
    /// The wire number of the restart policy; kept for clients.
    pub restart_policy: i32,
    /// Kept for clients.
    pub deployment: Box<str>,
    /// Attributes of the agent's participant.
    pub attributes: Attributes,
}
