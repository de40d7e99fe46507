use std::fmt;
use std::sync::Arc;

/// The alphabet of generated identifiers: base 57, without the look-alikes `0 1 I O l`.
const ALPHABET: &[u8; 57] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// What half the characters of a suffix tell apart.
const HALF: u128 = (ALPHABET.len() as u128).pow((IdSuffix::LENGTH / 2) as u32);

/// The twelve random characters behind an identifier's prefix, and behind a random room name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IdSuffix([u8; Self::LENGTH]);

impl IdSuffix {
    /// Characters in a suffix: 70 bits of a good random source.
    pub const LENGTH: usize = 12;

    /// Spells 128 random bits as a suffix.
    #[must_use]
    pub fn from_random(random: u128) -> Self {
        // In halves, as division of 128 bits is slow.
        let half =
            |random: u128| u64::try_from(random % HALF).expect("a remainder below 57^6 fits");
        let mut halves = [half(random), half(random / HALF)];
        let base = ALPHABET.len() as u64;
        Self(std::array::from_fn(|index| {
            let rest = &mut halves[index / (Self::LENGTH / 2)];
            let digit = usize::try_from(*rest % base).expect("a remainder below 57 fits");
            *rest /= base;
            ALPHABET[digit]
        }))
    }

    /// The suffix as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("the alphabet is ASCII")
    }
}

/// Why a text is no identifier.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidId {
    /// The text is empty; name an object.
    #[error("an identifier must not be empty")]
    Empty,
    /// The text is longer than any identifier; check what was pasted.
    #[error("an identifier has at most {max} bytes, this one has {actual}")]
    TooLong {
        /// The bound.
        max: usize,
        /// What came.
        actual: usize,
    },
}

/// The longest identifier taken from outside, in bytes.
const MAX_ID_BYTES: usize = 256;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// What identifiers of this kind begin with when Tandem makes them.
            pub const PREFIX: &'static str = $prefix;

            /// Takes an identifier from outside; its prefix is not checked, as clients may hold
            /// identifiers from another system.
            ///
            /// # Errors
            /// [`InvalidId`] when the text is empty or longer than 256 bytes.
            pub fn try_new(text: impl AsRef<str>) -> Result<Self, InvalidId> {
                let text = text.as_ref();
                if text.is_empty() {
                    return Err(InvalidId::Empty);
                }
                if text.len() > MAX_ID_BYTES {
                    return Err(InvalidId::TooLong { max: MAX_ID_BYTES, actual: text.len() });
                }
                Ok(Self(text.into()))
            }

            /// Makes a new identifier from 128 random bits.
            #[must_use]
            pub fn from_random(random: u128) -> Self {
                let suffix = IdSuffix::from_random(random);
                let mut text = [0; $prefix.len() + IdSuffix::LENGTH];
                let (prefix, rest) = text.split_at_mut($prefix.len());
                prefix.copy_from_slice($prefix.as_bytes());
                rest.copy_from_slice(&suffix.0);
                Self(std::str::from_utf8(&text).expect("both are ASCII").into())
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

identifier!(
    /// Names a trunk, inbound or outbound.
    TrunkId,
    "ST_"
);
identifier!(
    /// Names a dispatch rule.
    DispatchRuleId,
    "SDR_"
);
identifier!(
    /// Names a webhook.
    WebhookId,
    "WH_"
);
identifier!(
    /// Names one call of ours; also its local SIP tag. Not the SIP `Call-ID` header.
    CallId,
    "SCL_"
);
identifier!(
    /// Names one envelope of the log.
    EventId,
    "EV_"
);
identifier!(
    /// Names one life of a room; a room name that is used again gets a new one.
    RoomSid,
    "RM_"
);
identifier!(
    /// Names one stay of a participant in a room.
    ParticipantSid,
    "PA_"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_ids_have_prefix_and_twelve_readable_characters() {
        for random in [0, 1, u128::MAX, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef] {
            let id = TrunkId::from_random(random);
            let suffix = id.as_str().strip_prefix("ST_").expect("the prefix");
            assert_eq!(suffix.len(), 12);
            assert!(suffix.bytes().all(|byte| ALPHABET.contains(&byte)));
        }
    }

    #[test]
    fn foreign_ids_are_taken_and_empty_or_huge_ones_refused() {
        assert!(TrunkId::try_new("<trunk-id1>").is_ok());
        assert_eq!(TrunkId::try_new(""), Err(InvalidId::Empty));
        assert!(TrunkId::try_new("x".repeat(257)).is_err());
    }
}
