use crate::Message;

/// A message that cannot be processed, and what RFC 3261 has a receiver do about it.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{reason}")]
pub struct Malformed {
    /// What is wrong.
    pub kind: MalformedKind,
    /// What is wrong, for the reason phrase and the log.
    pub reason: &'static str,
    /// As much of the message as could be read; a request among them can be answered.
    pub message: Option<Box<Message>>,
}

/// What is wrong with a message; also a metric's label.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MalformedKind {
    /// No start line of SIP.
    StartLine,
    /// Another version than SIP/2.0.
    Version,
    /// A header line without colon, or with a broken name.
    HeaderLine,
    /// A header field that breaks its grammar, is missing, or stands there twice.
    HeaderField,
    /// `Content-Length` does not fit the body, or does not parse.
    ContentLength,
    /// More header octets or lines than the limits allow.
    HeaderTooLarge,
    /// More body octets than the limits allow.
    BodyTooLarge,
    /// Nothing but line ends: a keep-alive.
    Empty,
}

impl MalformedKind {
    /// The status that answers such a request; `None` is silence.
    #[must_use]
    pub fn status(self) -> Option<u16> {
        match self {
            Self::StartLine | Self::HeaderLine | Self::HeaderField | Self::ContentLength => {
                Some(400)
            }
            Self::Version => Some(505),
            Self::BodyTooLarge => Some(413),
            Self::HeaderTooLarge => Some(513),
            Self::Empty => None,
        }
    }

    /// The label.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::StartLine => "start-line",
            Self::Version => "version",
            Self::HeaderLine => "header-line",
            Self::HeaderField => "header-field",
            Self::ContentLength => "content-length",
            Self::HeaderTooLarge => "header-too-large",
            Self::BodyTooLarge => "body-too-large",
            Self::Empty => "empty",
        }
    }
}
