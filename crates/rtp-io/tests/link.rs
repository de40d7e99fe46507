//! Two callers in a room, with a network between them and the engine.
//!
//! Each speaks a tone of which no two frames are alike, and payloads of the same codec are forwarded as they are: a
//! payload tells whose it is, and when it was sent. Of what is mixed, only the sound is judged. What a busy machine
//! holds up is not judged, and of three runs one has to do.

mod support;

use std::collections::HashMap;
use std::net::UdpSocket;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use support::link::{Link, Log, Network, PUNCTUAL, Way};
use support::{HOST, Phone, engine};
use tandem_audio::tone::power;
use tandem_audio::{Decoder, EDGE_FRAME};
use tandem_rtp_io::MixId;
use tandem_rtp_proto::{Codec, Frame, JitterBuffer, RtpHeader, RtpPacket};

/// The tones' phases at the beginning of a frame repeat after ten seconds.
const TONES: [f32; 2] = [441.7, 1003.3];
const FRAME: Duration = Duration::from_millis(20);
const FRAMES: u32 = 300;
const RUNS: u64 = 3;
/// What a hold-up of the machine may spoil after it: what is late then is remembered for some time.
const AFTERMATH: Duration = Duration::from_millis(200);
/// Samples of 100 ms, and of 10.
const TENTH: usize = 800;
const HUNDREDTH: usize = 80;

/// One test at a time: each is spoilt by what else the machine does.
static ALONE: Mutex<()> = Mutex::new(());

type Payload = [u8; Codec::FRAME_OCTETS];

/// What a phone makes of the packets that reach it.
struct Ear {
    jitter: JitterBuffer,
    decoder: Decoder,
    heard: Vec<i16>,
}

/// What a run has brought.
struct Run {
    log: Log,
    /// When each phone sent which payload.
    sent: [HashMap<Payload, Instant>; 2],
    ears: [Ear; 2],
    /// When the machine held anybody up.
    stalls: Vec<(Instant, Instant)>,
}

/// What one phone heard.
#[derive(Debug)]
struct Figures {
    /// From the phone that speaks to the engine's sending it on, for 99 of 100 frames, and for half.
    delay_ms: u128,
    median_ms: u128,
    /// Frames without the other's voice in a row.
    gap: usize,
    own: usize,
    judged: usize,
    /// The other's tone over all the rest, and over the own tone, in decibels.
    over_rest: f32,
    over_own: f32,
    /// Silence at the phone.
    quiet_ms: usize,
    /// The longest hold-up: a jitter buffer takes it for the network's, and delays what follows by as much.
    held_up_ms: u128,
}

impl Ear {
    fn new(codec: Codec) -> Self {
        Self {
            jitter: JitterBuffer::new(codec),
            decoder: Decoder::new(codec),
            heard: Vec::new(),
        }
    }

    fn listen(&mut self, socket: &UdpSocket, now: Instant) {
        let mut buffer = [0; 1500];
        while let Ok((count, _)) = socket.recv_from(&mut buffer) {
            let packet = RtpPacket::parse(&buffer[..count]).expect("the engine sends RTP");
            let timestamp = packet.header.timestamp;
            self.jitter.push(timestamp, packet.payload, now);
        }
    }

    fn play(&mut self, now: Instant) {
        let mut samples = [0; EDGE_FRAME];
        let samples = match self.jitter.pop(now) {
            Frame::Packet(payload) => self.decoder.decode(payload, &mut samples),
            Frame::Parts(parts) => self.decoder.assemble(&parts, &mut samples),
            Frame::LostBefore(next) => self.decoder.recover(&next, &mut samples),
            Frame::Lost => self.decoder.conceal(&mut samples),
            Frame::Empty => &samples[..Codec::Pcmu.frame_samples()],
        };
        self.heard.extend_from_slice(samples);
    }
}

/// Lets two callers speak through a network for six seconds.
fn converse(network: Network, codecs: [Codec; 2], ports: std::ops::RangeInclusive<u16>) -> Run {
    let (media, owner, _) = engine(ports, |_| {});
    let mut ways = Vec::new();
    let mut phones = [0, 1].map(|index| {
        let way = Way::new();
        let socket = UdpSocket::bind((*HOST, 0)).expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        let at_phone = socket.local_addr().expect("bound");
        let remote = way.for_engine();
        let (tone, cookie) = (TONES[index], index as u64);
        let mut phone = Phone::call_from(&media, codecs[index], tone, cookie, socket, remote);
        let at_engine = std::mem::replace(&mut phone.engine, way.for_phone());
        media.join(phone.leg, MixId(1));
        ways.push((way, at_phone, at_engine));
        phone
    });
    let link = Link::start(network, ways);
    let (mut sent, mut ears) = ([HashMap::new(), HashMap::new()], codecs.map(Ear::new));
    let mut stalls = Vec::new();
    let start = Instant::now();
    for frame in 0..FRAMES + 10 {
        let due = start + FRAME * frame;
        let mut now = Instant::now();
        while now < due {
            for (ear, phone) in ears.iter_mut().zip(&phones) {
                ear.listen(&phone.socket, now);
            }
            std::thread::sleep(Duration::from_millis(1));
            now = Instant::now();
        }
        if now - due > PUNCTUAL {
            stalls.push((due, now));
        }
        ears.iter_mut().for_each(|ear| ear.play(due));
        if frame >= FRAMES {
            continue;
        }
        for (phone, sent) in phones.iter_mut().zip(&mut sent) {
            let packet = phone.packet();
            let payload = packet[RtpHeader::OCTETS..].first_chunk().expect("20 ms");
            let former = sent.insert(*payload, Instant::now());
            assert!(former.is_none(), "no two frames are alike");
            phone.send(&packet);
        }
    }
    let log = link.stop();
    owner.shutdown();
    stalls.extend(&log.stalls);
    Run {
        log,
        sent,
        ears,
        stalls,
    }
}

impl Run {
    /// What this phone heard.
    fn figures(&self, phone: usize) -> Figures {
        let (own, others) = (&self.sent[phone], &self.sent[phone ^ 1]);
        let mut figures = self.listened(phone);
        let mut delays = Vec::new();
        let (mut gap, mut has_begun) = (0, false);
        for (to, at, packet) in &self.log.from_engine {
            let payload: Option<&Payload> = packet[RtpHeader::OCTETS..].first_chunk();
            let Some(payload) = payload.filter(|_| *to == phone) else {
                continue;
            };
            figures.own += usize::from(own.contains_key(payload));
            let is_judged = !self.is_disturbed(*at);
            figures.judged += usize::from(is_judged);
            if let Some(sent) = others.get(payload) {
                // What follows the last frame is the end, and no gap.
                figures.gap = figures.gap.max(std::mem::take(&mut gap));
                has_begun = true;
                delays.extend(is_judged.then(|| (*at - *sent).as_millis()));
            } else if is_judged && has_begun {
                gap += 1;
            }
        }
        delays.sort_unstable();
        let share = |percent| delays.get(delays.len() * percent / 100).copied();
        figures.delay_ms = share(99).unwrap_or(0);
        figures.median_ms = share(50).unwrap_or(0);
        figures
    }

    /// What it sounded like, from when it began.
    fn listened(&self, phone: usize) -> Figures {
        let heard = &self.ears[phone].heard;
        let is_loud = |samples: &[i16]| samples.iter().any(|sample| sample.unsigned_abs() > 800);
        let blocks: Vec<bool> = heard.chunks_exact(HUNDREDTH).map(is_loud).collect();
        let first = blocks.iter().position(|is_loud| *is_loud).unwrap_or(0);
        let last = blocks.iter().rposition(|is_loud| *is_loud).unwrap_or(0);
        let quiet = blocks[first..=last].split(|is_loud| *is_loud);
        let voice = &heard[first * HUNDREDTH..(last + 1) * HUNDREDTH];
        let rate = Codec::Pcmu.sample_rate();
        let (wanted, unwanted) = (TONES[phone ^ 1], TONES[phone]);
        let median = |over: &dyn Fn(&[i16]) -> f32| {
            let mut levels: Vec<f32> = voice.chunks_exact(TENTH).map(over).collect();
            levels.sort_unstable_by(f32::total_cmp);
            10.0 * levels
                .get(levels.len() / 2)
                .map_or(0.0, |level| level.log10())
        };
        Figures {
            delay_ms: 0,
            median_ms: 0,
            gap: 0,
            own: 0,
            judged: 0,
            over_rest: median(&|samples| {
                let tone = 2.0 * power(samples, wanted, rate);
                tone / (mean_square(samples) - tone).max(1.0)
            }),
            over_own: median(&|samples| {
                power(samples, wanted, rate) / power(samples, unwanted, rate).max(1e-3)
            }),
            quiet_ms: quiet.map(<[bool]>::len).max().unwrap_or(0) * 10,
            held_up_ms: self.held_up().as_millis(),
        }
    }

    fn held_up(&self) -> Duration {
        let stalls = self.stalls.iter();
        let longest = stalls.map(|(from, until)| *until - *from).max();
        longest.unwrap_or_default()
    }

    fn is_disturbed(&self, at: Instant) -> bool {
        let mut stalls = self.stalls.iter();
        stalls.any(|(from, until)| at >= *from && at <= *until + AFTERMATH)
    }
}

fn mean_square(samples: &[i16]) -> f32 {
    let sum: f32 = samples
        .iter()
        .map(|sample| f32::from(*sample).powi(2))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of samples are small")]
    let count = samples.len() as f32;
    sum / count
}

/// Runs until one run is good for both phones.
#[expect(clippy::print_stdout, reason = "the figures of a run that is good")]
fn check(
    network: Network,
    codecs: [Codec; 2],
    ports: std::ops::RangeInclusive<u16>,
    is_good: fn(&Figures) -> bool,
) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut bad = Vec::new();
    for seed in 0..RUNS {
        let run = converse(Network { seed, ..network }, codecs, ports.clone());
        let figures = [run.figures(0), run.figures(1)];
        println!("{} hold-ups, {figures:?}", run.stalls.len());
        // A machine that is busy half of the time measures itself.
        let is_judged = figures.iter().all(|one| one.judged > FRAMES as usize / 2);
        if is_judged && figures.iter().all(is_good) {
            return;
        }
        bad.extend(is_judged.then_some(figures));
    }
    assert!(bad.is_empty(), "{bad:?}");
    println!("the machine is too busy to tell");
}

/// The other is heard, and not oneself.
fn is_understood(figures: &Figures) -> bool {
    figures.over_rest >= 20.0 && figures.over_own >= 20.0 && figures.own == 0
}

/// 1 % of loss and 30 ms of jitter, each way.
const ROUGH: Network = Network {
    lost: 1,
    late: Duration::from_millis(30),
    seed: 0,
};

#[test]
fn a_clean_stream_is_forwarded_whole_within_45_ms() {
    let clean = Network {
        lost: 0,
        late: Duration::ZERO,
        ..ROUGH
    };
    check(clean, [Codec::Pcmu; 2], 22_500..=22_599, |figures| {
        is_understood(figures) && figures.gap == 0 && figures.delay_ms <= 45 + figures.held_up_ms
    });
}

#[test]
fn loss_and_jitter_leave_no_gap_over_60_ms_and_a_delay_within_60() {
    check(ROUGH, [Codec::Pcmu; 2], 22_600..=22_699, |figures| {
        is_understood(figures)
            && figures.gap <= 3
            && figures.quiet_ms <= 60
            && figures.delay_ms <= 60 + figures.held_up_ms
    });
}

#[test]
fn loss_and_jitter_leave_no_gap_over_60_ms_in_what_is_mixed() {
    let codecs = [Codec::Pcmu, Codec::Pcma];
    check(ROUGH, codecs, 23_200..=23_299, |figures| {
        is_understood(figures) && figures.quiet_ms <= 60
    });
}
