use std::collections::HashSet;
use std::net::IpAddr;

use ahash::RandomState;
use tandem_model::InboundTrunk;
use tandem_sip_proto::digest::{Credentials, Nonce, challenge};
use tandem_sip_proto::{HeaderName, Message, Uri};

use crate::gateway::Gateway;

/// What a caller's proof is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Proof {
    /// It is right.
    Proved,
    /// There is none, or it is not ours: challenge.
    Missing,
    /// It is right or not, but too old or used: challenge with `stale=true`.
    Stale,
    /// It is wrong.
    Wrong,
    /// It is right, and for another request (RFC 7616 §3.4.6).
    OtherUri,
}

/// Callers who were asked for another proof, as theirs was used or too old: their record says so if they come in.
#[derive(Default)]
pub(crate) struct StaleProofs {
    hasher: RandomState,
    call_ids: HashSet<u64>,
}

impl StaleProofs {
    /// Beyond it, the memory starts anew.
    const REMEMBERED: usize = 1024;

    pub(crate) fn remember(&mut self, call_id: &[u8]) {
        if self.call_ids.len() >= Self::REMEMBERED {
            self.call_ids.clear();
        }
        self.call_ids.insert(self.hasher.hash_one(call_id));
    }

    /// Whether it is one of them; from then on it is not.
    pub(crate) fn take(&mut self, call_id: &[u8]) -> bool {
        self.call_ids.remove(&self.hasher.hash_one(call_id))
    }
}

impl Gateway {
    /// Judges the credentials of an INVITE; those for a proxy and those for a user agent are both taken.
    pub(crate) fn judge_proof(
        &mut self,
        invite: &Message,
        trunk: &InboundTrunk,
        source: IpAddr,
    ) -> Proof {
        let auth = &trunk.spec.auth;
        let Some(password) = auth
            .password
            .as_ref()
            .and_then(|sealed| self.services.plane.vault().open(sealed).ok())
        else {
            tracing::error!(trunk = %trunk.id, "the password of a trunk cannot be opened");
            return Proof::Wrong;
        };
        let realm = self.realm(trunk).to_owned();
        let mut proof = Proof::Missing;
        let fields = [HeaderName::ProxyAuthorization, HeaderName::Authorization];
        for value in fields.into_iter().flat_map(|name| invite.headers(name)) {
            let Ok(credentials) = Credentials::parse(value) else {
                continue;
            };
            let is_right = credentials.prove(&auth.username, &realm, &password, b"INVITE");
            let unix_s = tandem_control_plane::now().unix_nanos / 1_000_000_000;
            proof = match (is_right, self.nonces.check(&credentials, source, unix_s)) {
                (_, Nonce::Stale) => Proof::Stale,
                (_, Nonce::Foreign) => proof,
                (false, Nonce::Fresh) => Proof::Wrong,
                (true, Nonce::Fresh) if !names(credentials.uri(), invite.request_uri()) => {
                    Proof::OtherUri
                }
                (true, Nonce::Fresh) => {
                    self.nonces.accept(&credentials, source, unix_s);
                    return Proof::Proved;
                }
            };
        }
        proof
    }

    /// The values of `Proxy-Authenticate`, one for each digest that is offered.
    pub(crate) fn challenges(
        &self,
        trunk: &InboundTrunk,
        source: IpAddr,
        is_stale: bool,
    ) -> Vec<String> {
        let unix_s = tandem_control_plane::now().unix_nanos / 1_000_000_000;
        let nonce = self.nonces.issue(source, unix_s);
        let realm = self.realm(trunk);
        self.config
            .digests
            .iter()
            .map(|digest| challenge(realm, &nonce, *digest, is_stale))
            .collect()
    }

    fn realm<'a>(&'a self, trunk: &'a InboundTrunk) -> &'a str {
        let own = &*trunk.spec.auth.realm;
        if own.is_empty() {
            &self.config.realm
        } else {
            own
        }
    }
}

/// Whether the URI of credentials names what the request is for, in whatever spelling: escapes and letters of hosts
/// may differ, the default port may be written. Parameters and headers say how to reach it, not what it is. One
/// without a user stands for the whole host: there are clients, SIPp among them, that write no other.
fn names(proved: &[u8], requested: &[u8]) -> bool {
    let (Ok(one), Ok(other)) = (Uri::parse(proved), Uri::parse(requested)) else {
        return proved == requested;
    };
    let is_alike = one.scheme().eq_ignore_ascii_case(other.scheme());
    if one.is_tel() {
        return is_alike && digits(one.user()).eq(digits(other.user()));
    }
    if !one.is_sip() {
        return one.raw() == other.raw();
    }
    let is_same_user = one.user().is_empty() || one.user_decoded() == other.user_decoded();
    let default = if one.scheme().eq_ignore_ascii_case(b"sips") {
        5061
    } else {
        5060
    };
    let is_same_host = match (one.ip(), other.ip()) {
        (Some(one), Some(other)) => one == other,
        (Some(_), None) | (None, Some(_)) => false,
        (None, None) => one.host().eq_ignore_ascii_case(other.host()),
    };
    let is_same_port = one.port().unwrap_or(default) == other.port().unwrap_or(default);
    is_alike && is_same_user && is_same_host && is_same_port
}

/// The number of a `tel` URI without its visual separators (RFC 3966 §5.1.1).
fn digits(number: &[u8]) -> impl Iterator<Item = u8> {
    let is_separator = |octet: &u8| b"-.()".contains(octet);
    number
        .iter()
        .copied()
        .filter(move |octet| !is_separator(octet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_in_another_spelling_is_the_same() {
        for (one, other) in [
            ("sip:+49@example.test", "SIP:+49@EXAMPLE.test"),
            ("sip:%2b49@example.test", "sip:+49@example.test:5060"),
            ("sips:a@example.test:5061", "sips:a@example.test"),
            ("sip:a@192.0.2.1", "sip:a@192.0.2.1;transport=tcp"),
            ("sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0:0::1]"),
            ("tel:+49-301.23", "tel:+4930123"),
            ("sip:192.0.2.1:5060", "sip:a@192.0.2.1:5060"),
        ] {
            assert!(names(one.as_bytes(), other.as_bytes()), "{one} {other}");
        }
    }

    #[test]
    fn another_resource_is_not_the_same() {
        for (one, other) in [
            ("sip:a@example.test", "sip:A@example.test"),
            ("sip:a@example.test", "sips:a@example.test"),
            ("sip:a@example.test", "sip:a@example.test:5080"),
            ("sip:a@example.test", "sip:example.test"),
            ("sip:other.test", "sip:a@example.test"),
            ("sip:a@example.test", "sip:a@other.test"),
            ("sip:a@192.0.2.1", "sip:a@192.0.2.2"),
            ("tel:+49301", "tel:+49302"),
            ("/index.html", "sip:a@example.test"),
        ] {
            assert!(!names(one.as_bytes(), other.as_bytes()), "{one} {other}");
        }
    }
}
