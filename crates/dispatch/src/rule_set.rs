use std::sync::Arc;

use tandem_model::DispatchRule;

use crate::bucket::Bucket;
use crate::candidate::{Candidate, Found};
use crate::considered::Recorder;
use crate::key::{Numbers, Shapes};
use crate::map::Map;
use crate::rules::RuleSets;
use crate::terms::{Caller, kept_out_by};
use crate::{MAX_CONSIDERED, Outcome, PinInput, Refusal};

/// The most candidates that are searched one after the other.
pub(crate) const FEW: usize = 16;

/// Rules in their order, side by side: the first that fits is the best.
pub(crate) type Few = Arc<[Candidate]>;

/// Rules of one trunk, or those for all trunks, under each pair of numbers that they name.
#[derive(Clone)]
pub(crate) enum RuleSet {
    Few(Few),
    Many(Arc<Many>),
}

/// Too many to search one after the other.
#[derive(Clone, Default)]
pub(crate) struct Many {
    shapes: Shapes,
    by_numbers: Map<Bucket>,
}

impl RuleSet {
    /// The set with this candidate, too.
    pub(crate) fn with(set: Option<Self>, candidate: Candidate) -> Self {
        let few = match set {
            None => return Self::Few(Arc::new([candidate])),
            Some(Self::Few(few)) => few,
            Some(Self::Many(mut many)) => {
                Arc::make_mut(&mut many).insert(candidate);
                return Self::Many(many);
            }
        };
        if few.len() < FEW {
            let at = few.partition_point(|other| other.order(&candidate).is_lt());
            let (before, after) = few.split_at(at);
            let all = before.iter().cloned().chain([candidate]);
            return Self::Few(all.chain(after.iter().cloned()).collect());
        }
        let mut many = Many::default();
        few.iter().for_each(|one| many.insert(one.clone()));
        many.insert(candidate);
        Self::Many(Arc::new(many))
    }

    /// The rules of a set that are not too many; there are none where there is no set.
    pub(crate) fn few(set: Option<&Self>) -> Option<Few> {
        match set {
            None => Some(Few::default()),
            Some(Self::Few(few)) => Some(Few::clone(few)),
            Some(Self::Many(_)) => None,
        }
    }

    /// The set without this candidate.
    pub(crate) fn without(set: Option<Self>, candidate: &Candidate) -> Option<Self> {
        match set? {
            Self::Few(few) => {
                let rest = few.iter().filter(|one| !one.is(candidate)).cloned();
                let rest: Arc<[Candidate]> = rest.collect();
                (!rest.is_empty()).then_some(Self::Few(rest))
            }
            Self::Many(mut many) => {
                Arc::make_mut(&mut many).remove(candidate);
                (many.by_numbers.len() > 0).then_some(Self::Many(many))
            }
        }
    }

    /// The best candidate for a call with these numbers.
    pub(crate) fn best(&self, call: Numbers, pin: PinInput) -> Option<Found<'_>> {
        let best = match self {
            Self::Few(few) => few
                .iter()
                .find(|one| one.numbers.admit(call) && one.fits(pin)),
            Self::Many(many) => many.best(call, pin),
        };
        best.map(Found::new)
    }

    fn candidates(&self, call: Numbers) -> Vec<&Candidate> {
        let mut candidates: Vec<_> = match self {
            Self::Few(few) => few.iter().collect(),
            Self::Many(many) => many.buckets(call).flat_map(Bucket::candidates).collect(),
        };
        candidates.retain(|one| one.numbers.admit(call));
        candidates
    }

    /// Writes down all candidates for a call with these numbers but the best one.
    pub(crate) fn record(
        &self,
        call: Numbers,
        best: Option<&DispatchRule>,
        (caller, pin): (Caller<'_>, PinInput),
        recorder: &mut impl Recorder,
    ) {
        let mut record = |candidate: &Candidate| {
            let outcome = match (kept_out_by(&candidate.rule, caller), best) {
                (_, Some(best)) if best.id == candidate.rule.id => return,
                (Some(outcome), _) => outcome,
                (None, Some(_)) if pin == PinInput::NotAsked => Outcome::Outranked,
                (None, Some(_) | None) => Outcome::OtherPin,
            };
            recorder.rule(&candidate.rule.id, outcome);
        };
        match self {
            Self::Few(few) => few
                .iter()
                .filter(|one| one.numbers.admit(call))
                .for_each(record),
            Self::Many(many) => {
                let mut others = 0;
                for bucket in many.buckets(call) {
                    bucket
                        .candidates()
                        .take(MAX_CONSIDERED)
                        .for_each(&mut record);
                    others += bucket.len().saturating_sub(MAX_CONSIDERED);
                }
                recorder.others(others);
            }
        }
    }
}

/// The rules of both in their order.
pub(crate) fn together(one: Few, other: Few) -> Few {
    if other.is_empty() {
        return one;
    }
    if one.is_empty() {
        return other;
    }
    let mut all: Vec<_> = one.iter().chain(&*other).cloned().collect();
    all.sort_by(Candidate::order);
    all.into()
}

/// The best rule of these sets that takes the caller; the refusal is that of the first that does not, if none was before.
#[cold]
pub(crate) fn best_admitting<'m>(
    sets: RuleSets<'m>,
    call: Numbers,
    (caller, pin): (Caller<'_>, PinInput),
    refusal: &mut Option<Refusal>,
) -> Option<Found<'m>> {
    let sets = sets.into_iter().flatten();
    let mut candidates: Vec<_> = sets.flat_map(|set| set.candidates(call)).collect();
    candidates.retain(|one| one.fits(pin));
    candidates.sort_unstable_by(|one, other| one.order(other));
    let admits = |one: &&Candidate| {
        let outcome = kept_out_by(&one.rule, caller);
        if let Some(outcome) = outcome {
            refusal.get_or_insert(if outcome == Outcome::SourceNotAllowed {
                Refusal::SourceNotAllowed
            } else {
                Refusal::CallerNotAllowed
            });
        }
        outcome.is_none()
    };
    candidates.into_iter().find(admits).map(Found::new)
}

impl Many {
    fn insert(&mut self, candidate: Candidate) {
        let numbers = candidate.numbers;
        let shape = numbers.shape();
        self.shapes.count(shape, true);
        self.by_numbers.alter(numbers.key(shape), |bucket| {
            Some(Bucket::with(bucket, candidate))
        });
    }

    fn remove(&mut self, candidate: &Candidate) {
        let numbers = candidate.numbers;
        let shape = numbers.shape();
        self.shapes.count(shape, false);
        self.by_numbers.alter(numbers.key(shape), |bucket| {
            Bucket::without(bucket, candidate)
        });
    }

    fn buckets(&self, call: Numbers) -> impl Iterator<Item = &Bucket> {
        let shapes = self.shapes.present();
        shapes.filter_map(move |shape| self.by_numbers.get(call.key(shape)))
    }

    fn best(&self, call: Numbers, pin: PinInput) -> Option<&Candidate> {
        let mut best: Option<(u8, &Candidate)> = None;
        for shape in self.shapes.present() {
            let open = shape.open_numbers();
            if best.is_some_and(|(others, _)| others < open) {
                break;
            }
            let bucket = self.by_numbers.get(call.key(shape));
            let Some(found) = bucket.and_then(|bucket| bucket.best(pin)) else {
                continue;
            };
            if best.is_none_or(|(_, other)| found.order(other).is_lt()) {
                best = Some((open, found));
            }
        }
        best.map(|(_, candidate)| candidate)
    }
}
