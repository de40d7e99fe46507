//! Follows the calls of this node, and tells webhooks what becomes of them.

use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{HeaderName, HeaderValue};
use tandem_control_plane::ControlPlane;
use tandem_control_plane::calls::News;
use tandem_hooks::{Hooks, Letter};
use tandem_model::{Webhook, WebhookKey};
use tandem_telemetry::instruments::{self, WebhookOutcome};
use tokio::sync::{mpsc, watch};

use super::payload::{body, named};
use super::signer::Signer;

/// News that wait to be signed; what comes then is lost, and counted.
const MOST_NEWS: usize = 8_192;

/// VideoSDK's own: a signature of the body.
const SIGNATURE: HeaderName = HeaderName::from_static("videosdk-signature");
/// When it was signed, in milliseconds of Unix: without it, who has heard a body may say it again for ever.
const TIMESTAMP: HeaderName = HeaderName::from_static("tandem-timestamp");
/// A signature of the timestamp, a dot and the body.
const TIMED_SIGNATURE: HeaderName = HeaderName::from_static("tandem-signature");

/// Tells webhooks what becomes of calls.
pub(crate) struct Announcer {
    plane: ControlPlane,
    hooks: Hooks,
    news: mpsc::Receiver<News>,
    /// The opened key, and what it was opened from.
    signer: Option<(Arc<WebhookKey>, Arc<Signer>)>,
}

impl Announcer {
    /// Follows the calls of this node; nothing where somebody does already.
    pub(crate) fn new(plane: ControlPlane, hooks: Hooks) -> Option<Self> {
        let news = plane.calls().follow(MOST_NEWS)?;
        Some(Self {
            plane,
            hooks,
            news,
            signer: None,
        })
    }

    /// Runs until it is told to stop, and then tells what waits.
    pub(crate) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        loop {
            let news = tokio::select! {
                news = self.news.recv() => news,
                _ = stop.wait_for(|is_over| *is_over) => break,
            };
            match news {
                Some(news) => self.announce(news).await,
                None => return,
            }
        }
        self.news.close();
        while let Some(news) = self.news.recv().await {
            self.announce(news).await;
        }
    }

    async fn announce(&mut self, news: News) {
        let lost = self.plane.calls().take_lost_news();
        if lost > 0 {
            instruments::webhooks(WebhookOutcome::Dropped, lost);
        }
        let Some(name) = named(&news) else { return };
        let catalog = self.plane.catalog();
        let wants = |webhook: &&Arc<Webhook>| webhook.spec.events.contains(&name.0);
        let webhooks: Vec<Arc<Webhook>> = catalog.webhooks().filter(wants).cloned().collect();
        if webhooks.is_empty() {
            return;
        }
        let region = self.plane.cluster().map(|cluster| &*cluster.own.region);
        let body = Bytes::from(body(&news, name, &catalog, region).to_string());
        let Some(headers) = self.signed(catalog.webhook_key(), &body).await else {
            let lost = u64::try_from(webhooks.len()).unwrap_or(u64::MAX);
            return instruments::webhooks(WebhookOutcome::Failed, lost);
        };
        for webhook in webhooks {
            self.hooks.send(Letter {
                webhook: webhook.id.clone(),
                call: news.call.id.clone(),
                to: webhook.spec.url.clone(),
                headers: headers.clone(),
                body: body.clone(),
            });
        }
    }

    /// The headers with the signatures. They take about a millisecond, which is nobody else's to wait for.
    async fn signed(&mut self, key: Option<&Arc<WebhookKey>>, body: &Bytes) -> Option<HeaderMap> {
        let signer = self.signer(key?)?;
        let body = body.clone();
        let signing = tokio::task::spawn_blocking(move || {
            let at = tandem_control_plane::now().unix_nanos / 1_000_000;
            let timed = [at.to_string().as_bytes(), b".", &body].concat();
            Some((signer.sign(&body)?, at, signer.sign(&timed)?))
        });
        let (plain, at, timed) = signing.await.ok()??;
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, HeaderValue::try_from(plain).ok()?);
        headers.insert(TIMESTAMP, HeaderValue::from(at));
        headers.insert(TIMED_SIGNATURE, HeaderValue::try_from(timed).ok()?);
        Some(headers)
    }

    fn signer(&mut self, key: &Arc<WebhookKey>) -> Option<Arc<Signer>> {
        if let Some((of, signer)) = &self.signer
            && Arc::ptr_eq(of, key)
        {
            return Some(Arc::clone(signer));
        }
        match Signer::open(self.plane.vault(), key) {
            Ok(signer) => {
                let signer = Arc::new(signer);
                self.signer = Some((Arc::clone(key), Arc::clone(&signer)));
                Some(signer)
            }
            Err(error) => {
                tracing::error!(%error, "the key that signs for webhooks cannot be opened");
                None
            }
        }
    }
}
