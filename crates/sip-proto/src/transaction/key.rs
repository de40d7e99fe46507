use ahash::RandomState;
use smallvec::SmallVec;

use crate::{Message, Method};

/// What makes a branch unique by itself (RFC 3261 §8.1.1.7).
const MAGIC_COOKIE: &[u8] = b"z9hG4bK";

/// Octets of a sent-by that are compared without an allocation: an IPv6 address fits.
const INLINE_HOST: usize = 48;

/// 128 bits of keyed hashes of the octets that two messages of one transaction have in common: what is found by them is
/// not compared in full, as two that meet do not happen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Key(u64, u64);

/// Makes keys. Its seeds are its own, so that nobody can choose messages that meet.
#[derive(Default)]
pub(crate) struct Keys(RandomState, RandomState);

impl Keys {
    fn joined(&self, parts: &[&[u8]]) -> Key {
        Key(self.0.hash_one(parts), self.1.hash_one(parts))
    }

    /// The key of a request's server transaction (RFC 3261 §17.2.3). An ACK has the key of its INVITE; so has a
    /// CANCEL when `of_invite` asks for the transaction that it cancels.
    pub(crate) fn server(&self, request: &Message, of_invite: bool) -> Option<Key> {
        let via = request.top_via().ok()?;
        let method = request.method();
        let is_of_invite = method == Method::Ack || (method == Method::Cancel && of_invite);
        let method = if is_of_invite { Method::Invite } else { method };
        let port = via.port().unwrap_or(0).to_be_bytes();
        let branch = via.branch().unwrap_or_default();
        if branch.len() > MAGIC_COOKIE.len() && branch.starts_with(MAGIC_COOKIE) {
            let host: SmallVec<[u8; INLINE_HOST]> =
                via.host().iter().map(u8::to_ascii_lowercase).collect();
            return Some(self.joined(&[branch, &host, &port, method.as_bytes()]));
        }
        // RFC 2543: everything that a retransmission repeats. The tag in To is left out, as an ACK has ours.
        let from = request.from().ok()?;
        let sequence = request.cseq().ok()?.sequence.to_be_bytes();
        Some(self.joined(&[
            request.request_uri(),
            from.tag().unwrap_or_default(),
            request.call_id().ok()?,
            &sequence,
            branch,
            via.host(),
            &port,
            method.as_bytes(),
        ]))
    }

    /// The key of a response's client transaction (RFC 3261 §17.1.3).
    pub(crate) fn client(&self, branch: &[u8], method: &[u8]) -> Key {
        self.joined(&[branch, method])
    }

    /// The key under which a request outside a dialog arrives but once (RFC 3261 §8.2.2.2).
    pub(crate) fn merge(&self, request: &Message) -> Option<Key> {
        let from = request.from().ok()?;
        let cseq = request.cseq().ok()?;
        let tag = from.tag()?;
        let sequence = cseq.sequence.to_be_bytes();
        Some(self.joined(&[
            tag,
            request.call_id().ok()?,
            &sequence,
            cseq.method.as_bytes(),
        ]))
    }

    /// The key by which the ACK of a 2xx finds the INVITE that it confirms (RFC 3261 §13.2.2.4).
    pub(crate) fn ack(&self, message: &Message, local_tag: &[u8]) -> Option<Key> {
        let from = message.from().ok()?;
        let sequence = message.cseq().ok()?.sequence.to_be_bytes();
        Some(self.joined(&[
            message.call_id().ok()?,
            &sequence,
            from.tag().unwrap_or_default(),
            local_tag,
        ]))
    }
}
