//! A match, and the application of an event, at a thousand and at a million rules, while rules change.
//!
//! Matches are timed back to back, and each after other work: in a gateway some 100 µs of SIP and media lie between two
//! calls, and nothing of a small index stays in the processor's own caches.
//!
//! `cargo bench -p tandem-dispatch` takes two minutes; `-- --quick` stops at a hundred thousand rules, and `-- by-caller` or
//! `-- by-number` takes one kind of catalog.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::net::IpAddr;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Instant;

use bytes::Bytes;
use tandem_dispatch::{Attempt, Matcher, PinInput, Verdict};
use tandem_model::{
    DispatchRule, DispatchRuleId, DispatchRuleSpec, InboundTrunk, InboundTrunkSpec,
    MediaEncryption, PhoneNumber, PinTag, Revision, RoomOptions, RuleKind, RuleScope, Sealed,
    SealedPin, Stamps, TrunkId,
};
use tandem_provisioning::Event;

/// The node's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rules of one trunk.
const RULES: usize = 10;
/// Each size has its turn in each round, so that what else the machine does meets both.
const ROUNDS: usize = 5;
/// Matches of a round that are timed: two to a trunk.
const MATCHES: usize = 200_000;
/// Matches of a round before those.
const WARM_UP: usize = 20_000;
/// Matches of a round that are timed after other work.
const APART: usize = 4_000;
/// What other work touches between two matches: more than a core's own cache holds.
const OTHER_WORK: usize = 4 << 20;
/// Events of a round that are timed, at least.
const EVENTS: usize = 4_000;

/// What tells the rules of a trunk apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rules {
    /// Callers and PINs: the trunk has one number.
    ByCaller,
    /// Called numbers: the trunk has as many as rules.
    ByNumber,
}

impl Rules {
    fn number(self, trunk: usize, rule: usize) -> String {
        match self {
            Self::ByCaller => format!("+1900{trunk:07}"),
            Self::ByNumber => format!("+19{:09}", trunk * RULES + rule),
        }
    }

    fn scope(self, trunk: usize, rule: usize) -> RuleScope {
        let caller = (1..6).contains(&rule).then(|| format!("+1555{rule:07}"));
        let called = self.number(trunk, rule);
        let (caller, called) = match self {
            Self::ByCaller => (caller, None),
            Self::ByNumber => (None, Some(called)),
        };
        let numbers =
            |number: Option<String>| number.iter().map(|one| PhoneNumber::new(one)).collect();
        RuleScope {
            trunk_ids: vec![TrunkId::from_random(trunk as u128 + 1)],
            inbound_numbers: numbers(caller),
            numbers: numbers(called),
        }
    }
}

fn trunk(rules: Rules, trunk: usize) -> Event {
    let id = TrunkId::from_random(trunk as u128 + 1);
    let mut numbers: Vec<_> = (0..RULES).map(|rule| rules.number(trunk, rule)).collect();
    numbers.dedup();
    let spec = InboundTrunkSpec {
        numbers: numbers.iter().map(|one| PhoneNumber::new(one)).collect(),
        ..InboundTrunkSpec::default()
    };
    Event::InboundTrunkCreated(Arc::new(InboundTrunk {
        id,
        stamps: Stamps::default(),
        spec,
    }))
}

/// A rule of a trunk: six of ten are open to all who are told apart otherwise, and four have a PIN.
fn rule(rules: Rules, trunk: usize, rule: usize) -> Event {
    let tag = PinTag([u8::try_from(rule).unwrap_or(0); 16]);
    let pin = (rule >= 6).then(|| SealedPin {
        tag,
        sealed: Sealed(Bytes::from_static(b"sealed")),
    });
    let spec = DispatchRuleSpec {
        name: "".into(),
        metadata: "".into(),
        kind: RuleKind::Individual {
            room_prefix: "call".into(),
            no_randomness: false,
        },
        pin,
        scope: rules.scope(trunk, rule),
        hide_phone_number: false,
        attributes: tandem_model::Attributes::new(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::Disable,
        media: None,
        terms: None,
    };
    let id = DispatchRuleId::from_random((trunk * RULES + rule) as u128 + 1);
    Event::DispatchRuleCreated(Arc::new(DispatchRule {
        id,
        stamps: Stamps::default(),
        spec,
    }))
}

fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm
        .split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<usize>().ok())
        .unwrap_or(0)
        * 4096
}

fn random(state: &mut u64) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap_or(0)
}

fn percentile(times: &mut [u64], share: usize) -> u64 {
    times.sort_unstable();
    times[times.len() * share / 1000]
}

/// A catalog of one size, and all that was measured of it.
struct Size {
    rules: Rules,
    trunks: usize,
    matcher: Arc<RwLock<Arc<Matcher>>>,
    bytes_a_rule: usize,
    built_ms: u128,
    back_to_back: Vec<u64>,
    apart: Vec<u64>,
    applied: Vec<u64>,
}

impl Size {
    fn build(rules: Rules, trunks: usize) -> Self {
        let of_trunk = |one| {
            let rules_of = (0..RULES).map(move |other| rule(rules, one, other));
            std::iter::once(trunk(rules, one)).chain(rules_of)
        };
        let events: Vec<Event> = (0..trunks).flat_map(of_trunk).collect();
        let before = resident();
        let begun = Instant::now();
        let mut matcher = Matcher::new();
        for (revision, event) in (1..).zip(&events) {
            matcher.apply(Revision(revision), std::slice::from_ref(event));
        }
        Self {
            rules,
            trunks,
            built_ms: begun.elapsed().as_millis(),
            bytes_a_rule: resident().saturating_sub(before) / (trunks * RULES),
            matcher: Arc::new(RwLock::new(Arc::new(matcher))),
            back_to_back: Vec::new(),
            apart: Vec::new(),
            applied: Vec::new(),
        }
    }

    fn round(&mut self, round: usize) {
        let stop = Arc::new(AtomicBool::new(false));
        let writer = writer(
            (self.rules, self.trunks),
            Arc::clone(&self.matcher),
            Arc::clone(&stop),
        );
        // The other size had the processor's cache until now.
        matches(
            (self.rules, self.trunks),
            &self.matcher,
            (ROUNDS, WARM_UP),
            &mut [],
        );
        let back_to_back = matches(
            (self.rules, self.trunks),
            &self.matcher,
            (round, MATCHES),
            &mut [],
        );
        self.back_to_back.extend(back_to_back);
        let mut other_work = vec![0_u64; OTHER_WORK / 8];
        let apart = matches(
            (self.rules, self.trunks),
            &self.matcher,
            (round, APART),
            &mut other_work,
        );
        self.apart.extend(apart);
        stop.store(true, Ordering::Release);
        self.applied.extend(writer.join().unwrap_or_default());
    }

    fn print(&mut self) -> (u64, u64) {
        let (median, apart) = (
            percentile(&mut self.back_to_back, 500),
            percentile(&mut self.apart, 500),
        );
        println!(
            "{:<10} {:>6} ns  {:>6} ns  {:>13} ns  {:>6.1} µs  {:>6.1} µs  {:>12}  {} ms",
            self.trunks * RULES,
            median,
            percentile(&mut self.back_to_back, 990),
            apart,
            percentile(&mut self.applied, 500) as f64 / 1000.0,
            percentile(&mut self.applied, 990) as f64 / 1000.0,
            self.bytes_a_rule,
            self.built_ms
        );
        (median, apart)
    }
}

/// Deletes and creates rules, publishing each change, until it is stopped.
fn writer(
    (rules, trunks): (Rules, usize),
    shared: Arc<RwLock<Arc<Matcher>>>,
    stop: Arc<AtomicBool>,
) -> std::thread::JoinHandle<Vec<u64>> {
    std::thread::spawn(move || {
        let mut state = 99;
        let mut times = Vec::new();
        while !stop.load(Ordering::Acquire) || times.len() < EVENTS {
            let change = rule(
                rules,
                random(&mut state) % trunks,
                random(&mut state) % RULES,
            );
            let mut next = shared
                .read()
                .map(|matcher| Matcher::clone(&matcher))
                .unwrap_or_default();
            let begun = Instant::now();
            next.apply(Revision(u64::MAX), &[change]);
            let next = Arc::new(next);
            times.push(u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX));
            if let Ok(mut current) = shared.write() {
                *current = next;
            }
        }
        times
    })
}

fn matches(
    (rules, trunks): (Rules, usize),
    shared: &RwLock<Arc<Matcher>>,
    (round, count): (usize, usize),
    other_work: &mut [u64],
) -> Vec<u64> {
    let mut state = round as u64;
    let mut times = Vec::with_capacity(count);
    let (mut entered, mut asked) = (0, 0);
    for index in 0..count {
        black_box(&mut *other_work)
            .iter_mut()
            .for_each(|word| *word = word.wrapping_add(1));
        let rule = random(&mut state) % RULES;
        let called = rules.number(random(&mut state) % trunks, rule);
        let caller = format!("+1555{:07}", random(&mut state) % 12);
        let tag = match rules {
            Rules::ByCaller => Some(8).filter(|_| index % 3 == 0),
            Rules::ByNumber => u8::try_from(rule).ok().filter(|rule| *rule >= 8),
        };
        let pin = if let Some(tag) = tag {
            PinInput::Entered(PinTag([tag; 16]))
        } else {
            PinInput::NotAsked
        };
        let source = IpAddr::from([192, 0, 2, 1]);
        let attempt = Attempt {
            called: &called,
            caller: &caller,
            source,
            pin,
            authenticated: None,
            is_private: false,
        };
        let matcher = shared
            .read()
            .map(|matcher| Arc::clone(&matcher))
            .unwrap_or_default();
        let begun = Instant::now();
        let decision = black_box(matcher.evaluate(&attempt));
        times.push(u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX));
        match decision.verdict {
            Verdict::Enter(_) => entered += 1,
            Verdict::AskPin(_) => asked += 1,
            Verdict::Challenge | Verdict::Refuse(_) => {}
        }
    }
    assert!(
        entered > 0 && asked > 0 && entered + asked == count,
        "every call finds a rule"
    );
    times
}

fn measure(rules: Rules, trunks: usize) {
    let mut large = Size::build(rules, trunks);
    let mut small = Size::build(rules, 100);
    for round in 0..ROUNDS {
        small.round(round);
        large.round(round);
    }
    println!(
        "rules      match p50  match p99  after other work  apply p50  apply p99  bytes a rule  built"
    );
    let (small, small_apart) = small.print();
    let (large, large_apart) = large.print();
    println!(
        "ratio of the medians: {:.2} back to back, {:.2} after other work\n",
        large as f64 / small as f64,
        large_apart as f64 / small_apart as f64
    );
}

/// Each kind of catalog has a process of its own: memory that another one left would not be counted.
fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |argument: &str| arguments.iter().any(|one| one == argument);
    let trunks = if has("--quick") { 10_000 } else { 100_000 };
    if has("by-caller") {
        println!("Ten rules of each trunk, told apart by caller and PIN:");
        measure(Rules::ByCaller, trunks);
    } else if has("by-number") {
        println!("Ten numbers of each trunk, and a rule for each:");
        measure(Rules::ByNumber, trunks);
    } else {
        let bench = std::env::current_exe().expect("a bench has a path");
        for kind in ["by-caller", "by-number"] {
            let status = Command::new(&bench).args(&arguments).arg(kind).status();
            assert!(status.is_ok_and(|status| status.success()), "{kind}");
        }
    }
}
