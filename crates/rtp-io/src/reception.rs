use std::net::SocketAddr;
use std::time::Instant;

use tandem_audio::{Decoder, EDGE_FRAME, KeyDetector};
use tandem_rtp_proto::{Codec, DtmfReceiver, JitterBuffer, ReceiveStats, RtpPacket};

/// Finds keys in what the peer says.
pub(crate) struct Ear {
    decoder: Decoder,
    detector: KeyDetector,
    /// What it has found, and nobody has been told.
    pub(crate) found: Option<char>,
}

/// What is received of the peer.
pub(crate) struct Reception {
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

    pub(crate) fn hear(&mut self, payload: &[u8; Codec::FRAME_OCTETS]) {
        let rate = self.decoder.codec().sample_rate();
        let mut samples = [0; EDGE_FRAME];
        let heard = self.decoder.decode(payload, &mut samples);
        self.found = self.detector.hear(heard, rate).or(self.found);
    }
}

impl Reception {
    pub(crate) fn new(first: &RtpPacket<'_>, now: Instant) -> Self {
        let header = first.header;
        Self {
            stats: ReceiveStats::new(header.ssrc, header.sequence, now),
            jitter: JitterBuffer::default(),
            dtmf: DtmfReceiver::default(),
            told_source: None,
        }
    }

    /// Counts a packet; gives what was lost of a stream that it ends.
    pub(crate) fn count(&mut self, packet: &RtpPacket<'_>, now: Instant) -> u64 {
        let header = packet.header;
        let mut lost_before = 0;
        if self.stats.ssrc() != header.ssrc {
            lost_before = u64::from(self.stats.lost());
            self.stats = ReceiveStats::new(header.ssrc, header.sequence, now);
            self.jitter.reset();
        }
        self.stats.receive(header.sequence, header.timestamp, now);
        lost_before
    }
}
