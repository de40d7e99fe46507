use std::cell::RefCell;
use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tandem_control_plane::calls::{CallRecord, Which};
use tandem_control_plane::{Config, ControlPlane, ControlPlaneOwner, Vault};
use tandem_gateway::{AnswerPolicy, Gateway, GatewayConfig, Mail, MediaPost, Services};
use tandem_model::{
    Attributes, DispatchRuleSpec, MediaEncryption, Pin, RoomName, RoomOptions, RuleKind, RuleScope,
};
use tandem_provisioning::{Actor, Command, Envelope};
use tandem_rooms::{ParticipantInfo, RoomDefaults, Rooms};
use tandem_rtp_io::{MediaConfig, MediaOwner, PortRange, start as start_media};
use tandem_sip_io::{Listener, Resolver, ResolverConfig, ResolverOwner, SipIo, TransactionUser};
use tandem_sip_proto::{Endpoint, Event, HeaderName, Limits, Message, RefusedNetworks, Transport};

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ANY: SocketAddr = SocketAddr::new(HOST, 0);
/// How long anything may take: far above what it takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Each bench takes the next forty ports.
static PORTS: AtomicU16 = AtomicU16::new(31_000);

/// A gateway whose clock is ahead of everybody else's by so many milliseconds.
struct Ahead {
    gateway: Gateway,
    ahead: Arc<AtomicU64>,
}

impl Ahead {
    fn ahead(&self) -> Duration {
        Duration::from_millis(self.ahead.load(Ordering::Relaxed))
    }
}

impl TransactionUser for Ahead {
    type Mail = Mail;

    fn handle_event(&mut self, event: Event, endpoint: &mut Endpoint, now: Instant) {
        let now = now + self.ahead();
        self.gateway.handle_event(event, endpoint, now);
    }

    fn handle_mail(&mut self, mail: Mail, endpoint: &mut Endpoint, now: Instant) {
        let now = now + self.ahead();
        self.gateway.handle_mail(mail, endpoint, now);
    }

    fn handle_timeout(&mut self, endpoint: &mut Endpoint, now: Instant) {
        let now = now + self.ahead();
        self.gateway.handle_timeout(endpoint, now);
    }

    fn poll_timeout(&self) -> Option<Instant> {
        let at = self.gateway.poll_timeout()?;
        Some(at.checked_sub(self.ahead()).unwrap_or_else(Instant::now))
    }
}

/// A gateway with the room `meeting`, which answers at once.
pub(crate) struct Bench {
    pub(crate) sip: SipIo<Mail>,
    pub(crate) plane: ControlPlane,
    rooms: Rooms,
    ahead: Arc<AtomicU64>,
    resolver: Option<ResolverOwner>,
    media: Option<MediaOwner>,
    owner: Option<ControlPlaneOwner>,
    runtime: tokio::runtime::Runtime,
    _dir: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(None, AnswerPolicy::AtOnce)
    }

    /// One whose room opens to a PIN.
    pub(crate) fn with_pin(pin: &str) -> Self {
        Self::with(Some(pin), AnswerPolicy::AtOnce)
    }

    /// One that rings until somebody else is in the room.
    pub(crate) fn ringing() -> Self {
        Self::with(None, AnswerPolicy::WhenHeard)
    }

    fn with(pin: Option<&str>, answer: AnswerPolicy) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let dir = tempfile::tempdir().expect("a directory");
        let config = Config {
            dir: dir.path().to_owned(),
            node_id: 1,
            ended_calls: 100,
            metrics: Arc::new(()),
        };
        let opened = runtime.block_on(ControlPlane::open(config, Vault::from_key([7; 32])));
        let (plane, owner) = opened.expect("opens");
        let pin = pin.map(|pin| plane.vault().seal_pin(&Pin::new(pin).expect("a PIN")));
        let rule = DispatchRuleSpec { pin, ..rule() };
        let made = runtime.block_on(plane.execute(
            Actor("test".into()),
            Command::CreateDispatchRule(Box::new(rule)),
        ));
        made.expect("recorded");
        let first = PORTS.fetch_add(40, Ordering::Relaxed);
        let config = MediaConfig {
            ports: PortRange(first..=first + 39),
            ..MediaConfig::default()
        };
        let post = Arc::new(MediaPost::default());
        let (media, media_owner) = start_media(config, post.clone()).expect("the engine starts");
        let rooms = Rooms::new(Arc::new(media.clone()), RoomDefaults::default());
        let services = Services {
            plane: plane.clone(),
            rooms: rooms.clone(),
            media,
            capture: tandem_capture::Capture::new(tandem_capture::Bounds::default()),
            refused: RefusedNetworks::default(),
        };
        let config = GatewayConfig {
            answer,
            ..GatewayConfig::default()
        };
        let listener = Listener {
            transport: Transport::Udp,
            address: ANY,
        };
        let ahead = Arc::new(AtomicU64::new(0));
        let clock = Arc::clone(&ahead);
        let config_of_sip = tandem_sip_io::Config::new(vec![listener]);
        let sip = tandem_sip_io::start(config_of_sip, |mailbox, _| Ahead {
            gateway: Gateway::new(config, services, mailbox, [1; 32]),
            ahead: clock,
        });
        let sip = sip.expect("a port");
        post.deliver_to(sip.mailbox());
        let resolver = Resolver::start(ResolverConfig::default(), sip.locals());
        let (resolver, resolver_owner) = resolver.expect("a thread");
        let posted = sip.mailbox().post(Mail::Resolver(resolver));
        posted.expect("it reads its mail");
        Self {
            resolver: Some(resolver_owner),
            sip,
            plane,
            rooms,
            ahead,
            media: Some(media_owner),
            owner: Some(owner),
            runtime,
            _dir: dir,
        }
    }

    /// Moves the gateway's clock on, once it has read all that was sent to it.
    pub(crate) fn pass(&self, time: Duration) {
        self.is_read();
        let millis = u64::try_from(time.as_millis()).expect("a short time");
        self.ahead.fetch_add(millis, Ordering::Relaxed);
        // It looks at its clock when it hears something.
        self.is_read();
    }

    /// Waits until the gateway has read all that was sent to it.
    pub(crate) fn is_read(&self) {
        let phone = Phone::new(self);
        phone.send(&phone.request("OPTIONS", 1, "", ""));
        phone.expect("an answer", |message| message.status() == 200);
    }

    /// Records a change of the catalog.
    pub(crate) fn execute(&self, command: Command) -> Arc<Envelope> {
        let made = self
            .runtime
            .block_on(self.plane.execute(Actor("test".into()), command));
        made.expect("recorded").envelope
    }

    /// The participant of the room with this identity, once he is there.
    pub(crate) fn participant_named(&self, identity: &str) -> ParticipantInfo {
        let room = RoomName::try_new("meeting").expect("a name");
        until(&format!("{identity} enters"), || {
            let mut people = self.rooms.list_participants(&room).into_iter();
            people.find(|one| &*one.identity == identity)
        })
    }

    /// The only participant of the room, once there is one.
    pub(crate) fn participant(&self) -> ParticipantInfo {
        let room = RoomName::try_new("meeting").expect("a name");
        until("somebody enters", || {
            self.rooms.list_participants(&room).pop()
        })
    }

    /// The record of the only call, once it has ended.
    pub(crate) fn ended(&self) -> CallRecord {
        until("the call ends", || {
            self.plane.calls().list(Which::Ended, 1).pop()
        })
    }
}

/// Tries until there is something, and leaves the machine to others in between.
fn until<T>(what: &str, attempt: impl Fn() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what}: not in {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(resolver) = self.resolver.take() {
            resolver.shutdown();
        }
        if let Some(media) = self.media.take() {
            media.shutdown();
        }
        if let Some(owner) = self.owner.take() {
            self.runtime.block_on(owner.shutdown());
        }
    }
}

fn rule() -> DispatchRuleSpec {
    DispatchRuleSpec {
        name: "all".into(),
        metadata: "".into(),
        kind: RuleKind::Direct {
            room_name: RoomName::try_new("meeting").expect("a name"),
        },
        pin: None,
        scope: RuleScope::default(),
        hide_phone_number: false,
        attributes: Attributes::new(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::default(),
        media: None,
        terms: None,
    }
}

/// A SIP phone with one call, which says what a test lets it say.
pub(crate) struct Phone {
    socket: UdpSocket,
    gateway: SocketAddr,
    id: String,
    branches: u32,
    /// The requests that have come: sent again, as to one who was slow to answer, they are no others.
    known: RefCell<HashSet<Bytes>>,
    pub(crate) user: String,
    pub(crate) own_tag: String,
    pub(crate) to_tag: String,
}

/// A description with PCMU.
pub(crate) const SDP: &str = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
                              m=audio 9 RTP/AVP 0\r\n";

impl Phone {
    pub(crate) fn new(bench: &Bench) -> Self {
        Self::at(bench, HOST)
    }

    /// One at this address of the loopback.
    pub(crate) fn at(bench: &Bench, host: IpAddr) -> Self {
        let socket = UdpSocket::bind((host, 0)).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let port = socket.local_addr().expect("an address").port();
        Self {
            socket,
            gateway: bench.sip.listeners()[0].address,
            id: format!("c{port}"),
            branches: 0,
            known: RefCell::default(),
            user: "ann".to_owned(),
            own_tag: "f1".to_owned(),
            to_tag: String::new(),
        }
    }

    /// Another one, who knows the call of this one.
    pub(crate) fn of_call(bench: &Bench, other: &Self) -> Self {
        Self {
            id: other.id.clone(),
            ..Self::new(bench)
        }
    }

    /// Its next request begins a transaction of its own, also with a number that it has used.
    pub(crate) fn next_branch(&mut self) {
        self.branches += 1;
    }

    /// A request of its call, each of another number a transaction of its own.
    pub(crate) fn request(&self, method: &str, number: u32, lines: &str, body: &str) -> String {
        let own = self.socket.local_addr().expect("an address");
        let (id, gateway, tag) = (&self.id, self.gateway, &self.own_tag);
        let (branches, user) = (self.branches, &self.user);
        let to_tag = match self.to_tag.as_str() {
            "" => String::new(),
            tag => format!(";tag={tag}"),
        };
        let kind = match body {
            "" => "",
            _ if lines.contains("Content-Type") => "",
            _ => "Content-Type: application/sdp\r\n",
        };
        format!(
            "{method} sip:room@{gateway} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{id}{method}{number}-{branches}\r\n\
             From: <sip:{user}@{own}>;tag={tag}\r\nTo: <sip:room@{gateway}>{to_tag}\r\nCall-ID: {id}\r\n\
             CSeq: {number} {method}\r\nMax-Forwards: 70\r\nContact: <sip:ann@{own}>\r\n\
             {lines}{kind}Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    pub(crate) fn send(&self, text: &str) {
        let sent = self.socket.send_to(text.as_bytes(), self.gateway);
        sent.expect("loopback takes it");
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.socket.local_addr().expect("an address")
    }

    /// The `Call-ID` of its call.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What another's Replaces says of its call.
    pub(crate) fn replaces(&self) -> String {
        let (id, ours, its) = (&self.id, &self.to_tag, &self.own_tag);
        format!("Replaces: {id};to-tag={ours};from-tag={its}")
    }

    /// Calls with these further fields, confirms the answer, and gives it.
    pub(crate) fn call(&mut self, lines: &str) -> Message {
        self.send(&self.request("INVITE", 1, lines, SDP));
        let answer = self.expect("an answer", |message| message.status() == 200);
        let tag = answer.to().expect("To").tag().expect("a tag").to_vec();
        self.to_tag = String::from_utf8(tag).expect("a text");
        self.send(&self.request("ACK", 1, "", ""));
        answer
    }

    /// Sends a request of its dialog; gives the final response.
    pub(crate) fn ask(&self, method: &str, number: u32, lines: &str, body: &str) -> Message {
        self.send(&self.request(method, number, lines, body));
        let suffix = format!("{number} {method}");
        self.expect(&format!("an answer to {method}"), |message| {
            let is_its = message.header(HeaderName::CSeq) == Some(suffix.as_bytes());
            is_its && message.status() >= 200
        })
    }

    /// The next message of a kind.
    pub(crate) fn expect(&self, what: &str, is_it: impl Fn(&Message) -> bool) -> Message {
        let mut space = [0; 4000];
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let count = self.socket.recv(&mut space).expect("the gateway speaks");
            let octets = Bytes::copy_from_slice(&space[..count]);
            let message =
                Message::parse(octets.clone(), &Limits::default()).expect("it speaks SIP");
            let is_new = !message.is_request() || self.known.borrow_mut().insert(octets);
            if is_new && is_it(&message) {
                return message;
            }
        }
        panic!("{what} never came");
    }

    /// The next request of this method.
    pub(crate) fn expect_request(&self, method: &str) -> Message {
        self.expect(method, |message| {
            message.is_request() && message.method().as_bytes() == method.as_bytes()
        })
    }

    /// Answers a request of the gateway's outside a dialog, with a tag of its own.
    pub(crate) fn answer_as(
        &self,
        request: &Message,
        (status, tag): (u16, &str),
        lines: &str,
        body: &str,
    ) {
        self.respond(request, (status, &format!(";tag={tag}")), lines, body);
    }

    /// Answers a request of the gateway's.
    pub(crate) fn answer(&self, request: &Message, status: u16, lines: &str, body: &str) {
        self.respond(request, (status, ""), lines, body);
    }

    fn respond(&self, request: &Message, (status, tag): (u16, &str), lines: &str, body: &str) {
        let kept = [
            HeaderName::Via,
            HeaderName::From,
            HeaderName::To,
            HeaderName::CallId,
            HeaderName::CSeq,
        ];
        let kept = kept.map(|name| {
            let value = String::from_utf8_lossy(request.header(name).unwrap_or_default());
            let tag = if name == HeaderName::To { tag } else { "" };
            format!("{}: {value}{tag}\r\n", name.as_str())
        });
        self.send(&format!(
            "SIP/2.0 {status} x\r\n{}{lines}Content-Length: {}\r\n\r\n{body}",
            kept.concat(),
            body.len()
        ));
    }

    /// Waits for BYE, and gives the code in its Reason.
    pub(crate) fn is_hung_up(&self) -> String {
        let bye = self.expect_request("BYE");
        self.answer(&bye, 200, "", "");
        field(&bye, "Reason")
    }
}

/// The value of a field; empty without one.
pub(crate) fn field(message: &Message, name: &str) -> String {
    let value = message.header_by_text(name.as_bytes()).unwrap_or_default();
    String::from_utf8_lossy(value).into_owned()
}
