//! The older form of routing rules, under `sip/routing-rules`: what goes to whom stands in `dispatch`.

use serde_json::{Map, Value, json};
use tandem_model::{DispatchRule, TrunkId};
use tandem_provisioning::Catalog;

use super::fields::{Fields, wrong};
use super::gateways::gateway_id;
use crate::ApiError;

/// A request of the older form in the newer one. The gateway says which calls a new rule is about.
pub(super) fn modern(
    mut object: Map<String, Value>,
    catalog: &Catalog,
    is_new: bool,
) -> Result<Map<String, Value>, ApiError> {
    let direction = direction(&object, catalog)?;
    if is_new {
        let direction = direction.ok_or_else(|| wrong("gatewayId", "is required"))?;
        object.insert("type".to_owned(), direction.into());
    }
    if let Some(numbers) = object.remove("numbers") {
        object.insert("phoneNumbers".to_owned(), numbers);
    }
    let fields = Fields::new(&object);
    let mut parts: Vec<(&str, Value)> = Vec::new();
    if let Some(dispatch) = fields.object("dispatch")? {
        let dispatch = Fields::of(dispatch, "dispatch.");
        parts.extend(dispatch.get("room").map(|room| ("room", room.clone())));
        if let Some(agent) = dispatch.object("agent")? {
            parts.extend(agent.get("id").map(|id| ("agentId", id.clone())));
            let metadata = agent.get("metadata");
            parts.extend(metadata.map(|metadata| ("agentMetadata", metadata.clone())));
        }
    }
    for (name, value) in parts {
        object.insert(name.to_owned(), value);
    }
    Ok(object)
}

fn direction(
    object: &Map<String, Value>,
    catalog: &Catalog,
) -> Result<Option<&'static str>, ApiError> {
    let Some(id) = Fields::new(object).text("gatewayId")? else {
        return Ok(None);
    };
    let unknown = || wrong("gatewayId", format!("{id:?} names no gateway"));
    let id: TrunkId = gateway_id(id).map_err(|_| unknown())?;
    if catalog.inbound_trunk(&id).is_some() {
        return Ok(Some("inbound"));
    }
    let outbound = catalog.outbound_trunk(&id).map(|_| "outbound");
    outbound.map(Some).ok_or_else(unknown)
}

/// A rule of the newer form in the older one, which the newer fields stay beside.
pub(super) fn shown(mut value: Value, rule: &DispatchRule) -> Value {
    let direction = value["type"].as_str().unwrap_or_default().to_uppercase();
    value["type"] = direction.into();
    let gateway = rule.spec.scope.trunk_ids.first();
    value["gatewayId"] = json!(gateway.map(TrunkId::as_str));
    let agent = match value["agentId"].is_null() {
        true => Value::Null,
        false => {
            json!({"type": "self", "id": value["agentId"], "metadata": value["agentMetadata"]})
        }
    };
    value["dispatch"] = json!({"room": value["room"], "agent": agent});
    value
}
