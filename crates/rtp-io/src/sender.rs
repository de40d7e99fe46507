use std::net::{SocketAddr, UdpSocket};

use tandem_rtp_proto::{Codec, RtpHeader};

/// Octets of a packet: header and 20 ms.
const PACKET: usize = RtpHeader::OCTETS + Codec::FRAME_OCTETS;

/// The stream that we send to one peer.
pub(crate) struct RtpSender {
    header: RtpHeader,
    codec: Codec,
    is_silent: bool,
    /// What is added to another node's sequence and timestamp to make them ours.
    follows: Option<(u16, u32)>,
    pub(crate) packets: u64,
}

impl RtpSender {
    pub(crate) fn new(codec: Codec, payload_type: u8) -> Self {
        let header = RtpHeader {
            marker: true,
            payload_type,
            sequence: rand::random(),
            timestamp: rand::random(),
            ssrc: rand::random(),
        };
        Self {
            header,
            codec,
            is_silent: true,
            follows: None,
            packets: 0,
        }
    }

    pub(crate) fn ssrc(&self) -> u32 {
        self.header.ssrc
    }

    pub(crate) fn timestamp(&self) -> u32 {
        self.header.timestamp
    }

    pub(crate) fn change(&mut self, codec: Codec, payload_type: u8) {
        (self.codec, self.header.payload_type) = (codec, payload_type);
    }

    /// Sends 20 ms; `None` is silence, which costs nothing but the packet.
    pub(crate) fn send(
        &mut self,
        socket: &UdpSocket,
        peer: SocketAddr,
        payload: Option<&[u8; Codec::FRAME_OCTETS]>,
    ) {
        self.follows = None;
        self.write((socket, peer), payload);
        self.advance();
    }

    /// Sends what another node has numbered: its gaps and its order stay as they are.
    pub(crate) fn follow(
        &mut self,
        socket: &UdpSocket,
        peer: SocketAddr,
        (sequence, timestamp): (u16, u32),
        payload: Option<&[u8; Codec::FRAME_OCTETS]>,
    ) {
        let own = (self.header.sequence, self.header.timestamp);
        let (steps, ticks) = *self
            .follows
            .get_or_insert((own.0.wrapping_sub(sequence), own.1.wrapping_sub(timestamp)));
        self.header.sequence = sequence.wrapping_add(steps);
        self.header.timestamp = timestamp.wrapping_add(ticks);
        self.write((socket, peer), payload);
        self.advance();
        if self.header.sequence.wrapping_sub(own.0) > u16::MAX / 2 {
            // It was overtaken: what comes next follows the newest.
            (self.header.sequence, self.header.timestamp) = own;
        }
    }

    /// The next 20 ms of a stream that has no packets of its own.
    pub(crate) fn number(&mut self) -> RtpHeader {
        let header = self.header;
        self.advance();
        self.packets += 1;
        header
    }

    fn write(
        &mut self,
        (socket, peer): (&UdpSocket, SocketAddr),
        payload: Option<&[u8; Codec::FRAME_OCTETS]>,
    ) {
        let mut packet = [0; PACKET];
        // The marker begins a talkspurt (RFC 3551 §4.1).
        self.header.marker = self.is_silent && payload.is_some();
        self.is_silent = payload.is_none();
        let (head, body) = packet.split_at_mut(RtpHeader::OCTETS);
        self.header
            .write(head.first_chunk_mut().expect("the header's part"));
        match payload {
            Some(payload) => body.copy_from_slice(payload),
            None => body.fill(silence(self.codec)),
        }
        // What the kernel does not take is lost like any packet; a peer that is gone times out.
        if socket.send_to(&packet, peer).is_ok() {
            self.packets += 1;
        }
    }

    /// Lets 20 ms pass without a packet.
    pub(crate) fn skip(&mut self) {
        self.header.timestamp = self.header.timestamp.wrapping_add(FRAME_TICKS);
        self.is_silent = true;
        self.follows = None;
    }

    fn advance(&mut self) {
        self.header.sequence = self.header.sequence.wrapping_add(1);
        self.header.timestamp = self.header.timestamp.wrapping_add(FRAME_TICKS);
    }
}

const FRAME_TICKS: u32 = 160;

/// The octet that sounds like nothing.
fn silence(codec: Codec) -> u8 {
    match codec {
        Codec::Pcmu => 0xff,
        Codec::Pcma => 0xd5,
        Codec::G722 => 0xfa,
    }
}
