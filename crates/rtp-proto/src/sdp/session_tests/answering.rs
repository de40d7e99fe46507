//! Offers of peers, and our answers.

use super::*;

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
fn comfort_noise_and_levels_are_answered_where_they_are_offered() {
    let level = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    for (formats, lines, noise, number) in [
        ("0 8 13", String::new(), true, None),
        ("0 13", "a=rtpmap:13 CN/8000\r\n".into(), true, None),
        ("0 13", "a=rtpmap:13 CN/16000\r\n".into(), false, None),
        ("0", format!("a=extmap:3 {level}\r\n"), false, Some(3)),
        (
            "0",
            format!("a=extmap:3/sendonly {level} vad=on\r\n"),
            false,
            Some(3),
        ),
        ("0", format!("a=extmap:3/recvonly {level}\r\n"), false, None),
        (
            "0",
            format!("a=extmap:15 {level}\r\na=extmap:x {level}\r\na=extmap\r\n"),
            false,
            None,
        ),
        (
            "0",
            "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid\r\n".into(),
            false,
            None,
        ),
    ] {
        let (stream, answer) =
            taken(&format!("m=audio 4000 RTP/AVP {formats}\r\n{lines}")).expect("agreed");
        assert_eq!(
            (stream.has_comfort_noise, stream.level_extension),
            (noise, number),
            "{lines}"
        );
        assert_eq!(
            answer.contains("a=rtpmap:13 CN/8000\r\n"),
            noise,
            "{answer}"
        );
        let extension = number.map(|number| format!("a=extmap:{number}/recvonly {level}\r\n"));
        assert!(
            extension.is_none_or(|line| answer.contains(&line)),
            "{answer}"
        );
        assert_eq!(answer.contains("extmap"), number.is_some(), "{answer}");
    }
    let offer = session(Policy::default())
        .offer(here())
        .expect("nothing is pending");
    assert!(
        !offer.contains("CN/") && !offer.contains("extmap"),
        "{offer}"
    );
}
