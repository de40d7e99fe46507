//! What is asked for once, however often it comes: names of events that a repeat has again.

use sha2::{Digest, Sha256};
use tandem_model::EventId;

/// Octets of the hash that name an event: 2^64 names before two are likely to meet.
const NAME_OCTETS: usize = 16;

/// The name of the event that these words stand for: always the same, and another for other words.
#[must_use]
pub fn event_id(words: &[&str]) -> EventId {
    let mut hash = Sha256::new();
    for word in words {
        // With their lengths, so that no two lists of words read the same.
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    let digits = hash.finalize();
    let digits = digits[..NAME_OCTETS].iter();
    let digits: String = digits.map(|octet| format!("{octet:02x}")).collect();
    EventId::try_new([EventId::PREFIX, &digits].concat())
        .expect("a prefix and 32 digits are within the bounds of an identifier")
}
