//! Files that Wireshark and tshark open.
//!
//! Classic pcap with nanoseconds, one IP packet a record and no link layer (`LINKTYPE_RAW`). The IP, UDP and TCP heads are
//! made up around the messages, with the real addresses and ports. What came over TCP is a stream again, cut into
//! segments. What was encrypted is written as if it had come over UDP: readers take a TCP port of TLS for ciphertext.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{SystemTime, UNIX_EPOCH};

use tandem_sip_proto::Transport;

/// pcap with nanoseconds, in the byte order of this writer: little-endian.
const MAGIC: u32 = 0xa1b2_3c4d;
const VERSION: (u16, u16) = (2, 4);
/// The longest record.
const SNAP_LENGTH: u32 = 1 << 18;
/// Each record begins with an IP head.
const LINKTYPE_RAW: u32 = 101;
/// Octets of one TCP segment.
const SEGMENT: usize = 1460;
/// The longest UDP payload that IPv4 carries.
const LONGEST_DATAGRAM: usize = 65_507;
/// The first sequence number of each direction.
const FIRST_SEQUENCE: u32 = 1;
const HOPS: u8 = 64;
const TCP: u8 = 6;
const UDP: u8 = 17;
/// PSH and ACK (RFC 9293 §3.1).
const TCP_FLAGS: u8 = 0x18;

/// A message for the file.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// When it was seen.
    pub at: SystemTime,
    /// How it travelled.
    pub transport: Transport,
    /// From whom.
    pub source: SocketAddr,
    /// To whom.
    pub destination: SocketAddr,
    /// The message.
    pub octets: &'a [u8],
}

/// The file with these messages, which are in order. A message longer than what IP carries is cut.
#[must_use]
pub fn file<'a>(packets: impl IntoIterator<Item = Packet<'a>>) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.begin();
    for packet in packets {
        writer.packet(&packet);
    }
    writer.out
}

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    /// The next sequence number of each direction of each connection.
    sequences: HashMap<(SocketAddr, SocketAddr), u32>,
}

impl Writer {
    fn begin(&mut self) {
        self.out.extend(MAGIC.to_le_bytes());
        self.out.extend(VERSION.0.to_le_bytes());
        self.out.extend(VERSION.1.to_le_bytes());
        // Offset and accuracy of the times.
        self.out.extend([0; 8]);
        self.out.extend(SNAP_LENGTH.to_le_bytes());
        self.out.extend(LINKTYPE_RAW.to_le_bytes());
    }

    fn packet(&mut self, packet: &Packet<'_>) {
        match packet.transport {
            Transport::Udp | Transport::Tls => {
                let octets = &packet.octets[..packet.octets.len().min(LONGEST_DATAGRAM)];
                self.record(packet, UDP, &datagram(packet, octets));
            }
            Transport::Tcp => {
                for part in packet.octets.chunks(SEGMENT) {
                    let segment = self.segment(packet, part);
                    self.record(packet, TCP, &segment);
                }
            }
        }
    }

    fn segment(&mut self, packet: &Packet<'_>, part: &[u8]) -> Vec<u8> {
        let (there, back) = (
            (packet.source, packet.destination),
            (packet.destination, packet.source),
        );
        let acknowledged = self.sequences.get(&back).copied();
        let sequence = self.sequences.entry(there).or_insert(FIRST_SEQUENCE);
        let mut segment = Vec::with_capacity(20 + part.len());
        segment.extend(packet.source.port().to_be_bytes());
        segment.extend(packet.destination.port().to_be_bytes());
        segment.extend(sequence.to_be_bytes());
        segment.extend(acknowledged.unwrap_or(FIRST_SEQUENCE).to_be_bytes());
        // Five words of head, the flags, the window; checksum and urgent pointer.
        segment.extend([5 << 4, TCP_FLAGS, 0xff, 0xff, 0, 0, 0, 0]);
        segment.extend(part);
        *sequence = sequence.wrapping_add(u32::try_from(part.len()).unwrap_or(0));
        let sum = checksum(packet, TCP, &segment);
        segment[16..18].copy_from_slice(&sum.to_be_bytes());
        segment
    }

    fn record(&mut self, packet: &Packet<'_>, protocol: u8, payload: &[u8]) {
        let ip = ip_head(packet, protocol, payload.len());
        let since = packet.at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = u32::try_from(since.as_secs()).unwrap_or(u32::MAX);
        let length = u32::try_from(ip.len() + payload.len()).expect("an IP packet is short");
        self.out.extend(seconds.to_le_bytes());
        self.out.extend(since.subsec_nanos().to_le_bytes());
        self.out.extend(length.to_le_bytes());
        self.out.extend(length.to_le_bytes());
        self.out.extend(ip);
        self.out.extend(payload);
    }
}

fn datagram(packet: &Packet<'_>, octets: &[u8]) -> Vec<u8> {
    let length = u16::try_from(octets.len() + 8).expect("cut before");
    let mut datagram = Vec::with_capacity(usize::from(length));
    datagram.extend(packet.source.port().to_be_bytes());
    datagram.extend(packet.destination.port().to_be_bytes());
    datagram.extend(length.to_be_bytes());
    datagram.extend([0, 0]);
    datagram.extend(octets);
    let sum = checksum(packet, UDP, &datagram);
    // RFC 768: nothing is the sum of who makes none.
    let sum = if sum == 0 { u16::MAX } else { sum };
    datagram[6..8].copy_from_slice(&sum.to_be_bytes());
    datagram
}

/// The IP head; both addresses are of the family of the source, or IPv6.
fn ip_head(packet: &Packet<'_>, protocol: u8, payload: usize) -> Vec<u8> {
    match addresses(packet) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            let length = u16::try_from(20 + payload).unwrap_or(u16::MAX);
            let mut head = vec![0x45, 0];
            head.extend(length.to_be_bytes());
            // Identification, "do not fragment".
            head.extend([0, 0, 0x40, 0, HOPS, protocol, 0, 0]);
            head.extend(source.octets());
            head.extend(destination.octets());
            let sum = !fold(add(0, &head));
            head[10..12].copy_from_slice(&sum.to_be_bytes());
            head
        }
        (source, destination) => {
            let length = u16::try_from(payload).unwrap_or(u16::MAX);
            let mut head = vec![0x60, 0, 0, 0];
            head.extend(length.to_be_bytes());
            head.extend([protocol, HOPS]);
            head.extend(v6(source));
            head.extend(v6(destination));
            head
        }
    }
}

/// The sum over the pseudo head and the payload (RFC 9293 §3.1, RFC 8200 §8.1).
fn checksum(packet: &Packet<'_>, protocol: u8, payload: &[u8]) -> u16 {
    let (source, destination) = addresses(packet);
    let of_addresses = match (source, destination) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            add(add(0, &source.octets()), &destination.octets())
        }
        (source, destination) => add(add(0, &v6(source)), &v6(destination)),
    };
    let length = u32::try_from(payload.len()).unwrap_or(0);
    let sum = of_addresses + u64::from(protocol) + u64::from(length);
    !fold(add(sum, payload))
}

fn addresses(packet: &Packet<'_>) -> (IpAddr, IpAddr) {
    (packet.source.ip(), packet.destination.ip())
}

fn v6(ip: IpAddr) -> [u8; 16] {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().octets(),
        IpAddr::V6(ip) => ip.octets(),
    }
}

fn add(sum: u64, octets: &[u8]) -> u64 {
    let words = octets.chunks(2).map(|word| {
        let low = word.get(1).copied().unwrap_or(0);
        u64::from(u16::from_be_bytes([word[0], low]))
    });
    sum + words.sum::<u64>()
}

fn fold(mut sum: u64) -> u16 {
    while sum > u64::from(u16::MAX) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    u16::try_from(sum).expect("folded")
}
