//! Finding SIP servers (RFC 3263).

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use crate::{HeaderError, Transport, Uri};

/// Where a request is to go, as a URI or a trunk says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Destination {
    /// A name, or an address (IPv6 without brackets).
    pub host: String,
    /// The port, where one was written: then there is nothing to find but the address (§4.2).
    pub port: Option<u16>,
    /// The transport, where one was written.
    pub transport: Option<Transport>,
    /// Whether nothing but TLS will do, as of `sips` URIs.
    pub is_secure: bool,
}

/// What this node can do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Abilities {
    /// Transports, the preferred first.
    pub transports: Vec<Transport>,
    /// Whether IPv4 addresses can be reached.
    pub has_v4: bool,
    /// Whether IPv6 addresses can be reached.
    pub has_v6: bool,
}

/// A question for the DNS.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Question {
    /// NAPTR records of a domain.
    Naptr(String),
    /// SRV records of a service, such as `_sip._udp.example.com`.
    Srv(String),
    /// A and AAAA records of a host.
    Addresses(String),
}

/// A NAPTR record that replaces by an SRV name (flag `s`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Naptr {
    /// Lower first.
    pub order: u16,
    /// Lower first, among equal orders.
    pub preference: u16,
    /// Such as `SIP+D2U`.
    pub service: String,
    /// The SRV name.
    pub replacement: String,
}

/// An SRV record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Srv {
    /// Lower first.
    pub priority: u16,
    /// Its share among equal priorities.
    pub weight: u16,
    /// The port.
    pub port: u16,
    /// The host; `.` says that the service is not there.
    pub target: String,
}

/// What the DNS has answered; a question without records has an empty answer.
#[derive(Clone, Default, Debug)]
pub struct Answers {
    /// To [`Question::Naptr`].
    pub naptr: BTreeMap<String, Vec<Naptr>>,
    /// To [`Question::Srv`].
    pub srv: BTreeMap<String, Vec<Srv>>,
    /// To [`Question::Addresses`].
    pub addresses: BTreeMap<String, Vec<IpAddr>>,
}

/// One place to send to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// How.
    pub transport: Transport,
    /// Where.
    pub address: SocketAddr,
}

/// Where the search stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Located {
    /// Ask these, add what is answered, and call [`Destination::locate`] again.
    Ask(Vec<Question>),
    /// The targets, the first one to be tried first; none: the destination has no server that can be reached.
    Found(Vec<Target>),
}

/// A service to look for, and how it is reached.
type Service = (Transport, String);

impl Destination {
    /// Targets that are given; the least preferred are left out.
    pub const MAX_TARGETS: usize = 16;
    /// SRV names, and records of one, that are followed.
    const MAX_RECORDS: usize = 16;

    /// The destination of a request with this Request-URI or Route.
    ///
    /// # Errors
    /// [`HeaderError`] when it is no SIP URI, or its transport is unknown.
    pub fn of_uri(text: &str) -> Result<Self, HeaderError> {
        let uri = Uri::parse(text.as_bytes())?;
        if !uri.is_sip() {
            return Err(HeaderError("the URI is neither sip nor sips"));
        }
        let transport = match uri.param(b"transport").flatten() {
            None => None,
            Some(name) => Some(
                Transport::of(name).ok_or(HeaderError("the transport is not udp, tcp or tls"))?,
            ),
        };
        let host = uri.ip().map_or_else(
            || String::from_utf8_lossy(uri.host()).to_ascii_lowercase(),
            |ip| ip.to_string(),
        );
        Ok(Self {
            host,
            port: uri.port(),
            transport,
            is_secure: uri.scheme().eq_ignore_ascii_case(b"sips"),
        })
    }

    /// Goes as far as the answers reach (RFC 3263 §4.1, §4.2). `random` orders the records of one priority by their
    /// weights (RFC 2782); the same number gives the same order.
    #[must_use]
    pub fn locate(&self, abilities: &Abilities, answers: &Answers, random: u64) -> Located {
        let Some(transports) = self.transports(abilities) else {
            return Located::Found(Vec::new());
        };
        let plain = transports.first().copied();
        if let (Ok(ip), Some(transport)) = (self.host.parse::<IpAddr>(), plain) {
            let port = self.port.unwrap_or_else(|| transport.default_port());
            let target = Target {
                transport,
                address: SocketAddr::new(ip, port),
            };
            return Located::Found(
                vec![target]
                    .into_iter()
                    .filter(|one| one.fits(abilities))
                    .collect(),
            );
        }
        let (Some(transport), None) = (plain, self.port) else {
            return match (plain, self.port) {
                (Some(transport), Some(port)) => {
                    self.hosts(&[(transport, self.host.clone(), port)], abilities, answers)
                }
                _ => Located::Found(Vec::new()),
            };
        };
        let services = match self.services(&transports, answers) {
            Ok(services) => services,
            Err(question) => return Located::Ask(vec![question]),
        };
        let questions: Vec<Question> = services
            .iter()
            .filter(|(_, name)| !answers.srv.contains_key(name))
            .map(|(_, name)| Question::Srv(name.clone()))
            .collect();
        if !questions.is_empty() {
            return Located::Ask(questions);
        }
        let mut dice = Dice(random);
        let mut hosts = Vec::new();
        let mut has_records = false;
        for (transport, name) in &services {
            let records = answers.srv.get(name).map_or(&[][..], Vec::as_slice);
            has_records |= !records.is_empty();
            let ordered = order(records, &mut dice)
                .into_iter()
                .take(Self::MAX_RECORDS);
            let present = ordered.filter(|record| record.target != ".");
            hosts.extend(present.map(|record| (*transport, record.target.clone(), record.port)));
        }
        if !has_records {
            hosts.push((transport, self.host.clone(), transport.default_port()));
        }
        self.hosts(&hosts, abilities, answers)
    }

    /// The transports that may be used, the preferred first; with `is_secure`, TLS and nothing else.
    fn transports(&self, abilities: &Abilities) -> Option<Vec<Transport>> {
        let wanted = match (self.is_secure, self.transport) {
            (true, _) => Some(Transport::Tls),
            (false, wanted) => wanted,
        };
        let able = abilities.transports.iter().copied();
        let usable: Vec<Transport> = match wanted {
            Some(wanted) => able.filter(|one| *one == wanted).collect(),
            None => able.collect(),
        };
        (!usable.is_empty()).then_some(usable)
    }

    /// The services to look for: what NAPTR says, or else one for each transport (§4.1). TLS without being asked for
    /// comes from NAPTR alone.
    fn services(
        &self,
        transports: &[Transport],
        answers: &Answers,
    ) -> Result<Vec<Service>, Question> {
        let by_name = |transport: &Transport| (*transport, transport.service(&self.host));
        if self.transport.is_some() {
            return Ok(transports.iter().map(by_name).collect());
        }
        let Some(records) = answers.naptr.get(&self.host) else {
            return Err(Question::Naptr(self.host.clone()));
        };
        let mut records: Vec<(&Naptr, Transport)> = records
            .iter()
            .filter_map(|record| Some((record, transport_of(&record.service)?)))
            .filter(|(_, transport)| transports.contains(transport))
            .collect();
        records.sort_by_key(|(record, _)| (record.order, record.preference));
        if records.is_empty() {
            let unasked = |transport: &&Transport| self.is_secure || **transport != Transport::Tls;
            return Ok(transports.iter().filter(unasked).map(by_name).collect());
        }
        let services = records
            .into_iter()
            .take(Self::MAX_RECORDS)
            .map(|(record, transport)| (transport, record.replacement.clone()));
        Ok(services.collect())
    }

    fn hosts(
        &self,
        hosts: &[(Transport, String, u16)],
        abilities: &Abilities,
        answers: &Answers,
    ) -> Located {
        let mut questions: Vec<Question> = hosts
            .iter()
            .filter(|(_, host, _)| !answers.addresses.contains_key(host))
            .map(|(_, host, _)| Question::Addresses(host.clone()))
            .collect();
        if !questions.is_empty() {
            questions.sort();
            questions.dedup();
            return Located::Ask(questions);
        }
        let mut targets: Vec<Target> = Vec::new();
        for (transport, host, port) in hosts {
            for ip in answers.addresses.get(host).into_iter().flatten() {
                let target = Target {
                    transport: *transport,
                    address: SocketAddr::new(ip.to_canonical(), *port),
                };
                if target.fits(abilities) && !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        targets.truncate(Self::MAX_TARGETS);
        Located::Found(targets)
    }
}

impl Target {
    fn fits(&self, abilities: &Abilities) -> bool {
        if self.address.is_ipv4() {
            abilities.has_v4
        } else {
            abilities.has_v6
        }
    }
}

fn transport_of(service: &str) -> Option<Transport> {
    let services = [
        ("SIP+D2U", Transport::Udp),
        ("SIP+D2T", Transport::Tcp),
        ("SIPS+D2T", Transport::Tls),
    ];
    let found = services
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(service));
    found.map(|(_, transport)| transport)
}

/// The order of RFC 2782: by priority, and by lot with weights among equal ones.
fn order<'a>(records: &'a [Srv], dice: &mut Dice) -> Vec<&'a Srv> {
    let mut left: Vec<&Srv> = records.iter().collect();
    // Those without weight first, so that they have their small chance.
    left.sort_by_key(|record| (record.priority, record.weight != 0));
    let mut ordered = Vec::with_capacity(left.len());
    while let Some(priority) = left.first().map(|record| record.priority) {
        let equals = left
            .iter()
            .take_while(|record| record.priority == priority)
            .map(|record| u64::from(record.weight));
        let lot = dice.below(equals.clone().sum::<u64>() + 1);
        let mut sum = 0;
        let reached = equals.map(|weight| {
            sum += weight;
            sum
        });
        let index = reached.take_while(|sum| *sum < lot).count();
        ordered.push(left.remove(index));
    }
    ordered
}

/// Numbers that follow from one (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (word ^ (word >> 31)) % end
    }
}

#[cfg(test)]
#[path = "locate/tests.rs"]
mod tests;
