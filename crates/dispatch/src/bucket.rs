use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use tandem_model::PinTag;

use crate::PinInput;
use crate::candidate::{Candidate, Ranked};

/// The rules under one pair of numbers. No two of them have the same PIN: the catalog sees to that.
#[derive(Clone)]
pub(crate) struct Bucket {
    /// The best, at hand: most calls are not asked for a PIN, and most buckets have no other.
    best: Candidate,
    /// All of them where there are several, as at a conference bridge with its many PINs.
    all: Option<Arc<Several>>,
}

#[derive(Clone)]
struct Several {
    ranked: OrdSet<Ranked>,
    by_pin: OrdMap<Option<PinTag>, Candidate>,
}

impl Bucket {
    /// The bucket with this candidate, too.
    pub(crate) fn with(bucket: Option<Self>, candidate: Candidate) -> Self {
        let Some(bucket) = bucket else {
            return Self {
                best: candidate,
                all: None,
            };
        };
        let mut all = bucket.all.unwrap_or_else(|| {
            let mut several = Several {
                ranked: OrdSet::new(),
                by_pin: OrdMap::new(),
            };
            several.insert(bucket.best);
            Arc::new(several)
        });
        Arc::make_mut(&mut all).insert(candidate);
        let best = all.ranked.get_min().expect("one was just put in");
        Self {
            best: best.0.clone(),
            all: Some(all),
        }
    }

    /// The bucket without this candidate.
    pub(crate) fn without(bucket: Option<Self>, candidate: &Candidate) -> Option<Self> {
        let mut bucket = bucket?;
        let Some(all) = &mut bucket.all else {
            return (!bucket.best.is(candidate)).then_some(bucket);
        };
        let several = Arc::make_mut(all);
        several.remove(candidate);
        let best = several.ranked.get_min()?.0.clone();
        let all = (several.ranked.len() > 1).then_some(bucket.all).flatten();
        Some(Self { best, all })
    }

    /// The best candidate at this point of the PIN dialogue.
    pub(crate) fn best(&self, pin: PinInput) -> Option<&Candidate> {
        let wanted = match pin {
            PinInput::NotAsked => return Some(&self.best),
            PinInput::Skipped => None,
            PinInput::Entered(tag) => Some(tag),
        };
        match &self.all {
            None => (self.best.pin() == wanted).then_some(&self.best),
            Some(all) => all.by_pin.get(&wanted),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.as_ref().map_or(1, |all| all.ranked.len())
    }

    /// All candidates, best first.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        let alone = self.all.is_none().then_some(&self.best);
        let all = self.all.iter().flat_map(|all| all.ranked.iter());
        alone.into_iter().chain(all.map(|ranked| &ranked.0))
    }
}

impl Several {
    fn insert(&mut self, candidate: Candidate) {
        self.ranked.insert(Ranked(candidate.clone()));
        self.by_pin.insert(candidate.pin(), candidate);
    }

    fn remove(&mut self, candidate: &Candidate) {
        self.ranked.remove(&Ranked(candidate.clone()));
        let of_pin = self.by_pin.get(&candidate.pin());
        if of_pin.is_some_and(|other| other.is(candidate)) {
            self.by_pin.remove(&candidate.pin());
        }
    }
}
