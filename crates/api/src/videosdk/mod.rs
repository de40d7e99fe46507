//! VideoSDK's SIP API over the same trunks, rules and calls: `/v2/sip/…`.
//!
//! ```text
//! request ─► endpoint ─► token ─► Api::call ─┬─► Api::videosdk: fields ─► command ─► answer
//!                                            └─► the leader's, by the same name
//! ```
//!
//! A routing rule is a dispatch rule and the trunks of its numbers; a gateway is a trunk. Nothing is kept that the
//! other dialect does not see. Read [`route::ENDPOINTS`] and [`Api::videosdk`] first.

mod answer;
mod auth;
mod call_from_wire;
mod call_to_wire;
mod calls;
mod fields;
mod gateway_from_wire;
mod gateway_to_wire;
mod gateways;
mod legacy;
mod numbers;
mod openapi;
mod page;
mod route;
mod rule_from_wire;
mod rule_to_wire;
mod rules;
mod webhooks;

use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use http::Uri;
use serde_json::Value;
use tandem_control_plane::Leader;
use tandem_model::{IdSuffix, Revision};

use crate::context::Context;
use crate::http_server::{ANSWER_PATIENCE, Http, collected, header};
use crate::others::is_unknown_call;
use crate::twirp::{Call, Encoding, Reply};
use crate::{Api, ApiError, Code};

pub use auth::VideoSdkKeys;
use page::Query;
use route::{NoRoute, Operation, Route};
pub(crate) use webhooks::{Announcer, KeyMaker};

/// What requests are called between nodes.
pub(crate) const SERVICE: &str = "videosdk.v2";

/// Where routing rules have their older form.
const LEGACY_RULES: &str = "sip/routing-rules";

/// How long the answer of a write that another node decided waits for this one to have applied it.
const SETTLING: Duration = Duration::from_secs(1);

/// What is answered: a JSON value, and the revision that it speaks of.
type Outcome = Result<(Value, Option<Revision>), ApiError>;

/// A request, read.
struct Asked<'a> {
    /// Method, path and query, as nodes name a request to each other.
    name: &'a str,
    /// Whether it has the older form of routing rules.
    is_legacy: bool,
    id: &'a str,
    query: Query,
    context: Context,
    body: &'a [u8],
}

impl Asked<'_> {
    /// As it came, for another node.
    fn again(&self) -> Call {
        Call {
            encoding: Ok(Encoding::Json),
            body: self.body.to_vec().into(),
            context: self.context.clone(),
        }
    }
}

/// Serves a path under `/v2/`.
pub(crate) async fn serve(http: &Http, path: &str, request: Request) -> Response {
    let suffix = IdSuffix::from_random(rand::random());
    let request_id = suffix.as_str();
    match served(http, path, request).await {
        Ok((status, reply)) => answer::success(status, reply, request_id),
        Err(error) => answer::failure(&error, request_id),
    }
}

async fn served(http: &Http, path: &str, request: Request) -> Result<(u16, Reply), ApiError> {
    let (parts, mut body) = request.into_parts();
    let route = route::find(parts.method.as_str(), path).map_err(no_route)?;
    if route.operation.is_public() {
        let (body, revision) = match route.operation == Operation::PublicKey {
            true => http.api.public_key()?,
            false => (openapi::description(), None),
        };
        let reply = Reply {
            encoding: Encoding::Json,
            body: body.to_string().into(),
            revision,
        };
        return Ok((route.operation.status(), reply));
    }
    let caller = http
        .api
        .videosdk_keys
        .caller(header(&parts.headers, "authorization"))?;
    let patience = match route.operation.waits_for_people() {
        true => http.timeout.max(ANSWER_PATIENCE),
        false => http.timeout,
    };
    let method = spelled(parts.method.as_str(), path, &parts.uri);
    let context = Context::read(caller, &method, |name| header(&parts.headers, name))?;
    let context = context.within(patience);
    let answered = async {
        let body = collected(&mut body, http.max_body).await;
        let body = body.map_err(|answer| {
            answer
                .err()
                .unwrap_or_else(|| ApiError::new(Code::OutOfRange, "the body is too large"))
        })?;
        let call = Call {
            encoding: Ok(Encoding::Json),
            body,
            context,
        };
        let answered = http.api.call(SERVICE, &method, call).await;
        answered.unwrap_or_else(|| Err(no_route(NoRoute::Path)))
    };
    let late = |_| {
        Err(ApiError::unknown(
            "the request took too long; a write may have been applied",
        ))
    };
    let reply = tokio::time::timeout(patience, answered)
        .await
        .unwrap_or_else(late)?;
    if let Some(revision) = reply.revision {
        // Who reads here next reads what he wrote. Whoever is slower than that reads it later.
        let _ = http.api.plane.wait_for(revision, SETTLING).await;
    }
    Ok((route.operation.status(), reply))
}

fn no_route(fault: NoRoute) -> ApiError {
    match fault {
        NoRoute::Path => ApiError::new(Code::NotFound, "there is nothing at this path"),
        NoRoute::Method => ApiError::new(Code::BadRoute, "this path does not know this method"),
    }
}

/// A request as nodes name it to each other.
fn spelled(method: &str, path: &str, uri: &Uri) -> String {
    let query = uri.query().unwrap_or_default();
    format!("{method} {path}?{query}")
}

impl Api {
    /// Serves one request on this node.
    pub(crate) async fn videosdk(&self, method: &str, call: Call) -> Result<Reply, ApiError> {
        let unknown = || no_route(NoRoute::Path);
        let name = method;
        let (method, rest) = name.split_once(' ').ok_or_else(unknown)?;
        let (path, query) = rest.split_once('?').ok_or_else(unknown)?;
        let Route { operation, id } = route::find(method, path).map_err(no_route)?;
        self.catch_up(&call.context).await?;
        let is_write = method != "GET" && !operation.is_of_any_node();
        if is_write
            && !call.context.is_forwarded
            && matches!(self.plane.leader(), Leader::At { .. })
        {
            return Err(ApiError::not_applied("another node leads"));
        }
        let asked = Asked {
            name,
            is_legacy: path.starts_with(LEGACY_RULES),
            id: &id,
            query: Query::read(query),
            context: call.context,
            body: &call.body,
        };
        let (body, revision) = match self.answered(operation, &asked).await {
            Err(error) if is_unknown_call(&error) => {
                let named = (SERVICE, asked.name);
                return self.answer_of_gateway(named, &asked.again(), error).await;
            }
            answered => answered?,
        };
        Ok(Reply {
            encoding: Encoding::Json,
            body: body.to_string().into(),
            revision,
        })
    }

    async fn answered(&self, operation: Operation, asked: &Asked<'_>) -> Outcome {
        match operation {
            Operation::CreateRule => self.create_routing_rule(asked).await,
            Operation::ListRules => self.list_routing_rules(asked),
            Operation::GetRule => self.get_routing_rule(asked),
            Operation::UpdateRule => self.update_routing_rule(asked).await,
            Operation::DeleteRule => self.delete_routing_rule(asked).await,
            Operation::CreateInboundGateway => self.create_inbound_gateway(asked).await,
            Operation::ListInboundGateways => self.list_inbound_gateways(asked),
            Operation::GetInboundGateway => self.get_inbound_gateway(asked),
            Operation::UpdateInboundGateway => self.update_inbound_gateway(asked).await,
            Operation::DeleteInboundGateway => self.delete_inbound_gateway(asked).await,
            Operation::CreateOutboundGateway => self.create_outbound_gateway(asked).await,
            Operation::ListOutboundGateways => self.list_outbound_gateways(asked),
            Operation::GetOutboundGateway => self.get_outbound_gateway(asked),
            Operation::UpdateOutboundGateway => self.update_outbound_gateway(asked).await,
            Operation::DeleteOutboundGateway => self.delete_outbound_gateway(asked).await,
            Operation::CreateNumbers => self.create_phone_numbers(asked).await,
            Operation::ListNumbers => self.list_phone_numbers(asked),
            Operation::GetNumber => self.get_phone_number(asked),
            Operation::DetachNumber => self.detach_phone_number(asked).await,
            Operation::ReleaseNumber => self.release_phone_number(asked).await,
            Operation::UpdateNumberGateway => self.update_number_gateway(asked).await,
            Operation::PlaceCall => self.place_call_by_rule(asked).await,
            Operation::ListCalls => self.list_sip_calls(asked).await,
            Operation::GetCall => self.get_sip_call(asked),
            Operation::TransferCall => self.transfer_sip_call(asked).await,
            Operation::EndCall => self.end_sip_call(asked).await,
            Operation::SwitchRoom => self.switch_room(asked).await,
            Operation::CreateWebhook => self.create_webhook(asked).await,
            Operation::ListWebhooks => self.list_webhooks(asked),
            Operation::GetWebhook => self.get_webhook(asked),
            Operation::UpdateWebhook => self.update_webhook(asked).await,
            Operation::DeleteWebhook => self.delete_webhook(asked).await,
            Operation::PublicKey => self.public_key(),
            Operation::Describe => Ok((openapi::description(), None)),
        }
    }
}
