//! Objects become answers.

use std::collections::BTreeMap;
use std::time::Duration;

use pbjson_types::{Duration as WireDuration, Timestamp as WireTimestamp};
use tandem_control_plane::Vault;
use tandem_model::{
    AgentDispatch, Auth, CountryRoute, DispatchRule, InboundTrunk, IncludeHeaders, MediaConfig,
    MediaEncryption, OutboundTrunk, PhoneNumber, RoomConfig, RuleKind, SipTransport, Timestamp,
};
use tandem_rooms::{ParticipantInfo, ParticipantKind, RoomInfo};
use tandem_wire::admin;
use tandem_wire::livekit as wire;

use crate::terms::{refer_trunk, registration};

/// Writes objects; opens the secrets that may be shown.
pub(crate) struct Writer<'a> {
    pub(crate) vault: &'a Vault,
    pub(crate) shows: Shows,
}

/// Which secrets are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shows {
    /// None: for those who keep what they read.
    Nothing,
    /// PINs: they are part of the rule that its owner wrote.
    Pins,
    /// Passwords too, as LiveKit does.
    All,
}

impl Writer<'_> {
    pub(crate) fn inbound_trunk(&self, trunk: &InboundTrunk) -> wire::SipInboundTrunkInfo {
        let spec = &trunk.spec;
        wire::SipInboundTrunkInfo {
            sip_trunk_id: trunk.id.to_string(),
            name: spec.name.to_string(),
            metadata: spec.metadata.to_string(),
            numbers: numbers(&spec.numbers),
            allowed_addresses: spec
                .allowed_addresses
                .iter()
                .map(|address| address.as_str().to_owned())
                .collect(),
            allowed_numbers: numbers(&spec.allowed_numbers),
            auth_username: spec.auth.username.to_string(),
            auth_password: self.password(&spec.auth),
            headers: map(&spec.headers.literal),
            headers_to_attributes: map(&spec.headers.to_attributes),
            ringing_timeout: spec.limits.ringing_timeout.map(duration),
            max_call_duration: spec.limits.max_call_duration.map(duration),
            krisp_enabled: spec.krisp_enabled,
            attributes_to_headers: map(&spec.headers.from_attributes),
            include_headers: include(spec.headers.include),
            media_encryption: encryption(spec.media_encryption),
            created_at: Some(timestamp(trunk.stamps.created_at)),
            updated_at: Some(timestamp(trunk.stamps.updated_at)),
            auth_realm: spec.auth.realm.to_string(),
            media: spec.media.as_ref().map(media),
            refer_trunk_id: refer_trunk(spec.terms.as_deref()),
        }
    }

    pub(crate) fn outbound_trunk(&self, trunk: &OutboundTrunk) -> wire::SipOutboundTrunkInfo {
        let spec = &trunk.spec;
        let terms = spec.terms.as_deref();
        wire::SipOutboundTrunkInfo {
            sip_trunk_id: trunk.id.to_string(),
            name: spec.name.to_string(),
            metadata: spec.metadata.to_string(),
            address: spec.address.to_string(),
            transport: transport(spec.transport),
            numbers: numbers(&spec.numbers),
            auth_username: spec.auth.username.to_string(),
            auth_password: self.password(&spec.auth),
            headers: map(&spec.headers.literal),
            headers_to_attributes: map(&spec.headers.to_attributes),
            attributes_to_headers: map(&spec.headers.from_attributes),
            include_headers: include(spec.headers.include),
            media_encryption: encryption(spec.media_encryption),
            destination_country: spec
                .destination_country
                .map(|code| code.as_str().to_owned())
                .unwrap_or_default(),
            from_host: spec.from_host.to_string(),
            created_at: Some(timestamp(trunk.stamps.created_at)),
            updated_at: Some(timestamp(trunk.stamps.updated_at)),
            media: spec.media.as_ref().map(media),
            health_interval: terms.and_then(|terms| terms.health_interval).map(duration),
            registration: terms
                .and_then(|terms| terms.registration.as_ref())
                .map(registration),
            refer_trunk_id: refer_trunk(terms),
        }
    }

    pub(crate) fn dispatch_rule(&self, rule: &DispatchRule) -> wire::SipDispatchRuleInfo {
        let spec = &rule.spec;
        wire::SipDispatchRuleInfo {
            sip_dispatch_rule_id: rule.id.to_string(),
            rule: Some(wire::SipDispatchRule {
                rule: Some(self.kind(rule)),
            }),
            trunk_ids: spec
                .scope
                .trunk_ids
                .iter()
                .map(ToString::to_string)
                .collect(),
            hide_phone_number: spec.hide_phone_number,
            name: spec.name.to_string(),
            metadata: spec.metadata.to_string(),
            inbound_numbers: numbers(&spec.scope.inbound_numbers),
            attributes: map(&spec.attributes),
            room_preset: spec.room.preset.to_string(),
            room_config: spec.room.config.as_deref().map(room_config),
            krisp_enabled: spec.krisp_enabled,
            media_encryption: encryption(spec.media_encryption),
            numbers: numbers(&spec.scope.numbers),
            created_at: Some(timestamp(rule.stamps.created_at)),
            updated_at: Some(timestamp(rule.stamps.updated_at)),
            media: spec.media.as_ref().map(media),
        }
    }

    fn kind(&self, rule: &DispatchRule) -> wire::sip_dispatch_rule::Rule {
        use wire::sip_dispatch_rule::Rule;
        // One that cannot be opened stays closed.
        let pin = rule.spec.pin.as_ref();
        let pin = pin
            .filter(|_| self.shows != Shows::Nothing)
            .and_then(|pin| self.vault.open_pin(pin).ok())
            .unwrap_or_default();
        match &rule.spec.kind {
            // LiveKit's have no other that gives each call a room.
            RuleKind::Random { room_prefix } => {
                Rule::DispatchRuleIndividual(wire::SipDispatchRuleIndividual {
                    room_prefix: room_prefix.to_string(),
                    pin,
                    no_randomness: false,
                })
            }
            RuleKind::Direct { room_name } => {
                Rule::DispatchRuleDirect(wire::SipDispatchRuleDirect {
                    room_name: room_name.as_str().to_owned(),
                    pin,
                })
            }
            RuleKind::Individual {
                room_prefix,
                no_randomness,
            } => {
                let room_prefix = room_prefix.to_string();
                Rule::DispatchRuleIndividual(wire::SipDispatchRuleIndividual {
                    room_prefix,
                    pin,
                    no_randomness: *no_randomness,
                })
            }
            RuleKind::Callee {
                room_prefix,
                randomize,
            } => {
                let room_prefix = room_prefix.to_string();
                Rule::DispatchRuleCallee(wire::SipDispatchRuleCallee {
                    room_prefix,
                    pin,
                    randomize: *randomize,
                })
            }
        }
    }

    fn password(&self, auth: &Auth) -> String {
        let sealed = auth.password.as_ref().filter(|_| self.shows == Shows::All);
        sealed
            .and_then(|sealed| self.vault.open(sealed).ok())
            .unwrap_or_default()
    }
}

/// A trunk as clients of the first API see it.
pub(crate) fn legacy_inbound(trunk: wire::SipInboundTrunkInfo) -> wire::SipTrunkInfo {
    wire::SipTrunkInfo {
        sip_trunk_id: trunk.sip_trunk_id,
        kind: wire::sip_trunk_info::TrunkKind::TrunkInbound.into(),
        inbound_addresses: trunk.allowed_addresses,
        outbound_number: trunk.numbers.into_iter().next().unwrap_or_default(),
        inbound_numbers: trunk.allowed_numbers,
        inbound_username: trunk.auth_username,
        inbound_password: trunk.auth_password,
        name: trunk.name,
        metadata: trunk.metadata,
        ..wire::SipTrunkInfo::default()
    }
}

/// A trunk as clients of the first API see it.
pub(crate) fn legacy_outbound(trunk: wire::SipOutboundTrunkInfo) -> wire::SipTrunkInfo {
    wire::SipTrunkInfo {
        sip_trunk_id: trunk.sip_trunk_id,
        kind: wire::sip_trunk_info::TrunkKind::TrunkOutbound.into(),
        outbound_address: trunk.address,
        outbound_number: trunk.numbers.into_iter().next().unwrap_or_default(),
        outbound_username: trunk.auth_username,
        outbound_password: trunk.auth_password,
        transport: trunk.transport,
        name: trunk.name,
        metadata: trunk.metadata,
        ..wire::SipTrunkInfo::default()
    }
}

pub(crate) fn room(room: &RoomInfo) -> wire::Room {
    wire::Room {
        sid: room.sid.to_string(),
        name: room.name.as_str().to_owned(),
        empty_timeout: room.empty_timeout_s,
        max_participants: room.max_participants,
        creation_time: seconds(room.created_at),
        metadata: room.metadata.to_string(),
        num_participants: room.participants,
        num_publishers: room.publishers,
        departure_timeout: room.departure_timeout_s,
        creation_time_ms: milliseconds(room.created_at),
        ..wire::Room::default()
    }
}

pub(crate) fn participant(info: &ParticipantInfo) -> wire::ParticipantInfo {
    use wire::participant_info::{Kind, State};
    let kind = match info.kind {
        ParticipantKind::Standard => Kind::Standard,
        ParticipantKind::Sip => Kind::Sip,
        ParticipantKind::Agent => Kind::Agent,
    };
    // A call's voice is one track, named as its participant; its id derives from the stay's.
    let track = info.publishes_audio.then(|| wire::TrackInfo {
        sid: info.sid.as_str().replacen("PA_", "TR_AM", 1),
        r#type: wire::TrackType::Audio.into(),
        name: info.identity.to_string(),
        source: wire::TrackSource::Microphone.into(),
        ..wire::TrackInfo::default()
    });
    wire::ParticipantInfo {
        sid: info.sid.to_string(),
        identity: info.identity.to_string(),
        state: State::Active.into(),
        is_publisher: track.is_some(),
        tracks: track.into_iter().collect(),
        metadata: info.metadata.to_string(),
        joined_at: seconds(info.joined_at),
        joined_at_ms: milliseconds(info.joined_at),
        name: info.name.to_string(),
        version: info.version,
        permission: Some(wire::ParticipantPermission {
            can_subscribe: true,
            can_publish: true,
            can_publish_data: true,
            can_update_metadata: true,
            ..wire::ParticipantPermission::default()
        }),
        kind: kind.into(),
        attributes: map(&info.attributes),
        ..wire::ParticipantInfo::default()
    }
}

fn room_config(config: &RoomConfig) -> wire::RoomConfiguration {
    wire::RoomConfiguration {
        name: config.name.to_string(),
        empty_timeout: config.empty_timeout_s,
        departure_timeout: config.departure_timeout_s,
        max_participants: config.max_participants,
        egress: None,
        min_playout_delay: config.min_playout_delay_ms,
        max_playout_delay: config.max_playout_delay_ms,
        sync_streams: config.sync_streams,
        agents: config.agents.iter().map(agent).collect(),
        metadata: config.metadata.to_string(),
        tags: map(&config.tags),
    }
}

fn agent(agent: &AgentDispatch) -> wire::RoomAgentDispatch {
    wire::RoomAgentDispatch {
        agent_name: agent.agent_name.to_string(),
        metadata: agent.metadata.to_string(),
        restart_policy: agent.restart_policy,
        deployment: agent.deployment.to_string(),
        attributes: map(&agent.attributes),
    }
}

fn numbers(numbers: &[PhoneNumber]) -> Vec<String> {
    numbers
        .iter()
        .map(|number| number.as_str().to_owned())
        .collect()
}

fn map(map: &BTreeMap<Box<str>, Box<str>>) -> BTreeMap<String, String> {
    map.iter()
        .map(|(key, value)| (key.to_string(), value.to_string()))
        .collect()
}

pub(crate) fn duration(time: Duration) -> WireDuration {
    let nanos = i32::try_from(time.subsec_nanos()).unwrap_or(0);
    WireDuration {
        seconds: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        nanos,
    }
}

fn seconds(at: Timestamp) -> i64 {
    i64::try_from(at.unix_nanos / 1_000_000_000).unwrap_or(i64::MAX)
}

fn milliseconds(at: Timestamp) -> i64 {
    i64::try_from(at.unix_nanos / 1_000_000).unwrap_or(i64::MAX)
}

pub(crate) fn country_route(route: &CountryRoute) -> admin::CountryRoute {
    let regions = route.spec.regions.iter();
    admin::CountryRoute {
        country: route.destination.to_string(),
        regions: regions.map(ToString::to_string).collect(),
        policy: route.spec.policy.as_str().to_owned(),
        created_at: Some(timestamp(route.stamps.created_at)),
        updated_at: Some(timestamp(route.stamps.updated_at)),
    }
}

pub(crate) fn timestamp(at: Timestamp) -> WireTimestamp {
    WireTimestamp {
        seconds: seconds(at),
        nanos: i32::try_from(at.unix_nanos % 1_000_000_000).unwrap_or(0),
    }
}

fn media(media: &MediaConfig) -> wire::SipMediaConfig {
    let codec = |codec: &tandem_model::CodecChoice| wire::SipCodec {
        name: codec.name.to_string(),
        rate: codec.rate,
    };
    wire::SipMediaConfig {
        only_listed_codecs: media.only_listed_codecs,
        codecs: media.codecs.iter().map(codec).collect(),
        encryption: media.encryption.map(encryption),
        media_timeout: media.media_timeout.map(duration),
        inband_dtmf: media.inband_dtmf,
    }
}

fn encryption(encryption: MediaEncryption) -> i32 {
    match encryption {
        MediaEncryption::Disable => wire::SipMediaEncryption::SipMediaEncryptDisable.into(),
        MediaEncryption::Allow => wire::SipMediaEncryption::SipMediaEncryptAllow.into(),
        MediaEncryption::Require => wire::SipMediaEncryption::SipMediaEncryptRequire.into(),
    }
}

fn transport(transport: SipTransport) -> i32 {
    match transport {
        SipTransport::Auto => wire::SipTransport::Auto.into(),
        SipTransport::Udp => wire::SipTransport::Udp.into(),
        SipTransport::Tcp => wire::SipTransport::Tcp.into(),
        SipTransport::Tls => wire::SipTransport::Tls.into(),
    }
}

fn include(include: IncludeHeaders) -> i32 {
    match include {
        IncludeHeaders::None => wire::SipHeaderOptions::SipNoHeaders.into(),
        IncludeHeaders::X => wire::SipHeaderOptions::SipXHeaders.into(),
        IncludeHeaders::All => wire::SipHeaderOptions::SipAllHeaders.into(),
    }
}
