use std::net::SocketAddr;
use std::time::Instant;

use tandem_audio::{Decoder, EDGE_FRAME, KeyDetector};
use tandem_rtp_proto::{Codec, DtmfReceiver, JitterBuffer, ReceiveStats, RtpHeader, RtpPacket};

use crate::heard::Heard;

/// Finds keys in what the peer says.
pub(crate) struct Ear {
    decoder: Decoder,
    detector: KeyDetector,
    /// What it has found, and nobody has been told.
    pub(crate) found: Option<char>,
}

/// What is received of the peer.
pub(crate) struct Reception {
    codec: Codec,
    pub(crate) stats: ReceiveStats,
    pub(crate) jitter: JitterBuffer,
    pub(crate) dtmf: DtmfReceiver,
    /// The source that was told of.
    pub(crate) told_source: Option<SocketAddr>,
}

impl Ear {
    pub(crate) fn new(codec: Codec) -> Self {
        Self {
            decoder: Decoder::new(codec),
            detector: KeyDetector::default(),
            found: None,
        }
    }

    pub(crate) fn hear(&mut self, heard: &Heard) {
        let rate = self.decoder.codec().sample_rate();
        let mut samples = [0; EDGE_FRAME];
        let heard = match heard {
            Heard::Payload(payload) => self.decoder.decode(payload, &mut samples),
            Heard::Parts(parts) => self.decoder.assemble(parts, &mut samples),
            Heard::Lost | Heard::LostBefore(_) | Heard::Nothing => return,
        };
        self.found = self.detector.hear(heard, rate).or(self.found);
    }
}

impl Reception {
    pub(crate) fn new(codec: Codec, first: &RtpPacket<'_>, now: Instant) -> Self {
        let header = first.header;
        Self {
            codec,
            stats: ReceiveStats::new(header.ssrc, codec.clock(), header.sequence, now),
            jitter: JitterBuffer::new(codec),
            dtmf: DtmfReceiver::default(),
            told_source: None,
        }
    }

    /// Goes on in another codec.
    pub(crate) fn change(&mut self, codec: Codec) {
        self.codec = codec;
        self.jitter = JitterBuffer::new(codec);
    }

    fn counting(&self, first: RtpHeader, now: Instant) -> ReceiveStats {
        ReceiveStats::new(first.ssrc, self.codec.clock(), first.sequence, now)
    }

    /// Counts a packet; gives what was lost of a stream that it ends.
    pub(crate) fn count(&mut self, packet: &RtpPacket<'_>, now: Instant) -> u64 {
        let header = packet.header;
        let mut lost_before = 0;
        if self.stats.ssrc() != header.ssrc {
            lost_before = u64::from(self.stats.lost());
            self.stats = self.counting(header, now);
            self.jitter.reset();
        }
        self.stats.receive(header.sequence, header.timestamp, now);
        lost_before
    }
}
