//! Outbound calls: from whichever node they are asked for to the gateway that they leave from.
//!
//! ```text
//! who asks ─► PlacesCalls: placement decides ─┬─► this node ──────────────► Desk ─► Originate (the gateway)
//!                ▲                            └─► another one: request ─► ready ─► go ─► placed ─► answered
//!                └── gone before it was told to go: the next, by policy
//! ```
//!
//! A gateway sends nothing before it is told to go, and it is told once. So a call that finds its gateway gone may go to
//! another one without leaving twice; one that was told to go, and was not heard of again, is not tried elsewhere.

mod desk;
mod from_wire;
mod hand_over;
mod place;
mod relocate;
mod request;
mod service;
mod to_wire;
mod transfer;

pub(crate) use desk::Desk;
pub use desk::{Begun, Originate};
pub use place::{MOST_TRIES, PlaceError, PlacesCalls};
pub use relocate::{MoveError, MoveRequest};
pub use request::{
    CallFailed, Dial, NotTaken, OutboundLimits, OutboundParticipant, OutboundRequest, OwnAddresses,
    PlacedCall,
};
pub use service::CallsService;
pub use transfer::{TransferError, TransferRequest, Transferred};
