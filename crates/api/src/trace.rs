//! What was said in a call, at whichever node it is.

use std::time::{SystemTime, UNIX_EPOCH};

use tandem_capture::{Captured, Direction, MediaFact, Quality, What};
use tandem_control_plane::CallRecord;
use tandem_control_plane::calls::Whose;
use tandem_model::{CallId, ReasonCode, Timestamp};
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
        let read = |id: &str| self.capture.read(id.as_bytes());
        let (sip_call_id, captured) = match &record {
            Some(record) => {
                let all = record.sip_call_ids().filter_map(read);
                (&*record.sip_call_id, joined(all))
            }
            None => (request.call.as_str(), read(&request.call)?),
        };
        Some(wire::CallTrace {
            sip_call_id: sip_call_id.to_owned(),
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

/// What was said under each `Call-ID` of a call that others took over, in the order of time.
fn joined(all: impl Iterator<Item = Captured>) -> Captured {
    let mut joined = Captured {
        entries: Vec::new(),
        left_out: 0,
    };
    for mut captured in all {
        joined.entries.append(&mut captured.entries);
        joined.left_out = joined.left_out.saturating_add(captured.left_out);
    }
    // Stable: a fact stands behind the message that brought it.
    joined.entries.sort_by_key(|entry| entry.at);
    joined
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
        MediaFact::Withheld { remote } => wire::MediaFact {
            kind: "withheld".to_owned(),
            remote: remote.to_string(),
            reason: ReasonCode::AddressRefused.code().to_owned(),
            ..wire::MediaFact::default()
        },
        MediaFact::Foreign { source } => wire::MediaFact {
            kind: "foreign".to_owned(),
            remote: source.to_string(),
            reason: ReasonCode::ForeignMedia.code().to_owned(),
            ..wire::MediaFact::default()
        },
        MediaFact::AfterEnd { source, packets } => wire::MediaFact {
            kind: "after-end".to_owned(),
            remote: source.to_string(),
            reason: ReasonCode::MediaAfterEnd.code().to_owned(),
            numbers: Some(wire::Media {
                packets_after_end: *packets,
                ..wire::Media::default()
            }),
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
