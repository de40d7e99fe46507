use std::time::Duration;

use tandem_dispatch::placement::Load;
use tandem_model::{CountryCode, Region, Revision};
use tandem_wire::internal as wire;

use super::{NodeFacts, Pulse};

/// What a node says of itself; nothing when it cannot be read: a country that is not understood may be a restriction
/// that would be overlooked.
pub(super) fn pulse(pulse: &wire::PulseReply) -> Option<Pulse> {
    let countries = pulse.countries.iter();
    let countries = countries.map(|text| CountryCode::try_new(text).ok());
    let facts = NodeFacts {
        region: Region::try_new(&pulse.region).ok(),
        countries: countries.collect::<Option<_>>()?,
        is_gateway: pulse.is_gateway,
        most_calls: pulse.most_calls,
    };
    Some(Pulse {
        load: Load {
            calls: pulse.calls,
            most_calls: facts.most_calls,
            cpu_permille: pulse.cpu_permille,
        },
        facts,
        is_ready: pulse.is_ready,
        is_draining: pulse.is_draining,
        revision: Revision(pulse.revision),
        staleness: pulse.staleness_ms.map(Duration::from_millis),
    })
}
