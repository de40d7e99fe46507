//! A URI.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::Uri;

fuzz_target!(|octets: &[u8]| {
    if let Ok(uri) = Uri::parse(octets) {
        let _ = (uri.user_decoded(), uri.ip(), uri.port(), uri.param(b"lr"), uri.headers());
        assert_eq!(uri.raw(), octets);
    }
});
