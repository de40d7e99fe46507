//! Offers as real peers write them.

use super::*;

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
