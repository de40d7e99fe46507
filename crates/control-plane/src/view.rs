//! What this node sees of the log: the matcher of the last revision, and the revision itself.

use std::sync::Arc;

use arc_swap::{ArcSwap, Guard};
use tandem_consensus::Observer;
use tandem_dispatch::Matcher;
use tandem_dispatch::placement::Placed;
use tandem_model::Revision;
use tandem_provisioning::{Catalog, Envelope};
use tokio::sync::watch;

use crate::CallLog;

/// Counts what the log records and where calls leave from.
pub trait Metrics: Send + Sync + 'static {
    /// An outbound call was placed, or was not.
    fn placed(&self, placed: CallPlaced);

    /// On the log's own task: everything up to a revision has been recorded and applied, and this many trunks and rules are there now.
    fn recorded(&self, revision: Revision, objects: usize);
}

/// Where an outbound call went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallPlaced {
    /// To a gateway of the region that is asked first.
    Chosen,
    /// To one of a later region, as those before took it not.
    FellBack,
    /// To none.
    Nowhere,
}

impl CallPlaced {
    pub(crate) fn of(placed: &Placed) -> Self {
        match (&placed.outcome, placed.steps.len()) {
            (Err(_), _) => Self::Nowhere,
            (Ok(_), 1) => Self::Chosen,
            (Ok(_), _) => Self::FellBack,
        }
    }
}

/// Counts nothing.
impl Metrics for () {
    fn placed(&self, _placed: CallPlaced) {}

    fn recorded(&self, _revision: Revision, _objects: usize) {}
}

/// Follows the log.
pub(crate) struct View {
    matcher: ArcSwap<Matcher>,
    revision: watch::Sender<Revision>,
    metrics: Arc<dyn Metrics>,
    calls: CallLog,
}

impl View {
    pub(crate) fn new(metrics: Arc<dyn Metrics>, calls: CallLog) -> Self {
        Self {
            calls,
            matcher: ArcSwap::from_pointee(Matcher::new()),
            revision: watch::Sender::new(Revision::ZERO),
            metrics,
        }
    }

    pub(crate) fn metrics(&self) -> &dyn Metrics {
        &*self.metrics
    }

    pub(crate) fn matcher(&self) -> Guard<Arc<Matcher>> {
        self.matcher.load()
    }

    pub(crate) fn revision(&self) -> watch::Receiver<Revision> {
        self.revision.subscribe()
    }

    fn moved(&self, catalog: &Catalog) {
        // Before anybody sees the revision: of a call that comes then, a new webhook is told all.
        self.calls.set_listening(catalog.webhooks().len() > 0);
        let revision = catalog.revision();
        self.revision.send_replace(revision);
        self.metrics.recorded(revision, catalog.object_count());
    }
}

impl Observer for View {
    fn applied(&self, envelopes: &[(Revision, Arc<Envelope>)], catalog: &Arc<Catalog>) {
        // Its maps share structure, so that the copy costs what the events change.
        let mut matcher = Matcher::clone(&self.matcher.load());
        for (revision, envelope) in envelopes {
            matcher.apply(*revision, &envelope.events);
        }
        self.matcher.store(Arc::new(matcher));
        self.moved(catalog);
    }

    fn installed(&self, catalog: &Arc<Catalog>) {
        self.matcher.store(Arc::new(Matcher::from_catalog(catalog)));
        self.moved(catalog);
    }
}
