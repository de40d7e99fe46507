//! What may happen to trunks and dispatch rules.
//!
//! [`decide`] turns a [`Command`] into an [`Envelope`] of [`Event`]s or a [`Refusal`]; [`Catalog`] is
//! what the events add up to. Both are pure: ids, wall time and random choices come in as
//! [`Facts`]. Which rule a call finds is `tandem-dispatch`; the log is `tandem-consensus`.

mod catalog;
mod claims;
mod command;
mod decide;
mod event;
mod merge;
mod numbers;
mod refusal;
pub mod texts;
mod validate;

pub use catalog::Catalog;
pub use command::{
    Command, DispatchRuleUpdate, InboundTrunkUpdate, ListChange, OutboundTrunkUpdate,
    RoutingRuleUpdate, RuleSwitches, TrunkTermsUpdate,
};
pub use decide::{Facts, decide};
pub use event::{Actor, Envelope, Event};
pub use refusal::Refusal;
pub use validate::{check_call, check_inline_trunk};
