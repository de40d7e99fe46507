//! Renders the model as messages of `tandem.events.v1`.

use std::time::Duration;

use tandem_model::{
    AgentDispatch, AllowedAddress, Auth, CallerPattern, CodecChoice, CountryRoute, DispatchRule,
    HeaderRules, Headers, InboundTrunk, IncludeHeaders, MediaConfig, MediaEncryption,
    OutboundTrunk, OutboundTrunkSpec, PhoneNumber, Registration, RoomConfig, RoutePolicy,
    RuleDirection, RuleKind, RuleTerms, SealedPin, SipTransport, Stamps, TrunkTerms, Webhook,
    WebhookKey,
};
use tandem_provisioning::{Envelope, Event};

use crate::generated::events::{self as wire, dispatch_rule, event};

pub(super) fn envelope(envelope: &Envelope) -> wire::Envelope {
    wire::Envelope {
        version: super::VERSION,
        event_id: envelope.event_id.as_str().to_owned(),
        actor: envelope.actor.0.to_string(),
        recorded_at_unix_nanos: envelope.recorded_at.unix_nanos,
        comment: envelope.comment.to_string(),
        expected_revision: envelope.expected_revision.map(|revision| revision.0),
        events: envelope.events.iter().map(event).collect(),
    }
}

pub(super) fn event(event: &Event) -> wire::Event {
    use event::Kind;
    let kind = match event {
        Event::InboundTrunkCreated(trunk) => Kind::InboundTrunkCreated(inbound_trunk(trunk)),
        Event::InboundTrunkUpdated(trunk) => Kind::InboundTrunkUpdated(inbound_trunk(trunk)),
        Event::InboundTrunkDeleted(id) => Kind::InboundTrunkDeleted(id.as_str().to_owned()),
        Event::OutboundTrunkCreated(trunk) => Kind::OutboundTrunkCreated(outbound_trunk(trunk)),
        Event::OutboundTrunkUpdated(trunk) => Kind::OutboundTrunkUpdated(outbound_trunk(trunk)),
        Event::OutboundTrunkDeleted(id) => Kind::OutboundTrunkDeleted(id.as_str().to_owned()),
        Event::DispatchRuleCreated(rule) => Kind::DispatchRuleCreated(dispatch_rule(rule)),
        Event::DispatchRuleUpdated(rule) => Kind::DispatchRuleUpdated(dispatch_rule(rule)),
        Event::DispatchRuleDeleted(id) => Kind::DispatchRuleDeleted(id.as_str().to_owned()),
        Event::CountryRouteSet(route) => Kind::CountryRouteSet(country_route(route)),
        Event::CountryRouteDeleted(destination) => {
            Kind::CountryRouteDeleted(destination.as_str().to_owned())
        }
        Event::WebhookCreated(one) => Kind::WebhookCreated(webhook(one)),
        Event::WebhookUpdated(one) => Kind::WebhookUpdated(webhook(one)),
        Event::WebhookDeleted(id) => Kind::WebhookDeleted(id.as_str().to_owned()),
        Event::WebhookKeySet(key) => Kind::WebhookKeySet(webhook_key(key)),
    };
    wire::Event { kind: Some(kind) }
}

fn inbound_trunk(trunk: &InboundTrunk) -> wire::InboundTrunk {
    let spec = &trunk.spec;
    wire::InboundTrunk {
        id: trunk.id.as_str().to_owned(),
        stamps: Some(stamps(trunk.stamps)),
        name: spec.name.to_string(),
        metadata: spec.metadata.to_string(),
        numbers: numbers(&spec.numbers),
        allowed_addresses: addresses(&spec.allowed_addresses),
        allowed_numbers: numbers(&spec.allowed_numbers),
        auth: Some(auth(&spec.auth)),
        headers: Some(header_rules(&spec.headers)),
        ringing_timeout: spec.limits.ringing_timeout.map(span),
        max_call_duration: spec.limits.max_call_duration.map(span),
        krisp_enabled: spec.krisp_enabled,
        media_encryption: encryption(spec.media_encryption).into(),
        media: spec.media.as_ref().map(media),
        terms: spec.terms.as_deref().map(trunk_terms),
    }
}

fn outbound_trunk(trunk: &OutboundTrunk) -> wire::OutboundTrunk {
    wire::OutboundTrunk {
        id: trunk.id.as_str().to_owned(),
        stamps: Some(stamps(trunk.stamps)),
        ..outbound_spec(&trunk.spec)
    }
}

/// Without id and stamps.
pub(super) fn outbound_spec(spec: &OutboundTrunkSpec) -> wire::OutboundTrunk {
    let country = spec.destination_country;
    wire::OutboundTrunk {
        id: String::new(),
        stamps: None,
        name: spec.name.to_string(),
        metadata: spec.metadata.to_string(),
        address: spec.address.to_string(),
        transport: transport(spec.transport).into(),
        numbers: numbers(&spec.numbers),
        auth: Some(auth(&spec.auth)),
        headers: Some(header_rules(&spec.headers)),
        media_encryption: encryption(spec.media_encryption).into(),
        destination_country: country
            .map_or_else(String::new, |country| country.as_str().to_owned()),
        from_host: spec.from_host.to_string(),
        media: spec.media.as_ref().map(media),
        terms: spec.terms.as_deref().map(trunk_terms),
    }
}

fn dispatch_rule(rule: &DispatchRule) -> wire::DispatchRule {
    let spec = &rule.spec;
    let trunk_ids = spec.scope.trunk_ids.iter();
    wire::DispatchRule {
        id: rule.id.as_str().to_owned(),
        stamps: Some(stamps(rule.stamps)),
        name: spec.name.to_string(),
        metadata: spec.metadata.to_string(),
        kind: Some(rule_kind(&spec.kind)),
        pin: spec.pin.as_ref().map(sealed_pin),
        trunk_ids: trunk_ids.map(|id| id.as_str().to_owned()).collect(),
        inbound_numbers: numbers(&spec.scope.inbound_numbers),
        numbers: numbers(&spec.scope.numbers),
        hide_phone_number: spec.hide_phone_number,
        attributes: pairs(&spec.attributes),
        room_preset: spec.room.preset.to_string(),
        room_config: spec.room.config.as_deref().map(room_config),
        krisp_enabled: spec.krisp_enabled,
        media_encryption: encryption(spec.media_encryption).into(),
        media: spec.media.as_ref().map(media),
        terms: spec.terms.as_deref().map(rule_terms),
    }
}

fn webhook(webhook: &Webhook) -> wire::Webhook {
    let events = webhook.spec.events.iter();
    wire::Webhook {
        id: webhook.id.as_str().to_owned(),
        stamps: Some(stamps(webhook.stamps)),
        url: webhook.spec.url.as_str().to_owned(),
        events: events.map(|event| event.as_str().to_owned()).collect(),
    }
}

fn webhook_key(key: &WebhookKey) -> wire::WebhookKey {
    wire::WebhookKey {
        public_key: key.public.to_string(),
        sealed_private_key: key.private.0.clone(),
        created_at_unix_nanos: key.created_at.unix_nanos,
    }
}

fn country_route(route: &CountryRoute) -> wire::CountryRoute {
    let policy = match route.spec.policy {
        RoutePolicy::FallBack => wire::RoutePolicy::FallBack,
        RoutePolicy::NeverLeave => wire::RoutePolicy::NeverLeave,
    };
    let regions = route.spec.regions.iter();
    wire::CountryRoute {
        destination: route.destination.as_str().to_owned(),
        stamps: Some(stamps(route.stamps)),
        regions: regions.map(|region| region.as_str().to_owned()).collect(),
        policy: policy.into(),
    }
}

fn rule_kind(kind: &RuleKind) -> dispatch_rule::Kind {
    use dispatch_rule::{Callee, Direct, Individual, Kind, Random};
    match kind {
        RuleKind::Direct { room_name } => Kind::Direct(Direct {
            room_name: room_name.as_str().to_owned(),
        }),
        RuleKind::Individual {
            room_prefix,
            no_randomness,
        } => Kind::Individual(Individual {
            room_prefix: room_prefix.to_string(),
            no_randomness: *no_randomness,
        }),
        RuleKind::Callee {
            room_prefix,
            randomize,
        } => Kind::Callee(Callee {
            room_prefix: room_prefix.to_string(),
            randomize: *randomize,
        }),
        RuleKind::Random { room_prefix } => Kind::Random(Random {
            room_prefix: room_prefix.to_string(),
        }),
    }
}

fn rule_terms(terms: &RuleTerms) -> wire::RuleTerms {
    let direction = match terms.direction {
        RuleDirection::Inbound => wire::RuleDirection::Inbound,
        RuleDirection::Outbound => wire::RuleDirection::Outbound,
    };
    wire::RuleTerms {
        direction: direction.into(),
        is_idle: terms.is_idle,
        allowed_callers: patterns(&terms.allowed_callers),
        allowed_addresses: addresses(&terms.allowed_addresses),
        priority: terms.priority.into(),
        headers: Some(header_rules(&terms.headers)),
        tags: texts(&terms.tags),
        recording: terms.recording,
        dtmf: terms.dtmf,
        api_key: terms.api_key.to_string(),
    }
}

fn trunk_terms(terms: &TrunkTerms) -> wire::TrunkTerms {
    wire::TrunkTerms {
        is_idle: terms.is_idle,
        allowed_callers: patterns(&terms.allowed_callers),
        geo_region: terms.geo_region.to_string(),
        tags: texts(&terms.tags),
        recording: terms.recording,
        dtmf: terms.dtmf,
        noise_suppression: terms.noise_suppression,
        health_interval: terms.health_interval.map(span),
        registration: terms.registration.as_ref().map(registration),
        refer_trunk_id: terms
            .refer_trunk
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
    }
}

fn registration(registration: &Registration) -> wire::Registration {
    wire::Registration {
        registrar: registration.registrar.to_string(),
        expires: registration.expires.map(span),
        user: registration.user.to_string(),
    }
}

fn sealed_pin(pin: &SealedPin) -> wire::SealedPin {
    wire::SealedPin {
        tag: pin.tag.0.to_vec().into(),
        sealed: pin.sealed.0.clone(),
    }
}

fn room_config(config: &RoomConfig) -> wire::RoomConfig {
    wire::RoomConfig {
        name: config.name.to_string(),
        empty_timeout_s: config.empty_timeout_s,
        departure_timeout_s: config.departure_timeout_s,
        max_participants: config.max_participants,
        egress: config.egress.clone(),
        min_playout_delay_ms: config.min_playout_delay_ms,
        max_playout_delay_ms: config.max_playout_delay_ms,
        sync_streams: config.sync_streams,
        agents: config.agents.iter().map(agent).collect(),
        metadata: config.metadata.to_string(),
        tags: pairs(&config.tags),
    }
}

fn agent(agent: &AgentDispatch) -> wire::AgentDispatch {
    wire::AgentDispatch {
        agent_name: agent.agent_name.to_string(),
        metadata: agent.metadata.to_string(),
        restart_policy: agent.restart_policy,
        deployment: agent.deployment.to_string(),
        attributes: pairs(&agent.attributes),
    }
}

fn stamps(stamps: Stamps) -> wire::Stamps {
    wire::Stamps {
        created_at_unix_nanos: stamps.created_at.unix_nanos,
        updated_at_unix_nanos: stamps.updated_at.unix_nanos,
    }
}

fn auth(auth: &Auth) -> wire::Auth {
    wire::Auth {
        username: auth.username.to_string(),
        sealed_password: auth.password.as_ref().map(|sealed| sealed.0.clone()),
        realm: auth.realm.to_string(),
    }
}

fn header_rules(rules: &HeaderRules) -> wire::HeaderRules {
    let include = match rules.include {
        IncludeHeaders::None => wire::IncludeHeaders::None,
        IncludeHeaders::X => wire::IncludeHeaders::X,
        IncludeHeaders::All => wire::IncludeHeaders::All,
    };
    wire::HeaderRules {
        literal: pairs(&rules.literal),
        to_attributes: pairs(&rules.to_attributes),
        from_attributes: pairs(&rules.from_attributes),
        include: include.into(),
    }
}

fn media(media: &MediaConfig) -> wire::MediaConfig {
    wire::MediaConfig {
        only_listed_codecs: media.only_listed_codecs,
        codecs: media.codecs.iter().map(codec).collect(),
        encryption: media.encryption.map(|wanted| encryption(wanted).into()),
        media_timeout: media.media_timeout.map(span),
        inband_dtmf: media.inband_dtmf,
    }
}

fn codec(codec: &CodecChoice) -> wire::Codec {
    wire::Codec {
        name: codec.name.to_string(),
        rate: codec.rate,
    }
}

fn encryption(encryption: MediaEncryption) -> wire::MediaEncryption {
    match encryption {
        MediaEncryption::Disable => wire::MediaEncryption::Disable,
        MediaEncryption::Allow => wire::MediaEncryption::Allow,
        MediaEncryption::Require => wire::MediaEncryption::Require,
    }
}

fn transport(transport: SipTransport) -> wire::Transport {
    match transport {
        SipTransport::Auto => wire::Transport::Auto,
        SipTransport::Udp => wire::Transport::Udp,
        SipTransport::Tcp => wire::Transport::Tcp,
        SipTransport::Tls => wire::Transport::Tls,
    }
}

fn numbers(numbers: &[PhoneNumber]) -> Vec<String> {
    let texts = numbers.iter().map(|number| number.as_str().to_owned());
    texts.collect()
}

fn addresses(addresses: &[AllowedAddress]) -> Vec<String> {
    let addresses = addresses.iter();
    addresses
        .map(|address| address.as_str().to_owned())
        .collect()
}

fn patterns(patterns: &[CallerPattern]) -> Vec<String> {
    let patterns = patterns.iter();
    patterns
        .map(|pattern| pattern.as_str().to_owned())
        .collect()
}

fn texts(texts: &[Box<str>]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn pairs(map: &Headers) -> Vec<wire::Pair> {
    let pairs = map.iter().map(|(key, value)| wire::Pair {
        key: key.to_string(),
        value: value.to_string(),
    });
    pairs.collect()
}

fn span(duration: Duration) -> wire::Span {
    wire::Span {
        seconds: duration.as_secs(),
        nanos: duration.subsec_nanos(),
    }
}
