//! Session descriptions: the offer that came, and our answer (RFC 3264, RFC 4566).

mod answer;
mod bounds;
mod negotiate;
mod offer;

pub use bounds::Bound;
pub use negotiate::{AudioStream, Direction, Negotiated, Policy, Rejected, negotiate};
pub use offer::{Offer, SdpError};
