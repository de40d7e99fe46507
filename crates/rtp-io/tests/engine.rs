//! The engine over real sockets of the loopback, with peers that speak tones.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use tandem_audio::tone::{Sine, power};
use tandem_audio::{Decoder, EDGE_FRAME, Encoder, Prompt};
use tandem_rtp_io::{
    LegConfig, LegId, Media, MediaConfig, MediaEvent, MediaEvents, MediaOwner, MixId, PortRange,
    start,
};
use tandem_rtp_proto::sdp::{AudioStream, Direction};
use tandem_rtp_proto::{Codec, RtpHeader, RtpPacket};

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Keeps events, and lets tests wait for one.
#[derive(Default)]
struct Events {
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
    fn wait(&self, what: impl Fn(&(u64, MediaEvent)) -> bool) -> (u64, MediaEvent) {
        let seen = self.seen.lock().expect("no panics");
        let (seen, timeout) = self
            .news
            .wait_timeout_while(seen, Duration::from_secs(20), |seen| {
                !seen.iter().any(&what)
            })
            .expect("no panics");
        assert!(!timeout.timed_out(), "the event never came; seen: {seen:?}");
        *seen.iter().find(|event| what(event)).expect("it is there")
    }
}

fn engine(
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
struct Phone {
    socket: UdpSocket,
    codec: Codec,
    engine: SocketAddr,
    leg: LegId,
    sine: Sine,
    encoder: Encoder,
    decoder: Decoder,
    sequence: u16,
    heard: Vec<i16>,
    packets: usize,
}

impl Phone {
    fn call(media: &Media, codec: Codec, hertz: f32, cookie: u64) -> Self {
        let socket = UdpSocket::bind((HOST, 0)).expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        let reservation = media.reserve(HOST).expect("a port");
        let engine = reservation.address();
        let remote = socket.local_addr().expect("an address");
        let stream = AudioStream {
            codec,
            payload_type: codec.payload_type(),
            dtmf: Some(101),
            remote,
            remote_rtcp: remote,
            direction: Direction::SendRecv,
        };
        let leg = media.open(
            reservation,
            LegConfig {
                stream,
                media_timeout: None,
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
            encoder,
            decoder,
            sequence: 0,
            heard: Vec::new(),
            packets: 0,
        }
    }

    fn packet(&mut self) -> Vec<u8> {
        let mut samples = [0; EDGE_FRAME];
        self.sine.fill(&mut samples[..self.codec.frame_samples()]);
        let mut payload = [0; Codec::FRAME_OCTETS];
        self.encoder.encode(&samples, &mut payload);
        self.framed(
            self.codec.payload_type(),
            u32::from(self.sequence) * 160,
            &payload,
        )
    }

    fn framed(&mut self, payload_type: u8, timestamp: u32, payload: &[u8]) -> Vec<u8> {
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

    fn send(&self, packet: &[u8]) {
        self.socket
            .send_to(packet, self.engine)
            .expect("loopback takes it");
    }

    fn listen(&mut self) {
        let mut buffer = [0; 1500];
        while let Ok((count, _)) = self.socket.recv_from(&mut buffer) {
            let packet = RtpPacket::parse(&buffer[..count]).expect("the engine sends RTP");
            self.packets += 1;
            let mut samples = [0; EDGE_FRAME];
            let payload = packet.payload.first_chunk().expect("20 ms");
            self.heard
                .extend_from_slice(self.decoder.decode(payload, &mut samples));
        }
    }

    /// How much louder one tone is than another, in decibels, in the second half of what was heard.
    fn louder(&self, wanted: f32, unwanted: f32) -> f32 {
        let heard = &self.heard[self.heard.len() / 2..];
        let rate = self.codec.sample_rate();
        10.0 * (power(heard, wanted, rate) / power(heard, unwanted, rate).max(1e-3)).log10()
    }
}

/// Lets all phones speak and listen in real time.
fn talk(phones: &mut [Phone], time: Duration) {
    let start = Instant::now();
    let mut next = start;
    while start.elapsed() < time {
        for phone in phones.iter_mut() {
            let packet = phone.packet();
            phone.send(&packet);
            phone.listen();
        }
        next += Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}

#[test]
fn two_in_a_room_hear_each_other_and_not_themselves() {
    for codecs in [[Codec::Pcmu, Codec::Pcmu], [Codec::Pcma, Codec::G722]] {
        let (media, owner, events) = engine(41_000..=41_099, |_| {});
        let mut phones = [
            Phone::call(&media, codecs[0], 440.0, 1),
            Phone::call(&media, codecs[1], 1000.0, 2),
        ];
        for phone in &phones {
            media.join(phone.leg, MixId(5));
        }
        talk(&mut phones, Duration::from_secs(2));
        assert!(
            phones[0].louder(1000.0, 440.0) > 20.0,
            "{codecs:?}: {}",
            phones[0].louder(1000.0, 440.0)
        );
        assert!(
            phones[1].louder(440.0, 1000.0) > 20.0,
            "{codecs:?}: {}",
            phones[1].louder(440.0, 1000.0)
        );
        assert!(
            phones[0].packets >= 90,
            "{} packets in 2 s",
            phones[0].packets
        );
        media.close(phones[0].leg);
        let (_, closed) =
            events.wait(|(cookie, event)| *cookie == 1 && matches!(event, MediaEvent::Closed(_)));
        let MediaEvent::Closed(report) = closed else {
            panic!("waited for it")
        };
        assert!(
            report.packets_in >= 95 && report.lost == 0 && report.foreign == 0,
            "{report:?}"
        );
        owner.shutdown();
        assert_eq!(media.ports_in_use(), 0);
    }
}

#[test]
fn three_in_a_room_hear_the_two_others() {
    let (media, owner, _) = engine(41_100..=41_199, |_| {});
    let mut phones = [
        Phone::call(&media, Codec::Pcmu, 440.0, 1),
        Phone::call(&media, Codec::Pcma, 1000.0, 2),
        Phone::call(&media, Codec::G722, 1700.0, 3),
    ];
    for phone in &phones {
        media.join(phone.leg, MixId(6));
    }
    talk(&mut phones, Duration::from_secs(2));
    let tones = [440.0, 1000.0, 1700.0];
    for own in 0..3 {
        for other in (0..3).filter(|other| *other != own) {
            let louder = phones[own].louder(tones[other], tones[own]);
            assert!(louder > 20.0, "{own} hears {other} by {louder} dB");
        }
    }
    owner.shutdown();
}

#[test]
fn the_echo_returns_the_voice() {
    let (media, owner, _) = engine(41_200..=41_299, |_| {});
    let mut phones = [Phone::call(&media, Codec::Pcmu, 440.0, 1)];
    media.echo(phones[0].leg);
    talk(&mut phones, Duration::from_secs(1));
    assert!(phones[0].louder(440.0, 1000.0) > 20.0);
    owner.shutdown();
}

#[test]
fn prompts_are_heard_and_their_end_is_told() {
    let (media, owner, events) = engine(41_300..=41_399, |_| {});
    let mut phones = [Phone::call(&media, Codec::Pcmu, 440.0, 9)];
    media.play(phones[0].leg, Prompt::Joining);
    talk(&mut phones, Duration::from_millis(1200));
    events.wait(|event| *event == (9, MediaEvent::PromptDone(Prompt::Joining)));
    let loudest = phones[0]
        .heard
        .iter()
        .map(|sample| sample.unsigned_abs())
        .max();
    assert!(loudest > Some(5000), "{loudest:?}");
    owner.shutdown();
}

#[test]
fn digits_arrive_once_and_strangers_are_ignored() {
    let (media, owner, events) = engine(41_400..=41_499, |_| {});
    let mut phone = Phone::call(&media, Codec::Pcmu, 440.0, 4);
    for _ in 0..5 {
        let packet = phone.packet();
        phone.send(&packet);
    }
    for (code, timestamp) in [(1, 10_000), (11, 20_000)] {
        for duration in [160_u16, 320, 480, 480, 480] {
            let [high, low] = duration.to_be_bytes();
            let packet = phone.framed(101, timestamp, &[code, 10, high, low]);
            phone.send(&packet);
        }
    }
    events.wait(|event| *event == (4, MediaEvent::Digit('1')));
    events.wait(|event| *event == (4, MediaEvent::Digit('#')));
    let stranger = UdpSocket::bind((HOST, 0)).expect("a socket");
    for _ in 0..5 {
        let packet = phone.packet();
        stranger
            .send_to(&packet, phone.engine)
            .expect("loopback takes it");
    }
    let deadline = Instant::now() + Duration::from_secs(5);
    while media
        .counters()
        .foreign
        .load(std::sync::atomic::Ordering::Relaxed)
        < 5
    {
        assert!(Instant::now() < deadline, "the stranger was not counted");
        std::thread::yield_now();
    }
    let digits = events
        .seen
        .lock()
        .expect("no panics")
        .iter()
        .filter(|(_, event)| matches!(event, MediaEvent::Digit(_)))
        .count();
    assert_eq!(digits, 2);
    owner.shutdown();
}

#[test]
fn a_silent_peer_times_out_once_and_a_closed_leg_frees_everything() {
    let before = std::fs::read_dir("/proc/self/fd").expect("Linux").count();
    let (media, owner, events) = engine(41_500..=41_599, |config| {
        config.initial_timeout = Duration::from_millis(200);
        config.quarantine = Duration::from_secs(3600);
    });
    let phone = Phone::call(&media, Codec::Pcmu, 440.0, 8);
    events.wait(|event| *event == (8, MediaEvent::TimedOut));
    media.close(phone.leg);
    events.wait(|(cookie, event)| *cookie == 8 && matches!(event, MediaEvent::Closed(_)));
    assert_eq!(media.ports_in_use(), 0);
    assert_ne!(
        media.reserve(HOST).expect("another port").address(),
        phone.engine,
        "quarantine"
    );
    let timeouts = events
        .seen
        .lock()
        .expect("no panics")
        .iter()
        .filter(|(_, event)| *event == MediaEvent::TimedOut)
        .count();
    assert_eq!(timeouts, 1);
    owner.shutdown();
    drop((media, phone));
    let after = std::fs::read_dir("/proc/self/fd").expect("Linux").count();
    assert!(
        after <= before + 40,
        "other tests run beside this one: {before} to {after}"
    );
}
