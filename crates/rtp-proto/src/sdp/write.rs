use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};

use super::crypto::Crypto;
use super::formats::{Format, Kind};
use super::{Direction, Policy};
use crate::Codec;

/// The name of the header extension that tells how loud a packet is (RFC 6464 §6).
pub(super) const LEVEL_EXTENSION: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
/// What telephone events we take: the keys of a phone (RFC 4733 §7.1.1).
const EVENTS: &str = "0-15";
/// What Opus we take and send (RFC 7587 §6.1): one channel, as wide as there is, and what a lost packet had in the next.
const OPUS: &str = "useinbandfec=1;stereo=0;sprop-stereo=0;maxplaybackrate=48000";

/// A media section, as each later description of either side must repeat it (RFC 3264 §8).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Section {
    pub(super) media: Box<str>,
    pub(super) proto: Box<str>,
    pub(super) format: Box<str>,
}

/// Our section of audio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Audio {
    pub(super) formats: Vec<Format>,
    pub(super) cryptos: Vec<Crypto>,
    pub(super) direction: Direction,
    /// The number that the peer gave the extension for levels.
    pub(super) level_extension: Option<u8>,
}

/// The lines of a description behind `o=`: every section in its order, those that are not ours with port 0
/// (RFC 3264 §6).
pub(super) fn body(
    local: SocketAddr,
    (sections, own): (&[Section], usize),
    audio: &Audio,
    policy: &Policy,
) -> String {
    let mut text = String::with_capacity(512);
    // Writing into a string cannot fail.
    let _ = write!(text, "s=Tandem\r\nc={}\r\nt=0 0\r\n", network(local.ip()));
    for (index, section) in sections.iter().enumerate() {
        let Section {
            media,
            proto,
            format,
        } = section;
        if index == own {
            let _ = write!(text, "m=audio {} {proto}", local.port());
            write_audio(&mut text, audio, policy);
        } else {
            let _ = write!(text, "m={media} 0 {proto} {format}\r\n");
        }
    }
    text
}

/// The lines before them.
pub(super) fn head(local: IpAddr, session_id: u64, version: u64) -> String {
    format!("v=0\r\no=- {session_id} {version} {}\r\n", network(local))
}

fn network(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => format!("IN IP4 {ip}"),
        IpAddr::V6(ip) => format!("IN IP6 {ip}"),
    }
}

fn write_audio(text: &mut String, audio: &Audio, policy: &Policy) {
    for format in &audio.formats {
        let _ = write!(text, " {}", format.payload_type);
    }
    text.push_str("\r\n");
    for Format { payload_type, kind } in &audio.formats {
        let _ = write!(text, "a=rtpmap:{payload_type} {}\r\n", kind.map());
        let parameters = match kind {
            Kind::Events(_) => EVENTS,
            Kind::Audio(Codec::Opus) => OPUS,
            Kind::Audio(Codec::G722 | Codec::Pcmu | Codec::Pcma) | Kind::ComfortNoise => continue,
        };
        let _ = write!(text, "a=fmtp:{payload_type} {parameters}\r\n");
    }
    if let Some(number) = audio.level_extension {
        let _ = write!(text, "a=extmap:{number}/recvonly {LEVEL_EXTENSION}\r\n");
    }
    for crypto in &audio.cryptos {
        let _ = write!(text, "a=crypto:{}\r\n", crypto.value());
    }
    let (ptime, direction) = (policy.ptime_ms, audio.direction.as_str());
    let _ = write!(text, "a=ptime:{ptime}\r\na={direction}\r\n");
}
