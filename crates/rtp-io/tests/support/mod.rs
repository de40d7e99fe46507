//! Phones that speak tones to an engine over real sockets of the loopback.

#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod link;
pub(crate) mod peer;

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::time::{Duration, Instant};

use tandem_audio::tone::{self, Sine};
use tandem_audio::{Decoder, EDGE_FRAME, Encoder, level_below};
use tandem_rtp_io::{
    LegConfig, LegId, Media, MediaConfig, MediaEvent, MediaEvents, MediaOwner, PortRange, start,
};
use tandem_rtp_proto::sdp::{AudioStream, PayloadTypes};
use tandem_rtp_proto::{COMFORT_NOISE, Codec, RtpHeader, RtpPacket};

/// How long anything may take: far above what it takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// An address of the loopback that no other process of tests has: the ports are the same in each.
pub(crate) static HOST: LazyLock<IpAddr> = LazyLock::new(|| {
    let [_, high, mid, low] = std::process::id().to_be_bytes();
    // A process of Linux has a number of 22 bits.
    IpAddr::from([127, 128 | high, mid, low])
});

/// Keeps events, and lets tests wait for one.
#[derive(Default)]
pub(crate) struct Events {
    seen: Mutex<Vec<(u64, MediaEvent)>>,
    news: Condvar,
}

impl MediaEvents for Events {
    fn media_event(&self, cookie: u64, event: MediaEvent) {
        self.seen.lock().expect("no panics").push((cookie, event));
        self.news.notify_all();
    }
}

impl Events {
    /// How many such events there were so far.
    pub(crate) fn count(&self, what: impl Fn(&(u64, MediaEvent)) -> bool) -> usize {
        let seen = self.seen.lock().expect("no panics");
        seen.iter().filter(|event| what(event)).count()
    }

    /// Waits until such an event has been seen; gives it.
    pub(crate) fn wait(&self, what: impl Fn(&(u64, MediaEvent)) -> bool) -> (u64, MediaEvent) {
        let seen = self.seen.lock().expect("no panics");
        let (seen, timeout) = self
            .news
            .wait_timeout_while(seen, PATIENCE, |seen| !seen.iter().any(&what))
            .expect("no panics");
        assert!(!timeout.timed_out(), "the event never came; seen: {seen:?}");
        *seen.iter().find(|event| what(event)).expect("it is there")
    }
}

/// An engine with these ports.
pub(crate) fn engine(
    ports: std::ops::RangeInclusive<u16>,
    change: impl FnOnce(&mut MediaConfig),
) -> (Media, MediaOwner, Arc<Events>) {
    let events = Arc::new(Events::default());
    let mut config = MediaConfig {
        ports: PortRange(ports),
        ..MediaConfig::default()
    };
    change(&mut config);
    let (media, owner) = start(config, events.clone()).expect("the engine starts");
    (media, owner, events)
}

/// A phone that speaks a tone and keeps what it hears.
pub(crate) struct Phone {
    pub(crate) socket: UdpSocket,
    pub(crate) codec: Codec,
    pub(crate) engine: SocketAddr,
    pub(crate) leg: LegId,
    sine: Sine,
    /// Says noise in place of the tone, drawn from this.
    pub(crate) noise: Option<u32>,
    encoder: Encoder,
    decoder: Decoder,
    sequence: u16,
    /// Ticks that the phone has said nothing for.
    pub(crate) paused: u32,
    pub(crate) heard: Vec<i16>,
    pub(crate) packets: usize,
}

impl Phone {
    /// Calls: its leg sends already, and is in no room.
    pub(crate) fn call(media: &Media, codec: Codec, hertz: f32, cookie: u64) -> Self {
        let socket = UdpSocket::bind((*HOST, 0)).expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        let remote = socket.local_addr().expect("an address");
        Self::call_from(media, codec, hertz, cookie, socket, remote)
    }

    /// Calls from behind something that has this address.
    pub(crate) fn call_from(
        media: &Media,
        codec: Codec,
        hertz: f32,
        cookie: u64,
        socket: UdpSocket,
        remote: SocketAddr,
    ) -> Self {
        let reservation = media.reserve(*HOST, *HOST).expect("a port");
        let engine = reservation.address();
        let stream = stream(codec, remote);
        let leg = media.open(
            reservation,
            LegConfig {
                stream: Some(stream),
                media_timeout: None,
                finds_keys: false,
                cookie,
            },
        );
        media.start(leg);
        let sine = Sine::new(hertz, codec.sample_rate(), 8000);
        let (encoder, decoder) = (Encoder::new(codec), Decoder::new(codec));
        Self {
            socket,
            codec,
            engine,
            leg,
            sine,
            noise: None,
            encoder,
            decoder,
            sequence: 0,
            paused: 0,
            heard: Vec::new(),
            packets: 0,
        }
    }

    pub(crate) fn packet(&mut self) -> Vec<u8> {
        let mut samples = [0; EDGE_FRAME];
        let said = &mut samples[..self.codec.frame_samples()];
        match &mut self.noise {
            Some(state) => said.fill_with(|| hiss(state)),
            None => self.sine.fill(said),
        }
        let mut payload = [0; Codec::FRAME_OCTETS];
        let length = self.encoder.encode(&samples, &mut payload);
        let ticks = u32::from(self.codec.frame_ticks());
        self.framed(
            self.codec.payload_type(),
            self.paused + u32::from(self.sequence) * ticks,
            &payload[..length],
        )
    }

    pub(crate) fn framed(&mut self, payload_type: u8, timestamp: u32, payload: &[u8]) -> Vec<u8> {
        let header = RtpHeader {
            marker: false,
            payload_type,
            sequence: self.sequence,
            timestamp,
            ssrc: 7,
        };
        self.sequence += 1;
        let mut octets = [0; RtpHeader::OCTETS];
        header.write(&mut octets);
        [&octets[..], payload].concat()
    }

    pub(crate) fn send(&self, packet: &[u8]) {
        self.socket
            .send_to(packet, self.engine)
            .expect("loopback takes it");
    }

    pub(crate) fn listen(&mut self) {
        let mut buffer = [0; 1500];
        while let Ok((count, _)) = self.socket.recv_from(&mut buffer) {
            let packet = RtpPacket::parse(&buffer[..count]).expect("the engine sends RTP");
            self.packets += 1;
            let mut samples = [0; EDGE_FRAME];
            let heard = self.decoder.decode(packet.payload, &mut samples);
            self.heard.extend_from_slice(heard);
        }
    }

    /// How many packets it has sent.
    pub(crate) fn said(&self) -> u64 {
        self.sequence.into()
    }

    /// How much louder one tone is than another, in decibels.
    pub(crate) fn louder(&self, wanted: f32, unwanted: f32) -> f32 {
        tone::louder(&self.heard, wanted, unwanted, self.codec.sample_rate())
    }
}

/// A sample of noise between -2,048 and 2,047.
fn hiss(state: &mut u32) -> i16 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    let [high, low, ..] = state.to_be_bytes();
    i16::from_be_bytes([high, low]) >> 4
}

/// What a call with this phone agrees on.
pub(crate) fn stream(codec: Codec, remote: SocketAddr) -> AudioStream {
    let types = PayloadTypes {
        audio: codec.payload_type(),
        dtmf: Some(101),
    };
    AudioStream {
        sends: types,
        receives: types,
        remote_rtcp: SocketAddr::new(remote.ip(), 9),
        ..AudioStream::plain(codec, remote)
    }
}

/// Waits until something is so, and says what never came to be.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}: it never came to be");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Waits until the engine has taken in so many packets of its phones.
pub(crate) fn wait_for_packets(media: &Media, count: u64) {
    wait_until("what the phones said has come", || {
        media.counters().packets_in.load(Ordering::Relaxed) >= count
    });
}

/// What is talked at once until it is judged what was heard.
const WHILE: Duration = Duration::from_millis(600);

/// Lets all phones speak and listen until they hear what they should: a machine that is busy for a while costs time.
pub(crate) fn talk_until(what: &str, phones: &mut [Phone], is_heard: impl Fn(&[Phone]) -> bool) {
    wait_until(what, || {
        phones.iter_mut().for_each(|phone| phone.heard.clear());
        talk(phones, WHILE);
        is_heard(phones)
    });
}

/// A quarter of a second, and so many ticks of G.711 and G.722.
const QUARTER: Duration = Duration::from_millis(240);
const QUARTER_TICKS: u32 = 12 * 160;

/// The first of two phones, of 440 Hz, speaks and announces a silence of noise, until the other one hears it as loud as it
/// was said to be; then it speaks again, until that is heard.
pub(crate) fn announce_silence(phones: &mut [Phone; 2]) {
    talk(phones, Duration::from_secs(1));
    let timestamp = u32::from(phones[0].sequence) * 160;
    let noise = phones[0].framed(COMFORT_NOISE, timestamp, &[50]);
    phones[0].send(&noise);
    // What was said before may have to come through first.
    let mut quarters = 0;
    wait_until("the noise is as loud as it was said to be", || {
        phones[1].heard.clear();
        talk(&mut phones[1..], QUARTER);
        quarters += 1;
        !phones[1].heard.is_empty() && (46..=54).contains(&level_below(&phones[1].heard))
    });
    phones[0].paused = quarters * QUARTER_TICKS;
    talk_until("the voice is back", phones, |phones| {
        phones[1].louder(440.0, 1700.0) > 20.0
    });
}

/// Lets all phones speak and listen in real time.
pub(crate) fn talk(phones: &mut [Phone], time: Duration) {
    let mut next = Instant::now();
    // A machine that is late catches up: all that time's packets are sent.
    for _ in 0..time.as_millis() / 20 {
        for phone in phones.iter_mut() {
            let packet = phone.packet();
            phone.send(&packet);
            phone.listen();
        }
        next += Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}
