//! What is kept, for how long, and what is shown of it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tandem_capture::{Bounds, Capture, Captured, Direction, MediaFact, SipMessage, What};
use tandem_sip_proto::{Flow, Limits, Message, PeerName, Transport};

fn flow(port: u16) -> Flow {
    Flow {
        transport: Transport::Udp,
        local: SocketAddr::from(([127, 0, 0, 1], 5060)),
        peer: SocketAddr::from(([127, 0, 0, 1], port)),
        connection: 0,
        name: PeerName::NONE,
    }
}

fn octets(call_id: &str, body: &str) -> Bytes {
    let length = body.len();
    let text = format!(
        "MESSAGE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n\
         Call-ID: {call_id}\r\nCSeq: 1 MESSAGE\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    text.into()
}

fn receive(capture: &Capture, call_id: &str, body: &str) {
    let message = Message::parse(octets(call_id, body), &Limits::default()).expect("SIP");
    capture.received(&message, flow(5061), Instant::now());
}

fn messages(captured: &Captured) -> Vec<&SipMessage> {
    let messages = captured
        .entries
        .iter()
        .filter_map(|entry| match &entry.what {
            What::Message(message) => Some(message),
            What::Media(_) => None,
        });
    messages.collect()
}

fn bodies(capture: &Capture, call_id: &str) -> Vec<String> {
    let captured = capture.read(call_id.as_bytes()).expect("kept");
    let body = |message: &&SipMessage| {
        let text = String::from_utf8_lossy(&message.octets).into_owned();
        let (_, body) = text.split_once("\r\n\r\n").expect("a message");
        body.to_owned()
    };
    messages(&captured).iter().map(body).collect()
}

#[test]
fn messages_and_facts_are_in_order_and_repetitions_are_told() {
    let capture = Capture::new(Bounds::default());
    let start = Instant::now();
    let after = |ms| start + Duration::from_millis(ms);
    let invite = Message::parse(octets("a", "1"), &Limits::default()).expect("SIP");
    capture.received(&invite, flow(5061), after(0));
    capture.sent(&octets("a", "1"), flow(5061), after(1));
    capture.received(&invite, flow(5062), after(2));
    capture.note(b"a", MediaFact::Key, after(3));
    capture.sent(&octets("a", "2"), flow(5061), after(4));
    let peer = flow(9).peer;
    capture.note(b"a", MediaFact::Latched { peer }, after(1));

    let captured = capture.read(b"a").expect("kept");
    assert!(captured.entries.is_sorted_by_key(|entry| entry.at));
    let seen = captured.entries.iter().map(|entry| match &entry.what {
        What::Message(one) => (Some((one.direction, one.is_retransmission)), None),
        What::Media(fact) => (None, Some(*fact)),
    });
    let seen: Vec<_> = seen.collect();
    let (came, went) = (Direction::Received, Direction::Sent);
    let expected = [
        (Some((came, false)), None),
        (Some((went, false)), None),
        (None, Some(MediaFact::Latched { peer })),
        (Some((came, true)), None),
        (None, Some(MediaFact::Key)),
        (Some((went, false)), None),
    ];
    assert_eq!(seen, expected);
    let shown = messages(&captured);
    assert_eq!(shown[2].octets, shown[0].octets);
    assert_eq!(shown[2].flow, flow(5062));
    assert_eq!(capture.read(b"b"), None);
}

#[test]
fn of_a_long_call_the_first_messages_and_the_last_stay() {
    for bounds in [
        Bounds {
            call_messages: 40,
            ..Bounds::default()
        },
        Bounds {
            call_octets: 40 * octets("a", "000").len(),
            ..Bounds::default()
        },
    ] {
        let capture = Capture::new(bounds);
        for number in 0..1000 {
            receive(&capture, "a", &format!("{number:03}"));
        }
        let bodies = bodies(&capture, "a");
        let expected: Vec<_> = (0..16).chain(976..1000).collect();
        let expected: Vec<_> = expected.iter().map(|one| format!("{one:03}")).collect();
        assert_eq!(bodies, expected);
        assert_eq!(capture.read(b"a").expect("kept").left_out, 960);
    }
}

#[test]
fn a_call_that_comes_from_everywhere_stays_within_its_bounds() {
    let capture = Capture::new(Bounds::default());
    for port in 1..2000 {
        let message = octets("a", &format!("{port}"));
        capture.sent(&message, flow(port), Instant::now());
    }
    let captured = capture.read(b"a").expect("kept");
    let shown = messages(&captured);
    let last = shown.last().expect("messages");
    assert_eq!(last.flow, flow(1999));
    assert_eq!(shown[0].flow, flow(1));
    assert_eq!(shown.len() + captured.left_out as usize, 1999);
}

#[test]
fn what_is_no_call_goes_first_and_what_lives_goes_last() {
    let capture = Capture::new(Bounds {
        calls: 8,
        ..Bounds::default()
    });
    receive(&capture, "live", "");
    capture.begin(b"live");
    receive(&capture, "ended", "");
    capture.begin(b"ended");
    capture.end(b"ended");
    for number in 0..100 {
        receive(&capture, &format!("scan-{number}"), "");
    }
    let is_kept = |call_id: &str| capture.read(call_id.as_bytes()).is_some();
    assert!(is_kept("live") && is_kept("ended") && is_kept("scan-99"));
    assert!(!is_kept("scan-50"));
    for number in 0..100 {
        let call_id = format!("call-{number}");
        receive(&capture, &call_id, "");
        capture.begin(call_id.as_bytes());
        capture.end(call_id.as_bytes());
    }
    assert!(is_kept("live") && is_kept("call-99") && !is_kept("ended"));
    assert!(capture.counters().calls <= 8);
}

#[test]
fn memory_is_bounded_whatever_comes() {
    let most = 1 << 20;
    let capture = Capture::new(Bounds {
        octets: most,
        ..Bounds::default()
    });
    let long = "x".repeat(20_000);
    for number in 0..3000 {
        let call_id = format!("{number}");
        receive(&capture, &call_id, if number % 7 == 0 { &long } else { "" });
        if number % 3 == 0 {
            capture.begin(call_id.as_bytes());
        }
        let held = capture.counters();
        assert!(held.octets <= most, "{held:?}");
    }
    assert!(capture.counters().calls > 10);
    assert!(capture.read(b"2999").is_some());
}

#[test]
fn within_its_memory_it_keeps_what_fits() {
    let bounds = Bounds {
        octets: 256 << 10,
        ..Bounds::default()
    };
    let capture = Capture::new(bounds);
    let body = "x".repeat(3000);
    for number in 0..1000 {
        let call_id = format!("call-{number}");
        capture.sent(&octets(&call_id, &body), flow(5061), Instant::now());
    }
    let kept = capture.counters();
    assert!(kept.octets <= bounds.octets, "{}", kept.octets);
    assert!(kept.calls >= 50, "{}", kept.calls);
    let is_kept = |number: usize| capture.read(format!("call-{number}").as_bytes()).is_some();
    assert!(!is_kept(999 - kept.calls) && (1000 - kept.calls..1000).all(is_kept));
}

#[test]
fn with_no_calls_nothing_is_kept() {
    let capture = Capture::new(Bounds {
        calls: 0,
        ..Bounds::default()
    });
    receive(&capture, "a", "");
    capture.begin(b"a");
    assert_eq!(capture.read(b"a"), None);
    assert_eq!(capture.counters().messages, 1);
}

#[test]
fn secrets_are_masked() {
    let capture = Capture::new(Bounds::default());
    let body = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\r\n";
    receive(&capture, "a", body);
    let shown = bodies(&capture, "a");
    assert_eq!(
        shown,
        ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xxxxxxxx\r\n"]
    );
}
