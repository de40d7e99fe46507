use crate::ROOM_FRAME;

/// The sum of what all in a room say in 20 ms.
pub struct Mix {
    sum: [i32; ROOM_FRAME],
    voices: usize,
}

impl Default for Mix {
    fn default() -> Self {
        Self {
            sum: [0; ROOM_FRAME],
            voices: 0,
        }
    }
}

impl Mix {
    /// Forgets the last 20 ms.
    pub fn clear(&mut self) {
        self.sum.fill(0);
        self.voices = 0;
    }

    /// Adds a voice.
    pub fn add(&mut self, voice: &[i16; ROOM_FRAME]) {
        for (sum, sample) in self.sum.iter_mut().zip(voice) {
            *sum += i32::from(*sample);
        }
        self.voices += 1;
    }

    /// How many voices are in it.
    #[must_use]
    pub fn voices(&self) -> usize {
        self.voices
    }

    /// What somebody hears: everybody but himself.
    pub fn minus(&self, own: Option<&[i16; ROOM_FRAME]>, heard: &mut [i16; ROOM_FRAME]) {
        match own {
            Some(own) => {
                for ((heard, sum), own) in heard.iter_mut().zip(&self.sum).zip(own) {
                    *heard = clipped(sum - i32::from(*own));
                }
            }
            None => {
                for (heard, sum) in heard.iter_mut().zip(&self.sum) {
                    *heard = clipped(*sum);
                }
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the clamp makes it fit")]
fn clipped(sample: i32) -> i16 {
    sample.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_hears_the_others_and_loud_rooms_clip() {
        let mut mix = Mix::default();
        mix.add(&[100; ROOM_FRAME]);
        mix.add(&[i16::MAX; ROOM_FRAME]);
        mix.add(&[i16::MAX; ROOM_FRAME]);
        let mut heard = [0; ROOM_FRAME];
        mix.minus(Some(&[100; ROOM_FRAME]), &mut heard);
        assert_eq!(heard[0], i16::MAX);
        mix.clear();
        mix.add(&[100; ROOM_FRAME]);
        mix.add(&[-7; ROOM_FRAME]);
        mix.minus(Some(&[100; ROOM_FRAME]), &mut heard);
        assert_eq!(heard[959], -7);
        mix.minus(None, &mut heard);
        assert_eq!(heard[0], 93);
    }
}
