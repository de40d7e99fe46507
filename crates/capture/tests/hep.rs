//! A collector that reads HEP version 3 by its specification gets every message.

#![expect(
    clippy::disallowed_methods,
    reason = "the test compares with the wall clock"
)]

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use tandem_capture::{Bounds, Capture, HEP_QUEUE, HepConfig, HepOwner};
use tandem_sip_proto::{Flow, PeerName, Transport};

/// The chunks of a packet by type, all of the generic vendor.
fn chunks(packet: &[u8]) -> BTreeMap<u16, Vec<u8>> {
    let number = |octets: &[u8]| u16::from_be_bytes([octets[0], octets[1]]);
    assert_eq!(&packet[..4], b"HEP3");
    assert_eq!(usize::from(number(&packet[4..])), packet.len());
    let mut rest = &packet[6..];
    let mut chunks = BTreeMap::new();
    while !rest.is_empty() {
        assert_eq!(number(rest), 0, "the generic vendor");
        let (kind, length) = (number(&rest[2..]), usize::from(number(&rest[4..])));
        assert!(chunks.insert(kind, rest[6..length].to_vec()).is_none());
        rest = &rest[length..];
    }
    chunks
}

fn message(call_id: &str) -> Bytes {
    let text = format!(
        "BYE sip:x SIP/2.0\r\nCall-ID: {call_id}\r\nAuthorization: Digest response=\"ab\"\r\n\r\n"
    );
    text.into()
}

fn start(address: String) -> (Capture, HepOwner) {
    let config = HepConfig {
        address,
        capture_id: 2001,
        password: Some("pw".to_owned()),
    };
    HepOwner::start(Bounds::default(), config).expect("starts")
}

#[test]
fn a_collector_gets_every_message_with_its_ends_and_its_time() {
    let collector = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    collector
        .set_read_timeout(Some(Duration::from_secs(60)))
        .expect("a socket");
    let (capture, owner) = start(collector.local_addr().expect("bound").to_string());
    let mut buffer = vec![0; 65_536];
    for (transport, local, peer, family, protocol) in [
        (Transport::Udp, "192.0.2.1:5060", "198.51.100.7:5070", 2, 17),
        (
            Transport::Tcp,
            "[2001:db8::1]:5060",
            "[2001:db8::7]:40000",
            10,
            6,
        ),
        (Transport::Tls, "192.0.2.1:5061", "198.51.100.7:5071", 2, 6),
    ] {
        let address = |text: &str| text.parse::<SocketAddr>().expect("an address");
        let flow = Flow {
            transport,
            local: address(local),
            peer: address(peer),
            connection: 0,
            name: PeerName::NONE,
        };
        let before = SystemTime::now();
        capture.sent(&message("call-1"), flow, Instant::now());
        let (length, _) = collector.recv_from(&mut buffer).expect("a packet");
        let chunks = chunks(&buffer[..length]);
        assert_eq!((&chunks[&1], &chunks[&2]), (&vec![family], &vec![protocol]));
        let octets = |ip: IpAddr| match ip {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets().to_vec(),
        };
        let kinds = if flow.local.is_ipv4() { [3, 4] } else { [5, 6] };
        assert_eq!(chunks[&kinds[0]], octets(flow.local.ip()));
        assert_eq!(chunks[&kinds[1]], octets(flow.peer.ip()));
        assert_eq!(chunks[&7], flow.local.port().to_be_bytes());
        assert_eq!(chunks[&8], flow.peer.port().to_be_bytes());
        let number = |kind: u16| {
            let octets = chunks[&kind].clone().try_into().expect("four octets");
            u32::from_be_bytes(octets)
        };
        let at = Duration::from_secs(number(9).into()) + Duration::from_micros(number(10).into());
        let at = SystemTime::UNIX_EPOCH + at;
        let slack = Duration::from_secs(1);
        assert!(
            before - slack < at && at < SystemTime::now() + slack,
            "{at:?}"
        );
        assert_eq!((&chunks[&11], number(12)), (&vec![1], 2001));
        assert_eq!(
            (&chunks[&14][..], &chunks[&17][..]),
            (&b"pw"[..], &b"call-1"[..])
        );
        let text = String::from_utf8_lossy(&chunks[&15]);
        assert!(text.contains("response=\"xx\""), "{text}");
        assert_eq!(text.len(), message("call-1").len());
    }
    assert_eq!(capture.counters().hep_dropped, 0);
    owner.shutdown();
}

#[test]
fn what_cannot_be_sent_is_dropped_and_counted() {
    let (capture, owner) = start("no-such-host.invalid:9060".to_owned());
    let flow = Flow {
        transport: Transport::Udp,
        local: ([127, 0, 0, 1], 5060).into(),
        peer: ([127, 0, 0, 1], 5061).into(),
        connection: 0,
        name: PeerName::NONE,
    };
    let many = HEP_QUEUE + 100;
    for _ in 0..many {
        capture.sent(&message("a"), flow, Instant::now());
    }
    owner.shutdown();
    assert_eq!(capture.counters().hep_dropped, many as u64);
}
