use std::borrow::Cow;

use ahash::RandomState;
use tandem_model::PhoneNumber;

/// 128 bits of keyed hashes: two things that meet do not happen, so that none is compared in full.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Key(pub(crate) u64, pub(crate) u64);

/// Makes keys. Its seeds are this process's own, so that nobody can choose numbers that meet.
pub(crate) struct Hasher(RandomState, RandomState);

/// The hashes of a call's numbers, or of those that a trunk or rule names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Numbers {
    caller: u64,
    called: u64,
}

/// In the place of a number: any number.
const ANY: u64 = 0;

/// Odd, with its bits mixed: the golden ratio's.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl Key {
    /// The bits that lead through a trie, the lowest first.
    pub(crate) fn path(self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    /// That of a called number of what has this key.
    pub(crate) fn under(self, numbers: Numbers) -> Self {
        let called = numbers.called;
        Self(self.0 ^ called, self.1 ^ called.rotate_left(32))
    }

    /// Bits that tell it from nearly all others with the start of its path.
    pub(crate) fn tag(self) -> u8 {
        let [.., tag] = self.0.to_le_bytes();
        tag
    }
}

impl Hasher {
    pub(crate) fn new() -> Self {
        Self(RandomState::new(), RandomState::new())
    }

    /// The key of an identifier.
    pub(crate) fn id(&self, id: &str) -> Key {
        Key(self.0.hash_one(id), self.1.hash_one(id))
    }

    /// The hashes of normalised numbers; an absent one is any.
    pub(crate) fn numbers(&self, caller: Option<&str>, called: Option<&str>) -> Numbers {
        let hash = |number: &str| self.0.hash_one(number).max(ANY + 1);
        Numbers {
            caller: caller.map_or(ANY, hash),
            called: called.map_or(ANY, hash),
        }
    }

    /// The hashes of each caller with each called number; an empty list is any number.
    pub(crate) fn pairs(&self, callers: &[PhoneNumber], called: &[PhoneNumber]) -> Vec<Numbers> {
        let callers = each(callers);
        let pairs = each(called).into_iter().flat_map(|called| {
            let of =
                |caller: &Option<Cow<'_, str>>| self.numbers(caller.as_deref(), called.as_deref());
            callers.iter().map(of).collect::<Vec<_>>()
        });
        pairs.collect()
    }
}

/// The numbers of a list in the spelling that compares; an empty list is any number, once.
pub(crate) fn each(numbers: &[PhoneNumber]) -> Vec<Option<Cow<'_, str>>> {
    if numbers.is_empty() {
        return vec![None];
    }
    let mut spelled: Vec<_> = numbers
        .iter()
        .map(|number| Some(number.normalized()))
        .collect();
    spelled.sort_unstable();
    spelled.dedup();
    spelled
}

/// Which numbers a key names, from the most particular on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    Both,
    Called,
    Caller,
    Neither,
}

/// How many keys name, or leave open, the caller and the called number. Keys that do not exist are not looked up.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shapes([u32; 4]);

impl Numbers {
    /// Where that is found which leaves open what the shape does not name.
    pub(crate) fn key(self, shape: Shape) -> Key {
        let (caller, called) = match shape {
            Shape::Both => (self.caller, self.called),
            Shape::Called => (ANY, self.called),
            Shape::Caller => (self.caller, ANY),
            Shape::Neither => (ANY, ANY),
        };
        Key(caller.wrapping_mul(MIX).wrapping_add(called), caller)
    }

    /// Where that is found which names these.
    pub(crate) fn own_key(self) -> Key {
        self.key(self.shape())
    }

    /// These, of a rule, as one number: that of the same shape of each call which they are open to.
    pub(crate) fn digest(self) -> u64 {
        self.own_key().0
    }

    /// Whether these, of a rule, are open to those of a call.
    pub(crate) fn admit(self, call: Self) -> bool {
        (self.caller == ANY || self.caller == call.caller)
            && (self.called == ANY || self.called == call.called)
    }

    /// Whether the called number is named.
    pub(crate) fn names_called(self) -> bool {
        self.called != ANY
    }

    /// Which of the two are named.
    pub(crate) fn shape(self) -> Shape {
        match (self.caller == ANY, self.called == ANY) {
            (false, false) => Shape::Both,
            (true, false) => Shape::Called,
            (false, true) => Shape::Caller,
            (true, true) => Shape::Neither,
        }
    }
}

impl Shape {
    pub(crate) const ALL: [Self; 4] = [Self::Both, Self::Called, Self::Caller, Self::Neither];

    /// What the priority of reference §6.2 adds for numbers that are left open, in thousands.
    pub(crate) fn open_numbers(self) -> u8 {
        match self {
            Self::Both => 0,
            Self::Called | Self::Caller => 1,
            Self::Neither => 2,
        }
    }
}

impl Shapes {
    /// The shapes that there are, the most particular first.
    pub(crate) fn present(self) -> impl Iterator<Item = Shape> {
        Shape::ALL
            .into_iter()
            .filter(move |shape| self.0[*shape as usize] > 0)
    }

    pub(crate) fn count(&mut self, shape: Shape, is_added: bool) {
        let count = &mut self.0[shape as usize];
        *count = if is_added {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
    }
}
