use std::ops::AddAssign;
use std::time::Duration;

use tandem_rtp_proto::{Codec, mean_opinion_score};

/// What a leg has counted.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) packets_in: u64,
    /// Of their payloads.
    pub(crate) octets_in: u64,
    pub(crate) foreign: u64,
    /// Packets that did not open under the agreed keys.
    pub(crate) refused: u64,
    pub(crate) digits: u64,
    /// Of streams before the one that is received.
    pub(crate) lost_before: u64,
    /// Frames made up between two that came.
    pub(crate) concealed: u64,
    /// Frames made up since the last that came: a gap if another comes, else the end of the stream.
    pub(crate) made_up: u64,
    /// What the engine has been told.
    pub(crate) told: News,
}

/// What the engine's counters gain from a leg.
#[derive(Clone, Copy, Default)]
pub(crate) struct News {
    pub(crate) packets_out: u64,
    pub(crate) concealed: u64,
}

impl AddAssign for News {
    fn add_assign(&mut self, other: Self) {
        self.packets_out += other.packets_out;
        self.concealed += other.concealed;
    }
}

impl Tally {
    /// What a talker would make of the stream: what did not come, or came too late, was made up.
    pub(crate) fn score(&self, codec: Codec, jitter_us: u64) -> u16 {
        let played = self.packets_in;
        if played == 0 {
            return 0;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of packets are exact")]
        let missing = self.concealed as f64 / (played + self.concealed) as f64;
        let jitter = Duration::from_micros(jitter_us);
        let score = mean_opinion_score(codec, missing, jitter);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a score is 1 to 4.5"
        )]
        let hundredths = (score * 100.0).round() as u16;
        hundredths
    }
}
