use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tandem_call::AnswerPolicy;
use tandem_sip_io::Advertised;
use tandem_sip_proto::Flow;
pub use tandem_sip_proto::digest::Algorithm as DigestAlgorithm;

/// How calls are treated.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// When a call is answered; when somebody listens, by default.
    pub answer: AnswerPolicy,
    /// Between two 180s; 1 s.
    pub ring_interval: Duration,
    /// How long a call may ring where its trunk does not say; 3 minutes.
    pub ringing_timeout: Duration,
    /// How long a call may last where its trunk does not say, and at most; 24 hours.
    pub max_duration: Duration,
    /// How long to wait for the next digit of a PIN; 10 s.
    pub digit_timeout: Duration,
    /// The digest realm where the trunk does not say.
    pub realm: String,
    /// The digests that are offered, in this order. MD5 is first: phones that read one challenge read the first.
    pub digests: Vec<DigestAlgorithm>,
    /// The most calls at a time; 10,000. More get 503.
    pub max_calls: usize,
    /// Leaves calls that nothing takes without any answer.
    pub hide_unmatched: bool,
    /// What a refused caller is asked to wait, in seconds; 10.
    pub retry_after_s: u32,
    /// The session interval that is asked for where the peer takes timers, 90 s at least; 30 minutes. `None` asks for none.
    pub session_interval: Option<Duration>,
    /// Which redirections of calls to somebody are followed.
    pub redirects: RedirectPolicy,
    /// Statuses at which the next target of a call to somebody is tried; 503 (RFC 3263 §4.3).
    pub failover: Vec<u16>,
    /// What peers are told in place of the address that their SIP comes to, for their media.
    pub advertised_media: Advertised,
}

impl GatewayConfig {
    /// The address that media of a peer is bound to, and the one that the peer is told.
    pub(crate) fn media_ips(&self, flow: Flow) -> (IpAddr, IpAddr) {
        let local = flow.local.ip();
        let told = self.advertised_media.to(flow.peer.ip());
        // What SIP is told need not be an address of this host.
        let bind = match local {
            _ if self.advertised_media.is_empty() => local,
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        (bind, told.unwrap_or(local))
    }

    /// What another peer of a call is told of its media: he may be in another network.
    pub(crate) fn media_told(&self, before: SocketAddr, flow: Flow) -> SocketAddr {
        match self.advertised_media.is_empty() {
            true => before,
            false => SocketAddr::new(self.media_ips(flow).1, before.port()),
        }
    }
}

/// Which redirections of calls to somebody are followed. No URI is called twice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RedirectPolicy {
    /// The most of one call, up to 5; 5.
    pub most: u8,
    /// Hosts beside the trunk's own; one that begins with a dot stands for all below it.
    pub hosts: Vec<String>,
}

impl Default for RedirectPolicy {
    fn default() -> Self {
        Self {
            most: 5,
            hosts: Vec::new(),
        }
    }
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            answer: AnswerPolicy::WhenHeard,
            ring_interval: Duration::from_secs(1),
            ringing_timeout: Duration::from_secs(180),
            max_duration: Duration::from_secs(24 * 3600),
            digit_timeout: Duration::from_secs(10),
            realm: "LiveKit".to_owned(),
            digests: vec![DigestAlgorithm::Md5, DigestAlgorithm::Sha256],
            max_calls: 10_000,
            hide_unmatched: false,
            retry_after_s: 10,
            session_interval: Some(Duration::from_secs(1800)),
            redirects: RedirectPolicy::default(),
            failover: vec![503],
            advertised_media: Advertised::default(),
        }
    }
}
