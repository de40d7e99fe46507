use tandem_model::WebhookSpec;

use crate::Refusal;

/// Checks what a webhook is told of.
pub(crate) fn check(spec: &WebhookSpec) -> Result<(), Refusal> {
    let events = &spec.events;
    let refused = |text: String| Err(Refusal::invalid("events", text));
    if events.is_empty() {
        return refused("events is empty: name at least one event".to_owned());
    }
    let twice = (1..events.len()).find(|at| events[..*at].contains(&events[*at]));
    match twice {
        Some(at) => refused(format!(
            "events has {} twice: take one out",
            events[at].as_str()
        )),
        None => Ok(()),
    }
}
