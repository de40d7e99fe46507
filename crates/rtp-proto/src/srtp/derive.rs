use aes::cipher::{InnerIvInit, KeyInit, StreamCipher};
use aes::{Aes128Enc, Aes256Enc};
use ctr::{Ctr128BE, CtrCore};

use super::{MasterKey, Suite};

/// Octets of a counter's first value.
pub(super) const COUNTER: usize = 16;

/// AES in counter mode (RFC 3711 §4.1.1, RFC 6188 §2).
pub(super) enum CounterMode {
    Aes128(Box<Aes128Enc>),
    Aes256(Box<Aes256Enc>),
}

/// What a session key is for (RFC 3711 §4.3.2); those of RTCP are three above.
#[derive(Clone, Copy)]
pub(super) enum Label {
    Encryption,
    Authentication,
    Salt,
}

/// Whose keys are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Rtp,
    Rtcp,
}

impl CounterMode {
    /// Takes a key of 16 or 32 octets.
    pub(super) fn new(key: &[u8]) -> Self {
        match Aes128Enc::new_from_slice(key) {
            Ok(aes) => Self::Aes128(Box::new(aes)),
            Err(_) => Self::Aes256(Box::new(
                Aes256Enc::new_from_slice(key).expect("a suite has keys of 16 or 32 octets"),
            )),
        }
    }

    /// Encrypts, or decrypts, in place. The key's schedule stays where it is: a copy of it costs as much as some blocks.
    pub(super) fn apply(&self, counter: &[u8; COUNTER], octets: &mut [u8]) {
        match self {
            Self::Aes128(aes) => {
                let core = CtrCore::inner_iv_init(&**aes, counter.into());
                Ctr128BE::from_core(core).apply_keystream(octets);
            }
            Self::Aes256(aes) => {
                let core = CtrCore::inner_iv_init(&**aes, counter.into());
                Ctr128BE::from_core(core).apply_keystream(octets);
            }
        }
    }
}

/// Draws a session key from a master key, whose derivation rate is zero (RFC 3711 §4.3, RFC 7714 §11).
pub(super) fn derive(
    (suite, master): (Suite, &MasterKey),
    protocol: Protocol,
    label: Label,
    key: &mut [u8],
) {
    let (secret, salt) = master.octets(suite).split_at(suite.key_octets());
    let mut counter = [0; COUNTER];
    counter[..salt.len()].copy_from_slice(salt);
    counter[7] ^= label as u8 + if protocol == Protocol::Rtcp { 3 } else { 0 };
    key.fill(0);
    CounterMode::new(secret).apply(&counter, key);
}
