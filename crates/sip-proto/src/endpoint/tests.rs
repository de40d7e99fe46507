//! Anything in any order: what the tables hold goes when the transactions go.

use std::time::{Duration, Instant};

use super::*;
use crate::{Method, PeerName, Transport};

/// Numbers that are the same for each seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn flow(dice: &mut Dice) -> Flow {
    let connection = dice.below(4);
    Flow {
        transport: if connection == 0 {
            Transport::Udp
        } else {
            Transport::Tcp
        },
        local: ([192, 0, 2, 10], 5060).into(),
        peer: ([192, 0, 2, 1], 5060).into(),
        connection,
        name: PeerName::NONE,
    }
}

/// One of few requests, so that many are repetitions, merged, ACKs and CANCELs of each other.
fn request(dice: &mut Dice) -> Message {
    let method = ["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS"][dice.below(5) as usize];
    let (branch, call) = (dice.below(6), dice.below(4));
    let tag = ["", ";tag=b1", ";tag=b2"][dice.below(3) as usize];
    let text = format!(
        "{method} sip:a@192.0.2.10 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{branch}\r\n\
         From: <sip:b@192.0.2.1>;tag=a1\r\nTo: <sip:a@192.0.2.10>{tag}\r\nCall-ID: {call}\r\nCSeq: 1 {method}\r\n\r\n"
    );
    Message::parse(text.into(), &Limits::default()).expect("a message")
}

/// A response to one of our requests, or to none.
fn response(dice: &mut Dice) -> Message {
    let (status, id) = (100 + dice.below(200), dice.below(40));
    let text = format!(
        "SIP/2.0 {status} x\r\nVia: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK0-{id:x}\r\nFrom: <sip:a@h>;tag=1\r\n\
         To: <sip:b@h>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 BYE\r\n\r\n"
    );
    Message::parse(text.into(), &Limits::default()).expect("a message")
}

fn bye() -> OutgoingRequest {
    let call_id = ("Call-ID".to_owned(), "1".to_owned());
    OutgoingRequest::new(Method::Bye, "sip:b@192.0.2.1".to_owned(), vec![call_id])
}

fn step(endpoint: &mut Endpoint, dice: &mut Dice, now: Instant) {
    let tx = ServerTx(1 + dice.below(endpoint.next_id + 1));
    let flow = flow(dice);
    match dice.below(12) {
        0..5 => endpoint.handle_message(request(dice), flow, now),
        5..8 => {
            let status = [180, 200, 200, 404, 503][dice.below(5) as usize];
            let tag = ["b1", "b2"][dice.below(2) as usize];
            endpoint.respond(tx, &Reply::new(status).to_tag(tag), now);
        }
        8 => endpoint.handle_connection_lost(dice.below(4), Failure::Unreachable, now),
        9 => endpoint.handle_unreachable(&flow, Failure::Unreachable, now),
        10 if dice.below(3) == 0 => endpoint.abandon(tx),
        10 => drop(endpoint.request(&bye(), flow, now)),
        _ => endpoint.handle_message(response(dice), flow, now),
    }
}

fn assert_consistent(endpoint: &Endpoint) {
    let (servers, clients) = endpoint.held();
    assert_eq!(endpoint.server_by_key.len(), servers);
    assert_eq!(endpoint.client_by_key.len(), clients);
    assert!(endpoint.server_by_merge_key.len() <= servers);
    assert!(endpoint.server_by_ack_key.len() <= servers);
    assert!(endpoint.by_connection.len() <= servers + clients);
}

#[test]
fn whatever_happens_the_tables_are_empty_in_the_end() {
    for seed in 0..300 {
        let mut dice = Dice(seed);
        let mut endpoint = Endpoint::new(EndpointConfig::default());
        let mut now = Instant::now();
        for _ in 0..200 {
            step(&mut endpoint, &mut dice, now);
            assert_consistent(&endpoint);
            now += Duration::from_millis(dice.below(1500));
            endpoint.handle_timeout(now);
            endpoint.transmits.clear();
            endpoint.events.clear();
        }
        let open: Vec<u64> = endpoint.servers.keys().copied().collect();
        for id in open {
            endpoint.respond(ServerTx(id), &Reply::new(500).to_tag("b1"), now);
        }
        while let Some(at) = endpoint.poll_timeout() {
            now = now.max(at);
            endpoint.handle_timeout(now);
        }
        assert_eq!(endpoint.held(), (0, 0), "seed {seed}");
        assert_eq!(endpoint.held_octets(), 0, "seed {seed}");
        assert_consistent(&endpoint);
        assert!(endpoint.server_by_merge_key.is_empty(), "seed {seed}");
        assert!(endpoint.server_by_ack_key.is_empty(), "seed {seed}");
        assert!(endpoint.by_connection.is_empty(), "seed {seed}");
    }
}
