//! The table that says which regions calls to a country leave from, and what follows from it now.

use std::time::Duration;

use tandem_dispatch::placement::{GatewayState, Placed, Step};
use tandem_model::{CallId, CountryCode, CountryRouteSpec, Destination, Region, RoutePolicy};
use tandem_provisioning::{Command, Event, texts};
use tandem_wire::admin as wire;

use crate::auth::Grant;
use crate::context::Context;
use crate::sip_service::spoken_of;
use crate::to_wire::country_route;
use crate::{Answer, Api, ApiError, Code};

type Outcome<T> = Result<Answer<T>, ApiError>;

impl Api {
    pub(crate) async fn set_country_route(
        &self,
        context: &Context,
        request: wire::SetCountryRouteRequest,
    ) -> Outcome<wire::CountryRoute> {
        context.caller.check(Grant::SipAdmin)?;
        let destination = destination(&request.country)?;
        let spec = CountryRouteSpec {
            regions: regions(&request.regions)?,
            policy: policy(&request.policy)?,
        };
        let command = Command::SetCountryRoute(destination, Box::new(spec));
        let receipt = self.execute(context, command).await?;
        let stored = self.plane.catalog().country_route(destination).cloned();
        let route = spoken_of(&receipt, Event::country_route, stored);
        let route = route.ok_or_else(|| ApiError::new(Code::NotFound, texts::ROUTE_NOT_FOUND))?;
        Ok(Answer::at(receipt.revision, country_route(&route)))
    }

    pub(crate) async fn list_country_routes(
        &self,
        context: &Context,
        _: wire::ListCountryRoutesRequest,
    ) -> Outcome<wire::ListCountryRoutesResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let catalog = self.plane.catalog();
        let items = catalog.country_routes().map(|route| country_route(route));
        let message = wire::ListCountryRoutesResponse {
            items: items.collect(),
        };
        Ok(Answer::at(catalog.revision(), message))
    }

    pub(crate) async fn delete_country_route(
        &self,
        context: &Context,
        request: wire::DeleteCountryRouteRequest,
    ) -> Outcome<wire::CountryRoute> {
        context.caller.check(Grant::SipAdmin)?;
        let destination = destination(&request.country)?;
        let former = self.plane.catalog().country_route(destination).cloned();
        let command = Command::DeleteCountryRoute(destination);
        let receipt = self.execute(context, command).await?;
        let message = match former {
            Some(former) => country_route(&former),
            // It is gone already: the request has come again.
            None => wire::CountryRoute {
                country: destination.to_string(),
                ..wire::CountryRoute::default()
            },
        };
        Ok(Answer::at(receipt.revision, message))
    }
}

impl Api {
    /// Says which gateway a call would leave from: placement's own answer.
    pub(crate) async fn explain_placement(
        &self,
        context: &Context,
        request: wire::ExplainPlacementRequest,
    ) -> Outcome<wire::ExplainPlacementResponse> {
        context.caller.check(Grant::SipAdmin)?;
        let wrong = |field: &str, error: &dyn std::fmt::Display| {
            ApiError::invalid(format!("{field}: {error}")).with("field", field)
        };
        let country = match request.country.as_str() {
            "" => None,
            text => Some(CountryCode::try_new(text).map_err(|error| wrong("country", &error))?),
        };
        let call = match request.call_id.as_str() {
            "" => CallId::from_random(rand::random()),
            text => CallId::try_new(text).map_err(|error| wrong("call_id", &error))?,
        };
        let revision = self.plane.revision();
        let Placed { outcome, steps } = self.plane.explain_placement(country, &call);
        let considered = steps.iter().flat_map(|step| self.considered(step));
        let mut message = wire::ExplainPlacementResponse {
            considered: considered.collect(),
            revision: revision.0,
            ..wire::ExplainPlacementResponse::default()
        };
        match outcome {
            Ok(placement) => {
                message.node_id = Some(placement.node);
                message.region = name(placement.region.as_ref());
            }
            Err(unplaced) => {
                message.reason = unplaced.reason.code().to_owned();
                message.remedy = unplaced.reason.remedy().to_owned();
                message.text = unplaced.text;
            }
        }
        Ok(Answer::at(revision, message))
    }

    fn considered(&self, step: &Step) -> Vec<wire::PlacementStep> {
        let line = |node: Option<u64>, outcome: String| wire::PlacementStep {
            region: name(step.region.as_ref()),
            why: step.why.to_string(),
            node_id: node,
            outcome,
            load: node.and_then(|node| self.load_of(node)),
        };
        if step.gateways.is_empty() {
            return vec![line(None, "no gateway is known".to_owned())];
        }
        let gateways = step.gateways.iter();
        gateways
            .map(|(node, outcome)| line(Some(*node), outcome.to_string()))
            .collect()
    }

    /// What a node said of itself when it was heard of last.
    pub(crate) fn load_of(&self, node: u64) -> Option<wire::NodeLoad> {
        let (pulse, since) = self.plane.pulse_of(node)?;
        let state = match pulse.state(since) {
            GatewayState::Ready(load) if pulse.facts.is_gateway && load.is_full() => "full",
            GatewayState::Ready(_) => "ready",
            GatewayState::Away => "away",
            GatewayState::Starting => "starting",
            GatewayState::Draining => "draining",
        };
        let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        Some(wire::NodeLoad {
            state: state.to_owned(),
            calls: pulse.load.calls,
            most_calls: pulse.load.most_calls,
            cpu_permille: pulse.load.cpu_permille,
            heard_ms: millis(since),
            revision: pulse.revision.0,
            staleness_ms: pulse.staleness.map(millis),
        })
    }

    /// The countries that a node said it serves.
    pub(crate) fn countries_of(&self, node: u64) -> Vec<String> {
        let heard = self.plane.pulse_of(node);
        let countries = heard.map(|(pulse, _)| pulse.facts.countries);
        let countries = countries.unwrap_or_default().into_iter();
        countries.map(|country| country.to_string()).collect()
    }
}

fn name(region: Option<&Region>) -> String {
    region.map(ToString::to_string).unwrap_or_default()
}

fn destination(text: &str) -> Result<Destination, ApiError> {
    Destination::try_new(text).map_err(|_| {
        let text = format!(
            "country: {text:?} is neither an ISO 3166-1 alpha-2 code such as \"DE\" nor \"default\""
        );
        ApiError::invalid(text).with("field", "country")
    })
}

fn regions(texts: &[String]) -> Result<Vec<Region>, ApiError> {
    let regions = texts.iter().map(|text| Region::try_new(text));
    let regions: Result<_, _> = regions.collect();
    regions.map_err(|error| ApiError::invalid(format!("regions: {error}")).with("field", "regions"))
}

fn policy(word: &str) -> Result<RoutePolicy, ApiError> {
    let known = [RoutePolicy::FallBack, RoutePolicy::NeverLeave];
    let named = known.into_iter().find(|policy| policy.as_str() == word);
    let named = named.or_else(|| word.is_empty().then(RoutePolicy::default));
    named.ok_or_else(|| {
        let text = format!("policy: {word:?} is neither \"fall_back\" nor \"never_leave\"");
        ApiError::invalid(text).with("field", "policy")
    })
}
