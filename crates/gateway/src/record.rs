use tandem_control_plane::calls::{
    CallRecord, CallState, Direction, KeyExchange, MediaReport, Parties, Times, VerdictRecord,
};
use tandem_control_plane::outbound::OutboundRequest;
use tandem_dispatch::{Decision, Verdict};
use tandem_model::{CallId, PhoneNumber, ReasonCode};
use tandem_rtp_io::LegReport;
use tandem_rtp_proto::sdp::AudioStream;
use tandem_sip_proto::{Flow, Transport};

use crate::live::Facts;

/// The record of a call that begins, or is refused; without a decision none was asked for.
pub(crate) fn record(
    id: &CallId,
    sip_call_id: &[u8],
    facts: &Facts,
    flow: Flow,
    decision: Option<&Decision>,
) -> CallRecord {
    let parties = Parties {
        from: PhoneNumber::new(&facts.caller),
        to: PhoneNumber::new(&facts.called),
        source: flow.peer,
        transport: flow.transport.as_str(),
    };
    CallRecord {
        sip_call_id: String::from_utf8_lossy(sip_call_id).into(),
        verdict: decision.map(verdict_record),
        ..begun(id, Direction::Inbound, parties)
    }
}

/// The record of a call to somebody that begins.
pub(crate) fn outbound(request: &OutboundRequest, sip_call_id: &str, flow: Flow) -> CallRecord {
    let parties = Parties {
        from: request.dial.from_number.clone(),
        to: request.dial.number.clone(),
        source: flow.peer,
        transport: flow.transport.as_str(),
    };
    CallRecord {
        sip_call_id: sip_call_id.into(),
        verdict: Some(VerdictRecord {
            code: "place",
            trunk: request.dial.trunk_id.clone(),
            rule: request.rule.clone(),
            revision: request.revision,
        }),
        ..begun(&request.call, Direction::Outbound, parties)
    }
}

/// A call of which nothing is known yet but its parties.
fn begun(id: &CallId, direction: Direction, parties: Parties) -> CallRecord {
    CallRecord {
        id: id.clone(),
        sip_call_id: "".into(),
        direction,
        parties,
        state: CallState::Ringing,
        times: Times {
            started: tandem_control_plane::now(),
            answered: None,
            ended: None,
        },
        final_status: None,
        reason: None,
        peer_reason: None,
        verdict: None,
        room: None,
        identity: None,
        codec: None,
        media_encryption: None,
        media: None,
        notices: Vec::new(),
        former_sip_call_ids: Vec::new(),
    }
}

/// How the keys of encrypted media came.
pub(crate) fn media_encryption(stream: &AudioStream, flow: Flow) -> Option<KeyExchange> {
    stream.srtp.map(|_| match flow.transport {
        Transport::Tls => KeyExchange::Sdes,
        Transport::Udp | Transport::Tcp => KeyExchange::SdesInClear,
    })
}

/// What the matcher said, for the record.
pub(crate) fn verdict_record(decision: &Decision) -> VerdictRecord {
    let rule = match &decision.verdict {
        Verdict::Enter(rule) | Verdict::AskPin(rule) => Some(rule.id.clone()),
        Verdict::Challenge | Verdict::Refuse(_) => None,
    };
    VerdictRecord {
        code: decision.verdict.code(),
        trunk: decision.trunk.as_ref().map(|trunk| trunk.id.clone()),
        rule,
        revision: decision.revision,
    }
}

/// A leg's numbers, for the record.
pub(crate) fn media_report(report: &LegReport) -> MediaReport {
    #[expect(clippy::cast_precision_loss, reason = "a jitter is small")]
    let jitter_ms = report.jitter_us as f32 / 1000.0;
    MediaReport {
        packets_received: report.packets_in,
        packets_lost: report.lost,
        jitter_ms,
        packets_sent: report.packets_out,
        octets_received: report.octets_in,
        octets_sent: report.octets_out,
        underruns: report.concealed,
        digits: report.digits,
        mos: report.mos().unwrap_or_default(),
        level_dbov: report.level_below.map(|below| -f32::from(below)),
        packets_foreign: report.foreign,
        packets_refused: report.refused,
        packets_after_end: 0,
    }
}

/// Fills in how a call ended.
pub(crate) fn ended(
    record: &mut CallRecord,
    status: u16,
    reason: ReasonCode,
    report: Option<&LegReport>,
) {
    record.final_status = Some(status);
    record.reason = Some(reason);
    record.media = report.map(media_report);
    if report.is_some_and(|report| report.foreign > 0) {
        record.notice(ReasonCode::ForeignMedia);
    }
}
