use std::sync::Arc;

use tandem_model::{InboundTrunk, InboundTrunkSpec, Timestamp, TrunkId};

use super::{free_trunk_id, stamps};
use crate::merge::{
    change_auth, change_list, change_terms, check_list, keep_password, set, sync_encryption,
};
use crate::validate::{check_auth, check_inbound, check_media, check_trunk_claims};
use crate::{Catalog, Event, InboundTrunkUpdate, Refusal, TrunkTermsUpdate, texts};

pub(super) fn create(
    catalog: &Catalog,
    spec: &InboundTrunkSpec,
    random: u128,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_inbound(spec)?;
    check_auth(&spec.auth)?;
    check_trunk_claims(catalog, None, spec)?;
    Ok(vec![Event::InboundTrunkCreated(Arc::new(InboundTrunk {
        id: free_trunk_id(catalog, random),
        stamps: stamps(None, now),
        spec: spec.clone(),
    }))])
}

pub(super) fn replace(
    catalog: &Catalog,
    id: &TrunkId,
    spec: &InboundTrunkSpec,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let stored = stored(catalog, id)?;
    let mut spec = spec.clone();
    keep_password(&mut spec.auth, &stored.spec.auth);
    spec.terms.clone_from(&stored.spec.terms);
    change_terms(&mut spec.terms, &spec.numbers, &TrunkTermsUpdate::default());
    check_inbound(&spec)?;
    changed(catalog, stored, spec, now)
}

pub(super) fn update(
    catalog: &Catalog,
    id: &TrunkId,
    update: &InboundTrunkUpdate,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_update(update)?;
    let stored = stored(catalog, id)?;
    let spec = updated(&stored.spec, update);
    check_inbound(&spec)?;
    changed(catalog, stored, spec, now)
}

fn stored<'a>(catalog: &'a Catalog, id: &TrunkId) -> Result<&'a InboundTrunk, Refusal> {
    let stored = catalog.inbound_trunk(id).map(Arc::as_ref);
    stored.ok_or(Refusal::NotFound {
        text: texts::TRUNK_NOT_FOUND,
    })
}

fn changed(
    catalog: &Catalog,
    stored: &InboundTrunk,
    spec: InboundTrunkSpec,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_auth(&spec.auth)?;
    check_trunk_claims(catalog, Some(&stored.id), &spec)?;
    if spec == stored.spec {
        return Ok(Vec::new());
    }
    Ok(vec![Event::InboundTrunkUpdated(Arc::new(InboundTrunk {
        id: stored.id.clone(),
        stamps: stamps(Some(stored.stamps), now),
        spec,
    }))])
}

fn check_update(update: &InboundTrunkUpdate) -> Result<(), Refusal> {
    check_list("update.numbers", update.numbers.as_ref())?;
    check_list(
        "update.allowed_addresses",
        update.allowed_addresses.as_ref(),
    )?;
    check_list("update.allowed_numbers", update.allowed_numbers.as_ref())?;
    check_media("update.media", update.media.as_ref())
}

fn updated(stored: &InboundTrunkSpec, update: &InboundTrunkUpdate) -> InboundTrunkSpec {
    let mut spec = stored.clone();
    change_list(&mut spec.numbers, update.numbers.as_ref());
    change_list(
        &mut spec.allowed_addresses,
        update.allowed_addresses.as_ref(),
    );
    change_list(&mut spec.allowed_numbers, update.allowed_numbers.as_ref());
    change_auth(
        &mut spec.auth,
        update.auth_username.as_deref(),
        update.auth_password.as_ref(),
    );
    set(&mut spec.auth.realm, update.auth_realm.as_ref());
    set(&mut spec.name, update.name.as_ref());
    set(&mut spec.metadata, update.metadata.as_ref());
    set(&mut spec.krisp_enabled, update.krisp_enabled.as_ref());
    set(&mut spec.media_encryption, update.media_encryption.as_ref());
    if update.media.is_some() {
        spec.media.clone_from(&update.media);
    }
    sync_encryption(&mut spec.media, &mut spec.media_encryption);
    change_terms(&mut spec.terms, &spec.numbers, &update.terms);
    spec
}
