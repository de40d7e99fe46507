mod hearing;
mod relaying;
mod reports;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tandem_rtp_proto::sdp::{AudioStream, Direction, OpusWish, PayloadTypes};
use tandem_rtp_proto::{
    AudioLevel, COMFORT_NOISE, Codec, DialString, DtmfSender, Latched, RtpPacket, SourceLatch,
    audio_level, rtcp,
};

use crate::line::Line;
use crate::media::{LegConfig, LegId, LegReport, MediaConfig, MixId};
use crate::ports::Reservation;
use crate::reception::{Ear, Reception};
use crate::relay::{self, RelayedLeg};
use crate::relayed::Relayed;
use crate::secure::Secure;
use crate::sender::{RtpSender, Way};
use crate::tally::{News, Tally};
use crate::voice::Voice;

/// The longest packet that is read; 60 ms of audio are 492 octets.
pub(crate) const LONGEST_PACKET: usize = 1500;

/// The stream of a leg whose offer has no answer yet.
const NOT_AGREED: AudioStream = {
    let nowhere = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
    let types = PayloadTypes {
        audio: 0,
        dtmf: None,
    };
    AudioStream {
        codec: Codec::Pcmu,
        sends: types,
        receives: types,
        events_clock: 0,
        has_comfort_noise: false,
        level_extension: None,
        opus: OpusWish {
            max_playback_rate: 48_000,
            max_average_bitrate_100: None,
            has_inband_fec: false,
            has_short_frames: false,
        },
        ptime_ms: 20,
        remote: nowhere,
        remote_rtcp: nowhere,
        direction: Direction::Inactive,
        srtp: None,
    }
};

/// One call's audio.
pub(crate) struct Leg {
    pub(crate) id: LegId,
    pub(crate) cookie: u64,
    pub(crate) place: Place,
    pub(crate) voice: Voice,
    /// Its ports; a leg whose caller is at another node has none.
    pub(crate) line: Option<Line>,
    /// The other node, if one has a part in the leg.
    pub(crate) relay: Option<Box<Relayed>>,
    stream: AudioStream,
    /// What protects its packets, if they are encrypted.
    secure: Option<Box<Secure>>,
    latch: SourceLatch,
    /// Made at the peer's first packet: a call that has none takes a tenth of the memory.
    reception: Option<Box<Reception>>,
    sender: RtpSender,
    /// A prompt, or a key, has had these 20 ms.
    has_prompted: bool,
    /// Frames that are late, and that nothing has been sent in place of.
    awaited: u8,
    /// Keys that are being pressed.
    dialling: Option<Box<DtmfSender>>,
    /// One of them sounds.
    is_sounding: bool,
    /// Looks for keys in what is heard.
    ear: Option<Box<Ear>>,
    /// The peer is spoken to and heard.
    is_open: bool,
    clock: Clock,
    tally: Tally,
}

/// Where a leg's audio goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// Nowhere: prompts only.
    Alone,
    /// Back.
    Echo,
    /// To the others of the mix.
    Mix(MixId),
    /// To the node that has the room.
    Away,
}

/// When a leg has to be heard, and to report.
struct Clock {
    started_at: Option<Instant>,
    heard_at: Option<Instant>,
    media_timeout: Duration,
    has_timed_out: bool,
    report_at: Instant,
}

/// What a packet of the peer is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Audio,
    /// A key.
    Event,
    /// What is to be heard while the peer is silent.
    Noise,
}

/// What a datagram brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Brought {
    Nothing,
    /// It is not the peer's; the leg's first of them is told of.
    Foreign {
        is_first: bool,
    },
    Audio,
    Digit(char),
}

impl Leg {
    pub(crate) fn new(
        id: LegId,
        reservation: Reservation,
        config: &LegConfig,
        defaults: &MediaConfig,
        now: Instant,
    ) -> Self {
        let stream = config.stream.unwrap_or(NOT_AGREED);
        Self {
            id,
            cookie: config.cookie,
            place: Place::Alone,
            voice: Voice::new(stream.codec, stream.opus),
            line: Some(Line::new(reservation)),
            relay: None,
            stream,
            secure: stream.srtp.map(|keys| Box::new(Secure::new(keys))),
            latch: SourceLatch::new(stream.remote),
            reception: None,
            sender: RtpSender::new(&stream),
            has_prompted: false,
            awaited: 0,
            dialling: None,
            is_sounding: false,
            ear: config.finds_keys.then(|| Box::new(Ear::new(stream.codec))),
            is_open: false,
            clock: Clock {
                started_at: None,
                heard_at: None,
                media_timeout: config
                    .media_timeout
                    .filter(|time| !time.is_zero())
                    .unwrap_or(defaults.media_timeout),
                has_timed_out: false,
                // RFC 3550 §6.2: the first report may come after half the time.
                report_at: now + rtcp::interval(rand::random()) / 2,
            },
            tally: Tally::default(),
        }
    }

    /// A leg whose caller is at another node. It speaks and hears at once.
    pub(crate) fn relayed(id: LegId, begin: RelayedLeg, now: Instant) -> Self {
        let codec = begin.codec;
        let peer = begin.end.peer();
        let stream = AudioStream::plain(codec, peer);
        Self {
            id,
            cookie: begin.cookie,
            place: Place::Alone,
            voice: Voice::new(codec, stream.opus),
            line: None,
            relay: Some(Box::new(Relayed::new(begin.end, Some(begin.events), now))),
            stream,
            secure: None,
            latch: SourceLatch::new(peer),
            reception: None,
            sender: RtpSender::new(&stream),
            has_prompted: false,
            awaited: 0,
            dialling: None,
            is_sounding: false,
            ear: None,
            is_open: true,
            clock: Clock {
                started_at: Some(now),
                heard_at: None,
                media_timeout: Duration::MAX,
                has_timed_out: false,
                report_at: now,
            },
            tally: Tally::default(),
        }
    }

    /// Speaks and hears; no timeout runs yet.
    pub(crate) fn start_early(&mut self) {
        self.is_open = true;
    }

    /// Presses keys, after those before.
    pub(crate) fn queue_keys(&mut self, digits: &DialString) {
        self.dialling.get_or_insert_default().queue(digits);
    }

    /// Has 20 ms of what is dialled; whether they were the last.
    pub(crate) fn dial(&mut self) -> bool {
        self.is_sounding = false;
        let dialling = self.dialling.as_mut().filter(|_| self.is_open);
        let Some(tick) = dialling.and_then(|dialling| dialling.tick()) else {
            return false;
        };
        self.is_sounding = tick.is_sounding;
        if tick.is_sounding {
            self.settle();
        }
        match (tick.event, self.stream.sends.dtmf, &self.line) {
            (Some(event), Some(payload_type), Some(line)) => {
                if self.stream.direction.sends() {
                    let way = Way::Line {
                        socket: &line.rtp,
                        peer: self.latch.target(),
                        protector: self.secure.as_mut().map(|secure| &mut secure.protector),
                    };
                    self.sender.event(way, payload_type, &event);
                }
                if tick.is_sounding {
                    self.sender.skip();
                    self.has_prompted = true;
                }
            }
            (Some(event), _, _) if tick.is_sounding => {
                let payload = self.voice.key(event.key(), event.is_first);
                self.say_prompt(&payload);
            }
            (Some(_) | None, _, _) => {}
        }
        if tick.is_last {
            self.dialling = None;
        }
        tick.is_last
    }

    /// A key that was found in what the peer says.
    pub(crate) fn key_heard(&mut self) -> Option<char> {
        let found = self.ear.as_mut().and_then(|ear| ear.found.take());
        self.tally.digits += u64::from(found.is_some());
        found
    }

    pub(crate) fn start(&mut self, now: Instant) {
        self.is_open = true;
        self.clock.started_at.get_or_insert(now);
    }

    /// Whether it speaks and hears.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Takes a new agreement: sources prove themselves again. One that changes nothing is a refresh.
    pub(crate) fn update(&mut self, stream: AudioStream, now: Instant) {
        // 0.0.0.0 is an old way to say hold (RFC 3264 §8.4): it is nowhere to send.
        if stream != self.stream && !stream.remote.ip().is_unspecified() {
            self.latch.signal(stream.remote);
        }
        if !self.voice.is_for(stream.codec, stream.opus) {
            self.voice.change(stream.codec, stream.opus);
        }
        if stream.codec != self.stream.codec {
            self.ear = self.ear.take().map(|_| Box::new(Ear::new(stream.codec)));
            if let Some(reception) = &mut self.reception {
                reception.change(stream.codec);
            }
        }
        self.sender.change(&stream);
        match (&mut self.secure, stream.srtp) {
            (Some(secure), Some(keys)) => secure.change(keys),
            (secure, keys) => *secure = keys.map(|keys| Box::new(Secure::new(keys))),
        }
        self.clock.heard_at = None;
        self.clock.started_at = self.clock.started_at.map(|_| now);
        self.stream = stream;
    }

    /// Takes a datagram from the RTP port. Whether `now` is when it came, `is_punctual` says.
    pub(crate) fn receive(
        &mut self,
        octets: &mut [u8],
        source: SocketAddr,
        now: Instant,
        is_punctual: bool,
    ) -> Brought {
        if self.stream == NOT_AGREED {
            return Brought::Nothing;
        }
        let mut length = octets.len();
        if let Some(secure) = &mut self.secure {
            let Ok(opened) = secure.unprotector.unprotect(octets) else {
                self.tally.refused += 1;
                return Brought::Foreign { is_first: false };
            };
            length = opened;
        }
        let Ok(packet) = RtpPacket::parse(&octets[..length]) else {
            return Brought::Nothing;
        };
        let header = packet.header;
        let Some(kind) = self.kind(header.payload_type) else {
            // Nothing to play, and yet a sign of life.
            if self.latch.notice(source, now) {
                self.clock.heard_at = Some(now);
            }
            return Brought::Nothing;
        };
        let judged = self
            .latch
            .judge_at(source, header.sequence, header.ssrc, now);
        match judged {
            Latched::Peer => {}
            Latched::Candidate => return Brought::Nothing,
            Latched::Foreign => {
                self.tally.foreign += 1;
                let is_first = self.tally.foreign == 1;
                return Brought::Foreign { is_first };
            }
        }
        self.clock.heard_at = Some(now);
        let extension = self.stream.level_extension;
        let level = extension.and_then(|number| audio_level(&octets[..length], number));
        self.take(&packet, (kind, level), now, is_punctual)
    }

    /// What the peer's payload type stands for. Comfort noise is known by its number, also where nobody said that it would come.
    fn kind(&self, payload_type: u8) -> Option<Kind> {
        let receives = self.stream.receives;
        match payload_type {
            number if number == receives.audio => Some(Kind::Audio),
            number if Some(number) == receives.dtmf => Some(Kind::Event),
            COMFORT_NOISE if self.stream.codec != Codec::Opus => Some(Kind::Noise),
            _ => None,
        }
    }

    /// Takes a packet of the peer, and how loud it says that it is.
    fn take(
        &mut self,
        packet: &RtpPacket<'_>,
        (kind, level): (Kind, Option<AudioLevel>),
        now: Instant,
        is_punctual: bool,
    ) -> Brought {
        let (header, takes) = (packet.header, self.takes());
        self.tally.packets_in += 1;
        self.tally.octets_in += packet.payload.len() as u64;
        let reception = self
            .reception
            .get_or_insert_with(|| Box::new(Reception::new(self.stream.codec, packet, now)));
        self.tally.lost_before += reception.count(packet, now);
        if kind == Kind::Event {
            // A key takes the place of the voice; what is made up meanwhile is no gap.
            self.tally.made_up = 0;
            let digit = reception.dtmf.receive(header.timestamp, packet.payload);
            self.tally.digits += u64::from(digit.is_some());
            return digit.map_or(Brought::Audio, Brought::Digit);
        }
        if !self.is_open || !self.stream.direction.receives() {
            return Brought::Audio;
        }
        let relay = self.relay.as_mut().filter(|_| self.place == Place::Away);
        if kind == Kind::Noise {
            match relay {
                Some(relay) => relay.pass_on((takes, relay::Kind::Noise), packet, now),
                None => reception.hush(header, packet.payload),
            }
            return Brought::Audio;
        }
        if reception.resume(header) {
            self.tally.made_up = 0;
        }
        if let Some(level) = level {
            reception.level.add(level.below);
        }
        if let Some(relay) = relay {
            if let Some(ear) = &mut self.ear {
                ear.overhear(packet.payload);
            }
            relay.pass_on((takes, relay::Kind::Audio), packet, now);
        } else {
            let jitter = &mut reception.jitter;
            if is_punctual {
                jitter.push(header.timestamp, packet.payload, now);
            } else {
                jitter.push_belated(header.timestamp, packet.payload, now);
            }
        }
        Brought::Audio
    }

    /// Tells the peer 20 ms of a prompt, in place of what else there is in these 20 ms.
    pub(crate) fn say_prompt(&mut self, payload: &[u8]) {
        self.has_prompted = false;
        self.say(Some(payload));
        self.has_prompted = true;
    }

    /// Tells the peer 20 ms; `None` is silence.
    pub(crate) fn say(&mut self, payload: Option<&[u8]>) {
        self.settle();
        self.utter(payload);
    }

    /// The same, after what he has waited for.
    fn utter(&mut self, payload: Option<&[u8]>) {
        if std::mem::take(&mut self.has_prompted) {
            return;
        }
        let may_send = self.is_open && self.stream.direction.sends();
        match (&self.line, &mut self.relay) {
            (Some(line), _) if may_send => {
                let way = Way::Line {
                    socket: &line.rtp,
                    peer: self.latch.target(),
                    protector: self.secure.as_mut().map(|secure| &mut secure.protector),
                };
                self.sender.send(way, payload);
            }
            (None, Some(relay)) => self.sender.send(Way::Relay(relay), payload),
            (Some(_), _) | (None, None) => self.sender.skip(),
        }
    }

    /// Has 20 ms in which the other node speaks for itself.
    pub(crate) fn rest(&mut self) {
        self.has_prompted = false;
    }

    /// Whether the peer has been silent for too long; said once.
    pub(crate) fn times_out(&mut self, config: &MediaConfig, now: Instant) -> bool {
        let Some(started_at) = self
            .clock
            .started_at
            .filter(|_| self.stream.direction.receives() && self.line.is_some())
        else {
            return false;
        };
        let is_over = match self.clock.heard_at {
            Some(heard_at) => {
                now.saturating_duration_since(heard_at.max(started_at)) >= self.clock.media_timeout
            }
            None => now.saturating_duration_since(started_at) >= config.initial_timeout,
        };
        is_over && !std::mem::replace(&mut self.clock.has_timed_out, is_over)
    }

    /// Where the peer's packets come from, if that has not been told.
    pub(crate) fn new_source(&mut self) -> Option<SocketAddr> {
        let source = self.latch.locked()?;
        let told = &mut self.reception.as_mut()?.told_source;
        (told.replace(source) != Some(source)).then_some(source)
    }

    /// What is new since it was asked before.
    pub(crate) fn news(&mut self) -> News {
        let now = News {
            packets_out: self.sender.packets,
            concealed: self.tally.concealed,
        };
        let told = std::mem::replace(&mut self.tally.told, now);
        News {
            packets_out: now.packets_out - told.packets_out,
            concealed: now.concealed - told.concealed,
        }
    }

    /// What it did so far.
    pub(crate) fn summary(&self) -> LegReport {
        let reception = self.reception.as_deref();
        let lost = reception.map_or(0, |reception| reception.stats.lost());
        let jitter_us = reception.map_or(0, |reception| reception.stats.jitter_us());
        let late = reception.map_or(0, |reception| reception.jitter.counters().late);
        LegReport {
            packets_in: self.tally.packets_in,
            packets_out: self.sender.packets,
            lost: self.tally.lost_before + u64::from(lost),
            concealed: self.tally.concealed,
            late,
            foreign: self.tally.foreign,
            refused: self.tally.refused,
            digits: self.tally.digits,
            jitter_us,
            level_below: reception
                .and_then(|reception| reception.level.mean())
                .or(self.voice.level.mean()),
            octets_in: self.tally.octets_in,
            octets_out: self.sender.octets,
            mos_hundredths: self.tally.score(self.stream.codec, jitter_us),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leg_without_media_is_small() {
        let octets = size_of::<Leg>();
        assert!(octets <= 856, "{octets} octets");
    }
}
