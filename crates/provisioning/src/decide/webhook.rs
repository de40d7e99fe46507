use std::sync::Arc;

use tandem_model::{Timestamp, Webhook, WebhookId, WebhookKey, WebhookSpec};

use super::{first_free, stamps};
use crate::validate::check_webhook;
use crate::{Catalog, Event, Refusal, texts};

/// Each is told of every call: enough for every system of a team, and a bound on what one call costs.
pub(crate) const MOST_WEBHOOKS: usize = 100;

/// The first one brings the keys that sign what it is told.
pub(super) fn create(
    catalog: &Catalog,
    spec: &WebhookSpec,
    key: Option<&WebhookKey>,
    random: u128,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_webhook(spec)?;
    if catalog.webhooks().len() >= MOST_WEBHOOKS {
        let text =
            format!("there are {MOST_WEBHOOKS} webhooks, the most that may be: delete one first");
        return Err(Refusal::invalid("url", text));
    }
    let key = match (catalog.webhook_key(), key) {
        (Some(_), _) => None,
        (None, Some(key)) => Some(Event::WebhookKeySet(Arc::new(key.clone()))),
        (None, None) => return Err(Refusal::invalid("key", texts::WEBHOOK_KEY_MISSING)),
    };
    let id = first_free(random, WebhookId::from_random, |id| {
        catalog.webhook(id).is_none()
    });
    let created = Event::WebhookCreated(Arc::new(Webhook {
        id,
        stamps: stamps(None, now),
        spec: spec.clone(),
    }));
    Ok(key.into_iter().chain([created]).collect())
}

pub(super) fn replace(
    catalog: &Catalog,
    id: &WebhookId,
    spec: &WebhookSpec,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let stored = catalog.webhook(id).ok_or(not_found())?;
    check_webhook(spec)?;
    if stored.spec == *spec {
        return Ok(Vec::new());
    }
    Ok(vec![Event::WebhookUpdated(Arc::new(Webhook {
        id: id.clone(),
        stamps: stamps(Some(stored.stamps), now),
        spec: spec.clone(),
    }))])
}

pub(super) fn delete(catalog: &Catalog, id: &WebhookId) -> Result<Vec<Event>, Refusal> {
    let stored = catalog.webhook(id).ok_or(not_found())?;
    Ok(vec![Event::WebhookDeleted(stored.id.clone())])
}

fn not_found() -> Refusal {
    let text = texts::WEBHOOK_NOT_FOUND;
    Refusal::NotFound { text }
}
