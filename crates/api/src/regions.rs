//! The table that says which regions calls to a country leave from.

use tandem_model::{CountryRouteSpec, Destination, Region, RoutePolicy};
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
