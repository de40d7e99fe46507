//! Requests become commands, or name the wrong field.

use std::collections::BTreeMap;
use std::time::Duration;

use pbjson_types::Duration as WireDuration;
use tandem_control_plane::Vault;
use tandem_model::{
    AgentDispatch, AllowedAddress, Auth, CallLimits, CodecChoice, CountryCode, DispatchRuleSpec,
    HeaderRules, InboundTrunkSpec, IncludeHeaders, MediaConfig, MediaEncryption, OutboundTrunkSpec,
    PhoneNumber, Pin, RoomConfig, RoomName, RoomOptions, RuleKind, RuleScope, Sealed, SealedPin,
    SipTransport, TrunkId,
};
use tandem_provisioning::{
    DispatchRuleUpdate, InboundTrunkUpdate, ListChange, OutboundTrunkUpdate, texts,
};
use tandem_wire::livekit as wire;

use crate::ApiError;
use crate::terms::{inbound_terms, outbound_terms, own_terms};

/// Reads parts of requests; seals their secrets on the way in.
pub(crate) struct Reader<'a>(pub(crate) &'a Vault);

type Map = BTreeMap<String, String>;

impl Reader<'_> {
    pub(crate) fn inbound_trunk(
        &self,
        info: wire::SipInboundTrunkInfo,
    ) -> Result<InboundTrunkSpec, ApiError> {
        Ok(InboundTrunkSpec {
            name: info.name.into(),
            metadata: info.metadata.into(),
            numbers: numbers(&info.numbers),
            allowed_addresses: addresses(&info.allowed_addresses)?,
            allowed_numbers: numbers(&info.allowed_numbers),
            auth: Auth {
                username: info.auth_username.into(),
                password: self.secret(&info.auth_password),
                realm: info.auth_realm.into(),
            },
            headers: HeaderRules {
                literal: map(info.headers),
                to_attributes: map(info.headers_to_attributes),
                from_attributes: map(info.attributes_to_headers),
                include: include(info.include_headers),
            },
            limits: CallLimits {
                ringing_timeout: duration("trunk.ringing_timeout", info.ringing_timeout)?,
                max_call_duration: duration("trunk.max_call_duration", info.max_call_duration)?,
            },
            krisp_enabled: info.krisp_enabled,
            media_encryption: encryption(info.media_encryption),
            media: info.media.map(media).transpose()?,
            terms: own_terms(inbound_terms(info.refer_trunk_id.as_deref())?),
        })
    }

    pub(crate) fn inbound_update(
        &self,
        update: wire::SipInboundTrunkUpdate,
    ) -> Result<InboundTrunkUpdate, ApiError> {
        Ok(InboundTrunkUpdate {
            numbers: update
                .numbers
                .map(|change| list(&change, |text| Ok(PhoneNumber::new(text))))
                .transpose()?,
            allowed_addresses: update
                .allowed_addresses
                .map(|change| list(&change, address))
                .transpose()?,
            allowed_numbers: update
                .allowed_numbers
                .map(|change| list(&change, |text| Ok(PhoneNumber::new(text))))
                .transpose()?,
            auth_username: update.auth_username.map(Into::into),
            auth_password: update.auth_password.map(|password| self.secret(&password)),
            auth_realm: update.auth_realm.map(Into::into),
            name: update.name.map(Into::into),
            metadata: update.metadata.map(Into::into),
            media_encryption: update.media_encryption.map(encryption),
            media: update.media.map(media).transpose()?,
            terms: inbound_terms(update.refer_trunk_id.as_deref())?,
            ..InboundTrunkUpdate::default()
        })
    }

    pub(crate) fn outbound_trunk(
        &self,
        info: wire::SipOutboundTrunkInfo,
    ) -> Result<OutboundTrunkSpec, ApiError> {
        let terms = own_terms(outbound_terms(
            info.health_interval,
            info.registration,
            info.refer_trunk_id.as_deref(),
        )?);
        Ok(OutboundTrunkSpec {
            name: info.name.into(),
            metadata: info.metadata.into(),
            address: info.address.into(),
            transport: transport(info.transport),
            numbers: numbers(&info.numbers),
            auth: Auth {
                username: info.auth_username.into(),
                password: self.secret(&info.auth_password),
                realm: "".into(),
            },
            headers: HeaderRules {
                literal: map(info.headers),
                to_attributes: map(info.headers_to_attributes),
                from_attributes: map(info.attributes_to_headers),
                include: include(info.include_headers),
            },
            media_encryption: encryption(info.media_encryption),
            destination_country: country(&info.destination_country)?,
            from_host: info.from_host.into(),
            media: info.media.map(media).transpose()?,
            terms,
        })
    }

    pub(crate) fn outbound_update(
        &self,
        update: wire::SipOutboundTrunkUpdate,
    ) -> Result<OutboundTrunkUpdate, ApiError> {
        Ok(OutboundTrunkUpdate {
            address: update.address.map(Into::into),
            transport: update.transport.map(transport),
            numbers: update
                .numbers
                .map(|change| list(&change, |text| Ok(PhoneNumber::new(text))))
                .transpose()?,
            auth_username: update.auth_username.map(Into::into),
            auth_password: update.auth_password.map(|password| self.secret(&password)),
            name: update.name.map(Into::into),
            metadata: update.metadata.map(Into::into),
            media_encryption: update.media_encryption.map(encryption),
            destination_country: update
                .destination_country
                .map(|code| country(&code))
                .transpose()?,
            from_host: update.from_host.map(Into::into),
            media: update.media.map(media).transpose()?,
            terms: outbound_terms(
                update.health_interval,
                update.registration,
                update.refer_trunk_id.as_deref(),
            )?,
        })
    }

    pub(crate) fn dispatch_rule(
        &self,
        info: wire::SipDispatchRuleInfo,
    ) -> Result<DispatchRuleSpec, ApiError> {
        let (kind, pin) = self.rule(
            info.rule
                .ok_or_else(|| ApiError::invalid(texts::MISSING_RULE))?,
        )?;
        Ok(DispatchRuleSpec {
            name: info.name.into(),
            metadata: info.metadata.into(),
            kind,
            pin,
            scope: RuleScope {
                trunk_ids: info
                    .trunk_ids
                    .iter()
                    .map(|id| trunk_id(id))
                    .collect::<Result<_, _>>()?,
                inbound_numbers: numbers(&info.inbound_numbers),
                numbers: numbers(&info.numbers),
            },
            hide_phone_number: info.hide_phone_number,
            attributes: map(info.attributes),
            room: RoomOptions {
                preset: info.room_preset.into(),
                config: info.room_config.map(|config| Box::new(room_config(config))),
            },
            krisp_enabled: info.krisp_enabled,
            media_encryption: encryption(info.media_encryption),
            media: info.media.map(media).transpose()?,
            terms: None,
        })
    }

    pub(crate) fn rule_update(
        &self,
        update: wire::SipDispatchRuleUpdate,
    ) -> Result<DispatchRuleUpdate, ApiError> {
        Ok(DispatchRuleUpdate {
            trunk_ids: update
                .trunk_ids
                .map(|change| list(&change, trunk_id))
                .transpose()?,
            rule: update.rule.map(|rule| self.rule(rule)).transpose()?,
            name: update.name.map(Into::into),
            metadata: update.metadata.map(Into::into),
            attributes: map(update.attributes),
            media_encryption: update.media_encryption.map(encryption),
            media: update.media.map(media).transpose()?,
        })
    }

    fn rule(&self, rule: wire::SipDispatchRule) -> Result<(RuleKind, Option<SealedPin>), ApiError> {
        use wire::sip_dispatch_rule::Rule;
        let unsupported =
            || ApiError::invalid(format!("twirp error unknown: {}", texts::UNSUPPORTED_RULE));
        let (kind, pin) = match rule.rule.ok_or_else(unsupported)? {
            Rule::DispatchRuleDirect(direct) => {
                let field = "rule.dispatch_rule_direct.room_name";
                let room_name = room_name(field, &direct.room_name)?;
                (RuleKind::Direct { room_name }, direct.pin)
            }
            Rule::DispatchRuleIndividual(one) => {
                let kind = RuleKind::Individual {
                    room_prefix: one.room_prefix.into(),
                    no_randomness: one.no_randomness,
                };
                (kind, one.pin)
            }
            Rule::DispatchRuleCallee(callee) => {
                let kind = RuleKind::Callee {
                    room_prefix: callee.room_prefix.into(),
                    randomize: callee.randomize,
                };
                (kind, callee.pin)
            }
        };
        Ok((kind, Pin::new(&pin).map(|pin| self.0.seal_pin(&pin))))
    }

    fn secret(&self, password: &str) -> Option<Sealed> {
        (!password.is_empty()).then(|| self.0.seal(password))
    }
}

/// An identifier that a request must name.
pub(crate) fn trunk_id(text: &str) -> Result<TrunkId, ApiError> {
    if text.is_empty() {
        return Err(ApiError::invalid(texts::LIST_EMPTY_ELEMENT).with("field", "trunk_ids"));
    }
    TrunkId::try_new(text).map_err(|error| {
        ApiError::invalid(format!("trunk_ids: {text:?}: {error}")).with("field", "trunk_ids")
    })
}

/// How a new room is to be.
pub(crate) fn room_config(config: wire::RoomConfiguration) -> RoomConfig {
    RoomConfig {
        name: config.name.into(),
        empty_timeout_s: config.empty_timeout,
        departure_timeout_s: config.departure_timeout,
        max_participants: config.max_participants,
        egress: None,
        min_playout_delay_ms: config.min_playout_delay,
        max_playout_delay_ms: config.max_playout_delay,
        sync_streams: config.sync_streams,
        agents: config.agents.into_iter().map(agent).collect(),
        metadata: config.metadata.into(),
        tags: map(config.tags),
    }
}

fn agent(agent: wire::RoomAgentDispatch) -> AgentDispatch {
    AgentDispatch {
        agent_name: agent.agent_name.into(),
        metadata: agent.metadata.into(),
        restart_policy: wire::JobRestartPolicy::try_from(agent.restart_policy)
            .unwrap_or_default()
            .into(),
        deployment: agent.deployment.into(),
        attributes: map(agent.attributes),
    }
}

fn numbers(texts: &[String]) -> Vec<PhoneNumber> {
    texts.iter().map(|text| PhoneNumber::new(text)).collect()
}

fn addresses(texts: &[String]) -> Result<Vec<AllowedAddress>, ApiError> {
    texts.iter().map(|text| address(text)).collect()
}

fn address(text: &str) -> Result<AllowedAddress, ApiError> {
    AllowedAddress::try_new(text).map_err(|error| {
        ApiError::invalid(format!("allowed_addresses: {error}")).with("field", "allowed_addresses")
    })
}

fn country(text: &str) -> Result<Option<CountryCode>, ApiError> {
    if text.is_empty() {
        return Ok(None);
    }
    let code = CountryCode::try_new(text);
    code.map(Some).map_err(|error| {
        ApiError::invalid(format!("destination_country: {error}"))
            .with("field", "destination_country")
    })
}

pub(crate) fn map(map: Map) -> BTreeMap<Box<str>, Box<str>> {
    map.into_iter()
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

fn list<T>(
    change: &wire::ListUpdate,
    read: impl Fn(&str) -> Result<T, ApiError>,
) -> Result<ListChange<T>, ApiError> {
    let all = |texts: &[String]| {
        texts
            .iter()
            .map(|text| read(text))
            .collect::<Result<Vec<T>, ApiError>>()
    };
    Ok(ListChange {
        set: all(&change.set)?,
        add: all(&change.add)?,
        remove: all(&change.remove)?,
        clear: change.clear,
    })
}

/// The name of a room, which stands in this field.
pub(crate) fn room_name(field: &'static str, text: &str) -> Result<RoomName, ApiError> {
    RoomName::try_new(text)
        .map_err(|error| ApiError::invalid(format!("{field}: {error}")).with("field", field))
}

pub(crate) fn duration(
    field: &'static str,
    value: Option<WireDuration>,
) -> Result<Option<Duration>, ApiError> {
    let Some(value) = value else {
        return Ok(None);
    };
    let seconds = u64::try_from(value.seconds);
    let nanos = u32::try_from(value.nanos);
    match (seconds, nanos) {
        (Ok(seconds), Ok(nanos)) => Ok(Some(Duration::new(seconds, nanos))),
        _ => Err(ApiError::invalid(format!("{field} must not be negative")).with("field", field)),
    }
}

pub(crate) fn media(media: wire::SipMediaConfig) -> Result<MediaConfig, ApiError> {
    let codec = |codec: wire::SipCodec| CodecChoice {
        name: codec.name.into(),
        rate: codec.rate,
    };
    let negative = media
        .media_timeout
        .as_ref()
        .is_some_and(|time| time.seconds < 0 || time.nanos < 0);
    if negative {
        return Err(
            ApiError::invalid(texts::MEDIA_TIMEOUT_NEGATIVE).with("field", "media.media_timeout")
        );
    }
    Ok(MediaConfig {
        only_listed_codecs: media.only_listed_codecs,
        codecs: media.codecs.into_iter().map(codec).collect(),
        encryption: media.encryption.map(encryption),
        media_timeout: duration("media.media_timeout", media.media_timeout)?,
        inband_dtmf: media.inband_dtmf,
    })
}

pub(crate) fn encryption(number: i32) -> MediaEncryption {
    match wire::SipMediaEncryption::try_from(number) {
        Ok(wire::SipMediaEncryption::SipMediaEncryptAllow) => MediaEncryption::Allow,
        Ok(wire::SipMediaEncryption::SipMediaEncryptRequire) => MediaEncryption::Require,
        Ok(wire::SipMediaEncryption::SipMediaEncryptDisable) | Err(_) => MediaEncryption::Disable,
    }
}

pub(crate) fn transport(number: i32) -> SipTransport {
    match wire::SipTransport::try_from(number) {
        Ok(wire::SipTransport::Udp) => SipTransport::Udp,
        Ok(wire::SipTransport::Tcp) => SipTransport::Tcp,
        Ok(wire::SipTransport::Tls) => SipTransport::Tls,
        Ok(wire::SipTransport::Auto) | Err(_) => SipTransport::Auto,
    }
}

pub(crate) fn include(number: i32) -> IncludeHeaders {
    match wire::SipHeaderOptions::try_from(number) {
        Ok(wire::SipHeaderOptions::SipXHeaders) => IncludeHeaders::X,
        Ok(wire::SipHeaderOptions::SipAllHeaders) => IncludeHeaders::All,
        Ok(wire::SipHeaderOptions::SipNoHeaders) | Err(_) => IncludeHeaders::None,
    }
}
