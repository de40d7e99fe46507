use std::time::Duration;

/// What an outbound trunk registers, so that its provider sends calls here (RFC 3261 §10).
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Registration {
    /// The registrar's host, with an optional port; empty is the trunk's address.
    pub registrar: Box<str>,
    /// How long it is asked for; an hour where absent.
    pub expires: Option<Duration>,
    /// The user of the address-of-record and of our Contact; empty is the trunk's username.
    pub user: Box<str>,
}

impl Registration {
    /// How long it is asked for where nobody says.
    pub const USUAL_EXPIRES: Duration = Duration::from_secs(3600);
}
