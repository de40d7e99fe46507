//! Who hears whom: rooms, the echo and prompts.

mod support;

use std::sync::atomic::Ordering;
use std::time::Duration;

use support::{
    Events, Phone, announce_silence, engine, stream, talk, talk_until, wait_for_packets, wait_until,
};
use tandem_audio::Prompt;
use tandem_rtp_io::{LegReport, Media, MediaEvent, MixId};
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::AudioStream;

#[test]
fn two_in_a_room_hear_each_other_and_not_themselves() {
    for codecs in [
        [Codec::Pcmu, Codec::Pcmu],
        [Codec::Pcma, Codec::G722],
        [Codec::Opus, Codec::Pcmu],
        [Codec::Opus, Codec::Opus],
    ] {
        let (media, owner, events) = engine(21_000..=21_099, |_| {});
        let mut phones = [
            Phone::call(&media, codecs[0], 440.0, 1),
            Phone::call(&media, codecs[1], 1000.0, 2),
        ];
        for phone in &phones {
            media.join(phone.leg, MixId(5));
        }
        talk_until(
            &format!("{codecs:?} hear each other"),
            &mut phones,
            |phones| {
                phones[0].louder(1000.0, 440.0) > 20.0 && phones[1].louder(440.0, 1000.0) > 20.0
            },
        );
        wait_until("each frame is followed by the next", || {
            phones[0].listen();
            phones[0].packets >= 90
        });
        let said = phones[0].said();
        wait_for_packets(&media, 2 * said);
        media.close(phones[0].leg);
        let (_, closed) =
            events.wait(|(cookie, event)| *cookie == 1 && matches!(event, MediaEvent::Closed(_)));
        let MediaEvent::Closed(report) = closed else {
            panic!("waited for it")
        };
        assert!(
            report.packets_in == said && report.lost == 0 && report.foreign == 0,
            "{report:?}"
        );
        owner.shutdown();
        assert_eq!(media.ports_in_use(), 0);
    }
}

#[test]
fn three_in_a_room_hear_the_two_others() {
    let (media, owner, _) = engine(21_100..=21_199, |_| {});
    let mut phones = [
        Phone::call(&media, Codec::Pcmu, 440.0, 1),
        Phone::call(&media, Codec::Pcma, 1000.0, 2),
        Phone::call(&media, Codec::G722, 1700.0, 3),
    ];
    for phone in &phones {
        media.join(phone.leg, MixId(6));
    }
    let tones = [440.0, 1000.0, 1700.0];
    for own in 0..3 {
        for other in (0..3).filter(|other| *other != own) {
            let what = format!("{own} hears {other}");
            talk_until(&what, &mut phones, |phones| {
                phones[own].louder(tones[other], tones[own]) > 20.0
            });
        }
    }
    owner.shutdown();
}

#[test]
fn the_echo_returns_the_voice() {
    let (media, owner, _) = engine(21_200..=21_299, |_| {});
    let mut phones = [Phone::call(&media, Codec::Pcmu, 440.0, 1)];
    media.echo(phones[0].leg);
    talk_until("the echo is heard", &mut phones, |phones| {
        phones[0].louder(440.0, 1000.0) > 20.0
    });
    owner.shutdown();
}

#[test]
fn prompts_are_heard_and_their_end_is_told() {
    let (media, owner, events) = engine(21_300..=21_399, |_| {});
    let mut phones = [Phone::call(&media, Codec::Pcmu, 440.0, 9)];
    media.play(phones[0].leg, Prompt::Joining);
    talk(&mut phones, Duration::from_millis(1200));
    wait_until("the prompt is heard", || {
        phones[0].listen();
        phones[0]
            .heard
            .iter()
            .any(|sample| sample.unsigned_abs() > 5000)
    });
    events.wait(|event| *event == (9, MediaEvent::PromptDone(Prompt::Joining)));
    owner.shutdown();
}

#[test]
fn rooms_on_several_threads_hear_their_own_members_only() {
    let (media, owner, events) = engine(23_000..=23_099, |config| config.shards = 3);
    let tones = [440.0, 1000.0, 1700.0, 2500.0, 620.0, 1330.0];
    let mut phones: Vec<Phone> = (0..)
        .zip(tones)
        .map(|(cookie, tone)| Phone::call(&media, Codec::Pcmu, tone, cookie))
        .collect();
    // Each moves to the thread of its room, in the midst of its stream, and some move again.
    talk(&mut phones, Duration::from_millis(200));
    for (phone, mix) in phones.iter().zip([7, 7, 8, 8, 9, 9]) {
        media.join(phone.leg, MixId(mix + 1));
        media.leave(phone.leg);
        media.join(phone.leg, MixId(mix));
    }
    let hears_its_own = |phones: &[Phone], own: usize| {
        let mut strangers = (0..6).filter(|other| *other != own ^ 1);
        strangers.all(|stranger| phones[own].louder(tones[own ^ 1], tones[stranger]) > 20.0)
    };
    talk_until("each hears its partner alone", &mut phones, |phones| {
        (0..6).all(|own| hears_its_own(phones, own))
    });
    let said = phones[0].said();
    wait_for_packets(&media, 6 * said);
    for (cookie, phone) in (0..).zip(&phones) {
        media.close(phone.leg);
        let (_, closed) =
            events.wait(|(of, event)| *of == cookie && matches!(event, MediaEvent::Closed(_)));
        let MediaEvent::Closed(report) = closed else {
            panic!("waited for it")
        };
        assert!(report.packets_in == said && report.lost == 0, "{report:?}");
    }
    assert_eq!(media.ports_in_use(), 0);
    owner.shutdown();
}

#[test]
fn a_shutdown_in_the_midst_of_moves_closes_every_call() {
    let (media, owner, events) = engine(23_100..=23_199, |config| config.shards = 3);
    let phones: Vec<Phone> = (0..20)
        .map(|cookie| Phone::call(&media, Codec::Pcmu, 440.0, cookie))
        .collect();
    for mix in 0..30 {
        for phone in &phones {
            media.join(phone.leg, MixId(mix));
        }
    }
    owner.shutdown();
    for cookie in 0..20 {
        let closed = |(of, event): &_| *of == cookie && matches!(event, MediaEvent::Closed(_));
        assert_eq!(events.count(closed), 1, "call {cookie}");
    }
    media.join(phones[0].leg, MixId(1));
    assert_eq!(media.ports_in_use(), 0);
    assert_eq!(media.counters().legs.load(Ordering::Relaxed), 0);
}

/// What a phone's leg did, once it is closed.
fn closed(media: &Media, events: &Events, phone: &Phone, own: u64) -> LegReport {
    media.close(phone.leg);
    let (_, closed) =
        events.wait(|(cookie, event)| *cookie == own && matches!(event, MediaEvent::Closed(_)));
    let MediaEvent::Closed(report) = closed else {
        panic!("waited for it")
    };
    report
}

#[test]
fn a_silence_that_is_announced_sounds_as_it_says_and_is_no_loss() {
    for codecs in [[Codec::Pcmu, Codec::Pcmu], [Codec::G722, Codec::Pcma]] {
        let (media, owner, events) = engine(21_700..=21_799, |_| {});
        let mut phones = [
            Phone::call(&media, codecs[0], 440.0, 1),
            Phone::call(&media, codecs[1], 1000.0, 2),
        ];
        for phone in &phones {
            media.join(phone.leg, MixId(7));
        }
        announce_silence(&mut phones);
        wait_for_packets(&media, phones.iter().map(Phone::said).sum());
        let report = closed(&media, &events, &phones[0], 1);
        let said = phones[0].said();
        assert_eq!((report.packets_in, report.lost), (said, 0), "{report:?}");
        // A tone of 8,000 of 32,768.
        let level = report.level_below;
        assert!(matches!(level, Some(14..=16)), "{codecs:?}: {level:?}");
        owner.shutdown();
    }
}

#[test]
fn a_peer_may_say_how_loud_it_is() {
    let (media, owner, events) = engine(21_800..=21_899, |_| {});
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 1);
    let remote = phone.socket.local_addr().expect("bound");
    let agreed = AudioStream {
        level_extension: Some(3),
        ..stream(Codec::Pcmu, remote)
    };
    media.update(phone.leg, agreed);
    for _ in 0..20 {
        let mut packet = phone.packet();
        packet[0] |= 0x10;
        // One word: the third extension, a voice at -31 dBov.
        packet.splice(12..12, [0xbe, 0xde, 0, 1, 0x30, 0x80 | 31, 0, 0]);
        phone.send(&packet);
    }
    wait_for_packets(&media, 19);
    let report = closed(&media, &events, &phone, 1);
    assert_eq!(report.level_below, Some(31));
    owner.shutdown();
}
