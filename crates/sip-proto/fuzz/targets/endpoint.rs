//! Messages in a row, parted by zero octets: they are served, whatever we send reads, and nothing is left behind.
#![no_main]

use std::time::{Duration, Instant};

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::{
    Dialog, Endpoint, EndpointConfig, Event, Flow, Limits, Message, Method, PeerName, Reply, ServerTx, Transport,
};

const WIDE: Limits = Limits { header_octets: 1 << 20, body_octets: 1 << 20, header_lines: 1 << 10 };

fn flow(transport: Transport) -> Flow {
    Flow {
        transport,
        local: ([192, 0, 2, 10], 5060).into(),
        peer: ([192, 0, 2, 1], 40001).into(),
        connection: u64::from(transport.is_reliable()),
        name: PeerName::NONE,
    }
}

fn read(octets: Bytes) -> Message {
    let message = Message::parse(octets, &WIDE).expect("what we send reads");
    message.validate().expect("what we send is valid");
    message
}

/// Answers a request as its first octet of Call-ID says.
fn serve(endpoint: &mut Endpoint, tx: ServerTx, request: &Message, flow: Flow, now: Instant) {
    let turn = request.call_id().map_or(0, |id| id[0]);
    let status = [200, 404, 180, 200][usize::from(turn % 4)];
    endpoint.respond(tx, &Reply::new(status).to_tag("b1"), now);
    while let Some(sent) = endpoint.poll_transmit() {
        let answer = read(sent.bytes);
        assert_eq!(answer.call_id(), request.call_id());
        assert_eq!(answer.cseq(), request.cseq());
    }
    let plain = Message::parse(request.normalised(), &WIDE).expect("plain");
    assert_eq!(plain.body(), request.body());
    if request.method() == Method::Invite
        && let Ok(mut dialog) = Dialog::uas(request, "b1", flow)
    {
        let (bye, flow) = dialog.request(Method::Bye, &[]);
        endpoint.request(&bye, flow, now);
        while let Some(sent) = endpoint.poll_transmit() {
            assert_eq!(read(sent.bytes).call_id(), request.call_id());
        }
    }
}

fuzz_target!(|octets: &[u8]| {
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    let mut now = Instant::now();
    let mut open = Vec::new();
    let text = octets.to_vec();
    let parts = text.split(|octet| *octet == 0).filter(|part| !part.is_empty());
    for (index, part) in parts.take(8).enumerate() {
        let flow = flow(if index % 3 == 2 { Transport::Tcp } else { Transport::Udp });
        match Message::parse(Bytes::copy_from_slice(part), &Limits::default()) {
            Ok(message) => endpoint.handle_message(message, flow, now),
            Err(malformed) => endpoint.handle_malformed(&malformed, flow),
        }
        while endpoint.poll_transmit().is_some() {}
        while let Some(event) = endpoint.poll_event() {
            if let Event::Request { tx, message, flow } = event {
                open.push(tx);
                serve(&mut endpoint, tx, &message, flow, now);
            }
        }
        now += Duration::from_millis(700);
        endpoint.handle_timeout(now);
    }
    for tx in open {
        endpoint.respond(tx, &Reply::new(487).to_tag("b1"), now);
    }
    while let Some(at) = endpoint.poll_timeout() {
        endpoint.handle_timeout(at);
        while endpoint.poll_transmit().is_some() {}
        while endpoint.poll_event().is_some() {}
    }
    assert_eq!(endpoint.held(), (0, 0));
    assert_eq!(endpoint.held_octets(), 0);
});
