use crate::tone::Sine;

/// Half of the full amplitude, of each of two sines a quarter.
const AMPLITUDE: i16 = 16_384;
/// The rows of a phone's keys, in hertz (ITU-T Q.23).
pub(crate) const ROWS: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
/// The columns.
pub(crate) const COLUMNS: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
/// The keys where rows and columns meet.
pub(crate) const KEYS: [[char; 4]; 4] = [
    ['1', '2', '3', 'A'],
    ['4', '5', '6', 'B'],
    ['7', '8', '9', 'C'],
    ['*', '0', '#', 'D'],
];

/// What a caller hears of the state of a call: the European tones of ETSI TR 101 041-2, at 425 Hz.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Signal {
    /// It may be dialled: without a break.
    Dial,
    /// It rings there: 1 s of 5.
    Ringback,
    /// Somebody speaks already: 0.5 s of 1.
    Busy,
    /// A phone's key, which sounds without a break: `0` to `9`, `*`, `#`, `A` to `D`.
    Key(char),
}

/// Makes the samples of a signal, frame by frame.
pub struct SignalTone {
    signal: Signal,
    sines: [Sine; 2],
    /// Samples that sound, of so many.
    sounds: usize,
    of: usize,
    at: usize,
}

impl SignalTone {
    /// A signal from its beginning, at this sample rate.
    #[must_use]
    pub fn new(signal: Signal, rate: u32) -> Self {
        let second = usize::try_from(rate).unwrap_or(8_000);
        let (sounds, of) = match signal {
            Signal::Dial | Signal::Key(_) => (second, second),
            Signal::Ringback => (second, 5 * second),
            Signal::Busy => (second / 2, second),
        };
        let (hertz, amplitude) = match signal {
            Signal::Key(key) => (key_hertz(key), AMPLITUDE / 2),
            Signal::Dial | Signal::Ringback | Signal::Busy => ([425.0, 0.0], AMPLITUDE),
        };
        Self {
            signal,
            sines: hertz.map(|hertz| Sine::new(hertz, rate, amplitude)),
            sounds,
            of,
            at: 0,
        }
    }

    /// What it is.
    #[must_use]
    pub fn signal(&self) -> Signal {
        self.signal
    }

    /// Fills with the next samples.
    pub fn fill(&mut self, samples: &mut [i16]) {
        let [one, other] = &mut self.sines;
        for sample in samples {
            let mut both = [[0; 1]; 2];
            if self.at < self.sounds {
                one.fill(&mut both[0]);
                other.fill(&mut both[1]);
            }
            *sample = both[0][0] + both[1][0];
            self.at = (self.at + 1) % self.of;
        }
    }
}

/// The two sines of a key; silence for what is none.
fn key_hertz(key: char) -> [f32; 2] {
    for (row, keys) in ROWS.into_iter().zip(KEYS) {
        if let Some(column) = keys.iter().position(|known| *known == key) {
            return [row, COLUMNS[column]];
        }
    }
    [0.0, 0.0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::power;

    fn second(tone: &mut SignalTone, rate: usize) -> Vec<i16> {
        let mut samples = vec![0; rate];
        for frame in samples.chunks_mut(rate / 50) {
            tone.fill(frame);
        }
        samples
    }

    #[test]
    fn ringback_rings_one_second_of_five_at_each_rate() {
        for rate in [8_000_u16, 16_000, 48_000] {
            let mut tone = SignalTone::new(Signal::Ringback, rate.into());
            for number in 0..11 {
                let heard = power(&second(&mut tone, rate.into()), 425.0, rate.into());
                let is_ringing = number % 5 == 0;
                assert_eq!(heard > 1e7, is_ringing, "second {number}: {heard}");
                assert!(is_ringing || heard < 1.0, "second {number}: {heard}");
            }
        }
    }

    #[test]
    fn a_key_has_its_two_tones() {
        let heard = second(&mut SignalTone::new(Signal::Key('8'), 8_000), 8_000);
        for (hertz, is_there) in [
            (852.0, true),
            (1336.0, true),
            (697.0, false),
            (1477.0, false),
        ] {
            assert_eq!(power(&heard, hertz, 8_000) > 1e6, is_there, "{hertz} Hz");
        }
        let silent = second(&mut SignalTone::new(Signal::Key('x'), 8_000), 8_000);
        assert!(silent.iter().all(|sample| *sample == 0));
    }
}
