//! What a packet of 20 ms costs to protect and to open, by suite: `cargo bench -p tandem-rtp-proto --bench srtp`.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::time::Instant;

use tandem_rtp_proto::srtp::{MOST_ADDED, MasterKey, Mki, Protector, SrtpKeys, Suite, Unprotector};
use tandem_rtp_proto::{Codec, RtpHeader};

/// Few enough that a round is over before another thread has its turn.
const PACKETS: u16 = 1_000;
const ROUNDS: usize = 200;
const LENGTH: usize = RtpHeader::OCTETS + Codec::FRAME_OCTETS;

fn main() {
    println!("suite                      protect    open   (ns, best of {ROUNDS})");
    for suite in Suite::ALL {
        let rounds = (0..ROUNDS).map(|_| round(suite));
        let best = rounds.fold((f64::MAX, f64::MAX), |best, round| {
            (best.0.min(round.0), best.1.min(round.1))
        });
        println!("{:26} {:7.0} {:7.0}", suite.name(), best.0, best.1);
    }
}

fn round(suite: Suite) -> (f64, f64) {
    let key = MasterKey::new(suite, &[7; Suite::LONGEST_MASTER][..suite.master_octets()]);
    let key = key.expect("as long as the suite's");
    let keys = SrtpKeys {
        suite,
        local: key,
        remote: key,
        remote_mki: Mki::NONE,
    };
    let (mut from, mut to) = (Protector::new(&keys), Unprotector::new(&keys));
    let mut packets: Vec<_> = (0..PACKETS).map(packet).collect();
    let start = Instant::now();
    let mut length = 0;
    for packet in &mut packets {
        length = from.protect(black_box(packet), LENGTH).expect("room");
    }
    let protect = start.elapsed();
    let start = Instant::now();
    for packet in &mut packets {
        to.unprotect(black_box(&mut packet[..length]))
            .expect("ours");
    }
    let each = |time: std::time::Duration| time.as_secs_f64() * 1e9 / f64::from(PACKETS);
    (each(protect), each(start.elapsed()))
}

fn packet(sequence: u16) -> [u8; LENGTH + MOST_ADDED] {
    let header = RtpHeader {
        marker: false,
        payload_type: 0,
        sequence,
        timestamp: u32::from(sequence) * 160,
        ssrc: 1,
    };
    let mut packet = [0x55; LENGTH + MOST_ADDED];
    header.write(packet.first_chunk_mut().expect("a header's room"));
    packet
}
