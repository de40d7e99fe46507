use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ahash::RandomState;
use crossbeam_channel::Sender;

use crate::media::{Command, LegId, MixId};

/// Posts commands to the shard that has the leg.
///
/// All legs of a mix live on one shard, which their mix's number picks. A leg that joins another shard's mix moves
/// there: its new shard is told to await it before anything else, and so keeps the order of its commands. Everything
/// is posted under one lock, so that of the commands of a move each shard has its part before it is told to stop, or
/// neither has.
pub(crate) struct Router {
    shards: Vec<Sender<Command>>,
    legs: Mutex<Legs>,
}

/// Where the legs are.
#[derive(Default)]
struct Legs {
    /// Those that are open; what comes for others is too late.
    shard_by_leg: HashMap<LegId, usize, RandomState>,
    has_stopped: bool,
}

impl Router {
    pub(crate) fn new(shards: Vec<Sender<Command>>) -> Self {
        Self {
            shards,
            legs: Mutex::default(),
        }
    }

    /// Posts the first command of a leg. Once the engine stops it is dropped, and the leg's port is free again.
    pub(crate) fn open(&self, leg: LegId, command: Command) {
        let mut legs = self.locked();
        if legs.has_stopped {
            return;
        }
        let home = self.shard_by(leg.0);
        legs.shard_by_leg.insert(leg, home);
        self.send(home, command);
    }

    /// Posts a command for a leg, after all those before it.
    pub(crate) fn tell(&self, leg: LegId, command: Command) {
        let legs = self.locked();
        if let Some(shard) = legs.shard_by_leg.get(&leg) {
            self.send(*shard, command);
        }
    }

    /// Posts what may be lost, unless there is no room for it; whether there was, or no such leg.
    pub(crate) fn deliver(&self, leg: LegId, command: Command) -> bool {
        let legs = self.locked();
        match legs.shard_by_leg.get(&leg) {
            Some(shard) => self.shards[*shard].try_send(command).is_ok(),
            None => true,
        }
    }

    /// Posts what lets a leg join a mix, on whichever shard either is.
    pub(crate) fn join(&self, leg: LegId, mix: MixId) {
        let mut legs = self.locked();
        let Some(shard) = legs.shard_by_leg.get_mut(&leg) else {
            return;
        };
        let to = self.shard_by(mix.0);
        let from = std::mem::replace(shard, to);
        if from != to {
            self.send(to, Command::Await(leg));
            self.send(from, Command::Move(leg, to));
        }
        self.send(to, Command::Join(leg, mix));
    }

    /// Posts the last command of a leg.
    pub(crate) fn close(&self, leg: LegId) {
        let mut legs = self.locked();
        if let Some(shard) = legs.shard_by_leg.remove(&leg) {
            self.send(shard, Command::Close(leg));
        }
    }

    /// Tells all shards to end; nothing is posted after that.
    pub(crate) fn stop(&self) {
        let mut legs = self.locked();
        *legs = Legs {
            has_stopped: true,
            ..Legs::default()
        };
        for shard in 0..self.shards.len() {
            self.send(shard, Command::Stop);
        }
    }

    fn shard_by(&self, number: u64) -> usize {
        let shard = number % self.shards.len() as u64;
        usize::try_from(shard).expect("below the number of shards")
    }

    fn send(&self, shard: usize, command: Command) {
        // A shard that is gone has closed every leg.
        let _ = self.shards[shard].send(command);
    }

    fn locked(&self) -> MutexGuard<'_, Legs> {
        self.legs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::bounded;

    use super::*;

    #[test]
    fn what_comes_for_a_closed_leg_is_dropped_and_leaves_nothing() {
        let (sender, inbox) = bounded(8);
        let router = Router::new(vec![sender; 2]);
        let leg = LegId(3);
        router.open(leg, Command::Start(leg));
        router.close(leg);
        assert_eq!(inbox.try_iter().count(), 2);
        router.join(leg, MixId(2));
        router.tell(leg, Command::Leave(leg));
        router.close(leg);
        assert_eq!(inbox.try_iter().count(), 0);
        assert!(router.locked().shard_by_leg.is_empty());
    }

    #[test]
    fn nothing_follows_the_stop() {
        let (sender, inbox) = bounded(8);
        let router = Router::new(vec![sender; 2]);
        router.open(LegId(1), Command::Start(LegId(1)));
        router.stop();
        router.join(LegId(1), MixId(2));
        router.open(LegId(2), Command::Start(LegId(2)));
        let last = inbox.try_iter().last();
        assert!(matches!(last, Some(Command::Stop)));
        assert!(router.locked().shard_by_leg.is_empty());
    }
}
