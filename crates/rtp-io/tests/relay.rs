//! A caller at one node, the room at another.

mod support;

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use support::peer::{Peer, opened};
use support::{
    Events, HOST, PATIENCE, Phone, announce_silence, engine, stream, talk, talk_until,
    wait_for_packets, wait_until,
};
use tandem_audio::tone::Sine;
use tandem_audio::{EDGE_FRAME, Encoder, Signal, SignalTone, level_below};
use tandem_rtp_io::{
    LegConfig, LegId, Media, MediaEvent, MediaOwner, MixId, NoSession, Relay, RelayConfig,
    RelayKeys, RelayOwner, RelaySession,
};
use tandem_rtp_proto::sdp::{AudioStream, OpusWish};
use tandem_rtp_proto::{Codec, OpusFrames, opus_ms};

const KEYS: RelayKeys = RelayKeys {
    up: [1; 16],
    down: [2; 16],
};

struct Node {
    media: Media,
    owner: MediaOwner,
    events: Arc<Events>,
    relay: Relay,
    reader: RelayOwner,
}

impl Node {
    fn start(ports: std::ops::RangeInclusive<u16>, shards: usize) -> Self {
        let (media, owner, events) = engine(ports, |config| config.shards = shards);
        let config = RelayConfig {
            listen: SocketAddr::new(*HOST, 0),
            announced: None,
        };
        let (relay, reader) = Relay::start(config, media.clone()).expect("a port");
        Self {
            media,
            owner,
            events,
            relay,
            reader,
        }
    }

    fn stop(self) {
        self.owner.shutdown();
        self.reader.shutdown();
        assert_eq!(self.relay.sessions(), 0);
    }
}

/// Relays a leg of one node to a mix of another; gives the leg there.
fn relay(id: u64, phone: &Phone, gateway: &Node, home: &Node, mix: MixId) -> LegId {
    attach(id, (phone.codec, phone.leg), gateway, home, mix)
}

fn attach(id: u64, (codec, leg): (Codec, LegId), gateway: &Node, home: &Node, mix: MixId) -> LegId {
    let session = |peer: &Node| RelaySession {
        id,
        keys: KEYS,
        peer: peer.relay.address(),
    };
    let events = home.events.clone();
    let there = home
        .relay
        .open(&session(gateway), codec, id, events)
        .expect("a session");
    home.media.join(there, mix);
    gateway
        .relay
        .attach(leg, &session(home))
        .expect("a session");
    there
}

#[test]
fn two_callers_of_different_nodes_hear_each_other_and_not_themselves() {
    for codecs in [[Codec::Pcmu, Codec::Pcmu], [Codec::Pcma, Codec::G722]] {
        let (home, gateway) = (
            Node::start(24_000..=24_049, 1),
            Node::start(24_050..=24_099, 1),
        );
        let mut phones = [
            Phone::call(&home.media, codecs[0], 440.0, 1),
            Phone::call(&gateway.media, codecs[1], 1000.0, 2),
        ];
        home.media.join(phones[0].leg, MixId(5));
        relay(77, &phones[1], &gateway, &home, MixId(5));
        talk_until(
            &format!("{codecs:?} hear each other"),
            &mut phones,
            |phones| {
                phones[0].louder(1000.0, 440.0) > 20.0 && phones[1].louder(440.0, 1000.0) > 20.0
            },
        );
        wait_until("each frame is followed by the next", || {
            phones[1].listen();
            phones[1].packets >= 85
        });
        gateway.stop();
        home.stop();
    }
}

/// Packets of so many milliseconds of a tone, as a caller sends them.
struct Caller {
    encoder: Encoder,
    sine: Sine,
    octets: Vec<u8>,
    frames: OpusFrames,
    codec: Codec,
    ms: u8,
}

impl Caller {
    fn new(codec: Codec, ms: u8, opus: OpusWish) -> Self {
        let (encoder, rate) = match codec {
            Codec::Opus => (Encoder::opus(opus), 48_000),
            Codec::G722 | Codec::Pcmu | Codec::Pcma => (Encoder::new(codec), codec.sample_rate()),
        };
        Self {
            encoder,
            sine: Sine::new(1000.0, rate, 8000),
            octets: Vec::new(),
            frames: OpusFrames::default(),
            codec,
            ms,
        }
    }

    fn packet(&mut self) -> Vec<u8> {
        let whole = usize::from(self.ms) * 8;
        while self.frames.ms() < self.ms.into() && self.octets.len() < whole {
            let mut samples = [0; EDGE_FRAME];
            let said = &mut samples[..self.codec.frame_samples()];
            self.sine.fill(said);
            let mut space = [0; Codec::FRAME_OCTETS];
            let length = self.encoder.encode(said, &mut space);
            match self.codec {
                Codec::Opus => assert!(self.frames.add(&space[..length])),
                Codec::G722 | Codec::Pcmu | Codec::Pcma => self.octets.extend(&space[..length]),
            }
        }
        if self.codec != Codec::Opus {
            return self.octets.drain(..whole).collect();
        }
        let mut space = [0; 1000];
        let (length, _) = self.frames.take(self.ms.into(), &mut space).expect("room");
        space[..length].to_vec()
    }
}

#[test]
fn packets_of_10_to_60_ms_are_heard_at_another_node_and_come_from_there() {
    let (home, gateway) = (
        Node::start(24_700..=24_799, 1),
        Node::start(24_800..=24_899, 1),
    );
    let opus = [10, 20, 30, 40, 50, 60].map(|ms| (Codec::Opus, ms));
    let others = [(Codec::Pcmu, 60), (Codec::G722, 30)];
    for (id, (codec, ms)) in (100..).zip(opus.into_iter().chain(others)) {
        let what = format!("{codec:?} in packets of {ms} ms");
        let mut phone = Phone::call(&home.media, Codec::Pcmu, 440.0, id);
        home.media.join(phone.leg, MixId(id));
        let (mut peer, reservation) = Peer::new(&gateway.media);
        let plain = stream(codec, peer.address());
        let wanted = AudioStream {
            ptime_ms: ms,
            opus: OpusWish {
                has_short_frames: !ms.is_multiple_of(20),
                ..plain.opus
            },
            ..plain
        };
        let leg = opened(&gateway.media, reservation, Some(wanted), id + 50);
        gateway.media.start(leg);
        attach(id, (codec, leg), &gateway, &home, MixId(id));
        let mut caller = Caller::new(codec, ms, wanted.opus);
        let (mut next, mut sent) = (Instant::now(), Duration::ZERO);
        wait_until(&format!("{what} are heard"), || {
            while Instant::now() >= next {
                let ticks = u32::from(codec.frame_ticks()) * u32::from(ms) / 20;
                peer.header.payload_type = codec.payload_type();
                peer.send(&caller.packet(), ticks);
                next += Duration::from_millis(ms.into());
                sent += Duration::from_millis(ms.into());
            }
            phone.listen();
            let recent = phone.heard.len().saturating_sub(4000);
            phone.heard.drain(..recent);
            sent >= Duration::from_secs(1) && phone.louder(1000.0, 440.0) > 20.0
        });
        let length = |payload: &[u8]| match codec {
            Codec::Opus => opus_ms(payload).expect("Opus"),
            Codec::G722 | Codec::Pcmu | Codec::Pcma => {
                u16::try_from(payload.len() / 8).expect("short")
            }
        };
        let mut before = peer.hear();
        while length(&before.1) != u16::from(ms) {
            before = peer.hear();
        }
        for _ in 0..8 {
            let (header, payload) = peer.hear();
            let passed = u32::from(codec.frame_ticks()) * u32::from(length(&before.1)) / 20;
            let step = header.timestamp.wrapping_sub(before.0.timestamp);
            assert_eq!(step, passed, "{what}");
            assert_eq!(length(&payload), u16::from(ms), "{what}");
            before = (header, payload);
        }
        home.media.close(phone.leg);
        gateway.media.close(leg);
    }
    gateway.stop();
    home.stop();
}

#[test]
fn a_silence_that_is_announced_at_another_node_sounds_as_it_says_and_is_no_loss() {
    for codecs in [[Codec::Pcmu, Codec::Pcma], [Codec::Pcma, Codec::G722]] {
        let (home, gateway) = (
            Node::start(24_400..=24_449, 1),
            Node::start(24_450..=24_499, 1),
        );
        let mut phones = [
            Phone::call(&gateway.media, codecs[0], 440.0, 1),
            Phone::call(&home.media, codecs[1], 1000.0, 2),
        ];
        home.media.join(phones[1].leg, MixId(5));
        let leg = relay(77, &phones[0], &gateway, &home, MixId(5));
        announce_silence(&mut phones);
        let said = phones[0].said();
        wait_for_packets(&gateway.media, said);
        // Signs of life are among them, where the machine made the silence long.
        wait_until("what was said has come", || {
            home.relay.counters().opened.load(Ordering::Relaxed) >= said
        });
        home.media.close(leg);
        let (_, closed) = home
            .events
            .wait(|(cookie, event)| *cookie == 77 && matches!(event, MediaEvent::Closed(_)));
        let MediaEvent::Closed(report) = closed else {
            panic!("waited for it")
        };
        assert_eq!(report.lost, 0, "{report:?}");
        assert!(report.packets_in <= said, "{report:?}");
        gateway.stop();
        home.stop();
    }
}

#[test]
fn the_noise_of_a_caller_at_another_node_is_taken_out_where_it_shall_be() {
    let (home, gateway) = (
        Node::start(24_500..=24_549, 1),
        Node::start(24_550..=24_599, 1),
    );
    let mut phones = [
        Phone::call(&gateway.media, Codec::G722, 440.0, 11),
        Phone::call(&home.media, Codec::G722, 1000.0, 21),
    ];
    home.media.join(phones[1].leg, MixId(1));
    let leg = relay(1, &phones[0], &gateway, &home, MixId(1));
    phones[0].noise = Some(1);
    talk_until("the noise is heard", &mut phones, |phones| {
        level_below(&phones[1].heard) <= 32
    });
    home.media.suppress_noise(leg);
    talk_until("the noise is gone", &mut phones, |phones| {
        level_below(&phones[1].heard) >= 38
    });
    gateway.stop();
    home.stop();
}

#[test]
fn a_key_that_is_only_heard_is_told_where_the_caller_is() {
    let gateway = Node::start(24_600..=24_649, 1);
    let (mut peer, reservation) = Peer::new(&gateway.media);
    let config = LegConfig {
        stream: Some(stream(Codec::Pcmu, peer.address())),
        media_timeout: None,
        finds_keys: true,
        cookie: 3,
    };
    let leg = gateway.media.open(reservation, config);
    gateway.media.start(leg);
    // The room's home is one that only listens.
    let home = UdpSocket::bind((*HOST, 0)).expect("a socket");
    home.set_read_timeout(Some(PATIENCE)).expect("a socket");
    let session = RelaySession {
        id: 1,
        keys: KEYS,
        peer: home.local_addr().expect("an address"),
    };
    gateway.relay.attach(leg, &session).expect("a session");
    let mut tone = SignalTone::new(Signal::Key('7'), 8_000);
    let mut encoder = Encoder::new(Codec::Pcmu);
    let is_told = |event: &(u64, MediaEvent)| *event == (3, MediaEvent::KeyHeard('7'));
    for _ in 0..500 {
        let mut samples = [0; EDGE_FRAME];
        tone.fill(&mut samples[..160]);
        let mut payload = [0; Codec::FRAME_OCTETS];
        encoder.encode(&samples, &mut payload);
        peer.say_payload(&payload);
        // What is passed on is our clock.
        home.recv(&mut [0; 600]).expect("it is passed on");
        if gateway.events.count(is_told) > 0 {
            break;
        }
    }
    gateway.events.wait(is_told);
    gateway.media.close(leg);
    gateway.stop();
}

#[test]
fn relayed_callers_of_several_threads_hear_their_own_room() {
    let (home, gateway) = (
        Node::start(24_100..=24_149, 3),
        Node::start(24_150..=24_199, 2),
    );
    let tones = [440.0, 1000.0, 1700.0, 2500.0];
    let mut phones: Vec<Phone> = (0..)
        .zip(tones)
        .map(|(cookie, tone)| Phone::call(&gateway.media, Codec::Pcmu, tone, cookie))
        .collect();
    for (id, phone) in (0..).zip(&phones) {
        relay(id, phone, &gateway, &home, MixId(id / 2));
    }
    let hears_its_own = |phones: &[Phone], own: usize| {
        let mut strangers = (0..4).filter(|other| *other != own ^ 1);
        strangers.all(|stranger| phones[own].louder(tones[own ^ 1], tones[stranger]) > 20.0)
    };
    talk_until("each hears its partner alone", &mut phones, |phones| {
        (0..4).all(|own| hears_its_own(phones, own))
    });
    gateway.stop();
    home.stop();
}

#[test]
fn forged_replayed_and_foreign_packets_change_nothing() {
    let (home, gateway) = (
        Node::start(24_200..=24_249, 1),
        Node::start(24_250..=24_299, 1),
    );
    // What the gateway sends passes an ear in the network, which plays it again and changes it.
    let ear = UdpSocket::bind((*HOST, 0)).expect("a socket");
    ear.set_nonblocking(true).expect("a socket");
    let mut phones = [
        Phone::call(&home.media, Codec::Pcmu, 440.0, 1),
        Phone::call(&gateway.media, Codec::Pcmu, 1000.0, 2),
    ];
    home.media.join(phones[0].leg, MixId(5));
    let session = |peer| RelaySession {
        id: 9,
        keys: KEYS,
        peer,
    };
    let opened = home.relay.open(
        &session(gateway.relay.address()),
        Codec::Pcmu,
        9,
        home.events.clone(),
    );
    let leg = opened.expect("a session");
    let again = home.relay.open(
        &session(gateway.relay.address()),
        Codec::Pcmu,
        9,
        home.events.clone(),
    );
    assert_eq!(again, Err(NoSession), "a number names one session");
    home.media.join(leg, MixId(5));
    let wire = ear.local_addr().expect("an address");
    gateway
        .relay
        .attach(phones[1].leg, &session(wire))
        .expect("a session");
    let (mut evil, mut good) = (0_u64, 0_u64);
    // For two seconds, and until it is heard in the last of them.
    for turn in 1.. {
        if turn > 100 && turn % 30 == 0 {
            if phones[0].louder(1000.0, 440.0) > 20.0 {
                break;
            }
            phones[0].heard.clear();
        }
        assert!(turn < 3000, "the caller is not heard beside the evil");
        talk(&mut phones, Duration::from_millis(20));
        let mut packet = [0; 2000];
        while let Ok(count) = ear.recv(&mut packet) {
            let mut variants = [packet, packet, packet, packet];
            variants[0][40] ^= 1;
            variants[1][5] ^= 1;
            for variant in &variants[..3] {
                let sent = ear.send_to(&variant[..count], home.relay.address());
                sent.expect("loopback takes it");
            }
            let twice = ear.send_to(&packet[..count], home.relay.address());
            twice.expect("loopback takes it");
            (evil, good) = (evil + 3, good + 1);
        }
    }
    let counters = home.relay.counters();
    let of = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    wait_until("all packets are judged", || {
        of(&counters.refused) + of(&counters.foreign) == evil
    });
    assert_eq!(of(&counters.opened), good);
    assert_eq!(of(&counters.foreign), good, "one of each three");
    home.media.close(leg);
    let (_, closed) = home
        .events
        .wait(|(cookie, event)| *cookie == 9 && matches!(event, MediaEvent::Closed(_)));
    let MediaEvent::Closed(report) = closed else {
        panic!("waited for it")
    };
    assert_eq!(report.lost, 0, "{report:?}");
    gateway.stop();
    home.stop();
}

#[test]
fn each_end_is_told_once_that_the_other_is_gone() {
    let (home, gateway) = (
        Node::start(24_300..=24_349, 1),
        Node::start(24_350..=24_399, 1),
    );
    let mut phones = [Phone::call(&gateway.media, Codec::Pcmu, 440.0, 2)];
    let leg = relay(5, &phones[0], &gateway, &home, MixId(1));
    talk(&mut phones, Duration::from_millis(200));
    home.media.close(leg);
    let lost = |of: u64| move |event: &(u64, MediaEvent)| *event == (of, MediaEvent::RelayLost);
    gateway.events.wait(lost(2));

    relay(6, &phones[0], &gateway, &home, MixId(1));
    gateway.media.close(phones[0].leg);
    home.events.wait(lost(6));
    assert_eq!(home.events.count(lost(6)), 1);
    assert_eq!(gateway.events.count(lost(2)), 1);
    gateway.stop();
    home.stop();
}
