//! A caller that proves himself, message by message (RFC 7616, RFC 8760).

use md5::{Digest, Md5};
use sha2::Sha256;
use tandem_sip_proto::digest::{Algorithm, Credentials, Nonce, NonceKeeper, challenge};
use tandem_sip_proto::{HeaderName, Message, Reply};

use crate::request::Request;
use crate::rig::{Rig, Sent, udp};

const REALM: &str = "tandem";
const PASSWORD: &str = "secret";

/// What a gateway does with an INVITE: challenge, refuse, or answer.
struct Gate {
    rig: Rig,
    nonces: NonceKeeper,
    algorithm: Algorithm,
    unix_s: u64,
}

impl Gate {
    fn new(algorithm: Algorithm) -> Self {
        Self {
            rig: Rig::new(),
            nonces: NonceKeeper::new([3; 32]),
            algorithm,
            unix_s: 1_000_000,
        }
    }

    fn answer(&mut self, request: &Request) -> Sent {
        let (tx, invite) = self.rig.take(udp(), request);
        let verdict = self.judge(&invite);
        let value;
        let reply = match verdict {
            Some(Nonce::Fresh) => Reply::new(200),
            other => {
                let nonce = self.nonces.issue(udp().peer.ip(), self.unix_s);
                let is_stale = other == Some(Nonce::Stale);
                value = challenge(REALM, &nonce, self.algorithm, is_stale);
                Reply::new(407).header("Proxy-Authenticate", &value)
            }
        };
        self.rig.respond(tx, &reply.to_tag("b1")).remove(0)
    }

    fn judge(&mut self, invite: &Message) -> Option<Nonce> {
        let proof = Credentials::parse(invite.header(HeaderName::ProxyAuthorization)?).ok()?;
        let is_right = proof.prove("alice", REALM, PASSWORD, b"INVITE");
        let nonce = self.nonces.accept(&proof, udp().peer.ip(), self.unix_s);
        is_right.then_some(nonce)
    }
}

/// The caller's own arithmetic.
fn hash(algorithm: Algorithm, text: &str) -> String {
    let octets = match algorithm {
        Algorithm::Md5 => Md5::digest(text).to_vec(),
        Algorithm::Sha256 => Sha256::digest(text).to_vec(),
    };
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn parameter(challenge: &str, name: &str) -> String {
    let start = challenge.find(name).expect("the parameter") + name.len() + 2;
    challenge[start..]
        .split('"')
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The INVITE again with a proof, as attempt number `attempt`.
fn proved(algorithm: Algorithm, nonce: &str, count: u32, attempt: u32, password: &str) -> Request {
    let uri = "sip:+4930111@192.0.2.10";
    let secret = hash(algorithm, &format!("alice:{REALM}:{password}"));
    let request = hash(algorithm, &format!("INVITE:{uri}"));
    let response = hash(
        algorithm,
        &format!("{secret}:{nonce}:{count:08x}:c1:auth:{request}"),
    );
    let mut invite = Request::invite().line(&format!(
        "Proxy-Authorization: Digest username=\"alice\", realm=\"{REALM}\", nonce=\"{nonce}\", uri=\"{uri}\", \
         response=\"{response}\", algorithm={}, qop=auth, nc={count:08x}, cnonce=\"c1\"",
        algorithm.as_str()
    ));
    invite.sequence = attempt;
    invite.via = format!("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK-attempt-{attempt}");
    invite
}

#[test]
fn a_caller_with_the_password_is_let_in_after_one_challenge() {
    for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
        let mut gate = Gate::new(algorithm);
        let first = gate.answer(&Request::invite());
        let asked = first.header("Proxy-Authenticate");
        assert_eq!(first.status(), 407);
        assert!(
            asked.contains(&format!("algorithm={}", algorithm.as_str())),
            "{asked}"
        );
        assert!(
            asked.contains("qop=\"auth\"") && !asked.contains("stale"),
            "{asked}"
        );
        let nonce = parameter(&asked, "nonce");
        assert_eq!(
            gate.answer(&proved(algorithm, &nonce, 1, 2, "wrong"))
                .status(),
            407
        );
        assert_eq!(
            gate.answer(&proved(algorithm, &nonce, 2, 3, PASSWORD))
                .status(),
            200
        );
    }
}

#[test]
fn a_proof_is_good_once_and_for_five_minutes() {
    let mut gate = Gate::new(Algorithm::Sha256);
    let nonce = parameter(
        &gate.answer(&Request::invite()).header("Proxy-Authenticate"),
        "nonce",
    );
    let proof = |count, attempt| proved(Algorithm::Sha256, &nonce, count, attempt, PASSWORD);
    assert_eq!(gate.answer(&proof(2, 2)).status(), 200);
    for (count, attempt) in [(2, 3), (1, 4)] {
        let replayed = gate.answer(&proof(count, attempt));
        assert_eq!(replayed.status(), 407, "count {count} was used");
        assert!(replayed.header("Proxy-Authenticate").contains("stale=true"));
    }
    assert_eq!(gate.answer(&proof(3, 5)).status(), 200);
    gate.unix_s += NonceKeeper::LIFETIME_S + 1;
    let late = gate.answer(&proof(4, 6)).header("Proxy-Authenticate");
    assert!(late.contains("stale=true"), "{late}");
    let nonce = parameter(&late, "nonce");
    let fresh = proved(Algorithm::Sha256, &nonce, 1, 7, PASSWORD);
    assert_eq!(
        gate.answer(&fresh).status(),
        200,
        "without asking the person again"
    );
}

#[test]
fn a_proof_under_another_hash_than_it_says_is_worth_nothing() {
    let mut gate = Gate::new(Algorithm::Sha256);
    let nonce = parameter(
        &gate.answer(&Request::invite()).header("Proxy-Authenticate"),
        "nonce",
    );
    let mut lie = proved(Algorithm::Md5, &nonce, 1, 2, PASSWORD);
    lie.extra[1] = lie.extra[1].replace("algorithm=MD5", "algorithm=SHA-256");
    assert_eq!(gate.answer(&lie).status(), 407);
}
