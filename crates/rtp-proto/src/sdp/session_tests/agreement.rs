//! Two sessions of ours with each other.

use proptest::prelude::*;

use super::*;

fn policies() -> impl Strategy<Value = Policy> {
    let codecs = Just(Codec::ALL.to_vec()).prop_shuffle();
    let suites = Just(Suite::ALL.to_vec()).prop_shuffle();
    let encryption = prop_oneof![
        Just(Encryption::Disable),
        Just(Encryption::Allow),
        Just(Encryption::Require)
    ];
    (
        codecs,
        1..=3_usize,
        suites,
        1..=6_usize,
        encryption,
        1..=6_u8,
    )
        .prop_map(
            |(mut codecs, most, mut suites, most_suites, encryption, tens)| {
                codecs.truncate(most);
                suites.truncate(most_suites);
                Policy {
                    codecs,
                    encryption,
                    suites,
                    ptime_ms: tens * 10,
                }
            },
        )
}

/// One description and what comes of it, at both ends.
fn exchange(from: &mut Session, to: &mut Session) -> Result<(AudioStream, AudioStream), NotAgreed> {
    let there = "192.0.2.9:4000".parse().expect("an address");
    let offer = from.offer(here())?;
    let theirs = to.take_offer(offer.as_bytes())?;
    let answer = to.answer(there).expect("due");
    let ours = from.take_answer(answer.as_bytes())?;
    assert_eq!((ours.remote, theirs.remote), (there, here()));
    Ok((ours, theirs))
}

fn assert_agree(ours: &AudioStream, theirs: &AudioStream) {
    assert_eq!(
        (ours.codec, ours.sends, ours.receives),
        (theirs.codec, theirs.receives, theirs.sends)
    );
    assert_eq!(ours.direction.sends(), theirs.direction.receives());
    assert_eq!(ours.direction.receives(), theirs.direction.sends());
    assert_eq!(ours.srtp.is_some(), theirs.srtp.is_some());
    if let (Some(ours), Some(theirs)) = (ours.srtp, theirs.srtp) {
        assert_eq!((ours.suite, ours.local), (theirs.suite, theirs.remote));
        assert_eq!(ours.remote, theirs.local);
    }
}

proptest! {
    /// Whatever two of us allow, both ends mean the same, now and after any hold and re-offer of either.
    #[test]
    fn our_offer_and_our_answer_always_agree(
        one in policies(),
        two in policies(),
        turns in prop::collection::vec((any::<bool>(), any::<bool>()), 1..6),
    ) {
        let is_common = one.codecs.iter().any(|codec| two.codecs.contains(codec));
        let mut ends = [Session::new(one, Seed([1; 32])), Session::new(two, Seed([2; 32]))];
        for (is_second, is_holding) in turns {
            let [one, two] = &mut ends;
            let (from, to) = if is_second { (two, one) } else { (one, two) };
            from.hold(is_holding);
            match exchange(from, to) {
                Ok((ours, theirs)) => {
                    prop_assert!(is_common);
                    assert_agree(&ours, &theirs);
                    prop_assert_eq!(from.agreed(), Some(&ours));
                }
                Err(_) => from.withdraw(),
            }
        }
    }

    /// In *allow* there is always an agreement with a peer that has a codec, however it encrypts.
    #[test]
    fn allow_meets_allow_and_disable(one in policies(), two in policies(), is_encrypting in any::<bool>()) {
        let all = Codec::ALL.to_vec();
        let one = Policy { codecs: all.clone(), encryption: Encryption::Allow, ..one };
        let theirs = if is_encrypting { Encryption::Allow } else { Encryption::Disable };
        let two = Policy { codecs: all, encryption: theirs, ..two };
        let mut ends = [Session::new(one, Seed([1; 32])), Session::new(two, Seed([2; 32]))];
        let [one, two] = &mut ends;
        prop_assert!(exchange(one, two).is_ok());
        prop_assert!(exchange(two, one).is_ok());
    }

    #[test]
    fn no_octets_panic(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut session = encrypting(Encryption::Allow);
        let _ = session.take_offer(&octets);
        let _ = session.answer(here());
        let _ = session.offer(here());
        let _ = session.take_answer(&octets);
    }
}
