use std::fmt;

use super::{Algorithm, HeaderError, Parts};
use crate::{HeaderName, Message, Method, OutgoingRequest};

/// The name and password that a provider gave.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub username: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Login {
    /// Shows nothing of it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Login")
    }
}

/// Why a challenge cannot be met.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DigestRefusal {
    /// There is no name and password: give them to the trunk.
    #[error("the peer asks for credentials and the trunk has none")]
    NoLogin,
    /// A 401 or 407 that has no challenge.
    #[error("the peer asks for credentials and does not say which")]
    NoChallenge,
    /// Its scheme, algorithm or quality is not served.
    #[error("the peer asks for credentials of a kind that is not known here")]
    Unknown,
    /// What was proved is not what the peer expects: check name and password.
    #[error("the peer does not take the credentials")]
    Rejected,
    /// [`DigestClient::ROUNDS`] were not enough.
    #[error("the peer asks for credentials again and again")]
    TooManyRounds,
}

/// Meets challenges (RFC 3261 §22, RFC 7616, RFC 8760): of the peer itself and of proxies, each realm by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DigestClient {
    login: Login,
    realms: Vec<Realm>,
    rounds: usize,
}

/// What the last challenge of one realm asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Realm {
    is_proxy: bool,
    challenge: Challenge,
    cnonce: Box<str>,
    /// Uses of the nonce.
    count: u32,
    /// Whether a proof for it went out, and was not taken.
    tries: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Challenge {
    realm: Vec<u8>,
    nonce: Vec<u8>,
    opaque: Option<Vec<u8>>,
    algorithm: Algorithm,
    /// Whether the parameter stood there: old servers know none.
    names_algorithm: bool,
    is_session: bool,
    has_quality: bool,
    is_stale: bool,
}

impl Challenge {
    fn parse(value: &[u8]) -> Result<Self, HeaderError> {
        let parts = Parts::parse(value)?;
        let need = |name, missing| parts.get(name).ok_or(HeaderError(missing));
        let named = parts.get("algorithm");
        let (name, is_session) = match &named {
            None => (&b"MD5"[..], false),
            Some(name) => {
                let stem = name.len().saturating_sub(b"-sess".len());
                let is_session = name[stem..].eq_ignore_ascii_case(b"-sess");
                (if is_session { &name[..stem] } else { name }, is_session)
            }
        };
        let algorithm =
            Algorithm::of(name).ok_or(HeaderError("the digest algorithm is unknown"))?;
        let quality = parts.get("qop");
        let takes_auth = |qop: &Vec<u8>| {
            qop.split(|octet| *octet == b',')
                .any(|one| one.trim_ascii().eq_ignore_ascii_case(b"auth"))
        };
        if quality.as_ref().is_some_and(|qop| !takes_auth(qop)) {
            return Err(HeaderError("the digest quality is unknown"));
        }
        let is_stale = parts
            .get("stale")
            .is_some_and(|stale| stale.eq_ignore_ascii_case(b"true"));
        Ok(Self {
            realm: need("realm", "the challenge has no realm")?,
            nonce: need("nonce", "the challenge has no nonce")?,
            opaque: parts.get("opaque"),
            algorithm,
            names_algorithm: named.is_some(),
            is_session,
            has_quality: quality.is_some(),
            is_stale,
        })
    }
}

impl DigestClient {
    /// Challenges of one request that are met, as of LiveKit's.
    pub const ROUNDS: usize = 4;
    /// Proofs for one realm that a peer may turn down. One more than none: a nonce may expire without being called
    /// stale. Further ones would lock the account.
    const TRIES: usize = 2;
    /// Realms that are remembered.
    const MAX_REALMS: usize = 4;

    /// A client that knows no challenge yet.
    #[must_use]
    pub fn new(login: Login) -> Self {
        Self {
            login,
            realms: Vec::new(),
            rounds: 0,
        }
    }

    /// Takes the challenges of a 401 or 407; the request may be sent again with [`Self::fields`]. `cnonce` is random.
    ///
    /// Of several algorithms for one realm, the strongest is taken (RFC 8760 §2.4 leaves it to the client).
    ///
    /// # Errors
    /// [`DigestRefusal`].
    pub fn take_challenge(&mut self, response: &Message, cnonce: u64) -> Result<(), DigestRefusal> {
        if self.rounds >= Self::ROUNDS {
            return Err(DigestRefusal::TooManyRounds);
        }
        self.rounds += 1;
        let is_proxy = response.status() == 407;
        let name = if is_proxy {
            HeaderName::ProxyAuthenticate
        } else {
            HeaderName::WwwAuthenticate
        };
        let mut is_asked = false;
        let mut best: Vec<Challenge> = Vec::new();
        for value in response.headers(name) {
            is_asked = true;
            let Ok(challenge) = Challenge::parse(value) else {
                continue;
            };
            match best.iter().position(|one| one.realm == challenge.realm) {
                Some(at) if strength(&challenge) > strength(&best[at]) => best[at] = challenge,
                None if best.len() < Self::MAX_REALMS => best.push(challenge),
                Some(_) | None => {}
            }
        }
        if best.is_empty() {
            return Err(if is_asked {
                DigestRefusal::Unknown
            } else {
                DigestRefusal::NoChallenge
            });
        }
        for challenge in best {
            self.meet(is_proxy, challenge, cnonce)?;
        }
        Ok(())
    }

    fn meet(
        &mut self,
        is_proxy: bool,
        challenge: Challenge,
        cnonce: u64,
    ) -> Result<(), DigestRefusal> {
        let known = self
            .realms
            .iter()
            .position(|one| one.is_proxy == is_proxy && one.challenge.realm == challenge.realm);
        let tries = match known.map(|index| self.realms.remove(index)) {
            // Another proxy's challenge may have come first: a proof that was not asked for yet was not turned down.
            Some(old) if old.count > 0 && !challenge.is_stale => old.tries + 1,
            Some(old) => old.tries,
            None => 0,
        };
        if tries >= Self::TRIES {
            return Err(DigestRefusal::Rejected);
        }
        if self.realms.len() >= Self::MAX_REALMS {
            self.realms.remove(0);
        }
        self.realms.push(Realm {
            is_proxy,
            challenge,
            cnonce: format!("{cnonce:016x}").into(),
            count: 0,
            tries,
        });
        Ok(())
    }

    /// The request was taken: the next one has all its rounds again.
    pub fn accepted(&mut self) {
        self.rounds = 0;
        for realm in &mut self.realms {
            realm.tries = 0;
        }
    }

    /// The fields that prove who sends a request of this method to this Request-URI; none before a challenge. Each use
    /// counts. Not for ACK and CANCEL, which nobody may challenge (RFC 3261 §22.1).
    pub fn fields(&mut self, method: Method<'_>, uri: &str) -> Vec<(&'static str, String)> {
        let login = &self.login;
        let fields = self.realms.iter_mut().map(|realm| {
            let name = if realm.is_proxy {
                "Proxy-Authorization"
            } else {
                "Authorization"
            };
            (name, realm.prove(login, method, uri))
        });
        fields.collect()
    }
}

/// Adds what proves who we are, once a challenge is known.
pub(crate) fn add_proof(
    digest: Option<&mut DigestClient>,
    request: &mut OutgoingRequest,
    uri: &str,
) {
    let fields = digest.map_or_else(Vec::new, |digest| digest.fields(request.method, uri));
    let fields = fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    request.headers.extend(fields);
}

fn strength(challenge: &Challenge) -> (bool, bool) {
    (
        challenge.algorithm == Algorithm::Sha256,
        challenge.has_quality,
    )
}

impl Realm {
    fn prove(&mut self, login: &Login, method: Method<'_>, uri: &str) -> String {
        self.count += 1;
        let challenge = &self.challenge;
        let hash = |parts: &[&[u8]]| challenge.algorithm.hash(parts);
        let (nonce, cnonce) = (&challenge.nonce[..], self.cnonce.as_bytes());
        let count = format!("{:08x}", self.count);
        let mut secret = hash(&[
            login.username.as_bytes(),
            &challenge.realm,
            login.password.as_bytes(),
        ]);
        if challenge.is_session {
            secret = hash(&[secret.as_bytes(), nonce, cnonce]);
        }
        let request = hash(&[method.as_bytes(), uri.as_bytes()]);
        let (secret, request) = (secret.as_bytes(), request.as_bytes());
        let response = if challenge.has_quality {
            hash(&[secret, nonce, count.as_bytes(), cnonce, b"auth", request])
        } else {
            hash(&[secret, nonce, request])
        };
        let mut text = format!(
            "Digest username={}, realm={}, nonce={}, uri={}, response=\"{response}\"",
            quoted(login.username.as_bytes()),
            quoted(&challenge.realm),
            quoted(nonce),
            quoted(uri.as_bytes()),
        );
        if challenge.names_algorithm {
            let session = if challenge.is_session { "-sess" } else { "" };
            text += &format!(", algorithm={}{session}", challenge.algorithm.as_str());
        }
        if challenge.has_quality {
            text += &format!(", qop=auth, nc={count}");
        }
        if challenge.has_quality || challenge.is_session {
            text += &format!(", cnonce=\"{}\"", self.cnonce);
        }
        if let Some(opaque) = &challenge.opaque {
            text += &format!(", opaque={}", quoted(opaque));
        }
        text
    }
}

/// A quoted string (RFC 3261 §25.1) of what a peer or a trunk gave; control characters are left out.
fn quoted(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(octets);
    let inner = text.chars().filter(|letter| !letter.is_control());
    let inner: String = inner.flat_map(super::escaped).collect();
    format!("\"{inner}\"")
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::Credentials;
    use super::*;
    use crate::Limits;

    fn client() -> DigestClient {
        DigestClient::new(Login {
            username: "Mufasa".to_owned(),
            password: "Circle Of Life".to_owned(),
        })
    }

    fn response(status: u16, challenges: &[&str]) -> Message {
        let name = if status == 407 { "Proxy" } else { "WWW" };
        let lines: String = challenges
            .iter()
            .map(|one| format!("{name}-Authenticate: {one}\r\n"))
            .collect();
        let text = format!(
            "SIP/2.0 {status} No\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n\
             To: <sip:b@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        Message::parse(Bytes::from(text), &Limits::default()).expect("a response")
    }

    /// The one field that is sent, as our own server reads it.
    fn proof(client: &mut DigestClient) -> (String, Credentials) {
        let fields = client.fields(Method::Invite, "sip:b@b");
        let [(_, value)] = &fields[..] else {
            panic!("{} fields in place of one", fields.len())
        };
        let read = Credentials::parse(value.as_bytes());
        (value.clone(), read.expect("our server reads it"))
    }

    #[test]
    fn what_the_client_proves_the_server_takes() {
        for challenge in [
            r#"Digest realm="r\"1", nonce="n""#,
            r#"Digest realm="r\"1", nonce="n", algorithm=md5, qop="auth-int,auth""#,
            r#"Digest realm="r\"1", nonce="n", algorithm=SHA-256, qop="auth", opaque="o""#,
        ] {
            let mut client = client();
            let taken = client.take_challenge(&response(401, &[challenge]), 7);
            assert_eq!(taken, Ok(()));
            for count in 1..=11 {
                let (text, read) = proof(&mut client);
                let is_proved = read.prove("Mufasa", "r\"1", "Circle Of Life", b"INVITE");
                assert!(is_proved, "{text}");
                assert_eq!(read.count().unwrap_or(count), count);
                assert_eq!(text.contains("opaque=\"o\""), challenge.contains("opaque"));
            }
        }
    }

    #[test]
    fn the_session_variant_is_that_of_rfc_2617() {
        let mut client = client();
        let challenge = r#"Digest realm="r", nonce="n", algorithm=MD5-sess, qop="auth""#;
        let taken = client.take_challenge(&response(401, &[challenge]), 1);
        assert_eq!(taken, Ok(()));
        let fields = client.fields(Method::Invite, "sip:b@b");
        let md5 = |parts: &[&[u8]]| Algorithm::Md5.hash(parts);
        let cnonce = b"0000000000000001";
        let base = md5(&[b"Mufasa", b"r", b"Circle Of Life"]);
        let secret = md5(&[base.as_bytes(), b"n", cnonce]);
        let request = md5(&[b"INVITE", b"sip:b@b"]);
        let expected = md5(&[
            secret.as_bytes(),
            b"n",
            b"00000001",
            cnonce,
            b"auth",
            request.as_bytes(),
        ]);
        assert!(fields[0].1.contains(&expected));
    }

    #[test]
    fn the_strongest_algorithm_is_taken_and_each_realm_is_met() {
        let mut client = client();
        let challenges = [
            r#"Basic realm="x""#,
            r#"Digest realm="a", nonce="1", algorithm=MD5, qop="auth""#,
            r#"Digest realm="a", nonce="2", algorithm=SHA-256, qop="auth""#,
            r#"Digest realm="a", nonce="3", algorithm=SHA-512-256, qop="auth""#,
            r#"Digest realm="b", nonce="4", qop="auth""#,
        ];
        let taken = client.take_challenge(&response(407, &challenges), 7);
        assert_eq!(taken, Ok(()));
        let fields = client.fields(Method::Invite, "sip:b@b");
        assert_eq!(fields.len(), 2);
        assert!(
            fields
                .iter()
                .all(|(name, _)| *name == "Proxy-Authorization")
        );
        assert!(fields[0].1.contains("nonce=\"2\"") && fields[1].1.contains("nonce=\"4\""));
    }

    #[test]
    fn a_wrong_password_is_not_tried_for_long_and_a_stale_nonce_is_no_fault() {
        let challenge = |nonce, stale| {
            let text = format!(r#"Digest realm="r", nonce="{nonce}", qop="auth", stale={stale}"#);
            response(401, &[&text])
        };
        let mut client = client();
        let mut outcomes = Vec::new();
        for nonce in 0..4 {
            outcomes.push(client.take_challenge(&challenge(nonce, "false"), 7));
            client.fields(Method::Invite, "sip:b@b");
        }
        let rejected = Err(DigestRefusal::Rejected);
        assert_eq!(outcomes[..3], [Ok(()), Ok(()), rejected]);
        let mut patient = self::client();
        for nonce in 0..4 {
            let taken = patient.take_challenge(&challenge(nonce, "TRUE"), 7);
            assert_eq!(taken, Ok(()));
            patient.fields(Method::Invite, "sip:b@b");
        }
        let taken = patient.take_challenge(&challenge(9, "true"), 7);
        assert_eq!(taken, Err(DigestRefusal::TooManyRounds));
    }

    #[test]
    fn what_cannot_be_met_is_said() {
        for (challenges, refusal) in [
            (&[][..], DigestRefusal::NoChallenge),
            (&[r#"Basic realm="x""#], DigestRefusal::Unknown),
            (&[r#"Digest realm="r""#], DigestRefusal::Unknown),
            (
                &[r#"Digest realm="r", nonce="n", qop="auth-int""#],
                DigestRefusal::Unknown,
            ),
            (
                &[r#"Digest realm="r", nonce="n", algorithm=SHA-512"#],
                DigestRefusal::Unknown,
            ),
        ] {
            let taken = client().take_challenge(&response(401, challenges), 7);
            assert_eq!(taken, Err(refusal), "{challenges:?}");
        }
    }
}
