use std::time::{Duration, Instant};

use tandem_model::{RoomConfig, RoomName, RoomSid, Timestamp};
use tandem_rtp_io::MixId;

use crate::RoomInfo;
use crate::participant::Participant;

/// The name of the built-in room that returns a caller's own voice.
pub(crate) const ECHO: &str = "echo";

/// One life of a room.
pub(crate) struct Room {
    pub(crate) sid: RoomSid,
    pub(crate) mix: MixId,
    pub(crate) created_at: Timestamp,
    pub(crate) metadata: Box<str>,
    pub(crate) max_participants: u32,
    pub(crate) participants: Vec<Participant>,
    timeouts: Timeouts,
    empty_since: Option<Instant>,
    has_been_entered: bool,
}

/// How long an empty room stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Timeouts {
    /// Before anybody came.
    pub(crate) empty: Duration,
    /// After the last one left.
    pub(crate) departure: Duration,
}

impl Timeouts {
    /// What a configuration asks for, and the defaults for what it leaves open.
    pub(crate) fn of(config: Option<&RoomConfig>, defaults: Self) -> Self {
        let asked = |seconds: u32, default| match seconds {
            0 => default,
            seconds => Duration::from_secs(u64::from(seconds)),
        };
        match config {
            None => defaults,
            Some(config) => Self {
                empty: asked(config.empty_timeout_s, defaults.empty),
                departure: asked(config.departure_timeout_s, defaults.departure),
            },
        }
    }
}

impl Room {
    pub(crate) fn new(
        sid: RoomSid,
        mix: MixId,
        created_at: Timestamp,
        config: Option<&RoomConfig>,
        timeouts: Timeouts,
        now: Instant,
    ) -> Self {
        Self {
            sid,
            mix,
            created_at,
            metadata: config
                .map(|config| config.metadata.clone())
                .unwrap_or_default(),
            max_participants: config.map_or(0, |config| config.max_participants),
            participants: Vec::new(),
            timeouts,
            empty_since: Some(now),
            has_been_entered: false,
        }
    }

    /// Whether nobody else may enter.
    pub(crate) fn is_full(&self) -> bool {
        let most = usize::try_from(self.max_participants).unwrap_or(usize::MAX);
        most > 0 && self.participants.len() >= most
    }

    pub(crate) fn enter(&mut self, participant: Participant) {
        self.participants.push(participant);
        self.empty_since = None;
        self.has_been_entered = true;
    }

    /// Takes out the one participant that `is_it` picks.
    pub(crate) fn take(
        &mut self,
        is_it: impl Fn(&Participant) -> bool,
        now: Instant,
    ) -> Option<Participant> {
        let index = self.participants.iter().position(is_it)?;
        let participant = self.participants.swap_remove(index);
        if self.participants.is_empty() {
            self.empty_since = Some(now);
        }
        Some(participant)
    }

    /// Whether the room has been empty for as long as it may be.
    pub(crate) fn is_over(&self, now: Instant) -> bool {
        let patience = if self.has_been_entered {
            self.timeouts.departure
        } else {
            self.timeouts.empty
        };
        self.empty_since
            .is_some_and(|since| now.saturating_duration_since(since) >= patience)
    }

    pub(crate) fn info(&self, name: &RoomName) -> RoomInfo {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let seconds = |time: Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
        RoomInfo {
            sid: self.sid.clone(),
            name: name.clone(),
            empty_timeout_s: seconds(self.timeouts.empty),
            departure_timeout_s: seconds(self.timeouts.departure),
            max_participants: self.max_participants,
            created_at: self.created_at,
            metadata: self.metadata.clone(),
            participants: count(self.participants.len()),
            publishers: count(
                self.participants
                    .iter()
                    .filter(|who| who.leg.is_some())
                    .count(),
            ),
        }
    }
}
