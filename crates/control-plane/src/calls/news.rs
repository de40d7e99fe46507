//! What becomes of calls, for one who follows them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tandem_model::Timestamp;
use tokio::sync::mpsc;

use super::{CallRecord, CallState};
use crate::clock;

/// Something that becomes of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Happening {
    /// It has begun.
    Began,
    /// It rings.
    Rings,
    /// Somebody took it.
    Answered,
    /// Its room or its participant is another one.
    Changed,
    /// It is over.
    Ended,
    /// The peer is sent to somebody else.
    Transfer(TransferStep),
    /// The participant goes to another room.
    Move(MoveStep),
}

/// How far a transfer is (RFC 3515).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransferStep {
    /// The REFER is out.
    Initiated,
    /// The peer took it.
    Accepted,
    /// He calls the other one.
    Trying,
    /// It rings there.
    Ringing,
    /// The other one answered.
    Completed,
    /// It came to nothing.
    Failed,
}

/// How far the way to another room is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MoveStep {
    /// It was asked for.
    Initiated,
    /// The participant is there.
    Completed,
    /// He stayed where he was.
    Failed,
}

/// One thing that became of a call.
#[derive(Clone, PartialEq, Debug)]
pub struct News {
    /// What.
    pub what: Happening,
    /// When.
    pub at: Timestamp,
    /// The call as it was then.
    pub call: Box<CallRecord>,
}

/// Where news go: to one follower, while he listens.
#[derive(Default)]
pub(super) struct Follower {
    news: OnceLock<mpsc::Sender<News>>,
    listens: AtomicBool,
    lost: AtomicU64,
}

impl Follower {
    pub(super) fn begin(&self, most: usize) -> Option<mpsc::Receiver<News>> {
        let (sender, receiver) = mpsc::channel(most);
        self.news.set(sender).ok().map(|()| receiver)
    }

    pub(super) fn set_listening(&self, listens: bool) {
        self.listens.store(listens, Ordering::Relaxed);
    }

    pub(super) fn listens(&self) -> bool {
        self.listens.load(Ordering::Relaxed)
    }

    pub(super) fn take_lost(&self) -> u64 {
        self.lost.swap(0, Ordering::Relaxed)
    }

    /// Tells it, unless too much waits already. Whoever tells does not wait: he carries calls.
    pub(super) fn tell(&self, what: Happening, call: &CallRecord) {
        if !self.listens() {
            return;
        }
        let Some(sender) = self.news.get() else {
            return;
        };
        let Ok(place) = sender.try_reserve() else {
            self.lost.fetch_add(1, Ordering::Relaxed);
            return;
        };
        place.send(News {
            what,
            at: clock::now(),
            call: Box::new(call.clone()),
        });
    }
}

/// What of a record tells something when it changes.
pub(super) struct Before {
    state: CallState,
    room: Option<tandem_model::RoomName>,
    identity: Option<Box<str>>,
}

impl Before {
    pub(super) fn of(record: &CallRecord) -> Self {
        Self {
            state: record.state,
            room: record.room.clone(),
            identity: record.identity.clone(),
        }
    }

    /// What the change amounts to.
    pub(super) fn until(&self, now: &CallRecord) -> Option<Happening> {
        if self.state != now.state && now.state == CallState::Active {
            return Some(Happening::Answered);
        }
        let is_elsewhere = self.room != now.room || self.identity != now.identity;
        is_elsewhere.then_some(Happening::Changed)
    }
}
