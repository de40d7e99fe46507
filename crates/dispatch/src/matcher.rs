use std::sync::Arc;

use tandem_model::{DispatchRule, InboundTrunk, Revision, RuleScope, TrunkId, normalize};
use tandem_provisioning::{Catalog, Event};

use crate::candidate::Found;
use crate::considered::Recorder;
use crate::door::{Admission, Entrance, Threshold};
use crate::doors::Doors;
use crate::key::{Hasher, Numbers, Shape, Shapes, each};
use crate::map::Map;
use crate::rule_set::{RuleSet, best_admitting};
use crate::rules::{RuleSets, Rules};
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
    doors: Doors,
    door_shapes: Shapes,
    /// How many trunks restrict the callers of a called number.
    restricted: Map<u32>,
    rules: Rules,
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
            doors: Doors::default(),
            door_shapes: Shapes::default(),
            restricted: Map::default(),
            rules: Rules::default(),
        }
    }

    /// A matcher of this catalog.
    #[must_use]
    pub fn from_catalog(catalog: &Catalog) -> Self {
        let mut matcher = Self::new();
        // The rules first: each door is made once.
        for rule in catalog.dispatch_rules() {
            matcher.put_rule(rule);
        }
        for trunk in catalog.inbound_trunks() {
            matcher.put_trunk(trunk);
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
            trunk: door.map(Entrance::trunk),
            revision: self.revision,
        }
    }

    /// Trunks of the called number before trunks of all numbers, and in each those of the caller first.
    fn find_door<R: Recorder>(
        &self,
        call: Numbers,
        caller: Caller<'_>,
        recorder: &mut R,
    ) -> Result<Option<Entrance<'_>>, Refusal> {
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
        door: Option<Entrance<'m>>,
        call: Numbers,
        (caller, pin): (Caller<'_>, PinInput),
        recorder: &mut R,
    ) -> Result<Option<Found<'m>>, Refusal> {
        let mut refusal = None;
        // A rule that restricts nobody is taken at once; all are looked for and read only where the best one restricts.
        type Sets<'f, 'm> = &'f dyn Fn() -> RuleSets<'m>;
        let mut admitted = |first: Option<Found<'m>>, sets: Sets<'_, 'm>| {
            let best = match first {
                Some(first) if first.is_restricted => {
                    best_admitting(sets(), call, (caller, pin), &mut refusal)
                }
                first => first,
            };
            if R::KEEPS {
                let rule = best.map(|found| &**found.rule());
                if let Some(rule) = rule {
                    recorder.rule(&rule.id, Outcome::Chosen);
                }
                for set in sets().into_iter().flatten() {
                    set.record(call, rule, (caller, pin), recorder);
                }
            }
            best
        };
        if let Some(door) = door {
            let sets = || self.rules.of_call(door.trunk_key(), call);
            let best = admitted(self.best_of_trunk(door, call, pin), &sets);
            if best.is_some() {
                return Ok(best);
            }
        }
        let rules = self.rules.open();
        let best = rules.and_then(|rules| rules.best(call, pin));
        match (admitted(best, &|| [rules, None]), refusal) {
            (None, Some(refusal)) => Err(refusal),
            (best, _) => Ok(best),
        }
    }

    /// Those at the door, and elsewhere those that are not there.
    fn best_of_trunk<'m>(
        &'m self,
        door: Entrance<'m>,
        call: Numbers,
        pin: PinInput,
    ) -> Option<Found<'m>> {
        let here = door.best(call, pin);
        if door.has_those_of_number() && door.has_those_of_trunk() {
            return here;
        }
        let trunk = door.trunk_key();
        let of_number = || self.rules.of_number(trunk, call);
        let of_number = (!door.has_those_of_number()).then(of_number);
        let of_trunk = || self.rules.of_trunk(trunk);
        let of_trunk = (!door.has_those_of_trunk()).then(of_trunk);
        let elsewhere = [of_number, of_trunk].into_iter().flatten().flatten();
        let elsewhere = elsewhere.filter_map(|rules| rules.best(call, pin));
        let order = |one: &Found<'_>, other: &Found<'_>| one.candidate.order(other.candidate);
        here.into_iter().chain(elsewhere).min_by(order)
    }
}

fn verdict(
    rule: Result<Option<Found<'_>>, Refusal>,
    has_trunk: bool,
    pin: PinInput,
) -> Verdict<&Arc<DispatchRule>> {
    match (rule, pin) {
        (Err(refusal), _) => Verdict::Refuse(refusal),
        (Ok(Some(found)), PinInput::NotAsked) if found.has_pin => Verdict::AskPin(found.rule()),
        (Ok(Some(found)), _) => Verdict::Enter(found.rule()),
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
        for numbers in doors(&self.hasher, trunk) {
            if is_added {
                self.put_door(admission, numbers);
            } else if self.is_door(admission, numbers) {
                self.doors.remove(numbers.own_key());
            }
            self.door_shapes.count(numbers.shape(), is_added);
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

    fn replace_rule(&mut self, id: &str, rule: Option<&Arc<DispatchRule>>) {
        let old = self.rules.replace(&self.hasher, id, rule);
        let old = old.as_ref().map(|rule| &rule.spec.scope);
        let new = rule.map(|rule| &rule.spec.scope);
        let old = old.filter(|old| Some(*old) != new);
        old.into_iter()
            .chain(new)
            .for_each(|scope| self.show_rules(scope));
    }

    /// Makes the doors anew that show rules with this scope.
    fn show_rules(&mut self, scope: &RuleScope) {
        for id in &scope.trunk_ids {
            let Some(admission) = self.trunks.get(self.hasher.id(id.as_str())).cloned() else {
                continue;
            };
            let trunk = &admission.trunk.spec;
            let numbers = if admission.has_few_doors {
                doors(&self.hasher, &admission.trunk)
            } else if scope.numbers.is_empty() {
                Vec::new()
            } else {
                self.hasher.pairs(&trunk.allowed_numbers, &scope.numbers)
            };
            for numbers in numbers {
                if self.is_door(&admission, numbers) {
                    self.put_door(&admission, numbers);
                }
            }
        }
    }

    /// Whether these numbers lead to this trunk.
    fn is_door(&self, admission: &Admission, numbers: Numbers) -> bool {
        let door = self.doors.get(numbers.own_key());
        door.is_some_and(|door| door.trunk_key() == admission.key)
    }

    fn put_door(&mut self, admission: &Arc<Admission>, numbers: Numbers) {
        let of_number = || self.rules.of_number(admission.key, numbers);
        let of_number = numbers
            .names_called()
            .then(of_number)
            .and_then(RuleSet::few);
        let of_trunk = || self.rules.of_trunk(admission.key);
        let of_trunk = admission
            .has_few_doors
            .then(of_trunk)
            .and_then(RuleSet::few);
        let key = numbers.own_key();
        self.doors
            .put(Threshold::new(key, admission, of_number, of_trunk));
    }
}

/// The pairs of numbers that lead to a trunk.
fn doors(hasher: &Hasher, trunk: &InboundTrunk) -> Vec<Numbers> {
    let spec = &trunk.spec;
    if spec.terms.as_ref().is_some_and(|terms| terms.is_idle) {
        return Vec::new();
    }
    hasher.pairs(&spec.allowed_numbers, &spec.numbers)
}
