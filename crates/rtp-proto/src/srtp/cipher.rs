use hmac::{Hmac, Mac};
use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sha1::Sha1;

use super::derive::{COUNTER, CounterMode, Label, Protocol, derive};
use super::{MasterKey, Suite};

/// Octets of HMAC-SHA1's key (RFC 3711 §5.2).
const MAC_KEY: usize = 20;
/// Octets of GCM's salt and nonce.
const NONCE: usize = 12;
/// Octets of GCM's tag.
pub(super) const GCM_TAG: usize = 16;

/// The session keys of one direction, for RTP or for RTCP.
pub(super) enum Cipher {
    Counter(Counter),
    Gcm(Gcm),
}

/// Counter mode and HMAC-SHA1.
pub(super) struct Counter {
    aes: CounterMode,
    /// Where the counter begins but for source and index.
    salt: [u8; COUNTER],
    /// Keyed, and of no octet yet.
    mac: Hmac<Sha1>,
    tag: usize,
}

/// Galois/counter mode (RFC 7714).
pub(super) struct Gcm {
    key: Box<LessSafeKey>,
    salt: [u8; NONCE],
}

impl Cipher {
    pub(super) fn new(suite: Suite, master: &MasterKey, protocol: Protocol) -> Self {
        let draw = |label, key: &mut [u8]| derive((suite, master), protocol, label, key);
        let mut secret = [0; 32];
        let secret = &mut secret[..suite.key_octets()];
        draw(Label::Encryption, secret);
        if suite.is_aead() {
            let mut salt = [0; NONCE];
            draw(Label::Salt, &mut salt);
            return Self::Gcm(Gcm::keyed(secret, &salt));
        }
        let mut salt = [0; COUNTER];
        draw(Label::Salt, &mut salt[..suite.salt_octets()]);
        let mut mac_key = [0; MAC_KEY];
        draw(Label::Authentication, &mut mac_key);
        Self::Counter(Counter {
            aes: CounterMode::new(secret),
            salt,
            mac: Hmac::new_from_slice(&mac_key).expect("HMAC takes keys of any size"),
            tag: match protocol {
                Protocol::Rtp => suite.rtp_tag(),
                Protocol::Rtcp => suite.rtcp_tag(),
            },
        })
    }
}

impl Counter {
    /// Octets of a tag.
    pub(super) fn tag_octets(&self) -> usize {
        self.tag
    }

    /// Encrypts, or decrypts, the packet of this index (48 bits for RTP, 31 for RTCP) in place.
    pub(super) fn apply(&self, ssrc: u32, index: u64, octets: &mut [u8]) {
        let mut counter = self.salt;
        xor(&mut counter[4..8], &ssrc.to_be_bytes());
        xor(&mut counter[8..14], &index.to_be_bytes()[2..]);
        self.aes.apply(&counter, octets);
    }

    /// The tag of these parts, one behind the other; its first octets count.
    pub(super) fn tag(&self, parts: [&[u8]; 2]) -> [u8; 20] {
        self.mac_of(parts).finalize().into_bytes().into()
    }

    /// Whether a tag is that of these parts. It takes the same time wherever the first difference is.
    pub(super) fn is_tag(&self, parts: [&[u8]; 2], tag: &[u8]) -> bool {
        self.mac_of(parts).verify_truncated_left(tag).is_ok()
    }

    fn mac_of(&self, parts: [&[u8]; 2]) -> Hmac<Sha1> {
        let mut mac = self.mac.clone();
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

impl Gcm {
    /// Takes a session key of 16 or 32 octets, and a salt.
    pub(super) fn keyed(key: &[u8], salt: &[u8; NONCE]) -> Self {
        let algorithm = match key.len() {
            16 => &AES_128_GCM,
            _ => &AES_256_GCM,
        };
        let key = UnboundKey::new(algorithm, key).expect("a suite has keys of 16 or 32 octets");
        Self {
            key: Box::new(LessSafeKey::new(key)),
            salt: *salt,
        }
    }

    /// Encrypts in place; gives the tag.
    pub(super) fn seal(
        &self,
        (ssrc, index): (u32, u64),
        also: &[u8],
        octets: &mut [u8],
    ) -> Option<[u8; GCM_TAG]> {
        let nonce = self.nonce(ssrc, index);
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(also), octets);
        tag.ok()?.as_ref().try_into().ok()
    }

    /// Decrypts in place what ends with its tag; gives how many octets there are, if the tag is right.
    pub(super) fn open(
        &self,
        (ssrc, index): (u32, u64),
        also: &[u8],
        octets: &mut [u8],
    ) -> Option<usize> {
        let nonce = self.nonce(ssrc, index);
        let opened = self.key.open_in_place(nonce, Aad::from(also), octets);
        Some(opened.ok()?.len())
    }

    /// RFC 7714 §8.1 and §9.1: index and source, XORed with the salt.
    fn nonce(&self, ssrc: u32, index: u64) -> Nonce {
        let mut nonce = self.salt;
        xor(&mut nonce[2..6], &ssrc.to_be_bytes());
        xor(&mut nonce[6..], &index.to_be_bytes()[2..]);
        Nonce::assume_unique_for_key(nonce)
    }
}

fn xor(octets: &mut [u8], with: &[u8]) {
    for (octet, with) in octets.iter_mut().zip(with) {
        *octet ^= with;
    }
}
