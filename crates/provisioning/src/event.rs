use std::sync::Arc;

use tandem_model::{
    CountryRoute, Destination, DispatchRule, DispatchRuleId, EventId, InboundTrunk, OutboundTrunk,
    Revision, Timestamp, TrunkId, Webhook, WebhookId, WebhookKey,
};

/// A fact about the catalog. It carries the whole object as it is afterwards, so that folding needs no history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// An inbound trunk exists from now on.
    InboundTrunkCreated(Arc<InboundTrunk>),
    /// An inbound trunk is different from now on.
    InboundTrunkUpdated(Arc<InboundTrunk>),
    /// An inbound trunk is gone; rules that name it stay.
    InboundTrunkDeleted(TrunkId),
    /// An outbound trunk exists from now on.
    OutboundTrunkCreated(Arc<OutboundTrunk>),
    /// An outbound trunk is different from now on.
    OutboundTrunkUpdated(Arc<OutboundTrunk>),
    /// An outbound trunk is gone.
    OutboundTrunkDeleted(TrunkId),
    /// A dispatch rule exists from now on.
    DispatchRuleCreated(Arc<DispatchRule>),
    /// A dispatch rule is different from now on.
    DispatchRuleUpdated(Arc<DispatchRule>),
    /// A dispatch rule is gone.
    DispatchRuleDeleted(DispatchRuleId),
    /// Calls to a country leave from these regions from now on.
    CountryRouteSet(Arc<CountryRoute>),
    /// A country has no entry in the table any more.
    CountryRouteDeleted(Destination),
    /// A webhook exists from now on.
    WebhookCreated(Arc<Webhook>),
    /// A webhook is different from now on.
    WebhookUpdated(Arc<Webhook>),
    /// A webhook is gone.
    WebhookDeleted(WebhookId),
    /// What webhooks are told is signed by this key from now on.
    WebhookKeySet(Arc<WebhookKey>),
}

/// What an event makes or changes, as it is from now on.
enum Object<'a> {
    InboundTrunk(&'a Arc<InboundTrunk>),
    OutboundTrunk(&'a Arc<OutboundTrunk>),
    DispatchRule(&'a Arc<DispatchRule>),
    CountryRoute(&'a Arc<CountryRoute>),
    Webhook(&'a Arc<Webhook>),
}

impl Event {
    /// The inbound trunk that exists, or is different, from now on.
    #[must_use]
    pub fn inbound_trunk(&self) -> Option<&Arc<InboundTrunk>> {
        let Object::InboundTrunk(trunk) = self.object()? else {
            return None;
        };
        Some(trunk)
    }

    /// The outbound trunk that exists, or is different, from now on.
    #[must_use]
    pub fn outbound_trunk(&self) -> Option<&Arc<OutboundTrunk>> {
        let Object::OutboundTrunk(trunk) = self.object()? else {
            return None;
        };
        Some(trunk)
    }

    /// The dispatch rule that exists, or is different, from now on.
    #[must_use]
    pub fn dispatch_rule(&self) -> Option<&Arc<DispatchRule>> {
        let Object::DispatchRule(rule) = self.object()? else {
            return None;
        };
        Some(rule)
    }

    /// The entry of the table that is new or different from now on.
    #[must_use]
    pub fn country_route(&self) -> Option<&Arc<CountryRoute>> {
        let Object::CountryRoute(route) = self.object()? else {
            return None;
        };
        Some(route)
    }

    /// The webhook that exists, or is different, from now on.
    #[must_use]
    pub fn webhook(&self) -> Option<&Arc<Webhook>> {
        let Object::Webhook(webhook) = self.object()? else {
            return None;
        };
        Some(webhook)
    }

    fn object(&self) -> Option<Object<'_>> {
        Some(match self {
            Self::InboundTrunkCreated(trunk) | Self::InboundTrunkUpdated(trunk) => {
                Object::InboundTrunk(trunk)
            }
            Self::OutboundTrunkCreated(trunk) | Self::OutboundTrunkUpdated(trunk) => {
                Object::OutboundTrunk(trunk)
            }
            Self::DispatchRuleCreated(rule) | Self::DispatchRuleUpdated(rule) => {
                Object::DispatchRule(rule)
            }
            Self::CountryRouteSet(route) => Object::CountryRoute(route),
            Self::WebhookCreated(webhook) | Self::WebhookUpdated(webhook) => {
                Object::Webhook(webhook)
            }
            Self::InboundTrunkDeleted(_)
            | Self::OutboundTrunkDeleted(_)
            | Self::DispatchRuleDeleted(_)
            | Self::CountryRouteDeleted(_)
            | Self::WebhookDeleted(_)
            | Self::WebhookKeySet(_) => return None,
        })
    }
}

/// One decision: recorded whole, or not at all, under one [`Revision`].
///
/// An envelope without events is a decision that changed nothing; it is not recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    /// Its name, fixed by who decided.
    pub event_id: EventId,
    /// Who asked.
    pub actor: Actor,
    /// When it was decided.
    pub recorded_at: Timestamp,
    /// Why, in the words of who asked; may be empty.
    pub comment: Box<str>,
    /// The revision that who asked had seen, if he said so.
    pub expected_revision: Option<Revision>,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// Who asked for a change: an API key, or a part of Tandem itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor(pub Box<str>);
