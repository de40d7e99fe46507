//! A stream: cut anywhere, it frames the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::{Framed, Limits, StreamFramer};

fn frames(chunks: &[&[u8]]) -> Vec<usize> {
    let mut framer = StreamFramer::new(Limits::default());
    let mut lengths = Vec::new();
    for chunk in chunks {
        framer.push(chunk);
        loop {
            match framer.next_frame() {
                Ok(Some(Framed::Message(message))) => lengths.push(message.bytes().len()),
                Ok(Some(Framed::Ping)) => lengths.push(0),
                Ok(None) => break,
                Err(_) => return lengths,
            }
        }
    }
    lengths
}

fuzz_target!(|octets: &[u8]| {
    let Some((at, octets)) = octets.split_first() else { return };
    let at = usize::from(*at).min(octets.len());
    let (one, other) = octets.split_at(at);
    assert_eq!(frames(&[octets]), frames(&[one, other]));
});
