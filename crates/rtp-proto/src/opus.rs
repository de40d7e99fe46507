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
}
