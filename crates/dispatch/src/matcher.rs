use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use ahash::RandomState;
use tandem_model::{DispatchRule, InboundTrunk, Revision, TrunkId, normalize};
use tandem_provisioning::{Catalog, Event};

use crate::bucket::{Bucket, rank_key};
use crate::considered::Recorder;
use crate::sources::Sources;
use crate::trie::{Key, Trie};
use crate::{Attempt, Considered, Decision, Outcome, PinInput, Refusal, Verdict};

/// An indexed view of the catalog. Cloning it is cheap: clones share the index.
#[derive(Clone)]
pub struct Matcher {
    revision: Revision,
    hasher: Arc<Hasher>,
    trunks: Trie<Arc<Admission>>,
    /// By called number or any, and caller or any; the catalog lets only one trunk have a key.
    trunk_by_numbers: Trie<Arc<Admission>>,
    trunk_shapes: Shapes,
    /// How many trunks restrict the callers of a called number.
    restricted: Trie<u32>,
    rules: Trie<Arc<DispatchRule>>,
    /// By trunk or any, caller or any, and called number or any.
    rules_by_scope: Trie<Bucket>,
    /// Which keys of rules with a trunk exist.
    bound_shapes: Shapes,
    /// Which keys of rules without trunk exist.
    open_shapes: Shapes,
}

/// A trunk, ready to judge sources.
struct Admission {
    trunk: Arc<InboundTrunk>,
    sources: Sources,
    /// The trunk's part in the keys of its rules, and whether it asks for credentials: what a match needs lies
    /// together, as at a million rules each look elsewhere is a miss of the cache.
    key: Key,
    asks_proof: bool,
}

/// How many keys name, or leave open, the caller and the called number. Keys that do not exist are not looked up.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Shapes([u32; 4]);

/// Which numbers a key names, from the most particular on.
#[derive(Clone, Copy)]
enum Shape {
    Both,
    Called,
    Caller,
    Neither,
}

impl Shape {
    const ALL: [Self; 4] = [Self::Both, Self::Called, Self::Caller, Self::Neither];

    fn of(caller: &Option<Cow<'_, str>>, called: &Option<Cow<'_, str>>) -> Self {
        match (caller, called) {
            (Some(_), Some(_)) => Self::Both,
            (None, Some(_)) => Self::Called,
            (Some(_), None) => Self::Caller,
            (None, None) => Self::Neither,
        }
    }

    /// What the priority of reference §6.2 adds for numbers that are left open, in thousands.
    fn open_numbers(self) -> u8 {
        match self {
            Self::Both => 0,
            Self::Called | Self::Caller => 1,
            Self::Neither => 2,
        }
    }

    fn names<'a>(self, caller: &'a str, called: &'a str) -> (Option<&'a str>, Option<&'a str>) {
        match self {
            Self::Both => (Some(caller), Some(called)),
            Self::Called => (None, Some(called)),
            Self::Caller => (Some(caller), None),
            Self::Neither => (None, None),
        }
    }
}

impl Shapes {
    fn has(&self, shape: Shape) -> bool {
        self.0[shape as usize] > 0
    }

    fn count(&mut self, shape: Shape, is_added: bool) {
        let count = &mut self.0[shape as usize];
        *count = if is_added {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
    }
}

/// Makes keys. Its seeds are this process's own, so that nobody can choose numbers that meet.
struct Hasher(RandomState, RandomState);

impl Hasher {
    fn key(&self, kind: u8, parts: (Option<&str>, Option<&str>, Option<&str>)) -> Key {
        Key(
            self.0.hash_one((kind, parts)),
            self.1.hash_one((kind, parts)),
        )
    }

    fn id(&self, id: &str) -> Key {
        self.key(0, (Some(id), None, None))
    }

    fn numbers(&self, caller: Option<&str>, called: Option<&str>) -> Key {
        self.key(1, (None, caller, called))
    }

    fn called(&self, called: &str) -> Key {
        self.key(2, (None, None, Some(called)))
    }

    fn scope(&self, trunk: Option<Key>, caller: Option<&str>, called: Option<&str>) -> Key {
        Key(
            self.0.hash_one((3, trunk, caller, called)),
            self.1.hash_one((3, trunk, caller, called)),
        )
    }
}

impl Default for Matcher {
    fn default() -> Self {
        Self::new()
    }
}

impl Matcher {
    /// A matcher of an empty catalog.
    #[must_use]
    pub fn new() -> Self {
        Self {
            revision: Revision::ZERO,
            hasher: Arc::new(Hasher(RandomState::new(), RandomState::new())),
            trunks: Trie::default(),
            trunk_by_numbers: Trie::default(),
            trunk_shapes: Shapes::default(),
            restricted: Trie::default(),
            rules: Trie::default(),
            rules_by_scope: Trie::default(),
            bound_shapes: Shapes::default(),
            open_shapes: Shapes::default(),
        }
    }

    /// A matcher of this catalog.
    #[must_use]
    pub fn from_catalog(catalog: &Catalog) -> Self {
        let mut matcher = Self::new();
        for trunk in catalog.inbound_trunks() {
            matcher.put_trunk(trunk);
        }
        for rule in catalog.dispatch_rules() {
            matcher.put_rule(rule);
        }
        matcher.revision = catalog.revision();
        matcher
    }

    /// Takes the events of one envelope.
    pub fn apply(&mut self, revision: Revision, events: &[Event]) {
        for event in events {
            match event {
                Event::InboundTrunkCreated(trunk) | Event::InboundTrunkUpdated(trunk) => {
                    self.put_trunk(trunk)
                }
                Event::InboundTrunkDeleted(id) => self.take_trunk(id),
                Event::DispatchRuleCreated(rule) | Event::DispatchRuleUpdated(rule) => {
                    self.put_rule(rule)
                }
                Event::DispatchRuleDeleted(id) => self.take_rule(id.as_str()),
                Event::OutboundTrunkCreated(_)
                | Event::OutboundTrunkUpdated(_)
                | Event::OutboundTrunkDeleted(_) => {}
            }
        }
        self.revision = revision;
    }

    /// The revision that it shows.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// How many inbound trunks and rules it knows.
    #[must_use]
    pub fn len(&self) -> (usize, usize) {
        (self.trunks.len(), self.rules.len())
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == (0, 0)
    }

    /// Decides a call.
    #[must_use]
    pub fn evaluate(&self, attempt: &Attempt<'_>) -> Decision {
        self.decide(attempt, &mut ())
    }

    /// Decides a call, and writes down which candidates there were.
    #[must_use]
    pub fn explain(&self, attempt: &Attempt<'_>) -> (Decision, Considered) {
        let mut considered = Considered::default();
        let decision = self.decide(attempt, &mut considered);
        (decision, considered)
    }

    fn decide(&self, attempt: &Attempt<'_>, recorder: &mut impl Recorder) -> Decision {
        let (caller, called) = (normalize(attempt.caller), normalize(attempt.called));
        let (verdict, trunk) = match self.find_trunk(&caller, &called, attempt.source, recorder) {
            Err(refusal) => (Verdict::Refuse(refusal), None),
            Ok(Some(found)) if found.needs_proof(attempt.authenticated) => {
                (Verdict::Challenge, Some(Arc::clone(&found.trunk)))
            }
            Ok(found) => {
                let key = found.map(|found| found.key);
                let rule = self.find_rule(key, &caller, &called, attempt.pin, recorder);
                let trunk = found.map(|found| Arc::clone(&found.trunk));
                (verdict(rule, trunk.is_some(), attempt.pin), trunk)
            }
        };
        Decision {
            verdict,
            trunk,
            revision: self.revision,
        }
    }

    /// Trunks of the called number before trunks of all numbers, and in each those of the caller first.
    fn find_trunk<R: Recorder>(
        &self,
        caller: &str,
        called: &str,
        source: IpAddr,
        recorder: &mut R,
    ) -> Result<Option<&Admission>, Refusal> {
        let mut chosen = None;
        let mut is_source_refused = false;
        for shape in Shape::ALL
            .into_iter()
            .filter(|shape| self.trunk_shapes.has(*shape))
        {
            let (caller, called) = shape.names(caller, called);
            let Some(admission) = self
                .trunk_by_numbers
                .get(self.hasher.numbers(caller, called))
            else {
                continue;
            };
            let outcome = match (admission.sources.admit(source), chosen) {
                (false, _) => Outcome::SourceNotAllowed,
                (true, None) => Outcome::Chosen,
                (true, Some(_)) => Outcome::Outranked,
            };
            recorder.trunk(&admission.trunk.id, outcome);
            is_source_refused |= outcome == Outcome::SourceNotAllowed;
            chosen = chosen.or((outcome == Outcome::Chosen).then_some(&**admission));
            if chosen.is_some() && !R::KEEPS {
                return Ok(chosen);
            }
        }
        if chosen.is_none() && is_source_refused {
            return Err(Refusal::SourceNotAllowed);
        }
        let is_caller_refused = chosen.is_none()
            && self.restricted.len() > 0
            && self.restricted.get(self.hasher.called(called)).is_some();
        if is_caller_refused {
            Err(Refusal::CallerNotAllowed)
        } else {
            Ok(chosen)
        }
    }

    /// Rules of the trunk before rules of all trunks.
    fn find_rule(
        &self,
        trunk: Option<Key>,
        caller: &str,
        called: &str,
        pin: PinInput,
        recorder: &mut impl Recorder,
    ) -> Option<&Arc<DispatchRule>> {
        let of_trunk = trunk.and_then(|trunk| {
            self.best_rule(
                self.bound_shapes,
                Some(trunk),
                (caller, called),
                pin,
                recorder,
            )
        });
        of_trunk.or_else(|| self.best_rule(self.open_shapes, None, (caller, called), pin, recorder))
    }

    fn best_rule(
        &self,
        shapes: Shapes,
        trunk: Option<Key>,
        (caller, called): (&str, &str),
        pin: PinInput,
        recorder: &mut impl Recorder,
    ) -> Option<&Arc<DispatchRule>> {
        let mut best: Option<(u8, &Arc<DispatchRule>)> = None;
        let mut buckets: [Option<&Bucket>; 4] = [None; 4];
        for shape in Shape::ALL.into_iter().filter(|shape| shapes.has(*shape)) {
            let (caller, called) = shape.names(caller, called);
            let Some(bucket) = self
                .rules_by_scope
                .get(self.hasher.scope(trunk, caller, called))
            else {
                continue;
            };
            buckets[shape as usize] = Some(bucket);
            if let Some(rule) = bucket.best(pin) {
                let rank = shape.open_numbers();
                let is_better = best.is_none_or(|(other_rank, other)| {
                    (rank, rank_key(rule)) < (other_rank, rank_key(other))
                });
                best = if is_better { Some((rank, rule)) } else { best };
            }
        }
        let best = best.map(|(_, rule)| rule);
        record(&buckets, best, pin, recorder);
        best
    }
}

/// Writes down the rules of all buckets, for those who keep them.
fn record<R: Recorder>(
    buckets: &[Option<&Bucket>; 4],
    best: Option<&Arc<DispatchRule>>,
    pin: PinInput,
    recorder: &mut R,
) {
    if !R::KEEPS {
        return;
    }
    for rule in buckets
        .iter()
        .flatten()
        .flat_map(|bucket| bucket.rules().take(crate::MAX_CONSIDERED))
    {
        let outcome = match best {
            Some(best) if best.id == rule.id => Outcome::Chosen,
            Some(_) if pin == PinInput::NotAsked => Outcome::Outranked,
            Some(_) | None => Outcome::OtherPin,
        };
        recorder.rule(&rule.id, outcome);
    }
}

impl Admission {
    fn needs_proof(&self, authenticated: Option<&TrunkId>) -> bool {
        self.asks_proof && authenticated != Some(&self.trunk.id)
    }
}

fn verdict(rule: Option<&Arc<DispatchRule>>, has_trunk: bool, pin: PinInput) -> Verdict {
    match (rule, pin) {
        (Some(rule), PinInput::NotAsked) if rule.spec.pin.is_some() => {
            Verdict::AskPin(Arc::clone(rule))
        }
        (Some(rule), _) => Verdict::Enter(Arc::clone(rule)),
        (None, PinInput::Skipped | PinInput::Entered(_)) => Verdict::Refuse(Refusal::WrongPin),
        (None, PinInput::NotAsked) if has_trunk => Verdict::Refuse(Refusal::NoRule),
        (None, PinInput::NotAsked) => Verdict::Refuse(Refusal::NoTrunk),
    }
}

/// Keeping the index.
impl Matcher {
    fn put_trunk(&mut self, trunk: &Arc<InboundTrunk>) {
        self.take_trunk(&trunk.id);
        let sources = Sources::new(&trunk.spec.allowed_addresses);
        let key = self.hasher.id(trunk.id.as_str());
        let asks_proof = trunk.spec.auth.password.is_some();
        let admission = Arc::new(Admission {
            trunk: Arc::clone(trunk),
            sources,
            key,
            asks_proof,
        });
        self.index_trunk(trunk, Some(&admission));
        self.trunks
            .insert(self.hasher.id(trunk.id.as_str()), admission);
    }

    fn take_trunk(&mut self, id: &TrunkId) {
        if let Some(old) = self.trunks.remove(self.hasher.id(id.as_str())) {
            self.index_trunk(&old.trunk, None);
        }
    }

    /// Enters a trunk under all its keys, or takes it out.
    fn index_trunk(&mut self, trunk: &InboundTrunk, admission: Option<&Arc<Admission>>) {
        let spec = &trunk.spec;
        for called in each(&spec.numbers) {
            for caller in each(&spec.allowed_numbers) {
                let key = self.hasher.numbers(caller.as_deref(), called.as_deref());
                self.trunk_by_numbers
                    .alter(key, |old| match (admission, old) {
                        (Some(admission), _) => Some(Arc::clone(admission)),
                        (None, Some(old)) if old.trunk.id != trunk.id => Some(old),
                        (None, _) => None,
                    });
                self.trunk_shapes
                    .count(Shape::of(&caller, &called), admission.is_some());
            }
            if let Some(called) = called.filter(|_| !spec.allowed_numbers.is_empty()) {
                self.restricted.alter(self.hasher.called(&called), |count| {
                    let count = count.unwrap_or(0);
                    let count = if admission.is_some() {
                        count + 1
                    } else {
                        count.saturating_sub(1)
                    };
                    (count > 0).then_some(count)
                });
            }
        }
    }

    fn put_rule(&mut self, rule: &Arc<DispatchRule>) {
        self.take_rule(rule.id.as_str());
        self.index_rule(rule, true);
        self.rules
            .insert(self.hasher.id(rule.id.as_str()), Arc::clone(rule));
    }

    fn take_rule(&mut self, id: &str) {
        if let Some(old) = self.rules.remove(self.hasher.id(id)) {
            self.index_rule(&old, false);
        }
    }

    /// Enters a rule under all its keys, or takes it out.
    fn index_rule(&mut self, rule: &Arc<DispatchRule>, is_added: bool) {
        let scope = &rule.spec.scope;
        let trunks: Vec<Option<Key>> = if scope.trunk_ids.is_empty() {
            vec![None]
        } else {
            scope
                .trunk_ids
                .iter()
                .map(|id| Some(self.hasher.id(id.as_str())))
                .collect()
        };
        for trunk in trunks {
            for caller in each(&scope.inbound_numbers) {
                for called in each(&scope.numbers) {
                    let key = self
                        .hasher
                        .scope(trunk, caller.as_deref(), called.as_deref());
                    self.rules_by_scope.alter(key, |bucket| {
                        if is_added {
                            Some(Bucket::with(bucket, rule))
                        } else {
                            Bucket::without(bucket, rule)
                        }
                    });
                    let shapes = if trunk.is_some() {
                        &mut self.bound_shapes
                    } else {
                        &mut self.open_shapes
                    };
                    shapes.count(Shape::of(&caller, &called), is_added);
                }
            }
        }
    }
}

/// The numbers of a list in the spelling that compares; an empty list is any number, once.
fn each(numbers: &[tandem_model::PhoneNumber]) -> Vec<Option<Cow<'_, str>>> {
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
