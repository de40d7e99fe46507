use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use tandem_model::{DispatchRule, InboundTrunk, Revision, TrunkId, normalize};
use tandem_provisioning::{Catalog, Event};

use crate::candidate::Candidate;
use crate::considered::Recorder;
use crate::key::{Hasher, Key, Numbers, Shape, Shapes};
use crate::rule_set::RuleSet;
use crate::sources::Sources;
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
    restricted: Trie<u32>,
    rules: Trie<Arc<DispatchRule>>,
    rules_by_trunk: Trie<RuleSet>,
    /// The rules without trunk.
    open_rules: Option<RuleSet>,
}

/// A trunk, ready to judge sources.
struct Admission {
    trunk: Arc<InboundTrunk>,
    sources: Sources,
}

/// A trunk under one pair of numbers, with what nearly every match needs of it: another look elsewhere is a miss of the
/// processor's cache.
#[derive(Clone)]
struct Door {
    admission: Arc<Admission>,
    rules: DoorRules,
    /// Whether it admits some sources only.
    asks_source: bool,
    /// Whether it asks for credentials.
    asks_proof: bool,
}

/// The rules of a door's trunk.
#[derive(Clone)]
enum DoorRules {
    /// A trunk of a few numbers has them at each: one look the less for nearly every call.
    Here(Option<RuleSet>),
    /// A trunk of many numbers has them once, by the trunk's key.
    ByTrunk(Key),
}

/// A trunk with more doors does not have its rules at each.
const FEW_DOORS: usize = 4;

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
            restricted: Trie::default(),
            rules: Trie::default(),
            rules_by_trunk: Trie::default(),
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
                | Event::CountryRouteDeleted(_) => {}
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
        let (verdict, door) = match self.find_door(call, attempt.source, recorder) {
            Err(refusal) => (Verdict::Refuse(refusal), None),
            Ok(Some(door)) if door.needs_proof(attempt.authenticated) => {
                (Verdict::Challenge, Some(door))
            }
            Ok(door) => {
                let rule = self.find_rule(door, call, attempt.pin, recorder);
                (verdict(rule, door.is_some(), attempt.pin), door)
            }
        };
        Decision {
            verdict,
            trunk: door.map(|door| &door.admission.trunk),
            revision: self.revision,
        }
    }

    /// Trunks of the called number before trunks of all numbers, and in each those of the caller first.
    fn find_door<R: Recorder>(
        &self,
        call: Numbers,
        source: IpAddr,
        recorder: &mut R,
    ) -> Result<Option<&Door>, Refusal> {
        let mut chosen = None;
        let mut is_source_refused = false;
        for shape in self.door_shapes.present() {
            let Some(door) = self.doors.get(call.key(shape)) else {
                continue;
            };
            let outcome = match (door.admits(source), chosen) {
                (false, _) => Outcome::SourceNotAllowed,
                (true, None) => Outcome::Chosen,
                (true, Some(_)) => Outcome::Outranked,
            };
            if R::KEEPS {
                recorder.trunk(&door.admission.trunk.id, outcome);
            }
            is_source_refused |= outcome == Outcome::SourceNotAllowed;
            chosen = chosen.or((outcome == Outcome::Chosen).then_some(door));
            if chosen.is_some() && !R::KEEPS {
                return Ok(chosen);
            }
        }
        if chosen.is_none() && is_source_refused {
            return Err(Refusal::SourceNotAllowed);
        }
        let is_caller_refused = chosen.is_none()
            && self.restricted.len() > 0
            && self.restricted.get(call.key(Shape::Called)).is_some();
        if is_caller_refused {
            Err(Refusal::CallerNotAllowed)
        } else {
            Ok(chosen)
        }
    }

    /// Rules of the trunk before rules of all trunks.
    fn find_rule<'m, R: Recorder>(
        &'m self,
        door: Option<&'m Door>,
        call: Numbers,
        pin: PinInput,
        recorder: &mut R,
    ) -> Option<&'m Candidate> {
        let of_trunk = door.and_then(|door| match &door.rules {
            DoorRules::Here(rules) => rules.as_ref(),
            DoorRules::ByTrunk(trunk) => self.rules_by_trunk.get(*trunk),
        });
        for set in of_trunk.into_iter().chain(&self.open_rules) {
            let best = set.best(call, pin);
            if R::KEEPS {
                set.record(call, best, pin, recorder);
            }
            if best.is_some() {
                return best;
            }
        }
        None
    }
}

impl Door {
    fn admits(&self, source: IpAddr) -> bool {
        !self.asks_source || self.admission.sources.admit(source)
    }

    fn needs_proof(&self, authenticated: Option<&TrunkId>) -> bool {
        self.asks_proof && authenticated != Some(&self.admission.trunk.id)
    }
}

fn verdict(
    rule: Option<&Candidate>,
    has_trunk: bool,
    pin: PinInput,
) -> Verdict<&Arc<DispatchRule>> {
    match (rule, pin) {
        (Some(found), PinInput::NotAsked) if found.has_pin() => Verdict::AskPin(&found.rule),
        (Some(found), _) => Verdict::Enter(&found.rule),
        (None, PinInput::Skipped | PinInput::Entered(_)) => Verdict::Refuse(Refusal::WrongPin),
        (None, PinInput::NotAsked) if has_trunk => Verdict::Refuse(Refusal::NoRule),
        (None, PinInput::NotAsked) => Verdict::Refuse(Refusal::NoTrunk),
    }
}

/// Keeping the index.
impl Matcher {
    fn put_trunk(&mut self, trunk: &Arc<InboundTrunk>) {
        self.take_trunk(&trunk.id);
        let key = self.hasher.id(trunk.id.as_str());
        let admission = Arc::new(Admission {
            trunk: Arc::clone(trunk),
            sources: Sources::new(&trunk.spec.allowed_addresses),
        });
        let door = Door {
            admission: Arc::clone(&admission),
            rules: if has_few_doors(trunk) {
                DoorRules::Here(self.rules_by_trunk.get(key).cloned())
            } else {
                DoorRules::ByTrunk(key)
            },
            asks_source: !trunk.spec.allowed_addresses.is_empty(),
            asks_proof: trunk.spec.auth.password.is_some(),
        };
        self.index_trunk(trunk, Some(&door));
        self.trunks.insert(key, admission);
    }

    fn take_trunk(&mut self, id: &TrunkId) {
        if let Some(old) = self.trunks.remove(self.hasher.id(id.as_str())) {
            self.index_trunk(&old.trunk, None);
        }
    }

    /// Enters a trunk under all its keys, or takes it out.
    fn index_trunk(&mut self, trunk: &InboundTrunk, door: Option<&Door>) {
        for numbers in doors(&self.hasher, trunk) {
            let shape = numbers.shape();
            self.doors
                .alter(numbers.key(shape), |old| match (door, old) {
                    (Some(door), _) => Some(door.clone()),
                    (None, Some(old)) if old.admission.trunk.id != trunk.id => Some(old),
                    (None, _) => None,
                });
            self.door_shapes.count(shape, door.is_some());
        }
        let spec = &trunk.spec;
        for called in each(&spec.numbers) {
            if called.is_some() && !spec.allowed_numbers.is_empty() {
                let numbers = self.hasher.numbers(None, called.as_deref());
                self.restricted.alter(numbers.key(Shape::Called), |count| {
                    let count = count.unwrap_or(0);
                    let count = if door.is_some() {
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
                    self.show_rules(key);
                }
                if scope.trunk_ids.is_empty() {
                    self.open_rules = change(self.open_rules.take(), &candidate);
                }
            }
        }
    }
}

impl Matcher {
    /// Puts a trunk's rules at its doors, if these are few.
    fn show_rules(&mut self, key: Key) {
        let Some(admission) = self.trunks.get(key).cloned() else {
            return;
        };
        if !has_few_doors(&admission.trunk) {
            return;
        }
        let rules = self.rules_by_trunk.get(key);
        for numbers in doors(&self.hasher, &admission.trunk) {
            self.doors.alter(numbers.key(numbers.shape()), |door| {
                let mut door = door?;
                if door.admission.trunk.id == admission.trunk.id {
                    door.rules = DoorRules::Here(rules.cloned());
                }
                Some(door)
            });
        }
    }
}

fn has_few_doors(trunk: &InboundTrunk) -> bool {
    let spec = &trunk.spec;
    spec.numbers.len().max(1) * spec.allowed_numbers.len().max(1) <= FEW_DOORS
}

/// The pairs of numbers that lead to a trunk.
fn doors(hasher: &Hasher, trunk: &InboundTrunk) -> Vec<Numbers> {
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
