mod follow;
mod inbound;
mod outbound;
mod route;
mod routing;
mod rule;
mod webhook;

use tandem_model::{EventId, Revision, Stamps, Timestamp, TrunkId};

use crate::{Actor, Catalog, Command, Envelope, Event, Refusal};

/// What a decision takes from outside: time, names and who asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The name of the envelope.
    pub event_id: EventId,
    /// 128 random bits for the id of a created object.
    pub random: u128,
    /// The wall clock of the node that decides.
    pub recorded_at: Timestamp,
    /// Who asks.
    pub actor: Actor,
    /// Why; may be empty.
    pub comment: Box<str>,
    /// Refuse unless the catalog is at this revision.
    pub expected_revision: Option<Revision>,
}

/// Decides a command against the catalog.
///
/// # Errors
/// [`Refusal`] when a field is wrong, an object is missing or another one claims the same calls.
pub fn decide(catalog: &Catalog, command: &Command, facts: Facts) -> Result<Envelope, Refusal> {
    if let Some(expected) = facts
        .expected_revision
        .filter(|expected| *expected != catalog.revision())
    {
        return Err(Refusal::RevisionMismatch {
            expected,
            actual: catalog.revision(),
        });
    }
    let events = all_events_of(catalog, command, &facts)?;
    Ok(Envelope {
        event_id: facts.event_id,
        actor: facts.actor,
        recorded_at: facts.recorded_at,
        comment: facts.comment,
        expected_revision: facts.expected_revision,
        events,
    })
}

/// The events of a command, and of the rules that follow their numbers.
fn all_events_of(
    catalog: &Catalog,
    command: &Command,
    facts: &Facts,
) -> Result<Vec<Event>, Refusal> {
    if let Command::All(commands) = command {
        // Each is decided upon what those before it lead to.
        let mut then = catalog.clone();
        let mut events = Vec::new();
        for command in commands {
            let more = all_events_of(&then, command, facts)?;
            then.foresee(&more);
            events.extend(more);
        }
        return Ok(events);
    }
    let mut events = events_of(catalog, command, facts)?;
    let followers = events
        .iter()
        .flat_map(|event| follow::rules(catalog, event, facts.recorded_at));
    let followers: Vec<Event> = followers.collect();
    events.extend(followers);
    Ok(events)
}

fn events_of(catalog: &Catalog, command: &Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let Facts {
        random,
        recorded_at,
        ..
    } = *facts;
    match command {
        Command::CreateInboundTrunk(spec) => inbound::create(catalog, spec, random, recorded_at),
        Command::ReplaceInboundTrunk(id, spec) => inbound::replace(catalog, id, spec, recorded_at),
        Command::UpdateInboundTrunk(id, update) => {
            inbound::update(catalog, id, update, recorded_at)
        }
        Command::CreateOutboundTrunk(spec) => outbound::create(catalog, spec, random, recorded_at),
        Command::ReplaceOutboundTrunk(id, spec) => {
            outbound::replace(catalog, id, spec, recorded_at)
        }
        Command::UpdateOutboundTrunk(id, update) => {
            outbound::update(catalog, id, update, recorded_at)
        }
        Command::DeleteTrunk(id) => Ok(trunk_deleted(catalog, id)),
        Command::CreateDispatchRule(spec) => rule::create(catalog, spec, random, recorded_at),
        Command::ReplaceDispatchRule(id, spec) => rule::replace(catalog, id, spec, recorded_at),
        Command::UpdateDispatchRule(id, update) => rule::update(catalog, id, update, recorded_at),
        Command::DeleteDispatchRule(id) => rule::delete(catalog, id),
        Command::SetCountryRoute(destination, spec) => {
            route::set(catalog, *destination, spec, recorded_at)
        }
        Command::DeleteCountryRoute(destination) => route::delete(catalog, *destination),
        Command::CreateRoutingRule(direction, wanted) => routing::create(
            catalog,
            *direction,
            wanted,
            &facts.actor,
            (random, recorded_at),
        ),
        Command::UpdateRoutingRule(id, wanted) => routing::update(catalog, id, wanted, recorded_at),
        Command::DetachNumber(number) => Ok(routing::detach(catalog, number, recorded_at)),
        Command::ReleaseNumber(number) => Ok(routing::release(catalog, number, recorded_at)),
        Command::CreateWebhook(spec, key) => {
            webhook::create(catalog, spec, key.as_deref(), random, recorded_at)
        }
        Command::ReplaceWebhook(id, spec) => webhook::replace(catalog, id, spec, recorded_at),
        Command::DeleteWebhook(id) => webhook::delete(catalog, id),
        Command::All(_) => all_events_of(catalog, command, facts),
    }
}

/// A trunk that is not there is no fault (reference §1.7).
fn trunk_deleted(catalog: &Catalog, id: &TrunkId) -> Vec<Event> {
    let inbound = catalog.inbound_trunk(id);
    let outbound = catalog.outbound_trunk(id);
    inbound
        .map(|trunk| Event::InboundTrunkDeleted(trunk.id.clone()))
        .into_iter()
        .chain(outbound.map(|trunk| Event::OutboundTrunkDeleted(trunk.id.clone())))
        .collect()
}

/// The first free id that `random` leads to: an id names one trunk of either kind.
fn free_trunk_id(catalog: &Catalog, random: u128) -> TrunkId {
    let is_free =
        |id: &TrunkId| catalog.inbound_trunk(id).is_none() && catalog.outbound_trunk(id).is_none();
    first_free(random, TrunkId::from_random, is_free)
}

fn first_free<I>(random: u128, name: fn(u128) -> I, is_free: impl Fn(&I) -> bool) -> I {
    (0..=u128::MAX)
        .map(|step| name(random.wrapping_add(step)))
        .find(is_free)
        .expect("a catalog holds fewer objects than there are ids")
}

/// When an object of now was created and changed; `before` is what it replaces.
fn stamps(before: Option<Stamps>, now: Timestamp) -> Stamps {
    Stamps {
        created_at: before.map_or(now, |before| before.created_at),
        updated_at: now,
    }
}
