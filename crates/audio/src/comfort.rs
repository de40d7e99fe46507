use crate::noise::rounded;

/// The most coefficients of the spectrum that are read (RFC 3389 §4 leaves their number to the sender).
const MOST: usize = 12;
/// The loudest noise that is played, in dB below the greatest level: what is louder is a mistake, or meant to hurt.
const LOUDEST_BELOW: u8 = 30;
/// The root of the mean square of noise between -1 and 1, of which each value is as likely as another.
const EVEN: f32 = 0.577;

/// The noise of a quiet room, as the peer describes it while it sends nothing else (RFC 3389).
#[derive(Clone)]
pub struct ComfortNoise {
    amplitude: f32,
    reflections: [f32; MOST],
    state: [f32; MOST],
    random: u32,
}

impl ComfortNoise {
    /// Reads a packet: how loud the noise is, and its spectrum, if it has one. No octets are silence.
    #[must_use]
    pub fn new(payload: &[u8]) -> Self {
        let (below, spectrum) = match payload.split_first() {
            Some((level, spectrum)) => (level & 0x7f, spectrum),
            None => (127, payload),
        };
        let mut reflections = [0.0; MOST];
        let mut gain = 1.0;
        for (reflection, octet) in reflections.iter_mut().zip(spectrum) {
            // 7 bits and a sign (RFC 3389 §3.2); short of one, where the filter would ring for ever.
            *reflection = ((f32::from(*octet) - 127.0) / 127.0).clamp(-0.98, 0.98);
            gain *= 1.0 - *reflection * *reflection;
        }
        let level = 10_f32.powf(-f32::from(below.max(LOUDEST_BELOW)) / 20.0);
        Self {
            // What comes out of the filter is as loud as what goes in, over the gain.
            amplitude: if below == 127 {
                0.0
            } else {
                32_768.0 * level * gain.sqrt() / EVEN
            },
            reflections,
            state: [0.0; MOST],
            random: 1,
        }
    }

    /// The same noise by another packet's word, without a step in it.
    pub fn change(&mut self, payload: &[u8]) {
        let (state, random) = (self.state, self.random);
        *self = Self {
            state,
            random,
            ..Self::new(payload)
        };
    }

    /// The next samples.
    pub fn fill(&mut self, samples: &mut [i16]) {
        for sample in samples {
            self.random = self
                .random
                .wrapping_mul(1_664_525)
                .wrapping_add(1_013_904_223);
            let [high, low, _, _] = self.random.to_be_bytes();
            let even = f32::from(i16::from_be_bytes([high, low])) / 32_768.0;
            *sample = rounded(self.filtered(even * self.amplitude));
        }
    }

    /// One sample through the lattice of the spectrum.
    fn filtered(&mut self, input: f32) -> f32 {
        let mut forward = input;
        for at in (0..MOST).rev() {
            forward -= self.reflections[at] * self.state[at];
            let backward = self.state[at] + self.reflections[at] * forward;
            if let Some(next) = self.state.get_mut(at + 1) {
                *next = backward;
            }
        }
        self.state[0] = forward;
        forward
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level_below;

    fn noise(payload: &[u8]) -> Vec<i16> {
        let mut samples = vec![0; 8_000];
        ComfortNoise::new(payload).fill(&mut samples);
        samples
    }

    #[test]
    fn noise_is_as_loud_as_the_packet_says_with_a_spectrum_or_without() {
        for spectrum in [&[][..], &[100, 160], &[40, 127, 127, 90]] {
            for below in [40_u8, 55, 70] {
                let payload = [&[below], spectrum].concat();
                let heard = level_below(&noise(&payload));
                assert!(heard.abs_diff(below) <= 2, "{payload:?}: {heard}");
            }
        }
        assert_eq!(level_below(&noise(&[])), 127);
        assert_eq!(level_below(&noise(&[127])), 127);
        assert!(
            level_below(&noise(&[0])) >= LOUDEST_BELOW - 1,
            "nobody is deafened"
        );
    }

    #[test]
    fn a_spectrum_makes_low_tones_louder_than_high_ones() {
        // What is low changes little from sample to sample.
        let likeness = |payload: &[u8]| {
            let heard = noise(payload);
            let pairs = heard
                .windows(2)
                .map(|pair| f64::from(pair[0]) * f64::from(pair[1]));
            let squares = heard.iter().map(|one| f64::from(*one).powi(2));
            pairs.sum::<f64>() / squares.sum::<f64>()
        };
        assert!(likeness(&[40, 20]) > 0.7, "{}", likeness(&[40, 20]));
        assert!(likeness(&[40]).abs() < 0.1, "{}", likeness(&[40]));
    }

    #[test]
    fn no_octets_make_a_noise_that_grows() {
        let mut random = 1_u32;
        for length in 0..40 {
            let mut octet = || {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                random.to_be_bytes()[0]
            };
            let payload: Vec<u8> = (0..length).map(|_| octet()).collect();
            let mut noise = ComfortNoise::new(&payload);
            let mut samples = [0; 8_000];
            noise.fill(&mut samples);
            noise.change(&[]);
            assert!(
                level_below(&samples) >= 15,
                "{payload:?}: {}",
                level_below(&samples)
            );
        }
    }
}
