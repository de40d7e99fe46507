use std::collections::{HashMap, VecDeque};

use ahash::RandomState;
use crossbeam_channel::{Sender, TrySendError};

use crate::leg::Leg;
use crate::media::{Command, LegId};

/// Commands kept for a leg that is on its way, beside those that end its stay; a call gives a handful.
const AWAITED_BOUND: usize = 64;

/// Legs between two shards.
pub(crate) struct Transfer {
    shards: Vec<Sender<Command>>,
    /// What to do with legs that are on their way here.
    awaited: HashMap<LegId, Vec<Command>, RandomState>,
    /// What another shard had no room for. A shard that waited for another could wait for ever.
    unsent: VecDeque<(usize, Command)>,
}

impl Transfer {
    pub(crate) fn new(shards: Vec<Sender<Command>>) -> Self {
        Self {
            shards,
            awaited: HashMap::default(),
            unsent: VecDeque::new(),
        }
    }

    /// Keeps the commands of this leg from now on, until it comes.
    pub(crate) fn awaits(&mut self, leg: LegId) {
        self.awaited.entry(leg).or_default();
    }

    /// Keeps a command of a leg that is on its way; gives others back.
    pub(crate) fn keep(&mut self, command: Command) -> Option<Command> {
        let Some(kept) = command.leg().and_then(|leg| self.awaited.get_mut(&leg)) else {
            return Some(command);
        };
        if kept.len() < AWAITED_BOUND || matches!(command, Command::Close(_) | Command::Move(..)) {
            kept.push(command);
        }
        None
    }

    /// The leg has come, or never will: what was kept for it.
    pub(crate) fn kept(&mut self, leg: LegId) -> Vec<Command> {
        self.awaited.remove(&leg).unwrap_or_default()
    }

    /// Sends a leg to the shard that awaits it, or word that there is none.
    pub(crate) fn hand_over(&mut self, id: LegId, leg: Option<Leg>, to: usize) {
        let command = match leg {
            Some(leg) => Command::Adopt(Box::new(leg)),
            None => Command::Forget(id),
        };
        self.unsent.push_back((to, command));
        self.flush();
    }

    /// Sends what there was no room for.
    pub(crate) fn flush(&mut self) {
        while let Some((to, command)) = self.unsent.pop_front() {
            if let Err(TrySendError::Full(command)) = self.shards[to].try_send(command) {
                self.unsent.push_front((to, command));
                return;
            }
        }
    }

    /// Nothing waits to be sent.
    pub(crate) fn is_idle(&self) -> bool {
        self.unsent.is_empty()
    }
}
