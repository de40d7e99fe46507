//! Requests about the call of a participant: its gateway is asked, wherever it is.

use prost::Message;
use tandem_model::{CallId, RoomName};
use tandem_rooms::ParticipantInfo;

use crate::context::Context;
use crate::room_service::unreached;
use crate::sip_failure::PREFIX;
use crate::twirp::{Call, Encoding};
use crate::{Answer, Api, ApiError, Code};

/// The `reason` of a node's answer that does not have the call.
pub(crate) const UNKNOWN_CALL: &str = "unknown-call";

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

    /// Asks the other nodes, of which one has the call.
    pub(crate) async fn ask_gateway_of<T: Message + Default>(
        &self,
        context: &Context,
        (service, method): (&'static str, &'static str),
        request: &impl Message,
    ) -> Result<Answer<T>, ApiError> {
        let status = self.plane.status();
        let own = self.plane.node_id();
        for (_, other) in status.members.iter().filter(|(node, _)| **node != own) {
            let call = Call {
                encoding: Ok(Encoding::Protobuf),
                body: request.encode_to_vec().into(),
                context: context.clone(),
            };
            let address = &other.member.address;
            let reply = match self.ask_node(address, service, method, &call).await {
                Err(error) if is_unknown_call(&error) => continue,
                // It is away: the call may be at another one.
                Err(error) if error.undecided().is_some() => continue,
                reply => reply?,
            };
            let message = T::decode(reply.body);
            let message = message.map_err(|error| ApiError::new(Code::Internal, error.to_string()));
            return Ok(message?.into());
        }
        Err(unknown_call())
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

/// What a node says that does not have the call.
pub(crate) fn unknown_call() -> ApiError {
    ApiError::new(Code::NotFound, format!("{PREFIX}unknown call")).with("reason", UNKNOWN_CALL)
}

fn is_unknown_call(error: &ApiError) -> bool {
    let reason = error.meta.get("reason").map(String::as_str);
    error.code == Code::NotFound && reason == Some(UNKNOWN_CALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_node_is_asked_only_where_the_call_is_unknown() {
        assert!(is_unknown_call(&unknown_call()));
        let no_participant = ApiError::new(Code::NotFound, "participant not found");
        assert!(!is_unknown_call(&no_participant));
        let other = ApiError::new(Code::Aborted, "x").with("reason", UNKNOWN_CALL);
        assert!(!is_unknown_call(&other));
    }
}
