//! Routing rules follow their numbers: a trunk that gets a number gets the rules of that number.

use std::collections::HashSet;

use tandem_model::{
    DispatchRule, InboundTrunk, OutboundTrunk, PhoneNumber, RuleDirection, Timestamp, TrunkId,
};

use super::rule;
use crate::claims::Scope;
use crate::{Catalog, Event};

/// The rules that change because of what an event says of a trunk.
pub(super) fn rules(catalog: &Catalog, event: &Event, now: Timestamp) -> Vec<Event> {
    if let Some(trunk) = event.inbound_trunk() {
        let InboundTrunk { id, spec, .. } = trunk.as_ref();
        let before = catalog.inbound_trunk(id).map(|trunk| &*trunk.spec.numbers);
        return added(
            catalog,
            id,
            (before, &spec.numbers),
            RuleDirection::Inbound,
            now,
        );
    }
    if let Some(trunk) = event.outbound_trunk() {
        let OutboundTrunk { id, spec, .. } = trunk.as_ref();
        let before = catalog.outbound_trunk(id).map(|trunk| &*trunk.spec.numbers);
        return added(
            catalog,
            id,
            (before, &spec.numbers),
            RuleDirection::Outbound,
            now,
        );
    }
    Vec::new()
}

fn added(
    catalog: &Catalog,
    trunk: &TrunkId,
    (before, numbers): (Option<&[PhoneNumber]>, &[PhoneNumber]),
    direction: RuleDirection,
    now: Timestamp,
) -> Vec<Event> {
    let before = before.unwrap_or_default();
    if before == numbers {
        return Vec::new();
    }
    let before: HashSet<_> = before.iter().map(PhoneNumber::normalized).collect();
    let is_new = |number: &&PhoneNumber| !before.contains(&number.normalized());
    let mut seen = HashSet::new();
    let mut events = Vec::new();
    for number in numbers.iter().filter(is_new) {
        for rule in catalog.rules_of_number(number) {
            let follows = rule.direction() == direction && is_paired(rule);
            let is_there = rule.spec.scope.trunk_ids.contains(trunk);
            if follows && !is_there && seen.insert(&rule.id) {
                events.extend(with_trunk(catalog, rule, trunk, now));
            }
        }
    }
    events
}

/// Whether a rule was made for its numbers, whichever trunks have them.
fn is_paired(rule: &DispatchRule) -> bool {
    let terms = rule.spec.terms.as_ref();
    terms.is_some_and(|terms| !terms.api_key.is_empty())
}

/// Nothing where another rule has the calls of this trunk and number already: that one says so itself.
fn with_trunk(
    catalog: &Catalog,
    rule: &DispatchRule,
    trunk: &TrunkId,
    now: Timestamp,
) -> Option<Event> {
    let mut spec = rule.spec.clone();
    spec.scope.trunk_ids.push(trunk.clone());
    let conflict = catalog.rule_conflict(&Scope::of_rule(&spec), Some(rule.id.as_str()));
    conflict
        .is_none()
        .then(|| rule::updated_event(rule, spec, now))
}
