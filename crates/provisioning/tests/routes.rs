//! The table of countries and regions.

mod support;

use support::Desk;
use tandem_model::{CountryRouteSpec, Destination, Region, RoutePolicy};
use tandem_provisioning::{Catalog, Command, Event};

fn destination(text: &str) -> Destination {
    Destination::try_new(text).expect("a destination")
}

fn set(country: &str, regions: &[&str], policy: RoutePolicy) -> Command {
    let region = |text: &&str| Region::try_new(text).expect("a region");
    let spec = CountryRouteSpec {
        regions: regions.iter().map(region).collect(),
        policy,
    };
    Command::SetCountryRoute(destination(country), Box::new(spec))
}

fn names(catalog: &Catalog) -> Vec<String> {
    let routes = catalog.country_routes();
    routes.map(|route| route.destination.to_string()).collect()
}

#[test]
fn an_entry_is_set_replaced_and_deleted() {
    let mut desk = Desk::default();
    desk.accepts(&set("DE", &["eu-central"], RoutePolicy::FallBack));
    let events = desk.accepts(&set("DE", &["eu-west"], RoutePolicy::NeverLeave));
    let [Event::CountryRouteSet(route)] = events.as_slice() else {
        panic!("{events:?}");
    };
    assert!(route.stamps.created_at < route.stamps.updated_at);
    assert_eq!(route.spec.policy, RoutePolicy::NeverLeave);

    // What changes nothing is not recorded.
    assert!(
        desk.accepts(&set("DE", &["eu-west"], RoutePolicy::NeverLeave))
            .is_empty()
    );
    desk.accepts(&set("FR", &["eu-west"], RoutePolicy::FallBack));
    desk.accepts(&set("default", &["us-east"], RoutePolicy::FallBack));
    assert_eq!(names(&desk.catalog), ["default", "DE", "FR"]);
    assert_eq!(desk.catalog.object_count(), 3);

    desk.accepts(&Command::DeleteCountryRoute(destination("DE")));
    assert_eq!(names(&desk.catalog), ["default", "FR"]);
    let text = desk.refuses(&Command::DeleteCountryRoute(destination("DE")));
    assert_eq!(text, "requested country route does not exist");

    let objects = desk.catalog.country_routes().cloned();
    let restored = Catalog::restored(
        desk.catalog.revision(),
        objects.map(Event::CountryRouteSet).collect::<Vec<_>>(),
    );
    assert!(restored.country_routes().eq(desk.catalog.country_routes()));
}

#[test]
fn a_wrong_entry_is_refused_with_the_remedy() {
    let mut desk = Desk::default();
    let many: Vec<String> = (0..17).map(|number| format!("region-{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let cases = [
        (
            set("DE", &[], RoutePolicy::FallBack),
            "regions is empty: name the regions that calls to DE leave from, or delete the entry",
        ),
        (
            set("DE", &["a", "b", "a"], RoutePolicy::FallBack),
            "regions has a twice: its first place counts, take the other out",
        ),
        (
            set("DE", &many, RoutePolicy::FallBack),
            "regions has 17 names and may have 16: keep the best ones",
        ),
        (
            set("default", &["a"], RoutePolicy::NeverLeave),
            "policy never_leave says nothing of the default entry, as nothing lies behind it: leave it out",
        ),
    ];
    for (command, text) in cases {
        assert_eq!(desk.refuses(&command), text);
    }
}
