#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io;
use std::net::UdpSocket;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

use ahash::RandomState;
use crossbeam_channel::{Receiver, Sender, TryRecvError};
use rustix::event::{Timespec, epoll};

use crate::forward::echo;
use crate::heard::Heard;
use crate::leg::{Brought, LONGEST_PACKET, Leg, Place};
use crate::line::Line;
use crate::linger::{Lingerer, Lingering};
use crate::media::{
    Command, Counters, LegConfig, LegId, MediaConfig, MediaEvent, MediaEvents, MixId,
};
use crate::mixing::Desk;
use crate::pace::{Pace, Turn};
use crate::ports::Reservation;
use crate::relay::RelayEnd;
use crate::relayed::Relayed;
use crate::tally::News;
use crate::transfer::Transfer;

/// Slots of a frame of 20 ms.
const SLOTS: usize = 4;
/// Sockets that one look at the kernel finds ready.
const READY: usize = 1024;
/// Looks at the kernel in one slot.
const LOOKS: usize = 4;
/// Commands taken in one slot.
const COMMAND_BUDGET: usize = 4096;
/// When the engine stops, legs on their way between shards are awaited this long; each takes a slot or two.
const LANDING: Duration = Duration::from_secs(1);
/// The thread's nice value.
const NICE: i32 = -15;
/// From 1900 to 1970, in seconds: NTP counts from the former.
const NTP_OFFSET_S: u64 = 2_208_988_800;

/// The thread's state.
pub(crate) struct Engine {
    config: Arc<MediaConfig>,
    commands: Receiver<Command>,
    events: Arc<dyn MediaEvents>,
    counters: Arc<Counters>,
    epoll: OwnedFd,
    /// Boxed: what is not there costs little, and a leg moves at the price of its address.
    legs: Vec<Option<Box<Leg>>>,
    free: Vec<usize>,
    index_by_leg: HashMap<LegId, usize, RandomState>,
    slots: [Slot; SLOTS],
    desk: Desk,
    transfer: Transfer,
    lingering: Lingering,
    /// What the counters have not been told.
    gained: News,
    /// The engine stops, at the latest then.
    stops_by: Option<Instant>,
}

/// What has its 20 ms in one part of a frame.
#[derive(Default)]
struct Slot {
    solos: Vec<usize>,
    mixes: HashMap<MixId, Vec<usize>, RandomState>,
}

impl Engine {
    pub(crate) fn new(
        config: Arc<MediaConfig>,
        commands: Receiver<Command>,
        shards: Vec<Sender<Command>>,
        events: Arc<dyn MediaEvents>,
        counters: Arc<Counters>,
    ) -> io::Result<Self> {
        Ok(Self {
            lingering: Lingering::new(config.quarantine),
            config,
            commands,
            events,
            counters,
            epoll: epoll::create(epoll::CreateFlags::CLOEXEC)?,
            legs: Vec::new(),
            free: Vec::new(),
            index_by_leg: HashMap::default(),
            slots: Default::default(),
            desk: Desk::default(),
            transfer: Transfer::new(shards),
            gained: News::default(),
            stops_by: None,
        })
    }

    /// Every 5 ms: 1. commands, 2. what has come, 3. the 20 ms of a quarter of the mixes. Sleeps while there is no leg.
    pub(crate) fn run(mut self) {
        go_first();
        let mut ready = Vec::with_capacity(READY);
        let mut pace = Pace::new(Instant::now());
        for slot in (0..SLOTS).cycle() {
            if self.may_sleep() {
                match self.commands.recv() {
                    Ok(command) => self.handle(command, Instant::now()),
                    Err(_) => return,
                }
                pace.restart(Instant::now());
            }
            std::thread::sleep(pace.wait(Instant::now()));
            let began = Instant::now();
            let turn = pace.turn(began);
            self.take_commands();
            if self.has_landed(began) {
                return self.close_all();
            }
            self.read(&mut ready, turn.is_punctual);
            self.run_slot(slot, turn.due);
            let late = self.lingering.look(began);
            self.counters.after_end.fetch_add(late, Ordering::Relaxed);
            self.count(turn, began);
        }
    }

    /// There is nothing to do until a command comes.
    fn may_sleep(&self) -> bool {
        let is_idle = self.index_by_leg.is_empty() && self.transfer.is_idle();
        is_idle && self.lingering.is_empty() && self.stops_by.is_none()
    }

    /// The engine stops, and no leg is on its way that nobody would close.
    fn has_landed(&self, now: Instant) -> bool {
        self.stops_by
            .is_some_and(|stops_by| self.transfer.is_settled() || now >= stops_by)
    }

    fn count(&self, turn: Turn, began: Instant) {
        let counters = &self.counters;
        counters
            .stalls
            .fetch_add(turn.is_stall.into(), Ordering::Relaxed);
        let busy = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        counters.busy_us.fetch_add(busy, Ordering::Relaxed);
    }

    fn take_commands(&mut self) {
        self.transfer.flush();
        for _ in 0..COMMAND_BUDGET {
            match self.commands.try_recv() {
                Ok(command) => self.handle(command, Instant::now()),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    self.stops_by = Some(Instant::now());
                    return;
                }
            }
        }
    }

    fn handle(&mut self, command: Command, now: Instant) {
        let Some(command) = self.transfer.keep(command) else {
            return;
        };
        match command {
            Command::Open(leg, reservation, config) => self.open(leg, *reservation, &config, now),
            Command::OpenRelayed(leg, begin) => self.begin(Leg::relayed(leg, *begin, now)),
            Command::Attach(leg, end) => self.attach(leg, *end, now),
            Command::Relayed(leg, arrived) => {
                self.with(leg, |leg| leg.receive_relayed(&arrived, now));
            }
            Command::Early(leg) => self.with(leg, Leg::start_early),
            Command::Start(leg) => self.with(leg, |leg| leg.start(now)),
            Command::Update(leg, stream) => self.with(leg, |leg| leg.update(*stream, now)),
            Command::Join(leg, mix) => self.place(leg, Place::Mix(mix)),
            Command::Leave(leg) => self.place(leg, Place::Alone),
            Command::Echo(leg) => self.place(leg, Place::Echo),
            Command::Play(leg, prompt) => self.with(leg, |leg| leg.voice.queue(prompt)),
            Command::Dial(leg, digits) => self.with(leg, |leg| leg.queue_keys(&digits)),
            Command::Signal(leg, toward, signal) => {
                self.with(leg, |leg| leg.voice.signal(toward, signal));
            }
            Command::SuppressNoise(leg) => self.with(leg, |leg| leg.voice.suppress_noise()),
            Command::Close(leg) => self.close(leg, now),
            Command::Await(leg) => self.transfer.awaits(leg),
            Command::Move(id, to) => {
                let leg = self.take(id);
                self.transfer.hand_over(id, leg, to);
            }
            Command::Adopt(id, leg) => {
                if let Some(leg) = leg {
                    self.put(leg);
                }
                for command in self.transfer.kept(id) {
                    self.handle(command, now);
                }
            }
            Command::Stop => self.stops_by = Some(now + LANDING),
        }
    }

    fn with(&mut self, leg: LegId, act: impl FnOnce(&mut Leg)) {
        let index = self.index_by_leg.get(&leg).copied();
        if let Some(leg) = index.and_then(|index| self.legs[index].as_mut()) {
            act(leg);
        }
    }

    fn open(&mut self, id: LegId, reservation: Reservation, config: &LegConfig, now: Instant) {
        self.begin(Leg::new(id, reservation, config, &self.config, now));
    }

    /// The leg's audio goes to another node, and comes from there.
    fn attach(&mut self, id: LegId, end: RelayEnd, now: Instant) {
        let relay = Box::new(Relayed::new(end, None, now));
        self.with(id, |leg| leg.relay = Some(relay));
        self.place(id, Place::Away);
    }

    fn begin(&mut self, leg: Leg) {
        self.put(Box::new(leg));
        self.counters.legs.fetch_add(1, Ordering::Relaxed);
    }

    fn close(&mut self, id: LegId, now: Instant) {
        let Some(mut leg) = self.take(id) else {
            return;
        };
        leg.say_goodbye();
        self.counters.add(leg.news());
        let report = leg.summary();
        self.counters.legs.fetch_sub(1, Ordering::Relaxed);
        self.counters.lost.fetch_add(report.lost, Ordering::Relaxed);
        let (cookie, events) = (leg.cookie, self.events_of(&leg));
        // The port is free again before anybody hears of it.
        if let Some(socket) = leg.line.take().map(Line::close) {
            self.lingering.watch(Lingerer {
                cookie,
                events: Arc::clone(&events),
                socket,
                closed_at: now,
            });
        }
        drop(leg);
        events.media_event(cookie, MediaEvent::Closed(report));
    }

    /// Who hears of a leg.
    fn events_of(&self, leg: &Leg) -> Arc<dyn MediaEvents> {
        let relay = leg.relay.as_ref();
        let own = relay.and_then(|relay| relay.events.as_ref());
        Arc::clone(own.unwrap_or(&self.events))
    }

    /// Takes care of a leg; it is alone.
    fn put(&mut self, leg: Box<Leg>) {
        let index = self.free.pop().unwrap_or_else(|| {
            self.legs.push(None);
            self.legs.len() - 1
        });
        if let Some(line) = &leg.line {
            self.watch(&line.rtp, token(index, false));
        }
        if let Some(socket) = leg.line.as_ref().and_then(Line::rtcp) {
            self.watch(socket, token(index, true));
        }
        self.index_by_leg.insert(leg.id, index);
        self.slots[index % SLOTS].solos.push(index);
        self.legs[index] = Some(leg);
    }

    /// Lets go of a leg, out of its mix.
    fn take(&mut self, id: LegId) -> Option<Box<Leg>> {
        self.place(id, Place::Alone);
        let index = self.index_by_leg.remove(&id)?;
        self.slots[index % SLOTS]
            .solos
            .retain(|other| *other != index);
        self.free.push(index);
        let leg = self.legs[index].take()?;
        let line = leg.line.as_ref();
        let sockets = [line.map(|line| &line.rtp), line.and_then(Line::rtcp)];
        for socket in sockets.into_iter().flatten() {
            // One that could not be watched needs no end of it.
            let _ = epoll::delete(&self.epoll, socket);
        }
        Some(leg)
    }

    fn watch(&self, socket: &UdpSocket, token: u64) {
        let data = epoll::EventData::new_u64(token);
        if let Err(error) = epoll::add(&self.epoll, socket, data, epoll::EventFlags::IN) {
            tracing::error!(%error, "a media socket cannot be watched");
        }
    }

    fn close_all(&mut self) {
        let all: Vec<LegId> = self.index_by_leg.keys().copied().collect();
        for leg in all {
            self.close(leg, Instant::now());
        }
    }

    /// Moves a leg between being alone, its echo and a mix.
    fn place(&mut self, id: LegId, place: Place) {
        let Some(index) = self.index_by_leg.get(&id).copied() else {
            return;
        };
        let Some(leg) = self.legs[index].as_mut() else {
            return;
        };
        let old = std::mem::replace(&mut leg.place, place);
        if old == place {
            return;
        }
        match old {
            Place::Alone | Place::Echo | Place::Away => self.slots[index % SLOTS]
                .solos
                .retain(|other| *other != index),
            Place::Mix(mix) => {
                let mixes = &mut self.slots[slot_of(mix)].mixes;
                if let Some(members) = mixes.get_mut(&mix) {
                    members.retain(|other| *other != index);
                    if members.is_empty() {
                        mixes.remove(&mix);
                    }
                }
            }
        }
        match place {
            Place::Alone | Place::Echo | Place::Away => {
                self.slots[index % SLOTS].solos.push(index);
            }
            Place::Mix(mix) => self.slots[slot_of(mix)]
                .mixes
                .entry(mix)
                .or_default()
                .push(index),
        }
    }

    /// Reads what has come to all sockets.
    fn read(&mut self, ready: &mut Vec<epoll::Event>, is_punctual: bool) {
        let mut buffer = [0; LONGEST_PACKET];
        let now = Instant::now();
        for _ in 0..LOOKS {
            ready.clear();
            let no_wait = Timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            let found = epoll::wait(
                &self.epoll,
                rustix::buffer::spare_capacity(ready),
                Some(&no_wait),
            );
            if found.is_err() || ready.is_empty() {
                return;
            }
            for event in ready.iter() {
                self.read_socket(event.data.u64(), &mut buffer, now, is_punctual);
            }
        }
    }

    fn read_socket(
        &mut self,
        token: u64,
        buffer: &mut [u8; LONGEST_PACKET],
        now: Instant,
        is_punctual: bool,
    ) {
        let index = usize::try_from(token >> 1).expect("tokens are indexes");
        let Some(leg) = self.legs.get_mut(index).and_then(Option::as_mut) else {
            return;
        };
        if token & 1 == 1 {
            let socket = leg.line.as_ref().and_then(Line::rtcp);
            let received = socket.map(|socket| socket.recv_from(buffer));
            if let Some(Ok((count, source))) = received {
                leg.receive_rtcp(&mut buffer[..count], source, now);
            }
            return;
        }
        let received = leg.line.as_ref().map(|line| line.rtp.recv_from(buffer));
        let Some(Ok((count, source))) = received else {
            return;
        };
        match leg.receive(&mut buffer[..count], source, now, is_punctual) {
            Brought::Nothing => return,
            Brought::Foreign { is_first } => {
                self.counters.foreign.fetch_add(1, Ordering::Relaxed);
                if is_first {
                    let event = MediaEvent::Foreign(source);
                    self.events.media_event(leg.cookie, event);
                }
                return;
            }
            Brought::Audio => {}
            Brought::Digit(digit) => self
                .events
                .media_event(leg.cookie, MediaEvent::Digit(digit)),
        }
        if let Some(source) = leg.new_source() {
            let latched = MediaEvent::Latched(source);
            self.events.media_event(leg.cookie, latched);
        }
        self.counters.packets_in.fetch_add(1, Ordering::Relaxed);
        if leg.open_rtcp() {
            let leg = self.legs[index].as_ref();
            if let Some(socket) = leg.and_then(|leg| leg.line.as_ref()?.rtcp()) {
                self.watch(socket, crate::engine::token(index, true));
            }
        }
    }

    /// Lets everybody in one part of the frame have 20 ms.
    fn run_slot(&mut self, slot: usize, now: Instant) {
        let ntp = ntp_now();
        let Slot { solos, mixes } = std::mem::take(&mut self.slots[slot]);
        for index in &solos {
            self.tick(*index, ntp, now);
            if let Some(leg) = self.legs[*index].as_mut() {
                solo(leg, now);
            }
        }
        for members in mixes.values() {
            for index in members {
                self.tick(*index, ntp, now);
            }
            self.run_mix(members, now);
        }
        self.slots[slot] = Slot { solos, mixes };
        self.counters.add(std::mem::take(&mut self.gained));
    }

    fn run_mix(&mut self, members: &[usize], now: Instant) {
        if let [only] = *members {
            if let Some(leg) = self.legs[only].as_mut() {
                solo(leg, now);
            }
            return;
        }
        if let [one, other] = *members
            && let Ok([Some(one), Some(other)]) = self.legs.get_disjoint_mut([one, other])
        {
            return self.desk.pair([one, other], now);
        }
        let mut members = members.to_vec();
        members.sort_unstable();
        let mut legs: Vec<&mut Leg> = Vec::with_capacity(members.len());
        let mut rest = self.legs.as_mut_slice();
        let mut offset = 0;
        for index in members {
            let (_, tail) = rest.split_at_mut(index - offset);
            let Some((leg, tail)) = tail.split_first_mut() else {
                break;
            };
            legs.extend(leg.as_deref_mut());
            rest = tail;
            offset = index + 1;
        }
        let heard: Vec<Heard> = legs.iter_mut().map(|leg| leg.hear(now)).collect();
        self.desk.room(&mut legs, &heard);
    }

    /// Prompts, timeouts and reports of one leg.
    fn tick(&mut self, index: usize, ntp: u64, now: Instant) {
        let Some(leg) = self.legs[index].as_mut() else {
            return;
        };
        if leg.times_out(&self.config, now) {
            self.events.media_event(leg.cookie, MediaEvent::TimedOut);
        }
        if leg.has_lost_relay(now) {
            let own = leg.relay.as_ref().and_then(|relay| relay.events.as_ref());
            own.unwrap_or(&self.events)
                .media_event(leg.cookie, MediaEvent::RelayLost);
        }
        leg.report(ntp, now);
        self.gained += leg.news();
        if leg.dial() {
            self.events.media_event(leg.cookie, MediaEvent::Dialled);
        }
        if let Some(digit) = leg.key_heard() {
            self.events
                .media_event(leg.cookie, MediaEvent::KeyHeard(digit));
        }
        if leg.is_open()
            && let Some((payload, ended)) = leg.voice.prompt()
        {
            leg.say_prompt(&payload);
            if let Some(prompt) = ended {
                self.events
                    .media_event(leg.cookie, MediaEvent::PromptDone(prompt));
            }
        }
    }
}

/// A leg with nobody else: its echo, or silence.
fn solo(leg: &mut Leg, now: Instant) {
    if leg.place == Place::Away {
        leg.rest();
        return;
    }
    if leg.place == Place::Echo && !leg.voice.is_prompting() {
        return echo(leg, now);
    }
    leg.hear(now);
    if !leg.voice.is_prompting() {
        leg.say(None);
    }
}

fn slot_of(mix: MixId) -> usize {
    usize::try_from(mix.0 % SLOTS as u64).expect("a remainder below 4 fits")
}

fn token(index: usize, is_rtcp: bool) -> u64 {
    (index as u64) << 1 | u64::from(is_rtcp)
}

/// Asks for the processor before other threads: peers hear every delay. A user without the right to ask goes without.
pub(crate) fn go_first() {
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "the media thread has no precedence");
    }
}

/// Wall time as sender reports write it.
#[expect(
    clippy::disallowed_methods,
    reason = "RFC 3550 §6.4.1 wants wall time; an adapter may read it"
)]
fn ntp_now() -> u64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let fraction = (u64::from(since.subsec_nanos()) << 32) / 1_000_000_000;
    (since.as_secs() + NTP_OFFSET_S) << 32 | fraction
}
