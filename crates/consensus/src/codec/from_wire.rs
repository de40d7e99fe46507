//! Parses messages of `tandem.events.v1` into the model, and refuses what it does not know.

use std::sync::Arc;
use std::time::Duration;

use tandem_model::{
    AgentDispatch, AllowedAddress, Auth, CallLimits, CallerPattern, CodecChoice, CountryCode,
    CountryRoute, CountryRouteSpec, Destination, DispatchRule, DispatchRuleId, DispatchRuleSpec,
    EventId, HeaderRules, Headers, InboundTrunk, InboundTrunkSpec, IncludeHeaders, MediaConfig,
    MediaEncryption, OutboundTrunk, OutboundTrunkSpec, PhoneNumber, PinTag, Region, Registration,
    Revision, RoomConfig, RoomName, RoomOptions, RoutePolicy, RuleDirection, RuleKind, RuleScope,
    RuleTerms, Sealed, SealedPin, SipTransport, Stamps, Timestamp, TrunkId, TrunkTerms, Webhook,
    WebhookEvent, WebhookId, WebhookKey, WebhookSpec, WebhookUrl,
};
use tandem_provisioning::{Actor, Envelope, Event};

use super::DecodeError;
use crate::generated::events::{self as wire, dispatch_rule, event};

type Parsed<T> = Result<T, DecodeError>;

pub(super) fn envelope(envelope: wire::Envelope) -> Parsed<Envelope> {
    if envelope.version != super::VERSION {
        return Err(DecodeError::Version {
            found: envelope.version,
            known: super::VERSION,
        });
    }
    Ok(Envelope {
        event_id: EventId::try_new(envelope.event_id).map_err(|_| invalid("event_id"))?,
        actor: Actor(envelope.actor.into()),
        recorded_at: timestamp(envelope.recorded_at_unix_nanos),
        comment: envelope.comment.into(),
        expected_revision: envelope.expected_revision.map(Revision),
        events: all(envelope.events, event)?,
    })
}

pub(super) fn event(event: wire::Event) -> Parsed<Event> {
    use event::Kind;
    Ok(match event.kind.ok_or(invalid("event.kind"))? {
        Kind::InboundTrunkCreated(trunk) => Event::InboundTrunkCreated(inbound_trunk(trunk)?),
        Kind::InboundTrunkUpdated(trunk) => Event::InboundTrunkUpdated(inbound_trunk(trunk)?),
        Kind::InboundTrunkDeleted(id) => Event::InboundTrunkDeleted(trunk_id(id)?),
        Kind::OutboundTrunkCreated(trunk) => Event::OutboundTrunkCreated(outbound_trunk(trunk)?),
        Kind::OutboundTrunkUpdated(trunk) => Event::OutboundTrunkUpdated(outbound_trunk(trunk)?),
        Kind::OutboundTrunkDeleted(id) => Event::OutboundTrunkDeleted(trunk_id(id)?),
        Kind::DispatchRuleCreated(rule) => Event::DispatchRuleCreated(dispatch_rule(rule)?),
        Kind::DispatchRuleUpdated(rule) => Event::DispatchRuleUpdated(dispatch_rule(rule)?),
        Kind::DispatchRuleDeleted(id) => Event::DispatchRuleDeleted(rule_id(id)?),
        Kind::CountryRouteSet(route) => Event::CountryRouteSet(country_route(route)?),
        Kind::CountryRouteDeleted(text) => Event::CountryRouteDeleted(destination(&text)?),
        Kind::WebhookCreated(one) => Event::WebhookCreated(webhook(one)?),
        Kind::WebhookUpdated(one) => Event::WebhookUpdated(webhook(one)?),
        Kind::WebhookDeleted(id) => Event::WebhookDeleted(webhook_id(id)?),
        Kind::WebhookKeySet(key) => Event::WebhookKeySet(webhook_key(key)),
    })
}

fn inbound_trunk(trunk: wire::InboundTrunk) -> Parsed<Arc<InboundTrunk>> {
    let spec = InboundTrunkSpec {
        name: trunk.name.into(),
        metadata: trunk.metadata.into(),
        numbers: numbers(&trunk.numbers),
        allowed_addresses: all(trunk.allowed_addresses, |text| address(&text))?,
        allowed_numbers: numbers(&trunk.allowed_numbers),
        auth: auth(required(trunk.auth, "auth")?),
        headers: header_rules(required(trunk.headers, "headers")?)?,
        limits: CallLimits {
            ringing_timeout: trunk.ringing_timeout.map(span).transpose()?,
            max_call_duration: trunk.max_call_duration.map(span).transpose()?,
        },
        krisp_enabled: trunk.krisp_enabled,
        media_encryption: encryption(trunk.media_encryption)?,
        media: trunk.media.map(media).transpose()?,
        terms: trunk.terms.map(trunk_terms).transpose()?,
    };
    Ok(Arc::new(InboundTrunk {
        id: trunk_id(trunk.id)?,
        stamps: stamps(required(trunk.stamps, "stamps")?),
        spec,
    }))
}

fn outbound_trunk(mut trunk: wire::OutboundTrunk) -> Parsed<Arc<OutboundTrunk>> {
    let (id, at) = (std::mem::take(&mut trunk.id), trunk.stamps.take());
    Ok(Arc::new(OutboundTrunk {
        id: trunk_id(id)?,
        stamps: stamps(required(at, "stamps")?),
        spec: outbound_spec(trunk)?,
    }))
}

pub(super) fn outbound_spec(trunk: wire::OutboundTrunk) -> Parsed<OutboundTrunkSpec> {
    Ok(OutboundTrunkSpec {
        name: trunk.name.into(),
        metadata: trunk.metadata.into(),
        address: trunk.address.into(),
        transport: transport(trunk.transport)?,
        numbers: numbers(&trunk.numbers),
        auth: auth(required(trunk.auth, "auth")?),
        headers: header_rules(required(trunk.headers, "headers")?)?,
        media_encryption: encryption(trunk.media_encryption)?,
        destination_country: country(&trunk.destination_country)?,
        from_host: trunk.from_host.into(),
        media: trunk.media.map(media).transpose()?,
        terms: trunk.terms.map(trunk_terms).transpose()?,
    })
}

fn dispatch_rule(rule: wire::DispatchRule) -> Parsed<Arc<DispatchRule>> {
    let spec = DispatchRuleSpec {
        name: rule.name.into(),
        metadata: rule.metadata.into(),
        kind: rule_kind(required(rule.kind, "rule.kind")?)?,
        pin: rule.pin.map(sealed_pin).transpose()?,
        scope: RuleScope {
            trunk_ids: all(rule.trunk_ids, trunk_id)?,
            inbound_numbers: numbers(&rule.inbound_numbers),
            numbers: numbers(&rule.numbers),
        },
        hide_phone_number: rule.hide_phone_number,
        attributes: map(rule.attributes)?,
        room: RoomOptions {
            preset: rule.room_preset.into(),
            config: rule.room_config.map(room_config).transpose()?,
        },
        krisp_enabled: rule.krisp_enabled,
        media_encryption: encryption(rule.media_encryption)?,
        media: rule.media.map(media).transpose()?,
        terms: rule.terms.map(rule_terms).transpose()?,
    };
    Ok(Arc::new(DispatchRule {
        id: rule_id(rule.id)?,
        stamps: stamps(required(rule.stamps, "stamps")?),
        spec,
    }))
}

fn country_route(route: wire::CountryRoute) -> Parsed<Arc<CountryRoute>> {
    let policy = match wire::RoutePolicy::try_from(route.policy) {
        Ok(wire::RoutePolicy::FallBack) => RoutePolicy::FallBack,
        Ok(wire::RoutePolicy::NeverLeave) => RoutePolicy::NeverLeave,
        Err(_) => return Err(invalid("route policy")),
    };
    let region = |text: String| Region::try_new(&text).map_err(|_| invalid("region"));
    Ok(Arc::new(CountryRoute {
        destination: destination(&route.destination)?,
        stamps: stamps(required(route.stamps, "stamps")?),
        spec: CountryRouteSpec {
            regions: all(route.regions, region)?,
            policy,
        },
    }))
}

fn webhook(webhook: wire::Webhook) -> Parsed<Arc<Webhook>> {
    let url = WebhookUrl::try_new(&webhook.url).map_err(|_| invalid("webhook.url"))?;
    let event = |name: String| WebhookEvent::try_new(&name).map_err(|_| invalid("webhook.events"));
    Ok(Arc::new(Webhook {
        id: webhook_id(webhook.id)?,
        stamps: stamps(required(webhook.stamps, "stamps")?),
        spec: WebhookSpec {
            url,
            events: all(webhook.events, event)?,
        },
    }))
}

fn webhook_key(key: wire::WebhookKey) -> Arc<WebhookKey> {
    Arc::new(WebhookKey {
        public: key.public_key.into(),
        private: Sealed(key.sealed_private_key),
        created_at: timestamp(key.created_at_unix_nanos),
    })
}

fn webhook_id(text: String) -> Parsed<WebhookId> {
    WebhookId::try_new(text).map_err(|_| invalid("webhook id"))
}

fn destination(text: &str) -> Parsed<Destination> {
    Destination::try_new(text).map_err(|_| invalid("destination"))
}

fn rule_kind(kind: dispatch_rule::Kind) -> Parsed<RuleKind> {
    use dispatch_rule::Kind;
    Ok(match kind {
        Kind::Direct(direct) => RuleKind::Direct {
            room_name: RoomName::try_new(&direct.room_name).map_err(|_| invalid("room_name"))?,
        },
        Kind::Individual(individual) => RuleKind::Individual {
            room_prefix: individual.room_prefix.into(),
            no_randomness: individual.no_randomness,
        },
        Kind::Callee(callee) => RuleKind::Callee {
            room_prefix: callee.room_prefix.into(),
            randomize: callee.randomize,
        },
        Kind::Random(random) => RuleKind::Random {
            room_prefix: random.room_prefix.into(),
        },
    })
}

fn rule_terms(terms: wire::RuleTerms) -> Parsed<Box<RuleTerms>> {
    let direction = match wire::RuleDirection::try_from(terms.direction) {
        Ok(wire::RuleDirection::Inbound) => RuleDirection::Inbound,
        Ok(wire::RuleDirection::Outbound) => RuleDirection::Outbound,
        Err(_) => return Err(invalid("rule direction")),
    };
    Ok(Box::new(RuleTerms {
        direction,
        is_idle: terms.is_idle,
        allowed_callers: all(terms.allowed_callers, |text| pattern(&text))?,
        allowed_addresses: all(terms.allowed_addresses, |text| address(&text))?,
        priority: u16::try_from(terms.priority).map_err(|_| invalid("priority"))?,
        headers: header_rules(required(terms.headers, "headers")?)?,
        tags: terms.tags.into_iter().map(Into::into).collect(),
        recording: terms.recording,
        dtmf: terms.dtmf,
        api_key: terms.api_key.into(),
    }))
}

fn trunk_terms(terms: wire::TrunkTerms) -> Parsed<Box<TrunkTerms>> {
    Ok(Box::new(TrunkTerms {
        is_idle: terms.is_idle,
        allowed_callers: all(terms.allowed_callers, |text| pattern(&text))?,
        geo_region: terms.geo_region.into(),
        tags: terms.tags.into_iter().map(Into::into).collect(),
        recording: terms.recording,
        dtmf: terms.dtmf,
        noise_suppression: terms.noise_suppression,
        health_interval: terms.health_interval.map(span).transpose()?,
        registration: terms.registration.map(registration).transpose()?,
        refer_trunk: match &*terms.refer_trunk_id {
            "" => None,
            id => Some(trunk_id(id.to_owned())?),
        },
    }))
}

fn registration(registration: wire::Registration) -> Parsed<Registration> {
    Ok(Registration {
        registrar: registration.registrar.into(),
        expires: registration.expires.map(span).transpose()?,
        user: registration.user.into(),
    })
}

fn sealed_pin(pin: wire::SealedPin) -> Parsed<SealedPin> {
    let tag = <[u8; 16]>::try_from(pin.tag.as_ref()).map_err(|_| invalid("pin.tag"))?;
    Ok(SealedPin {
        tag: PinTag(tag),
        sealed: Sealed(pin.sealed),
    })
}

fn room_config(config: wire::RoomConfig) -> Parsed<Box<RoomConfig>> {
    Ok(Box::new(RoomConfig {
        name: config.name.into(),
        empty_timeout_s: config.empty_timeout_s,
        departure_timeout_s: config.departure_timeout_s,
        max_participants: config.max_participants,
        egress: config.egress,
        min_playout_delay_ms: config.min_playout_delay_ms,
        max_playout_delay_ms: config.max_playout_delay_ms,
        sync_streams: config.sync_streams,
        agents: all(config.agents, agent)?,
        metadata: config.metadata.into(),
        tags: map(config.tags)?,
    }))
}

fn agent(agent: wire::AgentDispatch) -> Parsed<AgentDispatch> {
    Ok(AgentDispatch {
        agent_name: agent.agent_name.into(),
        metadata: agent.metadata.into(),
        restart_policy: agent.restart_policy,
        deployment: agent.deployment.into(),
        attributes: map(agent.attributes)?,
    })
}

fn stamps(stamps: wire::Stamps) -> Stamps {
    Stamps {
        created_at: timestamp(stamps.created_at_unix_nanos),
        updated_at: timestamp(stamps.updated_at_unix_nanos),
    }
}

fn timestamp(unix_nanos: u64) -> Timestamp {
    Timestamp { unix_nanos }
}

fn auth(auth: wire::Auth) -> Auth {
    Auth {
        username: auth.username.into(),
        password: auth.sealed_password.map(Sealed),
        realm: auth.realm.into(),
    }
}

fn header_rules(rules: wire::HeaderRules) -> Parsed<HeaderRules> {
    let include = match wire::IncludeHeaders::try_from(rules.include) {
        Ok(wire::IncludeHeaders::None) => IncludeHeaders::None,
        Ok(wire::IncludeHeaders::X) => IncludeHeaders::X,
        Ok(wire::IncludeHeaders::All) => IncludeHeaders::All,
        Err(_) => return Err(invalid("headers.include")),
    };
    Ok(HeaderRules {
        literal: map(rules.literal)?,
        to_attributes: map(rules.to_attributes)?,
        from_attributes: map(rules.from_attributes)?,
        include,
    })
}

fn media(media: wire::MediaConfig) -> Parsed<MediaConfig> {
    let codecs = media.codecs.into_iter().map(|codec| CodecChoice {
        name: codec.name.into(),
        rate: codec.rate,
    });
    Ok(MediaConfig {
        only_listed_codecs: media.only_listed_codecs,
        codecs: codecs.collect(),
        encryption: media.encryption.map(encryption).transpose()?,
        media_timeout: media.media_timeout.map(span).transpose()?,
        inband_dtmf: media.inband_dtmf,
    })
}

fn encryption(number: i32) -> Parsed<MediaEncryption> {
    match wire::MediaEncryption::try_from(number) {
        Ok(wire::MediaEncryption::Disable) => Ok(MediaEncryption::Disable),
        Ok(wire::MediaEncryption::Allow) => Ok(MediaEncryption::Allow),
        Ok(wire::MediaEncryption::Require) => Ok(MediaEncryption::Require),
        Err(_) => Err(invalid("media_encryption")),
    }
}

fn transport(number: i32) -> Parsed<SipTransport> {
    match wire::Transport::try_from(number) {
        Ok(wire::Transport::Auto) => Ok(SipTransport::Auto),
        Ok(wire::Transport::Udp) => Ok(SipTransport::Udp),
        Ok(wire::Transport::Tcp) => Ok(SipTransport::Tcp),
        Ok(wire::Transport::Tls) => Ok(SipTransport::Tls),
        Err(_) => Err(invalid("transport")),
    }
}

fn country(text: &str) -> Parsed<Option<CountryCode>> {
    if text.is_empty() {
        return Ok(None);
    }
    let country = CountryCode::try_new(text).map_err(|_| invalid("destination_country"))?;
    Ok(Some(country))
}

fn address(text: &str) -> Parsed<AllowedAddress> {
    AllowedAddress::try_new(text).map_err(|_| invalid("allowed_addresses"))
}

fn pattern(text: &str) -> Parsed<CallerPattern> {
    CallerPattern::try_new(text).map_err(|_| invalid("allowed_callers"))
}

fn trunk_id(text: String) -> Parsed<TrunkId> {
    TrunkId::try_new(text).map_err(|_| invalid("trunk id"))
}

fn rule_id(text: String) -> Parsed<DispatchRuleId> {
    DispatchRuleId::try_new(text).map_err(|_| invalid("dispatch rule id"))
}

fn numbers(texts: &[String]) -> Vec<PhoneNumber> {
    texts.iter().map(|text| PhoneNumber::new(text)).collect()
}

/// Pairs out of order are refused: the same map would have other bytes when written again.
fn map(pairs: Vec<wire::Pair>) -> Parsed<Headers> {
    if !pairs.is_sorted_by(|one, next| one.key < next.key) {
        return Err(invalid("order of pairs"));
    }
    let pairs = pairs.into_iter();
    Ok(pairs
        .map(|pair| (pair.key.into(), pair.value.into()))
        .collect())
}

fn span(span: wire::Span) -> Parsed<Duration> {
    if span.nanos >= 1_000_000_000 {
        return Err(invalid("span.nanos"));
    }
    Ok(Duration::new(span.seconds, span.nanos))
}

fn all<T, U>(items: Vec<T>, parse: impl FnMut(T) -> Parsed<U>) -> Parsed<Vec<U>> {
    items.into_iter().map(parse).collect()
}

fn required<T>(field: Option<T>, name: &'static str) -> Parsed<T> {
    field.ok_or(invalid(name))
}

fn invalid(field: &'static str) -> DecodeError {
    DecodeError::Invalid { field }
}
