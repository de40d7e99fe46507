//! Reading and answering an INVITE, beside `rsip` doing the same work in the same run.
//!
//! `cargo bench -p tandem-sip-proto` takes some seconds. Rounds of both take turns, so that whatever else the machine
//! does falls on both; the median round counts.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rsip::prelude::*;
use tandem_sip_proto::{
    Endpoint, EndpointConfig, Event, Flow, HeaderName, Limits, Message, Method, PeerName, Reply,
    Transport,
};

/// Messages of one round.
const MESSAGES: u32 = 20_000;
/// Rounds of each reader.
const ROUNDS: usize = 15;

/// What a phone sends: some 700 octets, a third of them a description.
fn invite() -> Bytes {
    let body = "v=0\r\no=alice 2890844526 2890844526 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
        m=audio 49172 RTP/AVP 0 8 9 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:9 G722/8000\r\n\
        a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
    format!(
        "INVITE sip:+493012345678@192.0.2.10:5060 SIP/2.0\r\n\
         Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnashds8\r\n\
         Max-Forwards: 70\r\n\
         From: \"Alice\" <sip:+493087654321@192.0.2.1>;tag=1928301774\r\n\
         To: <sip:+493012345678@192.0.2.10>\r\n\
         Call-ID: a84b4c76e66710@pc33.example.com\r\n\
         CSeq: 314159 INVITE\r\n\
         Contact: <sip:+493087654321@192.0.2.1:5060>\r\n\
         User-Agent: Phone/1.0\r\n\
         Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n\
         Supported: replaces\r\n\
         Content-Type: application/sdp\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into()
}

/// Scans and validates: all fields that the transaction layer needs are read.
fn read_ours(octets: &Bytes) -> Message {
    let message = Message::parse(octets.clone(), &Limits::default()).expect("a message");
    message.validate().expect("a valid message");
    message
}

/// Reads the same fields.
fn read_rsip(octets: &Bytes) -> rsip::SipMessage {
    let message = rsip::SipMessage::try_from(octets.clone()).expect("a message");
    let via = message.via_header().expect("Via").typed().expect("Via");
    let from = message.from_header().expect("From").typed().expect("From");
    let to = message.to_header().expect("To").typed().expect("To");
    let cseq = message.cseq_header().expect("CSeq").typed().expect("CSeq");
    let contact = message
        .contact_header()
        .expect("Contact")
        .typed()
        .expect("Contact");
    black_box((via, from, to, cseq, contact));
    message
}

/// The 200 to it, as a user of `rsip` writes it.
fn answer_rsip(message: &rsip::SipMessage) -> Bytes {
    let to = message.to_header().expect("To").typed().expect("To");
    let headers: Vec<rsip::Header> = vec![
        message.via_header().expect("Via").clone().into(),
        message.from_header().expect("From").clone().into(),
        to.with_tag("b1".into()).into(),
        message.call_id_header().expect("Call-ID").clone().into(),
        message.cseq_header().expect("CSeq").clone().into(),
        rsip::headers::ContentLength::default().into(),
    ];
    let response = rsip::Response {
        status_code: 200.into(),
        headers: headers.into(),
        version: rsip::Version::V2,
        body: Vec::new(),
    };
    rsip::SipMessage::from(response).into()
}

fn flow() -> Flow {
    Flow {
        transport: Transport::Udp,
        local: ([192, 0, 2, 10], 5060).into(),
        peer: ([192, 0, 2, 1], 5060).into(),
        connection: 0,
        name: PeerName::NONE,
    }
}

/// Transaction, event and 200; then the transaction is dropped.
fn serve(endpoint: &mut Endpoint, octets: &Bytes, now: Instant) {
    let message = Message::parse(octets.clone(), &Limits::default()).expect("a message");
    endpoint.handle_message(message, flow(), now);
    if let Some(Event::Request { tx, message, .. }) = endpoint.poll_event() {
        black_box(message.header(HeaderName::To));
        endpoint.respond(tx, &Reply::new(200).to_tag("b1"), now);
        black_box(endpoint.poll_transmit());
        endpoint.abandon(tx);
    }
}

/// INVITE, ACK and BYE of one call.
fn call(number: u32, invite: &str) -> [Bytes; 3] {
    let named = invite.replace("a84b4c76e66710", &format!("{number:014}"));
    ["INVITE", "ACK", "BYE"].map(|method| {
        let own = named.replace("nashds8", &format!("{method}{number}"));
        if method == "INVITE" {
            return own.into();
        }
        let head = own.split_once("Content-Type").map_or("", |(head, _)| head);
        let within = head
            .replace("INVITE sip", &format!("{method} sip"))
            .replace("314159 INVITE", &format!("314159 {method}"))
            .replace("10>\r\n", "10>;tag=b1\r\n");
        format!("{within}Content-Length: 0\r\n\r\n").into()
    })
}

/// Answers a call's messages: 180 and 200, nothing, 200. Gives how many were sent.
fn serve_call(endpoint: &mut Endpoint, messages: [Bytes; 3], now: Instant) -> usize {
    let mut sent = 0;
    for octets in messages {
        let message = Message::parse(octets, &Limits::default()).expect("a message");
        endpoint.handle_message(message, flow(), now);
        while let Some(event) = endpoint.poll_event() {
            if let Event::Request { tx, message, .. } = event {
                if message.method() == Method::Invite {
                    endpoint.respond(tx, &Reply::new(180).to_tag("b1"), now);
                }
                endpoint.respond(tx, &Reply::new(200).to_tag("b1"), now);
            }
        }
        while let Some(transmit) = endpoint.poll_transmit() {
            black_box(transmit);
            sent += 1;
        }
    }
    endpoint.handle_timeout(now);
    sent
}

/// Time a call at 1,000 calls a second: 66,000 transactions are held.
fn calls() -> Duration {
    let text = String::from_utf8(invite().to_vec()).expect("text");
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    let mut now = Instant::now();
    let mut rounds = Vec::new();
    for round in 0..6 {
        let calls: Vec<_> = (0..MESSAGES)
            .map(|number| call(round * MESSAGES + number, &text))
            .collect();
        let begun = Instant::now();
        for messages in calls {
            now += Duration::from_millis(1);
            let sent = serve_call(&mut endpoint, messages, now);
            assert_eq!(sent, 3, "180, 200 and 200");
        }
        rounds.push(begun.elapsed() / MESSAGES);
    }
    assert!(endpoint.held().0 > 60_000);
    // The first rounds fill the tables.
    median(rounds.split_off(2))
}

/// Time a message, in one round.
fn round(mut work: impl FnMut()) -> Duration {
    let begun = Instant::now();
    for _ in 0..MESSAGES {
        work();
    }
    begun.elapsed() / MESSAGES
}

fn median(mut rounds: Vec<Duration>) -> Duration {
    rounds.sort();
    rounds[rounds.len() / 2]
}

fn show(what: &str, time: Duration, against: Option<Duration>) {
    let each = time.as_secs_f64();
    let ratio = against.map_or(String::new(), |other| {
        format!(
            "   rsip takes {:.1} times as long",
            other.as_secs_f64() / each
        )
    });
    println!(
        "{what:<38} {:>7.0} ns {:>10.0} messages/s{ratio}",
        each * 1e9,
        1.0 / each
    );
}

fn main() {
    let octets = invite();
    let mut endpoint = Endpoint::new(EndpointConfig::default());
    let now = Instant::now();
    let mut times: [Vec<Duration>; 5] = Default::default();
    for _ in 0..ROUNDS {
        times[0].push(round(|| {
            let _ = black_box(Message::parse(octets.clone(), &Limits::default()));
        }));
        times[1].push(round(|| drop(black_box(read_ours(&octets)))));
        times[2].push(round(|| serve(&mut endpoint, &octets, now)));
        times[3].push(round(|| drop(black_box(read_rsip(&octets)))));
        times[4].push(round(|| drop(black_box(answer_rsip(&read_rsip(&octets))))));
    }
    let [scanned, read, served, rsip_read, rsip_answered] = times.map(median);
    println!(
        "an INVITE of {} octets, median of {ROUNDS} rounds:",
        octets.len()
    );
    show("scan", scanned, None);
    show("scan and validate", read, Some(rsip_read));
    show("the same, transaction and 200", served, Some(rsip_answered));
    show("rsip: parse, typed fields", rsip_read, None);
    show("rsip: the same and 200", rsip_answered, None);
    show("a whole call, 6 messages", calls(), None);
}
