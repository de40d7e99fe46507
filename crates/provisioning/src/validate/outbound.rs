use tandem_model::OutboundTrunkSpec;

use crate::Refusal;

/// Checks what only an outbound trunk has (reference §3.1, outbound a to e).
pub(super) fn check(spec: &OutboundTrunkSpec) -> Result<(), Refusal> {
    let is_idle = spec.terms.as_ref().is_some_and(|terms| terms.is_idle);
    if spec.numbers.is_empty() && !is_idle {
        return Err(Refusal::invalid(
            "trunk.numbers",
            "no trunk numbers specified",
        ));
    }
    if spec.address.is_empty() {
        return Err(Refusal::invalid(
            "trunk.address",
            "no outbound address specified",
        ));
    }
    check_host("trunk.address", "trunk address", &spec.address)?;
    check_host("trunk.from_host", "from_host", &spec.from_host)
}

/// Checks a trunk that comes with a request (reference §3.6).
pub(super) fn check_inline(spec: &OutboundTrunkSpec) -> Result<(), Refusal> {
    if spec.address.is_empty() {
        let text = "no outbound hostname specified";
        return Err(Refusal::invalid("trunk.hostname", text));
    }
    check_host("trunk.hostname", "trunk hostname", &spec.address)?;
    check_host("trunk.from_host", "from_host", &spec.from_host)
}

fn check_host(field: &'static str, name: &str, host: &str) -> Result<(), Refusal> {
    if host.contains("transport=") {
        let text = format!("{name} should not contain transport parameter");
        return Err(Refusal::invalid(field, text));
    }
    let breaks = |letter: char| letter.is_control() || letter.is_whitespace() || letter == '>';
    if host.contains(breaks) {
        let text = format!("{name} must not contain spaces, line breaks or control characters");
        return Err(Refusal::invalid(field, text));
    }
    let is_uri = host.contains(['@', ';']) || host.starts_with("sip:") || host.starts_with("sips:");
    if is_uri {
        let text = format!("{name} should be a hostname or IP, not SIP URI");
        return Err(Refusal::invalid(field, text));
    }
    Ok(())
}
