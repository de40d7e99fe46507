//! One who is called over UDP: 180 and 200 to each INVITE, and a BYE of its own after the ACK.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::histogram::Histogram;
use crate::text::Incoming;

/// RFC 3261 §17.1.1.2.
const T1: Duration = Duration::from_millis(500);
/// The longest from one 200 to the next, or one BYE (RFC 3261 §17.1.2.2).
const T2: Duration = Duration::from_secs(4);
/// How long a look at the socket waits: calls are hung up this late at most.
const LONGEST_WAIT: Duration = Duration::from_millis(2);
/// The longest datagram.
const LONGEST: usize = 65_535;
/// Octets that wait for it.
const RECEIVE_BUFFER: usize = 4 << 20;
/// The tag of all its dialogs.
const TAG: &str = "callee";

/// Takes calls and ends each so long after its ACK.
pub struct Callee {
    socket: UdpSocket,
    local: SocketAddr,
    hold: Duration,
    calls: HashMap<String, Call>,
    /// When a 200 or a BYE is due, or due again.
    due: BinaryHeap<Reverse<(Instant, String)>>,
    ended: usize,
    setup: Histogram,
    retransmitted: u64,
}

/// One call.
struct Call {
    began: Instant,
    stage: Stage,
    /// When its message is due again, and the interval after that.
    next: (Instant, Duration),
    /// The 200 and the BYE, and where they go.
    ok: String,
    bye: String,
    peer: SocketAddr,
}

/// What a call waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The ACK; until then the 200 is repeated (RFC 3261 §13.3.1.4).
    Answered,
    /// Its time.
    Confirmed,
    /// The answer to the BYE, which is repeated.
    Leaving,
    /// Nothing more.
    Over,
}

impl Callee {
    /// Listens.
    ///
    /// # Errors
    /// When there is no socket.
    pub fn new(hold: Duration) -> io::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_nonblocking(true)?;
        // What does not fit is lost, and each loss is half a second's wait.
        rustix::net::sockopt::set_socket_recv_buffer_size(&socket, RECEIVE_BUFFER)?;
        Ok(Self {
            local: socket.local_addr()?,
            socket,
            hold,
            calls: HashMap::new(),
            due: BinaryHeap::new(),
            ended: 0,
            setup: Histogram::default(),
            retransmitted: 0,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.local
    }

    /// Calls whose BYE was answered.
    #[must_use]
    pub fn ended(&self) -> usize {
        self.ended
    }

    /// From INVITE to ACK.
    #[must_use]
    pub fn setup(&self) -> &Histogram {
        &self.setup
    }

    /// INVITEs, 200s and BYEs that were sent again.
    #[must_use]
    pub fn retransmitted(&self) -> u64 {
        self.retransmitted
    }

    /// Takes what comes within two milliseconds, and sends what is due.
    pub fn poll(&mut self) {
        let wait = Timespec::try_from(LONGEST_WAIT).expect("some milliseconds fit");
        // However it ends, what is there is taken.
        let _ = poll(&mut [PollFd::new(&self.socket, PollFlags::IN)], Some(&wait));
        let mut buffer = [0; LONGEST];
        while let Ok((count, source)) = self.socket.recv_from(&mut buffer) {
            if let Some(message) = Incoming::parse(&buffer[..count]) {
                self.handle(&message, source);
            }
        }
        let now = Instant::now();
        while let Some(Reverse((at, _))) = self.due.peek() {
            if *at > now {
                break;
            }
            if let Some(Reverse((at, id))) = self.due.pop() {
                self.advance(id, at, now);
            }
        }
    }

    fn handle(&mut self, message: &Incoming<'_>, source: SocketAddr) {
        let Some(id) = message.header("Call-ID", "i") else {
            return;
        };
        let now = Instant::now();
        match message.status {
            None if message.is_cseq("INVITE") => {
                let contact = format!("Contact: <sip:callee@{}>\r\n", self.local);
                let ok = message.answer("200 OK", TAG, &contact, SDP);
                self.send(&message.answer("180 Ringing", TAG, &contact, ""), source);
                self.send(&ok, source);
                self.begin(id, message, ok, source, now);
            }
            None if message.is_cseq("ACK") => {
                let call = self.calls.get_mut(id);
                if let Some(call) = call.filter(|call| call.stage == Stage::Answered) {
                    call.stage = Stage::Confirmed;
                    self.setup.add(now - call.began);
                    self.wake(id.to_owned(), now + self.hold, T1);
                }
            }
            Some(_) if message.is_cseq("BYE") => {
                let call = self.calls.get_mut(id);
                if let Some(call) = call.filter(|call| call.stage != Stage::Over) {
                    call.stage = Stage::Over;
                    self.ended += 1;
                }
            }
            // The node hangs up first, or asks something else.
            None => self.send(&message.ok(), source),
            Some(_) => {}
        }
    }

    fn begin(
        &mut self,
        id: &str,
        invite: &Incoming<'_>,
        ok: String,
        peer: SocketAddr,
        now: Instant,
    ) {
        if self.calls.contains_key(id) {
            self.retransmitted += 1;
            return;
        }
        let field = |name, compact| invite.header(name, compact).unwrap_or_default();
        let (from, to) = (field("From", "f"), field("To", "t"));
        let target = invite.contact().unwrap_or_default();
        let bye = format!(
            "BYE {target} SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bKb{};rport\r\nMax-Forwards: 70\r\n\
             From: {to};tag={TAG}\r\nTo: {from}\r\nCall-ID: {id}\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n",
            self.local,
            self.calls.len(),
        );
        let call = Call {
            began: now,
            stage: Stage::Answered,
            next: (now, T1),
            ok,
            bye,
            peer,
        };
        self.calls.insert(id.to_owned(), call);
        self.wake(id.to_owned(), now + T1, T1 * 2);
    }

    /// Looks after a call then; `interval` follows.
    fn wake(&mut self, id: String, at: Instant, interval: Duration) {
        if let Some(call) = self.calls.get_mut(&id) {
            call.next = (at, interval.min(T2));
            self.due.push(Reverse((at, id)));
        }
    }

    /// Sends what a call is due to send: its 200 again, its BYE, or that again.
    fn advance(&mut self, id: String, at: Instant, now: Instant) {
        let Some(call) = self.calls.get_mut(&id).filter(|call| call.next.0 == at) else {
            return;
        };
        let (stage, interval, peer) = (call.stage, call.next.1, call.peer);
        let text = match stage {
            Stage::Over => return,
            Stage::Answered => call.ok.clone(),
            Stage::Confirmed | Stage::Leaving => {
                call.stage = Stage::Leaving;
                call.bye.clone()
            }
        };
        self.retransmitted += u64::from(stage != Stage::Confirmed);
        self.send(&text, peer);
        self.wake(id, now + interval, interval * 2);
    }

    fn send(&self, text: &str, to: SocketAddr) {
        // A generator of load has no use for an error of its own; what is lost comes again.
        let _ = self.socket.send_to(text.as_bytes(), to);
    }
}

/// No audio is sent, and what comes finds a closed port (RFC 863).
const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
                   m=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
