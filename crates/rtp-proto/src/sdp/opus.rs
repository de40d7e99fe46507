use sdp_types::Media;

/// What a peer wants of the Opus that it gets (RFC 7587 §6.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpusWish {
    /// Samples a second that it plays at most, 8,000 to 48,000; 48,000 by default. More would be sent in vain.
    pub max_playback_rate: u16,
    /// Bits a second at most, 6,000 to 510,000, in hundreds; absent where the peer leaves it to us.
    pub max_average_bitrate_100: Option<u16>,
    /// Each packet shall have what the one before had, too, for the case that it is lost; not by default.
    pub has_inband_fec: bool,
    /// Frames shall be of 10 ms, not 20: its packets are of an odd number of tens.
    pub has_short_frames: bool,
}

impl Default for OpusWish {
    fn default() -> Self {
        Self {
            max_playback_rate: 48_000,
            max_average_bitrate_100: None,
            has_inband_fec: false,
            has_short_frames: false,
        }
    }
}

impl OpusWish {
    /// Reads the `fmtp` of a payload type; what is no wish, or out of its range, is passed over. Packets are of `ptime_ms`.
    pub(super) fn of(media: &Media, payload_type: u8, ptime_ms: u8) -> Self {
        let mut formats = media.attributes.iter();
        let parameters = formats.find_map(|one| {
            let value = one.value.as_deref().filter(|_| one.attribute == "fmtp")?;
            let (number, parameters) = value.trim_start().split_once(' ')?;
            (number.parse() == Ok(payload_type)).then_some(parameters)
        });
        let mut wish = Self {
            has_short_frames: !ptime_ms.is_multiple_of(20),
            ..Self::default()
        };
        for parameter in parameters.unwrap_or_default().split(';') {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let Ok(value) = value.trim().parse::<u32>() else {
                continue;
            };
            match name.trim().to_ascii_lowercase().as_str() {
                "maxplaybackrate" => {
                    let rate = value.clamp(8_000, 48_000);
                    wish.max_playback_rate = u16::try_from(rate).unwrap_or(48_000);
                }
                "maxaveragebitrate" => {
                    let rate = value.clamp(6_000, 510_000) / 100;
                    wish.max_average_bitrate_100 = u16::try_from(rate).ok();
                }
                "useinbandfec" => wish.has_inband_fec = value == 1,
                _ => {}
            }
        }
        wish
    }
}
