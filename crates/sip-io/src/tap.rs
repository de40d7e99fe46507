use std::time::Instant;

use bytes::Bytes;
use tandem_capture::Capture;
use tandem_sip_proto::Flow;

use crate::tcp::Said;

/// Keeps what comes and goes, where that is wanted.
pub(crate) struct Tap(pub(crate) Option<Capture>);

impl Tap {
    pub(crate) fn received(&self, said: &Said, flow: Flow, now: Instant) {
        let message = match said {
            Said::Message(message) => Some(message),
            Said::Malformed(malformed) => malformed.message.as_deref(),
        };
        if let (Some(capture), Some(message)) = (&self.0, message) {
            capture.received(message, flow, now);
        }
    }

    pub(crate) fn sent(&self, octets: &Bytes, flow: Flow) {
        if let Some(capture) = &self.0 {
            capture.sent(octets, flow, Instant::now());
        }
    }
}
