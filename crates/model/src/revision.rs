use std::fmt;

/// How many envelopes have been recorded; equal revisions mean equal catalogs.
///
/// It is not the Raft index, which blank and membership entries use as well.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Revision(pub u64);

impl Revision {
    /// The revision before anything was recorded.
    pub const ZERO: Self = Self(0);

    /// The revision after one more envelope.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A wall-clock instant in nanoseconds since 1970-01-01T00:00:00Z, fixed when an envelope is decided.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp {
    /// Nanoseconds since the epoch; enough until the year 2554.
    pub unix_nanos: u64,
}
