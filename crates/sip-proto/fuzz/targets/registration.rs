//! Answers to REGISTER and OPTIONS of ours, whatever they say.
#![no_main]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::digest::Login;
use tandem_sip_proto::{
    Binding, Endpoint, EndpointConfig, Event, Flow, Limits, Message, PeerName, Probe, Registrant, Transport,
};

const REGISTRANT: u64 = 1;
const PROBE: u64 = 2;

fn flow(peer: &str) -> Flow {
    let address = |text: &str| -> SocketAddr { text.parse().expect("an address") };
    Flow {
        transport: Transport::Udp,
        local: address("192.0.2.10:5060"),
        peer: address(peer),
        connection: 0,
        name: PeerName::NONE,
    }
}

fn registrant() -> Registrant {
    let binding = Binding {
        registrar: "sip:r.example".to_owned(),
        record: "sip:a@r.example".to_owned(),
        user: "a".to_owned(),
        expires_s: 600,
        login: Some(Login {
            username: "a".to_owned(),
            password: "b".to_owned(),
        }),
    };
    Registrant::new(binding, REGISTRANT, "1".to_owned(), 7)
}

/// Drains what was sent, the Vias of which answers need, and hands events on.
fn drain(endpoint: &mut Endpoint, registrant: &mut Registrant, probe: &mut Probe, now: Instant, vias: &mut Vec<String>) {
    while let Some(event) = endpoint.poll_event() {
        match event {
            Event::Response { tx, owner: REGISTRANT, message, .. } => registrant.handle_response(tx, &message, endpoint, now),
            Event::Response { tx, owner: PROBE, message, .. } => probe.handle_response(tx, &message, now),
            Event::ClientFailed { tx, owner: REGISTRANT, .. } => registrant.handle_failure(tx, endpoint, now),
            Event::ClientFailed { tx, owner: PROBE, .. } => probe.handle_failure(tx, now),
            _ => {}
        }
    }
    while let Some(transmit) = endpoint.poll_transmit() {
        let sent = Message::parse(transmit.bytes, &Limits::default()).expect("ours can be read");
        let via = sent.header_by_text(b"Via").unwrap_or_default();
        vias.push(String::from_utf8_lossy(via).into_owned());
        if vias.len() > 8 {
            vias.remove(0);
        }
    }
}

fuzz_target!(|octets: &[u8]| {
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    let (mut now, mut vias) = (Instant::now(), Vec::new());
    let mut registrant = registrant();
    let targets = vec![flow("192.0.2.1:5060"), flow("192.0.2.2:5060")];
    registrant.set_targets(targets, now);
    let names = (PROBE, "2".to_owned(), 9);
    let mut probe = Probe::new(flow("192.0.2.1:5060"), "sip:r.example".to_owned(), Duration::from_secs(5), names, now);
    for part in octets.split(|octet| *octet == 0).take(16) {
        let steps = part.first().copied().unwrap_or_default();
        now += Duration::from_millis(u64::from(steps) * 40);
        endpoint.handle_timeout(now);
        registrant.handle_timeout(&mut endpoint, now);
        if probe.poll_timeout() <= now {
            probe.handle_timeout(&mut endpoint, now);
        }
        drain(&mut endpoint, &mut registrant, &mut probe, now, &mut vias);
        let (status, rest) = part.split_at(part.len().min(3));
        let via = vias.last().cloned().unwrap_or_default();
        let head = format!("SIP/2.0 {} x\r\nVia: {via}\r\n", String::from_utf8_lossy(status));
        if let Ok(message) = Message::parse(Bytes::from([head.as_bytes(), rest].concat()), &Limits::default()) {
            endpoint.handle_message(message, flow("192.0.2.1:5060"), now);
        }
        drain(&mut endpoint, &mut registrant, &mut probe, now, &mut vias);
        let next = registrant.poll_timeout();
        assert!(next.is_none_or(|at| at <= now + Duration::from_secs(86_400)), "it waits for ever");
    }
    registrant.remove(&mut endpoint, now);
    probe.stop(&mut endpoint, now);
    now += Duration::from_secs(8);
    registrant.handle_timeout(&mut endpoint, now);
    while let Some(at) = endpoint.poll_timeout() {
        endpoint.handle_timeout(at);
        drain(&mut endpoint, &mut registrant, &mut probe, at, &mut vias);
    }
    assert_eq!(registrant.poll_timeout(), None);
    assert_eq!(endpoint.held(), (0, 0));
});
