//! A peer by hand: one packet after another.

use std::net::{SocketAddr, UdpSocket};

use tandem_rtp_io::{LegConfig, LegId, LegReport, Media, MediaEvent, Reservation};
use tandem_rtp_proto::sdp::AudioStream;
use tandem_rtp_proto::srtp::{MOST_ADDED, Protector, Unprotector};
use tandem_rtp_proto::{Codec, RtpHeader, RtpPacket};

use super::{Events, HOST, PATIENCE};

/// A peer that does as the session says, by hand.
pub(crate) struct Peer {
    pub(crate) socket: UdpSocket,
    pub(crate) to: SocketAddr,
    pub(crate) header: RtpHeader,
    pub(crate) ends: Option<(Protector, Unprotector)>,
}

impl Peer {
    pub(crate) fn new(media: &Media) -> (Self, Reservation) {
        let socket = UdpSocket::bind((*HOST, 0)).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let reservation = media.reserve(*HOST, *HOST).expect("a port");
        let header = RtpHeader {
            marker: false,
            payload_type: 0,
            sequence: 1,
            timestamp: 160,
            ssrc: 7,
        };
        let to = reservation.address();
        let ends = None;
        let peer = Self {
            socket,
            to,
            header,
            ends,
        };
        (peer, reservation)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.socket.local_addr().expect("an address")
    }

    /// Sends 20 ms; gives the packet as it went.
    pub(crate) fn say(&mut self) -> Vec<u8> {
        self.say_payload(&[0x55; Codec::FRAME_OCTETS])
    }

    /// Sends these 20 ms.
    pub(crate) fn say_payload(&mut self, payload: &[u8; Codec::FRAME_OCTETS]) -> Vec<u8> {
        self.send(payload, 160)
    }

    /// Sends what lasts so many ticks; gives the packet as it went.
    pub(crate) fn send(&mut self, payload: &[u8], ticks: u32) -> Vec<u8> {
        let plain = RtpHeader::OCTETS + payload.len();
        let mut packet = vec![0; plain + MOST_ADDED];
        packet[RtpHeader::OCTETS..plain].copy_from_slice(payload);
        let head = packet.first_chunk_mut().expect("a header's room");
        self.header.write(head);
        self.header.sequence = self.header.sequence.wrapping_add(1);
        self.header.timestamp = self.header.timestamp.wrapping_add(ticks);
        let length = match &mut self.ends {
            None => plain,
            Some((protector, _)) => protector.protect(&mut packet, plain).expect("room"),
        };
        packet.truncate(length);
        self.socket.send_to(&packet, self.to).expect("sent");
        packet
    }

    /// The next packet: its header and its payload.
    pub(crate) fn hear(&mut self) -> (RtpHeader, Vec<u8>) {
        let mut space = [0; 1500];
        let (mut length, _) = self.socket.recv_from(&mut space).expect("a packet");
        if let Some((_, unprotector)) = &mut self.ends {
            length = unprotector
                .unprotect(&mut space[..length])
                .expect("our key");
        }
        let packet = RtpPacket::parse(&space[..length]).expect("RTP");
        (packet.header, packet.payload.to_vec())
    }
}

pub(crate) fn opened(
    media: &Media,
    reservation: Reservation,
    stream: Option<AudioStream>,
    cookie: u64,
) -> LegId {
    let config = LegConfig {
        stream,
        media_timeout: None,
        finds_keys: false,
        cookie,
    };
    media.open(reservation, config)
}

pub(crate) fn closed(media: &Media, events: &Events, leg: LegId, cookie: u64) -> LegReport {
    media.close(leg);
    let is_closed =
        |event: &(u64, MediaEvent)| event.0 == cookie && matches!(event.1, MediaEvent::Closed(_));
    let MediaEvent::Closed(report) = events.wait(is_closed).1 else {
        panic!("the event is the report");
    };
    report
}
