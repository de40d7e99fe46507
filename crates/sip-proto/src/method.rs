use std::fmt;

/// A request's method. Names are case-sensitive (RFC 3261 §7.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method<'a> {
    /// RFC 3261.
    Invite,
    /// RFC 3261.
    Ack,
    /// RFC 3261.
    Bye,
    /// RFC 3261.
    Cancel,
    /// RFC 3261.
    Options,
    /// RFC 3262.
    Prack,
    /// RFC 3311.
    Update,
    /// RFC 3515.
    Refer,
    /// RFC 6665.
    Notify,
    /// RFC 6086.
    Info,
    /// Known to a standard, and not served here.
    Unserved(&'a [u8]),
    /// Known to no standard that this crate follows.
    Unknown(&'a [u8]),
}

/// Methods of other standards: they are answered with 405 in place of 501.
const UNSERVED: [&[u8]; 4] = [b"REGISTER", b"SUBSCRIBE", b"MESSAGE", b"PUBLISH"];

impl<'a> Method<'a> {
    /// RFC 3261 §10; sent, and not served.
    pub const REGISTER: Method<'static> = Method::Unserved(b"REGISTER");

    /// Reads a method's name.
    #[must_use]
    pub fn of(text: &'a [u8]) -> Self {
        match text {
            b"INVITE" => Self::Invite,
            b"ACK" => Self::Ack,
            b"BYE" => Self::Bye,
            b"CANCEL" => Self::Cancel,
            b"OPTIONS" => Self::Options,
            b"PRACK" => Self::Prack,
            b"UPDATE" => Self::Update,
            b"REFER" => Self::Refer,
            b"NOTIFY" => Self::Notify,
            b"INFO" => Self::Info,
            other if UNSERVED.contains(&other) => Self::Unserved(other),
            other => Self::Unknown(other),
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        match *self {
            Self::Invite => b"INVITE",
            Self::Ack => b"ACK",
            Self::Bye => b"BYE",
            Self::Cancel => b"CANCEL",
            Self::Options => b"OPTIONS",
            Self::Prack => b"PRACK",
            Self::Update => b"UPDATE",
            Self::Refer => b"REFER",
            Self::Notify => b"NOTIFY",
            Self::Info => b"INFO",
            Self::Unserved(text) | Self::Unknown(text) => text,
        }
    }
}

impl fmt::Display for Method<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(self.as_bytes()))
    }
}

impl fmt::Debug for Method<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
