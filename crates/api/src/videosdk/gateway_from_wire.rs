//! A gateway's JSON becomes a trunk, or a change of one.

use serde_json::{Map, Value};
use tandem_control_plane::Vault;
use tandem_model::{
    AllowedAddress, Auth, CallerPattern, InboundTrunkSpec, MediaConfig, MediaEncryption,
    OutboundTrunkSpec, PhoneNumber, Sealed, SipTransport, TrunkTerms,
};
use tandem_provisioning::{InboundTrunkUpdate, ListChange, OutboundTrunkUpdate, TrunkTermsUpdate};

use super::fields::{Fields, each, wrong};
use super::rule_from_wire::number;
use crate::ApiError;

pub(super) const TRANSPORTS: [(&str, SipTransport); 3] = [
    ("tls", SipTransport::Tls),
    ("udp", SipTransport::Udp),
    ("tcp", SipTransport::Tcp),
];
/// Whoever switches encryption on wants no call without it.
const ENCRYPTIONS: [(&str, MediaEncryption); 2] = [
    ("enable", MediaEncryption::Require),
    ("disable", MediaEncryption::Disable),
];
/// The longest region, in bytes.
const MAX_REGION: usize = 64;

/// What a gateway of either direction says; absent is not said.
pub(super) struct Gateway<'a> {
    pub(super) name: Option<&'a str>,
    numbers: Option<Vec<PhoneNumber>>,
    auth: Option<Credentials<'a>>,
    encryption: Option<MediaEncryption>,
    callers: Option<Vec<CallerPattern>>,
    metadata: Option<Box<str>>,
    tags: Option<Vec<Box<str>>>,
    recording: Option<bool>,
    noise_suppression: Option<bool>,
    dtmf: Option<bool>,
    geo_region: Option<&'a str>,
}

struct Credentials<'a> {
    username: &'a str,
    password: Option<Sealed>,
}

impl<'a> Gateway<'a> {
    fn read(fields: &Fields<'a>, vault: &Vault) -> Result<Self, ApiError> {
        let name = fields.text("name")?;
        if name == Some("") {
            return Err(wrong("name", "must not be empty"));
        }
        let numbers = each("numbers", fields.texts("numbers")?, number)?;
        if numbers.as_ref().is_some_and(Vec::is_empty) {
            return Err(wrong("numbers", "must have at least one number"));
        }
        let tags = fields.texts("tags")?;
        let metadata = fields.map("metadata")?;
        Ok(Self {
            name,
            numbers,
            auth: credentials(fields, vault)?,
            encryption: fields.word("mediaEncryption", &ENCRYPTIONS)?,
            callers: each(
                "allowedNumbers",
                fields.texts("allowedNumbers")?,
                CallerPattern::try_new,
            )?,
            metadata: metadata.map(|map| written(&map)),
            tags: tags.map(|tags| tags.into_iter().map(Into::into).collect()),
            recording: fields.flag("record")?,
            noise_suppression: fields.flag("noiseCancellation")?,
            dtmf: fields.flag("enableDtmf")?,
            geo_region: region(fields, "geoRegion")?,
        })
    }

    fn auth(&mut self) -> Auth {
        let auth = self.auth.take();
        auth.map_or_else(Auth::default, |auth| Auth {
            username: auth.username.into(),
            password: auth.password,
            realm: "".into(),
        })
    }

    fn terms(&mut self) -> TrunkTerms {
        TrunkTerms {
            geo_region: self.geo_region.unwrap_or_default().into(),
            tags: self.tags.take().unwrap_or_default(),
            recording: self.recording.unwrap_or_default(),
            dtmf: self.dtmf.unwrap_or_default(),
            ..TrunkTerms::default()
        }
    }

    /// Switches and region fall back to nothing where a change leaves them out, as the reference has it.
    fn terms_update(&mut self) -> TrunkTermsUpdate {
        TrunkTermsUpdate {
            allowed_callers: None,
            geo_region: Some(self.geo_region.unwrap_or_default().into()),
            tags: self.tags.take(),
            recording: Some(self.recording.unwrap_or_default()),
            dtmf: Some(self.dtmf.unwrap_or_default()),
            noise_suppression: None,
            ..TrunkTermsUpdate::default()
        }
    }
}

/// A new inbound gateway.
pub(super) fn inbound(
    object: &Map<String, Value>,
    vault: &Vault,
) -> Result<InboundTrunkSpec, ApiError> {
    let fields = Fields::new(object);
    let name = fields.required_text("name")?;
    let mut gateway = Gateway::read(&fields, vault)?;
    let (exact, patterns) = divided(gateway.callers.take().unwrap_or_default());
    let mut terms = gateway.terms();
    terms.allowed_callers = patterns;
    Ok(InboundTrunkSpec {
        name: name.into(),
        numbers: required_numbers(&mut gateway)?,
        metadata: gateway.metadata.take().unwrap_or_default(),
        allowed_addresses: addresses(&fields)?.unwrap_or_default(),
        allowed_numbers: exact,
        auth: gateway.auth(),
        krisp_enabled: gateway.noise_suppression.unwrap_or_default(),
        media: gateway.encryption.map(encrypted),
        media_encryption: gateway.encryption.unwrap_or_default(),
        terms: terms.boxed(),
        ..InboundTrunkSpec::default()
    })
}

/// A change of an inbound gateway.
pub(super) fn inbound_change(
    object: &Map<String, Value>,
    stored: &InboundTrunkSpec,
    vault: &Vault,
) -> Result<InboundTrunkUpdate, ApiError> {
    let fields = Fields::new(object);
    let mut gateway = Gateway::read(&fields, vault)?;
    let callers = gateway.callers.take().map(divided);
    let (exact, patterns) = callers.map_or((None, None), |(exact, patterns)| {
        (Some(exact), Some(patterns))
    });
    let mut terms = gateway.terms_update();
    terms.allowed_callers = patterns;
    let auth = gateway.auth.take();
    Ok(InboundTrunkUpdate {
        name: gateway.name.map(Into::into),
        numbers: gateway.numbers.take().map(whole),
        metadata: gateway.metadata.take(),
        allowed_addresses: addresses(&fields)?.map(whole),
        allowed_numbers: exact.map(whole),
        auth_password: password(auth.as_ref(), &stored.auth),
        auth_username: auth.map(|auth| auth.username.into()),
        krisp_enabled: Some(gateway.noise_suppression.unwrap_or_default()),
        media_encryption: gateway.encryption,
        media: gateway
            .encryption
            .map(|wanted| encrypted_as(stored.media.as_ref(), wanted)),
        terms,
        ..InboundTrunkUpdate::default()
    })
}

/// A new outbound gateway.
pub(super) fn outbound(
    object: &Map<String, Value>,
    vault: &Vault,
) -> Result<OutboundTrunkSpec, ApiError> {
    let fields = Fields::new(object);
    let (name, address) = (
        fields.required_text("name")?,
        fields.required_text("address")?,
    );
    let mut gateway = Gateway::read(&fields, vault)?;
    let mut terms = gateway.terms();
    terms.noise_suppression = gateway.noise_suppression.unwrap_or_default();
    terms.allowed_callers = gateway.callers.take().unwrap_or_default();
    Ok(OutboundTrunkSpec {
        name: name.into(),
        address: address.into(),
        transport: fields
            .word("transport", &TRANSPORTS)?
            .unwrap_or(SipTransport::Tls),
        numbers: required_numbers(&mut gateway)?,
        metadata: gateway.metadata.take().unwrap_or_default(),
        auth: gateway.auth(),
        media: gateway.encryption.map(encrypted),
        media_encryption: gateway.encryption.unwrap_or_default(),
        terms: terms.boxed(),
        ..OutboundTrunkSpec::default()
    })
}

/// A change of an outbound gateway.
pub(super) fn outbound_change(
    object: &Map<String, Value>,
    stored: &OutboundTrunkSpec,
    vault: &Vault,
) -> Result<OutboundTrunkUpdate, ApiError> {
    let fields = Fields::new(object);
    let mut gateway = Gateway::read(&fields, vault)?;
    let address = fields.text("address")?;
    if address == Some("") {
        return Err(wrong("address", "must not be empty"));
    }
    let mut terms = gateway.terms_update();
    terms.noise_suppression = Some(gateway.noise_suppression.unwrap_or_default());
    terms.allowed_callers = gateway.callers.take();
    let auth = gateway.auth.take();
    Ok(OutboundTrunkUpdate {
        name: gateway.name.map(Into::into),
        address: address.map(Into::into),
        transport: fields.word("transport", &TRANSPORTS)?,
        numbers: gateway.numbers.take().map(whole),
        metadata: gateway.metadata.take(),
        auth_password: password(auth.as_ref(), &stored.auth),
        auth_username: auth.map(|auth| auth.username.into()),
        media_encryption: gateway.encryption,
        media: gateway
            .encryption
            .map(|wanted| encrypted_as(stored.media.as_ref(), wanted)),
        terms,
        ..OutboundTrunkUpdate::default()
    })
}

fn required_numbers(gateway: &mut Gateway<'_>) -> Result<Vec<PhoneNumber>, ApiError> {
    let numbers = gateway.numbers.take();
    numbers.ok_or_else(|| wrong("numbers", "is required: an array of E.164 numbers"))
}

/// The region that calls should be in, in any words.
pub(super) fn region<'a>(fields: &Fields<'a>, name: &str) -> Result<Option<&'a str>, ApiError> {
    let region = fields.text(name)?;
    if region.is_some_and(|region| region.len() > MAX_REGION) {
        return Err(wrong(name, format!("must have at most {MAX_REGION} bytes")));
    }
    Ok(region)
}

/// Both or neither; what a read hides may come back empty and keeps the stored password.
fn credentials<'a>(
    fields: &Fields<'a>,
    vault: &Vault,
) -> Result<Option<Credentials<'a>>, ApiError> {
    let Some(auth) = fields.object("auth")? else {
        return Ok(None);
    };
    let auth = Fields::of(auth, "auth.");
    let (username, password) = (auth.text("username")?, auth.text("password")?);
    let (Some(username), Some(password)) = (username, password) else {
        return Err(wrong("auth", "must have username and password"));
    };
    Ok(Some(Credentials {
        username,
        password: (!password.is_empty()).then(|| vault.seal(password)),
    }))
}

fn password(auth: Option<&Credentials<'_>>, stored: &Auth) -> Option<Option<Sealed>> {
    let auth = auth?;
    let kept = stored
        .password
        .clone()
        .filter(|_| auth.username == &*stored.username);
    Some(auth.password.clone().or(kept))
}

fn addresses(fields: &Fields<'_>) -> Result<Option<Vec<AllowedAddress>>, ApiError> {
    let texts = fields.texts("allowedAddresses")?;
    each("allowedAddresses", texts, AllowedAddress::try_new)
}

/// Numbers stand where LiveKit's clients see them; patterns have a place of their own.
fn divided(callers: Vec<CallerPattern>) -> (Vec<PhoneNumber>, Vec<CallerPattern>) {
    if callers.iter().any(CallerPattern::is_wild) {
        return (Vec::new(), callers);
    }
    let exact = callers
        .iter()
        .map(|caller| PhoneNumber::new(caller.as_str()));
    (exact.collect(), Vec::new())
}

fn whole<T>(values: Vec<T>) -> ListChange<T> {
    ListChange {
        clear: values.is_empty(),
        set: values,
        add: Vec::new(),
        remove: Vec::new(),
    }
}

pub(super) fn encrypted(encryption: MediaEncryption) -> MediaConfig {
    encrypted_as(None, encryption)
}

fn encrypted_as(stored: Option<&MediaConfig>, encryption: MediaEncryption) -> MediaConfig {
    MediaConfig {
        encryption: Some(encryption),
        ..stored.cloned().unwrap_or_default()
    }
}

/// An empty map is no metadata.
fn written(map: &std::collections::BTreeMap<Box<str>, Box<str>>) -> Box<str> {
    if map.is_empty() {
        return "".into();
    }
    serde_json::json!(map).to_string().into()
}
