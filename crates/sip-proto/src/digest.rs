//! Digest authentication, the server's side (RFC 2617, 7616, 8760); the client's is [`DigestClient`].

mod client;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;

use md5::Md5;
use sha2::Sha256;

pub(crate) use client::add_proof;
pub use client::{DigestClient, DigestRefusal, Login};

use crate::cursor::{Cursor, HeaderError, trim};

/// A hash for digests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    /// Weak, and what most phones know.
    Md5,
    /// RFC 8760.
    Sha256,
}

impl Algorithm {
    /// The name in headers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    fn of(text: &[u8]) -> Option<Self> {
        [Self::Md5, Self::Sha256]
            .into_iter()
            .find(|one| text.eq_ignore_ascii_case(one.as_str().as_bytes()))
    }

    fn hash(self, parts: &[&[u8]]) -> String {
        match self {
            Self::Md5 => hex(&joined::<Md5>(parts)),
            Self::Sha256 => hex(&joined::<Sha256>(parts)),
        }
    }
}

fn joined<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            digest.update(b":");
        }
        digest.update(part);
    }
    digest.finalize().to_vec()
}

fn hex(octets: &[u8]) -> String {
    octets.iter().fold(
        String::with_capacity(octets.len() * 2),
        |mut text, octet| {
            let _ = write!(text, "{octet:02x}");
            text
        },
    )
}

/// The value of a `Proxy-Authenticate` or `WWW-Authenticate` field.
#[must_use]
pub fn challenge(realm: &str, nonce: &str, algorithm: Algorithm, stale: bool) -> String {
    let realm: String = realm
        .chars()
        .filter(|letter| !letter.is_control())
        .flat_map(escaped)
        .collect();
    let stale = if stale { ", stale=true" } else { "" };
    let algorithm = algorithm.as_str();
    format!(r#"Digest realm="{realm}", nonce="{nonce}", algorithm={algorithm}, qop="auth"{stale}"#)
}

fn escaped(letter: char) -> impl Iterator<Item = char> {
    let escape = matches!(letter, '"' | '\\').then_some('\\');
    escape.into_iter().chain(std::iter::once(letter))
}

/// What a peer proves itself with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    username: Vec<u8>,
    realm: Vec<u8>,
    nonce: Vec<u8>,
    uri: Vec<u8>,
    response: Vec<u8>,
    algorithm: Algorithm,
    /// `nc` and `cnonce`, where `qop=auth` was chosen.
    quality: Option<(u32, Vec<u8>, Vec<u8>)>,
}

impl Credentials {
    /// Reads the value of an `Authorization` or `Proxy-Authorization` field.
    ///
    /// # Errors
    /// [`HeaderError`] when it is no digest, or lacks a part, or names an unknown algorithm or quality.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderError> {
        Self::of_parts(&Parts::parse(value)?)
    }

    fn of_parts(parts: &Parts<'_>) -> Result<Self, HeaderError> {
        let part = |name| parts.get(name);
        let need = |name, missing| part(name).ok_or(HeaderError(missing));
        let algorithm = match part("algorithm") {
            None => Algorithm::Md5,
            Some(name) => {
                Algorithm::of(&name).ok_or(HeaderError("the digest algorithm is unknown"))?
            }
        };
        let quality = match part("qop") {
            None => None,
            Some(qop) if qop.eq_ignore_ascii_case(b"auth") => {
                let nc = need("nc", "qop without nc")?;
                let count = std::str::from_utf8(&nc).ok().filter(|text| text.len() == 8);
                let count = count.and_then(|text| u32::from_str_radix(text, 16).ok());
                let count = count.ok_or(HeaderError("nc is not eight hexadecimal digits"))?;
                Some((count, nc, need("cnonce", "qop without cnonce")?))
            }
            Some(_) => return Err(HeaderError("the digest quality is unknown")),
        };
        Ok(Self {
            username: need("username", "the digest has no username")?,
            realm: need("realm", "the digest has no realm")?,
            nonce: need("nonce", "the digest has no nonce")?,
            uri: need("uri", "the digest has no uri")?,
            response: need("response", "the digest has no response")?,
            algorithm,
            quality,
        })
    }

    /// The nonce that was used.
    #[must_use]
    pub fn nonce(&self) -> &[u8] {
        &self.nonce
    }

    /// The URI that the credentials are for, which is to be that of the request (RFC 7616 §3.4.6).
    #[must_use]
    pub fn uri(&self) -> &[u8] {
        &self.uri
    }

    /// How often the nonce was used, as the peer counts; `None` without `qop`.
    #[must_use]
    pub fn count(&self) -> Option<u32> {
        self.quality.as_ref().map(|(count, _, _)| *count)
    }

    /// Whether they prove knowledge of the password. Takes the same time however wrong they are.
    #[must_use]
    pub fn prove(&self, username: &str, realm: &str, password: &str, method: &[u8]) -> bool {
        let hash = |parts: &[&[u8]]| self.algorithm.hash(parts);
        let secret = hash(&[username.as_bytes(), realm.as_bytes(), password.as_bytes()]);
        let request = hash(&[method, &self.uri]);
        let expected = match &self.quality {
            None => hash(&[secret.as_bytes(), &self.nonce, request.as_bytes()]),
            Some((_, count, cnonce)) => hash(&[
                secret.as_bytes(),
                &self.nonce,
                count,
                cnonce,
                b"auth",
                request.as_bytes(),
            ]),
        };
        let names = same(&self.username, username.as_bytes()) & same(&self.realm, realm.as_bytes());
        names & same(&self.response.to_ascii_lowercase(), expected.as_bytes())
    }
}

/// The parameters behind `Digest`.
struct Parts<'a>(Vec<(&'a [u8], Vec<u8>)>);

impl<'a> Parts<'a> {
    fn parse(value: &'a [u8]) -> Result<Self, HeaderError> {
        let mut cursor = Cursor::new(trim(value));
        if !cursor.token()?.eq_ignore_ascii_case(b"Digest") {
            return Err(HeaderError("the scheme is not Digest"));
        }
        let mut parts = Vec::new();
        loop {
            while cursor.take_spaced(b',') {}
            cursor.skip_space();
            if cursor.is_at_end() {
                return Ok(Self(parts));
            }
            let name = cursor.token()?;
            if !cursor.take_spaced(b'=') {
                return Err(HeaderError("a digest parameter has no value"));
            }
            let value = if cursor.peek() == Some(b'"') {
                unquoted(cursor.quoted()?)
            } else {
                cursor
                    .take_while(|octet| !b" \t,\"".contains(&octet))
                    .to_vec()
            };
            parts.push((name, value));
        }
    }

    fn get(&self, name: &str) -> Option<Vec<u8>> {
        let found = self
            .0
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| value.clone())
    }
}

fn unquoted(text: &[u8]) -> Vec<u8> {
    let inner = text
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""))
        .unwrap_or(text);
    let mut octets = Vec::with_capacity(inner.len());
    let mut rest = inner.iter();
    while let Some(octet) = rest.next() {
        octets.push(if *octet == b'\\' {
            *rest.next().unwrap_or(octet)
        } else {
            *octet
        });
    }
    octets
}

/// Compares without telling by its time where the difference is.
fn same(one: &[u8], other: &[u8]) -> bool {
    let difference = one
        .iter()
        .zip(other)
        .fold(0, |sum, (one, other)| sum | (one ^ other));
    one.len() == other.len() && difference == 0
}

/// Makes nonces that need no memory to be recognised, and remembers those used, so that no proof is taken twice.
pub struct NonceKeeper {
    key: [u8; 32],
    /// The number of the last nonce: no two calls get the same one.
    issued: Cell<u64>,
    /// The highest count of each nonce that was used, by the nonce's number.
    used: BTreeMap<u64, u32>,
    /// Uses up to this number are forgotten, and count as used.
    forgotten: u64,
}

/// What a nonce is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nonce {
    /// Ours, in time, and this use is the first of its count.
    Fresh,
    /// Ours, but too old or used: challenge again with `stale=true`.
    Stale,
    /// Not ours, or another address's.
    Foreign,
}

impl NonceKeeper {
    /// How long a nonce may be used, in seconds.
    pub const LIFETIME_S: u64 = 300;
    /// How many used nonces are remembered: 330 calls a second over [`Self::LIFETIME_S`]. Beyond it, the oldest
    /// count as used and are challenged anew.
    pub const REMEMBERED: usize = 100_000;

    /// A keeper with a secret key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self {
            key,
            issued: Cell::new(0),
            used: BTreeMap::new(),
            forgotten: 0,
        }
    }

    /// Makes a nonce for this address at this second. No nonce is made twice.
    #[must_use]
    pub fn issue(&self, source: IpAddr, unix_s: u64) -> String {
        let number = self.issued.get() + 1;
        self.issued.set(number);
        format!(
            "{unix_s:010x}{number:016x}{}",
            self.seal(source, unix_s, number)
        )
    }

    /// Judges a nonce, and remembers its use.
    pub fn accept(&mut self, credentials: &Credentials, source: IpAddr, unix_s: u64) -> Nonce {
        match self.find(credentials, source, unix_s) {
            Err(refused) => refused,
            Ok((number, count)) => {
                self.used.insert(number, count);
                if self.used.len() > Self::REMEMBERED
                    && let Some((oldest, _)) = self.used.pop_first()
                {
                    self.forgotten = oldest;
                }
                Nonce::Fresh
            }
        }
    }

    /// Judges the nonce of credentials as [`Self::accept`] does, and leaves its count unused: a wrong password
    /// must not spend what the right one comes with.
    #[must_use]
    pub fn check(&self, credentials: &Credentials, source: IpAddr, unix_s: u64) -> Nonce {
        match self.find(credentials, source, unix_s) {
            Ok(_) => Nonce::Fresh,
            Err(refused) => refused,
        }
    }

    /// The number and count of a nonce that may be used.
    fn find(
        &self,
        credentials: &Credentials,
        source: IpAddr,
        unix_s: u64,
    ) -> Result<(u64, u32), Nonce> {
        let text = std::str::from_utf8(&credentials.nonce).unwrap_or_default();
        let part = |range| {
            text.get(range)
                .and_then(|text| u64::from_str_radix(text, 16).ok())
        };
        let (Some(issued), Some(number), Some(seal)) = (part(0..10), part(10..26), text.get(26..))
        else {
            return Err(Nonce::Foreign);
        };
        let expected = self.seal(source, issued, number);
        if !same(seal.as_bytes(), expected.as_bytes()) {
            return Err(Nonce::Foreign);
        }
        if unix_s.saturating_sub(issued) > Self::LIFETIME_S || number <= self.forgotten {
            return Err(Nonce::Stale);
        }
        let count = credentials.count().unwrap_or(1);
        if self.used.get(&number).is_some_and(|last| count <= *last) {
            return Err(Nonce::Stale);
        }
        Ok((number, count))
    }

    /// A keyed hash; SHA-256 of key, message, key does not extend.
    fn seal(&self, source: IpAddr, unix_s: u64, number: u64) -> String {
        let source = source.to_canonical().to_string();
        let sum = joined::<Sha256>(&[
            &self.key,
            source.as_bytes(),
            &unix_s.to_be_bytes(),
            &number.to_be_bytes(),
            &self.key,
        ]);
        hex(&sum[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(text: &str) -> Result<Credentials, HeaderError> {
        Credentials::parse(text.as_bytes())
    }

    #[test]
    fn the_examples_of_rfc_2617_and_7616_prove_themselves() {
        let md5 = r#"Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
            uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1""#
            .replace('\n', " ");
        let md5 = credentials(&md5).expect("credentials");
        assert!(md5.prove("Mufasa", "testrealm@host.com", "Circle Of Life", b"GET"));
        assert!(!md5.prove("Mufasa", "testrealm@host.com", "Circle of Life", b"GET"));
        assert!(!md5.prove("mufasa", "testrealm@host.com", "Circle Of Life", b"GET"));
        let sha = r#"Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256,
            nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            qop=auth, response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1""#
            .replace('\n', " ");
        let sha = credentials(&sha).expect("credentials");
        assert!(sha.prove("Mufasa", "http-auth@example.org", "Circle of Life", b"GET"));
    }

    fn used(nonce: &str, count: &str) -> Credentials {
        let text = format!(
            r#"Digest username="u", realm="r", nonce="{nonce}", uri="sip:x", qop=auth, nc={count}, cnonce="c", response="00""#
        );
        credentials(&text).expect("credentials")
    }

    #[test]
    fn a_nonce_that_is_only_looked_at_is_not_used() {
        let mut keeper = NonceKeeper::new([7; 32]);
        let source = IpAddr::from([192, 0, 2, 1]);
        let first = used(&keeper.issue(source, 1000), "00000001");
        assert_eq!(keeper.check(&first, source, 1000), Nonce::Fresh);
        assert_eq!(keeper.accept(&first, source, 1000), Nonce::Fresh);
        assert_eq!(keeper.check(&first, source, 1000), Nonce::Stale);
    }

    #[test]
    fn counts_are_hexadecimal_and_each_is_taken_once() {
        assert_eq!(used("n", "0000000a").count(), Some(10));
        assert_eq!(used("n", "00000100").count(), Some(256));
        let mut keeper = NonceKeeper::new([7; 32]);
        let source = IpAddr::from([192, 0, 2, 1]);
        let nonce = keeper.issue(source, 1000);
        assert_eq!(
            keeper.accept(&used(&nonce, "00000001"), source, 1001),
            Nonce::Fresh
        );
        assert_eq!(
            keeper.accept(&used(&nonce, "00000001"), source, 1001),
            Nonce::Stale
        );
        assert_eq!(
            keeper.accept(&used(&nonce, "0000000a"), source, 1002),
            Nonce::Fresh
        );
    }

    #[test]
    fn calls_of_one_second_get_nonces_of_their_own() {
        let mut keeper = NonceKeeper::new([7; 32]);
        let source = IpAddr::from([192, 0, 2, 1]);
        let nonces = [keeper.issue(source, 1000), keeper.issue(source, 1000)];
        for nonce in nonces {
            let proof = used(&nonce, "00000001");
            assert_eq!(keeper.accept(&proof, source, 1000), Nonce::Fresh);
        }
    }

    #[test]
    fn a_use_that_is_forgotten_is_not_taken_again() {
        let mut keeper = NonceKeeper::new([7; 32]);
        let source = IpAddr::from([192, 0, 2, 1]);
        let first = used(&keeper.issue(source, 1000), "00000001");
        assert_eq!(keeper.accept(&first, source, 1000), Nonce::Fresh);
        for _ in 0..NonceKeeper::REMEMBERED {
            let next = used(&keeper.issue(source, 1000), "00000001");
            assert_eq!(keeper.accept(&next, source, 1000), Nonce::Fresh);
        }
        assert_eq!(keeper.used.len(), NonceKeeper::REMEMBERED);
        assert_eq!(keeper.accept(&first, source, 1000), Nonce::Stale);
    }

    #[test]
    fn nonces_are_bound_to_address_key_and_time() {
        let mut keeper = NonceKeeper::new([7; 32]);
        let (source, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        let nonce = keeper.issue(source, 1000);
        let proof = used(&nonce, "00000001");
        assert_eq!(keeper.accept(&proof, other, 1000), Nonce::Foreign);
        assert_eq!(
            NonceKeeper::new([8; 32]).accept(&proof, source, 1000),
            Nonce::Foreign
        );
        assert_eq!(keeper.accept(&proof, source, 1301), Nonce::Stale);
        assert_eq!(
            keeper.accept(&used("junk", "00000001"), source, 1000),
            Nonce::Foreign
        );
        assert_eq!(
            keeper.accept(&used("ééééé", "00000001"), source, 1000),
            Nonce::Foreign
        );
    }

    #[test]
    fn broken_credentials_are_refused() {
        for text in [
            "Basic abc",
            "Digest",
            "Digest username",
            r#"Digest username="u"#,
            "Digest a=b",
        ] {
            assert!(credentials(text).is_err(), "{text}");
        }
        let qop = r#"Digest username="u", realm="r", nonce="n", uri="x", qop=auth, nc=1, cnonce="c", response="0""#;
        assert!(credentials(qop).is_err());
    }

    #[test]
    fn a_realm_cannot_leave_its_quotes() {
        let value = challenge("a\"b\r\nX: y", "n", Algorithm::Sha256, true);
        assert!(value.starts_with(r#"Digest realm="a\"bX: y", "#), "{value}");
        assert!(value.ends_with("stale=true"));
    }
}
