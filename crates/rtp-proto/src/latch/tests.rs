use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::{Latched, SILENCE, SILENCE_OF_THE_STREAM, SourceLatch};

const PACKET: Duration = Duration::from_millis(20);

/// A sender of RTP.
struct Sender {
    address: SocketAddr,
    ssrc: u32,
    sequence: u16,
}

impl Sender {
    fn new(host: u8, port: u16) -> Self {
        Self {
            address: address(host, port),
            ssrc: u32::from(host) << 16 | u32::from(port),
            sequence: 65_530,
        }
    }

    fn send(&mut self, latch: &mut SourceLatch, now: Instant) -> Latched {
        self.sequence = self.sequence.wrapping_add(1);
        latch.judge_at(self.address, self.sequence, self.ssrc, now)
    }
}

fn address(host: u8, port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, host], port))
}

/// A phone that is where it was said to be, one behind NAT, an attacker, and the latch of a call.
fn cast() -> (Sender, Sender, Sender, SourceLatch, Instant) {
    let signalled = Sender::new(1, 4000);
    let latch = SourceLatch::new(signalled.address);
    (
        signalled,
        Sender::new(50, 40_000),
        Sender::new(66, 6666),
        latch,
        Instant::now(),
    )
}

#[test]
fn another_address_than_signalled_locks_at_its_second_packet_in_sequence() {
    let (_, mut natted, _, mut latch, now) = cast();
    assert_eq!(natted.send(&mut latch, now), Latched::Candidate);
    assert_eq!(latch.target(), address(1, 4000));
    natted.sequence += 1;
    assert_eq!(natted.send(&mut latch, now), Latched::Candidate, "a gap");
    assert_eq!(natted.send(&mut latch, now), Latched::Peer);
    assert_eq!(latch.target(), natted.address);
    let mut other = Sender::new(51, 40_000);
    for _ in 0..5 {
        assert_eq!(other.send(&mut latch, now), Latched::Foreign);
    }
    assert_eq!(latch.target(), natted.address);
}

#[test]
fn a_sender_that_spoke_first_loses_the_call_to_the_signalled_address() {
    let (mut signalled, _, mut attacker, mut latch, now) = cast();
    attacker.send(&mut latch, now);
    assert_eq!(attacker.send(&mut latch, now), Latched::Peer);
    assert_eq!(signalled.send(&mut latch, now), Latched::Foreign);
    assert_eq!(signalled.send(&mut latch, now), Latched::Peer);
    assert_eq!(latch.target(), signalled.address);
    for _ in 0..5 {
        assert_eq!(attacker.send(&mut latch, now), Latched::Foreign);
    }
}

#[test]
fn a_sender_that_spoke_first_loses_the_call_to_the_signalled_host() {
    let (_, _, mut attacker, mut latch, now) = cast();
    let mut behind_nat = Sender::new(1, 40_000);
    attacker.send(&mut latch, now);
    assert_eq!(attacker.send(&mut latch, now), Latched::Peer);
    behind_nat.send(&mut latch, now);
    assert_eq!(behind_nat.send(&mut latch, now), Latched::Peer);
}

#[test]
fn one_forged_packet_of_the_signalled_address_takes_no_lock_away() {
    let (mut signalled, mut natted, _, mut latch, now) = cast();
    natted.send(&mut latch, now);
    natted.send(&mut latch, now);
    for _ in 0..5 {
        signalled.sequence = signalled.sequence.wrapping_add(77);
        assert_eq!(signalled.send(&mut latch, now), Latched::Foreign);
    }
    assert_eq!(latch.target(), natted.address);
}

#[test]
fn a_sprayer_between_its_packets_does_not_keep_the_peer_from_locking() {
    let (_, mut natted, mut attacker, mut latch, now) = cast();
    let mut judged = Vec::new();
    for _ in 0..2 {
        attacker.sequence = attacker.sequence.wrapping_mul(31);
        attacker.send(&mut latch, now);
        judged.push(natted.send(&mut latch, now));
    }
    assert_eq!(judged, [Latched::Candidate, Latched::Peer]);
}

#[test]
fn a_host_that_sprays_from_all_its_ports_does_not_keep_the_peer_from_locking() {
    let (_, mut natted, _, mut latch, now) = cast();
    let mut judged = Vec::new();
    for _ in 0..2 {
        for port in 1..2000 {
            let source = address(66, port);
            assert_eq!(latch.judge_at(source, port, 1, now), Latched::Candidate);
        }
        judged.push(natted.send(&mut latch, now));
    }
    assert_eq!(judged, [Latched::Candidate, Latched::Peer]);
}

#[test]
fn many_forged_hosts_delay_the_peer_by_less_than_a_second() {
    let (_, mut natted, _, mut latch, start) = cast();
    let mut forged = 0_u32;
    let locked_at = (1..200).find(|packet| {
        let now = start + PACKET * *packet;
        // 5,000 a second, each from another host.
        for _ in 0..100 {
            forged += 1;
            let [_, one, two, three] = forged.wrapping_mul(2_654_435_761).to_be_bytes();
            let source = SocketAddr::from(([10, one, two, three], 6666));
            latch.judge_at(source, 7, forged, now);
        }
        natted.send(&mut latch, now) == Latched::Peer
    });
    assert!(
        locked_at.is_some_and(|packet| packet <= 50),
        "{locked_at:?} packets"
    );
}

#[test]
fn a_peer_whose_nat_gives_it_another_address_is_heard_again_soon() {
    let (_, mut natted, _, mut latch, start) = cast();
    let mut now = start;
    for _ in 0..50 {
        natted.send(&mut latch, now);
        now += PACKET;
    }
    let silent_since = now - PACKET;
    natted.address = address(50, 41_000);
    while natted.send(&mut latch, now) == Latched::Foreign {
        now += PACKET;
    }
    assert_eq!(latch.target(), natted.address);
    let took = now - silent_since;
    assert!(
        (SILENCE_OF_THE_STREAM..SILENCE_OF_THE_STREAM + PACKET).contains(&took),
        "{took:?}"
    );
}

#[test]
fn another_stream_locks_only_after_the_longer_silence() {
    let (mut signalled, mut natted, _, mut latch, mut now) = cast();
    signalled.send(&mut latch, now);
    let silent_since = now;
    while natted.send(&mut latch, now) == Latched::Foreign {
        now += PACKET;
    }
    let took = now - silent_since;
    assert!((SILENCE..SILENCE + PACKET).contains(&took), "{took:?}");
}

#[test]
fn a_peer_that_speaks_or_makes_comfort_noise_is_never_silent() {
    let (mut signalled, _, mut attacker, mut latch, mut now) = cast();
    signalled.send(&mut latch, now);
    for packet in 0..1000 {
        now += PACKET;
        if packet % 50 == 0 {
            assert!(latch.notice(signalled.address, now));
            assert!(!latch.notice(attacker.address, now));
        }
        assert_eq!(attacker.send(&mut latch, now), Latched::Foreign);
    }
    assert_eq!(latch.target(), signalled.address);
}

#[test]
fn a_source_that_was_valid_long_ago_has_to_prove_itself_again() {
    let (mut signalled, _, mut attacker, mut latch, mut now) = cast();
    signalled.send(&mut latch, now);
    attacker.send(&mut latch, now);
    attacker.send(&mut latch, now);
    now += SILENCE + PACKET;
    assert_eq!(attacker.send(&mut latch, now), Latched::Foreign);
    assert_eq!(attacker.send(&mut latch, now), Latched::Peer);
}

#[test]
fn a_new_agreement_opens_the_lock_without_a_gap() {
    let (signalled, mut natted, mut attacker, mut latch, now) = cast();
    attacker.send(&mut latch, now);
    attacker.send(&mut latch, now);
    natted.send(&mut latch, now);
    assert_eq!(natted.send(&mut latch, now), Latched::Foreign);

    latch.signal(signalled.address);
    assert_eq!(latch.locked(), None);
    assert_eq!(latch.target(), attacker.address, "until one locks");
    assert_eq!(attacker.send(&mut latch, now), Latched::Peer);
    assert_eq!(natted.send(&mut latch, now), Latched::Candidate);
    assert_eq!(natted.send(&mut latch, now), Latched::Peer);
    assert_eq!(attacker.send(&mut latch, now), Latched::Foreign);
    assert_eq!(latch.target(), natted.address);
}

#[test]
fn a_new_address_is_spoken_to_at_once() {
    let (_, mut natted, _, mut latch, now) = cast();
    natted.send(&mut latch, now);
    natted.send(&mut latch, now);
    latch.signal(address(9, 9000));
    assert_eq!(latch.target(), address(9, 9000));
    assert_eq!(natted.send(&mut latch, now), Latched::Candidate);
}
