//! A caller of many calls over UDP: INVITE, ACK, BYE, and no more.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tandem_rtp_proto::Codec;
use tandem_rtp_proto::sdp::{AudioStream, Encryption, Policy, Session};
use tandem_rtp_proto::srtp::{Seed, Suite};

use crate::histogram::Histogram;
use crate::text::{self, Incoming};

/// RFC 3261 §17.1.1.2.
const T1: Duration = Duration::from_millis(500);
/// A request without an answer is given up after this.
const TIMER_B: Duration = Duration::from_secs(32);
/// The longest that it looks at nothing but the socket.
const LONGEST_WAIT: Duration = Duration::from_millis(5);
/// The longest datagram.
const LONGEST: usize = 65_535;

/// Which calls are placed.
#[derive(Clone, Debug)]
pub struct CallPlan {
    /// Where the server listens.
    pub target: SocketAddr,
    /// How many.
    pub calls: usize,
    /// Calls a second.
    pub rate: u32,
    /// Calls up at once, at most: the next waits for the end of another.
    pub most_up: usize,
    /// The called number; `{room}` and `{call}`, with a width as in `{room:07}`, are filled in.
    pub to: String,
    /// The caller's number, in the same form.
    pub from: String,
    /// Calls a room.
    pub per_room: usize,
    /// What is offered, beside telephone events.
    pub codec: Codec,
    /// What encrypts the audio; none does in plain calls.
    pub suite: Option<Suite>,
}

/// Places calls, keeps them, and ends them.
pub struct Uac {
    plan: CallPlan,
    socket: UdpSocket,
    local: SocketAddr,
    /// Tells this run's calls from those of another.
    run: u64,
    calls: Vec<Call>,
    /// When requests may be due again; those that were answered since are passed over.
    resends: BinaryHeap<Reverse<(Instant, usize)>>,
    /// Calls that were answered, in their order, with the time.
    answered: VecDeque<(Instant, usize)>,
    /// Calls whose INVITE or BYE awaits its final answer.
    open: usize,
    setup: Histogram,
    retransmitted: u64,
}

/// One call.
struct Call {
    state: State,
    session: Session,
    /// What the INVITE says.
    offer: String,
    to: String,
    from: String,
    /// The value of To as the answer gave it, and where requests within the call go.
    dialog: Option<(String, String)>,
    began: Instant,
    resend: Option<(Instant, Duration)>,
}

/// How far a call is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Not placed yet.
    Idle,
    /// Placed; nothing came.
    Calling,
    /// Provisional answer.
    Proceeding,
    /// 200.
    Answered,
    /// We sent BYE.
    Leaving,
    /// Our BYE was answered.
    Ended,
    /// The server sent BYE.
    Dropped,
    /// This final answer, or 408 for none.
    Failed(u16),
}

impl Uac {
    /// Prepares calls, one for each address at which RTP is awaited.
    ///
    /// # Errors
    /// When there is no socket.
    pub fn new(plan: CallPlan, rtp: &[SocketAddr]) -> io::Result<Self> {
        let any = SocketAddr::new(rtp.first().map_or(plan.target.ip(), SocketAddr::ip), 0);
        let socket = UdpSocket::bind(any)?;
        socket.set_nonblocking(true)?;
        let local = socket.local_addr()?;
        let now = Instant::now();
        let call = |(index, rtp): (usize, &SocketAddr)| {
            let mut session = Session::new(plan.policy(), seed(index));
            // A session that has offered nothing may offer.
            let offer = session.offer(*rtp).unwrap_or_default();
            Call {
                state: State::Idle,
                session,
                offer,
                to: text::filled(&plan.to, index / plan.per_room.max(1), index),
                from: text::filled(&plan.from, index / plan.per_room.max(1), index),
                dialog: None,
                began: now,
                resend: None,
            }
        };
        let calls = rtp.iter().take(plan.calls).enumerate().map(call).collect();
        Ok(Self {
            plan,
            socket,
            local,
            run: u64::from(std::process::id()) << 16 | u64::from(local.port()),
            calls,
            resends: BinaryHeap::new(),
            answered: VecDeque::new(),
            open: 0,
            setup: Histogram::default(),
            retransmitted: 0,
        })
    }

    /// Places all calls at the plan's rate and waits until each is answered or failed.
    pub fn place_all(&mut self) {
        let start = Instant::now();
        let mut placed = 0;
        while placed < self.calls.len() || self.open > 0 {
            while placed < self.calls.len() && self.due(start, placed) <= Instant::now() {
                self.place(placed);
                placed += 1;
            }
            self.wait(self.due(start, placed));
        }
    }

    /// Ends all calls at the plan's rate and waits until each end is confirmed.
    pub fn end_all(&mut self) {
        let start = Instant::now();
        let mut ended = 0;
        while ended < self.calls.len() || self.open > 0 {
            while ended < self.calls.len() && self.due(start, ended) <= Instant::now() {
                self.end(ended);
                ended += 1;
            }
            self.wait(self.due(start, ended));
        }
    }

    /// Places all calls at the plan's rate, ends each so long after its answer, and waits until each end is confirmed.
    pub fn churn(&mut self, hold: Duration) {
        let start = Instant::now();
        let mut placed = 0;
        while placed < self.calls.len() || self.open > 0 || !self.answered.is_empty() {
            let now = Instant::now();
            let most = self.plan.most_up;
            while placed < self.calls.len()
                && self.due(start, placed) <= now
                && self.open + self.answered.len() < most
            {
                self.place(placed);
                placed += 1;
            }
            while let Some((at, index)) = self.answered.front().copied() {
                if at + hold > now {
                    break;
                }
                self.answered.pop_front();
                self.end(index);
            }
            let leaves = self.answered.front().map(|(at, _)| *at + hold);
            let is_full = self.open + self.answered.len() >= most;
            let next = if is_full {
                now + LONGEST_WAIT
            } else {
                self.due(start, placed)
            };
            self.wait(leaves.map_or(next, |leaves| leaves.min(next)));
        }
    }

    /// When the plan's rate comes to a call.
    fn due(&self, start: Instant, index: usize) -> Instant {
        start + Duration::from_secs(1) / self.plan.rate.max(1) * index_u32(index)
    }

    /// Waits for messages until then, and takes them.
    fn wait(&mut self, until: Instant) {
        let left = until.saturating_duration_since(Instant::now());
        let left = Timespec::try_from(left.min(LONGEST_WAIT)).expect("some milliseconds fit");
        // However it ends, what is there is taken.
        let _ = poll(&mut [PollFd::new(&self.socket, PollFlags::IN)], Some(&left));
        self.poll();
    }

    /// Takes what has come and repeats what is due. Call it every few milliseconds while calls are up.
    pub fn poll(&mut self) {
        let mut buffer = [0; LONGEST];
        while let Ok((count, source)) = self.socket.recv_from(&mut buffer) {
            if let Some(message) = Incoming::parse(&buffer[..count]) {
                self.handle(&message, source);
            }
        }
        let now = Instant::now();
        while let Some(Reverse((at, index))) = self.resends.peek().copied() {
            if at > now {
                break;
            }
            self.resends.pop();
            if self.calls[index].resend.is_some_and(|(due, _)| due == at) {
                self.resend(index, now);
            }
        }
    }

    /// How far each call is.
    pub fn states(&self) -> impl Iterator<Item = State> {
        self.calls.iter().map(|call| call.state)
    }

    /// What each call agreed on; absent for those that were not answered.
    pub fn streams(&self) -> impl Iterator<Item = Option<AudioStream>> {
        let answered = self.calls.iter();
        answered.map(|call| {
            let agreed = call.session.agreed().copied();
            agreed.filter(|_| call.state == State::Answered)
        })
    }

    /// From INVITE to 200.
    #[must_use]
    pub fn setup(&self) -> &Histogram {
        &self.setup
    }

    /// Requests that were sent again.
    #[must_use]
    pub fn retransmitted(&self) -> u64 {
        self.retransmitted
    }

    fn place(&mut self, index: usize) {
        self.request(index, State::Calling);
        self.send_invite(index);
    }

    fn end(&mut self, index: usize) {
        if self.calls[index].state == State::Answered {
            self.request(index, State::Leaving);
            self.send_bye(index);
        }
    }

    /// A request goes out, and is repeated until it is answered.
    fn request(&mut self, index: usize, state: State) {
        let now = Instant::now();
        self.open += 1;
        let call = &mut self.calls[index];
        (call.state, call.began) = (state, now);
        self.repeat_after(index, now, T1);
    }

    fn repeat_after(&mut self, index: usize, now: Instant, interval: Duration) {
        self.calls[index].resend = Some((now + interval, interval));
        self.resends.push(Reverse((now + interval, index)));
    }

    /// The final answer has come, or never will.
    fn close(&mut self, index: usize, state: State) {
        self.open -= 1;
        let call = &mut self.calls[index];
        (call.state, call.resend) = (state, None);
    }

    fn resend(&mut self, index: usize, now: Instant) {
        let call = &self.calls[index];
        let (began, state) = (call.began, call.state);
        let Some((_, interval)) = call.resend else {
            return;
        };
        if now - began > TIMER_B {
            return self.close(index, State::Failed(408));
        }
        self.repeat_after(index, now, interval * 2);
        self.retransmitted += 1;
        if state == State::Leaving {
            self.send_bye(index);
        } else {
            self.send_invite(index);
        }
    }

    fn handle(&mut self, message: &Incoming<'_>, source: SocketAddr) {
        let Some(index) = message
            .call(self.run)
            .filter(|index| *index < self.calls.len())
        else {
            return;
        };
        match message.status {
            Some(status) if message.is_cseq("INVITE") => {
                self.on_invite_answer(index, status, message)
            }
            Some(status) if message.is_cseq("BYE") && status >= 200 => {
                if self.calls[index].state == State::Leaving {
                    self.close(index, State::Ended);
                }
            }
            Some(_) => {}
            None if message.is_cseq("ACK") => {}
            None => {
                if message.is_cseq("BYE") && self.calls[index].state == State::Answered {
                    self.calls[index].state = State::Dropped;
                }
                // A generator of load has no use for an error of its own; what is lost comes again.
                let _ = self.socket.send_to(message.ok().as_bytes(), source);
            }
        }
    }

    fn on_invite_answer(&mut self, index: usize, status: u16, message: &Incoming<'_>) {
        let call = &mut self.calls[index];
        if status < 200 {
            if call.state == State::Calling {
                (call.state, call.resend) = (State::Proceeding, None);
            }
            return;
        }
        let to = message.header("To", "t").unwrap_or_default().to_owned();
        if status >= 300 {
            if call.state.is_open() {
                self.close(index, State::Failed(status));
            }
            return self.send_ack(index, &to, None);
        }
        let contact = message.contact().unwrap_or_default().to_owned();
        if call.state.is_open() {
            self.setup.add(call.began.elapsed());
            // Without an agreement no audio is sent; the report counts the call as dead.
            let _ = call.session.take_answer(message.body().as_bytes());
            call.dialog = Some((to.clone(), contact.clone()));
            self.close(index, State::Answered);
            self.answered.push_back((Instant::now(), index));
        }
        self.send_ack(index, &to, Some(&contact));
    }

    fn send_invite(&self, index: usize) {
        let call = &self.calls[index];
        let uri = self.called(call);
        let contact = format!("<sip:load@{}>", self.local);
        let extra = format!("Contact: {contact}\r\nContent-Type: application/sdp\r\n");
        self.send(
            index,
            "INVITE",
            1,
            &uri,
            &format!("<{uri}>"),
            "i",
            &extra,
            &call.offer,
        );
    }

    /// The ACK of a 200 is a transaction of its own (RFC 3261 §13.2.2.4); that of a refusal is not (§17.1.1.3).
    fn send_ack(&self, index: usize, to: &str, contact: Option<&str>) {
        let called = self.called(&self.calls[index]);
        let branch = if contact.is_some() { "a" } else { "i" };
        let uri = contact.unwrap_or(&called);
        self.send(index, "ACK", 1, uri, to, branch, "", "");
    }

    fn send_bye(&self, index: usize) {
        if let Some((to, contact)) = &self.calls[index].dialog {
            self.send(index, "BYE", 2, contact, to, "b", "", "");
        }
    }

    fn called(&self, call: &Call) -> String {
        format!("sip:{}@{}", call.to, self.plan.target)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of a message, each different in each"
    )]
    fn send(
        &self,
        index: usize,
        method: &str,
        cseq: u32,
        uri: &str,
        to: &str,
        branch: &str,
        extra: &str,
        body: &str,
    ) {
        let (local, run, from) = (self.local, self.run, &self.calls[index].from);
        let message = format!(
            "{method} {uri} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {local};branch=z9hG4bK-{run:x}-{index}-{branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <sip:{from}@{local}>;tag={run:x}-{index}\r\n\
             To: {to}\r\n\
             Call-ID: {index}@{run:x}\r\n\
             CSeq: {cseq} {method}\r\n\
             {extra}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let _ = self.socket.send_to(message.as_bytes(), self.plan.target);
    }
}

impl CallPlan {
    fn policy(&self) -> Policy {
        Policy {
            codecs: vec![self.codec],
            encryption: match self.suite {
                Some(_) => Encryption::Require,
                None => Encryption::Disable,
            },
            suites: self.suite.into_iter().collect(),
            ..Policy::default()
        }
    }
}

/// Keys that no two calls share; nobody needs to be kept from guessing them.
fn seed(index: usize) -> Seed {
    let mut octets = [7; 32];
    octets[..8].copy_from_slice(&index.to_be_bytes());
    Seed(octets)
}

impl State {
    fn is_open(self) -> bool {
        matches!(self, Self::Calling | Self::Proceeding)
    }
}

fn index_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
