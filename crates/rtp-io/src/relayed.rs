use std::sync::Arc;
use std::time::Instant;

use tandem_rtp_proto::{RtpHeader, RtpPacket};

use crate::MediaEvents;
use crate::relay::{Frame, Kind, RELAY_TIMEOUT, RelayEnd, SIGN_OF_LIFE, Takes};

/// The part of a leg that another node has.
pub(crate) struct Relayed {
    end: RelayEnd,
    /// In place of the engine's.
    pub(crate) events: Option<Arc<dyn MediaEvents>>,
    heard_at: Instant,
    told_at: Instant,
    is_lost: bool,
}

impl Relayed {
    pub(crate) fn new(end: RelayEnd, events: Option<Arc<dyn MediaEvents>>, now: Instant) -> Self {
        Self {
            end,
            events,
            heard_at: now,
            told_at: now,
            is_lost: false,
        }
    }

    /// The other node lives.
    pub(crate) fn notice(&mut self, now: Instant) {
        self.heard_at = now;
    }

    /// Passes a caller's packet on as it is: the room's home has the jitter buffer.
    pub(crate) fn pass_on(
        &mut self,
        (takes, kind): (Takes, Kind),
        packet: &RtpPacket<'_>,
        now: Instant,
    ) {
        self.told_at = now;
        let frame = Frame {
            kind,
            ..frame(takes, packet.header)
        };
        self.end.send(&frame, packet.payload);
    }

    /// Tells the caller's gateway a packet of the room; no octets are 20 ms of silence.
    pub(crate) fn say(&mut self, takes: Takes, header: RtpHeader, payload: &[u8]) {
        self.end.send(&frame(takes, header), payload);
    }

    /// Whether the other node has not been heard for too long; said once. Lets it know that we live.
    pub(crate) fn is_lost(&mut self, takes: Takes, now: Instant) -> bool {
        if now.saturating_duration_since(self.told_at) >= SIGN_OF_LIFE {
            self.told_at = now;
            let sign = Frame {
                kind: Kind::SignOfLife,
                ..frame(takes, NOTHING)
            };
            self.end.send(&sign, &[]);
        }
        let is_lost = now.saturating_duration_since(self.heard_at) >= RELAY_TIMEOUT;
        is_lost && !std::mem::replace(&mut self.is_lost, is_lost)
    }
}

impl Frame {
    /// The caller's packet, as it came to its gateway.
    pub(crate) fn packet(&self) -> RtpPacket<'_> {
        let header = RtpHeader {
            marker: false,
            payload_type: self.takes.codec.payload_type(),
            sequence: self.sequence,
            timestamp: self.timestamp,
            ssrc: self.ssrc,
        };
        RtpPacket {
            header,
            payload: &self.payload,
        }
    }
}

const NOTHING: RtpHeader = RtpHeader {
    marker: false,
    payload_type: 0,
    sequence: 0,
    timestamp: 0,
    ssrc: 0,
};

/// What goes before a payload.
fn frame(takes: Takes, header: RtpHeader) -> Frame {
    Frame {
        takes,
        kind: Kind::Audio,
        sequence: header.sequence,
        timestamp: header.timestamp,
        ssrc: header.ssrc,
        payload: Vec::new(),
    }
}
