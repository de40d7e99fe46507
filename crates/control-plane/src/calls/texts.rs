/// Texts in the order in which they came, the oldest taken out first, in memory that is taken and touched once.
pub(super) struct Texts {
    octets: Box<[u8]>,
    /// Where the oldest one begins and the latest ends, counted from the first one ever.
    begin: usize,
    end: usize,
}

/// Where a text lies.
#[derive(Clone, Copy)]
pub(super) struct Place {
    begin: usize,
    length: usize,
}

impl Texts {
    pub(super) fn new(octets: usize) -> Self {
        Self {
            // Zeroes alone would not be touched.
            octets: std::iter::repeat_n(b' ', octets).collect(),
            begin: 0,
            end: 0,
        }
    }

    /// Keeps the pieces as one text, if there is room.
    pub(super) fn put(&mut self, pieces: &[&str]) -> Option<Place> {
        let size = self.octets.len();
        let length = pieces.iter().map(|piece| piece.len()).sum();
        let until_edge = size - self.end.checked_rem(size)?;
        // A text lies in one piece.
        let gap = if length > until_edge { until_edge } else { 0 };
        let begin = self.end + gap;
        if begin + length - self.begin > size {
            return None;
        }
        let mut at = begin % size;
        for piece in pieces {
            self.octets[at..at + piece.len()].copy_from_slice(piece.as_bytes());
            at += piece.len();
        }
        self.end = begin + length;
        Some(Place { begin, length })
    }

    /// Takes out a text; those before it are out already.
    pub(super) fn take(&mut self, oldest: Place) {
        self.begin = oldest.begin + oldest.length;
    }

    pub(super) fn get(&self, place: Place) -> &str {
        let at = place.begin.checked_rem(self.octets.len()).unwrap_or(0);
        let octets = &self.octets[at..at + place.length];
        std::str::from_utf8(octets).expect("texts are put whole")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    #[test]
    fn what_is_put_is_there_until_it_is_taken() {
        let mut texts = Texts::new(100);
        let mut kept = VecDeque::new();
        let mut refused = 0;
        for number in 0..1000_usize {
            let text = number.to_string().repeat(number % 13);
            match texts.put(&[&text, "é"]) {
                Some(place) => kept.push_back((place, text + "é")),
                None => refused += 1,
            }
            if number % 7 > 2 || kept.len() > 5 {
                kept.pop_front()
                    .into_iter()
                    .for_each(|(place, _)| texts.take(place));
            }
            for (place, text) in &kept {
                assert_eq!(texts.get(*place), text);
            }
        }
        assert!((1..500).contains(&refused), "{refused} found no room");
    }

    #[test]
    fn what_finds_no_room_is_refused_until_there_is_some() {
        let mut texts = Texts::new(10);
        assert!(texts.put(&["elevenchars"]).is_none());
        let whole = texts.put(&["tencha", "racs"]).expect("as long as the room");
        assert!(texts.put(&["x"]).is_none());
        texts.take(whole);
        assert!(texts.put(&["x"]).is_some());
        assert!(Texts::new(0).put(&["x"]).is_none());
    }
}
