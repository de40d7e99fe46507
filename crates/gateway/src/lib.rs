//! A region's gateway: SIP calls in, seats in rooms out.
//!
//! It joins the transactions of `tandem-sip-io`, the media of `tandem-rtp-io`, the matcher and the rooms:
//! [`Gateway`] is the user of the transactions. What may happen in a call is `tandem-call`, which rule takes it
//! is `tandem-dispatch`. It reads the catalog and never writes it. `intake.rs` follows an INVITE to its verdict;
//! `drive.rs` carries out what the call then asks for. Calls to somebody begin in `originate.rs`.

mod auth;
mod binding;
mod captured;
mod config;
mod dialog;
mod drive;
mod gateway;
mod headers;
mod incoming;
mod intake;
mod invitation;
mod keeper;
mod keys;
mod live;
mod near;
mod next_hop;
mod offer;
mod originate;
mod outcome;
mod outgoing;
mod record;
mod redirect;
mod refer;
mod relocate;
mod session;
mod take_over;
mod transfer;
mod upkeep;

pub use config::{DigestAlgorithm, GatewayConfig, RedirectPolicy};
pub use gateway::{Gateway, Mail, MediaPost, Services};
pub use keeper::TrunkKeeper;
pub use originate::{Order, Originator, TransferOrder};
pub use refer::Referred;
pub use tandem_call::AnswerPolicy;
pub use upkeep::TrunkPlan;

/// What our answers say that is understood beyond RFC 3261.
const SUPPORTED: &str = "timer, replaces, norefersub, 100rel";
