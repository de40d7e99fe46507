//! What a call costs the SIP thread: seven messages of the usual length, kept.

#![expect(clippy::print_stdout, reason = "it tells what it measured")]

use std::hint::black_box;
use std::time::Instant;

use bytes::Bytes;
use tandem_capture::{Bounds, Capture, MediaFact};
use tandem_sip_proto::{Flow, Limits, Message, PeerName, Transport};

const CALLS: u32 = 200_000;

fn message(start: &str, method: &str, call: u32, body: usize) -> Bytes {
    let text = format!(
        "{start}\r\nVia: SIP/2.0/UDP 127.0.0.1:5061;branch=z9hG4bK-{call}-{method};rport\r\nFrom: <sip:+4930111@127.0.0.1:5061>;tag={call}\r\n\
         To: <sip:+4930222@127.0.0.1:5060>;tag=SCL_{call:012}\r\nCall-ID: {call}-2813@127.0.0.1\r\nCSeq: 1 {method}\r\n\
         Contact: <sip:127.0.0.1:5061>\r\nAllow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\nContent-Length: {body}\r\n\r\n"
    );
    [text.into_bytes(), vec![b'a'; body]].concat().into()
}

fn main() {
    let flow = Flow {
        transport: Transport::Udp,
        local: ([127, 0, 0, 1], 5060).into(),
        peer: ([127, 0, 0, 1], 5061).into(),
        connection: 0,
        name: PeerName::NONE,
    };
    let limits = Limits::default();
    let read = |bytes: &Bytes| Message::parse(bytes.clone(), &limits).expect("SIP");
    let capture = Capture::new(Bounds::default());
    let mut spent = std::time::Duration::ZERO;
    for call in 0..CALLS {
        let uri = "sip:+4930222@127.0.0.1 SIP/2.0";
        let invite = read(&message(&format!("INVITE {uri}"), "INVITE", call, 180));
        let ack = read(&message(&format!("ACK {uri}"), "ACK", call, 0));
        let bye = read(&message(&format!("BYE {uri}"), "BYE", call, 0));
        let trying = message("SIP/2.0 100 Trying", "INVITE", call, 0);
        let ringing = message("SIP/2.0 180 Ringing", "INVITE", call, 0);
        let ok = message("SIP/2.0 200 OK", "INVITE", call, 220);
        let over = message("SIP/2.0 200 OK", "BYE", call, 0);
        let call_id = format!("{call}-2813@127.0.0.1");
        let fact = MediaFact::Agreed {
            codec: "PCMU",
            local: flow.local,
            remote: flow.peer,
            direction: "sendrecv",
            is_encrypted: false,
        };
        let began = Instant::now();
        capture.received(&invite, flow, began);
        capture.sent(&trying, flow, began);
        capture.begin(call_id.as_bytes());
        capture.note(call_id.as_bytes(), fact, began);
        capture.sent(&ringing, flow, began);
        capture.sent(&ok, flow, began);
        capture.received(&ack, flow, began);
        capture.received(&bye, flow, began);
        capture.sent(&over, flow, began);
        capture.end(call_id.as_bytes());
        spent += began.elapsed();
    }
    println!("{} ns a call", spent.as_nanos() / u128::from(CALLS));
    println!("{:?}", black_box(capture.counters()));
}
