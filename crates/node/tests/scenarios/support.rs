//! A node of its own for each test, and phones that call it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};
use tandem_audio::tone::{self, Sine};
use tandem_audio::{ComfortNoise, Decoder, EDGE_FRAME, Encoder, Signal, SignalTone, level_below};
use tandem_rtp_proto::{Codec, RtpHeader, RtpPacket};
use tandem_sip_proto::{HeaderName, Limits, Message};

pub(crate) const TANDEM: &str = env!("CARGO_BIN_EXE_tandem");

/// How long anything may take: far above what it takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Addresses 127.77.x.1 to .253 of which no other test makes use, for as long as this lives.
pub(crate) struct Net {
    third: u8,
    /// Whoever has bound this has the net.
    _claim: TcpListener,
}

impl Net {
    pub(crate) fn claim() -> Self {
        let mut nets = (0..=u8::MAX).rev().filter_map(|third| {
            let claim = TcpListener::bind((Ipv4Addr::new(127, 77, third, 254), 7880)).ok()?;
            Some(Self {
                third,
                _claim: claim,
            })
        });
        nets.next().expect("a net that nobody has")
    }

    pub(crate) fn ip(&self, host: u8) -> IpAddr {
        IpAddr::from([127, 77, self.third, host])
    }
}

/// A running node.
pub(crate) struct Node {
    child: Child,
    pub(crate) http: SocketAddr,
    pub(crate) sip: SocketAddr,
    /// All that it listens on for SIP, by transport.
    listeners: Vec<(String, SocketAddr)>,
}

impl Node {
    pub(crate) fn start(data: &Path, rtp: &str, more: &[&str]) -> Self {
        Self::start_by(Command::new(TANDEM), data, rtp, more)
    }

    /// As [`Self::start`], by a command that becomes the node: what follows are the node's arguments.
    pub(crate) fn start_by(mut command: Command, data: &Path, rtp: &str, more: &[&str]) -> Self {
        command
            .args([
                "dev",
                "--http-port",
                "0",
                "--grpc-port",
                "0",
                "--sip-port",
                "0",
                "--rtp-ports",
                rtp,
                "--data-dir",
            ])
            .arg(data)
            .args(more);
        Self::run(command)
    }

    /// One that does as a file says.
    pub(crate) fn serve(config: &Path) -> Self {
        let mut command = Command::new(TANDEM);
        command.args(["serve", "--config"]).arg(config);
        Self::run(command)
    }

    fn run(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the node starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let banner: Vec<String> = lines
            .map_while(Result::ok)
            .take_while(|line| !line.contains("RTP "))
            .collect();
        let words = banner
            .iter()
            .map(|line| line.split_whitespace().collect::<Vec<_>>());
        let mut http = None;
        let mut listeners = Vec::new();
        for line in words {
            match line[..] {
                ["HTTP", url] => http = url.trim_start_matches("http://").parse().ok(),
                ["SIP", transport, address] => {
                    let address = address.parse().expect("an address");
                    listeners.push((transport.to_owned(), address));
                }
                _ => {}
            }
        }
        Self {
            child,
            http: http.expect("the banner says where"),
            sip: listeners.first().expect("the banner says where").1,
            listeners,
        }
    }

    /// Where it listens with this transport in this family.
    pub(crate) fn listener(&self, transport: &str, is_ipv4: bool) -> SocketAddr {
        let fits = |(other, address): &&(String, SocketAddr)| {
            other == transport && address.is_ipv4() == is_ipv4
        };
        self.listeners.iter().find(fits).expect("it listens").1
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.pid().to_string()])
            .status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for the node's own end.
    pub(crate) fn wait(mut self) -> Option<i32> {
        until("the node ends", || self.child.try_wait().expect("a child")).code()
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        post(self.http, path, body).expect("the node answers")
    }

    /// A request with another token than the usual one, which has no prefix.
    pub(crate) fn post_as(&self, token: &str, path: &str, body: &Value) -> (u16, Value) {
        ask(self.http, "POST", path, token, &body.to_string()).expect("the node answers")
    }

    /// The same without a body.
    pub(crate) fn get_as(&self, token: &str, path: &str) -> (u16, Value) {
        ask(self.http, "GET", path, token, "").expect("the node answers")
    }

    pub(crate) fn sip_api(&self, method: &str, body: &Value) -> Value {
        let (status, answer) = self.post(&format!("/twirp/livekit.SIP/{method}"), body);
        assert_eq!(status, 200, "{method}: {answer}");
        answer
    }

    pub(crate) fn rooms(&self) -> Vec<Value> {
        let (_, answer) = self.post("/twirp/livekit.RoomService/ListRooms", &json!({}));
        answer["rooms"].as_array().expect("a list").clone()
    }

    /// Waits until there is no room left.
    pub(crate) fn wait_for_empty_house(&self) {
        until("no room is left", || self.rooms().is_empty().then_some(()));
    }
}

/// Writes what `tandem serve` reads: ports that are free, calls answered at once, and these further lines of `[sip]` and
/// further sections.
pub(crate) fn write_node_config(folder: &Path, rtp: &str, sip: &str, sections: &str) -> PathBuf {
    let dir = folder.display();
    let listener = |transport: &str| {
        format!("[[sip.listeners]]\ntransport = \"{transport}\"\naddress = \"127.0.0.1:0\"\n")
    };
    let text = format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n[grpc]\nlisten = \"127.0.0.1:0\"\n[storage]\ndir = \"{dir}/data\"\n\
         [rtp]\nports = \"{rtp}\"\n[api.keys]\ndevkey = \"secret\"\n[sip]\nanswer = \"at-once\"\n{sip}{}{}{sections}",
        listener("udp"),
        listener("tcp"),
    );
    let file = folder.join("node.toml");
    std::fs::write(&file, text).expect("written");
    file
}

/// Ports for programs of others: none that the system hands out by itself, nor those of media in tests of any crate.
const OTHERS_PORTS: RangeInclusive<u16> = 2_000..=4_999;

/// Whoever has bound a port of this address has the same port of 127.0.0.1, also against other processes of tests.
const CLAIMS: Ipv4Addr = Ipv4Addr::new(127, 78, 0, 1);

/// A port of 127.0.0.1 that is free over UDP and TCP, and that no other test gets.
pub(crate) fn free_port() -> u16 {
    free_ports(1)
}

/// The first of so many ports in a row.
pub(crate) fn free_ports(count: u16) -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(*OTHERS_PORTS.start());
    static CLAIMED: Mutex<Vec<TcpListener>> = Mutex::new(Vec::new());
    loop {
        let first = NEXT.fetch_add(count, Ordering::Relaxed);
        let ports = first..first + count;
        assert!(ports.end <= *OTHERS_PORTS.end(), "no port is left");
        let claims: Vec<TcpListener> = ports.filter_map(claim).collect();
        if claims.len() == usize::from(count) {
            let mut claimed = CLAIMED.lock().expect("no panics");
            claimed.extend(claims);
            return first;
        }
    }
}

/// Takes a port, if it is nobody's.
fn claim(port: u16) -> Option<TcpListener> {
    let claim = TcpListener::bind((CLAIMS, port)).ok()?;
    let own = (Ipv4Addr::LOCALHOST, port);
    let is_free = UdpSocket::bind(own).is_ok() && TcpListener::bind(own).is_ok();
    is_free.then_some(claim)
}

/// A socket whose address is this test's, and where what others send is refused: it takes nothing but of one peer.
pub(crate) fn deaf_socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    socket.connect((CLAIMS, 9)).expect("loopback");
    socket
}

/// Whether somebody has this port of 127.0.0.1 over UDP.
pub(crate) fn has_udp(port: u16) -> bool {
    let udp = std::fs::read_to_string("/proc/net/udp").expect("Linux");
    let own = format!("0100007F:{port:04X}");
    let mut locals = udp.lines().map(|line| line.split_whitespace().nth(1));
    locals.any(|local| local == Some(&own))
}

/// A program that is ended with the test: it is asked to, so that what it has begun ends, too.
pub(crate) struct Helper(Child);

impl Helper {
    pub(crate) fn start(program: &str, arguments: &[&str], folder: &Path) -> Self {
        let child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.expect("it runs"))
    }

    /// Whether it has ended by itself.
    pub(crate) fn is_over(&mut self) -> bool {
        self.0.try_wait().expect("a child").is_some()
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// Tries until there is something, and leaves the machine to others in between.
pub(crate) fn until<T>(what: &str, mut attempt: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what}: not in {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn token() -> String {
    let claims = json!({
        "iss": "devkey", "sub": "test", "exp": 4_000_000_000_u64,
        "sip": {"admin": true, "call": true},
        "video": {"roomList": true, "roomCreate": true, "roomAdmin": true, "room": "meeting",
            "destinationRoom": "office"},
    });
    encode(
        &Header::default(),
        &claims,
        &EncodingKey::from_secret(b"secret"),
    )
    .expect("a token")
}

/// A request of HTTP/1.1, one a connection.
pub(crate) fn post(http: SocketAddr, path: &str, body: &Value) -> std::io::Result<(u16, Value)> {
    let authorization = format!("Bearer {}", token());
    ask(http, "POST", path, &authorization, &body.to_string())
}

pub(crate) fn ask(
    http: SocketAddr,
    method: &str,
    path: &str,
    authorization: &str,
    body: &str,
) -> std::io::Result<(u16, Value)> {
    let fields = format!("Authorization: {authorization}\r\n");
    answered(send(http, method, path, &fields, body)?)
}

/// Writes through a node of a cluster. A leader that a busy machine holds up costs another try, under the one key, until
/// somebody decides.
pub(crate) fn write(
    http: SocketAddr,
    method: &str,
    path: &str,
    authorization: &str,
    body: &Value,
) -> (u16, Value) {
    static KEYS: AtomicU16 = AtomicU16::new(0);
    let key = KEYS.fetch_add(1, Ordering::Relaxed);
    let fields = format!("Authorization: {authorization}\r\nIdempotency-Key: key-{key}\r\n");
    until("somebody decides", || {
        let sent = send(http, method, path, &fields, &body.to_string());
        let (status, answer) = sent.and_then(answered).ok()?;
        (status != 503).then_some((status, answer))
    })
}

/// [`write`] by Twirp, which succeeds.
pub(crate) fn made(http: SocketAddr, path: &str, body: &Value) -> Value {
    let authorization = format!("Bearer {}", token());
    let (status, answer) = write(http, "POST", path, &authorization, body);
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

fn answered(mut stream: TcpStream) -> std::io::Result<(u16, Value)> {
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let broken = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(broken)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or_else(broken)?;
    Ok((
        status,
        serde_json::from_str(body).unwrap_or(Value::String(body.to_owned())),
    ))
}

/// A POST whose answer nobody reads: it waits for it until it is dropped.
pub(crate) fn wait(http: SocketAddr, path: &str, body: &Value) -> std::io::Result<TcpStream> {
    let fields = format!("Authorization: Bearer {}\r\n", token());
    send(http, "POST", path, &fields, &body.to_string())
}

fn send(
    http: SocketAddr,
    method: &str,
    path: &str,
    fields: &str,
    body: &str,
) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(http)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{fields}\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    Ok(stream)
}

/// A response without a body, with these words behind To and these lines.
pub(crate) fn response(request: &Message, status: &str, tag: &str, lines: &str) -> String {
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
    let kept = kept.concat();
    format!("SIP/2.0 {status}\r\n{kept}{lines}Content-Length: 0\r\n\r\n")
}

/// A phone with one call.
pub(crate) struct Phone {
    sip: UdpSocket,
    rtp: UdpSocket,
    node: SocketAddr,
    from: String,
    to: String,
    call_id: String,
    pub(crate) codec: Codec,
    target: Option<SocketAddr>,
    to_tag: String,
    sequence: u16,
    timestamp: u32,
    sine: Sine,
    /// Sounds in place of the tone.
    key: Option<SignalTone>,
    /// The same, and is no tone.
    pub(crate) noise: Option<ComfortNoise>,
    encoder: Encoder,
    decoder: Decoder,
    heard: Vec<i16>,
}

impl Phone {
    pub(crate) fn new(node: SocketAddr, from: &str, to: &str, codec: Codec, hertz: f32) -> Self {
        let socket = || {
            let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
            socket.set_nonblocking(true).expect("a socket");
            socket
        };
        let sip = socket();
        let call_id = format!("{from}-{}", sip.local_addr().expect("an address").port());
        Self {
            sip,
            rtp: socket(),
            node,
            from: from.to_owned(),
            to: to.to_owned(),
            call_id,
            codec,
            target: None,
            to_tag: String::new(),
            sequence: 1,
            timestamp: 0,
            sine: Sine::new(hertz, codec.sample_rate(), 8000),
            key: None,
            noise: None,
            encoder: Encoder::new(codec),
            decoder: Decoder::new(codec),
            heard: Vec::new(),
        }
    }

    fn request(&self, method: &str, cseq: u32, more: &str, body: &str) -> String {
        let own = self.sip.local_addr().expect("an address");
        let tag = if self.to_tag.is_empty() {
            String::new()
        } else {
            format!(";tag={}", self.to_tag)
        };
        format!(
            "{method} sip:{to}@{node} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{id}{cseq}{method};rport\r\n\
             Max-Forwards: 70\r\nFrom: <sip:{from}@{own}>;tag=f{id}\r\nTo: <sip:{to}@{node}>{tag}\r\nCall-ID: {id}\r\n\
             CSeq: {cseq} {method}\r\nContact: <sip:{from}@{own}>\r\n{more}Content-Length: {length}\r\n\r\n{body}",
            to = self.to,
            from = self.from,
            node = self.node,
            id = self.call_id,
            length = body.len(),
        )
    }

    fn send(&self, text: &str) {
        self.sip
            .send_to(text.as_bytes(), self.node)
            .expect("loopback takes it");
    }

    pub(crate) fn invite(&self, cseq: u32, more: &str) {
        let rtp = self.rtp.local_addr().expect("an address").port();
        let (number, name) = (self.codec.payload_type(), self.codec.name());
        let sdp = format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {rtp} RTP/AVP {number} 101\r\n\
             a=rtpmap:{number} {name}/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        );
        self.send(&self.request(
            "INVITE",
            cseq,
            &format!("{more}Content-Type: application/sdp\r\n"),
            &sdp,
        ));
    }

    /// The first message that `wanted` picks among those that have come.
    pub(crate) fn heard(&self, wanted: impl Fn(&Message) -> bool) -> Option<Message> {
        let mut buffer = [0; 4096];
        while let Ok((count, _)) = self.sip.recv_from(&mut buffer) {
            let octets = Bytes::copy_from_slice(&buffer[..count]);
            let message = Message::parse(octets, &Limits::default()).expect("the node speaks SIP");
            if wanted(&message) {
                return Some(message);
            }
        }
        None
    }

    /// The next message that `wanted` picks.
    pub(crate) fn expect(&self, what: &str, wanted: impl Fn(&Message) -> bool) -> Message {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(message) = self.heard(&wanted) {
                return message;
            }
            assert!(Instant::now() < until, "{} never got {what}", self.from);
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub(crate) fn expect_status(&self, status: u16) -> Message {
        self.expect(&status.to_string(), |message| message.status() == status)
    }

    /// Calls, and confirms the answer.
    pub(crate) fn call(&mut self) {
        self.invite(1, "");
        self.answered(1);
    }

    /// Waits for the 200 and confirms it.
    pub(crate) fn answered(&mut self, cseq: u32) {
        let answer = self.expect_status(200);
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        self.to_tag = text(answer.to().expect("To").tag().expect("a tag"));
        let sdp = text(answer.body());
        let port = sdp.lines().find_map(|line| {
            line.strip_prefix("m=audio ")?
                .split(' ')
                .next()?
                .parse()
                .ok()
        });
        self.target = Some(SocketAddr::new(self.node.ip(), port.expect("a port")));
        self.send(&self.request("ACK", cseq, "", ""));
    }

    /// Where its media goes.
    pub(crate) fn media_target(&self) -> SocketAddr {
        self.target.expect("answered")
    }

    pub(crate) fn call_id(&self) -> &str {
        &self.call_id
    }

    /// Takes the INVITE of this number back.
    pub(crate) fn cancel(&self, cseq: u32) {
        // RFC 3261 §9.1: with the branch of the INVITE.
        let cancel = self.request("CANCEL", cseq, "", "").replace(
            &format!("{cseq}CANCEL;rport"),
            &format!("{cseq}INVITE;rport"),
        );
        self.send(&cancel);
    }

    pub(crate) fn bye(&self) {
        self.send(&self.request("BYE", 9, "", ""));
        self.expect("the answer to BYE", |message| {
            message.status() == 200
                && message
                    .header(HeaderName::CSeq)
                    .is_some_and(|cseq| cseq.ends_with(b"BYE"))
        });
    }

    /// What another's INVITE says to take this call over.
    pub(crate) fn replaces(&self) -> String {
        let (id, ours) = (&self.call_id, &self.to_tag);
        format!("Replaces: {id};to-tag={ours};from-tag=f{id}\r\n")
    }

    /// Where it speaks SIP.
    pub(crate) fn sip_address(&self) -> SocketAddr {
        self.sip.local_addr().expect("an address")
    }

    /// Answers a request of the node's with 200.
    pub(crate) fn agree(&self, request: &Message) {
        self.send(&response(request, "200 OK", "", ""));
    }

    /// Confirms a refusal.
    pub(crate) fn acknowledge(&mut self, refusal: &Message, cseq: u32) {
        let tag = refusal.to().expect("To").tag().expect("a tag").to_vec();
        self.to_tag = String::from_utf8_lossy(&tag).into_owned();
        // The ACK of a refusal has the INVITE's branch.
        let ack = self
            .request("ACK", cseq, "", "")
            .replace(&format!("{cseq}ACK;rport"), &format!("{cseq}INVITE;rport"));
        self.send(&ack);
        self.to_tag.clear();
    }

    fn packet(&mut self, payload_type: u8, timestamp: u32, payload: &[u8]) {
        let header = RtpHeader {
            marker: false,
            payload_type,
            sequence: self.sequence,
            timestamp,
            ssrc: 7,
        };
        self.sequence = self.sequence.wrapping_add(1);
        let mut octets = [0; RtpHeader::OCTETS];
        header.write(&mut octets);
        let target = self.target.expect("answered");
        self.rtp
            .send_to(&[&octets[..], payload].concat(), target)
            .expect("loopback takes it");
    }

    fn speak(&mut self) {
        let mut samples = [0; EDGE_FRAME];
        let said = &mut samples[..self.codec.frame_samples()];
        match (&mut self.key, &mut self.noise) {
            (Some(key), _) => key.fill(said),
            (None, Some(noise)) => noise.fill(said),
            (None, None) => self.sine.fill(said),
        }
        let mut payload = [0; Codec::FRAME_OCTETS];
        self.encoder.encode(&samples, &mut payload);
        self.packet(self.codec.payload_type(), self.timestamp, &payload);
        self.timestamp += 160;
    }

    fn listen(&mut self) {
        let mut buffer = [0; 1500];
        while let Ok((count, _)) = self.rtp.recv_from(&mut buffer) {
            let Ok(packet) = RtpPacket::parse(&buffer[..count]) else {
                continue;
            };
            let Some(payload) = packet.payload.first_chunk::<{ Codec::FRAME_OCTETS }>() else {
                continue;
            };
            let mut samples = [0; EDGE_FRAME];
            self.heard
                .extend_from_slice(self.decoder.decode(payload, &mut samples));
        }
    }

    /// Presses keys as RFC 4733 has them.
    pub(crate) fn dial(&mut self, keys: &str) {
        for key in keys.chars() {
            let code = u8::try_from("0123456789*#".find(key).expect("a key")).expect("small");
            self.timestamp += 4000;
            let timestamp = self.timestamp;
            for duration in [160_u16, 320, 480, 480, 480] {
                let [high, low] = duration.to_be_bytes();
                let end = if duration == 480 { 0x80 } else { 0 };
                self.packet(101, timestamp, &[code, end | 10, high, low]);
            }
        }
    }

    /// Presses keys that only sound: each for a tenth of a second, and as long for the pause behind it.
    pub(crate) fn dial_as_sound(&mut self, keys: &str) {
        let rate = self.codec.sample_rate();
        for key in keys.chars() {
            let sound = SignalTone::new(Signal::Key(key), rate);
            for sound in [Some(sound), None] {
                self.key = sound;
                // A machine that is late makes them no shorter.
                for _ in 0..5 {
                    talk(&mut [&mut *self], Duration::from_millis(20));
                }
            }
        }
    }

    /// How much louder one tone is than another in decibels.
    pub(crate) fn louder(&self, wanted: f32, unwanted: f32) -> f32 {
        tone::louder(&self.heard, wanted, unwanted, self.codec.sample_rate())
    }

    /// How loud a frequency is in what was heard: a quarter of the squared amplitude.
    pub(crate) fn power(&self, hertz: f32) -> f32 {
        tone::power(&self.heard, hertz, self.codec.sample_rate())
    }

    /// Forgets what was heard.
    pub(crate) fn forget(&mut self) {
        self.listen();
        self.heard.clear();
    }

    /// How far below the greatest level all was that was heard, in decibels.
    pub(crate) fn below(&self) -> u8 {
        level_below(&self.heard)
    }

    /// The loudest sample heard.
    pub(crate) fn loudest(&self) -> u16 {
        self.heard
            .iter()
            .map(|sample| sample.unsigned_abs())
            .max()
            .unwrap_or(0)
    }
}

/// What is talked at once until it is judged what was heard.
const WHILE: Duration = Duration::from_millis(800);

/// Lets all phones speak and listen until they hear what they should: a machine that is busy for a while costs time.
pub(crate) fn talk_until(
    what: &str,
    phones: &mut [&mut Phone],
    is_heard: impl Fn(&[&mut Phone]) -> bool,
) {
    until(what, || {
        phones.iter_mut().for_each(|phone| phone.forget());
        talk(phones, WHILE);
        is_heard(phones).then_some(())
    });
}

/// Lets all phones speak and listen in real time, for so long.
pub(crate) fn talk(phones: &mut [&mut Phone], time: Duration) {
    let begun = Instant::now();
    let mut next = begun;
    while begun.elapsed() < time {
        for phone in phones.iter_mut() {
            phone.speak();
            phone.listen();
        }
        next += Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}
