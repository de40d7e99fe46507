//! Keys that are pressed for a peer, keys that are heard, and signals.

mod support;

use support::peer::{Peer, opened};
use support::{engine, stream};
use tandem_audio::tone::power;
use tandem_audio::{Decoder, EDGE_FRAME, Encoder, KeyDetector, Signal, SignalTone};
use tandem_rtp_io::{LegConfig, MediaEvent, MixId, Toward};
use tandem_rtp_proto::sdp::AudioStream;
use tandem_rtp_proto::{Codec, DialString, DtmfReceiver};

#[test]
fn keys_go_out_as_events_with_one_number_each_and_the_ends_thrice() {
    let (media, owner, events) = engine(24_500..=24_579, |_| {});
    let (mut peer, reservation) = Peer::new(&media);
    let leg = opened(
        &media,
        reservation,
        Some(stream(Codec::Pcmu, peer.address())),
        5,
    );
    media.dial(leg, DialString::parse("1w#").expect("keys"));
    media.start(leg);
    let mut receiver = DtmfReceiver::default();
    let (mut keys, mut packets, mut audio_after) = (String::new(), Vec::new(), 0);
    let mut expected = None;
    while audio_after < 5 {
        let (header, payload) = peer.hear();
        let next = header.sequence.wrapping_add(1);
        let before = expected.replace(next);
        assert_eq!(
            before.unwrap_or(header.sequence),
            header.sequence,
            "no number twice"
        );
        if header.payload_type == 101 {
            keys.extend(receiver.receive(header.timestamp, &payload));
            packets.push((header, payload));
        } else if packets.len() == 30 {
            audio_after += 1;
        }
    }
    assert_eq!((keys.as_str(), packets.len()), ("1#", 30));
    let marked: Vec<usize> = (0..30).filter(|at| packets[*at].0.marker).collect();
    assert_eq!(marked, [0, 15]);
    let ends: Vec<usize> = (0..30).filter(|at| packets[*at].1[1] & 0x80 != 0).collect();
    assert_eq!(ends, [12, 13, 14, 27, 28, 29]);
    assert!(
        packets[..15]
            .iter()
            .all(|one| one.0.timestamp == packets[0].0.timestamp)
    );
    let apart = packets[15].0.timestamp.wrapping_sub(packets[0].0.timestamp);
    assert_eq!(apart, 2 * 4000, "a key and a pause, half a second each");
    events.wait(|event| *event == (5, MediaEvent::Dialled));
    owner.shutdown();
}

#[test]
fn a_peer_without_events_hears_keys() {
    let (media, owner, events) = engine(24_600..=24_679, |_| {});
    for (cookie, codec) in (0..).zip(Codec::ALL) {
        let (mut peer, reservation) = Peer::new(&media);
        let plain = AudioStream::plain(codec, peer.address());
        let leg = opened(&media, reservation, Some(plain), cookie);
        media.dial(leg, DialString::parse("19*d").expect("keys"));
        media.start(leg);
        let (mut decoder, mut detector) = (Decoder::new(codec), KeyDetector::default());
        let mut keys = String::new();
        while keys.len() < 4 {
            let (_, payload) = peer.hear();
            let mut samples = [0; EDGE_FRAME];
            let heard = decoder.decode(&payload, &mut samples);
            keys.extend(detector.hear(heard, codec.sample_rate()));
        }
        assert_eq!(keys, "19*D", "{codec:?}");
        events.wait(|event| *event == (cookie, MediaEvent::Dialled));
        media.close(leg);
    }
    owner.shutdown();
}

#[test]
fn a_key_that_is_only_heard_is_told() {
    let (media, owner, events) = engine(24_700..=24_779, |_| {});
    let (mut peer, reservation) = Peer::new(&media);
    let config = LegConfig {
        stream: Some(stream(Codec::Pcmu, peer.address())),
        media_timeout: None,
        finds_keys: true,
        cookie: 0,
    };
    let leg = media.open(reservation, config);
    media.start(leg);
    let mut tone = SignalTone::new(Signal::Key('7'), 8_000);
    let mut encoder = Encoder::new(Codec::Pcmu);
    let is_told = |event: &(u64, MediaEvent)| *event == (0, MediaEvent::KeyHeard('7'));
    for _ in 0..500 {
        let mut samples = [0; EDGE_FRAME];
        tone.fill(&mut samples[..160]);
        let mut payload = [0; Codec::FRAME_OCTETS];
        encoder.encode(&samples, &mut payload);
        peer.say_payload(&payload);
        // What the leg says is our clock.
        peer.hear();
        if events.count(is_told) > 0 {
            break;
        }
    }
    assert_eq!(events.count(is_told), 1);
    owner.shutdown();
}

/// The power of 425 Hz in a second of what a peer hears next.
fn ringing(peer: &mut Peer) -> f32 {
    let mut decoder = Decoder::new(Codec::Pcma);
    let mut heard = Vec::new();
    for _ in 0..50 {
        let (_, payload) = peer.hear();
        heard.extend_from_slice(decoder.decode(&payload, &mut [0; EDGE_FRAME]));
    }
    power(&heard, 425.0, 8_000)
}

#[test]
fn a_signal_reaches_the_peer_or_the_room_until_it_is_taken_back() {
    let (media, owner, _) = engine(24_800..=24_879, |_| {});
    let (mut caller, reservation) = Peer::new(&media);
    let outside = opened(
        &media,
        reservation,
        Some(stream(Codec::Pcma, caller.address())),
        0,
    );
    let (mut listener, reservation) = Peer::new(&media);
    let inside = opened(
        &media,
        reservation,
        Some(stream(Codec::Pcma, listener.address())),
        1,
    );
    for leg in [outside, inside] {
        media.join(leg, MixId(4));
        media.start(leg);
    }
    media.signal(outside, Toward::Room, Some(Signal::Dial));
    while ringing(&mut listener) < 1e6 {}
    media.signal(outside, Toward::Room, None);
    while ringing(&mut listener) > 1.0 {}
    media.signal(inside, Toward::Peer, Some(Signal::Dial));
    while ringing(&mut listener) < 1e6 {}
    assert!(ringing(&mut caller) < 1e6, "nobody else hears it");
    media.signal(inside, Toward::Peer, None);
    while ringing(&mut listener) > 1.0 {}
    owner.shutdown();
}
