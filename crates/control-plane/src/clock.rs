use std::time::{SystemTime, UNIX_EPOCH};

use tandem_model::Timestamp;

/// The wall clock, as envelopes and call records hold it. A clock before 1970 reads as 1970.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the application's one reading of the wall clock"
)]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let nanos = since.map_or(0, |since| since.as_nanos());
    Timestamp {
        unix_nanos: u64::try_from(nanos).unwrap_or(u64::MAX),
    }
}
