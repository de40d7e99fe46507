use std::sync::Arc;

use tandem_model::{CountryRoute, CountryRouteSpec, Destination, Timestamp};

use super::stamps;
use crate::validate::check_route;
use crate::{Catalog, Event, Refusal, texts};

pub(super) fn set(
    catalog: &Catalog,
    destination: Destination,
    spec: &CountryRouteSpec,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    check_route(destination, spec)?;
    let stored = catalog.country_route(destination);
    if stored.is_some_and(|stored| stored.spec == *spec) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::CountryRouteSet(Arc::new(CountryRoute {
        destination,
        stamps: stamps(stored.map(|stored| stored.stamps), now),
        spec: spec.clone(),
    }))])
}

pub(super) fn delete(catalog: &Catalog, destination: Destination) -> Result<Vec<Event>, Refusal> {
    match catalog.country_route(destination) {
        Some(_) => Ok(vec![Event::CountryRouteDeleted(destination)]),
        None => Err(Refusal::NotFound {
            text: texts::ROUTE_NOT_FOUND,
        }),
    }
}
