//! The fields of trunks that are Tandem's own, in requests and answers.

use pbjson_types::Duration as WireDuration;
use tandem_model::{Registration, TrunkId, TrunkTerms};
use tandem_provisioning::{Command, TrunkTermsUpdate};
use tandem_wire::livekit as wire;

use crate::ApiError;
use crate::from_wire::duration;
use crate::to_wire::duration as span;

/// Those of an inbound trunk.
pub(crate) fn inbound_terms(refer_trunk_id: Option<&str>) -> Result<TrunkTermsUpdate, ApiError> {
    Ok(TrunkTermsUpdate {
        refer_trunk: refer_trunk_id.map(refer_trunk_of).transpose()?,
        ..TrunkTermsUpdate::default()
    })
}

/// Those of an outbound trunk.
pub(crate) fn outbound_terms(
    health_interval: Option<WireDuration>,
    registration: Option<wire::SipRegistration>,
    refer_trunk_id: Option<&str>,
) -> Result<TrunkTermsUpdate, ApiError> {
    let interval = duration("health_interval", health_interval)?;
    Ok(TrunkTermsUpdate {
        health_interval: interval.map(|interval| Some(interval).filter(|one| !one.is_zero())),
        registration: registration.map(registration_of).transpose()?,
        ..inbound_terms(refer_trunk_id)?
    })
}

/// What a new trunk has of them.
pub(crate) fn own_terms(named: TrunkTermsUpdate) -> Option<Box<TrunkTerms>> {
    let terms = TrunkTerms {
        health_interval: named.health_interval.flatten(),
        registration: named.registration.flatten(),
        refer_trunk: named.refer_trunk.flatten(),
        ..TrunkTerms::default()
    };
    terms.boxed()
}

fn refer_trunk_of(id: &str) -> Result<Option<TrunkId>, ApiError> {
    if id.is_empty() {
        return Ok(None);
    }
    TrunkId::try_new(id).map(Some).map_err(|error| {
        let text = format!("refer_trunk_id: {id:?}: {error}");
        ApiError::invalid(text).with("field", "refer_trunk_id")
    })
}

fn registration_of(wanted: wire::SipRegistration) -> Result<Option<Registration>, ApiError> {
    let registration = Registration {
        registrar: wanted.registrar.into(),
        expires: duration("registration.expires", wanted.expires)?,
        user: wanted.user.into(),
    };
    Ok(wanted.enabled.then_some(registration))
}

/// A registration as it is shown.
pub(crate) fn registration(registration: &Registration) -> wire::SipRegistration {
    wire::SipRegistration {
        enabled: true,
        registrar: registration.registrar.to_string(),
        expires: registration.expires.map(span),
        user: registration.user.to_string(),
    }
}

/// The trunk over which peers may have others called, as it is shown.
pub(crate) fn refer_trunk(terms: Option<&TrunkTerms>) -> Option<String> {
    let id = terms.and_then(|terms| terms.refer_trunk.as_ref());
    id.map(ToString::to_string)
}

/// A replace keeps the terms that are stored; those that it names change with it, as one transaction.
pub(crate) fn replacing<U: Default + PartialEq>(
    replace: Command,
    named: U,
    update: impl FnOnce(U) -> Command,
) -> Command {
    match named == U::default() {
        true => replace,
        false => Command::All(vec![replace, update(named)]),
    }
}
