use std::net::SocketAddr;
use std::time::Instant;

use tandem_audio::{ComfortNoise, Decoder, EDGE_FRAME, KeyDetector, LevelMeter};
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
    /// What is heard while the peer sends nothing.
    silence: Option<Box<Silence>>,
    /// How loud the peer is by its own word.
    pub(crate) level: LevelMeter,
    /// The last packet of audio: its number, and its timestamp.
    last: Option<(u16, u32)>,
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
            Heard::Lost | Heard::LostBefore(_) | Heard::Noise(_) | Heard::Nothing => return,
        };
        self.found = self.detector.hear(heard, rate).or(self.found);
    }

    /// Hears a packet that is passed on to another node as it comes: nothing puts it into order here.
    pub(crate) fn overhear(&mut self, packet: &[u8]) {
        if self.decoder.codec() == Codec::Opus {
            let mut samples = [0; EDGE_FRAME];
            let heard = self.decoder.decode(packet, &mut samples);
            self.found = self.detector.hear(heard, 48_000).or(self.found);
            return;
        }
        for frame in packet.as_chunks::<{ Codec::FRAME_OCTETS }>().0 {
            self.hear(&Heard::Payload(*frame));
        }
    }
}

/// A silence that the peer has said what sounds in (RFC 3389).
struct Silence {
    noise: ComfortNoise,
    /// The peer speaks again; what it says is on its way through the jitter buffer.
    is_over: bool,
}

impl Reception {
    pub(crate) fn new(codec: Codec, first: &RtpPacket<'_>, now: Instant) -> Self {
        let header = first.header;
        Self {
            codec,
            stats: ReceiveStats::new(header.ssrc, codec.clock(), header.sequence, now),
            jitter: JitterBuffer::new(codec),
            dtmf: DtmfReceiver::default(),
            silence: None,
            level: LevelMeter::default(),
            last: None,
            told_source: None,
        }
    }

    /// Goes on in another codec.
    pub(crate) fn change(&mut self, codec: Codec) {
        self.codec = codec;
        self.jitter = JitterBuffer::new(codec);
        (self.silence, self.last) = (None, None);
    }

    /// The peer is silent, and this is what is to be heard meanwhile.
    pub(crate) fn hush(&mut self, header: RtpHeader, payload: &[u8]) {
        self.last = Some((header.sequence, header.timestamp));
        match &mut self.silence {
            Some(silence) => {
                silence.noise.change(payload);
                silence.is_over = false;
            }
            None => {
                let noise = ComfortNoise::new(payload);
                let is_over = false;
                self.silence = Some(Box::new(Silence { noise, is_over }));
            }
        }
    }

    /// Whether the peer has said what is heard while it sends nothing.
    pub(crate) fn is_hushed(&self) -> bool {
        self.silence.is_some()
    }

    /// A packet of audio comes. Whether it goes on after a pause that the peer made: nothing between was lost.
    pub(crate) fn resume(&mut self, header: RtpHeader) -> bool {
        if let Some(silence) = &mut self.silence {
            silence.is_over = true;
        }
        let number = (header.sequence, header.timestamp);
        let Some((sequence, timestamp)) = self.last.replace(number) else {
            return false;
        };
        let is_next = header.sequence == sequence.wrapping_add(1);
        let ticks = header.timestamp.wrapping_sub(timestamp);
        // Packets are of 60 ms at most, of Opus 120: what is further off follows a pause.
        is_next && ticks > 6 * u32::from(self.codec.frame_ticks())
    }

    /// What is heard in 20 ms of which this was received.
    pub(crate) fn sounded(&mut self, heard: Heard) -> Heard {
        let Some(silence) = &mut self.silence else {
            return heard;
        };
        match heard {
            Heard::Lost | Heard::LostBefore(_) | Heard::Nothing => {
                let mut samples = Box::new([0; EDGE_FRAME]);
                silence
                    .noise
                    .fill(&mut samples[..self.codec.frame_samples()]);
                Heard::Noise(samples)
            }
            Heard::Payload(_) | Heard::Parts(_) | Heard::Noise(_) => {
                if silence.is_over {
                    self.silence = None;
                }
                heard
            }
        }
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
            (self.silence, self.last) = (None, None);
        }
        self.stats.receive(header.sequence, header.timestamp, now);
        lost_before
    }
}
