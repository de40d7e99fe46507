use std::time::Instant;

use tandem_rtp_proto::sdp::{AudioStream, OpusWish};

use super::{Leg, Place};
use crate::reception::Reception;
use crate::relay::{self, Arrived, Frame, Takes};
use crate::sender::Way;

/// What goes to the other node, and comes from there.
impl Leg {
    /// What the caller takes.
    pub(super) fn takes(&self) -> Takes {
        Takes {
            codec: self.stream.codec,
            packet_ms: self.stream.ptime_ms,
        }
    }

    /// At the room's home: the caller takes this from now on.
    fn suit(&mut self, takes: Takes) {
        let opus = OpusWish {
            has_short_frames: !takes.packet_ms.is_multiple_of(20),
            ..self.stream.opus
        };
        if !self.voice.is_for(takes.codec, opus) {
            self.voice.change(takes.codec, opus);
        }
        if let Some(reception) = &mut self.reception
            && takes.codec != self.stream.codec
        {
            reception.change(takes.codec);
        }
        self.stream = AudioStream {
            codec: takes.codec,
            ptime_ms: takes.packet_ms,
            opus,
            ..self.stream
        };
        self.sender.change(&self.stream);
    }

    /// Takes what the other node sent: the caller's packets at the room's home, the room's at the caller's gateway.
    pub(crate) fn receive_relayed(&mut self, arrived: &Arrived, now: Instant) {
        let Some(relay) = &mut self.relay else { return };
        relay.notice(now);
        let frame = &arrived.frame;
        if self.line.is_some() {
            let is_ours = frame.takes.codec == self.stream.codec && self.stream.direction.sends();
            let is_audio = is_ours && frame.kind == relay::Kind::Audio;
            if self.place == Place::Away && is_audio && self.is_open {
                self.repeat(frame);
            }
            return;
        }
        if frame.takes != self.takes() {
            self.suit(frame.takes);
        }
        if frame.kind == relay::Kind::SignOfLife {
            return;
        }
        let packet = frame.packet();
        self.tally.packets_in += 1;
        self.tally.octets_in += packet.payload.len() as u64;
        let codec = self.stream.codec;
        let reception = self
            .reception
            .get_or_insert_with(|| Box::new(Reception::new(codec, &packet, arrived.at)));
        self.tally.lost_before += reception.count(&packet, arrived.at);
        if frame.kind == relay::Kind::Noise {
            return reception.hush(packet.header, packet.payload);
        }
        if reception.resume(packet.header) {
            self.tally.made_up = 0;
        }
        let jitter = &mut reception.jitter;
        jitter.push(packet.header.timestamp, packet.payload, arrived.at);
    }

    /// Tells the caller what the room's home said. A prompt that plays has its turn first.
    fn repeat(&mut self, frame: &Frame) {
        let Some(line) = self
            .line
            .as_ref()
            .filter(|_| !self.voice.is_prompting() && !self.is_sounding)
        else {
            return;
        };
        let number = (frame.sequence, frame.timestamp);
        let way = Way::Line {
            socket: &line.rtp,
            peer: self.latch.target(),
            protector: self.secure.as_mut().map(|secure| &mut secure.protector),
        };
        self.sender.follow(way, number, &frame.payload);
    }

    /// Whether the other node has not been heard for too long; said once. Lets it know that this one lives, and which
    /// codec the caller takes now.
    pub(crate) fn has_lost_relay(&mut self, now: Instant) -> bool {
        let takes = self.takes();
        let relay = self.relay.as_mut();
        relay.is_some_and(|relay| relay.is_lost(takes, now))
    }
}
