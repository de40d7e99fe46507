use crate::RtpHeader;

/// How loud a packet is, by its own word (RFC 6464).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AudioLevel {
    /// Whether it holds a voice, as far as the sender can tell.
    pub has_voice: bool,
    /// 0, the loudest, to 127, silence: -dBov.
    pub below: u8,
}

/// The profile of extensions whose heads are of one octet (RFC 8285 §4.2).
const ONE_OCTET: [u8; 2] = [0xbe, 0xde];
/// Ends the list: what follows is passed over.
const END: u8 = 15;

/// Reads the level of an RTP packet under this number, 1 to 14. `None` where there is none, or what is there is cut.
#[must_use]
pub fn audio_level(packet: &[u8], number: u8) -> Option<AudioLevel> {
    let first = *packet.first()?;
    if first & 0x10 == 0 {
        return None;
    }
    let start = RtpHeader::OCTETS + 4 * usize::from(first & 0x0f);
    let (head, rest) = packet.get(start..)?.split_first_chunk::<4>()?;
    if head[..2] != ONE_OCTET {
        return None;
    }
    let words = usize::from(u16::from_be_bytes([head[2], head[3]]));
    let mut elements = rest.get(..4 * words)?;
    while let Some((head, rest)) = elements.split_first() {
        let (own, length) = (head >> 4, usize::from(head & 0x0f) + 1);
        match own {
            0 => elements = rest,
            END => return None,
            _ => {
                let data = rest.get(..length)?;
                if own == number {
                    return Some(AudioLevel {
                        has_voice: data[0] & 0x80 != 0,
                        below: data[0] & 0x7f,
                    });
                }
                elements = &rest[length..];
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(extension: &[u8]) -> Vec<u8> {
        let mut octets = vec![0x90, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7];
        octets.extend(extension);
        octets.extend([0; 20]);
        octets
    }

    #[test]
    fn a_level_is_found_among_others_and_nothing_that_is_cut_panics() {
        let level = |has_voice, below| Some(AudioLevel { has_voice, below });
        for (extension, number, found) in [
            (
                &[0xbe, 0xde, 0, 1, 0x10, 0x9e, 0, 0][..],
                1,
                level(true, 30),
            ),
            (&[0xbe, 0xde, 0, 1, 0x10, 0x9e, 0, 0], 2, None),
            (
                &[0xbe, 0xde, 0, 2, 0x31, 1, 2, 0, 0, 0x50, 0x7f, 0],
                5,
                level(false, 127),
            ),
            (&[0xbe, 0xde, 0, 1, 0xf0, 0, 0x10, 0x9e], 1, None),
            (&[0x10, 0x00, 0, 1, 0x10, 0x9e, 0, 0], 1, None),
            (&[0xbe, 0xde, 0xff, 0xff, 0x10, 0x9e], 1, None),
            (&[0xbe, 0xde, 0, 1, 0, 0, 0, 0x1f], 1, None),
        ] {
            assert_eq!(
                audio_level(&packet(extension), number),
                found,
                "{extension:x?}"
            );
        }
        let whole = packet(&[0xbe, 0xde, 0, 1, 0x10, 0x9e, 0, 0]);
        for length in 0..whole.len() {
            let _ = audio_level(&whole[..length], 1);
        }
        assert_eq!(audio_level(&[0x80; 40], 1), None, "no extension");
    }
}
