//! A session description: read, negotiate, answer, and read our own answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_rtp_proto::sdp::{Offer, Policy, negotiate};

fuzz_target!(|octets: &[u8]| {
    let Ok(offer) = Offer::parse(octets) else { return };
    if let Ok(negotiated) = negotiate(&offer, &Policy::default()) {
        let local = std::net::SocketAddr::from(([192, 0, 2, 1], 4000));
        let answer = negotiated.answer(local, 1, 1);
        assert!(answer.contains("m=audio 4000 "));
    }
});
