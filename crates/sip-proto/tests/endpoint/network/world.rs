use std::time::{Duration, Instant};

use tandem_sip_proto::{Endpoint, EndpointConfig, Flow, Limits, Message, Transport};

use super::callee::Callee;
use super::caller::{Caller, Plan};
use super::link::{Dice, End, Link, Weather};
use crate::rig::{tcp, udp};

/// Calls a world.
const CALLS: usize = 6;
/// More turns than any world needs: one that does not come to rest is a fault.
const TURNS: usize = 20_000;

/// A caller, a network, an endpoint and its user, in simulated time.
pub(crate) struct World {
    now: Instant,
    start: Instant,
    link: Link,
    caller: Caller,
    endpoint: Endpoint,
    callee: Callee,
    flow: Flow,
    /// When calls begin.
    agenda: Vec<(Instant, Plan)>,
}

/// What came of all requests.
#[derive(Clone, Default, Debug)]
pub(crate) struct Outcome {
    pub(crate) requests: usize,
    pub(crate) unanswered: usize,
    pub(crate) unconfirmed: usize,
    pub(crate) repeated_by_us: u64,
}

impl Outcome {
    pub(crate) fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.unanswered += other.unanswered;
        self.unconfirmed += other.unconfirmed;
        self.repeated_by_us += other.repeated_by_us;
    }
}

fn plan(dice: &mut Dice) -> Plan {
    let statuses = [200, 200, 200, 302, 407, 486, 503, 603];
    let status = statuses[usize::try_from(dice.below(8)).expect("a small number")];
    Plan {
        status,
        answer_after_ms: [0, dice.below(400), dice.below(8_000)][dice.below(3) as usize],
        cancel_after_ms: dice.happens(30).then(|| dice.below(3_000)),
        hang_up_after_ms: dice.happens(60).then(|| dice.below(5_000)),
    }
}

impl World {
    pub(crate) fn new(seed: u64, weather: Weather, transport: Transport) -> Self {
        let start = Instant::now();
        let mut dice = Dice(seed);
        let agenda = (0..CALLS)
            .map(|_| {
                let at = start + Duration::from_millis(dice.below(2_000));
                (at, plan(&mut dice))
            })
            .collect();
        let config = EndpointConfig {
            seed,
            ..EndpointConfig::default()
        };
        Self {
            now: start,
            start,
            link: Link::new(dice, weather),
            caller: Caller::new(transport),
            endpoint: Endpoint::new(config),
            callee: Callee::default(),
            flow: match transport {
                Transport::Udp => udp(),
                Transport::Tcp | Transport::Tls => tcp(7),
            },
            agenda,
        }
    }

    /// Runs until nobody has anything left to do.
    pub(crate) fn run(&mut self) {
        for _ in 0..TURNS {
            let next = [
                self.link.poll_timeout(),
                self.caller.poll_timeout(),
                self.callee.poll_timeout(),
                self.endpoint.poll_timeout(),
                self.agenda.iter().map(|(at, _)| *at).min(),
            ];
            let Some(at) = next.into_iter().flatten().min() else {
                return;
            };
            self.now = self.now.max(at);
            self.turn();
        }
        panic!("the world does not come to rest");
    }

    fn turn(&mut self) {
        let now = self.now;
        let (due, later) = self.agenda.iter().copied().partition(|(at, _)| *at <= now);
        self.agenda = later;
        for (_, plan) in Vec::from_iter::<Vec<(Instant, Plan)>>(due) {
            self.caller.call(plan, now);
            self.caller.probe(now);
        }
        self.caller.handle_timeout(now);
        self.callee.handle_timeout(&mut self.endpoint, now);
        self.endpoint.handle_timeout(now);
        self.settle();
        while let Some((to, octets)) = self.link.take_due(now) {
            match to {
                End::Caller => self.caller.hear(&octets, now),
                End::Callee => {
                    let message = Message::parse(octets, &Limits::default());
                    let message = message.expect("a caller's message reads");
                    self.endpoint.handle_message(message, self.flow, now);
                }
            }
            self.settle();
        }
    }

    fn settle(&mut self) {
        loop {
            while let Some(transmit) = self.endpoint.poll_transmit() {
                self.link.send(End::Caller, &transmit.bytes, self.now);
            }
            let Some(event) = self.endpoint.poll_event() else {
                break;
            };
            self.callee
                .handle_event(event, &mut self.endpoint, self.now);
        }
        while let Some(octets) = self.caller.poll_transmit() {
            self.link.send(End::Callee, &octets, self.now);
        }
    }

    pub(crate) fn outcome(&self) -> Outcome {
        Outcome {
            requests: self.caller.asked.len(),
            unanswered: self.unanswered().count(),
            unconfirmed: self.callee.unconfirmed,
            repeated_by_us: self.endpoint.counters().retransmissions_out,
        }
    }

    fn unanswered(&self) -> impl Iterator<Item = &String> {
        let asked = self.caller.asked.iter();
        asked
            .filter(|(_, asked)| asked.finals.is_empty())
            .map(|(key, _)| key)
    }

    /// What must never be, whatever the network did.
    pub(crate) fn faults(&self, patience: Duration) -> Vec<String> {
        let mut faults = Vec::new();
        for (key, asked) in &self.caller.asked {
            if asked.finals.len() > 1 {
                faults.push(format!("{key} got different final responses"));
            }
        }
        for key in self.unanswered() {
            let branch = key.split(' ').next().unwrap_or_default();
            if !self.link.losses.contains(branch) {
                faults.push(format!("{key} lost nothing and got no final response"));
            }
        }
        let reported = self.callee.reported.iter();
        for (key, count) in reported.filter(|(_, count)| **count != 1) {
            faults.push(format!("{key} was reported {count} times"));
        }
        for (what, counts) in [
            ("cancelled", &self.callee.cancelled),
            ("settled", &self.callee.settled),
        ] {
            for (tx, count) in counts.iter().filter(|(_, count)| **count > 1) {
                faults.push(format!("{tx:?} was {what} {count} times"));
            }
        }
        for (tx, count) in self.callee.ended.iter().filter(|(_, count)| **count != 1) {
            faults.push(format!("{tx:?} ended {count} times"));
        }
        let held = (self.endpoint.held(), self.endpoint.held_octets());
        if held != ((0, 0), 0) {
            faults.push(format!("{held:?} is held for ever"));
        }
        let byes_lost = self
            .unanswered()
            .filter(|key| key.ends_with(" BYE"))
            .count();
        if self.callee.open_calls() > byes_lost {
            faults.push(format!(
                "{} calls were never ended",
                self.callee.open_calls()
            ));
        }
        let acted_at = self.callee.acted_at.unwrap_or(self.start);
        if self.now - acted_at > patience && self.link.losses.is_empty() {
            faults.push(format!(
                "rest came {:?} after the last act",
                self.now - acted_at
            ));
        }
        faults
    }
}
