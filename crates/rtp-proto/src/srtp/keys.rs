use std::fmt;

use ring::{digest, hkdf};

use super::Suite;

/// The secrets that a session draws its keys from: 32 octets of the shell's randomness.
#[derive(Clone)]
pub struct Seed(pub [u8; 32]);

/// A master key and its salt (RFC 3711 §3.2.1).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MasterKey([u8; Suite::LONGEST_MASTER]);

/// What a peer puts behind each packet to name its key (RFC 3711 §3.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mki {
    value: [u8; Self::LONGEST],
    octets: u8,
}

/// The keys of a stream: each side has its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SrtpKeys {
    /// The suite of both directions.
    pub suite: Suite,
    /// For what we send.
    pub local: MasterKey,
    /// For what the peer sends.
    pub remote: MasterKey,
    /// What the peer puts behind its packets. We put nothing behind ours.
    pub remote_mki: Mki,
}

impl Seed {
    /// Our key for a suite: the same for ever, so that an offer which is repeated changes no key.
    pub(crate) fn master(&self, suite: Suite) -> MasterKey {
        let mut key = [0; Suite::LONGEST_MASTER];
        self.fill(suite.name(), &mut key[..suite.master_octets()]);
        MasterKey(key)
    }

    /// A number for the origin line, below 2^62: some peers keep it in 64 bits with a sign.
    pub(crate) fn session_id(&self) -> u64 {
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(b"o=");
        hash.update(&self.0);
        let hash = hash.finish();
        let (first, _) = hash.as_ref().split_first_chunk().expect("32 octets");
        u64::from_be_bytes(*first) >> 2
    }

    fn fill(&self, purpose: &str, octets: &mut [u8]) {
        struct Length(usize);
        impl hkdf::KeyType for Length {
            fn len(&self) -> usize {
                self.0
            }
        }
        let drawn = hkdf::Salt::new(hkdf::HKDF_SHA256, &[]).extract(&self.0);
        drawn
            .expand(&[purpose.as_bytes()], Length(octets.len()))
            .and_then(|expanded| expanded.fill(octets))
            .expect("fewer octets than HKDF can make");
    }
}

impl MasterKey {
    /// Takes the octets that `inline:` brings: as many as the suite has.
    #[must_use]
    pub fn new(suite: Suite, octets: &[u8]) -> Option<Self> {
        let mut key = [0; Suite::LONGEST_MASTER];
        if octets.len() != suite.master_octets() {
            return None;
        }
        key[..octets.len()].copy_from_slice(octets);
        Some(Self(key))
    }

    /// Key and salt in one.
    pub(crate) fn octets(&self, suite: Suite) -> &[u8] {
        &self.0[..suite.master_octets()]
    }
}

impl Mki {
    /// The longest that is taken, in octets; RFC 4568 §6.1 allows 128, and peers use one to four.
    pub const LONGEST: usize = 16;
    /// Nothing is put behind a packet.
    pub const NONE: Self = Self {
        value: [0; Self::LONGEST],
        octets: 0,
    };

    /// A number written in so many octets.
    #[must_use]
    pub fn new(number: u64, octets: usize) -> Option<Self> {
        let mut value = [0; Self::LONGEST];
        let number = u128::from(number).to_be_bytes();
        if octets == 0
            || octets > Self::LONGEST
            || number[..Self::LONGEST - octets] != value[octets..]
        {
            return None;
        }
        value[..octets].copy_from_slice(&number[Self::LONGEST - octets..]);
        Some(Self {
            value,
            octets: u8::try_from(octets).ok()?,
        })
    }

    /// As it stands behind a packet.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.value[..usize::from(self.octets)]
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seed")
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MasterKey")
    }
}

impl fmt::Debug for SrtpKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SrtpKeys({:?})", self.suite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_each_suite_a_key_of_its_own_and_prints_nothing() {
        let seed = Seed([7; 32]);
        let [one, two] = [Suite::AesCm128HmacSha1_80, Suite::AesCm128HmacSha1_32];
        assert_eq!(seed.master(one), seed.master(one));
        assert_ne!(seed.master(one), seed.master(two));
        assert_ne!(seed.master(one), Seed([8; 32]).master(one));
        assert_eq!(format!("{seed:?} {:?}", seed.master(one)), "Seed MasterKey");
    }

    #[test]
    fn a_key_identifier_is_written_in_its_octets_or_refused() {
        let mki = Mki::new(258, 4).expect("fits");
        assert_eq!(mki.octets(), [0, 0, 1, 2]);
        assert_eq!(Mki::new(256, 1).map(|_| ()), None);
        assert_eq!(Mki::new(1, 17).map(|_| ()), None);
        assert_eq!(
            Mki::new(u64::MAX, 16).map(|mki| mki.octets().len()),
            Some(16)
        );
    }
}
