/// The fixed part of an RTP header (RFC 3550 §5.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RtpHeader {
    /// The first packet of a talkspurt, for audio.
    pub marker: bool,
    /// 0 to 127.
    pub payload_type: u8,
    /// Grows by one a packet.
    pub sequence: u16,
    /// In ticks of the clock.
    pub timestamp: u32,
    /// The source.
    pub ssrc: u32,
}

/// A packet in the buffer that it came in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RtpPacket<'a> {
    /// Its header.
    pub header: RtpHeader,
    /// What it carries, without padding.
    pub payload: &'a [u8],
}

/// The octets are no RTP (RFC 3550 §A.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the packet is no RTP")]
pub struct BadRtp;

impl<'a> RtpPacket<'a> {
    /// Reads a packet in place.
    ///
    /// # Errors
    /// [`BadRtp`] for another version, a header that is cut, or more padding than payload.
    pub fn parse(octets: &'a [u8]) -> Result<Self, BadRtp> {
        let fixed: &[u8; 12] = octets.first_chunk().ok_or(BadRtp)?;
        if fixed[0] >> 6 != 2 {
            return Err(BadRtp);
        }
        let start = payload_at(octets).ok_or(BadRtp)?;
        let mut payload = octets.get(start..).ok_or(BadRtp)?;
        if fixed[0] & 0x20 != 0 {
            let padding = usize::from(*payload.last().ok_or(BadRtp)?);
            let length = payload
                .len()
                .checked_sub(padding)
                .filter(|_| padding > 0)
                .ok_or(BadRtp)?;
            payload = &payload[..length];
        }
        let header = RtpHeader {
            marker: fixed[1] & 0x80 != 0,
            payload_type: fixed[1] & 0x7f,
            sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
        };
        Ok(Self { header, payload })
    }
}

/// Where the payload begins: behind contributing sources and an extension.
pub(crate) fn payload_at(octets: &[u8]) -> Option<usize> {
    let first = *octets.first()?;
    let start = RtpHeader::OCTETS + 4 * usize::from(first & 0x0f);
    if first & 0x10 == 0 {
        return Some(start);
    }
    let extension: &[u8; 4] = octets.get(start..)?.first_chunk()?;
    let words = u16::from_be_bytes([extension[2], extension[3]]);
    Some(start + 4 + 4 * usize::from(words))
}

impl RtpHeader {
    /// Octets of a header without contributing sources.
    pub const OCTETS: usize = 12;

    /// Writes the header.
    pub fn write(&self, octets: &mut [u8; Self::OCTETS]) {
        octets[0] = 2 << 6;
        octets[1] = (u8::from(self.marker) << 7) | (self.payload_type & 0x7f);
        octets[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        octets[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        octets[8..12].copy_from_slice(&self.ssrc.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_headers_read_back() {
        let header = RtpHeader {
            marker: true,
            payload_type: 9,
            sequence: 65535,
            timestamp: 7,
            ssrc: 0xdead_beef,
        };
        let mut octets = [0; 14];
        header.write(octets.first_chunk_mut().expect("twelve octets"));
        let packet = RtpPacket::parse(&octets).expect("RTP");
        assert_eq!((packet.header, packet.payload), (header, &[0, 0][..]));
    }

    #[test]
    fn cut_extended_and_padded_packets_do_not_panic() {
        let octets: Vec<u8> = (0..=255).cycle().take(64).collect();
        for first in 0..=255 {
            for length in 0..octets.len() {
                let mut packet = octets[..length].to_vec();
                if let Some(octet) = packet.first_mut() {
                    *octet = first;
                }
                let _ = RtpPacket::parse(&packet);
            }
        }
        let padded = [0xa0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 0, 2];
        assert_eq!(
            RtpPacket::parse(&padded).map(|packet| packet.payload),
            Ok(&[5, 5][..])
        );
    }
}
