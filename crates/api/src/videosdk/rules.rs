//! Routing rules.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tandem_model::{DispatchRule, DispatchRuleId, PhoneNumber};
use tandem_provisioning::{Command, Event, texts};

use super::fields::{object, wrong};
use super::page::Query;
use super::rule_from_wire::{DIRECTIONS, change, creation};
use super::rule_to_wire::{self, room_type, word};
use super::{Asked, Outcome, legacy};
use crate::auth::Grant;
use crate::sip_service::spoken_of;
use crate::{Api, ApiError, Code};

impl Api {
    pub(super) async fn create_routing_rule(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let object = self.rule_object(asked, true)?;
        let (direction, rule) = creation(&object, self.plane.vault())?;
        if let Some(key) = rule.api_key.as_deref()
            && !self.videosdk_keys.has(key)
        {
            return Err(wrong(
                "apiKey",
                "is no key of this cluster: leave it out for the token's",
            ));
        }
        let command = Command::CreateRoutingRule(direction, Box::new(rule));
        let receipt = self.execute(&asked.context, command).await?;
        let rule = spoken_of(&receipt, Event::dispatch_rule, None).ok_or_else(no_rule)?;
        Ok((self.shown(&rule, asked), Some(receipt.revision)))
    }

    pub(super) fn list_routing_rules(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let page = asked.query.page()?;
        let filter = Filter::read(&asked.query);
        let catalog = self.plane.catalog();
        let rules = catalog.dispatch_rules().filter(|rule| filter.takes(rule));
        let page = page.of(rules, |rule| self.shown(rule, asked));
        Ok((page, Some(catalog.revision())))
    }

    pub(super) fn get_routing_rule(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let rule = catalog
            .dispatch_rule(&rule_id(asked.id)?)
            .ok_or_else(no_rule)?;
        Ok((self.shown(rule, asked), Some(catalog.revision())))
    }

    pub(super) async fn update_routing_rule(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let id = rule_id(asked.id)?;
        let stored = self.plane.catalog().dispatch_rule(&id).cloned();
        let stored = stored.ok_or_else(no_rule)?;
        let object = self.rule_object(asked, false)?;
        // A rule's direction never changes, so that nothing can come between.
        let update = change(&object, stored.direction(), self.plane.vault())?;
        let command = Command::UpdateRoutingRule(id.clone(), Box::new(update));
        let receipt = self.execute(&asked.context, command).await?;
        let now = self.plane.catalog().dispatch_rule(&id).cloned();
        let rule = spoken_of(&receipt, Event::dispatch_rule, now).ok_or_else(no_rule)?;
        Ok((self.shown(&rule, asked), Some(receipt.revision)))
    }

    pub(super) async fn delete_routing_rule(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let command = Command::DeleteDispatchRule(rule_id(asked.id)?);
        let receipt = self.execute(&asked.context, command).await;
        let receipt = receipt.map_err(|error| match error.code == Code::NotFound {
            true => no_rule(),
            false => error,
        })?;
        let message = json!({"message": "Rule deleted successfully"});
        Ok((message, Some(receipt.revision)))
    }

    /// What is said of a rule, in the newer form.
    fn rule_object(&self, asked: &Asked<'_>, is_new: bool) -> Result<Map<String, Value>, ApiError> {
        let object = object(asked.body)?;
        match asked.is_legacy {
            true => legacy::modern(object, &self.plane.catalog(), is_new),
            false => Ok(object),
        }
    }

    fn shown(&self, rule: &DispatchRule, asked: &Asked<'_>) -> Value {
        let value = rule_to_wire::rule(rule, self.plane.vault(), asked.context.caller.key());
        match asked.is_legacy {
            true => legacy::shown(value, rule),
            false => value,
        }
    }
}

/// Which rules are listed.
struct Filter<'a> {
    search: Option<String>,
    direction: Option<&'a str>,
    ids: Vec<&'a str>,
    gateway: Option<&'a str>,
    room_types: Vec<&'a str>,
}

impl<'a> Filter<'a> {
    fn read(query: &'a Query) -> Self {
        Self {
            search: query.search(),
            direction: query.get("type"),
            // The older form has the other name.
            ids: [query.words("ruleIds"), query.words("id")].concat(),
            gateway: query.get("gatewayId"),
            room_types: query.words("roomType"),
        }
    }

    fn takes(&self, rule: &Arc<DispatchRule>) -> bool {
        let search = self.search.as_deref();
        let has = |text: &str| search.is_none_or(|wanted| text.to_lowercase().contains(wanted));
        let mut numbers = rule.spec.scope.numbers.iter().map(PhoneNumber::as_str);
        let direction = word(&DIRECTIONS, rule.direction());
        let mut trunks = rule.spec.scope.trunk_ids.iter();
        self.direction
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(direction))
            && (self.ids.is_empty() || self.ids.contains(&rule.id.as_str()))
            && self
                .gateway
                .is_none_or(|wanted| trunks.any(|id| id.as_str() == wanted))
            && (self.room_types.is_empty() || self.room_types.contains(&room_type(rule)))
            && (has(&rule.spec.name) || numbers.any(has))
    }
}

fn rule_id(text: &str) -> Result<DispatchRuleId, ApiError> {
    DispatchRuleId::try_new(text).map_err(|_| no_rule())
}

fn no_rule() -> ApiError {
    ApiError::new(Code::NotFound, texts::ROUTING_RULE_NOT_FOUND)
}
