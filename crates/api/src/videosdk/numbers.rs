//! Phone numbers: what trunks and rules name.
//!
//! A number is no object of its own: it is there as long as a gateway or a rule names it, and its id is made of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tandem_model::{Auth, InboundTrunkSpec, OutboundTrunkSpec, PhoneNumber, Stamps, TrunkId};
use tandem_provisioning::{Catalog, Command, InboundTrunkUpdate, OutboundTrunkUpdate};

use super::answer::time;
use super::fields::{Fields, each, object, wrong};
use super::gateway_from_wire as from_wire;
use super::gateway_to_wire::GatewayWriter;
use super::gateways::{gateway_id, no_gateway, shown};
use super::rule_from_wire::number;
use super::{Asked, Outcome};
use crate::auth::Grant;
use crate::{Api, ApiError, Code};

/// What the ids of numbers begin with.
const PREFIX: &str = "pn_";
/// Fields of the gateway of a number that only the outbound one has.
const OUTBOUND_ONLY: [&str; 3] = ["address", "transport", "auth"];
/// Fields that the gateway of a number does not take.
const REFUSED: [&str; 3] = ["phoneNumbers", "numbers", "isShared"];

impl Api {
    pub(super) async fn create_phone_numbers(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let object = object(asked.body)?;
        let wanted = Wanted::read(&object)?;
        let catalog = self.plane.catalog();
        for number in &wanted.numbers {
            check_is_free(&catalog, number)?;
        }
        let commands = wanted.commands(&object, self)?;
        // Whoever else attaches one of them meanwhile is told to come again, as the reference has it.
        let mut context = asked.context.clone();
        context.expected_revision.get_or_insert(catalog.revision());
        let receipt = self.execute(&context, Command::All(commands)).await;
        let is_own = asked.context.expected_revision.is_none();
        let receipt = receipt.map_err(|error| match is_own && error.code == Code::Aborted {
            true => ApiError::new(
                Code::AlreadyExists,
                "something else has changed meanwhile: try again",
            ),
            false => error,
        })?;
        let now = self.plane.catalog();
        let writer = self.gateways();
        let numbers = wanted
            .numbers
            .iter()
            .map(|number| item(&writer, &now, number));
        let numbers: Vec<Value> = numbers.collect();
        let message = "Phone Number with SIP Configured successfully";
        let body = json!({"message": message, "data": numbers});
        Ok((body, Some(receipt.revision)))
    }

    pub(super) fn list_phone_numbers(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let page = asked.query.page()?;
        let search = asked.query.search();
        let (catalog, writer) = (self.plane.catalog(), self.gateways());
        let mut numbers = BTreeMap::new();
        let inbound = catalog
            .inbound_trunks()
            .flat_map(|trunk| &trunk.spec.numbers);
        let outbound = catalog
            .outbound_trunks()
            .flat_map(|trunk| &trunk.spec.numbers);
        let rules = catalog
            .dispatch_rules()
            .flat_map(|rule| &rule.spec.scope.numbers);
        for number in inbound.chain(outbound).chain(rules) {
            numbers
                .entry(number.normalized().into_owned())
                .or_insert(number);
        }
        let listed = numbers.iter().filter(|(spelled, _)| {
            search
                .as_ref()
                .is_none_or(|wanted| spelled.contains(wanted.as_str()))
        });
        let page = page.of(listed, |(_, number)| item(&writer, &catalog, number));
        Ok((page, Some(catalog.revision())))
    }

    pub(super) fn get_phone_number(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let number = number(asked.id).map_err(|_| no_number())?;
        if !is_known(&catalog, &number) {
            return Err(no_number());
        }
        let item = item(&self.gateways(), &catalog, &number);
        Ok((item, Some(catalog.revision())))
    }

    pub(super) async fn detach_phone_number(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let object = object(asked.body)?;
        let text = Fields::new(&object).required_text("phoneNumber")?;
        let number = number(text).map_err(|fault| wrong("phoneNumber", fault))?;
        let catalog = self.plane.catalog();
        if !is_known(&catalog, &number) {
            return Err(no_number());
        }
        let inbound = catalog.inbound_trunks_of_number(&number).next();
        let inbound = inbound.map(|trunk| trunk.id.clone());
        let outbound = catalog.outbound_trunks_of_number(&number).next();
        let outbound = outbound.map(|trunk| trunk.id.clone());
        if inbound.is_none() && outbound.is_none() {
            return Err(wrong(
                "phoneNumber",
                format!("{text} is attached to no gateway"),
            ));
        }
        let info = info(&catalog, &number);
        let command = Command::DetachNumber(number);
        let receipt = self.execute(&asked.context, command).await?;
        let body = json!({
            "message": "Phone number detached successfully",
            "phoneNumber": info,
            "inbound": inbound.as_ref().map(TrunkId::as_str),
            "outbound": outbound.as_ref().map(TrunkId::as_str),
        });
        Ok((body, Some(receipt.revision)))
    }

    pub(super) async fn release_phone_number(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let digits = asked.id.strip_prefix(PREFIX).unwrap_or(asked.id);
        let spelled = format!("+{}", digits.trim_start_matches('+'));
        let number = number(&spelled).map_err(|_| no_number())?;
        // One that nobody names any more has been released: the answer is the same.
        let command = Command::ReleaseNumber(number);
        let receipt = self.execute(&asked.context, command).await?;
        let body = json!({
            "message": "Phone number released successfully",
            "phoneNumberId": id(&spelled),
            "e164": spelled,
        });
        Ok((body, Some(receipt.revision)))
    }

    pub(super) async fn update_number_gateway(&self, asked: &Asked<'_>) -> Outcome {
        asked.context.caller.check(Grant::SipAdmin)?;
        let gateway = gateway_id(asked.id)?;
        let catalog = self.plane.catalog();
        let object = object(asked.body)?;
        let fields = Fields::new(&object);
        if let Some(name) = REFUSED.into_iter().find(|name| fields.get(name).is_some()) {
            return Err(wrong(
                name,
                "is not changed here: use the gateway's own path",
            ));
        }
        let command = if let Some(trunk) = catalog.inbound_trunk(&gateway) {
            if let Some(name) = OUTBOUND_ONLY
                .into_iter()
                .find(|name| fields.get(name).is_some())
            {
                return Err(wrong(name, "is of outbound gateways only"));
            }
            let update = from_wire::inbound_change(&object, &trunk.spec, self.plane.vault())?;
            let mut kept = InboundTrunkUpdate::default();
            (kept.name, kept.media, kept.media_encryption) =
                (update.name, update.media, update.media_encryption);
            kept.terms.geo_region = from_wire::region(&fields, "sipRegion")?.map(Into::into);
            Command::UpdateInboundTrunk(gateway.clone(), Box::new(kept))
        } else if let Some(trunk) = catalog.outbound_trunk(&gateway) {
            let update = from_wire::outbound_change(&object, &trunk.spec, self.plane.vault())?;
            let mut kept = OutboundTrunkUpdate {
                terms: tandem_provisioning::TrunkTermsUpdate::default(),
                numbers: None,
                metadata: None,
                ..update
            };
            kept.terms.geo_region = from_wire::region(&fields, "sipRegion")?.map(Into::into);
            Command::UpdateOutboundTrunk(gateway.clone(), Box::new(kept))
        } else {
            return Err(no_gateway());
        };
        let receipt = self.execute(&asked.context, command).await?;
        let now = self.plane.catalog();
        let body = json!({
            "message": "Gateway updated successfully",
            "data": shown(&self.gateways(), &now, &gateway),
        });
        Ok((body, Some(receipt.revision)))
    }
}

/// Numbers that are to get gateways.
struct Wanted<'a> {
    name: &'a str,
    numbers: Vec<PhoneNumber>,
    is_shared: bool,
    inbound: &'a Map<String, Value>,
    outbound: &'a Map<String, Value>,
}

impl<'a> Wanted<'a> {
    fn read(object: &'a Map<String, Value>) -> Result<Self, ApiError> {
        let fields = Fields::new(object);
        let name = fields.required_text("name")?;
        let numbers = each("phoneNumbers", fields.texts("phoneNumbers")?, number)?;
        let numbers = numbers.filter(|numbers| !numbers.is_empty());
        let required = |name: &'static str| wrong(name, "is required");
        // The example of the reference sends a string.
        let is_shared = match fields.get("isShared") {
            Some(Value::String(text)) if text == "true" => true,
            Some(Value::String(text)) if text == "false" => false,
            _ => fields.flag("isShared")?.unwrap_or(true),
        };
        Ok(Self {
            name,
            numbers: numbers.ok_or_else(|| required("phoneNumbers"))?,
            is_shared,
            inbound: fields
                .object("inbound")?
                .ok_or_else(|| required("inbound"))?,
            outbound: fields
                .object("outbound")?
                .ok_or_else(|| required("outbound"))?,
        })
    }

    /// One pair of gateways for all numbers, or one for each.
    fn commands(&self, object: &Map<String, Value>, api: &Api) -> Result<Vec<Command>, ApiError> {
        let mut inbound = Map::new();
        let mut outbound = self.outbound.clone();
        for gateway in [&mut inbound, &mut outbound] {
            gateway.insert("name".to_owned(), self.name.into());
            gateway.insert("numbers".to_owned(), json!([]));
            if let Some(encryption) = object.get("mediaEncryption") {
                gateway.insert("mediaEncryption".to_owned(), encryption.clone());
            }
        }
        for (gateway, own) in [(&mut inbound, self.inbound), (&mut outbound, self.outbound)] {
            if let Some(region) = own.get("sipRegion") {
                gateway.insert("geoRegion".to_owned(), region.clone());
            }
        }
        let groups: Vec<Vec<&PhoneNumber>> = match self.is_shared {
            true => vec![self.numbers.iter().collect()],
            false => self.numbers.iter().map(|number| vec![number]).collect(),
        };
        let mut commands = Vec::new();
        for group in groups {
            let texts: Vec<&str> = group.iter().map(|number| number.as_str()).collect();
            for gateway in [&mut inbound, &mut outbound] {
                gateway.insert("numbers".to_owned(), json!(texts));
            }
            let vault = api.plane.vault();
            let spec: InboundTrunkSpec = from_wire::inbound(&inbound, vault)?;
            commands.push(Command::CreateInboundTrunk(Box::new(spec)));
            let spec: OutboundTrunkSpec = from_wire::outbound(&outbound, vault)?;
            commands.push(Command::CreateOutboundTrunk(Box::new(spec)));
        }
        Ok(commands)
    }
}

/// A number gets one gateway of each direction here.
fn check_is_free(catalog: &Catalog, number: &PhoneNumber) -> Result<(), ApiError> {
    let inbound = catalog
        .inbound_trunks_of_number(number)
        .next()
        .map(|trunk| &trunk.id);
    let outbound = catalog
        .outbound_trunks_of_number(number)
        .next()
        .map(|trunk| &trunk.id);
    let Some(gateway) = inbound.or(outbound) else {
        return Ok(());
    };
    let text = format!(
        "has {}, which has gateway {gateway}: detach it first",
        number.as_str()
    );
    Err(wrong("phoneNumbers", text))
}

fn is_known(catalog: &Catalog, number: &PhoneNumber) -> bool {
    catalog.inbound_trunks_of_number(number).next().is_some()
        || catalog.outbound_trunks_of_number(number).next().is_some()
        || catalog.rules_of_number(number).next().is_some()
}

/// A number and its gateways.
fn item<F: Fn(&Auth) -> String>(
    writer: &GatewayWriter<F>,
    catalog: &Catalog,
    number: &PhoneNumber,
) -> Value {
    let inbound = catalog.inbound_trunks_of_number(number).next();
    let outbound = catalog.outbound_trunks_of_number(number).next();
    json!({
        "phoneNumber": info(catalog, number),
        "inbound": inbound.map(|trunk| writer.inbound(trunk)),
        "outbound": outbound.map(|trunk| writer.outbound(trunk)),
    })
}

fn info(catalog: &Catalog, number: &PhoneNumber) -> Value {
    let inbound = catalog.inbound_trunks_of_number(number).next();
    let outbound = catalog.outbound_trunks_of_number(number).next();
    let rule = catalog.rules_of_number(number).next();
    let name = inbound.map(|trunk| &trunk.spec.name);
    let name = name.or_else(|| outbound.map(|trunk| &trunk.spec.name));
    let stamps: Vec<Stamps> = inbound
        .map(|trunk| trunk.stamps)
        .into_iter()
        .chain(outbound.map(|trunk| trunk.stamps))
        .chain(rule.map(|rule| rule.stamps))
        .collect();
    let spelled = number.normalized();
    json!({
        "phoneNumberId": id(&spelled),
        "e164": spelled,
        "countryCode": null,
        "provider": "other",
        "origin": "SIP Configured",
        "status": "ACTIVE",
        "name": name,
        "createdAt": stamps.iter().map(|stamps| stamps.created_at).min().map(time),
        "updatedAt": stamps.iter().map(|stamps| stamps.updated_at).max().map(time),
    })
}

fn id(spelled: &str) -> String {
    [PREFIX, spelled.trim_start_matches('+')].concat()
}

fn no_number() -> ApiError {
    ApiError::new(Code::NotFound, "Phone number not found")
}
