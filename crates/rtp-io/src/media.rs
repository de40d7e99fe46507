use std::io;
use std::iter::repeat_n;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::bounded;
use tandem_audio::{Prompt, Signal};
use tandem_rtp_proto::DialString;
use tandem_rtp_proto::sdp::AudioStream;

use crate::engine::Engine;
use crate::leg::Leg;
use crate::ports::Ports;
use crate::relay::{Arrived, RelayEnd, RelayedLeg};
use crate::router::Router;
use crate::tally::News;
use crate::{NoPort, PortRange, Reservation};

/// Commands that may wait for the thread, which takes them every 5 ms; a caller with one more waits.
pub const COMMAND_BOUND: usize = 65_536;

/// How the engine behaves.
#[derive(Clone, Debug)]
pub struct MediaConfig {
    /// 10000 to 20000 by default.
    pub ports: PortRange,
    /// Threads; 1. One serves some thousand calls; all legs of a mix are on one.
    pub shards: usize,
    /// How long a port rests after a call; 2 s.
    pub quarantine: Duration,
    /// Silence on the wire after the answer that ends a call; 30 s.
    pub initial_timeout: Duration,
    /// Silence on the wire later on that ends a call, unless its trunk or rule says otherwise; 15 s.
    pub media_timeout: Duration,
}

impl Default for MediaConfig {
    fn default() -> Self {
        Self {
            ports: PortRange(10_000..=20_000),
            shards: 1,
            quarantine: Duration::from_secs(2),
            initial_timeout: Duration::from_secs(30),
            media_timeout: Duration::from_secs(15),
        }
    }
}

/// Names a leg.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LegId(pub u64);

/// Names a mix: what a room is to this engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MixId(pub u64);

/// How a leg begins.
#[derive(Clone, Copy, Debug)]
pub struct LegConfig {
    /// What was negotiated; absent while an offer of ours waits for its answer, which [`Media::update`] then brings.
    pub stream: Option<AudioStream>,
    /// In place of [`MediaConfig::media_timeout`].
    pub media_timeout: Option<Duration>,
    /// Whether keys are looked for in what the peer says, too: for peers that send them as sound.
    pub finds_keys: bool,
    /// Comes back with every event.
    pub cookie: u64,
}

/// Who hears a signal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Toward {
    /// The peer, in place of the room.
    Peer,
    /// The room, while the peer says nothing. A room of another node does not hear it.
    Room,
}

/// Takes what happens to legs. Called on the engine's thread; it must not block.
pub trait MediaEvents: Send + Sync + 'static {
    /// Something happened to the leg that was opened with this cookie.
    fn media_event(&self, cookie: u64, event: MediaEvent);
}

/// What happens to a leg.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MediaEvent {
    /// The peer's packets come from here: said at first, and whenever that changes.
    Latched(SocketAddr),
    /// Packets that are not the peer's come from here, and are dropped: said of the first one.
    Foreign(SocketAddr),
    /// A key was pressed, as an RFC 4733 event.
    Digit(char),
    /// A key was found in what the peer says: see [`LegConfig::finds_keys`]. It may have come as an event, too.
    KeyHeard(char),
    /// The prompt has been played to its end.
    PromptDone(Prompt),
    /// All keys of [`Media::dial`] have been pressed.
    Dialled,
    /// Nothing has come for too long. It is said once.
    TimedOut,
    /// The node that the leg is relayed to or from is not heard any more. It is said once.
    RelayLost,
    /// The leg is gone; this is what it did.
    Closed(LegReport),
    /// Packets still came to the port of a leg that is gone, half a second after [`Self::Closed`] and later.
    AfterEnd {
        /// Where the last one came from.
        source: SocketAddr,
        /// How many, as far as they were kept.
        packets: u64,
    },
}

/// What a leg did.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct LegReport {
    /// RTP packets from the peer.
    pub packets_in: u64,
    /// RTP packets to the peer.
    pub packets_out: u64,
    /// Packets that should have come and did not.
    pub lost: u64,
    /// Frames made up in the midst of the stream, in place of what did not come in time.
    pub concealed: u64,
    /// Packets that came too late or twice.
    pub late: u64,
    /// Packets from others than the peer.
    pub foreign: u64,
    /// Packets that did not open under the agreed keys: forged or replayed.
    pub refused: u64,
    /// Keys pressed.
    pub digits: u64,
    /// The last interarrival jitter, in microseconds.
    pub jitter_us: u64,
    /// How loud the peer was while it spoke, in dB below the greatest level, 0 to 60: by its own word (RFC 6464), else as
    /// measured here; absent when it said nothing, or a room at another node heard it.
    pub level_below: Option<u8>,
    /// Octets of the payloads from the peer.
    pub octets_in: u64,
    /// Octets of the payloads to the peer.
    pub octets_out: u64,
    /// How a talker would rate what came of the peer: an estimate of the mean opinion score, in hundredths, 100 to 450; 0
    /// when nothing came.
    pub mos_hundredths: u16,
}

impl LegReport {
    /// The estimated mean opinion score, 1 to 4.5; none when nothing came.
    #[must_use]
    pub fn mos(&self) -> Option<f32> {
        (self.mos_hundredths > 0).then(|| f32::from(self.mos_hundredths) / 100.0)
    }
}

/// What the engine did and holds, since its start.
#[derive(Default, Debug)]
pub struct Counters {
    /// RTP packets from peers.
    pub packets_in: AtomicU64,
    /// RTP packets to peers.
    pub packets_out: AtomicU64,
    /// Frames made up in the midst of a stream.
    pub concealed: AtomicU64,
    /// Packets from others than the peer.
    pub foreign: AtomicU64,
    /// Packets to ports of legs that were closed half a second ago, or longer.
    pub after_end: AtomicU64,
    /// Packets that should have come and did not, of legs that are closed.
    pub lost: AtomicU64,
    /// Legs open.
    pub legs: AtomicU64,
    /// Times that the thread was more than 20 ms late.
    pub stalls: AtomicU64,
    /// Microseconds that the thread has worked.
    pub busy_us: AtomicU64,
}

impl Counters {
    pub(crate) fn add(&self, news: News) {
        self.packets_out
            .fetch_add(news.packets_out, Ordering::Relaxed);
        self.concealed.fetch_add(news.concealed, Ordering::Relaxed);
    }
}

/// A handle to the engine. Cloning it gives another.
#[derive(Clone)]
pub struct Media {
    shared: Arc<Shared>,
}

struct Shared {
    router: Arc<Router>,
    ports: Ports,
    next_leg: AtomicU64,
    counters: Arc<Counters>,
}

/// Owns the threads.
pub struct MediaOwner {
    router: Arc<Router>,
    threads: Vec<JoinHandle<()>>,
}

pub(crate) enum Command {
    Open(LegId, Box<Reservation>, Box<LegConfig>),
    OpenRelayed(LegId, Box<RelayedLeg>),
    /// Let another node take the leg's audio, and give what the leg hears.
    Attach(LegId, Box<RelayEnd>),
    /// What has come from the other node.
    Relayed(LegId, Box<Arrived>),
    Early(LegId),
    Start(LegId),
    Update(LegId, Box<AudioStream>),
    Join(LegId, MixId),
    Leave(LegId),
    Echo(LegId),
    Play(LegId, Prompt),
    Dial(LegId, Box<DialString>),
    Signal(LegId, Toward, Option<Signal>),
    SuppressNoise(LegId),
    Close(LegId),
    /// A leg is on its way from another shard.
    Await(LegId),
    /// Hand the leg over to this shard.
    Move(LegId, usize),
    /// What was awaited: nothing, should there be no such leg.
    Adopt(LegId, Option<Box<Leg>>),
    /// Close all legs, those on their way too, and end.
    Stop,
}

impl Command {
    /// The leg that a command is for, unless it brings it.
    pub(crate) fn leg(&self) -> Option<LegId> {
        match self {
            Self::Open(leg, ..)
            | Self::OpenRelayed(leg, _)
            | Self::Attach(leg, _)
            | Self::Relayed(leg, _)
            | Self::Early(leg)
            | Self::Start(leg)
            | Self::Update(leg, _)
            | Self::Join(leg, _)
            | Self::Leave(leg)
            | Self::Echo(leg)
            | Self::Play(leg, _)
            | Self::Dial(leg, _)
            | Self::Signal(leg, ..)
            | Self::SuppressNoise(leg)
            | Self::Close(leg)
            | Self::Await(leg)
            | Self::Move(leg, _) => Some(*leg),
            Self::Adopt(..) | Self::Stop => None,
        }
    }
}

/// Starts the engine's threads.
///
/// # Errors
/// When the kernel gives no thread or descriptor.
pub fn start(config: MediaConfig, events: Arc<dyn MediaEvents>) -> io::Result<(Media, MediaOwner)> {
    let shards = config.shards.max(1);
    let (senders, inboxes): (Vec<_>, Vec<_>) = (0..shards).map(|_| bounded(COMMAND_BOUND)).unzip();
    let counters = Arc::new(Counters::default());
    let router = Arc::new(Router::new(senders.clone()));
    let mut owner = MediaOwner {
        router: Arc::clone(&router),
        threads: Vec::new(),
    };
    let config = Arc::new(config);
    let each = inboxes.into_iter().zip(repeat_n(events, shards));
    for (shard, (inbox, events)) in each.enumerate() {
        // One alone hands nothing over, and so sees when the last handle is gone.
        let peers = if shards > 1 {
            senders.clone()
        } else {
            Vec::new()
        };
        let engine = Engine::new(
            Arc::clone(&config),
            inbox,
            peers,
            events,
            Arc::clone(&counters),
        );
        let thread = engine.and_then(|engine| {
            let builder = std::thread::Builder::new().name(format!("rtp-{shard}"));
            builder.spawn(|| engine.run())
        });
        match thread {
            Ok(thread) => owner.threads.push(thread),
            Err(error) => {
                owner.shutdown();
                return Err(error);
            }
        }
    }
    let shared = Shared {
        router,
        ports: Ports::new(&config.ports, config.quarantine),
        next_leg: AtomicU64::new(1),
        counters,
    };
    let media = Media {
        shared: Arc::new(shared),
    };
    Ok((media, owner))
}

impl Media {
    /// Binds a port of `bind`; peers are told that it is one of `announced`.
    ///
    /// # Errors
    /// [`NoPort`].
    pub fn reserve(&self, bind: IpAddr, announced: IpAddr) -> Result<Reservation, NoPort> {
        self.shared.ports.reserve(bind, announced)
    }

    /// Opens a leg; it is silent until [`Self::start_early`] or [`Self::start`]. After [`MediaOwner::shutdown`] nothing is opened.
    #[must_use]
    pub fn open(&self, reservation: Reservation, config: LegConfig) -> LegId {
        let leg = self.next_leg();
        let command = Command::Open(leg, Box::new(reservation), Box::new(config));
        self.shared.router.open(leg, command);
        leg
    }

    /// From now on rooms of this node hear the leg's peer without noise (RNNoise); it costs 10 ms of delay.
    pub fn suppress_noise(&self, leg: LegId) {
        self.tell(leg, Command::SuppressNoise(leg));
    }

    /// The call rings, and its early media is heard and answered; no timeout runs.
    pub fn start_early(&self, leg: LegId) {
        self.tell(leg, Command::Early(leg));
    }

    /// The call is answered: the leg sends, and the timeouts run.
    pub fn start(&self, leg: LegId) {
        self.tell(leg, Command::Start(leg));
    }

    /// An offer was answered, of whichever side: hold, resume, another address, codec or key.
    pub fn update(&self, leg: LegId, stream: AudioStream) {
        self.tell(leg, Command::Update(leg, Box::new(stream)));
    }

    /// Lets the leg hear, and be heard by, all others of the mix. As with all commands, nothing happens to a leg
    /// that was closed before.
    pub fn join(&self, leg: LegId, mix: MixId) {
        self.shared.router.join(leg, mix);
    }

    /// Takes the leg out of its mix.
    pub fn leave(&self, leg: LegId) {
        self.tell(leg, Command::Leave(leg));
    }

    /// Returns the leg's own voice to it.
    pub fn echo(&self, leg: LegId) {
        self.tell(leg, Command::Echo(leg));
    }

    /// Plays a prompt, after those before.
    pub fn play(&self, leg: LegId, prompt: Prompt) {
        self.tell(leg, Command::Play(leg, prompt));
    }

    /// Presses keys, after those before: as telephone events if the peer takes them, else as sound.
    /// [`MediaEvent::Dialled`] follows.
    pub fn dial(&self, leg: LegId, digits: DialString) {
        self.tell(leg, Command::Dial(leg, Box::new(digits)));
    }

    /// Lets the peer or the room hear a signal until another, or none, takes its place.
    pub fn signal(&self, leg: LegId, toward: Toward, signal: Option<Signal>) {
        self.tell(leg, Command::Signal(leg, toward, signal));
    }

    /// Closes the leg; [`MediaEvent::Closed`] follows.
    pub fn close(&self, leg: LegId) {
        self.shared.router.close(leg);
    }

    /// What the engine did and holds.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.shared.counters
    }

    /// Ports in use.
    #[must_use]
    pub fn ports_in_use(&self) -> usize {
        self.shared.ports.in_use()
    }

    pub(crate) fn next_leg(&self) -> LegId {
        LegId(self.shared.next_leg.fetch_add(1, Ordering::Relaxed))
    }

    pub(crate) fn open_relayed(&self, leg: LegId, relayed: Box<RelayedLeg>) {
        let command = Command::OpenRelayed(leg, relayed);
        self.shared.router.open(leg, command);
    }

    pub(crate) fn attach(&self, leg: LegId, end: Box<RelayEnd>) {
        self.tell(leg, Command::Attach(leg, end));
    }

    /// Brings a leg what may be lost; whether there was room for it.
    pub(crate) fn deliver(&self, leg: LegId, command: Command) -> bool {
        self.shared.router.deliver(leg, command)
    }

    fn tell(&self, leg: LegId, command: Command) {
        self.shared.router.tell(leg, command);
    }
}

impl MediaOwner {
    /// Whether all threads run: one that has ended before it was told to has panicked, and its legs with it.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.threads.iter().any(JoinHandle::is_finished)
    }

    /// Closes all legs, ends the threads and waits for them.
    pub fn shutdown(self) {
        self.router.stop();
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a media thread panicked");
            }
        }
    }
}
