use std::sync::Arc;

use tandem_model::{
    DispatchRule, DispatchRuleId, DispatchRuleSpec, RuleDirection, SealedPin, Timestamp,
};

use super::{first_free, stamps};
use crate::merge::{
    change_list, check_list, lift_encryption, merge_attributes, set, sync_encryption,
};
use crate::validate::{check_media, check_rule, check_rule_claims};
use crate::{Catalog, DispatchRuleUpdate, Event, Refusal, texts};

pub(super) fn create(
    catalog: &Catalog,
    spec: &DispatchRuleSpec,
    random: u128,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let mut spec = spec.clone();
    wake(&mut spec);
    check_rule(&spec)?;
    check_rule_claims(catalog, None, &spec)?;
    // A created rule always has media options (reference §3.3).
    spec.media.get_or_insert_default();
    lift_encryption(&mut spec.media, spec.media_encryption);
    let is_free = |id: &DispatchRuleId| catalog.dispatch_rule(id).is_none();
    Ok(vec![Event::DispatchRuleCreated(Arc::new(DispatchRule {
        id: first_free(random, DispatchRuleId::from_random, is_free),
        stamps: stamps(None, now),
        spec,
    }))])
}

pub(super) fn replace(
    catalog: &Catalog,
    id: &DispatchRuleId,
    spec: &DispatchRuleSpec,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_rule(spec)?;
    let stored = inbound(catalog, id)?;
    let mut spec = spec.clone();
    spec.terms.clone_from(&stored.spec.terms);
    changed(catalog, stored, spec, now)
}

pub(super) fn update(
    catalog: &Catalog,
    id: &DispatchRuleId,
    update: &DispatchRuleUpdate,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_list("update.trunk_ids", update.trunk_ids.as_ref())?;
    check_media("update.media", update.media.as_ref())?;
    let stored = inbound(catalog, id)?;
    let spec = updated(&stored.spec, update);
    changed(catalog, stored, spec, now)
}

pub(super) fn delete(catalog: &Catalog, id: &DispatchRuleId) -> Result<Vec<Event>, Refusal> {
    let stored = stored(catalog, id)?;
    Ok(vec![Event::DispatchRuleDeleted(stored.id.clone())])
}

/// A rule about calls that go out is no dispatch rule to LiveKit's clients.
fn inbound<'a>(catalog: &'a Catalog, id: &DispatchRuleId) -> Result<&'a DispatchRule, Refusal> {
    let stored = stored(catalog, id)?;
    match stored.direction() {
        RuleDirection::Inbound => Ok(stored),
        RuleDirection::Outbound => Err(Refusal::NotFound {
            text: texts::RULE_NOT_FOUND,
        }),
    }
}

fn stored<'a>(catalog: &'a Catalog, id: &DispatchRuleId) -> Result<&'a DispatchRule, Refusal> {
    let stored = catalog.dispatch_rule(id).map(Arc::as_ref);
    stored.ok_or(Refusal::NotFound {
        text: texts::RULE_NOT_FOUND,
    })
}

/// What became of a stored rule; nothing, if it is as it was.
pub(super) fn changed(
    catalog: &Catalog,
    stored: &DispatchRule,
    mut spec: DispatchRuleSpec,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    wake(&mut spec);
    check_rule(&spec)?;
    check_rule_claims(catalog, Some(&stored.id), &spec)?;
    keep_seal(&mut spec.pin, stored.spec.pin.as_ref());
    if spec == stored.spec {
        return Ok(Vec::new());
    }
    Ok(vec![updated_event(stored, spec, now)])
}

pub(super) fn updated_event(
    stored: &DispatchRule,
    spec: DispatchRuleSpec,
    now: Timestamp,
) -> Event {
    Event::DispatchRuleUpdated(Arc::new(DispatchRule {
        id: stored.id.clone(),
        stamps: stamps(Some(stored.stamps), now),
        spec,
    }))
}

/// A rule that names a number takes its calls.
fn wake(spec: &mut DispatchRuleSpec) {
    if !spec.scope.numbers.is_empty()
        && let Some(terms) = &mut spec.terms
    {
        terms.is_idle = false;
    }
}

/// Keeps the stored seal of an unchanged PIN: each sealing gives other bytes, and they alone are no change.
fn keep_seal(pin: &mut Option<SealedPin>, stored: Option<&SealedPin>) {
    if let (Some(pin), Some(stored)) = (pin, stored)
        && pin.tag == stored.tag
    {
        pin.clone_from(stored);
    }
}

fn updated(stored: &DispatchRuleSpec, update: &DispatchRuleUpdate) -> DispatchRuleSpec {
    let mut spec = stored.clone();
    change_list(&mut spec.scope.trunk_ids, update.trunk_ids.as_ref());
    if let Some((kind, pin)) = &update.rule {
        spec.kind.clone_from(kind);
        spec.pin.clone_from(pin);
    }
    set(&mut spec.name, update.name.as_ref());
    set(&mut spec.metadata, update.metadata.as_ref());
    merge_attributes(&mut spec.attributes, &update.attributes);
    set(&mut spec.media_encryption, update.media_encryption.as_ref());
    if update.media.is_some() {
        spec.media.clone_from(&update.media);
    }
    sync_encryption(&mut spec.media, &mut spec.media_encryption);
    spec
}
