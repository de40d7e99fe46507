//! One who is called over UDP: 180 and 200 to each INVITE, and a BYE of its own after the ACK.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use crate::histogram::Histogram;
use crate::text::Incoming;

/// RFC 3261 §17.1.1.2.
const T1: Duration = Duration::from_millis(500);
/// How long a look at the socket waits: calls are hung up this late at most.
const LONGEST_WAIT: Duration = Duration::from_millis(2);
/// The longest datagram.
const LONGEST: usize = 65_535;
/// The tag of all its dialogs.
const TAG: &str = "callee";

/// Takes calls and ends each so long after its ACK.
pub struct Callee {
    socket: UdpSocket,
    local: SocketAddr,
    hold: Duration,
    calls: HashMap<String, Call>,
    /// When a BYE is due, or due again.
    due: BinaryHeap<Reverse<(Instant, String)>>,
    ended: usize,
    setup: Histogram,
    retransmitted: u64,
}

/// One call.
struct Call {
    began: Instant,
    is_confirmed: bool,
    is_over: bool,
    /// The BYE, and where it goes.
    bye: (String, SocketAddr),
}

impl Callee {
    /// Listens.
    ///
    /// # Errors
    /// When there is no socket.
    pub fn new(hold: Duration) -> io::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_read_timeout(Some(LONGEST_WAIT))?;
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

    /// INVITEs and BYEs that were sent again.
    #[must_use]
    pub fn retransmitted(&self) -> u64 {
        self.retransmitted
    }

    /// Takes what comes within two milliseconds, and hangs up where it is time.
    pub fn poll(&mut self) {
        let mut buffer = [0; LONGEST];
        if let Ok((count, source)) = self.socket.recv_from(&mut buffer)
            && let Some(message) = Incoming::parse(&buffer[..count])
        {
            self.handle(&message, source);
        }
        let now = Instant::now();
        while let Some(Reverse((at, _))) = self.due.peek() {
            if *at > now {
                break;
            }
            if let Some(Reverse((_, id))) = self.due.pop() {
                self.hang_up(id, now);
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
                self.begin(id, message, source, now);
                let contact = format!("Contact: <sip:callee@{}>\r\n", self.local);
                self.send(&message.answer("180 Ringing", TAG, &contact, ""), source);
                self.send(&message.answer("200 OK", TAG, &contact, SDP), source);
            }
            None if message.is_cseq("ACK") => {
                let call = self.calls.get_mut(id).filter(|call| !call.is_confirmed);
                if let Some(call) = call {
                    call.is_confirmed = true;
                    self.setup.add(now - call.began);
                    self.due.push(Reverse((now + self.hold, id.to_owned())));
                }
            }
            Some(_) if message.is_cseq("BYE") => {
                let call = self.calls.get_mut(id).filter(|call| !call.is_over);
                if let Some(call) = call {
                    call.is_over = true;
                    self.ended += 1;
                }
            }
            // The node hangs up first, or asks something else.
            None => self.send(&message.ok(), source),
            Some(_) => {}
        }
    }

    fn begin(&mut self, id: &str, invite: &Incoming<'_>, source: SocketAddr, now: Instant) {
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
            is_confirmed: false,
            is_over: false,
            bye: (bye, source),
        };
        self.calls.insert(id.to_owned(), call);
    }

    /// Sends the BYE of a call, and once more until it is answered.
    fn hang_up(&mut self, id: String, now: Instant) {
        let Some(call) = self.calls.get(&id).filter(|call| !call.is_over) else {
            return;
        };
        self.retransmitted += u64::from(now - call.began > self.hold + T1);
        self.send(&call.bye.0, call.bye.1);
        self.due.push(Reverse((now + T1, id)));
    }

    fn send(&self, text: &str, to: SocketAddr) {
        // A generator of load has no use for an error of its own; what is lost comes again.
        let _ = self.socket.send_to(text.as_bytes(), to);
    }
}

/// No audio is sent, and what comes finds a closed port (RFC 863).
const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
                   m=audio 9 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";
