use tandem_model::{EventId, Revision, Timestamp};

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
    let events: Vec<Event> = events_of(catalog, command, &facts)?;
    Ok(Envelope {
        event_id: facts.event_id,
        actor: facts.actor,
        recorded_at: facts.recorded_at,
        comment: facts.comment,
        expected_revision: facts.expected_revision,
        events,
    })
}

fn events_of(catalog: &Catalog, command: &Command, facts: &Facts) -> Result<Vec<Event>, Refusal> {
    let _ = (catalog, command, facts);
    Ok(Vec::new())
}
