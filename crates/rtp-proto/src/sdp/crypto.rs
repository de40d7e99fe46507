use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::srtp::{MasterKey, Mki, Suite};

/// The most digits of a tag (RFC 4568 §9.1).
const MAX_TAG_DIGITS: usize = 9;
/// Base64 as peers write it: some leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One `a=crypto` line (RFC 4568 §9.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Crypto {
    pub(super) tag: u32,
    pub(super) suite: Suite,
    pub(super) key: MasterKey,
    pub(super) mki: Mki,
}

impl Crypto {
    /// Reads a line's value: `None` when it breaks the grammar, or asks for what we do not have. Such a line is
    /// passed over, as RFC 4568 §5.1.2 has it for an answerer.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let tag = tag(words.next()?)?;
        let suite = Suite::by_name(words.next()?)?;
        let (key, mki) = key(suite, words.next()?)?;
        // A parameter that begins with `-` may be passed over; so may the hint at the window's size (§6.3.7).
        let is_known = |word: &str| word.starts_with('-') || word.starts_with("WSH=");
        words.all(is_known).then_some(Self {
            tag,
            suite,
            key,
            mki,
        })
    }

    /// The line's value.
    pub(super) fn value(&self) -> String {
        let octets = BASE64.encode(self.key.octets(self.suite));
        format!("{} {} inline:{octets}", self.tag, self.suite.name())
    }
}

fn tag(word: &str) -> Option<u32> {
    let is_number =
        word.len() <= MAX_TAG_DIGITS && word.bytes().all(|octet| octet.is_ascii_digit());
    word.parse().ok().filter(|_| is_number)
}

/// `inline:KEY[|LIFETIME][|MKI:LENGTH]`. Several keys are not taken.
fn key(suite: Suite, word: &str) -> Option<(MasterKey, Mki)> {
    let scheme = word.get(..7)?;
    if !scheme.eq_ignore_ascii_case("inline:") {
        return None;
    }
    let mut parts = word[7..].split('|');
    let octets = BASE64.decode(parts.next()?).ok()?;
    let key = MasterKey::new(suite, &octets)?;
    let mut mki = Mki::NONE;
    for part in parts {
        match part.split_once(':') {
            Some((number, length)) => mki = Mki::new(number.parse().ok()?, length.parse().ok()?)?,
            // No call lasts as long as the shortest lifetime that the grammar's powers are meant for.
            None if is_lifetime(part) => {}
            None => return None,
        }
    }
    Some((key, mki))
}

fn is_lifetime(part: &str) -> bool {
    let digits = part.strip_prefix("2^").unwrap_or(part);
    !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "NzFlNTUwZDk2OGVlOTc3YzNkYTkwZWVkMTM1YWFj";

    #[test]
    fn lines_of_real_phones_are_read() {
        for (line, mki) in [
            (format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}"), 0),
            (format!("1 AES_CM_128_HMAC_SHA1_32 inline:{KEY}|2^31"), 0),
            (
                format!("2 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^31|1:1"),
                1,
            ),
            (format!("3 aes_cm_128_hmac_sha1_80 INLINE:{KEY}|1:4"), 4),
            (
                format!("4 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|1048576|1:32 WSH=64"),
                0,
            ),
            (
                format!("5 AES_CM_128_HMAC_SHA1_80 inline:{KEY} WSH=128 -MORE"),
                0,
            ),
        ] {
            let read = Crypto::parse(&line);
            if line.starts_with('4') {
                assert_eq!(read, None, "an identifier of 32 octets");
                continue;
            }
            let read = read.unwrap_or_else(|| panic!("{line}"));
            assert_eq!(read.mki.octets().len(), mki, "{line}");
        }
        let unpadded = "6 AES_256_CM_HMAC_SHA1_80 inline:C/ZVbnKy4GQ0xzldo88VZMlaMnlm9lVLrfaaB9wMHa2mPsc9wqkvwenUeZHlVQ";
        let padded = format!("{unpadded}==");
        assert!(Crypto::parse(unpadded).is_some());
        assert_eq!(Crypto::parse(unpadded), Crypto::parse(&padded));
    }

    #[test]
    fn what_is_broken_or_unknown_is_passed_over() {
        for line in [
            String::new(),
            "1".to_owned(),
            "1 AES_CM_128_HMAC_SHA1_80".to_owned(),
            format!("x AES_CM_128_HMAC_SHA1_80 inline:{KEY}"),
            format!("1234567890 AES_CM_128_HMAC_SHA1_80 inline:{KEY}"),
            format!("+1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}"),
            format!("1 F8_128_HMAC_SHA1_80 inline:{KEY}"),
            format!("1 AES_CM_128_HMAC_SHA1_80 outline:{KEY}"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{}", &KEY[1..]),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{}", &KEY[4..]),
            format!("1 AEAD_AES_128_GCM inline:{KEY}"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|1:4;inline:{KEY}|2:4"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY} UNENCRYPTED_SRTCP"),
            format!("1 AES_CM_128_HMAC_SHA1_80 inline:{KEY} KDR=2"),
            "1 AES_CM_128_HMAC_SHA1_80 inli\u{e9}".to_owned(),
        ] {
            assert_eq!(Crypto::parse(&line), None, "{line}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for suite in Suite::ALL {
            let key = crate::srtp::Seed([3; 32]).master(suite);
            let line = Crypto {
                tag: 9,
                suite,
                key,
                mki: Mki::NONE,
            };
            assert_eq!(Crypto::parse(&line.value()), Some(line));
        }
    }
}
