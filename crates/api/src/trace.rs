//! What was said in a call, at whichever node it is.

use std::time::{SystemTime, UNIX_EPOCH};

use tandem_capture::{Captured, Direction, MediaFact, Quality, What};
use tandem_control_plane::CallRecord;
use tandem_control_plane::calls::Whose;
use tandem_model::{CallId, Timestamp};
use tandem_wire::admin as wire;

use crate::admin::{SERVICE, call, rfc3339, unknown};
use crate::auth::Grant;
use crate::context::Context;
use crate::twirp::Call;
use crate::{Answer, Api, ApiError};

impl Api {
    pub(crate) async fn trace_call(
        &self,
        context: &Context,
        request: wire::TraceCallRequest,
    ) -> Result<Answer<wire::CallTrace>, ApiError> {
        context.caller.check(Grant::SipAdmin)?;
        if request.call.is_empty() {
            let text = "call: give the call's id, its Call-ID, or the identity of its participant";
            return Err(ApiError::invalid(text).with("field", "call"));
        }
        let here = self.trace_here(&request);
        let here = match here {
            Some(trace) if is_live(&trace) || is_named(&trace, &request.call) => {
                return Ok(trace.into());
            }
            here => here,
        };
        // A participant of this name may have a later call at another node.
        let call = Call::of(context, &request);
        let replies = self.answers_of_others((SERVICE, "TraceCall"), &call).await;
        let found = replies
            .into_iter()
            .filter_map(|reply| reply.read().ok())
            .chain(here);
        let latest = found.max_by_key(|trace| (is_live(trace), began(trace)));
        latest.map(Into::into).ok_or_else(unknown)
    }

    fn trace_here(&self, request: &wire::TraceCallRequest) -> Option<wire::CallTrace> {
        let record = self.record_of(request);
        let sip_call_id = record.as_ref().map_or(request.call.as_bytes(), |record| {
            record.sip_call_id.as_bytes()
        });
        let captured = self.capture.read(sip_call_id);
        if record.is_none() && captured.is_none() {
            return None;
        }
        let captured = captured.unwrap_or(Captured {
            entries: Vec::new(),
            left_out: 0,
        });
        Some(wire::CallTrace {
            sip_call_id: String::from_utf8_lossy(sip_call_id).into_owned(),
            call: record.as_ref().map(call),
            node_id: self.plane.node_id(),
            entries: captured.entries.into_iter().map(entry).collect(),
            left_out: captured.left_out,
        })
    }

    fn record_of(&self, request: &wire::TraceCallRequest) -> Option<CallRecord> {
        let calls = self.plane.calls();
        let by_id = CallId::try_new(&request.call).ok();
        let by_id = by_id.and_then(|id| calls.get(&id));
        let by_sip = || calls.find(Whose::SipCallId(&request.call));
        let room = Some(request.room_name.as_str()).filter(|room| !room.is_empty());
        let identity = &request.call;
        let by_participant = || calls.find(Whose::Participant { identity, room });
        by_id.or_else(by_sip).or_else(by_participant)
    }
}

fn is_live(trace: &wire::CallTrace) -> bool {
    trace
        .call
        .as_ref()
        .is_some_and(|call| call.state != "ended")
}

/// Whether it was asked for by a name that no other call has.
fn is_named(trace: &wire::CallTrace, name: &str) -> bool {
    let call = trace.call.as_ref();
    trace.sip_call_id == name || call.is_some_and(|call| call.call_id == name)
}

fn began(trace: &wire::CallTrace) -> u64 {
    trace.entries.first().map_or(0, |entry| entry.unix_nanos)
}

fn entry(entry: tandem_capture::Entry) -> wire::TraceEntry {
    use wire::trace_entry::What as Wire;
    let what = match entry.what {
        What::Message(message) => Wire::Message(wire::SipMessage {
            sent: message.direction == Direction::Sent,
            transport: message.flow.transport.as_str().to_owned(),
            local: message.flow.local.to_string(),
            peer: message.flow.peer.to_string(),
            octets: message.octets,
            is_retransmission: message.is_retransmission,
        }),
        What::Media(fact) => Wire::Media(media_fact(&fact)),
    };
    let at = timestamp(entry.at);
    wire::TraceEntry {
        at: rfc3339(Some(at)),
        what: Some(what),
        unix_nanos: at.unix_nanos,
    }
}

fn timestamp(at: SystemTime) -> Timestamp {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    let unix_nanos = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
    Timestamp { unix_nanos }
}

fn media_fact(fact: &MediaFact) -> wire::MediaFact {
    match fact {
        MediaFact::Agreed {
            codec,
            local,
            remote,
            direction,
            is_encrypted,
        } => wire::MediaFact {
            kind: "agreed".to_owned(),
            codec: (*codec).to_owned(),
            local: local.to_string(),
            remote: remote.to_string(),
            direction: (*direction).to_owned(),
            is_encrypted: *is_encrypted,
            ..wire::MediaFact::default()
        },
        MediaFact::Latched { peer } => wire::MediaFact {
            kind: "latched".to_owned(),
            remote: peer.to_string(),
            ..wire::MediaFact::default()
        },
        MediaFact::Key => wire::MediaFact {
            kind: "key".to_owned(),
            ..wire::MediaFact::default()
        },
        MediaFact::Closed(quality) => wire::MediaFact {
            kind: "closed".to_owned(),
            numbers: Some(numbers(quality)),
            ..wire::MediaFact::default()
        },
    }
}

fn numbers(quality: &Quality) -> wire::Media {
    wire::Media {
        packets_received: quality.received,
        packets_lost: quality.lost,
        packets_sent: quality.sent,
        jitter_ms: quality.jitter.as_secs_f32() * 1000.0,
        mos: quality.mos.unwrap_or_default(),
        ..wire::Media::default()
    }
}
