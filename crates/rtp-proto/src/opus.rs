/// The longest packet of Opus (RFC 6716 §3.4 R5).
const LONGEST_MS: u16 = 120;

/// Milliseconds of audio in a packet of Opus, by its first two octets (RFC 6716 §3.1, §3.2): 10 to 120 in tens. `None` for
/// what is no Opus, and for the frames of 2.5 and 5 ms that no phone sends, unless they add up to tens.
#[must_use]
pub fn opus_ms(packet: &[u8]) -> Option<u16> {
    let toc = *packet.first()?;
    // In quarters of a millisecond, of which 2.5 ms are ten.
    let frame_quarters: u16 = match toc >> 3 {
        mode @ 0..=11 => [40, 80, 160, 240][usize::from(mode % 4)],
        mode @ 12..=15 => [40, 80][usize::from(mode % 2)],
        mode => [10, 20, 40, 80][usize::from(mode % 4)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u16::from(*packet.get(1)? & 0x3f),
    };
    let ms = frame_quarters * frames / 4;
    let fits = (frame_quarters * frames).is_multiple_of(40) && ms <= LONGEST_MS;
    (fits && ms > 0).then_some(ms)
}

/// Octets that a packet has beside its frames, at most: its first two, and a length for each frame but the last (§3.2.5).
const MOST_BESIDE: usize = 2 + OpusFrames::MOST;

/// Frames of Opus that wait to go into packets (RFC 6716 §3.2): all of one kind.
#[derive(Default, Debug)]
pub struct OpusFrames {
    /// The first octet of a packet of one of them.
    toc: u8,
    /// Octets of each.
    lengths: Vec<u8>,
    octets: Vec<u8>,
}

impl OpusFrames {
    /// Frames in a packet: 60 ms of 10 ms each, and a last one that comes with two of them.
    pub const MOST: usize = 7;
    /// Octets of the longest packet whose frames have so many together.
    #[must_use]
    pub const fn longest(octets: usize) -> usize {
        octets + MOST_BESIDE
    }

    /// Adds the frames of a packet that has one, or several with a length for each as [`Self::take`] writes them. Whether it did: what
    /// is of another kind or framed otherwise is not added, nor what would be too many.
    pub fn add(&mut self, packet: &[u8]) -> bool {
        let Some((toc, rest)) = packet.split_first() else {
            return false;
        };
        let kind = toc & !3;
        let is_new = self.lengths.is_empty();
        if !is_new && kind != self.toc {
            return false;
        }
        let Some((lengths, frames)) = frames_of(*toc, rest) else {
            return false;
        };
        if self.lengths.len() + lengths.len() > Self::MOST {
            return false;
        }
        self.toc = kind;
        self.lengths.extend(lengths);
        self.octets.extend(frames);
        true
    }

    /// Milliseconds of all.
    #[must_use]
    pub fn ms(&self) -> u16 {
        let count = u16::try_from(self.lengths.len()).unwrap_or(u16::MAX);
        count.saturating_mul(self.frame_ms())
    }

    /// Milliseconds of each: 10 or more in tens; 0 while there is none.
    fn frame_ms(&self) -> u16 {
        let first = (!self.lengths.is_empty()).then_some(self.toc);
        first.and_then(|toc| opus_ms(&[toc])).unwrap_or(0)
    }

    /// Takes a packet of the first of them, of so many milliseconds at most but of one frame at least; gives its octets and its
    /// milliseconds. `None` when there are none, or `space` has less than [`Self::longest`] of theirs.
    pub fn take(&mut self, most_ms: u16, space: &mut [u8]) -> Option<(usize, u16)> {
        let each = self.frame_ms();
        let count = usize::from(most_ms.checked_div(each)?).clamp(1, self.lengths.len());
        let mut length = match count {
            1 => 1,
            _ => {
                // As many lengths as frames but one, which may differ.
                *space.get_mut(1)? = 0x80 | u8::try_from(count).ok()?;
                let lengths = self.lengths.get(..count - 1)?;
                space.get_mut(2..=count)?.copy_from_slice(lengths);
                count + 1
            }
        };
        *space.first_mut()? = self.toc | if count == 1 { 0 } else { 3 };
        let taken = self.lengths.drain(..count).map(usize::from).sum();
        let frames = self.octets.get(..taken)?;
        space
            .get_mut(length..length + taken)?
            .copy_from_slice(frames);
        self.octets.drain(..taken);
        length += taken;
        Some((length, each * u16::try_from(count).ok()?))
    }

    /// Forgets them.
    pub fn clear(&mut self) {
        self.lengths.clear();
        self.octets.clear();
    }
}

/// The lengths of a packet's frames, each below 252 octets (§3.2.1), and the frames: of one, or of several of which each has its own
/// length and none is padded.
fn frames_of(toc: u8, rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let own = |length: usize| u8::try_from(length).ok().filter(|length| *length < 252);
    if toc & 3 == 0 {
        return Some((vec![own(rest.len())?], rest));
    }
    let (head, rest) = rest.split_first()?;
    let count = usize::from(head & 0x3f);
    if toc & 3 != 3 || head & 0xc0 != 0x80 || !(1..=OpusFrames::MOST).contains(&count) {
        return None;
    }
    let (lengths, frames) = rest.split_at_checked(count - 1)?;
    let before: usize = lengths.iter().map(|length| usize::from(*length)).sum();
    let mut lengths = lengths.to_vec();
    lengths.push(own(frames.len().checked_sub(before)?)?);
    let are_short = lengths.iter().all(|length| *length < 252);
    are_short.then_some((lengths, frames))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_a_packet_is_in_its_first_octets() {
        let table: [(&[u8], Option<u16>); 12] = [
            (&[], None),
            (&[0x08], Some(20)),
            (&[0x78, 1, 2], Some(20)),
            (&[0xf8, 0xff, 0xfe], Some(20)),
            (&[0x00], Some(10)),
            (&[0x18], Some(60)),
            (&[0x79], Some(40)),
            (&[0x7b, 3], Some(60)),
            (&[0x7b], None),
            (&[0x7b, 0], None),
            (&[0x1b, 3], None),
            (&[0x80], None),
        ];
        for (packet, ms) in table {
            assert_eq!(opus_ms(packet), ms, "{packet:x?}");
        }
        assert_eq!(opus_ms(&[0x83, 4]), Some(10), "four of 2.5 ms");
    }

    fn packets(frames: &mut OpusFrames, most_ms: u16) -> Vec<(Vec<u8>, u16)> {
        let mut space = [0; 64];
        let mut taken = Vec::new();
        while frames.ms() >= most_ms {
            let (length, ms) = frames.take(most_ms, &mut space).expect("room");
            taken.push((space[..length].to_vec(), ms));
        }
        taken
    }

    #[test]
    fn frames_go_into_packets_of_any_length_and_out_again() {
        let mut frames = OpusFrames::default();
        for frame in [[0x78, 1, 1], [0x78, 2, 2], [0x78, 3, 3]] {
            assert!(frames.add(&frame));
        }
        let whole = vec![0x7b, 0x83, 2, 2, 1, 1, 2, 2, 3, 3];
        assert_eq!(packets(&mut frames, 60), [(whole.clone(), 60)]);
        assert_eq!(opus_ms(&whole), Some(60));
        assert!(frames.add(&whole));
        assert!(!frames.add(&[0x70, 9]), "another kind");
        let apart = [
            (vec![0x78, 1, 1], 20),
            (vec![0x78, 2, 2], 20),
            (vec![0x78, 3, 3], 20),
        ];
        assert_eq!(packets(&mut frames, 20), apart);
        assert!(frames.add(&[0x70, 9]), "there is none of the kind before");
        assert_eq!(packets(&mut frames, 10), [(vec![0x70, 9], 10)]);
    }

    #[test]
    fn frames_of_ten_make_odd_tens() {
        let mut frames = OpusFrames::default();
        let pair = [0x73, 0x82, 1, 5, 6, 6];
        assert!(frames.add(&pair) && frames.add(&pair));
        assert_eq!(
            packets(&mut frames, 30),
            [(vec![0x73, 0x83, 1, 2, 5, 6, 6, 5], 30)]
        );
        assert_eq!(frames.ms(), 10);
        frames.clear();
        assert_eq!(frames.ms(), 0);
        assert_eq!(frames.take(10, &mut [0; 9]), None);
    }

    #[test]
    fn what_is_framed_otherwise_is_not_added() {
        let table: [&[u8]; 8] = [
            &[],
            &[0x79, 1, 1],
            &[0x7a, 1, 1, 1],
            &[0x7b],
            &[0x7b, 0x80],
            &[0x7b, 0xc2, 1, 0, 1, 1],
            &[0x7b, 0x83, 9, 9, 1],
            &[0x7b, 0x88, 0, 0, 0, 0, 0, 0, 0],
        ];
        for packet in table {
            let mut frames = OpusFrames::default();
            assert!(!frames.add(packet), "{packet:x?}");
            assert_eq!(frames.ms(), 0);
        }
        let mut frames = OpusFrames::default();
        assert!(!frames.add(&[0x78; 254]), "a length of two octets");
    }
}
