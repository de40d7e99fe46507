//! Random commands against a model without index: the same acceptance, the same objects.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use support::{Desk, inbound, numbers, pin, rule};
use tandem_model::{
    DispatchRuleId, DispatchRuleSpec, InboundTrunkSpec, MediaConfig, PhoneNumber, TrunkId,
};
use tandem_provisioning::{
    Catalog, Command, DispatchRuleUpdate, Event, InboundTrunkUpdate, ListChange,
};

/// Few values, so that objects meet often; some are spellings of one number.
const NUMBERS: [&str; 6] = ["+1", "1", "(1)", "+2", "+3", "bob"];
const TRUNKS: [&str; 3] = ["ST_a", "ST_b", "ST_c"];

#[derive(Clone, Debug)]
enum Step {
    CreateTrunk(InboundTrunkSpec),
    ReplaceTrunk(usize, InboundTrunkSpec),
    ChangeNumbers(usize, ListChange<PhoneNumber>),
    DeleteTrunk(usize),
    CreateRule(DispatchRuleSpec),
    ReplaceRule(usize, DispatchRuleSpec),
    ChangeTrunks(usize, ListChange<TrunkId>),
    DeleteRule(usize),
}

/// The catalog as two plain maps; a conflict is a walk through all objects.
#[derive(Default)]
struct Model {
    trunks: BTreeMap<TrunkId, InboundTrunkSpec>,
    rules: BTreeMap<DispatchRuleId, DispatchRuleSpec>,
}

impl Model {
    fn takes_trunk(&self, own: Option<&TrunkId>, spec: &InboundTrunkSpec) -> bool {
        let mut others = self.trunks.iter().filter(|(id, _)| Some(*id) != own);
        others.all(|(_, other)| trunk_keys(other).is_disjoint(&trunk_keys(spec)))
    }

    fn takes_rule(&self, own: Option<&DispatchRuleId>, spec: &DispatchRuleSpec) -> bool {
        let mut others = self.rules.iter().filter(|(id, _)| Some(*id) != own);
        others.all(|(_, other)| rule_keys(other).is_disjoint(&rule_keys(spec)))
    }
}

fn spellings(numbers: &[PhoneNumber]) -> Vec<String> {
    if numbers.is_empty() {
        return vec!["any".to_owned()];
    }
    let numbers = numbers.iter();
    numbers
        .map(|number| format!("is {}", number.normalized()))
        .collect()
}

fn trunk_keys(spec: &InboundTrunkSpec) -> BTreeSet<String> {
    let callers = spellings(&spec.allowed_numbers);
    let of = |called: String| {
        callers
            .iter()
            .map(move |caller| format!("{called} from {caller}"))
    };
    spellings(&spec.numbers).into_iter().flat_map(of).collect()
}

fn rule_keys(spec: &DispatchRuleSpec) -> BTreeSet<String> {
    let mut trunks: Vec<_> = spec
        .scope
        .trunk_ids
        .iter()
        .map(ToString::to_string)
        .collect();
    if trunks.is_empty() {
        trunks.push("any".to_owned());
    }
    let pin = spec.pin.as_ref().map(|pin| pin.tag.0);
    let mut keys = BTreeSet::new();
    for trunk in &trunks {
        for caller in spellings(&spec.scope.inbound_numbers) {
            for called in spellings(&spec.scope.numbers) {
                keys.insert(format!("{pin:?} {trunk} {caller} {called}"));
            }
        }
    }
    keys
}

fn nth<K: Clone, V>(map: &BTreeMap<K, V>, index: usize) -> Option<K> {
    map.keys().nth(index % map.len().max(1)).cloned()
}

fn changed<T: Clone + PartialEq>(list: &[T], change: &ListChange<T>) -> Vec<T> {
    if change.clear || !change.set.is_empty() {
        return change.set.clone();
    }
    let mut list: Vec<T> = list.to_vec();
    list.retain(|value| !change.remove.contains(value));
    for value in &change.add {
        if !list.contains(value) {
            list.push(value.clone());
        }
    }
    list
}

fn put_trunk(
    model: &mut Model,
    desk: &mut Desk,
    id: &TrunkId,
    spec: InboundTrunkSpec,
    command: &Command,
) {
    let takes = model.takes_trunk(Some(id), &spec);
    assert_eq!(desk.put(command).is_ok(), takes, "{command:?}");
    if takes {
        model.trunks.insert(id.clone(), spec);
    }
}

fn put_rule(
    model: &mut Model,
    desk: &mut Desk,
    id: &DispatchRuleId,
    spec: DispatchRuleSpec,
    command: &Command,
) {
    let takes = model.takes_rule(Some(id), &spec);
    assert_eq!(desk.put(command).is_ok(), takes, "{command:?}");
    if takes {
        model.rules.insert(id.clone(), spec);
    }
}

fn run(model: &mut Model, desk: &mut Desk, step: Step) {
    match step {
        Step::CreateTrunk(spec) => {
            let takes = model.takes_trunk(None, &spec);
            let result = desk.put(&Command::CreateInboundTrunk(Box::new(spec.clone())));
            assert_eq!(result.is_ok(), takes, "{spec:?}");
            if let Ok([Event::InboundTrunkCreated(trunk)]) = result.as_deref() {
                model.trunks.insert(trunk.id.clone(), spec);
            }
        }
        Step::CreateRule(spec) => {
            let takes = model.takes_rule(None, &spec);
            let result = desk.put(&Command::CreateDispatchRule(Box::new(spec.clone())));
            assert_eq!(result.is_ok(), takes, "{spec:?}");
            if let Ok([Event::DispatchRuleCreated(rule)]) = result.as_deref() {
                model.rules.insert(rule.id.clone(), spec);
            }
        }
        Step::ReplaceTrunk(index, spec) => {
            if let Some(id) = nth(&model.trunks, index) {
                let command = Command::ReplaceInboundTrunk(id.clone(), Box::new(spec.clone()));
                put_trunk(model, desk, &id, spec, &command);
            }
        }
        Step::ReplaceRule(index, spec) => {
            if let Some(id) = nth(&model.rules, index) {
                let command = Command::ReplaceDispatchRule(id.clone(), Box::new(spec.clone()));
                put_rule(model, desk, &id, spec, &command);
            }
        }
        Step::ChangeNumbers(index, change) => {
            if let Some(id) = nth(&model.trunks, index) {
                let mut spec = model.trunks[&id].clone();
                spec.numbers = changed(&spec.numbers, &change);
                let update = InboundTrunkUpdate {
                    numbers: Some(change),
                    ..InboundTrunkUpdate::default()
                };
                let command = Command::UpdateInboundTrunk(id.clone(), Box::new(update));
                put_trunk(model, desk, &id, spec, &command);
            }
        }
        Step::ChangeTrunks(index, change) => {
            if let Some(id) = nth(&model.rules, index) {
                let mut spec = model.rules[&id].clone();
                spec.scope.trunk_ids = changed(&spec.scope.trunk_ids, &change);
                let update = DispatchRuleUpdate {
                    trunk_ids: Some(change),
                    ..DispatchRuleUpdate::default()
                };
                let command = Command::UpdateDispatchRule(id.clone(), Box::new(update));
                put_rule(model, desk, &id, spec, &command);
            }
        }
        Step::DeleteTrunk(index) => {
            if let Some(id) = nth(&model.trunks, index) {
                model.trunks.remove(&id);
                desk.accepts(&Command::DeleteTrunk(id));
            }
        }
        Step::DeleteRule(index) => {
            if let Some(id) = nth(&model.rules, index) {
                model.rules.remove(&id);
                desk.accepts(&Command::DeleteDispatchRule(id));
            }
        }
    }
}

fn some_numbers() -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(NUMBERS.to_vec()), 0..3)
}

fn a_trunk() -> impl Strategy<Value = InboundTrunkSpec> {
    (some_numbers(), some_numbers()).prop_map(|(called, callers)| inbound(&called, &callers))
}

fn a_rule() -> impl Strategy<Value = DispatchRuleSpec> {
    let trunks = vec(select(TRUNKS.to_vec()), 0..3);
    (0..3_u8, trunks, some_numbers(), some_numbers()).prop_map(
        |(digits, trunks, callers, called)| {
            let pin = (digits > 0).then(|| pin(digits, "seal"));
            let mut spec = rule(pin, &trunks, &callers, &called);
            spec.media = Some(MediaConfig::default());
            spec
        },
    )
}

fn a_change<T: Clone + std::fmt::Debug + 'static>(
    value: impl Strategy<Value = T> + Clone + 'static,
) -> impl Strategy<Value = ListChange<T>> {
    let some = || vec(value.clone(), 1..3);
    let change = |set, add, remove, clear| ListChange {
        set,
        add,
        remove,
        clear,
    };
    prop_oneof![
        some().prop_map(move |set| change(set, vec![], vec![], false)),
        some().prop_map(move |add| change(vec![], add, vec![], false)),
        (some(), some()).prop_map(move |(add, remove)| change(vec![], add, remove, false)),
        Just(change(vec![], vec![], vec![], true)),
    ]
}

fn a_step() -> impl Strategy<Value = Step> {
    let number = select(numbers(&NUMBERS));
    let trunk = select(TRUNKS.to_vec()).prop_map(|text| TrunkId::try_new(text).expect("an id"));
    let index = 0..100_usize;
    prop_oneof![
        3 => a_trunk().prop_map(Step::CreateTrunk),
        1 => (index.clone(), a_trunk()).prop_map(|(index, spec)| Step::ReplaceTrunk(index, spec)),
        1 => (index.clone(), a_change(number)).prop_map(|(index, change)| Step::ChangeNumbers(index, change)),
        1 => index.clone().prop_map(Step::DeleteTrunk),
        4 => a_rule().prop_map(Step::CreateRule),
        1 => (index.clone(), a_rule()).prop_map(|(index, spec)| Step::ReplaceRule(index, spec)),
        1 => (index.clone(), a_change(trunk)).prop_map(|(index, change)| Step::ChangeTrunks(index, change)),
        1 => index.prop_map(Step::DeleteRule),
    ]
}

fn assert_same(catalog: &Catalog, model: &Model) {
    let trunks = catalog.inbound_trunks();
    let trunks: BTreeMap<_, _> = trunks
        .map(|trunk| (trunk.id.clone(), trunk.spec.clone()))
        .collect();
    assert_eq!(trunks, model.trunks);
    let rules = catalog.dispatch_rules();
    let rules: BTreeMap<_, _> = rules
        .map(|rule| (rule.id.clone(), rule.spec.clone()))
        .collect();
    assert_eq!(rules, model.rules);
}

fn assert_equal(one: &Catalog, other: &Catalog) {
    assert_eq!(one.revision(), other.revision());
    assert!(one.inbound_trunks().eq(other.inbound_trunks()));
    assert!(one.dispatch_rules().eq(other.dispatch_rules()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn an_indexed_catalog_decides_as_a_linear_one(steps in vec(a_step(), 1..80)) {
        let mut model = Model::default();
        let mut desk = Desk::default();
        for step in steps {
            run(&mut model, &mut desk, step);
        }
        assert_same(&desk.catalog, &model);

        let mut folded = Catalog::default();
        for envelope in &desk.recorded {
            folded.apply(envelope);
        }
        assert_equal(&folded, &desk.catalog);

        // A snapshot's catalog has the same index: it refuses and takes what the first one does.
        let trunks = folded.inbound_trunks().cloned().map(Event::InboundTrunkCreated);
        let rules = folded.dispatch_rules().cloned().map(Event::DispatchRuleCreated);
        desk.catalog = Catalog::restored(folded.revision(), trunks.chain(rules));
        assert_equal(&folded, &desk.catalog);
        for spec in model.rules.values() {
            desk.refuses(&Command::CreateDispatchRule(Box::new(spec.clone())));
        }
        for spec in model.trunks.values() {
            desk.refuses(&Command::CreateInboundTrunk(Box::new(spec.clone())));
        }
    }
}
