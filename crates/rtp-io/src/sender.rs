use std::net::{SocketAddr, UdpSocket};

use tandem_rtp_proto::sdp::AudioStream;
use tandem_rtp_proto::srtp::{MOST_ADDED, Protector};
use tandem_rtp_proto::{Codec, DtmfEvent, OpusFrames, RtpHeader, opus_ms};

use crate::relay::Takes;
use crate::relayed::Relayed;

/// Octets of the longest payload: 60 ms.
const LONGEST_PAYLOAD: usize = OpusFrames::longest(3 * Codec::FRAME_OCTETS);
/// Octets of the longest packet: header, payload, and what protects them.
const LONGEST: usize = RtpHeader::OCTETS + LONGEST_PAYLOAD + MOST_ADDED;
/// Octets, and ticks, in a millisecond, of all codecs but Opus.
const PER_MS: usize = Codec::FRAME_OCTETS / 20;

/// Where packets go.
pub(crate) enum Way<'a> {
    /// To the peer, and what protects them.
    Line {
        socket: &'a UdpSocket,
        peer: SocketAddr,
        protector: Option<&'a mut Protector>,
    },
    /// To the node where the peer is.
    Relay(&'a mut Relayed),
}

/// The stream that we send to one peer.
pub(crate) struct RtpSender {
    header: RtpHeader,
    codec: Codec,
    /// Milliseconds of a packet: 10 to 60, in tens.
    ms: u8,
    /// Ticks of the clock of telephone events in 20 ms.
    event_ticks: u16,
    /// What waits for a packet of another size than 20 ms to be full; it begins at the header's timestamp.
    pending: Pending,
    is_silent: bool,
    /// When the key that is sent was pressed, on our clock.
    pressed_at: u32,
    /// What is added to another node's sequence and timestamp to make them ours.
    follows: Option<(u16, u32)>,
    pub(crate) packets: u64,
    /// Of their payloads.
    pub(crate) octets: u64,
}

/// Audio that waits for a packet to be full.
enum Pending {
    /// Of codecs whose packets may be cut anywhere.
    Octets(Vec<u8>),
    Opus(Box<OpusFrames>),
}

impl Pending {
    fn of(codec: Codec) -> Self {
        match codec {
            Codec::Opus => Self::Opus(Box::default()),
            Codec::G722 | Codec::Pcmu | Codec::Pcma => Self::Octets(Vec::new()),
        }
    }

    /// Ticks of the codec's clock that it lasts.
    fn ticks(&self) -> usize {
        match self {
            Self::Octets(octets) => octets.len(),
            Self::Opus(frames) => ticks_of(frames.ms()),
        }
    }
}

impl RtpSender {
    pub(crate) fn new(stream: &AudioStream) -> Self {
        let header = RtpHeader {
            marker: true,
            payload_type: stream.sends.audio,
            // In the lower half: of a peer that hears nothing of the first packets, none turns the number over, which
            // SRTP would have it miss for ever (RFC 3711 §3.3.1).
            sequence: rand::random_range(..=u16::MAX / 2),
            timestamp: rand::random(),
            ssrc: rand::random(),
        };
        Self {
            header,
            codec: stream.codec,
            ms: stream.ptime_ms,
            event_ticks: stream.events_clock / 50,
            pending: Pending::of(stream.codec),
            is_silent: true,
            pressed_at: 0,
            follows: None,
            packets: 0,
            octets: 0,
        }
    }

    pub(crate) fn ssrc(&self) -> u32 {
        self.header.ssrc
    }

    pub(crate) fn timestamp(&self) -> u32 {
        self.header.timestamp
    }

    pub(crate) fn change(&mut self, stream: &AudioStream) {
        if stream.codec != self.codec {
            self.drop_pending();
            self.pending = Pending::of(stream.codec);
        }
        (self.codec, self.header.payload_type) = (stream.codec, stream.sends.audio);
        self.ms = stream.ptime_ms;
        self.event_ticks = stream.events_clock / 50;
    }

    /// Sends 20 ms; `None` is silence, which costs nothing but the packet.
    pub(crate) fn send(&mut self, mut way: Way<'_>, payload: Option<&[u8]>) {
        self.follows = None;
        // The marker begins a talkspurt (RFC 3551 §4.1).
        self.header.marker |= self.is_silent && payload.is_some();
        self.is_silent = payload.is_none();
        let frame = payload.unwrap_or(silence(self.codec, self.ms));
        if self.ms == 20 && self.pending.ticks() == 0 {
            let is_told = payload.is_some() || matches!(way, Way::Line { .. });
            // The other node knows what silence is.
            let frame = if is_told { frame } else { &[] };
            return self.write(&mut way, frame, self.codec.frame_ticks().into());
        }
        match std::mem::replace(&mut self.pending, Pending::Octets(Vec::new())) {
            Pending::Octets(pending) => self.pending = self.send_octets(&mut way, pending, frame),
            Pending::Opus(pending) => self.pending = self.send_opus(&mut way, pending, frame),
        }
    }

    /// Sends as many packets as are full with these 20 ms; gives the rest.
    fn send_octets(&mut self, way: &mut Way<'_>, mut pending: Vec<u8>, frame: &[u8]) -> Pending {
        pending.extend(frame);
        let mut packets = pending.chunks_exact(usize::from(self.ms) * PER_MS);
        for payload in &mut packets {
            self.write(way, payload, payload.len());
        }
        let rest = packets.remainder().len();
        pending.drain(..pending.len() - rest);
        Pending::Octets(pending)
    }

    /// The same of Opus. Frames of another kind begin a packet of their own: the one before is shorter.
    fn send_opus(
        &mut self,
        way: &mut Way<'_>,
        mut pending: Box<OpusFrames>,
        frame: &[u8],
    ) -> Pending {
        let ticks = ticks_of(opus_ms(frame).unwrap_or(20));
        // What the encoder has left out of its 20 ms is a gap.
        let gap = usize::from(self.codec.frame_ticks()).saturating_sub(ticks);
        if gap > 0 || !pending.add(frame) {
            self.send_frames(way, &mut pending, 0);
            pending.clear();
            self.pass(gap);
            if !pending.add(frame) {
                self.write(way, frame, ticks);
                return Pending::Opus(pending);
            }
        }
        self.send_frames(way, &mut pending, self.ms.into());
        Pending::Opus(pending)
    }

    /// Sends packets of these until they are shorter than so many milliseconds.
    fn send_frames(&mut self, way: &mut Way<'_>, pending: &mut OpusFrames, least_ms: u16) {
        let mut payload = [0; LONGEST_PAYLOAD];
        while pending.ms() >= least_ms.max(1) {
            let Some((length, ms)) = pending.take(self.ms.into(), &mut payload) else {
                return;
            };
            self.write(way, &payload[..length], ticks_of(ms));
        }
    }

    /// Sends a packet that another node has numbered: its gaps and its order stay as they are. No octets are 20 ms of silence.
    pub(crate) fn follow(
        &mut self,
        mut way: Way<'_>,
        (sequence, timestamp): (u16, u32),
        payload: &[u8],
    ) {
        let followed = self.ticks(payload).map(|ticks| (payload, ticks));
        let is_silent = followed.is_none();
        let silence = (silence(self.codec, 20), self.codec.frame_ticks().into());
        let (payload, ticks) = followed.unwrap_or(silence);
        self.drop_pending();
        let own = (self.header.sequence, self.header.timestamp);
        let (steps, shift) = *self
            .follows
            .get_or_insert((own.0.wrapping_sub(sequence), own.1.wrapping_sub(timestamp)));
        self.header.sequence = sequence.wrapping_add(steps);
        self.header.timestamp = timestamp.wrapping_add(shift);
        self.header.marker = self.is_silent && !is_silent;
        self.is_silent = is_silent;
        self.write(&mut way, payload, ticks);
        if self.header.sequence.wrapping_sub(own.0) > u16::MAX / 2 {
            // It was overtaken: what comes next follows the newest.
            (self.header.sequence, self.header.timestamp) = own;
        }
    }

    /// Ticks of a packet that another node made; `None` for what is no packet of 10 to 60 ms.
    fn ticks(&self, payload: &[u8]) -> Option<usize> {
        let octets = payload.len();
        match self.codec {
            Codec::Opus => {
                let ms = opus_ms(payload)?;
                (ms <= 60 && octets <= LONGEST_PAYLOAD).then(|| ticks_of(ms))
            }
            Codec::G722 | Codec::Pcmu | Codec::Pcma => {
                let tens = octets.is_multiple_of(10 * PER_MS);
                (tens && (10 * PER_MS..=60 * PER_MS).contains(&octets)).then_some(octets)
            }
        }
    }

    /// Sends a packet of a key: it has a number of its own, and the time at which the key was pressed.
    pub(crate) fn event(&mut self, mut way: Way<'_>, payload_type: u8, event: &DtmfEvent) {
        if event.is_first {
            self.drop_pending();
            self.pressed_at = self.header.timestamp;
        }
        self.follows = None;
        let audio = self.header;
        self.header = RtpHeader {
            marker: event.is_first,
            payload_type,
            timestamp: self.pressed_at,
            ..audio
        };
        self.write(&mut way, &event.payload(self.event_ticks), 0);
        self.header = RtpHeader {
            sequence: self.header.sequence,
            ..audio
        };
    }

    /// Writes a packet that lasts so long; the next one follows it.
    fn write(&mut self, way: &mut Way<'_>, payload: &[u8], ticks: usize) {
        let is_sent = match way {
            Way::Relay(relay) => {
                let takes = Takes {
                    codec: self.codec,
                    packet_ms: self.ms,
                };
                relay.say(takes, self.header, payload);
                true
            }
            Way::Line {
                socket,
                peer,
                protector,
            } => self.write_line(socket, *peer, protector.as_deref_mut(), payload),
        };
        self.header.marker = false;
        self.advance(ticks);
        if is_sent {
            self.packets += 1;
            self.octets += payload.len() as u64;
        }
    }

    /// Whether the kernel took it. What it does not take is lost like any packet; a peer that is gone times out.
    fn write_line(
        &self,
        socket: &UdpSocket,
        peer: SocketAddr,
        protector: Option<&mut Protector>,
        payload: &[u8],
    ) -> bool {
        let mut packet = [0; LONGEST];
        let (head, body) = packet.split_at_mut(RtpHeader::OCTETS);
        self.header
            .write(head.first_chunk_mut().expect("the header's part"));
        body[..payload.len()].copy_from_slice(payload);
        let length = RtpHeader::OCTETS + payload.len();
        let length = match protector {
            None => Some(length),
            Some(protector) => protector.protect(&mut packet, length),
        };
        // Nobody is there yet: the kernel would take it for the loopback.
        let length = length.filter(|_| !peer.ip().is_unspecified());
        length.is_some_and(|length| socket.send_to(&packet[..length], peer).is_ok())
    }

    /// Lets 20 ms pass without a packet.
    pub(crate) fn skip(&mut self) {
        self.drop_pending();
        self.pass(self.codec.frame_ticks().into());
        self.is_silent = true;
        self.follows = None;
    }

    /// Forgets what has not filled a packet.
    fn drop_pending(&mut self) {
        self.pass(self.pending.ticks());
        match &mut self.pending {
            Pending::Octets(octets) => octets.clear(),
            Pending::Opus(frames) => frames.clear(),
        }
    }

    fn pass(&mut self, ticks: usize) {
        let ticks = u32::try_from(ticks).unwrap_or(0);
        self.header.timestamp = self.header.timestamp.wrapping_add(ticks);
    }

    fn advance(&mut self, ticks: usize) {
        self.header.sequence = self.header.sequence.wrapping_add(1);
        self.pass(ticks);
    }
}

/// Ticks of the clock of Opus.
fn ticks_of(ms: u16) -> usize {
    usize::from(Codec::Opus.frame_ticks()) / 20 * usize::from(ms)
}

/// 20 ms that sound like nothing, for packets of so many milliseconds.
fn silence(codec: Codec, ms: u8) -> &'static [u8] {
    match codec {
        // A frame of CELT at the full band without energy (RFC 6716 §4.3), or two of half its length.
        Codec::Opus if ms.is_multiple_of(20) => &[0xf8, 0xff, 0xfe],
        Codec::Opus => &[0xf3, 0x82, 2, 0xff, 0xfe, 0xff, 0xfe],
        Codec::Pcmu => &[0xff; Codec::FRAME_OCTETS],
        Codec::Pcma => &[0xd5; Codec::FRAME_OCTETS],
        Codec::G722 => &[0xfa; Codec::FRAME_OCTETS],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_begin_far_from_where_their_numbers_turn_over() {
        let nobody = SocketAddr::from(([192, 0, 2, 1], 9));
        for _ in 0..200 {
            let sender = RtpSender::new(&AudioStream::plain(Codec::Pcmu, nobody));
            let sequence = sender.header.sequence;
            assert!(sequence < 0x8000, "{sequence}");
        }
    }
}
