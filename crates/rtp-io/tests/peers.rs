//! What peers and networks do: digits, strangers, silence, hold, reports, loss and jitter.

mod support;

use std::collections::BTreeMap;
use std::net::UdpSocket;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use support::{HOST, Phone, engine, stream, talk, wait_until};
use tandem_loadtest::marker::{Payload, Stamp, silence};
use tandem_rtp_io::{MediaEvent, MixId};
use tandem_rtp_proto::sdp::Direction;
use tandem_rtp_proto::{Codec, RtpPacket, parse_reports};

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
    let stranger = UdpSocket::bind((HOST, 0)).expect("a socket");
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
        UdpSocket::bind((HOST, 0)).expect("a socket"),
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
        UdpSocket::bind((HOST, 0)).expect("a socket"),
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
        config.media_timeout = Duration::from_millis(300);
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
    events.wait(|event| *event == (1, MediaEvent::TimedOut));
    assert!(
        silent_from.elapsed() >= Duration::from_millis(250),
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
        config.media_timeout = Duration::from_millis(300);
    });
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 1);
    let packet = phone.packet();
    phone.send(&packet);
    let start = Instant::now();
    wait_until("twice the timeout", || {
        let noise = phone.framed(13, 0, &[40]);
        phone.send(&noise);
        start.elapsed() > Duration::from_millis(600)
    });
    assert_eq!(events.count(|event| *event == (1, MediaEvent::TimedOut)), 0);
    events.wait(|event| *event == (1, MediaEvent::TimedOut));
    owner.shutdown();
}

#[test]
fn a_report_comes_within_seconds_and_a_goodbye_at_the_end() {
    let (media, owner, events) = engine(22_400..=22_499, |_| {});
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 3);
    let rtcp = UdpSocket::bind((HOST, 0)).expect("a socket");
    rtcp.set_read_timeout(Some(Duration::from_secs(10)))
        .expect("a timeout");
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
    let is_goodbye = |octets: &[u8]| octets.windows(2).any(|pair| pair == [0x81, 203]);
    loop {
        let (count, _) = rtcp.recv_from(&mut buffer).expect("a goodbye");
        if is_goodbye(&buffer[..count]) {
            break;
        }
    }
    owner.shutdown();
}

/// What one phone heard of another: when each stamped frame was sent, by the RTP time at which it is played.
type Heard = BTreeMap<u32, Option<u64>>;

/// Sends `count` stamped frames from one phone to the other, each late by what `late_ms` says; `None` is lost.
fn converse(
    count: u32,
    late_ms: impl Fn(u32) -> Option<u64>,
    ports: std::ops::RangeInclusive<u16>,
) -> Heard {
    let (media, owner, _) = engine(ports, |_| {});
    let mut phones = [
        Phone::call(&media, Codec::Pcmu, 440.0, 1),
        Phone::call(&media, Codec::Pcmu, 440.0, 2),
    ];
    phones
        .iter()
        .for_each(|phone| media.join(phone.leg, MixId(1)));
    let mut packets: Vec<(u64, Vec<u8>)> = Vec::new();
    for index in 0..count {
        let sent_ms = u64::from(index) * 20;
        let mut payload: Payload = [silence(Codec::Pcmu); Codec::FRAME_OCTETS];
        let stamp = Stamp {
            stream: 0,
            index,
            sent_us: sent_ms * 1000,
        };
        stamp.write(&mut payload);
        let packet = phones[0].framed(0, index * 160, &payload);
        packets.extend(late_ms(index).map(|late| (sent_ms + late, packet)));
    }
    packets.sort_by_key(|(at, _)| *at);
    let start = Instant::now();
    let mut heard = Heard::new();
    let (mut next, mut buffer) = (0, [0; 1500]);
    while start.elapsed() < Duration::from_millis(u64::from(count) * 20 + 200) {
        while packets
            .get(next)
            .is_some_and(|(at, _)| start.elapsed() >= Duration::from_millis(*at))
        {
            phones[0].send(&packets[next].1);
            next += 1;
        }
        while let Ok((length, _)) = phones[1].socket.recv_from(&mut buffer) {
            let packet = RtpPacket::parse(&buffer[..length]).expect("RTP");
            let now_us = u64::try_from(start.elapsed().as_micros()).expect("short");
            let delay = Stamp::read(packet.payload)
                .map(|stamp| now_us.saturating_sub(stamp.sent_us) / 1000);
            heard.insert(packet.header.timestamp, delay);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    owner.shutdown();
    heard
}

/// The median and the longest run of frames without the voice, once it was heard.
fn judged(heard: &Heard) -> (u64, usize) {
    let mut delays: Vec<u64> = heard.values().copied().flatten().collect();
    delays.sort_unstable();
    let frames: Vec<bool> = heard.values().map(Option::is_some).collect();
    let first = frames
        .iter()
        .position(|is_voice| *is_voice)
        .expect("something was heard");
    let last = frames
        .iter()
        .rposition(|is_voice| *is_voice)
        .expect("something was heard");
    let gaps = frames[first..=last]
        .split(|is_voice| *is_voice)
        .map(<[bool]>::len);
    (delays[delays.len() * 9 / 10], gaps.max().unwrap_or(0))
}

#[test]
fn a_clean_stream_is_forwarded_whole_within_40_ms() {
    let heard = converse(150, |_| Some(0), 22_500..=22_599);
    let (delay, gap) = judged(&heard);
    assert!(delay <= 40, "90 % within {delay} ms");
    assert_eq!(gap, 0, "frames without the voice");
    assert!(heard.values().flatten().count() >= 145, "{heard:?}");
}

#[test]
fn loss_and_30_ms_of_jitter_leave_no_gap_over_60_ms() {
    let late = |index: u32| {
        let random = index.wrapping_mul(0x9e37_79b9) >> 16;
        (index % 97 != 50).then_some(u64::from(random % 31))
    };
    let (delay, gap) = judged(&converse(300, late, 22_600..=22_699));
    assert!(delay <= 60, "90 % within {delay} ms");
    assert!(gap <= 3, "{gap} frames of 20 ms");
}
