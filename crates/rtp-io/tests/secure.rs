//! Legs with SRTP, with packets of other lengths than 20 ms, and legs whose answer comes later.

mod support;

use std::net::{SocketAddr, UdpSocket};

use support::peer::{Peer, closed, opened};
use support::{HOST, PATIENCE, engine, stream, wait_until};
use tandem_audio::Prompt;
use tandem_rtp_proto::sdp::{AudioStream, Direction, Encryption, OpusWish, Policy, Session};
use tandem_rtp_proto::srtp::{Protector, Seed, SrtpKeys, Suite, Unprotector};
use tandem_rtp_proto::{Codec, opus_ms};

fn ends(keys: &SrtpKeys) -> (Protector, Unprotector) {
    (Protector::new(keys), Unprotector::new(keys))
}

/// What two sessions agree on, the peer's part first.
fn agreed(suite: Suite, there: SocketAddr, here: SocketAddr) -> (AudioStream, AudioStream) {
    let policy = Policy {
        codecs: vec![Codec::Pcmu],
        encryption: Encryption::Require,
        suites: vec![suite],
        ..Policy::default()
    };
    let mut caller = Session::new(policy.clone(), Seed([1; 32]));
    let mut callee = Session::new(policy, Seed([2; 32]));
    let offer = caller.offer(there).expect("nothing is pending");
    let ours = callee.take_offer(offer.as_bytes()).expect("agreed");
    let answer = callee.answer(here).expect("due");
    (caller.take_answer(answer.as_bytes()).expect("agreed"), ours)
}

#[test]
fn each_suite_is_heard_and_spoken_and_a_replay_is_not() {
    let (media, owner, events) = engine(24_100..=24_179, |_| {});
    for (cookie, suite) in (0..).zip(Suite::ALL) {
        let (mut peer, reservation) = Peer::new(&media);
        let (theirs, ours) = agreed(suite, peer.address(), peer.to);
        peer.ends = Some(ends(&theirs.srtp.expect("keys")));
        let leg = opened(&media, reservation, Some(ours), cookie);
        media.echo(leg);
        media.start(leg);
        let first = peer.say();
        peer.socket.send_to(&first, peer.to).expect("sent");
        let plain = [0x80, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 7, 1, 2, 3, 4];
        peer.socket.send_to(&plain, peer.to).expect("sent");
        for _ in 0..8 {
            peer.say();
        }
        while peer.hear().1 != [0x55; 160] {}
        let report = closed(&media, &events, leg, cookie);
        assert_eq!(
            (report.refused, report.packets_in > 0),
            (2, true),
            "{suite:?}"
        );
    }
    owner.shutdown();
}

#[test]
fn a_leg_waits_for_its_answer_and_changes_while_it_lives() {
    let (media, owner, events) = engine(24_200..=24_279, |_| {});
    let (mut peer, reservation) = Peer::new(&media);
    let leg = opened(&media, reservation, None, 0);
    media.echo(leg);
    media.start_early(leg);
    peer.say();
    let early = stream(Codec::Pcmu, peer.address());
    media.update(leg, early);
    let (first, _) = peer.hear();
    assert_eq!(first.payload_type, 0);
    media.start(leg);
    let mut other = UdpSocket::bind((*HOST, 0)).expect("a socket");
    other.set_read_timeout(Some(PATIENCE)).expect("a socket");
    media.update(
        leg,
        stream(Codec::Pcma, other.local_addr().expect("an address")),
    );
    std::mem::swap(&mut peer.socket, &mut other);
    let (moved, payload) = peer.hear();
    assert_eq!(
        (moved.payload_type, moved.ssrc, payload.len()),
        (8, first.ssrc, 160)
    );
    let silent = UdpSocket::bind((*HOST, 0)).expect("a socket");
    silent.set_nonblocking(true).expect("a socket");
    let held = AudioStream {
        direction: Direction::Inactive,
        ..stream(Codec::Pcma, silent.local_addr().expect("an address"))
    };
    media.update(leg, held);
    // Another call shows that time passes.
    let (mut other, reservation) = Peer::new(&media);
    let clock = opened(
        &media,
        reservation,
        Some(stream(Codec::Pcmu, other.address())),
        1,
    );
    media.start(clock);
    for _ in 0..5 {
        other.hear();
    }
    media.update(leg, stream(Codec::Pcma, peer.address()));
    while peer.hear().0.sequence == moved.sequence {}
    let nothing = silent
        .recv_from(&mut [0; 200])
        .map_err(|error| error.kind());
    assert_eq!(nothing.err(), Some(std::io::ErrorKind::WouldBlock));
    let report = closed(&media, &events, leg, 0);
    assert!(report.packets_out > 2, "{report:?}");
    owner.shutdown();
}

#[test]
fn packets_have_the_length_that_the_peer_wants() {
    let (media, owner, _) = engine(24_300..=24_379, |_| {});
    for ptime_ms in [10, 20, 30, 40, 60] {
        let (mut peer, reservation) = Peer::new(&media);
        let wanted = AudioStream {
            ptime_ms,
            ..stream(Codec::Pcma, peer.address())
        };
        let leg = opened(&media, reservation, Some(wanted), 0);
        media.start(leg);
        let ticks = u32::from(ptime_ms) * 8;
        let (mut before, payload) = peer.hear();
        assert_eq!(payload.len(), ticks as usize);
        for _ in 0..5 {
            let (header, payload) = peer.hear();
            let step = header.timestamp.wrapping_sub(before.timestamp);
            assert_eq!(
                (payload.len(), step),
                (ticks as usize, ticks),
                "{ptime_ms} ms"
            );
            assert_eq!(header.sequence, before.sequence.wrapping_add(1));
            before = header;
        }
        media.close(leg);
    }
    owner.shutdown();
}

#[test]
fn packets_of_opus_have_the_length_that_the_peer_wants() {
    let (media, owner, _) = engine(24_500..=24_579, |_| {});
    for ptime_ms in [10, 20, 30, 40, 50, 60] {
        let (mut peer, reservation) = Peer::new(&media);
        let plain = stream(Codec::Opus, peer.address());
        let wanted = AudioStream {
            ptime_ms,
            opus: OpusWish {
                has_short_frames: !u8::is_multiple_of(ptime_ms, 20),
                ..plain.opus
            },
            ..plain
        };
        let leg = opened(&media, reservation, Some(wanted), 0);
        media.play(leg, Prompt::EnterPin);
        media.start(leg);
        let (mut before, payload) = peer.hear();
        let mut ms = opus_ms(&payload).expect("Opus");
        let mut others = 0;
        for _ in 0..20 {
            let (header, payload) = peer.hear();
            let step = header.timestamp.wrapping_sub(before.timestamp);
            assert_eq!(step, u32::from(ms) * 48, "{ptime_ms} ms");
            assert_eq!(header.sequence, before.sequence.wrapping_add(1));
            ms = opus_ms(&payload).expect("Opus");
            assert!(ms <= u16::from(ptime_ms), "{ms} for {ptime_ms}");
            others += u32::from(ms != u16::from(ptime_ms));
            before = header;
        }
        assert!(others <= 1, "{ptime_ms}: where silence begins or ends");
        media.close(leg);
    }
    owner.shutdown();
}

#[test]
fn nothing_of_a_finished_call_reaches_the_next_one() {
    let (media, owner, events) = engine(24_400..=24_479, |_| {});
    let (mut old, reservation) = Peer::new(&media);
    let leg = opened(
        &media,
        reservation,
        Some(stream(Codec::Pcmu, old.address())),
        0,
    );
    media.start(leg);
    old.hear();
    closed(&media, &events, leg, 0);
    for _ in 0..20 {
        let (mut peer, reservation) = Peer::new(&media);
        assert_ne!(peer.to, old.to, "the port rests");
        let leg = opened(
            &media,
            reservation,
            Some(stream(Codec::Pcmu, peer.address())),
            1,
        );
        media.start(leg);
        // Whether the port is closed by now or not, nobody is there.
        let _ = old.socket.send_to(&[0x80; 172], old.to);
        peer.hear();
        media.close(leg);
    }
    wait_until("all legs are closed", || {
        media
            .counters()
            .legs
            .load(std::sync::atomic::Ordering::Relaxed)
            == 0
    });
    owner.shutdown();
}
