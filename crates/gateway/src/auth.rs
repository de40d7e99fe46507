use std::net::IpAddr;

use tandem_model::InboundTrunk;
use tandem_sip_proto::digest::{Credentials, Nonce, challenge};
use tandem_sip_proto::{HeaderName, Message};

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
            proof = match (is_right, self.nonces.accept(&credentials, source, unix_s)) {
                (true, Nonce::Fresh) => return Proof::Proved,
                (_, Nonce::Stale) => Proof::Stale,
                (_, Nonce::Foreign) => proof,
                (false, Nonce::Fresh) => Proof::Wrong,
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
