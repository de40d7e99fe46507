//! The call of a participant, wherever it is.

use tandem_model::{CallId, RoomName};
use tandem_rooms::ParticipantInfo;

use crate::room_service::unreached;
use crate::sip_failure::PREFIX;
use crate::{Api, ApiError, Code};

impl Api {
    /// A participant of a room, wherever it is.
    pub(crate) async fn participant_of(
        &self,
        room: &RoomName,
        identity: &str,
    ) -> Result<ParticipantInfo, ApiError> {
        let found = self.rooms.participant(room, identity);
        let found = found.await.map_err(unreached)?;
        found.map_err(|error| ApiError::new(Code::NotFound, error.to_string()))
    }
}

/// The call of a participant.
///
/// # Errors
/// `invalid_argument` for one without a call.
pub(crate) fn call_of(participant: &ParticipantInfo) -> Result<CallId, ApiError> {
    let id = participant.attributes.get("sip.callID");
    id.and_then(|id| CallId::try_new(&**id).ok())
        .ok_or_else(|| {
            ApiError::invalid(format!(
                "{PREFIX}no SIP session associated with participant"
            ))
        })
}
