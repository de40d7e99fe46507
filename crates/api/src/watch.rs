//! Readers that follow what is recorded: so many at most, none of which may dawdle.
//!
//! Nothing is buffered for a reader. It asks for the next change when its connection has room; one that has not asked
//! for long while changes wait is told where to resume, and its place goes to who needs it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context as Waker, Poll, ready};
use std::time::{Duration, Instant};

use tandem_control_plane::Changes;
use tandem_model::Revision;
use tandem_wire::admin as wire;
use tokio::sync::watch;
use tokio_stream::Stream;

use crate::auth::Grant;
use crate::changes_to_wire::change;
use crate::context::Context;
use crate::{Api, ApiError, Code};

/// Bounds of the watch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WatchBounds {
    /// Readers at once on this node; 256.
    pub readers: usize,
    /// How long a reader may leave changes that wait for it; 10 s.
    pub patience: Duration,
    /// How often a watch without changes shows that it lives; 15 s, below the patience of usual proxies.
    pub heartbeat: Duration,
}

impl Default for WatchBounds {
    fn default() -> Self {
        Self {
            readers: 256,
            patience: Duration::from_secs(10),
            heartbeat: Duration::from_secs(15),
        }
    }
}

/// All readers of this node.
#[derive(Clone)]
pub(crate) struct Watchers {
    bounds: WatchBounds,
    stopped: watch::Receiver<bool>,
    places: Arc<Mutex<Vec<Arc<Place>>>>,
}

/// One reader's place.
#[derive(Default)]
struct Place {
    /// When the reader was last given something, until it asks for more.
    given: Mutex<Option<Instant>>,
    is_taken_away: AtomicBool,
}

/// What a reader gets next.
pub(crate) enum Step {
    Change(Box<wire::Change>),
    /// Nothing has happened for long.
    Heartbeat,
    /// Nothing more comes. The error names where to resume.
    End(ApiError),
}

/// One reader. After [`Step::End`], drop it.
pub(crate) struct Watch {
    api: Api,
    changes: Changes,
    place: Arc<Place>,
}

impl Api {
    /// Follows what is recorded, from a revision on.
    pub(crate) fn watch(&self, context: &Context, from: u64) -> Result<Watch, ApiError> {
        context.caller.check(Grant::SipAdmin)?;
        let place = self.watchers.take_place()?;
        Ok(Watch {
            api: self.clone(),
            changes: self.plane.changes(Revision(from)),
            place,
        })
    }
}

impl Watchers {
    pub(crate) fn new(bounds: WatchBounds, stopped: watch::Receiver<bool>) -> Self {
        Self {
            bounds,
            stopped,
            places: Arc::default(),
        }
    }

    fn take_place(&self) -> Result<Arc<Place>, ApiError> {
        let mut places = lock(&self.places);
        if places.len() >= self.bounds.readers {
            places.retain(|place| !place.is_given_up(self.bounds.patience));
        }
        if places.len() >= self.bounds.readers {
            let text = format!(
                "{} watches are open here, which is the most: try another node, or later",
                places.len()
            );
            return Err(ApiError::new(Code::ResourceExhausted, text));
        }
        let place = Arc::<Place>::default();
        places.push(Arc::clone(&place));
        Ok(place)
    }
}

impl Place {
    /// Whether the reader has not asked for long; then the place is taken away.
    fn is_given_up(&self, patience: Duration) -> bool {
        let is_late = lock(&self.given).is_some_and(|given| given.elapsed() > patience);
        if is_late {
            self.is_taken_away.store(true, Ordering::Relaxed);
        }
        is_late
    }
}

impl Watch {
    /// Waits for what comes next.
    pub(crate) async fn next(&mut self) -> Step {
        let bounds = self.api.watchers.bounds;
        let given = lock(&self.place.given).take();
        let is_late = given.is_some_and(|given| given.elapsed() > bounds.patience);
        let is_taken_away = self.place.is_taken_away.load(Ordering::Relaxed);
        if is_taken_away || (is_late && self.changes.is_behind()) {
            let text = "this reader was too slow";
            return Step::End(self.resumable(Code::ResourceExhausted, text));
        }
        let mut stopped = self.api.watchers.stopped.clone();
        let step = tokio::select! {
            biased;
            // A sender that is gone stops the server as well.
            _ = stopped.wait_for(|stopped| *stopped) => {
                Step::End(self.resumable(Code::Unavailable, "this node is stopping"))
            }
            next = self.changes.next() => match next {
                Some(Ok((revision, envelope))) => {
                    Step::Change(Box::new(change(self.api.plane.vault(), revision, &envelope)))
                }
                Some(Err(error)) => {
                    tracing::error!(%error, "a watch ended");
                    Step::End(self.resumable(Code::Unavailable, "this node cannot read its journal"))
                }
                None => Step::End(self.resumable(Code::Unavailable, "this node is stopping")),
            },
            () = tokio::time::sleep(bounds.heartbeat) => Step::Heartbeat,
        };
        *lock(&self.place.given) = Some(Instant::now());
        step
    }

    fn resumable(&self, code: Code, text: &str) -> ApiError {
        let from = self.changes.next_revision();
        ApiError::new(code, format!("{text}: resume from revision {from}"))
            .with("resume_from", from.to_string())
    }

    /// As a stream of what `write` makes of the steps; it ends after an error.
    pub(crate) fn into_stream<F>(self, write: F) -> Steps<F> {
        Steps {
            next: Some(Box::pin(next_of(self))),
            write,
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut places = lock(&self.api.watchers.places);
        places.retain(|place| !Arc::ptr_eq(place, &self.place));
    }
}

/// A watch as a stream.
pub(crate) struct Steps<F> {
    /// Absent after the end.
    next: Option<NextStep>,
    write: F,
}

type NextStep = Pin<Box<dyn Future<Output = (Watch, Step)> + Send>>;

async fn next_of(mut watch: Watch) -> (Watch, Step) {
    let step = watch.next().await;
    (watch, step)
}

impl<T, F: Fn(Step) -> T + Unpin> Stream for Steps<F> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, waker: &mut Waker<'_>) -> Poll<Option<T>> {
        let Some(next) = &mut self.next else {
            return Poll::Ready(None);
        };
        let (watch, step) = ready!(next.as_mut().poll(waker));
        self.next = match step {
            Step::End(_) => None,
            // It begins when it is asked for: that tells how long the reader took.
            Step::Change(_) | Step::Heartbeat => Some(Box::pin(next_of(watch))),
        };
        Poll::Ready(Some((self.write)(step)))
    }
}

/// What a panic may have left is one time or a list of places: both stay right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
