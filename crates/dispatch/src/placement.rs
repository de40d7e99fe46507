//! Which gateway an outbound call leaves from.
//!
//! The table of the catalog gives the regions and their order, the view of the nodes says who can take a call. The
//! live path, the dry run and *explain* are one function, [`place`].

use std::cmp::Reverse;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use tandem_model::{CountryCode, Destination, ReasonCode, Region, RoutePolicy};
use tandem_provisioning::Catalog;

/// Loads that differ by less than this share of a thousand count as equal: a heartbeat is a second old, and the
/// difference would send all calls of that second to one gateway.
const LOAD_STEP: u32 = 50;

/// A gateway as the node that decides sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GatewayView {
    /// Its number in the cluster.
    pub node: u64,
    /// Where it is; unknown of one that has no valid name for it.
    pub region: Option<Region>,
    /// The countries that it serves; empty serves all that the table maps to its region.
    pub countries: Vec<CountryCode>,
    /// Whether it takes calls.
    pub state: GatewayState,
}

/// Whether a gateway takes calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GatewayState {
    /// It does, unless it is full.
    Ready(Load),
    /// It has not been heard of lately, or did not answer.
    Away,
    /// It has not caught up with the log yet.
    Starting,
    /// It is being stopped.
    Draining,
}

/// How much a gateway has to do.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Load {
    /// The calls that it has.
    pub calls: u32,
    /// The most that it may have.
    pub most_calls: u32,
    /// The processor time that it uses, in thousandths of what its machine has.
    pub cpu_permille: u32,
}

/// The node that decides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Here {
    /// Its number in the cluster; preferred among equals.
    pub node: u64,
    /// Its region: the first where the table restricts nothing.
    pub region: Option<Region>,
}

/// A call that wants a gateway.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted<'a> {
    /// Where it ends, as its trunk says.
    pub country: Option<CountryCode>,
    /// Its name: spreads calls over gateways that are equal.
    pub call: &'a str,
}

/// Where a call leaves from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placement {
    /// The gateway.
    pub node: u64,
    /// Its region.
    pub region: Option<Region>,
    /// What led there.
    pub why: Why,
}

/// What led to a region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The entry of the country itself.
    Entry,
    /// The default entry, for want of one of the country's own.
    DefaultEntry,
    /// The default entry, as no gateway of the country's regions takes the call.
    FellBack,
    /// There is no entry: every region may serve, the deciding node's before others.
    Unrestricted,
}

/// No gateway takes the call.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{text}")]
pub struct Unplaced {
    /// The code.
    pub reason: ReasonCode,
    /// Regions in the order that was gone through, and what is wrong in each.
    pub text: String,
}

/// One step of a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The region; absent stands for every other one.
    pub region: Option<Region>,
    /// Why it was considered.
    pub why: Why,
    /// Its gateways and what became of each, in the order of their numbers. Empty where none is known, or where none was
    /// needed any more.
    pub gateways: Vec<(u64, Outcome)>,
}

/// What became of a gateway.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// It gets the call.
    Chosen,
    /// It would take the call; another one has less to do, or is this node.
    NotNeeded,
    /// It serves other countries only.
    OtherCountries,
    /// It has not been heard of lately, or did not answer.
    Away,
    /// It has not caught up with the log yet.
    Starting,
    /// It is being stopped.
    Draining,
    /// It has all the calls that it may have.
    Full,
}

/// A decision, and how it came about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placed {
    /// The gateway, or why there is none.
    pub outcome: Result<Placement, Unplaced>,
    /// The regions in the order that they were gone through; the rest was not looked at.
    pub steps: Vec<Step>,
}

/// Chooses the gateway that a call leaves from: of the first region that has one that takes it, the one with the least
/// to do. Equal ones are chosen by the call's name, the deciding node before all.
///
/// # Errors
/// [`Unplaced`] in the outcome: no region that the table allows has a gateway for it.
#[must_use]
pub fn place(
    catalog: &Catalog,
    wanted: &Wanted<'_>,
    gateways: &[GatewayView],
    here: &Here,
) -> Placed {
    let mut steps = Vec::new();
    for (within, why) in plan(catalog, wanted.country, here) {
        let there: Vec<&GatewayView> = gateways.iter().filter(|one| within.has(one)).collect();
        let chosen = best(&there, wanted, here);
        let outcome = |one: &&GatewayView| {
            if chosen.is_some_and(|best| best.node == one.node) {
                return (one.node, Outcome::Chosen);
            }
            (one.node, judge(one, wanted.country))
        };
        let mut outcomes: Vec<_> = there.iter().map(outcome).collect();
        outcomes.sort_unstable();
        steps.push(Step {
            region: within.region(),
            why,
            gateways: outcomes,
        });
        if let Some(best) = chosen {
            let placement = Placement {
                node: best.node,
                region: best.region.clone(),
                why,
            };
            return Placed {
                outcome: Ok(placement),
                steps,
            };
        }
    }
    Placed {
        outcome: Err(unplaced(wanted.country, &steps)),
        steps,
    }
}

/// The gateway that registers an outbound trunk of a country: one of the first region that has one which runs. All nodes
/// that know the same of each other name the same one, and it changes only when it goes or a better region comes back.
#[must_use]
pub fn registrar_of(
    catalog: &Catalog,
    country: Option<CountryCode>,
    trunk: &str,
    gateways: &[GatewayView],
) -> Option<u64> {
    plan(catalog, country, &Here::NOWHERE)
        .iter()
        .find_map(|(within, _)| {
            let there = gateways.iter().filter(|one| within.has(one));
            // One that is full still answers what comes in.
            let runs = |one: &&GatewayView| {
                matches!(judge(one, country), Outcome::NotNeeded | Outcome::Full)
            };
            let best = there.filter(runs);
            let best = best.max_by_key(|one| (weight(trunk, one.node), one.node));
            best.map(|one| one.node)
        })
}

/// Whether calls to a country may leave from a gateway at all, in whatever state it is.
#[must_use]
pub fn may_serve(catalog: &Catalog, country: Option<CountryCode>, gateway: &GatewayView) -> bool {
    let parts = plan(catalog, country, &Here::NOWHERE);
    judge(gateway, country) != Outcome::OtherCountries
        && parts.iter().any(|(within, _)| within.has(gateway))
}

impl Here {
    /// Nobody decides: no region is nearer than another.
    const NOWHERE: Self = Self {
        node: 0,
        region: None,
    };
}

/// A part of the gateways.
enum Within {
    Region(Region),
    /// All but those of this region.
    Elsewhere(Option<Region>),
}

impl Within {
    fn has(&self, gateway: &GatewayView) -> bool {
        match self {
            Self::Region(region) => gateway.region.as_ref() == Some(region),
            Self::Elsewhere(None) => true,
            Self::Elsewhere(but) => gateway.region != *but,
        }
    }

    fn region(self) -> Option<Region> {
        match self {
            Self::Region(region) => Some(region),
            Self::Elsewhere(_) => None,
        }
    }
}

/// The parts that are gone through for a country, in order. A region comes once.
fn plan(catalog: &Catalog, country: Option<CountryCode>, here: &Here) -> Vec<(Within, Why)> {
    let own = country.and_then(|country| catalog.country_route(Destination::Country(country)));
    let default = catalog.country_route(Destination::Default);
    let (first, why) = match (own, default) {
        (Some(own), _) => (own, Why::Entry),
        (None, Some(default)) => (default, Why::DefaultEntry),
        (None, None) => {
            let near = here.region.clone().map(Within::Region);
            let parts = near
                .into_iter()
                .chain([Within::Elsewhere(here.region.clone())]);
            return parts.map(|part| (part, Why::Unrestricted)).collect();
        }
    };
    let behind =
        default.filter(|_| why == Why::Entry && first.spec.policy == RoutePolicy::FallBack);
    let behind = behind.into_iter().flat_map(|default| &default.spec.regions);
    let behind = behind.filter(|region| !first.spec.regions.contains(region));
    let first = first.spec.regions.iter().map(|region| (region, why));
    let all = first.chain(behind.map(|region| (region, Why::FellBack)));
    all.map(|(region, why)| (Within::Region(region.clone()), why))
        .collect()
}

/// Whether a gateway takes a call; one that does is not needed until it is chosen.
fn judge(gateway: &GatewayView, country: Option<CountryCode>) -> Outcome {
    let serves = |country: CountryCode| gateway.countries.contains(&country);
    if !gateway.countries.is_empty() && !country.is_some_and(serves) {
        return Outcome::OtherCountries;
    }
    match gateway.state {
        GatewayState::Away => Outcome::Away,
        GatewayState::Starting => Outcome::Starting,
        GatewayState::Draining => Outcome::Draining,
        GatewayState::Ready(load) if load.is_full() => Outcome::Full,
        GatewayState::Ready(_) => Outcome::NotNeeded,
    }
}

fn best<'a>(
    gateways: &[&'a GatewayView],
    wanted: &Wanted<'_>,
    here: &Here,
) -> Option<&'a GatewayView> {
    let takes = gateways
        .iter()
        .filter(|one| judge(one, wanted.country) == Outcome::NotNeeded);
    let rank = |one: &&&GatewayView| {
        (
            one.state.load_step(),
            one.node != here.node,
            Reverse(weight(wanted.call, one.node)),
            one.node,
        )
    };
    takes.min_by_key(rank).copied()
}

impl GatewayState {
    fn load_step(self) -> u32 {
        match self {
            Self::Ready(load) => load.permille() / LOAD_STEP,
            Self::Away | Self::Starting | Self::Draining => u32::MAX,
        }
    }
}

impl Load {
    /// Whether it has all the calls that it may have.
    #[must_use]
    pub fn is_full(self) -> bool {
        self.calls >= self.most_calls
    }

    /// What is used of calls or of the processor, whichever is more, in thousandths.
    #[must_use]
    pub fn permille(self) -> u32 {
        let most = u64::from(self.most_calls.max(1));
        let calls = u64::from(self.calls) * 1_000 / most;
        let calls = u32::try_from(calls).unwrap_or(u32::MAX);
        calls.max(self.cpu_permille)
    }
}

/// Rendezvous hashing: a gateway that comes or goes moves no call between the others.
fn weight(call: &str, node: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (call, node).hash(&mut hasher);
    hasher.finish()
}

fn unplaced(country: Option<CountryCode>, steps: &[Step]) -> Unplaced {
    let outcomes = steps.iter().flat_map(|step| &step.gateways);
    // The one that passes soonest is told.
    let reason = match outcomes.map(|(_, outcome)| *outcome).max() {
        Some(Outcome::Full) => ReasonCode::GatewaysFull,
        Some(Outcome::Draining) => ReasonCode::GatewaysDraining,
        Some(Outcome::Away | Outcome::Starting) => ReasonCode::GatewaysAway,
        Some(Outcome::Chosen | Outcome::NotNeeded | Outcome::OtherCountries) | None => {
            ReasonCode::NoGateway
        }
    };
    let call = country.map_or_else(
        || "the call".to_owned(),
        |country| format!("the call to {country}"),
    );
    let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
    Unplaced {
        reason,
        text: format!("no gateway takes {call}: {}", steps.join("; ")),
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.region {
            Some(region) => write!(formatter, "{region}: ")?,
            None => formatter.write_str("elsewhere: ")?,
        }
        if self.gateways.is_empty() {
            return formatter.write_str("none is known");
        }
        let mut outcomes: Vec<Outcome> = self.gateways.iter().map(|(_, one)| *one).collect();
        outcomes.sort_unstable();
        for (at, equal) in outcomes.chunk_by(PartialEq::eq).enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            write!(formatter, "{comma}{} {}", equal.len(), equal[0])?;
        }
        Ok(())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chosen => "chosen",
            Self::NotNeeded => "not needed",
            Self::OtherCountries => "for other countries only",
            Self::Away => "not heard of",
            Self::Starting => "starting",
            Self::Draining => "draining",
            Self::Full => "full",
        })
    }
}

impl fmt::Display for Why {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Entry => "entry",
            Self::DefaultEntry => "default entry",
            Self::FellBack => "fall-back to the default entry",
            Self::Unrestricted => "no entry restricts it",
        })
    }
}
