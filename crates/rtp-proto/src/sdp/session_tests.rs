use std::net::SocketAddr;

use proptest::prelude::*;

use super::*;
use crate::Codec;
use crate::srtp::{Seed, Suite};

const HEAD: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
const KEY: &str = "NzFlNTUwZDk2OGVlOTc3YzNkYTkwZWVkMTM1YWFj";

fn here() -> SocketAddr {
    "198.51.100.1:6000".parse().expect("an address")
}

fn session(policy: Policy) -> Session {
    Session::new(policy, Seed([1; 32]))
}

fn encrypting(encryption: Encryption) -> Session {
    session(Policy {
        encryption,
        ..Policy::default()
    })
}

fn taken(media: &str) -> Result<(AudioStream, String), NotAgreed> {
    let mut session = session(Policy::default());
    let stream = session.take_offer(format!("{HEAD}{media}").as_bytes())?;
    Ok((stream, session.answer(here()).expect("an answer is due")))
}

/// Offers, and takes what the peer makes of it.
fn answered(session: &mut Session, media: &str) -> Result<AudioStream, NotAgreed> {
    session.offer(here())?;
    session.take_answer(format!("{HEAD}{media}").as_bytes())
}

fn version(text: &str) -> u64 {
    let origin = text.lines().nth(1).expect("an origin");
    let version = origin.split(' ').nth(2).expect("a version");
    version.parse().expect("a number")
}

#[test]
fn our_best_codec_is_taken_with_the_payload_types_of_the_offer() {
    let offered = "m=audio 4000 RTP/AVP 8 0 97 101\r\na=rtpmap:97 g722/8000\r\na=rtpmap:101 TELEPHONE-EVENT/8000\r\n";
    let (stream, text) = taken(offered).expect("agreed");
    let types = PayloadTypes {
        audio: 97,
        dtmf: Some(101),
    };
    assert_eq!(
        (stream.codec, stream.sends, stream.receives),
        (Codec::G722, types, types)
    );
    assert_eq!(stream.remote, "192.0.2.1:4000".parse().expect("an address"));
    assert_eq!(stream.remote_rtcp.port(), 4001);
    assert!(
        text.contains("m=audio 6000 RTP/AVP 97 101\r\na=rtpmap:97 G722/8000\r\n"),
        "{text}"
    );
    assert!(
        text.contains(" 1 IN IP4 198.51.100.1\r\n") && text.contains("a=fmtp:101 0-15\r\n"),
        "{text}"
    );
}

#[test]
fn every_section_is_answered_in_its_order() {
    let offered = "m=video 5000 RTP/AVP 96\r\nm=audio 0 RTP/AVP 0\r\nm=audio 4000 RTP/AVP 0\r\nm=image 7 udptl t38\r\n";
    let mut session = session(Policy::default());
    session
        .take_offer(format!("{HEAD}{offered}").as_bytes())
        .expect("agreed");
    let there = "[::1]:6000".parse().expect("an address");
    let sections = |text: String| -> Vec<String> {
        let media = text.lines().filter(|line| line.starts_with("m="));
        media.map(str::to_owned).collect()
    };
    let text = session.answer(there).expect("an answer is due");
    assert!(text.contains("c=IN IP6 ::1\r\n"), "{text}");
    assert_eq!(
        sections(text),
        [
            "m=video 0 RTP/AVP 96",
            "m=audio 0 RTP/AVP 0",
            "m=audio 6000 RTP/AVP 0",
            "m=image 0 udptl t38"
        ]
    );
    let again = session.offer(there).expect("nothing is pending");
    assert_eq!(
        sections(again),
        [
            "m=video 0 RTP/AVP 96",
            "m=audio 0 RTP/AVP 0",
            "m=audio 6000 RTP/AVP 9 0 8 101",
            "m=image 0 udptl t38"
        ],
        "a later offer has as many sections"
    );
}

#[test]
fn hold_is_answered_by_its_counterpart() {
    for (offered, direction) in [
        ("a=sendonly", Direction::RecvOnly),
        ("a=recvonly", Direction::SendOnly),
        ("a=inactive", Direction::Inactive),
        ("a=sendrecv", Direction::SendRecv),
        ("c=IN IP4 0.0.0.0", Direction::RecvOnly),
        ("c=IN IP4 0.0.0.0\r\na=inactive", Direction::Inactive),
        ("c=IN IP4 0.0.0.0\r\na=recvonly", Direction::Inactive),
    ] {
        let (stream, text) =
            taken(&format!("m=audio 4000 RTP/AVP 0\r\n{offered}\r\n")).expect("agreed");
        assert_eq!(stream.direction, direction, "{offered}");
        assert!(
            text.contains(&format!("a={}\r\n", direction.as_str())),
            "{text}"
        );
    }
}

#[test]
fn what_does_not_fit_is_rejected_with_its_reason() {
    let keys =
        format!("m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\n");
    for (offered, reason) in [
        ("", Rejected::NoAudio),
        ("m=video 5000 RTP/AVP 96\r\n", Rejected::NoAudio),
        (
            "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 224.2.1.1/127\r\n",
            Rejected::NoAudio,
        ),
        (
            "m=audio 4000 RTP/AVP 0\r\nc=IN IP4 255.255.255.255\r\n",
            Rejected::NoAudio,
        ),
        ("m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n", Rejected::Profile),
        (&keys, Rejected::Encrypted),
        ("m=audio 4000 RTP/AVP 18 3\r\n", Rejected::NoCodec),
        (
            "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 G722/16000\r\n",
            Rejected::NoCodec,
        ),
        (
            "m=audio 4000 RTP/AVP 96\r\na=rtpmap:96 PCMU/8000/2\r\n",
            Rejected::NoCodec,
        ),
    ] {
        let error = taken(offered).expect_err(offered);
        assert_eq!(
            (&error, error.status()),
            (&NotAgreed::Rejected(reason), 488),
            "{offered}"
        );
    }
}

#[test]
fn broken_and_huge_descriptions_are_errors_and_never_panics() {
    let whole = format!(
        "{HEAD}m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=rtcp:53020\r\na=ptime:999\r\n\
         a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^20|1:4\r\n"
    );
    for end in 0..whole.len() {
        let _ = encrypting(Encryption::Allow).take_offer(&whole.as_bytes()[..end]);
        let mut caller = encrypting(Encryption::Allow);
        caller.offer(here()).expect("nothing is pending");
        let _ = caller.take_answer(&whole.as_bytes()[..end]);
    }
    let many = format!("{HEAD}{}", "m=audio 1 RTP/AVP 0\r\n".repeat(1000));
    let errors = [many.as_bytes(), b"v=0\r\nnonsense", b""].map(|octets| {
        let error = session(Policy::default())
            .take_offer(octets)
            .expect_err("refused");
        error.status()
    });
    assert_eq!(errors, [400; 3]);
    let bare = whole.replace('\r', "");
    assert!(
        session(Policy::default())
            .take_offer(bare.as_bytes())
            .is_ok(),
        "line ends without CR"
    );
}

#[test]
fn the_first_map_of_a_payload_type_counts_and_what_is_none_is_passed_over() {
    let offered = "m=audio 4000 RTP/AVP 300 128 x 97 0\r\na=rtpmap:300 G722/8000\r\na=rtpmap\r\na=rtpmap:97\r\n\
        a=rtpmap:97 PCMA/8000\r\na=rtpmap:97 G722/8000\r\na=rtpmap:0 opus/48000/2\r\n";
    let (stream, _) = taken(offered).expect("agreed");
    assert_eq!((stream.codec, stream.sends.audio), (Codec::Pcma, 97));
}

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

/// What phones, carriers and exchanges really offer: the codec, payload type and events that come of it.
#[test]
fn offers_of_real_peers_are_taken() {
    for (peer, offer, wanted) in [
        (
            "Asterisk 18",
            "v=0\no=root 702294668 702294668 IN IP4 192.0.2.158\ns=Asterisk PBX 18.9\nc=IN IP4 192.0.2.158\nt=0 0\nm=audio 10288 RTP/AVP 8 0 4 101\na=rtpmap:8 PCMA/8000\na=rtpmap:0 PCMU/8000\na=rtpmap:4 G723/8000\na=fmtp:4 annexa=no\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=ptime:20\na=maxptime:150\na=sendrecv\n",
            (Codec::Pcmu, 0, Some(101)),
        ),
        (
            "Twilio",
            "v=0\no=- 1498417111 1498417111 IN IP4 54.174.11.44\ns=session\nc=IN IP4 54.174.11.44\nt=0 0\nm=audio 33340 RTP/AVP 0 101\na=rtpmap:0 PCMU/8000\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\na=silenceSupp:off - - - -\na=ptime:20\na=sendrecv\n",
            (Codec::Pcmu, 0, Some(101)),
        ),
        (
            "baresip",
            "v=0\no=- 335166208 1601566012 IN IP4 192.26.134.10\ns=-\nc=IN IP4 192.26.134.10\nt=0 0\na=tool:baresip 3.5.0\nm=audio 30000 RTP/AVP 96 9 0 8 101\nb=AS:125\na=rtcp:30001\na=rtpmap:96 opus/48000/2\na=fmtp:96 stereo=1;sprop-stereo=1\na=rtpmap:9 G722/8000\na=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\na=sendrecv\na=label:1\na=rtcp-rsize\na=ssrc:3776330263 cname:sip:test@example.org\na=ptime:20\n",
            (Codec::G722, 9, Some(101)),
        ),
        (
            "FreeSWITCH",
            "v=0\no=FreeSWITCH 1700000000 1700000001 IN IP4 203.0.113.5\ns=FreeSWITCH\nc=IN IP4 203.0.113.5\nt=0 0\nm=audio 25006 RTP/AVP 102 9 0 8 103 101\na=rtpmap:102 opus/48000/2\na=fmtp:102 useinbandfec=1; maxaveragebitrate=30000; maxplaybackrate=48000; ptime=20; minptime=10; maxptime=40\na=rtpmap:9 G722/8000\na=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\na=rtpmap:103 telephone-event/48000\na=fmtp:103 0-15\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-15\na=ptime:20\n",
            (Codec::G722, 9, Some(101)),
        ),
        (
            "SIPp",
            "v=0\no=user1 53655765 2353687637 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 6000 RTP/AVP 0\na=rtpmap:0 PCMU/8000\n",
            (Codec::Pcmu, 0, None),
        ),
        (
            "Yealink",
            "v=0\no=- 20051 20051 IN IP4 10.2.1.20\ns=SDP data\nc=IN IP4 10.2.1.20\nt=0 0\nm=audio 11780 RTP/AVP 0 8 18 9 101\na=rtpmap:0 PCMU/8000\na=rtpmap:8 PCMA/8000\na=rtpmap:18 G729/8000\na=fmtp:18 annexb=no\na=rtpmap:9 G722/8000\na=fmtp:101 0-15\na=rtpmap:101 telephone-event/8000\na=ptime:20\na=sendrecv\n",
            (Codec::G722, 9, Some(101)),
        ),
        (
            "rtpengine",
            "v=0\no=- 3820000275 3820000275 IN IP4 192.0.2.67\ns=media\nb=AS:50\nt=0 0\na=X-nat:0\nm=audio 30000 RTP/AVP 8 96\nc=IN IP4 192.0.2.67\nb=TIAS:32000\na=rtpmap:8 PCMA/8000\na=rtpmap:96 telephone-event/8000\na=fmtp:96 0-16\n",
            (Codec::Pcma, 8, Some(96)),
        ),
        (
            "a Microsoft gateway",
            "v=0\no=- 0 0 IN IP4 192.0.2.7\ns=session\nc=IN IP4 192.0.2.7\nb=CT:1000\nt=0 0\nm=audio 51712 RTP/AVP 114 111 112 4 8 0 97 101\na=rtpmap:114 x-msrta/16000\na=fmtp:114 bitrate=29000\na=rtpmap:111 SIREN/16000\na=rtpmap:112 G7221/16000\na=rtpmap:4 G723/8000\na=rtpmap:8 PCMA/8000\na=rtpmap:0 PCMU/8000\na=rtpmap:97 RED/8000\na=rtpmap:101 telephone-event/8000\na=fmtp:101 0-16\n",
            (Codec::Pcmu, 0, Some(101)),
        ),
    ] {
        let stream = session(Policy::default()).take_offer(offer.as_bytes());
        let stream = stream.unwrap_or_else(|error| panic!("{peer}: {error}"));
        assert_eq!(
            (stream.codec, stream.sends.audio, stream.sends.dtmf),
            wanted,
            "{peer}"
        );
    }
}

#[test]
fn encrypted_offers_of_real_peers_are_taken() {
    let zoiper = "C/ZVbnKy4GQ0xzldo88VZMlaMnlm9lVLrfaaB9wMHa2mPsc9wqkvwenUeZHlVQ==";
    for (peer, lines, suite, mki) in [
        (
            "Yealink",
            format!(
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\na=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:{KEY}\na=crypto:3 F8_128_HMAC_SHA1_80 inline:{KEY}"
            ),
            Suite::AesCm128HmacSha1_80,
            0,
        ),
        (
            "Zoiper",
            format!(
                "a=crypto:5 AES_256_CM_HMAC_SHA1_80 inline:{zoiper}\na=crypto:9 AES_CM_256_HMAC_SHA1_80 inline:{zoiper}"
            ),
            Suite::AesCm256HmacSha1_80,
            0,
        ),
        (
            "Lync",
            format!(
                "a=cryptoscale:1 client AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^31|1:1\na=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|2^31|1:1"
            ),
            Suite::AesCm128HmacSha1_80,
            1,
        ),
        (
            "Snom",
            format!("a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:{KEY}"),
            Suite::AesCm128HmacSha1_32,
            0,
        ),
    ] {
        let offer = format!("{HEAD}m=audio 11780 RTP/SAVP 0 8\n{lines}\n");
        let stream = encrypting(Encryption::Allow).take_offer(offer.as_bytes());
        let keys = stream.ok().and_then(|stream| stream.srtp);
        let keys = keys.unwrap_or_else(|| panic!("{peer} brings keys"));
        assert_eq!(
            (keys.suite, keys.remote_mki.octets().len()),
            (suite, mki),
            "{peer}"
        );
    }
}

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
