//! What is known of calls: all that live, and the last ones that ended.

mod ended;
mod news;
mod remembered;
mod texts;

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tandem_model::{
    CallId, DispatchRuleId, PhoneNumber, ReasonCode, Revision, RoomName, Timestamp, TrunkId,
};
use tokio::sync::mpsc;

use news::{Before, Follower};
use remembered::Remembered;

pub use news::{Happening, MoveStep, News, TransferStep};

/// How many ended calls are remembered; the oldest is forgotten first.
pub const ENDED_CALLS: usize = 10_000;

/// Former `Call-ID`s that a record remembers.
const MOST_FORMER: usize = 8;

/// Locks over the live calls: enough that threads which write records seldom meet.
const SHARDS: usize = 16;

/// One call: its facts, the verdict on it and how it went.
#[derive(Clone, PartialEq, Debug)]
pub struct CallRecord {
    /// Its name; also the local tag of its dialog.
    pub id: CallId,
    /// The `Call-ID` header.
    pub sip_call_id: Box<str>,
    /// Who called whom.
    pub direction: Direction,
    /// The ends.
    pub parties: Parties,
    /// How far it is.
    pub state: CallState,
    /// When it began, was answered and ended.
    pub times: Times,
    /// The final status of its INVITE, once there is one.
    pub final_status: Option<u16>,
    /// Why it was refused or ended; of a live call, nothing.
    pub reason: Option<ReasonCode>,
    /// What the peer's `Reason` fields said (RFC 3326) in its CANCEL, its BYE or its refusal.
    pub peer_reason: Option<Box<str>>,
    /// What the matcher said.
    pub verdict: Option<VerdictRecord>,
    /// The room that it entered.
    pub room: Option<RoomName>,
    /// The participant's identity in the room.
    pub identity: Option<Box<str>>,
    /// The codec by its `rtpmap` name, such as `PCMU`.
    pub codec: Option<&'static str>,
    /// How the keys of encrypted media came; absent while it is plain.
    pub media_encryption: Option<KeyExchange>,
    /// The media's numbers, once its leg is closed.
    pub media: Option<MediaReport>,
    /// What was odd and did not end it, each once.
    pub notices: Vec<ReasonCode>,
    /// The `Call-ID`s that it had before others took it over (RFC 3891), the first one first; the last few of them.
    pub former_sip_call_ids: Vec<Box<str>>,
}

impl CallRecord {
    /// Adds what was odd.
    pub fn notice(&mut self, reason: ReasonCode) {
        if !self.notices.contains(&reason) {
            self.notices.push(reason);
        }
    }

    /// The call goes on under another `Call-ID`.
    pub fn continues_as(&mut self, sip_call_id: Box<str>) {
        let former = std::mem::replace(&mut self.sip_call_id, sip_call_id);
        if self.former_sip_call_ids.len() >= MOST_FORMER {
            self.former_sip_call_ids.remove(0);
        }
        self.former_sip_call_ids.push(former);
    }

    /// All its `Call-ID`s that are known, the first one first.
    pub fn sip_call_ids(&self) -> impl Iterator<Item = &str> {
        let former = self.former_sip_call_ids.iter();
        former.chain([&self.sip_call_id]).map(|id| &**id)
    }
}

/// How the keys of encrypted media came: whoever could read them can decrypt what they hear.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyExchange {
    /// In the session description (RFC 4568), over TLS.
    Sdes,
    /// In the session description, where others may have read them.
    SdesInClear,
}

impl KeyExchange {
    /// As records name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sdes => "sdes",
            Self::SdesInClear => "sdes-in-clear",
        }
    }
}

/// Which side began the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// The peer.
    Inbound,
    /// This node.
    Outbound,
}

/// The ends of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parties {
    /// The calling number or user.
    pub from: PhoneNumber,
    /// The called number or user.
    pub to: PhoneNumber,
    /// The peer's socket.
    pub source: SocketAddr,
    /// How the signalling travels: `UDP`, `TCP` or `TLS`.
    pub transport: &'static str,
}

/// How far a call is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallState {
    /// Not answered yet.
    Ringing,
    /// Answered.
    Active,
    /// Over.
    Ended,
}

/// When a call began, was answered and ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Times {
    /// The INVITE came or went.
    pub started: Timestamp,
    /// The 200 went or came.
    pub answered: Option<Timestamp>,
    /// The call was over.
    pub ended: Option<Timestamp>,
}

/// What the matcher said of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerdictRecord {
    /// The verdict in one word, such as `enter`, or the code of the refusal.
    pub code: &'static str,
    /// The trunk that admitted it.
    pub trunk: Option<TrunkId>,
    /// The rule that took it.
    pub rule: Option<DispatchRuleId>,
    /// The revision that decided.
    pub revision: Revision,
}

/// The media's numbers.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct MediaReport {
    /// RTP packets that came.
    pub packets_received: u64,
    /// RTP packets that never came (RFC 3550 A.3).
    pub packets_lost: u64,
    /// Interarrival jitter in milliseconds (RFC 3550 A.8).
    pub jitter_ms: f32,
    /// RTP packets that were sent.
    pub packets_sent: u64,
    /// Payload octets that came.
    pub octets_received: u64,
    /// Payload octets that were sent.
    pub octets_sent: u64,
    /// Frames for which nothing had come in time.
    pub underruns: u64,
    /// Digits by RFC 4733.
    pub digits: u64,
    /// An estimate of the mean opinion score of what came, 1 to 4.5 (ITU-T G.107); 0 when nothing came.
    pub mos: f32,
    /// How loud the peer was while it spoke, -60 to 0 dBov; absent when it was not heard here.
    pub level_dbov: Option<f32>,
    /// RTP packets of others than the peer, which were dropped.
    pub packets_foreign: u64,
    /// Packets that did not open under the agreed keys: forged or replayed.
    pub packets_refused: u64,
    /// RTP packets that came half a second after the end, and later; they were dropped.
    pub packets_after_end: u64,
}

/// By what a call is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose<'a> {
    /// Its `Call-ID`.
    SipCallId(&'a str),
    /// Its participant.
    Participant {
        /// The identity.
        identity: &'a str,
        /// The room; any where it is not said.
        room: Option<&'a str>,
    },
}

impl Whose<'_> {
    /// Whether it is a call with one of these `Call-ID`s, this identity and room.
    fn is<'b>(
        self,
        mut sip_call_ids: impl Iterator<Item = &'b str>,
        identity: &str,
        room: &str,
    ) -> bool {
        match self {
            Self::SipCallId(wanted) => sip_call_ids.any(|id| id == wanted),
            Self::Participant {
                identity: wanted,
                room: of_room,
            } => identity == wanted && of_room.is_none_or(|wanted| room == wanted),
        }
    }
}

/// Which calls to list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// Those that live.
    Live,
    /// Those that ended.
    Ended,
    /// All.
    All,
}

/// The calls of this node. Cloning it makes another handle.
#[derive(Clone)]
pub struct CallLog {
    inner: Arc<Inner>,
}

struct Inner {
    hasher: RandomState,
    live: [Mutex<HashMap<CallId, Box<CallRecord>>>; SHARDS],
    ended: Mutex<Remembered>,
    follower: Follower,
}

impl Default for CallLog {
    fn default() -> Self {
        Self::new(ENDED_CALLS)
    }
}

impl CallLog {
    /// A log that remembers so many ended calls; the oldest are forgotten first. Some 600 octets are taken for each.
    #[must_use]
    pub fn new(remembers: usize) -> Self {
        Self {
            inner: Arc::new(Inner {
                hasher: RandomState::new(),
                live: std::array::from_fn(|_| Mutex::default()),
                ended: Mutex::new(Remembered::new(remembers)),
                follower: Follower::default(),
            }),
        }
    }

    /// Adds a call that has begun.
    pub fn begin(&self, record: CallRecord) {
        let mut live = self.shard(&record.id);
        self.inner.follower.tell(Happening::Began, &record);
        live.insert(record.id.clone(), Box::new(record));
    }

    /// Lets one follow what becomes of calls, so many news behind at most; once.
    #[must_use]
    pub fn follow(&self, most: usize) -> Option<mpsc::Receiver<News>> {
        self.inner.follower.begin(most)
    }

    /// Whether the follower wants to hear anything at present; at first he does not.
    pub fn set_listening(&self, listens: bool) {
        self.inner.follower.set_listening(listens);
    }

    /// How many news the follower was too slow for since this was asked last.
    #[must_use]
    pub fn take_lost_news(&self) -> u64 {
        self.inner.follower.take_lost()
    }

    /// Tells the follower what a record does not show; of a call that does not live, nothing.
    pub fn tell(&self, id: &CallId, what: Happening) {
        if self.inner.follower.listens()
            && let Some(record) = self.shard(id).get(id)
        {
            self.inner.follower.tell(what, record);
        }
    }

    /// Changes the record of a live call; of another, nothing happens.
    pub fn update(&self, id: &CallId, change: impl FnOnce(&mut CallRecord)) {
        if let Some(record) = self.shard(id).get_mut(id) {
            let follower = &self.inner.follower;
            let before = follower.listens().then(|| Before::of(record));
            change(record);
            if let Some(what) = before.and_then(|before| before.until(record)) {
                follower.tell(what, record);
            }
        }
    }

    /// Ends a call: the change is the last, and the record is then remembered among the ended ones.
    pub fn end(&self, id: &CallId, ended: Timestamp, change: impl FnOnce(&mut CallRecord)) {
        let Some(mut record) = self.shard(id).remove(id) else {
            return;
        };
        record.state = CallState::Ended;
        record.times.ended = Some(ended);
        change(&mut record);
        self.inner.follower.tell(Happening::Ended, &record);
        let forgotten = self.ended().push(&record);
        // Freed outside the lock.
        drop((record, forgotten));
    }

    /// Something odd came to light of a call that had ended.
    pub fn notice_after_end(&self, id: &CallId, reason: ReasonCode) {
        self.ended().notice(id.as_str(), reason);
    }

    /// So many RTP packets still came when a call had ended. Gives its `Call-ID` while it is remembered.
    pub fn heard_after_end(&self, id: &CallId, packets: u64) -> Option<Box<str>> {
        self.ended().heard_after_end(id.as_str(), packets)
    }

    /// The record of a call, live or ended. An ended one is looked for in all that are remembered.
    #[must_use]
    pub fn get(&self, id: &CallId) -> Option<CallRecord> {
        if let Some(record) = self.shard(id).get(id) {
            return Some(CallRecord::clone(record));
        }
        let ended = self.ended();
        let found = ended.latest().find(|record| record.id() == id.as_str());
        found.map(|record| record.whole())
    }

    /// The latest call that is meant: of those that live, else of those that ended.
    #[must_use]
    pub fn find(&self, whose: Whose<'_>) -> Option<CallRecord> {
        let is_meant = |record: &CallRecord| {
            let room = record.room.as_ref().map_or("", RoomName::as_str);
            whose.is(
                record.sip_call_ids(),
                record.identity.as_deref().unwrap_or_default(),
                room,
            )
        };
        let latest = |shard: &Mutex<HashMap<CallId, Box<CallRecord>>>| {
            let live = lock(shard);
            let found = live.values().filter(|record| is_meant(record));
            let found = found.max_by_key(|record| record.times.started);
            found.map(|record| CallRecord::clone(record))
        };
        let live = self.inner.live.iter().filter_map(latest);
        live.max_by_key(|record| record.times.started).or_else(|| {
            let ended = self.ended();
            let found = ended.latest().find(|record| record.is_of(whose));
            found.map(|record| record.whole())
        })
    }

    /// At most `limit` calls, the latest start first.
    #[must_use]
    pub fn list(&self, which: Which, limit: usize) -> Vec<CallRecord> {
        let mut records = Vec::new();
        if matches!(which, Which::Live | Which::All) {
            for shard in &self.inner.live {
                let live = lock(shard);
                records.extend(live.values().map(|record| CallRecord::clone(record)));
            }
        }
        if matches!(which, Which::Ended | Which::All) {
            let ended = self.ended();
            let latest = ended.latest().take(limit);
            records.extend(latest.map(|record| record.whole()));
        }
        records.sort_by_key(|record| std::cmp::Reverse(record.times.started));
        records.truncate(limit);
        records
    }

    /// How many calls live.
    #[must_use]
    pub fn live(&self) -> usize {
        let shards = self.inner.live.iter();
        shards.map(|shard| lock(shard).len()).sum()
    }

    fn shard(&self, id: &CallId) -> MutexGuard<'_, HashMap<CallId, Box<CallRecord>>> {
        let hash = self.inner.hasher.hash_one(id);
        // The low bits: the map beneath uses the high ones first.
        lock(&self.inner.live[hash as usize % SHARDS])
    }

    fn ended(&self) -> MutexGuard<'_, Remembered> {
        lock(&self.inner.ended)
    }
}

/// A panic while a record changes leaves a record that is wrong at worst; the others stay right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn record(number: u64) -> CallRecord {
        CallRecord {
            id: CallId::from_random(u128::from(number)),
            sip_call_id: format!("{number}@example.test").into(),
            direction: Direction::Inbound,
            parties: Parties {
                from: PhoneNumber::new("+15550100"),
                to: PhoneNumber::new("+15550199"),
                source: SocketAddr::from(([127, 0, 0, 1], 5060)),
                transport: "UDP",
            },
            state: CallState::Ringing,
            times: Times {
                started: Timestamp { unix_nanos: number },
                answered: None,
                ended: None,
            },
            final_status: None,
            reason: None,
            verdict: None,
            room: None,
            identity: None,
            codec: None,
            media_encryption: None,
            peer_reason: None,
            media: None,
            notices: Vec::new(),
            former_sip_call_ids: Vec::new(),
        }
    }

    const LATER: Timestamp = Timestamp {
        unix_nanos: u64::MAX,
    };

    #[test]
    fn a_call_is_found_while_it_lives_and_after_it_ended() {
        let calls = CallLog::default();
        let id = record(1).id;
        calls.begin(record(1));
        calls.update(&id, |record| record.state = CallState::Active);
        assert_eq!(
            calls.get(&id).map(|call| call.state),
            Some(CallState::Active)
        );
        assert_eq!(calls.live(), 1);

        calls.end(&id, LATER, |record| {
            record.reason = Some(ReasonCode::CallerHangup);
        });
        calls.update(&id, |_| panic!("an ended call does not change"));
        calls.end(&id, LATER, |_| panic!("a call ends once"));
        let ended = calls.get(&id).expect("remembered");
        assert_eq!(ended.state, CallState::Ended);
        assert_eq!(ended.reason, Some(ReasonCode::CallerHangup));
        assert_eq!(calls.live(), 0);

        let sip_call_id = calls.heard_after_end(&id, 7);
        assert_eq!(sip_call_id, Some(ended.sip_call_id));
        let after = calls.get(&id).expect("remembered");
        assert_eq!(after.notices, [ReasonCode::MediaAfterEnd]);
        assert!(calls.heard_after_end(&record(2).id, 7).is_none());
    }

    #[test]
    fn the_oldest_ended_calls_are_forgotten() {
        for remembers in [0, 1, 100] {
            let calls = CallLog::new(remembers);
            for number in 0..105 {
                calls.begin(record(number));
                calls.end(&record(number).id, LATER, |_| {});
            }
            assert_eq!(calls.list(Which::Ended, usize::MAX).len(), remembers);
            let known = (0..105).filter(|number| calls.get(&record(*number).id).is_some());
            assert!(known.eq(105 - remembers as u64..105));
        }
    }

    #[test]
    fn lists_have_the_latest_first() {
        let calls = CallLog::default();
        for number in 1..=6 {
            calls.begin(record(number));
        }
        calls.end(&record(5).id, LATER, |_| {});
        let starts = |which, limit| {
            let listed = calls.list(which, limit).into_iter();
            let starts = listed.map(|call| call.times.started.unix_nanos);
            starts.collect::<Vec<_>>()
        };
        assert_eq!(starts(Which::All, 3), [6, 5, 4]);
        assert_eq!(starts(Which::Live, 3), [6, 4, 3]);
        assert_eq!(starts(Which::Ended, 3), [5]);
    }

    #[test]
    fn who_follows_hears_what_becomes_of_calls_while_he_listens() {
        let calls = CallLog::default();
        let mut news = calls.follow(6).expect("the first follower");
        assert!(calls.follow(6).is_none(), "there is one follower");
        let id = record(1).id;
        calls.begin(record(1));
        calls.set_listening(true);
        calls.tell(&id, Happening::Rings);
        calls.update(&id, |record| record.codec = Some("PCMU"));
        calls.update(&id, |record| record.state = CallState::Active);
        calls.update(&id, |record| record.identity = Some("ann".into()));
        calls.tell(&record(2).id, Happening::Rings);
        let transferred = Happening::Transfer(TransferStep::Completed);
        calls.tell(&id, transferred);
        calls.end(&id, LATER, |record| record.final_status = Some(200));
        let mut heard = Vec::new();
        while let Ok(one) = news.try_recv() {
            assert_eq!(one.call.id, id);
            heard.push((one.what, one.call.state));
        }
        assert_eq!(
            heard,
            [
                (Happening::Rings, CallState::Ringing),
                (Happening::Answered, CallState::Active),
                (Happening::Changed, CallState::Active),
                (transferred, CallState::Active),
                (Happening::Ended, CallState::Ended),
            ]
        );
        for number in 10..20 {
            calls.begin(record(number));
        }
        assert_eq!((calls.take_lost_news(), calls.take_lost_news()), (4, 0));
        calls.set_listening(false);
        calls.begin(record(20));
        assert_eq!(calls.take_lost_news(), 0);
    }
}
