use std::fmt;
use std::net::SocketAddr;

use sdp_types::Media;

use super::choose::{accepted, choose};
use super::crypto::Crypto;
use super::description::Description;
use super::formats::{Format, Formats, Kind};
use super::write::{Audio, Section, body, head};
use super::{AudioStream, Direction, Encryption, Policy, SdpError};
use crate::COMFORT_NOISE;
use crate::srtp::{Mki, Seed};

/// The media of one dialog, as offers and answers make it (RFC 3264): of calls in and out alike.
///
/// | What happens | What to call |
/// |---|---|
/// | an INVITE, a re-INVITE, an UPDATE of ours goes out | [`Self::offer`] |
/// | a 1xx or 2xx brings the answer, once or changed | [`Self::take_answer`] |
/// | it is refused | [`Self::withdraw`]: what was agreed stays |
/// | an INVITE, a re-INVITE, an UPDATE with a body comes | [`Self::take_offer`], then [`Self::answer`] into the response |
/// | an INVITE or a re-INVITE without a body comes | [`Self::offer`] into the 200, [`Self::take_answer`] from the ACK |
/// | the INVITE is forked | a clone, made after [`Self::offer`], for each To tag |
/// | we hold, or take back | [`Self::hold`], then [`Self::offer`] |
///
/// An error changes nothing. Whatever is agreed goes to the leg as it is.
#[derive(Clone)]
pub struct Session {
    policy: Policy,
    seed: Seed,
    session_id: u64,
    version: u64,
    /// What was sent last, behind its `o=`.
    sent: String,
    /// What we call our formats.
    formats: Formats,
    /// Of the last description of either side.
    sections: Vec<Section>,
    /// Which of them is the audio.
    own: usize,
    is_holding: bool,
    exchange: Exchange,
    agreed: Option<AudioStream>,
}

/// Whose description is the last.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Exchange {
    /// Nobody's, or ours that was refused.
    None,
    /// We offer.
    Offered(Audio),
    /// The peer has answered, and may again (RFC 3261 §13.2.1: what comes before the 200 may change).
    Answered(Audio),
    /// The peer has offered; this is our answer.
    Taken(Audio),
}

/// No agreement comes of a description.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAgreed {
    /// There is none where one is due.
    #[error("a session description is missing")]
    Missing,
    /// It can't be read: 400.
    #[error(transparent)]
    Unreadable(#[from] SdpError),
    /// It is sound, and we can take no part in it: 488.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// Both sides offer at once: 491 (RFC 3261 §14.2).
    #[error("an offer is on its way already")]
    Glare,
    /// It answers nothing.
    #[error("an answer came without an offer")]
    NoOffer,
}

/// A description is sound, and we can take no part in it: 488 with this `Warning` (RFC 3261 §20.43).
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Rejected {
    /// No section is audio with an address and a port.
    #[error("Media type not available: no usable audio section")]
    NoAudio,
    /// Audio is there over another profile only, such as UDP/TLS/RTP/SAVP.
    #[error("Incompatible transport protocol: only RTP/AVP and RTP/SAVP are served")]
    Profile,
    /// It is encrypted, and encryption is disabled here.
    #[error("Incompatible transport protocol: encryption is disabled here, offer RTP/AVP")]
    Encrypted,
    /// It has to be encrypted, and there is no a=crypto line of a suite that is allowed here.
    #[error("Incompatible transport protocol: no usable a=crypto line, and encryption is required")]
    NoKeys,
    /// No codec in common.
    #[error("Incompatible media format: none of the offered codecs is served")]
    NoCodec,
    /// The peer's answer turns our audio down.
    #[error("Media type not available: the answer declines audio")]
    Declined,
}

impl Rejected {
    /// The code of the `Warning` field.
    #[must_use]
    pub fn warning(self) -> u16 {
        match self {
            Self::NoAudio | Self::Declined => 304,
            Self::Profile | Self::Encrypted | Self::NoKeys => 302,
            Self::NoCodec => 305,
        }
    }
}

impl NotAgreed {
    /// The status of the response to a request that brought it.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Missing | Self::Unreadable(_) | Self::NoOffer => 400,
            Self::Rejected(_) => 488,
            Self::Glare => 491,
        }
    }
}

impl Session {
    /// A session of which nothing is agreed. The seed is new and random for each: clones of forks share theirs.
    #[must_use]
    pub fn new(policy: Policy, seed: Seed) -> Self {
        Self {
            session_id: seed.session_id(),
            formats: Formats::ours(&policy.codecs),
            policy,
            seed,
            version: 1,
            sent: String::new(),
            sections: Vec::new(),
            own: 0,
            is_holding: false,
            exchange: Exchange::None,
            agreed: None,
        }
    }

    /// What both sides agree on now.
    #[must_use]
    pub fn agreed(&self) -> Option<&AudioStream> {
        self.agreed.as_ref()
    }

    /// Whether an offer of ours waits for its answer.
    #[must_use]
    pub fn is_offering(&self) -> bool {
        matches!(self.exchange, Exchange::Offered(_))
    }

    /// Whether the next offer, or answer, holds the peer: it is sent to and not heard (RFC 3264 §8.4).
    pub fn hold(&mut self, is_holding: bool) {
        self.is_holding = is_holding;
    }

    /// Makes our offer: every codec of the policy, at this address as the peer is to see it.
    ///
    /// # Errors
    /// [`NotAgreed::Glare`] when one waits for its answer already.
    pub fn offer(&mut self, local: SocketAddr) -> Result<String, NotAgreed> {
        if self.is_offering() {
            return Err(NotAgreed::Glare);
        }
        if self.sections.is_empty() {
            self.sections.push(Section {
                media: "audio".into(),
                proto: match self.policy.encryption {
                    Encryption::Disable | Encryption::Allow => "RTP/AVP".into(),
                    Encryption::Require => "RTP/SAVP".into(),
                },
                format: "0".into(),
            });
        }
        let audio = Audio {
            formats: self.formats.0.clone(),
            cryptos: self.cryptos(),
            direction: self.wish(),
            level_extension: None,
        };
        let text = self.describe(local, &audio);
        self.exchange = Exchange::Offered(audio);
        Ok(text)
    }

    /// Takes the peer's answer: from the body of a response, or of the ACK after an offer in our 200. A later answer to
    /// the same offer replaces it.
    ///
    /// # Errors
    /// [`NotAgreed`]. What was agreed before stays.
    pub fn take_answer(&mut self, octets: &[u8]) -> Result<AudioStream, NotAgreed> {
        let offered = match &self.exchange {
            Exchange::Offered(audio) | Exchange::Answered(audio) => audio,
            Exchange::None | Exchange::Taken(_) => return Err(NotAgreed::NoOffer),
        };
        let answer = read(octets)?;
        // A peer may answer with more sections or fewer than we have; ours is where it was.
        let media = answer.session.medias.get(self.own);
        let media = media.ok_or(Rejected::NoAudio)?;
        let ours = Formats(offered.formats.clone());
        let stream = accepted(&answer, media, &ours, &self.policy, &offered.cryptos)?;
        let stream = AudioStream {
            direction: stream.direction.and(offered.direction),
            ..stream
        };
        self.exchange = Exchange::Answered(offered.clone());
        self.agreed = Some(stream);
        Ok(stream)
    }

    /// Takes the peer's offer. What it agrees on is as the peer wants it, and holds from the answer on.
    ///
    /// # Errors
    /// [`NotAgreed`]. What was agreed before stays.
    pub fn take_offer(&mut self, octets: &[u8]) -> Result<AudioStream, NotAgreed> {
        if self.is_offering() {
            return Err(NotAgreed::Glare);
        }
        let offer = read(octets)?;
        let choice = choose(&offer, &self.policy, &self.seed)?;
        let direction = choice.stream.direction.and(self.wish());
        let stream = AudioStream {
            direction,
            ..choice.stream
        };
        self.formats.adopt(&choice.formats);
        self.sections = offer.session.medias.iter().map(section).collect();
        self.own = choice.section;
        let key = |line: Crypto| Crypto {
            key: self.seed.master(line.suite),
            mki: Mki::NONE,
            ..line
        };
        self.exchange = Exchange::Taken(Audio {
            formats: answered_formats(&stream),
            cryptos: choice.crypto.map(key).into_iter().collect(),
            direction,
            level_extension: stream.level_extension,
        });
        self.agreed = Some(stream);
        Ok(stream)
    }

    /// Our answer to the offer that was taken, at this address as the peer is to see it: the same each time. `None` when
    /// none was taken.
    pub fn answer(&mut self, local: SocketAddr) -> Option<String> {
        let Exchange::Taken(audio) = self.exchange.clone() else {
            return None;
        };
        Some(self.describe(local, &audio))
    }

    /// Our offer was refused, or never answered: what was agreed before holds.
    pub fn withdraw(&mut self) {
        if self.is_offering() {
            self.exchange = Exchange::None;
        }
    }

    /// What we want, whatever the peer does.
    fn wish(&self) -> Direction {
        match self.is_holding {
            true => Direction::SendOnly,
            false => Direction::SendRecv,
        }
    }

    fn cryptos(&self) -> Vec<Crypto> {
        if self.policy.encryption == Encryption::Disable {
            return Vec::new();
        }
        let line = |(tag, suite)| Crypto {
            tag,
            suite,
            key: self.seed.master(suite),
            mki: Mki::NONE,
        };
        (1..)
            .zip(self.policy.suites.iter().copied())
            .map(line)
            .collect()
    }

    /// Writes a description; the version counts those that differ (RFC 3264 §8).
    fn describe(&mut self, local: SocketAddr, audio: &Audio) -> String {
        let text = body(local, (&self.sections, self.own), audio, &self.policy);
        if !self.sent.is_empty() && self.sent != text {
            self.version += 1;
        }
        let head = head(local.ip(), self.session_id, self.version);
        self.sent = text;
        format!("{head}{}", self.sent)
    }
}

/// Without what was sent: it has our keys.
impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Session");
        shown.field("exchange", &self.exchange);
        shown.field("agreed", &self.agreed).finish_non_exhaustive()
    }
}

fn read(octets: &[u8]) -> Result<Description, NotAgreed> {
    if octets.is_empty() {
        return Err(NotAgreed::Missing);
    }
    Ok(Description::parse(octets)?)
}

/// The one codec that we take, under the peer's name, and the events and comfort noise that go with it.
fn answered_formats(stream: &AudioStream) -> Vec<Format> {
    let audio = Format {
        payload_type: stream.receives.audio,
        kind: Kind::Audio(stream.codec),
    };
    let events = stream.receives.dtmf.map(|payload_type| Format {
        payload_type,
        kind: Kind::Events(stream.events_clock.into()),
    });
    let noise = stream.has_comfort_noise.then_some(Format {
        payload_type: COMFORT_NOISE,
        kind: Kind::ComfortNoise,
    });
    [audio].into_iter().chain(noise).chain(events).collect()
}

fn section(media: &Media) -> Section {
    let word = |text: &str| text.split_ascii_whitespace().next().unwrap_or("0").into();
    Section {
        media: word(&media.media),
        proto: word(&media.proto),
        format: word(&media.fmt),
    }
}
