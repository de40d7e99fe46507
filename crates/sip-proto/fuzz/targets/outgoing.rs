//! Responses to a call of ours, and values that only its side reads: what is sent because of them reads, and in the end
//! nothing is left behind. Each part, ended by a zero octet, is the rest of one response behind its Via.
#![no_main]

use std::time::{Duration, Instant};

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use tandem_sip_proto::digest::Login;
use tandem_sip_proto::session_timer::{SessionExpires, SessionTimer, min_se};
use tandem_sip_proto::{
    Endpoint, EndpointConfig, Event, Flow, Invitation, Limits, Message, PeerName, ReferProgress, ReferTo, Replaces, Transport, Uac,
    UacEvent, UacPolicy, sipfrag_status,
};

const WIDE: Limits = Limits { header_octets: 1 << 20, body_octets: 1 << 20, header_lines: 1 << 10 };

fn flow() -> Flow {
    Flow {
        transport: Transport::Udp,
        local: ([192, 0, 2, 10], 5060).into(),
        peer: ([192, 0, 2, 1], 5060).into(),
        connection: 0,
        name: PeerName::NONE,
    }
}

fn call() -> Uac {
    let invitation = Invitation {
        uri: "sip:b@x".to_owned(),
        from: "<sip:a@x>".to_owned(),
        to: "<sip:b@x>".to_owned(),
        call_id: "1".to_owned(),
        local_tag: "a".to_owned(),
        headers: Vec::new(),
        body: Some(("application/sdp", Bytes::from_static(b"v=0\r\n"))),
    };
    let login = Login { username: "u".to_owned(), password: "p".to_owned() };
    let policy = UacPolicy { login: Some(login), redirections: 1, ..UacPolicy::default() };
    Uac::new(invitation, policy, 1, 1).expect("an invitation")
}

/// Gives what was sent last under an INVITE's branch.
fn drain(endpoint: &mut Endpoint, uac: &mut Uac, now: Instant, via: &mut String) {
    loop {
        while let Some(sent) = endpoint.poll_transmit() {
            let message = Message::parse(sent.bytes, &WIDE).expect("what we send reads");
            message.validate().expect("what we send is valid");
            if message.method().as_bytes() == b"INVITE" {
                let line = message.header(tandem_sip_proto::HeaderName::Via).unwrap_or_default();
                *via = String::from_utf8_lossy(line).into_owned();
            }
        }
        match endpoint.poll_event() {
            Some(Event::Response { tx, message, flow, .. }) => uac.handle_response(tx, message, flow, endpoint, now),
            Some(Event::ClientFailed { tx, failure, .. }) => uac.handle_failure(tx, failure, endpoint, now),
            Some(_) => {}
            None => return,
        }
        while let Some(event) = uac.poll_event() {
            if let UacEvent::Redirected { message, contacts } = event {
                let contact = contacts.0.first().cloned().unwrap_or_default();
                if uac.redirect(&contact, vec![flow()], endpoint, now).is_err() {
                    uac.give_up(message);
                }
            }
        }
    }
}

fuzz_target!(|octets: &[u8]| {
    let _ = (SessionExpires::parse(octets), ReferTo::parse(octets), Replaces::parse(octets), sipfrag_status(octets));
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    let (mut now, mut uac, mut via) = (Instant::now(), call(), String::new());
    uac.place(vec![flow()], &mut endpoint, now);
    drain(&mut endpoint, &mut uac, now, &mut via);
    for part in octets.split(|octet| *octet == 0).take(8) {
        let (status, rest) = part.split_at(part.len().min(3));
        let head = format!("SIP/2.0 {} x\r\nVia: {via}\r\n", String::from_utf8_lossy(status));
        let text = [head.as_bytes(), rest].concat();
        if let Ok(message) = Message::parse(Bytes::from(text), &Limits::default()) {
            let _ = (ReferProgress::of(&message), min_se(&message), SessionTimer::of_request(&message, now));
            endpoint.handle_message(message, flow(), now);
        }
        drain(&mut endpoint, &mut uac, now, &mut via);
        now += Duration::from_millis(700);
        endpoint.handle_timeout(now);
        drain(&mut endpoint, &mut uac, now, &mut via);
    }
    uac.cancel(&mut endpoint, now);
    drain(&mut endpoint, &mut uac, now, &mut via);
    while let Some(at) = endpoint.poll_timeout() {
        endpoint.handle_timeout(at);
        drain(&mut endpoint, &mut uac, at, &mut via);
    }
    assert_eq!(endpoint.held(), (0, 0));
    assert_eq!(endpoint.held_octets(), 0);
});
