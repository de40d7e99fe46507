//! A trunk as this dialect shows it.

use serde_json::{Value, json};
use tandem_model::{
    Auth, InboundTrunk, MediaConfig, MediaEncryption, OutboundTrunk, SipTransport, Stamps,
    TrunkTerms,
};

use super::answer::time;
use super::gateway_from_wire::TRANSPORTS;
use super::rule_to_wire::{addresses, callers, kept, metadata, numbers, word};

/// Writes gateways; whether with passwords.
pub(super) struct GatewayWriter<F>(pub(super) F);

impl<F: Fn(&Auth) -> String> GatewayWriter<F> {
    pub(super) fn inbound(&self, trunk: &InboundTrunk) -> Value {
        let spec = &trunk.spec;
        let terms = spec.terms.as_deref().cloned().unwrap_or_default();
        let mut value = self.common(trunk.id.as_str(), trunk.stamps, (&spec.auth, &terms));
        value["type"] = "inbound".into();
        value["name"] = json!(spec.name);
        value["numbers"] = json!(numbers(&spec.numbers));
        value["allowedAddresses"] = json!(addresses(&spec.allowed_addresses));
        value["allowedNumbers"] = json!(callers(&spec.allowed_numbers, &terms.allowed_callers));
        value["mediaEncryption"] = encryption(spec.media.as_ref(), spec.media_encryption);
        value["noiseCancellation"] = spec.krisp_enabled.into();
        value["metadata"] = metadata(&spec.metadata);
        value
    }

    pub(super) fn outbound(&self, trunk: &OutboundTrunk) -> Value {
        let spec = &trunk.spec;
        let terms = spec.terms.as_deref().cloned().unwrap_or_default();
        let mut value = self.common(trunk.id.as_str(), trunk.stamps, (&spec.auth, &terms));
        value["type"] = "outbound".into();
        value["name"] = json!(spec.name);
        value["address"] = json!(spec.address);
        value["transport"] = transport(spec.transport).into();
        value["numbers"] = json!(numbers(&spec.numbers));
        value["allowedNumbers"] = json!(callers(&[], &terms.allowed_callers));
        value["mediaEncryption"] = encryption(spec.media.as_ref(), spec.media_encryption);
        value["noiseCancellation"] = terms.noise_suppression.into();
        value["metadata"] = metadata(&spec.metadata);
        value
    }

    fn common(&self, id: &str, stamps: Stamps, (auth, terms): (&Auth, &TrunkTerms)) -> Value {
        let is_open = auth.username.is_empty();
        let credentials = || json!({"username": auth.username, "password": (self.0)(auth)});
        json!({
            "id": id,
            "auth": if is_open { Value::Null } else { credentials() },
            "record": terms.recording,
            "enableDtmf": terms.dtmf,
            "geoRegion": (!terms.geo_region.is_empty()).then_some(&terms.geo_region),
            "tags": terms.tags,
            "warnings": kept(terms.recording, terms.dtmf),
            "createdAt": time(stamps.created_at),
            "updatedAt": time(stamps.updated_at),
        })
    }
}

/// One that leaves the transport to DNS is shown as what DNS falls back to.
fn transport(transport: SipTransport) -> &'static str {
    match transport == SipTransport::Auto {
        true => "udp",
        false => word(&TRANSPORTS, transport),
    }
}

fn encryption(media: Option<&MediaConfig>, legacy: MediaEncryption) -> Value {
    let wanted = media.and_then(|media| media.encryption).unwrap_or(legacy);
    match wanted {
        MediaEncryption::Disable => "disable".into(),
        MediaEncryption::Allow | MediaEncryption::Require => "enable".into(),
    }
}
