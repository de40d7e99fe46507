use std::sync::Arc;

use imbl::OrdMap;
use tandem_model::{
    CountryRoute, Destination, DispatchRule, DispatchRuleId, InboundTrunk, OutboundTrunk,
    PhoneNumber, Revision, TrunkId, Webhook, WebhookId, WebhookKey,
};

use crate::claims::{Claim, ClaimIndex, Scope};
use crate::numbers::{NumberIndex, names};
use crate::{Envelope, Event};

/// All trunks, rules, country routes and webhooks at one revision. Cloning it is cheap: the maps share structure.
#[derive(Clone, Default, Debug)]
pub struct Catalog {
    revision: Revision,
    inbound_trunks: OrdMap<TrunkId, Arc<InboundTrunk>>,
    outbound_trunks: OrdMap<TrunkId, Arc<OutboundTrunk>>,
    dispatch_rules: OrdMap<DispatchRuleId, Arc<DispatchRule>>,
    country_routes: OrdMap<Destination, Arc<CountryRoute>>,
    webhooks: OrdMap<WebhookId, Arc<Webhook>>,
    webhook_key: Option<Arc<WebhookKey>>,
    trunk_claims: ClaimIndex<InboundTrunk>,
    rule_claims: ClaimIndex<DispatchRule>,
    inbound_numbers: NumberIndex<TrunkId>,
    outbound_numbers: NumberIndex<TrunkId>,
    rule_numbers: NumberIndex<DispatchRuleId>,
}

impl Catalog {
    /// The revision that these objects add up to.
    #[must_use]
    pub fn revision(&self) -> Revision {
        self.revision
    }

    /// The inbound trunk of this id.
    #[must_use]
    pub fn inbound_trunk(&self, id: &TrunkId) -> Option<&Arc<InboundTrunk>> {
        self.inbound_trunks.get(id)
    }

    /// The outbound trunk of this id.
    #[must_use]
    pub fn outbound_trunk(&self, id: &TrunkId) -> Option<&Arc<OutboundTrunk>> {
        self.outbound_trunks.get(id)
    }

    /// The dispatch rule of this id.
    #[must_use]
    pub fn dispatch_rule(&self, id: &DispatchRuleId) -> Option<&Arc<DispatchRule>> {
        self.dispatch_rules.get(id)
    }

    /// What the table says of a destination itself.
    #[must_use]
    pub fn country_route(&self, destination: Destination) -> Option<&Arc<CountryRoute>> {
        self.country_routes.get(&destination)
    }

    /// The inbound trunks that name a number, by ascending id.
    pub fn inbound_trunks_of_number<'a>(
        &'a self,
        number: &'a PhoneNumber,
    ) -> impl Iterator<Item = &'a Arc<InboundTrunk>> {
        let trunks = self.inbound_numbers.candidates(number);
        let trunks = trunks.filter_map(|id| self.inbound_trunks.get(id));
        trunks.filter(move |trunk| names(&trunk.spec.numbers, number))
    }

    /// The outbound trunks that name a number, by ascending id.
    pub fn outbound_trunks_of_number<'a>(
        &'a self,
        number: &'a PhoneNumber,
    ) -> impl Iterator<Item = &'a Arc<OutboundTrunk>> {
        let trunks = self.outbound_numbers.candidates(number);
        let trunks = trunks.filter_map(|id| self.outbound_trunks.get(id));
        trunks.filter(move |trunk| names(&trunk.spec.numbers, number))
    }

    /// The rules of either direction that name a number, by ascending id.
    pub fn rules_of_number<'a>(
        &'a self,
        number: &'a PhoneNumber,
    ) -> impl Iterator<Item = &'a Arc<DispatchRule>> {
        let rules = self.rule_numbers.candidates(number);
        let rules = rules.filter_map(|id| self.dispatch_rules.get(id));
        rules.filter(move |rule| names(&rule.spec.scope.numbers, number))
    }

    /// Inbound trunks by ascending id.
    pub fn inbound_trunks(&self) -> impl DoubleEndedIterator<Item = &Arc<InboundTrunk>> {
        self.inbound_trunks.values()
    }

    /// Outbound trunks by ascending id.
    pub fn outbound_trunks(&self) -> impl DoubleEndedIterator<Item = &Arc<OutboundTrunk>> {
        self.outbound_trunks.values()
    }

    /// Dispatch rules by ascending id.
    pub fn dispatch_rules(&self) -> impl DoubleEndedIterator<Item = &Arc<DispatchRule>> {
        self.dispatch_rules.values()
    }

    /// The table of countries and regions: the default entry first, then by country.
    pub fn country_routes(&self) -> impl DoubleEndedIterator<Item = &Arc<CountryRoute>> {
        self.country_routes.values()
    }

    /// The webhook of this id.
    #[must_use]
    pub fn webhook(&self, id: &WebhookId) -> Option<&Arc<Webhook>> {
        self.webhooks.get(id)
    }

    /// Webhooks by ascending id.
    pub fn webhooks(&self) -> impl DoubleEndedIterator<Item = &Arc<Webhook>> + ExactSizeIterator {
        self.webhooks.values()
    }

    /// What signs what webhooks are told; there is one from the first webhook on.
    #[must_use]
    pub fn webhook_key(&self) -> Option<&Arc<WebhookKey>> {
        self.webhook_key.as_ref()
    }

    /// How many trunks, rules, country routes and webhooks there are.
    #[must_use]
    pub fn object_count(&self) -> usize {
        self.inbound_trunks.len()
            + self.outbound_trunks.len()
            + self.dispatch_rules.len()
            + self.country_routes.len()
            + self.webhooks.len()
    }

    /// Folds one recorded envelope in. Only the log's state machine calls it.
    pub fn apply(&mut self, envelope: &Envelope) {
        for event in &envelope.events {
            self.fold(event);
        }
        self.revision = self.revision.next();
    }

    /// What it would be after these events; the revision stays.
    pub(crate) fn foresee(&mut self, events: &[Event]) {
        for event in events {
            self.fold(event);
        }
    }

    /// Rebuilds the catalog of a snapshot from the events that would create its objects. Only the log's state
    /// machine calls it.
    #[must_use]
    pub fn restored(revision: Revision, objects: impl IntoIterator<Item = Event>) -> Self {
        let mut catalog = Self::default();
        for object in objects {
            catalog.fold(&object);
        }
        catalog.revision = revision;
        catalog
    }

    /// The first claim of `scope` that another trunk than `own_id` has, and `report` of the two.
    pub(crate) fn trunk_conflict<R>(
        &self,
        scope: &Scope<'_>,
        own_id: Option<&str>,
        report: impl Fn(Claim<'_>, &InboundTrunk) -> R,
    ) -> Option<R> {
        let index = &self.trunk_claims;
        scope.find(|claim| Some(report(claim, index.owner_of(scope, claim, own_id)?)))
    }

    /// The first rule other than `own_id` that has a claim of `scope`.
    pub(crate) fn rule_conflict(
        &self,
        scope: &Scope<'_>,
        own_id: Option<&str>,
    ) -> Option<&DispatchRule> {
        let index = &self.rule_claims;
        scope.find(|claim| index.owner_of(scope, claim, own_id).map(Arc::as_ref))
    }

    fn fold(&mut self, event: &Event) {
        match event {
            Event::InboundTrunkCreated(trunk) | Event::InboundTrunkUpdated(trunk) => {
                self.fold_inbound_trunk(&trunk.id, Some(trunk));
            }
            Event::InboundTrunkDeleted(id) => self.fold_inbound_trunk(id, None),
            Event::OutboundTrunkCreated(trunk) | Event::OutboundTrunkUpdated(trunk) => {
                self.fold_outbound_trunk(&trunk.id, Some(trunk));
            }
            Event::OutboundTrunkDeleted(id) => self.fold_outbound_trunk(id, None),
            Event::DispatchRuleCreated(rule) | Event::DispatchRuleUpdated(rule) => {
                self.fold_dispatch_rule(&rule.id, Some(rule));
            }
            Event::DispatchRuleDeleted(id) => self.fold_dispatch_rule(id, None),
            Event::CountryRouteSet(route) => {
                self.country_routes
                    .insert(route.destination, Arc::clone(route));
            }
            Event::CountryRouteDeleted(destination) => {
                self.country_routes.remove(destination);
            }
            Event::WebhookCreated(webhook) | Event::WebhookUpdated(webhook) => {
                self.webhooks
                    .insert(webhook.id.clone(), Arc::clone(webhook));
            }
            Event::WebhookDeleted(id) => {
                self.webhooks.remove(id);
            }
            Event::WebhookKeySet(key) => self.webhook_key = Some(Arc::clone(key)),
        }
    }

    fn fold_inbound_trunk(&mut self, id: &TrunkId, now: Option<&Arc<InboundTrunk>>) {
        let before = match now {
            Some(now) => self.inbound_trunks.insert(id.clone(), Arc::clone(now)),
            None => self.inbound_trunks.remove(id),
        };
        if let Some(before) = before {
            self.trunk_claims.remove(&before);
            self.inbound_numbers.change(id, &before.spec.numbers, false);
        }
        if let Some(now) = now {
            self.trunk_claims.insert(now);
            self.inbound_numbers.change(id, &now.spec.numbers, true);
        }
    }

    fn fold_outbound_trunk(&mut self, id: &TrunkId, now: Option<&Arc<OutboundTrunk>>) {
        let before = match now {
            Some(now) => self.outbound_trunks.insert(id.clone(), Arc::clone(now)),
            None => self.outbound_trunks.remove(id),
        };
        if let Some(before) = before {
            self.outbound_numbers
                .change(id, &before.spec.numbers, false);
        }
        if let Some(now) = now {
            self.outbound_numbers.change(id, &now.spec.numbers, true);
        }
    }

    fn fold_dispatch_rule(&mut self, id: &DispatchRuleId, now: Option<&Arc<DispatchRule>>) {
        let before = match now {
            Some(now) => self.dispatch_rules.insert(id.clone(), Arc::clone(now)),
            None => self.dispatch_rules.remove(id),
        };
        if let Some(before) = before {
            self.rule_claims.remove(&before);
            let numbers = &before.spec.scope.numbers;
            self.rule_numbers.change(id, numbers, false);
        }
        if let Some(now) = now {
            self.rule_claims.insert(now);
            self.rule_numbers.change(id, &now.spec.scope.numbers, true);
        }
    }
}
