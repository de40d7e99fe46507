//! The matcher against a linear one, written from the reference (§5, §6) and the differences of `NOTES.md`.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use tandem_dispatch::{Attempt, Matcher, PinInput, Refusal, Verdict};
use tandem_model::{
    AllowedAddress, CallerPattern, DispatchRule, DispatchRuleSpec, EventId, InboundTrunk,
    InboundTrunkSpec, MediaEncryption, PhoneNumber, PinTag, RoomName, RoomOptions, RuleDirection,
    RuleKind, RuleScope, RuleTerms, Sealed, SealedPin, Timestamp, TrunkId, TrunkTerms, normalize,
};
use tandem_provisioning::{Actor, Catalog, Command, Facts, decide};

/// A small generator, so that a failure repeats.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let index = self.roll(all.len());
        &all[index]
    }

    /// Up to two of a pool, often none.
    /// None, one or two, or all.
    fn some(&mut self, pool: &[&str]) -> Vec<PhoneNumber> {
        if self.roll(6) == 0 {
            return pool.iter().map(|one| PhoneNumber::new(one)).collect();
        }
        (0..self.roll(3))
            .map(|_| PhoneNumber::new(self.pick::<&str>(pool)))
            .collect()
    }
}

const CALLED: [&str; 5] = ["+1900", "1900", "+1901", "(190) 2", "help"];
const CALLERS: [&str; 5] = ["+1555", "1555", "+1556", "anna", ""];
const NETWORKS: [&str; 4] = ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.7", "2001:db8::/32"];
const PATTERNS: [&str; 4] = ["+15*", "1555", "*6", "an*"];
const SOURCES: [&str; 4] = ["10.1.2.3", "10.9.9.9", "192.0.2.7", "2001:db8::1"];

fn pin(number: u8) -> SealedPin {
    SealedPin {
        tag: PinTag([number; 16]),
        sealed: Sealed(Bytes::from(vec![number])),
    }
}

fn networks(dice: &mut Dice) -> Vec<AllowedAddress> {
    (0..dice.roll(3))
        .map(|_| AllowedAddress::try_new(dice.pick::<&str>(&NETWORKS)).expect("a network"))
        .collect()
}

fn patterns(dice: &mut Dice) -> Vec<CallerPattern> {
    (0..dice.roll(3))
        .map(|_| CallerPattern::try_new(dice.pick::<&str>(&PATTERNS)).expect("a pattern"))
        .collect()
}

fn trunk_terms(dice: &mut Dice) -> Option<Box<TrunkTerms>> {
    let terms = TrunkTerms {
        is_idle: dice.roll(8) == 0,
        allowed_callers: patterns(dice),
        ..TrunkTerms::default()
    };
    if dice.roll(3) == 0 {
        terms.boxed()
    } else {
        None
    }
}

fn rule_terms(dice: &mut Dice) -> Option<Box<RuleTerms>> {
    let direction = match dice.roll(8) {
        0 => RuleDirection::Outbound,
        _ => RuleDirection::Inbound,
    };
    let terms = RuleTerms {
        direction,
        is_idle: dice.roll(8) == 0,
        allowed_callers: patterns(dice),
        allowed_addresses: networks(dice),
        priority: u16::try_from(dice.roll(3)).expect("small"),
        ..RuleTerms::default()
    };
    if dice.roll(3) == 0 {
        terms.boxed()
    } else {
        None
    }
}

fn trunk_spec(dice: &mut Dice) -> InboundTrunkSpec {
    let mut spec = InboundTrunkSpec {
        numbers: dice.some(&CALLED),
        allowed_numbers: dice.some(&CALLERS[..4]),
        allowed_addresses: networks(dice),
        terms: trunk_terms(dice),
        ..InboundTrunkSpec::default()
    };
    if dice.roll(5) == 0 {
        spec.auth.username = "u".into();
        spec.auth.password = Some(Sealed(Bytes::from_static(b"p")));
    }
    spec
}

fn rule_spec(dice: &mut Dice, trunks: &[TrunkId]) -> DispatchRuleSpec {
    let rooms = ["a", "b", "c"];
    let kind = match dice.roll(4) {
        0 => RuleKind::Direct {
            room_name: RoomName::try_new(dice.pick::<&str>(&rooms)).expect("a name"),
        },
        1 => RuleKind::Individual {
            room_prefix: (*dice.pick::<&str>(&rooms)).into(),
            no_randomness: false,
        },
        2 => RuleKind::Callee {
            room_prefix: (*dice.pick::<&str>(&rooms)).into(),
            randomize: false,
        },
        _ => RuleKind::Random {
            room_prefix: (*dice.pick::<&str>(&rooms)).into(),
        },
    };
    let trunk_ids = match trunks {
        [] => Vec::new(),
        trunks => (0..dice.roll(3))
            .map(|_| dice.pick(trunks).clone())
            .collect(),
    };
    DispatchRuleSpec {
        name: "".into(),
        metadata: "".into(),
        kind,
        pin: (dice.roll(2) == 0).then(|| pin(u8::try_from(dice.roll(3)).expect("small"))),
        scope: RuleScope {
            trunk_ids,
            inbound_numbers: dice.some(&CALLERS[..4]),
            numbers: dice.some(&CALLED),
        },
        hide_phone_number: false,
        attributes: tandem_model::Attributes::new(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::Disable,
        media: None,
        terms: rule_terms(dice),
    }
}

fn command(dice: &mut Dice, catalog: &Catalog) -> Command {
    let trunks: Vec<TrunkId> = catalog
        .inbound_trunks()
        .map(|trunk| trunk.id.clone())
        .collect();
    let rules: Vec<_> = catalog
        .dispatch_rules()
        .map(|rule| rule.id.clone())
        .collect();
    match dice.roll(8) {
        0 | 1 => Command::CreateInboundTrunk(Box::new(trunk_spec(dice))),
        2 if !trunks.is_empty() => {
            Command::ReplaceInboundTrunk(dice.pick(&trunks).clone(), Box::new(trunk_spec(dice)))
        }
        3 if trunks.len() > 4 => Command::DeleteTrunk(dice.pick(&trunks).clone()),
        4 if rules.len() > 8 => Command::DeleteDispatchRule(dice.pick(&rules).clone()),
        5 if !rules.is_empty() => Command::ReplaceDispatchRule(
            dice.pick(&rules).clone(),
            Box::new(rule_spec(dice, &trunks)),
        ),
        _ => Command::CreateDispatchRule(Box::new(rule_spec(dice, &trunks))),
    }
}

fn has(numbers: &[PhoneNumber], one: &str) -> bool {
    numbers
        .iter()
        .any(|number| number.normalized() == normalize(one))
}

fn has_source(sources: &[AllowedAddress], attempt: &Attempt<'_>) -> bool {
    sources.is_empty() || sources.iter().any(|source| source.contains(attempt.source))
}

fn has_caller(patterns: &[CallerPattern], attempt: &Attempt<'_>) -> bool {
    let caller = normalize(attempt.caller);
    patterns.is_empty() || patterns.iter().any(|pattern| pattern.takes(&caller))
}

/// What a rule's allow-lists say of a call.
fn kept_out(rule: &DispatchRule, attempt: &Attempt<'_>) -> Option<Refusal> {
    let terms = rule.spec.terms.as_ref()?;
    if !has_source(&terms.allowed_addresses, attempt) {
        return Some(Refusal::SourceNotAllowed);
    }
    (!has_caller(&terms.allowed_callers, attempt)).then_some(Refusal::CallerNotAllowed)
}

/// §5.3, one trunk after the other.
fn naive_trunk<'a>(
    catalog: &'a Catalog,
    attempt: &Attempt<'_>,
) -> Result<Option<&'a Arc<InboundTrunk>>, Refusal> {
    let of_number = |trunk: &&Arc<InboundTrunk>| {
        trunk.spec.numbers.is_empty() || has(&trunk.spec.numbers, attempt.called)
    };
    let of_caller = |trunk: &&Arc<InboundTrunk>| {
        trunk.spec.allowed_numbers.is_empty() || has(&trunk.spec.allowed_numbers, attempt.caller)
    };
    let admits = |trunk: &&Arc<InboundTrunk>| {
        let callers = trunk.spec.terms.as_ref();
        has_source(&trunk.spec.allowed_addresses, attempt)
            && callers.is_none_or(|terms| has_caller(&terms.allowed_callers, attempt))
    };
    let is_awake =
        |trunk: &&Arc<InboundTrunk>| !trunk.spec.terms.as_ref().is_some_and(|terms| terms.is_idle);
    let candidates: Vec<_> = catalog
        .inbound_trunks()
        .filter(is_awake)
        .filter(of_number)
        .filter(of_caller)
        .collect();
    // The more particular one wins, in place of an ambiguity.
    let best = candidates
        .iter()
        .filter(|trunk| admits(trunk))
        .min_by_key(|trunk| {
            (
                trunk.spec.numbers.is_empty(),
                trunk.spec.allowed_numbers.is_empty(),
            )
        });
    let restricts = |trunk: &Arc<InboundTrunk>| {
        !trunk.spec.allowed_numbers.is_empty() && has(&trunk.spec.numbers, attempt.called)
    };
    match best {
        Some(trunk) => Ok(Some(trunk)),
        None if candidates
            .iter()
            .any(|trunk| !has_source(&trunk.spec.allowed_addresses, attempt)) =>
        {
            Err(Refusal::SourceNotAllowed)
        }
        None if !candidates.is_empty() => Err(Refusal::CallerNotAllowed),
        None if catalog.inbound_trunks().any(restricts) => Err(Refusal::CallerNotAllowed),
        None => Ok(None),
    }
}

/// §6.1, §6.2, one rule after the other.
fn naive_rule<'a>(
    catalog: &'a Catalog,
    trunk: Option<&Arc<InboundTrunk>>,
    attempt: &Attempt<'_>,
) -> Result<Option<&'a Arc<DispatchRule>>, Refusal> {
    let fits = |rule: &&Arc<DispatchRule>| {
        let terms = rule.spec.terms.clone().unwrap_or_default();
        if terms.direction == RuleDirection::Outbound || terms.is_idle {
            return false;
        }
        let scope = &rule.spec.scope;
        let pin = rule.spec.pin.as_ref().map(|pin| pin.tag);
        (scope.inbound_numbers.is_empty() || has(&scope.inbound_numbers, attempt.caller))
            && (scope.numbers.is_empty() || has(&scope.numbers, attempt.called))
            && match attempt.pin {
                PinInput::NotAsked => true,
                PinInput::Skipped => pin.is_none(),
                PinInput::Entered(tag) => pin == Some(tag),
            }
    };
    let priority = |rule: &&Arc<DispatchRule>| {
        let (base, room) = match &rule.spec.kind {
            RuleKind::Direct { room_name } => (0, room_name.as_str().to_owned()),
            RuleKind::Individual { room_prefix, .. } => (1, room_prefix.to_string()),
            RuleKind::Callee { room_prefix, .. } => (2, room_prefix.to_string()),
            RuleKind::Random { room_prefix } => (3, room_prefix.to_string()),
        };
        let scope = &rule.spec.scope;
        let open = if rule.spec.pin.is_none() { 100 } else { 0 };
        let any = 1000
            * (u32::from(scope.inbound_numbers.is_empty()) + u32::from(scope.numbers.is_empty()));
        let own = rule.spec.terms.as_ref().map_or(0, |terms| terms.priority);
        (
            open + any,
            std::cmp::Reverse(own),
            base,
            room,
            rule.id.clone(),
        )
    };
    let specific = |rule: &&Arc<DispatchRule>| {
        trunk.is_some_and(|trunk| rule.spec.scope.trunk_ids.contains(&trunk.id))
    };
    let open = |rule: &&Arc<DispatchRule>| rule.spec.scope.trunk_ids.is_empty();
    let fitting: Vec<_> = catalog.dispatch_rules().filter(fits).collect();
    let (mut specific, mut open): (Vec<_>, Vec<_>) = (
        fitting.iter().copied().filter(specific).collect(),
        fitting.iter().copied().filter(open).collect(),
    );
    specific.sort_by_key(priority);
    open.sort_by_key(priority);
    let in_order = || specific.iter().chain(&open).copied();
    match in_order().find(|rule| kept_out(rule, attempt).is_none()) {
        Some(rule) => Ok(Some(rule)),
        None => in_order()
            .find_map(|rule| kept_out(rule, attempt))
            .map_or(Ok(None), Err),
    }
}

fn naive(catalog: &Catalog, attempt: &Attempt<'_>) -> Verdict {
    let trunk = match naive_trunk(catalog, attempt) {
        Err(refusal) => return Verdict::Refuse(refusal),
        Ok(trunk) => trunk,
    };
    if trunk.is_some_and(|trunk| {
        trunk.spec.auth.password.is_some() && attempt.authenticated != Some(&trunk.id)
    }) {
        return Verdict::Challenge;
    }
    let rule = match naive_rule(catalog, trunk, attempt) {
        Err(refusal) => return Verdict::Refuse(refusal),
        Ok(rule) => rule,
    };
    match (rule, attempt.pin) {
        (Some(rule), PinInput::NotAsked) if rule.spec.pin.is_some() => {
            Verdict::AskPin(Arc::clone(rule))
        }
        (Some(rule), _) => Verdict::Enter(Arc::clone(rule)),
        (None, PinInput::NotAsked) if trunk.is_some() => Verdict::Refuse(Refusal::NoRule),
        (None, PinInput::NotAsked) => Verdict::Refuse(Refusal::NoTrunk),
        (None, PinInput::Skipped | PinInput::Entered(_)) => Verdict::Refuse(Refusal::WrongPin),
    }
}

#[test]
fn the_index_the_rebuilt_index_and_the_linear_matcher_agree() {
    let mut calls = 0;
    let mut kinds = std::collections::BTreeMap::<&str, usize>::new();
    for seed in 1..=50 {
        let mut dice = Dice(seed);
        let (mut catalog, mut matcher) = (Catalog::default(), Matcher::new());
        for _ in 0..60 {
            let facts = Facts {
                event_id: EventId::from_random(1),
                random: (u128::from(dice.0) << 64) | dice.roll(1 << 30) as u128,
                recorded_at: Timestamp::default(),
                actor: Actor("test".into()),
                comment: "".into(),
                expected_revision: None,
            };
            let command = command(&mut dice, &catalog);
            let Ok(envelope) = decide(&catalog, &command, facts) else {
                continue;
            };
            catalog.apply(&envelope);
            matcher.apply(catalog.revision(), &envelope.events);
            let rebuilt = Matcher::from_catalog(&catalog);
            for _ in 0..60 {
                let (called, caller) = (*dice.pick(&CALLED), *dice.pick(&CALLERS));
                let source: IpAddr = dice.pick::<&str>(&SOURCES).parse().expect("an address");
                let pin = match dice.roll(4) {
                    0 => PinInput::Skipped,
                    1 => {
                        PinInput::Entered(PinTag([u8::try_from(dice.roll(4)).expect("small"); 16]))
                    }
                    _ => PinInput::NotAsked,
                };
                let trunks: Vec<_> = catalog.inbound_trunks().map(|trunk| &trunk.id).collect();
                let authenticated =
                    (!trunks.is_empty() && dice.roll(2) == 0).then(|| *dice.pick(&trunks));
                let attempt = Attempt {
                    called,
                    caller,
                    source,
                    pin,
                    authenticated,
                    is_private: false,
                };
                let expected = naive(&catalog, &attempt);
                let (explained, considered) = matcher.explain(&attempt);
                assert_eq!(
                    matcher.evaluate(&attempt).cloned().verdict,
                    expected,
                    "seed {seed}: {attempt:?}"
                );
                assert_eq!(
                    rebuilt.evaluate(&attempt).cloned().verdict,
                    expected,
                    "seed {seed}, rebuilt: {attempt:?}"
                );
                assert_eq!(
                    explained.cloned().verdict,
                    expected,
                    "seed {seed}, explained: {attempt:?}"
                );
                let chosen = considered
                    .rules
                    .iter()
                    .filter(|(_, outcome)| *outcome == tandem_dispatch::Outcome::Chosen);
                let takes_rule = matches!(expected, Verdict::Enter(_) | Verdict::AskPin(_));
                assert_eq!(
                    chosen.count(),
                    usize::from(takes_rule),
                    "seed {seed}: {attempt:?}"
                );
                *kinds.entry(expected.code()).or_default() += 1;
                calls += 1;
            }
        }
    }
    assert!(calls >= 100_000, "{calls} calls");
    assert_eq!(kinds.len(), 8, "every verdict was reached: {kinds:?}");
}
