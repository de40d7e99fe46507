use std::time::Duration;

use crate::{
    AllowedAddress, Attributes, CountryCode, Headers, PhoneNumber, Sealed, Timestamp, TrunkId,
    TrunkTerms,
};

/// Admits calls from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InboundTrunk {
    /// Its name in the API.
    pub id: TrunkId,
    /// When it was created and last changed.
    pub stamps: Stamps,
    /// What its owner said of it.
    pub spec: InboundTrunkSpec,
}

/// What an owner says of an inbound trunk.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct InboundTrunkSpec {
    /// For people.
    pub name: Box<str>,
    /// For programs.
    pub metadata: Box<str>,
    /// The called numbers it takes; empty takes every number.
    pub numbers: Vec<PhoneNumber>,
    /// The sources it takes; empty takes every source.
    pub allowed_addresses: Vec<AllowedAddress>,
    /// The calling numbers it takes; empty takes every caller.
    pub allowed_numbers: Vec<PhoneNumber>,
    /// What callers must prove by digest.
    pub auth: Auth,
    /// How headers and attributes map.
    pub headers: HeaderRules,
    /// Time limits of its calls.
    pub limits: CallLimits,
    /// Asks for noise suppression.
    pub krisp_enabled: bool,
    /// The deprecated place of `media.encryption`, kept in step with it.
    pub media_encryption: MediaEncryption,
    /// Codecs, encryption and media timeout.
    pub media: Option<MediaConfig>,
    /// What LiveKit's API has no place for.
    pub terms: Option<Box<TrunkTerms>>,
}

/// Places calls to outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutboundTrunk {
    /// Its name in the API.
    pub id: TrunkId,
    /// When it was created and last changed.
    pub stamps: Stamps,
    /// What its owner said of it.
    pub spec: OutboundTrunkSpec,
}

/// What an owner says of an outbound trunk.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct OutboundTrunkSpec {
    /// For people.
    pub name: Box<str>,
    /// For programs.
    pub metadata: Box<str>,
    /// Host or IP address, with an optional port, that INVITEs go to.
    pub address: Box<str>,
    /// How INVITEs travel.
    pub transport: SipTransport,
    /// The numbers that calls show; one is picked at random.
    pub numbers: Vec<PhoneNumber>,
    /// What the provider asks for.
    pub auth: Auth,
    /// How headers and attributes map.
    pub headers: HeaderRules,
    /// The deprecated place of `media.encryption`, kept in step with it.
    pub media_encryption: MediaEncryption,
    /// Where its calls end: picks the region that they leave from.
    pub destination_country: Option<CountryCode>,
    /// The host in `From`; empty is the gateway's.
    pub from_host: Box<str>,
    /// Codecs, encryption and media timeout.
    pub media: Option<MediaConfig>,
    /// What LiveKit's API has no place for.
    pub terms: Option<Box<TrunkTerms>>,
}

/// When an object was created and last changed, by the clock of the node that decided.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Stamps {
    /// Set once.
    pub created_at: Timestamp,
    /// Set by every change.
    pub updated_at: Timestamp,
}

/// Digest credentials.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Auth {
    /// Empty asks for no credentials.
    pub username: Box<str>,
    /// Present exactly when `username` is not empty, once a command has been decided.
    pub password: Option<Sealed>,
    /// The digest realm; empty is the server's.
    pub realm: Box<str>,
}

/// How a trunk's headers and a participant's attributes map onto one another.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct HeaderRules {
    /// Sent as they are: in the 200 of an inbound call, in the INVITE of an outbound one.
    pub literal: Headers,
    /// Header name to attribute name.
    pub to_attributes: Headers,
    /// Attribute name to header name.
    pub from_attributes: Attributes,
    /// Which headers become `sip.h.*` attributes by themselves.
    pub include: IncludeHeaders,
}

/// Which headers become `sip.h.*` attributes by themselves.
/// Each includes those before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub enum IncludeHeaders {
    /// None.
    #[default]
    None,
    /// Those whose name begins with `X-`.
    X,
    /// Every header.
    All,
}

/// Time limits of a trunk's calls; absent is the server's default.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct CallLimits {
    /// How long a call may ring; 3 minutes by default.
    pub ringing_timeout: Option<Duration>,
    /// How long a call may last; 24 hours by default and at most.
    pub max_call_duration: Option<Duration>,
}

/// Whether media is encrypted.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum MediaEncryption {
    /// Plain RTP.
    #[default]
    Disable,
    /// SRTP where the peer offers it.
    Allow,
    /// SRTP or no call.
    Require,
}

/// How an outbound trunk's messages travel.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum SipTransport {
    /// As DNS says, else UDP.
    #[default]
    Auto,
    /// UDP.
    Udp,
    /// TCP.
    Tcp,
    /// TLS.
    Tls,
}

impl SipTransport {
    /// The URI parameter `transport` that asks for it (RFC 3261 §19.1.1); nothing where DNS says.
    #[must_use]
    pub fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Udp => Some("udp"),
            Self::Tcp => Some("tcp"),
            Self::Tls => Some("tls"),
        }
    }
}

/// Media options of a trunk or a rule.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct MediaConfig {
    /// Offer and accept only `codecs`, in place of the defaults and `codecs`.
    pub only_listed_codecs: bool,
    /// Codecs by name and clock rate.
    pub codecs: Vec<CodecChoice>,
    /// Absent leaves it to the other side of the merge.
    pub encryption: Option<MediaEncryption>,
    /// Silence on the wire after which a call ends, 0 to 10 minutes.
    pub media_timeout: Option<Duration>,
    /// Whether keys are also looked for in what the peer says, for peers that send them as sound only. Absent leaves it to the
    /// other side of the merge; not by default.
    pub inband_dtmf: Option<bool>,
}

impl MediaConfig {
    /// The options that an object has, where its encryption may also stand in its deprecated place.
    #[must_use]
    pub fn with_legacy(own: Option<&Self>, legacy: MediaEncryption) -> Self {
        let mut media = own.cloned().unwrap_or_default();
        let legacy = Some(legacy).filter(|legacy| *legacy != MediaEncryption::Disable);
        media.encryption = media.encryption.or(legacy);
        media
    }

    /// These options with others over them, such as a rule's over its trunk's. What is over cannot take encryption away.
    #[must_use]
    pub fn overlaid(mut self, over: Self) -> Self {
        let wanted = over.encryption;
        if wanted.is_some_and(|wanted| wanted != MediaEncryption::Disable) {
            self.encryption = wanted;
        }
        self.media_timeout = over.media_timeout.or(self.media_timeout);
        self.inband_dtmf = over.inband_dtmf.or(self.inband_dtmf);
        if !over.codecs.is_empty() {
            self.codecs = over.codecs;
            self.only_listed_codecs = over.only_listed_codecs;
        }
        self
    }
}

/// A codec as a client names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodecChoice {
    /// The name of the `rtpmap`, in any case.
    pub name: Box<str>,
    /// The clock rate in Hz; 0 is the codec's usual one.
    pub rate: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encrypted(encryption: Option<MediaEncryption>) -> MediaConfig {
        MediaConfig {
            encryption,
            ..MediaConfig::default()
        }
    }

    #[test]
    fn what_is_over_cannot_take_encryption_away() {
        use MediaEncryption::{Allow, Disable, Require};
        for (under, over, expected) in [
            (Some(Require), None, Some(Require)),
            (Some(Require), Some(Disable), Some(Require)),
            (Some(Require), Some(Allow), Some(Allow)),
            (None, Some(Disable), None),
            (None, Some(Require), Some(Require)),
        ] {
            let merged = encrypted(under).overlaid(encrypted(over));
            assert_eq!(merged.encryption, expected, "{under:?} {over:?}");
        }
    }

    #[test]
    fn the_deprecated_place_counts_where_the_other_is_empty() {
        use MediaEncryption::{Allow, Disable, Require};
        for (own, legacy, expected) in [
            (None, Disable, None),
            (None, Require, Some(Require)),
            (Some(Disable), Require, Some(Disable)),
            (Some(Allow), Disable, Some(Allow)),
        ] {
            let own = encrypted(own);
            let read = MediaConfig::with_legacy(Some(&own), legacy);
            assert_eq!(read.encryption, expected, "{own:?} {legacy:?}");
        }
    }
}
