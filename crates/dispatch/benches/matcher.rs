//! A match, and the application of an event, at a thousand and at a million rules, while rules change.
//!
//! Matches are timed back to back, and each after other work: in a gateway some 100 µs of SIP and media lie between two
//! calls, and nothing of a small index stays in the processor's own caches.
//!
//! `cargo bench -p tandem-dispatch` takes a minute; `-- --quick` stops at a hundred thousand rules.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::net::IpAddr;
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
/// Matches that are timed: ten to a trunk, as few of them shall be the first there.
const MATCHES: usize = 1_000_000;
/// Matches that are timed after other work.
const APART: usize = 20_000;
/// What other work touches between two matches: more than a core's own cache holds.
const OTHER_WORK: usize = 4 << 20;
/// Events that are timed.
const EVENTS: usize = 20_000;

fn trunk_number(trunk: usize) -> String {
    format!("+1900{trunk:07}")
}

fn trunk(trunk: usize) -> Event {
    let id = TrunkId::from_random(trunk as u128 + 1);
    let spec = InboundTrunkSpec {
        numbers: vec![PhoneNumber::new(&trunk_number(trunk))],
        ..InboundTrunkSpec::default()
    };
    Event::InboundTrunkCreated(Arc::new(InboundTrunk {
        id,
        stamps: Stamps::default(),
        spec,
    }))
}

/// Rules of a trunk: some by caller, some by PIN, one for all.
fn rule(trunk: usize, rule: usize) -> Event {
    let caller = (1..6)
        .contains(&rule)
        .then(|| PhoneNumber::new(&format!("+1555{rule:07}")));
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
        scope: RuleScope {
            trunk_ids: vec![TrunkId::from_random(trunk as u128 + 1)],
            inbound_numbers: caller.into_iter().collect(),
            numbers: Vec::new(),
        },
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

struct Figures {
    rules: usize,
    median_ns: u64,
    p99_ns: u64,
    apart_ns: u64,
    apply_p99_ns: u64,
    apply_median_ns: u64,
    bytes_a_rule: usize,
    built_ms: u128,
}

fn measure(trunks: usize) -> Figures {
    let events: Vec<Event> = (0..trunks)
        .flat_map(|one| {
            std::iter::once(trunk(one)).chain((0..RULES).map(move |other| rule(one, other)))
        })
        .collect();
    let before = resident();
    let begun = Instant::now();
    let mut matcher = Matcher::new();
    for (revision, event) in (1..).zip(&events) {
        matcher.apply(Revision(revision), std::slice::from_ref(event));
    }
    let built_ms = begun.elapsed().as_millis();
    let bytes_a_rule = resident().saturating_sub(before) / (trunks * RULES);
    let shared = Arc::new(RwLock::new(Arc::new(matcher)));
    let stop = Arc::new(AtomicBool::new(false));
    let writer = writer(trunks, Arc::clone(&shared), Arc::clone(&stop));
    let mut back_to_back = matches(trunks, &shared, MATCHES, &mut []);
    let mut apart = matches(trunks, &shared, APART, &mut vec![0_u64; OTHER_WORK / 8]);
    stop.store(true, Ordering::Release);
    let mut applied = writer.join().unwrap_or_default();
    Figures {
        rules: trunks * RULES,
        median_ns: percentile(&mut back_to_back, 500),
        p99_ns: percentile(&mut back_to_back, 990),
        apart_ns: percentile(&mut apart, 500),
        apply_median_ns: percentile(&mut applied, 500),
        apply_p99_ns: percentile(&mut applied, 990),
        bytes_a_rule,
        built_ms,
    }
}

/// Deletes and creates rules, publishing each change, until it is stopped.
fn writer(
    trunks: usize,
    shared: Arc<RwLock<Arc<Matcher>>>,
    stop: Arc<AtomicBool>,
) -> std::thread::JoinHandle<Vec<u64>> {
    std::thread::spawn(move || {
        let mut state = 99;
        let mut times = Vec::new();
        while !stop.load(Ordering::Acquire) || times.len() < EVENTS {
            let change = rule(random(&mut state) % trunks, random(&mut state) % RULES);
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
    trunks: usize,
    shared: &RwLock<Arc<Matcher>>,
    count: usize,
    other_work: &mut [u64],
) -> Vec<u64> {
    let mut state = 7;
    let mut times = Vec::with_capacity(count);
    let (mut entered, mut asked) = (0, 0);
    for index in 0..count {
        black_box(&mut *other_work)
            .iter_mut()
            .for_each(|word| *word = word.wrapping_add(1));
        let called = trunk_number(random(&mut state) % trunks);
        let caller = format!("+1555{:07}", random(&mut state) % 12);
        let pin = if index % 3 == 0 {
            PinInput::Entered(PinTag([8; 16]))
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

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let large = measure(if is_quick { 10_000 } else { 100_000 });
    let small = measure(100);
    println!(
        "rules      match p50  match p99  after other work  apply p50  apply p99  bytes a rule  built"
    );
    for one in [&small, &large] {
        println!(
            "{:<10} {:>6} ns  {:>6} ns  {:>13} ns  {:>6.1} µs  {:>6.1} µs  {:>12}  {} ms",
            one.rules,
            one.median_ns,
            one.p99_ns,
            one.apart_ns,
            one.apply_median_ns as f64 / 1000.0,
            one.apply_p99_ns as f64 / 1000.0,
            one.bytes_a_rule,
            one.built_ms
        );
    }
    println!(
        "ratio of the medians: {:.2} back to back, {:.2} after other work",
        large.median_ns as f64 / small.median_ns as f64,
        large.apart_ns as f64 / small.apart_ns as f64
    );
}
