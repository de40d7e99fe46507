use tandem_wire::internal as wire;

use super::Pulse;

pub(super) fn pulse(pulse: &Pulse) -> wire::PulseReply {
    let facts = &pulse.facts;
    let millis = |since: std::time::Duration| u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
    wire::PulseReply {
        region: facts
            .region
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        countries: facts.countries.iter().map(ToString::to_string).collect(),
        is_gateway: facts.is_gateway,
        calls: pulse.load.calls,
        most_calls: facts.most_calls,
        cpu_permille: pulse.load.cpu_permille,
        is_ready: pulse.is_ready,
        is_draining: pulse.is_draining,
        revision: pulse.revision.0,
        staleness_ms: pulse.staleness.map(millis),
    }
}
