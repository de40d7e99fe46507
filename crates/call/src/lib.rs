//! One call, from INVITE to BYE, as a state machine.
//!
//! [`Call`] takes what happens ([`Input`]) and asks its shell for what is to be done ([`Output`]): an [`InboundCall`]
//! or an [`OutboundCall`]. It knows no SIP message, no socket and no clock: `tandem-gateway` turns outputs into
//! messages, media and seats in rooms. After every input, drain [`Call::poll_output`] until it returns `None`.

mod either;
mod inbound;
mod outbound;
mod pin_entry;
mod referral;
mod take_over;
mod transfer;
mod words;

pub use either::Call;
pub use inbound::{AnswerPolicy, CallConfig, InboundCall};
pub use outbound::{OutboundCall, OutboundConfig};
pub use pin_entry::MAX_PIN_DIGITS;
pub use referral::{Referral, ReferralStep};
pub use take_over::{NotReplaced, Standing};
pub use transfer::{Transfer, TransferInput, TransferOutcome, TransferStep};
pub use words::{CallStatus, Input, Output, PinCheck, Spoken};
