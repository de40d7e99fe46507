use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use bytes::Bytes;

/// Numbers that look random and are the same for each seed (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    pub(crate) fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// What a network does to datagrams; percentages and milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    pub(crate) loss: u64,
    pub(crate) duplication: u64,
    pub(crate) shortest_delay: u64,
    pub(crate) longest_delay: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    Caller,
    Callee,
}

/// The network between two ends.
pub(crate) struct Link {
    dice: Dice,
    weather: Weather,
    in_flight: BTreeMap<(Instant, u64), (End, Bytes)>,
    sent: u64,
    /// Branches of messages of which a copy was lost.
    pub(crate) losses: BTreeSet<String>,
}

impl Link {
    pub(crate) fn new(dice: Dice, weather: Weather) -> Self {
        Self {
            dice,
            weather,
            in_flight: BTreeMap::new(),
            sent: 0,
            losses: BTreeSet::new(),
        }
    }

    pub(crate) fn send(&mut self, to: End, octets: &Bytes, now: Instant) {
        let copies = 1 + usize::from(self.dice.happens(self.weather.duplication));
        for _ in 0..copies {
            if self.dice.happens(self.weather.loss) {
                self.losses.insert(branch(octets));
                continue;
            }
            let Weather {
                shortest_delay,
                longest_delay,
                ..
            } = self.weather;
            let delay = shortest_delay + self.dice.below(longest_delay - shortest_delay + 1);
            self.sent += 1;
            let key = (now + Duration::from_millis(delay), self.sent);
            self.in_flight.insert(key, (to, octets.clone()));
        }
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.in_flight.keys().next().map(|(at, _)| *at)
    }

    pub(crate) fn take_due(&mut self, now: Instant) -> Option<(End, Bytes)> {
        let entry = self.in_flight.first_entry()?;
        (entry.key().0 <= now).then(|| entry.remove())
    }
}

/// The value of a field, found in the text.
pub(crate) fn field(octets: &[u8], name: &str) -> String {
    let text = String::from_utf8_lossy(octets).into_owned();
    let mut lines = text.lines().filter_map(|line| line.split_once(": "));
    let found = lines.find(|(other, _)| *other == name);
    found.map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// The branch of the top Via.
pub(crate) fn branch(octets: &[u8]) -> String {
    let via = field(octets, "Via");
    let rest = via.split_once("branch=").map(|(_, rest)| rest.to_owned());
    let rest = rest.unwrap_or_default();
    rest.split(';').next().unwrap_or_default().to_owned()
}

pub(crate) fn start_line(octets: &[u8]) -> String {
    let end = octets.iter().position(|octet| *octet == b'\r');
    String::from_utf8_lossy(&octets[..end.unwrap_or(octets.len())]).into_owned()
}
