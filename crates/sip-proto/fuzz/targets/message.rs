//! A datagram: parse, validate, read everything.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::{Limits, Message};

fuzz_target!(|octets: &[u8]| {
    let Ok(message) = Message::parse(bytes::Bytes::copy_from_slice(octets), &Limits::default()) else {
        return;
    };
    let _ = message.validate();
    let _ = (message.top_via(), message.from(), message.to(), message.call_id(), message.cseq());
    let _ = (message.contact(), message.max_forwards(), message.content_length(), message.body());
    let _ = tandem_sip_proto::key_of_info(&message);
    if let Ok(refer) = tandem_sip_proto::ReferRequest::of(&message)
        && let Some(replaces) = refer.to.replaces
    {
        let _ = tandem_sip_proto::Replaces::parse(replaces.value().as_bytes());
    }
    assert!(message.all_headers().count() <= Limits::default().header_lines);
});
