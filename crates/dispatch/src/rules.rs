use std::sync::Arc;

use tandem_model::DispatchRule;

use crate::candidate::Candidate;
use crate::key::{Hasher, Key, Numbers};
use crate::map::Map;
use crate::rule_set::RuleSet;

/// All rules, where calls look for them.
#[derive(Clone, Default)]
pub(crate) struct Rules {
    by_id: Map<Arc<DispatchRule>>,
    /// Those that name called numbers, by trunk and number.
    of_number: Map<RuleSet>,
    /// Those of a trunk that name none.
    of_trunk: Map<RuleSet>,
    /// Those without trunk.
    open: Option<RuleSet>,
}

/// What the rules of a trunk for one call are in.
pub(crate) type RuleSets<'m> = [Option<&'m RuleSet>; 2];

impl Rules {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Those of a trunk that name the called number.
    pub(crate) fn of_number(&self, trunk: Key, numbers: Numbers) -> Option<&RuleSet> {
        self.of_number.get(trunk.under(numbers))
    }

    /// Those of a trunk that name no called number.
    pub(crate) fn of_trunk(&self, trunk: Key) -> Option<&RuleSet> {
        self.of_trunk.get(trunk)
    }

    /// All of a trunk that a call may meet.
    pub(crate) fn of_call(&self, trunk: Key, call: Numbers) -> RuleSets<'_> {
        [self.of_number(trunk, call), self.of_trunk(trunk)]
    }

    /// Those without trunk.
    pub(crate) fn open(&self) -> Option<&RuleSet> {
        self.open.as_ref()
    }

    /// Enters a rule under all its keys, in the place of what was there, which it returns.
    pub(crate) fn replace(
        &mut self,
        hasher: &Hasher,
        id: &str,
        rule: Option<&Arc<DispatchRule>>,
    ) -> Option<Arc<DispatchRule>> {
        let key = hasher.id(id);
        let old = self.by_id.get(key).cloned();
        self.by_id.alter(key, |_| rule.cloned());
        for (rule, is_added) in [(old.as_ref(), false), (rule, true)] {
            if let Some(rule) = rule {
                self.index(hasher, rule, is_added);
            }
        }
        old
    }

    fn index(&mut self, hasher: &Hasher, rule: &Arc<DispatchRule>, is_added: bool) {
        let scope = &rule.spec.scope;
        for numbers in hasher.pairs(&scope.inbound_numbers, &scope.numbers) {
            let candidate = Candidate::new(numbers, rule);
            let change = |set: Option<RuleSet>| {
                if is_added {
                    Some(RuleSet::with(set, candidate.clone()))
                } else {
                    RuleSet::without(set, &candidate)
                }
            };
            for id in &scope.trunk_ids {
                let trunk = hasher.id(id.as_str());
                if numbers.names_called() {
                    self.of_number.alter(trunk.under(numbers), change);
                } else {
                    self.of_trunk.alter(trunk, change);
                }
            }
            if scope.trunk_ids.is_empty() {
                self.open = change(self.open.take());
            }
        }
    }
}
