//! Gateways: trunks of either direction.

use serde_json::{Value, json};
use tandem_model::{Auth, TrunkId};
use tandem_provisioning::{Catalog, Command, Event};

use super::fields::{object, wrong};
use super::gateway_to_wire::GatewayWriter;
use super::page::Query;
use super::{Asked, Outcome, gateway_from_wire as from_wire};
use crate::auth::Grant;
use crate::sip_service::spoken_of;
use crate::{Api, ApiError, Code};

impl Api {
    pub(super) async fn create_inbound_gateway(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let spec = from_wire::inbound(&object(asked.body)?, self.plane.vault())?;
        check_name(&self.plane.catalog(), &spec.name)?;
        let command = Command::CreateInboundTrunk(Box::new(spec));
        let receipt = self.execute(&asked.context, command).await?;
        let trunk = spoken_of(&receipt, Event::inbound_trunk, None).ok_or_else(no_gateway)?;
        Ok((self.gateways().inbound(&trunk), Some(receipt.revision)))
    }

    pub(super) async fn create_outbound_gateway(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let spec = from_wire::outbound(&object(asked.body)?, self.plane.vault())?;
        let command = Command::CreateOutboundTrunk(Box::new(spec));
        let receipt = self.execute(&asked.context, command).await?;
        let trunk = spoken_of(&receipt, Event::outbound_trunk, None).ok_or_else(no_gateway)?;
        Ok((self.gateways().outbound(&trunk), Some(receipt.revision)))
    }

    pub(super) fn list_inbound_gateways(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let page = asked.query.page()?;
        let (filter, writer) = (Filter::read(&asked.query), self.gateways());
        let catalog = self.plane.catalog();
        let trunks = catalog.inbound_trunks();
        let trunks = trunks.filter(|trunk| filter.takes(&trunk.id, &trunk.spec.name));
        let page = page.of(trunks, |trunk| writer.inbound(trunk));
        Ok((page, Some(catalog.revision())))
    }

    pub(super) fn list_outbound_gateways(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let page = asked.query.page()?;
        let (filter, writer) = (Filter::read(&asked.query), self.gateways());
        let catalog = self.plane.catalog();
        let trunks = catalog.outbound_trunks();
        let trunks = trunks.filter(|trunk| filter.takes(&trunk.id, &trunk.spec.name));
        let page = page.of(trunks, |trunk| writer.outbound(trunk));
        Ok((page, Some(catalog.revision())))
    }

    pub(super) fn get_inbound_gateway(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let trunk = catalog
            .inbound_trunk(&gateway_id(asked.id)?)
            .ok_or_else(no_gateway)?;
        Ok((self.gateways().inbound(trunk), Some(catalog.revision())))
    }

    pub(super) fn get_outbound_gateway(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let trunk = catalog
            .outbound_trunk(&gateway_id(asked.id)?)
            .ok_or_else(no_gateway)?;
        Ok((self.gateways().outbound(trunk), Some(catalog.revision())))
    }

    pub(super) async fn update_inbound_gateway(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let id = gateway_id(asked.id)?;
        let stored = self.plane.catalog().inbound_trunk(&id).cloned();
        let stored = stored.ok_or_else(no_gateway)?;
        let update =
            from_wire::inbound_change(&object(asked.body)?, &stored.spec, self.plane.vault())?;
        if let Some(name) = update
            .name
            .as_deref()
            .filter(|name| **name != *stored.spec.name)
        {
            check_name(&self.plane.catalog(), name)?;
        }
        let command = Command::UpdateInboundTrunk(id.clone(), Box::new(update));
        let receipt = self.execute(&asked.context, command).await?;
        let now = self.plane.catalog().inbound_trunk(&id).cloned();
        let trunk = spoken_of(&receipt, Event::inbound_trunk, now).ok_or_else(no_gateway)?;
        Ok((self.gateways().inbound(&trunk), Some(receipt.revision)))
    }

    pub(super) async fn update_outbound_gateway(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let id = gateway_id(asked.id)?;
        let stored = self.plane.catalog().outbound_trunk(&id).cloned();
        let stored = stored.ok_or_else(no_gateway)?;
        let update =
            from_wire::outbound_change(&object(asked.body)?, &stored.spec, self.plane.vault())?;
        let command = Command::UpdateOutboundTrunk(id.clone(), Box::new(update));
        let receipt = self.execute(&asked.context, command).await?;
        let now = self.plane.catalog().outbound_trunk(&id).cloned();
        let trunk = spoken_of(&receipt, Event::outbound_trunk, now).ok_or_else(no_gateway)?;
        Ok((self.gateways().outbound(&trunk), Some(receipt.revision)))
    }

    pub(super) async fn delete_inbound_gateway(&self, asked: &Asked<'_>) -> Outcome {
        let id = gateway_id(asked.id)?;
        let is_there = self.plane.catalog().inbound_trunk(&id).is_some();
        self.delete_gateway(asked, id, is_there).await
    }

    pub(super) async fn delete_outbound_gateway(&self, asked: &Asked<'_>) -> Outcome {
        let id = gateway_id(asked.id)?;
        let is_there = self.plane.catalog().outbound_trunk(&id).is_some();
        self.delete_gateway(asked, id, is_there).await
    }

    async fn delete_gateway(&self, asked: &Asked<'_>, id: TrunkId, is_there: bool) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        if !is_there {
            return Err(no_gateway());
        }
        let receipt = self
            .execute(&asked.context, Command::DeleteTrunk(id))
            .await?;
        let message = json!({"message": "Gateway deleted successfully"});
        Ok((message, Some(receipt.revision)))
    }

    /// Passwords are shown as in the other dialect.
    pub(super) fn gateways(&self) -> GatewayWriter<impl Fn(&Auth) -> String> {
        let reveal = |auth: &Auth| {
            let sealed = auth.password.as_ref().filter(|_| self.reveals);
            let opened = sealed.and_then(|sealed| self.plane.vault().open(sealed).ok());
            opened.unwrap_or_default()
        };
        GatewayWriter(reveal)
    }
}

/// Which gateways are listed.
struct Filter<'a> {
    search: Option<String>,
    ids: Vec<&'a str>,
}

impl<'a> Filter<'a> {
    fn read(query: &'a Query) -> Self {
        Self {
            search: query.search(),
            ids: query.words("id"),
        }
    }

    fn takes(&self, id: &TrunkId, name: &str) -> bool {
        let search = self.search.as_deref();
        (self.ids.is_empty() || self.ids.contains(&id.as_str()))
            && search.is_none_or(|wanted| name.to_lowercase().contains(wanted))
    }
}

/// Names of inbound gateways are unique, as far as one look can tell: two that come at once may share one.
fn check_name(catalog: &Catalog, name: &str) -> Result<(), ApiError> {
    let other = catalog
        .inbound_trunks()
        .find(|trunk| &*trunk.spec.name == name);
    other.map_or(Ok(()), |other| {
        Err(wrong(
            "name",
            format!(
                "{name:?} is the name of gateway {}: choose another",
                other.id
            ),
        ))
    })
}

pub(super) fn gateway_id(text: &str) -> Result<TrunkId, ApiError> {
    TrunkId::try_new(text).map_err(|_| no_gateway())
}

pub(super) fn no_gateway() -> ApiError {
    ApiError::new(Code::NotFound, "Gateway not found")
}

/// A gateway of either direction as it is now.
pub(super) fn shown<F: Fn(&Auth) -> String>(
    writer: &GatewayWriter<F>,
    catalog: &Catalog,
    id: &TrunkId,
) -> Option<Value> {
    let inbound = catalog.inbound_trunk(id).map(|trunk| writer.inbound(trunk));
    inbound.or_else(|| {
        catalog
            .outbound_trunk(id)
            .map(|trunk| writer.outbound(trunk))
    })
}
