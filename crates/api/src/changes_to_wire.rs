//! Recorded envelopes become messages. Secrets stay closed: who follows the log keeps what he reads.

use tandem_control_plane::Vault;
use tandem_model::{Revision, Webhook};
use tandem_provisioning::{Envelope, Event};
use tandem_wire::admin as wire;
use tandem_wire::admin::change_event::Kind;

use crate::to_wire::{Shows, Writer, country_route, timestamp};

pub(crate) fn change(vault: &Vault, revision: Revision, envelope: &Envelope) -> wire::Change {
    let shows = Shows::Nothing;
    let writer = Writer { vault, shows };
    let events = envelope.events.iter();
    let events = events.map(|event| wire::ChangeEvent {
        kind: Some(kind(&writer, event)),
    });
    wire::Change {
        revision: revision.0,
        event_id: envelope.event_id.to_string(),
        actor: envelope.actor.0.to_string(),
        recorded_at: Some(timestamp(envelope.recorded_at)),
        comment: envelope.comment.to_string(),
        expected_revision: envelope.expected_revision.map(|revision| revision.0),
        events: events.collect(),
    }
}

fn kind(writer: &Writer<'_>, event: &Event) -> Kind {
    match event {
        Event::InboundTrunkCreated(trunk) => Kind::InboundTrunkCreated(writer.inbound_trunk(trunk)),
        Event::InboundTrunkUpdated(trunk) => Kind::InboundTrunkUpdated(writer.inbound_trunk(trunk)),
        Event::InboundTrunkDeleted(id) => Kind::InboundTrunkDeleted(id.to_string()),
        Event::OutboundTrunkCreated(trunk) => {
            Kind::OutboundTrunkCreated(writer.outbound_trunk(trunk))
        }
        Event::OutboundTrunkUpdated(trunk) => {
            Kind::OutboundTrunkUpdated(writer.outbound_trunk(trunk))
        }
        Event::OutboundTrunkDeleted(id) => Kind::OutboundTrunkDeleted(id.to_string()),
        Event::DispatchRuleCreated(rule) => Kind::DispatchRuleCreated(writer.dispatch_rule(rule)),
        Event::DispatchRuleUpdated(rule) => Kind::DispatchRuleUpdated(writer.dispatch_rule(rule)),
        Event::DispatchRuleDeleted(id) => Kind::DispatchRuleDeleted(id.to_string()),
        Event::CountryRouteSet(route) => Kind::CountryRouteSet(country_route(route)),
        Event::CountryRouteDeleted(destination) => {
            Kind::CountryRouteDeleted(destination.to_string())
        }
        Event::WebhookCreated(one) => Kind::WebhookCreated(webhook(one)),
        Event::WebhookUpdated(one) => Kind::WebhookUpdated(webhook(one)),
        Event::WebhookDeleted(id) => Kind::WebhookDeleted(id.to_string()),
        Event::WebhookKeySet(key) => Kind::WebhookKeySet(wire::WebhookKey {
            public_key: key.public.to_string(),
        }),
    }
}

/// A query may hold a secret of the receiver's.
fn webhook(webhook: &Webhook) -> wire::Webhook {
    let url = webhook.spec.url.as_str();
    let events = webhook.spec.events.iter();
    wire::Webhook {
        id: webhook.id.to_string(),
        url: url.split('?').next().unwrap_or_default().to_owned(),
        events: events.map(|event| event.as_str().to_owned()).collect(),
    }
}
