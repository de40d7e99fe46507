mod send;

use std::io;
use std::net::SocketAddr;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bytes::Bytes;
use crossbeam_channel::Receiver;
use rustix::event::{Timespec, epoll};
use tandem_sip_proto::{Counters, Endpoint, Event, Failure, Flow, Message, PeerName, Transport};

use crate::bound::{Bound, bind};
use crate::local::{Locals, Routes};
use crate::mailbox::{Bell, Mailbox, mailbox};
use crate::names::PeerNames;
use crate::tap::Tap;
use crate::tcp::{Connections, Said, canonical};
use crate::{Config, Listener, icmp};

/// Datagrams read from one socket before others have their turn.
const DATAGRAM_BUDGET: usize = 64;
/// Letters taken before the sockets have their turn.
const MAIL_BUDGET: usize = 256;
/// The longest sleep: how late the end of the process or of an idle connection is noticed.
const LONGEST_SLEEP: Duration = Duration::from_millis(1000);

const BELL: u64 = u64::MAX;
/// Tokens below are listeners, those from here on connections.
const FIRST_CONNECTION: u64 = 1 << 16;

/// Who uses the transactions: called on the shard's thread, one call at a time.
pub trait TransactionUser: Send + 'static {
    /// What other threads tell it.
    type Mail: Send + 'static;

    /// Something happened in a transaction.
    fn handle_event(&mut self, event: Event, endpoint: &mut Endpoint, now: Instant);
    /// A letter came.
    fn handle_mail(&mut self, mail: Self::Mail, endpoint: &mut Endpoint, now: Instant);
    /// [`Self::poll_timeout`] has come.
    fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant);
    /// The next instant at which [`Self::handle_timeout`] must run.
    fn poll_timeout(&self) -> Option<Instant>;
}

/// Why nothing listens.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be had: another process has it, or this host does not.
    #[error("cannot listen on {transport:?} {address}: {source}")]
    Bind {
        /// How it would be spoken.
        transport: Transport,
        /// The address.
        address: SocketAddr,
        /// What the kernel says.
        source: io::Error,
    },
    /// The kernel refused a thread or a descriptor.
    #[error("cannot start the SIP thread: {0}")]
    System(#[from] io::Error),
}

/// Owns the thread.
pub struct SipIo<M> {
    listeners: Vec<Listener>,
    locals: Locals,
    mailbox: Mailbox<M>,
    stop: Arc<AtomicBool>,
    snapshot: Arc<Mutex<Snapshot>>,
    thread: JoinHandle<()>,
}

/// What the thread holds, at most a second ago.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Snapshot {
    /// Of the transaction layer.
    pub counters: Counters,
    /// Server transactions held.
    pub servers: usize,
    /// Client transactions held.
    pub clients: usize,
    /// TCP connections open.
    pub connections: usize,
}

/// Binds all listeners and starts the thread; `make` makes the user of the transactions, once.
///
/// # Errors
/// [`StartError`].
pub fn start<T: TransactionUser>(
    config: Config,
    make: impl FnOnce(Mailbox<T::Mail>, &[Listener]) -> T,
) -> Result<SipIo<T::Mail>, StartError> {
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).map_err(io::Error::from)?;
    let (mailbox, letters, bell) = mailbox()?;
    watch(&epoll, bell.descriptor(), BELL)?;
    let mut sockets = Vec::new();
    let mut listeners = Vec::new();
    for (token, listener) in (0..).zip(&config.listeners) {
        let wrap = |source| StartError::Bind {
            transport: listener.transport,
            address: listener.address,
            source,
        };
        let (socket, address) = bind(listener, &config).map_err(wrap)?;
        match &socket {
            Bound::Udp(socket) => watch(&epoll, socket, token)?,
            Bound::Tcp(socket) | Bound::Tls(socket, _) => watch(&epoll, socket, token)?,
        }
        listeners.push(Listener {
            address,
            ..*listener
        });
        sockets.push((socket, address));
    }
    let names = PeerNames::default();
    let locals = Locals::new(&listeners, config.advertised.clone()).calling(names.clone());
    let mut endpoint = config.endpoint.clone();
    endpoint.tcp_port = endpoint.tcp_port.or_else(|| locals.port(Transport::Tcp));
    let stop = Arc::new(AtomicBool::new(false));
    let snapshot = Arc::new(Mutex::new(Snapshot::default()));
    let shard = Shard {
        user: make(mailbox.clone(), &listeners),
        endpoint: Endpoint::new(endpoint),
        connections: Connections::new(&config, FIRST_CONNECTION),
        routes: Routes::new(config.advertised.clone()),
        names,
        tap: Tap(config.capture.clone()),
        epoll,
        sockets,
        letters,
        bell,
        stop: Arc::clone(&stop),
        snapshot: Arc::clone(&snapshot),
        swept_at: Instant::now(),
        config,
    };
    let thread = std::thread::Builder::new()
        .name("sip-0".to_owned())
        .spawn(|| shard.run())?;
    Ok(SipIo {
        listeners,
        locals,
        mailbox,
        stop,
        snapshot,
        thread,
    })
}

impl<M> SipIo<M> {
    /// Whether its thread runs: one that has ended before it was told to has panicked.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !self.thread.is_finished()
    }

    /// Where it listens, with the ports that were free.
    #[must_use]
    pub fn listeners(&self) -> &[Listener] {
        &self.listeners
    }

    /// Our side of requests that go out.
    #[must_use]
    pub fn locals(&self) -> Locals {
        self.locals.clone()
    }

    /// Speaks to the user of the transactions.
    #[must_use]
    pub fn mailbox(&self) -> Mailbox<M> {
        self.mailbox.clone()
    }

    /// What the thread holds.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A handle to the snapshots that outlives nothing but keeps no thread alive.
    pub fn watcher(&self) -> impl Fn() -> Snapshot + Send + Sync + use<M> {
        let snapshot = Arc::clone(&self.snapshot);
        move || *snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the thread and waits for it. Calls must have been ended before: nothing is sent any more.
    pub fn shutdown(self) {
        self.stop.store(true, Ordering::Release);
        self.mailbox.ring();
        if self.thread.join().is_err() {
            tracing::error!("the SIP thread panicked");
        }
    }
}

fn watch(epoll: &OwnedFd, source: impl AsFd, token: u64) -> io::Result<()> {
    epoll::add(
        epoll,
        source,
        epoll::EventData::new_u64(token),
        epoll::EventFlags::IN,
    )?;
    Ok(())
}

struct Shard<T: TransactionUser> {
    user: T,
    endpoint: Endpoint,
    connections: Connections,
    routes: Routes,
    names: PeerNames,
    tap: Tap,
    epoll: OwnedFd,
    sockets: Vec<(Bound, SocketAddr)>,
    letters: Receiver<T::Mail>,
    bell: Arc<Bell>,
    stop: Arc<AtomicBool>,
    snapshot: Arc<Mutex<Snapshot>>,
    swept_at: Instant,
    config: Config,
}

impl<T: TransactionUser> Shard<T> {
    /// 1. What is due. 2. Letters. 3. Sockets. After each input, everything that it caused goes out first.
    fn run(mut self) {
        let mut events = Vec::with_capacity(64);
        let mut buffer = vec![0; 64 << 10];
        while !self.stop.load(Ordering::Acquire) {
            let now = Instant::now();
            self.run_timers(now);
            self.read_mail();
            self.sweep(now);
            let timeout = self.sleep();
            events.clear();
            match epoll::wait(
                &self.epoll,
                rustix::buffer::spare_capacity(&mut events),
                Some(&timeout),
            ) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => {
                    tracing::error!(%error, "the SIP thread cannot wait for its sockets");
                    return;
                }
            }
            for event in events.drain(..) {
                self.handle_ready(event.data.u64(), event.flags, &mut buffer);
            }
        }
        while let Some(transmit) = self.endpoint.poll_transmit() {
            self.send(&transmit);
        }
    }

    fn sleep(&self) -> Timespec {
        let next = [self.endpoint.poll_timeout(), self.user.poll_timeout()]
            .into_iter()
            .flatten()
            .min();
        let sleep = next.map_or(LONGEST_SLEEP, |at| {
            at.saturating_duration_since(Instant::now())
        });
        let sleep = if self.letters.is_empty() {
            sleep.min(LONGEST_SLEEP)
        } else {
            Duration::ZERO
        };
        Timespec {
            tv_sec: i64::try_from(sleep.as_secs()).unwrap_or(1),
            tv_nsec: sleep.subsec_nanos().into(),
        }
    }

    fn run_timers(&mut self, now: Instant) {
        if self.endpoint.poll_timeout().is_some_and(|at| at <= now) {
            self.endpoint.handle_timeout(now);
            self.settle(now);
        }
        if self.user.poll_timeout().is_some_and(|at| at <= now) {
            self.user.handle_timeout(&mut self.endpoint, now);
            self.settle(now);
        }
    }

    fn read_mail(&mut self) {
        self.bell.answer();
        for _ in 0..MAIL_BUDGET {
            let Ok(mail) = self.letters.try_recv() else {
                break;
            };
            let now = Instant::now();
            self.user.handle_mail(mail, &mut self.endpoint, now);
            self.settle(now);
        }
    }

    /// Once a second: closes connections that are overdue, and shows what is held.
    fn sweep(&mut self, now: Instant) {
        if now - self.swept_at < Duration::from_secs(1) {
            return;
        }
        self.swept_at = now;
        for id in self.connections.overdue(&self.config, now) {
            let overdue = self.connections.get(id);
            let failure = overdue.map_or(Failure::Unreachable, |one| one.failure(None));
            self.close(id, failure, now);
        }
        let (servers, clients) = self.endpoint.held();
        let counters = self.endpoint.counters();
        let snapshot = Snapshot {
            counters,
            servers,
            clients,
            connections: self.connections.len(),
        };
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = snapshot;
    }

    fn handle_ready(&mut self, token: u64, flags: epoll::EventFlags, buffer: &mut [u8]) {
        if token == BELL {
            return;
        }
        if token >= FIRST_CONNECTION {
            return self.handle_connection(token, flags);
        }
        let index = usize::try_from(token).expect("tokens of listeners are indexes");
        match &self.sockets[index].0 {
            Bound::Udp(_) => {
                if flags.contains(epoll::EventFlags::ERR) {
                    self.read_refusals(index);
                }
                self.read_datagrams(index, buffer);
            }
            Bound::Tcp(_) | Bound::Tls(..) => self.accept(index),
        }
    }

    fn read_refusals(&mut self, index: usize) {
        for _ in 0..DATAGRAM_BUDGET {
            let Bound::Udp(socket) = &self.sockets[index].0 else {
                return;
            };
            let now = Instant::now();
            match icmp::next(socket) {
                Ok(Some(peer)) => self.endpoint.handle_refused(canonical(peer), now),
                Ok(None) => {}
                Err(_) => return,
            }
            self.settle(now);
        }
    }

    fn read_datagrams(&mut self, index: usize, buffer: &mut [u8]) {
        let limits = self.endpoint.limits();
        for _ in 0..DATAGRAM_BUDGET {
            let (Bound::Udp(socket), address) = &self.sockets[index] else {
                return;
            };
            let (count, peer) = match socket.recv_from(buffer) {
                Ok(received) => received,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // Of an earlier send: the error queue says more.
                Err(_) => continue,
            };
            let now = Instant::now();
            let peer = canonical(peer);
            let local = self.routes.local(*address, peer);
            let flow = Flow {
                transport: Transport::Udp,
                local,
                peer,
                connection: 0,
                name: PeerName::NONE,
            };
            let said = match Message::parse(Bytes::copy_from_slice(&buffer[..count]), &limits) {
                Ok(message) => Said::Message(message),
                Err(malformed) => Said::Malformed(malformed),
            };
            self.hear(said, flow, now);
        }
    }

    /// What came is kept, judged and answered.
    fn hear(&mut self, said: Said, flow: Flow, now: Instant) {
        self.tap.received(&said, flow, now);
        match said {
            Said::Message(message) => self.endpoint.handle_message(message, flow, now),
            Said::Malformed(malformed) => self.endpoint.handle_malformed(&malformed, flow),
        }
        self.settle(now);
    }

    fn accept(&mut self, index: usize) {
        for _ in 0..DATAGRAM_BUDGET {
            let (listener, tls) = match &self.sockets[index].0 {
                Bound::Udp(_) => return,
                Bound::Tcp(listener) => (listener, None),
                Bound::Tls(listener, tls) => (listener, Some(tls)),
            };
            match self.connections.accept(listener, tls, Instant::now()) {
                Ok(Some(id)) => {
                    let watched = self
                        .connections
                        .get(id)
                        .map(|connection| watch(&self.epoll, &connection.stream, id));
                    if !matches!(watched, Some(Ok(()))) {
                        drop(self.connections.remove(id));
                    }
                }
                Ok(None) => {}
                Err(_) => return,
            }
        }
    }

    fn handle_connection(&mut self, id: u64, flags: epoll::EventFlags) {
        let now = Instant::now();
        let mut said = Vec::new();
        let Some(connection) = self.connections.get_mut(id) else {
            return;
        };
        let flow = connection.flow(id, &mut self.routes);
        let flushed = if flags.contains(epoll::EventFlags::OUT) {
            connection.complete()
        } else {
            Ok(())
        };
        let read = flushed.and_then(|()| connection.read(&mut said, now));
        let failure = connection.failure(read.as_ref().err());
        if let Err(error) = &read
            && matches!(failure, Failure::Untrusted | Failure::Handshake)
        {
            let name = self.names.name(flow.name).unwrap_or_default();
            tracing::info!(%name, peer = %flow.peer, %error, "TLS could not be begun");
        }
        let mut is_over = read.is_err();
        for one in said {
            is_over |= matches!(one, Said::Malformed(_));
            self.hear(one, flow, now);
        }
        if is_over {
            self.close(id, failure, now);
        } else if let Some(connection) = self
            .connections
            .get(id)
            .filter(|one| flags.contains(epoll::EventFlags::OUT) || one.has_unsent())
        {
            self.await_writable(connection, id, connection.has_unsent());
        }
    }

    fn close(&mut self, id: u64, failure: Failure, now: Instant) {
        if self.forget(id, failure) {
            self.settle(now);
        }
    }

    /// Tells the endpoint of a connection that is over.
    fn forget(&mut self, id: u64, failure: Failure) -> bool {
        let Some(waiting) = self.connections.remove(id) else {
            return false;
        };
        let now = Instant::now();
        for flow in waiting {
            self.endpoint.handle_unreachable(&flow, failure, now);
        }
        self.endpoint.handle_connection_lost(id, failure, now);
        true
    }

    /// Hands events to the user and messages to the wire until nothing is left.
    fn settle(&mut self, now: Instant) {
        loop {
            while let Some(transmit) = self.endpoint.poll_transmit() {
                self.send(&transmit);
            }
            let Some(event) = self.endpoint.poll_event() else {
                break;
            };
            self.user.handle_event(event, &mut self.endpoint, now);
        }
    }
}
