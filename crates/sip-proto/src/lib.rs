//! SIP on the wire and in time: messages, transactions and dialogs (RFC 3261), pure.
//!
//! A [`Message`] is octets with an index; an [`Endpoint`] holds the transactions of one thread and
//! takes messages, time and the transaction user's answers; a [`Dialog`] is plain data. Nothing here
//! opens a socket, reads a clock or draws a random number: `tandem-sip-io` does. Read [`Message`] and
//! [`Endpoint`] first, and [`Uac`] for calls that go out; `NOTES.md` says what of each RFC is followed.

mod asking;
mod build;
mod contacts;
mod cseq;
mod cursor;
mod dialled;
mod dialog;
pub mod digest;
mod endpoint;
mod flow;
mod header_name;
mod invitation;
mod limits;
pub mod locate;
mod malformed;
mod masked;
mod message;
mod method;
mod name_addr;
mod normal;
mod probe;
mod refer;
mod refused_networks;
mod registrant;
mod reliable;
mod scan;
pub mod session_timer;
mod stream;
mod table;
mod timer;
mod transaction;
mod uac;
mod uri;
mod validate;
mod via;

pub use asking::{Ask, Asked, Asking, TooManyOpen, glare_wait};
pub use build::{HostPort, UnsafeHeader, check_header, reason_phrase};
pub use contacts::Contacts;
pub use cseq::CSeq;
pub use cursor::HeaderError;
pub use dialled::{KEY_BODIES, NotAKey, key_of_info};
pub use dialog::{Dialog, DialogError};
pub use endpoint::{
    ALLOW, ClientTx, Counters, Endpoint, EndpointConfig, Event, Failure, LARGE_OCTETS,
    OutgoingRequest, Reply, ServerTx,
};
pub use flow::{Flow, PeerName, Transmit, Transport};
pub use header_name::HeaderName;
pub use invitation::{Invitation, InvitationError};
pub use limits::Limits;
pub use malformed::{Malformed, MalformedKind};
pub use masked::masked;
pub use message::Message;
pub use method::Method;
pub use name_addr::NameAddr;
pub use probe::{Health, Probe};
pub use refer::{ReferProgress, ReferRequest, ReferTo, Replaces, sipfrag_status};
pub use refused_networks::RefusedNetworks;
pub use registrant::{Binding, Registrant, RegistrationState};
pub use reliable::{Reliable, ReliableDue};
pub use stream::{Framed, StreamFramer};
pub use timer::Deadlines;
pub use transaction::Timing;
pub use uac::{Answered, Refused, RefusedBy, Uac, UacEvent, UacPolicy};
pub use uri::Uri;
pub use via::{Rport, Via};
