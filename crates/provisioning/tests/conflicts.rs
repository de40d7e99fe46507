//! Who may take which calls beside whom: the reference's §3.2 and §3.3.

mod support;

use support::{Desk, inbound, numbers, outbound, pin, rule};
use tandem_model::{RuleKind, TrunkId};
use tandem_provisioning::{Command, DispatchRuleUpdate, InboundTrunkUpdate, ListChange, Refusal};

/// Called and calling numbers.
type Lists<'a> = (&'a [&'a str], &'a [&'a str]);

fn trunks_conflict(one: Lists<'_>, other: Lists<'_>) -> Option<String> {
    let mut desk = Desk::default();
    let first = desk.inbound(inbound(one.0, one.1));
    let second = Command::CreateInboundTrunk(Box::new(inbound(other.0, other.1)));
    match desk.put(&second) {
        Ok(_) => None,
        Err(Refusal::Conflict { other, text }) => {
            assert_eq!(other, first.as_str());
            Some(text.replace(first.as_str(), "ST_1"))
        }
        Err(refusal) => panic!("{refusal}"),
    }
}

#[test]
fn trunks_conflict_on_called_and_calling_number() {
    let conflicting = |rest: &str| {
        Some(format!(
            "Conflicting inbound SIP Trunks: \"<new>\" and \"ST_1\", using the same number(s) {rest}"
        ))
    };
    let cases: [(Lists<'_>, Lists<'_>, _); 13] = [
        (
            (&["+1"], &[]),
            (&["+1"], &[]),
            conflicting("[\"+1\"] without AllowedNumbers set"),
        ),
        (
            (&["+1"], &[]),
            (&["1"], &[]),
            conflicting("[\"1\"] without AllowedNumbers set"),
        ),
        (
            (&["+1"], &[]),
            (&["(1)", "+2"], &[]),
            conflicting("[\"(1)\" \"+2\"] without AllowedNumbers set"),
        ),
        ((&["+1"], &[]), (&["+2"], &[]), None),
        (
            (&[], &[]),
            (&[], &[]),
            conflicting("<any> without AllowedNumbers set"),
        ),
        ((&[], &[]), (&["+1"], &[]), None),
        ((&["+1"], &[]), (&["+1"], &["+49"]), None),
        ((&["+1"], &["+49"]), (&["+1"], &["+33"]), None),
        (
            (&["+1"], &["+49"]),
            (&["+1"], &["+33", "49"]),
            conflicting("[\"+1\"] and AllowedNumber \"49\""),
        ),
        (
            (&[], &["+49"]),
            (&[], &["+49"]),
            conflicting("<any> and AllowedNumber \"+49\""),
        ),
        (
            (&["bob"], &[]),
            (&["bob"], &[]),
            conflicting("[\"bob\"] without AllowedNumbers set"),
        ),
        ((&["bob"], &[]), (&["Bob"], &[]), None),
        ((&["+1", "1"], &[]), (&["+2"], &[]), None),
    ];
    for (one, other, expected) in cases {
        assert_eq!(trunks_conflict(one, other), expected, "{one:?} {other:?}");
    }
}

#[test]
fn sources_and_credentials_do_not_part_trunks() {
    let mut desk = Desk::default();
    desk.inbound(inbound(&["+1"], &[]));
    let mut spec = inbound(&["+1"], &[]);
    spec.allowed_addresses = support::addresses(&["198.51.100.1"]);
    spec.auth = support::auth("bob", Some("x"));
    desk.refuses(&Command::CreateInboundTrunk(Box::new(spec)));
    desk.outbound(outbound(&["+1"]));
    desk.outbound(outbound(&["+1"]));
}

#[test]
fn a_changed_trunk_is_compared_with_all_others_and_not_with_itself() {
    let mut desk = Desk::default();
    let one = desk.inbound(inbound(&["+1"], &[]));
    let two = desk.inbound(inbound(&["+2", "2"], &[]));
    let renamed = InboundTrunkUpdate {
        name: Some("renamed".into()),
        ..InboundTrunkUpdate::default()
    };
    desk.accepts(&Command::UpdateInboundTrunk(two.clone(), Box::new(renamed)));
    let add = ListChange {
        set: vec![],
        add: numbers(&["+1"]),
        remove: vec![],
        clear: false,
    };
    let stolen = InboundTrunkUpdate {
        numbers: Some(add),
        ..InboundTrunkUpdate::default()
    };
    let text = desk.refuses(&Command::UpdateInboundTrunk(two.clone(), Box::new(stolen)));
    let (later, earlier) = if one > two {
        (&one, &two)
    } else {
        (&two, &one)
    };
    assert!(text.starts_with(&format!(
        "Conflicting inbound SIP Trunks: \"{later}\" and \"{earlier}\", using the same number(s) ["
    )));
    desk.refuses(&Command::ReplaceInboundTrunk(
        two.clone(),
        Box::new(inbound(&["1"], &[])),
    ));

    // What a trunk gives up, and what a deleted one had, is free again.
    desk.accepts(&Command::ReplaceInboundTrunk(
        one,
        Box::new(inbound(&["+3"], &[])),
    ));
    desk.inbound(inbound(&["+1"], &[]));
    desk.accepts(&Command::DeleteTrunk(two));
    desk.inbound(inbound(&["+2"], &[]));
}

#[test]
fn rules_conflict_on_pin_trunk_caller_and_called_number() {
    let one = || Some(pin(1, "one"));
    let one_again = || Some(pin(1, "sealed again"));
    let two = || Some(pin(2, "two"));
    let cases = [
        (rule(None, &[], &[], &[]), rule(None, &[], &[], &[]), true),
        (
            rule(one(), &[], &[], &[]),
            rule(one_again(), &[], &[], &[]),
            true,
        ),
        (
            rule(one(), &[], &[], &[]),
            rule(two(), &[], &[], &[]),
            false,
        ),
        (rule(one(), &[], &[], &[]), rule(None, &[], &[], &[]), false),
        (
            rule(None, &["a"], &[], &[]),
            rule(None, &[], &[], &[]),
            false,
        ),
        (
            rule(None, &["a"], &[], &[]),
            rule(None, &["b", "a"], &[], &[]),
            true,
        ),
        (
            rule(None, &["a"], &[], &[]),
            rule(None, &["b"], &[], &[]),
            false,
        ),
        (
            rule(None, &["a"], &["+49"], &[]),
            rule(None, &["a"], &[], &[]),
            false,
        ),
        (
            rule(None, &["a"], &["+49"], &[]),
            rule(None, &["a"], &["49", "+33"], &[]),
            true,
        ),
        (
            rule(None, &["a"], &[], &["+1"]),
            rule(None, &["a"], &[], &["+2", "1"]),
            true,
        ),
        (
            rule(None, &["a"], &["+49"], &["+1"]),
            rule(None, &["a"], &["+49"], &["+2"]),
            false,
        ),
        (
            rule(None, &["a"], &["+49"], &["+1"]),
            rule(None, &["a"], &["+1"], &["+49"]),
            false,
        ),
        (
            rule(one(), &["a"], &["+49"], &["+1"]),
            rule(one_again(), &["a"], &["+49"], &["+1"]),
            true,
        ),
    ];
    for (number, (first, second, conflicts)) in cases.into_iter().enumerate() {
        let mut desk = Desk::default();
        let id = desk.rule(first);
        let result = desk.put(&Command::CreateDispatchRule(Box::new(second)));
        let text = format!(
            "Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in \
             dispatch rule \"{id}\" \"<blank name>\""
        );
        let expected = conflicts.then(|| Refusal::Conflict {
            other: id.to_string(),
            text,
        });
        assert_eq!(result.err(), expected, "case {number}");
    }
}

#[test]
fn neither_kind_nor_room_nor_name_parts_rules() {
    let mut desk = Desk::default();
    let mut spec = rule(None, &[], &[], &[]);
    spec.name = "front desk".into();
    let id = desk.rule(spec.clone());
    spec.kind = RuleKind::Callee {
        room_prefix: "x".into(),
        randomize: true,
    };
    let text = desk.refuses(&Command::CreateDispatchRule(Box::new(spec)));
    assert!(text.ends_with(&format!("dispatch rule \"{id}\" \"front desk\"")));
}

#[test]
fn a_changed_rule_is_compared_with_all_others() {
    let mut desk = Desk::default();
    let one = desk.rule(rule(None, &["a"], &[], &[]));
    let two = desk.rule(rule(None, &["b"], &[], &[]));
    let take = |trunk: &str| {
        let update = DispatchRuleUpdate {
            trunk_ids: Some(ListChange {
                set: vec![TrunkId::try_new(trunk).expect("an id")],
                add: vec![],
                remove: vec![],
                clear: false,
            }),
            ..DispatchRuleUpdate::default()
        };
        Command::UpdateDispatchRule(two.clone(), Box::new(update))
    };
    assert!(desk.refuses(&take("a")).contains(one.as_str()));
    desk.accepts(&take("c"));
    desk.rule(rule(None, &["b"], &[], &[]));
    desk.accepts(&Command::DeleteDispatchRule(one));
    desk.accepts(&take("a"));
}

#[test]
fn the_combinations_of_one_object_are_bounded() {
    let many: Vec<String> = (0..317).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mut desk = Desk::default();
    let text = desk.refuses(&Command::CreateDispatchRule(Box::new(rule(
        None,
        &[],
        &many,
        &many,
    ))));
    assert_eq!(
        text,
        "trunk_ids x inbound_numbers x numbers make 100489 combinations, and one object may have 100000: split it \
         into several"
    );
    desk.refuses(&Command::CreateInboundTrunk(Box::new(inbound(
        &many, &many,
    ))));
    desk.rule(rule(None, &[], &many[1..], &many[1..]));
}
