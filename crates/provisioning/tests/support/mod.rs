//! A catalog that commands are put to, and short ways to write specs.

#![allow(
    dead_code,
    reason = "each test file is its own crate and uses a part of it"
)]

use tandem_model::{
    AllowedAddress, Auth, DispatchRuleId, DispatchRuleSpec, EventId, InboundTrunkSpec,
    MediaEncryption, OutboundTrunkSpec, PhoneNumber, PinTag, RoomName, RoomOptions, RuleKind,
    RuleScope, Sealed, SealedPin, Timestamp, TrunkId,
};
use tandem_provisioning::{Actor, Catalog, Command, Envelope, Event, Facts, Refusal, decide};

/// A catalog and the envelopes that it has recorded; each command comes a nanosecond after the one before.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) catalog: Catalog,
    pub(crate) recorded: Vec<Envelope>,
    clock: u64,
}

impl Desk {
    /// Decides and folds, as the log does; answers the events.
    pub(crate) fn put(&mut self, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.clock += 1;
        let envelope = decide(&self.catalog, command, facts(self.clock))?;
        let events = envelope.events.clone();
        if !events.is_empty() {
            self.catalog.apply(&envelope);
            self.recorded.push(envelope);
        }
        Ok(events)
    }

    /// Decides what must be accepted.
    pub(crate) fn accepts(&mut self, command: &Command) -> Vec<Event> {
        self.put(command)
            .unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// The text of a refusal that must come, after which nothing has changed.
    pub(crate) fn refuses(&mut self, command: &Command) -> String {
        let before = self.catalog.revision();
        let refusal = self.put(command).expect_err("the command is refused");
        assert_eq!(self.catalog.revision(), before);
        refusal.to_string()
    }

    /// Creates an inbound trunk that must be accepted.
    pub(crate) fn inbound(&mut self, spec: InboundTrunkSpec) -> TrunkId {
        match self
            .accepts(&Command::CreateInboundTrunk(Box::new(spec)))
            .as_slice()
        {
            [Event::InboundTrunkCreated(trunk)] => trunk.id.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// Creates an outbound trunk that must be accepted.
    pub(crate) fn outbound(&mut self, spec: OutboundTrunkSpec) -> TrunkId {
        match self
            .accepts(&Command::CreateOutboundTrunk(Box::new(spec)))
            .as_slice()
        {
            [Event::OutboundTrunkCreated(trunk)] => trunk.id.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// Creates a rule that must be accepted.
    pub(crate) fn rule(&mut self, spec: DispatchRuleSpec) -> DispatchRuleId {
        match self
            .accepts(&Command::CreateDispatchRule(Box::new(spec)))
            .as_slice()
        {
            [Event::DispatchRuleCreated(rule)] => rule.id.clone(),
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn facts(nanos: u64) -> Facts {
    Facts {
        event_id: EventId::from_random(u128::from(nanos)),
        // Spread as random bits are, so that ids do not come in order.
        random: u128::from(nanos).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
        recorded_at: Timestamp { unix_nanos: nanos },
        actor: Actor("test".into()),
        comment: "".into(),
        expected_revision: None,
    }
}

pub(crate) fn numbers(texts: &[&str]) -> Vec<PhoneNumber> {
    texts.iter().map(|text| PhoneNumber::new(text)).collect()
}

pub(crate) fn addresses(texts: &[&str]) -> Vec<AllowedAddress> {
    let parse = |text: &&str| AllowedAddress::try_new(text).expect("an address");
    texts.iter().map(parse).collect()
}

pub(crate) fn sealed(text: &'static str) -> Sealed {
    Sealed(text.as_bytes().to_vec().into())
}

pub(crate) fn auth(username: &str, password: Option<&'static str>) -> Auth {
    Auth {
        username: username.into(),
        password: password.map(sealed),
        realm: "".into(),
    }
}

pub(crate) fn inbound(called: &[&str], callers: &[&str]) -> InboundTrunkSpec {
    InboundTrunkSpec {
        numbers: numbers(called),
        allowed_numbers: numbers(callers),
        allowed_addresses: addresses(&["203.0.113.0/24"]),
        ..InboundTrunkSpec::default()
    }
}

pub(crate) fn outbound(called: &[&str]) -> OutboundTrunkSpec {
    OutboundTrunkSpec {
        address: "sip.example.com".into(),
        numbers: numbers(called),
        ..OutboundTrunkSpec::default()
    }
}

/// A PIN whose seal differs from every other seal, as real ones do.
pub(crate) fn pin(digits: u8, seal: &'static str) -> SealedPin {
    SealedPin {
        tag: PinTag([digits; 16]),
        sealed: sealed(seal),
    }
}

pub(crate) fn rule(
    pin: Option<SealedPin>,
    trunks: &[&str],
    callers: &[&str],
    called: &[&str],
) -> DispatchRuleSpec {
    let trunk_id = |text: &&str| TrunkId::try_new(text).expect("an id");
    DispatchRuleSpec {
        name: "".into(),
        metadata: "".into(),
        kind: RuleKind::Direct {
            room_name: RoomName::try_new("support").expect("a name"),
        },
        pin,
        scope: RuleScope {
            trunk_ids: trunks.iter().map(trunk_id).collect(),
            inbound_numbers: numbers(callers),
            numbers: numbers(called),
        },
        hide_phone_number: false,
        attributes: [].into(),
        room: RoomOptions::default(),
        krisp_enabled: false,
        media_encryption: MediaEncryption::Disable,
        media: None,
        terms: None,
    }
}
