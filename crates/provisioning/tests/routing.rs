//! Routing rules, and numbers that move.

mod support;

use support::{Desk, inbound, numbers, outbound, rule};
use tandem_model::{DispatchRuleId, PhoneNumber, RuleDirection, TrunkId};
use tandem_provisioning::{Command, Event, RoutingRuleUpdate, RuleSwitches};

const ONE: &str = "+4930111";
const TWO: &str = "+4930222";

fn update(called: &[&str]) -> Box<RoutingRuleUpdate> {
    Box::new(RoutingRuleUpdate {
        name: Some("r".into()),
        numbers: Some(numbers(called)),
        ..RoutingRuleUpdate::default()
    })
}

fn created(desk: &mut Desk, direction: RuleDirection, called: &[&str]) -> DispatchRuleId {
    let events = desk.accepts(&Command::CreateRoutingRule(direction, update(called)));
    match events.as_slice() {
        [Event::DispatchRuleCreated(rule)] => rule.id.clone(),
        other => panic!("{other:?}"),
    }
}

fn trunks_of(desk: &Desk, id: &DispatchRuleId) -> Vec<TrunkId> {
    let rule = desk.catalog.dispatch_rule(id).expect("a rule");
    rule.spec.scope.trunk_ids.clone()
}

#[test]
fn a_rule_is_paired_with_the_trunks_of_its_numbers() {
    let mut desk = Desk::default();
    let first = desk.inbound(inbound(&[ONE], &[]));
    let second = desk.inbound(inbound(&["4930222"], &[]));
    let out = desk.outbound(outbound(&[ONE]));
    let incoming = created(&mut desk, RuleDirection::Inbound, &[ONE, TWO]);
    assert_eq!(trunks_of(&desk, &incoming), [first.clone(), second]);
    let outgoing = created(&mut desk, RuleDirection::Outbound, &[ONE]);
    assert_eq!(trunks_of(&desk, &outgoing), [out]);

    let change = Command::UpdateRoutingRule(incoming.clone(), update(&[ONE]));
    desk.accepts(&change);
    assert_eq!(trunks_of(&desk, &incoming), [first]);
    assert!(desk.accepts(&change).is_empty(), "it changes nothing");
    let unknown = Command::UpdateRoutingRule(incoming, update(&["+4930999"]));
    assert!(desk.refuses(&unknown).contains("+4930999"));
    // The other direction's trunks do not count.
    let elsewhere = Command::UpdateRoutingRule(outgoing, update(&[TWO]));
    assert!(desk.refuses(&elsewhere).contains(TWO));
}

#[test]
fn a_number_that_comes_in_is_one_rules_in_either_dialect() {
    let mut desk = Desk::default();
    let trunk = desk.inbound(inbound(&[ONE, TWO], &[]));
    let theirs = desk.rule(rule(None, &[trunk.as_str()], &["+1555"], &[TWO]));
    let ours = created(&mut desk, RuleDirection::Inbound, &[ONE]);
    let again = Command::CreateRoutingRule(RuleDirection::Inbound, update(&["4930111"]));
    assert!(desk.refuses(&again).contains(ours.as_str()));
    let taken = Command::CreateRoutingRule(RuleDirection::Inbound, update(&[TWO]));
    assert!(desk.refuses(&taken).contains(theirs.as_str()));
    let conflict =
        Command::CreateDispatchRule(Box::new(rule(None, &[trunk.as_str()], &[], &[ONE])));
    assert!(desk.refuses(&conflict).contains(ours.as_str()));
}

#[test]
fn a_replace_keeps_the_terms_and_a_number_wakes_what_lost_its_last() {
    let mut desk = Desk::default();
    let trunk = desk.inbound(inbound(&[ONE], &[]));
    let id = created(&mut desk, RuleDirection::Inbound, &[ONE]);
    let tags = RoutingRuleUpdate {
        tags: Some(vec!["t".into()]),
        switches: RuleSwitches {
            recording: Some(true),
            ..RuleSwitches::default()
        },
        ..RoutingRuleUpdate::default()
    };
    desk.accepts(&Command::UpdateRoutingRule(id.clone(), Box::new(tags)));
    let replace = Box::new(rule(None, &[trunk.as_str()], &[], &[ONE]));
    desk.accepts(&Command::ReplaceDispatchRule(id.clone(), replace));
    let stored = desk.catalog.dispatch_rule(&id).expect("a rule");
    let terms = stored.spec.terms.clone().expect("terms");
    assert!(terms.recording && terms.tags == ["t".into()]);

    let is_idle = |desk: &Desk| {
        let stored = desk.catalog.inbound_trunk(&trunk).expect("a trunk");
        stored
            .spec
            .terms
            .as_ref()
            .is_some_and(|terms| terms.is_idle)
    };
    desk.accepts(&Command::DetachNumber(PhoneNumber::new(ONE)));
    assert!(is_idle(&desk));
    // What was read without the terms, written back: it must not take every number now.
    let stored = desk
        .catalog
        .inbound_trunk(&trunk)
        .expect("a trunk")
        .spec
        .clone();
    let mut seen = inbound(&[], &[]);
    seen.allowed_addresses = stored.allowed_addresses;
    seen.name = "renamed".into();
    desk.accepts(&Command::ReplaceInboundTrunk(trunk.clone(), Box::new(seen)));
    assert!(is_idle(&desk));
    let named = inbound(&[TWO], &[]);
    desk.accepts(&Command::ReplaceInboundTrunk(
        trunk.clone(),
        Box::new(named),
    ));
    assert!(!is_idle(&desk));
}

#[test]
fn rules_follow_their_numbers_in_the_same_envelope() {
    let mut desk = Desk::default();
    desk.inbound(inbound(&[ONE, TWO], &[]));
    let ours = created(&mut desk, RuleDirection::Inbound, &[ONE]);
    desk.accepts(&Command::DetachNumber(PhoneNumber::new(ONE)));
    let create = Command::CreateInboundTrunk(Box::new(inbound(&[ONE], &[])));
    let events = desk.accepts(&create);
    let [
        Event::InboundTrunkCreated(trunk),
        Event::DispatchRuleUpdated(rule),
    ] = events.as_slice()
    else {
        panic!("{events:?}");
    };
    assert_eq!(rule.id, ours);
    assert!(trunks_of(&desk, &ours).contains(&trunk.id));

    let released = desk.accepts(&Command::ReleaseNumber(PhoneNumber::new(ONE)));
    assert_eq!(released.len(), 2, "{released:?}");
    let rule = desk.catalog.dispatch_rule(&ours).expect("a rule");
    assert!(rule.spec.scope.numbers.is_empty());
    assert!(rule.spec.terms.as_ref().is_some_and(|terms| terms.is_idle));
    assert!(
        desk.accepts(&Command::ReleaseNumber(PhoneNumber::new(ONE)))
            .is_empty()
    );
}

#[test]
fn several_commands_are_one_envelope_or_none() {
    let mut desk = Desk::default();
    let create = |called: &[&str]| Command::CreateInboundTrunk(Box::new(inbound(called, &[])));
    let both = desk.accepts(&Command::All(vec![create(&[ONE]), create(&[TWO])]));
    assert_eq!((both.len(), desk.recorded.len()), (2, 1));
    // The second is decided upon what the first leads to.
    let clash = Command::All(vec![create(&["+1"]), create(&["1"])]);
    assert!(
        desk.refuses(&clash)
            .contains("Conflicting inbound SIP Trunks")
    );
    assert_eq!(desk.catalog.inbound_trunks().count(), 2);
}
