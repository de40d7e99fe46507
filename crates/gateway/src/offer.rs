use tandem_model::{MediaConfig, MediaEncryption, ReasonCode};
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::{AudioStream, Encryption, NotAgreed, Policy, Rejected, Session};
use tandem_rtp_proto::srtp::Seed;

/// An offer that is not taken: the status, the code, and the value of `Warning`.
pub(crate) struct NotTaken {
    pub(crate) status: u16,
    pub(crate) reason: ReasonCode,
    pub(crate) warning: Option<String>,
}

/// A session for a call whose media these are.
pub(crate) fn session(media: &MediaConfig) -> Session {
    Session::new(policy(media), Seed(rand::random()))
}

/// Takes the offer of an INVITE's body.
pub(crate) fn agree(session: &mut Session, body: &[u8]) -> Result<AudioStream, NotTaken> {
    let refused = |status: u16, reason: ReasonCode, warning: u16, text: &str| NotTaken {
        status,
        reason,
        warning: Some(format!(
            "{warning} tandem \"{}\"",
            text.replace(['"', '\\'], "'")
        )),
    };
    if body.is_empty() {
        let text = "An INVITE must bring its offer";
        return Err(refused(488, ReasonCode::NoCommonCodec, 399, text));
    }
    session.take_offer(body).map_err(|error| {
        let warning = match &error {
            NotAgreed::Rejected(rejected) => rejected.warning(),
            NotAgreed::Missing
            | NotAgreed::Unreadable(_)
            | NotAgreed::Glare
            | NotAgreed::NoOffer => 399,
        };
        let reason = reason_of(&error);
        refused(error.status(), reason, warning, &error.to_string())
    })
}

/// Why nothing is agreed.
pub(crate) fn reason_of(error: &NotAgreed) -> ReasonCode {
    match error {
        NotAgreed::Rejected(Rejected::Encrypted | Rejected::NoKeys | Rejected::Profile) => {
            ReasonCode::NoCommonCrypto
        }
        NotAgreed::Missing
        | NotAgreed::Rejected(Rejected::NoAudio | Rejected::NoCodec | Rejected::Declined) => {
            ReasonCode::NoCommonCodec
        }
        NotAgreed::Unreadable(_) => ReasonCode::BadSdp,
        NotAgreed::Glare | NotAgreed::NoOffer => ReasonCode::ProtocolError,
    }
}

/// Our usual codecs and the listed ones, or these alone; and whether they are encrypted.
fn policy(media: &MediaConfig) -> Policy {
    let is_listed = |codec: &Codec| {
        media.codecs.iter().any(|choice| {
            let rate_fits = choice.rate == 0 || choice.rate == codec.clock();
            rate_fits && choice.name.eq_ignore_ascii_case(codec.name())
        })
    };
    let is_usual = |codec: &Codec| !media.only_listed_codecs && Codec::USUAL.contains(codec);
    let is_taken = |codec: &Codec| is_usual(codec) || is_listed(codec);
    Policy {
        codecs: Codec::ALL.into_iter().filter(is_taken).collect(),
        encryption: match media.encryption.unwrap_or_default() {
            MediaEncryption::Disable => Encryption::Disable,
            MediaEncryption::Allow => Encryption::Allow,
            MediaEncryption::Require => Encryption::Require,
        },
        ..Policy::default()
    }
}

#[cfg(test)]
mod tests {
    use tandem_model::CodecChoice;

    use super::*;

    #[test]
    fn opus_is_for_those_who_list_it() {
        let codecs = |only_listed_codecs, listed: &[(&str, u32)]| {
            let choice = |(name, rate): &(&str, u32)| CodecChoice {
                name: (*name).into(),
                rate: *rate,
            };
            policy(&MediaConfig {
                only_listed_codecs,
                codecs: listed.iter().map(choice).collect(),
                ..MediaConfig::default()
            })
            .codecs
        };
        let usual = Codec::USUAL.to_vec();
        assert_eq!(codecs(false, &[]), usual);
        assert_eq!(codecs(false, &[("opus", 8_000)]), usual, "no such clock");
        assert_eq!(codecs(false, &[("OPUS", 48_000)]), Codec::ALL);
        assert_eq!(codecs(true, &[("opus", 0)]), [Codec::Opus]);
        assert_eq!(
            codecs(true, &[("pcma", 8_000), ("AMR", 0)]),
            [Codec::Pcma],
            "what nobody serves is passed over"
        );
    }
}
