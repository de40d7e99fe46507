//! The rooms of all nodes, as one node sees them.
//!
//! Each room has a home among the nodes: the first that is alive in an order that its name gives (`view.rs`). The home
//! decides where the room is, itself or elsewhere (`home.rs`); whoever has a caller asks it for a seat and relays his
//! audio there (`guest.rs`). `service.rs` is the answering end.

mod dial;
mod from_wire;
mod guest;
mod home;
mod requests;
mod service;
mod to_wire;
mod view;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use ahash::RandomState;
use tandem_model::RoomName;
use tandem_rtp_io::{Media, Relay};
use tandem_rtp_proto::Codec;
use tandem_wire::internal::rooms_server::RoomsServer;
use tokio::runtime::Handle;

use crate::{Join, JoinError, Joined, Rooms, Seat};
use dial::Lines;
pub use dial::{Dial, PlainDial};
pub use guest::RemoteSeat;
pub use requests::Unreached;
pub use service::Service;
pub use view::RoomNode;
use view::View;

/// How long a node may take to give a seat; then the next one is asked.
pub const ENTER_PATIENCE: Duration = Duration::from_millis(500);
/// How long a node may take to say who has a room.
pub const FIND_PATIENCE: Duration = Duration::from_millis(200);
/// How long a node may take to answer what a client asks of a room.
pub const REQUEST_PATIENCE: Duration = Duration::from_secs(2);
/// Streams that a node must allow on one connection: one for each relayed caller.
pub const STREAM_BOUND: u32 = 65_536;
/// Nodes behind a home in a room's order that it asks while it is not settled: stand-ins are the next in order.
const ASKED_AROUND: usize = 8;
/// Rooms elsewhere that a home remembers; beyond it the memory starts anew.
const ELSEWHERE_BOUND: usize = 65_536;
/// How long a home believes that a room is elsewhere. It is told again every second.
const ELSEWHERE_FOR: Duration = Duration::from_secs(5);

/// All rooms, wherever they are. Cloning it gives another handle.
#[derive(Clone)]
pub struct Cluster {
    rooms: Rooms,
    own: Option<Arc<Own>>,
}

/// What a node among others has beside its rooms.
struct Own {
    id: u64,
    media: Media,
    relay: Relay,
    lines: Lines,
    runtime: Handle,
    view: RwLock<View>,
    elsewhere: Mutex<HashMap<RoomName, (u64, Instant), RandomState>>,
    guests: Mutex<HashMap<u64, Seat, RandomState>>,
    is_draining: AtomicBool,
}

/// What a room at another node has to know of a caller's audio.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RelayedAudio {
    /// What it begins in; later packets say when it changes.
    pub codec: Codec,
    /// The room hears the caller without noise.
    pub suppresses_noise: bool,
}

/// What became of a wish for a seat.
pub enum Entering {
    /// The room is here; it has been entered, or refuses.
    Now(Result<Joined, JoinError>),
    /// The room may be elsewhere: `RoomEvent::Entered` or `RoomEvent::NotEntered` follows.
    Later(RemoteSeat),
}

impl Cluster {
    /// The rooms of a node that is by itself: all are here, nothing is ever asked of anybody.
    #[must_use]
    pub fn alone(rooms: Rooms) -> Self {
        Self { rooms, own: None }
    }

    /// The rooms of a node among others. It knows none of them until [`Self::set_nodes`]. Must be called within the
    /// runtime that is to carry the conversations.
    #[must_use]
    pub fn new(id: u64, rooms: Rooms, media: Media, relay: Relay, dial: Box<dyn Dial>) -> Self {
        let own = Own {
            id,
            media,
            relay,
            lines: Lines::new(dial),
            runtime: Handle::current(),
            view: RwLock::new(View::new(Instant::now())),
            elsewhere: Mutex::default(),
            guests: Mutex::default(),
            is_draining: AtomicBool::new(false),
        };
        Self {
            rooms,
            own: Some(Arc::new(own)),
        }
    }

    /// Says which nodes may have rooms, this one among them if it may, and which are alive. Call it on each change.
    pub fn set_nodes(&self, nodes: Vec<RoomNode>) {
        if let Some(own) = &self.own {
            let mut view = own.view.write().unwrap_or_else(PoisonError::into_inner);
            view.set(nodes, Instant::now());
        }
    }

    /// The answering end, for the node-to-node listener; `None` for a node that is by itself. The listener must allow
    /// [`STREAM_BOUND`] streams, and see that only nodes of the cluster call.
    #[must_use]
    pub fn service(&self) -> Option<RoomsServer<Service>> {
        let service = Service {
            rooms: self.rooms.clone(),
            own: Arc::clone(self.own.as_ref()?),
        };
        Some(RoomsServer::new(service))
    }

    /// Begins no further room here: those that are here stay until they end, others begin at the next in order. The
    /// other nodes are best told, too, that this one is not alive.
    pub fn drain(&self) {
        if let Some(own) = &self.own {
            own.is_draining.store(true, Ordering::Relaxed);
        }
    }

    /// Callers of other nodes that are in rooms here.
    #[must_use]
    pub fn visitors(&self) -> usize {
        self.own.as_ref().map_or(0, |own| own.guests().len())
    }

    /// The rooms that are here.
    #[must_use]
    pub fn here(&self) -> &Rooms {
        &self.rooms
    }

    /// The node that a room belongs to now; `None` when this node is by itself, or knows of no node with rooms.
    #[must_use]
    pub fn home_of(&self, room: &RoomName) -> Option<RoomNode> {
        self.own.as_ref()?.view().home(room.as_str()).cloned()
    }

    /// Whether rooms that nobody has begun yet can be at home here.
    #[must_use]
    pub fn begins_rooms(&self) -> bool {
        let Some(own) = &self.own else { return true };
        !own.is_draining() && own.view().node(own.id).is_some()
    }

    /// Whether a room that nobody has begun yet is at home here, by its name.
    #[must_use]
    pub fn is_home_of(&self, room: &RoomName) -> bool {
        let Some(own) = &self.own else { return true };
        let view = own.view();
        let first = view.first(room.as_str());
        first.is_some_and(|first| first.id == own.id) && !own.is_draining()
    }

    /// Takes a seat for a caller whose leg is open here. Never blocks.
    pub fn enter(&self, join: Join, audio: RelayedAudio) -> Entering {
        match &self.own {
            Some(own) if !own.decides_alone(&self.rooms, &join.room) => {
                Entering::Later(RemoteSeat::seek(own, &self.rooms, join, audio))
            }
            Some(_) | None => Entering::Now(self.rooms.join(join)),
        }
    }
}

impl Own {
    fn view(&self) -> RwLockReadGuard<'_, View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Relaxed)
    }

    fn elsewhere(&self) -> MutexGuard<'_, HashMap<RoomName, (u64, Instant), RandomState>> {
        self.elsewhere
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn guests(&self) -> MutexGuard<'_, HashMap<u64, Seat, RandomState>> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a room is here, or is to be here, and nobody needs to be asked.
    fn decides_alone(&self, rooms: &Rooms, room: &RoomName) -> bool {
        let now = Instant::now();
        if rooms.has(room) {
            return true;
        }
        let view = self.view();
        let first = view.first(room.as_str());
        let is_first = first.is_some_and(|first| first.id == self.id) && !self.is_draining();
        let is_alone = is_first && view.nodes().len() == 1;
        is_alone || (is_first && view.is_settled(now) && self.holder(room, now).is_none())
    }

    /// The other node that said lately that it has a room.
    fn holder(&self, room: &RoomName, now: Instant) -> Option<u64> {
        let elsewhere = self.elsewhere();
        let (holder, told_at) = elsewhere.get(room)?;
        let is_believed = now.saturating_duration_since(*told_at) < ELSEWHERE_FOR;
        (is_believed && *holder != self.id).then_some(*holder)
    }

    fn remember(&self, room: RoomName, holder: u64, now: Instant) {
        let mut elsewhere = self.elsewhere();
        if elsewhere.len() >= ELSEWHERE_BOUND {
            elsewhere.clear();
        }
        elsewhere.insert(room, (holder, now));
    }
}
