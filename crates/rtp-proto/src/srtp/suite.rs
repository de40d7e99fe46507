/// How packets are encrypted and authenticated, by its name in `a=crypto` (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Suite {
    /// Counter mode, a tag of 80 bits. All peers have it.
    AesCm128HmacSha1_80,
    /// Counter mode, a tag of 32 bits on RTP, of 80 on RTCP.
    AesCm128HmacSha1_32,
    /// As the first, with a longer key.
    AesCm256HmacSha1_80,
    /// As the second, with a longer key.
    AesCm256HmacSha1_32,
    /// Galois/counter mode, a tag of 128 bits.
    AeadAes128Gcm,
    /// The same with a longer key.
    AeadAes256Gcm,
}

impl Suite {
    /// All, in our order of preference: what every peer has goes first, short tags last.
    pub const ALL: [Self; 6] = [
        Self::AesCm128HmacSha1_80,
        Self::AeadAes128Gcm,
        Self::AeadAes256Gcm,
        Self::AesCm256HmacSha1_80,
        Self::AesCm128HmacSha1_32,
        Self::AesCm256HmacSha1_32,
    ];
    /// Octets of the longest master key and salt.
    pub const LONGEST_MASTER: usize = 46;

    /// The name in the session description.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AesCm128HmacSha1_80 => "AES_CM_128_HMAC_SHA1_80",
            Self::AesCm128HmacSha1_32 => "AES_CM_128_HMAC_SHA1_32",
            Self::AesCm256HmacSha1_80 => "AES_256_CM_HMAC_SHA1_80",
            Self::AesCm256HmacSha1_32 => "AES_256_CM_HMAC_SHA1_32",
            Self::AeadAes128Gcm => "AEAD_AES_128_GCM",
            Self::AeadAes256Gcm => "AEAD_AES_256_GCM",
        }
    }

    /// Finds a suite by its name; some phones write `AES_CM_256` for `AES_256_CM`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let name = match name {
            "AES_CM_256_HMAC_SHA1_80" => "AES_256_CM_HMAC_SHA1_80",
            "AES_CM_256_HMAC_SHA1_32" => "AES_256_CM_HMAC_SHA1_32",
            name => name,
        };
        let mut all = Self::ALL.into_iter();
        all.find(|suite| suite.name().eq_ignore_ascii_case(name))
    }

    /// Octets of the key: of the master's, and of the one that encrypts.
    #[must_use]
    pub fn key_octets(self) -> usize {
        match self {
            Self::AesCm128HmacSha1_80 | Self::AesCm128HmacSha1_32 | Self::AeadAes128Gcm => 16,
            Self::AesCm256HmacSha1_80 | Self::AesCm256HmacSha1_32 | Self::AeadAes256Gcm => 32,
        }
    }

    /// Octets of the salt.
    #[must_use]
    pub fn salt_octets(self) -> usize {
        if self.is_aead() { 12 } else { 14 }
    }

    /// Octets of the master key and salt, as `inline:` has them.
    #[must_use]
    pub fn master_octets(self) -> usize {
        self.key_octets() + self.salt_octets()
    }

    /// Octets of the tag of an RTP packet.
    #[must_use]
    pub fn rtp_tag(self) -> usize {
        match self {
            Self::AesCm128HmacSha1_80 | Self::AesCm256HmacSha1_80 => 10,
            Self::AesCm128HmacSha1_32 | Self::AesCm256HmacSha1_32 => 4,
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => 16,
        }
    }

    /// Octets of the tag of an RTCP packet (RFC 4568 §6.2.2: never 32 bits).
    #[must_use]
    pub fn rtcp_tag(self) -> usize {
        if self.is_aead() { 16 } else { 10 }
    }

    /// Whether encryption and authentication are one.
    #[must_use]
    pub fn is_aead(self) -> bool {
        match self {
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => true,
            Self::AesCm128HmacSha1_80 | Self::AesCm128HmacSha1_32 => false,
            Self::AesCm256HmacSha1_80 | Self::AesCm256HmacSha1_32 => false,
        }
    }
}
