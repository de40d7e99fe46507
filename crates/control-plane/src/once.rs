//! What is asked for once, however often it comes: names of events that a repeat has again, and whether it is one.

use sha2::{Digest, Sha256};
use tandem_model::{Auth, EventId, SealedPin, WebhookId, WebhookSpec};
use tandem_provisioning::{Actor, Catalog, Command, Envelope, Event, Facts, decide};

use crate::{Vault, clock};

/// Octets of the hash that name an event: 2^64 names before two are likely to meet.
const NAME_OCTETS: usize = 16;

/// The name of the event that these words stand for: always the same, and another for other words.
#[must_use]
pub fn event_id(words: &[&str]) -> EventId {
    let mut hash = Sha256::new();
    for word in words {
        // With their lengths, so that no two lists of words read the same.
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    let digits = hash.finalize();
    let digits = digits[..NAME_OCTETS].iter();
    let digits: String = digits.map(|octet| format!("{octet:02x}")).collect();
    EventId::try_new([EventId::PREFIX, &digits].concat())
        .expect("a prefix and 32 digits are within the bounds of an identifier")
}

/// Whether what is recorded may have come from this command.
///
/// A command that names all of an object is compared with what became of it; of an update, which names a part, only
/// the object's name is known for sure.
pub(crate) fn may_have_led_to(vault: &Vault, command: &Command, recorded: &Envelope) -> bool {
    let Some(event) = recorded.events.first() else {
        return true;
    };
    match command {
        Command::SetCountryRoute(..) => is_equal(vault, command, Terms::Given, event),
        Command::DeleteCountryRoute(destination) => {
            matches!(event, Event::CountryRouteDeleted(gone) if gone == destination)
        }
        Command::CreateInboundTrunk(_)
        | Command::CreateOutboundTrunk(_)
        | Command::CreateDispatchRule(_) => is_equal(vault, command, Terms::Given, event),
        Command::ReplaceInboundTrunk(id, spec) => {
            let create = Command::CreateInboundTrunk(spec.clone());
            event.inbound_trunk().is_some_and(|trunk| trunk.id == *id)
                && is_equal(vault, &create, Terms::Kept, event)
        }
        Command::ReplaceOutboundTrunk(id, spec) => {
            let create = Command::CreateOutboundTrunk(spec.clone());
            event.outbound_trunk().is_some_and(|trunk| trunk.id == *id)
                && is_equal(vault, &create, Terms::Kept, event)
        }
        Command::ReplaceDispatchRule(id, spec) => {
            let create = Command::CreateDispatchRule(spec.clone());
            event.dispatch_rule().is_some_and(|rule| rule.id == *id)
                && is_equal(vault, &create, Terms::Kept, event)
        }
        Command::UpdateInboundTrunk(id, _) => {
            event.inbound_trunk().is_some_and(|trunk| trunk.id == *id)
        }
        Command::UpdateOutboundTrunk(id, _) => {
            event.outbound_trunk().is_some_and(|trunk| trunk.id == *id)
        }
        Command::UpdateDispatchRule(id, _) => {
            event.dispatch_rule().is_some_and(|rule| rule.id == *id)
        }
        // What the numbers' trunks add to it is not the command's.
        Command::CreateRoutingRule(direction, wanted) => {
            event.dispatch_rule().is_some_and(|rule| {
                let numbers = wanted.numbers.as_ref();
                rule.direction() == *direction
                    && wanted
                        .name
                        .as_ref()
                        .is_none_or(|name| *name == rule.spec.name)
                    && numbers.is_none_or(|numbers| *numbers == rule.spec.scope.numbers)
            })
        }
        Command::UpdateRoutingRule(id, _) => {
            event.dispatch_rule().is_some_and(|rule| rule.id == *id)
        }
        Command::DetachNumber(_) => {
            event.inbound_trunk().is_some() || event.outbound_trunk().is_some()
        }
        Command::ReleaseNumber(_) => true,
        Command::CreateWebhook(spec, _) => is_webhook(recorded, None, spec),
        Command::ReplaceWebhook(id, spec) => is_webhook(recorded, Some(id), spec),
        Command::DeleteWebhook(id) => matches!(event, Event::WebhookDeleted(gone) if gone == id),
        Command::All(commands) => {
            let first = commands.first();
            first.is_none_or(|command| may_have_led_to(vault, command, recorded))
        }
        Command::DeleteTrunk(id) => {
            matches!(event, Event::InboundTrunkDeleted(gone) | Event::OutboundTrunkDeleted(gone) if gone == id)
        }
        Command::DeleteDispatchRule(id) => {
            matches!(event, Event::DispatchRuleDeleted(gone) if gone == id)
        }
    }
}

/// The keys of a webhook stand before it, where it was the first.
fn is_webhook(recorded: &Envelope, id: Option<&WebhookId>, spec: &WebhookSpec) -> bool {
    let mut webhooks = recorded.events.iter().filter_map(Event::webhook);
    webhooks.any(|one| id.is_none_or(|id| one.id == *id) && one.spec == *spec)
}

/// Where the terms of an object come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Terms {
    /// The command.
    Given,
    /// What was there: who replaces an object knows of no terms.
    Kept,
}

/// Whether the object that a command makes is the one that an event holds, but for its id and times.
fn is_equal(vault: &Vault, create: &Command, terms: Terms, event: &Event) -> bool {
    let facts = Facts {
        event_id: EventId::from_random(0),
        random: 0,
        recorded_at: clock::now(),
        actor: Actor("".into()),
        comment: "".into(),
        expected_revision: None,
    };
    let Ok(envelope) = decide(&Catalog::default(), create, facts) else {
        // Such as a password that is kept: it cannot be told.
        return true;
    };
    let Some(made) = envelope.events.first() else {
        return true;
    };
    if let (Some(made), Some(is)) = (made.inbound_trunk(), event.inbound_trunk()) {
        let (mut made, mut is) = (made.spec.clone(), is.spec.clone());
        if terms == Terms::Kept {
            made.terms.clone_from(&is.terms);
        }
        return same_password(vault, &mut made.auth, &mut is.auth) && made == is;
    }
    if let (Some(made), Some(is)) = (made.outbound_trunk(), event.outbound_trunk()) {
        let (mut made, mut is) = (made.spec.clone(), is.spec.clone());
        if terms == Terms::Kept {
            made.terms.clone_from(&is.terms);
        }
        return same_password(vault, &mut made.auth, &mut is.auth) && made == is;
    }
    if let (Some(made), Some(is)) = (made.dispatch_rule(), event.dispatch_rule()) {
        let (mut made, mut is) = (made.spec.clone(), is.spec.clone());
        if terms == Terms::Kept {
            made.terms.clone_from(&is.terms);
        }
        let tag = |pin: Option<SealedPin>| pin.map(|pin| pin.tag);
        return tag(made.pin.take()) == tag(is.pin.take()) && made == is;
    }
    if let (Some(made), Some(is)) = (made.country_route(), event.country_route()) {
        return made.destination == is.destination && made.spec == is.spec;
    }
    false
}

/// Compares passwords and takes them out: sealed twice, one is two.
fn same_password(vault: &Vault, one: &mut Auth, other: &mut Auth) -> bool {
    match (one.password.take(), other.password.take()) {
        (Some(one), Some(other)) => vault.open(&one).ok() == vault.open(&other).ok(),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}
