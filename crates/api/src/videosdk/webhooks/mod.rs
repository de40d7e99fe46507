//! Webhooks: who is told what becomes of calls, and telling them.

mod announce;
mod payload;
mod signer;

use serde_json::{Value, json};
use tandem_model::{Webhook, WebhookEvent, WebhookId, WebhookSpec, WebhookUrl};
use tandem_provisioning::{Command, Event, texts};

use super::answer::time;
use super::fields::{Fields, each, object, wrong};
use super::{Asked, Outcome};
use crate::auth::Grant;
use crate::sip_service::spoken_of;
use crate::{Api, ApiError, Code};

pub(crate) use announce::Announcer;
pub(crate) use signer::KeyMaker;

impl Api {
    pub(super) async fn create_webhook(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let spec = Box::new(spec(asked.body)?);
        let key = match self.plane.catalog().webhook_key() {
            Some(_) => None,
            None => Some(Box::new(self.signing_keys.key(self.plane.vault()).await?)),
        };
        let command = Command::CreateWebhook(spec, key);
        let receipt = self.execute(&asked.context, command).await?;
        let made = spoken_of(&receipt, Event::webhook, None).ok_or_else(no_webhook)?;
        Ok((webhook(&made), Some(receipt.revision)))
    }

    pub(super) fn list_webhooks(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let page = asked.query.page()?;
        let search = asked.query.search();
        let catalog = self.plane.catalog();
        let found = catalog.webhooks().filter(|webhook| {
            let url = webhook.spec.url.as_str().to_lowercase();
            search.as_ref().is_none_or(|wanted| url.contains(wanted))
        });
        let page = page.of(found, |found| webhook(found));
        Ok((page, Some(catalog.revision())))
    }

    pub(super) fn get_webhook(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let found = catalog.webhook(&webhook_id(asked.id)?);
        let found = found.ok_or_else(no_webhook)?;
        Ok((webhook(found), Some(catalog.revision())))
    }

    /// Replaces both, URL and events.
    pub(super) async fn update_webhook(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let id = webhook_id(asked.id)?;
        let stored = self.plane.catalog().webhook(&id).cloned();
        let stored = Some(stored.ok_or_else(no_webhook)?);
        let command = Command::ReplaceWebhook(id, Box::new(spec(asked.body)?));
        let receipt = self.execute(&asked.context, command).await?;
        let now = spoken_of(&receipt, Event::webhook, stored).ok_or_else(no_webhook)?;
        Ok((webhook(&now), Some(receipt.revision)))
    }

    pub(super) async fn delete_webhook(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let command = Command::DeleteWebhook(webhook_id(asked.id)?);
        let receipt = self.execute(&asked.context, command).await?;
        let message = json!({"message": "Webhook deleted successfully"});
        Ok((message, Some(receipt.revision)))
    }

    /// What signs what webhooks are told; anybody may read it.
    pub(super) fn public_key(&self) -> Outcome {
        let catalog = self.plane.catalog();
        let key = catalog.webhook_key().ok_or_else(|| {
            let text = "there is no key yet: it is made with the first webhook";
            ApiError::new(Code::NotFound, text)
        })?;
        Ok((json!({"publicKey": key.public}), Some(catalog.revision())))
    }
}

fn spec(body: &[u8]) -> Result<WebhookSpec, ApiError> {
    let object = object(body)?;
    let fields = Fields::new(&object);
    let url = fields.required_text("url")?;
    let url = WebhookUrl::try_new(url).map_err(|error| wrong("url", error))?;
    let events = each("events", fields.texts("events")?, WebhookEvent::try_new)?;
    let events =
        events.ok_or_else(|| wrong("events", "is required: an array of names of events"))?;
    Ok(WebhookSpec { url, events })
}

fn webhook_id(text: &str) -> Result<WebhookId, ApiError> {
    WebhookId::try_new(text).map_err(|_| no_webhook())
}

fn no_webhook() -> ApiError {
    ApiError::new(Code::NotFound, texts::WEBHOOK_NOT_FOUND)
}

/// Lists name it by `webhookId`, else it is `id`: both are there.
fn webhook(webhook: &Webhook) -> Value {
    let events = webhook.spec.events.iter();
    let events: Vec<&str> = events.map(|event| event.as_str()).collect();
    json!({
        "id": webhook.id.as_str(),
        "webhookId": webhook.id.as_str(),
        "url": webhook.spec.url.as_str(),
        "events": events,
        "createdAt": time(webhook.stamps.created_at),
        "updatedAt": time(webhook.stamps.updated_at),
    })
}
