//! Calls leave from where the table says, or not at all.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use tandem_dispatch::placement::{
    GatewayState, GatewayView, Here, Load, Outcome, Placed, Wanted, Why, place,
};
use tandem_model::{
    CountryCode, CountryRoute, CountryRouteSpec, Destination, ReasonCode, Region, Revision,
    RoutePolicy, Stamps,
};
use tandem_provisioning::{Catalog, Event};

use RoutePolicy::{FallBack, NeverLeave};

fn region(text: &str) -> Region {
    Region::try_new(text).expect("a region")
}

fn country(text: &str) -> CountryCode {
    CountryCode::try_new(text).expect("a country")
}

fn table(entries: &[(&str, &[&str], RoutePolicy)]) -> Catalog {
    let entries = entries.iter().map(|(destination, regions, policy)| {
        Event::CountryRouteSet(Arc::new(CountryRoute {
            destination: Destination::try_new(destination).expect("a destination"),
            stamps: Stamps::default(),
            spec: CountryRouteSpec {
                regions: regions.iter().map(|text| region(text)).collect(),
                policy: *policy,
            },
        }))
    });
    Catalog::restored(Revision(1), entries)
}

fn ready(calls: u32) -> GatewayState {
    GatewayState::Ready(Load {
        calls,
        most_calls: 100,
        cpu_permille: 0,
    })
}

fn gateway(node: u64, place: &str, state: GatewayState) -> GatewayView {
    GatewayView {
        node,
        region: Some(region(place)),
        countries: Vec::new(),
        state,
    }
}

fn here() -> Here {
    Here {
        node: 9,
        region: Some(region("us")),
    }
}

fn to(text: &str) -> Wanted<'_> {
    Wanted {
        country: (!text.is_empty()).then(|| country(text)),
        call: "SCL_1",
    }
}

fn chosen(placed: &Placed) -> (u64, Why) {
    let placement = placed.outcome.as_ref().expect("a gateway");
    (placement.node, placement.why)
}

#[test]
fn the_first_region_with_a_gateway_that_takes_it_has_the_call() {
    let table = table(&[
        ("DE", &["eu", "uk"], NeverLeave),
        ("FR", &["eu"], FallBack),
        ("default", &["us"], FallBack),
    ]);
    let mut gateways = [
        gateway(1, "eu", ready(10)),
        gateway(2, "uk", ready(0)),
        gateway(3, "us", ready(0)),
    ];
    let place = |gateways: &[GatewayView], country| place(&table, &to(country), gateways, &here());
    assert_eq!(chosen(&place(&gateways, "DE")), (1, Why::Entry));
    assert_eq!(chosen(&place(&gateways, "JP")), (3, Why::DefaultEntry));
    assert_eq!(chosen(&place(&gateways, "")), (3, Why::DefaultEntry));

    gateways[0].state = GatewayState::Draining;
    assert_eq!(chosen(&place(&gateways, "DE")), (2, Why::Entry));
    assert_eq!(chosen(&place(&gateways, "FR")), (3, Why::FellBack));

    gateways[1].state = ready(100);
    let refused = place(&gateways, "DE").outcome.expect_err("nobody");
    assert_eq!(refused.reason, ReasonCode::GatewaysFull);
    assert_eq!(
        refused.to_string(),
        "no gateway takes the call to DE: eu: 1 draining; uk: 1 full"
    );
}

#[test]
fn a_refusal_names_what_passes_soonest() {
    let table = table(&[("DE", &["eu"], FallBack)]);
    let refused = |states: &[GatewayState]| {
        let gateways: Vec<_> = (1..)
            .zip(states)
            .map(|(node, state)| gateway(node, "eu", *state))
            .chain([gateway(8, "us", ready(0))])
            .collect();
        let placed = place(&table, &to("DE"), &gateways, &here());
        placed.outcome.expect_err("nobody").reason
    };
    use GatewayState::{Away, Draining, Starting};
    assert_eq!(refused(&[]), ReasonCode::NoGateway);
    assert_eq!(refused(&[Away, Starting]), ReasonCode::GatewaysAway);
    assert_eq!(refused(&[Away, Draining]), ReasonCode::GatewaysDraining);
    assert_eq!(refused(&[Draining, ready(100)]), ReasonCode::GatewaysFull);
}

#[test]
fn without_an_entry_every_region_serves_the_own_one_first() {
    let table = table(&[("DE", &["eu"], NeverLeave)]);
    let mut gateways = [gateway(1, "eu", ready(0)), gateway(2, "us", ready(50))];
    let placed = place(&table, &to("JP"), &gateways, &here());
    assert_eq!(chosen(&placed), (2, Why::Unrestricted));
    gateways[1].state = GatewayState::Away;
    let placed = place(&table, &to("JP"), &gateways, &here());
    assert_eq!(chosen(&placed), (1, Why::Unrestricted));
    let regions: Vec<_> = placed
        .steps
        .iter()
        .map(|step| step.region.clone())
        .collect();
    assert_eq!(regions, [Some(region("us")), None]);
}

#[test]
fn a_gateway_with_countries_of_its_own_serves_these_only() {
    let table = Catalog::default();
    let mut gateways = [gateway(1, "us", ready(0)), gateway(2, "us", ready(90))];
    gateways[0].countries = vec![country("DE")];
    let node = |wanted| chosen(&place(&table, &to(wanted), &gateways, &here())).0;
    assert_eq!((node("DE"), node("FR"), node("")), (1, 2, 2));
    let placed = place(&table, &to("FR"), &gateways[..1], &here());
    assert_eq!(placed.steps[0].gateways, [(1, Outcome::OtherCountries)]);
    let refused = placed.outcome.expect_err("nobody");
    assert_eq!(refused.reason, ReasonCode::NoGateway);
}

#[test]
fn the_least_loaded_is_chosen_and_among_equals_the_own_node() {
    let table = Catalog::default();
    let busy = GatewayState::Ready(Load {
        calls: 0,
        most_calls: 100,
        cpu_permille: 900,
    });
    let gateways = [
        gateway(1, "us", ready(40)),
        gateway(2, "us", busy),
        gateway(9, "us", ready(43)),
    ];
    let place = |gateways: &[GatewayView]| chosen(&place(&table, &to(""), gateways, &here())).0;
    assert_eq!(place(&gateways), 9);
    assert_eq!(place(&gateways[..2]), 1);
}

#[test]
fn calls_spread_over_gateways_that_are_equal() {
    let gateways: Vec<_> = (1..=3).map(|node| gateway(node, "us", ready(0))).collect();
    let mut counts = [0; 3];
    for number in 0..3_000 {
        let call = format!("SCL_{number}");
        let wanted = Wanted {
            country: None,
            call: &call,
        };
        let placed = place(&Catalog::default(), &wanted, &gateways, &here());
        counts[chosen(&placed).0 as usize - 1] += 1;
    }
    assert!(
        counts.iter().all(|count| (850..1_150).contains(count)),
        "{counts:?}"
    );
}

const REGIONS: [&str; 4] = ["eu", "uk", "us", "ap"];
const COUNTRIES: [&str; 3] = ["DE", "FR", "JP"];

prop_compose! {
    fn a_gateway()(place in 0..4_usize, kind in 0..5_u8, calls in 0..110_u32, cpu in 0..1_001_u32, own in 0..6_usize)
        -> (usize, GatewayState, Option<usize>) {
        let state = match kind {
            0 => GatewayState::Away,
            1 => GatewayState::Draining,
            2 => GatewayState::Starting,
            _ => GatewayState::Ready(Load { calls, most_calls: 100, cpu_permille: cpu }),
        };
        (place, state, (own < COUNTRIES.len()).then_some(own))
    }
}

fn takes(gateway: &GatewayView, country: Option<CountryCode>) -> bool {
    let serves = gateway.countries.is_empty()
        || country.is_some_and(|country| gateway.countries.contains(&country));
    serves && matches!(gateway.state, GatewayState::Ready(load) if load.calls < load.most_calls)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_call_never_leaves_from_elsewhere_nor_from_a_gateway_that_does_not_take_it(
        gateways in vec(a_gateway(), 0..9),
        entries in vec((0..4_usize, vec(0..4_usize, 1..4), any::<bool>()), 0..4),
        wanted in 0..4_usize,
    ) {
        let gateways: Vec<_> = (1..).zip(gateways).map(|(node, (place, state, own))| GatewayView {
            countries: own.map(|at| country(COUNTRIES[at])).into_iter().collect(),
            ..gateway(node, REGIONS[place], state)
        }).collect();
        let named = |at: usize| COUNTRIES.get(at).copied().unwrap_or("default");
        let regions: Vec<Vec<&str>> = entries.iter().map(|(_, places, _)| {
            let mut names: Vec<_> = places.iter().map(|at| REGIONS[*at]).collect();
            names.sort_unstable();
            names.dedup();
            names
        }).collect();
        let entries: Vec<_> = entries.iter().zip(&regions).map(|((at, ..), regions)| (named(*at), regions.as_slice()))
            .zip(entries.iter().map(|(.., never)| if *never { NeverLeave } else { FallBack }))
            .map(|((name, regions), policy)| (name, regions, policy)).collect();
        let table = table(&entries);
        let wanted = to(COUNTRIES.get(wanted).copied().unwrap_or(""));

        let own = wanted.country.and_then(|one| table.country_route(Destination::Country(one)));
        let default = table.country_route(Destination::Default);
        let allowed: Option<Vec<&Region>> = match (own, default) {
            (Some(own), default) => {
                let behind = default.filter(|_| own.spec.policy == FallBack);
                let behind = behind.into_iter().flat_map(|entry| &entry.spec.regions);
                Some(own.spec.regions.iter().chain(behind).collect())
            }
            (None, Some(default)) => Some(default.spec.regions.iter().collect()),
            (None, None) => None,
        };
        let may = |one: &GatewayView| takes(one, wanted.country)
            && allowed.as_ref().is_none_or(|all| one.region.as_ref().is_some_and(|own| all.contains(&own)));

        let placed = place(&table, &wanted, &gateways, &here());
        match &placed.outcome {
            Ok(placement) => {
                let gateway = gateways.iter().find(|one| one.node == placement.node).expect("a known one");
                prop_assert!(may(gateway));
                prop_assert_eq!(&placement.region, &gateway.region);
                // The best region that has one: nobody in the regions before takes it.
                let before = &placed.steps[..placed.steps.len() - 1];
                let passed_over = before.iter().flat_map(|step| &step.gateways);
                for (node, _) in passed_over {
                    prop_assert!(!takes(&gateways[*node as usize - 1], wanted.country));
                }
            }
            Err(_) => prop_assert!(!gateways.iter().any(may)),
        }

        // Whoever is not chosen makes no difference when he goes, and the order of the view makes none.
        let mut fewer = gateways.clone();
        fewer.reverse();
        prop_assert_eq!(&place(&table, &wanted, &fewer, &here()), &placed);
        if let Ok(placement) = &placed.outcome {
            let other = gateways.iter().map(|one| one.node).find(|node| *node != placement.node);
            fewer.retain(|one| Some(one.node) != other);
            let again = place(&table, &wanted, &fewer, &here());
            prop_assert_eq!(again.outcome.as_ref(), Ok(placement));
        }
    }
}

#[test]
fn one_gateway_of_the_best_region_registers_a_trunk() {
    use tandem_dispatch::placement::{may_serve, registrar_of};
    let german = Some(country("DE"));
    let catalog = table(&[
        ("DE", &["eu", "us"], FallBack),
        ("default", &["us"], FallBack),
    ]);
    let mut gateways = [
        gateway(1, "eu", ready(0)),
        gateway(2, "eu", ready(100)),
        gateway(3, "us", ready(0)),
        gateway(4, "asia", ready(0)),
    ];
    let chosen =
        |gateways: &[GatewayView], trunk: &str| registrar_of(&catalog, german, trunk, gateways);
    // Each of the region has some, also the full one, and all nodes agree: the order of what they see is no matter.
    let mut by_node = [0; 5];
    for trunk in 0..100 {
        let trunk = format!("ST_{trunk}");
        let node = chosen(&gateways, &trunk).expect("one runs");
        by_node[usize::try_from(node).expect("small")] += 1;
        let mut turned = gateways.clone();
        turned.reverse();
        assert_eq!(chosen(&turned, &trunk), Some(node));
    }
    assert!(
        by_node[1] > 20 && by_node[2] > 20 && by_node[3..] == [0, 0],
        "{by_node:?}"
    );
    gateways[0].state = GatewayState::Draining;
    assert_eq!(chosen(&gateways, "ST_1"), Some(2));
    gateways[1].state = GatewayState::Away;
    assert_eq!(chosen(&gateways, "ST_1"), Some(3));
    gateways[2].state = GatewayState::Starting;
    assert_eq!(chosen(&gateways, "ST_1"), None);
    let serves = gateways.iter().map(|one| may_serve(&catalog, german, one));
    assert_eq!(serves.collect::<Vec<_>>(), [true, true, true, false]);
    gateways[3].countries = vec![country("FR")];
    let anywhere = table(&[]);
    let serves = gateways.iter().map(|one| may_serve(&anywhere, german, one));
    assert_eq!(serves.collect::<Vec<_>>(), [true, true, true, false]);
}
