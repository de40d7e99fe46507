//! What this crate says, as messages.

use tandem_model::{Attributes, RoomConfig};
use tandem_wire::internal as wire;

use crate::{Join, Leaving, ParticipantInfo, ParticipantKind, RoomInfo};

pub(crate) fn attributes<'a>(
    pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> std::collections::BTreeMap<String, String> {
    let owned = pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    owned.collect()
}

fn all(attributes_by_name: &Attributes) -> std::collections::BTreeMap<String, String> {
    attributes(
        attributes_by_name
            .iter()
            .map(|(name, value)| (&**name, &**value)),
    )
}

pub(crate) fn settings(config: &RoomConfig) -> wire::RoomSettings {
    wire::RoomSettings {
        empty_timeout_s: config.empty_timeout_s,
        departure_timeout_s: config.departure_timeout_s,
        max_participants: config.max_participants,
        metadata: config.metadata.to_string(),
    }
}

/// The request for a seat; whoever relays adds where and in what codec.
pub(crate) fn enter(join: &Join, from: u64) -> wire::EnterRequest {
    wire::EnterRequest {
        from,
        room: join.room.as_str().to_owned(),
        session: 0,
        relay_address: String::new(),
        codec: 0,
        suppresses_noise: false,
        identity: join.identity.to_string(),
        name: join.name.to_string(),
        metadata: join.metadata.to_string(),
        attributes: all(&join.attributes),
        settings: join.room_config.as_deref().map(settings),
        at_unix_nanos: join.at.unix_nanos,
    }
}

pub(crate) fn removed(why: Leaving) -> wire::Removed {
    let why = match why {
        Leaving::DuplicateIdentity => 2,
        Leaving::ParticipantRemoved => 4,
        Leaving::RoomDeleted => 5,
    };
    wire::Removed { why }
}

pub(crate) fn room(info: &RoomInfo) -> wire::RoomFacts {
    wire::RoomFacts {
        sid: info.sid.as_str().to_owned(),
        name: info.name.as_str().to_owned(),
        empty_timeout_s: info.empty_timeout_s,
        departure_timeout_s: info.departure_timeout_s,
        max_participants: info.max_participants,
        created_unix_nanos: info.created_at.unix_nanos,
        metadata: info.metadata.to_string(),
        participants: info.participants,
        publishers: info.publishers,
    }
}

pub(crate) fn participant(info: &ParticipantInfo) -> wire::ParticipantFacts {
    wire::ParticipantFacts {
        sid: info.sid.as_str().to_owned(),
        identity: info.identity.to_string(),
        name: info.name.to_string(),
        metadata: info.metadata.to_string(),
        attributes: all(&info.attributes),
        kind: match info.kind {
            ParticipantKind::Standard => 0,
            ParticipantKind::Sip => 3,
            ParticipantKind::Agent => 4,
        },
        joined_unix_nanos: info.joined_at.unix_nanos,
        version: info.version,
        publishes_audio: info.publishes_audio,
    }
}
