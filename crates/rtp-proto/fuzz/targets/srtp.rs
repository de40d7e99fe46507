//! Lines of a=crypto by way of an offer, and packets that are opened under keys which are known.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::net::SocketAddr;

use tandem_rtp_proto::sdp::{Encryption, Policy, Session};
use tandem_rtp_proto::srtp::{MOST_ADDED, MasterKey, Mki, Protector, SrtpKeys, Suite, Unprotector};

const HEAD: &str = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\na=crypto:";

fuzz_target!(|octets: &[u8]| {
    let Some((first, rest)) = octets.split_first() else { return };
    let policy = Policy { encryption: Encryption::Require, ..Policy::default() };
    let mut session = Session::new(policy, tandem_rtp_proto::srtp::Seed([1; 32]));
    if session.take_offer(&[HEAD.as_bytes(), rest].concat()).is_ok() {
        let answer = session.answer(SocketAddr::from(([192, 0, 2, 1], 4000))).expect("due");
        assert!(answer.contains("a=crypto:"));
    }
    let suite = Suite::ALL[usize::from(*first) % Suite::ALL.len()];
    let key = MasterKey::new(suite, &[7; 46][..suite.master_octets()]).expect("its length");
    let remote_mki = match first >> 6 {
        0 => Mki::new(1, 4).expect("fits"),
        _ => Mki::NONE,
    };
    let keys = SrtpKeys { suite, local: key, remote: key, remote_mki };
    let (mut from, mut to) = (Protector::new(&keys), Unprotector::new(&keys));
    for packet in rest.chunks(60) {
        assert!(to.unprotect(&mut packet.to_vec()).is_err(), "forged");
        assert!(to.unprotect_rtcp(&mut packet.to_vec()).is_err(), "forged");
        let mut space = [packet, &[0; MOST_ADDED]].concat();
        let Some(length) = from.protect(&mut space, packet.len()) else { continue };
        if remote_mki == Mki::NONE {
            let opened = to.unprotect(&mut space[..length]);
            assert!(opened.is_err() || space[..packet.len()] == *packet);
        }
    }
});
