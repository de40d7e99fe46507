use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use ahash::RandomState;
use tandem_sip_proto::Flow;

use crate::Direction;
use crate::arena::Arena;
use crate::tape::Tape;

/// How many live calls are passed over, at most, in the search for one to forget.
const MOST_SPARED: usize = 64;
/// How many tapes one message may cost; where memory is still too much, it is left out.
const FORGOTTEN_AT_ONCE: usize = 64;
/// Messages with a longer `Call-ID` are not kept.
const LONGEST_CALL_ID: usize = 1024;
/// What is no call of the gateway may take one tape in so many.
const SHARE_OF_OTHERS: usize = 4;

/// One part in so many of the memory is for what tells where messages lie.
const SHARE_OF_INDEX: usize = 5;

/// How much is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// `Call-ID`s; 10,000 by default. With none, nothing is kept.
    pub calls: usize,
    /// Octets of memory in all; 16 MiB by default, some 2,500 answered calls. Four fifths are taken at the start, for
    /// the messages; the rest is for what tells where they lie. What ended, or was said outside calls, goes first.
    pub octets: usize,
    /// Messages of one call; 200 by default. The first ones stay.
    pub call_messages: usize,
    /// Octets of the messages of one call; 64 KiB by default, at most a 16th of `octets`.
    pub call_octets: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            calls: 10_000,
            octets: 16 << 20,
            call_messages: 200,
            call_octets: 64 << 10,
        }
    }
}

/// All tapes.
pub(crate) struct Store {
    bounds: Bounds,
    arena: Arena,
    by_call_id: HashMap<Arc<[u8]>, u32, RandomState>,
    tapes: Vec<Tape>,
    free: Vec<u32>,
    /// The gateway's calls, the oldest first.
    calls: VecDeque<Name>,
    /// What is none, the oldest first.
    others: VecDeque<Name>,
    /// Tapes that are no calls.
    count_of_others: usize,
    /// Octets of the tapes, beside the arena.
    index: usize,
}

/// Names a tape for as long as it is of the same call.
#[derive(Clone, Copy)]
struct Name {
    tape: u32,
    generation: u32,
}

impl Store {
    pub(crate) fn new(bounds: Bounds) -> Self {
        let octets = if bounds.calls == 0 { 0 } else { bounds.octets };
        // More than these have no room for what is on them.
        let tapes = bounds
            .calls
            .min(octets / SHARE_OF_INDEX / size_of::<Tape>());
        Self {
            bounds,
            arena: Arena::new(octets - octets / SHARE_OF_INDEX),
            by_call_id: HashMap::with_capacity_and_hasher(tapes, RandomState::default()),
            tapes: Vec::with_capacity(tapes),
            free: Vec::with_capacity(tapes),
            calls: VecDeque::with_capacity(tapes),
            others: VecDeque::with_capacity(tapes),
            count_of_others: 0,
            index: 0,
        }
    }

    /// `Call-ID`s that are kept, and octets of memory that they take.
    pub(crate) fn held(&self) -> (usize, usize) {
        (self.by_call_id.len(), self.arena.used() + self.index)
    }

    pub(crate) fn get(&self, call_id: &[u8]) -> Option<(&Tape, &Arena)> {
        let index = self.by_call_id.get(call_id)?;
        Some((self.tapes.get(*index as usize)?, &self.arena))
    }

    /// Keeps a message, in place of older calls if need be.
    pub(crate) fn message(
        &mut self,
        call_id: &[u8],
        at: u64,
        way: (Direction, Flow),
        octets: &[u8],
    ) {
        self.write(call_id, octets.len(), |tape, arena| {
            tape.message(at, way, octets, arena);
        });
    }

    /// Writes on the tape of a call, where there is room for so many octets more, then brings everything within its
    /// bounds.
    pub(crate) fn write(
        &mut self,
        call_id: &[u8],
        more: usize,
        does: impl FnOnce(&mut Tape, &mut Arena),
    ) {
        if self.bounds.calls == 0 || call_id.is_empty() || call_id.len() > LONGEST_CALL_ID {
            return;
        }
        let known = self.by_call_id.get(call_id).copied();
        let index = known.unwrap_or_else(|| self.begin(call_id));
        let most_octets = self.bounds.call_octets.min(self.bounds.octets / 16);
        self.forget_until(index, |store| store.arena.has_room(more));
        let tape = &mut self.tapes[index as usize];
        let before = tape.size();
        does(tape, &mut self.arena);
        tape.shorten(self.bounds.call_messages, most_octets, &mut self.arena);
        self.index = self.index + tape.size() - before;
        let most_index = self.bounds.octets / SHARE_OF_INDEX;
        self.forget_until(index, |store| store.index <= most_index);
    }

    /// Forgets other calls until it is so.
    fn forget_until(&mut self, spared: u32, is_so: impl Fn(&Self) -> bool) {
        for _ in 0..FORGOTTEN_AT_ONCE {
            if is_so(self) {
                return;
            }
            self.forget_one(Some(spared), Tape::release);
        }
    }

    /// From now on it is a call of the gateway, and lives.
    pub(crate) fn begin_call(&mut self, call_id: &[u8]) {
        self.write(call_id, 0, |tape, _| tape.is_live = true);
        let Some(index) = self.by_call_id.get(call_id) else {
            return;
        };
        let tape = &mut self.tapes[*index as usize];
        if !tape.is_call {
            tape.is_call = true;
            self.count_of_others -= 1;
            self.calls.push_back(Name {
                tape: *index,
                generation: tape.generation,
            });
        }
    }

    /// It may be forgotten as those that ended are.
    pub(crate) fn end_call(&mut self, call_id: &[u8]) {
        if let Some(index) = self.by_call_id.get(call_id) {
            self.tapes[*index as usize].is_live = false;
        }
    }

    fn begin(&mut self, call_id: &[u8]) -> u32 {
        if self.by_call_id.len() >= self.bounds.calls {
            self.forget_one(None, |tape, arena| tape.reset(Arc::default(), arena));
        }
        let index = self.free.pop().unwrap_or_else(|| {
            self.tapes.push(Tape::default());
            self.index += size_of::<Tape>();
            u32::try_from(self.tapes.len() - 1).expect("calls are bounded")
        });
        let name: Arc<[u8]> = call_id.into();
        let tape = &mut self.tapes[index as usize];
        let before = tape.size();
        tape.reset(Arc::clone(&name), &mut self.arena);
        self.index = self.index + tape.size() - before;
        let generation = tape.generation;
        self.by_call_id.insert(name, index);
        self.count_of_others += 1;
        self.others.push_back(Name {
            tape: index,
            generation,
        });
        index
    }

    /// Forgets one tape, but not the one that is spared: of what is no call, where that is more than its share, else of
    /// what has ended, else of what lives.
    fn forget_one(&mut self, spared: Option<u32>, clear: impl FnOnce(&mut Tape, &mut Arena)) {
        let share = self.bounds.calls / SHARE_OF_OTHERS;
        let is_call = self.count_of_others <= share && !self.calls.is_empty();
        for passed in 0..=MOST_SPARED {
            let Some(name) = self.oldest(is_call) else {
                return;
            };
            let tape = &mut self.tapes[name.tape as usize];
            if spared == Some(name.tape) || (tape.is_live && passed < MOST_SPARED) {
                let queue = match is_call {
                    true => &mut self.calls,
                    false => &mut self.others,
                };
                queue.push_back(name);
                continue;
            }
            self.by_call_id.remove(&tape.call_id);
            let before = tape.size();
            clear(tape, &mut self.arena);
            self.index = self.index + tape.size() - before;
            self.count_of_others -= usize::from(!is_call);
            self.free.push(name.tape);
            return;
        }
    }

    /// Takes the oldest name off a queue. One that is out of date is passed over: its tape is of another call by now, or
    /// has become one.
    fn oldest(&mut self, is_call: bool) -> Option<Name> {
        let queue = match is_call {
            true => &mut self.calls,
            false => &mut self.others,
        };
        loop {
            let name = queue.pop_front()?;
            let tape = &self.tapes[name.tape as usize];
            if tape.generation == name.generation && tape.is_call == is_call {
                return Some(name);
            }
        }
    }
}
