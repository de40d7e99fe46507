/// Octets of a block, its link among them. A call of seven messages takes eight or nine; each is out of the cache when
/// its turn comes, so that smaller ones cost more time than they save memory.
const BLOCK: usize = 512;
const PAYLOAD: usize = BLOCK - size_of::<u32>();
/// The link of the last block.
const END: u32 = u32::MAX;

/// The memory of all messages, in chains of blocks.
///
/// It is taken and touched once: what a node takes from its system does not grow with the calls that it remembers, and
/// nothing is allocated for a message.
pub(crate) struct Arena {
    blocks: Box<[Block]>,
    /// The chain of what is free.
    free: u32,
    count_of_free: usize,
}

#[derive(Clone)]
struct Block {
    next: u32,
    octets: [u8; PAYLOAD],
}

/// The octets of one message.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    first: u32,
    pub(crate) length: u32,
}

impl Run {
    pub(crate) const EMPTY: Self = Self {
        first: END,
        length: 0,
    };
}

impl Arena {
    /// An arena of so many octets, rounded down to whole blocks; at most a terabyte.
    pub(crate) fn new(octets: usize) -> Self {
        let count = (octets / BLOCK).min(END as usize);
        let block = |next| Block {
            next,
            octets: [0; PAYLOAD],
        };
        let links = 1..=u32::try_from(count).expect("at most as many as links tell apart");
        let mut blocks: Box<[Block]> = links.map(block).collect();
        if let Some(last) = blocks.last_mut() {
            last.next = END;
        }
        Self {
            free: if count == 0 { END } else { 0 },
            count_of_free: count,
            blocks,
        }
    }

    pub(crate) fn has_room(&self, length: usize) -> bool {
        length.div_ceil(PAYLOAD) <= self.count_of_free
    }

    /// Octets that are in use, whole blocks.
    pub(crate) fn used(&self) -> usize {
        (self.blocks.len() - self.count_of_free) * BLOCK
    }

    /// Keeps octets, if there is room.
    pub(crate) fn put(&mut self, octets: &[u8]) -> Option<Run> {
        let length = u32::try_from(octets.len()).ok()?;
        if !self.has_room(octets.len()) {
            return None;
        }
        let first = if length == 0 { END } else { self.free };
        let mut last = None;
        for piece in octets.chunks(PAYLOAD) {
            let at = self.free;
            let block = &mut self.blocks[at as usize];
            block.octets[..piece.len()].copy_from_slice(piece);
            self.free = block.next;
            self.count_of_free -= 1;
            last = Some(at);
        }
        if let Some(last) = last {
            self.blocks[last as usize].next = END;
        }
        Some(Run { first, length })
    }

    pub(crate) fn give_back(&mut self, run: Run) {
        let mut at = run.first;
        while at != END {
            let block = &mut self.blocks[at as usize];
            let next = std::mem::replace(&mut block.next, self.free);
            self.free = at;
            self.count_of_free += 1;
            at = next;
        }
    }

    pub(crate) fn read(&self, run: Run) -> Vec<u8> {
        let mut octets = Vec::with_capacity(run.length as usize);
        for piece in self.pieces(run) {
            octets.extend_from_slice(piece);
        }
        octets
    }

    pub(crate) fn is(&self, run: Run, octets: &[u8]) -> bool {
        run.length as usize == octets.len()
            && self
                .pieces(run)
                .zip(octets.chunks(PAYLOAD))
                .all(|(kept, piece)| kept == piece)
    }

    fn pieces(&self, run: Run) -> impl Iterator<Item = &[u8]> {
        let (mut at, mut left) = (run.first, run.length as usize);
        std::iter::from_fn(move || {
            if at == END {
                return None;
            }
            let block = &self.blocks[at as usize];
            let length = left.min(PAYLOAD);
            left -= length;
            at = block.next;
            Some(&block.octets[..length])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_read_and_given_back_whole() {
        let mut arena = Arena::new(64 * BLOCK + 17);
        let lengths = [0, 1, PAYLOAD - 1, PAYLOAD, PAYLOAD + 1, 10 * PAYLOAD];
        for round in 0..50_u8 {
            let texts = lengths.map(|length| vec![round; length]);
            let runs = texts.each_ref().map(|text| arena.put(text).expect("room"));
            for (text, run) in texts.iter().zip(runs) {
                assert_eq!(arena.read(run), *text);
                assert!(arena.is(run, text));
                assert!(!arena.is(run, &[text.as_slice(), b"x"].concat()));
            }
            assert_eq!(arena.used(), 15 * BLOCK);
            runs.into_iter().for_each(|run| arena.give_back(run));
            assert_eq!(arena.used(), 0);
        }
    }

    #[test]
    fn what_does_not_fit_is_not_kept() {
        let mut arena = Arena::new(2 * BLOCK);
        assert!(arena.put(&[1; 3 * PAYLOAD]).is_none());
        let run = arena.put(&[1; 2 * PAYLOAD]).expect("room");
        assert!(arena.put(b"x").is_none() && arena.put(b"").is_some());
        arena.give_back(run);
        assert!(arena.put(b"x").is_some());
        assert!(Arena::new(0).put(b"x").is_none());
    }
}
