//! Who is told what becomes of calls.

mod support;

use support::{Desk, sealed};
use tandem_model::{Timestamp, WebhookEvent, WebhookId, WebhookKey, WebhookSpec, WebhookUrl};
use tandem_provisioning::{Catalog, Command, Event};

fn spec(url: &str, events: &[WebhookEvent]) -> Box<WebhookSpec> {
    Box::new(WebhookSpec {
        url: WebhookUrl::try_new(url).expect("a URL"),
        events: events.to_vec(),
    })
}

fn key(public: &str) -> Option<Box<WebhookKey>> {
    Some(Box::new(WebhookKey {
        public: public.into(),
        private: sealed("private"),
        created_at: Timestamp { unix_nanos: 1 },
    }))
}

fn id(catalog: &Catalog) -> WebhookId {
    catalog.webhooks().next().expect("a webhook").id.clone()
}

const STARTED: &[WebhookEvent] = &[WebhookEvent::CallStarted];

#[test]
fn a_webhook_is_created_replaced_and_deleted() {
    let mut desk = Desk::default();
    let first = spec("https://a.example/x", STARTED);
    let text = desk.refuses(&Command::CreateWebhook(first.clone(), None));
    assert!(text.contains("keys"), "{text}");
    let events = desk.accepts(&Command::CreateWebhook(first.clone(), key("one")));
    assert!(matches!(
        &*events,
        [Event::WebhookKeySet(_), Event::WebhookCreated(_)]
    ));
    // The keys of the first one stay.
    let events = desk.accepts(&Command::CreateWebhook(first.clone(), key("two")));
    assert!(matches!(&*events, [Event::WebhookCreated(_)]));
    let stored = desk.catalog.webhook_key().expect("a key");
    assert_eq!(&*stored.public, "one");
    assert_eq!(desk.catalog.object_count(), 2);

    let id = id(&desk.catalog);
    assert!(
        desk.accepts(&Command::ReplaceWebhook(id.clone(), first))
            .is_empty()
    );
    let other = spec("http://b.example/", WebhookEvent::ALL);
    let events = desk.accepts(&Command::ReplaceWebhook(id.clone(), other));
    let [Event::WebhookUpdated(webhook)] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert!(webhook.stamps.created_at < webhook.stamps.updated_at);
    desk.accepts(&Command::DeleteWebhook(id.clone()));
    for gone in [
        Command::DeleteWebhook(id.clone()),
        Command::ReplaceWebhook(id, spec("http://b.example/", STARTED)),
    ] {
        assert_eq!(desk.refuses(&gone), "Webhook not found");
    }
    assert!(desk.catalog.webhook_key().is_some());
}

#[test]
fn events_are_named_once_and_webhooks_are_few() {
    let mut desk = Desk::default();
    for (events, said) in [
        (&[][..], "events is empty"),
        (
            &[WebhookEvent::CallHangup; 2],
            "events has call-hangup twice",
        ),
    ] {
        let wrong = spec("https://a.example", events);
        let text = desk.refuses(&Command::CreateWebhook(wrong, key("one")));
        assert!(text.starts_with(said), "{text}");
    }
    let create = || Command::CreateWebhook(spec("https://a.example", STARTED), key("one"));
    for _ in 0..100 {
        desk.accepts(&create());
    }
    let text = desk.refuses(&create());
    assert!(text.contains("100 webhooks"), "{text}");
}
