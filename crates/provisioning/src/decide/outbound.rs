use std::sync::Arc;

use tandem_model::{OutboundTrunk, OutboundTrunkSpec, Timestamp, TrunkId};

use super::{free_trunk_id, stamps};
use crate::merge::{
    change_auth, change_list, change_terms, check_list, keep_password, set, sync_encryption,
};
use crate::validate::{check_auth, check_media, check_outbound};
use crate::{Catalog, Event, OutboundTrunkUpdate, Refusal, TrunkTermsUpdate, texts};

pub(super) fn create(
    catalog: &Catalog,
    spec: &OutboundTrunkSpec,
    random: u128,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_outbound(spec)?;
    check_auth(&spec.auth)?;
    Ok(vec![Event::OutboundTrunkCreated(Arc::new(OutboundTrunk {
        id: free_trunk_id(catalog, random),
        stamps: stamps(None, now),
        spec: spec.clone(),
    }))])
}

pub(super) fn replace(
    catalog: &Catalog,
    id: &TrunkId,
    spec: &OutboundTrunkSpec,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let stored = stored(catalog, id)?;
    let mut spec = spec.clone();
    keep_password(&mut spec.auth, &stored.spec.auth);
    spec.terms.clone_from(&stored.spec.terms);
    change_terms(&mut spec.terms, &spec.numbers, &TrunkTermsUpdate::default());
    check_outbound(&spec)?;
    changed(stored, spec, now)
}

pub(super) fn update(
    catalog: &Catalog,
    id: &TrunkId,
    update: &OutboundTrunkUpdate,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_list("update.numbers", update.numbers.as_ref())?;
    check_media("update.media", update.media.as_ref())?;
    let stored = stored(catalog, id)?;
    let spec = updated(&stored.spec, update);
    check_outbound(&spec)?;
    changed(stored, spec, now)
}

fn stored<'a>(catalog: &'a Catalog, id: &TrunkId) -> Result<&'a OutboundTrunk, Refusal> {
    let stored = catalog.outbound_trunk(id).map(Arc::as_ref);
    stored.ok_or(Refusal::NotFound {
        text: texts::TRUNK_NOT_FOUND,
    })
}

fn changed(
    stored: &OutboundTrunk,
    spec: OutboundTrunkSpec,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_auth(&spec.auth)?;
    if spec == stored.spec {
        return Ok(Vec::new());
    }
    Ok(vec![Event::OutboundTrunkUpdated(Arc::new(OutboundTrunk {
        id: stored.id.clone(),
        stamps: stamps(Some(stored.stamps), now),
        spec,
    }))])
}

fn updated(stored: &OutboundTrunkSpec, update: &OutboundTrunkUpdate) -> OutboundTrunkSpec {
    let mut spec = stored.clone();
    set(&mut spec.address, update.address.as_ref());
    set(&mut spec.transport, update.transport.as_ref());
    change_list(&mut spec.numbers, update.numbers.as_ref());
    change_auth(
        &mut spec.auth,
        update.auth_username.as_deref(),
        update.auth_password.as_ref(),
    );
    set(&mut spec.name, update.name.as_ref());
    set(&mut spec.metadata, update.metadata.as_ref());
    set(&mut spec.media_encryption, update.media_encryption.as_ref());
    set(
        &mut spec.destination_country,
        update.destination_country.as_ref(),
    );
    set(&mut spec.from_host, update.from_host.as_ref());
    if update.media.is_some() {
        spec.media.clone_from(&update.media);
    }
    sync_encryption(&mut spec.media, &mut spec.media_encryption);
    change_terms(&mut spec.terms, &spec.numbers, &update.terms);
    spec
}
