use tandem_model::{DispatchRuleId, DispatchRuleSpec, InboundTrunkSpec, PhoneNumber, TrunkId};

use crate::claims::{Claim, Scope};
use crate::{Catalog, Refusal};

/// Refuses a trunk that takes the same called and calling numbers as another (reference §3.2). `own_id` is the
/// trunk's own, if it is stored.
pub(crate) fn check_trunk(
    catalog: &Catalog,
    own_id: Option<&TrunkId>,
    spec: &InboundTrunkSpec,
) -> Result<(), Refusal> {
    let scope = Scope::of_trunk(spec);
    check_count("trunk.numbers", "numbers x allowed_numbers", &scope)?;
    let own_id = own_id.map(TrunkId::as_str);
    let conflict = catalog.trunk_conflict(&scope, own_id, |claim, other| {
        let other = (other.id.as_str(), &other.spec);
        let mine = (own_id.unwrap_or(NEW), spec);
        // The later of the two in the order of ids comes first; a new trunk is later than all.
        let (later, earlier) = if own_id.is_some_and(|own_id| own_id < other.0) {
            (other, mine)
        } else {
            (mine, other)
        };
        Refusal::Conflict {
            other: other.0.to_owned(),
            text: trunk_text(claim, later.0, earlier.0, later.1),
        }
    });
    conflict.map_or(Ok(()), Err)
}

/// Refuses a rule that takes the same calls as another (reference §3.3).
pub(crate) fn check_rule(
    catalog: &Catalog,
    own_id: Option<&DispatchRuleId>,
    spec: &DispatchRuleSpec,
) -> Result<(), Refusal> {
    let scope = Scope::of_rule(spec);
    check_count(
        "dispatch_rule.trunk_ids",
        "trunk_ids x inbound_numbers x numbers",
        &scope,
    )?;
    let Some(other) = catalog.rule_conflict(&scope, own_id.map(DispatchRuleId::as_str)) else {
        return Ok(());
    };
    let name = match &*other.spec.name {
        "" => "<blank name>",
        name => name,
    };
    let text = format!(
        "Dispatch rule for the same trunk, inbound number, number, and PIN combination already exists in \
         dispatch rule {:?} {name:?}",
        other.id.as_str()
    );
    Err(Refusal::Conflict {
        other: other.id.as_str().to_owned(),
        text,
    })
}

/// How a text names an object that has no id yet.
const NEW: &str = "<new>";

fn check_count(field: &'static str, lists: &str, scope: &Scope<'_>) -> Result<(), Refusal> {
    let count = scope.count();
    if count <= Scope::MAX_CLAIMS {
        return Ok(());
    }
    let text = format!(
        "{lists} make {count} combinations, and one object may have {}: split it into several",
        Scope::MAX_CLAIMS
    );
    Err(Refusal::invalid(field, text))
}

fn trunk_text(claim: Claim<'_>, later: &str, earlier: &str, spec: &InboundTrunkSpec) -> String {
    let numbers = quoted(&spec.numbers);
    let start = format!(
        "Conflicting inbound SIP Trunks: {later:?} and {earlier:?}, using the same number(s) {numbers}"
    );
    let Some(caller) = claim.caller else {
        return format!("{start} without AllowedNumbers set");
    };
    let as_written = spec
        .allowed_numbers
        .iter()
        .find(|number| number.normalized() == caller)
        .map_or(caller, PhoneNumber::as_str);
    format!("{start} and AllowedNumber {as_written:?}")
}

fn quoted(numbers: &[PhoneNumber]) -> String {
    if numbers.is_empty() {
        return "<any>".to_owned();
    }
    let numbers: Vec<String> = numbers
        .iter()
        .map(|number| format!("{:?}", number.as_str()))
        .collect();
    format!("[{}]", numbers.join(" "))
}
