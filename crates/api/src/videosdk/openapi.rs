//! The description of this dialect, made from the table of endpoints (OpenAPI 3.1).

use serde_json::{Map, Value, json};
use tandem_model::{WebhookEvent, WebhookUrl};

use super::LEGACY_RULES;
use super::route::{ENDPOINTS, Endpoint, Operation};

/// Query parameters of every list.
const PAGING: [&str; 2] = ["page", "perPage"];

/// By what lists are filtered.
const FILTERS: [(Operation, &[&str]); 6] = [
    (
        Operation::ListRules,
        &["search", "type", "ruleIds", "roomType"],
    ),
    (Operation::ListInboundGateways, &["id", "search"]),
    (Operation::ListOutboundGateways, &["id", "search"]),
    (Operation::ListNumbers, &["search"]),
    (Operation::ListWebhooks, &["search"]),
    (
        Operation::ListCalls,
        &[
            "roomId",
            "sessionId",
            "id",
            "gatewayId",
            "ruleId",
            "type",
            "search",
        ],
    ),
];

/// The whole description.
pub(super) fn description() -> Value {
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        let path = format!("/v2/{}", endpoint.path);
        let methods = paths.entry(path).or_insert_with(|| json!({}));
        methods[endpoint.method.to_lowercase()] = operation(endpoint);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tandem: VideoSDK's SIP API",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Routing rules, gateways, phone numbers and calls over the trunks and rules of a cluster.",
        },
        "paths": paths,
        "webhooks": told(),
        "components": {
            "securitySchemes": {"token": {
                "type": "apiKey", "in": "header", "name": "Authorization",
                "description": "A JWT without prefix, signed by HS256 with the secret of its claim `apikey`.",
            }},
            "schemas": schemas(),
        },
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let id = format!("{:?}", endpoint.operation);
    let is_alias = ENDPOINTS
        .iter()
        .find(|first| first.operation == endpoint.operation)
        .is_some_and(|first| !std::ptr::eq(first, endpoint));
    let id = match is_alias {
        true => format!("{id}By{}{}", endpoint.method, endpoint.path.len()),
        false => id,
    };
    let success = json!({
        "description": "It is done.",
        "content": {"application/json": {"schema": answer(endpoint)}},
    });
    let error = json!({
        "description": "It is not done; `message` says why.",
        "content": {"application/json": {"schema": reference("Error")}},
    });
    let mut responses = Map::new();
    responses.insert(endpoint.operation.status().to_string(), success);
    for status in ["400", "401", "403", "404", "409", "412", "default"] {
        responses.insert(status.to_owned(), error.clone());
    }
    let mut described = json!({
        "operationId": id,
        "deprecated": is_alias,
        "parameters": parameters(endpoint),
        "responses": responses,
    });
    if !endpoint.operation.is_public() {
        described["security"] = json!([{"token": []}]);
    }
    if let Some(body) = body(endpoint) {
        described["requestBody"] = json!({
            "required": true,
            "content": {"application/json": {"schema": body}},
        });
    }
    described
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let mut all = Vec::new();
    if endpoint.path.contains("{id}") {
        let schema = json!({"type": "string", "minLength": 1});
        all.push(json!({"name": "id", "in": "path", "required": true, "schema": schema}));
    }
    let found = FILTERS
        .iter()
        .find(|(other, _)| *other == endpoint.operation);
    let Some((_, filters)) = found else {
        return all;
    };
    for name in *filters {
        all.push(json!({"name": name, "in": "query", "schema": {"type": "string"}}));
    }
    for name in PAGING {
        let schema = json!({"type": "integer", "minimum": 1, "maximum": 1000});
        all.push(json!({"name": name, "in": "query", "schema": schema}));
    }
    all
}

/// What is sent, by name.
const BODIES: [(Operation, &str); 15] = [
    (Operation::CreateRule, "NewRoutingRule"),
    (Operation::UpdateRule, "RoutingRuleChange"),
    (Operation::CreateInboundGateway, "NewInboundGateway"),
    (Operation::CreateOutboundGateway, "NewOutboundGateway"),
    (Operation::UpdateInboundGateway, "GatewayChange"),
    (Operation::UpdateOutboundGateway, "GatewayChange"),
    (Operation::CreateNumbers, "NewPhoneNumbers"),
    (Operation::DetachNumber, "PhoneNumberName"),
    (Operation::UpdateNumberGateway, "NumberGatewayChange"),
    (Operation::PlaceCall, "NewCall"),
    (Operation::TransferCall, "CallTransfer"),
    (Operation::EndCall, "CallName"),
    (Operation::SwitchRoom, "RoomSwitch"),
    (Operation::CreateWebhook, "WebhookWords"),
    (Operation::UpdateWebhook, "WebhookWords"),
];

fn body(endpoint: &Endpoint) -> Option<Value> {
    let mut found = BODIES.iter();
    let (_, name) = found.find(|(other, _)| *other == endpoint.operation)?;
    Some(reference(match (*name, is_legacy(endpoint)) {
        ("NewRoutingRule", true) => "NewLegacyRule",
        ("RoutingRuleChange", true) => "LegacyRuleChange",
        (name, _) => name,
    }))
}

/// Whether routing rules have their older form there.
fn is_legacy(endpoint: &Endpoint) -> bool {
    endpoint.path.starts_with(LEGACY_RULES)
}

fn answer(endpoint: &Endpoint) -> Value {
    let rule = match is_legacy(endpoint) {
        true => "LegacyRule",
        false => "RoutingRule",
    };
    match endpoint.operation {
        Operation::CreateRule | Operation::GetRule | Operation::UpdateRule => reference(rule),
        Operation::ListRules => page(rule),
        Operation::CreateInboundGateway
        | Operation::GetInboundGateway
        | Operation::UpdateInboundGateway
        | Operation::CreateOutboundGateway
        | Operation::GetOutboundGateway
        | Operation::UpdateOutboundGateway => reference("Gateway"),
        Operation::ListInboundGateways | Operation::ListOutboundGateways => page("Gateway"),
        Operation::ListNumbers => page("PhoneNumber"),
        Operation::GetNumber => reference("PhoneNumber"),
        Operation::DeleteRule
        | Operation::DeleteInboundGateway
        | Operation::DeleteOutboundGateway
        | Operation::CreateNumbers
        | Operation::DetachNumber
        | Operation::ReleaseNumber
        | Operation::UpdateNumberGateway
        | Operation::DeleteWebhook => reference("Message"),
        Operation::CreateWebhook | Operation::GetWebhook | Operation::UpdateWebhook => {
            reference("Webhook")
        }
        Operation::ListWebhooks => page("Webhook"),
        Operation::PublicKey => object(&["publicKey"], json!({"publicKey": text()})),
        Operation::ListCalls => page("Call"),
        Operation::GetCall
        | Operation::PlaceCall
        | Operation::TransferCall
        | Operation::EndCall
        | Operation::SwitchRoom => {
            json!({"type": "object", "required": ["data"], "properties": {"data": reference("Call")}})
        }
        Operation::Describe => json!({"type": "object"}),
    }
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn page(name: &str) -> Value {
    json!({
        "type": "object",
        "required": ["pageInfo", "data"],
        "properties": {
            "pageInfo": reference("PageInfo"),
            "data": {"type": "array", "items": reference(name)},
        },
    })
}

/// An object of fields, of which some are required.
fn object(required: &[&str], properties: Value) -> Value {
    let mut object = json!({"type": "object", "required": required});
    object["properties"] = properties;
    object
}

/// `more` over `fields`.
fn with(mut fields: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut fields, more) {
        fields.extend(more);
    }
    fields
}

fn text() -> Value {
    json!({"type": "string"})
}

fn some_text() -> Value {
    json!({"type": "string", "minLength": 1})
}

fn text_or_null() -> Value {
    json!({"type": ["string", "null"]})
}

fn flag() -> Value {
    json!({"type": "boolean"})
}

/// A flag that is kept and shown, and what becomes of it.
fn kept(what: &str) -> Value {
    json!({"type": "boolean", "description": format!("Kept and shown. {what}")})
}

fn whole_number() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn texts() -> Value {
    json!({"type": "array", "items": {"type": "string"}})
}

fn numbers() -> Value {
    json!({"type": "array", "items": {"type": "string", "pattern": "^\\+[1-9][0-9]{1,14}$"}})
}

fn map() -> Value {
    json!({"type": "object", "additionalProperties": {"type": "string"}})
}

/// What every object has.
fn seen() -> Value {
    json!({"id": text(), "createdAt": text(), "updatedAt": text()})
}

fn schemas() -> Value {
    let common = json!({
        "Error": object(&["statusCode", "message", "code", "requestId"], json!({
            "statusCode": {"type": "integer"}, "message": text(), "code": text(), "requestId": text(),
        })),
        "Message": object(&["message"], json!({"message": text()})),
        "PageInfo": object(&["currentPage", "perPage", "lastPage", "total"], json!({
            "currentPage": whole_number(), "perPage": whole_number(), "lastPage": whole_number(), "total": whole_number(),
        })),
    });
    let parts = [
        rule_schemas(),
        gateway_schemas(),
        number_schemas(),
        call_schemas(),
        webhook_schemas(),
    ];
    parts.into_iter().fold(common, with)
}

fn rule_schemas() -> Value {
    let rule = rule_fields();
    let room = json!({
        "type": {"enum": ["static", "dynamic"]}, "prefix": text_or_null(), "id": text_or_null(), "pin": text_or_null(),
    });
    json!({
        "NewRoutingRule": object(&["name", "type", "phoneNumbers"], with(rule.clone(), json!({
            "type": {"enum": ["inbound", "outbound"]}, "apiKey": some_text(),
        }))),
        "RoutingRuleChange": {"type": "object", "minProperties": 1, "properties": rule},
        "NewLegacyRule": object(&["gatewayId", "numbers", "name"], json!({
            "gatewayId": some_text(), "name": some_text(), "numbers": numbers(), "hidePhoneNumber": flag(),
            "tags": texts(), "dispatch": {"type": "object"},
        })),
        "LegacyRuleChange": {"type": "object", "minProperties": 1, "properties": {
            "name": some_text(), "numbers": numbers(), "hidePhoneNumber": flag(), "tags": texts(),
            "dispatch": {"type": "object"},
        }},
        "LegacyRule": object(&["id", "name", "type", "numbers", "dispatch", "gatewayId"], with(seen(), json!({
            "name": text(), "type": {"enum": ["INBOUND", "OUTBOUND"]}, "numbers": texts(),
            "gatewayId": text_or_null(), "dispatch": {"type": "object"},
        }))),
        "RoutingRule": object(
            &["id", "name", "type", "numbers", "room", "agentId", "tags", "createdAt", "updatedAt"],
            with(seen(), json!({
                "name": text(), "type": {"enum": ["inbound", "outbound"]}, "numbers": texts(), "agentId": text_or_null(),
                "room": object(&["type", "prefix", "id", "pin"], room), "agentMetadata": {"type": "object"},
                "hidePhoneNumber": flag(), "tags": texts(), "apiKey": text(), "recording": flag(), "dtmf": flag(),
                "noiseCancellation": flag(), "allowedNumbers": texts(), "allowedIpAddresses": texts(),
                "includeHeaders": text(), "headers": map(), "headersToAttributes": map(), "priority": whole_number(),
                "warnings": texts(),
            })),
        ),
    })
}

fn gateway_schemas() -> Value {
    let gateway = json!({
        "name": some_text(), "numbers": numbers(), "allowedAddresses": texts(), "allowedNumbers": texts(),
        "auth": object(&["username", "password"], json!({"username": text(), "password": text()})),
        "mediaEncryption": {"enum": ["enable", "disable"]}, "record": flag(), "noiseCancellation": flag(),
        "enableDtmf": flag(), "geoRegion": text(), "metadata": map(), "tags": texts(),
    });
    let outbound = with(
        gateway.clone(),
        json!({
            "address": some_text(), "transport": {"enum": ["udp", "tcp", "tls"]},
        }),
    );
    json!({
        "NewInboundGateway": object(&["name", "numbers"], gateway),
        "NewOutboundGateway": object(&["name", "numbers", "address"], outbound.clone()),
        "GatewayChange": {"type": "object", "properties": outbound},
        "Gateway": object(&["id", "name", "type", "numbers"], with(seen(), json!({
            "name": text(), "type": {"enum": ["inbound", "outbound"]}, "numbers": texts(), "tags": texts(),
            "warnings": texts(),
        }))),
    })
}

fn number_schemas() -> Value {
    json!({
        "NewPhoneNumbers": object(&["name", "phoneNumbers", "inbound", "outbound"], json!({
            "name": some_text(), "phoneNumbers": numbers(), "isShared": {"type": ["boolean", "string"]},
            "mediaEncryption": {"enum": ["enable", "disable"]},
            "inbound": {"type": "object"}, "outbound": object(&["address"], json!({"address": some_text()})),
        })),
        "PhoneNumberName": object(&["phoneNumber"], json!({"phoneNumber": some_text()})),
        "NumberGatewayChange": {"type": "object"},
        "PhoneNumber": object(&["phoneNumber", "inbound", "outbound"], json!({
            "phoneNumber": object(&["phoneNumberId", "e164"], json!({"phoneNumberId": text(), "e164": text()})),
            "inbound": {"type": ["object", "null"]}, "outbound": {"type": ["object", "null"]},
        })),
    })
}

fn webhook_schemas() -> Value {
    let events = WebhookEvent::ALL.iter().map(|event| event.as_str());
    let events: Vec<&str> = events.collect();
    let fields = json!({
        "url": {"type": "string", "format": "uri", "maxLength": WebhookUrl::MAX_BYTES},
        "events": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"enum": events}},
    });
    let told = object(
        &["webhookType", "timestamp", "data"],
        json!({"webhookType": {"enum": events}, "timestamp": text(), "data": reference("Call")}),
    );
    json!({
        "WebhookWords": object(&["url", "events"], fields.clone()),
        "Webhook": object(
            &["id", "webhookId", "url", "events", "createdAt", "updatedAt"],
            with(seen(), with(json!({"webhookId": text()}), fields)),
        ),
        "CallWebhook": told,
    })
}

/// What is sent to webhooks.
fn told() -> Value {
    let header = |name: &str, what: &str| json!({"name": name, "in": "header", "required": true, "schema": text(), "description": what});
    json!({"call": {"post": {
        "operationId": "CallWebhook",
        "security": [],
        "parameters": [
            header("videosdk-signature", "RSA-SHA256 of the body by the key of /v2/public/rsa-public-key, in base64."),
            header("tandem-timestamp", "When it was signed, in milliseconds since 1970."),
            header("tandem-signature", "The same over the timestamp, a dot and the body."),
        ],
        "requestBody": {
            "required": true,
            "content": {"application/json": {"schema": reference("CallWebhook")}},
        },
        "responses": {"2XX": {"description": "It is taken; anything else is sent again, or given up."}},
    }}})
}

fn call_schemas() -> Value {
    let call_id = json!({"callId": some_text()});
    json!({
        "NewCall": object(&["sipCallTo"], json!({
            "sipCallTo": some_text(), "sipCallFrom": text(), "routingRuleId": text(), "gatewayId": text(),
            "destinationRoomId": text(), "waitUntilAnswered": flag(), "ringingTimeout": whole_number(),
            "maxCallDuration": whole_number(),
        })),
        "CallName": object(&["callId"], call_id.clone()),
        "CallTransfer": object(&["callId", "transferTo"], with(call_id.clone(), json!({
            "transferTo": some_text(), "playDialtone": flag(),
        }))),
        "RoomSwitch": object(&["callId", "roomId"], with(call_id, json!({"roomId": some_text()}))),
        "Call": object(&["id", "callId", "status"], json!({"id": text(), "callId": text(), "status": text()})),
    })
}

/// What a routing rule may say, when it is made and later.
fn rule_fields() -> Value {
    let room = json!({
        "type": {"enum": ["static", "dynamic"]},
        "prefix": {"enum": ["blank", "participantNumber", "sipNumber", "random", null]},
        "id": {"type": ["string", "null"], "maxLength": 256},
        "pin": {"type": ["string", "null"]},
    });
    json!({
        "name": {"type": "string", "minLength": 1},
        "phoneNumbers": numbers(),
        "room": object(&["type"], room),
        "agentId": {"type": ["string", "null"]},
        "agentMetadata": {"type": ["object", "null"]},
        "includeHeaders": {"enum": ["ALL", "SIP_X_HEADERS", "NONE"]},
        "headers": map(), "headersToAttributes": map(),
        "allowedNumbers": texts(), "allowedIpAddresses": texts(), "tags": texts(),
        "recording": kept("Nothing records calls."), "dtmf": kept("Keys are counted in a call's record, and told to nobody."),
        "noiseCancellation": flag(), "hidePhoneNumber": flag(),
        "priority": {"type": "integer", "minimum": 0, "maximum": 65535},
    })
}
