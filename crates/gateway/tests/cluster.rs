//! Gateways whose callers enter rooms of other nodes: SIP and RTP in, gRPC and relayed audio between.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use tandem_audio::tone::{self, Sine};
use tandem_audio::{Decoder, EDGE_FRAME, Encoder};
use tandem_control_plane::{Config, ControlPlane, ControlPlaneOwner, Vault};
use tandem_gateway::{AnswerPolicy, Gateway, GatewayConfig, Mail, MediaPost, Services};
use tandem_model::{
    Attributes, DispatchRuleSpec, MediaEncryption, RoomName, RoomOptions, RuleKind, RuleScope,
};
use tandem_provisioning::{Actor, Command};
use tandem_rooms::{Cluster, PlainDial, RoomDefaults, RoomNode, Rooms};
use tandem_rtp_io::{
    MediaConfig, MediaOwner, PortRange, Relay, RelayConfig, RelayOwner, start as start_media,
};
use tandem_rtp_proto::{Codec, RtpHeader, RtpPacket};
use tandem_sip_io::{Listener, SipIo};
use tandem_sip_proto::{RefusedNetworks, Transport};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const ANY: SocketAddr = SocketAddr::new(HOST, 0);
const PATIENCE: Duration = Duration::from_secs(60);
/// Each node takes the next hundred ports.
static PORTS: AtomicU16 = AtomicU16::new(29_000);

/// A node with all roles but the control plane, which is one for all.
struct Node {
    id: u64,
    sip: SipIo<Mail>,
    cluster: Cluster,
    peers: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
    owners: Option<(MediaOwner, RelayOwner)>,
}

impl Node {
    fn start(id: u64, plane: &ControlPlane) -> Self {
        let runtime = runtime();
        let first = PORTS.fetch_add(100, Ordering::Relaxed);
        let config = MediaConfig {
            ports: PortRange(first..=first + 99),
            ..MediaConfig::default()
        };
        let post = Arc::new(MediaPost::default());
        let (media, media_owner) = start_media(config, post.clone()).expect("the engine starts");
        let config = RelayConfig {
            listen: ANY,
            announced: None,
        };
        let (relay, relay_owner) = Relay::start(config, media.clone()).expect("a port");
        let rooms = Rooms::new(Arc::new(media.clone()), RoomDefaults::default());
        let (cluster, peers) = runtime.block_on(async {
            let dial = Box::new(PlainDial);
            let cluster = Cluster::new(id, rooms.clone(), media.clone(), relay, dial);
            let listener = TcpListener::bind(ANY).await.expect("a port");
            let peers = listener.local_addr().expect("an address");
            let service = cluster.service().expect("it is among others");
            let server = Server::builder()
                .add_service(service)
                .serve_with_incoming(TcpListenerStream::new(listener));
            tokio::spawn(server);
            (cluster, peers)
        });
        let services = Services {
            capture: tandem_capture::Capture::new(tandem_capture::Bounds::default()),
            plane: plane.clone(),
            rooms,
            media,
            refused: RefusedNetworks::default(),
        };
        let config = GatewayConfig {
            answer: AnswerPolicy::AtOnce,
            ..GatewayConfig::default()
        };
        let listener = Listener {
            transport: Transport::Udp,
            address: ANY,
        };
        let sip = tandem_sip_io::start(tandem_sip_io::Config::new(vec![listener]), |mailbox, _| {
            Gateway::new(config, services, mailbox, [1; 32]).in_cluster(cluster.clone())
        });
        let sip = sip.expect("a port");
        post.deliver_to(sip.mailbox());
        Self {
            id,
            sip,
            cluster,
            peers,
            runtime: Some(runtime),
            owners: Some((media_owner, relay_owner)),
        }
    }

    /// Ends what other nodes see of it, telling nobody.
    fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        if let Some((media, relay)) = self.owners.take() {
            relay.shutdown();
            media.shutdown();
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
}

/// So many nodes, and two rooms: of the last node, and of the first. The called number picks the room; 300 gives each
/// caller one of his own.
struct Net {
    nodes: Vec<Node>,
    rooms: [RoomName; 2],
    plane: Option<ControlPlaneOwner>,
    runtime: tokio::runtime::Runtime,
    _dir: tempfile::TempDir,
}

impl Net {
    fn of(count: u64) -> Self {
        let runtime = runtime();
        let dir = tempfile::tempdir().expect("a directory");
        let config = Config {
            dir: dir.path().to_owned(),
            node_id: 1,
            ended_calls: 100,
            metrics: Arc::new(()),
        };
        let opened = runtime.block_on(ControlPlane::open(config, Vault::from_key([7; 32])));
        let (plane, owner) = opened.expect("opens");
        let nodes: Vec<Node> = (1..=count).map(|id| Node::start(id, &plane)).collect();
        for node in &nodes {
            let known = nodes.iter().map(|node| RoomNode {
                id: node.id,
                address: node.peers.to_string(),
                is_alive: true,
            });
            node.cluster.set_nodes(known.collect());
        }
        let rooms = [count, 1].map(|home| {
            let mut names = (0..).map(|number| format!("room-{number}"));
            let room = names.find_map(|name| {
                let name = RoomName::try_new(&name).expect("a name");
                let home_of = nodes[0].cluster.home_of(&name).expect("nodes are known");
                (home_of.id == home).then_some(name)
            });
            room.expect("each node has a share of the names")
        });
        let [last, first] = rooms
            .clone()
            .map(|room_name| RuleKind::Direct { room_name });
        let own = RuleKind::Individual {
            room_prefix: "own".into(),
            no_randomness: false,
        };
        for (number, kind) in [("100", last), ("200", first), ("300", own)] {
            let command = Command::CreateDispatchRule(Box::new(rule(number, kind)));
            let made = runtime.block_on(plane.execute(Actor("test".into()), command));
            made.expect("recorded");
        }
        Self {
            nodes,
            rooms,
            plane: Some(owner),
            runtime,
            _dir: dir,
        }
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            node.kill();
        }
        if let Some(plane) = self.plane.take() {
            self.runtime.block_on(plane.shutdown());
        }
    }
}

fn rule(number: &str, kind: RuleKind) -> DispatchRuleSpec {
    DispatchRuleSpec {
        name: number.into(),
        metadata: "".into(),
        kind,
        pin: None,
        scope: RuleScope {
            numbers: vec![tandem_model::PhoneNumber::new(number)],
            ..RuleScope::default()
        },
        hide_phone_number: false,
        attributes: Attributes::new(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::default(),
        media: None,
        terms: None,
    }
}

/// A SIP phone that speaks a tone and keeps what it hears.
struct Phone {
    sip: UdpSocket,
    rtp: UdpSocket,
    media: SocketAddr,
    from: &'static str,
    sine: Sine,
    encoder: Encoder,
    decoder: Decoder,
    sequence: u16,
    heard: Vec<i16>,
}

impl Phone {
    /// Calls a number at a node, and is answered.
    fn call(node: &Node, from: &'static str, to: &str, hertz: f32) -> Self {
        let sip = UdpSocket::bind(ANY).expect("a socket");
        let gateway = node.sip.listeners()[0].address;
        sip.connect(gateway).expect("an address");
        sip.set_read_timeout(Some(PATIENCE)).expect("a socket");
        let rtp = UdpSocket::bind(ANY).expect("a socket");
        rtp.set_nonblocking(true).expect("a socket");
        let own = sip.local_addr().expect("an address");
        let port = rtp.local_addr().expect("an address").port();
        let sdp = format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
        );
        let head = |method: &str, number: u32, to_tag: &str| {
            format!(
                "{method} sip:{to}@{gateway} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{method}{from}\r\n\
                 From: <sip:{from}@{own}>;tag=f{from}\r\nTo: <sip:{to}@{gateway}>{to_tag}\r\nCall-ID: c{from}@{own}\r\n\
                 CSeq: {number} {method}\r\nMax-Forwards: 70\r\nContact: <sip:{from}@{own}>\r\n"
            )
        };
        let invite = format!(
            "{}Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
            head("INVITE", 1, ""),
            sdp.len()
        );
        sip.send(invite.as_bytes()).expect("loopback takes it");
        let mut phone = Self {
            sip,
            rtp,
            media: ANY,
            from,
            sine: Sine::new(hertz, 8000, 8000),
            encoder: Encoder::new(Codec::Pcmu),
            decoder: Decoder::new(Codec::Pcmu),
            sequence: 0,
            heard: Vec::new(),
        };
        let answer = phone.next(|text| text.starts_with("SIP/2.0 2"));
        let tag = answer
            .split("\r\nTo:")
            .nth(1)
            .and_then(|to| to.split(";tag=").nth(1));
        let tag = tag.and_then(|tag| tag.split("\r\n").next()).expect("a tag");
        let ack = format!(
            "{}Content-Length: 0\r\n\r\n",
            head("ACK", 1, &format!(";tag={tag}"))
        );
        phone.sip.send(ack.as_bytes()).expect("loopback takes it");
        let port = answer
            .split("m=audio ")
            .nth(1)
            .and_then(|line| line.split(' ').next());
        let port = port.and_then(|port| port.parse().ok()).expect("a port");
        phone.media = SocketAddr::new(HOST, port);
        phone
    }

    /// The next message of a kind.
    fn next(&self, is_it: impl Fn(&str) -> bool) -> String {
        let mut space = [0; 4000];
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let count = self.sip.recv(&mut space).expect("the gateway speaks");
            let text = String::from_utf8_lossy(&space[..count]).into_owned();
            assert!(
                is_it(&text) || !text.starts_with("SIP/2.0 4"),
                "{}: {text}",
                self.from
            );
            if is_it(&text) {
                return text;
            }
        }
        panic!("{}: it never came", self.from);
    }

    /// Waits for BYE, and gives the reason in it.
    fn is_hung_up(&self) -> String {
        let bye = self.next(|text| text.starts_with("BYE "));
        let keep = ["Via:", "From:", "To:", "Call-ID:", "CSeq:"];
        let kept: Vec<&str> = bye
            .lines()
            .filter(|line| keep.iter().any(|name| line.starts_with(name)))
            .collect();
        let ok = format!(
            "SIP/2.0 200 OK\r\n{}\r\nContent-Length: 0\r\n\r\n",
            kept.join("\r\n")
        );
        self.sip.send(ok.as_bytes()).expect("loopback takes it");
        let reason = bye.lines().find(|line| line.starts_with("Reason:"));
        reason.unwrap_or_default().to_owned()
    }

    fn turn(&mut self) {
        let mut samples = [0; EDGE_FRAME];
        self.sine.fill(&mut samples[..160]);
        let mut packet = [0; RtpHeader::OCTETS + Codec::FRAME_OCTETS];
        let header = RtpHeader {
            marker: false,
            payload_type: 0,
            sequence: self.sequence,
            timestamp: u32::from(self.sequence) * 160,
            ssrc: 7,
        };
        self.sequence += 1;
        header.write(packet.first_chunk_mut().expect("a header"));
        let payload = packet.last_chunk_mut().expect("20 ms");
        self.encoder.encode(&samples, payload);
        let sent = self.rtp.send_to(&packet, self.media);
        sent.expect("loopback takes it");
        let mut buffer = [0; 1500];
        while let Ok((count, _)) = self.rtp.recv_from(&mut buffer) {
            let packet = RtpPacket::parse(&buffer[..count]).expect("the gateway sends RTP");
            let mut samples = [0; EDGE_FRAME];
            let said = self.decoder.decode(packet.payload, &mut samples);
            self.heard.extend_from_slice(said);
        }
    }

    /// How much louder one tone is than another, in decibels.
    fn louder(&self, wanted: f32, unwanted: f32) -> f32 {
        tone::louder(&self.heard, wanted, unwanted, 8000)
    }
}

/// What is talked at once until it is judged what was heard.
const WHILE: Duration = Duration::from_millis(600);

/// Lets two speak, in 440 and 1,000 Hz, until each hears the other and not himself: a machine that is busy for a while
/// costs time.
fn hear_each_other(phones: &mut [Phone; 2]) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        phones.iter_mut().for_each(|phone| phone.heard.clear());
        talk(phones, WHILE);
        let louder = [
            phones[0].louder(1000.0, 440.0),
            phones[1].louder(440.0, 1000.0),
        ];
        if louder.iter().all(|louder| *louder > 20.0) {
            return;
        }
        assert!(Instant::now() < deadline, "{louder:?} dB");
    }
}

/// Lets all speak and listen in real time.
fn talk(phones: &mut [Phone], time: Duration) {
    let (start, mut next) = (Instant::now(), Instant::now());
    while start.elapsed() < time {
        phones.iter_mut().for_each(Phone::turn);
        next += Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}

#[test]
fn a_room_that_one_call_has_is_where_the_call_is() {
    let net = Net::of(3);
    let callers = [["11", "12", "13"], ["21", "22", "23"], ["31", "32", "33"]];
    let mut phones = Vec::new();
    for (node, callers) in net.nodes.iter().zip(callers) {
        phones.extend(callers.map(|from| Phone::call(node, from, "300", 440.0)));
        let rooms = node.cluster.here().list_rooms(&[]);
        let mut names: Vec<_> = rooms.iter().map(|room| room.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names.len(), callers.len(), "{names:?}");
        for (name, from) in names.iter().zip(callers) {
            assert!(name.starts_with(&format!("own_{from}_")), "{name}");
            // Others find it as any room.
            for other in &net.nodes {
                let found = net.runtime.block_on(other.cluster.list_rooms(&[*name]));
                assert_eq!(found.len(), 1);
            }
        }
        assert_eq!(node.cluster.visitors(), 0);
    }
}

#[test]
fn callers_of_different_gateways_hear_each_other_and_are_put_out_by_any_node() {
    let net = Net::of(3);
    let mut phones = [
        Phone::call(&net.nodes[0], "1", "100", 440.0),
        Phone::call(&net.nodes[1], "2", "100", 1000.0),
    ];
    hear_each_other(&mut phones);
    let asked = &net.nodes[1].cluster;
    let people = || {
        let listed = net.runtime.block_on(asked.list_participants(&net.rooms[0]));
        listed.expect("answered")
    };
    let deadline = Instant::now() + PATIENCE;
    while !people()
        .iter()
        .all(|person| &*person.attributes["sip.callStatus"] == "active")
    {
        assert!(Instant::now() < deadline, "{:?}", people());
    }
    let people = people();
    assert_eq!(people.len(), 2);
    let caller = people.iter().find(|who| who.identity.ends_with('1'));
    let identity = &caller.expect("the first caller").identity;
    let removed = net
        .runtime
        .block_on(asked.remove_participant(&net.rooms[0], identity));
    assert!(removed.expect("answered").is_ok());
    let reason = phones[0].is_hung_up();
    assert!(reason.contains("removed"), "{reason}");
    let deleted = net.runtime.block_on(asked.delete_room(&net.rooms[0]));
    assert!(deleted.expect("answered").is_ok());
    let reason = phones[1].is_hung_up();
    assert!(reason.contains("room-deleted"), "{reason}");
}

#[test]
fn the_loss_of_a_rooms_node_ends_its_calls_and_no_others() {
    let mut net = Net::of(3);
    let lost = Phone::call(&net.nodes[0], "1", "100", 440.0);
    let mut kept = [
        Phone::call(&net.nodes[0], "2", "200", 440.0),
        Phone::call(&net.nodes[1], "3", "200", 1000.0),
    ];
    talk(&mut kept, Duration::from_millis(200));
    net.nodes[2].kill();
    let reason = lost.is_hung_up();
    assert!(reason.contains("room-lost"), "{reason}");
    hear_each_other(&mut kept);
    // Nobody was told: the next in order gives the seat.
    Phone::call(&net.nodes[1], "4", "100", 440.0);
}
