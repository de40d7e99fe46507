//! Sends and receives the audio of many streams on one thread, at the pace of real calls.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::event::{Timespec, epoll};
use tandem_rtp_proto::srtp::{MOST_ADDED, Protector, SrtpKeys, Unprotector};
use tandem_rtp_proto::{Codec, RtpHeader};

use crate::cpu::{Meter, Reading};
use crate::hearing::{Arrival, Hearing};
use crate::histogram::Histogram;
use crate::marker::{BURST_EVERY, BurstSpeaker, Payload, Stamp, begins_burst, silence};
use crate::report::MediaReport;

/// The streams take turns in so many steps of a millisecond: one frame.
const STEPS: u32 = 20;
const STEP: Duration = Duration::from_millis(1);
/// Octets of a packet before it is encrypted.
const LENGTH: usize = RtpHeader::OCTETS + Codec::FRAME_OCTETS;
/// Sockets that one look at the kernel finds ready.
const READY: usize = 1024;
/// The nice value of the thread that measures.
const NICE: i32 = -15;
/// After the last packet was sent, what is under way is awaited this long.
const DRAIN: Duration = Duration::from_millis(300);

/// One direction pair of audio: where it goes, and who is to be heard.
pub struct Stream {
    /// Non-blocking.
    pub socket: UdpSocket,
    /// Where to send.
    pub remote: SocketAddr,
    /// The index of the stream whose voice is expected: its own for an echo.
    pub partner: usize,
    /// What encrypts the packets of both directions, if anything does.
    pub keys: Option<SrtpKeys>,
}

/// How the streams speak.
#[derive(Clone, Copy, Debug)]
pub struct Pattern {
    /// What the payload is.
    pub codec: Codec,
    /// Bursts in place of stamps: for paths that decode and mix.
    pub bursts: bool,
    /// How long to speak.
    pub time: Duration,
    /// How much of that is not counted.
    pub warm_up: Duration,
}

/// Speaks and listens.
pub struct Pump {
    pattern: Pattern,
    epoll: OwnedFd,
    voices: Vec<Voice>,
    hearings: Vec<Hearing>,
    epoch: Instant,
    delays: Histogram,
    ready: Vec<epoll::Event>,
    sent: u64,
    counted_sent: u64,
    most_behind: Duration,
}

/// The speaking half of a stream.
struct Voice {
    stream: Stream,
    srtp: Option<(Protector, Unprotector)>,
    header: RtpHeader,
    bursts: Option<BurstSpeaker>,
    index: u32,
    burst_at: Option<Instant>,
}

impl Pump {
    /// Prepares the streams.
    ///
    /// # Errors
    /// When a socket cannot be watched.
    pub fn new(streams: Vec<Stream>, pattern: Pattern) -> io::Result<Self> {
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        let (mut voices, mut hearings) = (Vec::new(), Vec::new());
        for (index, stream) in (0_u32..).zip(streams) {
            let data = epoll::EventData::new_u64(index.into());
            epoll::add(&epoll, &stream.socket, data, epoll::EventFlags::IN)?;
            let partner = u32::try_from(stream.partner).unwrap_or(u32::MAX);
            let listens = pattern.bursts.then_some(pattern.codec);
            hearings.push(Hearing::new(index, partner, listens));
            voices.push(Voice::new(index, stream, pattern));
        }
        Ok(Self {
            pattern,
            epoll,
            voices,
            hearings,
            epoch: Instant::now(),
            delays: Histogram::default(),
            ready: Vec::with_capacity(READY),
            sent: 0,
            counted_sent: 0,
            most_behind: Duration::ZERO,
        })
    }

    /// Speaks for the pattern's time. Every millisecond `meanwhile` may do a little of something else.
    ///
    /// The processor time of `server` is taken from the end of the warm-up to the last packet.
    pub fn run(&mut self, server: Option<&Meter>, mut meanwhile: impl FnMut()) -> MediaReport {
        go_first();
        self.forget_what_waits();
        self.epoch = Instant::now();
        let read = || server.and_then(|server| server.read().ok());
        let (mut from, mut from_at) = (read(), self.epoch);
        let mut forwarded_from = self.received();
        let steps = steps_of(self.pattern.time);
        let warm_up = steps_of(self.pattern.warm_up);
        for step in 0..steps {
            self.wait_for(step);
            if step == warm_up {
                (from, from_at, forwarded_from) = (read(), Instant::now(), self.received());
            }
            self.speak(step);
            self.listen();
            meanwhile();
        }
        let spent = read().zip(from).map(|(until, from)| until.since(from));
        let (forwarded, spent_in) = (self.received() - forwarded_from, from_at.elapsed());
        let deadline = Instant::now() + DRAIN;
        for step in steps.. {
            if Instant::now() >= deadline {
                break;
            }
            self.wait_for(step);
            self.listen();
            meanwhile();
        }
        self.report(forwarded, spent, spent_in)
    }

    /// Gives the streams back.
    #[must_use]
    pub fn into_streams(self) -> Vec<Stream> {
        self.voices.into_iter().map(|voice| voice.stream).collect()
    }

    fn wait_for(&mut self, step: u32) {
        let due = self.epoch + STEP * step;
        let now = Instant::now();
        match due.checked_duration_since(now) {
            Some(wait) => std::thread::sleep(wait),
            None => self.most_behind = self.most_behind.max(now - due),
        }
    }

    /// Empties the sockets: while the calls were placed, silence has piled up in those answered first. It is opened, so that a number
    /// that turned over in it is known to have: who missed that would open nothing more.
    fn forget_what_waits(&mut self) {
        let mut buffer = [0; 1500];
        for voice in &mut self.voices {
            while let Ok((count, _)) = voice.stream.socket.recv_from(&mut buffer) {
                if let Some((_, unprotector)) = &mut voice.srtp {
                    // What does not open is nothing to go by.
                    let _ = unprotector.unprotect(&mut buffer[..count]);
                }
            }
        }
    }

    fn speak(&mut self, step: u32) {
        let now = Instant::now();
        let sent_us = u64::try_from((now - self.epoch).as_micros()).unwrap_or(u64::MAX);
        let first_counted = self.first_counted();
        let turn = usize::try_from(step % STEPS).expect("below 20");
        let speaking = self.voices.iter_mut().enumerate().skip(turn);
        for (stream, voice) in speaking.step_by(STEPS as usize) {
            let is_counted = voice.index >= first_counted;
            let stream = u32::try_from(stream).unwrap_or(u32::MAX);
            if voice.speak(stream, sent_us, now, self.pattern.codec) {
                self.sent += 1;
                self.counted_sent += u64::from(is_counted);
            }
        }
    }

    fn listen(&mut self) {
        let mut buffer = [0; 1500];
        let at_once = Timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // Each turn empties each ready socket by one; what is left is ready again.
        for _ in 0..STEPS {
            self.ready.clear();
            let spare = rustix::buffer::spare_capacity(&mut self.ready);
            if epoll::wait(&self.epoll, spare, Some(&at_once)).is_err() || self.ready.is_empty() {
                return;
            }
            for at in 0..self.ready.len() {
                let stream = usize::try_from(self.ready[at].data.u64()).expect("an index");
                self.hear(stream, &mut buffer);
            }
        }
    }

    fn hear(&mut self, stream: usize, buffer: &mut [u8; 1500]) {
        let voice = &mut self.voices[stream];
        let Ok((mut count, source)) = voice.stream.socket.recv_from(buffer) else {
            return;
        };
        if source != voice.stream.remote {
            return;
        }
        if let Some((_, unprotector)) = &mut voice.srtp {
            // What does not open was never heard, and counts as lost.
            let Ok(opened) = unprotector.unprotect(&mut buffer[..count]) else {
                return;
            };
            count = opened;
        }
        let voice = &self.voices[stream];
        let partner = self.voices.get(voice.stream.partner);
        let arrival = Arrival {
            epoch: self.epoch,
            now: Instant::now(),
            first_counted: self.first_counted(),
            burst_at: partner.and_then(|partner| partner.burst_at),
        };
        self.hearings[stream].receive(&buffer[..count], &arrival, &mut self.delays);
    }

    /// The number of the first packet that is not warm-up.
    fn first_counted(&self) -> u32 {
        steps_of(self.pattern.warm_up) / STEPS
    }

    fn received(&self) -> u64 {
        let counts = self.hearings.iter().map(Hearing::counts);
        counts.map(|counts| counts.packets).sum()
    }

    fn report(&self, forwarded: u64, spent: Option<Reading>, spent_in: Duration) -> MediaReport {
        let expected = if self.pattern.bursts {
            self.counted_sent / u64::from(BURST_EVERY)
        } else {
            self.counted_sent
        };
        let mut report = MediaReport::new(self.pattern, self.sent, expected);
        for hearing in &self.hearings {
            report.add(hearing);
        }
        report.finish(&self.delays, self.most_behind);
        if let Some(spent) = spent {
            report.spend(spent, forwarded, spent_in);
        }
        report
    }
}

impl Voice {
    fn new(index: u32, stream: Stream, pattern: Pattern) -> Self {
        let header = RtpHeader {
            marker: true,
            payload_type: pattern.codec.payload_type(),
            sequence: 0,
            timestamp: index.wrapping_mul(0x9e37_79b9),
            ssrc: 0x7000_0000 | index,
        };
        let srtp = stream
            .keys
            .map(|keys| (Protector::new(&keys), Unprotector::new(&keys)));
        Self {
            stream,
            srtp,
            header,
            bursts: pattern.bursts.then(|| BurstSpeaker::new(pattern.codec)),
            index: 0,
            burst_at: None,
        }
    }

    /// Sends the next packet; whether the kernel took it.
    fn speak(&mut self, stream: u32, sent_us: u64, now: Instant, codec: Codec) -> bool {
        let mut packet = [silence(codec); LENGTH + MOST_ADDED];
        let (head, body) = packet.split_at_mut(RtpHeader::OCTETS);
        let payload: &mut Payload = body.first_chunk_mut().expect("the frame's part");
        let index = self.index;
        match &mut self.bursts {
            Some(bursts) => bursts.frame(stream, index, payload),
            None => Stamp {
                stream,
                index,
                sent_us,
            }
            .write(payload),
        }
        if self.bursts.is_some() && begins_burst(stream, index) {
            self.burst_at = Some(now);
        }
        self.header
            .write(head.first_chunk_mut().expect("the header's part"));
        self.header.marker = false;
        self.header.sequence = self.header.sequence.wrapping_add(1);
        self.header.timestamp = self.header.timestamp.wrapping_add(160);
        self.index += 1;
        let length = match &mut self.srtp {
            Some((protector, _)) => protector.protect(&mut packet, LENGTH),
            None => Some(LENGTH),
        };
        let sent = length.map(|length| {
            let Stream { socket, remote, .. } = &self.stream;
            socket.send_to(&packet[..length], remote)
        });
        matches!(sent, Some(Ok(_)))
    }
}

/// Asks for the processor before other threads: a measure that comes late measures itself.
fn go_first() {
    // A user without the right to ask goes without; the report tells how far the generator was behind.
    let _ = rustix::process::setpriority_process(None, NICE);
}

fn steps_of(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
