//! The gateway's end: a call that is asked for is placed once, however often it is asked for.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use tandem_model::{CallId, ReasonCode};

use super::{
    CallFailed, MoveError, MoveRequest, NotTaken, OutboundRequest, PlacedCall, TransferError,
    TransferRequest, Transferred,
};

/// How long a call that was placed is known by its name.
const KNOWN_FOR: Duration = Duration::from_secs(600);
/// How many are; the oldest is forgotten first.
const MOST_KNOWN: usize = 65_536;

/// Places calls from this node: the gateway.
pub trait Originate: Send + Sync + 'static {
    /// Begins a call. The future ends when the participant is in its room and the INVITE has been handed to the SIP
    /// side, or with the reason why nothing was, and never will be, sent. It is asked once for a call, and the call
    /// must go on if the future is dropped.
    fn originate(&self, request: OutboundRequest) -> BoxFuture<'static, Result<Begun, NotTaken>>;

    /// Ends a call that is not answered: nobody waits for it any more. Does nothing for others.
    fn abandon(&self, call: &CallId);

    /// Sends the peer of a call to somebody else; ends with the outcome.
    fn transfer(
        &self,
        request: TransferRequest,
    ) -> BoxFuture<'static, Result<Transferred, TransferError>>;

    /// Takes the participant of a call to another room.
    fn relocate(&self, request: MoveRequest) -> BoxFuture<'static, Result<(), MoveError>>;
}

/// A call that has begun.
pub struct Begun {
    /// What who asked is told.
    pub call: PlacedCall,
    /// Ends with the answer, or with what ended the call before.
    pub answer: BoxFuture<'static, Result<(), CallFailed>>,
}

/// [`Begun`], for all who asked.
#[derive(Clone)]
pub(crate) struct Under {
    pub(crate) call: PlacedCall,
    answer: Shared<BoxFuture<'static, Result<(), CallFailed>>>,
    /// A call that ends with its asker, and whom to tell that nobody waits any more.
    ends: Option<(CallId, Arc<dyn Originate>)>,
    /// How many wait for the answer.
    waiting: Arc<AtomicUsize>,
}

impl Under {
    /// The answer. A call that ends with its asker is abandoned when the last who waits goes before it comes.
    pub(crate) async fn wait(self) -> Result<(), CallFailed> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Waiting { under: &self };
        waiting.under.answer.clone().await
    }
}

/// Somebody who waits for an answer.
struct Waiting<'a> {
    under: &'a Under,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let is_last = self.under.waiting.fetch_sub(1, Ordering::Relaxed) == 1;
        if let Some((call, originate)) = self.under.ends.as_ref().filter(|_| is_last)
            && self.under.answer.peek().is_none()
        {
            originate.abandon(call);
        }
    }
}

type Beginning = Shared<BoxFuture<'static, Result<Under, NotTaken>>>;

/// Knows which calls have been asked for here.
#[derive(Default)]
pub(crate) struct Desk {
    originate: OnceLock<Arc<dyn Originate>>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    calls: HashMap<CallId, Beginning>,
    /// In the order in which they came.
    order: VecDeque<(Instant, CallId)>,
}

impl Desk {
    pub(crate) fn open(&self, originate: Arc<dyn Originate>) {
        if self.originate.set(originate).is_err() {
            tracing::error!("a second gateway has been named: the first one stays");
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.originate.get().is_some()
    }

    pub(crate) fn originate(&self) -> Option<&Arc<dyn Originate>> {
        self.originate.get()
    }

    pub(crate) fn knows(&self, call: &CallId) -> bool {
        let known = self.known();
        let beginning = known.calls.get(call);
        // One that was not taken may go elsewhere.
        beginning.is_some_and(|begun| !matches!(begun.peek(), Some(Err(_))))
    }

    /// Begins a call, or joins those who asked for it before. A call that ends with its asker cannot be asked for again, and
    /// is not kept in mind.
    pub(crate) async fn begin(&self, request: OutboundRequest) -> Result<Under, NotTaken> {
        let Some(originate) = self.originate.get() else {
            return Err(NotTaken {
                reason: ReasonCode::GatewaysAway,
                text: "this node places no calls".into(),
            });
        };
        if request.ends_with_asker {
            return begin(request, originate).await;
        }
        let beginning = self.known().join(request, originate, Instant::now());
        beginning.await
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn join(
        &mut self,
        request: OutboundRequest,
        originate: &Arc<dyn Originate>,
        now: Instant,
    ) -> Beginning {
        self.forget(now);
        let call = request.call.clone();
        let before = self.calls.get(&call);
        if let Some(before) = before.filter(|begun| !matches!(begun.peek(), Some(Err(_)))) {
            return before.clone();
        }
        let begun = begin(request, originate).boxed().shared();
        if self.calls.insert(call.clone(), begun.clone()).is_none() {
            self.order.push_back((now, call));
        }
        begun
    }

    fn forget(&mut self, now: Instant) {
        let is_old = |since: Instant| now.saturating_duration_since(since) >= KNOWN_FOR;
        while let Some((since, _)) = self.order.front()
            && (is_old(*since) || self.order.len() >= MOST_KNOWN)
        {
            if let Some((_, call)) = self.order.pop_front() {
                self.calls.remove(&call);
            }
        }
    }
}

/// Asks for a call.
fn begin(
    request: OutboundRequest,
    originate: &Arc<dyn Originate>,
) -> impl Future<Output = Result<Under, NotTaken>> + Send + use<> {
    let ends = request.ends_with_asker;
    let ends = ends.then(|| (request.call.clone(), Arc::clone(originate)));
    let begun = originate.originate(request);
    begun.map(|outcome| {
        outcome.map(|begun| Under {
            call: begun.call,
            answer: begun.answer.shared(),
            ends,
            waiting: Arc::default(),
        })
    })
}
