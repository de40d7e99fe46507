use std::sync::Arc;

use tandem_sip_proto::Flow;

use crate::arena::{Arena, Run};
use crate::{Direction, MediaFact};

/// Entries at the beginning of a call that stay when later ones must go: the INVITE and its answer.
pub(crate) const KEPT_FIRST: usize = 16;
/// How far back a repetition is looked for, in messages.
const REPEATS_WITHIN: usize = 16;
/// Facts of the media that are kept of one call; those behind the first few go first.
const MOST_FACTS: usize = 64;
/// The most flows that one call's messages took.
const MOST_FLOWS: usize = 255;
/// Marks and facts that a tape keeps room for when it is taken for another call.
const KEPT_ROOM: usize = 16;

/// What was said under one `Call-ID`: where each message lies in the arena, which its methods are given.
#[derive(Default)]
pub(crate) struct Tape {
    pub(crate) call_id: Arc<[u8]>,
    /// Changes whenever the tape is taken for another call.
    pub(crate) generation: u32,
    /// A call of the gateway, rather than what others send.
    pub(crate) is_call: bool,
    pub(crate) is_live: bool,
    pub(crate) left_out: u32,
    octets: usize,
    marks: Vec<Mark>,
    facts: Vec<(u64, MediaFact)>,
    flows: Vec<Flow>,
    next_serial: u32,
}

/// One message.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    /// Nanoseconds since the capture began.
    pub(crate) at: u64,
    /// Its octets; of a repetition, none.
    run: Run,
    serial: u32,
    /// The message that this one repeats.
    repeats: Option<u32>,
    flow: u8,
    pub(crate) direction: Direction,
}

impl Tape {
    /// Makes it a tape of another call; most of the memory stays.
    pub(crate) fn reset(&mut self, call_id: Arc<[u8]>, arena: &mut Arena) {
        self.give_back(arena);
        self.call_id = call_id;
        self.generation = self.generation.wrapping_add(1);
        (self.is_call, self.is_live, self.left_out, self.next_serial) = (false, false, 0, 0);
        self.marks.shrink_to(KEPT_ROOM);
        self.facts.clear();
        self.facts.shrink_to(KEPT_ROOM);
        self.flows.clear();
    }

    /// Makes it a tape of no call, and gives its memory back.
    pub(crate) fn release(&mut self, arena: &mut Arena) {
        self.give_back(arena);
        *self = Self {
            generation: self.generation.wrapping_add(1),
            ..Self::default()
        };
    }

    fn give_back(&mut self, arena: &mut Arena) {
        for mark in self.marks.drain(..) {
            arena.give_back(mark.run);
        }
        self.octets = 0;
    }

    /// Octets of memory that it takes beside the arena.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>()
            + self.call_id.len()
            + self.marks.capacity() * size_of::<Mark>()
            + self.facts.capacity() * size_of::<(u64, MediaFact)>()
            + self.flows.capacity() * size_of::<Flow>()
    }

    pub(crate) fn message(
        &mut self,
        at: u64,
        (direction, flow): (Direction, Flow),
        octets: &[u8],
        arena: &mut Arena,
    ) {
        let repeats = self.original(direction, octets, arena);
        let run = match repeats {
            Some(_) => Some(Run::EMPTY),
            None => arena.put(octets),
        };
        let Some(run) = run else {
            self.left_out = self.left_out.saturating_add(1);
            return;
        };
        self.octets += run.length as usize;
        let flow = self.flow(flow, arena);
        self.marks.push(Mark {
            at,
            run,
            serial: self.next_serial,
            repeats,
            flow,
            direction,
        });
        self.next_serial = self.next_serial.wrapping_add(1);
    }

    pub(crate) fn fact(&mut self, at: u64, fact: MediaFact) {
        if self.facts.len() >= MOST_FACTS {
            self.facts.remove(KEPT_FIRST);
            self.left_out = self.left_out.saturating_add(1);
        }
        self.facts.push((at, fact));
    }

    /// Leaves out messages behind the first ones until both bounds hold.
    pub(crate) fn shorten(&mut self, most_messages: usize, most_octets: usize, arena: &mut Arena) {
        // The last one always stays.
        while self.marks.len() > 1
            && (self.marks.len() > most_messages || self.octets > most_octets)
        {
            let at = KEPT_FIRST.min(self.marks.len() - 2);
            let gone = self.marks.remove(at);
            self.octets -= gone.run.length as usize;
            arena.give_back(gone.run);
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    pub(crate) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    pub(crate) fn facts(&self) -> &[(u64, MediaFact)] {
        &self.facts
    }

    /// The octets of a message; none when it repeats one that has been left out.
    pub(crate) fn octets(&self, mark: &Mark, arena: &Arena) -> Option<Vec<u8>> {
        let mark = match mark.repeats {
            None => mark,
            Some(serial) => self.marks.iter().find(|one| one.serial == serial)?,
        };
        Some(arena.read(mark.run))
    }

    pub(crate) fn flow_of(&self, mark: &Mark) -> Flow {
        self.flows[usize::from(mark.flow)]
    }

    /// The message that this one repeats, octet for octet.
    fn original(&self, direction: Direction, octets: &[u8], arena: &Arena) -> Option<u32> {
        let recent = self.marks.iter().rev().take(REPEATS_WITHIN);
        let mut same = recent.filter(|mark| {
            mark.direction == direction && mark.repeats.is_none() && arena.is(mark.run, octets)
        });
        Some(same.next()?.serial)
    }

    fn flow(&mut self, flow: Flow, arena: &mut Arena) -> u8 {
        let known = self.flows.iter().position(|known| *known == flow);
        let index = known.unwrap_or_else(|| {
            if self.flows.len() >= MOST_FLOWS {
                self.forget_flows(arena);
            }
            self.flows.reserve_exact(1);
            self.flows.push(flow);
            self.flows.len() - 1
        });
        u8::try_from(index).expect("the flows are bounded")
    }

    /// Forgets flows that no message took, and with them the oldest messages behind the first ones if need be.
    fn forget_flows(&mut self, arena: &mut Arena) {
        self.shorten(MOST_FLOWS / 2, usize::MAX, arena);
        let old = std::mem::take(&mut self.flows);
        for mark in &mut self.marks {
            let flow = old[usize::from(mark.flow)];
            let index = self.flows.iter().position(|known| *known == flow);
            let index = index.unwrap_or_else(|| {
                self.flows.push(flow);
                self.flows.len() - 1
            });
            mark.flow = u8::try_from(index).expect("fewer than there were");
        }
    }
}

impl Mark {
    pub(crate) fn is_repetition(&self) -> bool {
        self.repeats.is_some()
    }
}
