//! Session descriptions: offers and answers of either side (RFC 3264, RFC 4566, RFC 4568).

mod bounds;
mod choose;
mod crypto;
mod description;
mod direction;
mod formats;
mod opus;
mod policy;
mod session;
#[cfg(test)]
mod session_tests;
mod stream;
mod write;

pub use bounds::Bound;
pub use description::SdpError;
pub use direction::Direction;
pub use opus::OpusWish;
pub use policy::{Encryption, Policy};
pub use session::{NotAgreed, Rejected, Session};
pub use stream::{AudioStream, PayloadTypes};
