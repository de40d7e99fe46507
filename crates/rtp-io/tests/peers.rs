//! What peers and networks do: digits, strangers, silence, hold and reports.

mod support;

use std::net::UdpSocket;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use support::{HOST, PATIENCE, Phone, engine, stream, talk, wait_until};
use tandem_rtp_io::MediaEvent;
use tandem_rtp_proto::sdp::Direction;
use tandem_rtp_proto::{Codec, parse_reports};

/// A silence that no phone falls into because its machine is busy.
const SILENCE: Duration = Duration::from_secs(2);

#[test]
fn digits_arrive_once_and_strangers_are_ignored() {
    let (media, owner, events) = engine(22_000..=22_099, |_| {});
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 4);
    for _ in 0..5 {
        let packet = phone.packet();
        phone.send(&packet);
    }
    for (code, timestamp) in [(1, 10_000), (11, 20_000)] {
        for duration in [160_u16, 320, 480, 480, 480] {
            let [high, low] = duration.to_be_bytes();
            let packet = phone.framed(101, timestamp, &[code, 10, high, low]);
            phone.send(&packet);
        }
    }
    events.wait(|event| *event == (4, MediaEvent::Digit('1')));
    events.wait(|event| *event == (4, MediaEvent::Digit('#')));
    let stranger = UdpSocket::bind((*HOST, 0)).expect("a socket");
    stranger.set_nonblocking(true).expect("a socket");
    for _ in 0..5 {
        let packet = phone.packet();
        stranger
            .send_to(&packet, phone.engine)
            .expect("loopback takes it");
    }
    wait_until("the stranger is counted", || {
        media.counters().foreign.load(Ordering::Relaxed) == 5
    });
    let before = phone.packets;
    wait_until("the phone is still spoken to", || {
        phone.listen();
        phone.packets > before + 5
    });
    assert!(
        stranger.recv_from(&mut [0; 1500]).is_err(),
        "nobody speaks to a stranger"
    );
    assert_eq!(
        events.count(|(_, event)| matches!(event, MediaEvent::Digit(_))),
        2
    );
    owner.shutdown();
}

#[test]
fn a_peer_behind_nat_is_answered_where_it_sends_from() {
    let (media, owner, _) = engine(22_100..=22_199, |_| {});
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 4);
    let signalled = std::mem::replace(
        &mut phone.socket,
        UdpSocket::bind((*HOST, 0)).expect("a socket"),
    );
    phone.socket.set_nonblocking(true).expect("a socket");
    wait_until("the real source is spoken to", || {
        let packet = phone.packet();
        phone.send(&packet);
        phone.listen();
        phone.packets > 3
    });
    while signalled.recv_from(&mut [0; 1500]).is_ok() {}
    let before = phone.packets;
    wait_until("it stays so", || {
        phone.listen();
        phone.packets > before + 5
    });
    assert!(
        signalled.recv_from(&mut [0; 1500]).is_err(),
        "nothing goes where nobody sends from"
    );
    owner.shutdown();
}

#[test]
fn a_new_agreement_moves_the_call_to_the_peers_new_address() {
    let (media, owner, _) = engine(22_900..=22_999, |_| {});
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 4);
    talk(std::slice::from_mut(&mut phone), Duration::from_millis(100));
    let old = std::mem::replace(
        &mut phone.socket,
        UdpSocket::bind((*HOST, 0)).expect("a socket"),
    );
    phone.socket.set_nonblocking(true).expect("a socket");
    media.update(
        phone.leg,
        stream(Codec::Pcmu, phone.socket.local_addr().expect("bound")),
    );
    let before = phone.packets;
    wait_until("the new address is spoken to before it speaks", || {
        phone.listen();
        phone.packets > before + 3
    });
    while old.recv_from(&mut [0; 1500]).is_ok() {}
    for _ in 0..5 {
        let packet = phone.packet();
        phone.send(&packet);
        old.send_to(&packet, phone.engine)
            .expect("loopback takes it");
    }
    wait_until("the old address is a stranger", || {
        media.counters().foreign.load(Ordering::Relaxed) >= 4
    });
    let before = phone.packets;
    wait_until("the new address is still spoken to", || {
        phone.listen();
        phone.packets > before + 5
    });
    assert!(
        old.recv_from(&mut [0; 1500]).is_err(),
        "nothing goes where the peer was"
    );
    owner.shutdown();
}

#[test]
fn a_peer_that_never_speaks_times_out_once() {
    let (media, owner, events) = engine(22_200..=22_299, |config| {
        config.initial_timeout = Duration::from_millis(200);
    });
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 8);
    events.wait(|event| *event == (8, MediaEvent::TimedOut));
    let before = phone.packets;
    wait_until("some frames later", || {
        phone.listen();
        phone.packets > before + 20
    });
    assert_eq!(events.count(|event| *event == (8, MediaEvent::TimedOut)), 1);
    owner.shutdown();
}

#[test]
fn a_peer_that_falls_silent_times_out_unless_it_is_on_hold() {
    let (media, owner, events) = engine(22_300..=22_399, |config| {
        config.media_timeout = SILENCE;
    });
    let mut phones = [
        Phone::call(&media, Codec::Pcmu, 440.0, 1),
        Phone::call(&media, Codec::Pcmu, 440.0, 2),
    ];
    talk(&mut phones, Duration::from_millis(200));
    let mut held = stream(Codec::Pcmu, phones[1].socket.local_addr().expect("bound"));
    held.direction = Direction::Inactive;
    media.update(phones[1].leg, held);
    let silent_from = Instant::now();
    let last = phones[0].packet();
    phones[0].send(&last);
    events.wait(|event| *event == (1, MediaEvent::TimedOut));
    assert!(
        silent_from.elapsed() >= SILENCE - Duration::from_millis(50),
        "{:?}",
        silent_from.elapsed()
    );
    assert_eq!(
        events.count(|event| *event == (2, MediaEvent::TimedOut)),
        0,
        "it is on hold"
    );
    phones[1].listen();
    let before = phones[1].packets;
    let other = phones[0].packets;
    wait_until("some frames later", || {
        phones[0].listen();
        phones[0].packets > other + 10
    });
    phones[1].listen();
    assert_eq!(
        phones[1].packets, before,
        "nothing is sent to a peer on hold"
    );
    owner.shutdown();
}

#[test]
fn comfort_noise_is_a_sign_of_life() {
    let (media, owner, events) = engine(22_800..=22_899, |config| {
        config.media_timeout = SILENCE;
    });
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 1);
    let packet = phone.packet();
    phone.send(&packet);
    let start = Instant::now();
    wait_until("twice the timeout", || {
        let noise = phone.framed(13, 0, &[40]);
        phone.send(&noise);
        start.elapsed() > 2 * SILENCE
    });
    assert_eq!(events.count(|event| *event == (1, MediaEvent::TimedOut)), 0);
    events.wait(|event| *event == (1, MediaEvent::TimedOut));
    owner.shutdown();
}

#[test]
fn a_report_comes_within_seconds_and_a_goodbye_at_the_end() {
    let (media, owner, events) = engine(22_400..=22_499, |_| {});
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 3);
    let rtcp = UdpSocket::bind((*HOST, 0)).expect("a socket");
    rtcp.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let mut agreed = stream(Codec::Pcmu, phone.socket.local_addr().expect("bound"));
    agreed.remote_rtcp = rtcp.local_addr().expect("bound");
    media.update(phone.leg, agreed);
    for _ in 0..12 {
        talk(std::slice::from_mut(&mut phone), Duration::from_millis(20));
    }
    let mut buffer = [0; 1500];
    let report = loop {
        let (count, source) = rtcp.recv_from(&mut buffer).expect("a report");
        assert_eq!(source.port(), phone.engine.port() + 1, "from the odd port");
        let (sender, reception) = parse_reports(&buffer[..count], 7);
        if reception.is_some() || sender.is_none() {
            break sender.zip(reception);
        }
    };
    assert!(
        report
            .is_some_and(|(sender, _)| sender.packets > 0 && sender.octets == sender.packets * 160)
    );
    media.close(phone.leg);
    events.wait(|(cookie, event)| *cookie == 3 && matches!(event, MediaEvent::Closed(_)));
    loop {
        let (count, _) = rtcp.recv_from(&mut buffer).expect("a goodbye");
        if packet_types(&buffer[..count]).contains(&BYE) {
            break;
        }
    }
    owner.shutdown();
}

/// RFC 3550 §12.1.
const BYE: u8 = 203;

/// The types of the packets of a compound one (RFC 3550 §6.4.1): each says its length in words, less one.
fn packet_types(mut compound: &[u8]) -> Vec<u8> {
    let mut types = Vec::new();
    while let [_, kind, high, low, ..] = *compound {
        types.push(kind);
        let words = usize::from(u16::from_be_bytes([high, low])) + 1;
        compound = compound.get(4 * words..).expect("whole packets");
    }
    types
}

#[test]
fn what_comes_after_the_end_is_counted_and_answered_by_nobody() {
    let (media, owner, events) = engine(23_200..=23_299, |config| {
        config.quarantine = Duration::from_secs(2);
    });
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 4);
    talk(std::slice::from_mut(&mut phone), Duration::from_millis(100));
    media.close(phone.leg);
    events.wait(|(_, event)| matches!(event, MediaEvent::Closed(_)));
    let told = |(_, event): &(u64, MediaEvent)| matches!(event, MediaEvent::AfterEnd { .. });
    wait_until("it is told of", || {
        let packet = phone.packet();
        // Once the port is let go, the kernel says that nobody is there.
        let _ = phone.socket.send_to(&packet, phone.engine);
        events.count(told) > 0
    });
    let event = events.wait(told);
    let source = phone.socket.local_addr().expect("bound");
    let MediaEvent::AfterEnd {
        source: from,
        packets,
    } = event.1
    else {
        unreachable!("it was waited for");
    };
    assert_eq!((event.0, from), (4, source));
    let counted = media.counters().after_end.load(Ordering::Relaxed);
    assert!(packets > 0 && counted == packets, "{packets}, {counted}");
    owner.shutdown();
}
