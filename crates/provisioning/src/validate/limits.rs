use std::time::Duration;

use tandem_model::CallLimits;

use crate::Refusal;

/// The longest ringing and the longest call.
const MAX_LIMIT: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn check(limits: CallLimits) -> Result<(), Refusal> {
    check_one("trunk.ringing_timeout", limits.ringing_timeout)?;
    check_one("trunk.max_call_duration", limits.max_call_duration)
}

fn check_one(field: &'static str, limit: Option<Duration>) -> Result<(), Refusal> {
    let Some(limit) = limit.filter(|limit| *limit > MAX_LIMIT) else {
        return Ok(());
    };
    let name = field.strip_prefix("trunk.").unwrap_or(field);
    let text = format!(
        "{name} is {}s and may be {}s (24 hours): shorten it, or leave it out for the server's default",
        limit.as_secs_f64(),
        MAX_LIMIT.as_secs()
    );
    Err(Refusal::invalid(field, text))
}
