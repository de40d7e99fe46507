//! Routing rules: a dispatch rule together with the trunks of its numbers.
//!
//! A routing rule is no object of its own. Its numbers stand in a rule's scope, and the trunks that have these numbers
//! beside them, so that no call takes the rule which no trunk admits.

use std::sync::Arc;

use tandem_model::{
    AgentDispatch, CallerPattern, DispatchRule, DispatchRuleId, DispatchRuleSpec, MediaEncryption,
    PhoneNumber, RoomOptions, RuleDirection, RuleKind, RuleScope, RuleTerms, Timestamp, TrunkId,
    TrunkTerms,
};

use super::rule;
use crate::merge::set;
use crate::numbers::names;
use crate::validate::check_rule_headers;
use crate::{Actor, Catalog, Event, Refusal, RoutingRuleUpdate, texts};

/// The most numbers of a routing rule: each is looked up in three indexes.
const MAX_NUMBERS: usize = 1_000;

pub(super) fn create(
    catalog: &Catalog,
    direction: RuleDirection,
    wanted: &RoutingRuleUpdate,
    actor: &Actor,
    (random, now): (u128, Timestamp),
) -> Result<Vec<Event>, Refusal> {
    let mut spec = updated(&blank(direction), wanted)?;
    let terms = spec.terms.get_or_insert_default();
    terms.api_key = wanted.api_key.clone().unwrap_or_else(|| actor.0.clone());
    pair(catalog, None, &mut spec)?;
    rule::create(catalog, &spec, random, now)
}

pub(super) fn update(
    catalog: &Catalog,
    id: &DispatchRuleId,
    wanted: &RoutingRuleUpdate,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let stored = stored(catalog, id)?;
    let mut spec = updated(&stored.spec, wanted)?;
    if wanted.numbers.is_some() {
        pair(catalog, Some(stored), &mut spec)?;
    }
    rule::changed(catalog, stored, spec, now)
}

/// Takes a number out of every routing rule and trunk that names it.
pub(super) fn release(catalog: &Catalog, number: &PhoneNumber, now: Timestamp) -> Vec<Event> {
    let rules = catalog.rules_of_number(number).map(|stored| {
        let mut spec = stored.spec.clone();
        let rest = without(&spec.scope.numbers, number);
        let mut terms = taken(&mut spec);
        set_numbers(&mut spec.scope, &mut terms, rest);
        spec.terms = terms.boxed();
        rule::updated_event(stored, spec, now)
    });
    rules.chain(detach(catalog, number, now)).collect()
}

/// Takes a number out of every trunk that names it; one without a number left takes no call.
pub(super) fn detach(catalog: &Catalog, number: &PhoneNumber, now: Timestamp) -> Vec<Event> {
    let inbound = catalog.inbound_trunks_of_number(number).map(|stored| {
        let mut trunk = stored.as_ref().clone();
        trunk.stamps.updated_at = now;
        take(&mut trunk.spec.numbers, &mut trunk.spec.terms, number);
        Event::InboundTrunkUpdated(Arc::new(trunk))
    });
    let outbound = catalog.outbound_trunks_of_number(number).map(|stored| {
        let mut trunk = stored.as_ref().clone();
        trunk.stamps.updated_at = now;
        take(&mut trunk.spec.numbers, &mut trunk.spec.terms, number);
        Event::OutboundTrunkUpdated(Arc::new(trunk))
    });
    inbound.chain(outbound).collect()
}

fn take(numbers: &mut Vec<PhoneNumber>, terms: &mut Option<Box<TrunkTerms>>, number: &PhoneNumber) {
    *numbers = without(numbers, number);
    if numbers.is_empty() {
        terms.get_or_insert_default().is_idle = true;
    }
}

fn without(numbers: &[PhoneNumber], gone: &PhoneNumber) -> Vec<PhoneNumber> {
    let gone = gone.normalized();
    let rest = numbers.iter().filter(|number| number.normalized() != gone);
    rest.cloned().collect()
}

fn stored<'a>(catalog: &'a Catalog, id: &DispatchRuleId) -> Result<&'a DispatchRule, Refusal> {
    let stored = catalog.dispatch_rule(id).map(Arc::as_ref);
    stored.ok_or(Refusal::NotFound {
        text: texts::ROUTING_RULE_NOT_FOUND,
    })
}

/// A rule of which nothing has been said yet: each caller has a room.
fn blank(direction: RuleDirection) -> DispatchRuleSpec {
    DispatchRuleSpec {
        name: "".into(),
        metadata: "".into(),
        kind: RuleKind::Individual {
            room_prefix: "".into(),
            no_randomness: false,
        },
        pin: None,
        scope: RuleScope::default(),
        hide_phone_number: false,
        attributes: tandem_model::Attributes::new(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::Disable,
        media: None,
        terms: Some(Box::new(RuleTerms {
            direction,
            is_idle: true,
            ..RuleTerms::default()
        })),
    }
}

/// The terms out of a specification, to be boxed into it again.
fn taken(spec: &mut DispatchRuleSpec) -> RuleTerms {
    spec.terms.take().map(|terms| *terms).unwrap_or_default()
}

fn updated(
    stored: &DispatchRuleSpec,
    wanted: &RoutingRuleUpdate,
) -> Result<DispatchRuleSpec, Refusal> {
    let mut spec = stored.clone();
    let mut terms = taken(&mut spec);
    set(&mut spec.name, wanted.name.as_ref());
    if let Some((kind, pin)) = &wanted.room {
        spec.kind.clone_from(kind);
        spec.pin.clone_from(pin);
    }
    set(
        &mut spec.hide_phone_number,
        wanted.switches.hide_phone_number.as_ref(),
    );
    set(
        &mut spec.krisp_enabled,
        wanted.switches.noise_suppression.as_ref(),
    );
    set(&mut terms.recording, wanted.switches.recording.as_ref());
    set(&mut terms.dtmf, wanted.switches.dtmf.as_ref());
    set(
        &mut terms.allowed_addresses,
        wanted.allowed_addresses.as_ref(),
    );
    set(&mut terms.tags, wanted.tags.as_ref());
    set(&mut terms.priority, wanted.priority.as_ref());
    set(&mut terms.headers.include, wanted.include_headers.as_ref());
    set(&mut terms.headers.literal, wanted.headers.as_ref());
    set(
        &mut terms.headers.to_attributes,
        wanted.headers_to_attributes.as_ref(),
    );
    check_gating(terms.direction, wanted)?;
    check_rule_headers(&terms.headers)?;
    if let Some(callers) = &wanted.allowed_callers {
        set_callers(&mut spec.scope, &mut terms, callers);
    }
    if let Some(numbers) = &wanted.numbers {
        set_numbers(&mut spec.scope, &mut terms, numbers.clone());
    }
    spec.terms = terms.boxed();
    set_agent(&mut spec.room, wanted);
    Ok(spec)
}

/// Headers are sent with calls that go out, and read from calls that come in. An empty map says nothing.
fn check_gating(direction: RuleDirection, wanted: &RoutingRuleUpdate) -> Result<(), Refusal> {
    let says =
        |map: &Option<tandem_model::Headers>| map.as_ref().is_some_and(|map| !map.is_empty());
    match direction {
        RuleDirection::Inbound if says(&wanted.headers) => Err(Refusal::invalid(
            "headers",
            "headers are of outbound rules only: use headersToAttributes, or leave headers out",
        )),
        RuleDirection::Outbound if says(&wanted.headers_to_attributes) => Err(Refusal::invalid(
            "headersToAttributes",
            "headersToAttributes is of inbound rules only: use headers, or leave headersToAttributes out",
        )),
        RuleDirection::Inbound | RuleDirection::Outbound => Ok(()),
    }
}

/// Numbers stand where LiveKit's clients see them; patterns have a place of their own.
fn set_callers(scope: &mut RuleScope, terms: &mut RuleTerms, callers: &[CallerPattern]) {
    let is_wild = callers.iter().any(CallerPattern::is_wild);
    let (exact, patterns) = if is_wild {
        (&[][..], callers)
    } else {
        (callers, &[][..])
    };
    let numbers = exact.iter().map(|one| PhoneNumber::new(one.as_str()));
    scope.inbound_numbers = numbers.collect();
    terms.allowed_callers = patterns.to_vec();
}

/// A rule without a number takes no call, where another one would take every number.
fn set_numbers(scope: &mut RuleScope, terms: &mut RuleTerms, numbers: Vec<PhoneNumber>) {
    terms.is_idle = numbers.is_empty();
    scope.numbers = numbers;
}

fn set_agent(room: &mut RoomOptions, wanted: &RoutingRuleUpdate) {
    match &wanted.agent {
        Some(None) => {
            if let Some(config) = &mut room.config {
                config.agents.clear();
            }
        }
        Some(Some(name)) => {
            let config = room.config.get_or_insert_default();
            config.agents.truncate(1);
            match config.agents.first_mut() {
                Some(agent) => agent.agent_name.clone_from(name),
                None => config.agents.push(AgentDispatch {
                    agent_name: name.clone(),
                    ..AgentDispatch::default()
                }),
            }
        }
        None => {}
    }
    let agent = room
        .config
        .as_mut()
        .and_then(|config| config.agents.first_mut());
    // Without an agent nobody would read it.
    if let (Some(agent), Some(metadata)) = (agent, &wanted.agent_metadata) {
        agent.metadata.clone_from(metadata);
    }
}

/// Looks the rule's numbers up: each must be a trunk's, and of inbound rules no other one's.
fn pair(
    catalog: &Catalog,
    stored: Option<&DispatchRule>,
    spec: &mut DispatchRuleSpec,
) -> Result<(), Refusal> {
    let direction = spec
        .terms
        .as_ref()
        .map_or(RuleDirection::Inbound, |terms| terms.direction);
    let numbers = &spec.scope.numbers;
    check_list(numbers)?;
    let mut trunk_ids: Vec<TrunkId> = Vec::new();
    for number in numbers {
        let known = match direction {
            RuleDirection::Inbound => {
                let trunks = catalog.inbound_trunks_of_number(number);
                add(&mut trunk_ids, trunks.map(|trunk| &trunk.id))
            }
            RuleDirection::Outbound => {
                let trunks = catalog.outbound_trunks_of_number(number);
                add(&mut trunk_ids, trunks.map(|trunk| &trunk.id))
            }
        };
        if !known {
            let text = format!(
                "Phone number {} not found: configure it with a gateway of this direction first",
                number.as_str()
            );
            return Err(Refusal::invalid("phoneNumbers", text));
        }
    }
    if direction == RuleDirection::Inbound {
        check_is_free(catalog, stored, numbers)?;
    }
    spec.scope.trunk_ids = trunk_ids;
    Ok(())
}

/// Adds what is not there yet; whether there was anything.
fn add<'a>(ids: &mut Vec<TrunkId>, more: impl Iterator<Item = &'a TrunkId>) -> bool {
    let mut is_any = false;
    for id in more {
        is_any = true;
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    is_any
}

fn check_list(numbers: &[PhoneNumber]) -> Result<(), Refusal> {
    if numbers.len() > MAX_NUMBERS {
        let text = format!(
            "phoneNumbers has {} numbers and may have {MAX_NUMBERS}: split the rule",
            numbers.len()
        );
        return Err(Refusal::invalid("phoneNumbers", text));
    }
    let mut spelled: Vec<_> = numbers.iter().map(PhoneNumber::normalized).collect();
    spelled.sort_unstable();
    match spelled.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => {
            let text = format!("phoneNumbers has {} twice: name it once", pair[0]);
            Err(Refusal::invalid("phoneNumbers", text))
        }
        None => Ok(()),
    }
}

/// A number that comes in is one rule's.
fn check_is_free(
    catalog: &Catalog,
    own: Option<&DispatchRule>,
    numbers: &[PhoneNumber],
) -> Result<(), Refusal> {
    for number in numbers {
        let own_id = own.map(|rule| &rule.id);
        let had = own.is_some_and(|rule| names(&rule.spec.scope.numbers, number));
        let mut others = catalog
            .rules_of_number(number)
            .filter(|rule| rule.direction() == RuleDirection::Inbound && Some(&rule.id) != own_id);
        if let Some(other) = others.next().filter(|_| !had) {
            let text = format!(
                "Phone number {} is already attached to inbound routing rule {} ({}): detach it there first",
                number.as_str(),
                other.id,
                other.spec.name
            );
            let other = other.id.as_str().to_owned();
            return Err(Refusal::Conflict { other, text });
        }
    }
    Ok(())
}
