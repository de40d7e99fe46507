//! A message as it is shown: as long as it was, and with nothing left to mask.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::masked;

fuzz_target!(|octets: &[u8]| {
    let shown = masked(octets);
    assert_eq!(shown.len(), octets.len());
    assert_eq!(masked(&shown), shown);
});
