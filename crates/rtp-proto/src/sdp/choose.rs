use std::net::{IpAddr, SocketAddr};

use sdp_types::Media;

use super::crypto::Crypto;
use super::description::Description;
use super::formats::{Formats, Kind};
use super::session::Rejected;
use super::write::LEVEL_EXTENSION;
use super::{AudioStream, Direction, Encryption, OpusWish, PayloadTypes, Policy};
use crate::Codec;
use crate::srtp::{MasterKey, Seed, SrtpKeys};

/// Packet times that are sent: less costs the network more than it brings, more costs delay.
const PTIMES_MS: std::ops::RangeInclusive<u8> = 10..=60;
/// What goes into a packet when the peer has no wish.
const USUAL_PTIME_MS: u8 = 20;

/// What of a peer's offer we take part in.
pub(super) struct Choice {
    pub(super) stream: AudioStream,
    /// The section of the offer that it is.
    pub(super) section: usize,
    /// The peer's names of what we know.
    pub(super) formats: Formats,
    /// The line that our keys answer.
    pub(super) crypto: Option<Crypto>,
}

/// Finds what of an offer we take part in: the first section of audio that fits, one with keys before one without, and
/// in it our best codec.
pub(super) fn choose(
    offer: &Description,
    policy: &Policy,
    seed: &Seed,
) -> Result<Choice, Rejected> {
    let mut best: Result<Choice, Rejected> = Err(Rejected::NoAudio);
    for (section, media) in offer.session.medias.iter().enumerate() {
        if media.media != "audio" || media.port == 0 {
            continue;
        }
        match (taken(offer, (section, media), policy, seed), &best) {
            (Ok(choice), Err(_)) => best = Ok(choice),
            (Ok(choice), Ok(before)) if choice.crypto.is_some() && before.crypto.is_none() => {
                best = Ok(choice);
            }
            (Err(reason), Err(_)) => best = Err(reason),
            (Ok(_) | Err(_), Ok(_)) => {}
        }
    }
    best
}

fn taken(
    offer: &Description,
    (section, media): (usize, &Media),
    policy: &Policy,
    seed: &Seed,
) -> Result<Choice, Rejected> {
    let is_secure = is_secure(media)?;
    let mut lines = cryptos(media);
    let crypto = match policy.encryption {
        Encryption::Disable if is_secure => return Err(Rejected::Encrypted),
        Encryption::Disable => None,
        Encryption::Allow | Encryption::Require => {
            lines.find(|line| policy.suites.contains(&line.suite))
        }
    };
    if crypto.is_none() && (is_secure || policy.encryption == Encryption::Require) {
        return Err(Rejected::NoKeys);
    }
    let formats = Formats::read(media);
    let is_offered = |codec: &&Codec| formats.payload_type(Kind::Audio(**codec)).is_some();
    let codec = policy.codecs.iter().find(is_offered);
    let codec = *codec.ok_or(Rejected::NoCodec)?;
    let types = types(&formats, &formats, codec).ok_or(Rejected::NoCodec)?;
    let keys = crypto.map(|line| keys(&line, seed.master(line.suite)));
    let has_comfort_noise =
        formats.payload_type(Kind::ComfortNoise).is_some() && codec.clock() == 8_000;
    let stream = AudioStream {
        has_comfort_noise,
        level_extension: level_extension(offer, media),
        ..stream(offer, media, codec, types, keys)?
    };
    Ok(Choice {
        stream,
        section,
        formats,
        crypto,
    })
}

/// Reads the section that answers ours: the first of the peer's codecs that we offered (RFC 3264 §7).
pub(super) fn accepted(
    answer: &Description,
    media: &Media,
    ours: &Formats,
    policy: &Policy,
    offered: &[Crypto],
) -> Result<AudioStream, Rejected> {
    if media.media != "audio" {
        return Err(Rejected::NoAudio);
    }
    if media.port == 0 {
        return Err(Rejected::Declined);
    }
    let is_secure = is_secure(media)?;
    let has_lines = media.attributes.iter().any(|one| one.attribute == "crypto");
    let is_ours = |line: &Crypto| {
        let mut ours = offered.iter();
        ours.find(|ours| ours.tag == line.tag && ours.suite == line.suite)
            .map(|ours| keys(line, ours.key))
    };
    let keys = cryptos(media).find_map(|line| is_ours(&line));
    let is_encrypted = is_secure || (has_lines && !offered.is_empty());
    match keys {
        None if is_encrypted && offered.is_empty() => return Err(Rejected::Encrypted),
        None if is_encrypted || policy.encryption == Encryption::Require => {
            return Err(Rejected::NoKeys);
        }
        None | Some(_) => {}
    }
    let theirs = Formats::read(media);
    let codec = theirs.0.iter().find_map(|format| match format.kind {
        Kind::Audio(codec) => ours.payload_type(format.kind).map(|_| codec),
        Kind::Events(_) | Kind::ComfortNoise => None,
    });
    let codec = codec.ok_or(Rejected::NoCodec)?;
    let types = types(&theirs, ours, codec).ok_or(Rejected::NoCodec)?;
    stream(answer, media, codec, types, keys)
}

/// The payload types of what we send and of what we receive, and the clock of the events: what both have.
fn types(theirs: &Formats, ours: &Formats, codec: Codec) -> Option<Types> {
    let both = |kind| Some((theirs.payload_type(kind)?, ours.payload_type(kind)?));
    let audio = both(Kind::Audio(codec))?;
    let events = Kind::events_for(codec).into_iter();
    let events = events.filter_map(|kind| match kind {
        Kind::Events(clock) => both(kind).zip(u16::try_from(clock).ok()),
        Kind::Audio(_) | Kind::ComfortNoise => None,
    });
    let events = events.into_iter().next();
    let named = |audio, dtmf| PayloadTypes { audio, dtmf };
    Some(Types {
        sends: named(audio.0, events.map(|(dtmf, _)| dtmf.0)),
        receives: named(audio.1, events.map(|(dtmf, _)| dtmf.1)),
        events_clock: events.map_or(0, |(_, clock)| clock),
    })
}

/// What both sides call what they send.
#[derive(Clone, Copy)]
struct Types {
    sends: PayloadTypes,
    receives: PayloadTypes,
    /// 0 where there are no events.
    events_clock: u16,
}

fn keys(theirs: &Crypto, local: MasterKey) -> SrtpKeys {
    SrtpKeys {
        suite: theirs.suite,
        local,
        remote: theirs.key,
        remote_mki: theirs.mki,
    }
}

fn stream(
    description: &Description,
    media: &Media,
    codec: Codec,
    types: Types,
    srtp: Option<SrtpKeys>,
) -> Result<AudioStream, Rejected> {
    let remote = description
        .address(media)
        .filter(|remote| is_one_host(remote.ip()))
        .ok_or(Rejected::NoAudio)?;
    let attribute = description.attribute(media, &["sendrecv", "sendonly", "recvonly", "inactive"]);
    let facing = Direction::facing(attribute.map(|attribute| attribute.attribute.as_str()));
    // RFC 2543 puts a call on hold by an address of zeros.
    let direction = if remote.ip().is_unspecified() {
        facing.and(Direction::RecvOnly)
    } else {
        facing
    };
    let ptime_ms = ptime_ms(description, media);
    Ok(AudioStream {
        codec,
        sends: types.sends,
        receives: types.receives,
        events_clock: types.events_clock,
        has_comfort_noise: false,
        level_extension: None,
        opus: match codec {
            Codec::Opus => OpusWish::of(media, types.sends.audio, ptime_ms),
            Codec::G722 | Codec::Pcmu | Codec::Pcma => OpusWish::default(),
        },
        ptime_ms,
        remote,
        remote_rtcp: rtcp_address(description, media, remote),
        direction,
        srtp,
    })
}

/// Whether the profile is a secure one.
fn is_secure(media: &Media) -> Result<bool, Rejected> {
    match media.proto.as_str() {
        "RTP/AVP" | "RTP/AVPF" => Ok(false),
        "RTP/SAVP" | "RTP/SAVPF" => Ok(true),
        _ => Err(Rejected::Profile),
    }
}

fn cryptos(media: &Media) -> impl Iterator<Item = Crypto> {
    let lines = media.attributes.iter();
    lines
        .filter(|one| one.attribute == "crypto")
        .filter_map(|one| Crypto::parse(one.value.as_deref()?))
}

/// Media goes to one host: what is sent to a group is multiplied by the network.
fn is_one_host(ip: IpAddr) -> bool {
    let is_broadcast = matches!(ip, IpAddr::V4(ip) if ip.is_broadcast());
    !ip.is_multicast() && !is_broadcast
}

/// What the peer wants in a packet, as far as we have it.
fn ptime_ms(description: &Description, media: &Media) -> u8 {
    let value = |name| -> Option<u8> {
        let value = description.attribute(media, &[name])?.value.as_deref()?;
        value.trim().parse().ok()
    };
    let most = value("maxptime").unwrap_or(*PTIMES_MS.end());
    let wanted = value("ptime").unwrap_or(USUAL_PTIME_MS).min(most);
    let fits = PTIMES_MS.contains(&wanted) && wanted % 10 == 0;
    if fits { wanted } else { USUAL_PTIME_MS }
}

/// The number of the extension for levels (RFC 8285 §5), of those that fit into one octet; one that the peer does not send is
/// none.
fn level_extension(description: &Description, media: &Media) -> Option<u8> {
    let attributes = media
        .attributes
        .iter()
        .chain(&description.session.attributes);
    let mut maps = attributes.filter(|one| one.attribute == "extmap");
    maps.find_map(|one| {
        let mut words = one.value.as_deref()?.split_ascii_whitespace();
        let (number, name) = (words.next()?, words.next()?);
        let (number, direction) = number.split_once('/').unwrap_or((number, "sendrecv"));
        let number = number
            .parse()
            .ok()
            .filter(|number| (1..=14).contains(number));
        number.filter(|_| name == LEVEL_EXTENSION && matches!(direction, "sendrecv" | "sendonly"))
    })
}

/// The port above, unless RFC 3605 says where.
fn rtcp_address(description: &Description, media: &Media, remote: SocketAddr) -> SocketAddr {
    let above = SocketAddr::new(remote.ip(), remote.port().saturating_add(1));
    let value = description
        .attribute(media, &["rtcp"])
        .and_then(|attribute| attribute.value.as_deref());
    let Some(mut words) = value.map(str::split_ascii_whitespace) else {
        return above;
    };
    let port = words
        .next()
        .and_then(|port| port.parse().ok())
        .unwrap_or(above.port());
    let ip = words.nth(2).and_then(|ip| ip.parse().ok());
    let ip = ip.filter(|ip| is_one_host(*ip)).unwrap_or(remote.ip());
    SocketAddr::new(ip, port)
}
