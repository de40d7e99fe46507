//! A session description, as the peer's offer and as its answer, in each policy of encryption, with all codecs. Our own is always read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::net::SocketAddr;

use tandem_rtp_proto::sdp::{Encryption, Policy, Session};
use tandem_rtp_proto::srtp::Seed;
use tandem_rtp_proto::Codec;

fuzz_target!(|octets: &[u8]| {
    let local = SocketAddr::from(([192, 0, 2, 1], 4000));
    for encryption in [Encryption::Disable, Encryption::Allow, Encryption::Require] {
        let session = |number| {
            let policy = Policy { encryption, codecs: Codec::ALL.to_vec(), ..Policy::default() };
            Session::new(policy, Seed([number; 32]))
        };
        let mut callee = session(1);
        if let Ok(stream) = callee.take_offer(octets) {
            let answer = callee.answer(local).expect("an answer is due");
            assert!(answer.contains("m=audio 4000 "));
            assert!(encryption != Encryption::Require || stream.srtp.is_some());
            assert!((10..=60).contains(&stream.ptime_ms));
            assert!((8_000..=48_000).contains(&stream.opus.max_playback_rate));
            let again = callee.offer(local).expect("nothing is pending");
            let theirs = session(3).take_offer(again.as_bytes()).expect("our own offer");
            assert!(!theirs.remote.ip().is_unspecified());
        }
        let mut caller = session(2);
        caller.offer(local).expect("nothing is pending");
        if let Ok(stream) = caller.take_answer(octets) {
            assert!(encryption != Encryption::Require || stream.srtp.is_some());
        }
    }
});
