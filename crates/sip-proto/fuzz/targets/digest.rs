//! Credentials.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::digest::Credentials;

fuzz_target!(|octets: &[u8]| {
    if let Ok(credentials) = Credentials::parse(octets) {
        let _ = credentials.prove("u", "r", "p", b"INVITE");
        let _ = (credentials.nonce(), credentials.count());
    }
});
