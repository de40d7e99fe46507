use tandem_model::{MediaConfig, MediaEncryption, ReasonCode};
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::{Negotiated, Offer, Policy, negotiate};

/// An offer that is not taken: the status, the code, and the value of `Warning`.
pub(crate) struct NotTaken {
    pub(crate) status: u16,
    pub(crate) reason: ReasonCode,
    pub(crate) warning: Option<String>,
}

/// Reads an INVITE's body and finds what both sides agree on.
pub(crate) fn agree(body: &[u8], media: &MediaConfig) -> Result<Negotiated, NotTaken> {
    let refused = |warning: u16, text: &str| NotTaken {
        status: 488,
        reason: ReasonCode::NoCommonCodec,
        warning: Some(format!("{warning} tandem \"{text}\"")),
    };
    if body.is_empty() {
        return Err(refused(399, "An INVITE must bring its offer"));
    }
    if media.encryption == Some(MediaEncryption::Require) {
        return Err(refused(302, "SRTP is required here and not served yet"));
    }
    let offer = Offer::parse(body).map_err(|error| NotTaken {
        status: 400,
        reason: ReasonCode::BadSdp,
        warning: Some(format!(
            "399 tandem \"{}\"",
            error.to_string().replace(['"', '\\'], "'")
        )),
    })?;
    negotiate(&offer, &policy(media))
        .map_err(|rejected| refused(rejected.warning(), &rejected.to_string()))
}

/// The codecs of a call: ours, or the listed ones among them.
fn policy(media: &MediaConfig) -> Policy {
    if !media.only_listed_codecs {
        return Policy::default();
    }
    let is_listed = |codec: &Codec| {
        media.codecs.iter().any(|choice| {
            let rate_fits = matches!(choice.rate, 0 | 8000);
            rate_fits && choice.name.eq_ignore_ascii_case(codec.name())
        })
    };
    Policy {
        codecs: Codec::ALL.into_iter().filter(is_listed).collect(),
    }
}
