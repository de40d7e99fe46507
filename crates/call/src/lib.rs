//! One call, from INVITE to BYE, as a state machine.
//!
//! [`InboundCall`] takes what happens ([`Input`]) and asks its shell for what is to be done
//! ([`Output`]). It knows no SIP message, no socket and no clock: `tandem-gateway` turns outputs into
//! responses, media and seats in rooms. After every input, drain [`InboundCall::poll_output`] until
//! it returns `None`.

mod inbound;
mod pin_entry;

pub use inbound::{
    AnswerPolicy, CallConfig, CallStatus, InboundCall, Input, Output, PinCheck, Spoken,
};
pub use pin_entry::MAX_PIN_DIGITS;
