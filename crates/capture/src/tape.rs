use std::sync::Arc;

use tandem_sip_proto::Flow;

use crate::{Direction, MediaFact};

/// Entries at the beginning of a call that stay when later ones must go: the INVITE and its answer.
pub(crate) const KEPT_FIRST: usize = 16;
/// How far back a repetition is looked for, in messages.
const REPEATS_WITHIN: usize = 16;
/// Facts of the media that are kept of one call; those behind the first few go first.
const MOST_FACTS: usize = 64;
/// The most flows that one call's messages took.
const MOST_FLOWS: usize = 255;
/// The most octets that a tape keeps room for when it is taken for another call.
const KEPT_ROOM: usize = 8192;
/// Octets that a tape has room for at first: a call that is answered and ended fits after one doubling.
const FIRST_ROOM: usize = 2048;

/// What was said under one `Call-ID`: the octets one after another, and where each message lies.
#[derive(Default)]
pub(crate) struct Tape {
    pub(crate) call_id: Arc<[u8]>,
    /// Changes whenever the tape is taken for another call.
    pub(crate) generation: u32,
    /// A call of the gateway, rather than what others send.
    pub(crate) is_call: bool,
    pub(crate) is_live: bool,
    pub(crate) left_out: u32,
    octets: Vec<u8>,
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
    /// Where its octets lie; of a repetition, nowhere.
    begin: u32,
    length: u32,
    serial: u32,
    /// The message that this one repeats.
    repeats: Option<u32>,
    flow: u8,
    pub(crate) direction: Direction,
}

impl Tape {
    /// Makes it a tape of another call; most of the memory stays.
    pub(crate) fn reset(&mut self, call_id: Arc<[u8]>) {
        self.call_id = call_id;
        self.generation = self.generation.wrapping_add(1);
        (self.is_call, self.is_live, self.left_out, self.next_serial) = (false, false, 0, 0);
        self.octets.clear();
        self.octets.shrink_to(KEPT_ROOM);
        self.marks.clear();
        self.facts.clear();
        self.flows.clear();
    }

    /// Makes it a tape of no call, and gives its memory back.
    pub(crate) fn release(&mut self) {
        *self = Self {
            generation: self.generation.wrapping_add(1),
            ..Self::default()
        };
    }

    /// Octets of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        size_of::<Self>()
            + self.call_id.len()
            + self.octets.capacity()
            + self.marks.capacity() * size_of::<Mark>()
            + self.facts.capacity() * size_of::<(u64, MediaFact)>()
            + self.flows.capacity() * size_of::<Flow>()
    }

    pub(crate) fn message(&mut self, at: u64, direction: Direction, flow: Flow, octets: &[u8]) {
        let flow = self.flow(flow);
        let repeats = self.original(direction, octets);
        let begin = self.octets.len();
        if repeats.is_none() {
            if self.octets.capacity() == 0 {
                self.octets.reserve_exact(FIRST_ROOM.max(octets.len()));
            }
            self.octets.extend_from_slice(octets);
        }
        let fits = "a tape is far shorter";
        self.marks.push(Mark {
            at,
            begin: u32::try_from(begin).expect(fits),
            length: u32::try_from(self.octets.len() - begin).expect(fits),
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
    pub(crate) fn shorten(&mut self, most_messages: usize, most_octets: usize) {
        // The last one always stays.
        while self.marks.len() > 1
            && (self.marks.len() > most_messages || self.octets.len() > most_octets)
        {
            let at = KEPT_FIRST.min(self.marks.len() - 2);
            let gone = self.marks.remove(at);
            let (begin, end) = (gone.begin as usize, (gone.begin + gone.length) as usize);
            self.octets.drain(begin..end);
            for later in &mut self.marks[at..] {
                later.begin -= gone.length;
            }
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
    pub(crate) fn octets(&self, mark: &Mark) -> Option<&[u8]> {
        let mark = match mark.repeats {
            None => mark,
            Some(serial) => self.marks.iter().find(|one| one.serial == serial)?,
        };
        let begin = mark.begin as usize;
        self.octets.get(begin..begin + mark.length as usize)
    }

    pub(crate) fn flow_of(&self, mark: &Mark) -> Flow {
        self.flows[usize::from(mark.flow)]
    }

    /// The message that this one repeats, octet for octet.
    fn original(&self, direction: Direction, octets: &[u8]) -> Option<u32> {
        let recent = self.marks.iter().rev().take(REPEATS_WITHIN);
        let mut alike = recent.filter(|mark| {
            mark.direction == direction
                && mark.length as usize == octets.len()
                && mark.repeats.is_none()
        });
        let same = alike.find(|mark| self.octets(mark) == Some(octets))?;
        Some(same.serial)
    }

    fn flow(&mut self, flow: Flow) -> u8 {
        let known = self.flows.iter().position(|known| *known == flow);
        let index = known.unwrap_or_else(|| {
            if self.flows.len() >= MOST_FLOWS {
                self.forget_flows();
            }
            self.flows.reserve_exact(1);
            self.flows.push(flow);
            self.flows.len() - 1
        });
        u8::try_from(index).expect("the flows are bounded")
    }

    /// Forgets flows that no message took, and with them the oldest messages behind the first ones if need be.
    fn forget_flows(&mut self) {
        self.shorten(MOST_FLOWS / 2, usize::MAX);
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
