use std::sync::LazyLock;

use audio_codec::Decoder as _;
use audio_codec::pcma::PcmaDecoder;

/// What a caller is told; spoken English at 16 kHz.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Prompt {
    /// "Please enter your pin, followed by the pound key."
    EnterPin,
    /// "That pin is not correct. Goodbye."
    WrongPin,
    /// "Joining the room."
    Joining,
}

impl Prompt {
    /// Samples a second.
    pub const RATE: u32 = 16_000;

    /// The samples.
    #[must_use]
    pub fn samples(self) -> &'static [i16] {
        static ENTER_PIN: LazyLock<Vec<i16>> =
            LazyLock::new(|| decoded(include_bytes!("../prompts/enter-pin.alaw")));
        static WRONG_PIN: LazyLock<Vec<i16>> =
            LazyLock::new(|| decoded(include_bytes!("../prompts/wrong-pin.alaw")));
        static JOINING: LazyLock<Vec<i16>> =
            LazyLock::new(|| decoded(include_bytes!("../prompts/joining.alaw")));
        match self {
            Self::EnterPin => &ENTER_PIN,
            Self::WrongPin => &WRONG_PIN,
            Self::Joining => &JOINING,
        }
    }
}

fn decoded(alaw: &[u8]) -> Vec<i16> {
    PcmaDecoder::new().decode(alaw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_audible_and_short() {
        for prompt in [Prompt::EnterPin, Prompt::WrongPin, Prompt::Joining] {
            let samples = prompt.samples();
            assert!(
                (8_000..64_000).contains(&samples.len()),
                "{prompt:?}: {}",
                samples.len()
            );
            assert!(
                samples.iter().any(|sample| sample.unsigned_abs() > 10_000),
                "{prompt:?}"
            );
        }
    }
}
