//! Which trunk admits a call, and which rule takes it.
//!
//! The live path, the dry run and *explain* all call [`Matcher::evaluate`] or [`Matcher::explain`], which are one
//! function. The matcher is an indexed view of the catalog: the cost of a match does not grow with the number of
//! trunks and rules, and one event updates the index in place. What a matched call becomes in its room is
//! [`entry`]; which gateway an outbound call leaves from is [`placement`]; what may be stored is `tandem-provisioning`. Read [`Attempt`] and [`Decision`] first; `NOTES.md` says
//! where we differ from the reference and why.

mod attempt;
mod bucket;
mod candidate;
mod considered;
mod door;
mod doors;
mod entry;
mod headers;
mod key;
mod map;
mod matcher;
pub mod placement;
mod rule_set;
mod rules;
mod sources;
mod terms;
mod trie;

pub use attempt::{Attempt, Decision, Match, PinInput, Refusal, Verdict};
pub use considered::{Considered, MAX_CONSIDERED, Outcome};
pub use entry::{Entry, entry, has_room_of_its_own, hashed, merged_media, room_name};
pub use headers::{header_attributes, header_rules};
pub use matcher::Matcher;
