//! The bytes of events are read for ever: each file of `fixtures` was written once and is never edited.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tandem_consensus::{DecodeError, decode, encode};
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

#[test]
fn the_frozen_bytes_are_read_and_written_as_they_were() {
    for (name, samples) in fixtures() {
        let frozen = fs::read(fixture(name)).expect("the fixture");
        assert_eq!(written(&samples), frozen, "{name}");

        let mut rest = &*frozen;
        for envelope in samples {
            let (length, bytes) = rest.split_first_chunk().expect("a length");
            let (bytes, next) = bytes.split_at(u32::from_le_bytes(*length) as usize);
            assert_eq!(decode(bytes.to_vec().into()), Ok(envelope));
            rest = next;
        }
        assert!(rest.is_empty());
    }
}

#[test]
fn what_is_unknown_is_an_error() {
    let bytes = encode(&samples()[0]).to_vec();

    // Field 1, the version: 1 becomes 2.
    let mut newer = bytes.clone();
    assert_eq!(newer[..2], [0x08, 0x01]);
    newer[1] = 2;
    assert_eq!(
        decode(newer.into()),
        Err(DecodeError::Version { found: 2, known: 1 })
    );

    // Field 100 of the envelope, an integer.
    let mut more = bytes.clone();
    more.extend([0xa0, 0x06, 0x01]);
    assert_eq!(decode(more.into()), Err(DecodeError::UnknownFields));

    // An event of kind 31.
    let mut kind = bytes.clone();
    kind.extend([0x3a, 0x03, 0xfa, 0x01, 0x00]);
    assert!(decode(kind.into()).is_err());

    let torn = bytes[..bytes.len() - 1].to_vec();
    assert!(decode(torn.into()).is_err());
}

/// Writes the fixtures that are not there yet.
#[test]
#[ignore = "run once for a new file of samples"]
fn write_fixture() {
    for (name, samples) in fixtures() {
        if let Ok(mut file) = fs::File::create_new(fixture(name)) {
            std::io::Write::write_all(&mut file, &written(&samples)).expect("written");
        }
    }
}

/// What is frozen: the events of the first release, then those that came later.
fn fixtures() -> [(&'static str, Vec<Envelope>); 6] {
    [
        ("events_v1.bin", samples()),
        ("events_v1_routes.bin", route_samples()),
        ("events_v1_terms.bin", term_samples()),
        ("events_v1_webhooks.bin", webhook_samples()),
        ("events_v1_upkeep.bin", upkeep_samples()),
        ("events_v1_keys.bin", key_samples()),
    ]
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name)
}

fn written(samples: &[Envelope]) -> Vec<u8> {
    let mut written = Vec::new();
    for envelope in samples {
        let bytes = encode(envelope);
        let length = u32::try_from(bytes.len()).expect("short");
        written.extend(length.to_le_bytes());
        written.extend(bytes);
    }
    written
}

/// Every event, with every field set, and the smallest of each.
fn samples() -> Vec<Envelope> {
    let trunk_id = TrunkId::try_new("ST_abcDEF234567").expect("an id");
    let rule_id = DispatchRuleId::try_new("SDR_abcDEF234567").expect("an id");
    let kinds = [
        RuleKind::Individual {
            room_prefix: "call".into(),
            no_randomness: true,
        },
        RuleKind::Callee {
            room_prefix: "desk".into(),
            randomize: true,
        },
    ];
    let rules = kinds.map(|kind| {
        let mut rule = small_rule();
        rule.spec.kind = kind;
        Event::DispatchRuleUpdated(Arc::new(rule))
    });
    vec![
        envelope(vec![
            Event::InboundTrunkCreated(Arc::new(inbound_trunk())),
            Event::OutboundTrunkCreated(Arc::new(outbound_trunk())),
            Event::DispatchRuleCreated(Arc::new(rule())),
        ]),
        envelope(vec![
            Event::InboundTrunkUpdated(Arc::new(InboundTrunk {
                id: trunk_id.clone(),
                stamps: Stamps::default(),
                spec: InboundTrunkSpec::default(),
            })),
            Event::OutboundTrunkUpdated(Arc::new(OutboundTrunk {
                id: trunk_id.clone(),
                stamps: Stamps::default(),
                spec: OutboundTrunkSpec::default(),
            })),
            Event::DispatchRuleUpdated(Arc::new(small_rule())),
        ]),
        envelope(rules.into()),
        Envelope {
            comment: "".into(),
            expected_revision: None,
            ..envelope(vec![
                Event::InboundTrunkDeleted(trunk_id.clone()),
                Event::OutboundTrunkDeleted(trunk_id),
                Event::DispatchRuleDeleted(rule_id),
            ])
        },
    ]
}

/// What the first release did not know of media.
fn key_samples() -> Vec<Envelope> {
    let mut trunk = inbound_trunk();
    trunk.spec.media = Some(MediaConfig {
        inband_dtmf: Some(true),
        ..media()
    });
    vec![envelope(vec![Event::InboundTrunkCreated(Arc::new(trunk))])]
}

/// Those of webhooks.
fn webhook_samples() -> Vec<Envelope> {
    let id = || WebhookId::try_new("WH_abcDEF234567").expect("an id");
    let webhook = |stamps, events: &[WebhookEvent]| {
        Arc::new(Webhook {
            id: id(),
            stamps,
            spec: WebhookSpec {
                url: WebhookUrl::try_new("https://a.example:8443/x?y=z").expect("a URL"),
                events: events.to_vec(),
            },
        })
    };
    let key = WebhookKey {
        public: "-----BEGIN PUBLIC KEY-----".into(),
        private: Sealed(vec![1, 2, 3].into()),
        created_at: Timestamp { unix_nanos: 7 },
    };
    vec![
        envelope(vec![
            Event::WebhookKeySet(Arc::new(key)),
            Event::WebhookCreated(webhook(stamps(), &[WebhookEvent::CallHangup])),
        ]),
        envelope(vec![Event::WebhookUpdated(webhook(
            Stamps::default(),
            WebhookEvent::ALL,
        ))]),
        envelope(vec![Event::WebhookDeleted(id())]),
    ]
}

fn route_samples() -> Vec<Envelope> {
    let country = |text| Destination::try_new(text).expect("a destination");
    let region = |text: &&str| Region::try_new(text).expect("a region");
    let route = |destination, stamps, regions: &[&str], policy| {
        Event::CountryRouteSet(Arc::new(CountryRoute {
            destination,
            stamps,
            spec: CountryRouteSpec {
                regions: regions.iter().map(region).collect(),
                policy,
            },
        }))
    };
    vec![
        envelope(vec![
            route(
                country("DE"),
                stamps(),
                &["eu-central", "eu-west"],
                RoutePolicy::NeverLeave,
            ),
            route(
                country("default"),
                Stamps::default(),
                &["us-east"],
                RoutePolicy::FallBack,
            ),
        ]),
        envelope(vec![
            Event::CountryRouteDeleted(country("DE")),
            Event::CountryRouteDeleted(country("default")),
        ]),
    ]
}

fn term_samples() -> Vec<Envelope> {
    let address = |text| AllowedAddress::try_new(text).expect("an address");
    let pattern = |text| CallerPattern::try_new(text).expect("a pattern");
    let mut whole = rule();
    whole.spec.kind = RuleKind::Random {
        room_prefix: "r".into(),
    };
    whole.spec.terms = Some(Box::new(RuleTerms {
        direction: RuleDirection::Outbound,
        is_idle: true,
        allowed_callers: vec![pattern("+91*")],
        allowed_addresses: vec![address("203.0.113.0/24")],
        priority: 7,
        headers: header_rules(),
        tags: vec!["b".into(), "a".into()],
        recording: true,
        dtmf: true,
        api_key: "key".into(),
    }));
    let mut small = small_rule();
    small.spec.terms = Some(Box::default());
    let terms = Some(Box::new(TrunkTerms {
        is_idle: true,
        allowed_callers: vec![pattern("*7"), pattern("+1")],
        geo_region: "us002".into(),
        tags: vec!["t".into()],
        recording: true,
        dtmf: true,
        noise_suppression: true,
        ..TrunkTerms::default()
    }));
    let mut inbound = inbound_trunk();
    inbound.spec.terms.clone_from(&terms);
    let mut outbound = outbound_trunk();
    outbound.spec.terms = terms;
    vec![envelope(vec![
        Event::DispatchRuleCreated(Arc::new(whole)),
        Event::DispatchRuleUpdated(Arc::new(small)),
        Event::InboundTrunkCreated(Arc::new(inbound)),
        Event::OutboundTrunkCreated(Arc::new(outbound)),
    ])]
}

/// What keeps a provider in touch.
fn upkeep_samples() -> Vec<Envelope> {
    let mut outbound = outbound_trunk();
    outbound.spec.terms = Some(Box::new(TrunkTerms {
        health_interval: Some(Duration::from_millis(2500)),
        registration: Some(Registration {
            registrar: "registrar.example.test:5070".into(),
            expires: Some(Duration::from_secs(600)),
            user: "ann".into(),
        }),
        refer_trunk: Some(TrunkId::try_new("ST_abcdef").expect("an id")),
        ..TrunkTerms::default()
    }));
    let mut small = outbound_trunk();
    small.spec.terms = Some(Box::new(TrunkTerms {
        registration: Some(Registration::default()),
        ..TrunkTerms::default()
    }));
    vec![envelope(vec![
        Event::OutboundTrunkCreated(Arc::new(outbound)),
        Event::OutboundTrunkUpdated(Arc::new(small)),
    ])]
}

fn envelope(events: Vec<Event>) -> Envelope {
    Envelope {
        event_id: EventId::try_new("EV_abcDEF234567").expect("an id"),
        actor: Actor("devkey".into()),
        recorded_at: Timestamp {
            unix_nanos: 1_763_700_000_123_456_789,
        },
        comment: "a comment".into(),
        expected_revision: Some(Revision(41)),
        events,
    }
}

fn inbound_trunk() -> InboundTrunk {
    let address = |text| AllowedAddress::try_new(text).expect("an address");
    InboundTrunk {
        id: TrunkId::try_new("ST_abcDEF234567").expect("an id"),
        stamps: stamps(),
        spec: InboundTrunkSpec {
            name: "inbound".into(),
            metadata: "{\"a\":1}".into(),
            numbers: numbers(&["+15105550100", "(510) 555 0123"]),
            allowed_addresses: vec![address("203.0.113.77/24"), address("2001:db8::7")],
            allowed_numbers: numbers(&["+13105550100"]),
            auth: auth(),
            headers: header_rules(),
            limits: CallLimits {
                ringing_timeout: Some(Duration::from_secs(30)),
                max_call_duration: Some(Duration::new(3_600, 500_000_000)),
            },
            krisp_enabled: true,
            media_encryption: MediaEncryption::Require,
            media: Some(media()),
            terms: None,
        },
    }
}

fn outbound_trunk() -> OutboundTrunk {
    OutboundTrunk {
        id: TrunkId::try_new("ST_out").expect("an id"),
        stamps: stamps(),
        spec: OutboundTrunkSpec {
            name: "outbound".into(),
            metadata: "m".into(),
            address: "sip.example.test:5061".into(),
            transport: SipTransport::Tls,
            numbers: numbers(&["+15105550100"]),
            auth: auth(),
            headers: header_rules(),
            media_encryption: MediaEncryption::Allow,
            destination_country: Some(CountryCode::try_new("DE").expect("a country")),
            from_host: "from.example.test".into(),
            media: Some(media()),
            terms: None,
        },
    }
}

fn rule() -> DispatchRule {
    DispatchRule {
        id: DispatchRuleId::try_new("SDR_abcDEF234567").expect("an id"),
        stamps: stamps(),
        spec: DispatchRuleSpec {
            name: "rule".into(),
            metadata: "m".into(),
            kind: RuleKind::Direct {
                room_name: RoomName::try_new("open-room").expect("a room name"),
            },
            pin: Some(SealedPin {
                tag: PinTag(std::array::from_fn(|index| index as u8)),
                sealed: Sealed(vec![1, 2, 3, 4].into()),
            }),
            scope: RuleScope {
                trunk_ids: vec![TrunkId::try_new("<trunk>").expect("an id")],
                inbound_numbers: numbers(&["+15105550100"]),
                numbers: numbers(&["+15105550199"]),
            },
            hide_phone_number: true,
            attributes: pairs(&[("a", "1"), ("b", "2")]),
            room: RoomOptions {
                preset: "preset".into(),
                config: Some(Box::new(room_config())),
            },
            krisp_enabled: true,
            media_encryption: MediaEncryption::Allow,
            media: Some(media()),
            terms: None,
        },
    }
}

fn small_rule() -> DispatchRule {
    let mut small = rule();
    small.stamps = Stamps::default();
    small.spec = DispatchRuleSpec {
        name: "".into(),
        metadata: "".into(),
        kind: small.spec.kind,
        pin: None,
        scope: RuleScope::default(),
        hide_phone_number: false,
        attributes: BTreeMap::new(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::Disable,
        media: None,
        terms: None,
    };
    small
}

fn room_config() -> RoomConfig {
    RoomConfig {
        name: "preset".into(),
        empty_timeout_s: 1,
        departure_timeout_s: 2,
        max_participants: 3,
        egress: Some(vec![8, 1].into()),
        min_playout_delay_ms: 4,
        max_playout_delay_ms: 5,
        sync_streams: true,
        agents: vec![AgentDispatch {
            agent_name: "agent".into(),
            metadata: "m".into(),
            restart_policy: 1,
            deployment: "blue".into(),
            attributes: pairs(&[("k", "v")]),
        }],
        metadata: "m".into(),
        tags: pairs(&[("tag", "value")]),
    }
}

fn stamps() -> Stamps {
    Stamps {
        created_at: Timestamp {
            unix_nanos: 1_763_600_000_000_000_001,
        },
        updated_at: Timestamp {
            unix_nanos: 1_763_700_000_000_000_002,
        },
    }
}

fn auth() -> Auth {
    Auth {
        username: "user".into(),
        password: Some(Sealed(vec![9; 20].into())),
        realm: "example.test".into(),
    }
}

fn header_rules() -> HeaderRules {
    HeaderRules {
        literal: pairs(&[("X-A", "1"), ("X-B", "")]),
        to_attributes: pairs(&[("X-C", "c")]),
        from_attributes: pairs(&[("d", "X-D")]),
        include: IncludeHeaders::X,
    }
}

fn media() -> MediaConfig {
    MediaConfig {
        only_listed_codecs: true,
        codecs: vec![CodecChoice {
            name: "PCMU".into(),
            rate: 8_000,
        }],
        encryption: Some(MediaEncryption::Disable),
        media_timeout: Some(Duration::from_millis(1_500)),
        inband_dtmf: None,
    }
}

fn numbers(texts: &[&str]) -> Vec<PhoneNumber> {
    texts.iter().map(|text| PhoneNumber::new(text)).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Headers {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).into(), (*value).into()))
        .collect()
}
