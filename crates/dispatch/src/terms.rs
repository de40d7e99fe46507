//! Allow-lists of rules: which callers and sources a rule takes.

use std::net::IpAddr;

use tandem_model::{AllowedAddress, CallerPattern, DispatchRule, RuleDirection, RuleTerms};

use crate::Outcome;

/// Who calls.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    /// In the spelling that compares.
    pub(crate) number: &'a str,
    pub(crate) source: IpAddr,
}

/// Why a list keeps a caller out; nothing, if it takes him. Empty lists take everybody.
pub(crate) fn kept_out(
    caller: Caller<'_>,
    sources: &[AllowedAddress],
    callers: &[CallerPattern],
) -> Option<Outcome> {
    let takes_source = |source: &AllowedAddress| source.contains(caller.source);
    if !sources.is_empty() && !sources.iter().any(takes_source) {
        return Some(Outcome::SourceNotAllowed);
    }
    let takes = |pattern: &CallerPattern| pattern.takes(caller.number);
    (!callers.is_empty() && !callers.iter().any(takes)).then_some(Outcome::CallerNotAllowed)
}

/// Why a rule keeps a caller out; nothing, if it takes him.
pub(crate) fn kept_out_by(rule: &DispatchRule, caller: Caller<'_>) -> Option<Outcome> {
    let terms = rule.spec.terms.as_deref()?;
    let RuleTerms {
        allowed_addresses,
        allowed_callers,
        ..
    } = terms;
    kept_out(caller, allowed_addresses, allowed_callers)
}

/// Whether the matcher knows a rule: one about calls that go out, or without a number left, takes none.
pub(crate) fn takes_calls(rule: &DispatchRule) -> bool {
    let terms = rule.spec.terms.as_deref();
    terms.is_none_or(|terms| terms.direction == RuleDirection::Inbound && !terms.is_idle)
}
