/// A codec of the SIP side. All but Opus send 64 kbit/s at an RTP clock of 8 kHz: an octet is a clock tick.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Codec {
    /// Opus, one channel of 48 kHz, as many octets as it takes (RFC 7587). Only where a trunk or rule lists it.
    Opus,
    /// G.722, 16 kHz audio; its RTP clock is 8 kHz by an old mistake (RFC 3551 §4.5.2).
    G722,
    /// G.711 µ-law, 8 kHz.
    Pcmu,
    /// G.711 A-law, 8 kHz.
    Pcma,
}

impl Codec {
    /// All, in our order of preference.
    pub const ALL: [Self; 4] = [Self::Opus, Self::G722, Self::Pcmu, Self::Pcma];
    /// Those that are offered and taken where nothing is said, in the same order: LiveKit's.
    pub const USUAL: [Self; 3] = [Self::G722, Self::Pcmu, Self::Pcma];
    /// Ticks of the RTP clock, and octets of payload, in 20 ms; of Opus, the most octets that we send.
    pub const FRAME_OCTETS: usize = 160;

    /// The name in `rtpmap`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Opus => "opus",
            Self::G722 => "G722",
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
        }
    }

    /// The static payload type (RFC 3551 table 4); of Opus, which has none, the one that most peers give it.
    #[must_use]
    pub fn payload_type(self) -> u8 {
        match self {
            Self::Opus => 111,
            Self::G722 => 9,
            Self::Pcmu => 0,
            Self::Pcma => 8,
        }
    }

    /// Ticks a second of the RTP clock.
    #[must_use]
    pub fn clock(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::G722 | Self::Pcmu | Self::Pcma => 8_000,
        }
    }

    /// Ticks of the RTP clock in 20 ms.
    #[must_use]
    pub fn frame_ticks(self) -> u16 {
        match self {
            Self::Opus => 960,
            Self::G722 | Self::Pcmu | Self::Pcma => 160,
        }
    }

    /// Channels as `rtpmap` has them: Opus says two whatever it has (RFC 7587 §7).
    #[must_use]
    pub fn channels(self) -> u8 {
        match self {
            Self::Opus => 2,
            Self::G722 | Self::Pcmu | Self::Pcma => 1,
        }
    }

    /// Audio samples a second.
    #[must_use]
    pub fn sample_rate(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::G722 => 16_000,
            Self::Pcmu | Self::Pcma => 8_000,
        }
    }

    /// Audio samples in 20 ms.
    #[must_use]
    pub fn frame_samples(self) -> usize {
        match self {
            Self::Opus => 960,
            Self::G722 => 320,
            Self::Pcmu | Self::Pcma => 160,
        }
    }

    /// Finds a codec by its name in any case.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|codec| codec.name().eq_ignore_ascii_case(name))
    }
}
