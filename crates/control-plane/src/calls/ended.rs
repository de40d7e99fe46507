use std::net::SocketAddr;

use tandem_model::{CallId, PhoneNumber, ReasonCode, RoomName};

use super::{
    CallRecord, CallState, Candidate, Direction, KeyExchange, MediaReport, Parties, Times,
    VerdictRecord, Whose,
};

/// The record of an ended call, in few pieces of memory.
///
/// Records outlive what was allocated beside them by far. Left in a dozen small pieces, each would hold on to pages
/// that are empty but for it.
pub(super) struct Ended {
    /// The texts, one after the other.
    text: Box<str>,
    /// Where each text ends.
    ends: [u32; TEXTS],
    direction: Direction,
    source: SocketAddr,
    times: Times,
    final_status: Option<u16>,
    reason: Option<ReasonCode>,
    verdict: Option<Verdict>,
    transport: &'static str,
    codec: Option<&'static str>,
    media_encryption: Option<KeyExchange>,
    media: Option<MediaReport>,
}

/// A verdict whose list has no room to grow.
struct Verdict {
    considered: Box<[Candidate]>,
    rest: VerdictRecord,
}

/// Name, `Call-ID`, calling and called number, room, identity, the peer's reason.
const TEXTS: usize = 7;

impl Ended {
    pub(super) fn new(record: CallRecord) -> Self {
        let room = record.room.as_ref().map_or("", RoomName::as_str);
        let texts: [&str; TEXTS] = [
            record.id.as_str(),
            &record.sip_call_id,
            record.parties.from.as_str(),
            record.parties.to.as_str(),
            room,
            record.identity.as_deref().unwrap_or_default(),
            record.peer_reason.as_deref().unwrap_or_default(),
        ];
        let mut end = 0;
        let ends = texts.map(|text| {
            end += text.len();
            u32::try_from(end).expect("a message is shorter by far")
        });
        Self {
            text: texts.concat().into(),
            ends,
            direction: record.direction,
            source: record.parties.source,
            times: record.times,
            final_status: record.final_status,
            reason: record.reason,
            verdict: record.verdict.map(|mut rest| Verdict {
                considered: std::mem::take(&mut rest.considered).into(),
                rest,
            }),
            transport: record.parties.transport,
            codec: record.codec,
            media_encryption: record.media_encryption,
            media: record.media,
        }
    }

    /// The call's name.
    pub(super) fn id(&self) -> &str {
        self.text(0)
    }

    pub(super) fn is_of(&self, whose: Whose<'_>) -> bool {
        whose.is(self.text(1), self.text(5), self.text(4))
    }

    fn text(&self, at: usize) -> &str {
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[begin as usize..self.ends[at] as usize]
    }

    /// The record, as it was.
    pub(super) fn record(&self) -> CallRecord {
        let [id, sip_call_id, from, to, room, identity, peer_reason] =
            std::array::from_fn(|at| self.text(at));
        CallRecord {
            id: CallId::try_new(id).expect("it was one"),
            sip_call_id: sip_call_id.into(),
            direction: self.direction,
            parties: Parties {
                from: PhoneNumber::new(from),
                to: PhoneNumber::new(to),
                source: self.source,
                transport: self.transport,
            },
            state: CallState::Ended,
            times: self.times,
            final_status: self.final_status,
            reason: self.reason,
            verdict: self.verdict.as_ref().map(|verdict| VerdictRecord {
                considered: verdict.considered.to_vec(),
                ..verdict.rest.clone()
            }),
            room: RoomName::try_new(room).ok(),
            identity: (!identity.is_empty()).then(|| identity.into()),
            peer_reason: (!peer_reason.is_empty()).then(|| peer_reason.into()),
            codec: self.codec,
            media_encryption: self.media_encryption,
            media: self.media,
        }
    }
}

#[cfg(test)]
mod tests {
    use tandem_model::{DispatchRuleId, Revision, TrunkId};

    use super::super::tests::record;
    use super::*;

    #[test]
    fn a_record_is_as_it_was() {
        let bare = CallRecord {
            state: CallState::Ended,
            ..record(1)
        };
        let trunk = TrunkId::from_random(1);
        let rule = DispatchRuleId::from_random(2);
        let whole = CallRecord {
            final_status: Some(200),
            reason: Some(ReasonCode::CallerHangup),
            verdict: Some(VerdictRecord {
                code: "enter",
                trunk: Some(trunk.clone()),
                rule: Some(rule.clone()),
                considered: vec![
                    Candidate::Trunk(trunk, "chosen"),
                    Candidate::Rule(rule, "chosen"),
                ],
                revision: Revision(7),
            }),
            room: RoomName::try_new("call_é_1").ok(),
            identity: Some("sip_+1".into()),
            peer_reason: Some("Q.850;cause=16".into()),
            codec: Some("PCMU"),
            media_encryption: Some(KeyExchange::Sdes),
            media: Some(MediaReport {
                packets_received: 7,
                ..MediaReport::default()
            }),
            ..bare.clone()
        };
        for record in [bare, whole] {
            assert_eq!(Ended::new(record.clone()).record(), record);
        }
    }
}
