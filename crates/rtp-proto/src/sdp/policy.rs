use crate::Codec;
use crate::srtp::Suite;

/// What we take part in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// The codecs that are allowed, best first; [`Codec::USUAL`] by default.
    pub codecs: Vec<Codec>,
    /// Whether media is encrypted; not by default.
    pub encryption: Encryption,
    /// The suites that are allowed, best first. Of a peer's offer the first that is among them is taken
    /// (RFC 4568 §5.1.2).
    pub suites: Vec<Suite>,
    /// Milliseconds of audio that we want in a packet, 10 to 60; 20 by default.
    pub ptime_ms: u8,
}

/// Whether media is encrypted by SRTP with keys in the description (RFC 4568).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Encryption {
    /// Never: RTP/AVP without keys.
    #[default]
    Disable,
    /// When the peer can: we offer keys over RTP/AVP, which peers without SRTP pass over, and take either profile.
    Allow,
    /// Always: we offer RTP/SAVP, and refuse what has no keys.
    Require,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            codecs: Codec::USUAL.to_vec(),
            encryption: Encryption::default(),
            suites: Suite::ALL.to_vec(),
            ptime_ms: 20,
        }
    }
}
