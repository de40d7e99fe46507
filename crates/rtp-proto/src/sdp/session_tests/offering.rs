//! Our offers, and the answers of peers.

use super::*;

#[test]
fn our_offer_names_every_codec_and_its_answer_may_take_fewer_and_call_them_otherwise() {
    let mut caller = session(Policy::default());
    let text = caller.offer(here()).expect("nothing is pending");
    assert!(
        text.contains("m=audio 6000 RTP/AVP 9 0 8 101\r\n"),
        "{text}"
    );
    assert_eq!(caller.offer(here()), Err(NotAgreed::Glare));
    let answer = format!(
        "{HEAD}m=audio 4000 RTP/AVP 118 96 0\r\na=rtpmap:118 iLBC/8000\r\na=rtpmap:96 PCMA/8000\r\na=ptime:30\r\n"
    );
    let stream = caller.take_answer(answer.as_bytes()).expect("agreed");
    let types = |audio| PayloadTypes { audio, dtmf: None };
    assert_eq!(
        stream.codec,
        Codec::Pcma,
        "the first of theirs that we offered"
    );
    assert_eq!((stream.sends, stream.receives), (types(96), types(8)));
    assert_eq!(stream.ptime_ms, 30);
}

#[test]
fn an_answer_that_does_not_fit_is_refused_and_changes_nothing() {
    for (answer, error) in [
        ("m=audio 0 RTP/AVP 0\r\n", Rejected::Declined.into()),
        ("m=video 4000 RTP/AVP 0\r\n", Rejected::NoAudio.into()),
        ("", Rejected::NoAudio.into()),
        ("m=audio 4000 RTP/AVP 18\r\n", Rejected::NoCodec.into()),
        (
            "m=audio 4000 RTP/SAVP 0\r\n",
            NotAgreed::Rejected(Rejected::Encrypted),
        ),
    ] {
        let mut caller = session(Policy::default());
        let first = answered(&mut caller, "m=audio 4000 RTP/AVP 0\r\n").expect("agreed");
        assert_eq!(answered(&mut caller, answer), Err(error), "{answer}");
        assert_eq!(caller.agreed(), Some(&first));
        caller.withdraw();
        assert!(!caller.is_offering());
    }
    let mut caller = session(Policy::default());
    assert_eq!(caller.take_answer(HEAD.as_bytes()), Err(NotAgreed::NoOffer));
    let second = "m=audio 4000 RTP/AVP 0\r\nm=video 4002 RTP/AVP 96\r\n";
    assert!(
        answered(&mut caller, second).is_ok(),
        "a section more than we have is passed over"
    );
}

#[test]
fn early_media_may_be_answered_anew_and_forks_agree_each_for_itself() {
    let mut caller = session(Policy::default());
    caller.offer(here()).expect("nothing is pending");
    let mut fork = caller.clone();
    let answer = |port: u16, codec: u8| format!("{HEAD}m=audio {port} RTP/AVP {codec}\r\n");
    let early = caller
        .take_answer(answer(4000, 0).as_bytes())
        .expect("agreed");
    let late = caller
        .take_answer(answer(5000, 8).as_bytes())
        .expect("agreed anew");
    let other = fork
        .take_answer(answer(7000, 9).as_bytes())
        .expect("agreed");
    let facts = [early, late, other].map(|stream| (stream.remote.port(), stream.codec));
    assert_eq!(
        facts,
        [
            (4000, Codec::Pcmu),
            (5000, Codec::Pcma),
            (7000, Codec::G722)
        ]
    );
    assert_eq!(caller.agreed(), Some(&late));
}

#[test]
fn a_late_offer_is_ours_and_the_ack_answers_it() {
    let mut callee = session(Policy::default());
    assert_eq!(callee.take_offer(b""), Err(NotAgreed::Missing));
    let offer = callee.offer(here()).expect("nothing is pending");
    let mut caller = session(Policy::default());
    caller.take_offer(offer.as_bytes()).expect("agreed");
    let ack = caller
        .answer("192.0.2.9:4000".parse().expect("an address"))
        .expect("due");
    let stream = callee.take_answer(ack.as_bytes()).expect("agreed");
    assert_eq!((stream.codec, stream.remote.port()), (Codec::G722, 4000));
}

#[test]
fn the_version_counts_descriptions_that_differ() {
    let mut session = session(Policy::default());
    let offer = |port: u16| format!("{HEAD}m=audio {port} RTP/AVP 0\r\n");
    session.take_offer(offer(4000).as_bytes()).expect("agreed");
    let first = session.answer(here()).expect("due");
    assert_eq!(
        session.answer(here()).expect("due"),
        first,
        "the 183 and the 200 say the same"
    );
    session.take_offer(offer(5000).as_bytes()).expect("agreed");
    assert_eq!(
        session.answer(here()).expect("due"),
        first,
        "what the peer changes is not ours"
    );
    let moved = session
        .answer("198.51.100.1:7000".parse().expect("an address"))
        .expect("due");
    session.hold(true);
    let held = session.offer(here()).expect("nothing is pending");
    session.withdraw();
    let again = session.offer(here()).expect("withdrawn");
    let versions = [&first, &moved, &held, &again].map(|text| version(text) - version(&first));
    assert_eq!(versions, [0, 1, 2, 2]);
}

#[test]
fn we_hold_and_take_back() {
    let mut caller = session(Policy::default());
    let direction = |caller: &mut Session, answer: &str| {
        let media = format!("m=audio 4000 RTP/AVP 0\r\na={answer}\r\n");
        answered(caller, &media).expect("agreed").direction
    };
    assert_eq!(direction(&mut caller, "sendrecv"), Direction::SendRecv);
    caller.hold(true);
    assert_eq!(direction(&mut caller, "recvonly"), Direction::SendOnly);
    assert_eq!(direction(&mut caller, "inactive"), Direction::Inactive);
    assert_eq!(
        direction(&mut caller, "sendrecv"),
        Direction::SendOnly,
        "an answer that breaks the rule"
    );
    let offer = format!("{HEAD}m=audio 4000 RTP/AVP 0\r\n");
    assert_eq!(
        caller
            .take_offer(offer.as_bytes())
            .map(|stream| stream.direction),
        Ok(Direction::SendOnly),
        "the peer's offer does not take our hold back"
    );
    caller.hold(false);
    assert_eq!(direction(&mut caller, "sendrecv"), Direction::SendRecv);
}

#[test]
fn a_codec_keeps_its_name_in_later_offers() {
    let mut session = session(Policy::default());
    let offered = "m=audio 4000 RTP/AVP 101 96\r\na=rtpmap:101 G722/8000\r\na=rtpmap:96 telephone-event/8000\r\n";
    session
        .take_offer(format!("{HEAD}{offered}").as_bytes())
        .expect("agreed");
    session.answer(here()).expect("due");
    let again = session.offer(here()).expect("nothing is pending");
    assert!(
        again.contains("m=audio 6000 RTP/AVP 101 0 8 96\r\n"),
        "{again}"
    );
}

#[test]
fn packet_times_are_what_the_peer_wants_where_we_have_it() {
    for (lines, wanted) in [
        ("", 20),
        ("a=ptime:10\r\n", 10),
        ("a=ptime:60\r\n", 60),
        ("a=ptime:25\r\n", 20),
        ("a=ptime:120\r\n", 60),
        ("a=ptime:40\r\na=maxptime:30\r\n", 30),
        ("a=maxptime:10\r\n", 10),
        ("a=ptime:0\r\n", 20),
        ("a=ptime:-1\r\n", 20),
    ] {
        let (stream, _) = taken(&format!("m=audio 4000 RTP/AVP 0\r\n{lines}")).expect("agreed");
        assert_eq!(stream.ptime_ms, wanted, "{lines}");
    }
}
