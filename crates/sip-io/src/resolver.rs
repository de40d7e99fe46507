use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ProtocolConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use tandem_sip_proto::locate::{Answers, Destination, Located, Naptr, Question, Srv, Target};
use tandem_sip_proto::{Flow, RefusedNetworks};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::Locals;

/// Look-ups at a time; one more is told so.
const LOOKUPS_BOUND: usize = 1024;
/// Rounds of questions for one destination: NAPTR, SRV, addresses, and one to spare.
const ROUNDS: usize = 4;
/// Names that one destination may ask for: each is an answer of somebody else's server.
const QUESTIONS: usize = 48;
/// Answers that are remembered, as long as they say.
const CACHE: u64 = 4096;

/// How names are looked up.
#[derive(Clone, Debug)]
pub struct ResolverConfig {
    /// Name servers; none takes those of the system.
    pub name_servers: Vec<SocketAddr>,
    /// How long one question may take; 1 s, twice.
    pub timeout: Duration,
    /// How long a destination may take in all; 4 s.
    pub patience: Duration,
    /// Addresses that no call goes to, whoever asks for them: those of this node's own network, say. None by default,
    /// beside those that are nobody's: unspecified (which the kernel takes for the loopback), multicast, broadcast.
    pub refused: RefusedNetworks,
}

impl Default for ResolverConfig {
    fn default() -> Self {
        Self {
            name_servers: Vec::new(),
            timeout: Duration::from_secs(1),
            patience: Duration::from_secs(4),
            refused: RefusedNetworks::default(),
        }
    }
}

/// Why a destination cannot be called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LookupError {
    /// The DNS has no address for it that this node could reach.
    #[error("the host has no address that can be reached from here")]
    NoAddress,
    /// All its addresses are in a refused range.
    #[error("the host's addresses may not be called")]
    Refused,
    /// The name servers did not answer.
    #[error("the name servers do not answer")]
    Unanswered,
    /// Too many look-ups wait.
    #[error("too many look-ups wait")]
    Busy,
}

/// What a look-up ends with: the ways to its targets, the preferred first.
pub type Found = Result<Vec<Flow>, LookupError>;
type Reply = Box<dyn FnOnce(Found) + Send>;

/// Finds SIP servers (RFC 3263), off the SIP thread. Cloning it gives another handle.
#[derive(Clone)]
pub struct Resolver {
    sender: mpsc::Sender<(Destination, Reply)>,
    search: Arc<Search>,
}

impl fmt::Debug for Resolver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Resolver")
    }
}

/// Owns the thread `sip-dns`.
pub struct ResolverOwner {
    thread: JoinHandle<()>,
    stop: Arc<tokio::sync::Notify>,
}

impl Resolver {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system's configuration cannot be read, or the kernel refuses a thread.
    pub fn start(config: ResolverConfig, locals: Locals) -> io::Result<(Self, ResolverOwner)> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let dns = dns(&config)?;
        let (sender, receiver) = mpsc::channel(LOOKUPS_BOUND);
        let stop = Arc::new(tokio::sync::Notify::new());
        let search = Arc::new(Search {
            dns,
            config,
            locals,
        });
        let (stopped, searching) = (Arc::clone(&stop), Arc::clone(&search));
        let thread = std::thread::Builder::new()
            .name("sip-dns".to_owned())
            .spawn(move || runtime.block_on(serve(searching, receiver, &stopped)))?;
        Ok((Self { sender, search }, ResolverOwner { thread, stop }))
    }

    /// Looks a destination up; `reply` is called on the resolver's thread, or at once for an address, and when too many
    /// wait. It should leave a letter in a mailbox.
    pub fn look_up(&self, destination: Destination, reply: impl FnOnce(Found) + Send + 'static) {
        if let Some(found) = self.search.at_once(&destination) {
            return reply(found);
        }
        if let Err(error) = self.sender.try_send((destination, Box::new(reply))) {
            let (_, reply) = error.into_inner();
            reply(Err(LookupError::Busy));
        }
    }
}

impl ResolverOwner {
    /// Ends the thread and waits for it; look-ups that wait are forgotten.
    pub fn shutdown(self) {
        self.stop.notify_one();
        if self.thread.join().is_err() {
            tracing::error!("the resolver's thread panicked");
        }
    }
}

fn dns(config: &ResolverConfig) -> io::Result<TokioResolver> {
    let provider = TokioRuntimeProvider::default();
    let mut builder = if config.name_servers.is_empty() {
        TokioResolver::builder(provider).map_err(io::Error::other)?
    } else {
        let server = |address: &SocketAddr| {
            let connections = [ProtocolConfig::Udp, ProtocolConfig::Tcp].map(|protocol| {
                let mut connection = ConnectionConfig::new(protocol);
                connection.port = address.port();
                connection
            });
            NameServerConfig::new(address.ip(), true, connections.into())
        };
        let servers = config.name_servers.iter().map(server).collect();
        let servers = hickory_resolver::config::ResolverConfig::from_parts(None, vec![], servers);
        TokioResolver::builder_with_config(servers, provider)
    };
    let options = builder.options_mut();
    options.timeout = config.timeout;
    options.attempts = 2;
    options.cache_size = CACHE;
    builder.build().map_err(io::Error::other)
}

async fn serve(
    search: Arc<Search>,
    mut receiver: mpsc::Receiver<(Destination, Reply)>,
    stop: &tokio::sync::Notify,
) {
    let mut searches = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.notified() => return,
            Some(_) = searches.join_next() => {}
            asked = receiver.recv(), if searches.len() < LOOKUPS_BOUND => {
                let Some((destination, reply)) = asked else { return };
                let search = Arc::clone(&search);
                searches.spawn(async move { reply(search.find(&destination).await) });
            }
        }
    }
}

struct Search {
    dns: TokioResolver,
    config: ResolverConfig,
    locals: Locals,
}

impl Search {
    async fn find(&self, destination: &Destination) -> Found {
        let targets = tokio::time::timeout(self.config.patience, self.targets(destination)).await;
        let targets = targets.map_err(|_| LookupError::Unanswered)??;
        self.flows(destination, &targets)
    }

    /// What an address leads to, for which nobody is asked.
    fn at_once(&self, destination: &Destination) -> Option<Found> {
        destination.host.parse::<IpAddr>().ok()?;
        let abilities = self.locals.abilities();
        match destination.locate(&abilities, &Answers::default(), 0) {
            Located::Found(targets) => Some(self.flows(destination, &targets)),
            Located::Ask(_) => None,
        }
    }

    /// The ways to those targets that may be called.
    fn flows(&self, destination: &Destination, targets: &[Target]) -> Found {
        if targets.is_empty() {
            return Err(LookupError::NoAddress);
        }
        let allowed = targets
            .iter()
            .filter(|target| !self.config.refused.contains(target.address.ip()));
        let allowed: Vec<&Target> = allowed.collect();
        if allowed.is_empty() {
            return Err(LookupError::Refused);
        }
        // The name that was asked for, and not what the DNS made of it (RFC 5922 §4).
        let name = &destination.host;
        let flows = allowed
            .iter()
            .filter_map(|target| self.locals.flow(target.transport, target.address, name));
        Ok(flows.collect())
    }

    async fn targets(&self, destination: &Destination) -> Result<Vec<Target>, LookupError> {
        let abilities = self.locals.abilities();
        let (mut answers, mut asked) = (Answers::default(), 0);
        let random = rand::random();
        for _ in 0..ROUNDS {
            let questions = match destination.locate(&abilities, &answers, random) {
                Located::Found(targets) => return Ok(targets),
                Located::Ask(questions) => questions,
            };
            asked += questions.len();
            if asked > QUESTIONS {
                return Err(LookupError::NoAddress);
            }
            let all = questions.into_iter().map(|question| self.ask(question));
            for answer in futures::future::join_all(all).await {
                add(&mut answers, answer?);
            }
        }
        Err(LookupError::NoAddress)
    }

    async fn ask(&self, question: Question) -> Result<(Question, Vec<RData>), LookupError> {
        let records = match &question {
            Question::Naptr(name) => self.records(name, RecordType::NAPTR).await?,
            Question::Srv(name) => self.records(name, RecordType::SRV).await?,
            Question::Addresses(name) => self.addresses(name).await?,
        };
        Ok((question, records))
    }

    async fn addresses(&self, name: &str) -> Result<Vec<RData>, LookupError> {
        let abilities = self.locals.abilities();
        let mut records = Vec::new();
        for (kind, is_wanted) in [
            (RecordType::A, abilities.has_v4),
            (RecordType::AAAA, abilities.has_v6),
        ] {
            if is_wanted {
                records.extend(self.records(name, kind).await?);
            }
        }
        Ok(records)
    }

    async fn records(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, LookupError> {
        // A name that is none has no records.
        let Ok(mut name) = Name::from_utf8(name) else {
            return Ok(Vec::new());
        };
        name.set_fqdn(true);
        match self.dns.lookup(name, kind).await {
            Ok(found) => Ok(found
                .answers()
                .iter()
                .map(|record| record.data.clone())
                .collect()),
            Err(error) if error.is_no_records_found() => Ok(Vec::new()),
            Err(_) => Err(LookupError::Unanswered),
        }
    }
}

fn add(answers: &mut Answers, (question, records): (Question, Vec<RData>)) {
    match question {
        Question::Naptr(name) => {
            let records = records.into_iter().filter_map(naptr).collect();
            answers.naptr.insert(name, records);
        }
        Question::Srv(name) => {
            let records = records.into_iter().filter_map(srv).collect();
            answers.srv.insert(name, records);
        }
        Question::Addresses(name) => {
            let ips = records.iter().filter_map(RData::ip_addr).collect();
            answers.addresses.insert(name, ips);
        }
    }
}

fn naptr(record: RData) -> Option<Naptr> {
    let RData::NAPTR(record) = record else {
        return None;
    };
    let replacement = plain(&record.replacement);
    let is_srv = record.flags.eq_ignore_ascii_case(b"s") && record.regexp.is_empty();
    is_srv.then(|| Naptr {
        order: record.order,
        preference: record.preference,
        service: String::from_utf8_lossy(&record.services).into_owned(),
        replacement,
    })
}

fn srv(record: RData) -> Option<Srv> {
    let RData::SRV(record) = record else {
        return None;
    };
    Some(Srv {
        priority: record.priority,
        weight: record.weight,
        port: record.port,
        target: plain(&record.target),
    })
}

/// A name without the point at its end; the root stays `.`.
fn plain(name: &Name) -> String {
    let text = name.to_lowercase().to_utf8();
    match text.strip_suffix('.') {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        Some(_) | None => text,
    }
}
