//! Nodes with rooms in one process, that speak gRPC and relayed audio over the loopback.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tandem_audio::tone::{self, Sine};
use tandem_audio::{Decoder, EDGE_FRAME, Encoder};
use tandem_model::{Attributes, RoomName, Timestamp};
use tandem_rooms::{
    Cluster, Entering, Join, ParticipantKind, ParticipantSink, PlainDial, RelayedAudio, RemoteSeat,
    RoomDefaults, RoomEvent, RoomNode, Rooms, STREAM_BOUND, Seat,
};
use tandem_rtp_io::{
    LegConfig, LegId, Media, MediaConfig, MediaEvent, MediaEvents, PortRange, Relay, RelayConfig,
    start,
};
use tandem_rtp_proto::sdp::AudioStream;
use tandem_rtp_proto::{Codec, RtpHeader, RtpPacket};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;

const HOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Each node takes the next hundred ports.
static PORTS: AtomicU16 = AtomicU16::new(26_000);

/// Takes nothing: these tests listen to what arrives.
struct Deaf;

impl MediaEvents for Deaf {
    fn media_event(&self, _: u64, _: MediaEvent) {}
}

pub(crate) struct Node {
    pub(crate) id: u64,
    pub(crate) address: SocketAddr,
    pub(crate) cluster: Cluster,
    pub(crate) media: Media,
    pub(crate) relay: Relay,
    /// The node's conversations live here; they die with it.
    runtime: Option<tokio::runtime::Runtime>,
    owners: Option<(tandem_rtp_io::MediaOwner, tandem_rtp_io::RelayOwner)>,
}

impl Node {
    pub(crate) fn start(id: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let first = PORTS.fetch_add(100, Ordering::Relaxed);
        let config = MediaConfig {
            ports: PortRange(first..=first + 99),
            quarantine: Duration::ZERO,
            ..MediaConfig::default()
        };
        let (media, media_owner) = start(config, Arc::new(Deaf)).expect("the engine starts");
        let listen = SocketAddr::new(HOST, 0);
        let config = RelayConfig {
            listen,
            announced: None,
        };
        let (relay, relay_owner) = Relay::start(config, media.clone()).expect("a port");
        let rooms = Rooms::new(Arc::new(media.clone()), RoomDefaults::default());
        let (cluster, address) = runtime.block_on(async {
            let cluster =
                Cluster::new(id, rooms, media.clone(), relay.clone(), Box::new(PlainDial));
            let listener = TcpListener::bind(listen).await.expect("a port");
            let address = listener.local_addr().expect("an address");
            let server = Server::builder()
                .max_concurrent_streams(STREAM_BOUND)
                .add_service(cluster.service().expect("it is among others"))
                .serve_with_incoming(TcpListenerStream::new(listener));
            tokio::spawn(server);
            (cluster, address)
        });
        Self {
            id,
            address,
            cluster,
            media,
            relay,
            runtime: Some(runtime),
            owners: Some((media_owner, relay_owner)),
        }
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.as_ref().expect("it runs").block_on(future)
    }

    /// Ends the node as a power cut does: nobody is told.
    pub(crate) fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        if let Some((media, relay)) = self.owners.take() {
            relay.shutdown();
            media.shutdown();
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

/// So many nodes that know of one another.
pub(crate) fn nodes(count: u64) -> Vec<Node> {
    let nodes: Vec<Node> = (1..=count).map(Node::start).collect();
    believe(&nodes, |_| true);
    nodes
}

/// Tells all nodes who is alive.
pub(crate) fn believe(nodes: &[Node], is_alive: impl Fn(u64) -> bool) {
    for node in nodes {
        node.cluster.set_nodes(known(nodes, &is_alive));
    }
}

pub(crate) fn known(nodes: &[Node], is_alive: impl Fn(u64) -> bool) -> Vec<RoomNode> {
    let known = nodes.iter().map(|node| RoomNode {
        id: node.id,
        address: node.address.to_string(),
        is_alive: is_alive(node.id),
    });
    known.collect()
}

pub(crate) fn room(text: &str) -> RoomName {
    RoomName::try_new(text).expect("a name")
}

/// A room whose home is this node.
pub(crate) fn room_of(node: &Node, series: &str) -> RoomName {
    let mut names = (0..).map(|number| room(&format!("{series}-{number}")));
    names
        .find(|name| node.cluster.home_of(name).map(|home| home.id) == Some(node.id))
        .expect("each node has a share of the names")
}

#[derive(Default)]
pub(crate) struct Sink(Mutex<Vec<RoomEvent>>);

impl ParticipantSink for Sink {
    fn room_event(&self, event: RoomEvent) {
        self.0.lock().expect("no panics").push(event);
    }
}

impl Sink {
    pub(crate) fn has(&self, is_it: impl Fn(RoomEvent) -> bool) -> bool {
        let seen = self.0.lock().expect("no panics");
        seen.iter().any(|event| is_it(*event))
    }

    pub(crate) fn seen(&self) -> Vec<RoomEvent> {
        self.0.lock().expect("no panics").clone()
    }
}

/// A seat of either kind; given back when it is dropped.
pub(crate) enum Chair {
    Here(Cluster, Seat),
    Sought(RemoteSeat),
}

impl Drop for Chair {
    fn drop(&mut self) {
        match self {
            Self::Here(cluster, seat) => cluster.here().leave(seat),
            Self::Sought(_) => {}
        }
    }
}

/// A caller of a node, who speaks a tone and keeps what he hears.
pub(crate) struct Phone {
    pub(crate) sink: Arc<Sink>,
    pub(crate) chair: Option<Chair>,
    pub(crate) leg: LegId,
    media: Media,
    socket: UdpSocket,
    codec: Codec,
    engine: SocketAddr,
    sine: Sine,
    encoder: Encoder,
    decoder: Decoder,
    sequence: u16,
    heard: Vec<i16>,
}

impl Phone {
    /// Calls a node and asks for a seat.
    pub(crate) fn call(
        node: &Node,
        room: &RoomName,
        identity: &str,
        codec: Codec,
        hertz: f32,
    ) -> Self {
        let socket = UdpSocket::bind((HOST, 0)).expect("a socket");
        socket.set_nonblocking(true).expect("a socket");
        let reservation = node.media.reserve(HOST, HOST).expect("a port");
        let engine = reservation.address();
        let config = LegConfig {
            stream: Some(AudioStream {
                remote_rtcp: SocketAddr::new(HOST, 9),
                ..AudioStream::plain(codec, socket.local_addr().expect("an address"))
            }),
            media_timeout: None,
            finds_keys: false,
            cookie: 0,
        };
        let leg = node.media.open(reservation, config);
        node.media.start(leg);
        let sink = Arc::new(Sink::default());
        let join = join(room, identity, Some(leg), &sink);
        let chair = match node.cluster.enter(join, audio(codec)) {
            Entering::Now(joined) => {
                let joined = joined.expect("a seat");
                let heard = joined.heard;
                sink.room_event(RoomEvent::Entered { heard });
                Chair::Here(node.cluster.clone(), joined.seat)
            }
            Entering::Later(seat) => Chair::Sought(seat),
        };
        Self {
            sink,
            chair: Some(chair),
            leg,
            media: node.media.clone(),
            socket,
            codec,
            engine,
            sine: Sine::new(hertz, codec.sample_rate(), 8000),
            encoder: Encoder::new(codec),
            decoder: Decoder::new(codec),
            sequence: 0,
            heard: Vec::new(),
        }
    }

    /// Waits for the seat.
    pub(crate) fn sits(self) -> Self {
        wait_until("the caller sits", || {
            self.sink
                .has(|event| matches!(event, RoomEvent::Entered { .. }))
        });
        self
    }

    fn turn(&mut self) {
        let mut samples = [0; EDGE_FRAME];
        self.sine.fill(&mut samples[..self.codec.frame_samples()]);
        let mut packet = [0; RtpHeader::OCTETS + Codec::FRAME_OCTETS];
        let header = RtpHeader {
            marker: false,
            payload_type: self.codec.payload_type(),
            sequence: self.sequence,
            timestamp: u32::from(self.sequence) * 160,
            ssrc: 7,
        };
        self.sequence += 1;
        header.write(packet.first_chunk_mut().expect("a header"));
        let payload = packet.last_chunk_mut().expect("20 ms");
        self.encoder.encode(&samples, payload);
        let sent = self.socket.send_to(&packet, self.engine);
        sent.expect("loopback takes it");
        let mut buffer = [0; 1500];
        while let Ok((count, _)) = self.socket.recv_from(&mut buffer) {
            let packet = RtpPacket::parse(&buffer[..count]).expect("the engine sends RTP");
            let mut samples = [0; EDGE_FRAME];
            let said = self.decoder.decode(packet.payload, &mut samples);
            self.heard.extend_from_slice(said);
        }
    }

    /// How much louder one tone is than another, in decibels.
    pub(crate) fn louder(&self, wanted: f32, unwanted: f32) -> f32 {
        tone::louder(&self.heard, wanted, unwanted, self.codec.sample_rate())
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.media.close(self.leg);
    }
}

pub(crate) fn join(room: &RoomName, identity: &str, leg: Option<LegId>, sink: &Arc<Sink>) -> Join {
    let attributes = [("sip.callStatus".into(), "ringing".into())];
    Join {
        room: room.clone(),
        identity: identity.into(),
        name: "n".into(),
        metadata: "m".into(),
        attributes: Attributes::from(attributes),
        kind: ParticipantKind::Sip,
        leg,
        room_config: None,
        sink: sink.clone(),
        at: Timestamp { unix_nanos: 7 },
    }
}

/// What is talked at once until it is judged what was heard.
const WHILE: Duration = Duration::from_millis(600);

/// Lets two speak and listen until each hears the other, and not himself: a machine that is busy for a while costs time.
pub(crate) fn hear_each_other(pair: [&mut Phone; 2], tones: [f32; 2]) {
    let [one, other] = pair;
    wait_until("they hear each other", || {
        one.heard.clear();
        other.heard.clear();
        talk(&mut [one, other], WHILE);
        one.louder(tones[1], tones[0]) > 20.0 && other.louder(tones[0], tones[1]) > 20.0
    });
}

/// Lets all speak and listen in real time.
fn talk(phones: &mut [&mut Phone], time: Duration) {
    let (start, mut next) = (Instant::now(), Instant::now());
    while start.elapsed() < time {
        for phone in phones.iter_mut() {
            phone.turn();
        }
        next += Duration::from_millis(20);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}

/// Waits until something is so, and says what never came to be.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}: it never came to be");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// What a room elsewhere has to know of a phone.
pub(crate) fn audio(codec: Codec) -> RelayedAudio {
    RelayedAudio {
        codec,
        suppresses_noise: false,
    }
}
