use std::time::Duration;

use tandem_model::{CodecChoice, MediaConfig};

use crate::{Refusal, texts};

/// The longest silence on the wire that a trunk or rule may ask for.
const MAX_MEDIA_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// Checks media options (reference §3.5); codecs that nobody knows are fine.
pub(crate) fn check(field: &'static str, media: Option<&MediaConfig>) -> Result<(), Refusal> {
    let Some(media) = media else {
        return Ok(());
    };
    for codec in &media.codecs {
        check_codec(codec).map_err(|text| Refusal::invalid(field, text))?;
    }
    if media
        .media_timeout
        .is_some_and(|timeout| timeout > MAX_MEDIA_TIMEOUT)
    {
        return Err(Refusal::invalid(field, texts::MEDIA_TIMEOUT_TOO_LONG));
    }
    Ok(())
}

fn check_codec(codec: &CodecChoice) -> Result<(), &'static str> {
    if codec.name.is_empty() {
        return Err("missing codec name");
    }
    if codec.name.contains(char::is_whitespace) {
        return Err("invalid codec name");
    }
    if codec.name.contains('/') {
        return Err("codec name must not contain '/'");
    }
    Ok(())
}
