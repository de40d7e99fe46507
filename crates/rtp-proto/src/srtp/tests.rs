use super::derive::{CounterMode, Label, Protocol, derive};
use super::*;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let octet = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).expect("digits");
        u8::from_str_radix(pair, 16).expect("digits")
    };
    digits.chunks(2).map(octet).collect()
}

fn master(suite: Suite, text: &str) -> MasterKey {
    MasterKey::new(suite, &hex(text)).expect("as long as the suite's")
}

/// A packet of this number in the room that protection needs.
fn packet(sequence: u16, ssrc: u32) -> (Vec<u8>, usize) {
    let mut octets = vec![0x80, 0];
    octets.extend(sequence.to_be_bytes());
    octets.extend([0, 0, 0, 1]);
    octets.extend(ssrc.to_be_bytes());
    octets.extend(sequence.to_be_bytes().repeat(20));
    let length = octets.len();
    octets.resize(length + MOST_ADDED, 0);
    (octets, length)
}

struct Ends {
    from: Protector,
    to: Unprotector,
}

impl Ends {
    fn new(suite: Suite) -> Self {
        let key = Seed([5; 32]).master(suite);
        Self {
            from: Protector::with(suite, &key),
            to: Unprotector::with(suite, &key, Mki::NONE),
        }
    }

    fn sealed(&mut self, sequence: u16, ssrc: u32) -> Vec<u8> {
        let (mut space, length) = packet(sequence, ssrc);
        let length = self.from.protect(&mut space, length).expect("room");
        space.truncate(length);
        space
    }

    fn opened(&mut self, sealed: &[u8]) -> Result<Vec<u8>, BadSrtp> {
        let mut space = sealed.to_vec();
        let length = self.to.unprotect(&mut space)?;
        space.truncate(length);
        Ok(space)
    }
}

fn plain(sequence: u16, ssrc: u32) -> Vec<u8> {
    let (mut octets, length) = packet(sequence, ssrc);
    octets.truncate(length);
    octets
}

/// RFC 3711 §B.2.
#[test]
fn counter_mode_makes_the_keystream_of_the_standard() {
    let mut counter = [0; 16];
    counter[..14].copy_from_slice(&hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"));
    let mut stream = vec![0; 0xff02 * 16];
    CounterMode::new(&hex("2B7E151628AED2A6ABF7158809CF4F3C")).apply(&counter, &mut stream);
    let blocks = [
        (0, "E03EAD0935C95E80E166B16DD92B4EB4"),
        (1, "D23513162B02D0F72A43A2FE4A5F97AB"),
        (2, "41E95B3BB0A2E8DD477901E4FCA894C0"),
        (0xfeff, "EC8CDF7398607CB0F2D21675EA9EA1E4"),
        (0xff00, "362B7C3C6773516318A077D7FC5073AE"),
        (0xff01, "6A2CC3787889374FBEB4C81B17BA6C44"),
    ];
    for (block, wanted) in blocks {
        assert_eq!(stream[16 * block..][..16], hex(wanted), "block {block:x}");
    }
}

/// RFC 3711 §B.3, and RFC 6188 §7.2 for the longer key.
#[test]
fn session_keys_are_those_of_the_standard() {
    let short = "E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6";
    let long = "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6\
                3b04803de51ee7c96423ab5b78d2";
    let cases = [
        (
            Suite::AesCm128HmacSha1_80,
            short,
            [
                "C61E7A93744F39EE10734AFE3FF7A087",
                "30CBBC08863D8C85D49DB34A9AE1",
                "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4",
            ],
        ),
        (
            Suite::AesCm256HmacSha1_80,
            long,
            [
                "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4",
                "fa31791685ca444a9e07c6c64e93",
                "fd9c32d39ed5fbb5a9dc96b30818454d1313dc05",
            ],
        ),
    ];
    for (suite, secret, wanted) in cases {
        let labels = [Label::Encryption, Label::Salt, Label::Authentication];
        for (label, wanted) in labels.into_iter().zip(wanted.map(hex)) {
            let mut key = vec![0; wanted.len()];
            derive(
                (suite, &master(suite, secret)),
                Protocol::Rtp,
                label,
                &mut key,
            );
            assert_eq!(key, wanted, "{suite:?}");
        }
    }
}

/// The packets that libsrtp's driver checks itself with, whose master key is RFC 3711's.
#[test]
fn packets_of_the_common_implementation_open_and_are_made() {
    let suite = Suite::AesCm128HmacSha1_80;
    let key = master(
        suite,
        "e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6",
    );
    let clear = hex("800f1234decafbadcafebabe abababababababababababababababab");
    let sealed =
        hex("800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb");
    let mut space = clear.clone();
    space.resize(clear.len() + MOST_ADDED, 0);
    let length = Protector::with(suite, &key).protect(&mut space, clear.len());
    assert_eq!(length.map(|length| &space[..length]), Some(&sealed[..]));
    let mut space = sealed;
    let length = Unprotector::with(suite, &key, Mki::NONE).unprotect(&mut space);
    assert_eq!(length.map(|length| &space[..length]), Ok(&clear[..]));
}

/// RFC 7714 §16.1.1 and §16.2.1: the nonces and tags of Galois/counter mode, under session keys that are given.
#[test]
fn galois_mode_seals_as_the_standard_does() {
    let clear = hex(
        "8040f17b 8041f8d3 5501a0b2 47616c6c 696120657374206f 6d6e697320646976 69736120696e2070 6172746573207472 6573",
    );
    let salt = *b"Quid pro quo";
    let cases = [
        (
            "000102030405060708090a0b0c0d0e0f",
            "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
        ),
        (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
        ),
    ];
    for (key, sealed) in cases {
        let gcm = cipher::Gcm::keyed(&hex(key), &salt);
        let (head, payload) = clear.split_at(12);
        let mut payload = payload.to_vec();
        let tag = gcm
            .seal((0x5501_a0b2, 0xf17b), head, &mut payload)
            .expect("sealed");
        payload.extend(tag);
        assert_eq!(payload, hex(sealed));
        let count = gcm.open((0x5501_a0b2, 0xf17b), head, &mut payload);
        assert_eq!(count.map(|count| &payload[..count]), Some(&clear[12..]));
    }
}

#[test]
fn each_suite_opens_what_it_sealed_once_and_nothing_else() {
    for suite in Suite::ALL {
        let mut ends = Ends::new(suite);
        let sealed = ends.sealed(7, 1);
        assert_eq!(sealed.len(), plain(7, 1).len() + suite.rtp_tag());
        assert_ne!(sealed[12..52], plain(7, 1)[12..]);
        for at in 0..sealed.len() {
            let mut forged = sealed.clone();
            forged[at] ^= 1;
            assert!(ends.opened(&forged).is_err(), "{suite:?}: octet {at}");
            assert!(
                ends.opened(&sealed[..at]).is_err(),
                "{suite:?}: cut at {at}"
            );
        }
        assert_eq!(ends.opened(&sealed), Ok(plain(7, 1)), "{suite:?}");
        assert_eq!(ends.opened(&sealed), Err(BadSrtp::Replayed), "{suite:?}");
    }
}

#[test]
fn numbers_turn_over_with_loss_and_in_disorder() {
    let mut ends = Ends::new(Suite::AesCm128HmacSha1_32);
    let numbers = (0..70_000_u32).map(|number| number.wrapping_add(65_000));
    let mut late = None;
    for number in numbers {
        let sequence = u16::try_from(number & 0xffff).expect("16 bits");
        let sealed = ends.sealed(sequence, 9);
        match number % 7 {
            0 => {}
            1 => late = Some((sequence, sealed)),
            _ => assert_eq!(ends.opened(&sealed), Ok(plain(sequence, 9)), "{number}"),
        }
        if number % 7 == 4
            && let Some((sequence, sealed)) = late.take()
        {
            assert_eq!(ends.opened(&sealed), Ok(plain(sequence, 9)), "{number}");
            assert_eq!(ends.opened(&sealed), Err(BadSrtp::Replayed));
        }
    }
}

#[test]
fn a_new_source_begins_anew_and_old_ones_stay_closed() {
    let mut ends = Ends::new(Suite::AeadAes128Gcm);
    let first = ends.sealed(65_535, 1);
    let turned = ends.sealed(0, 1);
    let other = ends.sealed(0, 2);
    for sealed in [&first, &turned, &other] {
        assert!(ends.opened(sealed).is_ok());
        assert_eq!(ends.opened(sealed), Err(BadSrtp::Replayed));
    }
    for ssrc in 3..200 {
        let sealed = ends.sealed(40, ssrc);
        assert_eq!(ends.opened(&sealed), Ok(plain(40, ssrc)));
    }
}

#[test]
fn reports_are_sealed_and_opened_once() {
    let report = crate::report(77, None, None, "name");
    for suite in Suite::ALL {
        let mut ends = Ends::new(suite);
        for _ in 0..3 {
            let sealed = ends.from.protect_rtcp(&report).expect("a report");
            assert_eq!(sealed.len(), report.len() + 4 + suite.rtcp_tag());
            for at in 0..sealed.len() {
                let mut forged = sealed.clone();
                forged[at] ^= 1;
                assert!(
                    ends.to.unprotect_rtcp(&mut forged).is_err(),
                    "{suite:?}: octet {at}"
                );
                assert!(ends.to.unprotect_rtcp(&mut sealed[..at].to_vec()).is_err());
            }
            let mut space = sealed.clone();
            let length = ends.to.unprotect_rtcp(&mut space);
            assert_eq!(
                length.map(|length| &space[..length]),
                Ok(&report[..]),
                "{suite:?}"
            );
            let again = ends.to.unprotect_rtcp(&mut sealed.clone());
            assert_eq!(again, Err(BadSrtp::Replayed));
        }
    }
}

#[test]
fn a_keys_name_stands_where_it_was_signalled() {
    for suite in Suite::ALL {
        let mut ends = Ends::new(suite);
        let sealed = ends.sealed(1, 1);
        let at = if suite.is_aead() {
            sealed.len()
        } else {
            sealed.len() - suite.rtp_tag()
        };
        let named = |name: &[u8]| [&sealed[..at], name, &sealed[at..]].concat();
        let key = Seed([5; 32]).master(suite);
        let mut to = Unprotector::with(suite, &key, Mki::new(3, 2).expect("fits"));
        assert_eq!(to.unprotect(&mut named(&[0, 4])), Err(BadSrtp::Forged));
        assert!(to.unprotect(&mut sealed.clone()).is_err());
        assert_eq!(
            to.unprotect(&mut named(&[0, 3])),
            Ok(plain(1, 1).len()),
            "{suite:?}"
        );
    }
}

#[test]
fn space_that_is_too_small_is_refused() {
    let mut ends = Ends::new(Suite::AeadAes256Gcm);
    let (mut space, length) = packet(1, 1);
    space.truncate(length + 3);
    assert_eq!(ends.from.protect(&mut space, length), None);
    assert_eq!(ends.from.protect(&mut [0x80; 11], 11), None);
    assert_eq!(
        ends.from.protect(&mut [0xbf; 64], 30),
        None,
        "sources beyond the packet"
    );
}
