use ahash::RandomState;

use super::{Endpoint, Reply};
use crate::cursor::{list, trim};
use crate::endpoint::reply::{reply_flow, reply_port};
use crate::{Flow, HeaderName, Message, Method, Transmit, Uri};

/// The methods that are served; the value of `Allow`.
pub const ALLOW: &str = "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE, NOTIFY, INFO, REFER";

/// The one body that is understood; the value of `Accept`.
const SDP: &str = "application/sdp";

/// Extensions that a request may require: the user serves session timers (RFC 4028), Replaces (RFC 3891), REFER
/// without subscription (RFC 4488) and reliable provisional responses (RFC 3262).
const SUPPORTED: [&[u8]; 4] = [b"timer", b"replaces", b"norefersub", b"100rel"];

impl Endpoint {
    /// Refuses what no user could serve (RFC 3261 §8.2.1 to §8.2.3); `true` if that was done.
    ///
    /// These answers keep no state: each repetition of the request gets the same one (§8.2.7).
    pub(super) fn refuse_unserved(&mut self, request: &Message, flow: Flow) -> bool {
        let required = request.list(HeaderName::Require);
        let is_unserved = |tag: &&[u8]| !SUPPORTED.iter().any(|own| tag.eq_ignore_ascii_case(own));
        let unsupported: Vec<&[u8]> = required.filter(is_unserved).collect();
        let unsupported = String::from_utf8_lossy(&unsupported.join(&b", "[..])).into_owned();
        let reply = match request.method() {
            Method::Unknown(_) => Reply::new(501).header("Allow", ALLOW),
            Method::Unserved(_) => Reply::new(405).header("Allow", ALLOW),
            // They make sense inside a dialog, where the user knows which of them it serves.
            Method::Prack | Method::Update | Method::Refer | Method::Notify | Method::Info
                if is_outside_dialog(request) =>
            {
                Reply::new(405).header("Allow", ALLOW)
            }
            Method::Update
            | Method::Refer
            | Method::Notify
            | Method::Info
            | Method::Prack
            | Method::Invite
            | Method::Ack
            | Method::Bye
            | Method::Cancel
            | Method::Options => {
                if !has_served_scheme(request) {
                    Reply::new(416)
                } else if !unsupported.is_empty() {
                    Reply::new(420).header("Unsupported", &unsupported)
                } else if request.method() != Method::Invite {
                    return false;
                } else if has_no_hop_left(request) {
                    Reply::new(483)
                } else if let Some(reply) = body_refusal(request) {
                    reply
                } else {
                    return false;
                }
            }
        };
        self.answer_statelessly(request, flow, &reply);
        true
    }

    /// Answers without keeping anything; the tag is the same for each repetition.
    pub(super) fn answer_statelessly(&mut self, request: &Message, flow: Flow, reply: &Reply<'_>) {
        let tag = self.stateless_tag(request);
        let bytes = reply.clone().or_to_tag(&tag).write(request, flow.peer);
        self.transmits.push_back(Transmit {
            flow: reply_flow(flow, reply_port(request, flow)),
            bytes,
        });
    }

    /// A tag that is the same for each repetition of a request.
    pub(super) fn stateless_tag(&self, request: &Message) -> String {
        let seed = self.config.seed;
        let hash = RandomState::with_seeds(seed, seed, seed, seed).hash_one((
            request.header(HeaderName::CallId),
            request.header(HeaderName::From),
        ));
        format!("{hash:016x}")
    }
}

/// A call goes on from here, into a room and maybe out again: one that has used up its hops may run in a circle.
/// Other requests end here, whatever their count says (RFC 3261 §11).
fn has_no_hop_left(invite: &Message) -> bool {
    is_outside_dialog(invite) && invite.max_forwards() == Some(Ok(0))
}

fn is_outside_dialog(request: &Message) -> bool {
    request.to().is_ok_and(|to| to.tag().is_none())
}

fn has_served_scheme(request: &Message) -> bool {
    Uri::parse(request.request_uri()).is_ok_and(|uri| uri.is_sip() || uri.is_tel())
}

/// RFC 3261 §8.2.3, and §21.4.7 for an answer that the caller would not take.
fn body_refusal(invite: &Message) -> Option<Reply<'static>> {
    let is_sdp = |value: &[u8]| media_type(value).eq_ignore_ascii_case(SDP.as_bytes());
    if !invite.body().is_empty() {
        let is_encoded = invite
            .header(HeaderName::ContentEncoding)
            .is_some_and(|value| !value.eq_ignore_ascii_case(b"identity"));
        if is_encoded {
            return Some(Reply::new(415).header("Accept-Encoding", "identity"));
        }
        if !invite.header(HeaderName::ContentType).is_none_or(is_sdp) {
            return Some(Reply::new(415).header("Accept", SDP));
        }
    }
    let mut accepted = invite
        .headers(HeaderName::Accept)
        .flat_map(list)
        .map(media_type)
        .peekable();
    accepted.peek()?;
    let takes_sdp = accepted.any(|value| {
        [&b"application/sdp"[..], b"application/*", b"*/*"]
            .iter()
            .any(|one| value.eq_ignore_ascii_case(one))
    });
    (!takes_sdp).then(|| Reply::new(406))
}

/// A media type without its parameters.
fn media_type(value: &[u8]) -> &[u8] {
    trim(
        value
            .split(|octet| *octet == b';')
            .next()
            .unwrap_or_default(),
    )
}
