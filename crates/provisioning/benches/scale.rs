//! What a change costs, and what a rule weighs, with a million rules over a hundred thousand trunks.
//!
//! `cargo bench -p tandem-provisioning` prints nanoseconds and bytes; `SCALE_RULES` sets another number of rules.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use tandem_model::{
    DispatchRuleSpec, EventId, InboundTrunkSpec, MediaEncryption, PhoneNumber, RoomName,
    RoomOptions, RuleKind, RuleScope, Timestamp, TrunkId,
};
use tandem_provisioning::{Actor, Catalog, Command, Envelope, Event, Facts, decide};

const RULES_PER_TRUNK: u64 = 10;
const SAMPLES: u64 = 20_000;

fn main() {
    let rules = std::env::var("SCALE_RULES").ok();
    let rules: u64 = rules
        .and_then(|text| text.parse().ok())
        .unwrap_or(1_000_000);
    let trunks = rules / RULES_PER_TRUNK;

    let started = Instant::now();
    let before = resident_bytes();
    let mut catalog = Catalog::default();
    for number in 0..trunks {
        record(&mut catalog, &create_trunk(number), number);
    }
    let with_trunks = resident_bytes();
    let ids: Vec<TrunkId> = catalog
        .inbound_trunks()
        .map(|trunk| trunk.id.clone())
        .collect();
    let with_ids = resident_bytes();
    for number in 0..rules {
        record(&mut catalog, &create_rule(&ids, number), trunks + number);
    }
    let with_rules = resident_bytes();
    println!(
        "{trunks} trunks and {rules} rules decided and folded in {:?}",
        started.elapsed()
    );
    println!("a trunk weighs {} B", (with_trunks - before) / trunks);
    println!("a rule weighs {} B", (with_rules - with_ids) / rules);

    measure_changes(&catalog, &ids, rules);
    measure_restore(&catalog);
}

/// Creates, updates and deletes while an older catalog is held, as readers hold one.
fn measure_changes(catalog: &Catalog, ids: &[TrunkId], rules: u64) {
    let mut catalog = catalog.clone();
    let (mut deciding, mut creating, mut deleting) = (vec![], vec![], vec![]);
    for sample in 0..SAMPLES {
        let held = catalog.clone();
        let command = create_rule(ids, rules + sample);
        let started = Instant::now();
        let created = decided(&catalog, &command, u64::MAX - sample);
        deciding.push(started.elapsed());
        let started = Instant::now();
        catalog.apply(&created);
        creating.push(started.elapsed());
        black_box(held);

        let oldest = catalog
            .dispatch_rules()
            .next()
            .expect("there are rules")
            .id
            .clone();
        let deleted = decided(&catalog, &Command::DeleteDispatchRule(oldest), sample);
        let held = catalog.clone();
        let started = Instant::now();
        catalog.apply(&deleted);
        deleting.push(started.elapsed());
        black_box(held);
    }
    report("decide a create", deciding);
    report("fold a create", creating);
    report("fold a delete", deleting);
}

fn measure_restore(catalog: &Catalog) {
    let trunks = catalog
        .inbound_trunks()
        .cloned()
        .map(Event::InboundTrunkCreated);
    let rules = catalog
        .dispatch_rules()
        .cloned()
        .map(Event::DispatchRuleCreated);
    let started = Instant::now();
    let restored = Catalog::restored(catalog.revision(), trunks.chain(rules));
    println!(
        "restored {} objects in {:?}",
        restored.object_count(),
        started.elapsed()
    );
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 1000];
    println!(
        "{what}: p50 {:?}, p99 {:?}, p99.9 {:?}",
        at(500),
        at(990),
        at(999)
    );
}

fn record(catalog: &mut Catalog, command: &Command, seed: u64) {
    let envelope = decided(catalog, command, seed);
    catalog.apply(&envelope);
}

fn decided(catalog: &Catalog, command: &Command, seed: u64) -> Envelope {
    let facts = Facts {
        event_id: EventId::from_random(u128::from(seed)),
        random: u128::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
        recorded_at: Timestamp { unix_nanos: seed },
        actor: Actor("bench".into()),
        comment: "".into(),
        expected_revision: None,
    };
    decide(catalog, command, facts).expect("the command is accepted")
}

fn create_trunk(number: u64) -> Command {
    Command::CreateInboundTrunk(Box::new(InboundTrunkSpec {
        name: format!("trunk {number}").into(),
        numbers: vec![phone(number)],
        ..InboundTrunkSpec::default()
    }))
}

/// Ten rules a trunk, told apart by the caller.
fn create_rule(ids: &[TrunkId], number: u64) -> Command {
    let trunk = usize::try_from(number / RULES_PER_TRUNK).expect("it fits") % ids.len();
    Command::CreateDispatchRule(Box::new(DispatchRuleSpec {
        name: format!("rule {number}").into(),
        metadata: "".into(),
        kind: RuleKind::Direct {
            room_name: RoomName::try_new(&format!("room-{number}")).expect("a name"),
        },
        pin: None,
        scope: RuleScope {
            trunk_ids: vec![ids[trunk].clone()],
            inbound_numbers: vec![phone(4_900_000_000 + number)],
            numbers: vec![],
        },
        hide_phone_number: false,
        attributes: [].into(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::Disable,
        media: None,
        terms: None,
    }))
}

fn phone(number: u64) -> PhoneNumber {
    PhoneNumber::new(&format!("+1{number:010}"))
}

/// The second field of `/proc/self/statm` counts pages of 4 KiB.
fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("this is Linux");
    let pages = statm
        .split_whitespace()
        .nth(1)
        .and_then(|text| text.parse::<u64>().ok());
    pages.expect("statm has a second number") * 4096
}
