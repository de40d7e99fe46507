//! What other nodes say, as this crate's types.

use std::net::SocketAddr;

use tandem_model::{Attributes, ParticipantSid, RoomConfig, RoomName, RoomSid, Timestamp};
use tandem_rtp_io::{RelayKeys, RelaySession};
use tandem_rtp_proto::Codec;
use tandem_wire::internal as wire;
use tonic::Status;

use crate::{Leaving, ParticipantInfo, ParticipantKind, RoomInfo};

fn broken(what: &str) -> Status {
    Status::invalid_argument(format!("{what} cannot be read"))
}

pub(crate) fn name(text: &str) -> Result<RoomName, Status> {
    RoomName::try_new(text).map_err(|_| broken("the name of the room"))
}

pub(crate) fn attributes(pairs: std::collections::BTreeMap<String, String>) -> Attributes {
    let boxed = pairs
        .into_iter()
        .map(|(name, value)| (name.into(), value.into()));
    boxed.collect()
}

pub(crate) fn config(settings: wire::RoomSettings) -> RoomConfig {
    RoomConfig {
        empty_timeout_s: settings.empty_timeout_s,
        departure_timeout_s: settings.departure_timeout_s,
        max_participants: settings.max_participants,
        metadata: settings.metadata.into(),
        ..RoomConfig::default()
    }
}

pub(crate) fn codec(payload_type: u32) -> Result<Codec, Status> {
    let mut all = Codec::ALL.into_iter();
    all.find(|one| u32::from(one.payload_type()) == payload_type)
        .ok_or_else(|| broken("the codec"))
}

pub(crate) fn address(text: &str) -> Result<SocketAddr, Status> {
    text.parse().map_err(|_| broken("the relay address"))
}

/// The session that a home has agreed to.
pub(crate) fn session(id: u64, entered: &wire::Entered) -> Result<RelaySession, Status> {
    let key = |octets: &[u8]| octets.try_into().map_err(|_| broken("a key"));
    Ok(RelaySession {
        id,
        keys: RelayKeys {
            up: key(&entered.key_up)?,
            down: key(&entered.key_down)?,
        },
        peer: address(&entered.relay_address)?,
    })
}

pub(crate) fn leaving(removed: wire::Removed) -> Leaving {
    match removed.why {
        2 => Leaving::DuplicateIdentity,
        5 => Leaving::RoomDeleted,
        _ => Leaving::ParticipantRemoved,
    }
}

pub(crate) fn room(facts: wire::RoomFacts) -> Result<RoomInfo, Status> {
    Ok(RoomInfo {
        sid: RoomSid::try_new(&facts.sid).map_err(|_| broken("the room's id"))?,
        name: name(&facts.name)?,
        empty_timeout_s: facts.empty_timeout_s,
        departure_timeout_s: facts.departure_timeout_s,
        max_participants: facts.max_participants,
        created_at: Timestamp {
            unix_nanos: facts.created_unix_nanos,
        },
        metadata: facts.metadata.into(),
        participants: facts.participants,
        publishers: facts.publishers,
    })
}

pub(crate) fn participant(facts: wire::ParticipantFacts) -> Result<ParticipantInfo, Status> {
    let sid = ParticipantSid::try_new(&facts.sid);
    Ok(ParticipantInfo {
        sid: sid.map_err(|_| broken("the participant's id"))?,
        identity: facts.identity.into(),
        name: facts.name.into(),
        metadata: facts.metadata.into(),
        attributes: attributes(facts.attributes),
        kind: match facts.kind {
            3 => ParticipantKind::Sip,
            4 => ParticipantKind::Agent,
            _ => ParticipantKind::Standard,
        },
        joined_at: Timestamp {
            unix_nanos: facts.joined_unix_nanos,
        },
        version: facts.version,
        publishes_audio: facts.publishes_audio,
    })
}
