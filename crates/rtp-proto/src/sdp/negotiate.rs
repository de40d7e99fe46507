use std::net::SocketAddr;

use sdp_types::{Attribute, Media};

use super::Offer;
use crate::Codec;

/// Payload types of RTP: seven bits (RFC 3550 §5.1).
const PAYLOAD_TYPES: usize = 128;

/// What we take part in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    /// The codecs that are allowed, best first.
    pub codecs: Vec<Codec>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            codecs: Codec::ALL.to_vec(),
        }
    }
}

/// What both sides agree on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Negotiated {
    /// The audio.
    pub audio: AudioStream,
    /// The section of the offer that it is.
    pub(super) section: usize,
    pub(super) sections: Vec<Section>,
}

/// One section of the offer, as the answer has to repeat it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Section {
    pub(super) media: Box<str>,
    pub(super) proto: Box<str>,
    pub(super) format: Box<str>,
}

/// One stream of audio.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AudioStream {
    /// The codec, for both directions.
    pub codec: Codec,
    /// Its payload type, as the offer has it.
    pub payload_type: u8,
    /// The payload type of telephone events, if they are offered.
    pub dtmf: Option<u8>,
    /// Where our RTP goes until the peer's own source is known.
    pub remote: SocketAddr,
    /// Where our RTCP goes.
    pub remote_rtcp: SocketAddr,
    /// What we may do.
    pub direction: Direction,
}

/// Who sends, seen from our side (RFC 3264 §6.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Both.
    SendRecv,
    /// We do: the peer holds the call with music of its own off.
    SendOnly,
    /// The peer does: it holds us and plays its music.
    RecvOnly,
    /// Nobody.
    Inactive,
}

impl Direction {
    /// Whether the peer wants to hear us.
    #[must_use]
    pub fn sends(self) -> bool {
        match self {
            Self::SendRecv | Self::SendOnly => true,
            Self::RecvOnly | Self::Inactive => false,
        }
    }

    /// Whether the peer is to be heard.
    #[must_use]
    pub fn receives(self) -> bool {
        match self {
            Self::SendRecv | Self::RecvOnly => true,
            Self::SendOnly | Self::Inactive => false,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    fn answering(offered: &str) -> Self {
        match offered {
            "sendonly" => Self::RecvOnly,
            "recvonly" => Self::SendOnly,
            "inactive" => Self::Inactive,
            _ => Self::SendRecv,
        }
    }
}

/// The offer is sound, and we can take no part in it: 488 with this `Warning` (RFC 3261 §20.43).
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Rejected {
    /// No section is audio with an address and a port.
    #[error("Media type not available: no usable audio section")]
    NoAudio,
    /// Audio is offered over another profile only, such as RTP/SAVP.
    #[error("Incompatible transport protocol: only RTP/AVP is served")]
    Profile,
    /// No codec in common.
    #[error("Incompatible media format: none of the offered codecs is served")]
    NoCodec,
}

impl Rejected {
    /// The code of the `Warning` field.
    #[must_use]
    pub fn warning(self) -> u16 {
        match self {
            Self::NoAudio => 304,
            Self::Profile => 302,
            Self::NoCodec => 305,
        }
    }
}

/// Finds what of an offer we take part in: the first section of audio that fits, and in it our best codec.
///
/// # Errors
/// [`Rejected`]: the best reason of all sections.
pub fn negotiate(offer: &Offer, policy: &Policy) -> Result<Negotiated, Rejected> {
    let mut rejected = Rejected::NoAudio;
    for (section, media) in offer.session.medias.iter().enumerate() {
        if media.media != "audio" || media.port == 0 {
            continue;
        }
        if !matches!(media.proto.as_str(), "RTP/AVP" | "RTP/AVPF") {
            rejected = Rejected::Profile;
            continue;
        }
        match audio(offer, media, policy) {
            Ok(audio) => {
                return Ok(Negotiated {
                    audio,
                    section,
                    sections: sections(offer),
                });
            }
            Err(reason) => rejected = reason,
        }
    }
    Err(rejected)
}

fn audio(offer: &Offer, media: &Media, policy: &Policy) -> Result<AudioStream, Rejected> {
    let remote = offer.address(media).ok_or(Rejected::NoAudio)?;
    let formats: Vec<Format<'_>> = formats(media);
    let best = policy.codecs.iter().find_map(|codec| {
        let format = formats
            .iter()
            .find(|format| format.codec() == Some(*codec))?;
        Some((*codec, format.payload_type))
    });
    let (codec, payload_type) = best.ok_or(Rejected::NoCodec)?;
    let dtmf = formats
        .iter()
        .find(|format| format.is_telephone_event())
        .map(|format| format.payload_type);
    let direction = offer
        .attribute(media, &["sendrecv", "sendonly", "recvonly", "inactive"])
        .map_or(Direction::SendRecv, |attribute| {
            Direction::answering(&attribute.attribute)
        });
    // RFC 2543 puts a call on hold by an address of zeros.
    let direction = match (remote.ip().is_unspecified(), direction) {
        (false, direction) => direction,
        (true, Direction::SendRecv | Direction::RecvOnly) => Direction::RecvOnly,
        (true, Direction::SendOnly | Direction::Inactive) => Direction::Inactive,
    };
    Ok(AudioStream {
        codec,
        payload_type,
        dtmf,
        remote,
        remote_rtcp: rtcp_address(offer, media, remote),
        direction,
    })
}

/// The port above, unless RFC 3605 says where.
fn rtcp_address(offer: &Offer, media: &Media, remote: SocketAddr) -> SocketAddr {
    let above = SocketAddr::new(remote.ip(), remote.port().saturating_add(1));
    let value = offer
        .attribute(media, &["rtcp"])
        .and_then(|attribute| attribute.value.as_deref());
    let Some(mut words) = value.map(str::split_ascii_whitespace) else {
        return above;
    };
    let port = words
        .next()
        .and_then(|port| port.parse().ok())
        .unwrap_or(above.port());
    let ip = words
        .nth(2)
        .and_then(|ip| ip.parse().ok())
        .unwrap_or(remote.ip());
    SocketAddr::new(ip, port)
}

/// One payload type of a section.
struct Format<'a> {
    payload_type: u8,
    /// `name/clock[/channels]`, if it is mapped.
    map: Option<&'a str>,
}

impl Format<'_> {
    fn codec(&self) -> Option<Codec> {
        match self.map {
            None => Codec::ALL
                .into_iter()
                .find(|codec| codec.payload_type() == self.payload_type),
            Some(map) => {
                let (name, clock) = map.split_once('/')?;
                Codec::by_name(name).filter(|_| matches!(clock.trim_end(), "8000" | "8000/1"))
            }
        }
    }

    fn is_telephone_event(&self) -> bool {
        let split = self.map.and_then(|map| map.split_once('/'));
        split.is_some_and(|(name, clock)| {
            name.eq_ignore_ascii_case("telephone-event")
                && matches!(clock.trim_end(), "8000" | "8000/1")
        })
    }
}

fn formats(media: &Media) -> Vec<Format<'_>> {
    let maps = maps_by_payload_type(media.attributes.iter());
    let numbers = media
        .fmt
        .split_ascii_whitespace()
        .filter_map(|number| number.parse::<u8>().ok());
    numbers
        .filter_map(|payload_type| {
            let map = *maps.get(usize::from(payload_type))?;
            Some(Format { payload_type, map })
        })
        .collect()
}

/// What `rtpmap` says of each payload type, in one pass: the first of its kind counts.
fn maps_by_payload_type<'a>(
    attributes: impl Iterator<Item = &'a Attribute>,
) -> [Option<&'a str>; PAYLOAD_TYPES] {
    let mut maps = [None; PAYLOAD_TYPES];
    for attribute in attributes.filter(|attribute| attribute.attribute == "rtpmap") {
        let value = attribute.value.as_deref();
        let Some((number, map)) = value.and_then(|value| value.split_once(' ')) else {
            continue;
        };
        let number = number.parse().ok();
        if let Some(slot) = number.and_then(|number: usize| maps.get_mut(number)) {
            slot.get_or_insert(map.trim());
        }
    }
    maps
}

fn sections(offer: &Offer) -> Vec<Section> {
    let section = |media: &Media| Section {
        media: media.media.as_str().into(),
        proto: media.proto.as_str().into(),
        format: media
            .fmt
            .split_ascii_whitespace()
            .next()
            .unwrap_or("0")
            .into(),
    };
    offer.session.medias.iter().map(section).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn each_attribute_is_looked_at_once_however_many_formats_there_are() {
        let attribute = |payload_type: usize| Attribute {
            attribute: "rtpmap".to_owned(),
            value: Some(format!("{} PCMU/8000", payload_type % PAYLOAD_TYPES)),
        };
        let attributes: Vec<Attribute> = (0..512).map(attribute).collect();
        let looks = Cell::new(0);
        let maps = maps_by_payload_type(attributes.iter().inspect(|_| looks.set(looks.get() + 1)));
        assert_eq!(looks.get(), attributes.len());
        assert_eq!(maps, [Some("PCMU/8000"); PAYLOAD_TYPES]);
    }

    #[test]
    fn the_first_map_of_a_payload_type_counts_and_what_is_none_is_passed_over() {
        let described = "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 300 128 x 97 0\r\n\
            a=rtpmap:300 G722/8000\r\na=rtpmap\r\na=rtpmap:97\r\na=rtpmap:97 PCMA/8000\r\n\
            a=rtpmap:97 G722/8000\r\na=rtpmap:0 opus/48000/2\r\n";
        let offer = Offer::parse(described.as_bytes()).expect("a sound offer");
        let audio = negotiate(&offer, &Policy::default()).expect("agreed").audio;
        assert_eq!((audio.codec, audio.payload_type), (Codec::Pcma, 97));
    }
}
