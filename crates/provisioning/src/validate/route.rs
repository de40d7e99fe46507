use tandem_model::{CountryRouteSpec, Destination, RoutePolicy};

use crate::Refusal;

/// Regions of one entry; each is gone through for a call that finds no gateway in those before.
const MAX_REGIONS: usize = 16;

/// Checks an entry of the table of countries and regions.
pub(crate) fn check(destination: Destination, spec: &CountryRouteSpec) -> Result<(), Refusal> {
    let regions = &spec.regions;
    let refused = |text: String| Err(Refusal::invalid("regions", text));
    if regions.is_empty() {
        return refused(format!(
            "regions is empty: name the regions that calls to {destination} leave from, or delete the entry"
        ));
    }
    if regions.len() > MAX_REGIONS {
        return refused(format!(
            "regions has {} names and may have {MAX_REGIONS}: keep the best ones",
            regions.len()
        ));
    }
    let twice = (1..regions.len()).find(|at| regions[..*at].contains(&regions[*at]));
    if let Some(at) = twice {
        return refused(format!(
            "regions has {} twice: its first place counts, take the other out",
            regions[at]
        ));
    }
    if destination == Destination::Default && spec.policy == RoutePolicy::NeverLeave {
        let text = "policy never_leave says nothing of the default entry, as nothing lies behind it: leave it out";
        return Err(Refusal::invalid("policy", text));
    }
    Ok(())
}
