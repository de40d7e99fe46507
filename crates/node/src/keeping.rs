use std::io;

use tandem_capture::{Bounds, Capture, HepConfig, HepOwner};
use tandem_node::config::sections::Config;

/// What keeps the messages of calls, and who sends them to Homer.
pub(crate) fn start_capture(config: &Config) -> io::Result<(Capture, Option<HepOwner>)> {
    let capture = &config.capture;
    let bounds = Bounds {
        calls: capture.calls,
        octets: capture.bytes,
        call_messages: capture.call_messages,
        call_octets: capture.call_bytes,
    };
    let Some(address) = &capture.hep else {
        return Ok((Capture::new(bounds), None));
    };
    let password = capture.hep_password.as_ref();
    let hep = HepConfig {
        address: address.clone(),
        capture_id: capture.hep_id,
        password: password.map(|password| password.reveal().to_owned()),
    };
    let (capture, owner) = HepOwner::start(bounds, hep)?;
    Ok((capture, Some(owner)))
}
