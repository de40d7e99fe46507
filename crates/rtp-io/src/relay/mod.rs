//! The audio of calls between nodes: one hop, one UDP port a node, sealed.

mod seal;

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ahash::RandomState;
use rustix::net::{RecvFlags, SendFlags, recv, sendto};
use tandem_rtp_proto::Codec;

use crate::engine::go_first;
use crate::media::Command;
use crate::{LegId, Media, MediaEvents};
pub(crate) use seal::{Frame, Kind, Takes};
use seal::{LONGEST, Opener, Sealer, session_of};

/// A relayed leg that hears nothing of the other node for this long has lost it. A node in good health is heard every
/// 20 ms, or every `SIGN_OF_LIFE` when there is nothing to say.
pub const RELAY_TIMEOUT: Duration = Duration::from_secs(3);
/// How often a node that has nothing to say lets the other know that it lives.
pub(crate) const SIGN_OF_LIFE: Duration = Duration::from_millis(500);
/// Sessions of one node; more are refused.
pub const SESSION_BOUND: usize = 65_536;
/// How often the thread looks whether it is to end, when nothing comes.
const LOOK: Duration = Duration::from_millis(200);

/// How long packets gather before they are read: a thread that each packet wakes costs more than all else of the hop.
const GATHER: Duration = Duration::from_millis(1);

/// Where a node takes and sends the audio that it relays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RelayConfig {
    /// The UDP port.
    pub listen: SocketAddr,
    /// What other nodes are told; absent is the bound address.
    pub announced: Option<SocketAddr>,
}

/// The keys of a session, one for each direction. They travel over the nodes' own TLS only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RelayKeys {
    /// From the caller's gateway to the room's home.
    pub up: [u8; 16],
    /// From the room's home to the caller's gateway.
    pub down: [u8; 16],
}

/// One relayed call, as both nodes agreed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RelaySession {
    /// Random: it names the session at both nodes.
    pub id: u64,
    /// Its keys.
    pub keys: RelayKeys,
    /// Where the other node takes relayed audio.
    pub peer: SocketAddr,
}

/// A session cannot be had: its number is in use here, or there are [`SESSION_BOUND`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the node relays no further session of this number")]
pub struct NoSession;

/// What the port has taken and dropped.
#[derive(Default, Debug)]
pub struct RelayCounters {
    /// Packets that were opened.
    pub opened: AtomicU64,
    /// Packets of no session that is known here.
    pub foreign: AtomicU64,
    /// Packets that did not open: forged, cut or replayed.
    pub refused: AtomicU64,
    /// Packets that the media thread had no room for.
    pub dropped: AtomicU64,
}

/// A handle to this node's relay port. Cloning it gives another.
#[derive(Clone)]
pub struct Relay {
    shared: Arc<Shared>,
    media: Media,
}

/// Owns the thread that reads the port.
pub struct RelayOwner {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

struct Shared {
    socket: UdpSocket,
    announced: SocketAddr,
    sessions: Mutex<HashMap<u64, Session, RandomState>>,
    counters: RelayCounters,
    is_over: AtomicBool,
}

struct Session {
    leg: LegId,
    opener: Opener,
}

/// One end of a session; the leg owns it, and the session ends with it.
pub(crate) struct RelayEnd {
    shared: Arc<Shared>,
    id: u64,
    peer: SocketAddr,
    sealer: Sealer,
}

/// A frame on its way to its leg.
pub(crate) struct Arrived {
    pub(crate) frame: Frame,
    pub(crate) at: Instant,
}

/// How a leg begins whose caller is at another node.
pub(crate) struct RelayedLeg {
    pub(crate) end: RelayEnd,
    pub(crate) codec: Codec,
    pub(crate) cookie: u64,
    pub(crate) events: Arc<dyn MediaEvents>,
}

impl Relay {
    /// Binds the port and starts the thread that reads it.
    ///
    /// # Errors
    /// When the port is taken, the kernel gives no thread, or what would be announced is no address to send to.
    pub fn start(config: RelayConfig, media: Media) -> io::Result<(Self, RelayOwner)> {
        let socket = UdpSocket::bind(config.listen)?;
        socket.set_read_timeout(Some(LOOK))?;
        let announced = match config.announced {
            Some(announced) => announced,
            None => socket.local_addr()?,
        };
        if announced.ip().is_unspecified() || announced.port() == 0 {
            let text = "a relay port on all addresses needs one to announce";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let shared = Arc::new(Shared {
            socket,
            announced,
            sessions: Mutex::default(),
            counters: RelayCounters::default(),
            is_over: AtomicBool::new(false),
        });
        let reader = (Arc::clone(&shared), media.clone());
        let builder = std::thread::Builder::new().name("rtp-relay".to_owned());
        let thread = builder.spawn(move || reader.0.run(&reader.1))?;
        let owner = RelayOwner {
            shared: Arc::clone(&shared),
            thread,
        };
        Ok((Self { shared, media }, owner))
    }

    /// What other nodes are to send to.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.shared.announced
    }

    /// What the port has taken and dropped.
    #[must_use]
    pub fn counters(&self) -> &RelayCounters {
        &self.shared.counters
    }

    /// Sessions that are open.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.shared.locked().len()
    }

    /// At the caller's gateway: what the caller says goes to the room's home from now on, and what the home says to
    /// the caller. Nothing happens to a leg that was closed before.
    ///
    /// # Errors
    /// [`NoSession`].
    pub fn attach(&self, leg: LegId, session: &RelaySession) -> Result<(), NoSession> {
        let RelayKeys { up, down } = session.keys;
        let end = self.shared.begin(leg, session, &up, &down)?;
        self.media.attach(leg, Box::new(end));
        Ok(())
    }

    /// At the room's home: opens a leg for a caller at another node, which speaks and hears at once. Its events come
    /// to `events`; [`crate::MediaEvent::RelayLost`] when the gateway is not heard any more.
    ///
    /// # Errors
    /// [`NoSession`].
    pub fn open(
        &self,
        session: &RelaySession,
        codec: Codec,
        cookie: u64,
        events: Arc<dyn MediaEvents>,
    ) -> Result<LegId, NoSession> {
        let RelayKeys { up, down } = session.keys;
        let leg = self.media.next_leg();
        let end = self.shared.begin(leg, session, &down, &up)?;
        let relayed = RelayedLeg {
            end,
            codec,
            cookie,
            events,
        };
        self.media.open_relayed(leg, Box::new(relayed));
        Ok(leg)
    }
}

impl RelayOwner {
    /// Ends the thread and waits for it; open sessions hear nothing any more.
    pub fn shutdown(self) {
        self.shared.is_over.store(true, Ordering::Relaxed);
        if self.thread.join().is_err() {
            tracing::error!("the relay thread panicked");
        }
    }
}

impl Shared {
    fn begin(
        self: &Arc<Self>,
        leg: LegId,
        session: &RelaySession,
        seals: &[u8; 16],
        opens: &[u8; 16],
    ) -> Result<RelayEnd, NoSession> {
        let mut sessions = self.locked();
        if sessions.len() >= SESSION_BOUND || sessions.contains_key(&session.id) {
            return Err(NoSession);
        }
        let opener = Opener::new(opens);
        sessions.insert(session.id, Session { leg, opener });
        Ok(RelayEnd {
            shared: Arc::clone(self),
            id: session.id,
            peer: session.peer,
            sealer: Sealer::new(seals, session.id),
        })
    }

    fn run(&self, media: &Media) {
        go_first();
        // One octet more than a packet may have, so that a longer one is seen to be.
        let mut space = [0; LONGEST + 1];
        while !self.is_over.load(Ordering::Relaxed) {
            // Errors are the timeout's, or of a peer that is gone: its session times out.
            let mut received = self.socket.recv(&mut space);
            while let Ok(count) = received {
                self.take(&mut space[..count], media);
                received = recv(&self.socket, &mut space[..], RecvFlags::DONTWAIT)
                    .map(|(_, count)| count)
                    .map_err(io::Error::from);
            }
            std::thread::sleep(GATHER);
        }
    }

    fn take(&self, packet: &mut [u8], media: &Media) {
        let count = |counter: &AtomicU64| {
            counter.fetch_add(1, Ordering::Relaxed);
        };
        let at = Instant::now();
        let mut sessions = self.locked();
        let Some(session) = session_of(packet).and_then(|id| sessions.get_mut(&id)) else {
            return count(&self.counters.foreign);
        };
        let Some(frame) = session.opener.open(packet) else {
            return count(&self.counters.refused);
        };
        let leg = session.leg;
        drop(sessions);
        if !media.deliver(leg, Command::Relayed(leg, Box::new(Arrived { frame, at }))) {
            count(&self.counters.dropped);
        }
        count(&self.counters.opened);
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<u64, Session, RandomState>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RelayEnd {
    /// Sends a frame with this payload in place of its own.
    pub(crate) fn send(&mut self, frame: &Frame, payload: &[u8]) {
        let mut space = [0; LONGEST];
        if let Some(packet) = self.sealer.seal(frame, payload, &mut space) {
            // What the kernel does not take at once is lost like any packet: a media thread never waits.
            let socket = &self.shared.socket;
            let _ = sendto(socket, packet, SendFlags::DONTWAIT, &self.peer);
        }
    }

    pub(crate) fn peer(&self) -> SocketAddr {
        self.peer
    }
}

impl Drop for RelayEnd {
    fn drop(&mut self) {
        self.shared.locked().remove(&self.id);
    }
}
