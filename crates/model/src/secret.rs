use std::fmt;

use bytes::Bytes;

/// A secret under authenticated encryption, as the log and the snapshots hold it.
///
/// The key is a node's, from a file or the environment; this crate cannot open it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Bytes);

impl fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[sealed]")
    }
}

/// A keyed digest of a PIN: equal PINs have equal tags, and without the key a tag tells nothing.
///
/// It lets the catalog find conflicts and the matcher find rules without knowing any PIN.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PinTag(pub [u8; 16]);

impl fmt::Debug for PinTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[pin]")
    }
}

/// A rule's PIN, sealed, with the tag that it is found by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedPin {
    /// Equal for equal PINs.
    pub tag: PinTag,
    /// The PIN itself, for answers to those who may see it.
    pub sealed: Sealed,
}

/// A PIN in clear: what a client set or a caller dialled. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Box<str>);

impl Pin {
    /// Takes any non-empty text: PINs that no keypad can dial are the client's choice.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.into()))
    }

    /// The PIN in clear.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[pin]")
    }
}
