//! Which calls an object claims, and who claims them already.

mod index;
mod scope;

pub(crate) use index::ClaimIndex;
pub(crate) use scope::{Claim, Scope};
