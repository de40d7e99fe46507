//! Every key, with its meaning, and its default in the `Default` of its section.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::nat::PeerNetwork;
use super::outbound::Outbound;
use super::webhooks::Webhooks;
use super::words::{Answer, Country, LogFormat, PortRange, Role, Secret, serialize_span};

/// What a node is told.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Config {
    /// Who this node is.
    pub node: Node,
    /// The cluster that it is of; absent is a cluster of this node alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<Cluster>,
    /// Twirp, REST, health and metrics.
    pub http: Http,
    /// The same services over gRPC.
    pub grpc: Grpc,
    /// Signalling.
    pub sip: Sip,
    /// Media.
    pub rtp: Rtp,
    /// Rooms.
    pub rooms: Rooms,
    /// Bounds of the node as a whole.
    pub limits: Limits,
    /// What was said in calls, for `tandem call trace` and Homer.
    pub capture: Capture,
    /// Where data lies.
    pub storage: Storage,
    /// The key that seals passwords and PINs.
    pub secrets: Secrets,
    /// Logs.
    pub telemetry: Telemetry,
    /// Who is told what becomes of calls.
    pub webhooks: Webhooks,
    /// Who may call the API.
    pub api: Api,
}

/// Who this node is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Node {
    /// The node's number in the log, for ever; at least 1.
    pub id: u64,
    /// The region that its calls come to.
    pub region: String,
    /// The countries that outbound calls from here may end in, as ISO 3166-1 alpha-2; empty, all that the table of
    /// countries maps to the region.
    pub countries: Vec<Country>,
    /// What it does: any of `voter`, `gateway` and `rooms`; all by default.
    pub roles: Vec<Role>,
}

impl Default for Node {
    fn default() -> Self {
        Self {
            id: 1,
            region: "local".to_owned(),
            countries: Vec::new(),
            roles: Role::ALL.to_vec(),
        }
    }
}

/// The cluster that a node is of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Cluster {
    /// The cluster's name: nodes of another one are strangers.
    pub name: String,
    /// Where other nodes reach this one: address and port.
    pub listen: SocketAddr,
    /// The same as others must write it, as `host:port`, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertised: Option<String>,
    /// Where people and programs reach this node's HTTP, as `host:port`, where it differs from `http.listen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertised_http: Option<String>,
    /// Certificates; without them nodes trust the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
}

impl Default for Cluster {
    fn default() -> Self {
        Self {
            name: String::new(),
            listen: loopback(7883),
            advertised: None,
            advertised_http: None,
            tls: None,
        }
    }
}

/// The files by which nodes know each other, in PEM.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Tls {
    /// The authority that signed every node's certificate.
    pub ca: PathBuf,
    /// This node's certificate.
    pub cert: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// Twirp, REST, health and metrics.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Http {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The largest request body in bytes; more is answered with 413.
    pub max_body_bytes: usize,
    /// How long a request may take.
    #[serde(serialize_with = "serialize_span")]
    pub request_timeout: Duration,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: loopback(7880),
            // As LiveKit's server.
            max_body_bytes: 10 << 20,
            // LiveKit's SDKs give up after 30 s as well.
            request_timeout: Duration::from_secs(30),
        }
    }
}

/// The same services over gRPC.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Grpc {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
}

impl Default for Grpc {
    fn default() -> Self {
        Self {
            listen: loopback(7882),
        }
    }
}

/// Signalling.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Sip {
    /// When a call is answered.
    pub answer: Answer,
    /// Drops calls that match nothing, in place of a final answer with the reason.
    pub hide_unmatched: bool,
    /// How long calls may go on after SIGTERM; new ones get 503 meanwhile.
    #[serde(serialize_with = "serialize_span")]
    pub drain_deadline: Duration,
    /// The `Retry-After` of a 503.
    #[serde(serialize_with = "serialize_span")]
    pub retry_after: Duration,
    /// How long a call may ring where its trunk does not say; up to 24 hours.
    #[serde(serialize_with = "serialize_span")]
    pub ringing_timeout: Duration,
    /// How long a call may last where its trunk does not say; up to 24 hours.
    #[serde(serialize_with = "serialize_span")]
    pub max_call_duration: Duration,
    /// How long to wait for the next digit of a PIN.
    #[serde(serialize_with = "serialize_span")]
    pub digit_timeout: Duration,
    /// The address that peers of its family are told in Via, Contact and, unless `rtp.advertised_ip` says otherwise,
    /// session descriptions, where it differs from the socket's: that of the NAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertised_ip: Option<IpAddr>,
    /// The name servers that find the targets of calls, as address and port; those of the system by default.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub name_servers: Vec<SocketAddr>,
    /// Bounds on messages, transactions and connections.
    pub limits: SipLimits,
    /// SIP over TLS, in and out; absent there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<SipTls>,
    /// Calls to somebody.
    pub outbound: Outbound,
    /// Networks whose peers are told another address; the narrowest counts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<PeerNetwork>,
    /// Where to listen over UDP and TCP; at least one.
    pub listeners: Vec<Listener>,
}

impl Default for Sip {
    fn default() -> Self {
        Self {
            answer: Answer::WhenHeard,
            hide_unmatched: false,
            drain_deadline: Duration::from_secs(30),
            retry_after: Duration::from_secs(10),
            ringing_timeout: Duration::from_secs(3 * 60),
            max_call_duration: MAX_CALL_DURATION,
            digit_timeout: Duration::from_secs(10),
            advertised_ip: None,
            name_servers: Vec::new(),
            limits: SipLimits::default(),
            tls: None,
            outbound: Outbound::default(),
            networks: Vec::new(),
            listeners: vec![
                Listener::usual(Transport::Udp),
                Listener::usual(Transport::Tcp),
            ],
        }
    }
}

/// The longest call, and the longest ringing.
pub const MAX_CALL_DURATION: Duration = Duration::from_secs(24 * 60 * 60);

/// One local address for signalling.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Listener {
    /// UDP or TCP.
    pub transport: Transport,
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
}

impl Listener {
    /// The loopback address with the port of SIP.
    #[must_use]
    pub fn usual(transport: Transport) -> Self {
        Self {
            transport,
            address: loopback(5060),
        }
    }
}

/// SIP over TLS. The files are PEM; they are read again when they change, and on SIGHUP.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SipTls {
    /// Where to listen: an address and port, or a list of them; port 0 takes a free one. Calls go out from these
    /// addresses' families.
    pub listen: Vec<SocketAddr>,
    /// This node's certificate chain, its own first. Those whom it calls see it, too, if they ask for one.
    pub cert: PathBuf,
    /// The key of that certificate.
    pub key: PathBuf,
    /// Who signs the certificates of callers; without it, callers need none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_ca: Option<PathBuf>,
    /// Who signs the certificates of those who are called; without it, the authorities of the web.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca: Option<PathBuf>,
    /// Further certificates, for callers who ask for their names (SNI); others are shown `cert`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<SipCertificate>,
}

/// A certificate for other names.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct SipCertificate {
    /// The chain, its own certificate first.
    pub cert: PathBuf,
    /// The key of that certificate.
    pub key: PathBuf,
}

impl Default for SipTls {
    fn default() -> Self {
        Self {
            listen: vec![loopback(5061)],
            cert: PathBuf::new(),
            key: PathBuf::new(),
            client_ca: None,
            ca: None,
            certificates: Vec::new(),
        }
    }
}

/// How SIP messages travel; written `udp` or `tcp`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// UDP.
    Udp,
    /// TCP.
    Tcp,
}

/// Bounds on messages, transactions and connections.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SipLimits {
    /// Bytes of start line and headers; more is answered with 513.
    pub header_bytes: usize,
    /// Header lines of a message.
    pub header_lines: usize,
    /// Bytes of a body; more is answered with 413.
    pub body_bytes: usize,
    /// Transactions at a time, about 1 kB each; more requests get 503.
    pub transactions: usize,
    /// TCP connections at a time; more are closed at once.
    pub connections: usize,
    /// TCP connections of one source at a time.
    pub connections_per_source: usize,
    /// How long a message may take from its first byte to its last on TCP.
    #[serde(serialize_with = "serialize_span")]
    pub message_timeout: Duration,
    /// How long a TCP connection may be silent.
    #[serde(serialize_with = "serialize_span")]
    pub idle_timeout: Duration,
    /// Bytes of the kernel's receive buffer that are asked for.
    pub receive_buffer_bytes: usize,
}

impl Default for SipLimits {
    fn default() -> Self {
        Self {
            header_bytes: 32 << 10,
            header_lines: 128,
            body_bytes: 1 << 20,
            // 6,000 calls a second.
            transactions: 400_000,
            connections: 4_096,
            connections_per_source: 512,
            message_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60 * 60),
            // A burst of calls survives a stall of the thread.
            receive_buffer_bytes: 4 << 20,
        }
    }
}

/// Media.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rtp {
    /// The ports of calls: an even one for RTP and the next one for RTCP.
    pub ports: PortRange,
    /// The address in session descriptions, where it differs from that of SIP; not for peers in `sip.networks`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertised_ip: Option<IpAddr>,
    /// Threads that carry media; 1 to 64.
    pub shards: usize,
    /// How long a port rests after use, so that late packets reach no other call.
    #[serde(serialize_with = "serialize_span")]
    pub quarantine: Duration,
    /// Silence on the wire after the answer that ends a call.
    #[serde(serialize_with = "serialize_span")]
    pub initial_timeout: Duration,
    /// Silence on the wire later on that ends a call, where trunk and rule do not say; up to 10 minutes.
    #[serde(serialize_with = "serialize_span")]
    pub media_timeout: Duration,
}

impl Default for Rtp {
    fn default() -> Self {
        Self {
            ports: PortRange {
                first: 10_000,
                last: 20_000,
            },
            advertised_ip: None,
            shards: 1,
            quarantine: Duration::from_secs(2),
            initial_timeout: Duration::from_secs(30),
            media_timeout: Duration::from_secs(15),
        }
    }
}

/// The longest media timeout.
pub const MAX_MEDIA_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// Rooms that a client created; those that a call created end with their last participant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rooms {
    /// How long a room waits for its first participant.
    #[serde(serialize_with = "serialize_span")]
    pub empty_timeout: Duration,
    /// How long a room stays after the last one left.
    #[serde(serialize_with = "serialize_span")]
    pub departure_timeout: Duration,
}

impl Default for Rooms {
    fn default() -> Self {
        Self {
            empty_timeout: Duration::from_secs(5 * 60),
            departure_timeout: Duration::from_secs(20),
        }
    }
}

/// Bounds of the node as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Limits {
    /// Calls at a time; more get 503 with `Retry-After`. As many as `rtp.ports` can carry by default.
    pub calls: usize,
    /// Ended calls whose records are kept, the latest ones; 600 bytes are taken for each at the start.
    pub ended_calls: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: Rtp::default().ports.pairs(),
            ended_calls: 10_000,
        }
    }
}

/// What was said in calls: SIP messages and what is known of the media, in memory.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Capture {
    /// Calls that are kept, live and ended; with 0 nothing is.
    pub calls: usize,
    /// Memory in all, most of it taken at the start; the oldest calls go first, those that live last.
    pub bytes: usize,
    /// Messages of one call; the first ones stay.
    pub call_messages: usize,
    /// Bytes of one call's messages.
    pub call_bytes: usize,
    /// Homer, or another collector of HEP version 3, as `host:port` over UDP; absent sends nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hep: Option<String>,
    /// The number of this node among those that send to the collector.
    pub hep_id: u32,
    /// What the collector asks for. It travels in clear text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hep_password: Option<Secret>,
}

impl Default for Capture {
    fn default() -> Self {
        let bounds = tandem_capture::Bounds::default();
        Self {
            calls: bounds.calls,
            bytes: bounds.octets,
            call_messages: bounds.call_messages,
            call_bytes: bounds.call_octets,
            hep: None,
            hep_id: 2001,
            hep_password: None,
        }
    }
}

/// Where data lies.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Storage {
    /// A directory of the node's own; made when it is not there.
    pub dir: PathBuf,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("./tandem-data"),
        }
    }
}

/// The key that seals passwords and PINs: 32 bytes, the same on all nodes of a cluster.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Secrets {
    /// A file with the key, made with mode 0600 when it is not there; `vault.key` in the storage by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// The environment variable that has the key as 64 hexadecimal digits, in place of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_env: Option<String>,
}

impl Config {
    /// Where the log is, with journal and snapshot.
    #[must_use]
    pub fn log_dir(&self) -> PathBuf {
        self.storage.dir.join("log")
    }

    /// The file that has the sealing key, unless the environment has it.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        let file = self.secrets.key_file.clone();
        file.unwrap_or_else(|| self.storage.dir.join("vault.key"))
    }
}

/// Logs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Telemetry {
    /// Which log lines are written: a level, or levels by target such as `info,tandem_gateway=debug`.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self {
            log: "info,openraft=warn".to_owned(),
            log_format: LogFormat::Text,
        }
    }
}

/// Who may call the API.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize)]
pub struct Api {
    /// Shows stored passwords to tokens with the admin grant.
    pub reveal_secrets: bool,
    /// Key to secret; without a key nobody may call.
    pub keys: BTreeMap<String, Secret>,
    /// The same for VideoSDK's dialect, whose keys are its own.
    pub videosdk_keys: BTreeMap<String, Secret>,
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port)
}
