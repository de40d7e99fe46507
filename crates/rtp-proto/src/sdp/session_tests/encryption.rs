//! What each policy makes of keys.

use super::*;

/// What each policy makes of each offer: a suite, plain, or a refusal.
#[test]
fn offers_meet_each_policy_of_encryption() {
    let line = format!("a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:{KEY}\r\n");
    let secure = format!("m=audio 4000 RTP/SAVP 0\r\n{line}");
    let optional = format!("m=audio 4000 RTP/AVP 0\r\n{line}");
    let both = format!("m=audio 4000 RTP/AVP 0\r\nm=audio 4002 RTP/SAVP 0\r\n{line}");
    let plain = "m=audio 4000 RTP/AVP 0\r\n".to_owned();
    let keyless = "m=audio 4000 RTP/SAVP 0\r\n".to_owned();
    let suite = Some(Suite::AesCm128HmacSha1_32);
    let (disable, allow, require) = (Encryption::Disable, Encryption::Allow, Encryption::Require);
    let refused = |reason: Rejected| Err(NotAgreed::Rejected(reason));
    for (policy, offer, wanted) in [
        (disable, &secure, refused(Rejected::Encrypted)),
        (disable, &optional, Ok(None)),
        (disable, &both, Ok(None)),
        (disable, &plain, Ok(None)),
        (allow, &secure, Ok(suite)),
        (allow, &optional, Ok(suite)),
        (allow, &both, Ok(suite)),
        (allow, &plain, Ok(None)),
        (allow, &keyless, refused(Rejected::NoKeys)),
        (require, &secure, Ok(suite)),
        (require, &optional, Ok(suite)),
        (require, &both, Ok(suite)),
        (require, &plain, refused(Rejected::NoKeys)),
        (require, &keyless, refused(Rejected::NoKeys)),
    ] {
        let mut session = encrypting(policy);
        let agreed = session.take_offer(format!("{HEAD}{offer}").as_bytes());
        let suite = agreed.map(|stream| stream.srtp.map(|keys| keys.suite));
        assert_eq!(suite, wanted, "{policy:?} {offer}");
        if let Ok(suite) = suite {
            let text = session.answer(here()).expect("due");
            assert_eq!(
                text.contains("a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:"),
                suite.is_some()
            );
            assert!(!text.contains(KEY), "the key is our own");
        }
    }
}

#[test]
fn answers_meet_each_policy_of_encryption() {
    let keys = |tag: u8, suite: &str, profile: &str| {
        format!("m=audio 4000 {profile} 0\r\na=crypto:{tag} {suite} inline:{KEY}\r\n")
    };
    let (long, short) = ("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32");
    let plain = "m=audio 4000 RTP/AVP 0\r\n".to_owned();
    let (disable, allow, require) = (Encryption::Disable, Encryption::Allow, Encryption::Require);
    let refused = |reason: Rejected| Err(NotAgreed::Rejected(reason));
    for (policy, answer, wanted) in [
        (disable, keys(1, long, "RTP/AVP"), Ok(None)),
        (
            disable,
            keys(1, long, "RTP/SAVP"),
            refused(Rejected::Encrypted),
        ),
        (allow, plain.clone(), Ok(None)),
        (
            allow,
            keys(1, long, "RTP/AVP"),
            Ok(Some(Suite::AesCm128HmacSha1_80)),
        ),
        (
            allow,
            keys(1, long, "RTP/SAVP"),
            Ok(Some(Suite::AesCm128HmacSha1_80)),
        ),
        (
            allow,
            keys(5, short, "RTP/AVP"),
            Ok(Some(Suite::AesCm128HmacSha1_32)),
        ),
        (allow, keys(1, short, "RTP/AVP"), refused(Rejected::NoKeys)),
        (allow, keys(9, long, "RTP/AVP"), refused(Rejected::NoKeys)),
        (
            require,
            keys(1, long, "RTP/SAVP"),
            Ok(Some(Suite::AesCm128HmacSha1_80)),
        ),
        (require, plain, refused(Rejected::NoKeys)),
    ] {
        let mut caller = encrypting(policy);
        let agreed = answered(&mut caller, &answer);
        let suite = agreed.map(|stream| stream.srtp.map(|keys| keys.suite));
        assert_eq!(suite, wanted, "{policy:?} {answer}");
    }
    let offer = encrypting(require)
        .offer(here())
        .expect("nothing is pending");
    assert!(offer.contains("m=audio 6000 RTP/SAVP "), "{offer}");
    let offer = encrypting(disable)
        .offer(here())
        .expect("nothing is pending");
    assert!(!offer.contains("crypto"), "{offer}");
}

#[test]
fn a_repeated_offer_changes_no_key() {
    let mut caller = encrypting(Encryption::Require);
    let media =
        format!("m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\n");
    let first = answered(&mut caller, &media).expect("agreed");
    assert_eq!(answered(&mut caller, &media), Ok(first));
    assert!(!format!("{caller:?}").contains("inline"));
}
