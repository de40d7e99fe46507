//! Rooms and who is in them.
//!
//! A room lives on one node, in memory: it begins when a call enters it or a client creates it, and
//! ends when the last participant has left and its timeouts have run. [`Rooms`] are those of this node,
//! [`Cluster`] finds those of the others. What the participants hear of
//! one another is mixed by `tandem-rtp-io`, reached through [`Bridge`]; which room a call enters is
//! decided by `tandem-dispatch`. Read [`Rooms`] and [`Join`] first.

mod bridge;
mod cluster;
mod info;
mod participant;
mod registry;
mod room;

pub use bridge::Bridge;
pub use cluster::{
    Cluster, Dial, ENTER_PATIENCE, Entering, FIND_PATIENCE, PlainDial, REQUEST_PATIENCE,
    RelayedAudio, RemoteSeat, RoomNode, STREAM_BOUND, Service, Unreached,
};
pub use info::{ParticipantInfo, ParticipantKind, RoomInfo};
pub use participant::{Leaving, NotEntered, ParticipantSink, RoomEvent};
pub use registry::{
    Join, JoinError, Joined, NoSuchRoom, RoomDefaults, Rooms, Seat, UnknownParticipant,
};
