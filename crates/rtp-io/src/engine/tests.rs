//! Several shards in one thread: each step of each is taken when the test says so.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use crossbeam_channel::bounded;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tandem_audio::Prompt;
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::AudioStream;

use super::*;
use crate::ports::{PortRange, Ports};
use crate::router::Router;

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const SHARDS: usize = 3;
/// Few enough that shards find each other's queues full.
const QUEUE: usize = 8;

#[derive(Default)]
struct Closed {
    cookies: Mutex<Vec<u64>>,
}

impl MediaEvents for Closed {
    fn media_event(&self, cookie: u64, event: MediaEvent) {
        if matches!(event, MediaEvent::Closed(_)) {
            self.cookies.lock().expect("no panics").push(cookie);
        }
    }
}

/// The shards, and who posts to them.
struct World {
    engines: Vec<Engine>,
    router: Router,
    ports: Ports,
    closed: Arc<Closed>,
    counters: Arc<Counters>,
}

impl World {
    fn new(ports: std::ops::RangeInclusive<u16>) -> Self {
        let (senders, inboxes): (Vec<_>, Vec<_>) = (0..SHARDS).map(|_| bounded(QUEUE)).unzip();
        let (closed, counters) = (Arc::new(Closed::default()), Arc::new(Counters::default()));
        let engine = |inbox| {
            let events: Arc<dyn MediaEvents> = closed.clone();
            let config = Arc::new(MediaConfig::default());
            Engine::new(
                config,
                inbox,
                senders.clone(),
                events,
                Arc::clone(&counters),
            )
        };
        let engines = inboxes.into_iter().map(engine);
        Self {
            engines: engines.collect::<io::Result<_>>().expect("epoll"),
            router: Router::new(senders),
            ports: Ports::new(&PortRange(ports), Duration::ZERO),
            closed,
            counters,
        }
    }

    fn open(&self, leg: LegId) {
        let reservation = self.ports.reserve(HOST, HOST).expect("a port");
        let config = LegConfig {
            stream: Some(AudioStream {
                remote_rtcp: SocketAddr::new(HOST, 9),
                ..AudioStream::plain(Codec::Pcmu, SocketAddr::new(HOST, 9))
            }),
            media_timeout: None,
            finds_keys: false,
            cookie: leg.0,
        };
        let command = Command::Open(leg, Box::new(reservation), Box::new(config));
        self.router.open(leg, command);
    }

    /// Lets one shard do one thing.
    fn step(&mut self, shard: usize) -> bool {
        let engine = &mut self.engines[shard];
        engine.transfer.flush();
        let command = engine.commands.try_recv();
        let is_command = command.is_ok();
        if let Ok(command) = command {
            engine.handle(command, Instant::now());
        }
        is_command
    }

    /// Lets all shards finish what they have to do.
    fn settle(&mut self) {
        while (0..SHARDS).any(|shard| self.step(shard)) {}
        let is_settled = |engine: &Engine| engine.transfer.is_settled();
        assert!(self.engines.iter().all(is_settled), "a leg is on its way");
    }

    /// The shards that have room for what a caller posts.
    fn make_room(&mut self) {
        for shard in 0..SHARDS {
            while self.engines[shard].commands.len() + 3 > QUEUE {
                self.step(shard);
            }
        }
    }

    fn leg(&self, id: LegId) -> Option<(usize, &Leg)> {
        let shards = self.engines.iter().enumerate();
        let mut found = shards.filter_map(|(shard, engine)| {
            let index = engine.index_by_leg.get(&id)?;
            Some((shard, engine.legs[*index].as_deref()?))
        });
        let leg = found.next();
        assert!(found.next().is_none(), "{id:?} is on two shards");
        leg
    }

    fn closed(&self) -> Vec<u64> {
        let mut closed = self.closed.cookies.lock().expect("no panics").clone();
        closed.sort_unstable();
        closed
    }
}

/// What a leg should be like.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Wanted {
    place: Place,
    is_started: bool,
    is_prompting: bool,
}

const FRESH: Wanted = Wanted {
    place: Place::Alone,
    is_started: false,
    is_prompting: false,
};

/// Does something to a leg, and to what is wanted of it.
fn act(world: &World, leg: LegId, wanted: &mut Wanted, random: &mut StdRng) {
    match random.random_range(0..12) {
        0 => {
            wanted.place = Place::Alone;
            world.router.tell(leg, Command::Leave(leg));
        }
        1 => {
            wanted.place = Place::Echo;
            world.router.tell(leg, Command::Echo(leg));
        }
        2 => {
            wanted.is_started = true;
            world.router.tell(leg, Command::Start(leg));
        }
        3 => {
            wanted.is_prompting = true;
            world.router.tell(leg, Command::Play(leg, Prompt::Joining));
        }
        _ => {
            let mix = MixId(random.random_range(0..6));
            wanted.place = Place::Mix(mix);
            world.router.join(leg, mix);
        }
    }
}

#[test]
fn legs_that_move_about_lose_no_command() {
    for seed in 0..200 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut world = World::new(24_000..=24_099);
        let mut wanted: BTreeMap<LegId, Wanted> = BTreeMap::new();
        let (mut next, mut closed) = (0, Vec::new());
        for _ in 0..400 {
            world.make_room();
            match random.random_range(0..40) {
                0..4 if wanted.len() < 5 => {
                    next += 1;
                    world.open(LegId(next));
                    wanted.insert(LegId(next), FRESH);
                }
                4 => {
                    if let Some((leg, _)) = wanted.pop_first() {
                        closed.push(leg.0);
                        world.router.close(leg);
                        world.router.join(leg, MixId(random.random_range(0..6)));
                    }
                }
                5..16 => {
                    let mut legs: Vec<_> = wanted.iter_mut().collect();
                    if !legs.is_empty() {
                        let chosen = random.random_range(0..legs.len());
                        let (leg, wanted) = &mut legs[chosen];
                        act(&world, **leg, wanted, &mut random);
                    }
                }
                _ => {
                    let shard = random.random_range(0..SHARDS);
                    world.step(shard);
                }
            }
        }
        world.settle();
        closed.sort_unstable();
        assert_eq!(world.closed(), closed, "seed {seed}");
        for (id, wanted) in &wanted {
            let (shard, leg) = world.leg(*id).expect("an open leg is somewhere");
            let found = Wanted {
                place: leg.place,
                is_started: leg.is_open(),
                is_prompting: leg.voice.is_prompting(),
            };
            assert_eq!(found, *wanted, "seed {seed}, {id:?}");
            if let Place::Mix(mix) = leg.place {
                assert_eq!(shard as u64, mix.0 % SHARDS as u64, "seed {seed}, {id:?}");
            }
        }
        assert_eq!(world.ports.in_use(), wanted.len(), "seed {seed}");
    }
}

#[test]
fn a_leg_that_is_sent_away_and_back_before_it_has_come_ends_where_it_was_sent_last() {
    let mut world = World::new(24_100..=24_109);
    let leg = LegId(0);
    world.open(leg);
    for mix in [1, 0, 1] {
        world.router.join(leg, MixId(mix));
    }
    // The second shard hears of all its commands before the first lets the leg go.
    while world.step(1) {}
    world.settle();
    let (shard, leg) = world.leg(leg).expect("it is open");
    assert_eq!((shard, leg.place), (1, Place::Mix(MixId(1))));
}

#[test]
fn closing_a_leg_on_its_way_closes_it_once() {
    let mut world = World::new(24_110..=24_119);
    let leg = LegId(0);
    world.open(leg);
    world.router.join(leg, MixId(1));
    world.router.close(leg);
    world.router.join(leg, MixId(2));
    while world.step(1) {}
    assert_eq!(world.closed(), [], "it has not come yet");
    world.settle();
    assert_eq!(world.closed(), [0]);
    assert_eq!(world.ports.in_use(), 0);
}

#[test]
fn a_stop_in_the_midst_of_moves_closes_every_leg() {
    for seed in 0..50 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut world = World::new(24_200..=24_299);
        for leg in 0..8 {
            world.make_room();
            world.open(LegId(leg));
            for _ in 0..random.random_range(0..4) {
                world.make_room();
                world
                    .router
                    .join(LegId(leg), MixId(random.random_range(0..6)));
            }
        }
        world.make_room();
        world.router.stop();
        // Each shard goes on until it may end, however the others are.
        let now = Instant::now();
        let mut running: Vec<usize> = (0..SHARDS).collect();
        for _ in 0..10_000 {
            if running.is_empty() {
                break;
            }
            let chosen = random.random_range(0..running.len());
            let shard = running[chosen];
            world.step(shard);
            if world.engines[shard].has_landed(now) {
                world.engines[shard].close_all();
                running.remove(chosen);
            }
        }
        assert!(running.is_empty(), "seed {seed}: {running:?} wait for ever");
        assert_eq!(world.closed(), (0..8).collect::<Vec<_>>(), "seed {seed}");
        assert_eq!(world.ports.in_use(), 0, "seed {seed}");
        assert_eq!(world.counters.legs.load(Ordering::Relaxed), 0);
    }
}
