use std::time::Duration;

use crate::Codec;

/// What the network and our end add to the delay of a stream whose jitter is nothing: packet and buffer.
const LEAST_DELAY: Duration = Duration::from_millis(60);
/// Beyond this delay talkers notice (ITU-T G.107 annex B's simplification).
const NOTICED_MS: f64 = 177.3;
/// The rating of a call that nothing impairs, with the default noises of G.107.
const BEST: f64 = 93.2;
/// How well concealment bears random loss: G.711 with its Appendix I (ITU-T G.113 appendix I).
const ROBUSTNESS: f64 = 25.1;

/// How a talker would rate a stream, 1 to 5, by the simplified E-model (ITU-T G.107): from the share of packets that were
/// not there in time, 0 to 1, and the jitter. What neither tells, the delay of the wire and the noise of a room, is left
/// out; wideband counts as G.711.
#[must_use]
pub fn mean_opinion_score(codec: Codec, missing: f64, jitter: Duration) -> f64 {
    let impairment = match codec {
        Codec::Opus | Codec::G722 | Codec::Pcmu | Codec::Pcma => 0.0,
    };
    let delay_ms = (LEAST_DELAY + 2 * jitter).as_secs_f64() * 1000.0;
    let by_delay = 0.024 * delay_ms + 0.11 * (delay_ms - NOTICED_MS).max(0.0);
    let percent = 100.0 * missing.clamp(0.0, 1.0);
    let by_loss = impairment + (95.0 - impairment) * percent / (percent + ROBUSTNESS);
    let rating = (BEST - by_delay - by_loss).clamp(0.0, 100.0);
    let score = 1.0 + 0.035 * rating + rating * (rating - 60.0) * (100.0 - rating) * 7e-6;
    score.clamp(1.0, 4.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loss_and_jitter_lower_the_score_and_nothing_leaves_its_range() {
        let score = |missing, jitter_ms| {
            mean_opinion_score(Codec::Pcmu, missing, Duration::from_millis(jitter_ms))
        };
        assert!((4.3..4.5).contains(&score(0.0, 0)), "{}", score(0.0, 0));
        assert!((3.8..4.3).contains(&score(0.02, 5)), "{}", score(0.02, 5));
        assert!((2.0..3.6).contains(&score(0.1, 30)), "{}", score(0.1, 30));
        let worse = [0.0, 0.01, 0.05, 0.2, 0.5, 1.0].map(|missing| score(missing, 20));
        assert!(worse.is_sorted_by(|one, other| one > other), "{worse:?}");
        for missing in [-1.0, 0.0, 0.5, 1.0, 7.0] {
            for jitter_ms in [0, 1000, 1_000_000] {
                assert!((1.0..=4.5).contains(&score(missing, jitter_ms)));
            }
        }
    }
}
