use std::net::SocketAddr;

use tandem_model::{CallId, PhoneNumber, ReasonCode, RoomName};

use super::texts::{Place, Texts};
use super::{
    CallRecord, CallState, Direction, KeyExchange, MediaReport, Parties, Times, VerdictRecord,
    Whose,
};

/// An ended call: its record, put back together when it is asked for.
pub(super) struct Ended<'a> {
    remains: &'a Remains,
    text: &'a str,
}

/// What is kept of the record of an ended call, beside its texts.
pub(super) struct Remains {
    text: Text,
    /// Where each text ends.
    ends: [u32; TEXTS],
    direction: Direction,
    source: SocketAddr,
    times: Times,
    final_status: Option<u16>,
    reason: Option<ReasonCode>,
    verdict: Option<VerdictRecord>,
    transport: &'static str,
    codec: Option<&'static str>,
    media_encryption: Option<KeyExchange>,
    media: Option<MediaReport>,
    notices: Box<[ReasonCode]>,
    former_sip_call_ids: Box<[Box<str>]>,
}

/// The texts, one after the other.
enum Text {
    /// Among those of others.
    Kept(Place),
    /// Where there is no room.
    Apart(Box<str>),
}

/// Name, `Call-ID`, calling and called number, room, identity, the peer's reason.
const TEXTS: usize = 7;

impl Remains {
    pub(super) fn new(record: &CallRecord, kept: &mut Texts) -> Self {
        let room = record.room.as_ref().map_or("", RoomName::as_str);
        let pieces: [&str; TEXTS] = [
            record.id.as_str(),
            &record.sip_call_id,
            record.parties.from.as_str(),
            record.parties.to.as_str(),
            room,
            record.identity.as_deref().unwrap_or_default(),
            record.peer_reason.as_deref().unwrap_or_default(),
        ];
        let mut end = 0;
        let ends = pieces.map(|text| {
            end += text.len();
            u32::try_from(end).expect("a message is shorter by far")
        });
        Self {
            text: match kept.put(&pieces) {
                Some(place) => Text::Kept(place),
                None => Text::Apart(pieces.concat().into()),
            },
            ends,
            direction: record.direction,
            source: record.parties.source,
            times: record.times,
            final_status: record.final_status,
            reason: record.reason,
            verdict: record.verdict.clone(),
            transport: record.parties.transport,
            codec: record.codec,
            media_encryption: record.media_encryption,
            media: record.media,
            notices: record.notices.as_slice().into(),
            former_sip_call_ids: record.former_sip_call_ids.as_slice().into(),
        }
    }

    /// So many packets still came.
    pub(super) fn heard_after_end(&mut self, packets: u64) {
        if let Some(media) = &mut self.media {
            media.packets_after_end = packets;
        }
        self.notice(ReasonCode::MediaAfterEnd);
    }

    /// Adds what was odd.
    pub(super) fn notice(&mut self, reason: ReasonCode) {
        if !self.notices.contains(&reason) {
            let notices = std::mem::take(&mut self.notices).into_iter();
            self.notices = notices.chain([reason]).collect();
        }
    }

    /// Where its texts are kept, if it is among those of others.
    pub(super) fn place(&self) -> Option<Place> {
        match self.text {
            Text::Kept(place) => Some(place),
            Text::Apart(_) => None,
        }
    }
}

impl<'a> Ended<'a> {
    pub(super) fn new(remains: &'a Remains, kept: &'a Texts) -> Self {
        let text = match &remains.text {
            Text::Kept(place) => kept.get(*place),
            Text::Apart(text) => text,
        };
        Self { remains, text }
    }

    /// The call's name.
    pub(super) fn id(&self) -> &'a str {
        self.text(0)
    }

    pub(super) fn sip_call_id(&self) -> &'a str {
        self.text(1)
    }

    pub(super) fn is_of(&self, whose: Whose<'_>) -> bool {
        let former = self.remains.former_sip_call_ids.iter().map(|id| &**id);
        whose.is(
            former.chain([self.sip_call_id()]),
            self.text(5),
            self.text(4),
        )
    }

    fn text(&self, at: usize) -> &'a str {
        let ends = &self.remains.ends;
        let begin = at.checked_sub(1).map_or(0, |before| ends[before]);
        &self.text[begin as usize..ends[at] as usize]
    }

    /// The record, as it was.
    pub(super) fn whole(&self) -> CallRecord {
        let [id, sip_call_id, from, to, room, identity, peer_reason] =
            std::array::from_fn(|at| self.text(at));
        let remains = self.remains;
        CallRecord {
            id: CallId::try_new(id).expect("it was one"),
            sip_call_id: sip_call_id.into(),
            direction: remains.direction,
            parties: Parties {
                from: PhoneNumber::new(from),
                to: PhoneNumber::new(to),
                source: remains.source,
                transport: remains.transport,
            },
            state: CallState::Ended,
            times: remains.times,
            final_status: remains.final_status,
            reason: remains.reason,
            verdict: remains.verdict.clone(),
            room: RoomName::try_new(room).ok(),
            identity: (!identity.is_empty()).then(|| identity.into()),
            peer_reason: (!peer_reason.is_empty()).then(|| peer_reason.into()),
            codec: remains.codec,
            media_encryption: remains.media_encryption,
            media: remains.media,
            notices: remains.notices.to_vec(),
            former_sip_call_ids: remains.former_sip_call_ids.to_vec(),
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
        let whole = CallRecord {
            final_status: Some(200),
            reason: Some(ReasonCode::CallerHangup),
            verdict: Some(VerdictRecord {
                code: "enter",
                trunk: Some(TrunkId::from_random(1)),
                rule: Some(DispatchRuleId::from_random(2)),
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
            notices: vec![ReasonCode::ForeignMedia],
            former_sip_call_ids: vec!["a@b".into(), "c@d".into()],
            ..bare.clone()
        };
        let mut kept = Texts::new(150);
        let records = [bare.clone(), whole, bare];
        let remains = records
            .each_ref()
            .map(|record| Remains::new(record, &mut kept));
        assert!(remains[0].place().is_some() && remains[2].place().is_none());
        for (remains, record) in remains.iter().zip(&records) {
            assert_eq!(Ended::new(remains, &kept).whole(), *record);
        }
    }
}
