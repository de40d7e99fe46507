//! What became of an INVITE of ours.

use tandem_control_plane::outbound::CallFailed;
use tandem_model::ReasonCode;
use tandem_sip_proto::{Failure, HeaderName, Message, Refused, RefusedBy};

/// The longest text that is taken from a refusal, in characters.
const MAX_TEXT: usize = 200;

/// Why the callee did not answer; `requires_keys` where nothing but encrypted media was offered.
pub(crate) fn failed(refused: &Refused, requires_keys: bool) -> CallFailed {
    let reason = match refused.cause {
        RefusedBy::Peer if is_of_keys(refused, requires_keys) => ReasonCode::NoCommonCrypto,
        RefusedBy::Peer => reason_of(refused.status),
        RefusedBy::Failure(Failure::Timeout | Failure::Unreachable) => ReasonCode::TrunkSilent,
        RefusedBy::Failure(Failure::Untrusted) => ReasonCode::TrunkUntrusted,
        RefusedBy::Failure(Failure::Handshake) => ReasonCode::TrunkTlsFailed,
        RefusedBy::Digest(_) => ReasonCode::TrunkAuthFailed,
        RefusedBy::NoAnswer => ReasonCode::NoAnswer,
        RefusedBy::Us => ReasonCode::Cancelled,
        RefusedBy::BrokenAnswer => ReasonCode::ProtocolError,
    };
    CallFailed {
        sip_status: refused.message.as_ref().map(Message::status),
        sip_phrase: refused.message.as_ref().map(text).unwrap_or_default(),
        reason,
    }
}

/// Whether it is the encryption of media that the callee does not take: he says that the profile is not his (RFC 3261
/// §20.43, code 302), or he does not say what, and nothing but encrypted media was offered.
fn is_of_keys(refused: &Refused, requires_keys: bool) -> bool {
    let warning = refused.message.as_ref();
    let warning = warning.and_then(|message| message.header_by_text(b"Warning"));
    let says = warning.map_or(requires_keys, |text| text.starts_with(b"302 "));
    matches!(refused.status, 415 | 488 | 606) && says
}

fn reason_of(status: u16) -> ReasonCode {
    match status {
        300..=399 => ReasonCode::Redirected,
        401 | 407 => ReasonCode::TrunkAuthFailed,
        404 | 410 | 484 | 485 | 604 => ReasonCode::CalleeUnknown,
        408 | 480 | 487 => ReasonCode::NoAnswer,
        415 | 488 | 606 => ReasonCode::NoCommonCodec,
        486 | 600 => ReasonCode::Busy,
        500..=599 => ReasonCode::TrunkFailed,
        _ => ReasonCode::Declined,
    }
}

/// What the peer says of its refusal: providers put more than the phrase into the body, or into a field of their own
/// (reference §8.6).
fn text(message: &Message) -> Box<str> {
    let tells_more = matches!(message.status(), 400 | 404 | 480 | 486 | 488);
    let is_text = |kind: &&[u8]| {
        kind.get(..5)
            .is_some_and(|kind| kind.eq_ignore_ascii_case(b"text/"))
    };
    let body = message.body();
    let body = Some(body).filter(|body| {
        let kind = message.header(HeaderName::ContentType);
        !body.is_empty() && kind.is_none_or(|kind| is_text(&kind))
    });
    let more = body.or_else(|| message.header_by_text(b"X-Twilio-Error"));
    let said = more
        .filter(|_| tells_more)
        .unwrap_or_else(|| message.reason());
    let said = String::from_utf8_lossy(said);
    let is_shown = |letter: &char| !letter.is_control();
    let shown: String = said.chars().filter(is_shown).take(MAX_TEXT).collect();
    shown.into()
}
