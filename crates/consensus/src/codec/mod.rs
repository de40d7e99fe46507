//! The bytes of envelopes, `tandem.events.v1`, written once and read for ever; and what nodes say to each other.

mod from_wire;
pub(crate) mod raft;
mod to_wire;

use bytes::Bytes;
use prost::Message;
use tandem_model::OutboundTrunkSpec;
use tandem_provisioning::{Envelope, Event};

use crate::generated::events as wire;

/// The version of the schema that this release writes, and the highest that it reads.
const VERSION: u32 = 1;

/// Why bytes of the log are no envelope that this release knows. The node must stop: a skipped event is a node
/// that silently disagrees.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are no message of the schema; the disk or its writer is at fault.
    #[error("the bytes are no envelope: {0}")]
    Malformed(#[from] prost::DecodeError),
    /// A newer release wrote it; run that release on this node.
    #[error("the envelope has schema version {found}, this release knows up to {known}")]
    Version {
        /// What was written.
        found: u32,
        /// What can be read.
        known: u32,
    },
    /// A field has no value that this release knows.
    #[error("the envelope's field {field} has no valid value")]
    Invalid {
        /// The field.
        field: &'static str,
    },
    /// The message has fields that this release does not know; run the release that wrote it.
    #[error("the envelope has fields that this release does not know")]
    UnknownFields,
}

/// Encodes an envelope; equal envelopes have equal bytes.
#[must_use]
pub fn encode(envelope: &Envelope) -> Bytes {
    to_wire::envelope(envelope).encode_to_vec().into()
}

/// Decodes what [`encode`] wrote.
///
/// # Errors
/// [`DecodeError`] when anything in the bytes is unknown to this release.
pub fn decode(bytes: Bytes) -> Result<Envelope, DecodeError> {
    let length = bytes.len();
    let message = wire::Envelope::decode(bytes)?;
    if message.encoded_len() != length {
        return Err(DecodeError::UnknownFields);
    }
    from_wire::envelope(message)
}

/// Encodes what a trunk's owner says of it, for another node to read.
#[must_use]
pub fn encode_trunk(spec: &OutboundTrunkSpec) -> Bytes {
    to_wire::outbound_spec(spec).encode_to_vec().into()
}

/// Decodes what [`encode_trunk`] wrote.
///
/// # Errors
/// [`DecodeError`] when anything in the bytes is unknown to this release.
pub fn decode_trunk(bytes: Bytes) -> Result<OutboundTrunkSpec, DecodeError> {
    let length = bytes.len();
    let message = wire::OutboundTrunk::decode(bytes)?;
    if message.encoded_len() != length {
        return Err(DecodeError::UnknownFields);
    }
    from_wire::outbound_spec(message)
}

/// An envelope for tests.
#[cfg(test)]
pub(crate) fn sample() -> Envelope {
    Envelope {
        event_id: tandem_model::EventId::from_random(1),
        actor: tandem_provisioning::Actor("test".into()),
        recorded_at: tandem_model::Timestamp { unix_nanos: 1 },
        comment: "".into(),
        expected_revision: None,
        events: Vec::new(),
    }
}

/// Encodes one object of a snapshot as the event that would create it.
pub(crate) fn encode_object(object: &Event, buffer: &mut Vec<u8>) {
    buffer.clear();
    to_wire::event(object)
        .encode(buffer)
        .expect("a vector grows as far as it must");
}

/// Decodes what [`encode_object`] wrote.
pub(crate) fn decode_object(bytes: &[u8]) -> Result<Event, DecodeError> {
    let message = wire::Event::decode(bytes)?;
    if message.encoded_len() != bytes.len() {
        return Err(DecodeError::UnknownFields);
    }
    from_wire::event(message)
}
