//! A Via, and a name-addr.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::{NameAddr, Via};

fuzz_target!(|octets: &[u8]| {
    if let Ok(via) = Via::parse(octets) {
        let _ = (via.branch(), via.rport(), via.ip());
    }
    if let Ok(value) = NameAddr::parse(octets) {
        let _ = (value.tag(), value.display_text(), value.param(b"q"));
    }
});
