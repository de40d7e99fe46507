use std::borrow::Cow;
use std::sync::Arc;

use tandem_model::{DispatchRule, InboundTrunk, Revision, TrunkId, normalize};
use tandem_provisioning::{Catalog, Event};

use crate::candidate::{Candidate, Found};
use crate::considered::Recorder;
use crate::door::{Admission, Door};
use crate::key::{Hasher, Key, Numbers, Shape, Shapes};
use crate::map::Map;
use crate::rule_set::RuleSet;
use crate::terms::{Caller, takes_calls};
use crate::trie::Trie;
use crate::{Attempt, Considered, Decision, Match, Outcome, PinInput, Refusal, Verdict};

/// An indexed view of the catalog. Cloning it is cheap: clones share the index.
#[derive(Clone)]
pub struct Matcher {
    revision: Revision,
    hasher: Arc<Hasher>,
    trunks: Trie<Arc<Admission>>,
    /// By called number or any, and caller or any; the catalog lets only one trunk have a key.
    doors: Trie<Door>,
    door_shapes: Shapes,
    /// How many trunks restrict the callers of a called number.
    restricted: Map<u32>,
    rules: Map<Arc<DispatchRule>>,
    rules_by_trunk: Map<RuleSet>,
    /// The rules without trunk.
    open_rules: Option<RuleSet>,
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
            hasher: Arc::new(Hasher::new()),
            trunks: Trie::default(),
            doors: Trie::default(),
            door_shapes: Shapes::default(),
            restricted: Map::default(),
            rules: Map::default(),
            rules_by_trunk: Map::default(),
            open_rules: None,
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
                | Event::OutboundTrunkDeleted(_)
                | Event::CountryRouteSet(_)
                | Event::CountryRouteDeleted(_)
                | Event::WebhookCreated(_)
                | Event::WebhookUpdated(_)
                | Event::WebhookDeleted(_)
                | Event::WebhookKeySet(_) => {}
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
    pub fn evaluate(&self, attempt: &Attempt<'_>) -> Match<'_> {
        self.decide(attempt, &mut ())
    }

    /// Decides a call, and writes down which candidates there were.
    #[must_use]
    pub fn explain(&self, attempt: &Attempt<'_>) -> (Match<'_>, Considered) {
        let mut considered = Considered::default();
        let decision = self.decide(attempt, &mut considered);
        (decision, considered)
    }

    fn decide(&self, attempt: &Attempt<'_>, recorder: &mut impl Recorder) -> Match<'_> {
        let (caller, called) = (normalize(attempt.caller), normalize(attempt.called));
        let call = self.hasher.numbers(Some(&caller), Some(&called));
        let who = Caller {
            number: &caller,
            source: attempt.source,
        };
        let (verdict, door) = match self.find_door(call, who, recorder) {
            Err(refusal) => (Verdict::Refuse(refusal), None),
            Ok(Some(door)) if door.needs_proof(attempt.authenticated) => {
                (Verdict::Challenge, Some(door))
            }
            Ok(door) => {
                let rule = self.find_rule(door, call, (who, attempt.pin), recorder);
                (verdict(rule, door.is_some(), attempt.pin), door)
            }
        };
        Decision {
            verdict,
            trunk: door.map(Door::trunk),
            revision: self.revision,
        }
    }

    /// Trunks of the called number before trunks of all numbers, and in each those of the caller first.
    fn find_door<R: Recorder>(
        &self,
        call: Numbers,
        caller: Caller<'_>,
        recorder: &mut R,
    ) -> Result<Option<&Door>, Refusal> {
        let mut chosen = None;
        let (mut is_source_refused, mut is_caller_refused) = (false, false);
        for shape in self.door_shapes.present() {
            let Some(door) = self.doors.get(call.key(shape)) else {
                continue;
            };
            let outcome = match (door.keeps_out(caller), chosen) {
                (Some(outcome), _) => outcome,
                (None, None) => Outcome::Chosen,
                (None, Some(_)) => Outcome::Outranked,
            };
            if R::KEEPS {
                recorder.trunk(&door.trunk().id, outcome);
            }
            is_source_refused |= outcome == Outcome::SourceNotAllowed;
            is_caller_refused |= outcome == Outcome::CallerNotAllowed;
            chosen = chosen.or((outcome == Outcome::Chosen).then_some(door));
            if chosen.is_some() && !R::KEEPS {
                return Ok(chosen);
            }
        }
        if chosen.is_none() && is_source_refused {
            return Err(Refusal::SourceNotAllowed);
        }
        let is_restricted =
            || self.restricted.len() > 0 && self.restricted.get(call.key(Shape::Called)).is_some();
        if chosen.is_none() && (is_caller_refused || is_restricted()) {
            Err(Refusal::CallerNotAllowed)
        } else {
            Ok(chosen)
        }
    }

    /// Rules of the trunk before rules of all trunks. A refusal is that of the best rule that keeps the caller out.
    fn find_rule<'m, R: Recorder>(
        &'m self,
        door: Option<&'m Door>,
        call: Numbers,
        (caller, pin): (Caller<'_>, PinInput),
        recorder: &mut R,
    ) -> Result<Option<Found<'m>>, Refusal> {
        let of_trunk = |door: &'m Door| self.rules_by_trunk.get(door.trunk_key());
        let first_of_trunk = |door: &'m Door| match door.has_rules() {
            true => door.best(call, pin),
            false => of_trunk(door)?.best(call, pin),
        };
        let mut refusal = None;
        // A rule that restricts nobody is taken at once; rules are looked for and read only where the best one restricts.
        type Rules<'f, 'm> = &'f dyn Fn() -> Option<&'m RuleSet>;
        let mut admitted = |first: Option<Found<'m>>, rules: Rules<'_, 'm>| match first {
            Some(first) if first.is_restricted => {
                rules()?.best_admitting(call, (caller, pin), &mut refusal)
            }
            first => first,
        };
        let best = admitted(door.and_then(first_of_trunk), &|| door.and_then(of_trunk));
        if R::KEEPS
            && let Some(rules) = door.and_then(of_trunk)
        {
            rules.record(
                call,
                best.map(|found| &**found.rule),
                (caller, pin),
                recorder,
            );
        }
        if best.is_some() {
            return Ok(best);
        }
        let rules = self.open_rules.as_ref();
        let best = admitted(rules.and_then(|rules| rules.best(call, pin)), &|| rules);
        if R::KEEPS
            && let Some(rules) = rules
        {
            rules.record(
                call,
                best.map(|found| &**found.rule),
                (caller, pin),
                recorder,
            );
        }
        match (best, refusal) {
            (None, Some(refusal)) => Err(refusal),
            (best, _) => Ok(best),
        }
    }
}

fn verdict(
    rule: Result<Option<Found<'_>>, Refusal>,
    has_trunk: bool,
    pin: PinInput,
) -> Verdict<&Arc<DispatchRule>> {
    match (rule, pin) {
        (Err(refusal), _) => Verdict::Refuse(refusal),
        (Ok(Some(found)), PinInput::NotAsked) if found.has_pin => Verdict::AskPin(found.rule),
        (Ok(Some(found)), _) => Verdict::Enter(found.rule),
        (Ok(None), PinInput::Skipped | PinInput::Entered(_)) => Verdict::Refuse(Refusal::WrongPin),
        (Ok(None), PinInput::NotAsked) if has_trunk => Verdict::Refuse(Refusal::NoRule),
        (Ok(None), PinInput::NotAsked) => Verdict::Refuse(Refusal::NoTrunk),
    }
}

/// Keeping the index.
impl Matcher {
    fn put_trunk(&mut self, trunk: &Arc<InboundTrunk>) {
        self.take_trunk(&trunk.id);
        let key = self.hasher.id(trunk.id.as_str());
        let admission = Arc::new(Admission::new(trunk, key));
        self.index_trunk(&admission, true);
        self.trunks.insert(admission);
    }

    fn take_trunk(&mut self, id: &TrunkId) {
        if let Some(old) = self.trunks.remove(self.hasher.id(id.as_str())) {
            self.index_trunk(&old, false);
        }
    }

    /// Enters a trunk under all its keys, or takes it out.
    fn index_trunk(&mut self, admission: &Arc<Admission>, is_added: bool) {
        let trunk = &admission.trunk;
        let rules = self.rules_by_trunk.get(admission.key);
        for numbers in doors(&self.hasher, trunk) {
            let shape = numbers.shape();
            let key = numbers.key(shape);
            self.doors.alter(key, |old| {
                let other = old.filter(|old| old.trunk_key() != admission.key);
                let own = is_added.then(|| Door::new(key, admission, rules));
                own.or(other)
            });
            self.door_shapes.count(shape, is_added);
        }
        let spec = &trunk.spec;
        for called in each(&spec.numbers) {
            if called.is_some() && !spec.allowed_numbers.is_empty() {
                let numbers = self.hasher.numbers(None, called.as_deref());
                self.restricted.alter(numbers.key(Shape::Called), |count| {
                    let count = count.unwrap_or(0);
                    let count = if is_added {
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
        self.replace_rule(rule.id.as_str(), takes_calls(rule).then_some(rule));
    }

    fn take_rule(&mut self, id: &str) {
        self.replace_rule(id, None);
    }

    /// Enters a rule under all its keys, in the place of what was there.
    fn replace_rule(&mut self, id: &str, rule: Option<&Arc<DispatchRule>>) {
        let key = self.hasher.id(id);
        let old = self.rules.get(key).cloned();
        self.rules.alter(key, |_| rule.cloned());
        for (rule, is_added) in [(old.as_ref(), false), (rule, true)] {
            if let Some(rule) = rule {
                self.index_rule(rule, is_added);
            }
        }
        let rules = old.iter().chain(rule);
        let mut trunks: Vec<_> = rules.flat_map(|rule| &rule.spec.scope.trunk_ids).collect();
        trunks.sort_unstable();
        trunks.dedup();
        for id in trunks {
            self.show_rules(self.hasher.id(id.as_str()));
        }
    }

    /// Enters a rule under all its keys, or takes it out.
    fn index_rule(&mut self, rule: &Arc<DispatchRule>, is_added: bool) {
        let scope = &rule.spec.scope;
        let change = |set: Option<RuleSet>, candidate: &Candidate| {
            if is_added {
                Some(RuleSet::with(set, candidate.clone()))
            } else {
                RuleSet::without(set, candidate)
            }
        };
        for caller in each(&scope.inbound_numbers) {
            for called in each(&scope.numbers) {
                let numbers = self.hasher.numbers(caller.as_deref(), called.as_deref());
                let candidate = Candidate::new(numbers, rule);
                for id in &scope.trunk_ids {
                    let key = self.hasher.id(id.as_str());
                    self.rules_by_trunk
                        .alter(key, |set| change(set, &candidate));
                }
                if scope.trunk_ids.is_empty() {
                    self.open_rules = change(self.open_rules.take(), &candidate);
                }
            }
        }
    }

    /// Puts a trunk's rules at its doors, if these are few.
    fn show_rules(&mut self, key: Key) {
        let Some(admission) = self.trunks.get(key).cloned() else {
            return;
        };
        if !admission.shows_rules {
            return;
        }
        let rules = self.rules_by_trunk.get(key);
        for numbers in doors(&self.hasher, &admission.trunk) {
            let key = numbers.key(numbers.shape());
            self.doors.alter(key, |old| {
                let is_own = old.as_ref()?.trunk_key() == admission.key;
                if is_own {
                    Some(Door::new(key, &admission, rules))
                } else {
                    old
                }
            });
        }
    }
}

/// The pairs of numbers that lead to a trunk.
fn doors(hasher: &Hasher, trunk: &InboundTrunk) -> Vec<Numbers> {
    if trunk.spec.terms.as_ref().is_some_and(|terms| terms.is_idle) {
        return Vec::new();
    }
    let callers = each(&trunk.spec.allowed_numbers);
    let pairs = each(&trunk.spec.numbers).into_iter().flat_map(|called| {
        let of =
            |caller: &Option<Cow<'_, str>>| hasher.numbers(caller.as_deref(), called.as_deref());
        callers.iter().map(of).collect::<Vec<_>>()
    });
    pairs.collect()
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
