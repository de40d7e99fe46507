//! What the capture is told of a call beside its messages.

use std::time::{Duration, Instant};

use tandem_capture::{MediaFact, Quality};
use tandem_model::ReasonCode;
use tandem_rtp_io::{LegReport, MediaEvent};
use tandem_rtp_proto::sdp::AudioStream;

use crate::Services;
use crate::live::LiveCall;

impl Services {
    /// A call is kept from now on, and what its offer led to.
    pub(crate) fn capture_begun(&self, call: &LiveCall) {
        self.capture.begin(call.sip_call_id().as_bytes());
        if let Some(stream) = &call.media.stream {
            self.capture_agreed(call, stream);
        }
    }

    /// Offer and answer met.
    pub(crate) fn capture_agreed(&self, call: &LiveCall, stream: &AudioStream) {
        let fact = MediaFact::Agreed {
            codec: stream.codec.name(),
            local: call.media.local,
            remote: stream.remote,
            direction: stream.direction.as_str(),
            is_encrypted: stream.srtp.is_some(),
        };
        let (sip_call_id, now) = (call.sip_call_id().as_bytes(), Instant::now());
        self.capture.note(sip_call_id, fact, now);
        if !self.may_send(call, stream.remote.ip()) {
            let remote = stream.remote;
            self.capture
                .note(sip_call_id, MediaFact::Withheld { remote }, now);
            let calls = self.plane.calls();
            calls.update(&call.id, |record| record.notice(ReasonCode::AddressRefused));
        }
    }

    /// Something happened to the leg. Which key was pressed is nobody's business.
    pub(crate) fn capture_media(&self, call: &LiveCall, event: MediaEvent, now: Instant) {
        let fact = match event {
            MediaEvent::Latched(peer) => MediaFact::Latched { peer },
            MediaEvent::Foreign(source) => MediaFact::Foreign { source },
            MediaEvent::Digit(_) | MediaEvent::KeyHeard(_) => MediaFact::Key,
            MediaEvent::PromptDone(_)
            | MediaEvent::Dialled
            | MediaEvent::TimedOut
            | MediaEvent::RelayLost
            | MediaEvent::Closed(_)
            | MediaEvent::AfterEnd { .. } => return,
        };
        self.capture.note(call.sip_call_id().as_bytes(), fact, now);
    }

    /// The call is over, and these are the numbers of its leg.
    pub(crate) fn capture_ended(&self, call: &LiveCall, report: Option<&LegReport>) {
        let sip_call_id = call.sip_call_id().as_bytes();
        if let Some(report) = report {
            let closed = MediaFact::Closed(quality(report));
            self.capture.note(sip_call_id, closed, Instant::now());
        }
        self.capture.end(sip_call_id);
    }
}

fn quality(report: &LegReport) -> Quality {
    Quality {
        received: report.packets_in,
        sent: report.packets_out,
        lost: report.lost,
        jitter: Duration::from_micros(report.jitter_us),
        mos: report.mos(),
    }
}
