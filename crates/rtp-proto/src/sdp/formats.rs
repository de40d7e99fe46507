use sdp_types::{Attribute, Media};

use crate::{COMFORT_NOISE, Codec};

/// Payload types of RTP: seven bits (RFC 3550 §5.1).
pub(super) const PAYLOAD_TYPES: usize = 128;
/// The first payload type that no standard gives away (RFC 3551 §3).
const FIRST_DYNAMIC: u8 = 96;
/// The clock of telephone events that peers know who send Opus and have the events of G.711 beside it.
const USUAL_CLOCK: u32 = 8_000;
/// What most peers call telephone events.
const USUAL_EVENTS: u8 = 101;

/// What a payload type stands for, of what we know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Audio(Codec),
    /// Telephone events (RFC 4733) on the clock of the audio.
    Events(u32),
    /// Comfort noise (RFC 3389) on a clock of 8 kHz, under its static number.
    ComfortNoise,
}

/// What `rtpmap` says of it.
const COMFORT_NOISE_MAP: &str = "CN/8000";

impl Kind {
    /// What goes with a codec, best first: events on its clock, else on the one that every peer has.
    pub(super) fn events_for(codec: Codec) -> [Self; 2] {
        [Self::Events(codec.clock()), Self::Events(USUAL_CLOCK)]
    }

    /// What stands behind the payload type in `rtpmap`.
    pub(super) fn map(self) -> String {
        match self {
            Self::Audio(codec) if codec.channels() > 1 => {
                format!("{}/{}/{}", codec.name(), codec.clock(), codec.channels())
            }
            Self::Audio(codec) => format!("{}/{}", codec.name(), codec.clock()),
            Self::Events(clock) => format!("telephone-event/{clock}"),
            Self::ComfortNoise => COMFORT_NOISE_MAP.to_owned(),
        }
    }

    fn of_map(map: &str) -> Option<Self> {
        let (name, rest) = map.split_once('/')?;
        let (clock, channels) = rest.trim_end().split_once('/').unwrap_or((rest, "1"));
        let clock: u32 = clock.trim_end().parse().ok()?;
        let channels: u8 = channels.parse().ok()?;
        if name.eq_ignore_ascii_case("telephone-event") {
            return (channels == 1).then_some(Self::Events(clock));
        }
        let fits = |codec: &Codec| codec.clock() == clock && codec.channels() == channels;
        Codec::by_name(name).filter(fits).map(Self::Audio)
    }

    fn of_static(payload_type: u8) -> Option<Self> {
        if payload_type == COMFORT_NOISE {
            return Some(Self::ComfortNoise);
        }
        let mut all = Codec::ALL
            .into_iter()
            .filter(|_| payload_type < FIRST_DYNAMIC);
        let codec = all.find(|codec| codec.payload_type() == payload_type)?;
        Some(Self::Audio(codec))
    }
}

/// One payload type that we know what to do with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Format {
    pub(super) payload_type: u8,
    pub(super) kind: Kind,
}

/// Formats in the order of a section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Formats(pub(super) Vec<Format>);

impl Formats {
    /// Reads those of a section that we know.
    pub(super) fn read(media: &Media) -> Self {
        let maps = maps_by_payload_type(media.attributes.iter());
        let numbers = media
            .fmt
            .split_ascii_whitespace()
            .filter_map(|number| number.parse::<u8>().ok());
        let known = numbers.filter_map(|payload_type| {
            let kind = match *maps.get(usize::from(payload_type))? {
                Some(map)
                    if payload_type == COMFORT_NOISE
                        && map.eq_ignore_ascii_case(COMFORT_NOISE_MAP) =>
                {
                    Some(Kind::ComfortNoise)
                }
                Some(map) => Kind::of_map(map),
                None => Kind::of_static(payload_type),
            };
            Some(Format {
                payload_type,
                kind: kind?,
            })
        });
        Self(known.collect())
    }

    /// What we call our formats before a peer has called them otherwise.
    pub(super) fn ours(codecs: &[Codec]) -> Self {
        let mut formats = Self(Vec::new());
        for codec in codecs {
            formats.name(Kind::Audio(*codec), codec.payload_type());
        }
        let mut clocks: Vec<u32> = codecs.iter().map(|codec| codec.clock()).collect();
        clocks.sort_unstable();
        for clock in clocks {
            formats.name(Kind::Events(clock), USUAL_EVENTS);
        }
        formats
    }

    /// The payload type of a kind: the first, should there be several.
    pub(super) fn payload_type(&self, kind: Kind) -> Option<u8> {
        let found = self.0.iter().find(|format| format.kind == kind)?;
        Some(found.payload_type)
    }

    /// Calls what the peer offers as the peer does, as an answer and each later offer must (RFC 3264 §8.3.2).
    pub(super) fn adopt(&mut self, theirs: &Self) {
        for format in &mut self.0 {
            if let Some(payload_type) = theirs.payload_type(format.kind) {
                format.payload_type = payload_type;
            }
        }
        for index in 0..self.0.len() {
            let Format { payload_type, kind } = self.0[index];
            let is_theirs = theirs.payload_type(kind).is_some();
            let mut others = self.0.iter().chain(&theirs.0);
            let is_shared = others.any(|one| one.payload_type == payload_type && one.kind != kind);
            if !is_theirs && is_shared {
                self.0[index].payload_type = self.free(theirs).unwrap_or(payload_type);
            }
        }
    }

    fn name(&mut self, kind: Kind, payload_type: u8) {
        if self.payload_type(kind).is_some() {
            return;
        }
        let is_taken = self.0.iter().any(|one| one.payload_type == payload_type);
        let payload_type = match is_taken {
            true => self.free(&Self(Vec::new())).unwrap_or(payload_type),
            false => payload_type,
        };
        self.0.push(Format { payload_type, kind });
    }

    /// A number that neither side has given away.
    fn free(&self, theirs: &Self) -> Option<u8> {
        let most = u8::try_from(PAYLOAD_TYPES).ok()?;
        let is_taken = |number: &u8| {
            let mut all = self.0.iter().chain(&theirs.0);
            all.any(|format| format.payload_type == *number)
        };
        (FIRST_DYNAMIC..most).find(|number| !is_taken(number))
    }
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
    fn the_peers_names_are_ours_and_no_name_means_two_things() {
        let format = |payload_type, kind| Format { payload_type, kind };
        let mut ours = Formats::ours(&Codec::ALL);
        let theirs = Formats(vec![
            format(101, Kind::Audio(Codec::G722)),
            format(96, Kind::Audio(Codec::Pcma)),
        ]);
        ours.adopt(&theirs);
        assert_eq!(ours.payload_type(Kind::Audio(Codec::G722)), Some(101));
        assert_eq!(ours.payload_type(Kind::Audio(Codec::Pcmu)), Some(0));
        assert_eq!(ours.payload_type(Kind::Audio(Codec::Pcma)), Some(96));
        assert_eq!(ours.payload_type(Kind::Events(8000)), Some(97));
    }
}
