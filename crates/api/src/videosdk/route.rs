//! The paths, and what is done under each.

use percent_encoding::percent_decode_str;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operation {
    CreateRule,
    ListRules,
    GetRule,
    UpdateRule,
    DeleteRule,
    CreateInboundGateway,
    ListInboundGateways,
    GetInboundGateway,
    UpdateInboundGateway,
    DeleteInboundGateway,
    CreateOutboundGateway,
    ListOutboundGateways,
    GetOutboundGateway,
    UpdateOutboundGateway,
    DeleteOutboundGateway,
    CreateNumbers,
    ListNumbers,
    GetNumber,
    DetachNumber,
    ReleaseNumber,
    UpdateNumberGateway,
    PlaceCall,
    ListCalls,
    GetCall,
    TransferCall,
    EndCall,
    SwitchRoom,
    CreateWebhook,
    ListWebhooks,
    GetWebhook,
    UpdateWebhook,
    DeleteWebhook,
    PublicKey,
    Describe,
}

/// A method and a path under `/v2/`; `{id}` stands for one segment.
pub(crate) struct Endpoint {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) operation: Operation,
}

/// A request's endpoint and the segment in the place of `{id}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Route {
    pub(crate) operation: Operation,
    pub(crate) id: String,
}

/// Why there is no endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NoRoute {
    /// Nothing has this path.
    Path,
    /// The path knows other methods only.
    Method,
}

macro_rules! endpoints {
    ($($method:ident $path:literal $operation:ident;)+) => {
        /// All endpoints, the legacy ones behind those that they stand for.
        pub(crate) const ENDPOINTS: &[Endpoint] = &[$(Endpoint {
            method: stringify!($method),
            path: $path,
            operation: Operation::$operation,
        }),+];
    };
}

endpoints! {
    POST "sip/routing-rule" CreateRule;
    GET "sip/routing-rule" ListRules;
    GET "sip/routing-rule/{id}" GetRule;
    PATCH "sip/routing-rule/{id}" UpdateRule;
    DELETE "sip/routing-rule/{id}" DeleteRule;
    POST "sip/routing-rules" CreateRule;
    GET "sip/routing-rules" ListRules;
    GET "sip/routing-rules/{id}" GetRule;
    PUT "sip/routing-rules/{id}" UpdateRule;
    PATCH "sip/routing-rules/{id}" UpdateRule;
    DELETE "sip/routing-rules/{id}" DeleteRule;
    POST "sip/inbound-gateways" CreateInboundGateway;
    GET "sip/inbound-gateways" ListInboundGateways;
    GET "sip/inbound-gateways/{id}" GetInboundGateway;
    PATCH "sip/inbound-gateways/{id}" UpdateInboundGateway;
    DELETE "sip/inbound-gateways/{id}" DeleteInboundGateway;
    POST "sip/outbound-gateways" CreateOutboundGateway;
    GET "sip/outbound-gateways" ListOutboundGateways;
    GET "sip/outbound-gateways/{id}" GetOutboundGateway;
    PATCH "sip/outbound-gateways/{id}" UpdateOutboundGateway;
    PUT "sip/outbound-gateways/{id}" UpdateOutboundGateway;
    DELETE "sip/outbound-gateways/{id}" DeleteOutboundGateway;
    POST "sip/phone-numbers" CreateNumbers;
    GET "sip/phone-numbers" ListNumbers;
    POST "sip/phone-numbers/detach" DetachNumber;
    PATCH "sip/phone-numbers/gateways/{id}" UpdateNumberGateway;
    GET "sip/phone-numbers/{id}" GetNumber;
    POST "sip/phone-numbers/{id}/release" ReleaseNumber;
    POST "sip/call" PlaceCall;
    GET "sip/call" ListCalls;
    GET "sip/call/{id}" GetCall;
    POST "sip/call/transfer" TransferCall;
    POST "sip/call/end" EndCall;
    POST "sip/call/switch-room" SwitchRoom;
    POST "sip/webhooks" CreateWebhook;
    GET "sip/webhooks" ListWebhooks;
    GET "sip/webhooks/{id}" GetWebhook;
    PATCH "sip/webhooks/{id}" UpdateWebhook;
    DELETE "sip/webhooks/{id}" DeleteWebhook;
    GET "public/rsa-public-key" PublicKey;
    GET "openapi.json" Describe;
}

impl Operation {
    /// The status of its success.
    pub(crate) fn status(self) -> u16 {
        if self == Self::CreateRule { 201 } else { 200 }
    }

    /// Whether nobody needs a token for it.
    pub(crate) fn is_public(self) -> bool {
        matches!(self, Self::Describe | Self::PublicKey)
    }

    /// Whether any node does it itself: what is about calls is recorded nowhere.
    pub(crate) fn is_of_any_node(self) -> bool {
        matches!(
            self,
            Self::PlaceCall | Self::TransferCall | Self::EndCall | Self::SwitchRoom
        )
    }

    /// Whether somebody has to answer the phone before it ends.
    pub(crate) fn waits_for_people(self) -> bool {
        matches!(self, Self::PlaceCall | Self::TransferCall)
    }
}

/// Finds the endpoint of a method and a path under `/v2/`.
pub(crate) fn find(method: &str, path: &str) -> Result<Route, NoRoute> {
    let mut fault = NoRoute::Path;
    for endpoint in ENDPOINTS {
        if let Some(id) = matched(endpoint.path, path) {
            if endpoint.method == method {
                let operation = endpoint.operation;
                return Ok(Route { operation, id });
            }
            fault = NoRoute::Method;
        }
    }
    Err(fault)
}

/// The segment in the place of `{id}`, if the path is of this form.
fn matched(form: &str, path: &str) -> Option<String> {
    let mut id = String::new();
    let mut segments = path.trim_end_matches('/').split('/');
    for wanted in form.split('/') {
        let segment = segments.next()?;
        if wanted == "{id}" && !segment.is_empty() {
            id = percent_decode_str(segment).decode_utf8().ok()?.into_owned();
        } else if wanted != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_method_lead_to_an_operation() {
        let route = |operation, id: &str| {
            let id = id.to_owned();
            Ok(Route { operation, id })
        };
        for (method, path, expected) in [
            ("POST", "sip/routing-rule", route(Operation::CreateRule, "")),
            ("GET", "sip/routing-rule/", route(Operation::ListRules, "")),
            (
                "PATCH",
                "sip/routing-rule/a%2Bb",
                route(Operation::UpdateRule, "a+b"),
            ),
            (
                "PUT",
                "sip/routing-rules/a",
                route(Operation::UpdateRule, "a"),
            ),
            ("PUT", "sip/routing-rule/a", Err(NoRoute::Method)),
            ("GET", "sip/routing-rule/a/b", Err(NoRoute::Path)),
            ("GET", "sip", Err(NoRoute::Path)),
            ("GET", "", Err(NoRoute::Path)),
        ] {
            assert_eq!(find(method, path), expected, "{method} {path}");
        }
    }
}
