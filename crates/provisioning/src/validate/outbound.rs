use std::time::Duration;

use tandem_model::{OutboundTrunkSpec, Registration};

use crate::Refusal;

/// How often a target may be asked whether it is there.
const HEALTH_INTERVAL: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3600)];
/// How long a registration may be asked for.
const EXPIRES: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(86_400)];
/// What a user of a registration may be made of, besides letters and digits: it stands in URIs as it is.
const USER_MARKS: &str = "-_.!~*'()&=+$,";

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
    check_host("trunk.from_host", "from_host", &spec.from_host)?;
    let terms = spec.terms.as_ref();
    let interval = terms.and_then(|terms| terms.health_interval);
    check_span("trunk.health_interval", interval, HEALTH_INTERVAL)?;
    let registration = terms.and_then(|terms| terms.registration.as_ref());
    registration.map_or(Ok(()), |registration| {
        check_registration(spec, registration)
    })
}

fn check_registration(
    spec: &OutboundTrunkSpec,
    registration: &Registration,
) -> Result<(), Refusal> {
    let registrar = &registration.registrar;
    check_host("trunk.registration.registrar", "registrar", registrar)?;
    check_span("trunk.registration.expires", registration.expires, EXPIRES)?;
    let user = match &*registration.user {
        "" => &spec.auth.username,
        _ => &registration.user,
    };
    let is_written = |letter: char| letter.is_ascii_alphanumeric() || USER_MARKS.contains(letter);
    if user.is_empty() || !user.chars().all(is_written) {
        let text = format!(
            "registration needs a user of letters, digits and {USER_MARKS}: set registration.user, or auth_username"
        );
        return Err(Refusal::invalid("trunk.registration.user", text));
    }
    Ok(())
}

fn check_span(
    field: &'static str,
    span: Option<Duration>,
    [least, most]: [Duration; 2],
) -> Result<(), Refusal> {
    let Some(span) = span.filter(|span| !(least..=most).contains(span)) else {
        return Ok(());
    };
    let name = field.strip_prefix("trunk.").unwrap_or(field);
    let text = format!(
        "{name} is {}s and may be {} to {} s",
        span.as_secs_f64(),
        least.as_secs(),
        most.as_secs()
    );
    Err(Refusal::invalid(field, text))
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
