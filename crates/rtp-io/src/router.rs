use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ahash::RandomState;
use crossbeam_channel::Sender;

use crate::media::{Command, LegId, MixId};

/// Posts commands to the shard that has the leg.
///
/// All legs of a mix live on one shard, which their mix's number picks. A leg that joins another shard's mix moves
/// there: its new shard is told to await it before anything else, and so keeps the order of its commands.
pub(crate) struct Router {
    shards: Vec<Sender<Command>>,
    /// Legs that are not where their own number says.
    moved: Mutex<HashMap<LegId, usize, RandomState>>,
}

impl Router {
    pub(crate) fn new(shards: Vec<Sender<Command>>) -> Self {
        Self {
            shards,
            moved: Mutex::default(),
        }
    }

    /// Posts a command for a leg, after all those before it.
    pub(crate) fn tell(&self, leg: LegId, command: Command) {
        let moved = self.locked();
        self.send(self.shard_of(&moved, leg), command);
    }

    /// Posts what lets a leg join a mix, on whichever shard either is.
    pub(crate) fn join(&self, leg: LegId, mix: MixId) {
        let mut moved = self.locked();
        let (from, to) = (self.shard_of(&moved, leg), self.shard_by(mix.0));
        if from != to {
            self.send(to, Command::Await(leg));
            self.send(from, Command::Move(leg, to));
            moved.insert(leg, to);
        }
        self.send(to, Command::Join(leg, mix));
    }

    /// Posts the last command of a leg.
    pub(crate) fn close(&self, leg: LegId) {
        let mut moved = self.locked();
        let shard = self.shard_of(&moved, leg);
        moved.remove(&leg);
        self.send(shard, Command::Close(leg));
    }

    /// Tells all shards to end.
    pub(crate) fn stop(&self) {
        for shard in 0..self.shards.len() {
            self.send(shard, Command::Stop);
        }
    }

    fn shard_of(&self, moved: &HashMap<LegId, usize, RandomState>, leg: LegId) -> usize {
        let home = self.shard_by(leg.0);
        moved.get(&leg).copied().unwrap_or(home)
    }

    fn shard_by(&self, number: u64) -> usize {
        let shard = number % self.shards.len() as u64;
        usize::try_from(shard).expect("below the number of shards")
    }

    fn send(&self, shard: usize, command: Command) {
        // A shard that is gone has closed every leg.
        let _ = self.shards[shard].send(command);
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<LegId, usize, RandomState>> {
        self.moved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
