//! Opus (RFC 7587): only where it is listed, under whatever number, with the peer's wishes.

use super::*;

fn listing_opus() -> Session {
    session(Policy {
        codecs: Codec::ALL.to_vec(),
        ..Policy::default()
    })
}

#[test]
fn opus_is_offered_with_what_we_take_and_with_events_on_its_clock() {
    let text = listing_opus().offer(here()).expect("nothing is pending");
    let lines = [
        "m=audio 6000 RTP/AVP 111 9 0 8 101 96\r\n",
        "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1;stereo=0;sprop-stereo=0;maxplaybackrate=48000\r\n",
        "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n",
        "a=rtpmap:96 telephone-event/48000\r\na=fmtp:96 0-15\r\n",
    ];
    for line in lines {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn the_peers_number_wishes_and_events_are_taken() {
    let dynamic = "m=audio 4000 RTP/AVP 0 107 101\r\na=rtpmap:107 OPUS/48000/2\r\n";
    let wide = OpusWish::default();
    for (rest, events, wish) in [
        ("", (None, 0), wide),
        (
            "a=rtpmap:101 telephone-event/48000\r\n",
            (Some(101), 48_000),
            wide,
        ),
        (
            "a=rtpmap:101 telephone-event/8000\r\n",
            (Some(101), 8_000),
            wide,
        ),
        (
            "a=fmtp:107 useinbandfec=1; maxplaybackrate=16000 ;maxaveragebitrate=20000;stereo=1;usedtx=1;x\r\n",
            (None, 0),
            OpusWish {
                max_playback_rate: 16_000,
                max_average_bitrate_100: Some(200),
                has_inband_fec: true,
                ..wide
            },
        ),
        (
            "a=fmtp:107 maxplaybackrate=9;maxaveragebitrate=4000000000;useinbandfec=2\r\n",
            (None, 0),
            OpusWish {
                max_playback_rate: 8_000,
                max_average_bitrate_100: Some(5_100),
                ..wide
            },
        ),
        (
            "a=ptime:40\r\na=maxptime:30\r\n",
            (None, 0),
            OpusWish {
                has_short_frames: true,
                ..wide
            },
        ),
        (
            "a=fmtp:107 maxplaybackrate=-1;=;;\r\na=fmtp:0 useinbandfec=1\r\na=fmtp:107\r\n",
            (None, 0),
            wide,
        ),
    ] {
        let mut session = listing_opus();
        let offer = format!("{HEAD}{dynamic}{rest}");
        let stream = session.take_offer(offer.as_bytes()).expect("agreed");
        assert_eq!(stream.codec, Codec::Opus, "{rest}");
        assert_eq!((stream.sends.audio, stream.receives.audio), (107, 107));
        assert_eq!((stream.sends.dtmf, stream.events_clock), events, "{rest}");
        assert_eq!(stream.opus, wish, "{rest}");
        let answer = session.answer(here()).expect("an answer is due");
        assert!(
            answer.contains("a=rtpmap:107 opus/48000/2\r\na=fmtp:107 useinbandfec=1"),
            "{answer}"
        );
        let events = format!("telephone-event/{}", events.1);
        assert_eq!(
            answer.contains(&events),
            stream.sends.dtmf.is_some(),
            "{answer}"
        );
    }
}

#[test]
fn opus_is_not_taken_where_it_is_not_listed_nor_with_one_channel_in_its_name() {
    let (stream, _) =
        taken("m=audio 4000 RTP/AVP 111 8\r\na=rtpmap:111 opus/48000/2\r\n").expect("agreed");
    assert_eq!(stream.codec, Codec::Pcma);
    let mut session = listing_opus();
    let offer = format!("{HEAD}m=audio 4000 RTP/AVP 111\r\na=rtpmap:111 opus/48000\r\n");
    assert_eq!(
        session.take_offer(offer.as_bytes()),
        Err(Rejected::NoCodec.into())
    );
    let bare = format!("{HEAD}m=audio 4000 RTP/AVP 111\r\n");
    assert_eq!(
        session.take_offer(bare.as_bytes()),
        Err(Rejected::NoCodec.into())
    );
}

#[test]
fn an_answer_may_take_our_opus_with_either_events() {
    let mut caller = listing_opus();
    let answer = "m=audio 4000 RTP/AVP 109 110\r\na=rtpmap:109 opus/48000/2\r\na=rtpmap:110 telephone-event/8000\r\n";
    let stream = answered(&mut caller, answer).expect("agreed");
    assert_eq!((stream.codec, stream.events_clock), (Codec::Opus, 8_000));
    assert_eq!((stream.sends.audio, stream.sends.dtmf), (109, Some(110)));
    assert_eq!(
        (stream.receives.audio, stream.receives.dtmf),
        (111, Some(101))
    );
}
